"""Files that commands name: those they read are there, those they write appear whole or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rmdesk.exchange.formulas import quoted
from rmdesk.model.errors import BadInput

STANDARD_OUTPUT = "-"
"""What an option names instead of a file, as other programs have it."""


def input_file(text: str) -> Path:
    """The file that an option names, to be read. Raises BadInput where there is none."""
    path = Path(text)
    if not path.is_file():
        raise BadInput(
            _("The file cannot be read"),
            _("There is no file {path}.").format(path=path),
            _("Look at its name and its folder."),
            file=str(path),
        )
    return path


def output_file(text: str) -> Path:
    """The file that an option names. Raises BadInput for what no file can be put in the place of.

    Files are written beside their place and then put there: a device would be replaced by one.
    """
    path = Path(text)
    if path.exists() and not path.is_file():
        why = _("{path} is no plain file.")
    elif not path.parent.is_dir():
        why = _("The folder of {path} does not exist.")
    else:
        return path
    raise BadInput(_("The file cannot be written"), why.format(path=path), file=str(path))


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of the same columns as CSV; no spreadsheet takes a text in it for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return quoted(value) if isinstance(value, str) else value
