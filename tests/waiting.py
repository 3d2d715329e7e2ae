"""Waiting for what must come: as long as it takes, on however busy a machine."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LONG_S = 300.0
"""What has not come by then never will; nothing that comes is ever this late."""

STEP_S = 0.02


def until(holds: Callable[[], T], seconds: float = LONG_S) -> T:
    """Wait until something holds; what it gave then."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"it did not come about in {seconds:.0f} s"
        time.sleep(STEP_S)
    return found
