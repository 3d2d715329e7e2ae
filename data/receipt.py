"""The receipt: the journal's last hash, kept outside the store's file at each commit.

The chain alone cannot tell that its last entries were cut off; the receipt can. A copy kept
elsewhere (printed, mailed, on another machine) also tells if store and receipt were both changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from data.journal import Head
from data.lock import opened
from data.plain import dataclass

_LENGTH = 159  # of the longest sequence that SQLite can count to


@dataclass(frozen=True)
class Receipt:
    """An entry that the journal must have: its sequence, hash (hexadecimal) and time (UTC)."""

    seq: int
    hash: str
    time: str


def place(store: Path) -> Path:
    """Where the receipt of a store lies."""
    return store.with_suffix(".receipt")


def write(store: Path, head: Head) -> None:
    """Replace the store's receipt, in place and without waiting for the disk.

    After a power cut it may be older than the journal, never newer: it still holds. The line is
    always as long, so that it covers the one before it.
    """
    line = json.dumps({"seq": head.seq, "hash": head.hash.hex(), "time": head.time})
    try:
        handle = opened(place(store))
    except OSError:
        return  # the change itself is on disk, and an older receipt says so at the next start
    try:
        os.pwrite(handle, f"{line:{_LENGTH}}\n".encode(), 0)
    except OSError:
        return
    finally:
        os.close(handle)


def read(path: Path) -> Receipt | None:
    """The receipt in a file; None if there is none that can be read."""
    try:
        said = json.loads(path.read_text())
        return Receipt(int(said["seq"]), str(said["hash"]), str(said["time"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
