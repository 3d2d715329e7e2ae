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
from pickle import dumps
from typing import NamedTuple, Protocol

import numpy as np

from index.segments.arrays import Ints, Postings
from index.storage.plain_pickles import load, loads

MAGIC = b"W3Bl"
BLOCK = 128
_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("!I")
_INFO = np.dtype(
    [
        *(("inlined", "u1"), ("weight", ">f4"), ("postings", ">u4"), ("shortest", "u1")),
        *(("longest", "u1"), ("heaviest", ">f4"), ("first", ">u4"), ("last", ">u4")),
        *(("at", ">i8"), ("size", ">i4")),
    ]
)
"""What Whoosh's table says of a term; `at` and `size` are the place of its postings."""
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
    """The postings of many terms, one after the other, and what is to be said of each."""

    infos: Ints  # of `_INFO`, with places from 0
    data: bytes


def pack(
    postings: Postings, lengths: Ints, low: int = 0, high: int | None = None
) -> Iterator[Packed]:
    """Postings of the terms low to high as Whoosh's file has them, some hundred thousand at a time.

    `lengths` are the length bytes of the records, or empty for a field without lengths.
    """
    high = len(postings) if high is None else high
    while low < high:
        enough = postings.firsts.searchsorted(int(postings.firsts[low]) + _STRETCH)
        end = min(max(int(enough), low + 1), high)
        yield _Coder(postings, postings.range(low, end), lengths).packed(low, end)
        low = end


def write(packed: Iterable[Packed], file: File) -> Iterator[bytes]:
    """Write postings to `file`; yields the term infos in order, those of many terms in a piece."""
    for infos, data in packed:
        placed = infos.copy()
        placed["at"] += file.tell()
        file.write(data)
        yield placed.tobytes()


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

    def packed(self, low: int, high: int) -> Packed:
        """The terms low to high."""
        weights, length = self.facts
        firsts = self.postings.firsts[low : high + 1].astype(np.int64) - self.base
        starts, ends = firsts[:-1], firsts[1:]
        docs = np.array(self.docs, np.uint32)
        infos = np.zeros(high - low, _INFO)
        infos["weight"] = np.add.reduceat(weights, starts, dtype=np.int64)
        infos["postings"] = ends - starts
        infos["shortest"] = np.minimum.reduceat(length, starts)
        infos["longest"] = np.maximum.reduceat(length, starts)
        infos["heaviest"] = np.maximum.reduceat(weights, starts)
        infos["first"], infos["last"] = docs[starts], docs[ends - 1]
        parts = self._blocks(starts, ends)
        infos["size"] = list(map(len, parts))
        infos["at"] = np.cumsum(infos["size"], dtype=np.int64) - infos["size"]
        return Packed(infos, b"".join(parts))

    def _blocks(self, starts: Ints, ends: Ints) -> Sequence[bytes]:
        if len(self.offsets):
            rows = zip(starts.tolist(), ends.tolist(), strict=True)
            return [self.encode_one(a) if b - a == 1 else self.encode(a, b) for a, b in rows]
        alone = _alike(np.array(self.docs, "<i4")[starts])
        several = (ends - starts > 1).nonzero()[0]
        for i in several.tolist():
            alone[i] = self.encode(int(starts[i]), int(ends[i]))
        return alone

    def encode_one(self, row: int) -> bytes:
        """The block of a term with one posting, as most have."""
        at, after = self.offsets[row], self.offsets[row + 1]
        if after - at == 1:
            value = self.single[self.positions[at]]
        else:
            value = _position_value(self.positions[at:after])
        value = b"B" + _NUMBER.pack(len(value)) + value + b"\x85"
        return _block_of_one(self.docs[row], self.weights[row], self.lengths[row], value)

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
        at, positions, single = self.offsets[start], self.positions, self.single
        last = self.offsets[end]
        if last - at == end - start:  # once in each record
            return tuple(map(single.__getitem__, positions[at:last]))
        values = []
        for after in self.offsets[start + 1 : end + 1]:
            if after - at == 1:
                values.append(single[positions[at]])
            else:
                values.append(_position_value(positions[at:after]))
            at = after
        return tuple(values)


def _block_of_one(doc: int, weight: int, length: int, value: bytes) -> bytes:
    """A block with one posting, its pickles put together by hand."""
    number = b"J" + _NUMBER.pack(doc)
    plain = b"N" if weight == 1 else b"G" + _WEIGHT.pack(weight)
    data = b"".join((b"\x80\x03", number, b"\x85", plain, value, b"\x87."))
    heaviest = b"G" + _WEIGHT.pack(weight)
    ends = bytes((75, 0, 75, length, 75, length))
    info = b"".join((b"\x80\x03(K\x01", number, heaviest, ends, b"t."))
    return b"".join((MAGIC, _LENGTH.pack(-len(info) - len(data)), info, data))


def _alike(docs: Ints) -> list[bytes]:
    """Blocks with one posting each and nothing to tell but its record: one with all the others."""
    first = _NUMBER.pack(0x7F7E7D7C)
    block = _block_of_one(0x7F7E7D7C, 1, 0, b"N")
    rows = np.tile(np.frombuffer(block, np.uint8), (len(docs), 1))
    numbers = docs.view(np.uint8).reshape(-1, len(first))
    at = block.find(first)
    while at >= 0:
        rows[:, at : at + len(first)] = numbers
        at = block.find(first, at + 1)
    whole = rows.tobytes()
    return [whole[at : at + len(block)] for at in range(0, len(whole), len(block))]


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
