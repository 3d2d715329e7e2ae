"""Lengths of time of a retention schedule, and the one function that counts them from a day.

The convention: a period of years or months ends on the day with the number of the day from which it
counts; where the month has no such day, on its last. What counts from the end of a month, quarter
or year ends at the end of a month too. Days and weeks are counted one by one.
"""

from __future__ import annotations

from datetime import date, timedelta

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext

_DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class Length:
    """So many months and days; a year is twelve months, a week seven days."""

    months: float = 0
    days: float = 0

    def __add__(self, other: Length) -> Length:
        return Length(self.months + other.months, self.days + other.days)

    @property
    def years(self) -> float:
        """The same in years, for people to compare; days by the mean year."""
        return self.months / 12 + self.days / _DAYS_OF_YEAR

    def __str__(self) -> str:
        """In words, as exactly as it is counted."""
        years, months = divmod(int(self.months), 12)
        told = [
            ngettext("{n} year", "{n} years", years).format(n=years) if years else "",
            ngettext("{n} month", "{n} months", months).format(n=months) if months else "",
            _days(int(self.days)),
        ]
        return ", ".join(filter(None, told)) or _("no time")


NOTHING = Length()
"""No time at all: what is disposed of when its event has happened."""


def _days(days: int) -> str:
    if not days:
        return ""
    weeks, rest = divmod(days, 7)
    if rest:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    return ngettext("{n} week", "{n} weeks", weeks).format(n=weeks)


def length_of(unit: str, count: float) -> Length:
    """So many of a unit (`y`, `m`, `w`, `d`). Parts of years are months, else days, counted up."""
    if unit in "wd":
        return Length(days=_up(count * (7 if unit == "w" else 1)))
    months = count * (12 if unit == "y" else 1)
    if months == float("inf") or abs(months - round(months)) < _NEAR:
        return Length(months=months if months == float("inf") else round(months))
    return Length(months // 1, _up(months % 1 * _DAYS_OF_YEAR / 12))


_NEAR = 0.0013
"""Months by which a number with four places misses a whole one: `0.0833` years is a month."""


def _up(days: float) -> float:
    """Whole days: a part of one is kept for the whole of it."""
    nearest = round(days, 1) if days != float("inf") else days
    return nearest if nearest == float("inf") else float(-(-nearest // 1))


def after(day: date, length: Length, *, from_the_end: bool = False) -> date:
    """The last day of a period that counts from a day (its trigger), by the convention above.

    `from_the_end` says that the day is the end of a month, quarter or year. The calendar ends with
    the year 9999, and so does what would be longer.
    """
    months = day.year * 12 + day.month - 1 + int(length.months)
    year, month = divmod(months, 12)
    if year > date.max.year:
        return date.max
    last = _length_of_month(year, month + 1)
    number = last if from_the_end and length.months else min(day.day, last)
    try:
        return date(year, month + 1, number) + timedelta(days=int(length.days))
    except OverflowError:
        return date.max


def _length_of_month(year: int, month: int) -> int:
    from calendar import monthrange  # which brings the locales, to tell days nobody counts

    return monthrange(year, month)[1]


def end_of(unit: str, day: date, fiscal: tuple[int, int] = (1, 1)) -> date:
    """The last day of the month, quarter, year or fiscal year in which a day lies.

    `fiscal` is the month and day with which the site's fiscal year begins.
    """
    if unit == "fiscal":
        return _fiscal_end(day, fiscal)
    month = {"month": day.month, "quarter": (day.month + 2) // 3 * 3, "year": 12}[unit]
    return date(day.year, month, _length_of_month(day.year, month))


def _fiscal_end(day: date, begins: tuple[int, int]) -> date:
    start = date(day.year, *begins)
    if day < start:
        return start - timedelta(days=1)
    return date(day.year + 1, *begins) - timedelta(days=1) if day.year < date.max.year else date.max
