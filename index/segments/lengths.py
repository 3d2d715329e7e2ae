"""Lengths in a byte, by Whoosh's own table, so that our scores are Whoosh's scores."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():
    # Whoosh's regular expressions make newer Pythons warn, once, at first import.
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh.util.numeric import _length_byte_cache  # the one table that matching needs

LENGTHS: NDArray[np.float64] = np.array(_length_byte_cache, np.float64)
"""The length that a byte stands for."""


def length_bytes(lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Lengths (in weighted words) to bytes."""
    return np.minimum(LENGTHS.searchsorted(lengths), 255).astype(np.uint8)
