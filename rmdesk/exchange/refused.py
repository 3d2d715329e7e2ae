"""Refused rows, written beside their file, so that they can be mended and run again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from data.files import numbered
from data.texts import gettext as _
from rmdesk.exchange.reading import FileRow, RowsFile
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Cell

__all__ = ["write_refused"]

Refusals = Iterable[tuple[FileRow, str, str]]
_ADDED = ("rmdesk_row", "rmdesk_field", "rmdesk_reason")


def write_refused(source: RowsFile, refusals: Refusals, beside: Path) -> Path:
    """Write refused rows beside a file, in its own form, so that the same map reads them.

    The number, the field and the reason stand in three more columns. Returns the new file's path,
    which has a number where there is one already: somebody may be mending it.
    """
    name = beside.name.removesuffix(".gz")
    stem, _dot, suffix = name.rpartition(".")
    target = beside.with_name(
        f"{stem or suffix}.refused.{'json' if source.form == 'json' else 'csv'}"
    )
    write: Callable[[Path, RowsFile, Refusals], None] = (
        _write_json if source.form == "json" else _write_csv
    )
    try:
        with numbered(target) as draft:
            write(draft.path, source, refusals)
    except UnicodeEncodeError as error:
        raise BadInput(
            _("The refused rows cannot be written"), f"{target}: {error}", file=str(target)
        ) from error
    return draft.place


def _write_csv(target: Path, source: RowsFile, refusals: Refusals) -> None:
    with target.open("w", encoding=source.encoding, newline="") as lines:
        writer = csv.writer(
            lines,
            delimiter=source.delimiter,
            quotechar=source.quote or None,
            quoting=csv.QUOTE_MINIMAL if source.quote else csv.QUOTE_NONE,
        )
        for header in source.preamble[-1:]:  # none where columns are called by their numbers
            writer.writerows(source.preamble[:-1])
            writer.writerow([*header, *[""] * (len(source.columns) - len(header)), *_ADDED])
        for row, column, reason in refusals:
            cells = [_plain(row.cells.get(name, "")) for name in source.columns]
            writer.writerow([*cells, str(row.number), column, reason])


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)


def _write_json(target: Path, source: RowsFile, refusals: Refusals) -> None:
    objects = [
        {**row.cells, **dict(zip(_ADDED, (row.number, column, reason), strict=True))}
        for row, column, reason in refusals
    ]
    target.write_text(json.dumps(objects, ensure_ascii=False, indent=1) + "\n", source.encoding)
