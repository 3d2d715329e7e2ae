"""ODS workbooks (OpenDocument 1.3, part 3, chapter 9), read as a person sees them.

Beside each value stands the text that is shown for it, so that formats need no reading here. The
text is in the site's own way of writing, though: what it shows is kept only where it surely says
the same, else the value is taken.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.formats import Seen, seen
from rmdesk.exchange.packed_xml import (
    LAST_COLUMN,
    LAST_ROW,
    Attributes,
    NoSheet,
    Record,
    chosen_sheet,
    opened_part,
    parsed,
)
from rmdesk.exchange.unseen import Unseen

__all__ = ["OpenDocument"]

_MOST_REPEATED = 1_000_000
"""Most cells that one row may stand for by being repeated."""


class OpenDocument:
    """An open ODS file. Raises NoSheet where it cannot be read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._parts = zipfile.ZipFile(stream)
        self.remarks: list[str] = []
        with opened_part(self._parts, "META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(1 << 20):
                raise NoSheet(_("It is protected by a password."), _("Save it without one."))
        self.sheets, self.hidden = self._names()

    def choose(self, name: str | None) -> str:
        """The sheet that is named, or the first that a person sees; the others are told."""
        return chosen_sheet(self.sheets, self.hidden, name, self.remarks)

    def records(self, sheet: str) -> Iterator[Record]:
        """The rows of a sheet that have cells, in their order."""
        reader = _SheetReader(sheet)
        with opened_part(self._parts, "content.xml") as part:
            for _piece in parsed(part, reader.start, reader.end, reader.text):
                yield from reader.taken()
        yield from reader.taken()
        self.remarks += reader.unseen.remarks()

    def _names(self) -> tuple[list[str], list[str]]:
        names: list[tuple[str, str]] = []
        unseen: set[str] = set()
        style = [""]

        def start(name: str, attributes: Attributes) -> None:
            if name == "style":
                style[0] = attributes.get("name", "")
            elif name == "table-properties" and attributes.get("display") == "false":
                unseen.add(style[0])
            elif name == "table":
                names.append((attributes.get("name", ""), attributes.get("style-name", "")))

        with opened_part(self._parts, "content.xml") as part:
            for _piece in parsed(part, start, lambda _name: None, lambda _text: None):
                pass
        return [name for name, _style in names], [name for name, of in names if of in unseen]


class _SheetReader:
    """Takes the events of the content's XML and makes records of one sheet's."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._here = False
        self._row = 0
        self._times = self._row_times = 1
        self._cell: Attributes = {}
        self._texts: list[str] = []
        self._within: list[str] = []
        self._cells: list[tuple[int, Seen]] = []  # how many times, and what
        self._done: list[Record] = []
        self._column = 0  # of those that are declared
        self._row_hidden = False
        self.unseen = Unseen()

    def start(self, name: str, attributes: Attributes) -> None:
        self._within.append(name)
        if name == "table":
            self._here, self._row = attributes.get("name") == self._sheet, 0
        elif name == "table-column" and self._here:
            first = self._column + 1
            self._column += _times(attributes.get("number-columns-repeated"), LAST_COLUMN)
            if _is_hidden(attributes):
                self.unseen.ranges.append((first, self._column))
        elif name == "table-row":
            self._row_hidden = _is_hidden(attributes)
            self._row_times = _times(attributes.get("number-rows-repeated"), LAST_ROW)
            self._cells = []
        elif name in ("table-cell", "covered-table-cell"):
            self._times = _times(attributes.get("number-columns-repeated"), LAST_COLUMN)
            self._cell, self._texts = attributes, []
        elif name == "p" and self._spoken():
            self._texts.append("")
        elif name in ("s", "tab", "line-break") and self._texts:
            sign = {"tab": "\t", "line-break": "\n"}.get(name, " ")
            self._texts[-1] += sign * _times(attributes.get("c"), 1000)

    def text(self, piece: str) -> None:
        if self._here and self._texts and "p" in self._within and self._spoken():
            self._texts[-1] += piece

    def end(self, name: str) -> None:
        self._within.pop()
        if name == "table":
            self._here = False
        elif name in ("table-cell", "covered-table-cell"):
            told = _seen(self._cell, "\n".join(self._texts)) if self._here else Seen("")
            self._cells.append((self._times, told))
            self.unseen.merged += (
                self._here and _times(self._cell.get("number-rows-spanned"), 2) > 1
            )
            self._texts = []
        elif name == "table-row" and self._here:
            self._take_row()

    def taken(self) -> list[Record]:
        """The records that are whole since it was last asked."""
        done, self._done = self._done, []
        return done

    def _spoken(self) -> bool:
        return "annotation" not in self._within

    def _take_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._row_times
        while self._cells and not any(self._cells[-1][1]):
            self._cells.pop()
        if not self._cells:
            return
        if self._row > LAST_ROW or sum(times for times, _told in self._cells) > LAST_COLUMN:
            raise NoSheet(_("It has a cell beyond the last of a sheet."))
        cells = [told for times, told in self._cells for _time in range(times)]
        if len(cells) * self._row_times > _MOST_REPEATED:
            raise NoSheet(_("A row in it is repeated {n} times.").format(n=self._row_times))
        texts = [told.text for told in cells]
        for place, text in enumerate(texts, 1):
            if text:
                self.unseen.note_cell(place)
        self.unseen.rows += self._row_times if self._row_hidden else 0
        remarks = {place: told.remark for place, told in enumerate(cells) if told.remark}
        for number in range(first, self._row + 1):
            self._done.append(Record(number, list(texts), dict(remarks)))


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("visibility") in ("collapse", "filter")


def _times(text: str | None, most: int) -> int:
    return min(int(text), most + 1) if text and text.isdecimal() and text.isascii() else 1


def _seen(cell: Attributes, shown: str) -> Seen:
    kind = cell.get("value-type", "")
    if kind in ("float", "currency"):
        return _number(cell.get("value", ""), shown)
    if kind == "date":
        return _date(cell.get("date-value", ""), shown)
    if kind == "boolean":
        return Seen(cell.get("boolean-value", shown))
    if "formula" in cell and not kind and not shown:
        return Seen("", _("a formula that was never worked out; open it in a spreadsheet"))
    if "formula" in cell and re.match(r"(#[A-Z]|Err:\d)", shown):
        return Seen("", _("the cell holds an error ({error}); left blank").format(error=shown))
    return Seen(shown or cell.get("string-value", ""))


def _number(value: str, shown: str) -> Seen:
    whole = seen(value, "")
    plain = shown.replace(",", ".")
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain):
        if Decimal(plain) == Decimal(whole.text or "0"):
            return Seen(plain, whole.remark)
        said = _("the sheet shows this number rounded; taken whole")
        return Seen(whole.text, whole.remark or said)
    digits = re.search(r"[0-9].*[0-9]|[0-9]", shown)
    is_code = digits and re.sub(r"\D", "", shown).lstrip("0") == whole.text
    return Seen(shown if is_code and not re.search(r"[\s,.\u202f]", shown) else whole.text)


def _date(value: str, shown: str) -> Seen:
    """As much of a date as is shown: its year, its month and year, or the day."""
    day, _sign, time = value.partition("T")
    parts = re.findall(r"[0-9]+|[^\W\d_]+", re.sub("[年月日]", " ", shown))
    year = day[:4]
    if parts in ([year], [year[2:]]):
        return Seen(year)
    if len(parts) == 2 and not time.strip("0:") and {year, year[2:]} & set(parts):
        return Seen(_month(day))
    if len(parts) == 2 and not {year, year[2:]} & set(parts):
        said = _("a day without a year; perhaps a code that the spreadsheet took for a date")
        return Seen(shown, said)
    return Seen(day if not time.strip("0:") else value[:19])


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month(day: str) -> str:
    return f"{_MONTHS[(int(day[5:7]) - 1) % 12]} {day[:4]}"
