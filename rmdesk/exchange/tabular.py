"""Rows of the same columns as CSV, JSON, Markdown or XLSX, with the same figures in each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rmdesk.desk.reports import shown
from rmdesk.exchange.formulas import quoted
from rmdesk.exchange.sheets import sheet

__all__ = ["WRITERS"]

Rows = Sequence[Mapping[str, Any]]


def _csv_of(rows: Rows, _totals: Mapping[str, Any]) -> bytes:
    """CSV; no spreadsheet takes a text in it for a formula. It has no totals: its rows add up."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return quoted("; ".join(map(str, value)))
    return quoted(value) if isinstance(value, str) else value


def _json_of(rows: Rows, totals: Mapping[str, Any]) -> bytes:
    return json.dumps({"rows": rows, "totals": totals}, ensure_ascii=False).encode()


def _markdown_of(rows: Rows, totals: Mapping[str, Any]) -> bytes:
    lines = []
    if rows:
        lines = [_barred(rows[0]), _barred("---" for _name in rows[0])]
        lines += [_barred(map(shown, row.values())) for row in rows]
    told = ", ".join(f"{name} {shown(n)}" for name, n in totals.items())
    return "\n".join([*lines, "", told, ""]).encode()


def _barred(cells: Any) -> str:
    return "| " + " | ".join(_one_line(each) for each in cells) + " |"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _xlsx_of(rows: Rows, totals: Mapping[str, Any]) -> bytes:
    """The rows, and under a blank one the totals by their names."""
    columns = list(rows[0]) if rows else []
    wide = [*columns, "", ""][: max(2, len(columns))]
    told = [{wide[0]: name, wide[1]: shown(n) if n is None else n} for name, n in totals.items()]
    return sheet("report", wide, [*rows, {}, *told])


WRITERS: Mapping[str, Callable[[Rows, Mapping[str, Any]], bytes]] = {
    "csv": _csv_of,
    "json": _json_of,
    "md": _markdown_of,
    "xlsx": _xlsx_of,
}
"""How rows and their totals are written, by the ending of the file."""
