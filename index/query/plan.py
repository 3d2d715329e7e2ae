"""From what a person typed to what the matcher looks up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from index.language.abbreviations import Abbreviations
from index.language.numerals import NUMBERED, other_numeral
from index.language.variants import CONTAINERS, LETTERED, STOP_WORDS, container_words, variants
from index.language.words import bare, is_han, signed
from index.query import query
from index.query.lookups import (
    ANOTHER,
    WILD,
    YEAR,
    code,
    either,
    has_number,
    joined_code,
    numbered,
    pattern,
    places,
    sequence,
    single,
    titled,
    tokens,
    without_elision,
)
from index.query.moments import MOMENT_WORDS, chinese_ways, in_numbers, moment_at
from index.query.nodes import And, Dates, Housed, Node, Or, Phrase, Prefix, QueryPlan, Term, Value

MOST_WILD = 8
_TOGETHER = 3.0
"""How much more a number counts behind its noun than elsewhere."""
_QUESTION = re.compile(r"[^\W\d_]{2,}\?")
_OWNER = re.compile(r"(.*[^\W\d_]{3})['’´]s", re.IGNORECASE)
"""`board's` and `O'Brien's`, which are also found as `board` and `O'Brien`."""
_ABBREVIATED = frozenset(("", "title", "names", "terms", "parent", "notes", "place", "unit"))
"""Fields whose words may be abbreviated."""


@lru_cache(256)
def make_plan(asked: query.Query, typing: bool, abbreviations: Abbreviations) -> QueryPlan:
    """The plan of a query. While `typing` its last word may be unfinished."""
    return _Planner(typing, abbreviations).plan(asked.tree)


class _Planner:
    def __init__(self, typing: bool, abbreviations: Abbreviations) -> None:
        self.typing = typing
        self.abbreviations = abbreviations
        self.before: query.Tree | None = None
        self.words: list[tuple[str, Node]] = []
        self.taken: list[str] = []  # words that stand before the one being typed
        self.wild = 0

    def plan(self, tree: query.All) -> QueryPlan:
        node, containers = self._all(tree)
        words = [p for p in tree.parts if isinstance(p, query.Word) and not p.field]
        said = [part for part in tree.parts if not narrows(part)]
        if len(words) == len(said) > 1 and (joined := joined_code(words)):
            narrowing = tuple(part for part in tree.parts if narrows(part))
            within = (self._all(query.All(narrowing))[0],) if narrowing else ()
            node = Or((node, And((joined, *within))), (1.0, 1.0))
        title = _title(said)
        undated = tuple(part for part in title if not YEAR.fullmatch(part))
        return QueryPlan(
            node,
            tuple(self.words),
            places(title),
            len(title),
            self.typing and bool(words) and words[-1].last,
            places(undated) if len(undated) < len(title) else (),
            containers,
        )

    def _node(self, tree: query.Tree) -> Node:
        match tree:
            case query.Word():
                return _of_home(tree.field, self._word(tree))
            case query.Quoted():
                return _of_home(tree.field, sequence(tokens(tree.text), tree.field))
            case Value():
                return _of_home(tree.column, tree)
            case Dates():
                return tree
            case query.Any():
                return either(*(self._node(part) for part in tree.parts))
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
        at = 0
        while at < len(items):
            part, rest = items[at], items[at + 1 :]
            self.before = items[at - 1] if at else None
            needed = not optional[at] or needless
            at += 1
            if isinstance(part, query.Not):
                kept = self.words
                self.words = []
                without.append(self._node(part.part))
                self.words = kept
            elif boxed := self._container(part, rest[0] if rest else None):
                node, kinds = boxed
                parts.append(node)
                containers |= kinds
                at += 1
            elif said := self._moment((part, *rest)):
                node, words = said
                parts.append(node)
                at += words - 1
            elif near := self._counted(part, rest[0] if rest else None):
                parts.append(near)
                at += 1
            else:
                if isinstance(part, query.Word) and part.field == "box" and has_number(part.text):
                    containers |= set(container_words("box"))
                if needed:
                    parts.append(self._node(part))
        parts = list({id(part): part for part in parts}.values())  # a word may come again
        if not without and len(parts) == 1:
            return parts[0], frozenset(containers)
        return And(tuple(parts), tuple(without)), frozenset(containers)

    def _counted(self, part: query.Tree, following: query.Tree | None) -> Node | None:
        """`phase 3`: both words, and rather one after the other, in either numerals."""
        if not (isinstance(part, query.Word) and isinstance(following, query.Word)):
            return None
        noun, number = tokens(part.text), tokens(following.text)
        if part.field or following.field or len(noun) != 1 or noun[0] not in NUMBERED:
            return None
        if len(number) != 1 or not (other := other_numeral(number[0], numbered=True)):
            return None
        first = self._word(part)
        self.before = part
        both = And((first, self._word(following)))
        written = (number[0].encode(), other.encode())
        return Or((both, Phrase(((noun[0].encode(),), written))), (1.0, _TOGETHER))

    def _moment(self, items: Sequence[query.Tree]) -> tuple[Node, int] | None:
        """A day or month that two or three words say, and how many words those are."""
        plain = [item for item in items[:3] if isinstance(item, query.Word) and not item.field]
        said = moment_at([item.text for item in plain]) if len(plain) >= MOMENT_WORDS else None
        if said is None or list(items[: said.words]) != plain[: said.words]:
            return None
        words = [item for item in plain[: said.words] if not self._may_miss(item, None)]
        together = And(tuple(map(self._word_node, words)))
        shares = [1.0] * len(said.ways)
        node = Or((together, *said.ways), (1.0 if len(words) == said.words else 0.3, *shares))
        self.words.append((" ".join(item.text for item in plain[: said.words]), node))
        return node, said.words

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
        if not number or len(number) > 3 or not has_number(following.text):
            return None
        unfinished = self.typing and following.last
        node = either(numbered(noun[0], number, unfinished), titled(noun[0], number, unfinished))
        if noun[0] in container_words("box") and len(number) == 2 and number[1].isdigit():
            # `box 12/3` is box 12, folder 3.
            within = numbered("folder", number[1:], unfinished)
            node = either(node, And((numbered(noun[0], number[:1], False), within)))
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
        node = self._plain_node(word)
        if word.field not in _ABBREVIATED:
            return node
        others = tuple(
            Term(parts[0].encode(), word.field, bare(word.text).encode())
            if len(parts := tokens(text)) == 1
            else sequence(parts, word.field)
            for text in self.abbreviations.of(word.text)
        )
        share = ANOTHER * (0.2 if self.typing and word.last else 1.0)
        return Or((node, *others), (1.0, *[share] * len(others))) if others else node

    def _plain_node(self, word: query.Word) -> Node:
        unfinished = self.typing and word.last
        if word.last and _QUESTION.fullmatch(word.text):
            # The end of a question, or one letter more.
            asked = query.Word(word.text.rstrip("?"), word.field)
            return either(self._plain_node(asked), pattern(word.text, word.field))
        if WILD.search(word.text) and self.wild < MOST_WILD:
            self.wild += len(WILD.findall(word.text))
            if self.wild <= MOST_WILD:
                span = None if word.field else query.dates(word.text)
                node = pattern(word.text, word.field)
                return either(node, replace(span, near=True)) if span else node
        parts = without_elision(word.text)
        if not parts:
            return And(())
        if word.field == "code":
            whole = bare(word.text)
            return either(sequence(parts, "code", unfinished), code(whole))
        if sign := signed(word.text):
            return self._signed(sign, parts, word)
        if len(parts) > 1:
            return self._compound(word, parts, unfinished)
        # After `rente`, `ren` is rather the beginning of another word.
        apart = (
            tuple(other.encode() for other in self.taken if other.startswith(parts[0]))
            if unfinished
            else ()
        )
        return single(parts[0], word.text, word.field, unfinished, apart, self._is_counted())

    def _signed(self, sign: str, parts: Sequence[str], word: query.Word) -> Node:
        """`C++` is no other C; `#42` and `50%` are rather those with the sign."""
        own = Term(sign.encode(), word.field)
        if not parts[0].isdigit():
            return own
        return Or((own, single(parts[0], parts[0], word.field, False, (), False)), (1.0, ANOTHER))

    def _is_counted(self) -> bool:
        """Whether the word before is one that a number follows, such as `phase`."""
        before = self.before
        return isinstance(before, query.Word) and not NUMBERED.isdisjoint(tokens(before.text))

    def _compound(self, word: query.Word, parts: Sequence[str], unfinished: bool) -> Node:
        options = [sequence(parts, word.field, unfinished)]
        whole = bare(word.text)
        if is_han(parts[0]):
            pass
        elif not word.field and any(c.isdigit() for c in whole):
            options.append(code(whole))
        else:
            whole_word = Prefix if unfinished else Term
            options.append(whole_word(whole.encode(), word.field))
        if owner := _OWNER.fullmatch(word.text):
            options.append(self._plain_node(query.Word(owner[1], word.field)))
        if "年" in word.text:
            options += (sequence(tokens(way), word.field) for way in chinese_ways(word.text))
        if not word.field and (span := query.dates(word.text)):
            options.append(replace(span, near=True))
        elif not word.field and (said := in_numbers(word.text)):
            options += said.ways
        return either(*options)


def _of_home(field: str, node: Node) -> Node:
    """What is asked of a place is asked of where a record lives, be it in its container."""
    return Housed(node) if field == "place" else node


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
        if any(map(signed, words)):  # `#42` is rather that than the beginning of `42 prints`
            return tuple(
                each
                for word in words
                for each in ((signed(word),) if signed(word) else tokens(word))
            )
        return tokens(" ".join(words))
    match parts:
        case [query.Quoted(text=text)]:
            return tokens(text)
    return ()
