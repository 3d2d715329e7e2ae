"""A list: sorted by a column, narrowed as one types, with many rows marked, copied, written.

Every list is one of these, whatever its rows are: it says its columns, the cells of a row, what
tells a row from others, and which record it is about.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from screens.kit.list_files import ListPaper, ListPart
from screens.kit.notice import Told
from screens.kit.paint import Column, Fitting, Line, Span, widths
from screens.kit.view import View

if TYPE_CHECKING:
    from rmdesk.model.fields import Record
    from screens.kit.host import Host

_MEASURED = 200
"""Rows that say how wide the columns are."""

AS_READ = -1
"""The order in which a list was read, such as walking order, in place of a column."""


@dataclass(frozen=True)
class Target:
    """What a row is about: a kind of record, its key for an act, and its name for people."""

    record: type[Record]
    key: str
    name: str


class Listing(View):
    """Rows of any kind under named columns."""

    searches = False
    lists = True
    sorted_at: int = AS_READ
    """The column by which it is sorted."""
    descending: bool = False

    def __init__(self) -> None:
        self.rows: Sequence[Any] = ()
        """All that was read, in the order in which it was read."""
        self.seen: list[Any] = []
        """What is shown of it, in the order in which it is shown."""
        self.known = False
        self.text = ""
        self.marks: set[Hashable] = set()
        self._marked_last: Hashable = None
        self._fitting: Fitting | None = None
        self._fitted_to: tuple[int, bool] = (AS_READ, False)

    # --- what each list says of itself

    def columns(self) -> Sequence[Column]:
        """The columns, each with its name."""
        raise NotImplementedError

    def cells_of(self, row: Any) -> Sequence[Span]:
        """The cells of a row, one for each column."""
        raise NotImplementedError

    def key_of(self, row: Any) -> Hashable:
        """What tells a row from all others, also when it is read again."""
        return id(row)

    def target_of(self, row: Any) -> Target | None:
        """What a row is about, for acts on it; None where there is none."""
        return None

    def is_listed(self, row: Any) -> bool:
        """Whether it is a row of the list, and not something to do or the head of a group."""
        return True

    def also_of(self, row: Any) -> str:
        """Further words by which a row is found."""
        return ""

    def sort_key(self, row: Any, column: int) -> str:
        """What a row is sorted by; what is empty comes last either way."""
        return self.cells_of(row)[column][0]

    def called(self) -> str:
        """What the list is called, on paper and in messages."""
        return "".join(text for text, _role in self.title())

    def said(self) -> list[str]:
        """What is said of the whole of it, on paper."""
        return []

    # --- what is shown

    def take(self, rows: Iterable[Any]) -> None:
        """Take over what was read; the mark, the marks and the words stay."""
        before = self.marked
        self.rows, self.known, self._fitting = list(rows), True, None
        self.marks &= {self.key_of(row) for row in self.rows}
        self.narrow(stay=before)

    def narrow(self, stay: Any = None) -> None:
        """Show the rows that hold every word, in order; the mark on a row that was marked."""
        words = self.text.casefold().split()
        found = [row for row in self.listed_rows if self._holds(row, words)]
        if self.sorted_at != AS_READ:
            column = self.sorted_at
            found.sort(key=lambda row: counted(self.sort_key(row, column)), reverse=self.descending)
            found.sort(key=lambda row: not self.sort_key(row, column))
        elif self.descending:
            found.reverse()
        self.seen = self.arranged(found)
        found = self.seen
        keys = [self.key_of(row) for row in found] if stay is not None else []
        key = self.key_of(stay) if stay is not None else None
        self.cursor = keys.index(key) if key in keys else min(self.cursor, max(0, len(found) - 1))

    def arranged(self, found: list[Any]) -> list[Any]:
        """What is shown of rows that were found and sorted: with what stands above and between."""
        return found

    @property
    def listed_rows(self) -> list[Any]:
        """The rows of the list among all that was read."""
        return [row for row in self.rows if self.is_listed(row)]

    @property
    def listed(self) -> list[Any]:
        """The rows of the list among all that is shown."""
        return [row for row in self.seen if self.is_listed(row)]

    def _holds(self, row: Any, words: Sequence[str]) -> bool:
        if not words:
            return True
        text = " ".join((*(text for text, _role in self.cells_of(row)), self.also_of(row)))
        text = text.casefold()
        return all(word in text for word in words)

    @property
    def marked(self) -> Any:
        """The row that the mark is on, if any."""
        return self.seen[self.cursor] if self.cursor < len(self.seen) else None

    @property
    def chosen(self) -> list[Any]:
        """The rows marked with Space, in the order shown, those hidden by the words last."""
        shown = [row for row in self.seen if self.key_of(row) in self.marks]
        seen = {self.key_of(row) for row in shown}
        hidden = (row for row in self.rows if self.key_of(row) in self.marks - seen)
        return [*shown, *hidden]

    def __len__(self) -> int:
        return len(self.seen)

    def starred(self, index: int) -> bool:
        return self.key_of(self.seen[index]) in self.marks

    def counted_line(self) -> Line:
        """How many are shown, of how many, and how many of them are marked."""
        n, total = len(self.listed), self.total()
        text = f"{n:,}" if n == total else _("{n:,} of {total:,}").format(n=n, total=total)
        return [(text, "bold"), *self.marks_line()]

    def marks_line(self) -> Line:
        """How many are marked, where any is."""
        n = len(self.marks)
        text = ngettext("{n} marked", "{n} marked", n).format(n=n)
        return [(" · ", "dim"), (text, "key")] if n else []

    def status(self) -> Line:
        return self.counted_line() if self.known else ()

    def prompt(self) -> str:
        if self.moved and self.marked is not None and not self.is_listed(self.marked):
            return ""  # what Enter does there is no matter of the list
        return _("type words to narrow; Left and Right sort, Space marks; Enter opens")

    def _headed(self) -> list[Column]:
        arrow = " ▴" if self.descending else " ▾"
        return [
            column.called(column.head + arrow) if number == self.sorted_at else column
            for number, column in enumerate(self.columns())
        ]

    @property
    def _fits(self) -> Fitting:
        """Its columns as wide as what stands in them asks for, the same while one narrows it."""
        order = (self.sorted_at, self.descending)
        if self._fitting is None or self._fitted_to != order:
            first = islice(filter(self.is_listed, self.rows), _MEASURED)
            self._fitting = Fitting(self._headed(), [self.cells_of(row) for row in first])
            self._fitted_to = order
        return self._fitting

    def head(self, width: int) -> Line:
        return self._fits.heads(width) if self.rows else ()

    def row(self, index: int, width: int) -> Line:
        return self._fits.cells(width, self.cells_of(self.seen[index]))

    def empty(self) -> Line:
        if not self.known:
            return ()
        if self.rows:
            return [(_("Nothing here has these words."), "dim")]
        return self.nothing()

    def nothing(self) -> Line:
        """What stands there where there is nothing at all."""
        return [(_("There is nothing here."), "dim")]

    # --- words and order

    def typed(self, app: Host, text: str) -> bool:
        if text.strip() != self.text:
            self.text = text.strip()
            self.changed(app)
        return True

    def changed(self, app: Host) -> None:
        """Show other words or another order."""
        self.narrow()
        self.cursor = self._first()
        app.repaint()

    def _first(self) -> int:
        """The row that the mark goes to: with words, the first that holds them."""
        rows = range(len(self.seen))
        own = (n for n in rows if self.is_listed(self.seen[n]))
        return next(own if self.text else (n for n in rows if self.selectable(n)), 0)

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: open what is marked of those that hold them."""
        self.text = text
        self.narrow()
        self.cursor = self._first()
        if self.listed:
            self.choose(app)
        else:
            app.tell(Told(_("Nothing answers to “{text}”.").format(text=text), "?", "warn"))
            self.text = ""
            self.changed(app)
        return True

    def turn(self, app: Host, step: int) -> None:
        self.sort(app, step)

    def tab(self, app: Host) -> None:
        self.turn_round(app)

    def sort(self, app: Host, step: int) -> None:
        """Sort by the next or previous column; the order as read is one of them."""
        n = len(self.columns()) + 1
        self.sorted_at = (self.sorted_at + 1 + step) % n - 1
        self.changed(app)

    def turn_round(self, app: Host) -> None:
        """Turn the order round; what is empty stays last."""
        self.descending = not self.descending
        self.changed(app)

    def pointed_head(self, app: Host, x: int, width: int) -> None:
        """A click on a head sorts by it; on the one that is sorted by, it turns round."""
        at, gap = 0, self._fits.gap(width)
        for number, wide in enumerate(widths(self._fits.at(width), width, gap)):
            if wide and x < at + wide + gap:
                self.descending = number == self.sorted_at and not self.descending
                self.sorted_at = number
                self.changed(app)
                return
            at += wide + gap if wide else 0

    # --- marks

    def star(self, app: Host, step: int = 1) -> None:
        """Mark or unmark the row under the mark, and go on."""
        if self.marked is None or not self.selectable(self.cursor):
            return
        if not self.is_listed(self.marked):
            return
        self._marked_last = key = self.key_of(self.marked)
        self.marks ^= {key}
        self.cursor = max(0, min(len(self.seen) - 1, self.cursor + step))
        self.moved = True
        app.repaint()

    def star_range(self, app: Host) -> None:
        """Mark all rows from the last one marked to the one under the mark."""
        keys = [self.key_of(row) for row in self.seen]
        own = {self.key_of(row) for row in self.listed}
        start = keys.index(self._marked_last) if self._marked_last in keys else self.cursor
        low, high = sorted((start, self.cursor))
        self.marks |= own & set(keys[low : high + 1])
        app.repaint()

    def star_all(self, app: Host) -> None:
        """Mark all that is shown; none, where all of it is marked."""
        keys = {self.key_of(row) for row in self.listed}
        self.marks = self.marks - keys if keys <= self.marks else self.marks | keys
        app.repaint()

    # --- away from the screen

    def part(self) -> ListPart:
        """What is marked, or else seen, as rows under heads."""
        columns = self.columns()
        names = [column.name or column.head for column in columns]
        rows = [
            dict(zip(names, (text for text, _role in self.cells_of(row)), strict=True))
            for row in self.chosen or self.listed
        ]
        heads_ = {name: column.head for name, column in zip(names, columns, strict=True)}
        return ListPart(heads_, rows)

    def paper(self) -> ListPaper:
        """The same to be printed, with how much of the list is not on it."""
        part = self.part()
        hidden = self.total() - len(part.rows)
        text = ngettext("{n} more is not shown.", "{n} more are not shown.", hidden)
        more = [text.format(n=hidden)] if hidden > 0 else []
        return ListPaper(self.called(), [*self.said(), *more], [part])

    def total(self) -> int:
        """How many there are in all."""
        return len(self.listed_rows)

    def targets(self) -> list[Target]:
        """What the marked rows are about; where none is marked, the one under the mark."""
        rows = self.chosen or ([self.marked] if self.marked is not None else [])
        return [target for row in rows if (target := self.target_of(row)) is not None]


def counted(text: str) -> str:
    """A text to sort by: numbers by value, words without case."""
    return re.sub("[0-9]+", lambda found: found[0].zfill(12), text.casefold())
