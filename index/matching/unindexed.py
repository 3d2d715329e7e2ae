"""Records that the index has not taken in: arrays in memory, made of the journal's latest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.schema import IndexSource
from index.segments.arrays import Bools, Ints, Segment
from index.segments.merging import merge
from index.segments.pieces import build

MOST = 3000
"""Records that are searched before they are taken in; beyond that totals are not exact."""
_STEP = 1000
_MOST_BATCHES = 6


@dataclass(frozen=True, slots=True)
class Batch:
    """Some changed records, and every key that older segments must not show any more."""

    segment: Segment
    alive: Bools
    keys: Ints  # ascending


class Pending:
    """What the journal has after the position that the index stands at."""

    def __init__(self, after: int) -> None:
        self.upto = after
        self.complete = True
        self.batches: list[Batch] = []

    def count(self) -> int:
        """Records waiting."""
        return sum(int(batch.alive.sum()) for batch in self.batches)

    def keys(self) -> Ints:
        """Keys that segments on disk must not show, ascending."""
        if not self.batches:
            return np.zeros(0, np.int64)
        return np.unique(np.concatenate([batch.keys for batch in self.batches]))

    def fetch(self, source: IndexSource) -> bool:
        """Learn what is new; whether anything was."""
        changed = False
        last = source.last()
        while self.upto < last and self.count() < MOST:
            changes = source.changed(self.upto, _STEP)
            keys = np.unique(np.array([*(t.key for t in changes.texts), *changes.gone], np.int64))
            if len(keys):
                self._add(Batch(segment := build(changes.texts), _all(segment), keys))
            if changes.upto <= self.upto:
                break
            self.upto = changes.upto
            changed = True
        self.complete = self.upto >= last
        return changed

    def _add(self, batch: Batch) -> None:
        older = []
        for other in self.batches:
            alive = other.alive.copy()
            alive[other.segment.numbers(batch.keys)] = False
            older.append(Batch(other.segment, alive, other.keys))
        self.batches = [*older, batch]
        if len(self.batches) > _MOST_BATCHES:
            self.batches = [_together(self.batches)]


def _all(segment: Segment) -> Bools:
    return np.ones(len(segment), np.bool_)


def _together(batches: list[Batch]) -> Batch:
    segment = merge([b.segment for b in batches], [b.alive for b in batches])
    return Batch(segment, _all(segment), np.unique(np.concatenate([b.keys for b in batches])))
