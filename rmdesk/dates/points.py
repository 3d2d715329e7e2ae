"""Gathers atoms into points (a day, a month, a year) that lend each other what they leave out.

``8 mars - 15 novembre 1593`` writes the year once, ``July 10-11, 19, 1928`` the month and the year,
``1964 Oct-Dec`` the year first. A missing month comes from the side the text's own order shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from rmdesk.dates.atoms import UNKNOWN, Atom, AtomKind, Span


@dataclass(frozen=True)
class Strange:
    """Why a text is odd: the name of the reason, and the piece of text it is about."""

    reason: str
    piece: str = ""

    @property
    def fatal(self) -> bool:
        """Whether what else is written means nothing beside it."""
        return self.reason in _FATAL

    @property
    def doubtful(self) -> bool:
        """Whether all is understood, and may mean two things: both are covered."""
        return self.reason in _DOUBTS


_DOUBTS = frozenset(
    {"either order", "month or years", "decade or century", "before 1000", "calendars", "moon"}
)
_FATAL = frozenset(
    {
        "sign",
        "backwards",
        "not",
        "uncounted",
        "before our era",
        "other calendar",
        "beside a dash",
        "zero",
    }
)


@dataclass(slots=True)
class Point:
    """One point in time as far as it is written."""

    joint: AtomKind = AtomKind.COMMA  # how it hangs on the point before it
    years: Atom | None = None
    month: Atom | None = None
    day: Atom | None = None
    part: Atom | None = None
    span: Span = UNKNOWN
    period: Atom | None = None
    before: bool = False
    after: bool = False
    begins: bool = False  # it says "from"
    lunar: bool = False  # of the Chinese calendar, which counts by the moon
    undated: bool = False
    written_dash: bool = False  # the joint is the sign, not a word
    order: str = ""  # the order in which y, m, p and d were written
    odd: list[Strange] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Nothing of a date in it."""
        return not (self.order or self.span != UNKNOWN)


_SLOTS = {
    AtomKind.YEARS: "y",
    AtomKind.DOUBLE_YEAR: "y",
    AtomKind.LUNAR_YEAR: "y",
    AtomKind.REPUBLICAN_YEAR: "y",
    AtomKind.MONTH: "m",
    AtomKind.SEASON: "m",
    AtomKind.REPUBLICAN_MONTH: "m",
    AtomKind.LUNAR_MONTH: "m",
    AtomKind.PART: "p",
    AtomKind.DAY: "d",
}
_NAMES = {"y": "years", "m": "month", "p": "part", "d": "day"}


def points_of(atoms: Iterable[Atom]) -> tuple[list[Point], list[Strange]]:
    """The points that are dated, each with all it was lent, and what is strange about the text."""
    points = _gathered(atoms)
    strange = [wonder for point in points for wonder in point.odd]
    strange = _open_ends(points) or strange
    dated = [point for point in points if not point.empty]
    if len(dated) == 1 and dated[0].begins:
        dated[0].after = True
    dated = _lent(dated)
    if any(point.undated for point in points):
        dated = [point for point in dated if point.years or point.span != UNKNOWN]
    return dated, strange


def _gathered(atoms: Iterable[Atom]) -> list[Point]:
    points = [Point()]
    for atom in atoms:
        point = points[-1]
        if atom.kind in (AtomKind.COMMA, AtomKind.DASH):
            _join(points, atom)
        elif atom.kind is AtomKind.SPAN:
            if not point.empty:
                points.append(point := Point())
            point.span = atom.span
        elif slot := _SLOTS.get(atom.kind):
            if _gives_way(point, atom):
                continue
            if slot in point.order or point.span != UNKNOWN:
                points.append(point := Point())
            point.order += slot
            setattr(point, _NAMES[slot], atom)
        elif atom.kind is AtomKind.PERIOD:
            point.period = atom
        else:
            _mark(point, atom.kind)
        if atom.odd:
            point.odd.append(Strange(atom.odd, atom.piece))
    return points


def _join(points: list[Point], atom: Atom) -> None:
    point = points[-1]
    sign = atom.piece in ("-", "/")
    if not point.empty or point.undated or point.odd or len(points) == 1:
        points.append(Point(atom.kind, written_dash=sign))
    elif atom.kind is AtomKind.DASH:
        point.written_dash = sign and (point.written_dash or point.joint is AtomKind.COMMA)
        point.joint = AtomKind.DASH


def _gives_way(point: Point, atom: Atom) -> bool:
    """A season beside a month of the same point says no more than it: ``summer, July 1950``."""
    if point.month is None or point.span != UNKNOWN:
        return False
    if atom.kind is AtomKind.SEASON:
        return True
    if atom.kind is AtomKind.MONTH and point.month.kind is AtomKind.SEASON:
        point.month = atom
        return True
    return False


def _mark(point: Point, kind: AtomKind) -> None:
    point.before |= kind is AtomKind.BEFORE
    point.after |= kind in (AtomKind.AFTER, AtomKind.ONGOING)
    point.begins |= kind is AtomKind.FROM
    point.lunar |= kind is AtomKind.LUNAR
    point.undated |= kind in (AtomKind.UNDATED, AtomKind.ONGOING)


def _open_ends(points: list[Point]) -> list[Strange]:
    """A dash with nothing dated on one side leaves that end open, unless it cannot be read."""
    strange = []
    last = len(points) - 1
    for index, (left, right) in enumerate(pairwise(points), 1):
        if left.empty is right.empty:
            continue
        _take_marks(*((left, right) if right.empty else (right, left)))
        if right.joint is not AtomKind.DASH:
            continue
        unread = right if right.empty else left
        if unread.odd and (index if right.empty else index - 1) in range(1, last):
            continue  # a piece in the middle: what stands around it is read
        if unread.odd:
            strange.append(Strange("beside a dash", unread.odd[0].piece))
        elif right.empty:
            left.after = True
        else:
            right.before = True
            right.joint = AtomKind.COMMA
            if right.written_dash and not left.undated:
                strange.append(Strange("dash first"))
    return strange


# --- lending --------------------------------------------------------------------------------------


def _lent(points: list[Point]) -> list[Point]:
    points = _with_years_that_stand_alone(points)
    year_first = any("ym" in point.order or "yp" in point.order for point in points)
    day_first = any("dm" in point.order for point in points)
    _lend(points, "m", lambda point: bool(point.day and not point.month), day_first)
    _part_double_years(points)
    _lend(points, "y", lambda point: point.years is None, not year_first)
    return points


def _lend(points: list[Point], slot: str, lacks: Callable[[Point], bool], from_right: bool) -> None:
    """Give each point that lacks it the month or the years of the nearest that has it written."""
    nearest = _nearest(points, slot), _nearest(points[::-1], slot)[::-1]
    for point, left, right in zip(points, *nearest, strict=True):
        if point.span == UNKNOWN and lacks(point):
            lender = (right or left) if from_right else (left or right)
            if lender:
                setattr(point, _NAMES[slot], getattr(lender, _NAMES[slot]))


def _nearest(points: list[Point], slot: str) -> list[Point | None]:
    """For each point the last one before it that has the slot written."""
    nearest: list[Point | None] = []
    last = None
    for point in points:
        nearest.append(last)
        last = point if slot in point.order else last
    return nearest


def _part_double_years(points: list[Point]) -> None:
    """``Nov-Jan 1970/71`` begins in the first of its two years and ends in the second."""
    for left, right in pairwise(points):
        if right.joint is not AtomKind.DASH or left.years or not (left.month and right.month):
            continue
        years = right.years
        if years and years.last == years.first + 1 and left.month.first > right.month.last:
            left.years = Atom(AtomKind.YEARS, years.piece, years.first, years.first)
            right.years = Atom(AtomKind.YEARS, years.piece, years.last, years.last)


def _with_years_that_stand_alone(points: list[Point]) -> list[Point]:
    """``May 6, 8, 1912``, ``Mar-1950``, ``1950, March``: the year belongs to the day or month."""
    joined: list[Point] = []
    for index, point in enumerate(points):
        last = joined[-1] if joined else None
        if last and _takes_year_after(last, point):
            last.years, last.order = point.years, last.order + "y"
            _take_marks(last, point)
        elif last and _takes_year_before(last, point, points[index + 1 : index + 2]):
            point.years, point.order, point.joint = last.years, "y" + point.order, last.joint
            _take_marks(point, last)
            joined[-1] = point
        else:
            joined.append(point)
    return joined


def _take_marks(point: Point, other: Point) -> None:
    point.before |= other.before
    point.after |= other.after


def _takes_year_after(point: Point, year: Point) -> bool:
    if year.order != "y" or not point.order or "y" in point.order:
        return False
    return year.joint is AtomKind.COMMA or bool(point.month or point.part)


def _takes_year_before(year: Point, point: Point, following: list[Point]) -> bool:
    """Unless what follows gives the point a year of its own: ``1930, May-June 1933``."""
    if year.order != "y" or "y" in point.order or not (point.month or point.part):
        return False
    for after in following:
        if after.order == "y":
            return False
        if after.joint is AtomKind.DASH and "y" in after.order[1:]:
            return False
    return True
