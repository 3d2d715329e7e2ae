"""Several segments made one: their arrays joined, without the records that are struck out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.segments.arrays import (
    NAMES,
    Bools,
    Ints,
    Loose,
    Numbering,
    Postings,
    Segment,
    with_columns,
)


def _loosen(postings: Postings, alive: Bools, renumbered: Ints, terms: Ints) -> tuple[Ints, ...]:
    """The occurrences of live records, with the record and term numbers of a merged segment."""
    per_term: Ints = np.diff(postings.firsts.astype(np.int64))
    term = np.repeat(terms, per_term)
    doc = np.asarray(postings.docs)
    position: Ints = np.zeros(len(doc), np.uint16)
    if len(postings.offsets):
        counts = np.diff(postings.offsets)
        term, doc = np.repeat(term, counts), np.repeat(doc, counts)
        position = np.asarray(postings.positions)
    keep = alive[doc]
    return term[keep], renumbered[doc[keep]], position[keep]


def merge(segments: Sequence[Segment], alive: Sequence[Bools] | None = None) -> Segment:
    """One segment of the live records of several (all, unless told which)."""
    if alive is None:
        alive = [np.ones(len(segment), np.bool_) for segment in segments]
    keys = np.concatenate([s.keys[a] for s, a in zip(segments, alive, strict=True)])
    order = np.argsort(keys, kind="stable")
    ascending = bool((keys[1:] > keys[:-1]).all())
    place = np.empty(len(keys), np.uint32)
    place[order] = np.arange(len(keys), dtype=np.uint32)
    renumbered, base = [], 0
    for mask in alive:
        numbers = np.zeros(len(mask), np.uint32)
        live = int(mask.sum())
        numbers[mask] = place[base : base + live]
        renumbered.append(numbers)
        base += live
    names, coded = _merge_columns(segments, alive, order)
    return with_columns(
        keys[order],
        _merge_postings([s.words for s in segments], alive, renumbered, ascending),
        _merge_postings([s.codes for s in segments], alive, renumbered, ascending),
        names,
        coded,
        np.concatenate([s.dates_from[a] for s, a in zip(segments, alive, strict=True)])[order],
        np.concatenate([s.dates_to[a] for s, a in zip(segments, alive, strict=True)])[order],
    )


def _merge_columns(
    segments: Sequence[Segment], alive: Sequence[Bools], order: Ints
) -> tuple[dict[str, list[str]], dict[str, Ints]]:
    names: dict[str, list[str]] = {}
    coded: dict[str, Ints] = {}
    for name in NAMES:
        numbering = Numbering()
        parts = []
        for segment, mask in zip(segments, alive, strict=True):
            table = np.array([numbering[value] for value in segment.names[name]], np.uint32)
            parts.append(table[segment.coded[name][mask]] if len(table) else table)
        coded[name] = np.concatenate(parts)[order]
        names[name] = list(numbering)
    return names, coded


def _merge_postings(
    parts: Sequence[Postings],
    alive: Sequence[Bools],
    renumbered: Sequence[Ints],
    ascending: bool,
) -> Loose:
    own = [part.terms() for part in parts]
    number = {term: i for i, term in enumerate(sorted(set().union(*own)))}
    rows = [
        _loosen(part, mask, new, np.array([number[t] for t in terms], np.uint32))
        for part, mask, new, terms in zip(parts, alive, renumbered, own, strict=True)
    ]
    term, doc, position = (np.concatenate(column) for column in zip(*rows, strict=True))
    return replace(_without_gaps(list(number), term, doc, position), ascending=ascending)


def _without_gaps(terms: list[bytes], term: Ints, doc: Ints, position: Ints) -> Loose:
    """Terms that only dead records held are let go."""
    used = np.bincount(term, minlength=len(terms)) > 0 if terms else np.zeros(0, np.bool_)
    if used.all():
        return Loose(terms, term, doc, position)
    number = (np.cumsum(used) - 1).astype(np.uint32)
    return Loose([t for t, u in zip(terms, used, strict=True) if u], number[term], doc, position)
