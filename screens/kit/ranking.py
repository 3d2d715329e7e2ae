"""Which commands answer to words, the likeliest first: imported with the first word after `>`.

A word may be one of a command's title, of its name or what else it is called, of what other systems
call it, or of what it does; it may be begun, run together (`checkout`), mistyped, or only its first
letters and some others in their order (`picl`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from data.plain import dataclass
from screens.kit.former_words import FORMER_WORDS

if TYPE_CHECKING:
    from screens.kit.command import ScreenCommand

_LIKE = 0.75
"""How alike a mistyped word must be, of 1."""

_LEAST_LIKE = 4
"""Letters of a word that may be mistyped."""

_LOOSE = 0.5
"""What a word counts of which a title has only the letters in their order."""

_LEAST_LOOSE = 3
"""Letters of a word that may have others between them."""

SPELLED = 5
"""From this on a word stands, or is begun, in what a command is called."""


def ranked(
    commands: Sequence[ScreenCommand], words: Sequence[str], can: Mapping[str, bool]
) -> list[ScreenCommand]:
    """Those that every word tells of; among equals what can be done now, then as they are offered.

    `can` says of the name of each whether it can be done.
    """
    scored = [(score, each) for each in commands if (score := _score(each, words))]
    return [
        each for _score, each in sorted(scored, key=lambda pair: (-pair[0], not can[pair[1].name]))
    ]


def is_spelled(command: ScreenCommand, words: Sequence[str]) -> bool:
    """Whether every word stands, or is begun, in what a command is called."""
    texts = _texts(command)
    return all(_word_score(word, texts) >= SPELLED for word in words)


def _score(command: ScreenCommand, words: Sequence[str]) -> float:
    """How well a command answers to words; 0 if one of them tells nothing of it."""
    texts = _texts(command)
    scores = [_word_score(word, texts) for word in words]
    return sum(scores) if all(scores) else 0


@dataclass(frozen=True)
class _Texts:
    """A command's title, what else it is called, phrase by phrase, and what it does; no case."""

    title: str
    called: tuple[str, ...]
    about: str

    @property
    def words(self) -> list[str]:
        """Every word, and every phrase run together."""
        whole = (self.title, *self.called)
        said = re.findall(r"\w+", " ".join((*whole, self.about)))
        return list(dict.fromkeys((*said, *map(_together, whole))))


def _texts(command: ScreenCommand) -> _Texts:
    called = (command.name, *command.also, *FORMER_WORDS.get(_act(command.name), ()))
    return _Texts(
        command.title_text().casefold(),
        tuple(each.casefold() for each in called),
        command.help_text().casefold(),
    )


def _act(name: str) -> str:
    """The act of a command: that on a request or a census goes by its name after a word."""
    return name.removeprefix("request-").removeprefix("census-")


def _word_score(word: str, texts: _Texts) -> float:
    """A word of the title counts most, then what begins one; what is only like one counts least."""
    called = " | ".join(texts.called)
    stands, begins = rf"\b{re.escape(word)}\b", rf"\b{re.escape(word)}"
    for score, pattern, text in (
        (9, stands, texts.title), (8, stands, called),
        (7, begins, texts.title), (6, begins, called),
    ):  # fmt: skip
        if re.search(pattern, text):
            return score
    whole = (texts.title, *texts.called)
    if len(word) >= _LEAST_LIKE and any(word in _together(each) for each in whole):
        return SPELLED
    if re.search(begins, texts.about):
        return 3
    if word in f"{texts.title} {called} {texts.about}":
        return 2
    if len(word) >= _LEAST_LIKE and (like := get_close_matches(word, texts.words, 1, _LIKE)):
        return SequenceMatcher(None, word, like[0]).ratio()
    return _LOOSE if _is_loose(word, texts.title) else 0


def _together(text: str) -> str:
    """Words run together, as in `checkout`."""
    return re.sub(r"[\s\-]+", "", text)


def _is_loose(word: str, title: str) -> bool:
    """Whether its letters come in their order in a title, from the beginning of a word on."""
    return len(word) >= _LEAST_LOOSE and bool(_loosely(word).search(title))


@cache
def _loosely(word: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\w*[\s\-]*\w*?".join(map(re.escape, word)))
