"""Whoosh's BM25F, from the numbers of the whole index."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from index.arrays import Floats, Segment
from index.lengths import LENGTHS

B, K1 = 0.75, 1.2
"""Whoosh's own parameters."""


class Statistics:
    """What scores need to know of the whole index, as Whoosh counts it: struck-out records too."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.count = sum(len(segment) for segment in segments)
        total = sum(segment.total_length for segment in segments)
        average = total / self.count if self.count else 1.0
        self.norm: Floats = K1 * ((1 - B) + B * LENGTHS / (average or 1.0))
        self._idf: dict[tuple[bytes, bool], float] = {}

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
            place = part.range(*part.span(text))
            return min(int(place.stop) - int(place.start), len(segment))
        i = part.find(text)
        return 0 if i < 0 else int(part.firsts[i + 1]) - int(part.firsts[i])
