"""Tables as people have them: which row names the columns, and what becomes of those under it.

The same for CSV and for sheets: rows are numbered as a person counts them, from 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from pathlib import Path

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.exchange.packed_xml import Record
from rmdesk.exchange.rows_file import NO_REMARKS, FileOptions, FileRow
from rmdesk.exchange.trouble import unread
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Cell

__all__ = ["MOST_COLUMNS", "Table"]

MOST_COLUMNS = 16_384
_LOOKED_AT = 100
_UNSEEN = re.compile("[\ufeff\x00-\x08\x0e-\x1f]")
"""What programs leave in the name of a column."""
_END_OF_FILE = "\x1a"
"""What DOS wrote behind the last row."""


class Table:
    """A table of records: `columns` in order, `preamble` as it stood above, the rows to come."""

    def __init__(
        self, path: Path, records: Iterator[Record], options: FileOptions, *, tells_short: bool
    ) -> None:
        self._path = path
        self._options = options
        self._tells_short = tells_short  # whether a row of fewer cells is worth a word
        self._records = records
        self._names: list[str] = []  # of the columns, as the last row of the header has them
        self._last_head = 0
        self.preamble: list[list[str]] = []
        self.columns = self._read_header()
        self._check_columns()
        named = [place for place, name in enumerate(self.columns) if name]
        self._needed = named[-1] + 1
        self._nameless = [place for place, name in enumerate(self.columns) if not name]
        self._plain = not (self._nameless or options.fill_down)
        self._told = len(self._names) > 1 and not options.comment  # a row that is none, by its ends

    def rows(self) -> Iterator[FileRow]:
        """The records under the header, without those that are none."""
        last = self._last_head + self._options.skip_rows
        above: dict[str, Cell] = {}
        for record in self._records:
            if record.number > last and not self._is_none(record):
                yield self._row(record, above)

    # --- the header

    def _read_header(self) -> list[str]:
        if not self._options.header_row:
            return self._numbered()
        heads: list[list[str]] = []
        for record in self._records:
            self._last_head = record.number
            if self._options.header_begins:
                self.preamble.append(record.cells)
                if not heads and not self._begins(record):
                    self._check_begun(record)
                    continue
            else:
                if self._leaves_blank(record.number):
                    raise self._no_header(record)
                self.preamble.append(record.cells)
                if record.number < self._options.header_row or self._is_above(record):
                    continue
            heads.append([_UNSEEN.sub("", cell).strip() for cell in record.cells])
            if len(heads) == self._options.header_rows or not any(heads[-1]):
                break
        if not heads or not any(map(any, heads)):
            raise self._no_header()
        self._names = heads[-1]
        return _told_apart(heads[0] if len(heads) == 1 else _joined(heads))

    def _begins(self, record: Record) -> bool:
        first = record.cells[0] if record.cells else ""
        return first.replace("\ufeff", "").strip().startswith(self._options.header_begins)

    def _check_begun(self, record: Record) -> None:
        """Look no further than a hundred rows for a header that begins as it should."""
        if record.number >= _LOOKED_AT:
            text = _("None of its first {n} rows begins with “{text}”.")
            said = text.format(n=_LOOKED_AT, text=self._options.header_begins)
            hint = _("Say in a map where the column names stand: [file] header_row = 2.")
            raise unread(self._path, said, hint)

    def _leaves_blank(self, number: int) -> bool:
        """Keep the blank rows above a record of a sheet; whether one should name the columns."""
        blank = number - len(self.preamble) - 1
        self.preamble += [[] for _row in range(min(blank, self._options.header_row))]
        return blank > 0 and len(self.preamble) >= self._options.header_row

    def _is_above(self, record: Record) -> bool:
        """Whether a row that could name the columns only tells a spreadsheet how to read it."""
        is_first = record.number == 1 and is_separator(record.cells)
        return is_first or self._is_comment(record.cells)

    def _numbered(self) -> list[str]:
        """Columns without names, called by their numbers; as many as the first rows have."""
        start = list(islice(self._records, _LOOKED_AT))
        if start and is_separator(start[0].cells):
            start = start[1:]
        if not start:
            raise unread(self._path, _("The file is empty."), _("Name another file."))
        self._records = chain(start, self._records)
        return [str(number) for number in range(1, max(len(each.cells) for each in start) + 1)]

    def _no_header(self, named: Record | None = None) -> BadInput:
        """That no row names the columns where it should; the next that has cells is offered."""
        further = islice(self._records, _LOOKED_AT)
        named = named or next((each for each in further if any(map(str.strip, each.cells))), None)
        number = self._options.header_row
        text = _("Row {row} should name the columns, and is blank.").format(row=number)
        if named is None:
            return unread(self._path, text, _("Write it again, or name another file."), number)
        hint = _("Say in a map where the column names stand: [file] header_row = {row}.")
        return unread(self._path, text, hint.format(row=named.number), number)

    def _check_columns(self) -> None:
        if len(self.columns) > MOST_COLUMNS:
            text = _("It has {n} columns; at most {most} can be read.")
            raise unread(self._path, text.format(n=len(self.columns), most=MOST_COLUMNS))
        for name in self._options.fill_down:
            if name not in self.columns:
                text = _("fill_down names the column “{column}”, which it has not.")
                known = ", ".join(filter(None, self.columns))
                raise unread(
                    self._path,
                    text.format(column=name),
                    _("Its columns are: {columns}.").format(columns=known),
                )

    # --- rows

    def _is_none(self, record: Record) -> bool:
        """Blank rows, comments, the header again, and what DOS put at the end."""
        cells = record.cells
        if self._told and len(cells) > 1 and cells[0].strip() and self._names[-1] not in cells[-1]:
            return False  # as nearly all are
        if not any(map(str.strip, cells)) or cells == [_END_OF_FILE]:
            return not record.remarks
        return self._is_comment(cells) or self._is_header(cells)

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header once more, as lists have it that were put together."""
        names = self._names
        if len(names) < 2 or len(cells) != len(names) or names[-1] not in cells[-1]:
            return False
        if cells[0].replace("\ufeff", "").strip() != names[0]:  # a mark where another file began
            return False
        cells = [names[0], *cells[1:]]
        return all(cell.strip() == name for cell, name in zip(cells, names, strict=True))

    def _is_comment(self, cells: Sequence[str]) -> bool:
        comment = self._options.comment
        return bool(comment and cells and cells[0].lstrip().startswith(comment))

    def _row(self, record: Record, above: dict[str, Cell]) -> FileRow:
        width, row = len(self.columns), record.cells
        cells: dict[str, Cell] = dict(zip(self.columns, row, strict=False))
        if self._plain and self._needed <= len(row) <= width and not record.remarks:
            return FileRow(record.number, cells)  # as nearly all are
        for name in self._options.fill_down:
            if str(cells.get(name, "")).strip():
                above[name] = cells[name]
            elif name in above:
                cells[name] = above[name]
        if len(row) > width and any(map(str.strip, row[width:])):
            column = _("column {n}").format(n=width + 1)
            text = _("the row has more cells than there are columns")
            return FileRow(record.number, cells, column, text)
        return FileRow(record.number, cells, remarks=self._remarks(record) or NO_REMARKS)

    def _remarks(self, record: Record) -> dict[str, str]:
        row = record.cells
        remarks = {self._name(place): text for place, text in record.remarks.items()}
        if self._tells_short and len(row) < self._needed:
            text = ngettext(
                "the row has {n} cell, the header {needed}; perhaps a line break without quotes",
                "the row has {n} cells, the header {needed}; perhaps a line break without quotes",
                len(row),
            )
            remarks[self._name(len(row))] = text.format(n=len(row), needed=self._needed)
        for place in self._nameless:
            if place < len(row) and row[place].strip():
                remarks[self._name(place)] = _("the column has no name; left out")
        return remarks

    def _name(self, place: int) -> str:
        name = self.columns[place] if place < len(self.columns) else ""
        return name or _("column {n}").format(n=place + 1)


_SEPARATOR = re.compile(r"sep=(.?)", re.IGNORECASE)


def is_separator(cells: Sequence[str]) -> bool:
    """Whether a first row only tells a spreadsheet what stands between cells: `sep=;`."""
    return bool(cells) and not any(cells[1:]) and bool(_SEPARATOR.fullmatch(cells[0].strip()))


def _joined(heads: Sequence[Sequence[str]]) -> list[str]:
    """Names of several rows as one; a group's name reaches over the blanks to its right."""
    width = max(map(len, heads))
    rows = [[*head, *[""] * (width - len(head))] for head in heads]
    for row, below in pairwise(rows):
        for place in range(1, width):
            if not row[place] and below[place]:
                row[place] = row[place - 1]
    return [" ".join(dict.fromkeys(filter(None, names))) for names in zip(*rows, strict=True)]


def _told_apart(names: Iterable[str]) -> list[str]:
    """Names that stand several times get a number each: `Title (1)`, `Title (2)`."""
    names = list(names)
    times, seen = Counter(names), Counter[str]()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if name and times[name] > 1 else name)
    return told
