"""Places by the address that people say, such as `B3-04-2`: two rooms may have the same one."""

import re

from tinydb import Query

from data import Store
from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Place

_MOST = 50
"""Most places told of one address."""

_SAID = re.compile(r"(.+?) \(.+\)")


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
        meant = [each for each in namesakes if _same(_said(each, namesakes), address)]
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


def _where(place: Place) -> str:
    levels = (
        (_("building {name}"), place.building),
        (_("floor {name}"), place.floor),
        (_("room {name}"), place.room),
    )
    return ", ".join(text.format(name=name) for text, name in levels if name)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
