"""Where boxes would fit: together, in places of their level (R18, R19), with the least left."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, islice
from math import ceil
from operator import attrgetter

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.addresses import LEVELS, lies_within
from rmdesk.desk.desk import Session
from rmdesk.duties.marks import Marks, place_covers
from rmdesk.duties.space import NEAR, Room, living_at, room_of
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.records import Place

_PIECE = 500


@dataclass(frozen=True)
class Free:
    """A place with room for so many boxes of the wanted extent, and what of that it lies in.

    `around` is the room left in what it lies in and has a capacity of its own, from the inmost.
    """

    place: Place
    boxes: int
    free_m: float
    around: tuple["Free", ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Places side by side that take all the boxes, from the first to the last."""

    places: tuple[Free, ...]
    wanted: int

    @cached_property
    def boxes(self) -> int:
        """How many boxes they have room for."""
        return int(_together(self.places, "boxes"))

    @cached_property
    def free_m(self) -> float:
        """The metres that they have room for."""
        return _together(self.places, "free_m")

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

    Boxes are not divided. A place may take what has the `level` (R18, R19), by its mark or that of
    what it lies in; none is offered that this person is not cleared for, so that nothing hidden is
    told by its room (R17). Raises BadInput, NotFound for a `room` in which no place is.
    """
    if metres <= NEAR:
        text = _("{metres:g} m need no room.").format(metres=metres)
        raise BadInput(_("Nothing to fit"), text, _("Say how many metres."), field_name="metres")
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
    marks, outer = Marks(session), dict[int, Free]()
    named = False
    for places in _usable(session, marks):
        rooms = _rooms(session, places)
        for place in places:
            if room and as_counted(place.room) != as_counted(room):
                continue
            named = True
            mark = marks.of(place)
            enough = not place.closed and (not mark or place_covers(mark, guard))
            boxes = _boxes(place, rooms[place.id], extent) if enough else 0
            if boxes is None:
                unknown += 1
                continue
            around = tuple(_limits(session, marks.around(place)[1:], outer, extent))
            if any(not each.boxes for each in around):
                boxes = 0
            frees.append(Free(place, boxes, rooms[place.id].free_m or boxes * extent, around))
    if room and not named:
        raise NotFound.key(_("room with shelves"), room)
    return frees, unknown


def _limits(
    session: Session, places: Iterable[Place], known: dict[int, Free], extent: float
) -> Iterator[Free]:
    """The room left in what a place lies in, where that says a capacity; each looked up once."""
    for each in places:
        if each.capacity_m is None:
            continue
        if each.id not in known:
            room = room_of(session, each, known_only=True)
            known[each.id] = Free(each, room.boxes(extent) or 0, room.free_m or 0.0)
        yield known[each.id]


def _together(frees: Sequence[Free], what: str) -> float:
    """How much places side by side take together: nothing that they lie in is overfilled."""
    if not any(free.around for free in frees):
        return float(sum(map(attrgetter(what), frees)))
    left: dict[int, float] = {}
    total = 0.0
    for free in frees:
        for each in free.around:
            left.setdefault(each.place.id, getattr(each, what))
        takes = min([getattr(free, what), *(left[each.place.id] for each in free.around)])
        for each in free.around:
            left[each.place.id] -= takes
        total += takes
    return total


def _usable(session: Session, marks: Marks) -> Iterator[list[Place]]:
    """The shelves and positions that this person may use; what lies in a closed place is closed.

    A shelf with numbered positions is used by those.
    """
    visible, closed = session.visible, Place()
    last: Place | None = None
    for rows in session.store.table(Place.table).pages(order_by="walk", limit=_PIECE):
        found = []
        for place in map(Place.from_document, rows):
            if closed.id and lies_within(place, closed):
                place.closed = closed.closed
            elif place.closed:
                closed = place
            if not (place.shelf or place.position):
                continue
            if last is not None and not (place.position and lies_within(place, last)):
                found.append(last)
            last = place if visible.may_know(guard_of(marks.said(place), [])) else None
        yield found
    if last is not None:
        yield [last]


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
    last = 0
    for first in range(len(run)):
        while last < len(run) and _together(run[first:last], "boxes") < wanted:
            last += 1
        found = Stretch(tuple(run[first:last]), wanted)
        if found.boxes < wanted:
            return
        yield found
