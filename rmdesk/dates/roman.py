"""Roman numerals, as years, centuries, months and years of the French Republic have them."""

from __future__ import annotations

import re

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_WELL_FORMED = re.compile(
    r"m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})", re.IGNORECASE
)


def roman(numeral: str) -> int:
    """The number that a Roman numeral in small letters writes, 0 if it is none.

    Four equal signs are taken too: clerks and clock makers write `xviiii` and `mdcccc`.
    """
    if not _WELL_FORMED.fullmatch(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < two else one for one, two in zip(values, following, strict=True))
