"""Postings in the bytes of Whoosh 2.7.4's W3 format, and back.

Whoosh writes a posting at a time; this writes a term at a time from arrays, and stock Whoosh reads
every posting the same (a test compares them). The format is frozen with that release.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
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


_FLUSH = 1 << 20
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


def write(postings: Postings, lengths: Ints, file: File) -> Iterator[tuple[bytes, bytes]]:
    """Write all postings to `file`; yields for each term, in order, the term and its term info.

    `lengths` are the length bytes of the records, or empty for a field without lengths.
    """
    if not len(postings):
        return
    docs = np.asarray(postings.docs)
    weights = postings.weights if len(postings.weights) else np.ones(len(docs), np.int64)
    length = lengths[docs] if len(lengths) else np.zeros(len(docs), np.uint8)
    coder = _Coder(postings, docs.tolist(), weights.tolist(), length.tolist())
    at = file.tell()
    waiting: list[bytes] = []
    size = 0
    for term, low, high, total, shortest, longest, heaviest in _table(postings, weights, length):
        data = coder.encode_one(low) if high - low == 1 else coder.encode(low, high)
        waiting.append(data)
        size += len(data)
        if size > _FLUSH:
            file.write(b"".join(waiting))
            waiting, size = [], 0
        first, last = coder.docs[low], coder.docs[high - 1]
        info = _TERM.pack(0, total, high - low, shortest, longest, heaviest, first, last)
        yield term, info + _EXTENT.pack(at, len(data))
        at += len(data)
    file.write(b"".join(waiting))


def _table(
    postings: Postings, weights: Ints, length: Ints
) -> Iterator[tuple[bytes, int, int, int, int, int, int]]:
    """For each term: its postings from and to, sum of weights, lengths from and to, most weight."""
    starts = postings.firsts[:-1].astype(np.int64)
    return zip(
        postings.terms(),
        postings.firsts[:-1].tolist(),
        postings.firsts[1:].tolist(),
        np.add.reduceat(weights.astype(np.int64), starts).tolist(),
        np.minimum.reduceat(length, starts).tolist(),
        np.maximum.reduceat(length, starts).tolist(),
        np.maximum.reduceat(weights, starts).tolist(),
        strict=True,
    )


class _Coder:
    def __init__(
        self, postings: Postings, docs: list[int], weights: list[int], lengths: list[int]
    ) -> None:
        self.docs = docs
        self.weights = weights
        self.lengths = lengths
        self.offsets: list[int] = postings.offsets.tolist()
        self.positions: list[int] = postings.positions.tolist()
        self.single = _PositionValues()

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


class Row(NamedTuple):
    """One term's postings as read back."""

    docs: list[int]
    weights: list[int]
    positions: list[list[int]]


def read(data: bytes | memoryview) -> Row:
    """The postings in one term's blocks, compressed or not, as stock Whoosh or we wrote them."""
    row = Row([], [], [])
    at = len(MAGIC)
    last = False
    while not last:
        (size,) = _LENGTH.unpack(data[at : at + 4])
        last, at = size < 0, at + 4
        block = bytes(data[at : at + abs(size)])
        at += abs(size)
        stream = BytesIO(block)
        count, _, _, compressed, _, _ = load(stream)
        packed = stream.read()
        steps, weights, values = loads(zlib.decompress(packed) if compressed else packed)
        row.docs.extend(accumulate(steps))
        if weights is None or isinstance(weights, float):
            row.weights.extend([int(weights or 1)] * count)
        else:
            row.weights.extend(map(int, weights))
        row.positions.extend(list(accumulate(loads(value[4:]))) for value in values or ())
    return row
