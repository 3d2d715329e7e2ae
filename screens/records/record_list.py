"""A list of records of any kind: its columns from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.codes import fold_code
from rmdesk.model.days import moment_said
from rmdesk.model.fields import Record
from rmdesk.model.values import METRES, written
from screens.kit.listing import AS_READ, Listing, Target
from screens.kit.paint import Column, Line, Span
from screens.kit.view import View
from screens.records.columns import default_columns
from screens.records.large import answering, first_of, is_indexed

if TYPE_CHECKING:
    from screens.kit.host import Host

MOST = 5_000
"""Records that are read at a time."""

_LEAST = 8


@dataclass(frozen=True)
class _Read:
    """What was read, in the store's order; how many answer to the words, and how many in all."""

    records: Sequence[Any]
    answers: int
    total: int


class RecordList(Listing):
    """Records that hold every typed word in a shown column or a key; Enter opens one by `take`.

    `columns` are fields, each perhaps with its share of the width (`title:5`). Of more records than
    are read at a time, the store's indexes give those that the words and the order ask for.
    """

    name = "list"
    sorted_at = 0

    def __init__(
        self,
        kind: RecordKind,
        take: Callable[[Any], None],
        columns: Sequence[str] = (),
        text: str = "",
    ) -> None:
        super().__init__()
        self.kind, self._take = kind, take
        parts = (each.partition(":") for each in columns or default_columns(kind))
        self._columns = {name: int(share or 1) for name, _colon, share in parts}
        self._also = tuple(name for name in kind.keys if name not in self._columns)
        self.text = text
        self._worded: dict[tuple[str, str], str] = {}  # they are few, and a catalogue is slow
        self._read: _Read | None = None

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(_(self.kind.many), "bold"), *words]

    def called(self) -> str:
        return _(self.kind.many)

    def status(self) -> Line:
        """How many of how many."""
        if self._read is None:
            return ()
        n = len(self.seen) if self.whole else self._read.answers
        if not self.whole and not self.text:
            n = len(self.seen)
        total = self._read.total
        text = f"{n:,}" if n == total else _("{n:,} of {total:,}").format(n=n, total=total)
        return [(text, "bold"), *self.marks_line()]

    def total(self) -> int:
        return self._read.total if self._read else 0

    @property
    def whole(self) -> bool:
        """Whether all of them were read: nothing needs to be asked to narrow or sort them."""
        return self._read is not None and self._read.total <= MOST

    # --- what it reads

    def load(self, session: Session) -> _Read:
        """All of them; of more than `MOST`, those that the indexes give."""
        self._worded = {}  # the language may be another
        table = self.kind.record.table
        total = session.visible.count_in(table)
        if total <= MOST:
            pages = session.store.table(table).pages()
            return self._of(
                document for rows in pages for document in session.visible.known(table, rows)
            )
        if self.text:
            found = answering(session, self.kind, self.text, MOST)
            return _Read(found.records, found.total, total)
        first = first_of(session, self.kind, self.sorted_by, descending=self.descending, most=MOST)
        return _Read(first, total, total)

    def _of(self, documents: Iterable[Any]) -> _Read:
        records = [self.kind.record.from_document(each) for each in documents]
        return _Read(records, len(records), len(records))

    def show(self, loaded: _Read) -> None:
        """Take it over; the mark stays on its record."""
        self._read = loaded
        self.take(loaded.records)

    def _holds(self, row: Any, words: Sequence[str]) -> bool:
        # What the indexes gave for the words answers to them, if not letter by letter.
        return True if self._read and not self.whole else super()._holds(row, words)

    @property
    def sorted_by(self) -> str:
        """The field of the sorted column."""
        return list(self._columns)[max(0, self.sorted_at)]

    # --- what is shown

    @property
    def subject(self) -> Record | None:
        return self.marked  # type: ignore[no-any-return]

    def columns(self) -> Sequence[Column]:
        specs = self.kind.specs
        return [
            Column(_(specs[name].label), _LEAST, share, right=specs[name].kind is METRES, name=name)
            for name, share in self._columns.items()
        ]

    def cells_of(self, row: Any) -> Sequence[Span]:
        return [
            (self._cell(row, name), "" if number else "name")
            for number, name in enumerate(self._columns)
        ]

    def key_of(self, row: Any) -> Hashable:
        number: int = row.id
        return number

    def target_of(self, row: Any) -> Target | None:
        return Target(self.kind.record, f"#{row.id}", self._cell(row, self.sorted_by))

    def also_of(self, row: Any) -> str:
        return " ".join(self._cell(row, name) for name in self._also)

    def sort_key(self, row: Any, column: int) -> str:
        return self._cell(row, list(self._columns)[column])

    def _cell(self, record: Record, name: str) -> str:
        """A value in words."""
        text = moment_said(written(record.plain([name])[name]))
        word = self.kind.specs[name].word
        if word is None or not text:
            return text
        if (name, text) not in self._worded:
            self._worded[name, text] = word(text)
        return self._worded[name, text]

    def nothing(self) -> Line:
        registers = self.kind.by_hand and self.asker is None
        none = _("There are none yet. Ctrl+N registers one.")
        return [(none if registers else _("There are none yet."), "dim")]

    # --- what it does

    def sort(self, app: Host, step: int) -> None:
        """By the next or previous column; of more than are read, by one that has an index."""
        names = list(self._columns)
        while True:
            self.sorted_at = (self.sorted_at + step) % len(names)
            if self.sorted_at == 0 or self.whole or is_indexed(self.kind, self.sorted_by):
                break
        self.changed(app)

    def changed(self, app: Host) -> None:
        """Show other words or another order; of more than was read, ask the store."""
        super().changed(app)
        if not self.whole:
            app.reload()

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: open what is marked of those that hold them."""
        self.text = text
        self.narrow()
        exact = (n for n, each in enumerate(self.seen) if self._is_key(each, text))
        self.cursor = next(exact, 0)
        if self.seen:
            self.choose(app)
            return True
        return super().words(app, text)

    def _is_key(self, record: Record, text: str) -> bool:
        """Whether a text is just a key of a record."""
        keys = (str(getattr(record, path)) for path in self.kind.keys)
        return fold_code(text) in map(fold_code, keys)

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            self._take(self.marked)


class RecordsOf(RecordList):
    """The records of something that is shown, such as a request or a box: `read` gives them."""

    def __init__(
        self,
        kind: RecordKind,
        take: Callable[[Any], None],
        columns: Sequence[str],
        called: str,
        read: Callable[[Session], Sequence[Any]],
    ) -> None:
        super().__init__(kind, take, columns)
        self.sorted_at, self._called, self._reads = AS_READ, called, read

    def title(self) -> Line:
        return [(self._called, "bold"), (f" {self.text}".rstrip(), "")]

    def called(self) -> str:
        return self._called

    @property
    def whole(self) -> bool:
        return True

    def load(self, session: Session) -> _Read:
        self._worded = {}
        records = list(self._reads(session))
        return _Read(records, len(records), len(records))

    def nothing(self) -> Line:
        return [(_("It has none."), "dim")]

    def sort(self, app: Host, step: int) -> None:
        Listing.sort(self, app, step)


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
