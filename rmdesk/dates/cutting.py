"""Cuts a folded date text into atoms, and fills in what they take from those before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.plain import replace
from rmdesk.dates.atoms import LAST_YEAR, Atom, AtomKind
from rmdesk.dates.makers import made, numeric
from rmdesk.dates.shapes import LEXER, NUMERIC, PLAIN_DECADE
from rmdesk.dates.words import MONTHS

_BETWEEN_NUMBERS = re.compile("[-/.]")
_NUMBERED = re.compile(r"\d{3}")
_ABBREVIATION = 3
"""Letters of the longest Roman year that is taken for an abbreviation beside years in figures."""

_LEAVES_OUT = frozenset({"era", "era_year", "decade", "short_decade"})
"""The shapes that may leave out what stands before them."""


def atoms(text: str) -> Iterator[Atom]:
    """The atoms of a folded text, in order. What means nothing (quotes, full stops) is left out."""
    cut = [
        (name, match[0])
        for match in LEXER.finditer(text)
        if (name := match.lastgroup or "") != "blank"
    ]
    if any(name == "month_year" for name, _piece in cut):
        cut = list(_days_of_named_months(cut))
    if any(name == "roman_year" for name, _piece in cut) and _NUMBERED.search(text):
        cut = [("word" if _is_short(*each) else each[0], each[1]) for each in cut]
    order = _day_order(text) if any(name == "numeric" for name, _piece in cut) else None
    found: Iterator[Atom] = (
        atom
        for name, piece in cut
        for atom in (numeric(piece, order) if name == "numeric" else made(name, piece))
    )
    if any(name in _LEAVES_OUT for name, _piece in cut):
        found = _filled_in(found, text)
    if any(name == "number" and len(piece) == 3 for name, piece in cut):
        found = _without_lost_digits(list(found))
    return found


def _is_short(name: str, piece: str) -> bool:
    """Whether letters that are a numeral too are rather an abbreviation, beside years in figures.

    ``1950, 12 mm``, ``Md. 1950``: they would silently begin it centuries earlier.
    """
    return name == "roman_year" and len(piece) <= _ABBREVIATION


def _days_of_named_months(cut: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """``May 10, 12-1950``: after a month in words the number is a day."""
    named = False
    for name, piece in cut:
        if name == "month_year" and named:
            day, year = _BETWEEN_NUMBERS.split(piece)
            yield from (("number", day), ("number", year))
            named = False
            continue
        named = piece in MONTHS or (named and len(piece) <= 2)
        yield name, piece


def _day_order(text: str) -> str | None:
    """``mdy`` or ``dmy`` when a number over 12 in the text shows it; None when nothing does."""
    orders = set()
    for match in NUMERIC.finditer(text):
        if int(match[1]) > 12 >= int(match[2]):
            orders.add("dmy")
        elif int(match[2]) > 12 >= int(match[1]):
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def _filled_in(found: Iterator[Atom], text: str) -> Iterator[Atom]:
    """With the era or the century of the year that stands before it, where an atom has none."""
    decades = PLAIN_DECADE.search(text) is not None
    named = Atom(AtomKind.ODD)
    before = 0
    for atom in found:
        if atom.kind is AtomKind.ERA_YEAR:
            atom = _of_era(atom, named, before)
        elif atom.kind is AtomKind.SHORT_DECADE:
            atom = _of_century(atom, before)
        elif decades and atom.odd == "decade or century":
            atom = replace(atom, last=atom.first + 9, odd="")
        if atom.era:
            named = atom
        elif atom.kind in (AtomKind.YEARS, AtomKind.DOUBLE_YEAR):
            before = atom.first
        yield atom


def _without_lost_digits(found: list[Atom]) -> Iterator[Atom]:
    """Beside whole years ``200`` is no year before 1000, but for the first of a range."""
    whole = any(atom.kind is AtomKind.YEARS and atom.first >= 1000 for atom in found)
    for atom, following in zip(found, [*found[1:], None], strict=True):
        ranged = following is not None and following.kind is AtomKind.DASH
        lost = whole and atom.odd == "before 1000" and not ranged
        yield replace(atom, kind=AtomKind.ODD, odd="number") if lost else atom


def _of_era(atom: Atom, named: Atom, before: int) -> Atom:
    """`民国二十六年至二十八年`, `1978年至80年`."""
    if named.era:
        year = min(named.era + atom.first, LAST_YEAR)
        return replace(named, piece=atom.piece, first=year, last=year)
    year = before - before % 100 + atom.first
    if before and year >= before:
        return replace(atom, kind=AtomKind.YEARS, first=year, last=year)
    return replace(atom, kind=AtomKind.ODD, odd="two digits")


def _of_century(atom: Atom, before: int) -> Atom:
    """`1950s-60s`; `1990s-10s` goes on into the next century."""
    if not before:
        return replace(atom, kind=AtomKind.ODD, odd="two digits")
    first = before - before % 100 + atom.first
    first += 100 if first < before - before % 10 else 0
    return replace(atom, kind=AtomKind.YEARS, first=first, last=first + 9)
