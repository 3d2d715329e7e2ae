"""Gathers atoms into points (a day, a month, a year) that lend each other what they leave out.

``8 mars - 15 novembre 1593`` writes the year once, ``July 10-11, 19, 1928`` the month and the year,
``1964 Oct-Dec`` the year first. A missing month comes from the side the text's own order shows.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rmdesk.dates.atoms import UNKNOWN, Atom, AtomKind, Span


@dataclass
class Point:
    """One point in time as far as it is written."""

    joint: AtomKind = AtomKind.COMMA  # how it hangs on the point before it
    years: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None
    span: Span = UNKNOWN
    republican_year: bool = False  # of the French Republican calendar
    republican_month: bool = False
    before: bool = False
    after: bool = False
    undated: bool = False
    ongoing: bool = False
    order: str = ""  # the order in which y, m and d were written

    @property
    def empty(self) -> bool:
        """Nothing of a date in it."""
        return not (self.order or self.span != UNKNOWN)


@dataclass(frozen=True)
class Strange:
    """Why a text is odd: the name of the reason, and the piece of text it is about."""

    reason: str
    piece: str = ""


_SLOTS = {
    AtomKind.YEARS: "y",
    AtomKind.REPUBLICAN_YEAR: "y",
    AtomKind.MONTH: "m",
    AtomKind.REPUBLICAN_MONTH: "m",
    AtomKind.DAY: "d",
}


def read_points(atoms: Iterable[Atom]) -> tuple[Span, Strange | None]:
    """The span that all points together cover, and the first thing that is odd about them."""
    points, strange = _gather(atoms)
    strange += _open_ends(points)
    known = _lent([point for point in points if not point.empty])
    undated = any(point.undated for point in points)
    spans: list[Span] = []
    for point in known:
        span, wonder = _span_of(point)
        if wonder and not (undated and wonder.reason == "no year"):
            strange.append(wonder)
        spans.append(span)
    strange += _joined_ranges(known, spans)
    for wonder in strange:
        if wonder.reason in {"sign", "backwards"}:
            return UNKNOWN, wonder
    return _cover(spans), strange[0] if strange else None


def _gather(atoms: Iterable[Atom]) -> tuple[list[Point], list[Strange]]:
    points, strange = [Point()], []
    for atom in atoms:
        point = points[-1]
        if atom.odd:
            strange.append(Strange(atom.odd, atom.piece))
        if atom.kind in (AtomKind.COMMA, AtomKind.DASH):
            if not point.empty or point.undated or len(points) == 1:
                points.append(Point(atom.kind))
            elif atom.kind is AtomKind.DASH:
                point.joint = AtomKind.DASH
        elif atom.kind is AtomKind.SPAN:
            if not point.empty:
                points.append(point := Point())
            point.span = atom.span
        elif slot := _SLOTS.get(atom.kind):
            if slot in point.order or point.span != UNKNOWN:
                points.append(point := Point())
            point.order += slot
            _put(point, slot, atom)
        else:
            _mark(point, atom.kind)
    return points, strange


def _put(point: Point, slot: str, atom: Atom) -> None:
    if slot == "y":
        point.years = (atom.first, atom.last or atom.first)
        point.republican_year = atom.kind is AtomKind.REPUBLICAN_YEAR
    elif slot == "m":
        point.month = atom.first
        point.republican_month = atom.kind is AtomKind.REPUBLICAN_MONTH
    else:
        point.day = atom.first


def _mark(point: Point, kind: AtomKind) -> None:
    point.before |= kind is AtomKind.BEFORE
    point.after |= kind is AtomKind.AFTER
    point.undated |= kind is AtomKind.UNDATED
    point.ongoing |= kind is AtomKind.ONGOING


def _open_ends(points: list[Point]) -> list[Strange]:
    """A dash with nothing dated on one side leaves that end unknown."""
    strange = []
    for point in points:
        point.after |= point.ongoing
    for left, right in pairwise(points):
        if right.joint is not AtomKind.DASH:
            continue
        if right.empty and not left.empty:
            left.after = True
        elif left.empty and not right.empty:
            right.before = True
            right.joint = AtomKind.COMMA
            if not (left.undated or left.ongoing):
                strange.append(Strange("dash first"))
    return strange


# --- lending --------------------------------------------------------------------------------------


def _lent(points: list[Point]) -> list[Point]:
    points = _joined_years(points)
    orders = [point.order for point in points]
    day_first = any("dm" in order for order in orders)
    year_first = any("ym" in order for order in orders)
    for index, point in enumerate(points):
        if not point.day or point.month:
            continue
        if lender := _lender(points, index, "m", from_right=day_first):
            point.month, point.republican_month = lender.month, lender.republican_month
    for index, point in enumerate(points):
        if not (point.month or point.day) or point.years:
            continue
        if lender := _lender(points, index, "y", from_right=not year_first):
            point.years, point.republican_year = lender.years, lender.republican_year
    return points


def _joined_years(points: list[Point]) -> list[Point]:
    """``May 6, 8, 1912``: a year after a comma belongs to the day or month before it."""
    joined: list[Point] = []
    for point in points:
        last = joined[-1] if joined else None
        lone_year = point.order == "y" and point.joint is AtomKind.COMMA
        if last and lone_year and last.order and "y" not in last.order:
            last.years, last.order = point.years, last.order + "y"
            last.republican_year = point.republican_year
            last.before |= point.before
            last.after |= point.after
        else:
            joined.append(point)
    return joined


def _lender(points: list[Point], index: int, slot: str, *, from_right: bool) -> Point | None:
    left = [point for point in reversed(points[:index]) if slot in point.order]
    right = [point for point in points[index + 1 :] if slot in point.order]
    choice = (right or left) if from_right else (left or right)
    return choice[0] if choice else None


# --- spans ----------------------------------------------------------------------------------------


def _span_of(point: Point) -> tuple[Span, Strange | None]:
    span, strange = (point.span, None) if point.span != UNKNOWN else _written_span(point)
    if span == UNKNOWN:
        return span, strange
    if point.before:
        span = None, span[1]
    if point.after:
        span = span[0], None
    return span, strange


def _written_span(point: Point) -> tuple[Span, Strange | None]:
    if point.years is None:
        return UNKNOWN, Strange("no year")
    month, day = point.month, point.day
    strange = None
    if day and not month:
        strange, day = Strange("no month", str(day)), None
    elif month and point.republican_month != point.republican_year:
        strange, month, day = Strange("two calendars"), None, None
    if point.republican_year:
        span, wonder = _republican(point.years[0], month, day)
    else:
        span, wonder = _gregorian(*point.years, month, day)
    return span, strange or wonder


def _gregorian(
    first: int, last: int, month: int | None, day: int | None
) -> tuple[Span, Strange | None]:
    if month is None:
        return (date(first, 1, 1), date(last, 12, 31)), None
    whole = date(first, month, 1), date(last, month, monthrange(last, month)[1])
    if day is None:
        return whole, None
    try:
        return (date(first, month, day), date(last, month, day)), None
    except ValueError:
        return whole, Strange("no such day", f"{first:04}-{month:02}-{day:02}")


# The first day of the years I to XIV of the French Republican calendar.
_NEW_YEARS = [
    date(1791 + year, 9, day)
    for year, day in enumerate((22, 22, 22, 23, 22, 22, 22, 23, 23, 23, 23, 24, 23, 23), 1)
]


def _republican(year: int, month: int | None, day: int | None) -> tuple[Span, Strange | None]:
    """Twelve months of thirty days, then five or six complementary days (here month 13)."""
    first = _NEW_YEARS[year - 1]
    if month is None:
        return (first, _year_end(year)), None
    begin = first + timedelta(days=30 * (month - 1))
    end = min(begin + timedelta(days=29), _year_end(year))
    if day is None:
        return (begin, end), None
    exact = begin + timedelta(days=day - 1)
    if exact > end:
        return (begin, end), Strange("no such day", f"{day}")
    return (exact, exact), None


def _year_end(year: int) -> date:
    following = _NEW_YEARS[year] if year < len(_NEW_YEARS) else date(1806, 9, 23)
    return following - timedelta(days=1)


def _joined_ranges(points: list[Point], spans: list[Span]) -> list[Strange]:
    """Across a dash a range begins where its left side does: ``31 décembre 1515 - 1515``."""
    for index in range(1, len(points)):
        begin, end = spans[index - 1][0], spans[index][1]
        if points[index].joint is not AtomKind.DASH or begin is None:
            continue
        if end and begin > end:
            return [Strange("backwards")]
        spans[index] = (begin, end)
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
