"""Places: building, floor, room, row, bay, shelf, position; their addresses and walking order."""

from data.texts import gettext as _
from rmdesk.desk.addresses import said_address
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import amend, register
from rmdesk.duties.container import above
from rmdesk.model.codes import clean_code, folded_code
from rmdesk.model.counting import counted_text
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import level_of
from rmdesk.model.records import Holding, Place

_PARTS = ("row", "bay", "shelf", "position")
_DIGITS = 8
"""Of the numbers in the walk, as it is kept with each place."""

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
    return " ".join(counted_text(getattr(place, name), _DIGITS) or "-" for name in _LEVELS)


def derive_place(place: Place) -> Place:
    """Fill in what follows from the fields a person gives. Raises BadInput for an unknown level."""
    if place.security:
        place.security = level_of(place.security)
    place.barcode = clean_code(place.barcode)
    place.folded_code = folded_code(place.barcode)
    place.address, place.walk = address_of(place), walk_of(place)
    if not place.address:
        raise BadInput(
            _("A place needs a name"),
            _("No barcode, building, room, row, bay, shelf or position was given."),
            _("Give at least one of them."),
        )
    return place


def add_place(session: Session, values: Values) -> Place:
    """Register a place. Raises BadInput, for a barcode in use too."""
    added: Place = register(session, PLACES, values)
    return added


def edit_place(session: Session, key: str, values: Values, reason: str | None = None) -> Place:
    """Amend a place. Raises NotFound, BadInput.

    What lives there goes with it: holdings name their home by its number.
    """
    amended: Place = amend(session, PLACES, key, values, reason)
    return amended


def _complete(place: Place, values: Values, _remark: Remark) -> None:
    place.amend(values)
    derive_place(place)


def home_of(session: Session, holding: Holding) -> Place | None:
    """The place where a holding lives: its own home, or that of the container it lies in."""
    if not holding.home_id:
        boxes = above(session, holding)
        holding = next((each for each in boxes if each.home_id), holding)
    return session.get(Place, holding.home_id)


def address_of_home(session: Session, holding: Holding) -> str:
    """Where a holding lives, in words; "" if it has no home yet."""
    place = home_of(session, holding)
    return said_address(session.store, place) if place else holding.home


PLACES: RecordKind = RecordKind(
    record=Place,
    name="locations",
    also=("location",),
    complete=_complete,
    find=lambda session, key: session.place(key),
)
KINDS = (PLACES,)
