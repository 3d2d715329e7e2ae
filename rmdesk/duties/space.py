"""What a place holds, how much room is left in it, and what may live there (R30).

Room is counted in linear metres (`rmdesk.desk.containers`). What lies in a box takes none: its box
does. What is out keeps its room, for it comes back to the very same place (R25).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.addresses import lies_within, said_address, walk_within
from rmdesk.desk.desk import Session
from rmdesk.duties.marks import Marks
from rmdesk.duties.states import GONE
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Place

NEAR = 0.0005
"""Metres within which two lengths are the same: half a millimetre."""

_PIECE = 500


def takes_room(holding: Holding) -> bool:
    """Whether a holding stands on the shelf itself, in no box, and has not left for good."""
    return not (holding.inside or holding.container) and holding.status not in GONE


def living_at(session: Session, places: Iterable[int]) -> Iterator[Holding]:
    """All that lives at these places and takes room there, hidden records too: for the rules."""
    numbers = list(places)
    table = session.store.table(Holding.table)
    for start in range(0, len(numbers), _PIECE):
        wanted = Query().home_id.one_of(numbers[start : start + _PIECE])
        yield from filter(takes_room, map(Holding.from_document, table.search(wanted)))


@dataclass
class Room:
    """How full a place is, with all that lies in it: `used_m` metres of `capacity_m`.

    `holdings` counts what takes room, `unmeasured` those of it whose extent is not known.
    """

    capacity_m: float | None = None
    used_m: float = 0.0
    holdings: int = 0
    unmeasured: int = 0

    def add(self, extent: float | None) -> None:
        """Count one holding more."""
        self.holdings += 1
        self.used_m += extent or 0.0
        self.unmeasured += extent is None

    @property
    def free_m(self) -> float | None:
        """Metres that are left; None where no capacity is known."""
        return None if self.capacity_m is None else max(0.0, self.capacity_m - self.used_m)

    def boxes(self, extent: float) -> int | None:
        """How many boxes of an extent find room still."""
        return None if self.free_m is None else int((self.free_m + NEAR) / extent)


def within(session: Session, place: Place) -> list[Place]:
    """A place and all that lie in it, in walking order; one without an address is alone."""
    begins, ends = walk_within(place.walk)
    if not begins.strip("- "):
        return [place]
    table = session.store.table(Place.table)
    pages = table.pages((Query().walk >= begins) & (Query().walk < ends), order_by="walk")
    found = (Place.from_document(each) for rows in pages for each in rows)
    return [each for each in found if lies_within(each, place)] or [place]


def room_of(session: Session, place: Place, *, known_only: bool = False) -> Room:
    """How full a place is now; `known_only` leaves out what this person may not know of (R17)."""
    places = within(session, place)
    room = Room(place.capacity_m if place.capacity_m is not None else _of_all(place, places))
    for each in living_at(session, [each.id for each in places]):
        if not known_only or session.visible.may_know(each.guard):
            room.add(session.guidelines.containers.extent_of(each))
    return room


def _of_all(place: Place, places: Sequence[Place]) -> float | None:
    """The capacity of a place that says none: that of the outermost in it that say one.

    In walking order a place comes before what lies in it.
    """
    found: float | None = None
    last = place
    for each in places:
        if each.capacity_m is None or each.id == place.id:
            continue
        if last is place or not lies_within(each, last):
            found, last = round((found or 0.0) + each.capacity_m, 4), each
    return found


# --- what may live where


class Filling:
    """Who lives where, as the store has it and as the rows of a file are about to have it.

    It remembers what it looked up: who asks for long takes a new one.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._containers = session.guidelines.containers
        self._marks = Marks(session)
        self._living: dict[int, dict[int, float]] = {}
        self._goes: dict[int, set[int]] = {}

    def against(self, holding: Holding, place: Place) -> list[Reason]:
        """Every reason why a holding may not have its home at a place (R18, R30).

        The place is of its level and open, a numbered position holds one holding, and no capacity
        is passed, its own or of what it lies in. The words tell of no other record: one may not
        know of it (R17).
        """
        found = self._marks.against(holding, place)
        if not takes_room(holding):
            return found
        if closed := self.against_closed(place):
            return [*found, *closed]
        around = self._marks.around(place)
        return [*found, *(r for each in around for r in self._full(holding, each))]

    def against_within(self, holding: Holding, box: Holding) -> list[Reason]:
        """R18, R19: that a container, or the place where it lives, is below a holding."""
        return self._marks.against_within(holding, box)

    def against_closed(self, place: Place) -> list[Reason]:
        """That a place, or one in which it lies, takes nothing more."""
        closed = next((each for each in self._marks.around(place) if each.closed), None)
        if closed is None:
            return []
        text = _("{place} was closed on {day}: it takes nothing more.")
        told = text.format(place=self._said(closed), day=closed.closed)
        return [Reason("R30", told, _("another place, or opening it again"), at="home")]

    def note(self, holding: Holding, place: Place) -> None:
        """Remember that a holding goes to a place, and leaves the one where it was."""
        if not takes_room(holding):
            return
        key = holding.id or -len(self._goes) - 1
        limited = [each for each in self._marks.around(place) if _is_limited(each)]
        self._goes[key] = {each.id for each in limited}
        for each in limited:
            self._there(each)[key] = self._containers.extent_of(holding) or 0.0

    def _full(self, holding: Holding, place: Place) -> Iterator[Reason]:
        if not _is_limited(place):
            return
        others = [
            extent
            for key, extent in self._there(place).items()
            if key != holding.id and place.id in self._goes.get(key, (place.id,))
        ]
        extent = self._containers.extent_of(holding) or 0.0
        if place.position and others:
            text = _("{place} is taken: a numbered position holds one holding.")
            told = text.format(place=self._said(place))
            yield Reason("R30", told, _("another position"), at="home")
        elif extent and sum(others) + extent > _capacity(place) + NEAR:
            text = _("{place} has no room for the {metres:g} m of {key}.")
            told = text.format(place=self._said(place), metres=extent, key=holding.key)
            yield Reason("R30", told, _("another place"), at="home")

    def _there(self, place: Place) -> dict[int, float]:
        """The extent of each holding that takes room in a place, by its number."""
        if place.id not in self._living:
            inner = [each.id for each in within(self._session, place)]
            self._living[place.id] = {
                each.id: self._containers.extent_of(each) or 0.0
                for each in living_at(self._session, inner)
            }
        return self._living[place.id]

    def _said(self, place: Place) -> str:
        return said_address(self._session.store, place)


def _is_limited(place: Place) -> bool:
    return bool(place.position) or place.capacity_m is not None


def _capacity(place: Place) -> float:
    return inf if place.capacity_m is None else place.capacity_m


def against_living(session: Session, holding: Holding, place: Place) -> list[Reason]:
    """Every reason why a holding may not have its home at a place (R18, R30)."""
    return Filling(session).against(holding, place)


def against_amending(session: Session, place: Place, before: Mapping[str, Any]) -> list[Reason]:
    """R30: a place that is amended still has room for what lives there."""
    living = list(living_at(session, [each.id for each in within(session, place)]))
    extents = [session.guidelines.containers.extent_of(each) or 0.0 for each in living]
    narrower = place.capacity_m is not None and place.capacity_m < before.get("capacity_m", inf)
    over = narrower and sum(extents) > _capacity(place) + NEAR
    numbered = place.position and not before.get("position") and len(living) > 1
    if not (over or numbered):
        return []
    text = _("{place} would not have room for what lives there.")
    told = text.format(place=place.name)
    return [Reason("R30", told, _("moving it first"), at="capacity_m" if over else "position")]
