"""Terms by pattern and by what they hold, and sets of numbers as ascending arrays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

import numpy as np

from index.language.words import BETWEEN
from index.schema import ZONE
from index.segments.arrays import Bools, Ints, Postings

MOST_TERMS = 5_000
"""Terms that the patterns of a query are expanded to at most, in one segment."""
LEAST_TERMS = 500
"""For each further pattern."""
_FEWER = 8
"""So many times fewer are looked up in the others, rather than the others in them."""


def distinct(values: Ints) -> Ints:
    """Each value once, ascending. (For whole numbers numpy's own `unique` takes ten times this.)"""
    values = values.copy()
    values.sort()
    return values[firsts_of(values)]


def firsts_of(values: Ints) -> Bools:
    """Which of some ascending values are not the same as the one before."""
    first = np.empty(len(values), np.bool_)
    first[:1] = True
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def among(values: Ints, chosen: Ints) -> Bools:
    """Which of some values are among those chosen. Both ascend."""
    if len(chosen) * _FEWER < len(values):
        found = np.zeros(len(values), np.bool_)
        at = values.searchsorted(chosen)
        found[at[values.take(at, mode="clip") == chosen]] = True
        return found
    # Beyond the end is the last one, which is less.
    same: Bools = chosen.take(chosen.searchsorted(values), mode="clip") == values
    return same


def sorted_keys(keys: Collection[int]) -> Ints:
    """Keys as an ascending array."""
    found = keys if isinstance(keys, np.ndarray) else np.fromiter(keys, np.int64, len(keys))
    return np.unique(found)


def shared(some: Ints, others: Ints) -> Ints:
    """What is in both of two ascending lists without repetitions."""
    if len(some) > len(others):
        some, others = others, some
    if len(some) * 4 < len(others):
        values, keep = some, among(some, others)
    else:
        values = np.concatenate((some, others))
        values.sort(kind="stable")  # which for lists in order is to merge them
        keep = values[1:] == values[:-1]
    both: Ints = values[keep.nonzero()[0]]
    return both


def spread_out(starts: Ints, counts: Ints) -> Ints:
    """The numbers of ranges that begin at `starts` and are `counts` long, one after the other."""
    first: Ints = (starts - (counts.cumsum() - counts)).repeat(counts)
    first += np.arange(len(first), dtype=first.dtype)
    return first


def postings_of(postings: Postings, terms: Ints) -> tuple[Ints, Ints]:
    """Places of the postings of some terms, one after the other, and how many each has."""
    firsts = postings.firsts[terms].astype(np.int64)
    counts: Ints = postings.firsts[terms + 1] - firsts
    return spread_out(firsts, counts), counts


def weighed(words: Postings, rows: slice | Ints, zone: str) -> tuple[Ints, Ints]:
    """Some postings, only those in the zone."""
    docs, weights = words.docs[rows].astype(np.intp), words.weights[rows]
    if not zone or not len(docs):
        return docs, weights
    bounds = ZONE[zone]
    starts = words.offsets[rows].astype(np.int64)
    if isinstance(rows, slice):
        positions = words.positions[int(starts[0]) : int(words.offsets[rows.stop])]
        starts -= starts[0]
    else:
        counts = words.offsets[rows + 1] - starts
        positions = words.positions[spread_out(starts, counts)]
        starts = np.cumsum(counts) - counts
    inside = (positions >= bounds.start) & (positions < bounds.end)
    found = np.add.reduceat(inside, starts, dtype=np.int64) * bounds.weight
    keep = found.nonzero()[0]
    return docs[keep], found[keep]


def following(words: Iterable[tuple[int, Ints]]) -> Ints:
    """Where words follow each other: each is given by its place and its ascending occurrences.

    They are taken until nothing is left. The occurrences are those of place 0.
    """
    found: Ints | None = None
    for place, here in words:
        found = here - place if found is None else shared(found + place, here) - place
        if not len(found):
            break
    assert found is not None
    return found


def matching_terms(postings: Postings, pattern: str, most: int) -> tuple[Ints, bool]:
    """Numbers of the terms that a pattern with `*` and `?` matches, and whether there may be more.

    Looked at are only so many that hold the longest of the texts between the signs.
    """
    low, high = 0, len(postings)
    *heads, tail = (text.encode() for text in re.split(r"[*?]", pattern))
    if heads[0]:
        low, high = postings.span(heads[0])
    longest = max((*heads, tail + b"\n"), key=len)
    terms, cut = holding(postings, longest, low, high, most)
    # Numbers that only lie within a range are no words that anybody has written.
    between = postings.span(BETWEEN.encode())
    terms = terms[(terms < between[0]) | (terms >= between[1])]
    if pattern.encode() != b"*%s*" % longest:
        first, *rest = [_piece(piece) for piece in pattern.split("*")]
        # What a star has passed is never tried again, so that no pattern takes more than linear
        # time.
        wanted = first + b"".join(b"(?>.*?" + piece + b")" for piece in rest[:-1])
        fits = re.compile(wanted + b"".join(b".*" + piece for piece in rest[-1:]), re.DOTALL)
        terms = terms[[bool(fits.fullmatch(postings.term(i))) for i in terms.tolist()]]
    return terms, cut


_ANY_CHARACTER = rb"(?:[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]+)"


def _piece(text: str) -> bytes:
    return _ANY_CHARACTER.join(re.escape(part.encode()) for part in text.split("?"))


def holding(postings: Postings, text: bytes, low: int, high: int, most: int) -> tuple[Ints, bool]:
    """Numbers of the terms low to high that hold `text`, and whether there may be more."""
    start, end = int(postings.starts[low]), int(postings.starts[high])
    matches = re.finditer(re.escape(text), postings.blob[start:end])
    at = [match.start() + start for match in islice(matches, most)]
    # Of the same type as what is searched, or numpy converts all of that first.
    places = np.array(at, postings.starts.dtype)
    return distinct(postings.starts.searchsorted(places, "right") - 1), len(at) == most
