"""What a report is: rows of the same columns over a period, said once for every face.

Its title, what it counts and by what it may be grouped follow from its declaration, on the
screens, on the command line, in files and in docs/reports.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.days import SPANS, day_of, days_in, days_in_span, span_of
from rmdesk.model.errors import BadInput

__all__ = [
    "MOST_ROWS", "UNDATED", "Period", "Report", "ReportKind", "days_asked", "days_of",
    "documents_in", "rounded", "shown", "spans_in", "spark_of", "told", "values_in",
    "without_day",
]  # fmt: skip

_DAY = timedelta(days=1)
EARLIEST, LATEST = date.min + 2 * _DAY, date.max - 2 * _DAY
"""So that every day has one before and after it, on whatever clock."""

MOST_ROWS = 10_000
"""Most rows of one report on a screen; the totals count all, and tell how many are shown."""

UNDATED = "(undated)"
"""The line of what names no day; never averaged, never left out (R44)."""


@dataclass(frozen=True)
class Period:
    """Days, both included, and the column to group by ("" for none).

    `most` rows are listed; None for all, as files have them. Of a list that is behind a figure,
    `only` says what its columns are to say: those rows alone are listed and counted.
    """

    start: date
    end: date
    by: str = ""
    most: int | None = None
    only: Mapping[str, str] = field(default_factory=dict)

    def has(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is among those that are asked for."""
        asked = ((name, said) for name, said in self.only.items() if name != UNDATED)
        return all(str(row.get(name, "")) == said for name, said in asked)

    @property
    def asked(self) -> set[str]:
        """The columns that rows must have to be grouped, or narrowed, by them."""
        return {self.by, *self.only}

    @property
    def of_undated(self) -> bool:
        """Whether, in place of its days, what names none is asked for."""
        return UNDATED in self.only


@dataclass(frozen=True)
class Report:
    """Rows of a report, each a dict of the same columns, and totals over all of them."""

    name: str
    rows: list[dict[str, Any]]
    totals: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportKind:
    """A report: how people call it, exactly what it counts, by what, and what makes it.

    `dated` tells whether its period matters; one that does not tells how things stand now. `months`
    is how many it covers where no first day is named, that of the last day among them; 0: that day.
    `behind` is the report that lists one by one what it counts, itself where it does so.
    """

    name: str
    title: str
    counts: str
    make: Callable[[Session, Period], Report]
    groups: tuple[str, ...] = ()
    dated: bool = False
    months: int = 0
    behind: str = ""

    def accept(self, by: str) -> None:
        """Raises BadInput for what it is not grouped by."""
        if by and by not in self.groups:
            raise BadInput(
                _("Unknown grouping"),
                _("This report is not grouped by “{by}”.").format(by=by),
                _("Known: {words}.").format(words=", ".join(self.groups) or _("none")),
            )


def days_asked(
    session: Session, start: date | None, end: date | None, months: int = 0
) -> tuple[date, date]:
    """The days of a period, both included: today where none is said. Raises BadInput.

    With `months` so many, that of the last day among them, where no first day is said.
    """
    today = session.now().date()
    if start is None and months:
        start, end = first_of_months(end or today, months), end or today
    first, last = start or end or today, end or max(start or today, today)
    if first > last:
        raise BadInput(_("Days in the wrong order"), _("The first day is after the last."))
    first, last = (max(EARLIEST, min(day, LATEST)) for day in (first, last))
    return first, last


def first_of_months(last: date, months: int) -> date:
    """The first day of so many months that end with that of a day."""
    before = max(12, last.year * 12 + last.month - months)
    return date(before // 12, before % 12 + 1, 1)


def days_of(session: Session, period: Period) -> tuple[datetime, datetime]:
    """Local midnight of the first day, and of the day after the last."""
    zone = session.now().tzinfo
    first = datetime.combine(period.start, time(), zone)
    return first, datetime.combine(period.end + _DAY, time(), zone)


def documents_in(
    session: Session, table: str, period: Period, path: str
) -> Iterator[Mapping[str, Any]]:
    """Documents of a table that name a day of the period at a path, on the site's calendar.

    Moments of other offsets may be a day off as texts: a day more on each side is looked through.
    """
    zone = session.now().tzinfo
    for document in session.visible.all_in(table, _near(period, path), order_by=path):
        day = day_of(document[path], zone)
        if day is not None and period.start <= day <= period.end:
            yield document


_UNREAD_AT_ONCE = 500


def without_day(session: Session, table: str, path: str) -> Iterator[QueryInstance]:
    """Conditions that together hold for the documents that name no day at a path, each for one."""
    values = session.store.table(table).tally(path)
    if None in values:
        yield ~Query()[path].exists()
    unread = [each for each in values if each and day_of(each, None) is None]
    for step in range(0, len(unread), _UNREAD_AT_ONCE):
        yield Query()[path].one_of(unread[step : step + _UNREAD_AT_ONCE])


def days_counted(session: Session, table: str, period: Period, path: str) -> Counter[date]:
    """How many of a table's documents name each day of the period at a path.

    As `values_in` counts them, and several times as quickly.
    """
    near, day_named = _near(period, path), days_in(session.now().tzinfo)
    texts = session.store.table(table).values([path], near)
    counts = Counter(map(day_named, [text for (text,) in texts]))
    for (text,), n in _hidden_values(session, table, (path,), near).items():
        counts[day_named(text)] -= n
    return Counter(
        {day: n for day, n in counts.items() if day and n and period.start <= day <= period.end}
    )


def values_in(
    session: Session,
    table: str,
    period: Period,
    path: str,
    others: Sequence[str] = (),
    also: QueryInstance | None = None,
) -> Iterator[tuple[Any, ...]]:
    """The day that each of these documents names at a path, and its values at others.

    Of those for which `also` holds. What this person may not know of is counted off, so that a home
    of many costs who may not know all of it no more.
    """
    paths, near = (path, *others), _near(period, path)
    asked = near if also is None else QueryInstance.__and__(near, also)
    hidden = _hidden_values(session, table, paths, asked)
    days = days_in(session.now().tzinfo)
    for values in session.store.table(table).values(paths, asked):
        if hidden and hidden[values]:
            hidden[values] -= 1  # of equal ones it is the same which is left out
            continue
        day = days(values[0])
        if day is not None and period.start <= day <= period.end:
            yield day, *values[1:]


def _hidden_values(
    session: Session, table: str, paths: Sequence[str], asked: QueryInstance
) -> Counter[tuple[Any, ...]]:
    """The values at some paths of what matches and this person may not know of, to be left out."""
    hidden = session.visible.hidden_in(table)
    return Counter(session.store.table(table).values_of(hidden, paths, asked))


def _near(period: Period, path: str) -> QueryInstance:
    low, high = period.start - _DAY, period.end + 2 * _DAY
    field = Query()[path]
    near: QueryInstance = (field >= low.isoformat()) & (field < high.isoformat())
    return near


_MOST_SPANS = 3660
"""Most lines of nothing in one report: beyond, they lie between the first and the last of more."""


def spans_in(period: Period, known: Iterable[str]) -> list[str]:
    """Every day, week or month of a period, as it is said; of one without end, those in use.

    `known` are those of which there is something.
    """
    named = sorted(known)
    if (period.end - period.start).days <= _MOST_SPANS:
        first, last = period.start, period.end
    else:
        known_days = [days_in_span(each) for each in (*named[:1], *named[-1:])]
        if not known_days or known_days[0] is None or known_days[-1] is None:
            return named
        first, last = known_days[0][0], known_days[-1][0]
        if (last - first).days > _MOST_SPANS:
            return named
    days = (first + _DAY * step for step in range((last - first).days + 1))
    return sorted({*named, *(span_of(day, period.by) for day in days)})


def groups_in(period: Period, by: str, known: Iterable[str]) -> list[str]:
    """The groups of a report in order: each day, week or month of it, or as they are named."""
    return spans_in(replace(period, by=by), known) if by in SPANS else sorted(known)


def told(
    name: str,
    rows: Iterable[dict[str, Any]],
    period: Period,
    totals: dict[str, Any] | None = None,
    *,
    day: str = "",
    zone: tzinfo | None = None,
    undated: int = 0,
) -> Report:
    """A report of rows, or of how many there are of each group of a period; each counts them all.

    Without `totals` all rows are counted. `day` is the column of the day or moment by which they
    are in the period, and in its days, weeks and months; `zone` the site's. `undated` are as many
    more that name no day: they have a line of their own.
    """
    if period.only:
        rows, totals, undated = filter(period.has, rows), None, 0
    if totals is None:
        rows = list(rows)
        totals = {"count": len(rows)}
    if undated:
        totals = {**totals, "undated": undated}
    if by := period.by:
        spans = by in SPANS
        counts = Counter(span_of(day_of(row[day], zone), by) if spans else row[by] for row in rows)
        lines = [{by: key, "count": counts[key]} for key in groups_in(period, by, counts)]
        lines += [{by: UNDATED, "count": undated}] if undated else []
        return Report(name, lines, totals)
    shown = list(islice(rows, period.most))
    more = totals["count"] > len(shown)
    return Report(name, shown, {**totals, **({"shown": len(shown)} if more else {})})


def rounded(values: Sequence[float], share: float) -> float | None:
    """The value that a share of all values does not exceed, to a tenth; None of no values.

    The nearest-rank percentile: a value that was measured, not one between two.
    """
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-round(share * len(ordered) * 1e9) // 10**9))
    return round(ordered[rank - 1], 1)


def shown(value: Any) -> str:
    """A figure or a word as people read it; what is unknown is a dash."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


_STEPS = "▁▂▃▄▅▆▇█"


def spark_of(values: Sequence[float]) -> str:
    """A line of columns, one for each value, the highest as high as a cell; "" of none."""
    most = max(values, default=0)
    last = len(_STEPS) - 1
    return "".join(_STEPS[round(last * max(0, value) / most) if most else 0] for value in values)
