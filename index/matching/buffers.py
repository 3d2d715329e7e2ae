"""Arrays to mark and to add up in, one of each for a thread.

They are cleared when taken, and whoever took one clears what was set: for a few records that is far
less work than a fresh array, whose pages the system has to find first.
"""

from __future__ import annotations

import threading

import numpy as np

from index.segments.arrays import Bools, Floats


class _Scratch(threading.local):
    marks: Bools = np.zeros(0, np.bool_)
    sums: Floats = np.zeros(0)


_scratch = _Scratch()


def marks(size: int) -> Bools:
    """False for each of so many records."""
    if len(_scratch.marks) < size:
        _scratch.marks = np.zeros(size, np.bool_)
    return _scratch.marks[:size]


def sums(size: int) -> Floats:
    """Nothing for each of so many records."""
    if len(_scratch.sums) < size:
        _scratch.sums = np.zeros(size)
    return _scratch.sums[:size]
