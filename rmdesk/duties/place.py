"""Places: building, floor, room, row, bay, shelf, position; what lives there, and closing them."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tinydb.table import Document

from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Given
from rmdesk.desk.addresses import address_of, said_address, walk_of
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import amend, register
from rmdesk.desk.takes import WHY
from rmdesk.duties.container import above, away_from, lies_in
from rmdesk.duties.space import against_amending, living_at, room_of, within
from rmdesk.duties.states import GONE
from rmdesk.model.codes import clean_code, folded_code
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.levels import level_of
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status, later, status_word


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


def _against(session: Session, place: Place, before: Values) -> list[Reason]:
    """What lives there keeps its room (R30) and its level (R18); nothing lives at a new one."""
    from rmdesk.duties.marking import against_marking  # only who amends a place marks it

    was = Place.from_document(Document(dict(before), place.id))
    if against := against_marking(session, place, was):
        return against
    limits = {name: value for name in _LIMITS if (value := getattr(place, name))}
    same = limits == {name: before[name] for name in _LIMITS if before.get(name)}
    return [] if same or not before else against_amending(session, place, before)


_LIMITS = ("capacity_m", "position")


def seat(session: Session, holding: Holding) -> Holding:
    """What decides where a holding lives: its outermost container that has a home, else itself.

    What belongs in a container is where that is, whatever home was ever said of it (R24).
    """
    housed = [each for each in above(session, holding) if each.home_id or each.home]
    return housed[-1] if housed else holding


def home_of(session: Session, holding: Holding) -> Place | None:
    """The place where a holding lives: that of the container it belongs in, or its own home."""
    return session.get(Place, seat(session, holding).home_id)


def stands_at(session: Session, holding: Holding) -> Place | None:
    """The place where a holding is now; what lies in a container is where that is (R24).

    None while it is off its shelf, and where its home is no place.
    """
    for box in above(session, holding):
        if holding.status != Status.IN:
            break
        holding = box
    if holding.place_id or holding.status != Status.IN:
        return session.get(Place, holding.place_id)
    return home_of(session, holding)


def address_of_home(session: Session, holding: Holding) -> str:
    """Where a holding lives, in words, be it in its container; "" if it has no home yet."""
    lives = seat(session, holding)
    place = session.get(Place, lives.home_id)
    return said_address(session.store, place) if place else lives.home


def said_home(session: Session, holding: Holding) -> str:
    """Where a holding is put back, in words: its shelf, or its container and where that is now.

    A container that one may not know of is not named (R17). "" if it has no home yet.
    """
    address = address_of_home(session, holding)
    box = session.visible.get(holding.inside)
    if box is None:
        return address
    told = address if box.status == Status.IN and not lies_in(session, box) else ""
    if not told:
        out = lies_in(session, Holding(id=holding.id, status=Status.IN, inside=box.id)) or box
        told = status_word(out.status) if out.status != Status.IN else ""
    return f"{box.key} ({told})" if told else box.key


def step_home(session: Session, holding: Holding) -> str:
    """What is to be done with a holding that is free, in words: refiled, or kept for its box."""
    away = away_from(session, holding)
    if away is not None:
        known = session.visible.may_know(away.guard)
        text = _("keep it: {box} is {status}")
        if away.status in GONE:
            text = _(
                "{box} is {status}: give it another container, or take it out and give it a home"
            )
        box = away.key if known else _("its container")
        return text.format(box=box, status=status_word(away.status))
    home = said_home(session, holding)
    return _("refile at {place}").format(place=home) if home else _("refile; it has no home yet")


# --- how full it is, and what it holds


def told_place(session: Session, place: Place) -> dict[str, Any]:
    """A place with its room, as far as this person may know of what lives there (R17)."""
    room = room_of(session, place, known_only=True)
    extent = session.guidelines.containers.metres() or 1.0
    return {
        "address": session.address(place.id) or place.address,
        **place.plain(Place.given_by("hand")),
        "closed": place.closed,
        "capacity_m": room.capacity_m,
        "used_m": round(room.used_m, 3),
        "free_m": None if room.free_m is None else round(room.free_m, 3),
        "free_boxes": room.boxes(extent),
        "holdings": room.holdings,
        "unmeasured": room.unmeasured,
    }


def lives_there(session: Session, place: Place) -> list[Holding]:
    """What lives at a place and in all that lies in it, shelf by shelf, as one may know of it.

    What lies in a container is not told by itself: it lives where that does (R24).
    """
    places = within(session, place)
    walk = {each.id: number for number, each in enumerate(places)}
    found = (each for each in living_at(session, walk) if session.visible.may_know(each.guard))

    def standing(holding: Holding) -> tuple[int, list[tuple[int, int | str]]]:
        return walk[holding.home_id or 0], as_counted(holding.identifier or holding.key)

    return sorted(found, key=standing)


def _parts(session: Session, place: Place) -> Mapping[str, Sequence[Values]]:
    address = lru_cache(session.address)
    rows = [
        {
            "key": each.key,
            "title": each.title,
            "kind": each.kind,
            "home": address(each.home_id),
            "status": str(each.status),
        }
        for each in lives_there(session, place)
    ]
    return {"lives_here": rows}


# --- closing it

Against = Callable[[Session, Place, Given], list[Reason]]


def shut(session: Session, key: str, given: Given) -> Place:
    """Close a place: from today it takes nothing more, nor does what lies in it (R30).

    What lives there stays until it is moved. Raises Refused, NotFound.
    """
    return _set_closed(session, key, given, "shut", session.today(), against_shutting)


def reopen(session: Session, key: str, given: Given) -> Place:
    """Let a place take holdings again. Raises Refused, NotFound."""
    return _set_closed(session, key, given, "reopen", "", against_reopening)


def _set_closed(
    session: Session, key: str, given: Given, act: str, day: str, against: Against
) -> Place:
    with session.change(act, given.get("reason")):
        place = session.place(key)
        Refused.for_any(_("Not done"), against(session, place, given))
        place.closed = day
        session.save(place)
    return place


def against_shutting(_session: Session, place: Place, _given: Given) -> list[Reason]:
    """It is closed already."""
    if not place.closed:
        return []
    text = _("{place} was closed on {day}.").format(place=place.name, day=place.closed)
    return [Reason("R30", text)]


def against_reopening(_session: Session, place: Place, _given: Given) -> list[Reason]:
    """It is open."""
    if place.closed:
        return []
    return [Reason("R30", _("{place} is open.").format(place=place.name))]


PLACES: RecordKind = RecordKind(
    record=Place,
    name="locations",
    also=("location",),
    complete=_complete,
    against=_against,
    find=lambda session, key: session.place(key),
    describe=told_place,
    parts=_parts,
    grouped=True,
)
KINDS = (PLACES,)

ACTS = (
    Act(
        name="shut",
        on=Place,
        title=later("Close this place"),
        help=later("Close a place: it takes nothing more, and what lives there is listed (R30)."),
        done=later("Closed: {name}"),
        word=later("place closed"),
        takes=(WHY,),
        against=against_shutting,
        do=lambda session, keys, given: shut(session, keys[0], given),
        permission=SUPERVISOR,
        details=later("What lies in it is closed with it. `move` takes out what lives there."),
    ),
    Act(
        name="reopen",
        on=Place,
        title=later("Open this place again"),
        help=later("Let a place that was closed take holdings again."),
        done=later("Open again: {name}"),
        word=later("place opened again"),
        takes=(WHY,),
        against=against_reopening,
        do=lambda session, keys, given: reopen(session, keys[0], given),
        permission=SUPERVISOR,
    ),
)
