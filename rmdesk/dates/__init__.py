"""Dates as archives write them: kept as written, with the earliest and latest day they may mean.

Real holdings say ``1923-2007``, ``circa1950 - circa1960``, ``nivôse an II``, ``1978年3月``,
``n.d.`` and ``12007``. Reading never fails: what cannot be placed stays unknown, and what looks
like a slip says so in plain words, so that a person can look at it.

Choices:

- A vague word (circa, early, spring, probably) neither widens nor narrows: ``circa 1950`` and
  ``spring 1950`` both mean some day of 1950. Seasons differ between hemispheres.
- A document keeps ``dates`` as written, ``date_from`` and ``date_to`` (ISO text, as given or
  derived) and ``earliest`` and ``latest`` (whole numbers ``yyyymmdd``, for questions).
- ``1905-06`` may be a month or two years: the span covers both, and says that it is odd.
- ``FY2023`` may begin in any month: the span covers both calendar years that it can touch.
- A day and month that may be either way round cover both readings, and are odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from gettext import gettext as _

from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, UNKNOWN, Span, atoms, fold
from rmdesk.dates.points import Strange, read_points
from rmdesk.dates.words import MONTHS

__all__ = ["DateSpan", "parse_dates", "parse_end", "read_dates"]


@dataclass(frozen=True)
class DateSpan:
    """What a written date may mean. None is unknown, or open at that end.

    ``odd`` says in plain words why a person should look at it, or is None. ``date_from`` and
    ``date_to`` are the two ends as a document keeps them: as given, else as ISO text no finer than
    the span (``1950``, ``1950-03``, ``1950-03-07``), "" where unknown.
    """

    written: str
    earliest: date | None
    latest: date | None
    odd: str | None = None
    date_from: str = ""
    date_to: str = ""

    @property
    def earliest_day(self) -> int | None:
        """The earliest day as the whole number ``yyyymmdd``."""
        return _as_number(self.earliest)

    @property
    def latest_day(self) -> int | None:
        """The latest day as the whole number ``yyyymmdd``."""
        return _as_number(self.latest)


def parse_dates(written: str) -> DateSpan:
    """Read any date text; never raises. Blank and undated texts are unknown, and not odd."""
    span, strange = _whole(written)
    return replace(span, odd=_in_words(strange)) if strange else span


def read_dates(written: str, *, date_from: str = "", date_to: str = "") -> DateSpan:
    """Read a record's dates: the text as written, and the ends where the source gives them apart.

    A given end goes before what the text says; one that cannot be read is kept as it is, and the
    text speaks in its stead. Ends that stand the wrong way round are odd, and leave both unknown.
    """
    span = parse_dates(written)
    if not (date_from or date_to):
        return span
    first, last = parse_end(date_from), parse_end(date_to)
    earliest = first.earliest or span.earliest
    latest = last.latest or span.latest
    odd = span.odd or first.odd or last.odd
    ends = (date_from or span.date_from, date_to or span.date_to)
    if earliest and latest and earliest > latest:
        return DateSpan(written, None, None, odd or _in_words(Strange("backwards")), *ends)
    return DateSpan(written, earliest, latest, odd, *ends)


def parse_end(written: str) -> DateSpan:
    """Read one end of a range, which ought to be ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Here ``1905-06`` can only be a month. Any other shape is read as ``parse_dates`` reads it.
    """
    month = _MONTH.fullmatch(written.strip())
    if month and FIRST_YEAR <= int(month[1]) <= LAST_YEAR:
        first = date(int(month[1]), int(month[2]), 1)
        return _as_span(written, (first, _month_end(first)))
    return parse_dates(written)


def _as_span(written: str, ends: Span) -> DateSpan:
    date_from, date_to = _iso_ends(*ends)
    return DateSpan(written, *ends, date_from=date_from, date_to=date_to)


def _month_end(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _iso_ends(earliest: date | None, latest: date | None) -> tuple[str, str]:
    """Both ends as ISO text, no finer than needed: reading them again gives the same span."""
    whole_years = (earliest is None or (earliest.month, earliest.day) == (1, 1)) and (
        latest is None or (latest.month, latest.day) == (12, 31)
    )
    whole_months = (earliest is None or earliest.day == 1) and (
        latest is None or latest == _month_end(latest)
    )
    length = 4 if whole_years else 7 if whole_months else 10
    return (
        earliest.isoformat()[:length] if earliest else "",
        latest.isoformat()[:length] if latest else "",
    )


def _as_number(day: date | None) -> int | None:
    return None if day is None else day.year * 10000 + day.month * 100 + day.day


_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_PLAIN = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_NAMED_DAY = re.compile(r"([0-9]{1,2}) ([^\W\d_]+) ([12][0-9]{3})")
_BRACKETED = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=32768)
def _whole(written: str) -> tuple[DateSpan, Strange | None]:
    """A text's span without words, which are of the language of the moment."""
    ends, strange = _read(written.strip())
    return _as_span(written, ends), strange


def _read(text: str) -> tuple[Span, Strange | None]:
    if plain := _PLAIN.fullmatch(text):
        first, last = int(plain[1]), int(plain[2] or plain[1])
        if FIRST_YEAR <= first <= last <= LAST_YEAR:
            return (date(first, 1, 1), date(last, 12, 31)), None
    if day := _day(text):
        return (day, day), None
    folded = fold(text)
    outside = _BRACKETED.sub(" ", folded)
    inside = ", ".join(_BRACKETED.findall(folded))
    span, strange = read_points(atoms(outside))
    if not inside:
        return span, strange
    within, wonder = read_points(atoms(inside))
    if span == UNKNOWN:
        return within, strange or wonder
    if strange is None and wonder is None and _apart(span, within):
        strange = Strange("calendars", inside.strip())
    return span, strange


def _day(text: str) -> date | None:
    """One whole day, written `1593-01-26` or `26 janvier 1593`: half of all texts are."""
    if named := _NAMED_DAY.fullmatch(text):
        text = f"{named[3]}-{_month(named[2]):02}-{named[1]:0>2}"
    elif not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


@lru_cache
def _month(word: str) -> int:
    return MONTHS.get(fold(word), 0)


def _apart(one: Span, other: Span) -> bool:
    (first, last), (begin, end) = one, other
    return bool((last and begin and last < begin) or (end and first and end < first))


def _in_words(strange: Strange) -> str:
    """The reason, in the language of the moment."""
    texts = {
        "word": _("“{piece}” is not understood as part of a date"),
        "number": _("{piece} is not a year or a day that can be placed"),
        "serial": _("{piece} is not a year; it may be a spreadsheet's count of days"),
        "no month": _("{piece} looks like a day, but no month is named"),
        "no year": _("no year is named"),
        "no such day": _("there is no such day: {piece}"),
        "backwards": _("it ends before it begins"),
        "dash first": _("it begins with a dash, so its beginning is unknown"),
        "either order": _("day and month may be either way round: {piece}"),
        "month or years": _("{piece} may be a month or two years"),
        "sign": _("the sign {piece} in a date is not understood"),
        "two calendars": _("its month and its year are of two calendars"),
        "calendars": _("the date in brackets is another one: {piece}"),
    }
    return texts[strange.reason].format(piece=strange.piece)
