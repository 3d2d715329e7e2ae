"""Spreadsheets of any kind as records: XLSX and ODS as a person sees them, XLS by its values."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.formats import seen
from rmdesk.exchange.opendocument import OpenDocument
from rmdesk.exchange.packed_xml import NoSheet, Record, chosen_sheet
from rmdesk.exchange.recognising import OLE, packed_form
from rmdesk.exchange.rows_file import FileOptions, RowsFile
from rmdesk.exchange.tables import Table
from rmdesk.exchange.trouble import unread
from rmdesk.exchange.workbooks import Workbook

__all__ = ["spreadsheet"]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def spreadsheet(path: Path, stream: IO[bytes], options: FileOptions) -> RowsFile:
    """Open a sheet: the one the map names, or the first that a person sees. Raises BadInput."""
    try:
        records, remarks = _opened(path, stream, options.sheet)
        table = Table(path, _guarded(path, records), options, tells_short=False)
    except (NoSheet, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    rows = RowsFile(path, "sheet", table.columns, table.rows(), preamble=table.preamble)
    rows.remarks = remarks
    return rows


def _guarded(path: Path, records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except (NoSheet, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> Exception:
    if isinstance(error, NoSheet):
        return unread(path, error.message, error.next_step)
    return unread(path, _("It is no spreadsheet: {error}.").format(error=error))


def _opened(path: Path, stream: IO[bytes], sheet: str | None) -> tuple[Iterator[Record], list[str]]:
    """The records of a sheet, and what to say of it, which is complete when they are read."""
    head = stream.read(len(OLE))
    stream.seek(0)
    if head == OLE:
        return _old_workbook(stream.read(), sheet)
    form = packed_form(path, stream)
    book = Workbook(stream) if form == "xlsx" else OpenDocument(stream)
    return book.records(book.choose(sheet)), book.remarks


# --- XLS ------------------------------------------------------------------------------------------


def _old_workbook(data: bytes, sheet: str | None) -> tuple[Iterator[Record], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    if _ENCRYPTED in data:
        raise NoSheet(_("It is protected by a password."), _("Save it without one."))
    if _WORD in data:
        raise NoSheet(_("It is a Word document, not a table."), _("Save its table as CSV or XLSX."))
    remarks = [_("an old workbook tells values, not how they look; save it as XLSX to keep zeros")]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = [
            each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible
        ]
        name = chosen_sheet(list(book.sheet_names), hidden, sheet, remarks)
        values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        if "password" in str(error).casefold():
            raise NoSheet(_("It is protected by a password."), _("Save it without one.")) from error
        raise NoSheet(_("It is no spreadsheet: {error}.").format(error=error)) from error
    return (
        Record(number, [_text(value) for value in row])
        for number, row in enumerate(values, 1)
        if any(value != "" for value in row)
    ), remarks


def _text(value: object) -> str:
    """A value as a person would write it: whole numbers without a point, dates as ISO."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return seen(repr(value), "").text
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
