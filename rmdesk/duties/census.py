"""Census: a dated count of what should be on some shelves, or of a class, a unit, a search (R31).

It is started, walked by one or several people, stopped and resumed as often as one likes, and
closed; what it finds is a list to act on.
"""

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from tinydb import Query

from rmdesk.access.clearance import EVERY_CAVEAT, Clearance
from rmdesk.access.visibility import Visibility
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import found, register
from rmdesk.duties.census_scope import keep_listed, read_scope
from rmdesk.duties.counted import Census, Count, CountedShelf
from rmdesk.duties.counting import against_counting
from rmdesk.duties.describe import Describer
from rmdesk.duties.states import CENSUS, move_batch
from rmdesk.duties.tally import OUTCOMES, Line, Tally, tally
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.levels import CLASSIFIED, PROTECTED
from rmdesk.model.words import CensusStatus, CountOutcome, later

if TYPE_CHECKING:
    from collections.abc import Iterable


# --- starting one


def start(session: Session, values: Values) -> Census:
    """Start a census, and count for it from now on. Raises BadInput for its scope, NotFound."""
    census: Census = register(session, CENSUSES, values)
    return census


def _settle(session: Session, census: Census, _before: Values, _remark: Remark) -> None:
    """Find what a new one is to count, and give it its number, never given before."""
    if census.id:
        return
    read_scope(session, census)
    now = session.now()
    with session.change("add census") as transaction:
        number = transaction.number(f"census {now.year}")
    census.number = f"C-{now.year}-{number:04}"
    census.started, census.started_by = now.isoformat(timespec="seconds"), session.login
    census.walkers = [session.login]
    move_batch(census, CensusStatus.OPEN, "add census", CENSUS)


def _follow(session: Session, censuses: Sequence[Census]) -> None:
    """What a search found is what is counted, whatever it finds later."""
    for census in censuses:
        if census.search and census.open and not _listed(session, census):
            keep_listed(session, census)


def _listed(session: Session, census: Census) -> bool:
    rows = (Query().census == census.id) & (Query().outcome == CountOutcome.LISTED)
    return bool(session.store.table(Count.table).ids(rows, limit=1))


def _against(_session: Session, census: Census, before: Values) -> list[Reason]:
    """R31: what is counted stays as it was said; a count is no count of another thing."""
    scope = ("scope", "class", "unit", "search")
    if not census.id or all(census.plain([name])[name] == before.get(name, "") for name in scope):
        return []
    text = _("What {number} counts is not changed once it is started.")
    return [Reason("R31", text.format(number=census.number), _("a new census"))]


# --- who counts


def against_joining(session: Session, census: Census, _given: Given = {}) -> list[Reason]:  # noqa: B006
    """Every reason why one does not begin to count: it is closed, or one does already."""
    if against := against_counting(census):
        return against
    if session.login not in census.walkers:
        return []
    text = _("You count for {number} already.").format(number=census.number)
    return [Reason("R31", text)]


def against_leaving(session: Session, census: Census, _given: Given = {}) -> list[Reason]:  # noqa: B006
    """Every reason why one does not end to count: one does not."""
    if session.login in census.walkers and census.open:
        return []
    text = _("You do not count for {number}.").format(number=census.number)
    return [Reason("R31", text, _("joining it"))]


def join(session: Session, number: str) -> Census:
    """Count for a census: from now on the scan of a place counts there. Raises Refused."""
    with session.change("join-census"):
        census = find_census(session, number)
        Refused.for_any(_("Not joined"), against_joining(session, census))
        census.walkers = [*census.walkers, session.login]
        session.save(census)
    return census


def leave(session: Session, number: str) -> Census:
    """Count no more for a census: the scan of a place files again. Raises Refused."""
    with session.change("leave-census"):
        census = find_census(session, number)
        Refused.for_any(_("Not left"), against_leaving(session, census))
        census.walkers = [each for each in census.walkers if each != session.login]
        session.save(census)
    return census


# --- closing one


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
    table.insert_multiple(each.to_document() for each in rows)


def _everything(session: Session) -> Visibility:
    """Sees all records: for the rules only."""
    clearance = Clearance(len(PROTECTED), len(CLASSIFIED), frozenset({EVERY_CAVEAT}))
    return Visibility(session.store, clearance, session.desk.records, session.desk.guards)


# --- told


def find_census(session: Session, number: str) -> Census:
    """The census with a number. Raises NotFound."""
    census: Census = found(session, CENSUSES, number)
    return census


def told_census(session: Session, census: Census) -> dict[str, Any]:
    """A census as plain values; words that were searched are for who knows what they found."""
    told = census.plain(name for name, spec in Census.specs().items() if spec.told and spec.label)
    del told["scheme"]
    if census.search and not _knows_search(session, census):
        told["search"] = told["notes"] = ""
    return told


def _knows_search(session: Session, census: Census) -> bool:
    """Whether one started it, or may know of all that its words found (R17)."""
    if census.started_by == session.login or not session.visible.hides_any:
        return True
    rows = session.store.table(Count.table).search(
        (Query().census == census.id) & (Query().outcome == CountOutcome.LISTED)
    )
    return len(session.visible.known(Count.table, rows)) == len(rows)


def counted(session: Session, census: Census) -> dict[str, Any]:
    """A census with its counts, and its lists by outcome."""
    return told_tally(session, census, tally(session, census))


def told_tally(session: Session, census: Census, made: Tally) -> dict[str, Any]:
    """The same of what was tallied already."""
    describer = Describer(session)
    return {
        **told_census(session, census),
        "counts": made.counts,
        "accuracy": made.accuracy,
        "shelves": {**made.shelves, "left-unfinished": _addresses(describer, made.unfinished)},
        "lists": {
            name: [told_line(describer, line) for line in made.lists[name]] for name in OUTCOMES
        },
    }


def _addresses(describer: Describer, places: "Iterable[int]") -> list[str]:
    return [describer.address(each) for each in places]


def told_line(describer: Describer, line: Line) -> dict[str, Any]:
    """A record, or a code that nothing answers to, as plain values."""
    holding = line.holding
    return {
        "key": describer.key(holding) if holding else line.code,
        "identifier": holding.identifier if holding else "",
        "title": holding.title if holding else "",
        "kind": holding.kind if holding else "",
        "home": describer.home(holding) if holding else "",
        "place": describer.address(line.place),
        "status": str(holding.status) if holding else "",
        "holder": describer.name(holding.holder_id) if holding else "",
        "counted": line.at,
        "by": line.by,
        "to_do": line.to_do,
    }


def _parts(session: Session, census: Census) -> Mapping[str, Sequence[Values]]:
    told = counted(session, census)
    return {name: rows for name, rows in told["lists"].items() if name != CountOutcome.FOUND}


def _called(session: Session, record: CountedShelf | Count, what: str) -> str:
    census = session.get(Census, record.census)
    return _("{what} in {number}").format(what=what, number=census.number if census else "")


def _read_as(session: Session, count: Count) -> str:
    holding = session.visible.get(count.holding)
    return holding.key if holding else count.code


CENSUSES: RecordKind = RecordKind(
    record=Census,
    name="censuses",
    settle=_settle,
    against=_against,
    follow=_follow,
    describe=told_census,
    parts=_parts,
)
KINDS = (
    CENSUSES,
    RecordKind(
        record=CountedShelf,
        name="counted shelves",
        by_hand=False,
        called=lambda session, shelf: _called(session, shelf, session.address(shelf.place)),
    ),
    RecordKind(
        record=Count,
        name="counts",
        by_hand=False,
        called=lambda session, count: _called(session, count, _read_as(session, count)),
    ),
)

ACTS = (
    Act(
        name="join-census",
        on=Census,
        title=later("Count for it"),
        help=later("Count for a census. The scan of a place counts there, at the desk line too."),
        done=later("You count for {name}"),
        word=later("joined the census"),
        against=against_joining,
        do=lambda session, keys, _given: join(session, keys[0]),
        also=("walk", "stock-take", "shelf audit"),
    ),
    Act(
        name="leave-census",
        on=Census,
        title=later("Count no more for it"),
        help=later("Count no more for a census. The scan of a place files again."),
        done=later("You do not count for {name} any more"),
        word=later("left the census"),
        against=against_leaving,
        do=lambda session, keys, _given: leave(session, keys[0]),
    ),
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
