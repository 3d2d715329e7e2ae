"""Reads a whole date text: the plain ones at once, what stands in brackets beside what does not."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, UNKNOWN, AtomKind, Span
from rmdesk.dates.cutting import atoms
from rmdesk.dates.folding import fold
from rmdesk.dates.points import Strange
from rmdesk.dates.spans import read_atoms
from rmdesk.dates.words import MONTHS

LONGEST = 200
"""Letters of the longest text that is read; the longest of 177,000 real ones has 124."""

_Found = tuple[Span, Strange | None]
_PLAIN = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_NAMED_DAY = re.compile(r"([0-9]{1,2}) ([^\W\d_]+) ([12][0-9]{3})")
_SPACED = re.compile(r"(\S.{8,20}) [-–] (\S.{8,20})")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_BESIDE_A_DASH = re.compile(r"((?:^|-) ?)\(([^()]*)\)(?= ?(?:$|-))|()\(( ?-[^()]*)\)")
_BLANKS = re.compile(r"\s+")


def read(written: str) -> _Found:
    """The span of a text, and what is strange about it. Takes time in proportion to its length."""
    if len(written) > LONGEST:
        return UNKNOWN, Strange("long")
    text = written.strip()
    if plain := _PLAIN.fullmatch(text):
        first, last = int(plain[1]), int(plain[2] or plain[1])
        if FIRST_YEAR <= first <= last <= LAST_YEAR:
            return (date(first, 1, 1), date(last, 12, 31)), None
    if day := _day(text):
        return (day, day), None
    if found := _SPACED.fullmatch(text):
        begun, ended = _day(found[1]), _day(found[2])
        if begun and ended and begun <= ended:
            return (begun, ended), None
    folded = fold(_BLANKS.sub(" ", text))
    if "(" in folded:
        span, strange = _with_brackets(_BESIDE_A_DASH.sub(r"\1\2\3\4", folded))
    else:
        span, strange = read_atoms(atoms(folded))
    if span == UNKNOWN and strange is None and any(letter.isalnum() for letter in text):
        return span, None if _says_undated(folded) else Strange("no year")
    return span, strange


def _says_undated(folded: str) -> bool:
    return any(atom.kind is AtomKind.UNDATED for atom in atoms(folded))


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


def _with_brackets(folded: str) -> _Found:
    """What brackets say again, of another calendar perhaps, is covered too.

    Where the brackets hold what the rest leaves out, ``March (1950)``, both are read as one.
    """
    inside = ", ".join(_BRACKETED.findall(folded))
    span, strange = read_atoms(atoms(_BRACKETED.sub(" ", folded)))
    within, wonder = read_atoms(atoms(inside))
    if "no year" in {each.reason for each in (strange, wonder) if each}:
        whole, doubt = read_atoms(atoms(folded))
        if whole != UNKNOWN and doubt is None:
            return whole, None
        if strange and strange.reason == "no year" and within != UNKNOWN:
            strange = None
    if strange and strange.fatal:
        return UNKNOWN, strange
    if span == UNKNOWN:
        return within, strange or wonder
    if strange is None and wonder is None and _apart(span, within):
        strange = Strange("calendars", inside.strip())
    return _both(span, within), strange or wonder


def _apart(one: Span, other: Span) -> bool:
    (first, last), (begin, end) = one, other
    return bool((last and begin and last < begin) or (end and first and end < first))


def _both(outside: Span, inside: Span) -> Span:
    """An end that stays open outside stays so; one inside that is open or of a whole year only
    (``10 nivôse an XIV (1805)``) says nothing new."""
    (first, last), (begin, end) = outside, inside
    if not _apart(outside, inside):
        if begin and first and (begin.month, begin.day) == (1, 1) != (first.month, first.day):
            begin = None
        if end and last and (end.month, end.day) == (12, 31) != (last.month, last.day):
            end = None
    return (
        min(first, begin) if first and begin else first,
        max(last, end) if last and end else last,
    )
