"""Statistics and reports: what was done, what is out, what is late; counts first, then rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from gettext import gettext as _
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.desk.desk import Session
from rmdesk.duties.request import OPEN_STATUSES
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Loan, Person, Request
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import RequestStatus, Status

_DAY = timedelta(days=1)
_EARLIEST, _LATEST = date.min + _DAY, date.max - _DAY
"""So that every day has one before and after it, on whatever clock."""

_ROWS = 10_000
"""Most rows of one report; the totals count all."""


@dataclass(frozen=True)
class Period:
    """Days, both included, and the column to group by ("" for none)."""

    start: date
    end: date
    by: str = ""


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


@dataclass(frozen=True)
class Report:
    """Rows of a report, each a dict of the same columns, and totals over all of them."""

    name: str
    rows: list[dict[str, Any]]
    totals: dict[str, int] = field(default_factory=dict)


def desk_counts(session: Session) -> Counts:
    """Counts of now: open requests, loans, and what waits to be refiled or collected."""
    undone = [status for status in OPEN_STATUSES if status != RequestStatus.HANDED_OVER]
    now = session.now().isoformat(timespec="minutes")
    by_status = [Query().status == status for status in undone]
    visible = session.visible

    def requests(conditions: Iterable[QueryInstance]) -> int:
        return sum(visible.count_in(Request.table, condition) for condition in conditions)

    def holdings(status: Status) -> int:
        return visible.count(Query().status == status)

    return Counts(
        waiting=requests(by_status),
        urgent=requests(each & (Query().rank == 0) for each in by_status),
        late=requests(each & (Query().due < now) for each in by_status),
        out=holdings(Status.OUT),
        overdue=visible.count((Query().status == Status.OUT) & (Query().due < session.today())),
        to_refile=holdings(Status.TO_REFILE),
        waiting_on_shelf=holdings(Status.WAITING),
    )


def make_report(
    session: Session, name: str, start: date | None = None, end: date | None = None, by: str = ""
) -> Report:
    """Make a report by its name for the days `start` to `end`, both included; default today.

    Raises BadInput for an unknown name, an unknown `by`, or days in the wrong order.
    """
    if name not in REPORTS:
        raise BadInput(
            _("Unknown report"),
            _("There is no report “{name}”.").format(name=name),
            _("Known: {names}.").format(names=", ".join(REPORTS)),
        )
    today = session.now().date()
    first, last = start or end or today, end or max(start or today, today)
    if first > last:
        raise BadInput(_("Days in the wrong order"), _("The first day is after the last."))
    first, last = (max(_EARLIEST, min(day, _LATEST)) for day in (first, last))
    return REPORTS[name](session, Period(first, last, by))


def _activity(session: Session, period: Period) -> Report:
    """What was done, by action, actor or day: acts, and the holdings they changed.

    By unit or class: the acts that changed holdings of it. One act may count in several of them,
    in the totals once.
    """
    keys = {"": "action", "action": "action", "technician": "actor", "actor": "actor", "day": "day"}
    _accepted(period.by, {**keys, "unit": "", "class": ""})
    days = _days(session, period)
    if period.by in ("unit", "class"):
        acts, holdings, totals = session.visible.activity_under(*days, period.by)
    else:
        acts, holdings = session.visible.activity(*days, keys[period.by])
        totals = sum(acts.values()), sum(holdings.values())
    column = period.by or "action"
    rows = [
        {column: key, "acts": acts[key], "holdings": holdings.get(key, 0)} for key in sorted(acts)
    ]
    return Report("activity", rows, dict(zip(("acts", "holdings"), totals, strict=True)))


def _days(session: Session, period: Period) -> tuple[datetime, datetime]:
    """Local midnight of the first day, and of the day after the last."""
    zone = session.now().tzinfo
    first = datetime.combine(period.start, time(), zone)
    return first, datetime.combine(period.end + _DAY, time(), zone)


def _out(session: Session, period: Period) -> Report:
    """Everything that is out now, the longest overdue first."""
    return _loans(session, "out", Query().status == Status.OUT, period.by)


def _overdue(session: Session, period: Period) -> Report:
    """Everything that is out past its due date as of the last day asked for, or today."""
    late = (Query().status == Status.OUT) & (
        Query().due < min(period.end, session.now().date()).isoformat()
    )
    return _loans(session, "overdue", late, period.by)


def _loans(session: Session, name: str, condition: Any, by: str) -> Report:
    _accepted(by, {"": "", "unit": "", "holder": ""})
    total = session.visible.count(condition)
    page = session.visible.page(condition, order_by="due", limit=_ROWS)
    rows = [_loan_row(session, Holding.from_document(document)) for document in page.rows]
    if by:
        rows = _grouped(rows, by)
    return Report(name, rows, {"count": total})


def _loan_row(session: Session, holding: Holding) -> dict[str, Any]:
    holder = session.get(Person, holding.holder_id)
    return {
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "holder": holder.name if holder else "",
        "unit": holder.unit if holder else "",
        "due": holding.due,
    }


def _grouped(rows: Sequence[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[by]] = counts.get(row[by], 0) + 1
    return [{by: key, "count": n} for key, n in sorted(counts.items())]


def _requests(session: Session, period: Period) -> Report:
    """Requests received in the period, by status, unit, type or priority, or each by itself."""
    _accepted(period.by, dict.fromkeys(("", "status", "unit", "type", "priority", "outcome")))
    first, last = (moment.isoformat() for moment in _days(session, period))
    condition = (Query().received >= first) & (Query().received < last)
    visible = session.visible
    found = visible.first(Request.table, condition, order_by="received", limit=_ROWS)
    columns = ("number", "received", "requester", "unit", "type", "priority", "status", "outcome")
    rows = [{column: document.get(column, "") for column in columns} for document in found]
    shown = _grouped(rows, period.by) if period.by else rows
    return Report("requests", shown, {"count": visible.count_in(Request.table, condition)})


def _today(session: Session, period: Period) -> Report:
    """The figures of the desk screen, and what was done in the period."""
    _accepted(period.by, {"": ""})
    counts = desk_counts(session)
    rows = [{"figure": name, "count": getattr(counts, name)} for name in Counts.__annotations__]
    done = _activity(session, replace(period, by=""))
    rows += [{"figure": row["action"], "count": row["acts"]} for row in done.rows]
    loans = session.visible.count_in(Loan.table, IS_OPEN)
    return Report("today", rows, {"acts": done.totals["acts"], "loans": loans})


def _accepted(by: str, known: Any) -> None:
    if by not in known:
        words = ", ".join(word for word in known if word)
        raise BadInput(
            _("Unknown grouping"),
            _("This report is not grouped by “{by}”.").format(by=by),
            _("Known: {words}.").format(words=words or _("none")),
        )


REPORTS: dict[str, Callable[[Session, Period], Report]] = {
    "today": _today,
    "activity": _activity,
    "out": _out,
    "overdue": _overdue,
    "requests": _requests,
}
"""Every report by its name; the docstring of each says what it counts."""
