"""Files that are there whole or not at all, for their owner and group.

The accounts of a centre share its home by their group: each prints and calibrates there.
"""

import os
from itertools import count
from pathlib import Path
from uuid import uuid4


def write_beside(path: Path, data: bytes, account: int) -> Path:
    """Write a file whole, never over one of another account; where it is, is returned.

    `account` is whose files may be replaced, as the system numbers it. For `labels.pdf` of another
    it is `labels-2.pdf`, or the next number that is free or that account's own.
    """
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    place = path
    while place.exists() and place.stat().st_uid != account:
        place = next(names)
    write_whole(place, data)
    return place


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one; on disk when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o770)
    partial = path.with_name(f".{path.name}.{uuid4().hex}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
