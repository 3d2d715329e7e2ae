"""The nearest words of the index that a person may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ints, Postings
from index.plan import Term

if TYPE_CHECKING:
    from index.answer import Answering

_LETTER = np.zeros(256, np.uint64)
for _byte in range(256):
    if _byte != 10:
        _LETTER[_byte] = 1 << (_byte - 97 if 97 <= _byte <= 122 else 26 + _byte % 38)
_TRIED = 40


def nearest_words(answering: Answering, word: str) -> list[str]:
    """Words one or two letters away, nearest and most frequent first.

    A word stands here only for records that may be known (R17).
    """
    most = 1 if len(word) <= 4 else 2
    distance: dict[bytes, float] = {}
    frequency: dict[bytes, int] = {}
    for layer in answering.view.layers:
        words = layer.segment.words
        for number, away in _near(words, word.encode(), most):
            term = words.term(number)
            if not term.decode().isalpha():
                continue
            distance[term] = away
            count = int(words.firsts[number + 1]) - int(words.firsts[number])
            frequency[term] = frequency.get(term, 0) + count
    ranked = sorted(distance, key=lambda t: (distance[t], -frequency[t], t))[:_TRIED]
    best: list[tuple[float, int, str]] = []
    for term in ranked:
        if best and distance[term] > best[0][0]:
            break
        known = sum(
            len(answering.kept(layer, evaluation.docs(Term(term))))
            for layer, evaluation in answering.evaluations
        )
        if known:
            best.append((distance[term], -known, term.decode()))
    return [text for _, _, text in sorted(best)]


def _near(words: Postings, word: bytes, most: int) -> list[tuple[int, float]]:
    """Numbers of terms within `most` edits, with how many."""
    if not len(words):
        return []
    starts = words.starts[:-1].astype(np.int64)
    sizes = np.diff(words.starts.astype(np.int64)) - 1
    near = np.flatnonzero(np.abs(sizes - len(word)) <= most)
    if not len(near):
        return []
    letters = _letters(words, starts)[near]
    own = np.bitwise_or.reduce(_LETTER[np.frombuffer(word, np.uint8)])
    near = near[np.bitwise_count(letters ^ own) <= 2 * most]
    if not len(near):
        return []
    away = distances(words, near, starts, sizes, word)
    keep = np.flatnonzero(away <= most)
    first = np.frombuffer(words.blob, np.uint8)[starts[near[keep]]] == word[0]
    # People seldom get the first letter wrong: of two equally far the one with the same counts.
    return list(
        zip(near[keep].tolist(), (away[keep] + np.where(first, 0, 0.5)).tolist(), strict=True)
    )


def _letters(words: Postings, starts: Ints) -> NDArray[np.uint64]:
    return np.bitwise_or.reduceat(_LETTER[np.frombuffer(words.blob, np.uint8)], starts)


def distances(
    words: Postings, numbers: Ints, starts: Ints, sizes: Ints, word: bytes
) -> NDArray[np.int16]:
    """Edits (change, leave out, put in, swap neighbours) from `word` to each term, all at once."""
    width = int(sizes[numbers].max())
    blob = np.frombuffer(words.blob, np.uint8)
    at = starts[numbers][:, None] + np.arange(width)
    inside = np.arange(width) < sizes[numbers][:, None]
    text = np.where(inside, blob[np.minimum(at, len(blob) - 1)], 0)
    before: NDArray[np.int16] = np.zeros((0, 0), np.int16)
    row = np.broadcast_to(np.arange(width + 1, dtype=np.int16), (len(numbers), width + 1)).copy()
    for i, letter in enumerate(word):
        new = np.empty_like(row)
        new[:, 0] = i + 1
        for j in range(width):
            best = np.minimum(row[:, j + 1] + 1, new[:, j] + 1)
            best = np.minimum(best, row[:, j] + (text[:, j] != letter))
            if i and j:
                swapped = (text[:, j] == word[i - 1]) & (text[:, j - 1] == letter)
                best = np.where(swapped, np.minimum(best, before[:, j - 1] + 1), best)
            new[:, j + 1] = best
        before, row = row, new
    result: NDArray[np.int16] = row[np.arange(len(numbers)), sizes[numbers]]
    return result
