"""The centre at a glance: a year by month, and the page of the monthly meeting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tinydb import Query

from data.plain import dataclass, field
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import (
    EARLIEST,
    Period,
    Report,
    ReportKind,
    days_counted,
    days_of,
    first_of_months,
    spans_in,
    values_in,
)
from rmdesk.duties.circulated import is_within
from rmdesk.duties.covered import holds_rows
from rmdesk.duties.figures import done_rows
from rmdesk.duties.override import overrides
from rmdesk.duties.stock import held_and_free
from rmdesk.duties.turnaround import turnaround_of
from rmdesk.duties.workload import Counts, desk_counts
from rmdesk.model.days import span_of
from rmdesk.model.records import Loan, Request
from rmdesk.model.words import later

_DAY = timedelta(days=1)
_MONTHS = 12
_WHOLE = ("received", "closed", "lent", "returned")


def _monthly(session: Session, period: Period) -> Report:
    """What came in, what ended, what was lent and done, in each month, week or day of a period."""
    by = period.by or "month"
    period = Period(period.start, period.end, by)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (day, figure), n in _counted(session, period).items():
        counts[span_of(day, by)][figure] += n
    acts = session.journal.activity(*days_of(session, period), by)
    keys = spans_in(period, {*counts, *acts.acts})
    rows = [
        {by: key, **_line(counts.get(key, Counter())), "acts": acts.acts.get(key, 0)}
        for key in keys
    ]
    whole: Counter[str] = sum(counts.values(), Counter())
    return Report("months", rows, {**_line(whole), "acts": acts.totals[0]})


_COUNTED = (
    (Request.table, "received", "received"),
    (Loan.table, "out", "lent"),
    (Loan.table, "returned", "returned"),
)
"""Figures that count what names a day: table, path and figure."""


def _counted(session: Session, period: Period) -> Counter[tuple[date, str]]:
    """What each figure is on each day of the period."""
    found = Counter(_of_ended(session, period))
    for table, path, figure in _COUNTED:
        for day, n in days_counted(session, table, period, path).items():
            found[day, figure] += n
    return found


def _of_ended(session: Session, period: Period) -> Iterator[tuple[date, str]]:
    """A day and a figure to which it adds one, of each request that ended in the period."""
    zone = session.now().tzinfo
    for day, moment, outcome, due in _ended(session, period):
        yield day, "closed"
        if outcome == "filled":
            yield day, "filled"
        within = is_within(moment, due or "", zone)
        if within is not None:
            yield day, "measured"
            if within:
                yield day, "within"


def _ended(session: Session, period: Period) -> Iterator[tuple[Any, ...]]:
    """Day, moment, outcome and due of each request that `ended_in` the period."""
    fields = ("answered", "outcome", "due")
    yield from values_in(session, Request.table, period, "answered", fields)
    fields, unanswered = ("closed", "outcome", "due"), ~Query().answered.exists()
    yield from values_in(session, Request.table, period, "closed", fields, unanswered)


def _line(counts: Counter[str]) -> dict[str, Any]:
    return {
        "received": counts["received"],
        "closed": counts["closed"],
        "filled_percent": _percent(counts["filled"], counts["closed"]),
        "within_percent": _percent(counts["within"], counts["measured"]),
        "lent": counts["lent"],
        "returned": counts["returned"],
    }


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


# --- the page of the meeting


@dataclass(frozen=True)
class Figure:
    """A key figure: its name, the report behind it, and in which column of the months it stands.

    `only` says what of that report it counts, where it is not all.
    """

    name: str
    report: str
    month: str = ""
    only: Mapping[str, str] = field(default_factory=dict)


_OF_PERIOD = (
    Figure("received", "requests", "received"),
    Figure("closed", "ended", "closed"),
    Figure("filled_percent", "unfilled", "filled_percent"),
    Figure("within_percent", "turnaround", "within_percent"),
    Figure("median_hours", "turnaround"),
    Figure("lent", "loans", "lent"),
    Figure("acts", "activity", "acts"),
    Figure("disposed", "disposed"),
    Figure("overridden", "overrides"),
)
_OF_NOW = (
    Figure("waiting", "open", only={"waiting": "yes"}),
    Figure("late", "open", only={"late": "yes"}),
    Figure("out", "out"),
    Figure("overdue", "overdue"),
    Figure("items", "holdings"),
    Figure("metres", "holdings"),
    Figure("free_m", "space"),
    Figure("holds", "holds"),
)
"""As many as, with those of the period, stand on a screen of 80 by 24."""

_OF_THE_DAY = (
    Figure("urgent", "open", only={"waiting": "yes", "priority": "urgent"}),
    Figure("to_refile", "to-refile"),
    Figure("waiting_on_shelf", "set-aside"),
)
"""Those of the day that are not on the page."""

DOORS = {each.name: each.report for each in (*_OF_PERIOD, *_OF_NOW)}
"""The report behind each figure of the page."""

BEHIND = {each.name: each for each in (*_OF_PERIOD, *_OF_NOW, *_OF_THE_DAY)}
"""Each figure that is told by its name, by that."""


def _centre(session: Session, period: Period) -> Report:
    """Key figures of a period beside those of as many days before, and how things stand now."""
    length = period.end - period.start + _DAY
    now = _of(session, period)
    before = _of(session, Period(_back(period.start, length), _back(period.end, length)))
    months = _year_to(session, period.end)
    rows = [
        {
            "figure": each.name,
            "now": now[each.name],
            "before": before[each.name],
            "change": _change(now[each.name], before[each.name]),
            "months": [row[each.month] or 0 for row in months] if each.month else [],
        }
        for each in _OF_PERIOD
    ]
    standing = _standing(session)
    rows += [
        {"figure": each.name, "now": standing[each.name], "before": None, "change": None,
         "months": []}
        for each in _OF_NOW
    ]  # fmt: skip
    return Report("centre", rows, {name: now[name] for name in _WHOLE})


def _back(day: date, by: timedelta) -> date:
    return day - by if day - EARLIEST > by else EARLIEST


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else round(now - before, 2)


def _year_to(session: Session, last: date) -> list[dict[str, Any]]:
    """The twelve months that end with that of a day."""
    return _monthly(session, Period(first_of_months(last, _MONTHS), last, "month")).rows


def _of(session: Session, period: Period) -> dict[str, Any]:
    whole = _monthly(session, Period(period.start, period.end, "month")).totals
    return {
        **whole,
        "median_hours": turnaround_of(session, period)["median_hours"],
        "disposed": len(done_rows(session, period.start, period.end)),
        "overridden": len(overrides(session, period.start, period.end)),
    }


def _standing(session: Session) -> dict[str, Any]:
    counts = desk_counts(session)
    return {
        **{name: getattr(counts, name) for name in Counts.__annotations__},
        **held_and_free(session),
        "holds": len(holds_rows(session)),
    }


REPORTS = (
    ReportKind(
        "centre",
        later("The centre"),
        later(
            "the key figures of the period beside those of as many days before it, with the twelve"
            " months that end with its last day; then how things stand now, which has no before;"
            " each is the figure of the report behind it"
        ),
        _centre,
        dated=True,
    ),
    ReportKind(
        "months",
        later("Month by month"),
        later(
            "in each month of the period, which is the last twelve where no first day is named:"
            " requests received, requests that were handed over or"
            " ended otherwise, the share of these that was filled and the share that did so by the"
            " end of its service level (of those of which both moments are known), loans begun,"
            " loans that came back, and acts; a request or loan that was taken back counts no more,"
            " its acts do. What names no day is in no month: `requests` and `ended` tell of it"
        ),
        _monthly,
        ("month", "week", "day"),
        dated=True,
        months=_MONTHS,
        behind="requests",
    ),
)
