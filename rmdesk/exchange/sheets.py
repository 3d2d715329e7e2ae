"""Rows of the same columns as the sheets of a workbook, in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from data.texts import gettext as _
from rmdesk.exchange.cells import NOT_XML, shortened
from rmdesk.model.errors import BadInput

Rows = Sequence[Mapping[str, Any]]

_UNFIT = re.compile(r"[\[\]:*?/\\']")
"""What the name of a sheet may not have."""


MOST_ROWS = 1_048_575
"""Of a sheet, below its head."""


def too_many() -> BadInput:
    """That there are more rows than a sheet takes."""
    text = _("There are more than {n} records, the most that a spreadsheet takes.")
    return BadInput(
        _("Too much for a spreadsheet"),
        text.format(n=f"{MOST_ROWS:,}"),
        _("Export as csv or json."),
    )


class Sheet(NamedTuple):
    """A sheet: its name, its columns in their order, its rows; `head` names the columns above."""

    name: str
    columns: Sequence[str]
    rows: Rows
    head: bool = True


def sheet(name: str, columns: Sequence[str], rows: Rows) -> bytes:
    """The bytes of an XLSX file of one sheet."""
    return workbook(Sheet(name, columns, rows))


def workbook(*sheets: Sheet) -> bytes:
    """The bytes of an XLSX file: heads that stay, numbers as numbers, all else as text.

    Raises BadInput for more rows than a sheet takes.
    """
    import xlsxwriter

    if any(len(each.rows) > MOST_ROWS for each in sheets):
        raise too_many()
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        for each in sheets:
            _fill(book.add_worksheet(_UNFIT.sub(" ", each.name)[:31] or "list"), each)
    return out.getvalue()


def _fill(page: Any, told: Sheet) -> None:
    if told.head:
        page.write_row(0, 0, told.columns)
        page.freeze_panes(1, 0)
    for line, row in enumerate(told.rows, int(told.head)):
        for place, column in enumerate(told.columns):
            value = row.get(column)
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(line, place, value)
            elif text := NOT_XML.sub("", "" if value is None else str(value)):
                page.write_string(line, place, shortened(text))
