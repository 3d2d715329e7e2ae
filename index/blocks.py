"""Postings in the bytes of Whoosh 2.7.4's W3 format, and back.

Whoosh writes a posting at a time; this writes a term at a time from arrays, and stock Whoosh reads
every posting the same (a test compares them). The format is frozen with that release.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import accumulate, pairwise
from pickle import dumps, load, loads
from typing import NamedTuple, Protocol

import numpy as np

from index.arrays import Ints, Postings

MAGIC = b"W3Bl"
BLOCK = 128
_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("!I")
_TERM = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")
_NUMBER = struct.Struct("<i")
_WEIGHT = struct.Struct(">d")


_MOST_KNOWN = 100_000
_STRETCH = 1 << 18
"""Postings encoded at a time: as plain numbers they take ten times the room."""
_PROTOCOL = 3  # the first that has bytes of its own


class File(Protocol):
    """What is needed of the file that postings go to."""

    def tell(self) -> int:
        """Where the next byte goes."""
        ...

    def write(self, data: bytes, /) -> object:
        """Put bytes there."""
        ...


def _position_value(positions: Sequence[int]) -> bytes:
    steps = [positions[0], *(b - a for a, b in pairwise(positions))]
    return _COUNT.pack(len(steps)) + dumps(steps, 2)


class _PositionValues(dict[int, bytes]):
    """The value of a single position, made once: most words stand once in a record."""

    def __missing__(self, position: int) -> bytes:
        self[position] = value = _position_value([position])
        return value


class Packed(NamedTuple):
    """The postings of many terms: a row for each term, in order, and the bytes of them all."""

    rows: list[tuple[bytes, bytes, int]]  # term, term info without the place in the file, size
    data: bytes


def pack(postings: Postings, lengths: Ints) -> Iterator[Packed]:
    """All postings, as Whoosh's file has them, some hundred thousand at a time.

    `lengths` are the length bytes of the records, or empty for a field without lengths.
    """
    low = 0
    while low < len(postings):
        enough = postings.firsts.searchsorted(int(postings.firsts[low]) + _STRETCH)
        high = min(max(int(enough), low + 1), len(postings))
        coder = _Coder(postings, postings.range(low, high), lengths)
        rows, parts = [], []
        for term, info, data in coder.encoded(low, high):
            rows.append((term, info, len(data)))
            parts.append(data)
        yield Packed(rows, b"".join(parts))
        low = high


def write(packed: Iterable[Packed], file: File) -> Iterator[tuple[bytes, bytes]]:
    """Write postings to `file`; yields for each term, in order, the term and its term info."""
    for rows, data in packed:
        at = file.tell()
        file.write(data)
        for term, info, size in rows:
            yield term, info + _EXTENT.pack(at, size)
            at += size


class _Coder:
    """Encodes the postings of a stretch of terms."""

    def __init__(self, postings: Postings, place: slice, lengths: Ints) -> None:
        docs = np.asarray(postings.docs[place])
        weights = postings.weights[place] if len(postings.weights) else np.ones(len(docs), np.uint8)
        length = lengths[docs] if len(lengths) else np.zeros(len(docs), np.uint8)
        self.postings = postings
        self.facts = (weights, length)
        self.base = place.start
        self.docs: list[int] = docs.tolist()
        self.weights: list[int] = weights.tolist()
        self.lengths: list[int] = length.tolist()
        self.offsets: list[int] = []
        self.positions: list[int] = []
        if len(postings.offsets):
            offsets = postings.offsets[place.start : place.stop + 1]
            first, last = int(offsets[0]), int(offsets[-1])
            self.offsets = (offsets - offsets[0]).tolist()
            self.positions = postings.positions[first:last].tolist()
        self.single = _PositionValues()

    def encoded(self, low: int, high: int) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Term, term info and bytes of each of the terms low to high."""
        weights, length = self.facts
        firsts = self.postings.firsts[low : high + 1].astype(np.int64) - self.base
        starts = firsts[:-1]
        table = zip(
            self.postings.terms(low, high),
            starts.tolist(),
            firsts[1:].tolist(),
            np.add.reduceat(weights, starts, dtype=np.int64).tolist(),
            np.minimum.reduceat(length, starts).tolist(),
            np.maximum.reduceat(length, starts).tolist(),
            np.maximum.reduceat(weights, starts).tolist(),
            strict=True,
        )
        for term, first, end, total, shortest, longest, heaviest in table:
            data = self.encode_one(first) if end - first == 1 else self.encode(first, end)
            ids = self.docs[first], self.docs[end - 1]
            yield term, _TERM.pack(0, total, end - first, shortest, longest, heaviest, *ids), data

    def encode_one(self, row: int) -> bytes:
        """The block of a term with one posting, as most have: its pickles put together by hand."""
        doc = b"J" + _NUMBER.pack(self.docs[row])
        weight, length = self.weights[row], self.lengths[row]
        value = b"N"
        if self.offsets:
            at, after = self.offsets[row], self.offsets[row + 1]
            if after - at == 1:
                raw = self.single[self.positions[at]]
            else:
                raw = _position_value(self.positions[at:after])
            value = b"B" + _NUMBER.pack(len(raw)) + raw + b"\x85"
        plain = b"N" if weight == 1 else b"G" + _WEIGHT.pack(weight)
        data = b"".join((b"\x80\x03", doc, b"\x85", plain, value, b"\x87."))
        heaviest = b"G" + _WEIGHT.pack(weight)
        ends = bytes((75, 0, 75, length, 75, length))
        info = b"".join((b"\x80\x03(K\x01", doc, heaviest, ends, b"t."))
        return b"".join((MAGIC, _LENGTH.pack(-len(info) - len(data)), info, data))

    def encode(self, low: int, high: int) -> bytes:
        """The blocks of one term."""
        parts = [MAGIC]
        for start in range(low, high, BLOCK):
            end = min(high, start + BLOCK)
            ids = self.docs[start:end]
            steps = (ids[0], *map(int.__sub__, ids[1:], ids))
            weights = self.weights[start:end]
            heaviest, lightest = max(weights), min(weights)
            block = (steps, _weights(weights, lightest, heaviest), self._values(start, end))
            data = dumps(block, _PROTOCOL)
            lengths = self.lengths[start:end]
            facts = (end - start, ids[-1], float(heaviest), 0, min(lengths), max(lengths))
            info = dumps(facts, _PROTOCOL)
            size = len(info) + len(data)
            parts += (_LENGTH.pack(-size if end == high else size), info, data)
        return b"".join(parts)

    def _values(self, start: int, end: int) -> tuple[bytes, ...] | None:
        if not self.offsets:
            return None
        values = []
        at, positions, single = self.offsets[start], self.positions, self.single
        for after in self.offsets[start + 1 : end + 1]:
            if after - at == 1:
                values.append(single[positions[at]])
            else:
                values.append(_position_value(positions[at:after]))
            at = after
        return tuple(values)


def _weights(weights: list[int], lightest: int, heaviest: int) -> tuple[float, ...] | float | None:
    if lightest != heaviest:
        return tuple(map(float, weights))
    return None if heaviest == 1 else float(heaviest)


class _Places(dict[bytes, tuple[int, ...]]):
    """The positions in a value, worked out once: most words stand once in a record."""

    def __missing__(self, value: bytes) -> tuple[int, ...]:
        places = tuple(accumulate(loads(value[4:])))
        if len(self) < _MOST_KNOWN:
            self[value] = places
        return places


class Reader:
    """Postings read back term by term, as stock Whoosh or we wrote them; the columns grow."""

    def __init__(self) -> None:
        self.docs = array("I")
        self.weights = array("H")
        self.offsets = array("I", [0])
        self.positions = array("H")
        self._places = _Places()

    def read(self, data: bytes | memoryview) -> None:
        """Add one term's postings, from its blocks."""
        at = len(MAGIC)
        last = False
        while not last:
            (size,) = _LENGTH.unpack(data[at : at + 4])
            last, at = size < 0, at + 4
            stream = BytesIO(data[at : at + abs(size)])
            at += abs(size)
            count, _, _, compressed, _, _ = load(stream)
            if compressed:
                stream = BytesIO(zlib.decompress(stream.read()))
            steps, weights, values = load(stream)
            self.docs.extend(accumulate(steps))
            if weights is None or isinstance(weights, float):
                self.weights.extend([int(weights or 1)] * count)
            else:
                self.weights.extend(map(int, weights))
            for value in values or ():
                self.positions.extend(self._places[value])
                self.offsets.append(len(self.positions))
