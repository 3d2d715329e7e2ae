"""A segment as arrays: the postings of words and codes, and a few columns of each record.

Records are numbered by ascending key. The same arrays live in memory for records that wait, and
mapped from a sidecar file for those taken in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.language.forms import WordForms
from index.schema import ZONE_BITS, ZONES
from index.segments.lengths import length_bytes

Ints = NDArray[Any]  # whole numbers of any width: numpy's types cannot say so without casts
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

ZONE_WEIGHT = np.zeros(1 << (16 - ZONE_BITS), np.uint8)
for _zone in ZONES:
    ZONE_WEIGHT[_zone.start >> ZONE_BITS : _zone.end >> ZONE_BITS] = _zone.weight

NAMES = ("guard", "kind", "unit", "place")
"""Columns of words, coded."""

HIGH = b"\xff"
"""Above every byte of a word in UTF-8."""


_BLOCK = 64
_MOST_KNOWN = 20_000
_MOST_BEGUN = 400
"""Words that begin alike and are looked through; among more, each is looked for."""

ARRAYS = (
    *("blob", "starts", "firsts", "docs", "weights", "offsets", "positions", "letters"),
    *("buckets", "hashed"),
)
"""What is kept of postings, in this order."""


@dataclass(slots=True)
class Postings:
    """Sorted terms and, for each, its records; for words also weights and positions."""

    blob: bytes | memoryview  # every term, each followed by a newline
    starts: Ints  # of each term in the blob, and the end
    firsts: Ints  # of each term's postings, and the end
    docs: Ints
    weights: Ints  # weighted frequency, or empty when all are 1
    offsets: Ints  # of each posting's positions, and the end; or empty when there are none
    positions: Ints
    letters: Ints  # of each word, a bit for every letter in it: what spelling looks at first
    buckets: Ints  # for each value of a hash, where its terms begin in `hashed`, and the end
    hashed: Ints  # numbers of the terms, by hash
    # One number of an array through a view takes a third of the time that numpy takes.
    _starts: memoryview = field(init=False, repr=False)
    _firsts: memoryview = field(init=False, repr=False)
    _buckets: memoryview = field(init=False, repr=False)
    _hashed: memoryview = field(init=False, repr=False)
    _fences: list[bytes] | None = field(default=None, init=False, repr=False)
    _found: dict[bytes, int] = field(default_factory=dict, init=False, repr=False)
    _spans: dict[bytes, tuple[int, int]] = field(default_factory=dict, init=False, repr=False)
    _forms: dict[WordForms, list[tuple[bytes, float]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def __post_init__(self) -> None:
        self._starts, self._firsts = self.starts.data, self.firsts.data
        self._buckets, self._hashed = self.buckets.data, self.hashed.data

    def __reduce__(self) -> tuple[Any, ...]:
        return Postings, tuple(getattr(self, name) for name in ARRAYS)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def term(self, i: int) -> bytes:
        """The i-th term."""
        return bytes(self.blob[self._starts[i] : self._starts[i + 1] - 1])

    def terms(self, low: int = 0, high: int | None = None) -> list[bytes]:
        """The terms low to high (high not included)."""
        high = len(self) if high is None else high
        return bytes(self.blob[self._starts[low] : self._starts[high]]).split(b"\n")[:-1]

    def find(self, term: bytes) -> int:
        """Number of a term, -1 when there is none."""
        known = self._found.get(term)
        if known is None:
            known = self._find(term)
            if len(self._found) < _MOST_KNOWN:
                self._found[term] = known
        return known

    def _find(self, term: bytes) -> int:
        at = crc32(term) & (len(self._buckets) - 2)
        for place in range(self._buckets[at], self._buckets[at + 1]):
            i: int = self._hashed[place]
            start, end = self._starts[i], self._starts[i + 1] - 1
            if end - start == len(term) and self.blob[start:end] == term:
                return i
        return -1

    def span(self, prefix: bytes) -> tuple[int, int]:
        """Numbers of the terms that begin so: from, to."""
        known = self._spans.get(prefix)
        if known is None:
            low = self._lower(prefix)
            # Mostly few words begin so: the end is soon found from the first.
            near = self.terms(low, min(low + _BLOCK, len(self)))
            count = bisect_left(near, prefix + HIGH)
            known = low, low + count if count < len(near) else self._lower(prefix + HIGH)
            if len(self._spans) < _MOST_KNOWN:
                self._spans[prefix] = known
        return known

    def forms(self, of: WordForms) -> list[tuple[bytes, float]]:
        """Those forms of a word that are here, with their worth."""
        known = self._forms.get(of)
        if known is None:
            known = [row for row in of.others if self.find(row[0]) >= 0]
            known += self._alike(of.beginning.encode(), of.alike) if of.alike else ()
            if len(self._forms) < _MOST_KNOWN:
                self._forms[of] = known
        return known

    def _alike(self, beginning: bytes, alike: Mapping[str, float]) -> list[tuple[bytes, float]]:
        low = self._lower(beginning)
        begun = self.terms(low, min(low + _MOST_BEGUN, len(self)))
        if len(begun) == _MOST_BEGUN and begun[-1].startswith(beginning):
            return [
                (f, worth) for form, worth in alike.items() if self.find(f := form.encode()) >= 0
            ]
        return [(word, alike[form]) for word in begun if (form := word.decode()) in alike]

    def _lower(self, text: bytes) -> int:
        """Number of the first term that is not before `text`: by every 64th, then in its block."""
        fences = self._fences
        if fences is None:
            fences = self._fences = [self.term(i) for i in range(0, len(self), _BLOCK)]
        block = bisect_right(fences, text) - 1
        if block < 0:
            return 0
        low = block * _BLOCK
        return low + bisect_left(self.terms(low, min(low + _BLOCK, len(self))), text)

    def size(self, low: int, high: int) -> int:
        """How many postings the terms low to high have."""
        return int(self._firsts[high]) - int(self._firsts[low])

    def range(self, low: int, high: int) -> slice:
        """The postings of the terms low to high (high not included)."""
        return slice(self._firsts[low], self._firsts[high])


@dataclass(slots=True)
class Segment:
    """Records, their words and codes, and their columns. Nothing in it ever changes."""

    keys: Ints  # ascending
    lengths: NDArray[np.uint8]  # of the weighted text, byte-coded as Whoosh does
    title_words: NDArray[np.uint8]  # words in the title, 255 for more
    dates_from: Ints
    dates_to: Ints
    names: Mapping[str, list[str]]  # column to its distinct values, by code
    coded: Mapping[str, Ints]  # column to a code for each record
    words: Postings
    codes: Postings
    total_length: int

    def __len__(self) -> int:
        return len(self.keys)

    def having(self, column: str, wanted: Callable[[str], bool], docs: Ints | slice) -> Bools:
        """Which of some records have a name in a column that is wanted."""
        table = np.array([wanted(name) for name in self.names[column]], np.bool_)
        told: Bools = table[self.coded[column][docs].astype(np.intp)]
        return told

    def numbers(self, keys: Ints) -> Ints:
        """Record numbers of those keys that are here."""
        at = self.keys.searchsorted(keys)
        at[at == len(self.keys)] = 0
        return at[self.keys[at] == keys] if len(self.keys) else at[:0]


class Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(slots=True)
class Loose:
    """Postings before they are sorted: one row for each occurrence."""

    terms: list[bytes]  # sorted
    term: Ints
    doc: Ints
    position: Ints
    ascending: bool = False  # a term's rows are by record and position as they stand


def with_columns(
    keys: Ints,
    words: Loose,
    whole: Loose,
    names: Mapping[str, list[str]],
    coded: Mapping[str, Ints],
    first: Ints,
    last: Ints,
) -> Segment:
    """A segment from loose postings and the columns of its records."""
    weight = ZONE_WEIGHT[words.position >> ZONE_BITS]
    length = np.bincount(words.doc, weight, len(keys)).astype(np.int64)
    in_title = words.doc[words.position < ZONES[0].end]
    titles = np.bincount(in_title, minlength=len(keys)) if len(in_title) else np.zeros(len(keys))
    bytes_ = length_bytes(length)
    return Segment(
        keys=keys,
        lengths=bytes_,
        title_words=np.minimum(titles, 255).astype(np.uint8),
        dates_from=first,
        dates_to=last,
        names=names,
        coded=coded,
        words=invert(words, weight),
        codes=invert(whole, None),
        total_length=int(length.sum()),
    )


def invert(loose: Loose, weight: Ints | None) -> Postings:
    """Sort occurrences by term and record and gather them into postings."""
    if loose.ascending:
        order = loose.term.argsort(kind="stable")
    else:
        order = np.lexsort((loose.position, loose.doc, loose.term))
    term, doc = loose.term[order], loose.doc[order]
    new = np.ones(len(term), np.bool_)
    new[1:] = (term[1:] != term[:-1]) | (doc[1:] != doc[:-1])
    starts = np.flatnonzero(new)
    firsts = np.searchsorted(term[starts], np.arange(len(loose.terms) + 1))
    ends = np.append(starts, len(term))
    empty = np.zeros(0, np.uint8)
    blob = b"\n".join([*loose.terms, b""])
    lengths = np.fromiter(map(len, loose.terms), np.int64, len(loose.terms)) + 1
    buckets, hashed = hashes(loose.terms)
    return Postings(
        blob=blob,
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        firsts=firsts.astype(np.uint32),
        docs=doc[starts],
        weights=empty if weight is None else _gathered(weight[order], starts),
        offsets=empty if weight is None else ends.astype(np.uint32),
        positions=loose.position[order] if weight is not None else empty,
        letters=letters_of(blob, lengths) if weight is not None else empty,
        buckets=buckets,
        hashed=hashed,
    )


def hashes(terms: Sequence[bytes]) -> tuple[Ints, Ints]:
    """Buckets and the terms in them: most forms of a word that are looked for are nowhere."""
    size = 4 << len(terms).bit_length()
    values = np.array(list(map(crc32, terms)), np.uint32) & np.uint32(size - 1)
    buckets = np.concatenate(([0], np.cumsum(np.bincount(values, minlength=size))))
    return buckets.astype(np.uint32), values.argsort(kind="stable").astype(np.uint32)


_LETTER = np.zeros(256, np.uint64)
for _byte in range(256):
    _bit = _byte - 97 if 97 <= _byte <= 122 else 26 + _byte % 38
    _LETTER[_byte] = 0 if _byte == 10 else 1 << _bit


def letters_of(blob: bytes, lengths: Ints | Sequence[int]) -> Ints:
    """For each of the words in `blob`, of these lengths, the letters in it as bits."""
    if not len(lengths):
        return np.zeros(0, np.uint64)
    sizes: Ints = np.asarray(lengths, np.int64)
    starts: Ints = np.cumsum(sizes) - sizes
    bits: Ints = np.bitwise_or.reduceat(_LETTER[np.frombuffer(blob, np.uint8)], starts)
    return bits


def _gathered(weight: Ints, starts: Ints) -> Ints:
    if not len(starts):
        return np.zeros(0, np.uint16)
    return np.minimum(np.add.reduceat(weight.astype(np.int64), starts), 65535).astype(np.uint16)
