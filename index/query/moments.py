"""Days and months said in words: `aug 1938`, `nov 4 1959`, `1er mars 1790`, `an 9`.

They are met as written in the text, in any order and in numbers too, and in the dates of records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.language.fold import fold
from index.language.numerals import ARABIC, ROMAN
from index.query.nodes import Dates, Node, Phrase

_MONTHS = (
    "january jan janvier janv",
    "february feb fevrier fevr fev",
    "march mar mars",
    "april apr avril avr",
    "may mai",
    "june jun juin",
    "july jul juillet juil",
    "august aug aout",
    "september sept sep septembre 7bre",
    "october oct octobre 8bre",
    "november nov novembre 9bre",
    "december dec decembre xbre 10bre",
)
_MONTH = {name: i for i, names in enumerate(_MONTHS, 1) for name in names.split()}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|e)?")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_REPUBLICAN = re.compile("an|annee|year")
_LAST_REPUBLICAN = 14
_ORDINAL = tuple(end.encode() for end in ("er", "st", "nd", "rd", "th"))


MOMENT_WORDS = 2
"""Words that a moment is said in at least."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a month: the ways to write it, its span, and how many words said it."""

    ways: tuple[Node, ...]
    words: int


def moment_at(texts: Sequence[str]) -> Moment | None:
    """The moment that the first two or three of some words say, if they do."""
    words = [fold(text).strip(".,;") for text in texts[:3]]
    if len(words) == 3:
        match words:
            case [month, day, year] if month in _MONTH:
                if found := _moment(year, _MONTH[month], day, 3):
                    return found
            case [day, month, year] if month in _MONTH:
                if found := _moment(year, _MONTH[month], day, 3):
                    return found
    if len(words) >= 2 and words[0] in _MONTH and _YEAR.fullmatch(words[1]):
        return _of_month(int(words[1]), _MONTH[words[0]])
    if len(words) >= 2 and _REPUBLICAN.fullmatch(words[0]):
        return _of_republic(words[0], ARABIC.get(words[1], words[1]))
    return None


def in_numbers(text: str) -> Moment | None:
    """`11/4/1959`, where the day may stand first or the month: also as words."""
    if not (written := _NUMBERS.fullmatch(text)):
        return None
    one, other, year = int(written[1]), int(written[3]), int(written[4])
    pairs = dict.fromkeys(((one, other), (other, one)))
    ways = [way for month, day in pairs if _is_day(month, day) for way in _days(year, month, day)]
    return Moment(tuple(ways), 1) if ways else None


_HAN_DATE = re.compile(
    r"(\d{4}|[〇零一二三四五六七八九]{4}|(?<=[^\W\d_〇零一二三四五六七八九十])(?:\d{1,3}|[一二三四五六七八九十]{1,3}))(?=年)"
    r"|(\d{1,2}|[一二三四五六七八九十]{1,3})(?=[月日号])"
)
_HAN = "〇一二三四五六七八九"


def chinese_ways(text: str) -> list[str]:
    """A Chinese date in the other numerals: `民国26年` is 民国二十六年, and `2008年` 二〇〇八年."""
    ways = (_HAN_DATE.sub(written, text) for written in (_in_digits, _in_han, _with_zeros))
    return list(dict.fromkeys(way for way in ways if way != text))


def _in_digits(found: re.Match[str]) -> str:
    number = found[0].replace("零", "〇")
    if not number.isascii() and "十" in number:
        tens, _ten, ones = number.partition("十")
        number = (tens or "一") + (ones or "〇")
    return "".join(sign if sign.isascii() else str(_HAN.index(sign)) for sign in number)


def _in_han(found: re.Match[str]) -> str:
    number = _in_digits(found)
    if len(number) != 2:
        return "".join(_HAN[int(sign)] for sign in number)
    tens, ones = ("" if sign == "0" else _HAN[int(sign)] for sign in number)
    return f"{'' if tens == '一' else tens}{'十' if tens else ''}{ones}"


def _with_zeros(found: re.Match[str]) -> str:
    return _in_han(found).replace("〇", "零")


def _is_day(month: int, day: int) -> bool:
    return 0 < month <= 12 and 0 < day <= 31


def _moment(year: str, month: int, day: str, words: int) -> Moment | None:
    said = _DAY.fullmatch(day)
    if not _YEAR.fullmatch(year) or not said or not _is_day(month, int(said[1])):
        return None
    return Moment(_days(int(year), month, int(said[1])), words)


def _names(month: int) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in _MONTHS[month - 1].split())


def _number(value: int) -> tuple[bytes]:
    return (str(value).encode(),)


def _days(year: int, month: int, day: int) -> tuple[Node, ...]:
    names, d, m, y = _names(month), _number(day), _number(month), _number(year)
    orders = (
        *((names, d, y), (d, names, y), (y, names, d), (m, d, y), (d, m, y), (y, m, d)),
        *((names, d, _ORDINAL, y), (d, _ORDINAL, names, y)),
    )
    span = Dates(year * 10000 + month * 100 + day, year * 10000 + month * 100 + day, near=True)
    return (*map(Phrase, orders), span)


def _of_month(year: int, month: int) -> Moment:
    names, m, y = _names(month), _number(month), _number(year)
    # A day may stand between: `Aug 12, 1938`.
    orders: tuple[tuple[tuple[bytes, ...], ...], ...]
    orders = (names, y), (y, names), (names, (), y), (m, y), (y, m), (m, (), y)
    first = year * 10000 + month * 100
    return Moment((*map(Phrase, orders), Dates(first + 1, first + 31, near=True)), 2)


def _of_republic(noun: str, number: str) -> Moment | None:
    """A year of the French republic, which began about 22 September 1792."""
    if not number.isdigit() or not 0 < int(number) <= _LAST_REPUBLICAN:
        return None
    year = int(number) + 1791
    span = Dates(year * 10000 + 922, (year + 1) * 10000 + 923, near=True)
    written = (number.encode(), ROMAN[str(int(number))].encode())
    way = Phrase(((noun.encode(),), written))
    return Moment((way, span) if noun != "year" else (way,), 2)
