"""Years and months that are counted otherwise: of the French Republic, of reigns, by the moon."""

from __future__ import annotations

from datetime import date

from rmdesk.dates.atoms import Atom, AtomKind
from rmdesk.dates.eras import ERAS, JAPANESE, JAPANESE_SUN, NAMED_WHOLE
from rmdesk.dates.meanings import Groups, first_of, oddity, years_atom
from rmdesk.dates.roman import roman


def republican(piece: str, groups: Groups) -> list[Atom]:
    """``an II``, ``an 2``: the years I to XIV."""
    numeral = {"premier": "1", "deux": "2", "second": "2"}.get(groups[0] or "", groups[0] or "")
    year = int(numeral) if numeral.isdigit() else roman(numeral)
    if not 1 <= year <= 14:
        return [oddity(piece, "number")]
    return [Atom(AtomKind.REPUBLICAN_YEAR, piece, year)]


def era(piece: str, groups: Groups) -> list[Atom]:
    """``光绪三十四年``; the name alone is all the years of it."""
    name, number = groups
    era = ERAS[name or ""]
    if not number:
        return [years_atom(piece, *NAMED_WHOLE.get(name or "", (era.first, era.last)))]
    year = era.first - 1 + (1 if number == "元" else int(number))
    if not era.first <= year <= era.last:
        return [oddity(piece, "no such year")]
    lunar = era.lunar or (name in ("明治", "meiji") and year < JAPANESE_SUN)
    if piece.endswith("度") and name in JAPANESE:
        return [Atom(AtomKind.SPAN, piece, span=(date(year, 4, 1), date(year + 1, 3, 31)))]
    kind = AtomKind.LUNAR_YEAR if lunar else AtomKind.YEARS
    return [Atom(kind, piece, year, year, era=era.first - 1)]


def before_republic(piece: str, groups: Groups) -> list[Atom]:
    """``民国前3年``: counted backwards from 1911."""
    number = int(groups[0] or 0)
    return [years_atom(piece, 1912 - number, 1912 - number) if number else oddity(piece, "word")]


def era_year(piece: str, groups: Groups) -> list[Atom]:
    """``二十八年``, of an era that is named before it."""
    return [Atom(AtomKind.ERA_YEAR, piece, int(first_of(groups)))]


def lunar_month(piece: str, groups: Groups) -> list[Atom]:
    """``闰四月``, the month that is put in after the fourth."""
    number = int(first_of(groups))
    if not 1 <= number <= 12:
        return [oddity(piece, "no such day")]
    return [Atom(AtomKind.LUNAR_MONTH, piece, number, number)]
