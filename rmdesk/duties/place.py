"""Places: building, floor, room, row, bay, shelf, position; their addresses and walking order."""

import re
from collections.abc import Mapping
from gettext import gettext as _
from typing import Any

from rmdesk.desk.barcodes import keep
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import level_of
from rmdesk.model.records import Place

_PARTS = ("row", "bay", "shelf", "position")
_LEVELS = ("building", "floor", "room", *_PARTS)


def address_of(place: Place) -> str:
    """The short address people say and read, such as `B3-04-2`: row, bay, shelf, position.

    A place without any of these is named by its room, floor or building.
    """
    parts = [getattr(place, name).strip() for name in _PARTS]
    fallback = place.room or place.floor or place.building or place.barcode
    return ("-".join(part for part in parts if part) or fallback).upper()


def walk_of(place: Place) -> str:
    """A key that sorts places in walking order: numbers by value, words by letter."""
    return " ".join(_sortable(getattr(place, name)) or "-" for name in _LEVELS)


def _sortable(text: str) -> str:
    return re.sub(r"[0-9]+", lambda found: found.group().zfill(8), text.strip().casefold())


def derive_place(place: Place) -> Place:
    """Fill in what follows from the fields a person gives. Raises BadInput for an unknown level."""
    if place.security:
        place.security = level_of(place.security)
    place.address, place.walk = address_of(place), walk_of(place)
    if not place.address:
        raise BadInput(
            _("A place needs a name"),
            _("No barcode, building, room, row, bay, shelf or position was given."),
            _("Give at least one of them."),
        )
    return place


def add_place(session: Session, values: Mapping[str, Any]) -> Place:
    """Register a place. Raises BadInput, for a barcode in use too."""
    place = Place()
    place.amend(values)
    derive_place(place)
    with session.change("add place"):
        keep(session, place)
    return place


def edit_place(
    session: Session, key: str, values: Mapping[str, Any], reason: str | None = None
) -> Place:
    """Amend a place. Raises NotFound, BadInput.

    What lives there goes with it: holdings name their home by its number.
    """
    with session.change("edit place", reason):
        place = session.place(key)
        place.amend(values)
        keep(session, derive_place(place))
    return place


KINDS = (RecordKind(record=Place, name="locations", also=("location",)),)
