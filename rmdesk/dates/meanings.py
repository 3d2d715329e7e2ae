"""What single words and numbers of a date text mean, and the atoms that they are made into."""

from __future__ import annotations

from rmdesk.dates import han, words
from rmdesk.dates.atoms import FIRST_YEAR, LAST_YEAR, Atom, AtomKind

Groups = tuple[str | None, ...]
"""The groups of a shape, those of the way it was not written being None."""


def oddity(piece: str, reason: str) -> Atom:
    """A piece that has no meaning; the reason is one of those that `oddities` tells."""
    return Atom(AtomKind.ODD, piece, odd=reason)


def first_of(groups: Groups) -> str:
    """The one group that is written."""
    return next((group for group in groups if group), "")


def month_atom(piece: str, first: str, last: str = "") -> Atom:
    """One month, or several from first to last, whose numbers are written."""
    return Atom(AtomKind.MONTH, piece, int(first), int(last or first))


def day_atom(piece: str, first: int, last: int = 0) -> Atom:
    """One day of a month, or those from first to last."""
    return Atom(AtomKind.DAY, piece, first, last or first)


def years_atom(piece: str, first: int, last: int, odd: str = "") -> Atom:
    """Years from first to last, or an oddity if they cannot be placed."""
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        return oddity(piece, "number")
    return Atom(AtomKind.YEARS, piece, first, last, odd=odd)


def number(piece: str) -> list[Atom]:
    """Three digits alone may be a year before 1000, or one that has lost a digit: it says so."""
    number = int(piece) if len(piece) <= 5 else 0
    if len(piece) == 4 or (len(piece) == 3 and number >= 100):
        odd = "before 1000" if len(piece) == 3 else ""
        return [years_atom(piece, number, number, odd)]
    if len(piece) <= 2 and 1 <= number <= 31:
        return [day_atom(piece, number)]
    reason = "serial" if len(piece) == 5 else "two digits" if len(piece) == 2 else "number"
    return [oddity(piece, reason)]


_REASONS = (
    (words.NOT | han.NOT, "not"),
    (han.UNCOUNTED, "uncounted"),
    (words.BEFORE_OUR_ERA | han.BEFORE_OUR_ERA, "before our era"),
    (words.OTHER_CALENDARS | han.OTHER_CALENDARS, "other calendar"),
)
_WORD_KINDS = (
    (words.SEASONS | han.SEASONS, AtomKind.SEASON),
    (words.LISTED | han.LISTED, AtomKind.COMMA),
    (words.RANGED | han.RANGED, AtomKind.DASH),
    (words.BEFORE | han.BEFORE, AtomKind.BEFORE),
    (words.AFTER | han.AFTER, AtomKind.AFTER),
    (words.FROM | han.FROM, AtomKind.FROM),
    (words.ONGOING | han.ONGOING, AtomKind.ONGOING),
    (words.UNDATED | han.UNDATED, AtomKind.UNDATED),
    (han.LUNAR, AtomKind.LUNAR),
)


def _atoms_of_words() -> dict[str, tuple[Atom, ...]]:
    meanings: dict[str, tuple[Atom, ...]] = dict.fromkeys(words.VAGUE | han.VAGUE, ())
    meanings |= {word: (oddity(word, reason),) for known, reason in _REASONS for word in known}
    meanings |= {word: (Atom(kind, word),) for known, kind in _WORD_KINDS for word in known}
    meanings |= {word: (month_atom(word, str(month)),) for word, month in words.MONTHS.items()}
    meanings |= {
        word: (Atom(AtomKind.REPUBLICAN_MONTH, word, month, month),)
        for word, month in words.REPUBLICAN_MONTHS.items()
    }
    meanings |= {
        word: (Atom(AtomKind.LUNAR_MONTH, word, month, month),)
        for word, month in han.LUNAR_MONTHS.items()
    }
    meanings |= {word: (Atom(AtomKind.PART, word, *part),) for word, part in han.PARTS.items()}
    meanings |= {word: (day_atom(word, *days),) for word, days in han.TEN_DAYS.items()}
    return meanings


_MEANINGS = _atoms_of_words()


def word(piece: str) -> list[Atom]:
    """The atoms of a word; a vague one has none."""
    meaning = _MEANINGS.get(piece)
    return [oddity(piece, "word")] if meaning is None else list(meaning)
