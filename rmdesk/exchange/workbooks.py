"""XLSX workbooks (ECMA-376), read as a person sees them: formats, hidden sheets, formulas.

The library that reads workbooks fast tells values without their look, and makes room for every
cell between the first and the last. So the parts are read here, by expat, a piece at a time:
memory follows what is in the sheet, and not how far a stray cell lies away.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.formats import BUILT_IN, Seen, seen
from rmdesk.exchange.packed_xml import (
    LAST_COLUMN,
    LAST_ROW,
    Attributes,
    NoSheet,
    Record,
    chosen_sheet,
    opened_part,
    parsed,
    save_as_csv,
)
from rmdesk.exchange.unseen import Unseen

__all__ = ["Workbook"]

_MOST_TEXTS = 1 << 30


class Workbook:
    """An open XLSX file. Raises NoSheet where it is none, or hides or lacks what is needed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._parts = zipfile.ZipFile(stream)
        self._folder, self._book = self._find_book()
        self.sheets: dict[str, str] = {}  # by name, the part that holds each
        self.hidden: list[str] = []
        self._from_1904 = self._never_calculated = False
        self._read_book()
        self.remarks: list[str] = []  # of the sheet as a whole; complete when its rows are read

    def choose(self, name: str | None) -> str:
        """The sheet that is named, or the first that a person sees; the others are told."""
        return chosen_sheet(list(self.sheets), self.hidden, name, self.remarks)

    def records(self, sheet: str) -> Iterator[Record]:
        """The rows of a sheet that have cells, in their order."""
        reader = _SheetReader(self._texts(), self._formats(), from_1904=self._from_1904)
        reader.never_calculated = self._never_calculated
        with opened_part(self._parts, self.sheets[sheet]) as part:
            for _piece in parsed(part, reader.start, reader.end, reader.text):
                yield from reader.taken()
        yield from reader.taken()
        self.remarks += reader.unseen.remarks()

    # --- the parts

    def _find_book(self) -> tuple[str, str]:
        book = next(iter(self._related("_rels/.rels", "/officeDocument").values()), "")
        if book not in self._parts.namelist():
            raise NoSheet(_("It is no spreadsheet: it has no workbook in it."))
        return posixpath.dirname(book), posixpath.basename(book)

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """The parts of a kind that a list of relations names, by their marks."""
        found: dict[str, str] = {}
        base = posixpath.dirname(posixpath.dirname(part))

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith(kind):
                target = attributes.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.join(base, target)
                found[attributes.get("Id", "")] = posixpath.normpath(path)

        self._read(part, start)
        return found

    def _read_book(self) -> None:
        relations = f"{self._folder}/_rels/{self._book}.rels"
        parts = self._related(relations, "/worksheet")

        def start(name: str, attributes: Attributes) -> None:
            if name == "sheet" and attributes.get("id", "") in parts:
                title = attributes.get("name", "")
                self.sheets[title] = parts[attributes["id"]]
                if attributes.get("state", "visible") != "visible":
                    self.hidden.append(title)
            elif name == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "calcPr":
                self._never_calculated = attributes.get("fullCalcOnLoad") in ("1", "true")

        self._read(f"{self._folder}/{self._book}", start)
        if not self.sheets:
            raise NoSheet(_("It has no sheet of cells."))

    def _texts(self) -> list[str]:
        """The texts that cells share."""
        reader = _SharedTexts()
        for part in self._named("/sharedStrings"):
            if self._parts.getinfo(part).file_size > _MOST_TEXTS:
                raise NoSheet(_("Its texts are larger than can be read."), save_as_csv())
            self._read(part, reader.start, reader.end, reader.text)
        return reader.texts

    def _formats(self) -> list[str]:
        """The number format of each style, by the style's number."""
        codes: dict[int, str] = dict(BUILT_IN)
        formats: list[str] = []
        within: list[str] = []

        def start(name: str, attributes: Attributes) -> None:
            within.append(name)
            if name == "numFmt" and "dxf" not in within:
                codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif name == "xf" and within[-2:-1] == ["cellXfs"]:
                formats.append(codes.get(_whole(attributes.get("numFmtId")), ""))

        for part in self._named("/styles"):
            self._read(part, start, lambda _name: within.pop())
        return formats

    def _named(self, kind: str) -> list[str]:
        parts = self._related(f"{self._folder}/_rels/{self._book}.rels", kind).values()
        return [part for part in parts if part in self._parts.namelist()]

    def _read(
        self,
        part: str,
        start: Callable[[str, Attributes], object],
        end: Callable[[str], object] = lambda _name: None,
        text: Callable[[str], object] = lambda _text: None,
    ) -> None:
        with opened_part(self._parts, part) as stream:
            for _piece in parsed(stream, start, end, text):
                pass


# --- texts ----------------------------------------------------------------------------------------

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as `_x000D_` (ECMA-376, 22.9.2.19)."""
    return _ESCAPED.sub(_letter, text) if "_x" in text else text


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # half of a character is none


class _SharedTexts:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._within: list[str] = []

    def start(self, name: str, _attributes: Attributes) -> None:
        self._within.append(name)

    def text(self, piece: str) -> None:
        if self._within[-1:] == ["t"] and "rPh" not in self._within:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        self._within.pop()
        if name == "si":
            self.texts.append(_unescaped("".join(self._pieces)))
            self._pieces.clear()


# --- a sheet --------------------------------------------------------------------------------------


class _SheetReader:
    """Takes the events of a sheet's XML and makes records of them."""

    def __init__(self, texts: list[str], formats: list[str], *, from_1904: bool) -> None:
        self.never_calculated = False
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._known: dict[tuple[str, str], Seen] = {}
        self._done: list[Record] = []
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._told: dict[int, str] = {}
        self._cell: Attributes = {}
        self._value: list[str] = []
        self._formula = self._keeping = False
        self._row_hidden = False
        self.unseen = Unseen()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell, self._value, self._formula = attributes, [], False
            self._column = _column_of(attributes.get("r", "")) or self._column + 1
        elif name in ("v", "t"):
            self._keeping = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._cell = {**self._cell, "spoken": "1"}
        elif name == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column = 0
            self._row_hidden = _is_hidden(attributes, "ht")
        elif name == "col" and _is_hidden(attributes, "width"):
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.unseen.ranges.append((first, last))
        elif name == "mergeCell":
            self.unseen.merged += _is_tall(attributes.get("ref", ""))

    def text(self, piece: str) -> None:
        if self._keeping and "spoken" not in self._cell:
            self._value.append(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._keeping = False
        elif name == "rPh":
            self._cell.pop("spoken", None)
        elif name == "c":
            self._take_cell()
        elif name == "row":
            self._take_row()

    def taken(self) -> list[Record]:
        """The records that are whole since it was last asked."""
        done, self._done = self._done, []
        return done

    def _take_cell(self) -> None:
        if self._column > LAST_COLUMN:
            raise NoSheet(_("It has a cell beyond the last column of a sheet."))
        told = self._seen("".join(self._value))
        if told.text:
            self._cells[self._column] = told.text
            self.unseen.note_cell(self._column)
        if told.remark:
            self._told[self._column] = told.remark

    def _seen(self, value: str) -> Seen:
        kind = self._cell.get("t", "n")
        if self._formula and (not value or (self.never_calculated and value == "0")):
            return Seen(
                value,
                _("a formula that was never worked out; open it in a spreadsheet and save it"),
            )
        if kind == "s":
            place = _whole(value)
            return Seen(self._texts[place] if place < len(self._texts) else "")
        if kind in ("str", "inlineStr"):
            return Seen(_unescaped(value))
        if kind == "b":
            return Seen("true" if value in ("1", "true") else "false")
        if kind == "e":
            return Seen("", _("the cell holds an error ({error}); left blank").format(error=value))
        if kind == "d":
            return Seen(value.removesuffix("T00:00:00"))
        return self._number(value)

    def _number(self, value: str) -> Seen:
        if not value:
            return Seen("")
        style = _whole(self._cell.get("s"))
        code = self._formats[style] if style < len(self._formats) else ""
        if not code and len(value) < 15 and value.isdecimal():
            return Seen(value)
        found = self._known.get((value, code))
        if found is None:
            found = seen(value, code, from_1904=self._from_1904)
            if len(self._known) < _MOST_KNOWN:
                self._known[value, code] = found
        return found

    def _take_row(self) -> None:
        if self._row > LAST_ROW:
            raise NoSheet(_("It has a row beyond the last of a sheet."))
        if self._cells or self._told:
            last = max([*self._cells, *self._told])
            cells = [self._cells.get(column, "") for column in range(1, last + 1)]
            told = {column - 1: text for column, text in self._told.items()}
            self._done.append(Record(self._row, cells, told))
            self.unseen.rows += self._row_hidden
        self._cells, self._told = {}, {}


_MOST_KNOWN = 20_000
"""Numbers whose look is kept, for the same ones come again."""


def _whole(text: str | None) -> int:
    return int(text) if text and len(text) < 10 and text.isdecimal() and text.isascii() else 0


_LETTERS = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def _column_of(cell: str) -> int:
    """The column of a cell's name, from 1; 0 where it has none."""
    found = _LETTERS.fullmatch(cell)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _is_hidden(attributes: Attributes, size: str) -> bool:
    """Whether a row or a column is hidden, or has no height or width."""
    said = attributes.get("hidden") in ("1", "true")
    return said or attributes.get(size, "1").strip("0.") == ""


def _is_tall(span: str) -> bool:
    """Whether merged cells, such as `A2:A5`, are of several rows."""
    rows = re.findall(r"[0-9]+", span)
    return len(rows) == 2 and rows[0] != rows[1]
