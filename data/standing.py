"""A store on a full or read-only disk: it can be read while nobody else changes it.

SQLite wants to write beside a store even to read it. Told that the file stands still it does not,
which is true as long as there is no write-ahead log and the file is the one that was seen.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

Seen = tuple[int, int, int, int, int]
"""Device, file, time of change (ns) and size of a store, and the size of its write-ahead log."""

_CANNOT_WRITE = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    }
)


def stand_still(path: Path, error: Exception) -> Seen | None:
    """What is seen of a store that SQLite would not open, if it may be read as it lies there."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    found = seen(path)
    return found if code in _CANNOT_WRITE and found is not None and not found[-1] else None


def seen(path: Path) -> Seen | None:
    """What tells whether a store was changed; None where it cannot be seen."""
    try:
        store = path.stat()
    except OSError:
        return None
    try:
        log = path.with_name(path.name + "-wal").stat().st_size
    except OSError:
        log = 0
    return store.st_dev, store.st_ino, store.st_mtime_ns, store.st_size, log
