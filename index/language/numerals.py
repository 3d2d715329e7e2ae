"""Small numbers as Romans write them: `phase 3` is phase III, and `an 9` an IX."""

from __future__ import annotations

_TENS = ("", "x", "xx", "xxx")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {10 * i + j: ten + one for i, ten in enumerate(_TENS) for j, one in enumerate(_ONES)}

ROMAN = {str(number): roman for number, roman in _ROMAN.items() if number}
"""1 to 39, as folded."""
ARABIC = {roman: number for number, roman in ROMAN.items()}

NUMBERED = frozenset(
    [
        *("phase", "part", "partie", "stage", "volume", "vol", "tome", "act", "acte", "book"),
        *("livre", "chapter", "chapitre", "class", "classe", "series", "serie", "section"),
        *("an", "title", "titre", "war", "guerre", "article", "appendix", "annex", "annexe"),
        *("grade", "level", "niveau", "type", "schedule", "region", "zone", "district", "etude"),
    ]
)
"""Words after which one letter is a number."""


def other_numeral(word: str, numbered: bool) -> str:
    """The number written the other way; one letter is one only where `numbered` says so."""
    roman = ROMAN.get(word) or (word if word in ARABIC else "")
    if not roman or (len(roman) == 1 and not numbered):
        return ""
    return ROMAN.get(word) or ARABIC[word]
