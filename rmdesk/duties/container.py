"""Boxes and what lies in them: what goes along, and what cannot be had while its box is away."""

from collections.abc import Iterator

from tinydb import Query

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.departure import gone
from rmdesk.duties.states import AWAY
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding
from rmdesk.model.words import Status, status_word


def goes_with(session: Session, container: int) -> list[Holding]:
    """What goes and comes with a container: what is in it now, at any depth (R24, R41).

    What is picked, set aside, out or to be refiled is not in it, nor is what lies in that. For the
    rules only: nothing of it may reach a person except through their own visible.
    """
    return [each for each in inside(session, container) if each.status == Status.IN]


def inside(session: Session, container: int) -> Iterator[Holding]:
    """What belongs in a container, at any depth, through those that are in it themselves."""
    table = session.store.table(Holding.table)
    level = [container]
    while level:
        found = [
            Holding.from_document(each)
            for outer in level
            for each in table.search(Query().inside == outer)
            if each.doc_id != container  # a circle ends: each is in one container
        ]
        yield from found
        level = [each.id for each in found if each.status == Status.IN]


def above(session: Session, holding: Holding) -> Iterator[Holding]:
    """The containers that a holding belongs in, from the inmost one; a circle ends."""
    seen = {holding.id}
    while holding.inside and holding.inside not in seen:
        seen.add(holding.inside)
        found = session.get(Holding, holding.inside)
        if found is None:
            return
        yield found
        holding = found


def lies_in(session: Session, holding: Holding) -> Holding | None:
    """The container that decides where a holding that is in it is now: the first not in its place.

    None for what is not in its container, or whose containers are all in their places.
    """
    if holding.status != Status.IN:
        return None
    return next((box for box in above(session, holding) if box.status != Status.IN), None)


def away_with(session: Session, holding: Holding) -> Holding | None:
    """The container that is away with a holding in it; None where it can be had."""
    box = lies_in(session, holding)
    return box if box is not None and box.status in AWAY else None


def away_from(session: Session, holding: Holding) -> Holding | None:
    """The container that a holding which is out of it cannot be put into, for it is away."""
    return away_with(session, Holding(id=holding.id, status=Status.IN, inside=holding.inside))


def against_putting_in(session: Session, holding: Holding, box: Holding) -> list[Reason]:
    """Every reason why a holding may not belong in a container: a circle, or one that is away.

    What is not in its place now is only going to be there, when it is refiled.
    """
    chain = [box, *above(session, box)]
    if holding.id and any(each.id == holding.id for each in chain):
        upto = next(n for n, each in enumerate(chain) if each.id == holding.id)
        lie = [named(session, each) for each in (holding, *chain[: upto + 1])]
        text = _("{key} would lie inside itself: {chain}.")
        told = text.format(key=holding.key, chain=" → ".join(lie))
        return [Reason("R24", told, _("naming another container"))]
    if left := gone(box, named(session, box)):
        return [replace(each, lifted_by=_("naming another container")) for each in left]
    if box.closed:
        return [cut_off_already(box)]
    away = box if box.status in AWAY else away_with(session, box)
    if away is None or holding.status != Status.IN:
        return []
    return [not_there(session, away)]


def against_taking_out(session: Session, holding: Holding) -> list[Reason]:
    """R24: what is away in its container, or went with it, belongs in it until that is back."""
    box = away_with(session, holding)
    if box is None and holding.status == Status.OUT:
        outer = session.get(Holding, holding.inside)
        with_it = outer is not None and outer.holder_id == holding.holder_id
        box = outer if with_it else None
    return [not_there(session, box)] if box is not None else []


def cut_off_already(file: Holding) -> Reason:
    """R9: nothing is filed into what is closed."""
    text = _("{key} was closed on {day}: it takes nothing more.")
    told = text.format(key=file.key, day=file.closed)
    return Reason("R9", told, _("its open volume, or another file"))


def not_there(session: Session, box: Holding) -> Reason:
    """That a container is not here, and when it will be."""
    text = _("{box} is {status}: nothing is put into it or taken out of it.")
    told = text.format(box=named(session, box), status=status_word(box.status))
    return Reason("R24", told, _("its return"))


def in_away_box(session: Session, holding: Holding) -> list[Reason]:
    """R24: what went with its container, or is lost with it, cannot be had now."""
    return _in_it(session, holding, away_with(session, holding))


def in_box_elsewhere(session: Session, holding: Holding) -> list[Reason]:
    """The same of what lies in a container that is not in its place, be it here or away."""
    return _in_it(session, holding, lies_in(session, holding))


def _in_it(session: Session, holding: Holding, box: Holding | None) -> list[Reason]:
    if box is None:
        return []
    text = _("{key} is in {box}, which is {status}.").format(
        key=holding.key, box=named(session, box), status=status_word(box.status)
    )
    return [Reason("R24", text, _("its return, or a reservation"))]


def named(session: Session, holding: Holding) -> str:
    """A container by its key, where one may know of it (R17)."""
    known = session.visible.may_know(holding.guard)
    return holding.key if known else _("its container")


def at_hand(session: Session, holding: Holding | None) -> bool:
    """Whether a holding can be fetched now."""
    if holding is None or holding.status not in (Status.IN, Status.TO_REFILE):
        return False
    return away_with(session, holding) is None
