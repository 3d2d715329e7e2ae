"""Giving records out in many forms; only what this person may know of."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from data.files import output
from data.streams import Target
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.duties.own_value import own_fields_used
from rmdesk.exchange.cells import LONGEST_CELL, NOT_XML, shortened
from rmdesk.exchange.formulas import quoted
from rmdesk.exchange.kinds import FileKind, kind_for
from rmdesk.exchange.matching import marked, store_mark
from rmdesk.exchange.selecting import ALL, Selection
from rmdesk.exchange.sheets import MOST_ROWS, too_many
from rmdesk.model.errors import BadInput
from rmdesk.model.fields import FieldSpec
from rmdesk.model.records import Holding, Record, SchemeClass, said_in
from rmdesk.model.values import LINE

__all__ = ["FORMATS", "Dress", "export"]

Row = Mapping[str, Any]


@dataclass
class Dress:
    """How an export is written, and what of it could not be written whole.

    With `mark` a CSV begins with a byte order mark, by which a spreadsheet knows its letters.
    `cut` are cells that a spreadsheet cannot hold whole: their row and field. `only` says which
    records are meant.
    """

    mark: bool = True
    cut: list[tuple[int, str]] = field(default_factory=list)
    only: Selection = ALL


Writer = Callable[[Session, FileKind, Path, Dress], int]
"""Writes what an export holds; how many records."""


def export(
    session: Session,
    kind: str,
    format_: str,
    out: Target,
    dress: Dress | None = None,
    *,
    force: bool = False,
) -> int:
    """Write the records of a kind that this person may know of (R17); how many.

    What could not be written whole is told in `dress`. The file appears whole or not at all, and
    only with `force` in the place of another. Raises BadInput for an unknown kind or format, and
    what `data.files.output` raises.
    """
    chosen = _with_used(session, kind_for(session, kind))
    if format_ not in FORMATS:
        raise BadInput(
            _("Unknown format"),
            _("“{format}” is no format of ours.").format(format=format_),
            _("Formats are: {names}.").format(names=", ".join(FORMATS)),
        )
    if (only := _ONLY.get(format_, chosen.record)) is not chosen.record:
        raise BadInput(
            _("Another format is needed"),
            _("{format} tells of {kind} alone.").format(format=format_, kind=only.table),
            _("Formats of every kind are: {names}.").format(
                names=", ".join(name for name in FORMATS if name not in _ONLY)
            ),
        )
    (dress or Dress()).only.check(session, chosen.record)
    with output(out, force=force) as draft:
        return FORMATS[format_](session, chosen, draft.path, dress or Dress())


def _rows(session: Session, kind: FileKind, only: Selection) -> Iterator[dict[str, Any]]:
    """Records under the names that an import knows, and what else a person wants to see."""
    describer = Describer(session)
    empty = {name: _nothing(kind, name) for name in _names(kind)}
    mark = store_mark(session)
    for document in only.documents(session, kind.record):
        said = said_in(document)
        row = {name: said.get(name, nothing) for name, nothing in empty.items()}
        if kind.record is Holding:
            row["home"] = describer.home_said(Holding.from_document(document))
            row["place"] = describer.place(Holding.from_document(document))
            row["holder"] = describer.name(document.get("holder_id"))
        row["origin"] = marked(document.get("origin", ""), mark, document.doc_id)
        yield row


def _with_used(session: Session, kind: FileKind) -> FileKind:
    """A kind with those own fields alone in which a record that is known says something (R17).

    Also of such as are declared no more: nothing that was said is left out.
    """
    if not kind.own:
        return kind
    used = own_fields_used(session)
    own = {name: spec for name, spec in kind.own.items() if name in used}
    gone = {name: FieldSpec(label=name, kind=LINE) for name in used if name not in own}
    return replace(kind, own=own | gone)


def _is_nameless(document: Any) -> bool:
    """Whether nothing but its number in this very store tells a holding from others."""
    return not any(map(document.get, ("barcode", "identifier", "origin")))


def _names(kind: FileKind) -> list[str]:
    return [*kind.columns, *kind.shown]


def _nothing(kind: FileKind, name: str) -> Any:
    """What stands for a field with nothing in it: "", [], false, or null for a number."""
    if name in kind.own:
        read = kind.own[name].kind
        return read.empty() if read else ""
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


_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, which a terminal would obey; line ends and tabs stay."""


def _quoted(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: a quote stands before what it would run."""
    text = _UNSEEN.sub("", _text(value))
    return quoted(text) if isinstance(value, str | list) else text


def _write_csv(
    session: Session, kind: FileKind, path: Path, dress: Dress, *, dialect: str = "excel"
) -> int:
    letters = "utf-8-sig" if dress.mark else "utf-8"
    with path.open("w", encoding=letters, newline="") as lines:
        writer = csv.writer(lines, dialect)
        writer.writerow(_names(kind))
        return sum(
            bool(writer.writerow([_quoted(value) for value in row.values()]))
            for row in _rows(session, kind, dress.only)
        )


def _write_xlsx(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    from xlsxwriter.exceptions import FileCreateError

    try:
        return _fill_xlsx(session, kind, path, dress)
    except FileCreateError as error:
        raise error.args[0] from error  # the system's own


def _fill_xlsx(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),  # it is private, and goes with what a kill left in it
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(kind.name)
        sheet.write_row(0, 0, _names(kind))
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(_rows(session, kind, dress.only), 1):
            for column, (name, value) in enumerate(row.items()):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(count, column, value)
                elif text := NOT_XML.sub("", _text(value)):
                    if len(text) > LONGEST_CELL:
                        text = shortened(text)
                        dress.cut.append((count + 1, name))
                    sheet.write_string(count, column, text)
            if count > MOST_ROWS:
                raise too_many()
    return count


# --- JSON -----------------------------------------------------------------------------------------


def _write_json(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    with path.open("w", encoding="utf-8") as lines:
        return _write_list(lines, _rows(session, kind, dress.only))


def _write_list(lines: io.TextIOBase | Any, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        lines.write("[\n" if count == 1 else ",\n")
        lines.write(json.dumps(row, ensure_ascii=False))
    lines.write("\n]\n" if count else "[]\n")
    return count


def _write_ndjson(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    with path.open("w", encoding="utf-8") as lines:
        rows = _rows(session, kind, dress.only)
        return sum(bool(lines.write(json.dumps(row, ensure_ascii=False) + "\n")) for row in rows)


def _write_tinydb(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    """One table as TinyDB's stock JSON storage keeps it, every field of the documents included.

    A home is told by its place's address of now: the text beside it is as it once was written.
    """
    count, mark, describer = 0, store_mark(session), Describer(session)
    with path.open("w", encoding="utf-8") as lines:
        lines.write(f'{{"{kind.record.table}": {{')
        for count, document in enumerate(dress.only.documents(session, kind.record), 1):
            separator = ",\n" if count > 1 else "\n"
            told = {name: value for name, value in said_in(document).items() if name != "own"}
            if address := describer.address(document.get("home_id")):
                told["home"] = address
            if kind.record is Holding and _is_nameless(document):
                told["origin"] = marked("", mark, document.doc_id)
            body = json.dumps(told, ensure_ascii=False)
            lines.write(f'{separator}"{document.doc_id}": {body}')
        lines.write("\n}}\n")
    return count


def _write_ead(session: Session, kind: FileKind, path: Path, dress: Dress, *, dialect: str) -> int:
    from rmdesk.exchange import ead_out

    day, chosen = session.now().date().isoformat(), ead_out.DIALECTS[dialect]
    return ead_out.write_finding_aid(
        path, _rows(session, kind, dress.only), list(kind.columns), day, chosen
    )


def _write_skos(session: Session, kind: FileKind, path: Path, dress: Dress) -> int:
    from rmdesk.exchange.skos import write_concepts

    return write_concepts(
        path, _rows(session, kind, dress.only), [n for n in kind.columns if n != "origin"]
    )


FORMATS: dict[str, Writer] = {
    "csv": _write_csv,
    "tsv": partial(_write_csv, dialect="excel-tab"),
    "json": _write_json,
    "ndjson": _write_ndjson,
    "xlsx": _write_xlsx,
    "tinydb": _write_tinydb,
    "ead": partial(_write_ead, dialect="ead"),
    "ead3": partial(_write_ead, dialect="ead3"),
    "skos": _write_skos,
}
"""How an export can be written, by name."""

_ONLY: dict[str, type[Record]] = {"ead": Holding, "ead3": Holding, "skos": SchemeClass}
"""Formats that know one kind of record."""
