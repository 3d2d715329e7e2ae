"""Places by the address that people say, such as `B3-04-2`: two rooms may have the same one.

Also the order in which one walks past them, and which of them lie in which.
"""

import re
from collections.abc import Iterator, Sequence

from tinydb import Query

from data import Store
from data.patterns import pattern
from data.plain import replace
from data.texts import gettext as _
from rmdesk.model.counting import counted_text
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Place

_MOST = 50
"""Most places told of one address."""

_PARTS = ("row", "bay", "shelf", "position")
LEVELS = ("building", "floor", "room", *_PARTS)
"""What a place is named by, from the outside in."""

_DIGITS = 8
"""Of the numbers in the walk, as it is kept with each place."""

_SAID = pattern(r"(.+?) \(.+\)")


def address_of(place: Place) -> str:
    """The short address people say and read, such as `B3-04-2`: row, bay, shelf, position.

    A place without any of these is named by its room, floor or building.
    """
    parts = [getattr(place, name).strip() for name in _PARTS]
    fallback = place.room or place.floor or place.building or place.barcode
    return ("-".join(part for part in parts if part) or fallback).upper()


def walk_of(place: Place) -> str:
    """A key that sorts places in walking order: numbers by value, words by letter."""
    return _walk(place, LEVELS)


def walk_begins(place: Place, level: str) -> str:
    """With what the keys of all begin that is in the same `room` or `row` as a place."""
    return _walk(place, LEVELS[: LEVELS.index(level) + 1]) + " "


def _walk(place: Place, levels: Sequence[str]) -> str:
    return " ".join(counted_text(getattr(place, name), _DIGITS) or "-" for name in levels)


def walk_within(walk: str) -> tuple[str, str]:
    """Where a place, and all that lies in it, begins and ends in walking order: [first, last).

    Levels that it leaves open end its walk; places in it go on with a blank, which is before `!`.
    A room `A` begins as the room `A 1` does: `lies_within` tells them apart.
    """
    begins = re.sub(r"( -)+$", "", walk)
    return begins, f"{begins}!"


def lies_within(place: Place, outer: Place) -> bool:
    """Whether a place is another, or lies in it: it has all that the other one is named by."""
    return all(
        not getattr(outer, name)
        or counted_text(getattr(place, name), _DIGITS)
        == counted_text(getattr(outer, name), _DIGITS)
        for name in LEVELS
    )


def outer_walks(place: Place) -> Iterator[str]:
    """The walks of what a place lies in, from the inmost: its shelf, bay, row, room."""
    outer = replace(place)
    for name in reversed(LEVELS):
        if getattr(outer, name):
            setattr(outer, name, "")
            if any(getattr(outer, each) for each in LEVELS):
                yield walk_of(outer)


def said_address(store: Store, place: Place) -> str:
    """The address of a place, and where another has it too, the room by which they differ."""
    return _said(place, _at(store, place.address))


def place_at(store: Store, address: str) -> Place | None:
    """The place with an address as people write it, or as it is said; None if there is none.

    Raises BadInput where several have it, naming each with its room.
    """
    for spelling in dict.fromkeys((address, address.upper())) if address else ():
        if found := _at(store, spelling):
            return _only(address, found, found)
    if said := _SAID.fullmatch(address):
        namesakes = _at(store, said[1]) or _at(store, said[1].upper())
        meant = [
            each for each in namesakes
            if _same(_said(each, namesakes), address) or _same(_with_room(each), address)
        ]  # fmt: skip
        return _only(address, meant, namesakes) if meant else None
    return None


def _at(store: Store, address: str) -> list[Place]:
    table = store.table(Place.table)
    rows = table.page(Query().address == address, order_by="address", limit=_MOST).rows
    return [Place.from_document(row) for row in rows]


def _only(address: str, meant: list[Place], namesakes: list[Place]) -> Place:
    if len(meant) == 1:
        return meant[0]
    named = ", ".join(
        f"{_said(each, namesakes)}: {each.barcode or f'#{each.id}'}" for each in meant
    )
    raise BadInput(
        _("Several places have this address"),
        _("“{address}” may be any of: {places}.").format(address=address, places=named),
        _("Name one by its barcode, or with its room as it stands here."),
    )


def _said(place: Place, namesakes: list[Place]) -> str:
    others = [each for each in namesakes if each.id != place.id]
    if not others:
        return place.address
    where = _where(place)
    if not where or any(_where(each) == where for each in others):
        where = ", ".join(filter(None, (where, place.barcode or f"#{place.id}")))
    return f"{place.address} ({where})"


def _with_room(place: Place) -> str:
    """As it is said where another has its address, also once there is no other any more."""
    return f"{place.address} ({_where(place)})"


def _where(place: Place) -> str:
    levels = (
        (_("building {name}"), place.building),
        (_("floor {name}"), place.floor),
        (_("room {name}"), place.room),
    )
    return ", ".join(text.format(name=name) for text, name in levels if name)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
