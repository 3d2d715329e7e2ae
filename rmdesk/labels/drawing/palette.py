"""The colours of terminal-digit bands: data (`palette.csv`), so that a site keeps its own."""

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

from data.texts import gettext as _
from rmdesk.labels.drawing.reading import site_text
from rmdesk.model.errors import BadInput


@cache
def band_colours(site: Path | None = None) -> dict[str, str]:
    """Return the colour of each digit as `#rrggbb`, from the site's `palette.csv` before ours."""
    own = site / "palette.csv" if site is not None else None
    if own is not None and own.is_file():
        text = site_text(own)
    else:
        text = (files(__package__) / "palette.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    if any(not row.get("digit") or not row.get("colour") for row in rows):
        raise BadInput(
            _("The palette cannot be read"),
            _("{file} needs a digit and a colour in every row.").format(file=own),
            _("Copy the one that is built in."),
            file=str(own),
        )
    return {row["digit"]: row["colour"] for row in rows}
