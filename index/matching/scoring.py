"""Scores on arrays: Whoosh's BM25F to the last digit that matters, and what codes and dates add."""

from __future__ import annotations

import numpy as np

from index.matching import buffers
from index.matching.matcher import Evaluation
from index.matching.statistics import TermStatistics
from index.query.nodes import And, Code, Dates, Housed, Node, Or, Phrase, Prefix, Term, Wildcard
from index.segments.arrays import Floats, Ints

_FEW, _SPARSE = 256, 16
"""For a few records, or so many times fewer, looking up is quicker than marking all."""


class Scoring:
    """Scores the records of one segment for what they matched."""

    def __init__(self, evaluation: Evaluation, statistics: TermStatistics) -> None:
        self._evaluation = evaluation
        self._segment = evaluation.segment
        self._statistics = statistics

    def scores(self, node: Node, docs: Ints) -> Floats:
        """The score of each of `docs`, which all match the node or part of what holds it."""
        total = np.zeros(len(docs))
        self._add(node, 1.0, docs, total)
        return total

    def _add(self, node: Node, factor: float, docs: Ints, total: Floats) -> None:
        """Add a node's scores, times a factor."""
        if not len(docs):
            return
        match node:
            case Term() | Prefix() | Wildcard():
                self._add_word(node, factor, docs, total)
            case Housed():
                self._add(node.part, factor, docs, total)
            case And():
                for part in node.parts:
                    self._add(part, factor, docs, total)
            case Or():
                for part, share in self._add_rare(node, factor, docs, total):
                    if isinstance(part, And) or (isinstance(part, Or) and part.least > 1):
                        # Nothing for records that hold only some of what is wanted.
                        own = self._evaluation.docs(part)
                        self.spread(own, self.scores(part, own) * (factor * share), docs, total)
                    else:
                        self._add(part, factor * share, docs, total)
            case Phrase():
                own = self._evaluation.sequence(node, docs)
                self.spread(own, self._phrase(node, own) * factor, docs, total)
            case Code():
                own, worth = self._evaluation.code_rows(node)
                self.spread(own, worth * factor, docs, total)
            case Dates():
                here = self._evaluation.dated(node, docs).nonzero()[0]
                total[here] += self._narrowness(docs[here]) * factor

    def _add_rare(
        self, node: Or, factor: float, docs: Ints, total: Floats
    ) -> list[tuple[Node, float]]:
        """Add the scores of the rare words among the parts, all at once; the other parts."""
        rare: list[tuple[Ints, Ints, float]] = []
        others: list[tuple[Node, float]] = []
        for part, share in self._evaluation.live(node):
            own, weights = self._evaluation.tally(part) if isinstance(part, Term) else (docs, docs)
            if own is docs or len(own) > _FEW:
                others.append((part, share))
            elif len(own):
                rare.append((own, weights, self._idf(part, len(own)) * factor * share))
        if len(rare) < 2:
            return self._evaluation.live(node)
        own, weights = (np.concatenate(column) for column in list(zip(*rare, strict=True))[:2])
        idf = np.repeat([row[2] for row in rare], [len(row[0]) for row in rare])
        at = docs.searchsorted(own)
        here = (docs.take(at, mode="clip") == own).nonzero()[0]
        worth = self._bm25(1.0, own[here], weights[here]) * idf[here]
        total += np.bincount(at[here], worth, len(total))
        return others

    def _idf(self, node: Node, found: int) -> float:
        if isinstance(node, Term):
            idf = self._statistics.idf(node.text)
            return min(idf, self._statistics.idf(node.stands_for)) if node.stands_for else idf
        if isinstance(node, Prefix):
            return self._statistics.idf(node.text, True)
        return self._statistics.idf_of(found)

    def _add_word(
        self, node: Term | Prefix | Wildcard, factor: float, docs: Ints, total: Floats
    ) -> None:
        own, weights = self._evaluation.tally(node)
        if not len(own):
            return
        idf = self._idf(node, len(own))
        if docs is own:
            total += self._bm25(idf, docs, weights) * factor
        elif len(docs) < _FEW or len(docs) * 4 < len(own):
            at = own.searchsorted(docs)
            here = (own.take(at, mode="clip") == docs).nonzero()[0]
            total[here] += self._bm25(idf, docs[here], weights[at[here]]) * factor
        else:
            self.spread(own, self._bm25(idf, own, weights) * factor, docs, total)

    def _bm25(self, idf: float, docs: Ints, weights: Ints) -> Floats:
        worth: Floats = self._statistics.saturation(weights, self._segment.lengths[docs]) * idf
        return worth

    def _phrase(self, node: Phrase, own: Ints) -> Floats:
        """As Whoosh: the words' own scores, where the phrase stands."""
        total = np.zeros(len(own))
        for i, place in enumerate(node.places):
            for text in place:
                begun = node.is_beginning(i)
                word: Node = Prefix(text, node.zone) if begun else Term(text, node.zone)
                self._add(word, 1.0, own, total)
        return total

    def _narrowness(self, docs: Ints) -> Floats:
        """Narrow spans first: a record of that one year over one of the century."""
        segment = self._segment
        years = segment.dates_to[docs] // 10000 - segment.dates_from[docs] // 10000
        narrowness: Floats = 3.0 / (1.0 + np.maximum(years, 0))
        return narrowness

    def spread(self, own: Ints, scores: Floats, docs: Ints, total: Floats) -> None:
        """Add the scores of `own` to those of `docs` that are among them. Both ascend."""
        few = min(len(own), len(docs))
        if docs is own:
            total += scores
        elif not few:
            return
        elif few > _FEW and few * _SPARSE > max(len(own), len(docs)):
            sums = buffers.sums(len(self._segment))
            try:
                sums[own] = scores
                total += sums[docs]
            finally:
                sums[own] = 0.0
        elif len(own) < len(docs):
            at = docs.searchsorted(own)
            here = (docs.take(at, mode="clip") == own).nonzero()[0]
            total[at[here]] += scores[here]
        else:
            at = own.searchsorted(docs)
            here = (own.take(at, mode="clip") == docs).nonzero()[0]
            total[here] += scores[at[here]]
