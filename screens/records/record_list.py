"""A list of records of any kind: its columns from the declarations, narrowed by words, sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.fields import Record
from rmdesk.model.values import METRES, written
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, cells, heads
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

MOST = 5_000
"""Records that are read at a time."""

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
        named = (*kind.record.called_by, *kind.record.unique)
        self._searched = tuple(dict.fromkeys((*self._columns, *named)))
        self._sorted = 0
        self._text = text
        self._read: _Read | None = None
        self._shown: list[Any] = []

    def title(self) -> Line:
        return [(_(self.kind.record.table), "bold"), (f" {self._text}", "")]

    def status(self) -> Line:
        """How many of how many."""
        if self._read is None:
            return ()
        n, total = len(self._shown), self._read.total
        text = f"{n:,}" if n == total else _("{n:,} of {total:,}").format(n=n, total=total)
        return [(text, "bold")]

    def prompt(self) -> str:
        return _("type words to narrow; Left and Right sort; Enter opens")

    # --- what it reads

    def load(self, session: Session) -> _Read:
        """All of them; of more than `MOST` the first ones that hold the words, in the order."""
        table, total = self.kind.record.table, session.visible.count_in(self.kind.record.table)
        words = self._words() if total > MOST else []
        found: list[Any] = []
        for rows in session.store.table(table).pages(order_by=self.sorted_by):
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
            self._shown.sort(key=lambda each: _sortable(self._cell(each, self.sorted_by)))
        self.cursor = 0

    def _words(self) -> list[str]:
        return self._text.casefold().split()

    def _holds(self, record: Any, words: Sequence[str]) -> bool:
        if not words:
            return True
        text = " ".join(self._cell(record, name) for name in self._searched).casefold()
        return all(word in text for word in words)

    def _cell(self, record: Record, name: str) -> str:
        """A value in words."""
        word = self.kind.record.specs()[name].word
        text = written(record.plain([name])[name])
        return word(text) if word and text else text

    @property
    def sorted_by(self) -> str:
        """The field of the sorted column."""
        return list(self._columns)[self._sorted]

    # --- what is shown

    @property
    def marked(self) -> Any:
        """The record that Enter opens, if any."""
        return self._shown[self.cursor] if self.cursor < len(self._shown) else None

    def __len__(self) -> int:
        return len(self._shown)

    def _table(self) -> list[Column]:
        specs = self.kind.record.specs()
        return [
            Column(
                _(specs[name].label) + (" ▾" if name == self.sorted_by else ""),
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
        return [(_("Nothing here has these words."), "dim")] if self._read is not None else ()

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
            self.choose(app)
        else:
            app.tell(Told(_("Nothing answers to “{text}”.").format(text=text), "?", "warn"))
            self._text = ""
            self._changed(app)
        return True

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            self._take(self.marked)


def default_columns(kind: RecordKind) -> list[str]:
    """What people call it by, then what they say of it first."""
    names = dict.fromkeys((*kind.record.called_by, *kind.given))
    return list(names)[:_SHOWN]


def _sortable(text: str) -> tuple[bool, str]:
    """Numbers by value, words without case, what is empty last."""
    return not text, re.sub("[0-9]+", lambda found: found[0].zfill(12), text.casefold())
