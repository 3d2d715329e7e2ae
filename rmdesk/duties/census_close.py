"""Closing a census: what is missing is kept as it is then."""

from tinydb import Query

from data.texts import gettext as _
from rmdesk.access.clearance import EVERY_CAVEAT, Clearance
from rmdesk.access.visibility import Visibility
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.census import find_census
from rmdesk.duties.counted import Census, Count, against_counting
from rmdesk.duties.states import CENSUS, move_batch
from rmdesk.duties.tally import tally
from rmdesk.model.errors import Refused
from rmdesk.model.levels import CLASSIFIED, PROTECTED
from rmdesk.model.words import CensusStatus, CountOutcome, later


def close(session: Session, number: str) -> Census:
    """Close a census: what is missing is kept as it is now. Raises Refused, NotFound.

    A shelf that is still being counted is not over by that: nothing on it is missing (R31). What
    one may not know of is settled in an act of its own, of which one may not know either (R17).
    """
    census = find_census(session, number)
    Refused.for_any(_("Not closed"), against_counting(census))
    if not session.visible.knows_all:
        with session.change("close-census"):
            _keep_missing(session, census, hidden=True)
    with session.change("close-census"):
        census = find_census(session, number)
        Refused.for_any(_("Not closed"), against_counting(census))
        _keep_missing(session, census, hidden=False)
        move_batch(census, CensusStatus.CLOSED, "close-census", CENSUS)
        census.closed, census.closed_by = (
            session.now().isoformat(timespec="seconds"), session.login,
        )  # fmt: skip
        session.save(census)
    return census


def _keep_missing(session: Session, census: Census, *, hidden: bool) -> None:
    """Keep what is missing, of what this person may know, or of all else; nothing of before."""
    visible = session.visible
    table = session.store.table(Count.table)
    kept = table.search((Query().census == census.id) & (Query().outcome == CountOutcome.MISSING))
    known = {each.doc_id for each in visible.known(Count.table, kept)}
    table.remove(doc_ids=[each.doc_id for each in kept if (each.doc_id in known) != hidden])
    found = tally(session, census, _everything(session) if hidden else visible)
    now = session.now().isoformat(timespec="seconds")
    rows = [
        Count(
            census=census.id, place=line.place, holding=line.holding.id, scoped=True,
            outcome=CountOutcome.MISSING, at=now, by=session.login,
        )
        for line in found.lists[CountOutcome.MISSING]
        if line.holding and not (hidden and visible.may_know(line.holding.guard))
    ]  # fmt: skip
    session.keep_new(rows)


def _everything(session: Session) -> Visibility:
    """Sees all records: for the rules only."""
    clearance = Clearance(len(PROTECTED), len(CLASSIFIED), frozenset({EVERY_CAVEAT}))
    return Visibility(session.store, clearance, session.desk.records, session.desk.guards)


ACTS = (
    Act(
        name="close-census",
        on=Census,
        title=later("Close it"),
        help=later("Close a census. What is missing on the shelves that were read whole is kept."),
        done=later("Closed: {name}"),
        word=later("closed the census"),
        confirms=later("Shelves that were not read whole say nothing of what is missing (R31)."),
        against=lambda _session, census, _given: against_counting(census),
        do=lambda session, keys, _given: close(session, keys[0]),
        also=("end", "finish"),
    ),
)
