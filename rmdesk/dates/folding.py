"""Makes one plain writing of the many that a date has, before it is cut up.

Small letters without accents, half-width signs, digits for Chinese numerals; brackets of the
cataloguer and question marks are gone, and what they hid is written out (`[195-?]`, `19??`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rmdesk.dates import han, words
from rmdesk.dates.phrases import in_single_words

_SIGNS = dict.fromkeys("‐‑‒–—―−～〜", "-") | dict.fromkeys("’ʼ‘", "'") | {"·": ".", "。": "."}
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")
_COMBINING = re.compile("[\u0300-\u036f\u3099]")
_HAN = re.compile("[一-鿿〇]")
_BESIDE_HAN = re.compile("(?<=[一-鿿])(?=[a-z])|(?<=[a-z])(?=[一-鿿])")
_DROPPED = str.maketrans("", "", "[]?<>{}")
_ZEROS = str.maketrans("123456789", "0" * 9)
_MARKS = re.compile(r"[]?~<>≤≥%_*]")
_MARKED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!\d)(\d{1,3})\?(?=\d)", r"*\1_"),  # a digit that nobody can read
        (r"(?<!\d)(\d\d)(?:\?\?|__)(?!\d)", r"\1uu"),
        (r"(?<!\d)(\d{3})[?_]", r"\1u"),
        (r"(?<=\d{4}-\d\d-)\?{1,2}|(?<=\d{4}-)\?\?(?:-\?\?)?", "uu"),
        (r"^\[?\?\]?(?= ?-)", " undated "),
        (r"(?<![\w?])\?{1,2}(?=[-/.](?:\d\d?|\?\?)[-/.]\d{4})", "00"),
        (r"(?<=[-/.])\?\?(?=[-/.]\d{4})", "00"),
        (r"^([^\[]{0,200})(?<!\d)(\d{1,3})\]", r"\1*\2"),  # half a bracket: a digit is lost
        (r"<(?= ?\d[^>]*$)|≤", " before "),
        (r"^([^<>]{0,200})>(?= ?\d)", r"\1 after "),
        (r"≥", " after "),
        (r"(?<=\d) ?[?%]?~(?= ?(?:$|[/,;]))|(?<!\d)(?<!\d )(?<!年)~(?= ?\d)|%", ""),
        (r"~", "-"),
    )
)
_SIMPLE = re.compile(r"[a-z0 .,;()/'-]*")
_SIMPLE_WORDS = frozenset(
    [*words.MONTHS, *words.REPUBLICAN_MONTHS, "er", "th", "st", "nd", "rd", "circa", "ca", "bulk"]
) - {"mar", "nd"}


def fold(text: str) -> str:
    """The one plain writing of a date text, for `atoms` to cut up."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _SIGN.sub(_plain_sign, plain)
        plain = _COMBINING.sub("", unicodedata.normalize("NFKD", plain))
        plain = _SIGN.sub(_plain_sign, plain)
        if _HAN.search(plain):
            plain = han.with_digits(_BESIDE_HAN.sub(" ", plain.translate(han.PLAIN)))
    if _MARKS.search(plain):
        for mark, replacement in _MARKED:
            plain = mark.sub(replacement, plain)
    if _is_simple(plain.translate(_ZEROS)):
        return plain
    return in_single_words(plain).translate(_DROPPED)


def _plain_sign(found: re.Match[str]) -> str:
    return _SIGNS[found[0]]


@lru_cache(maxsize=4096)
def _is_simple(skeleton: str) -> bool:
    """Whether a text, its digits made alike, has nothing but numbers and names of months.

    Half of the texts differ from others in their digits only, and have no phrase in them.
    """
    found = re.findall(r"[^\W\d_]+", skeleton)
    return bool(_SIMPLE.fullmatch(skeleton)) and all(word in _SIMPLE_WORDS for word in found)
