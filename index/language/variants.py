"""Other forms of a word that a person may mean: plurals, spellings, containers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

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


_PLURALS = (("", "s"), ("y", "ies"), ("al", "aux"), ("au", "aux"), ("eu", "eux"))
_IRREGULAR: dict[str, list[str]] = {}
_LIKEWISE: dict[str, list[str]] = {}
"""Words whose plural follows no rule, and ends that change alike in any word (`-man`)."""
for _line in (files(__package__) / "plurals.csv").read_text("utf-8").split()[1:]:
    _kept = _LIKEWISE if _line[0] == "-" else _IRREGULAR
    for _word in _line.removeprefix("-").split(","):
        _kept.setdefault(_word, []).extend(_line.removeprefix("-").split(","))
_LEAST_ROOT = 3
_HISSING = ("s", "x", "z", "ch", "sh", "o")
"""What takes `es` for the plural: boxes, but not `deces` for `dec`."""
_SWAPS = (
    (re.compile("(?<![aeiouqg])oe(?!u)"), "o"),
    (re.compile("(?<![aeiouqg])ae"), "a"),
    (re.compile("(?<![aeiouqg])ue"), "u"),
    (re.compile("(?<=...)isation"), "ization"),
    (re.compile("(?<=...)ization"), "isation"),
    (re.compile("(?<=...)ise"), "ize"),
    (re.compile("(?<=...)ize"), "ise"),
    (re.compile("(?<=...)ising"), "izing"),
    (re.compile("(?<=...)izing"), "ising"),
    (re.compile("(?<=..[a-z])our(?=$|s$|ed|ing|ab)"), "or"),
    (re.compile("(?<=..[a-z])or(?=$|s$|ed|ing|ab)"), "our"),
)
"""Spellings of one word, where they stand in it."""
_LAST = (("ogue", "og"), ("ramme", "ram"), ("tre", "ter"), ("ence", "ense"))
"""Ends that are written in two ways."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def plurals(word: str) -> Iterator[str]:
    """The word in the other number, as English and French have it."""
    for one, many in _PLURALS:
        if word.endswith(many) and len(word) - len(many) >= 3:
            yield word[: len(word) - len(many)] + one
        if word.endswith(one):
            yield word[: len(word) - len(one)] + many
    if word.endswith(_HISSING):
        yield word + "es"
    if word.endswith("es") and word[:-2].endswith(_HISSING):
        yield word[:-2]
    yield from _IRREGULAR.get(word, ())
    for size in range(1, len(word) - _LEAST_ROOT + 1):
        yield from (word[:-size] + other for other in _LIKEWISE.get(word[-size:], ()))


def spellings(word: str, typed: str) -> Iterator[str]:
    """Other ways to write the word, which is folded from `typed`."""
    for spelt, other_way in _SWAPS:
        other = spelt.sub(other_way, word)
        if other != word:
            yield other
    for ends in _LAST:
        for here, there in (ends, ends[::-1]):
            for plural in ("", "s"):
                if word.endswith(here + plural):
                    other = word[: len(word) - len(here + plural)] + there
                    yield from (other, other + "s")
    if word.startswith(("enqui", "inqui")):
        yield {"e": "i", "i": "e"}[word[0]] + word[1:]
    if not typed.isascii():
        umlauted = typed.casefold().translate(_UMLAUTS)
        if umlauted != typed.casefold() and umlauted.isalpha():
            yield umlauted


@lru_cache(4096)
def variants(word: str, typed: str) -> tuple[str, ...]:
    """Forms beside `word`, which is folded from `typed`; few, and never the word itself."""
    if len(word) < 3 or not word.isalpha():
        return ()
    forms = dict.fromkeys((*plurals(word), *spellings(word, typed)))
    forms.pop(word, None)
    return tuple(forms)
