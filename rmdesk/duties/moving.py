"""Moving holdings to another home: one or many, with a dry run, and each by a scan of its own."""

from collections.abc import Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import WHY
from rmdesk.duties.container import inside
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.handled import Handled
from rmdesk.duties.held import against_altering
from rmdesk.duties.holding import holdings_named, settle
from rmdesk.duties.place import address_of_home
from rmdesk.duties.space import NEAR, Filling, room_of, takes_room
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Place
from rmdesk.model.values import LINE
from rmdesk.model.words import Status, later


def move(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Give holdings their home at a `place`, all of them or none; what lies in them goes along.

    What is in its place is there from now on; what is out, or off its shelf, is refiled there.
    Raises Refused with every reason, NotFound, BadInput.
    """
    with session.change("move", given.get("reason")):
        holdings = holdings_named(session, keys)
        place = session.place(given["place"])
        filling = Filling(session)
        against: list[Reason] = []
        for each in holdings:
            against += _against(session, each, place, filling)
            filling.note(each, place)
        Refused.for_any(_("Not moved"), against)
        return [_moved(session, each, place) for each in holdings]


def against_moving(session: Session, holding: Holding, given: Given) -> list[Reason]:
    """Every reason why a holding is not moved now, or not to the `place` if one is named."""
    place = session.place(given["place"]) if given.get("place") else None
    return _against(session, holding, place, Filling(session))


def _against(
    session: Session, holding: Holding, place: Place | None, filling: Filling
) -> list[Reason]:
    if left := gone(holding):
        return left
    against = [*against_altering(session, holding), *_held_along(session, holding)]
    if holding.inside or holding.container:
        text = _("{key} lies in a container, and is where that is.").format(key=holding.key)
        against.append(Reason("R24", text, _("taking it out, or moving the container")))
    elif place is not None and holding.home_id == place.id:
        text = _("{key} lives there already.").format(key=holding.key)
        against.append(Reason("R26", text))
    elif place is not None:
        against += filling.against(holding, place)
    return against


def _along(session: Session, box: Holding) -> list[Holding]:
    """What lies in a box and lives where it does: it lives with it there, too."""
    contents = inside(session, box.id)
    return [each for each in contents if each.home_id and each.home_id == box.home_id]


def _held_along(session: Session, box: Holding) -> list[Reason]:
    """R1: what is held stays where it lives; what is hidden is not named (R17)."""
    for each in _along(session, box):
        if against := against_altering(session, each):
            return against if session.visible.may_know(each.guard) else [not_as_it_is(box)]
    return []


def _moved(session: Session, holding: Holding, place: Place) -> Handled:
    for each in (holding, *_along(session, holding)):
        settle(each, place)
        session.save(each)
    address = session.address(place.id)
    there = holding.status in (Status.IN, Status.OUT)
    step = "" if there else _("refile it at {place}").format(place=address)
    told = [step, unmeasured_told(session, holding, place)]
    return Handled(
        holding, holding.status, holding.due, place=address, next=" · ".join(filter(None, told))
    )


def unmeasured_told(session: Session, holding: Holding, place: Place) -> str:
    """That a place is full though nothing stands against a holding, whose extent is not known."""
    if session.guidelines.containers.extent_of(holding) is not None or not takes_room(holding):
        return ""
    room = room_of(session, place)
    if room.free_m is None:
        return ""
    full = room.free_m <= NEAR
    text = (
        _("{place} is full already, and how much room {key} takes is not known: measure it")
        if full
        else _("how much room {key} takes at {place} is not known")
    )
    return text.format(place=session.address(place.id), key=holding.key)


def two_scans(session: Session, holding: Holding, place: Place) -> list[str]:
    """What it would mean to move a holding to a place, in sentences: a dry run, told before."""
    where = address_of_home(session, holding) or _("no home")
    lines = [
        holding.name,
        _("from {home} to {place}").format(home=where, place=session.address(place.id)),
    ]
    room = room_of(session, place, known_only=True)
    if room.free_m is not None:
        lines.append(_("{free:g} m are free there").format(free=round(room.free_m, 2)))
    return [*lines, *filter(None, [unmeasured_told(session, holding, place)])]


ACTS = (
    Act(
        name="move",
        on=Holding,
        title=later("Move it to another place…"),
        help=later("Move holdings to another home; what lies in a box goes along (R30)."),
        done=later("Moved: {name}"),
        word=later("moved"),
        takes=(
            Takes(
                name="place",
                flag="--to",
                help=later("the place's barcode or address"),
                label=later("To which place? Scan or type it"),
                kind=LINE,
                metavar="PLACE",
                required=True,
            ),
            WHY,
        ),
        against=against_moving,
        do=move,
        details=later(
            "All of them or none: the place has room for all, and a numbered position takes one."
        ),
        examples=("rmdesk move R100001U R100003Q --to A-01-1 --dry-run",),
        also=("relocate", "transfer", "place", "home"),
    ),
)
