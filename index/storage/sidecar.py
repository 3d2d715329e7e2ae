"""A segment's arrays in one file beside it, mapped into memory.

Layout: magic, version, size and checksum of the header, the header (JSON: whose arrays these are,
where each lies, and a checksum of them all), the arrays. The file can be thrown away at any time:
it is made again from the segment.

Opening looks at the header alone, for that is all that a first search has time for. Whether the
arrays are what was written tells `is_intact`, which reads the whole file.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import get_native_id
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from index.schema import FORMAT
from index.segments.arrays import ARRAYS, NAMES, Ints, Postings, Segment, hashes, letters_of
from index.segments.lengths import length_bytes
from index.storage import postings_codec
from index.storage.whoosh_api import (
    CODES,
    WORDS,
    DamagedFolder,
    SegmentEntry,
    StockSegment,
    remove,
    write_segment,
)

_HEAD = struct.Struct("<8sIIQ")
_MAGIC = b"RMDSIDE\0"
_ALIGN = 64
_COLUMNS = ("keys", "lengths", "title_words", "dates_from", "dates_to")
_STRETCH = 1 << 20
"""Bytes summed up at a time, so that a check takes no memory to speak of."""
_ILLEGIBLE = (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error)


class Stamp(NamedTuple):
    """Tells a file from another that is put in its place, or from itself written over."""

    file: int
    changed: int
    size: int


def stamp(path: Path) -> Stamp | None:
    """What a path holds now; None when that is nothing."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return Stamp(stat.st_ino, stat.st_mtime_ns, stat.st_size)


def save(segment: Segment, path: Path) -> None:
    """Write the sidecar, whole or not at all."""
    arrays: dict[str, Ints] = {name: getattr(segment, name) for name in _COLUMNS}
    arrays |= {f"coded.{name}": segment.coded[name] for name in NAMES}
    for part, postings in (("words", segment.words), ("codes", segment.codes)):
        arrays |= {f"{part}.{name}": array for name, array in _arrays_of(postings)}
    places: dict[str, tuple[str, int, int]] = {}
    at = total = 0
    data = [np.ascontiguousarray(array).view(np.uint8).data for array in arrays.values()]
    for (name, array), own in zip(arrays.items(), data, strict=True):
        places[name] = (array.dtype.str, at, len(array))
        at += len(own) + _gap(own)
        total = zlib.crc32(bytes(_gap(own)), zlib.crc32(own, total))
    header: dict[str, Any] = {"segment": path.stem, "arrays": places, "names": segment.names}
    header |= {"length": segment.total_length, "size": at, "sum": total}
    new = path.with_suffix(f".side.{get_native_id()}")  # two threads may make it again at once
    try:
        new.unlink(missing_ok=True)
        with new.open("xb") as file:  # never through a link that somebody put there
            file.write(_head(header))
            for own in data:
                file.write(own)
                file.write(bytes(_gap(own)))
        new.chmod(0o660)
        if path.is_dir():
            remove(path)
        new.rename(path)
    except BaseException:
        new.unlink(missing_ok=True)  # on a full disk it would only stand in the way
        raise


def _gap(data: memoryview) -> int:
    """Bytes to the next array."""
    return -len(data) % _ALIGN


def _head(facts: dict[str, Any]) -> bytes:
    header = json.dumps(facts).encode()
    start = _HEAD.pack(_MAGIC, FORMAT, zlib.crc32(header), len(header)) + header
    return start + bytes(_base(len(header)) - len(start))


def _base(header: int) -> int:
    return -(-(_HEAD.size + header) // _ALIGN) * _ALIGN


def _arrays_of(postings: Postings) -> Iterator[tuple[str, Ints]]:
    for name in ARRAYS:
        value = getattr(postings, name)
        yield name, np.frombuffer(value, np.uint8) if name == "blob" else value


def load(path: Path, count: int) -> Segment:
    """Map a sidecar into memory. Raises `DamagedFolder` if it is missing, cut short or not ours."""
    try:
        with path.open("rb") as file:
            facts, base = _facts(file, path.stem)
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if len(mapped) != base + facts["size"] or facts["arrays"]["keys"][2] != count:
            raise DamagedFolder(f"{path.name} is cut short")
        return _segment(mapped[base:], facts)
    except _ILLEGIBLE as problem:
        raise DamagedFolder(str(problem)) from problem


def _facts(file: BinaryIO, segment: str) -> tuple[dict[str, Any], int]:
    """The header of a segment's sidecar, and where the arrays begin."""
    magic, version, checksum, size = _HEAD.unpack(file.read(_HEAD.size))
    header = file.read(min(size, os.fstat(file.fileno()).st_size))
    facts = json.loads(header) if checksum == zlib.crc32(header) else {}
    if (magic, version, facts.get("segment")) != (_MAGIC, FORMAT, segment):
        raise DamagedFolder(f"{file.name} is not the sidecar of this segment")
    return facts, _base(size)


def is_intact(path: Path) -> bool:
    """Whether the arrays are what was written: 30 ms for 100,000 records once they are in memory.

    It reads the file instead of mapping it: another process may be cutting it short.
    """
    try:
        with path.open("rb") as file:
            facts, base = _facts(file, path.stem)
            file.seek(base)
            total = 0
            while stretch := file.read(_STRETCH):
                total = zlib.crc32(stretch, total)
            return bool(total == facts["sum"])
    except (DamagedFolder, *_ILLEGIBLE):
        return False


def _segment(data: memoryview, facts: dict[str, Any]) -> Segment:
    def array(name: str) -> Any:
        kind, at, count = facts["arrays"][name]
        return np.frombuffer(data, kind, count, at)

    def postings(part: str) -> Postings:
        _, at, size = facts["arrays"][f"{part}.blob"]
        arrays = {name: array(f"{part}.{name}") for name in ARRAYS if name != "blob"}
        return Postings(blob=data[at : at + size], **arrays)

    return Segment(
        **{name: array(name) for name in _COLUMNS},
        names=facts["names"],
        coded={name: array(f"coded.{name}") for name in NAMES},
        words=postings("words"),
        codes=postings("codes"),
        total_length=facts["length"],
    )


def store(
    segment: Segment,
    folder: Path,
    words: Callable[[], Iterable[postings_codec.Packed]] | None = None,
) -> SegmentEntry:
    """Write a segment for Whoosh, and its sidecar; `words` gives its words if packed elsewhere."""
    words = words or (lambda: postings_codec.pack(segment.words, segment.lengths))
    names = {name: segment.names[name] for name in NAMES}
    columns = [[names[name][code] for code in segment.coded[name].tolist()] for name in NAMES]
    records = zip(
        segment.keys.tolist(),
        *columns,
        segment.dates_from.tolist(),
        segment.dates_to.tolist(),
        segment.title_words.tolist(),
        strict=True,
    )
    codes = postings_codec.pack(segment.codes, np.zeros(0, np.uint8))
    return write_segment(
        folder,
        records,
        segment.lengths.tobytes(),
        segment.total_length,
        {
            CODES: (segment.codes.terms(), partial(postings_codec.write, codes)),
            WORDS: (segment.words.terms(), lambda file: postings_codec.write(words(), file)),
        },
        lambda path: save(segment, path),
    )


def recover(folder: Path, entry: SegmentEntry) -> Segment:
    """A segment's arrays from Whoosh's own files, when the sidecar is lost.

    Raises `DamagedFolder` when they do not agree with each other, and Whoosh's errors, of any
    kind, when they cannot be read.
    """
    segment = _recovered(folder, entry)
    if not _agrees(segment):
        raise DamagedFolder(f"the files of {entry.id} are not those of one segment")
    return segment


def _agrees(segment: Segment) -> bool:
    """Whether the postings give the lengths that are kept beside them, and are in order."""
    length = np.bincount(segment.words.docs, segment.words.weights, len(segment)).astype(np.int64)
    return bool(
        (segment.keys[1:] > segment.keys[:-1]).all()
        and _in_order(segment.words, len(segment))
        and _in_order(segment.codes, len(segment))
        and len(length) == len(segment)
        and int(length.sum()) == segment.total_length
        and (length_bytes(length) == segment.lengths).all()
    )


def _in_order(postings: Postings, records: int) -> bool:
    terms, docs = postings.terms(), postings.docs.astype(np.int64)
    within = np.ones(len(docs), np.bool_)
    within[postings.firsts[:-1]] = False
    later = np.flatnonzero(within)
    return bool(
        terms == sorted(set(terms))
        and (docs < records).all()
        and (docs[later] > docs[later - 1]).all()
    )


def _recovered(folder: Path, entry: SegmentEntry) -> Segment:
    stock = StockSegment(folder, entry)
    try:
        rows = stock.records()
        names: dict[str, list[str]] = {}
        coded: dict[str, Ints] = {}
        for i, name in enumerate(NAMES):
            values = [row[i + 1] for row in rows]
            names[name] = list(dict.fromkeys(values))
            number = {value: code for code, value in enumerate(names[name])}
            coded[name] = np.array([number[value] for value in values], np.uint32)
        return Segment(
            keys=np.array([row[0] for row in rows], np.int64),
            lengths=np.array(stock.lengths(), np.uint8),
            title_words=np.array([row[7] for row in rows], np.uint8),
            dates_from=np.array([row[5] for row in rows], np.int32),
            dates_to=np.array([row[6] for row in rows], np.int32),
            names=names,
            coded=coded,
            words=decode(stock, WORDS),
            codes=decode(stock, CODES),
            total_length=stock.total_length,
        )
    finally:
        stock.close()


def decode(stock: StockSegment, field: str) -> Postings:
    """A field's postings, read from Whoosh's own files."""
    terms: list[bytes] = []
    firsts = [0]
    reader = postings_codec.Reader()
    for term, data in stock.items(field):
        reader.read(data)
        terms.append(term)
        firsts.append(len(reader.docs))
    words = field == WORDS
    blob = b"".join(term + b"\n" for term in terms)
    lengths = [len(term) + 1 for term in terms]
    buckets, hashed = hashes(terms)
    return Postings(
        blob=blob,
        starts=np.cumsum([0, *lengths]).astype(np.uint32),
        firsts=np.array(firsts, np.uint32),
        docs=np.array(reader.docs, np.uint32),
        weights=np.array(reader.weights if words else [], np.uint16),
        offsets=np.array(reader.offsets if words else [], np.uint32),
        positions=np.array(reader.positions, np.uint16),
        letters=letters_of(blob, lengths) if words else np.zeros(0, np.uint8),
        buckets=buckets,
        hashed=hashed,
    )
