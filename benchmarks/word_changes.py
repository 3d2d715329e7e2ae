"""Words changed as people change them: slips, number, part of speech. Known items are asked so."""

from __future__ import annotations

import random
from collections.abc import Callable

_ENGLISH_FORMS = (
    ("izations", "izing"), ("ization", "ized"), ("isation", "ising"), ("ations", "ating"),
    ("ation", "ating"), ("ation", "ing"), ("ations", "ed"), ("ation", "ed"), ("ements", "ing"),
    ("ement", "ed"), ("ement", "ing"), ("ments", "ing"), ("ment", "ing"), ("ment", "ed"),
    ("ctions", "cting"), ("ction", "cted"), ("ing", "ment"), ("ing", "ation"), ("ing", "ed"),
    ("izing", "ization"), ("ized", "ization"), ("ize", "ization"), ("ated", "ation"),
    ("ating", "ation"), ("ate", "ation"), ("ied", "ication"), ("ying", "ication"),
)  # fmt: skip
_FRENCH_FORMS = (
    ("ations", "er"), ("ation", "er"), ("ation", "ee"), ("ements", "er"), ("ement", "er"),
    ("ement", "ee"), ("issement", "ir"), ("age", "er"), ("er", "ation"), ("er", "ement"),
)  # fmt: skip
_SHORTEST = 4
"""Letters before the ending."""


def form_of(word: str, french: bool, stands: Callable[[str], bool]) -> str | None:
    """The first other form of a word that stands somewhere."""
    for ending, other in _FRENCH_FORMS if french else _ENGLISH_FORMS:
        form = word.removesuffix(ending) + other
        if word.endswith(ending) and len(form) - len(other) >= _SHORTEST and stands(form):
            return form
    return None


def slip(word: str, chance: random.Random) -> str:
    """One slip of the finger, not at the first letter."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghilmnoprstuv")
    return (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + letter + word[at + 1 :],
    )[chance.randrange(4)]


def inflected(words: list[str], french: bool) -> str:
    """Each long word in the other number, the first behind an article if it is French."""
    changed = []
    for word in words:
        if len(word) >= 5 and word[-1] not in "sxzy":
            changed.append(word + "s")
        elif len(word) >= 5 and word.endswith("s") and word[-2] not in "suoi":
            changed.append(word[:-1])
        else:
            changed.append(word)
    if french and changed[0][0].lower() in "aeiou":
        changed[0] = "l'" + changed[0]
    return " ".join(changed)
