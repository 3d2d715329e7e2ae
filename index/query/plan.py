"""From what a person typed to what the matcher looks up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.language.forms import forms_of
from index.language.variants import (
    CONTAINERS,
    ELIDED,
    LETTERED,
    STOP_WORDS,
    container_words,
    variants,
)
from index.language.words import LONGEST, bare, is_han
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
    QueryPlan,
    Term,
    Value,
    Wildcard,
)


@lru_cache(4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text. Each key that is pressed asks again for the words before it."""
    return tuple(words_of(text))


_WILD = re.compile(r"[*?]")
_YEAR = re.compile(r"1\d{3}|20\d\d")
MOST_WILD = 8
_LONGEST_PHRASE = 60


@lru_cache(256)
def make_plan(asked: query.Query, typing: bool) -> QueryPlan:
    """The plan of a query. While `typing` its last word may be unfinished."""
    return _Planner(typing).plan(asked.tree)


class _Planner:
    def __init__(self, typing: bool) -> None:
        self.typing = typing
        self.words: list[tuple[str, Node]] = []
        self.taken: list[str] = []  # words that stand before the one being typed
        self.wild = 0

    def plan(self, tree: query.All) -> QueryPlan:
        node, containers = self._all(tree)
        words = [p for p in tree.parts if isinstance(p, query.Word) and not p.field]
        said = [part for part in tree.parts if not narrows(part)]
        if len(words) == len(said) > 1 and (joined := _joined_code(words)):
            narrowing = tuple(part for part in tree.parts if narrows(part))
            within = (self._all(query.All(narrowing))[0],) if narrowing else ()
            node = Or((node, And((joined, *within))), (1.0, 1.0))
        title = _title(said)
        undated = tuple(part for part in title if not _YEAR.fullmatch(part))
        return QueryPlan(
            node,
            tuple(self.words),
            _places(title),
            len(title),
            self.typing and bool(words) and words[-1].last,
            _places(undated) if len(undated) < len(title) else (),
            containers,
        )

    def _node(self, tree: query.Tree) -> Node:
        match tree:
            case query.Word():
                return self._word(tree)
            case query.Quoted():
                return _sequence(tokens(tree.text), tree.field)
            case Dates() | Value():
                return tree
            case query.Any():
                return _either(*(self._node(part) for part in tree.parts))
            case query.Not():
                return And((), (self._node(tree.part),))
            case query.All():
                return self._all(tree)[0]

    def _all(self, tree: query.All) -> tuple[Node, frozenset[str]]:
        parts: list[Node] = []
        without: list[Node] = []
        containers: set[str] = set()
        items = [p for p in tree.parts if not (isinstance(p, query.Word) and not self._sense(p))]
        optional = list(map(self._may_miss, items, [None, *items]))
        needless = all(o for o, item in zip(optional, items, strict=True) if not narrows(item))
        skip = False
        for i, part in enumerate(items):
            if skip:
                skip = False
                continue
            if isinstance(part, query.Not):
                kept = self.words
                self.words = []
                without.append(self._node(part.part))
                self.words = kept
                continue
            following = items[i + 1] if i + 1 < len(items) else None
            boxed = self._container(part, following)
            if boxed:
                node, kinds = boxed
                parts.append(node)
                containers |= kinds
                skip = True
                continue
            if isinstance(part, query.Word) and part.field == "box" and _numbers(part.text):
                containers |= set(container_words("box"))
            if not optional[i] or needless:
                parts.append(self._node(part))
        parts = list({id(part): part for part in parts}.values())  # a word may come again
        if not without and len(parts) == 1:
            return parts[0], frozenset(containers)
        return And(tuple(parts), tuple(without)), frozenset(containers)

    def _sense(self, word: query.Word) -> bool:
        """Whether there is anything to look up in a word."""
        return bool(tokens(word.text))

    def _may_miss(self, part: query.Tree, before: query.Tree | None) -> bool:
        """Whether a word says nothing: an article, unless it is a letter that names a series."""
        if not isinstance(part, query.Word) or part.field or (self.typing and part.last):
            return False
        text = part.text.casefold()
        if len(text) == 1 and isinstance(before, query.Word):
            return text in STOP_WORDS and not LETTERED.intersection(tokens(before.text))
        return text in STOP_WORDS

    def _container(
        self, part: query.Tree, following: query.Tree | None
    ) -> tuple[Node, frozenset[str]] | None:
        """`box 12`: the two in sequence, under any of the names that a box goes by."""
        if not (isinstance(part, query.Word) and isinstance(following, query.Word)):
            return None
        noun = tokens(part.text)
        number = tokens(following.text)
        if part.field or following.field or len(noun) != 1 or noun[0] not in CONTAINERS:
            return None
        if not number or len(number) > 3 or not _numbers(following.text):
            return None
        unfinished = self.typing and following.last
        node = _either(_numbered(noun[0], number, unfinished), _titled(noun[0], number, unfinished))
        if noun[0] in container_words("box") and len(number) == 2 and number[1].isdigit():
            # `box 12/3` is box 12, folder 3.
            within = _numbered("folder", number[1:], unfinished)
            node = _either(node, And((_numbered(noun[0], number[:1], False), within)))
        self.words.append((f"{part.text} {following.text}", node))
        return node, frozenset(container_words(noun[0]))

    def _word(self, word: query.Word) -> Node:
        node = self._word_node(word)
        for part in tokens(word.text) if self.typing else ():
            self.taken += [part, *variants(part, word.text)]
        if not word.field:
            self.words.append((word.text, node))
        return node

    def _word_node(self, word: query.Word) -> Node:
        unfinished = self.typing and word.last
        if _WILD.search(word.text) and self.wild < MOST_WILD:
            self.wild += len(_WILD.findall(word.text))
            if self.wild <= MOST_WILD:
                span = None if word.field else query.dates(word.text)
                pattern = _pattern(word)
                return _either(pattern, span) if span else pattern
        parts = _without_elision(word.text)
        if not parts:
            return And(())
        if word.field == "code":
            whole = bare(word.text)
            return _either(_sequence(parts, "code", unfinished), _code(whole))
        if len(parts) > 1:
            return self._compound(word, parts, unfinished)
        # After `rente`, `ren` is rather the beginning of another word.
        apart = (
            tuple(other.encode() for other in self.taken if other.startswith(parts[0]))
            if unfinished
            else ()
        )
        return _single(parts[0], word.text, word.field, unfinished, apart)

    def _compound(self, word: query.Word, parts: Sequence[str], unfinished: bool) -> Node:
        options = [_sequence(parts, word.field, unfinished)]
        whole = bare(word.text)
        if not word.field and any(c.isdigit() for c in whole) and not is_han(parts[0]):
            options.append(_code(whole))
            span = query.dates(word.text)
            if span:
                options.append(span)
        elif not is_han(parts[0]):
            whole_word = Prefix if unfinished else Term
            options.append(whole_word(whole.encode(), word.field))
        return _either(*options)


def narrows(tree: query.Tree) -> bool:
    """Whether a part only narrows what the others ask for."""
    if isinstance(tree, query.Word | query.Quoted):
        return bool(tree.field)
    if isinstance(tree, query.Any):
        return all(map(narrows, tree.parts))
    return isinstance(tree, Value | Dates | query.Not)


def _title(parts: Sequence[query.Tree]) -> tuple[str, ...]:
    """The words of the title that words alone, or one phrase alone, may be."""
    words = [part.text for part in parts if isinstance(part, query.Word)]
    if len(words) == len(parts):
        return tokens(" ".join(words))
    match parts:
        case [query.Quoted(text=text)]:
            return tokens(text)
    return ()


def _places(title: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in _without_echo(title)[:_LONGEST_PHRASE])


def _numbers(text: str) -> bool:
    return any(part.isdigit() for part in tokens(text))


def _numbered(noun: str, number: Sequence[str], unfinished: bool) -> Node:
    """A container of this number, under any of the names that it goes by."""
    names = tuple(name.encode() for name in container_words(noun))
    places = (names, *((part.encode(),) for part in number))
    node = Phrase(places)
    return Or((node, Phrase(places, unfinished=True)), (1.0, 0.5)) if unfinished else node


def _titled(noun: str, number: Sequence[str], unfinished: bool) -> Node:
    """A container of this kind with the number in its title or code, as `2005-2200-05` or `4/8`."""
    kinds = _either(*(Term(name.encode(), "kind") for name in container_words(noun)))
    where = [_sequence(number, zone, unfinished) for zone in ("title", "code")]
    return And((kinds, _either(*where)))


def _either(*nodes: Node) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(nodes, (1.0,) * len(nodes))


def _without_elision(text: str) -> Sequence[str]:
    """`l'hôpital` is `hopital`; nobody searches for the article."""
    parts = tokens(text)
    if len(parts) > 1 and parts[0] in ELIDED and re.match(r"[^\W\d_]+['’]", text):
        return parts[1:]
    return parts


def _sequence(parts: Sequence[str], zone: str, unfinished: bool = False) -> Node:
    zone = "dates" if zone == "date" else zone
    if not parts:
        return And(())
    if len(fewer := _without_echo(parts)) < len(parts):
        parts, unfinished = fewer, False
    words = tuple(part.encode() for part in parts[:_LONGEST_PHRASE])
    if len(words) == 1:
        if unfinished or (is_han(parts[0]) and len(parts[0]) == 1):
            return Prefix(words[0], zone)
        return Term(words[0], zone)
    return Phrase(tuple((word,) for word in words), zone, unfinished)


def _without_echo(parts: Sequence[str]) -> Sequence[str]:
    """Without a lone last character of Chinese, which the pair before it holds already."""
    echo = len(parts) > 1 and is_han(parts[-1]) and len(parts[-1]) == 1 and len(parts[-2]) == 2
    return parts[:-1] if echo and is_han(parts[-2]) else parts


@lru_cache(4096)
def _single(part: str, typed: str, field: str, unfinished: bool, apart: tuple[bytes, ...]) -> Node:
    """A word and its other forms; while it is typed, what begins so, but for the words `apart`."""
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
    if unfinished:
        options.append(Prefix(text, zone))
        factors.append(0.2 if apart else 1.0)
        if apart:
            options.append(Prefix(text, zone, apart))
            factors.append(0.8)
    if part.isdigit() and not field:
        if _YEAR.fullmatch(part):
            options.append(Dates(int(part) * 10000 + 101, int(part) * 10000 + 1231))
            factors.append(1.0)
        elif len(part) >= 3:
            options.append(_code(part))
            factors.append(1.0)
    return options[0] if len(options) == 1 else Or(tuple(options), tuple(factors))


def _code(text: str) -> Code:
    """A code, its beginning, or a good part of it."""
    inside = len(text) >= 5 and sum(c.isdigit() for c in text) >= 4
    return Code(text.lstrip("0").encode() or b"0", inside)


def _joined_code(words: Sequence[query.Word]) -> Node | None:
    """`3610 5014 593961` may be one code, typed with blanks."""
    texts = [word.text for word in words]
    short = all(len(t) <= 14 and (len(t) <= 4 or any(c.isdigit() for c in t)) for t in texts)
    whole = bare("".join(texts))
    if not short or sum(c.isdigit() for c in whole) < 3 or not 5 <= len(whole) <= LONGEST:
        return None
    return _code(whole)


@lru_cache(256)
def _pattern(word: query.Word) -> Node:
    """Stars and question marks within one word; a lone closing star is a beginning."""
    head = word.text.rstrip("*")
    parts = tokens(head)
    if len(parts) == 1 and not _WILD.search(head):
        return Prefix(parts[0].encode(), word.field)
    pieces = [(p, "".join(tokens(p))) for p in re.split(r"([*?])", word.text)]
    text = "".join(raw if raw in "*?" else folded for raw, folded in pieces)
    text = re.sub(r"\*+", "*", text)
    return Wildcard(text, word.field) if text.strip("*?") else And(())
