"""Where records live: what lies in a container is where that is, whatever was said of it (R24).

Worked out when a place is asked for: a container that moves is one record that has changed, and
none of what lies in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from index.language.words import CONTAINER, DIGITS, KEY_DIGITS
from index.segments.arrays import Bools, Ints, Segment

if TYPE_CHECKING:
    from index.matching.snapshot import Layer


@dataclass(frozen=True)
class Homes:
    """The records of all layers in one row, and for each the one whose place is where it lives."""

    layers: Sequence[Layer]

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(layer.segment) for layer in self.layers), initial=0))

    def among(self, number: int) -> slice:
        """The records of a layer in the row of all."""
        return slice(self._starts[number], self._starts[number + 1])

    @cached_property
    def seats(self) -> Ints | None:
        """Of each record its outermost container that has a place, else itself.

        None where nothing lies in a container.
        """
        seats: Ints | None = None
        for number, layer in enumerate(self.layers):
            codes = layer.segment.codes
            low, high = codes.span(CONTAINER.encode())
            if low == high:
                continue
            if seats is None:
                seats = np.arange(self._starts[-1], dtype=np.int32)
            rows = self._housed(_keys(codes.blob[codes.starts[low] : codes.starts[high]]))
            contents = codes.docs[codes.range(low, high)].astype(np.intp)
            firsts = codes.firsts[low : high + 1].astype(np.intp)
            boxes = rows.repeat(firsts[1:] - firsts[:-1])
            # The outermost stand first, and of what is put in one place the last stays.
            known = (boxes >= 0).nonzero()[0][::-1]
            seats[self.among(number)][contents[known]] = boxes[known]
        return seats

    def _housed(self, keys: Ints) -> Ints:
        """The records of these keys that have a place, as they count; -1 for the others."""
        found = np.full(len(keys), -1, np.int32)
        for start, layer in zip(self._starts, self.layers, strict=False):
            segment = layer.segment
            if not len(segment):
                continue
            at = segment.keys.searchsorted(keys).clip(max=len(segment) - 1)
            here = segment.keys[at] == keys
            if layer.alive is not None:
                here &= layer.alive[at]
            here &= segment.having("place", bool, at)
            found[here] = at[here] + start
        return found

    def of(self, number: int, docs: Ints) -> list[tuple[Segment, Ints]]:
        """For some records of a layer where they live, by the segment that tells its name."""
        if self.seats is None:
            return [(self.layers[number].segment, docs)]
        seats = self.seats[self.among(number)][docs]
        found = []
        for start, layer in zip(self._starts, self.layers, strict=False):
            here = seats[(seats >= start) & (seats < start + len(layer.segment))]
            found += [(layer.segment, here - start)] if len(here) else []
        return found

    def living(self, seated: Sequence[Ints], number: int) -> Bools:
        """Which records of a layer live with some that are given for every layer."""
        marks = np.zeros(self._starts[-1], np.bool_)
        for start, docs in zip(self._starts, seated, strict=False):
            marks[docs + start] = True
        own = self.among(number)
        return marks[own] if self.seats is None else marks[self.seats[own]]


def _keys(marks: bytes | memoryview) -> Ints:
    """The keys of containers from their marks, each of which ends with a newline."""
    rows = np.frombuffer(marks, np.uint8).reshape(-1, KEY_DIGITS + 3)
    digits = rows[:, 2:-1] - np.uint8(ord(DIGITS[0]))
    keys: Ints = (digits[:, ::2] << 4 | digits[:, 1::2]).view(">i8").ravel().astype(np.int64)
    return keys
