"""Cuts a date text into atoms: years, months, days, whole spans, dashes, commas, oddities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache

from rmdesk.dates import words

FIRST_YEAR, LAST_YEAR = 1000, 2100

Span = tuple[date | None, date | None]
UNKNOWN: Span = (None, None)


class AtomKind(Enum):
    """What an atom is."""

    YEARS = auto()  # first..last
    REPUBLICAN_YEAR = auto()
    MONTH = auto()
    REPUBLICAN_MONTH = auto()
    DAY = auto()
    SPAN = auto()
    COMMA = auto()
    DASH = auto()
    BEFORE = auto()
    AFTER = auto()
    UNDATED = auto()
    ONGOING = auto()
    ODD = auto()


@dataclass(frozen=True)
class Atom:
    """A piece of a date text with what it means; ``odd`` names why it is strange (see Oddity)."""

    kind: AtomKind
    piece: str = ""
    first: int = 0
    last: int = 0
    span: Span = UNKNOWN
    odd: str = ""


def fold(text: str) -> str:
    """Lower case without accents; full-width forms plain; brackets and question marks dropped."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_SIGNS)
        plain = _COMBINING.sub("", plain)
    if words.ANY_PHRASE.search(plain):
        for phrase, word in words.PHRASES:
            plain = phrase.sub(word, plain)
    plain = plain.translate(_DROPPED)
    return _chinese_numbers(plain) if "年" in plain else plain


_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−~～", "-") | dict.fromkeys("’ʼ", "'"))
_COMBINING = re.compile("[\u0300-\u036f]")
_DROPPED = str.maketrans("", "", "[]?<>{}")
_DIGITS = "〇零一二三四五六七八九"
_CHINESE = re.compile(rf"[{_DIGITS}十]+(?=[年月日号])")


def _chinese_numbers(text: str) -> str:
    """Chinese numerals before 年, 月 and 日 as digits: 一九七八年十二月 is 1978年12月."""
    return _CHINESE.sub(lambda found: _chinese_number(found[0]), text)


def _chinese_number(numeral: str) -> str:
    digits = [str(max(_DIGITS.index(sign) - 1, 0)) if sign != "十" else sign for sign in numeral]
    written = "".join(digits)
    if "十" not in written:
        return written
    tens, _ten, ones = written.partition("十")
    return f"{tens or 1}{ones or 0}"


_NUMERIC = r"(?<!\d)(?P<p>\d{1,2})[-/.](?P<q>\d{1,2})[-/.](?P<y>\d{4})(?!\d)"
_MONTH_NAMES = "|".join([*words.MONTHS, *words.REPUBLICAN_MONTHS])
_SHAPES = {
    # Most pieces are plain words: they are tried first, but for those that begin a longer shape.
    "plain_word": r"(?!(?:an|fy|fiscal|exercice)\b|[ivx]+(?:er|e|eme)? siecle|fy\d|民国)[^\W\d_]+",
    "decade": r"(?<!\d)(\d{3})0(?:'?s\b|年代)",
    "chinese": r"(?:民国(\d{1,2})|(\d{4}))年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?",
    "iso": r"(?<!\d)(\d{4})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.)(\d\d?)"
    r"(?:[t ]\d\d:[\d:.]+(?:z|[-+]\d\d:?\d\d)?)?(?!\d)",
    "numeric": r"(?<!\d)\d\d?[-/.]\d\d?[-/.]\d{4}(?!\d)",
    "hyphened": r"(?<!\d)(\d\d?)-([a-z]{3,9})-(\d{4})(?!\d)",
    "month_year": r"(?<![\da-z.])(?<![a-z.,] )(\d\d?)[-/](\d{4})(?!\d)",
    "fiscal": r"\b(?:fy|fiscal year|exercice) ?(\d{4})(?:[-/](\d{4}|\d\d))?(?!\d)",
    "short_range": rf"(?<!\d)(\d{{4}})(?:/(\d\d)|-(\d\d)(?! (?:{_MONTH_NAMES})\b))(?![\d-])",
    "compact": r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)",
    "unspecified": r"(?<!\d)(?:\d\d[ux]{2}|\d{3}[ux]|\d{3}-(?![\d-]))",
    "century": r"(?<!\d)(\d\d?)(?:(?:st|nd|rd|th) (?:century|c\b)|(?:er|e|eme)? siecle|世[纪紀])"
    r"|\b([ivx]+)(?:er|e|eme)? siecle",
    "republican": r"\ban ([ivx]+|\d\d?)\b",
    "ordinal": r"(?<!\d)(\d\d?) ?(?:st|nd|rd|th|ere|er|eme|e)\b",
    "number": r"\d+",
    "word": r"[^\W\d_]+",
    "open": r"(?<!\.)\.\.(?!\.)",
    "dash": r"[-/]",
    "comma": r"[,;&+]",
    "sign": r"[=:|#*]",
}
_LEXER = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items()))
_EACH = {name: re.compile(shape) for name, shape in _SHAPES.items()}


def atoms(text: str) -> Iterator[Atom]:
    """The atoms of a folded text, in order. What means nothing (quotes, full stops) is left out."""
    for match in _LEXER.finditer(text):
        name = match.lastgroup or ""
        piece = match[0]
        if name == "numeric":
            yield from _numeric(piece, _day_order(text))
        else:
            yield from _made(name, piece)


@lru_cache(maxsize=8192)
def _made(name: str, piece: str) -> tuple[Atom, ...]:
    """What a piece means whatever stands beside it: texts differ, their pieces come again."""
    if name in _PUNCTUATION:
        return (Atom(_PUNCTUATION[name], piece),)
    shape = _EACH[name].fullmatch(piece)
    return tuple(_MAKERS[name](piece, shape.groups() if shape else ()))


def _day_order(text: str) -> str | None:
    """``mdy`` or ``dmy`` when a number over 12 in the text shows it; None when nothing does."""
    orders = set()
    for match in re.finditer(_NUMERIC, text):
        if int(match["p"]) > 12 >= int(match["q"]):
            orders.add("dmy")
        elif int(match["q"]) > 12 >= int(match["p"]):
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


# --- makers: a piece and its groups become atoms --------------------------------------------------

_Groups = tuple[str | None, ...]


def _calendar(
    piece: str, year: str, month: str | None = None, day: str | None = None
) -> list[Atom]:
    """A written-out date; a month or day of zero, as databases write them, counts as not given."""
    number = int(year)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    made = [Atom(AtomKind.YEARS, piece, number, number)]
    if month and int(month) > 12:
        return [*made, Atom(AtomKind.ODD, piece, odd="no such day")]
    if month and int(month):
        made.append(Atom(AtomKind.MONTH, piece, int(month)))
        if day and int(day):
            made.append(Atom(AtomKind.DAY, piece, int(day)))
    return made


def _chinese(piece: str, groups: _Groups) -> list[Atom]:
    republic, year, month, day = groups
    return _calendar(piece, year or str(1911 + int(republic or 0)), month, day)


def _iso(piece: str, groups: _Groups) -> list[Atom]:
    year, dashed, slashed, dotted, day = groups
    return _calendar(piece, year or "", dashed or slashed or dotted, day)


def _numeric(piece: str, order: str | None) -> list[Atom]:
    """``10-02-1976``: in the order that a number of the text shows, else both readings."""
    first, second, year = re.split(r"[-/.]", piece)
    if order == "mdy" or int(second) > 12 >= int(first):
        return _calendar(piece, year, first, second)
    if order == "dmy" or int(first) > 12 >= int(second) or first == second:
        return _calendar(piece, year, second, first)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR or max(int(first), int(second)) > 12:
        return [Atom(AtomKind.ODD, piece, odd="no such day")]
    if 0 in (int(first), int(second)):
        return _calendar(piece, year)
    readings = sorted(
        (date(int(year), int(first), int(second)), date(int(year), int(second), int(first)))
    )
    return [Atom(AtomKind.SPAN, piece, span=(readings[0], readings[1]), odd="either order")]


def _hyphened(_piece: str, groups: _Groups) -> list[Atom]:
    day, month, year = groups
    return [*_number(day or "", ()), *_word(month or "", ()), *_number(year or "", ())]


def _month_year(piece: str, groups: _Groups) -> list[Atom]:
    month, year = groups
    return _calendar(piece, year or "", month)


def _years(first: int, last: int) -> Span:
    return date(first, 1, 1), date(last, 12, 31)


def _second_year(first: str, second: str) -> int:
    return int(first[: 4 - len(second)] + second)


def _fiscal(piece: str, groups: _Groups) -> list[Atom]:
    first, second = groups
    year = int(first or 0)
    last = _second_year(first or "", second) if second else year
    if not FIRST_YEAR < year <= last <= LAST_YEAR:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    return [Atom(AtomKind.SPAN, piece, span=_years(year if second else year - 1, last))]


def _short_range(piece: str, groups: _Groups) -> list[Atom]:
    """``1974-75`` is two years, ``1974-05`` a month; ``1905-06`` may be either."""
    year, tail = groups[0] or "", groups[1] or groups[2] or ""
    first, last, month = int(year), _second_year(year, tail), int(tail)
    if not FIRST_YEAR <= first <= LAST_YEAR:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    if last <= first:
        return _calendar(piece, year, tail)
    odd = "month or years" if month <= 12 and "-" in piece else ""
    return [Atom(AtomKind.YEARS, piece, first, last, odd=odd)]


def _compact(piece: str, groups: _Groups) -> list[Atom]:
    year, month, day = (int(group or 0) for group in groups)
    try:
        written = date(year, month, day)
    except ValueError:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    return _calendar(piece, str(written.year).zfill(4), groups[1], groups[2])


def _unspecified(piece: str, _groups: _Groups) -> list[Atom]:
    known = piece.rstrip("ux-")
    first, last = int(known.ljust(4, "0")), int(known.ljust(4, "9"))
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    return [Atom(AtomKind.YEARS, piece, first, last)]


def _decade(_piece: str, groups: _Groups) -> list[Atom]:
    return _unspecified(groups[0] or "", ())


def _century(piece: str, groups: _Groups) -> list[Atom]:
    number, roman = groups
    century = int(number) if number else _roman(roman or "")
    if not 10 < century <= 21:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    return [Atom(AtomKind.YEARS, piece, century * 100 - 99, century * 100)]


def _roman(numeral: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < two else one for one, two in zip(values, following, strict=True))


def _republican(piece: str, groups: _Groups) -> list[Atom]:
    numeral = groups[0] or ""
    year = int(numeral) if numeral.isdigit() else _roman(numeral)
    if not 1 <= year <= 14:
        return [Atom(AtomKind.ODD, piece, odd="number")]
    return [Atom(AtomKind.REPUBLICAN_YEAR, piece, year)]


def _ordinal(_piece: str, groups: _Groups) -> list[Atom]:
    return _number(groups[0] or "", ())


def _number(piece: str, _groups: _Groups) -> list[Atom]:
    number = int(piece) if len(piece) <= 5 else 0
    if len(piece) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        return [Atom(AtomKind.YEARS, piece, number, number)]
    if len(piece) <= 2 and 1 <= number <= 31:
        return [Atom(AtomKind.DAY, piece, number)]
    return [Atom(AtomKind.ODD, piece, odd="serial" if len(piece) == 5 else "number")]


_WORD_KINDS = (
    (words.LISTED, AtomKind.COMMA),
    (words.RANGED, AtomKind.DASH),
    (words.BEFORE, AtomKind.BEFORE),
    (words.AFTER, AtomKind.AFTER),
    (words.ONGOING, AtomKind.ONGOING),
    (frozenset({"undated"}), AtomKind.UNDATED),
)


def _word(piece: str, _groups: _Groups) -> list[Atom]:
    if month := words.MONTHS.get(piece):
        return [Atom(AtomKind.MONTH, piece, month)]
    if month := words.REPUBLICAN_MONTHS.get(piece):
        return [Atom(AtomKind.REPUBLICAN_MONTH, piece, month)]
    if piece in words.VAGUE:
        return []
    for known, kind in _WORD_KINDS:
        if piece in known:
            return [Atom(kind, piece)]
    return [Atom(AtomKind.ODD, piece, odd="word")]


def _sign(piece: str, _groups: _Groups) -> list[Atom]:
    return [Atom(AtomKind.ODD, piece, odd="sign")]


_MAKERS: dict[str, Callable[[str, _Groups], list[Atom]]] = {
    "decade": _decade,
    "chinese": _chinese,
    "iso": _iso,
    "hyphened": _hyphened,
    "month_year": _month_year,
    "fiscal": _fiscal,
    "short_range": _short_range,
    "compact": _compact,
    "unspecified": _unspecified,
    "century": _century,
    "republican": _republican,
    "ordinal": _ordinal,
    "number": _number,
    "plain_word": _word,
    "word": _word,
    "sign": _sign,
}
_PUNCTUATION = {"open": AtomKind.ONGOING, "dash": AtomKind.DASH, "comma": AtomKind.COMMA}
