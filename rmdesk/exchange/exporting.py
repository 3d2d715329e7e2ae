"""Giving records out: CSV, JSON, XLSX, and TinyDB's own JSON; only what this person may know of."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.exchange.formulas import quoted
from rmdesk.exchange.kinds import FileKind, kind_named
from rmdesk.exchange.matching import marked, store_mark
from rmdesk.model.errors import BadInput, DeskError
from rmdesk.model.records import Holding

__all__ = ["FORMATS", "export"]

_PAGE = 1000
_LONGEST_CELL, _MOST_ROWS = 32_767, 1_048_575  # of a spreadsheet

Row = Mapping[str, Any]
Writer = Callable[[Session, FileKind, Path], int]


def export(session: Session, kind: str, format_: str, out: Path) -> int:
    """Write every record of a kind that this person may know of (R17); how many.

    The file appears whole or not at all. Raises BadInput for an unknown kind or format, and
    DeskError where it cannot be written.
    """
    chosen = kind_named(kind)
    if format_ not in FORMATS:
        raise BadInput(
            _("Unknown format"),
            _("“{format}” is no format of ours.").format(format=format_),
            _("Formats are: {names}.").format(names=", ".join(FORMATS)),
        )
    draft = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        # Made first, so that it is for its owner and group only from the beginning.
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o660))
        count = FORMATS[format_](session, chosen, draft)
        draft.replace(out)
    except OSError as error:
        text = f"{out}: {error.strerror or error}"
        raise DeskError(_("The file cannot be written"), text) from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _documents(session: Session, kind: FileKind) -> Iterator[Any]:
    """Documents in the order they were kept, a page at a time."""
    table = session.store.table(kind.record.table)
    after = None
    while True:
        visible = session.visible  # of this moment: what is classified meanwhile is left out
        page = (
            visible.page(after=after, limit=_PAGE)
            if kind.record is Holding
            else table.page(after=after, limit=_PAGE)
        )
        yield from visible.known(table.name, page.rows)
        if page.next is None:
            return
        after = page.next


def _rows(session: Session, kind: FileKind) -> Iterator[dict[str, Any]]:
    """Records under the names that an import knows, and what else a person wants to see."""
    describer = Describer(session)
    empty = {name: _nothing(kind, name) for name in _names(kind)}
    mark = store_mark(session)
    for document in _documents(session, kind):
        row = {name: document.get(name, nothing) for name, nothing in empty.items()}
        if kind.record is Holding:
            row["home"] = describer.home(Holding.from_document(document))
            row["place"] = describer.place(Holding.from_document(document))
            row["holder"] = describer.name(document.get("holder_id"))
        row["origin"] = marked(document.get("origin", ""), mark, document.doc_id)
        yield row


def _is_nameless(document: Any) -> bool:
    """Whether nothing but its number in this very store tells a holding from others."""
    return not any(map(document.get, ("barcode", "identifier", "origin")))


def _names(kind: FileKind) -> list[str]:
    return [*kind.columns, *kind.shown]


def _nothing(kind: FileKind, name: str) -> Any:
    """What stands for a field with nothing in it: "", [], false, or null for a number."""
    return getattr(kind.record(), name, getattr(kind.record(), f"{name}_", ""))


# --- CSV and XLSX ---------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else repr(value)
    return "" if value is None else str(value)


def _quoted(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: a quote stands before what it would run."""
    text = _text(value)
    return quoted(text) if isinstance(value, str | list) else text


def _write_csv(session: Session, kind: FileKind, path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(_names(kind))
        return sum(
            bool(writer.writerow([_quoted(value) for value in row.values()]))
            for row in _rows(session, kind)
        )


def _write_xlsx(session: Session, kind: FileKind, path: Path) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(kind.name)
        sheet.write_row(0, 0, _names(kind))
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(_rows(session, kind), 1):
            for column, (name, value) in enumerate(row.items()):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(count, column, value)
                elif text := _text(value):
                    _check_cell(text, count, name)
                    sheet.write_string(count, column, text)
    return count


def _check_cell(text: str, row: int, name: str) -> None:
    if len(text) > _LONGEST_CELL or row > _MOST_ROWS:
        raise BadInput(
            _("Too much for a spreadsheet"),
            _(
                "Row {row}, {field}: a spreadsheet takes {cell} signs a cell and {rows} rows."
            ).format(row=row + 1, field=name, cell=_LONGEST_CELL, rows=_MOST_ROWS),
            _("Export as csv or json."),
            row=row + 1,
            field_name=name,
        )


# --- JSON -----------------------------------------------------------------------------------------


def _write_json(session: Session, kind: FileKind, path: Path) -> int:
    with path.open("w", encoding="utf-8") as lines:
        return _write_list(lines, _rows(session, kind))


def _write_list(lines: io.TextIOBase | Any, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        lines.write("[\n" if count == 1 else ",\n")
        lines.write(json.dumps(row, ensure_ascii=False))
    lines.write("\n]\n" if count else "[]\n")
    return count


def _write_tinydb(session: Session, kind: FileKind, path: Path) -> int:
    """One table as TinyDB's stock JSON storage keeps it, every field of the documents included.

    A home is told by its place's address of now: the text beside it is as it once was written.
    """
    count, mark, describer = 0, store_mark(session), Describer(session)
    with path.open("w", encoding="utf-8") as lines:
        lines.write(f'{{"{kind.record.table}": {{')
        for count, document in enumerate(_documents(session, kind), 1):
            separator = ",\n" if count > 1 else "\n"
            told = dict(document)
            if address := describer.address(document.get("home_id")):
                told["home"] = address
            if kind.record is Holding and _is_nameless(document):
                told["origin"] = marked("", mark, document.doc_id)
            body = json.dumps(told, ensure_ascii=False)
            lines.write(f'{separator}"{document.doc_id}": {body}')
        lines.write("\n}}\n")
    return count


FORMATS: dict[str, Writer] = {
    "csv": _write_csv,
    "json": _write_json,
    "xlsx": _write_xlsx,
    "tinydb": _write_tinydb,
}
"""How an export can be written, by name."""
