"""Whole codes by what was typed of one: all of it, its beginning, or a good part of it."""

from __future__ import annotations

import numpy as np

from index.matching.terms import MOST_TERMS, firsts_of, holding, matching_terms, postings_of
from index.query.nodes import Code
from index.segments.arrays import Floats, Ints, Postings

_WHOLE, _BEGINNING, _INSIDE = 40.0, 12.0, 6.0
"""What a code is worth: whole, and times the share of it that was typed."""
_MOST_ZEROS = 8
"""Leading zeros that a code may have and a person may leave out."""
_MOST = 50_000
"""Codes with a text inside, before and behind those that begin with it."""


def find_codes(codes: Postings, node: Code) -> tuple[Ints, Floats, bool]:
    """Numbers of the records with such a code, ascending, and what the best of it is worth.

    The last tells whether there may be more that hold it.
    """
    if node.pattern:
        return _fitting(codes, node.text.decode())
    low, high = codes.span(node.text)
    terms: Ints = np.arange(low, high)
    cut = False
    if node.inside:
        # All between begin with it.
        before, some = holding(codes, node.text, 0, low, _MOST)
        behind, others = holding(codes, node.text, high, len(codes), _MOST)
        terms, cut = np.concatenate((terms, before, behind)), some or others
    if not len(terms):
        return np.zeros(0, np.intp), np.zeros(0), cut
    lengths = codes.starts[terms + 1] - codes.starts[terms] - 1
    worth = len(node.text) * _BEGINNING / lengths
    worth[high - low :] *= _INSIDE / _BEGINNING
    for zeros in range(_MOST_ZEROS if node.inside else 1):
        whole = codes.find(b"0" * zeros + node.text)
        if whole >= 0:
            worth[terms == whole] = _WHOLE
    return *_best(codes, terms, worth), cut


def _fitting(codes: Postings, pattern: str) -> tuple[Ints, Floats, bool]:
    """The same for codes that fit a pattern, all worth what a beginning is."""
    terms, cut = matching_terms(codes, pattern, MOST_TERMS)
    if not len(terms):
        return np.zeros(0, np.intp), np.zeros(0), cut
    return *_best(codes, terms, np.full(len(terms), _BEGINNING)), cut


def _best(codes: Postings, terms: Ints, worth: Floats) -> tuple[Ints, Floats]:
    """The records of some codes, and the worth of the best of them."""
    rows, counts = postings_of(codes, terms)
    docs = codes.docs[rows].astype(np.intp)
    order = docs.argsort(kind="stable")
    docs = docs[order]
    starts = firsts_of(docs).nonzero()[0]
    return docs[starts], np.maximum.reduceat(worth.repeat(counts)[order], starts)
