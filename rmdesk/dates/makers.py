"""What each shape of a date text means: a piece and its groups become atoms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from rmdesk.dates import calendars, words
from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, Atom, AtomKind, Span
from rmdesk.dates.meanings import (
    Groups,
    day_atom,
    first_of,
    month_atom,
    number,
    oddity,
    word,
    years_atom,
)
from rmdesk.dates.roman import roman
from rmdesk.dates.shapes import EACH

_SOON = 10
"""`1999-01` may be two years, `1974-05` is only a month: so many years a short range may span
when it goes on into the next century."""


@lru_cache(maxsize=8192)
def made(name: str, piece: str) -> tuple[Atom, ...]:
    """What a piece means whatever stands beside it: texts differ, their pieces come again."""
    if name in _PUNCTUATION:
        return (Atom(_PUNCTUATION[name], piece),)
    shape = EACH[name].fullmatch(piece)
    return tuple(_MAKERS[name](piece, shape.groups() if shape else ()))


def numeric(piece: str, order: str | None) -> list[Atom]:
    """``10-02-1976``: in the order that a number of the text shows, else both readings."""
    first, second, year = re.split(r"[-/.]", piece)
    one, two = int(first), int(second)
    if {one, two} == {0, 1} and int(year) == 1900:
        return [oddity(piece, "zero")]
    if order == "mdy" or two > 12 >= one or not two:
        return _calendar(piece, year, first, second)
    if order == "dmy" or one > 12 >= two or one == two or not one:
        return _calendar(piece, year, second, first)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR or max(one, two) > 12:
        return [oddity(piece, "no such day")]
    readings = sorted((date(int(year), one, two), date(int(year), two, one)))
    return [Atom(AtomKind.SPAN, piece, span=(readings[0], readings[1]), odd="either order")]


# --- days and months ------------------------------------------------------------------------------


def _calendar(
    piece: str, year: str, month: str | None = None, day: str | None = None
) -> list[Atom]:
    """A written-out date; a month or day of zero, as databases write them, counts as not given."""
    number = int(year)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return [oddity(piece, "number")]
    made = [years_atom(piece, number, number)]
    if month and int(month) > 12:
        return [*made, oddity(piece, "no such day")]
    if month and int(month):
        made.append(month_atom(piece, month))
        if day and int(day):
            made.append(day_atom(piece, int(day)))
    return made


def _masked(piece: str, groups: Groups) -> list[Atom]:
    return _calendar(piece, groups[0] or "", groups[1])


def _iso(piece: str, groups: Groups) -> list[Atom]:
    """``1900-01-00`` is what a spreadsheet shows for a cell with nothing in it."""
    year, day, month = groups[0] or "", groups[4] or "", first_of(groups[1:4])
    if (int(year), int(month), int(day)) == (1900, 1, 0):
        return [oddity(piece, "zero")]
    return _calendar(piece, year, month, day)


def _spaced(piece: str, groups: Groups) -> list[Atom]:
    year, month, day = groups
    return _calendar(piece, year or "", month, day)


def _iso_named(_piece: str, groups: Groups) -> list[Atom]:
    year, month, day = groups
    return [*number(year or ""), *word(month or ""), *number(day or "")]


def _year_month(_piece: str, groups: Groups) -> list[Atom]:
    return [*number(groups[0] or ""), *word(groups[1] or "")]


def _hyphened(_piece: str, groups: Groups) -> list[Atom]:
    day, month, year = (group or "" for group in groups)
    named = words.ROMAN_MONTHS.get(month)
    made = [month_atom(month, str(named))] if named else word(month)
    return [*number(day), *made, *number(year)]


def _months(piece: str, groups: Groups) -> list[Atom]:
    """``1950-06/08``; ``1905/06-07`` may be the years 1905/06 to 1907."""
    year, last, (first, slashed) = (
        groups[0] or "",
        groups[4] or "",
        (first_of(groups[1:4]), groups[2]),
    )
    if not 1 <= int(first) < int(last) <= 12:
        return [oddity(piece, "number")]
    if slashed and int(last) > int(first) > int(year[2:]):
        return [years_atom(piece, int(year), int(year[:2] + last), "month or years")]
    return [*_calendar(piece, year), month_atom(piece, first, last)]


def _months_year(piece: str, groups: Groups) -> list[Atom]:
    first, last, year = (group or "" for group in groups)
    if not 1 <= int(first) < int(last) <= 12:
        return [oddity(piece, "number")]
    return [month_atom(piece, first, last), *_calendar(piece, year)]


def _month_days(piece: str, groups: Groups) -> list[Atom]:
    first, last, month, year = (group or "" for group in groups)
    if not (1 <= int(first) < int(last) <= 31 and 1 <= int(month) <= 12):
        return [oddity(piece, "number")]
    return [
        day_atom(piece, int(first), int(last)),
        month_atom(piece, month),
        *_calendar(piece, year),
    ]


def _month_year(piece: str, groups: Groups) -> list[Atom]:
    return _calendar(piece, groups[1] or "", groups[0])


def _roman_month_year(piece: str, groups: Groups) -> list[Atom]:
    return _calendar(piece, groups[1] or "", str(words.ROMAN_MONTHS[groups[0] or ""]))


def _dotted_month(piece: str, groups: Groups) -> list[Atom]:
    return _calendar(piece, groups[0] or "", groups[1])


def _month_day(piece: str, groups: Groups) -> list[Atom]:
    month, day = (group or "" for group in groups)
    if not 1 <= int(month) <= 12:
        return [oddity(piece, "number")]
    return [month_atom(piece, month), day_atom(piece, int(day))]


def _clerk_month(piece: str, groups: Groups) -> list[Atom]:
    """``7bre`` is September: the clerks counted from March."""
    return [month_atom(piece, str(int(groups[0] or 0) + 2))]


def _clerk_roman(piece: str, groups: Groups) -> list[Atom]:
    return [month_atom(piece, str(roman(groups[0] or "") + 2))]


def _week(piece: str, groups: Groups) -> list[Atom]:
    """A week of ISO 8601: Monday to Sunday, or one day of it."""
    year, week, day = (int(group or 0) for group in groups)
    try:
        first = date.fromisocalendar(year, week, day or 1)
    except ValueError:
        return [oddity(piece, "no such day")]
    if year > LAST_YEAR or (last := first + timedelta(0 if day else 6)).year > LAST_YEAR:
        return [oddity(piece, "number")]
    return [Atom(AtomKind.SPAN, piece, span=(first, last))]


def _period(piece: str, groups: Groups) -> list[Atom]:
    days = int(groups[1] or 0)
    back, ahead = (days, 0) if groups[0] == "back" else (0, days)
    return [Atom(AtomKind.PERIOD, piece, back, ahead)]


def _compact(piece: str, groups: Groups) -> list[Atom]:
    year, month, day = groups
    try:
        date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return [oddity(piece, "number")]
    return _calendar(piece, year or "", month, day)


# --- years ----------------------------------------------------------------------------------------


def _whole_years(first: int, last: int) -> Span:
    return date(first, 1, 1), date(last, 12, 31)


def _second_year(first: str, second: str) -> int:
    return int(first[: len(first) - len(second)] + second)


def _fiscal(piece: str, groups: Groups) -> list[Atom]:
    """A year that may begin in any month of two: so does the first of several."""
    first, second = groups
    if len(first or "") == 2:
        return [oddity(piece, "two digits")]
    year = int(first or 0)
    last = _second_year(first or "", second) if second else year
    last += 100 if last < year else 0
    if not FIRST_YEAR < year <= last <= LAST_YEAR:
        return [oddity(piece, "number")]
    begin = year if last == year + 1 else year - 1
    return [Atom(AtomKind.SPAN, piece, span=_whole_years(begin, last))]


def _short_range(piece: str, groups: Groups) -> list[Atom]:
    """``1974-75`` is two years, ``1974-05`` a month; ``1905-06`` may be either."""
    year, tail = groups[0] or "", first_of(groups[1:])
    first, last, month = int(year), _second_year(year, tail), int(tail)
    if not FIRST_YEAR <= first <= LAST_YEAR:
        return [oddity(piece, "number")]
    if last <= first and len(tail) == 2 and last + 100 <= min(first + _SOON, LAST_YEAR):
        last += 100
    if not first < last <= LAST_YEAR or (len(tail) == 1 and not month):
        return _calendar(piece, year, tail)
    if last == first + 1 and groups[1]:
        return [Atom(AtomKind.DOUBLE_YEAR, piece, first, last)]
    either = 1 <= month <= 12 and ("-" in piece or len(tail) == 1)
    return [years_atom(piece, first, last, "month or years" if either else "")]


def _year_pair(piece: str, groups: Groups) -> list[Atom]:
    first, last = (int(group or 0) for group in groups)
    if last == first + 1 and 1 <= first < LAST_YEAR:
        return [Atom(AtomKind.DOUBLE_YEAR, piece, first, last)]
    dash = Atom(AtomKind.DASH, "/")
    return [years_atom(piece[:4], first, first), dash, years_atom(piece[5:], last, last)]


def _double_years(piece: str, groups: Groups) -> list[Atom]:
    year, tail = groups[0] or "", groups[1] or ""
    last = _second_year(year, tail)
    return [years_atom(piece, int(year), last + 100 if last < int(year) else last)]


def _unspecified(piece: str, _groups: Groups) -> list[Atom]:
    known = piece.rstrip("ux-.")
    first, last = int(known.ljust(4, "0")), int(known.ljust(4, "9"))
    if last <= LAST_YEAR:
        return [years_atom(piece, first, last)]
    left_open = [Atom(AtomKind.DASH, "-")] if piece.endswith("-") else []
    return [*number(known), *left_open]


def _decade(piece: str, groups: Groups) -> list[Atom]:
    known = groups[0] or ""
    first = int(known) * 10
    if known.endswith("0"):
        return [years_atom(piece, first, first + 99, "decade or century")]
    return [years_atom(piece, first, first + 9)]


def _short_decade(piece: str, groups: Groups) -> list[Atom]:
    return [Atom(AtomKind.SHORT_DECADE, piece, int(first_of(groups)) * 10)]


def _century(piece: str, groups: Groups) -> list[Atom]:
    number = first_of(groups)
    century = int(number) if number.isdigit() else roman(number)
    return [years_atom(piece, century * 100 - 99, century * 100)]


def _century_bare(piece: str, groups: Groups) -> list[Atom]:
    """``XVIIIe`` without its noun: smaller numbers are rather those of other things."""
    century = roman(groups[0] or "")
    return _century(piece, groups) if 10 <= century <= 21 else word(piece)


def _year_han(piece: str, groups: Groups) -> list[Atom]:
    return [years_atom(piece, int(first_of(groups)), int(first_of(groups)))]


def _roman_year(piece: str, _groups: Groups) -> list[Atom]:
    meant = word(piece)
    if [atom.odd for atom in meant] != ["word"]:
        return meant
    year = roman(piece)
    return [years_atom(piece, year, year)] if year >= 1000 else meant


def _part(piece: str, groups: Groups) -> list[Atom]:
    if groups[0] and len(groups) == 4:
        return [Atom(AtomKind.PART, piece, int(groups[0]), int(groups[1] or 0))]
    quarter, half = groups[-2:]
    return [Atom(AtomKind.PART, piece, int(quarter or half or 0), 4 if quarter else 2)]


def _quarter_han(piece: str, groups: Groups) -> list[Atom]:
    number = int(first_of(groups))
    return [Atom(AtomKind.PART, piece, number, 4) if 1 <= number <= 4 else oddity(piece, "number")]


# --- numbers and words ----------------------------------------------------------------------------


def _plain_word(piece: str, _groups: Groups) -> list[Atom]:
    return word(piece)


def _plain_number(piece: str, _groups: Groups) -> list[Atom]:
    return number(piece)


def _ordinal(_piece: str, groups: Groups) -> list[Atom]:
    return number(groups[0] or "")


def _month_han(piece: str, groups: Groups) -> list[Atom]:
    number = int(first_of(groups))
    return [month_atom(piece, str(number)) if 1 <= number <= 12 else oddity(piece, "no such day")]


def _day_han(piece: str, groups: Groups) -> list[Atom]:
    number = int(first_of(groups))
    return [day_atom(piece, number) if 1 <= number <= 31 else oddity(piece, "no such day")]


def _slip(piece: str, _groups: Groups) -> list[Atom]:
    return [oddity(piece[1:].replace("_", "?"), "number")]


def _always(reason: str) -> Callable[[str, Groups], list[Atom]]:
    return lambda piece, _groups: [oddity(piece, reason)]


def _nothing(_piece: str, _groups: Groups) -> list[Atom]:
    return []


_MAKERS: dict[str, Callable[[str, Groups], list[Atom]]] = {
    "plain_word": _plain_word,
    "masked": _masked,
    "iso": _iso,
    "spaced": _spaced,
    "year_month": _year_month,
    "iso_named": _iso_named,
    "months": _months,
    "months_year": _months_year,
    "month_days": _month_days,
    "hyphened": _hyphened,
    "roman_month": _hyphened,
    "month_year": _month_year,
    "month_day": _month_day,
    "week": _week,
    "decade": _decade,
    "fiscal_han": _fiscal,
    "year_han": _year_han,
    "old_decade": _decade,
    "short_decade": _short_decade,
    "era_year": calendars.era_year,
    "month_han": _month_han,
    "day_han": _day_han,
    "quarter_han": _quarter_han,
    "century": _century,
    "clerk_month": _clerk_month,
    "part_first": _part,
    "double_years": _double_years,
    "year_pair": _year_pair,
    "short_range": _short_range,
    "dotted_month": _dotted_month,
    "compact": _compact,
    "unspecified": _unspecified,
    "ordinal": _ordinal,
    "number": _plain_number,
    "plain_year": _plain_number,
    "plain_day": _plain_number,
    "roman_month_year": _roman_month_year,
    "clerk_roman": _clerk_roman,
    "fiscal": _fiscal,
    "fiscal_word": _plain_word,
    "century_of": _century,
    "century_bare": _century_bare,
    "republican": calendars.republican,
    "year_of": _nothing,
    "part": _part,
    "period": _period,
    "before_republic": calendars.before_republic,
    "era": calendars.era,
    "lunar_month": calendars.lunar_month,
    "han": _plain_word,
    "han_odd": _plain_word,
    "roman_year": _roman_year,
    "word": _plain_word,
    "letter": _always("word"),
    "negative": _always("before our era"),
    "misread": _always("number"),
    "split_year": _always("number"),
    "slip": _slip,
    "sign": _always("sign"),
}
_PUNCTUATION = {"open": AtomKind.DASH, "dash": AtomKind.DASH, "comma": AtomKind.COMMA}
