"""A segment's arrays in one file beside it, mapped into memory.

Layout: magic, version, size and checksum of the header, the header (JSON: where each array lies),
the arrays. The file can be thrown away at any time: it is made again from the segment.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index import blocks
from index.arrays import ARRAYS, NAMES, Ints, Postings, Segment, hashes, letters_of
from index.schema import FORMAT
from index.whoosh_api import CODES, WORDS, Damaged, Entry, StockSegment, write_segment

_HEAD = struct.Struct("<8sIIQ")
_MAGIC = b"RMDSIDE\0"
_ALIGN = 64
_COLUMNS = ("keys", "lengths", "title_words", "dates_from", "dates_to")


def save(segment: Segment, path: Path) -> None:
    """Write the sidecar, whole or not at all."""
    arrays: dict[str, Ints] = {name: getattr(segment, name) for name in _COLUMNS}
    arrays |= {f"coded.{name}": segment.coded[name] for name in NAMES}
    for part, postings in (("words", segment.words), ("codes", segment.codes)):
        arrays |= {f"{part}.{name}": array for name, array in _arrays_of(postings)}
    places: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, at, len(array))
        at += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(
        {"arrays": places, "names": segment.names, "length": segment.total_length, "size": at}
    ).encode()
    new = path.with_suffix(".side.new")
    with new.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, FORMAT, zlib.crc32(header), len(header)))
        file.write(header + bytes(_base(len(header)) - _HEAD.size - len(header)))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(bytes(-array.nbytes % _ALIGN))
    new.chmod(0o660)
    new.rename(path)


def _base(header: int) -> int:
    return -(-(_HEAD.size + header) // _ALIGN) * _ALIGN


def _arrays_of(postings: Postings) -> Iterator[tuple[str, Ints]]:
    for name in ARRAYS:
        value = getattr(postings, name)
        yield name, np.frombuffer(value, np.uint8) if name == "blob" else value


def load(path: Path, count: int) -> Segment:
    """Map a sidecar into memory. Raises `Damaged` when it is missing, cut short or not ours."""
    try:
        with path.open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        magic, version, checksum, size = _HEAD.unpack(mapped[: _HEAD.size])
        header = bytes(mapped[_HEAD.size : _HEAD.size + size])
        if (magic, version, checksum) != (_MAGIC, FORMAT, zlib.crc32(header)):
            raise Damaged(f"{path.name} is not a sidecar of this version")
        facts = json.loads(header)
        if len(mapped) != _base(size) + facts["size"] or facts["arrays"]["keys"][2] != count:
            raise Damaged(f"{path.name} is cut short")
        return _segment(mapped[_base(size) :], facts)
    except (OSError, ValueError, KeyError, TypeError, struct.error) as problem:
        raise Damaged(str(problem)) from problem


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
    segment: Segment, folder: Path, words: Callable[[], Iterable[blocks.Packed]] | None = None
) -> Entry:
    """Write a segment for Whoosh, and its sidecar; `words` gives its words if packed elsewhere."""
    words = words or (lambda: blocks.pack(segment.words, segment.lengths))
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
    codes = blocks.pack(segment.codes, np.zeros(0, np.uint8))
    return write_segment(
        folder,
        records,
        segment.lengths.tobytes(),
        segment.total_length,
        {
            CODES: (segment.codes.terms(), partial(blocks.write, codes)),
            WORDS: (segment.words.terms(), lambda file: blocks.write(words(), file)),
        },
        lambda path: save(segment, path),
    )


def recover(folder: Path, entry: Entry) -> Segment:
    """A segment's arrays from Whoosh's own files, when the sidecar is lost."""
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
    reader = blocks.Reader()
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
