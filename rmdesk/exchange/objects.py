"""JSON: one list of objects, or an object a line (NDJSON), read an object at a time; or a table as
TinyDB's own storage keeps it.

The list is read twice, first for the names that its objects use, so that it need not be held.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from data.texts import gettext as _
from rmdesk.exchange.letters import encoding_of, letters
from rmdesk.exchange.rows_file import FileOptions, FileRow, RowsFile
from rmdesk.exchange.tables import MOST_COLUMNS
from rmdesk.exchange.trouble import unread
from rmdesk.model.values import Cell

__all__ = ["objects_file"]

_PIECE = 1 << 16
_LONGEST = 1 << 26
"""Most letters of one object, and of a file of TinyDB's, which is held whole."""

_MOST_PLAIN = 15
"""Most digits before or behind the point of a number that is written out."""

_SURROGATE = re.compile(r"\\u[Dd][89A-Fa-f]")
"""How JSON says half of a character outside of the first 65,536; both halves stand side by side."""
_BLANK = re.compile(r"[ \t\r\n]*")


def _as_written(digits: str) -> str:
    """A number with a fraction as it stands, `4.10`; one with an exponent as plain digits."""
    if "e" not in digits.casefold():
        return digits
    value = Decimal(digits)
    return f"{value:f}" if abs(value.adjusted()) < _MOST_PLAIN else digits


def _no_number(word: str) -> Any:
    raise ValueError(word)


class _TwiceError(Exception):
    """An object says two things by one name, of which a reader would keep the last."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        (name, _n), *_others = Counter(name for name, _value in pairs).most_common()
        raise _TwiceError(name)
    return made


_DECODER = json.JSONDecoder(
    parse_int=str,
    parse_float=_as_written,
    parse_constant=_no_number,
    object_pairs_hook=_object,
)


def objects_file(path: Path, stream: IO[bytes], options: FileOptions) -> RowsFile:
    """Open a file of JSON. Raises BadInput."""
    encoding = encoding_of(stream.read(4096), options.encoding)
    columns: dict[str, None] = {}
    for _number, given in _objects(path, stream, encoding, options):
        columns.update(dict.fromkeys(given))
        if len(columns) > MOST_COLUMNS:
            text = _("Its objects use more than {n} names.").format(n=MOST_COLUMNS)
            raise unread(path, text)
    rows = (_row(number, each) for number, each in _objects(path, stream, encoding, options))
    return RowsFile(path, "json", list(columns), rows, encoding)


def _objects(
    path: Path, stream: IO[bytes], encoding: str, options: FileOptions
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file from its beginning, each with its number."""
    stream.seek(0)
    with letters(path, stream, encoding):
        text = io.TextIOWrapper(stream, encoding)
        try:
            for number, each in enumerate(_entries(path, text, options), 1):
                if not isinstance(each, dict):
                    said = _("Entry {row} is not an object.").format(row=number)
                    raise unread(path, said, "", number)
                yield number, each
        except _TwiceError as error:
            said = _("An object of it names “{name}” twice.").format(name=error)
            raise unread(path, said, _("Write it again with each name once.")) from error
        except RecursionError as error:
            raise unread(path, _("Its lists stand too deep in one another.")) from error
        except ValueError as error:
            if isinstance(error, UnicodeError):
                raise
            raise unread(path, _("It is not JSON: {error}.").format(error=error)) from error
        finally:
            text.detach()


def _entries(path: Path, text: io.TextIOWrapper, options: FileOptions) -> Iterator[Any]:
    reader = _Reader(path, text)
    if reader.sign() == "{":
        first = reader.value()
        if not reader.sign() and all(isinstance(each, dict) for each in first.values()):
            yield from _tinydb_documents(path, first, options.table)
        else:
            yield from reader.stream(first)
    elif reader.sign() == "[":
        yield from reader.list()
        reader.end()
    else:
        raise unread(path, _("It should hold one list of objects."))


class _Reader:
    """Takes one JSON value after the other from a text, of which it holds only what it must."""

    def __init__(self, path: Path, text: io.TextIOWrapper) -> None:
        self._path = path
        self._text = text
        self._held = ""
        self._place = 0
        self._entry = 0

    def sign(self) -> str:
        """The next sign that is not blank; "" at the end."""
        while True:
            self._place = _BLANK.match(self._held, self._place).end()  # type: ignore[union-attr]
            if self._place < len(self._held):
                return self._held[self._place]
            if not self._more(_PIECE):
                return ""

    def list(self) -> Iterator[Any]:
        """The entries of the list that begins here."""
        self._place += 1
        if self.sign() == "]":
            self._place += 1
            return
        while True:
            self._entry += 1
            yield self.value()
            sign = self.sign()
            self._place += 1
            if sign == "]":
                return
            if sign != ",":
                wanted = _("after entry {row} a comma or the end of the list is missing")
                raise ValueError(wanted.format(row=self._entry))

    def stream(self, first: Any) -> Iterator[Any]:
        """The objects that stand one behind the other, of which the first was read already."""
        self._entry = 1
        yield first
        while self.sign():
            self._entry += 1
            yield self.value()

    def value(self) -> Any:
        """The value that begins at the next sign."""
        self.sign()
        size = _PIECE
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._place)
            except json.JSONDecodeError:
                if len(self._held) - self._place > _LONGEST:
                    text = _("Entry {row} is longer than can be read.").format(row=self._entry)
                    raise unread(self._path, text) from None
                if not self._more(size):
                    raise
                size *= 2
                continue
            if _SURROGATE.search(self._held, self._place, end):
                self._check_whole(value)
            self._place = end
            return value

    def end(self) -> None:
        """Raises ValueError unless this is the end."""
        if self.sign():
            raise ValueError(_("there is more behind the list"))

    def _more(self, size: int) -> bool:
        piece = self._text.read(size)
        self._held = self._held[self._place :] + piece
        self._place = 0
        return bool(piece)

    def _check_whole(self, value: Any) -> None:
        """JSON can say half of a character, which no store takes."""
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            said = _("Entry {row} has half of a character: {code} without the other half.")
            code = ascii(error.object[error.start])[1:-1]
            text = said.format(row=self._entry, code=code)
            raise unread(self._path, text, "", self._entry) from error


def _tinydb_documents(path: Path, tables: dict[str, Any], wanted: str) -> list[Any]:
    """The documents of a table in a file as TinyDB's own storage keeps it."""
    table = tables.get(wanted)
    if isinstance(table, dict):
        return list(table.values())
    raise unread(
        path,
        _("It holds no table “{table}”.").format(table=wanted),
        _("It should hold one list of objects, or be a file of TinyDB with this table."),
    )


def _row(number: int, given: dict[str, Any]) -> FileRow:
    cells: dict[str, Cell] = {}
    for name, value in given.items():
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
        ):
            return FileRow(number, cells, name, _("an object cannot stand here"))
        cells[name] = [_text(each) for each in value] if isinstance(value, list) else _text(value)
    return FileRow(number, cells)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
