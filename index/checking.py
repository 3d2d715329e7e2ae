"""Comparing the index with its source, for the doctor."""

from __future__ import annotations

import numpy as np

from index.matching.snapshot import Snapshot
from index.schema import Check, IndexSource, Text
from index.segments.arrays import Ints, Postings, Segment
from index.segments.pieces import build

_STEP = 5000


def glance(view: Snapshot, source: IndexSource, sample: int) -> Check:
    """Compare some `sample` records, spread over what is held, in a time that does not grow.

    Each is the one that follows a held one in the source, so that what is missing is met as well.
    """
    held = _keys(view)
    sampled: dict[int, Text] = {}
    for step in range(sample):
        at = len(held) * step // sample
        for text in source.all(int(held[at - 1]) if at else -1, 1):
            sampled[text.key] = text
    missing = [key for key in sampled if not _holds_key(held, key)]
    wrong = [key for key, text in sampled.items() if key not in missing and not _same(view, text)]
    return Check(len(sampled), missing, [], wrong)


def _holds_key(held: Ints, key: int) -> bool:
    at = int(np.searchsorted(held, key))
    return at < len(held) and int(held[at]) == key


def check(view: Snapshot, source: IndexSource, sample: int) -> Check:
    """Compare all keys, and the words of about `sample` records spread over the source."""
    held = _keys(view)
    wanted: list[int] = []
    sampled: list[Text] = []
    every = max(1, len(held) // max(1, sample))
    after = -1
    while texts := source.all(after, _STEP):
        after = texts[-1].key
        for text in texts:
            if len(wanted) % every == 0:
                sampled.append(text)
            wanted.append(text.key)
    asked = np.array(wanted, np.int64)
    missing = np.setdiff1d(asked, held)
    extra = np.setdiff1d(held, asked)
    wrong = [t.key for t in sampled if t.key not in set(missing.tolist()) and not _same(view, t)]
    return Check(len(wanted), missing.tolist(), extra.tolist(), wrong)


def _keys(view: Snapshot) -> Ints:
    parts = [
        layer.segment.keys if layer.alive is None else layer.segment.keys[layer.alive]
        for layer in view.layers
    ]
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def _same(view: Snapshot, text: Text) -> bool:
    """Whether the record stands in the index with exactly these words and codes."""
    fresh = build([text])
    for layer in view.layers:
        numbers = layer.segment.numbers(fresh.keys)
        if len(numbers) and (layer.alive is None or layer.alive[numbers[0]]):
            return _holds(layer.segment, int(numbers[0]), fresh)
    return False


def _holds(segment: Segment, number: int, fresh: Segment) -> bool:
    if segment.lengths[number] != fresh.lengths[0]:
        return False
    pairs = (segment.words, fresh.words), (segment.codes, fresh.codes)
    return all(_has(held, term, number) for held, own in pairs for term in own.terms())


def _has(held: Postings, term: bytes, number: int) -> bool:
    i = held.find(term)
    return i >= 0 and number in held.docs[held.range(i, i + 1)]
