"""The shapes of the pieces that a folded date text is cut into, in the order they are tried."""

from __future__ import annotations

import re

from rmdesk.dates import han, words
from rmdesk.dates.eras import ERAS

_MONTHS = "|".join([*words.MONTHS, *words.REPUBLICAN_MONTHS])
_ROMAN_MONTH = r"(?:viii|vii|vi|iv|v|iii|ii|ix|i|xii|xi|x)"
_ERA = "|".join(sorted(ERAS, key=len, reverse=True))
_HAN_WORD = "|".join(
    sorted(
        {
            *han.VAGUE, *han.SEASONS, *han.LISTED, *han.RANGED, *han.BEFORE, *han.AFTER, *han.FROM,
            *han.ONGOING, *han.UNDATED, *han.UNCOUNTED, *han.NOT, *han.OTHER_CALENDARS,
            *han.BEFORE_OUR_ERA, *han.LUNAR, *han.LUNAR_MONTHS, *han.PARTS, *han.TEN_DAYS,
        },
        key=len,
        reverse=True,
    )
)  # fmt: skip
_CENTURY = r"(?:centur(?:y|ies)\b|cent\b|c\b|siecles?\b|s\b\.?)"

_IN_FRONT = {
    "blank": r" +",
    "letter": r"(?<=\d)a(?![a-z]| ?\d)",
    "negative": r"(?<!\w)(?<!\w )-0\d{3}(?!\d)",
    # Most pieces are plain words: they are tried first, but for those that begin a longer shape.
    "plain_word": rf"(?!(?:ans?|fy|fiscal|financial|budget|exercices?)\b"
    r"|(?:back|ahead|fy|q|t|h|s|w|c)\d"
    rf"|[ivx]+(?:er|e|eme)?(?: ?{_CENTURY}|\b)|[mdclxvi]+\b|[ivx]+bre\b|{_ROMAN_MONTH}[-./]\d"
    rf"|(?:{_ERA})\b)[a-z]+",
}
_PLAIN_NUMBERS = {
    # These stand in most texts: what cannot begin a longer shape is not tried as one.
    "plain_year": r"\d{4}(?=$|[,;)]|-\d{4}(?!\d)| (?!to|au?\b)[a-z(]| -(?! ?\d\d?(?!\d)))",
    "plain_day": r"(?!\d\d?,\d{3}(?!\d))\d\d?(?=$|,| (?!cent|siecl|[ivx]+\b|e[rm]e\b)[a-z]{3,9}\b)",
}
_FROM_A_YEAR = {
    "masked": r"(\d{4})(?:-(\d\d))?(?:-(?:uu|xx)){1,2}",
    "iso": r"(\d{4})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.)(\d\d?)(?!\d)",
    "spaced": r"(\d{4}) (\d\d?) (\d\d?)(?!\d)(?= ?(?:$|[-,;)]))",
    "iso_named": r"(\d{4})[-/.]([a-z]{3,9})[-/.](\d\d?)(?!\d)",
    "year_month": rf"(\d{{4}})-({_MONTHS})\b(?!\.?,? ?(?:\d\d?(?:st|nd|rd|th|er)?,? )?\d{{4}})",
    "months": r"(\d{4})(?:-(\d\d)/|/(\d\d)-|\.(\d\d?)-)(\d\d?)(?![\d./])",
    "week": r"(\d{4})-?w(\d\d)(?:-?([1-7]))?(?!\d)",
    "decade": r"(\d{3})0(?:'?s\b| ?年代)",
    "fiscal_han": r"(\d{4})(?:[-/](\d{4}|\d\d?))?(?:财年|财政年度|会计年度)",
    "double_years": r"(\d{4})/\d\d-\d\d/(\d\d)(?!\d)",
    "year_pair": r"(\d{4})/(\d{4})(?![\d/-]|\.\d)",
    "short_range": r"(\d{4})(?:/(\d\d?)|-'?(?!(?:1[3-9]|20)(?:--|\.\.))(\d\d?)"
    rf"(?![a-z]| (?:{_MONTHS})\b)"
    r"|(?: ?- ?|\.\.| (?:to|a|au) )'?([4-9]\d|3[2-9]))(?!\d)",
    "dotted_month": r"(\d{4})\.(\d\d?)(?!\.?\d)",
}
_NUMBERS = {
    "month_days": r"(\d\d?)-(\d\d?)/(\d\d?)[/.-](\d{4})(?!\d)",
    "numeric": r"\d\d?(?:-\d\d?-|/\d\d?/|\.\d\d?\.)\d{4}(?!\d)",
    "months_year": r"(\d\d?)-(\d\d?)[/.](\d{4})(?!\d)",
    "hyphened": rf"(\d\d?)[-/.]([a-z]{{3,9}}|{_ROMAN_MONTH})[-/.](\d{{4}})(?!\d)",
    "roman_month": rf"(\d\d?) ({_ROMAN_MONTH}) (\d{{4}})(?!\d)",
    "month_year": r"(?<![a-z.])(\d\d?)[-/.](\d{4})(?!\d)",
    "month_day": r"(\d\d?)[-.](\d\d?)(?![-\d./])",
    "year_han": r"(\d{3,4}) ?年",
    "old_decade": r"(\d\d)0'?s\b",
    "short_decade": r"'?(\d)0(?:'?s\b|年代)",
    "era_year": r"(\d\d?) ?年",
    "month_han": r"(\d\d?) ?月",
    "day_han": r"(\d\d?) ?[日号]",
    "quarter_han": r"(\d) ?季度?",
    "century": rf"(\d\d?)(?:(?:st|nd|rd|th|er|eme|e) ?{_CENTURY}"
    r"| ?(?:centur(?:y|ies)\b|cent\b|siecles?\b|世纪))",
    "clerk_month": r"([789]|10)(?:bre|ber|bris)\b",
    "part_first": r"([1-4])[qt](?![a-z])|([12])[hs](?![a-z])",
    "compact": r"(\d{4})(\d\d)(\d\d)(?:t?\d{4}(?:\d\d)?z?)?(?!\d)",
    "unspecified": r"\d\d(?:[ux]{2}|--(?!\d)|\.\.(?![.\d]))|\d{3}(?:[ux]|-(?!\d))",
    "split_year": r"[12][ .']\d{3}(?!\d)|\d\d?,\d{3}(?!\d)",
    "ordinal": r"(\d\d?) ?(?:st|nd|rd|th|ere|er|eme|e)\b",
    "misread": r"(?<=[il])\d{3}(?!\d)|\d{3}(?=o(?!\w))",
    "number": r"\d+",
}
_OTHERS = {
    "roman_month_year": rf"({_ROMAN_MONTH})[-/.](\d{{4}})(?!\d)",
    "clerk_roman": r"(viii|vii|ix|x)(?:bre|ber|bris)\b",
    "fiscal": r"(?:fy|(?:fiscal|financial|budget)(?: years?)?|annee fiscale"
    r"|exercices?(?: (?:budgetaires?|comptables?|fisca(?:l|ux)|financiers?))?)"
    r" ?'?(\d{4}|\d\d(?!\d))(?:[-/](\d{4}|\d\d))?(?!\d)",
    "fiscal_word": r"(?:fy|fiscal|financial|budget|exercices?)\b",
    "century_of": r"\b([ivx]+)(?:(?:th|er|eme|e)? ?(?:centur(?:y|ies)|siecles?)|(?:eme|e) ?s)\b"
    r"|\bc(\d\d?)(?:th)?\b",
    "century_bare": r"\b([xvi]+)(?:eme|e)\b",
    "republican": r"\ban ([ivx]+|\d\d?|premier|deux|second)(?:e|er)?\b",
    "year_of": r"\bans?\b",
    "part": r"q(\d)of(\d)\b|[qt]([1-4])(?!\d)|[hs]([12])(?!\d)",
    "period": r"(back|ahead)(\d+)",
    "before_republic": r"民国?前(?:(\d\d?)年?)?",
    "era": rf"({_ERA})(?: ?(\d{{1,3}}|元)(?!\d| ?[月日])(?: ?年度?)?)?",
    "lunar_month": r"闰(\d\d?)月",
    "han": rf"{_HAN_WORD}",
    "han_odd": rf"(?:(?!{_HAN_WORD}|{_ERA})[一-鿿])+",
    "roman_year": r"\b[mdclxvi]+\b",
    "word": r"[^\W\d_一-鿿]+",
    "slip": r"[`!*][\d_]+",
    "open": r"\.{2,}",
    "dash": r"[-/]",
    "comma": r"[,;&+]",
    "sign": r"[=:|#*$£€¥]",
}
SHAPES = {**_IN_FRONT, **_PLAIN_NUMBERS, **_FROM_A_YEAR, **_NUMBERS, **_OTHERS}
_BEHIND = {"month_day": "(?<=[-/])"}
"""What must stand before a shape, and is no part of its piece."""


def _named(shapes: dict[str, str]) -> str:
    return "|".join(f"{_BEHIND.get(name, '')}(?P<{name}>{shape})" for name, shape in shapes.items())


LEXER = re.compile(
    rf"{_named(_IN_FRONT)}|(?<!\d)(?='?\d)(?:{_named(_PLAIN_NUMBERS)}"
    rf"|(?=\d{{4}})(?:{_named(_FROM_A_YEAR)})|{_named(_NUMBERS)})|{_named(_OTHERS)}"
)
EACH = {name: re.compile(shape) for name, shape in SHAPES.items()}
NUMERIC = re.compile(r"(?<!\d)(\d\d?)[-/.](\d\d?)[-/.]\d{4}(?!\d)")
PLAIN_DECADE = re.compile(r"(?<!\d)\d\d[1-9]0'?s\b")
"""A decade that cannot be a century: what is written beside it is a decade too."""
