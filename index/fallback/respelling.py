"""What a person may have meant to type: words joined, parted, or spelt another way."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter

from index.fallback.spelling import nearest_words
from index.language.forms import GIVEN_NAMES
from index.language.variants import CONTAINERS, ELIDED, STOP_WORDS
from index.language.words import is_han
from index.matching.ranking import Answering
from index.query import query
from index.query.lookups import tokens
from index.query.nodes import And, Node, Phrase, Term
from index.query.plan import make_plan

_RARE = 20
"""Records that a word may stand in and still be a slip of the finger."""
_MOST_WRONG = 3
_MOST_PAIRS = 12
_MOST_OFFERED = 4
"""Words that one may stand for: what is shown, and what is offered beside it."""
_SHORTEST = 2
"""Letters that a part of a word has at least."""
_NOT_SPELT = frozenset(("code", "box", "date", "dates"))
"""Fields whose words are meant as they stand."""
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_WORD = re.compile(r"[\d?]|\*(?!$)")
"""What makes a code or a pattern, other than a beginning."""


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text put right, and other ways to put it right that find something too."""

    text: str
    others: tuple[str, ...] = ()


def respelt(answering: Answering, text: str, asked: query.Query, typing: bool) -> Respelt:
    """A query that found nothing, with what is wrong in it put right; as it was if none is known.

    Wrong is a word that finds nothing: it may be one with its neighbour, or be several words, or
    be spelt wrong. Failing those, a rare word that never meets the others is.
    """
    respelling = _Respelling(answering, asked, typing)
    if pair := respelling.joined():
        between = r"[\W_]+".join(re.escape(piece.typed) for piece in pair)
        joined = _put(text, between, "".join(piece.typed for piece in pair))
        asked = query.parse(joined)
        if joined == text or found(
            answering, make_plan(asked, typing, answering.abbreviations).node
        ):
            return Respelt(joined)
        return respelt(answering, joined, asked, typing)
    named = respelling.with_names(text)
    plan = make_plan(query.parse(named), typing, answering.abbreviations)
    if named != text and found(answering, plan.node):
        return Respelt(named)
    others: tuple[str, ...] = ()
    for piece in respelling.unknown()[:_MOST_WRONG]:
        if better := respelling.in_place_of(piece):
            ways = _put_each(text, piece, better)
            others = tuple([_put_each(each, piece, better)[0] for each in others] or ways[1:])
            text = ways[0]
    if not respelling.unknown():
        for piece in respelling.rare()[:_MOST_WRONG]:
            if better := respelling.met(piece):
                text, *ways = _put_each(text, piece, better)
                return Respelt(text, tuple(ways))
    return Respelt(text, others)


def _put_each(text: str, piece: _Piece, ways: Sequence[str]) -> list[str]:
    return [_put(text, re.escape(piece.typed), way) for way in ways]


def found(answering: Answering, node: Node) -> int:
    """How many records that may be known match."""
    return sum(
        len(answering.kept(layer, evaluation.docs(node)))
        for layer, evaluation in answering.evaluations
    )


def _put(text: str, pattern: str, better: str) -> str:
    return re.sub(rf"(?<!\w){pattern}(?!\w)", lambda _: better, text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of letters: a whole word of the query, or one in a compound or between quotes."""

    typed: str
    word: str  # as the index has it
    part: int  # the part of the query that it stands in
    field: str
    whole: bool
    quoted: bool
    last: bool

    def is_sure(self) -> bool:
        """Whether it is known to everybody, or too short to tell what else it may be."""
        if self.whole and not self.field and self.word in STOP_WORDS:
            return True
        return len(self.word) < 3 or self.word in CONTAINERS or self.word in ELIDED


class _Respelling:
    """Finds what is wrong in one query."""

    def __init__(self, answering: Answering, asked: query.Query, typing: bool) -> None:
        self._answering = answering
        self._typing = typing
        self._parts = list(_flat(asked.tree))
        self._nodes = [self._node([part]) for part in self._parts]
        self._counts = [
            1 if isinstance(part, query.Not) else self._found(node)
            for part, node in zip(self._parts, self._nodes, strict=True)
        ]
        pieces = (piece for i, part in enumerate(self._parts) for piece in _pieces(part, i))
        self._pieces = list(islice(pieces, query.MOST_WORDS))
        self._unknown = [
            piece
            for piece in self._pieces
            if not self._counts[piece.part] and (piece.whole or not self._found(_term(piece)))
        ]

    def unknown(self) -> list[_Piece]:
        """Words that find nothing, and should."""
        return [piece for piece in self._unknown if not piece.is_sure()]

    def rare(self) -> list[_Piece]:
        """Words that find little."""
        plain = [p for p in self._pieces if not (p.quoted or p.field or p.is_sure())]
        return [p for p in plain if not p.whole or self._counts[p.part] <= _RARE]

    def with_names(self, text: str) -> str:
        """A text in which names stand without an s that is too much, or with one that lacks.

        Names have no other forms, so that this is tried only when nothing is found.
        """
        for piece in self._pieces:
            named = piece.word.removesuffix("s")
            if named == piece.word:
                named += "s"
            if named in GIVEN_NAMES and piece.word not in GIVEN_NAMES and not piece.field:
                text = _put(text, re.escape(piece.typed), named)
        return text

    def joined(self) -> tuple[_Piece, _Piece] | None:
        """Two neighbouring words that are one word in a record that holds the others too."""
        plain = [p for p in self._pieces if p.whole and not p.field]
        pairs = [pair for pair in pairwise(plain) if pair[1].part == pair[0].part + 1]
        for first, second in pairs[:_MOST_PAIRS]:
            apart = And((self._nodes[first.part], self._nodes[second.part]))
            initials = len(first.word) == len(second.word) == 1
            if initials or (self._unknown and self._found(apart)):
                continue
            one = self._node([query.Word(first.typed + second.typed, "", second.last)])
            others = self._others((first.part, second.part))
            if self._found(one) and self._found(And((one, others))):
                return first, second
        return None

    def in_place_of(self, piece: _Piece) -> list[str]:
        """What an unknown word may be, likeliest first, rather where the others stand too."""
        others = self._company(piece)
        apart = self._apart(piece)
        # `onasis` is rather `onassis` than `on asis`.
        telling = [way for way in apart if STOP_WORDS.isdisjoint(tokens(way[0]))]
        if parted := self._most_found(telling, others):
            return [parted]
        near = self._near(piece, 2 if len(piece.word) > 4 else 1)
        if found := self._first_found(near, others):
            return found
        parted = self._most_found(apart, others) or self._most_found(apart, And(()))
        return [parted] if parted else self._first_found(near, And(()))

    def met(self, piece: _Piece) -> list[str]:
        """What a rare word may be in a record that holds the others."""
        others = self._company(piece)
        parted = self._most_found(self._apart(piece), others)
        return [parted] if parted else self._first_found(self._near(piece, 1), others)

    def _near(self, piece: _Piece, most: int) -> list[_Way]:
        words = nearest_words(self._answering, piece.word, most)
        return [(word, Term(word.encode(), piece.field)) for word in words]

    def _apart(self, piece: _Piece) -> list[_Way]:
        """The word as two or three that stand in sequence."""
        if piece.field and not piece.whole:
            return []
        quote = '"' if piece.field and not piece.quoted else ""
        return [
            (
                quote + " ".join(words) + quote,
                Phrase(tuple((word.encode(),) for word in words), piece.field),
            )
            for words in _cut(piece.word, self._stands)
        ]

    def _stands(self, word: str) -> bool:
        layers = self._answering.view.layers
        return any(layer.segment.words.find(word.encode()) >= 0 for layer in layers)

    def _most_found(self, ways: Sequence[_Way], others: Node) -> str | None:
        counts = [(self._found(_both(node, others)), text) for text, node in ways]
        most, text = max(counts, key=itemgetter(0), default=(0, ""))
        return text if most else None

    def _first_found(self, ways: Sequence[_Way], others: Node) -> list[str]:
        found = (text for text, node in ways if self._found(_both(node, others)))
        return list(islice(found, _MOST_OFFERED))

    def _company(self, piece: _Piece) -> Node:
        """What must stand beside a word: all the others but for those unknown too."""
        beside = [
            _term(other)
            for other in self._pieces
            if other.part == piece.part
            and other is not piece
            and other not in self._unknown
            and len(other.word) > 1
        ]
        return And((self._others([piece.part]), *beside))

    def _others(self, but: Collection[int]) -> Node:
        """All parts of the query but some, and but for those that find nothing."""
        return self._node(
            [part for i, part in enumerate(self._parts) if i not in but and self._counts[i]]
        )

    def _node(self, parts: Sequence[query.Tree]) -> Node:
        asked = query.Query(query.All(tuple(parts)), False)
        return make_plan(asked, self._typing, self._answering.abbreviations).node

    def _found(self, node: Node) -> int:
        return found(self._answering, node)


_Way = tuple[str, Node]
"""What may be meant: as text for the query, and what to look up for it."""


def _flat(tree: query.All) -> Iterator[query.Tree]:
    for part in tree.parts:
        if isinstance(part, query.All):
            yield from _flat(part)
        else:
            yield part


def _pieces(tree: query.Tree, part: int) -> Iterator[_Piece]:
    """The words of one part that are made of letters."""
    if isinstance(tree, query.Any | query.All):
        for inner in tree.parts:
            yield from _pieces(inner, part)
    if not isinstance(tree, query.Word | query.Quoted) or tree.field in _NOT_SPELT:
        return
    if _NO_WORD.search(tree.text):
        return
    quoted = isinstance(tree, query.Quoted)
    last = isinstance(tree, query.Word) and tree.last
    whole = not quoted and len(tokens(tree.text)) == 1
    runs = _LETTERS.findall(tree.text)
    for run in [tree.text] if whole and len(runs) > 1 else runs:
        words = tokens(run)
        if len(words) == 1 and words[0].isalpha() and not is_han(words[0]):
            yield _Piece(run, words[0], part, tree.field, whole, quoted, last)


def _both(node: Node, others: Node) -> Node:
    """What both find. No parts at all would find every record, which takes its time."""
    return node if others == And(()) else And((node, others))


def _term(piece: _Piece) -> Term:
    return Term(piece.word.encode(), piece.field)


def _cut(word: str, stands: Callable[[str], bool]) -> Iterator[tuple[str, ...]]:
    """The ways to cut a word into two or three that stand somewhere."""
    places = range(_SHORTEST, len(word) - _SHORTEST + 1)
    ends = [end for end in places if stands(word[:end])]
    starts = [start for start in places if stands(word[start:])]
    for end in ends:
        for start in starts:
            if start == end:
                yield word[:end], word[start:]
            elif start >= end + _SHORTEST and stands(word[end:start]):
                yield word[:end], word[end:start], word[start:]
