"""Lengths in a byte, by Whoosh's own table, so that our scores are Whoosh's scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.storage.whoosh_api import LENGTH_OF_BYTE

LENGTHS: NDArray[np.float64] = np.array(LENGTH_OF_BYTE, np.float64)
"""The length that a byte stands for."""


def length_bytes(lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Lengths (in weighted words) to bytes."""
    return np.minimum(LENGTHS.searchsorted(lengths), 255).astype(np.uint8)
