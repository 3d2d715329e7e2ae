"""Matching on arrays: the same records as Whoosh's own matchers, much sooner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

import numpy as np

from index.matching import buffers
from index.matching.codes import find_codes
from index.matching.dating import touching
from index.matching.status_filter import Standing
from index.matching.terms import (
    LEAST_TERMS,
    MOST_TERMS,
    among,
    distinct,
    following,
    matching_terms,
    postings_of,
    spread_out,
    weighed,
)
from index.query.nodes import (
    And,
    Code,
    Dates,
    Forms,
    Housed,
    Node,
    Or,
    Phrase,
    Prefix,
    Term,
    Value,
    Wildcard,
)
from index.query.query import STORED, exact
from index.schema import ZONE
from index.segments.arrays import Bools, Floats, Ints, Segment

STRIDE_BITS = 17
"""Positions fit 16 bits; one more keeps a phrase from reaching into the next record."""
AHEAD = 64
"""Places of a phrase at most: what keeps the number of an occurrence above its record's first."""

_NONE = np.zeros(0, np.intp)


class Evaluation:
    """One query on one segment. Record numbers are ascending everywhere.

    They are of the width that numpy looks up with: narrower ones take it three times as long.
    """

    def __init__(
        self,
        segment: Segment,
        standing: Standing,
        living: Callable[[Node], Bools] | None = None,
    ) -> None:
        """`living` tells which records live where those do that a part finds in any segment.

        Without it there are no others.
        """
        self.segment = segment
        self._standing = standing
        self._living_with = living
        self.cut = False
        """Whether a pattern stood for more words than are looked up."""
        # By identity, for a plan's nodes are deep; each with its node, which so lives as long.
        self._docs: dict[int, tuple[Node, Ints]] = {}
        self._tallies: dict[int, tuple[Node, Ints, Ints]] = {}
        self._coded: dict[int, tuple[Node, Ints, Floats]] = {}
        self._patterns: dict[str, Ints] = {}
        self._living: dict[int, tuple[Node, list[tuple[Node, float]]]] = {}

    def docs(self, node: Node) -> Ints:
        """Records that match."""
        known = self._docs.get(id(node))
        if known is None:
            known = self._docs[id(node)] = (node, self._match(node))
        return known[1]

    def _match(self, node: Node) -> Ints:
        match node:
            case Term() | Prefix() | Wildcard():
                return self.tally(node)[0]
            case Phrase():
                return self.phrase(node, None)
            case Code():
                return self.code_rows(node)[0]
            case Dates() | Value():
                return self._told(node, slice(None)).nonzero()[0]
            case Housed():
                living = self._living_with
                return living(node.part).nonzero()[0] if living else self.docs(node.part)
            case And():
                return self._and(node)
            case Or():
                return self._or(node)
            case Forms():
                return self._or(Or((node,), (1.0,)))

    def _and(self, node: And) -> Ints:
        docs: Ints
        if node.parts:
            sized = sorted(((self._size(p), p) for p in node.parts), key=itemgetter(0))
            if not sized[0][0]:
                return _NONE
            first, *others = (part for _, part in sized)
            docs = self.docs(first)
        else:
            docs, others = np.arange(len(self.segment)), []
        for part in others:
            if len(docs):
                docs = docs[self._holds(part, docs)]
        for part in node.without:
            if len(docs):
                docs = docs[~self._holds(part, docs)]
        return docs

    def _size(self, node: Node) -> int:
        """How many records a node matches at most, cheaply."""
        match node:
            case Term() | Prefix():
                return sum(self.segment.words.size(*span) for span in self._spans(node))
            case Dates() | Value():
                return len(self.segment)
            case Or():
                return sum(self._size(part) for part, _ in self.live(node))
            case And() if node.parts:
                return min(map(self._size, node.parts))
            case Phrase() if not (node.unfinished or node.begun):
                return min(sum(map(self._word_size, place)) for place in node.places if place)
        return len(self.docs(node))

    def _word_size(self, text: bytes) -> int:
        words = self.segment.words
        i = words.find(text)
        return words.size(i, i + 1) if i >= 0 else 0

    def _holds(self, node: Node, docs: Ints) -> Bools:
        """Which of `docs` match: without working out everything that matches."""
        match node:
            case Or() if node.least == 1 and id(node) not in self._docs:
                holds = np.zeros(len(docs), np.bool_)
                for part, _ in self.live(node):
                    holds |= self._holds(part, docs)
                return holds
            case Dates() | Value() if id(node) not in self._docs:
                return self._told(node, docs)
            case Phrase() if id(node) not in self._docs:
                return self.within(docs, self.phrase(node, docs))
        return self.within(docs, self.docs(node))

    def live(self, node: Or) -> list[tuple[Node, float]]:
        """The parts that can match at all, with their factors: most forms are no words."""
        known = self._living.get(id(node))
        if known is None:
            find = self.segment.words.find
            live: list[tuple[Node, float]] = []
            for part, factor in zip(node.parts, node.factors, strict=True):
                if isinstance(part, Forms):
                    live += self._forms(part, factor)
                elif not isinstance(part, Term) or find(part.text) >= 0:
                    live.append((part, factor))
            known = self._living[id(node)] = (node, live)
        return known[1]

    def _forms(self, node: Forms, factor: float) -> list[tuple[Node, float]]:
        return [
            (Term(text, node.zone, node.text), factor * worth)
            for text, worth in self.segment.words.forms(node.of)
        ]

    def within(self, docs: Ints, others: Ints) -> Bools:
        """Which of `docs` are among `others`: by a mask when dense, by searching when sparse."""
        if not len(others):
            return np.zeros(len(docs), np.bool_)
        if len(others) < 8 * len(docs):
            marks = buffers.marks(len(self.segment))
            try:
                marks[others] = True
                return marks[docs]
            finally:
                marks[others] = False
        return among(docs, others)

    def _or(self, node: Or) -> Ints:
        if node.least == 1:
            return self._union(list(map(self.docs, self._alternatives(node))))
        tally = np.zeros(len(self.segment), np.uint8)
        for part, _ in self.live(node):
            tally[self.docs(part)] += 1
        return (tally >= node.least).nonzero()[0]

    def _alternatives(self, node: Or) -> list[Node]:
        """The parts, those of parts too, but for words that a beginning among them takes in."""
        parts = [part for part, _ in self.live(node)]
        for part in parts:
            if isinstance(part, Or) and part.least == 1:
                parts += self._alternatives(part)
        starts = [(p.text, p.zone) for p in parts if isinstance(p, Prefix) and not p.apart]
        return [
            part
            for part in parts
            if not (isinstance(part, Or) and part.least == 1)
            and not (
                isinstance(part, Term)
                and any(part.text.startswith(text) and part.zone == zone for text, zone in starts)
            )
        ]

    def _union(self, lists: Sequence[Ints]) -> Ints:
        """What is in any of some lists, each of which ascends without repetitions."""
        lists = sorted((docs for docs in lists if len(docs)), key=len)
        if len(lists) <= 1:
            return lists[0] if lists else _NONE
        *others, most = lists
        few = sum(map(len, others))
        if few * 8 < len(most):
            added = distinct(np.concatenate(others))
            both = np.concatenate((most, added[~among(added, most)]))
            both.sort(kind="stable")  # which for lists in order is to merge them
            return both
        return self._once(np.concatenate(lists))

    def _once(self, docs: Ints) -> Ints:
        """Each of some records once, ascending: by sorting when sparse, by a mask when dense."""
        if len(docs) * 32 < len(self.segment):
            return distinct(docs)
        marks = buffers.marks(len(self.segment))
        try:
            marks[docs] = True
            return marks.nonzero()[0]
        finally:
            marks[docs] = False

    def _told(self, node: Dates | Value, docs: Ints | slice) -> Bools:
        """Which of some records a column says it of."""
        if isinstance(node, Dates):
            return self.dated(node, docs)
        if node.column == "status":
            return self._standing.told(node.text, self.segment.keys[docs])
        if node.column in STORED:
            return self._standing.asked(node.column, node.text, self.segment.keys[docs])
        return self.segment.having(node.column, lambda name: exact(name) == node.text, docs)

    def dated(self, node: Dates, docs: Ints | slice) -> Bools:
        """Which of some records have dates that touch the span."""
        return touching(self.segment, node, docs)

    # Words

    def _spans(self, node: Term | Prefix) -> list[tuple[int, int]]:
        """Numbers of the terms: spans of neighbours."""
        words = self.segment.words
        if isinstance(node, Term):
            i = words.find(node.text)
            return [] if i < 0 else [(i, i + 1)]
        low, high = words.span(node.text)
        apart = sorted(i for text in node.apart if (i := words.find(text)) >= 0)
        edges = [low, *(edge for i in apart for edge in (i, i + 1)), high]
        return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]

    def tally(self, node: Term | Prefix | Wildcard) -> tuple[Ints, Ints]:
        """Records with the word (in its zone) and the weights of it there."""
        known = self._tallies.get(id(node))
        if known is None:
            known = self._tallies[id(node)] = (node, *self._count(node))
        return known[1:]

    def _count(self, node: Term | Prefix | Wildcard) -> tuple[Ints, Ints]:
        words = self.segment.words
        if isinstance(node, Wildcard):
            rows, _ = postings_of(words, self._expanded(node.text))
            return self._summed(*weighed(words, rows, node.zone))
        spans = self._spans(node)
        if not spans:
            return _NONE, _NONE
        parts = [weighed(words, words.range(*span), node.zone) for span in spans]
        docs, weights = parts[0]
        if len(parts) > 1:
            docs, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
        one = len(spans) == 1 and spans[0][1] - spans[0][0] == 1
        return (docs, weights) if one else self._summed(docs, weights)

    def _expanded(self, pattern: str) -> Ints:
        """Terms that a pattern stands for; one that comes again stands for the same."""
        if pattern not in self._patterns:
            room = MOST_TERMS - sum(map(len, self._patterns.values()))
            most = max(room, LEAST_TERMS)
            self._patterns[pattern], cut = matching_terms(self.segment.words, pattern, most)
            self.cut |= cut
        return self._patterns[pattern]

    def _summed(self, docs: Ints, weights: Ints) -> tuple[Ints, Ints]:
        """Each record once, with all of its weights."""
        if len(docs) * 64 < len(self.segment):
            own = distinct(docs)
            return own, np.bincount(own.searchsorted(docs), weights, len(own))
        sums = np.bincount(docs, weights, len(self.segment))
        own = (sums > 0).nonzero()[0]
        return own, sums[own]

    # Codes

    def code_rows(self, node: Code) -> tuple[Ints, Floats]:
        """Records with such a code, and what it is worth: whole, then beginning, then inside."""
        known = self._coded.get(id(node))
        if known is None:
            docs, worth, cut = find_codes(self.segment.codes, node)
            self.cut |= cut
            known = self._coded[id(node)] = (node, docs, worth)
        return known[1:]

    # Phrases

    def sequence(self, node: Phrase, docs: Ints) -> Ints:
        """Records, at least those of `docs`, where the places follow each other."""
        known = self._docs.get(id(node))
        return known[1] if known else self.phrase(node, docs)

    def phrase(self, node: Phrase, within: Ints | None) -> Ints:
        """Records (of those in `within`) where the places follow each other."""
        spans = self._phrase_spans(node)
        docs = within
        if docs is None:
            asked = [span for span, place in zip(spans, node.places, strict=True) if place]
            different = [span for i, span in enumerate(asked) if span not in asked[:i]]
            lists = sorted(map(self._place_docs, different), key=len)
            docs = lists[0]
            for others in lists[1:]:
                docs = docs[self.within(docs, others)]
        return docs[distinct(self._runs(node, spans, docs) >> STRIDE_BITS)]

    def _phrase_spans(self, node: Phrase) -> list[list[tuple[int, int]]]:
        return [
            self.place_spans(texts, node.is_beginning(i)) for i, texts in enumerate(node.places)
        ]

    def _runs(self, node: Phrase, spans: list[list[tuple[int, int]]], docs: Ints) -> Ints:
        """Where in `docs` the places follow each other: each first place as one number."""
        asked = [i for i, place in enumerate(node.places) if place]
        if not (asked and len(docs) and all(spans[i] for i in asked)):
            return _NONE
        words = self.segment.words
        sizes = [sum(int(words.firsts[high] - words.firsts[low]) for low, high in p) for p in spans]
        order = sorted(asked, key=sizes.__getitem__)
        known: dict[int, Ints] = {}

        def standing(i: int) -> Ints:
            same = spans.index(spans[i])  # of a word that comes again
            if same not in known:
                known[same] = self.keys(spans[i], docs, node.zone)
            return known[same]

        return following((i, standing(i)) for i in order)

    def place_spans(self, texts: Sequence[bytes], beginning: bool) -> list[tuple[int, int]]:
        """The terms that may stand in one place of a phrase: spans of their numbers."""
        words = self.segment.words
        if beginning:
            spans = [words.span(text) for text in texts]
            return [(low, high) for low, high in spans if high > low]
        return [(i, i + 1) for text in texts if (i := words.find(text)) >= 0]

    def _place_docs(self, spans: list[tuple[int, int]]) -> Ints:
        words = self.segment.words
        lists = []
        for low, high in spans:
            docs = words.docs[words.range(low, high)].astype(np.intp)
            lists.append(docs if high - low == 1 else self._once(docs))
        return self._union(lists)

    def keys(self, spans: list[tuple[int, int]], docs: Ints, zone: str) -> Ints:
        """Occurrences in `docs` as one number each: the place in docs shifted by `STRIDE_BITS`, and
        the position and `AHEAD`; ascending."""
        words = self.segment.words
        parts = []
        for low, high in spans:
            span = words.range(low, high)
            owners = words.docs[span]
            if high - low == 1 and len(docs) * 8 < len(owners):
                chosen = owners.searchsorted(docs.astype(owners.dtype))
                chosen = chosen[owners.take(chosen, mode="clip") == docs]
            else:
                owners = owners.astype(np.intp)
                chosen = self.within(owners, docs).nonzero()[0]
            if len(chosen) == len(docs) and high - low == 1:
                number = np.arange(len(docs))
            else:
                number = docs.searchsorted(owners[chosen])
            index = words.offsets[span][chosen].astype(np.intp)
            counts = words.offsets[span.start + 1 : span.stop + 1][chosen] - index
            if len(counts) and counts.max() > 1:
                number = number.repeat(counts)
                index = spread_out(index, counts)
            position = words.positions[index].astype(np.intp)
            if zone:
                inside = (position >= ZONE[zone].start) & (position < ZONE[zone].end)
                inside = inside.nonzero()[0]
                position, number = position[inside], number[inside]
            number <<= STRIDE_BITS
            number += position
            number += AHEAD
            parts.append(number)
        keys = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return keys if len(spans) == 1 and spans[0][1] - spans[0][0] == 1 else distinct(keys)
