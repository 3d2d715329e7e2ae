"""Whoosh's BM25F, from the numbers of the whole index."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from index.segments.arrays import Floats, Ints, Segment
from index.segments.lengths import LENGTHS

B, K1 = 0.75, 1.2
"""Whoosh's own parameters."""

_MOST_WEIGHT = 1023
"""What is worked out beforehand: two megabytes at most."""


class TermStatistics:
    """What scores need to know of the whole index, as Whoosh counts it: struck-out records too."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.count = sum(len(segment) for segment in segments)
        total = sum(segment.total_length for segment in segments)
        average = total / self.count if self.count else 1.0
        self.norm: Floats = K1 * ((1 - B) + B * LENGTHS / (average or 1.0))
        self._saturation: Floats = np.zeros(0)
        self._idf: dict[tuple[bytes, bool], float] = {}

    def saturation(self, weights: Ints, lengths: Ints) -> Floats:
        """What so much of a word is worth in records of these (byte-coded) lengths."""
        at = weights.astype(np.intp)
        at <<= 8
        at |= lengths
        try:
            return self._saturation[at]
        except IndexError:
            most = int(weights.max())
        if most > _MOST_WEIGHT:
            return self._saturated(weights.astype(np.float64), self.norm[lengths])
        every = np.arange(1 << most.bit_length(), dtype=np.float64)[:, None]
        # Another thread may put a smaller one there meanwhile.
        table = self._saturation = self._saturated(every, self.norm).ravel()
        return table[at]

    @staticmethod
    def _saturated(weights: Floats, norm: Floats) -> Floats:
        """As Whoosh: the same operations in the same order."""
        result: Floats = (weights * (K1 + 1)) / (weights + norm)
        return result

    def idf(self, text: bytes, prefix: bool = False) -> float:
        """Inverse document frequency of a word, or of a beginning taken as one word."""
        known = self._idf.get((text, prefix))
        if known is None:
            found = sum(self._frequency(segment, text, prefix) for segment in self._segments)
            known = self.idf_of(found)
            self._idf[text, prefix] = known
        return known

    def idf_of(self, found: int) -> float:
        """The same for anything that matches so many records."""
        return log(self.count / (min(found, self.count) + 1)) + 1 if self.count else 1.0

    def _frequency(self, segment: Segment, text: bytes, prefix: bool) -> int:
        part = segment.words
        if prefix:
            return min(part.size(*part.span(text)), len(segment))
        i = part.find(text)
        return 0 if i < 0 else part.size(i, i + 1)
