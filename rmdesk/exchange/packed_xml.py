"""XML in a packed file, as workbooks have it, read a piece at a time and with bounds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple
from xml.parsers import expat

from data.texts import gettext as _

__all__ = [
    "LAST_COLUMN", "LAST_ROW", "Attributes", "NoSheet", "Record", "chosen_sheet", "column_name",
    "opened_part", "parsed", "save_as_csv",
]  # fmt: skip

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_PIECE = 1 << 16
_MOST_UNPACKED = 64 << 20
_MOST_TIMES = 200
"""How many times its packed size a large part may be; real sheets reach some twenty times."""

Attributes = dict[str, str]


class NoSheet(Exception):
    """Bytes that are no workbook, or one that cannot be read, or without the sheet asked for."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


_NO_REMARKS: Mapping[int, str] = {}


class Record(NamedTuple):
    """A row of a sheet: its number, its cells from the first column on, and what to say of some."""

    number: int
    cells: list[str]
    remarks: Mapping[int, str] = _NO_REMARKS


def save_as_csv() -> str:
    """What to do with a workbook that cannot be read."""
    return _("Save the sheet as CSV.")


def opened_part(parts: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A part of a packed file, if it is no trap. Raises NoSheet."""
    try:
        about = parts.getinfo(name)
        if about.flag_bits & 1:
            raise NoSheet(_("It is protected by a password."), _("Save it without one."))
        if about.file_size > max(_MOST_UNPACKED, _MOST_TIMES * about.compress_size):
            raise NoSheet(
                _("{part} in it unpacks to more than {n} times its size.").format(
                    part=name, n=_MOST_TIMES
                ),
                save_as_csv(),
            )
        return parts.open(name)
    except KeyError:
        raise NoSheet(_("It has no part “{part}”.").format(part=name)) from None


_LETTERS = (LookupError, ValueError)
"""What a parser raises for letters that it does not know."""


def parsed(
    stream: IO[bytes],
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object],
    text: Callable[[str], object],
) -> Iterator[None]:
    """Parse XML a piece at a time; names come without their namespaces. Raises NoSheet."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(
        name.rpartition(" ")[2],
        {key.rpartition(" ")[2]: value for key, value in attributes.items()},
    )
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, *_LETTERS) as error:
        raise NoSheet(_("It is no spreadsheet: {error}.").format(error=error)) from error


def _no_doctype(*_declared: object) -> None:
    raise NoSheet(_("It declares what no workbook does."))


def column_name(number: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def chosen_sheet(
    sheets: Sequence[str], hidden: Sequence[str], name: str | None, remarks: list[str]
) -> str:
    """The sheet that is named, or the first that a person sees; the others are told."""
    shown = [each for each in sheets if each not in hidden]
    wanted = name or next(iter(shown or sheets), "")
    if wanted not in sheets:
        raise NoSheet(
            _("There is no sheet “{sheet}” in it.").format(sheet=wanted),
            _("Its sheets are: {sheets}.").format(sheets=", ".join(sheets)),
        )
    others = [each for each in sheets if each != wanted]
    if not name and others:
        told = [
            _("{sheet} (hidden)").format(sheet=each) if each in hidden else each for each in others
        ]
        text = _("the sheet “{sheet}” was read; not: {others}")
        remarks.append(text.format(sheet=wanted, others=", ".join(told)))
    return wanted
