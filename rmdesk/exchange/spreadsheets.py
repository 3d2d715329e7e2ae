"""The cells of a spreadsheet, and how a person sees them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from gettext import gettext as _
from typing import Any

__all__ = ["NoSheet", "cell_text", "sheet_records"]

_MOST_CELLS = 50_000_000  # a sheet is held in memory whole, blank cells too


class NoSheet(Exception):
    """Bytes that are no spreadsheet, or one without the sheet that was asked for."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


def sheet_records(data: bytes, name: str | None) -> list[list[Any]]:
    """All cells of one sheet, the first unless named, from its first row on. Raises NoSheet."""
    from python_calamine import CalamineError, load_workbook

    _check_spans(data)
    try:
        book = load_workbook(io.BytesIO(data))
        names = list(book.sheet_names)
        wanted = name or (names[0] if names else "")
        if wanted not in names:
            raise NoSheet(
                _("There is no sheet “{sheet}” in it.").format(sheet=wanted),
                _("Its sheets are: {sheets}.").format(sheets=", ".join(names)),
            )
        return book.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise NoSheet(_("It is no spreadsheet: {error}.").format(error=error)) from error


def _check_spans(data: bytes) -> None:
    """Refuse a sheet that says it spans more than memory holds.

    The reader makes room for every cell between the first and the last, and dies where it cannot.
    """
    try:
        spans = list(_spans(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        return  # not the kind of workbook that tells it, or none at all: the reader will say
    for column, row in spans:
        if _column_number(column) * int(row) > _MOST_CELLS:
            raise NoSheet(
                _("A sheet reaches as far as {cell}.").format(cell=column + row),
                _("Delete the stray cell far away, or save the sheet as CSV."),
            )


def _spans(data: bytes) -> Iterator[tuple[str, str]]:
    """The last column and row of each sheet of an XLSX file, as it states them itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                with parts.open(name) as part:
                    head = part.read(4096)
                span = re.search(rb'<dimension ref="\w+:([A-Z]{1,3})(\d{1,7})"', head)
                if span:
                    yield span[1].decode(), span[2].decode()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_text(value: object) -> str:
    """A cell as a person sees it: whole numbers without a point, dates as ISO."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
