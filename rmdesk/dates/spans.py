"""The days that points may mean: in our calendar, in the Republican one, and in parts of years."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, UNKNOWN, Atom, AtomKind, Span
from rmdesk.dates.points import Point, Strange, points_of

NEW_STYLE = 1752
"""Until then some began the year on 25 March, and wrote both years for the weeks before it.

Calendar (New Style) Act 1750 (24 Geo. 2 c. 23)."""

_Found = tuple[Span, Strange | None]


def read_atoms(atoms: Iterable[Atom]) -> _Found:
    """The span that all points together cover, and the first thing that is odd about them."""
    points, strange = points_of(atoms)
    spans: list[Span] = []
    for point in points:
        span, wonder = _span_of(point)
        strange += [wonder] if wonder else []
        spans.append(span)
    strange += _joined_ranges(points, spans)
    strange = _without_doubt_at_beginnings(points, strange)
    for wonder in strange:
        if wonder.fatal:
            return UNKNOWN, wonder
    covered = _cover(spans)
    if covered == UNKNOWN and not strange and any(span != UNKNOWN for span in spans):
        return UNKNOWN, Strange("no end")
    return covered, strange[0] if strange else None


def _without_doubt_at_beginnings(points: list[Point], strange: list[Strange]) -> list[Strange]:
    """A range from the ``1800s`` begins in 1800, be they ten years or a hundred."""
    certain = [
        wonder
        for left, right in pairwise(points)
        if right.joint is AtomKind.DASH
        for wonder in left.odd
        if wonder.reason == "decade or century"
    ]
    return [wonder for wonder in strange if not any(wonder is each for each in certain)]


def _span_of(point: Point) -> _Found:
    span, strange = (point.span, None) if point.span != UNKNOWN else _written_span(point)
    if span == UNKNOWN:
        return span, strange
    if point.period:
        span = _lengthened(span, point.period)
    if point.before:
        span = None, span[1]
    if point.after:
        span = span[0], None
    return span, strange


def _lengthened(span: Span, period: Atom) -> Span:
    """``year ending 30 June 1950`` begins a year before that day."""
    begin, end = span
    if begin is None or end is None or begin.year <= FIRST_YEAR or end.year >= LAST_YEAR:
        return span
    return begin - timedelta(period.first), end + timedelta(period.last)


def _written_span(point: Point) -> _Found:
    years, month, day = point.years, point.month, point.day
    if years is None:
        return UNKNOWN, Strange("no year")
    strange = None
    if day and not month:
        strange, day = Strange("no month", day.piece), None
    elif month and _two_calendars(years, month):
        strange, month, day = Strange("two calendars"), None, None
    if years.kind is AtomKind.LUNAR_YEAR or point.lunar:
        span, wonder = _lunar(years, month)
    elif years.kind is AtomKind.REPUBLICAN_YEAR:
        span, wonder = _republican(years.first, month, day)
    else:
        span, wonder = _gregorian(years, month, day)
    if point.part:
        span = _part(span, point.part)
    return span, strange or wonder


def _two_calendars(years: Atom, month: Atom) -> bool:
    republican = month.kind is AtomKind.REPUBLICAN_MONTH
    return republican is not (years.kind is AtomKind.REPUBLICAN_YEAR)


# --- our calendar ---------------------------------------------------------------------------------


def _gregorian(years: Atom, month: Atom | None, day: Atom | None) -> _Found:
    first, last = years.first, years.last
    if month is None or month.kind is AtomKind.SEASON:
        return (date(first, 1, 1), date(last, 12, 31)), None
    if month.kind is AtomKind.LUNAR_MONTH:
        return _lunar(years, month)
    if years.kind is AtomKind.DOUBLE_YEAR and _before_lady_day(years, month, day):
        first = last
    whole = date(first, month.first, 1), _month_end(last, month.last)
    if day is None:
        return whole, None
    lengths = _length(first, month.first), _length(last, month.last)
    if day.first > lengths[0] or (day.last > lengths[1] and day.first == day.last):
        return whole, Strange("no such day", f"{first:04}-{month.first:02}-{day.first:02}")
    end = min(day.last, lengths[1])
    return (date(first, month.first, day.first), date(last, month.last, end)), None


def _before_lady_day(years: Atom, month: Atom, day: Atom | None) -> bool:
    """``10 Feb. 1688/9`` is of the year 1689, which old style began on 25 March."""
    early = month.last < 3 or (month.last == 3 and (day is None or day.last < 25))
    return years.last <= NEW_STYLE and early


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _month_end(year: int, month: int) -> date:
    return date(year, month, _length(year, month))


def _part(span: Span, part: Atom) -> Span:
    """The n-th of so many equal parts; whole years and months stay whole, rounded outward."""
    begin, end = span
    if begin is None or end is None:
        return span
    number, of = part.first, part.last
    if (begin.day, end.day) != (1, _length(end.year, end.month)):
        days = (end - begin).days + 1
        return (
            begin + timedelta(days * (number - 1) // of),
            begin + timedelta(-(-days * number // of) - 1),
        )
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if months == 1:
        halves = date(begin.year, begin.month, 15), date(begin.year, begin.month, 16)
        return ((begin, halves[0]) if number == 1 else (halves[1], end)) if of == 2 else span
    unit = 12 if months > 12 else 1
    count = months // unit
    first = begin.year * 12 + begin.month - 1 + count * (number - 1) // of * unit
    last = begin.year * 12 + begin.month - 2 - (-count * number // of) * unit
    return date(first // 12, first % 12 + 1, 1), _month_end(last // 12, last % 12 + 1)


# --- other calendars ------------------------------------------------------------------------------


def _lunar(years: Atom, month: Atom | None) -> _Found:
    """Only the year: what a month of the moon is in ours differs from year to year.

    The eleventh and the twelfth lie in our next year, which the moon's next begins by 20 February.
    """
    begin, end = date(years.first, 1, 1), date(years.last, 12, 31)
    if month is None:
        return (begin, end), None
    if month.last >= 11:
        end = date(min(years.last + 1, LAST_YEAR), 2, 20)
    return (begin, end), Strange("moon", month.piece)


# The first day of the years I to XIV of the French Republican calendar.
_NEW_YEARS = [
    date(1791 + year, 9, day)
    for year, day in enumerate((22, 22, 22, 23, 22, 22, 22, 23, 23, 23, 23, 24, 23, 23), 1)
]


def _republican(year: int, month: Atom | None, day: Atom | None) -> _Found:
    """Twelve months of thirty days, then five or six complementary days (here month 13)."""
    first = _NEW_YEARS[year - 1]
    if month is None:
        return (first, _year_end(year)), None
    begin = first + timedelta(30 * (month.first - 1))
    end = min(begin + timedelta(29), _year_end(year))
    if day is None:
        return (begin, end), None
    days = begin + timedelta(day.first - 1), begin + timedelta(day.last - 1)
    if days[1] > end:
        return (begin, end), Strange("no such day", f"{day.piece}")
    return days, None


def _year_end(year: int) -> date:
    following = _NEW_YEARS[year] if year < len(_NEW_YEARS) else date(1806, 9, 23)
    return following - timedelta(1)


# --- several points -------------------------------------------------------------------------------


def _joined_ranges(points: list[Point], spans: list[Span]) -> list[Strange]:
    """Across a dash a range begins where its left side does: ``31 décembre 1515 - 1515``.

    So it is between what is after one day and before another, whatever joins them.
    """
    for index in range(1, len(points)):
        left, right = points[index - 1], points[index]
        begin, end = spans[index - 1][0], spans[index][1]
        between = left.after and right.before and not (left.before or right.after)
        if not (right.joint is AtomKind.DASH or between) or begin is None:
            continue
        if end and begin > end:
            return [Strange("backwards")]
        spans[index - 1] = spans[index] = (begin, end)
    return []


def _cover(spans: list[Span]) -> Span:
    known = [span for span in spans if span != UNKNOWN]
    if not known:
        return UNKNOWN
    firsts = [first for first, _last in known]
    lasts = [last for _first, last in known]
    return (
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )
