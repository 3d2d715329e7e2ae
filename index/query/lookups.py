"""What single words, sequences, containers, codes and patterns look up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.language.forms import forms_of
from index.language.numerals import ROMAN, other_numeral
from index.language.variants import ELIDED, container_words
from index.language.words import BETWEEN, LONGEST, bare, is_han
from index.language.words import tokens as words_of
from index.query import query
from index.query.nodes import (
    And,
    Code,
    Dates,
    Forms,
    Node,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
)

WILD = re.compile(r"[*?]")
YEAR = re.compile(r"1\d{3}|20\d\d")
WILD_PIECES = re.compile(r"([*?])")
ANOTHER = 0.3
"""What another numeral or an abbreviation is worth, of what the word itself is."""
_LONGEST_PHRASE = 60
_SEPARATED = re.compile(r"[^\w*?]+|_+")


@lru_cache(4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text. Each key that is pressed asks again for the words before it."""
    return tuple(words_of(text))


def places(title: Sequence[str]) -> tuple[bytes, ...]:
    """The words of a title, one in each place."""
    return tuple(part.encode() for part in _without_echo(title)[:_LONGEST_PHRASE])


def has_number(text: str) -> bool:
    """Whether a number stands in a text."""
    return any(part.isdigit() for part in tokens(text))


def numbered(noun: str, number: Sequence[str], unfinished: bool) -> Node:
    """A container of this number, under any of the names that it goes by."""
    names = tuple(name.encode() for name in container_words(noun))
    standing = (names, *map(_written, number))
    node = Phrase(standing)
    return Or((node, Phrase(standing, unfinished=True)), (1.0, 0.5)) if unfinished else node


def _written(part: str) -> tuple[bytes, ...]:
    """The ways to write a container's number, of which one may lie in a range of several."""
    if not part.isdigit():
        return (part.encode(),)
    return tuple(way.encode() for way in (part, BETWEEN + part, ROMAN.get(part)) if way)


def titled(noun: str, number: Sequence[str], unfinished: bool) -> Node:
    """A container of this kind with the number in its title or code, as `2005-2200-05` or `4/8`."""
    kinds = either(*(Term(name.encode(), "kind") for name in container_words(noun)))
    where = [sequence(number, zone, unfinished) for zone in ("title", "code")]
    return And((kinds, either(*where)))


def either(*nodes: Node) -> Node:
    """One of some."""
    return nodes[0] if len(nodes) == 1 else Or(nodes, (1.0,) * len(nodes))


def without_elision(text: str) -> Sequence[str]:
    """`l'hôpital` is `hopital`; nobody searches for the article."""
    parts = tokens(text)
    if len(parts) > 1 and parts[0] in ELIDED and re.match(r"[^\W\d_]+['’]", text):
        return parts[1:]
    return parts


def sequence(parts: Sequence[str], zone: str, unfinished: bool = False) -> Node:
    """Words that follow each other; the last may be a beginning."""
    zone = "dates" if zone == "date" else zone
    if not parts:
        return And(())
    if len(fewer := _without_echo(parts)) < len(parts):
        parts, unfinished = fewer, False
    elif is_han(parts[-1]) and len(parts[-1]) == 1:
        unfinished = True  # what follows it in a text is written with it: `2008年` in 2008年工作
    words = tuple(part.encode() for part in parts[:_LONGEST_PHRASE])
    if len(words) == 1:
        if unfinished:
            return Prefix(words[0], zone)
        return Term(words[0], zone)
    return Phrase(tuple((word,) for word in words), zone, unfinished)


def _without_echo(parts: Sequence[str]) -> Sequence[str]:
    """Without a lone last character of Chinese, which the pair before it holds already."""
    echo = len(parts) > 1 and is_han(parts[-1]) and len(parts[-1]) == 1 and len(parts[-2]) == 2
    return parts[:-1] if echo and is_han(parts[-2]) else parts


@lru_cache(4096)
def single(
    part: str, typed: str, field: str, unfinished: bool, apart: tuple[bytes, ...], counted: bool
) -> Node:
    """A word and its other forms; while it is typed, what begins so, but for the words `apart`.

    `counted`: it stands behind a word that a number follows.
    """
    zone = "dates" if field == "date" else field
    text = part.encode()
    if is_han(part):
        return Prefix(text, zone)
    # While typing, a short word that happens to be whole says little: `vin` may become `vincent`.
    whole = 0.2 if unfinished else 1.0
    options: list[Node] = [Term(text, zone)]
    factors = [whole]
    forms = forms_of(part, typed)
    if forms.alike or forms.others:
        options.append(Forms(text, forms, zone))
        factors.append(whole)
    if numeral := other_numeral(part, counted):
        options.append(Term(numeral.encode(), zone, text))
        factors.append(whole * ANOTHER)
    if unfinished:
        options.append(Prefix(text, zone))
        factors.append(0.2 if apart else 1.0)
        if apart:
            options.append(Prefix(text, zone, apart))
            factors.append(0.8)
    if part.isdigit():
        for node in _of_number(part, field):
            options.append(node)
            factors.append(1.0)
    return options[0] if len(options) == 1 else Or(tuple(options), tuple(factors))


def _of_number(part: str, field: str) -> Iterator[Node]:
    """What a number alone may be: a year that dates hold, a code, one of a range of boxes."""
    if field == "box":
        yield Term((BETWEEN + part).encode(), field)
    elif not field and YEAR.fullmatch(part):
        yield Dates(int(part) * 10000 + 101, int(part) * 10000 + 1231, near=True)
    elif not field and len(part) >= 3:
        yield code(part)


def code(text: str) -> Code:
    """A code, its beginning, or a good part of it."""
    inside = len(text) >= 5 and sum(c.isdigit() for c in text) >= 4
    return Code(text.lstrip("0").encode() or b"0", inside)


def joined_code(words: Sequence[query.Word]) -> Node | None:
    """`3610 5014 593961` may be one code, typed with blanks."""
    texts = [word.text for word in words]
    short = all(len(t) <= 14 and (len(t) <= 4 or any(c.isdigit() for c in t)) for t in texts)
    whole = bare("".join(texts))
    if not short or sum(c.isdigit() for c in whole) < 3 or not 5 <= len(whole) <= LONGEST:
        return None
    return code(whole)


@lru_cache(256)
def pattern(text: str, field: str) -> Node:
    """Stars and question marks within one word, a code or Chinese.

    One star at the end makes a beginning of what stands before it.
    """
    head = text.rstrip("*")
    parts = tokens(head)
    if any(map(is_han, parts)):
        return _chinese_pattern(text, field)
    if parts and not WILD.search(head):
        begun = sequence(parts, field, unfinished=True)
        if len(parts) == 1 or field not in ("", "code"):
            return begun
        return either(begun, Code(bare(head).encode(), inside=False))
    words = _SEPARATED.split(text)
    said = [found for word in words if (found := _wildcard(word, field)) is not None]
    node = said[0] if len(said) == 1 else And(tuple(said))
    coded = len(said) > 1 or any(c.isdigit() for c in text)
    if field not in ("", "code") or not coded:
        return node
    fitting = "".join(p if p in "*?" else bare(p) for p in WILD_PIECES.split(text))
    fits = Code(fitting.encode(), inside=False, pattern=True)
    return fits if len(words) > 1 else either(node, fits)


def _wildcard(text: str, field: str) -> Node | None:
    pieces = [(p, "".join(tokens(p))) for p in WILD_PIECES.split(text)]
    fitting = "".join(raw if raw in "*?" else folded for raw, folded in pieces)
    fitting = re.sub(r"\*+", "*", fitting)
    if not fitting.strip("*?"):
        return None
    return Wildcard(fitting, field) if WILD.search(fitting) else Term(fitting.encode(), field)


def _chinese_pattern(text: str, field: str) -> Node:
    """`专?保护`: words of pairs with any character between. A star asks for both its sides."""
    said = [_with_gaps(piece, field) for piece in text.split("*") if tokens(piece)]
    return said[0] if len(said) == 1 else And(tuple(said))


def _with_gaps(text: str, field: str) -> Node:
    text = text.strip("?")
    if "?" not in text:
        return sequence(tokens(text), field)
    standing: list[tuple[bytes, ...]] = []
    begun: list[int] = []
    for piece in WILD_PIECES.split(text):
        if piece == "?":
            standing.append(())
        elif piece:
            words = tokens(piece)
            alone = len(words) == 1
            begun += [len(standing)] if alone else []
            standing += [(word.encode(),) for word in (words if alone else words[:-1])]
            # The last character stands in the pair before it.
            standing += [] if alone else [()]
    while standing and not standing[-1]:
        standing.pop()
    return Phrase(tuple(standing), field, begun=tuple(begun))
