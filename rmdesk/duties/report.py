"""Statistics and reports: what was done, what is out, what is late; counts first, then rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Any

from tinydb import Query
from tinydb.table import Document

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties import figures, notice
from rmdesk.duties.access_ledger import expiring, ledger, review_due
from rmdesk.duties.census_report import counted_places
from rmdesk.duties.claimed import claimed_returned
from rmdesk.duties.covered import holds_rows
from rmdesk.duties.exceptions import claims_passed_over, loans_of_people_who_left
from rmdesk.duties.forward import forward_rows
from rmdesk.duties.lost import lost_records
from rmdesk.duties.override import overrides
from rmdesk.duties.reading import in_the_room
from rmdesk.duties.refiling import to_refile
from rmdesk.duties.schedule import vital_rows
from rmdesk.duties.shelf import set_aside, shelf_rows
from rmdesk.duties.transit import on_the_way
from rmdesk.duties.workload import Counts, desk_counts
from rmdesk.model.days import day_of
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Loan, Person, Place, Request
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status

_DAY = timedelta(days=1)
_EARLIEST, _LATEST = date.min + 2 * _DAY, date.max - 2 * _DAY
"""So that every day has one before and after it, on whatever clock."""

_ROWS = 10_000
"""Most rows of one report; the totals count all, and tell how many are shown."""

_UNDATED_AT_ONCE = 500


@dataclass(frozen=True)
class Period:
    """Days, both included, and the column to group by ("" for none)."""

    start: date
    end: date
    by: str = ""


@dataclass(frozen=True)
class Report:
    """Rows of a report, each a dict of the same columns, and totals over all of them."""

    name: str
    rows: list[dict[str, Any]]
    totals: Mapping[str, float] = field(default_factory=dict)


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
        acts, holdings, totals = session.journal.activity_under(*days, period.by)
    else:
        acts, holdings = session.journal.activity(*days, keys[period.by])
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
    found = session.visible.all_in(Holding.table, condition, order_by="due")
    rows = (_loan_row(session, Holding.from_document(document)) for document in found)
    return _told(name, rows, by, {"count": total})


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


def _told(
    name: str, rows: Iterable[dict[str, Any]], by: str, totals: Mapping[str, float]
) -> Report:
    """A report of rows, or of how many there are of each group; every group counts them all."""
    if by:
        counts = Counter(row[by] for row in rows)
        return Report(name, [{by: key, "count": n} for key, n in sorted(counts.items())], totals)
    shown = list(islice(rows, _ROWS))
    more = totals["count"] > len(shown)
    return Report(name, shown, {**totals, **({"shown": len(shown)} if more else {})})


def _requests(session: Session, period: Period) -> Report:
    """Requests received in the period, by status, unit, type or priority, or each by itself.

    What names no day stands in no period: `undated` tells how many there are of it (R44).
    """
    _accepted(period.by, dict.fromkeys(("", "status", "unit", "type", "priority", "outcome")))
    columns = ("number", "received", "requester", "unit", "type", "priority", "status", "outcome")
    rows = [
        {column: document.get(column, "") for column in columns}
        for document in _received_in(session, period)
    ]
    undated = _undated(session)
    totals = {"count": len(rows), **({"undated": undated} if undated else {})}
    return _told("requests", rows, period.by, totals)


def _received_in(session: Session, period: Period) -> Iterator[Document]:
    """The requests received on days of the period, by the day of the site where they have an hour.

    Moments of other offsets may be a day off as texts: a day more on each side is looked through.
    """
    low, high = period.start - _DAY, period.end + 2 * _DAY
    near = (Query().received >= low.isoformat()) & (Query().received < high.isoformat())
    zone = session.now().tzinfo
    for document in session.visible.all_in(Request.table, near, order_by="received"):
        day = day_of(document["received"], zone)
        if day is not None and period.start <= day <= period.end:
            yield document


def _undated(session: Session) -> int:
    """How many requests tell no day on which they were received."""
    values = session.store.table(Request.table).tally("received")
    unread = [each for each in values if each and day_of(each, None) is None]
    count = partial(session.visible.count_in, Request.table)
    empty = count(~Query().received.exists()) if None in values else 0
    steps = range(0, len(unread), _UNDATED_AT_ONCE)
    return empty + sum(
        count(Query().received.one_of(unread[step : step + _UNDATED_AT_ONCE])) for step in steps
    )


def _notices(session: Session, period: Period) -> Report:
    """Notices begun in the period: about what, to whom, by which way, and whether they went."""
    _accepted(period.by, ("", "kind", "person", "way", "state"))
    rows = notice.rows_between(session, period.start, period.end)
    return _told("notices", rows, period.by, {"count": len(rows)})


def _today(session: Session, period: Period) -> Report:
    """The figures of the desk screen, and what was done in the period."""
    _accepted(period.by, {"": ""})
    counts = desk_counts(session)
    rows = [{"figure": name, "count": getattr(counts, name)} for name in Counts.__annotations__]
    done = _activity(session, replace(period, by=""))
    rows += [{"figure": row["action"], "count": row["acts"]} for row in done.rows]
    loans = session.visible.count_in(Loan.table, IS_OPEN)
    return Report("today", rows, {"acts": done.totals["acts"], "loans": loans})


def _left(session: Session, period: Period) -> Report:
    """What is out with people whose registration has ended, the longest gone first."""
    return _exceptions("left", loans_of_people_who_left(session), period.by, ("unit", "holder"))


def _passed_over(session: Session, period: Period) -> Report:
    """Claims that are passed over because their person may not draw the record today (R40)."""
    rows = claims_passed_over(session)
    return _exceptions("passed-over", rows, period.by, ("unit", "requester"))


def _to_refile(session: Session, period: Period) -> Report:
    """What came back and is not in its place yet, in walking order."""
    return _exceptions("to-refile", to_refile(session), period.by, ("unit", "place"))


def _set_aside(session: Session, period: Period) -> Report:
    """What waits on the hold shelf, and for whom, the oldest first."""
    return _exceptions("set-aside", set_aside(session), period.by, ("unit", "requester"))


def _shelf(session: Session, period: Period) -> Report:
    """What is set aside for somebody, since when and until when; what is over comes first."""
    rows = shelf_rows(session)
    _accepted(period.by, ("", "unit", "requester"))
    over = sum(1 for row in rows if row["ended"])
    return _told("shelf", rows, period.by, {"count": len(rows), "ended": over})


def _overrides(session: Session, period: Period) -> Report:
    """Loans of the period for which a rule was overridden, by whom and why, newest first (R37)."""
    rows = overrides(session, period.start, period.end)
    return _exceptions("overrides", rows, period.by, ("actor", "rule", "unit", "holder"))


def _room(session: Session, period: Period) -> Report:
    """What is read in the room, to be back by closing."""
    return _exceptions("room", in_the_room(session), period.by, ("unit", "holder"))


def _transit(session: Session, period: Period) -> Report:
    """What is on its way to another desk, and for whom."""
    return _exceptions("transit", on_the_way(session), period.by, ("place", "unit"))


def _lost(session: Session, period: Period) -> Report:
    """What was given up for lost, since when and why, and who answers for it."""
    return _exceptions("lost", lost_records(session), period.by, ("unit", "holder"))


def _forward(session: Session, period: Period) -> Report:
    """What is to be brought forward up to the last day asked for, or today, and to whom."""
    rows = forward_rows(session, period.end)
    return _exceptions("bring-forward", rows, period.by, ("unit", "holder", "on"))


def _claimed(session: Session, period: Period) -> Report:
    """What is looked for because its borrower says it was returned, the longest first."""
    return _exceptions("claimed", claimed_returned(session), period.by, ("unit", "holder"))


def _census(session: Session, period: Period) -> Report:
    """Every shelf with its last count up to the last day asked for, and how accurate it was."""
    _accepted(period.by, ("", "census"))
    rows = counted_places(session, period.end)
    never = len(session.store.table(Place.table)) - len(rows)
    return _told("census", rows, period.by, {"count": len(rows), "never": never})


def _access(session: Session, period: Period) -> Report:
    """Who was on an access list in the period, by whom entered, until when, on whose authority."""
    rows = ledger(session, period.start, period.end)
    return _exceptions("access", rows, period.by, _ENTRY_GROUPS)


def _access_review(session: Session, period: Period) -> Report:
    """Entries of access lists that are to be reviewed by the last day, the longest due first."""
    return _exceptions("access-review", review_due(session, period.end), period.by, _ENTRY_GROUPS)


def _access_ending(session: Session, period: Period) -> Report:
    """Entries of access lists that end soon after the last day, the next first."""
    return _exceptions("access-ending", expiring(session, period.end), period.by, _ENTRY_GROUPS)


_ENTRY_GROUPS = ("on", "to", "to_kind", "state", "granted_by")


def _exceptions(name: str, rows: list[dict[str, Any]], by: str, groups: Sequence[str]) -> Report:
    _accepted(by, ("", *groups))
    return _told(name, rows, by, {"count": len(rows)})


def _accepted(by: str, known: Any) -> None:
    if by not in known:
        words = ", ".join(word for word in known if word)
        raise BadInput(
            _("Unknown grouping"),
            _("This report is not grouped by “{by}”.").format(by=by),
            _("Known: {words}.").format(words=words or _("none")),
        )


def _disposed(session: Session, period: Period) -> Report:
    """What was destroyed, transferred and kept by dispositions executed in the period."""
    _accepted(period.by, ("", "unit", "class", "authority", "state", "number"))
    rows = figures.done_rows(session, period.start, period.end)
    counts = Counter(row["state"] for row in rows)
    totals: dict[str, float] = {"count": len(rows), **dict(sorted(counts.items()))}
    totals |= {"metres": figures.metres_in(rows)} if rows else {}
    return _told("disposed", rows, period.by, totals)


def _due_ahead(session: Session, period: Period) -> Report:
    """What falls due for disposition: by year, in the ten years to come if no period is said."""
    _accepted(period.by, ("", "year", "unit", "class", "disposition"))
    start, end = period.start, period.end
    if end <= session.now().date():
        start, end = session.now().date(), _in_years(session.now().date(), figures.YEARS)
    rows = figures.due_counts(session, start, end, period.by)
    return Report("due-ahead", rows, {"count": sum(row["count"] for row in rows)})


def _in_years(day: date, years: int) -> date:
    return date(day.year + years, 12, 31)


def _holds(session: Session, period: Period) -> Report:
    """Every hold in force: how old it is, and how many days its review is past."""
    rows = holds_rows(session)
    _accepted(period.by, ("", "authority", "matter"))
    late = sum(1 for row in rows if row["late"])
    return _told("holds", rows, period.by, {"count": len(rows), "late": late})


def _vital(session: Session, period: Period) -> Report:
    """Items of essential records: every how many years, when reviewed last, when again."""
    rows = vital_rows(session)
    _accepted(period.by, ("",))
    late = sum(1 for row in rows if row["late"])
    return _told("vital", rows, "", {"count": len(rows), "late": late})


REPORTS: dict[str, Callable[[Session, Period], Report]] = {
    "today": _today,
    "notices": _notices,
    "activity": _activity,
    "out": _out,
    "overdue": _overdue,
    "requests": _requests,
    "to-refile": _to_refile,
    "set-aside": _set_aside,
    "left": _left,
    "passed-over": _passed_over,
    "shelf": _shelf,
    "overrides": _overrides,
    "claimed": _claimed,
    "census": _census,
    "disposed": _disposed,
    "due-ahead": _due_ahead,
    "holds": _holds,
    "vital": _vital,
    "access": _access,
    "access-review": _access_review,
    "access-ending": _access_ending,
    "room": _room,
    "bring-forward": _forward,
    "transit": _transit,
    "lost": _lost,
}
"""Every report by its name; the docstring of each says what it counts."""
