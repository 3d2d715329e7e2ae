"""A list of records of any kind: its columns from the declarations, narrowed by words, sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.codes import fold_code
from rmdesk.model.fields import Record
from rmdesk.model.values import METRES, PROSE, WORDS, written
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, cells, heads
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

MOST = 5_000
"""Records that are read at a time."""

COLUMNS = {
    "holdings": ("identifier:2", "title:9", "kind", "unit:2", "home", "status"),
    "places": ("address:2", "room:2", "building:2", "barcode", "capacity_m", "security"),
    "people": ("name:3", "unit:3", "phone", "barcode"),
    "dispositions": ("number:2", "status:2", "reason:5", "proposed:2", "certificate:2"),
    "holds": ("number:2", "title:3", "matter:5", "review:2", "lifted:2"),
    "notices": ("number:2", "kind:2", "state:2", "due:2", "address:3"),
}
"""What a list of a kind shows at first sight; of other kinds, what they are called by and given."""

_SHOWN = 6
"""Columns where none are named."""

_LEAST = 8


@dataclass(frozen=True)
class _Read:
    """What was read, in the store's order, and how many there are of the kind in all."""

    records: Sequence[Any]
    total: int

    @property
    def whole(self) -> bool:
        """Whether nothing needs to be asked of the store to narrow or sort them."""
        return self.total <= MOST


class RecordList(View):
    """Records that hold every typed word in a shown column or a key; Enter opens one by `take`.

    `columns` are fields, each perhaps with its share of the width (`title:5`). Where there are
    more records than are read at a time, the words and the order are asked of all of them.
    """

    name = "list"
    searches = False

    def __init__(
        self,
        kind: RecordKind,
        take: Callable[[Any], None],
        columns: Sequence[str] = (),
        text: str = "",
    ) -> None:
        self.kind, self._take = kind, take
        parts = (each.partition(":") for each in columns or default_columns(kind))
        self._columns = {name: int(share or 1) for name, _colon, share in parts}
        self._searched = tuple(dict.fromkeys((*self._columns, *kind.keys)))
        self._sorted, self._descending = 0, False
        self._text = text
        self._worded: dict[tuple[str, str], str] = {}  # they are few, and a catalogue is slow
        self._read: _Read | None = None
        self._shown: list[Any] = []

    def title(self) -> Line:
        words = [(f" {self._text}", "")] if self._text else []
        return [(_(self.kind.many), "bold"), *words]

    def status(self) -> Line:
        """How many of how many."""
        if self._read is None:
            return ()
        n, total = len(self._shown), self._read.total
        text = f"{n:,}" if n == total else _("{n:,} of {total:,}").format(n=n, total=total)
        return [(text, "bold")]

    def prompt(self) -> str:
        return _("type words to narrow; Left and Right sort, Tab turns it round; Enter opens")

    # --- what it reads

    def load(self, session: Session) -> _Read:
        """All of them; of more than `MOST` the first ones that hold the words, in the order."""
        self._worded = {}  # the language may be another
        table, total = self.kind.record.table, session.visible.count_in(self.kind.record.table)
        words = self._words() if total > MOST else []
        found: list[Any] = []
        kept = session.store.table(table)
        for rows in kept.pages(order_by=self.sorted_by, descending=self._descending):
            known = map(self.kind.record.from_document, session.visible.known(table, rows))
            found += [each for each in known if self._holds(each, words)]
            if len(found) >= MOST:
                break
        return _Read(found[:MOST], total)

    def show(self, loaded: _Read) -> None:
        """Take it over; the mark stays on its record."""
        marked = self.marked
        self._read = loaded
        self._narrow()
        numbers = [each.id for each in self._shown]
        if marked is not None and marked.id in numbers:
            self.cursor = numbers.index(marked.id)

    def _narrow(self) -> None:
        words, records = self._words(), self._read.records if self._read else ()
        self._shown = [each for each in records if self._holds(each, words)]
        if self._read and self._read.whole:
            self._shown.sort(key=self._sortable, reverse=self._descending)
            self._shown.sort(key=lambda each: not self._cell(each, self.sorted_by))
        self.cursor = 0

    def _sortable(self, record: Record) -> str:
        """Numbers by value, words without case."""
        text = self._cell(record, self.sorted_by).casefold()
        return re.sub("[0-9]+", lambda found: found[0].zfill(12), text)

    def _words(self) -> list[str]:
        return self._text.casefold().split()

    def _holds(self, record: Any, words: Sequence[str]) -> bool:
        if not words:
            return True
        text = " ".join(self._cell(record, name) for name in self._searched).casefold()
        return all(word in text for word in words)

    def _cell(self, record: Record, name: str) -> str:
        """A value in words."""
        text = written(record.plain([name])[name])
        word = self.kind.record.specs()[name].word
        if word is None or not text:
            return text
        if (name, text) not in self._worded:
            self._worded[name, text] = word(text)
        return self._worded[name, text]

    @property
    def sorted_by(self) -> str:
        """The field of the sorted column."""
        return list(self._columns)[self._sorted]

    # --- what is shown

    @property
    def marked(self) -> Any:
        """The record that Enter opens, if any."""
        return self._shown[self.cursor] if self.cursor < len(self._shown) else None

    @property
    def subject(self) -> Record | None:
        return self.marked  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._shown)

    def _table(self) -> list[Column]:
        specs = self.kind.record.specs()
        arrow = " ▴" if self._descending else " ▾"
        return [
            Column(
                _(specs[name].label) + (arrow if name == self.sorted_by else ""),
                _LEAST,
                share,
                right=specs[name].kind is METRES,
            )
            for name, share in self._columns.items()
        ]

    def head(self, width: int) -> Line:
        return heads(self._table(), width)

    def row(self, index: int, width: int) -> Line:
        record = self._shown[index]
        values = [
            (self._cell(record, name), "name" if not number else "")
            for number, name in enumerate(self._columns)
        ]
        return cells(self._table(), width, values)

    def empty(self) -> Line:
        if self._read is None:
            return ()
        if self._read.total:
            return [(_("Nothing here has these words."), "dim")]
        registers = self.kind.by_hand and self.asker is None
        none = _("There are none yet. Ctrl+N registers one.")
        return [(none if registers else _("There are none yet."), "dim")]

    # --- what it does

    def typed(self, app: Host, text: str) -> bool:
        if text.strip() != self._text:
            self._text = text.strip()
            self._changed(app)
        return True

    def turn(self, app: Host, step: int) -> None:
        """Sort by the next or previous column."""
        self._sorted = (self._sorted + step) % len(self._columns)
        self._changed(app)

    def tab(self, app: Host) -> None:
        """Turn the order round; what is empty stays last."""
        self._descending = not self._descending
        self._changed(app)

    def _changed(self, app: Host) -> None:
        """Show other words or another order; of more than was read, ask the store."""
        self._narrow()
        app.repaint()
        if self._read is None or not self._read.whole:
            app.reload()

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: open what is marked of those that hold them."""
        self._text = text
        self._narrow()
        if self._shown:
            exact = (n for n, each in enumerate(self._shown) if self._is_key(each, text))
            self.cursor = next(exact, 0)
            self.choose(app)
        else:
            app.tell(Told(_("Nothing answers to “{text}”.").format(text=text), "?", "warn"))
            self._text = ""
            self._changed(app)
        return True

    def _is_key(self, record: Record, text: str) -> bool:
        """Whether a text is just a key of a record."""
        keys = (str(getattr(record, path)) for path in self.kind.keys)
        return fold_code(text) in map(fold_code, keys)

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            self._take(self.marked)


class Choosing(RecordList):
    """Records of a kind, one of which is chosen for what asks; a scan is heard as there."""

    name = "choosing"
    live = False

    def __init__(
        self,
        asker: View,
        kind: RecordKind,
        take: Callable[[Any], None],
        columns: Sequence[str] = (),
        text: str = "",
        asked: str = "",
    ) -> None:
        super().__init__(kind, take, columns, text)
        self.asker, self._asked = asker, asked

    def title(self) -> Line:
        return [(self._asked, "bold"), *super().title()[1:]]

    def prompt(self) -> str:
        return _("type words to narrow; Enter takes what is marked; Esc leaves")

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            app.back()
            super().choose(app)


def default_columns(kind: RecordKind) -> list[str]:
    """What people call it by, then what they say of it first; its title is the widest.

    What takes a paragraph or is a list is left for the record itself.
    """
    said = (name for name, spec in kind.given.items() if spec.kind not in (PROSE, WORDS))
    names = list(dict.fromkeys((*kind.keys, *said)))[:_SHOWN]
    return [f"{name}:9" if name == "title" else name for name in names]
