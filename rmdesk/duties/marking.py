"""Marking a place: by the security officer, and never below what stands there (R18, R37)."""

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.marks import Marks, place_covers
from rmdesk.duties.space import living_at, within
from rmdesk.model.errors import Reason
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Place
from rmdesk.model.roles import SECURE
from rmdesk.model.words import Status

_AWAY = [Status.TRANSIT, Status.WAITING, Status.PICKED, Status.TO_REFILE]
"""In which states a record may be at a place that is not its home."""


def against_marking(session: Session, place: Place, before: Place | None) -> list[Reason]:
    """R37: the security officer alone marks a place; R18: not below what is there."""
    was = before.security if before is not None else ""
    if place.security == was:
        return []
    if against := session.against(SECURE):
        return against
    if before is None or not place.id:
        return []
    return _below_living(session, place, Marks(session, [place]), Marks(session).said(before))


def _below_living(session: Session, place: Place, marks: Marks, was: str) -> list[Reason]:
    now = marks.said(place)
    if now == was or (now and was and place_covers(now, guard_of(was, []))):
        return []
    passing = _passing(session)
    for inner in within(session, place):
        mark = marks.said(inner)
        there = (*living_at(session, [inner.id]), *passing.get(inner.id, ())) if mark else ()
        for each in there:
            if found := marks.against_home(each, inner):
                known = session.visible.may_know(each.guard)
                text = _("{place} cannot have this mark as it is now.").format(place=place.name)
                reason = found[0] if known else Reason("R18", text, _("moving what is there"))
                return [Reason(reason.rule, reason.text, reason.lifted_by, "security")]
    return []


def _passing(session: Session) -> dict[int, list[Holding]]:
    """What is at a place for a while, or on its way there, by that place; hidden records, too."""
    found: dict[int, list[Holding]] = {}
    rows = session.store.table(Holding.table).search(Query().status.one_of(_AWAY))
    for holding in map(Holding.from_document, rows):
        for number in {holding.place_id, holding.bound_id} - {None, holding.home_id}:
            found.setdefault(number or 0, []).append(holding)
    return found
