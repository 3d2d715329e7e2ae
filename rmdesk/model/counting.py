"""The order in which people count: F2 before F10."""

import re
from unicodedata import normalize

from data.patterns import pattern

_DIGITS = pattern(r"(\d+)")


def as_counted(text: str) -> list[tuple[int, int | str]]:
    """A key to sort texts by, with each run of digits as the number that it is."""
    pieces = _DIGITS.split(normalize("NFKC", text).casefold())
    return [(0, int(piece)) if piece.isdecimal() else (1, piece) for piece in pieces if piece]


def counted_text(text: str, digits: int) -> str:
    """The same order as a text, such as one kept in the store: numbers of up to so many digits."""
    return re.sub(r"[0-9]+", lambda found: found.group().zfill(digits), text.strip().casefold())
