"""Whoosh's table of terms and its stored fields, written many rows at a time.

They are the tables of Whoosh 2.7.4's W3 format, and stock Whoosh reads them (a test compares what
it reads with what its own writer wrote); a call for each row took a third of the time of a build.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat
from pickle import dumps
from typing import Any
from zlib import adler32, compress, crc32

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filetables import HashWriter

_HEAD = np.dtype([("key", ">i4"), ("info", ">i4"), ("field", ">u2")])
"""Before a term: the sizes of its key and its info, and the field, with which the key begins."""
_STRETCH = 1 << 15
"""Terms that are written at a time."""
_FIELD = struct.Struct("!H")
_CRC32 = 1
"""Whoosh's number for that hash, which takes an eighth of its default's time."""
_BUCKETS = 256
_SLOT = np.dtype([("hash", ">u4"), ("at", ">i8")])

_STORED = struct.Struct("<HBHH")
_MOST_STORED = 65_535


class TermTable:
    """The table from a field and a term in it to the term's info."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._table = HashWriter(file, hashtype=_CRC32)
        self._fields: dict[str, int] = {}
        self._hashes: list[NDArray[Any]] = []
        self._places: list[NDArray[Any]] = []

    def add(self, field: str, terms: Sequence[bytes], infos: Iterable[bytes]) -> None:
        """All terms of a field, ascending; `infos` are of one length, one or many in a piece."""
        number = self._fields.setdefault(field, len(self._fields))
        told = np.frombuffer(b"".join(infos), np.uint8).reshape(max(1, len(terms)), -1)
        self._places.append(np.zeros(0, np.int64))  # there may be no term
        for first in range(0, len(terms), _STRETCH):
            some = terms[first : first + _STRETCH]
            rows, places = _rows(number, some, told[first : first + _STRETCH])
            self._places.append(self._file.tell() + places)
            self._file.write(rows)
        begun = crc32(_FIELD.pack(number))
        hashes = map(crc32, terms, repeat(begun))
        self._hashes.append(np.fromiter(hashes, np.uint32, len(terms)))

    def close(self) -> None:
        """Write what finds the rows, by hash and in order, and close the file."""
        table, file = self._table, self._file
        places, hashes = np.concatenate(self._places), np.concatenate(self._hashes)
        order = (hashes % _BUCKETS).argsort(kind="stable")
        counts = np.bincount(hashes % _BUCKETS, minlength=_BUCKETS)
        for chosen in np.split(order, np.cumsum(counts)[:-1]):
            slots = _slots(hashes[chosen], places[chosen])
            table.directory.append((file.tell(), len(slots)))
            file.write(slots.tobytes())
        table._write_directory()
        start = file.tell()
        table.extras = {"fieldmap": self._fields, "indextype": "q", "indexlen": len(places)}
        table._write_extras()
        file.write(places.astype(">i8").tobytes())
        file.write_int(file.tell() - start)
        file.close()


def _rows(number: int, terms: Sequence[bytes], infos: NDArray[Any]) -> tuple[bytes, NDArray[Any]]:
    """The rows of some terms of a field, and where each begins."""
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    heads = np.zeros(len(terms), _HEAD)
    heads["key"], heads["info"] = lengths + _FIELD.size, infos.shape[1]
    heads["field"] = number
    ends = np.cumsum(_HEAD.itemsize + lengths + infos.shape[1])
    places = ends - lengths - infos.shape[1] - _HEAD.itemsize
    rows = np.empty(int(ends[-1]), np.uint8)
    head = heads.view(np.uint8).reshape(len(terms), -1)
    rows[places[:, None] + np.arange(_HEAD.itemsize)] = head
    rows[ends[:, None] + np.arange(-infos.shape[1], 0)] = infos
    before = places + _HEAD.itemsize - (np.cumsum(lengths) - lengths)
    text = np.frombuffer(b"".join(terms), np.uint8)
    rows[np.repeat(before, lengths) + np.arange(len(text))] = text
    return rows.tobytes(), places


def _slots(hashes: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    """One bucket: each row in the slot of its hash, or in the next that is free, round the end."""
    slots = np.zeros(2 * len(hashes), _SLOT)
    if not len(slots):
        return slots
    wanted = (hashes >> 8) % len(slots)
    order = wanted.argsort(kind="stable")
    steps = np.arange(len(order))
    at = np.maximum.accumulate(wanted[order].astype(np.int64) - steps) + steps
    inside = at < len(slots)
    rows = order[inside]
    slots["hash"][at[inside]], slots["at"][at[inside]] = hashes[rows], places[rows]
    for row in order[~inside].tolist():
        free = int((slots["at"] == 0).argmax())
        slots[free] = hashes[row], places[row]
    return slots


def write_stored(file: Any, values: Iterable[object]) -> None:
    """Write the stored fields of each record as Whoosh's compressed column; close the file."""
    rows = _wrapped([dumps(value, 2) for value in values])
    column = VarBytesColumn.Writer(file)
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    file.write(b"".join(rows))
    column._lengths.array = array("I", sizes.tolist())
    column._offsets.array = array("I", (np.cumsum(sizes) - sizes).tolist())
    column._count = len(rows)
    column.finish(len(rows))
    file.close()


class _Heads(dict[int, bytes]):
    """What stands before data of a size: zlib's header, one last block that is not compressed."""

    def __missing__(self, size: int) -> bytes:
        self[size] = head = _STORED.pack(0x0178, 1, size, size ^ 0xFFFF)
        return head


def _wrapped(rows: Sequence[bytes]) -> list[bytes]:
    """Each as zlib's own "stored" format: they are too short to gain anything from compressing."""
    sizes = list(map(len, rows))
    if max(sizes, default=0) > _MOST_STORED:
        return [compress(row) for row in rows]
    checks = np.fromiter(map(adler32, rows), ">u4", len(rows)).tobytes()
    heads = map(_Heads().__getitem__, sizes)
    ends = (checks[at : at + 4] for at in range(0, len(checks), 4))
    return list(map(b"".join, zip(heads, rows, ends, strict=True)))
