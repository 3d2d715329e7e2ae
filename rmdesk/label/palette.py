"""The colours of terminal-digit bands: data (`palette.csv`), so that a site keeps its own."""

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["band_colours", "ink_on"]


@cache
def band_colours(site: Path | None = None) -> dict[str, str]:
    """Return the colour of each digit as `#rrggbb`, from the site's `palette.csv` before ours."""
    own = site / "palette.csv" if site is not None else None
    if own is not None and own.is_file():
        text = own.read_text("utf-8-sig")
    else:
        text = (files(__package__) / "palette.csv").read_text("utf-8")
    return {row["digit"]: row["colour"] for row in csv.DictReader(text.splitlines())}


def ink_on(colour: str) -> str:
    """Return black or white, whichever is read better on this colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
