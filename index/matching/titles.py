"""What a title is worth in ranking: one that is, begins with, or holds just what was typed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.matching.matcher import AHEAD, STRIDE_BITS, Evaluation
from index.matching.terms import distinct, following
from index.query.nodes import QueryPlan
from index.segments.arrays import Bools, Floats, Ints

EXACT_TITLE, TITLE_START, TITLE_PHRASE, TITLE_WORDS = 60.0, 30.0, 15.0, 6.0
"""Added to the words' own score; no sum of those reaches the next step easily."""
_NEARLY = 0.9
"""For `Barclay, Robert` when `Robert Barclay` was typed, or the other way round."""
_MOST_INVERTED = 4
"""Words of a name or heading that may be inverted."""
_WITHIN = (1 << STRIDE_BITS) - 1


def asked_for(evaluation: Evaluation, plan: QueryPlan) -> Titles:
    """The titles that a plan's words may be."""
    return Titles(evaluation, plan.title, plan.title_size, plan.unfinished)


def worth(evaluation: Evaluation, plan: QueryPlan, docs: Ints) -> Floats:
    """What each record's title adds to its score.

    A year may belong to the title or tell of the record: without it the words count nearly as much.
    """
    whole = asked_for(evaluation, plan).holding(docs)
    if plan.undated:
        last = plan.unfinished and plan.undated[-1] == plan.title[-1]
        fewer = Titles(evaluation, plan.undated, len(plan.undated), last)
        np.maximum(whole, fewer.holding(docs) * _NEARLY, out=whole)
    return whole


class Titles:
    """The titles of a segment beside some words."""

    def __init__(
        self, evaluation: Evaluation, words: Sequence[bytes], size: int, unfinished: bool
    ) -> None:
        self._evaluation = evaluation
        self._segment = evaluation.segment
        self._words = words
        self._size = size
        self._unfinished = unfinished

    def starting(self, docs: Ints) -> tuple[Ints, Floats]:
        """Records, at least those of `docs`, whose title begins with the words, and its worth."""
        if not self._words:
            docs = docs[:0]
        for i in range(len(self._words)):
            spans = self._spans(i) if len(docs) else []
            if not spans:
                docs = docs[:0]
                break
            if i == 0 and len(docs) * 8 > self._segment.words.size(*spans[0]):
                docs = self._first_in_title(spans[0])
            else:
                keys = self._evaluation.keys(spans, docs, "title")
                docs = docs[keys[keys & _WITHIN == AHEAD + i] >> STRIDE_BITS]
        return docs, self._start_worth(docs)

    def _spans(self, place: int) -> list[tuple[int, int]]:
        last = place == len(self._words) - 1
        return self._evaluation.place_spans((self._words[place],), self._unfinished and last)

    def _first_in_title(self, span: tuple[int, int]) -> Ints:
        words = self._segment.words
        place = words.range(*span)
        # Positions ascend and the title's come first.
        first = words.positions[words.offsets[place].astype(np.intp)] == 0
        docs: Ints = words.docs[place][first.nonzero()[0]].astype(np.intp)
        return docs if span[1] - span[0] == 1 else distinct(docs)

    def _start_worth(self, docs: Ints) -> Floats:
        whole = self._segment.title_words[docs] == self._size
        worth: Floats = whole * (EXACT_TITLE - TITLE_START)
        worth += TITLE_START
        return worth

    def holding(self, docs: Ints) -> Floats:
        """What titles with all of the words are worth, best in sequence."""
        places = [self._spans(i) for i in range(len(self._words))]
        if not all(places):
            return np.zeros(len(docs))
        words = [self._evaluation.keys(spans, docs, "title") for spans in places]
        held = _all_held(words, len(docs))
        worth = held.astype(np.float64) * TITLE_WORDS
        if not held.any():
            return worth
        self._raise_sequences(words, docs, worth, 1.0)
        if 1 < len(words) <= _MOST_INVERTED:
            self._raise_sequences([*words[1:], words[0]], docs, worth, _NEARLY)
            if len(words) > 2:
                self._raise_sequences([words[-1], *words[:-1]], docs, worth, _NEARLY)
        return worth

    def _raise_sequences(
        self, words: Sequence[Ints], docs: Ints, worth: Floats, factor: float
    ) -> None:
        """Raise `worth` where these words, each by its occurrences, follow each other."""
        order = sorted(range(len(words)), key=lambda place: len(words[place]))
        keys = following((place, words[place]) for place in order)
        if not len(keys):
            return
        rows = keys >> STRIDE_BITS
        worth[rows] = np.maximum(worth[rows], TITLE_PHRASE * factor)
        first = rows[(keys & _WITHIN == AHEAD).nonzero()[0]]
        starting = (self._start_worth(docs[first]) + TITLE_PHRASE) * factor
        worth[first] = np.maximum(worth[first], starting)


def _all_held(words: Sequence[Ints], size: int) -> Bools:
    """Which of so many records hold all words, each given by its occurrences."""
    held = np.ones(size, np.bool_)
    for keys in words:
        here = np.zeros(size, np.bool_)
        here[keys >> STRIDE_BITS] = True
        held &= here
    return held
