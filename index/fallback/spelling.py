"""The nearest words of the index that a person may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.matching.terms import postings_of
from index.segments.arrays import Floats, Ints, Postings, letters_of

if TYPE_CHECKING:
    from index.matching.ranking import Answering
    from index.matching.snapshot import Layer

_MOST = 12
_SWAPPED = 0.25
"""How much nearer a word of the same letters is, of one edit."""


def nearest_words(answering: Answering, word: str, most: int) -> list[str]:
    """Words at most `most` letters away, nearest and most frequent first, never the word itself.

    A word stands here for the records that may be known and no others: it is for them that it is
    found, counted and put before another (R17).
    """
    distance: dict[str, float] = {}
    frequency: dict[str, int] = {}
    for layer in answering.view.layers:
        words = layer.segment.words
        numbers, away = _near(words, word.encode(), most)
        counts = _known(answering, layer, numbers)
        for i in counts.nonzero()[0].tolist():
            text = words.term(int(numbers[i])).decode()
            if text.isalpha():
                distance[text] = float(away[i])
                frequency[text] = frequency.get(text, 0) + int(counts[i])
    return sorted(distance, key=lambda text: (distance[text], -frequency[text], text))[:_MOST]


def _known(answering: Answering, layer: Layer, numbers: Ints) -> Ints:
    """In how many records that may be known each of some words stands."""
    words = layer.segment.words
    rows, sizes = postings_of(words, numbers)
    if not len(numbers):
        return sizes
    starts = np.cumsum(sizes) - sizes
    docs = words.docs[rows]
    known = np.zeros(len(layer.segment), np.bool_)
    known[answering.kept(layer, docs)] = True
    counts: Ints = np.add.reduceat(known[docs], starts, dtype=np.int64)
    return counts


def _near(words: Postings, word: bytes, most: int) -> tuple[Ints, Floats]:
    """Numbers of the other terms within `most` edits, and how far they are."""
    own = letters_of(word, [len(word)])
    # A changed letter takes one bit away and brings another.
    near = np.flatnonzero(np.bitwise_count(words.letters ^ own) <= 2 * most)
    starts = words.starts[near].astype(np.int64)
    sizes = words.starts[near + 1] - starts - 1
    alike = np.abs(sizes - len(word)) <= most
    near, starts, sizes = near[alike], starts[alike], sizes[alike]
    if not len(near):
        return near, np.zeros(0)
    away = _distances(words.blob, starts, sizes, word, most)
    first = np.frombuffer(words.blob, np.uint8)[starts] == word[0]
    keep = np.flatnonzero((away <= most) & (away > 0))
    # Two neighbours are swapped more often than a letter is wrong, and seldom the first one is.
    swapped = (sizes == len(word)) & (words.letters[near] == own)
    worth: Floats = np.where(first, 0.0, 0.5) - np.where(swapped, _SWAPPED, 0.0)
    worth += away
    return near[keep], worth[keep]


def _distances(
    blob: bytes | memoryview, starts: Ints, sizes: Ints, word: bytes, most: int
) -> NDArray[np.uint8]:
    """Edits (change, leave out, put in, swap neighbours) from `word` to each term, all at once.

    More than `most` may be told as any number above it: for those the rest is not worked out.
    """
    width = int(sizes.max())
    letters = np.frombuffer(blob, np.uint8)
    at = starts[:, None] + np.arange(width)
    inside = np.arange(width) < sizes[:, None]
    text = np.where(inside, letters[np.minimum(at, len(letters) - 1)], 0).T.copy()
    far = most + 1
    row = np.full((width + 1, len(sizes)), far, np.uint8)
    row[:far] = np.arange(far, dtype=np.uint8)[: width + 1, None]
    before = row
    for i, letter in enumerate(word):
        new = np.full_like(row, far)
        new[0] = min(i + 1, far)
        for j in range(max(0, i - most), min(width, i + far)):
            best = np.minimum(row[j + 1], new[j]) + 1
            best = np.minimum(best, row[j] + (text[j] != letter))
            if i and j:
                swapped = (text[j] == word[i - 1]) & (text[j - 1] == letter)
                best = np.where(swapped, np.minimum(best, before[j - 1] + 1), best)
            new[j + 1] = best
        before, row = row, new
    result: NDArray[np.uint8] = row[sizes, np.arange(len(sizes))]
    return result
