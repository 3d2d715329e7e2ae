"""Walking order: in which order one goes to the shelves, and how far that is.

Rooms are gone through one after another, each from its door and back to it; the way between rooms
is the same in any order of shelves, and is not counted. How the rows lie is told by the site
(`[walk]` of its guidelines); which rows and bays there are, by its places.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Generic, TypeVar

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.addresses import walk_begins
from rmdesk.desk.desk import Session
from rmdesk.desk.paths import Room, Spot
from rmdesk.model.counting import as_counted
from rmdesk.model.records import Holding, Place
from rmdesk.model.schema import begins

T = TypeVar("T")
_AFTER = "\U0010ffff"
"""Sorts after every letter."""


def code_of(holding: Holding) -> str:
    """By what a holding is looked for, and sorted beside others on its shelf."""
    return holding.identifier or holding.key


@dataclass(frozen=True)
class Walk(Generic[T]):
    """Stops in walking order, and the metres walked up to each.

    `metres` is the whole way with the way back, `plain` what it would be in the order of the
    shelves' addresses. What has no place comes last, and is on no way.
    """

    stops: tuple[T, ...] = ()
    up_to: tuple[float, ...] = ()
    metres: float = 0.0
    plain: float = 0.0

    def __add__(self, then: "Walk[T]") -> "Walk[T]":
        """One way after another."""
        return Walk(
            (*self.stops, *then.stops),
            (*self.up_to, *(self.metres + each for each in then.up_to)),
            self.metres + then.metres,
            self.plain + then.plain,
        )


def walked(
    session: Session,
    items: Sequence[T],
    place_of: Callable[[T], Place | None],
    code_of: Callable[[T], str],
) -> Walk[T]:
    """Put items into walking order; at one shelf they go by their codes, as people count."""
    pairs = [(place_of(each), each) for each in sorted(items, key=lambda e: as_counted(code_of(e)))]
    placed = [(place, each) for place, each in pairs if place is not None]
    walk: Walk[T] = Walk()
    for _name, found in groupby(sorted(placed, key=lambda pair: pair[0].walk), key=_room_of):
        walk += _round(session, list(found))
    return walk + _nowhere([each for place, each in pairs if place is None])


def _room_of(pair: tuple[Place, T]) -> tuple[str, str, str]:
    place = pair[0]
    return place.building, place.floor, place.room


def _nowhere(items: Sequence[T]) -> Walk[T]:
    return Walk(tuple(items), tuple(0.0 for _each in items))


def _round(session: Session, pairs: Sequence[tuple[Place, T]]) -> Walk[T]:
    """The way through one room, of whose shelves these are in the order of their addresses."""
    spots, room = _Laid(session, pairs[0][0]).out([place for place, _each in pairs])
    order = room.shortest(spots)
    *up_to, metres = room.round([spots[number] for number in order])
    stops = tuple(pairs[number][1] for number in order)
    return Walk(stops, tuple(up_to), metres, room.round(spots)[-1])


class _Laid:
    """How the rows of the room of a place lie."""

    def __init__(self, session: Session, place: Place) -> None:
        self._table, self._place = session.store.table(Place.table), place
        self._layout = session.guidelines.walk

    def out(self, places: Sequence[Place]) -> tuple[list[Spot], Room]:
        """Where these places of the room are, and the room: as deep as its longest row of these."""
        spots = [self._spot(place) for place in places]
        rows = {place.row: place for place in places}.values()
        depth = max(*(spot.along for spot in spots), *map(self._last_bay, rows))
        return spots, Room(depth, self._layout.ends(self._place.room))

    def _spot(self, place: Place) -> Spot:
        name = walk_begins(place, "row")
        row = self._rows.index(name) if name in self._rows else 0
        together = self._layout.rows_an_aisle
        return Spot(row // together * together * self._layout.row_cm / 100, self._along(place))

    def _along(self, place: Place) -> float:
        return _nth(place.bay) * self._layout.bay_cm / 100

    @cached_property
    def _rows(self) -> list[str]:
        """The rows of the room in the order of their names: a step along the index for each."""
        room = walk_begins(self._place, "room")
        found, after = list[str](), room
        while place := self._first((Query().walk > after) & begins("walk", room)):
            row = walk_begins(place, "row")
            found += [row] if place.row else []
            after = row + _AFTER
        return found

    def _last_bay(self, place: Place) -> float:
        """How far into its aisle the last bay of a place's row is."""
        last = self._first(begins("walk", walk_begins(place, "row")), descending=True)
        return self._along(last or place)

    def _first(self, condition: QueryInstance, *, descending: bool = False) -> Place | None:
        page = self._table.page(condition, order_by="walk", limit=1, descending=descending)
        return Place.from_document(page.rows[0]) if page.rows else None


def _nth(bay: str) -> int:
    """Which bay of its row this is, counted from 1: by its number, else by its first letter."""
    if number := re.search("[0-9]+", bay):
        return int(number[0])
    letter = bay.strip().casefold()[:1]
    return ord(letter) - ord("a") + 1 if "a" <= letter <= "z" else 0


def way_told(metres: float, plain: float) -> str:
    """How far the walk is, against the plain order of the addresses; "" where nobody walks."""
    if not metres:
        return ""
    text = _("{metres:.0f} m to walk, {plain:.0f} m in the order of the addresses")
    return text.format(metres=metres, plain=plain)
