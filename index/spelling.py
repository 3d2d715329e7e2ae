"""The nearest words of the index that a person may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ints, Postings, letters_of
from index.plan import Term

if TYPE_CHECKING:
    from index.answer import Answering

_TRIED = 40
_MOST = 12


def nearest_words(answering: Answering, word: str, most: int) -> list[str]:
    """Words at most `most` letters away, nearest and most frequent first, never the word itself.

    A word stands here only for records that may be known (R17).
    """
    distance: dict[bytes, float] = {}
    frequency: dict[bytes, int] = {}
    for layer in answering.view.layers:
        words = layer.segment.words
        for number, away in _near(words, word.encode(), most):
            term = words.term(number)
            if away < 1 or not term.decode().isalpha():
                continue
            distance[term] = away
            count = int(words.firsts[number + 1]) - int(words.firsts[number])
            frequency[term] = frequency.get(term, 0) + count
    ranked = sorted(distance, key=lambda t: (distance[t], -frequency[t], t))[:_TRIED]
    known = [(distance[t], -_known(answering, t), t.decode()) for t in ranked]
    return [text for _, count, text in sorted(known) if count][:_MOST]


def _known(answering: Answering, term: bytes) -> int:
    """In how many records that may be known a word stands."""
    return sum(
        len(answering.kept(layer, evaluation.docs(Term(term))))
        for layer, evaluation in answering.evaluations
    )


def _near(words: Postings, word: bytes, most: int) -> list[tuple[int, float]]:
    """Numbers of terms within `most` edits, with how many."""
    sizes = np.diff(words.starts).astype(np.int64) - 1
    own = letters_of(word, [len(word)])
    # A changed letter takes one bit away and brings another.
    near = np.flatnonzero(
        (np.abs(sizes - len(word)) <= most) & (np.bitwise_count(words.letters ^ own) <= 2 * most)
    )
    if not len(near):
        return []
    starts = words.starts[near].astype(np.int64)
    away = distances(words.blob, starts, sizes[near], word)
    first = np.frombuffer(words.blob, np.uint8)[starts] == word[0]
    # People seldom get the first letter wrong.
    worth = away + np.where(first, 0.0, 0.5)
    keep = np.flatnonzero(away <= most)
    return list(zip(near[keep].tolist(), worth[keep].tolist(), strict=True))


def distances(
    blob: bytes | memoryview, starts: Ints, sizes: Ints, word: bytes
) -> NDArray[np.int16]:
    """Edits (change, leave out, put in, swap neighbours) from `word` to each term, all at once."""
    width = int(sizes.max())
    letters = np.frombuffer(blob, np.uint8)
    at = starts[:, None] + np.arange(width)
    inside = np.arange(width) < sizes[:, None]
    text = np.where(inside, letters[np.minimum(at, len(letters) - 1)], 0).T.copy()
    before: NDArray[np.int16] = np.zeros((0, 0), np.int16)
    row = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], len(sizes), axis=1)
    for i, letter in enumerate(word):
        new = np.empty_like(row)
        new[0] = i + 1
        for j in range(width):
            best = np.minimum(row[j + 1], new[j]) + 1
            best = np.minimum(best, row[j] + (text[j] != letter))
            if i and j:
                swapped = (text[j] == word[i - 1]) & (text[j - 1] == letter)
                best = np.where(swapped, np.minimum(best, before[j - 1] + 1), best)
            new[j + 1] = best
        before, row = row, new
    result: NDArray[np.int16] = row[sizes, np.arange(len(sizes))]
    return result
