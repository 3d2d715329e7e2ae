"""Making places by ranges: rows 1-10, bays A-M and shelves 1-7 of a room are 910 places."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.addresses import LEVELS
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import LARGEST_BLOCK, issue_barcodes
from rmdesk.desk.trying import tried
from rmdesk.duties.place import derive_place
from rmdesk.model.errors import BadInput
from rmdesk.model.ranges import read_range
from rmdesk.model.records import Place

_PIECE = 500


@dataclass(frozen=True)
class Made:
    """Places that were made, or with a dry run would be, and how many were there already."""

    places: Sequence[Place]
    existing: int

    def told(self) -> str:
        """How many, from where to where, in words."""
        n, left = len(self.places), self.existing
        there = ngettext("{n} was there already", "{n} were there already", left)
        there = there.format(n=f"{left:,}")
        if not self.places:
            return _("No new places; {there}").format(there=there)
        first, last = self.places[0].address, self.places[-1].address
        text = ngettext("{n} place, {first}", "{n} places, {first} to {last}", n)
        made = text.format(n=f"{n:,}", first=first, last=last)
        return f"{made}; {there}" if left else made


def make_places(
    session: Session,
    ranges: Mapping[str, str],
    common: Mapping[str, Any],
    *,
    dry_run: bool = False,
) -> Made:
    """Make a place for each of what ranges of `LEVELS` name, each with a new barcode.

    `common` are further fields, the same for all.

    What is there already is left as it is, so that a second run makes nothing. Raises BadInput for
    a range that cannot be read, and for more places than there are barcodes in one block.
    """
    values = {name: read_range(ranges[name]) for name in LEVELS if ranges.get(name)}
    count = prod(map(len, values.values()))
    if not values or count > LARGEST_BLOCK:
        told = _("{n} places were named; at most {most} are made at once.")
        raise BadInput(
            _("No places made"),
            told.format(n=f"{count:,}" if values else 0, most=f"{LARGEST_BLOCK:,}"),
            _("Give ranges such as --row 1-10 --bay A-M --shelf 1-7."),
        )
    wanted = [_place(dict(zip(values, each, strict=True))) for each in product(*values.values())]
    return tried(session, "make places", lambda: _make(session, wanted, common), dry_run=dry_run)


def _place(values: Mapping[str, str]) -> Place:
    place = Place()
    place.amend(values)
    return derive_place(place)


def _make(session: Session, wanted: Sequence[Place], common: Mapping[str, Any]) -> Made:
    """Keep those that are not there yet, inside a transaction."""
    there = _there(session, wanted)
    new = [each for each in wanted if each.walk not in there]
    barcodes = issue_barcodes(session, "place", len(new)) if new else []
    for place, barcode in zip(new, barcodes, strict=True):
        place.amend({**common, "barcode": barcode})
        derive_place(place)
    documents = [place.to_document() for place in new]
    numbers = session.store.table(Place.table).insert_multiple(documents)
    for place, number in zip(new, numbers, strict=True):
        place.id = number
    return Made(new, len(wanted) - len(new))


def _there(session: Session, wanted: Sequence[Place]) -> set[str]:
    """The walks of those that there are: a place is what it is named by, whatever its case."""
    table = session.store.table(Place.table)
    found: set[str] = set()
    for walks in _pieces([each.walk for each in wanted]):
        found.update(row["walk"] for row in table.search(Query().walk.one_of(walks)))
    return found


def _pieces(walks: Sequence[str]) -> Iterator[list[str]]:
    return (list(walks[start : start + _PIECE]) for start in range(0, len(walks), _PIECE))
