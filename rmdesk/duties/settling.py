"""Acting on what a census found: each record by an act of its own, which one can take back.

What is missing is marked so, what is here though it is out is returned. What stands in its place
and is not there by what the desk knows is refiled: the census has scanned the place and the record
(R26). What is misplaced is carried home, and scanned there.
"""

from collections.abc import Sequence

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.counted import Census
from rmdesk.duties.handled import Handled
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.place import home_of, said_home
from rmdesk.duties.refiling import against_refile, refile
from rmdesk.duties.returning import found, return_
from rmdesk.duties.tally import Line, tally
from rmdesk.model.errors import NotFound, Refused
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status


@dataclass(frozen=True)
class Settled:
    """What became of a record: `done` is the act, "" where it is still to be done, and why."""

    holding: Holding
    done: str
    next: str = ""


def settle(
    session: Session, census: Census, outcome: str, keys: Sequence[str] = (), *, dry_run: bool
) -> list[Settled]:
    """Do what is to be done about the records of an outcome, all of them or those named.

    Each is an act of its own: what cannot be done is told, and the rest goes on. Raises NotFound
    for a key that names none of them, BadInput.
    """
    lines = [each for each in tally(session, census).lists[outcome] if each.holding and each.to_do]
    if keys:
        wanted = [session.visible.one(key).id for key in keys]
        by_number = {each.holding.id: each for each in lines if each.holding}
        for number, key in zip(wanted, keys, strict=True):
            if number not in by_number:
                what = _("record to be settled in {number}").format(number=census.number)
                raise NotFound.key(what, key)
        lines = [by_number[number] for number in dict.fromkeys(wanted)]
    return [_would(each) if dry_run else settled(session, census, each) for each in lines]


def _would(line: Line) -> Settled:
    assert line.holding is not None
    return Settled(line.holding, line.to_do)


def settled(session: Session, census: Census, line: Line) -> Settled:
    """Do what is to be done about one record. What stands against it is told."""
    assert line.holding is not None
    key, place = f"#{line.holding.id}", session.get(Place, line.place)
    try:
        if line.to_do == "missing":
            why = _("not found in the census {number}").format(number=census.number)
            return Settled(mark_missing(session, key, why), "missing")
        if line.to_do == "return":
            return _returned(session, return_(session, [key])[0], place)
        return _in_place(session, line, place)
    except Refused as refused:
        kept = session.get(Holding, line.holding.id) or line.holding
        return Settled(kept, "", " ".join(each.told for each in refused.reasons))


def _returned(session: Session, handled: Handled, place: Place | None) -> Settled:
    """What is back and stands in its place already is refiled there; each is an act of its own."""
    holding = handled.holding
    if holding.status == Status.TO_REFILE and _is_home(session, holding, place):
        assert place is not None
        refile(session, [f"#{holding.id}"], f"#{place.id}")
        return Settled(session.get(Holding, holding.id) or holding, "return")
    return Settled(holding, "return", handled.next)


def _in_place(session: Session, line: Line, place: Place | None) -> Settled:
    """What stands in its place is refiled; what was missing is found; what is misplaced waits."""
    holding = line.holding
    assert holding is not None
    key = f"#{holding.id}"
    if place is not None and _is_home(session, holding, place):
        if not against_refile(session, holding, place):
            done = refile(session, [key], f"#{place.id}")[0]
            return Settled(done.holding, line.to_do, done.next)
    elif line.to_do != "found":
        home = said_home(session, holding)
        return Settled(holding, "", _("carry it to {home}, and scan both there").format(home=home))
    done = found(session, [key])[0] if line.to_do == "found" else Handled(holding, holding.status)
    return Settled(done.holding, "found" if line.to_do == "found" else "", done.next)


def _is_home(session: Session, holding: Holding, place: Place | None) -> bool:
    home = home_of(session, holding)
    return place is not None and home is not None and home.id == place.id
