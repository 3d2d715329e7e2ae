"""The analyser: text to words with positions, the same for what is kept and what is asked.

A word is a run of letters, or a run of digits without its leading zeros, or two neighbouring
characters of Chinese (a lone or last character is also a word, so that any one character can be
found as the beginning of a word). `G1854/10923` is the three words `g`, `1854`, `10923` in
sequence, so separators never matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from index.language.fold import fold
from index.schema import ZONES, Text, Value

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"\d+|[{_HAN}]+|[^\W\d_{_HAN}]+")
_PLAIN = re.compile("[0-9]+|[a-z]+")
_LEADING_ZERO = re.compile("(?<![0-9])0")
_RANGE = re.compile(r"(?<!\d)(\d{1,4})\s*[-–]\s*(\d{1,4})(?!\d)")
_SEPARATORS = re.compile(r"[\W_]+")
_JOINED = re.compile(
    r"(?<![\w'.-])(?:([a-z]++)(?:-[a-z]{2,}+|(')[a-z]{3,}+|'(?:[nt]s?|l|d|y|r|rs|g|gs))"
    r"|(?:[a-z]{1,3}\.){2,}+[a-z]{0,3})(?![\w-])"
)
_SIGNED = re.compile(r"(?<![\w#+%])(?:#(\d+)|([a-z](?:\+\+|#))|(\d+)%)(?![\w#+%])")
BETWEEN = "~"
"""Stands before a number that lies within a range: folder `~2` of Folder 1-3.

It is found where a container of that number is asked for, and not by the number alone.
"""
_ELISIONS = frozenset("cdjlmnst")

_WIDEST = 1_000
"""Numbers of a range that are found each: a reel has so many frames."""

LONGEST = 40
"""A longer word is cut; no one types it whole."""


def tokens(text: str) -> list[str]:
    """The words of a text as they stand, folded; the position of a word is its place here."""
    return _split(fold(text))


def _split(text: str) -> list[str]:
    if text.isascii():
        found: list[str] = _PLAIN.findall(text)
        long = len(text) > LONGEST and max(map(len, found), default=0) > LONGEST
        return list(map(_short, found)) if long or _LEADING_ZERO.search(text) else found
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
    return _SEPARATORS.sub("", fold(text))[:LONGEST]


def strings(value: Value) -> Iterable[str]:
    """The texts in a field's value."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value,)
    return (str(value),) if isinstance(value, int) else [v for v in value if v]


def occurrences(text: Text) -> tuple[list[str], list[int]]:
    """Every word of a record and, in step, its position in the record's zones."""
    all_words: list[str] = []
    places: list[int] = []
    fields = text.fields
    for name, at, end, heard, numbered in _HEARING:
        value = fields.get(name)
        if not value:
            continue
        for string in (value,) if isinstance(value, str) else strings(value):
            words, others = heard(string, numbered)
            room = end - 1 - at
            if len(words) > room:
                words = words[: max(0, room)]
            all_words += words
            places += range(at, at + len(words))
            for place, word in others:
                if place < room:
                    all_words.append(word)
                    places.append(at + place)
            # One position stays empty, so that no phrase runs from one value into the next.
            at += len(words) + 1
    return all_words, places


_REPEATED = frozenset(("terms", "box", "parent", "place", "unit", "kind", "dates"))
"""Zones whose values many records share."""

Heard = tuple[list[str], list[tuple[int, str]]]
"""The words of a value as they stand, and others by their place among them."""


def _hear(string: str, numbered: bool) -> Heard:
    folded = fold(string)
    words = _split(folded)
    others: list[tuple[int, str]] = []
    if "'" in folded or "-" in folded or folded.count(".") > 1:
        others += _joined(folded)
    if "#" in folded or "+" in folded or "%" in folded:
        others += _with_signs(folded)
    if numbered:
        others += _within(string)
    return words, others


_again = lru_cache(4096)(_hear)

_HEARING = tuple(
    (each.name, each.start, each.end, _again if each.name in _REPEATED else _hear, boxed)
    for each, boxed in ((zone, zone.name == "box") for zone in ZONES)
)
"""For each zone its name, its positions, how its values are heard, and whether it is numbered."""


def _joined(folded: str) -> Iterator[tuple[int, str]]:
    """`O'Brien`, `int'l`, `co-op`, `Ph.D.` as one word too; not French elisions (`l'acte`)."""
    for match in _JOINED.finditer(folded):
        letter = match[1] is not None and len(match[1]) == 1
        name = letter and match[1] not in _ELISIONS
        if "'" not in match[0] or (name if match[2] else not letter):
            yield len(_split(folded[: match.start()])), bare(match[0])


def _with_signs(folded: str) -> Iterator[tuple[int, str]]:
    """`C++`, `#42` and `50%` as they stand, too."""
    for match in _SIGNED.finditer(folded):
        yield len(_split(folded[: match.start()])), signed(match[0]) or match[0]


def signed(text: str) -> str:
    """The word that a letter or number makes with the signs that belong to it; "" for others."""
    match = _SIGNED.fullmatch(fold(text))
    if not match:
        return ""
    number, letter, percent = match.groups()
    return letter or (f"#{_short(number)}" if number else f"{_short(percent)}%")


def _within(string: str) -> Iterator[tuple[int, str]]:
    """`Folder 1-3` holds folder 2 too."""
    for match in _RANGE.finditer(string):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + _WIDEST:
            place = len(tokens(string[: match.start()]))
            numbers = range(first + 1, last)
            yield from ((place, BETWEEN + str(number)) for number in numbers)
            yield place, str(last)


def codes(text: Text) -> set[str]:
    """The record's codes without separators, and the marks of the containers that it lies in."""
    found = {code for string in strings(text.fields.get("code")) if (code := bare(string))}
    if text.inside:
        found.update(map(_container, DIGITS, text.inside))
    return found


CONTAINER = "!"
"""Begins the mark of a container, and no code."""
DIGITS = "".join(map(chr, range(0x20, 0x30)))
"""What stands for hexadecimal digits there: signs that no code has, so that no text meets one."""
KEY_DIGITS = 16
_AS_SIGNS = str.maketrans("0123456789abcdef", DIGITS)


def _container(depth: str, key: int) -> str:
    """The mark of a container that a record lies in; the outermost sorts first."""
    return CONTAINER + depth + f"{key:0{KEY_DIGITS}x}".translate(_AS_SIGNS)
