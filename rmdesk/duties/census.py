"""Census: a dated count of what should be on some shelves, or of a class, a unit, a search (R31).

It is started, walked by one or several people, stopped and resumed as often as one likes, and
closed; what it finds is a list to act on.
"""

from collections.abc import Mapping, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.registering import found, register
from rmdesk.duties.counted import (
    Census,
    Count,
    CountedShelf,
    against_counting,
    shelves_of,
    told_census,
)
from rmdesk.duties.states import CENSUS, move_batch
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.words import CensusStatus, CountOutcome, later

# --- starting one


def start(session: Session, values: Values) -> Census:
    """Start a census, and count for it from now on. Raises BadInput for its scope, NotFound."""
    census: Census = register(session, CENSUSES, values)
    return census


def _settle(session: Session, census: Census, _before: Values, _remark: Remark) -> None:
    """Find what a new one is to count, and give it its number, never given before."""
    if census.id:
        return
    from rmdesk.duties.census_scope import read_scope  # only who starts one looks for its places

    read_scope(session, census)
    now = session.now()
    with session.change("add census") as transaction:
        census.number = numbered_as_known(
            session, transaction, census, f"census {now.year}", f"C-{now.year}-{{:04}}".format
        )
    census.started, census.started_by = now.isoformat(timespec="seconds"), session.login
    census.walkers = [session.login]
    move_batch(census, CensusStatus.OPEN, "add census", CENSUS)


def _follow(session: Session, censuses: Sequence[Census]) -> None:
    """What a search found is what is counted, whatever it finds later."""
    from rmdesk.duties.census_scope import keep_listed

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


def against_joining(session: Session, census: Census) -> list[Reason]:
    """Every reason why one does not begin to count: it is closed, or one does already."""
    if against := against_counting(census):
        return against
    if session.login not in census.walkers:
        return []
    text = _("You count for {number} already.").format(number=census.number)
    return [Reason("R31", text)]


def against_leaving(session: Session, census: Census) -> list[Reason]:
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
    """Count no more for a census: the scan of a place files again. Raises Refused.

    A shelf that one has left unfinished is not whole by that; who reads it after that ends it.
    """
    with session.change("leave-census"):
        census = find_census(session, number)
        Refused.for_any(_("Not left"), against_leaving(session, census))
        census.walkers = [each for each in census.walkers if each != session.login]
        session.save(census)
        for shelf in shelves_of(session, census).values():
            if session.login in shelf.counting:
                shelf.counting = [each for each in shelf.counting if each != session.login]
                session.save(shelf)
    return census


# --- told


def find_census(session: Session, number: str) -> Census:
    """The census with a number. Raises NotFound."""
    census: Census = found(session, CENSUSES, number)
    return census


def _parts(session: Session, census: Census) -> Mapping[str, Sequence[Values]]:
    from rmdesk.duties.census_told import counted

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
    grouped=True,
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
        against=lambda session, record, _given: against_joining(session, record),
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
        against=lambda session, record, _given: against_leaving(session, record),
        do=lambda session, keys, _given: leave(session, keys[0]),
    ),
)
