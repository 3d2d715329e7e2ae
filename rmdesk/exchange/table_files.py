"""A list in a file: CSV, XLSX or JSON, the same rows in each."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.exchange.formulas import quoted
from rmdesk.model.errors import BadInput

Rows = Sequence[Mapping[str, Any]]

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold, section 2.2."""

_MOST_ROWS = 1_048_575
"""Of a spreadsheet, below its head."""


def csv_bytes(rows: Rows) -> bytes:
    """Rows of the same columns; no spreadsheet takes a text in it for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    return quoted(value) if isinstance(value, str) else value


def json_bytes(rows: Rows, totals: Mapping[str, Any]) -> bytes:
    """Rows and totals as one JSON document."""
    return json.dumps({"rows": list(rows), "totals": totals}, ensure_ascii=False).encode()


def xlsx_bytes(title: str, rows: Rows, totals: Mapping[str, Any]) -> bytes:
    """A sheet of rows under their names, and one of the totals. Numbers are numbers."""
    import xlsxwriter

    if len(rows) > _MOST_ROWS:
        raise BadInput(
            _("Too much for a spreadsheet"),
            _("There are more than {n} records, the most that a spreadsheet takes.").format(
                n=f"{_MOST_ROWS:,}"
            ),
            _("Export as csv or json."),
        )
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "list")
        names = list(rows[0]) if rows else []
        sheet.write_row(0, 0, names)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            _write(sheet, number, list(row.values()))
        summed = book.add_worksheet("totals")
        for number, (name, value) in enumerate(totals.items()):
            _write(summed, number, [name, value])
    return out.getvalue()


def _write(sheet: Any, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, column, value)
        elif value not in (None, ""):
            sheet.write_string(row, column, _NOT_XML.sub("", str(value)))
