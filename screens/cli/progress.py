"""Progress of something long: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.cli.printing import Output

_EVERY = 0.1
"""Seconds between two paintings: over SSH each costs bytes."""


class ProgressLine:
    """Called with what is done and of how many; 0 where nobody knows."""

    def __init__(self, output: Output, what: str) -> None:
        self._output = output
        self._what = what
        self._painted = 0.0
        self._shown = output.err_is_terminal and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, total: int | None = None) -> None:
        """Tell how far it is."""
        now = time.monotonic()
        if not self._shown or now - self._painted < _EVERY:
            return
        self._painted = now
        share = f" {done / total:4.0%}" if total else ""
        self._output.paint(f"{self._what}: {done:,}{share}")

    def end(self) -> None:
        """Take the line away again."""
        if self._painted:
            self._output.paint("")
