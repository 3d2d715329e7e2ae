"""Where boxes would fit: together, in places of their level (R18, R19), with the least left."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from math import ceil

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.access.clearance import implies
from rmdesk.desk.addresses import LEVELS, lies_within
from rmdesk.desk.desk import Session
from rmdesk.duties.space import NEAR, Room, living_at
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.records import Place

_PIECE = 500


@dataclass(frozen=True)
class Free:
    """A place with room for so many boxes of the wanted extent."""

    place: Place
    boxes: int
    free_m: float


@dataclass(frozen=True)
class Stretch:
    """Places side by side that take all the boxes, from the first to the last."""

    places: tuple[Free, ...]
    wanted: int

    @property
    def boxes(self) -> int:
        """How many boxes they have room for."""
        return sum(each.boxes for each in self.places)

    @property
    def left(self) -> int:
        """Boxes that still find room afterwards: the fewer, the better it fits."""
        return self.boxes - self.wanted


@dataclass(frozen=True)
class Fit:
    """Where so many boxes fit, best first; `unknown` counts places whose capacity is not told."""

    boxes: int
    metres: float
    stretches: list[Stretch]
    unknown: int


def fit(
    session: Session,
    metres: float,
    *,
    level: str = "",
    container_type: str = "",
    room: str = "",
    limit: int = 10,
) -> Fit:
    """Where so many metres of boxes find room together, best first: in one place, else in few.

    Boxes are not divided. A place has at least the `level`, and none that this person is not
    cleared for, so that nothing hidden is told by its room (R17). Raises BadInput.
    """
    extent = session.guidelines.containers.metres(container_type)
    if extent is None:
        known = ", ".join(session.guidelines.containers.types)
        raise BadInput(
            _("Unknown container type"),
            _("No size of “{name}” is known.").format(name=container_type),
            _("Known: {known}.").format(known=known),
        )
    wanted = max(1, ceil((metres - NEAR) / extent))
    guard = guard_of(level_of(level), [])
    frees, unknown = _free_places(session, extent, guard, room)
    found = [each for run in _runs(frees) for each in _stretches(run, wanted)]
    found.sort(key=lambda each: (len(each.places), each.left, each.places[0].place.walk))
    return Fit(wanted, round(wanted * extent, 3), list(islice(_apart(found), limit)), unknown)


def _apart(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Those that share no place with a better one."""
    taken: set[int] = set()
    for each in stretches:
        numbers = {free.place.id for free in each.places}
        if not numbers & taken:
            taken |= numbers
            yield each


def _free_places(session: Session, extent: float, guard: str, room: str) -> tuple[list[Free], int]:
    """Every place that may be used, in walking order, with its room; and how many tell none.

    One without room for a box is among them: it parts those before it from those after it.
    """
    frees: list[Free] = []
    unknown = 0
    for places in _usable(session, room):
        rooms = _rooms(session, places)
        for place in places:
            # R18, R19: a place has at least the level of what is in it.
            enough = not place.closed and implies(guard_of(place.security, []), guard)
            boxes = _boxes(place, rooms[place.id], extent) if enough else 0
            if boxes is None:
                unknown += 1
            else:
                frees.append(Free(place, boxes, rooms[place.id].free_m or boxes * extent))
    return frees, unknown


def _usable(session: Session, room: str) -> Iterator[list[Place]]:
    """The shelves and positions that this person may use; what lies in a closed place is closed."""
    visible, closed = session.visible, Place()
    for rows in session.store.table(Place.table).pages(order_by="walk", limit=_PIECE):
        found = []
        for place in map(Place.from_document, rows):
            if place.closed:
                closed = place
            elif closed.id and lies_within(place, closed):
                place.closed = closed.closed
            known = visible.may_know(guard_of(place.security, []))
            if known and (place.shelf or place.position) and room in ("", place.room):
                found.append(place)
        yield found


def _rooms(session: Session, places: Iterable[Place]) -> dict[int, Room]:
    """How full each of these is by itself, as far as this person may know (R17)."""
    rooms = {each.id: Room(each.capacity_m) for each in places}
    visible, containers = session.visible, session.guidelines.containers
    for each in living_at(session, rooms):
        if visible.may_know(each.guard):
            rooms[each.home_id or 0].add(containers.extent_of(each))
    return rooms


def _boxes(place: Place, room: Room, extent: float) -> int | None:
    """How many boxes a place takes; a numbered position one, and only if nothing is there."""
    found = room.boxes(extent)
    if not place.position:
        return found
    return 0 if room.holdings else 1 if found is None else min(1, found)


def _runs(frees: Iterable[Free]) -> Iterator[list[Free]]:
    """Places side by side, each with room for a box: of one row, with nothing full between them."""
    for _row, of_row in groupby(frees, key=lambda each: _row_of(each.place)):
        for has_room, run in groupby(of_row, key=lambda each: each.boxes > 0):
            if has_room:
                yield list(run)


def _row_of(place: Place) -> tuple[str, ...]:
    return tuple(getattr(place, name).casefold() for name in LEVELS[:4])


def _stretches(run: list[Free], wanted: int) -> Iterator[Stretch]:
    """From each place of a run on as few as take all; those that begin later and end with it."""
    last, boxes = 0, 0
    for first, free in enumerate(run):
        while boxes < wanted and last < len(run):
            boxes += run[last].boxes
            last += 1
        if boxes < wanted:
            return
        yield Stretch(tuple(run[first:last]), wanted)
        boxes -= free.boxes
