"""Other forms of a word that a person may mean: plurals, endings, spellings, containers."""

from __future__ import annotations

import re
from functools import lru_cache

STOP_WORDS = frozenset(
    [
        *("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"),
        *("au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "par", "pour"),
        *("sur", "un", "une"),
    ]
)
"""Words that need not be there, when other words are."""

ELIDED = frozenset(
    ["c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "presqu", "puisqu", "qu", "quoiqu", "s", "t"]
)

_GROUPS = (
    ("box", "boxes", "bx", "boite", "boites", "bte", "carton", "cartons", "container", "盒", "箱"),
    ("folder", "folders", "fol", "fld", "file", "dossier", "dossiers", "chemise"),
    ("volume", "vol", "volumes", "part", "tome", "卷", "册"),
    ("reel", "reels", "film", "roll", "bobine", "bobines"),
    ("frame", "frames", "image", "vue"),
    ("item", "items", "piece", "pieces"),
    ("shelf", "rayon"),
    ("fiche", "microfiche", "microfiches"),
    ("map", "maps", "drawing", "carte", "plan"),
)
_GROUP = {word: group for group in _GROUPS for word in group}

CONTAINERS = frozenset(_GROUP)
"""Words that name a container or part when a number follows."""

LETTERED = frozenset(
    [
        *("annex", "annexe", "appendix", "bay", "box", "boite", "cabinet", "carton", "class"),
        *("drawer", "exhibit", "part", "rang", "room", "row", "salle", "schedule", "section"),
        *("serie", "series", "shelf", "tiroir", "volume"),
    ]
)
"""Words after which a single letter is no article but a name."""


def container_words(word: str) -> tuple[str, ...]:
    """The names that what `word` names goes by, itself first."""
    group = _GROUP.get(word, (word,))
    return (word, *(other for other in group if other != word))


_PLURALS = (("", "s"), ("", "es"), ("y", "ies"), ("al", "aux"), ("au", "aux"), ("eu", "eux"))
_ENDINGS = ("", "e", "ed", "ing", "ee", "er", "ees", "es", "s")
_SWAPS = (
    ("oe", "o"),
    ("ae", "a"),
    ("ue", "u"),
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("our", "or"),
)
_LAST = (("ogue", "og"), ("ramme", "ram"), ("tre", "ter"), ("ence", "ense"))
"""Ends that are written in two ways."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@lru_cache(4096)
def variants(word: str, typed: str) -> tuple[str, ...]:
    """Forms beside `word`, which is folded from `typed`; few, and never the word itself."""
    if len(word) < 3 or not word.isalpha():
        return ()
    forms: dict[str, None] = {}
    for one, many in _PLURALS:
        if word.endswith(many) and len(word) - len(many) >= 3:
            forms[word[: len(word) - len(many)] + one] = None
        if word.endswith(one):
            forms[word[: len(word) - len(one)] + many] = None
    if len(word) >= 6:
        root = re.sub("(?:ees|ee|ed|ing|er|es|s|e)$", "", word)
        if len(root) >= 4:
            forms |= {root + ending: None for ending in _ENDINGS}
    for here, there in _SWAPS:
        if here in word:
            forms[word.replace(here, there)] = None
        if len(there) > 1 and there in word:
            forms[word.replace(there, here)] = None
    for ends in _LAST:
        for here, there in (ends, ends[::-1]):
            for plural in ("", "s"):
                if word.endswith(here + plural):
                    other = word[: len(word) - len(here + plural)] + there
                    forms |= {other: None, other + "s": None}
    if word.startswith(("enqui", "inqui")):
        forms[{"e": "i", "i": "e"}[word[0]] + word[1:]] = None
    if not typed.isascii():
        umlauted = typed.casefold().translate(_UMLAUTS)
        if umlauted != typed.casefold() and umlauted.isalpha():
            forms[umlauted] = None
    forms.pop(word, None)
    return tuple(forms)
