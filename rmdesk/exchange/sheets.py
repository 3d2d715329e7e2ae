"""Rows of the same columns as a workbook of one sheet, in memory."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from rmdesk.exchange.cells import NOT_XML, shortened


def sheet(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes of an XLSX file: a head that stays, numbers as numbers, all else as text."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(name[:31])
        page.write_row(0, 0, columns)
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                value = row.get(column, "")
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(line, place, value)
                elif text := NOT_XML.sub("", str(value)):
                    page.write_string(line, place, shortened(text))
    return out.getvalue()
