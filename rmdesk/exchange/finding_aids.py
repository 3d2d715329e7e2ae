"""Finding aids in EAD: where each field of a holding stands in one.

EAD 2002 and EAD3 (https://www.loc.gov/ead/). Both keep a record as a component: its codes, title
and dates in `did`, its words beside it. What EAD has an element for stands there; a field that it
knows nothing of stands in `odd`, under the field's own name. Read and written by the one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "ALSO",
    "LEVELS",
    "LEVEL_OF_KIND",
    "MADE_BY",
    "OPEN_END",
    "SPOTS",
    "Dialect",
    "Spot",
    "spot_of",
]

MADE_BY = "rmdesk"
"""By which a finding aid tells that its containers are named by their own codes."""

OPEN_END = ".."
"""What stands for an end of a span that nothing is known of (ISO 8601-2)."""


class Spot(NamedTuple):
    """Where a field stands: elements under the component, and their type; "" for none."""

    path: tuple[str, ...]
    type: str = ""


@dataclass(frozen=True)
class Dialect:
    """What differs: the attribute for a type, and whether names are divided into parts."""

    type: str
    parts: bool


SPOTS = {
    "identifier": Spot(("did", "unitid")),
    "barcode": Spot(("did", "unitid"), "barcode"),
    "accession": Spot(("did", "unitid"), "accession"),
    "class": Spot(("did", "unitid"), "class"),
    "origin": Spot(("did", "unitid"), "origin"),
    "title": Spot(("did", "unittitle")),
    "series": Spot(("did", "unittitle"), "series"),
    "dates": Spot(("did", "unitdate")),
    "unit": Spot(("did", "origination")),
    "extent_m": Spot(("did", "physdesc", "extent")),
    "medium": Spot(("did", "physdesc", "physfacet")),
    "home": Spot(("did", "physloc")),
    "language": Spot(("did", "langmaterial", "language")),
    "container": Spot(("did", "container"), "box"),
    "volume": Spot(("did", "container"), "volume"),
    "description": Spot(("scopecontent",)),
    "notes": Spot(("odd",)),
    "keywords": Spot(("controlaccess", "subject")),
    "security": Spot(("accessrestrict",), "security"),
    "caveats": Spot(("accessrestrict",), "caveats"),
}


def spot_of(field: str) -> Spot:
    """Where a field stands, one that was declared since this was written too."""
    return SPOTS.get(field) or Spot(("odd",), field)


ALSO = {
    "abstract": "description",
    "note": "notes",
    "didnote": "notes",
    "langmaterial": "language",
    "materialspec": "medium",
    "accessrestrict": "notes",
    "userestrict": "notes",
    "altformavail": "notes",
    "originalsloc": "notes",
    "phystech": "notes",
    "relatedmaterial": "notes",
    "separatedmaterial": "notes",
    "processinfo": "notes",
}
"""What other finding aids use for what a field of ours can hold."""

LEVELS = {
    "collection": "series",
    "fonds": "series",
    "recordgrp": "series",
    "subgrp": "series",
    "subfonds": "series",
    "class": "series",
    "series": "series",
    "subseries": "series",
    "file": "file",
    "item": "document",
}
"""Levels of description and the kinds of holding that they are."""

LEVEL_OF_KIND = {"series": "series", "file": "file", "document": "item"}
