"""Terms by pattern and by what they hold, and sets of numbers as ascending arrays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

import numpy as np

from index.arrays import Bools, Ints, Postings

MOST_TERMS = 20_000
"""Terms that a pattern is expanded to at most."""
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
    if not len(chosen):
        return np.zeros(len(values), np.bool_)
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


def in_all(lists: Iterable[Ints]) -> Ints:
    """What is in every one of some ascending lists; they are taken until nothing is left."""
    found: Ints | None = None
    for values in lists:
        found = values if found is None else shared(found, values)
        if not len(found):
            break
    assert found is not None
    return found


def matching_terms(postings: Postings, pattern: str) -> Ints:
    """Numbers of the terms that a pattern with `*` and `?` matches, at most `MOST_TERMS`."""
    low, high = 0, len(postings)
    if head := re.split(r"[*?]", pattern, maxsplit=1)[0]:
        low, high = postings.span(head.encode())
    first, *rest = [_piece(piece) for piece in pattern.split("*")]
    wanted = b"^" + first
    # What a star has passed is never tried again, so that no pattern takes more than linear time.
    wanted += b"".join(b"(?>[^\\n]*?" + piece + b")" for piece in rest[:-1])
    wanted += b"[^\\n]*" + rest[-1] if rest else b""
    return _search(postings, re.compile(wanted + b"$", re.MULTILINE), low, high)


_ANY_CHARACTER = rb"(?:[\x00-\x09\x0b-\x7f]|[\xc0-\xff][\x80-\xbf]+)"


def _piece(text: str) -> bytes:
    return _ANY_CHARACTER.join(re.escape(part.encode()) for part in text.split("?"))


def holding(postings: Postings, text: bytes) -> Ints:
    """Numbers of the terms that hold `text` anywhere, at most `MOST_TERMS`."""
    return _search(postings, re.compile(re.escape(text)), 0, len(postings))


def _search(postings: Postings, wanted: re.Pattern[bytes], low: int, high: int) -> Ints:
    start, end = int(postings.starts[low]), int(postings.starts[high])
    matches = wanted.finditer(postings.blob[start:end])
    at = [match.start() + start for match in islice(matches, MOST_TERMS)]
    # Of the same type as what is searched, or numpy converts all of that first.
    places = np.array(at, postings.starts.dtype)
    return distinct(postings.starts.searchsorted(places, "right") - 1)
