"""Dates as archives write them: kept as written, with the earliest and latest day they may mean.

Real holdings say ``1923-2007``, ``circa1950 - circa1960``, ``nivôse an II``, ``1978年3月``,
``n.d.`` and ``12007``. Reading never fails: what cannot be placed stays unknown, and what looks
like a slip says so in plain words, so that a person can look at it.

A text is folded to one plain writing (`folding`, with `phrases`), cut into pieces (`shapes`,
`cutting`) that mean years, months, days or words (`makers`, from the words of `words`, `han` and
`eras`), gathered into points that lend each other what they leave out (`points`), and these are
turned into days (`spans`). `reading` does so for a whole text, brackets and all.

Choices (docs/decisions/dates-as-written.md has the reasons):

- A vague word (circa, early, spring, probably) neither widens nor narrows: ``circa 1950`` and
  ``spring 1950`` both mean some day of 1950. Seasons differ between hemispheres. Halves, quarters
  and thirds of a year or a century are exact.
- A document keeps ``dates`` as written, ``date_from`` and ``date_to`` (ISO text, as given or
  derived) and ``earliest`` and ``latest`` (whole numbers ``yyyymmdd``, for questions).
- What may mean two things covers both, and says that it is odd: ``1905-06``, ``03-01-1978``,
  ``1800s``.
- ``FY2023`` may begin in any month: the span covers both calendar years that it can touch.
- What stands beside a piece that turns it round (``not``, ``BC``), or at the other end of a range
  that cannot be read, stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, Span
from rmdesk.dates.oddities import in_words
from rmdesk.dates.points import Strange
from rmdesk.dates.reading import LONGEST, read

__all__ = ["DateSpan", "asked_span", "parse_dates", "parse_end", "read_dates"]


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

    @cached_property
    def earliest_day(self) -> int | None:
        """The earliest day as the whole number ``yyyymmdd``."""
        return _as_number(self.earliest)

    @cached_property
    def latest_day(self) -> int | None:
        """The latest day as the whole number ``yyyymmdd``."""
        return _as_number(self.latest)


def parse_dates(written: str) -> DateSpan:
    """Read any date text; never raises. Blank and undated texts are unknown, and not odd."""
    span, strange = (_remembered if len(written) <= LONGEST else _whole)(written)
    return replace(span, odd=in_words(strange)) if strange else span


def _whole(written: str) -> tuple[DateSpan, Strange | None]:
    """A text's span without words, which are of the language of the moment."""
    ends, strange = read(written)
    return _as_span(written, ends), strange


_remembered = lru_cache(maxsize=32768)(_whole)


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
        return DateSpan(written, None, None, odd or in_words(Strange("backwards")), *ends)
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


def asked_span(text: str) -> tuple[int, int] | None:
    """The days that a date typed in a query asks for, as whole numbers ``yyyymmdd``.

    ``1800s``, ``nov 4 1959``, ``aug 1938``, ``1978年3月``; an end that is open is 0 or 99991231.
    None if the text is no date, or has anything in it that is none: it asks for words then.
    """
    (first, last), strange = read(text)
    if first is None is last or (strange and not strange.doubtful):
        return None
    return _as_number(first) or 0, _as_number(last) or 99991231


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
