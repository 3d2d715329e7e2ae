"""The analyser: text to words with positions, the same for what is kept and what is asked.

A word is a run of letters, or a run of digits without its leading zeros, or two neighbouring
characters of Chinese (a lone or last character is also a word, so that any one character can be
found as the beginning of a word). `G1854/10923` is the three words `g`, `1854`, `10923` in
sequence, so separators never matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.fold import fold
from index.schema import ZONES, Text, Value

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"\d+|[{_HAN}]+|[^\W\d_{_HAN}]+")
_PLAIN = re.compile("[0-9]+|[a-z]+")
_RANGE = re.compile(r"(?<!\d)(\d{1,4})\s*[-–]\s*(\d{1,4})(?!\d)")
_ODD_NAME = re.compile(r"\b([a-z])'([a-z]{3,})")
_ELISIONS = frozenset("cdjlmnst")

LONGEST = 40
"""A longer word is cut; no one types it whole."""


def tokens(text: str) -> list[str]:
    """The words of a text as they stand, folded; the position of a word is its place here."""
    text = fold(text)
    if text.isascii():
        return [_short(token) for token in _PLAIN.findall(text)]
    words: list[str] = []
    for token in _TOKEN.findall(text):
        if is_han(token):
            words += [token[i : i + 2] for i in range(len(token) - 1)]
            words.append(token[-1])
        else:
            words.append(_short(token))
    return words


def is_han(token: str) -> bool:
    """Whether a word is written in Chinese or Japanese characters."""
    char = token[0]
    basic = "\u3040" <= char <= "\ufaff" and not "\uac00" <= char <= "\ud7ff"
    return basic or char >= "\U00020000"


def _short(token: str) -> str:
    if token[0] == "0":
        token = token.lstrip("0") or "0"
    return token[:LONGEST]


def bare(text: str) -> str:
    """A code without its separators: what `code` terms are made of."""
    return "".join(c for c in fold(text) if c.isalnum())[:LONGEST]


def strings(value: Value) -> Iterable[str]:
    """The texts in a field's value."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value,)
    return (str(value),) if isinstance(value, int) else [v for v in value if v]


def occurrences(text: Text) -> Iterator[tuple[str, int]]:
    """Every word of a record with its position in the record's zones."""
    fields = text.fields
    for zone in ZONES:
        value = fields.get(zone.name)
        if not value:
            continue
        at = zone.start
        for string in strings(value):
            words = tokens(string)
            room = zone.end - 1 - at
            if room <= 0:
                break
            yield from zip(words[:room], range(at, at + room), strict=False)
            if "'" in string or "’" in string:
                yield from _joined(string, at)
            if zone.name == "box":
                yield from _within(string, at)
            # One position stays empty, so that no phrase runs from one value into the next.
            at += len(words) + 1


def _joined(string: str, at: int) -> Iterator[tuple[str, int]]:
    """`O'Brien` is also `obrien`; French elisions (`l'acte`) are not joined."""
    for match in _ODD_NAME.finditer(fold(string)):
        if match[1] not in _ELISIONS:
            yield match[1] + match[2], at


def _within(string: str, at: int) -> Iterator[tuple[str, int]]:
    """`Folder 1-3` holds folder 2 too."""
    for match in _RANGE.finditer(string):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + 100:
            place = at + len(tokens(string[: match.start()]))
            yield from ((str(n), place) for n in range(first + 1, last + 1))


def codes(text: Text) -> set[str]:
    """The record's codes without separators."""
    return {code for string in strings(text.fields.get("code")) if (code := bare(string))}
