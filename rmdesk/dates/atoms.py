"""What a date text is cut into: years, months, days, whole spans, dashes, commas, oddities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto

FIRST_YEAR, LAST_YEAR = 1, 2100

Span = tuple[date | None, date | None]
UNKNOWN: Span = (None, None)


class AtomKind(IntEnum):
    """What an atom is: a whole number, which is looked up twice as fast as a name."""

    YEARS = auto()  # first..last
    DOUBLE_YEAR = auto()  # 1688/9: of the old and of the new style, or two years
    REPUBLICAN_YEAR = auto()
    LUNAR_YEAR = auto()
    ERA_YEAR = auto()  # counted from the beginning of an era that is named before it
    SHORT_DECADE = auto()  # 60s, of a century that is named before it
    MONTH = auto()  # first..last
    SEASON = auto()
    REPUBLICAN_MONTH = auto()
    LUNAR_MONTH = auto()
    PART = auto()  # the first of so many (last)
    DAY = auto()  # first..last
    SPAN = auto()
    PERIOD = auto()  # begins so many days before what is named (first), ends so many after (last)
    COMMA = auto()
    DASH = auto()
    BEFORE = auto()
    AFTER = auto()
    FROM = auto()
    LUNAR = auto()
    UNDATED = auto()
    ONGOING = auto()
    ODD = auto()


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a date text with what it means; ``odd`` names why it is strange (see Strange).

    ``era`` is the year before the first of the era that the piece names, for what stands after it.
    """

    kind: AtomKind
    piece: str = ""
    first: int = 0
    last: int = 0
    span: Span = UNKNOWN
    odd: str = ""
    era: int = 0
