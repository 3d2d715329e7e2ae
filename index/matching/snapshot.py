"""A view: what one search sees, unchanging while it runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.matching.homes import Homes
from index.matching.statistics import TermStatistics
from index.matching.unindexed import Pending
from index.segments.arrays import Bools, Ints, Segment
from index.storage.folder import NOTHING, Opened


@dataclass(frozen=True, slots=True)
class Layer:
    """A segment and which of its records count (None: all)."""

    segment: Segment
    alive: Bools | None

    def count(self) -> int:
        """Records that count."""
        return len(self.segment) if self.alive is None else int(self.alive.sum())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Layers with every record once; `exact` when none is missing."""

    opened: Opened
    layers: tuple[Layer, ...]
    statistics: TermStatistics
    homes: Homes
    exact: bool

    @staticmethod
    def empty() -> Snapshot:
        """Nothing yet."""
        return Snapshot(NOTHING, (), TermStatistics(()), Homes(()), False)

    @staticmethod
    def of(opened: Opened, pending: Pending) -> Snapshot:
        """What is on disk, under what waits."""
        hidden = pending.keys()
        layers = [
            Layer(part.segment, _without(part.segment, part.alive, hidden)) for part in opened.parts
        ]
        layers += [Layer(batch.segment, batch.alive) for batch in pending.batches]
        exact = pending.complete and (opened.whole or opened.position == 0)
        segments = [layer.segment for layer in layers]
        return Snapshot(opened, tuple(layers), TermStatistics(segments), Homes(layers), exact)

    def count(self) -> int:
        """Records that can be found."""
        return sum(layer.count() for layer in self.layers)


def _without(segment: Segment, alive: Bools | None, keys: Ints) -> Bools | None:
    numbers = segment.numbers(keys) if len(keys) else keys
    if not len(numbers):
        return alive
    alive = np.ones(len(segment), np.bool_) if alive is None else alive.copy()
    alive[numbers] = False
    return alive
