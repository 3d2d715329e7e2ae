"""The figures of now, which the desk shows: what is open, late, out, and waits on a shelf."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass
from rmdesk.access.visibility import Visibility
from rmdesk.desk.desk import Session
from rmdesk.duties.states import OPEN_STATUSES
from rmdesk.model.days import instant_of
from rmdesk.model.records import Request
from rmdesk.model.words import RequestStatus, Status

_OFFSET = timedelta(hours=15)
"""No zone is farther from UTC."""


@dataclass(frozen=True)
class Counts:
    """The figures of the desk screen."""

    waiting: int
    urgent: int
    late: int
    out: int
    overdue: int
    to_refile: int
    waiting_on_shelf: int


def desk_counts(session: Session) -> Counts:
    """Counts of now: open requests, loans, and what waits to be refiled or collected."""
    undone = [status for status in OPEN_STATUSES if status != RequestStatus.HANDED_OVER]
    by_status = [Query().status == status for status in undone]
    visible = session.visible

    def requests(conditions: Iterable[QueryInstance]) -> int:
        return sum(visible.count_in(Request.table, condition) for condition in conditions)

    def holdings(status: Status) -> int:
        return visible.count(Query().status == status)

    return Counts(
        waiting=requests(by_status),
        urgent=requests(each & (Query().rank == 0) for each in by_status),
        late=_late(session, visible, undone),
        out=holdings(Status.OUT),
        overdue=visible.count((Query().status == Status.OUT) & (Query().due < session.today())),
        to_refile=holdings(Status.TO_REFILE),
        waiting_on_shelf=holdings(Status.WAITING),
    )


def _late(session: Session, visible: Visibility, statuses: Sequence[RequestStatus]) -> int:
    """Requests whose clock has run out.

    The store sorts moments as texts, which is right but for those within the farthest offset of
    now: these are compared as instants (R44).
    """
    now = session.now().astimezone(UTC)
    before, after = ((now + step).replace(tzinfo=None).isoformat() for step in (-_OFFSET, _OFFSET))
    surely = sum(
        visible.count_in(Request.table, (Query().status == each) & (Query().due < before))
        for each in statuses
    )
    near = (Query().due >= before) & (Query().due < after)
    perhaps = visible.all_in(
        Request.table, Query().status.one_of(list(statuses)) & near, order_by="due"
    )
    dues = (instant_of(request["due"], now.tzinfo) for request in perhaps)
    return surely + sum(1 for due in dues if due is not None and due < now)
