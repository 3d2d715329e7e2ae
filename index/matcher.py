"""Matching and scoring on arrays: the same records and scores as Whoosh's BM25F, much sooner."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.arrays import Bools, Floats, Ints, Postings, Segment
from index.plan import And, Code, Dates, Node, Or, Pattern, Phrase, Prefix, Term
from index.schema import NO_DATE, ZONE
from index.statistics import K1, Statistics
from index.terms import distinct, holding, matching_terms, shared

_STRIDE = 65_600
"""Positions fit 65,536; the rest keeps a phrase from reaching into the next record."""

_NONE = np.zeros(0, np.uint32)
MOST_ZEROS = 8
"""Leading zeros that a code may have and a person may leave out."""


class Evaluation:
    """One query on one segment. Record numbers are ascending everywhere."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self.segment = segment
        self.statistics = statistics
        # By identity, for a plan's nodes are deep; each with its node, which so lives as long.
        self._docs: dict[int, tuple[Node, Ints]] = {}
        self._tallies: dict[int, tuple[Node, Ints, Ints]] = {}
        self._coded: dict[int, tuple[Node, Ints, Floats]] = {}

    @cached_property
    def _marks(self) -> Bools:
        """For marking records; everyone who marks takes the marks away again."""
        return np.zeros(len(self.segment), np.bool_)

    @cached_property
    def _sums(self) -> Floats:
        """For adding up scores; left as it was found, too."""
        return np.zeros(len(self.segment))

    def docs(self, node: Node) -> Ints:
        """Records that match."""
        known = self._docs.get(id(node))
        if known is None:
            known = self._docs[id(node)] = (node, self._match(node))
        return known[1]

    def _match(self, node: Node) -> Ints:
        match node:
            case Term() | Prefix() | Pattern():
                return self._tally(node)[0]
            case Phrase():
                return self.phrase(node, None)
            case Code():
                return self._code_rows(node)[0]
            case Dates():
                return self._dated(node)
            case And():
                return self._and(node)
            case Or():
                return self._or(node)

    def _and(self, node: And) -> Ints:
        docs: Ints
        if node.parts:
            first, *others = sorted(node.parts, key=self._size)
            docs = self.docs(first)
        else:
            docs, others = np.arange(len(self.segment), dtype=np.uint32), []
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
            case Term():
                return sum(self.segment.words.size(*span) for span in self._spans(node))
            case Prefix():
                return sum(self.segment.words.size(*span) for span in self._spans(node))
            case Or():
                return sum(map(self._size, self._live(node)))
            case And() if node.parts:
                return min(map(self._size, node.parts))
            case Phrase() if not node.unfinished:
                sizes = [sum(self._size(Term(t)) for t in place) for place in node.places]
                return min(sizes, default=0)
        return len(self.docs(node))

    def _holds(self, node: Node, docs: Ints) -> Bools:
        """Which of `docs` match: without working out everything that matches."""
        match node:
            case Or() if node.least == 1 and id(node) not in self._docs:
                holds = np.zeros(len(docs), np.bool_)
                for part in self._live(node):
                    holds |= self._holds(part, docs)
                return holds
            case Phrase() if id(node) not in self._docs:
                return self.within(docs, self.phrase(node, docs))
        return self.within(docs, self.docs(node))

    def _live(self, node: Or) -> list[Node]:
        """The parts that can match at all: most variants of a word are no words."""
        find = self.segment.words.find
        return [p for p in node.parts if not isinstance(p, Term) or find(p.text) >= 0]

    def within(self, docs: Ints, others: Ints) -> Bools:
        """Which of `docs` are among `others`: by a mask when dense, by searching when sparse."""
        if not len(others):
            return np.zeros(len(docs), np.bool_)
        if len(others) < 16 * len(docs):
            self._marks[others] = True
            marked: Bools = self._marks[docs]
            self._marks[others] = False
            return marked
        at = others.searchsorted(docs)
        at[at == len(others)] = 0
        found: Bools = others[at] == docs
        return found

    def _or(self, node: Or) -> Ints:
        lists = [self.docs(part) for part in self._live(node)]
        if node.least > 1:
            tally = np.zeros(len(self.segment), np.uint8)
            for docs in lists:
                tally[docs] += 1
            return np.flatnonzero(tally >= node.least).astype(np.uint32)
        return self._union([docs for docs in lists if len(docs)])

    def _union(self, lists: Sequence[Ints]) -> Ints:
        if len(lists) <= 1:
            return lists[0] if lists else _NONE
        if sum(map(len, lists)) * 64 < len(self.segment):
            return distinct(np.concatenate(lists))
        for docs in lists:
            self._marks[docs] = True
        united = np.flatnonzero(self._marks).astype(np.uint32)
        self._marks[united] = False
        return united

    def _dated(self, node: Dates) -> Ints:
        first, last = self.segment.dates_from, self.segment.dates_to
        inside = (first <= node.last) & (last >= node.first) & (first != NO_DATE)
        return np.flatnonzero(inside).astype(np.uint32)

    # Words

    def _spans(self, node: Term | Prefix | Pattern) -> list[tuple[int, int]]:
        """Numbers of the terms: spans of neighbours."""
        words = self.segment.words
        if isinstance(node, Term):
            i = words.find(node.text)
            return [] if i < 0 else [(i, i + 1)]
        if isinstance(node, Prefix):
            low, high = words.span(node.text)
            apart = sorted(i for text in node.apart if (i := words.find(text)) >= 0)
            edges = [low, *(edge for i in apart for edge in (i, i + 1)), high]
            return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
        return [(i, i + 1) for i in matching_terms(words, node.text).tolist()]

    def _tally(self, node: Term | Prefix | Pattern) -> tuple[Ints, Ints]:
        """Records with the word (in its zone) and the weights of it there."""
        known = self._tallies.get(id(node))
        if known is None:
            known = self._tallies[id(node)] = (node, *self._count(node))
        return known[1:]

    def _count(self, node: Term | Prefix | Pattern) -> tuple[Ints, Ints]:
        words = self.segment.words
        spans = self._spans(node)
        if not spans:
            return _NONE, _NONE
        parts = [self._weighed(words, low, high, node.zone) for low, high in spans]
        docs = np.concatenate([p[0] for p in parts]) if len(parts) > 1 else parts[0][0]
        weights = np.concatenate([p[1] for p in parts]) if len(parts) > 1 else parts[0][1]
        if len(spans) == 1 and spans[0][1] - spans[0][0] == 1:
            return docs, weights
        if len(docs) * 64 < len(self.segment):
            own = distinct(docs)
            return own, np.bincount(own.searchsorted(docs), weights, len(own))
        sums = np.bincount(docs, weights, len(self.segment))
        own = np.flatnonzero(sums > 0).astype(np.uint32)
        return own, sums[own]

    def _weighed(self, words: Postings, low: int, high: int, zone: str) -> tuple[Ints, Ints]:
        """Postings of neighbouring terms, only those in the zone."""
        place = words.range(low, high)
        docs, weights = words.docs[place], words.weights[place]
        if not zone:
            return docs, weights
        bounds = ZONE[zone]
        positions = words.positions[int(words.position_firsts[low]) :]
        counts = words.counts[place]
        positions = positions[: int(counts.sum())]
        inside = (positions >= bounds.start) & (positions < bounds.end)
        owner = np.repeat(np.arange(len(docs)), counts)[inside]
        found = np.bincount(owner, minlength=len(docs)) * bounds.weight
        keep = np.flatnonzero(found)
        return docs[keep], found[keep]

    # Codes

    def _code_rows(self, node: Code) -> tuple[Ints, Floats]:
        """Records with such a code, and what it is worth: whole, then beginning, then inside."""
        known = self._coded.get(id(node))
        if known is None:
            known = self._coded[id(node)] = (node, *self._find_codes(node))
        return known[1:]

    def _find_codes(self, node: Code) -> tuple[Ints, Floats]:
        codes = self.segment.codes
        low, high = codes.span(node.text)
        terms: Ints = np.arange(low, high)
        inside = holding(codes, node.text) if node.inside else terms[:0]
        terms = np.concatenate((terms, inside[(inside < low) | (inside >= high)]))
        if not len(terms):
            return _NONE, np.zeros(0)
        size = len(node.text)
        lengths = np.diff(codes.starts)[terms] - 1
        worth = np.where(np.arange(len(terms)) < high - low, 12.0, 6.0) * size / lengths
        for zeros in range(MOST_ZEROS):
            whole = codes.find(b"0" * zeros + node.text)
            worth[terms == whole] = 40.0
        counts = np.diff(codes.firsts)[terms]
        rows = np.repeat(codes.firsts[terms] - np.cumsum(counts) + counts, counts)
        docs = codes.docs[rows + np.arange(len(rows), dtype=rows.dtype)]
        own = distinct(docs)
        best = np.zeros(len(own))
        np.maximum.at(best, own.searchsorted(docs), np.repeat(worth, counts))
        return own, best

    # Phrases

    def phrase(self, node: Phrase, within: Ints | None) -> Ints:
        """Records (of those in `within`) where the places follow each other."""
        spans = [
            self._place_spans(words, node.unfinished and i == len(node.places) - 1)
            for i, words in enumerate(node.places)
        ]
        if not all(spans):
            return _NONE
        words = self.segment.words
        docs = within
        if docs is None:
            lists = [self._place_docs(place) for place in spans]
            lists.sort(key=len)
            docs = lists[0]
            for others in lists[1:]:
                docs = docs[self.within(docs, others)]
        if not len(docs):
            return _NONE
        found: Ints | None = None
        sizes = [sum(int(words.firsts[high] - words.firsts[low]) for low, high in p) for p in spans]
        for i in sorted(range(len(spans)), key=sizes.__getitem__):
            keys = self._keys(spans[i], docs, node.zone, i)
            if found is not None:
                keys = shared(found, keys)
            found = keys
            if not len(found):
                return _NONE
        matched: Ints = docs[distinct(np.asarray(found) // _STRIDE)]
        return matched

    def _place_spans(self, texts: Sequence[bytes], beginning: bool) -> list[tuple[int, int]]:
        words = self.segment.words
        if beginning:
            spans = [words.span(text) for text in texts]
            return [(low, high) for low, high in spans if high > low]
        return [(i, i + 1) for text in texts if (i := words.find(text)) >= 0]

    def _place_docs(self, spans: list[tuple[int, int]]) -> Ints:
        words = self.segment.words
        lists = [words.docs[words.range(low, high)] for low, high in spans]
        if len(lists) == 1 and spans[0][1] - spans[0][0] > 1:
            lists.append(_NONE)
        return self._union(lists)

    def _keys(self, spans: list[tuple[int, int]], docs: Ints, zone: str, place: int) -> Ints:
        """Occurrences in `docs` as one number each: place in docs, position less `place`."""
        words = self.segment.words
        parts = []
        for low, high in spans:
            span = words.range(low, high)
            owners, counts = words.docs[span], words.counts[span]
            if high - low == 1 and len(docs) * 8 < len(owners):
                chosen = owners.searchsorted(docs)
                chosen[chosen == len(owners)] = 0
                chosen = chosen[owners[chosen] == docs]
            else:
                chosen = np.flatnonzero(self.within(owners, docs))
            first = np.cumsum(counts, dtype=np.int64)[chosen]
            counts = counts[chosen].astype(np.int64)
            first -= counts
            number = np.repeat(docs.searchsorted(owners[chosen]), counts)
            index = np.repeat(first - (np.cumsum(counts) - counts), counts)
            index += np.arange(len(index)) + int(words.position_firsts[low])
            position = words.positions[index].astype(np.int64)
            if zone:
                inside = (position >= ZONE[zone].start) & (position < ZONE[zone].end)
                position, number = position[inside], number[inside]
            parts.append(number.astype(np.int64) * _STRIDE + position + (64 - place))
        keys = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return keys if len(spans) == 1 and spans[0][1] - spans[0][0] == 1 else distinct(keys)

    # Scores

    def scores(self, node: Node, docs: Ints) -> Floats:
        """The score of each of `docs`, which all match the node or part of what holds it."""
        match node:
            case Term() | Prefix() | Pattern():
                return self._word_scores(node, docs)
            case Phrase():
                return self._phrase_scores(node, docs)
            case Code():
                return self._code_scores(node, docs)
            case Dates():
                return self._date_scores(node, docs)
            case And():
                total = np.zeros(len(docs))
                for part in node.parts:
                    total += self.scores(part, docs)
                return total
            case Or():
                return self._or_scores(node, docs)

    def _matched_scores(self, node: Node, docs: Ints) -> Floats:
        """Scores with nothing for records that hold only some of what an And wants."""
        scores = self.scores(node, docs)
        if isinstance(node, And) or (isinstance(node, Or) and node.least > 1):
            scores[~self.within(docs, self.docs(node))] = 0.0
        return scores

    def _or_scores(self, node: Or, docs: Ints) -> Floats:
        total = np.zeros(len(docs))
        live = set(map(id, self._live(node)))
        for part, factor in zip(node.parts, node.factors, strict=True):
            if id(part) in live:
                scores = self._matched_scores(part, docs)
                total += scores if factor == 1.0 else scores * factor
        return total

    def _word_scores(self, node: Term | Prefix | Pattern, docs: Ints) -> Floats:
        own, weights = self._tally(node)
        if not len(own):
            return np.zeros(len(docs))
        if isinstance(node, Pattern):
            idf = self.statistics.idf_of(len(own))
        else:
            idf = self.statistics.idf(node.text, isinstance(node, Prefix))
        if docs is own:
            return self._bm25(idf, docs, weights)
        if len(docs) * 16 < len(own):
            at = own.searchsorted(docs)
            at[at == len(own)] = 0
            return np.where(own[at] == docs, self._bm25(idf, docs, weights[at]), 0.0)
        return self.spread(own, self._bm25(idf, own, weights), docs)

    def _bm25(self, idf: float, docs: Ints, weights: Ints) -> Floats:
        frequency = weights.astype(np.float64)
        norm = self.statistics.norm[self.segment.lengths[docs]]
        result: Floats = idf * ((frequency * (K1 + 1)) / (frequency + norm))
        return result

    def spread(self, own: Ints, scores: Floats, docs: Ints) -> Floats:
        """Scores of `own` for `docs`, nothing for those that are not among `own`."""
        if docs is own:
            return scores
        if not len(own):
            return np.zeros(len(docs))
        if len(docs) * 64 < len(self.segment):
            at = own.searchsorted(docs)
            at[at == len(own)] = 0
            return np.where(own[at] == docs, scores[at], 0.0)
        self._sums[own] = scores
        spread: Floats = self._sums[docs]
        self._sums[own] = 0.0
        return spread

    def _phrase_scores(self, node: Phrase, docs: Ints) -> Floats:
        """As Whoosh: the words' own scores, where the phrase stands."""
        own = self.docs(node) if id(node) in self._docs else self.phrase(node, docs)
        total = np.zeros(len(own))
        for i, place in enumerate(node.places):
            beginning = node.unfinished and i == len(node.places) - 1
            for text in place:
                word: Node = Prefix(text, node.zone) if beginning else Term(text, node.zone)
                total += self.scores(word, own)
        return self.spread(own, total, docs)

    def _code_scores(self, node: Code, docs: Ints) -> Floats:
        own, worth = self._code_rows(node)
        return self.spread(own, worth, docs)

    def _date_scores(self, node: Dates, docs: Ints) -> Floats:
        """Narrow spans first: a record of that one year over one of the century."""
        own = self.docs(node)
        years = self.segment.dates_to[own] // 10000 - self.segment.dates_from[own] // 10000
        return self.spread(own, 3.0 / (1.0 + np.maximum(years, 0)), docs)

    def title_starts(self, words: Sequence[bytes], unfinished: bool) -> Ints:
        """Records whose title begins with these words."""
        docs: Ints | None = None
        for i, text in enumerate(words):
            spans = self._place_spans((text,), unfinished and i == len(words) - 1)
            if not spans:
                return _NONE
            here = self._at(spans[0], i)
            docs = here if docs is None else docs[self.within(docs, here)]
            if not len(docs):
                return _NONE
        return _NONE if docs is None else docs

    def _at(self, span: tuple[int, int], position: int) -> Ints:
        words = self.segment.words
        place = words.range(*span)
        first, last = (int(words.position_firsts[i]) for i in span)
        at = np.flatnonzero(words.positions[first:last] == position)
        if not len(at):
            return _NONE
        ends = np.cumsum(words.counts[place], dtype=np.int64)
        docs = words.docs[place][ends.searchsorted(at, "right")]
        return docs if span[1] - span[0] == 1 else distinct(docs)
