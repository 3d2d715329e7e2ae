"""Who else is at the desk: one locked file for each open session, in the home's `sessions`.

The lock ends with the process, however it ends, so that a killed session is not counted; its file
is removed by the next one that counts.
"""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from data.lock import grab
from data.plain import dataclass
from data.private import FILE_MODE, make_folder


@dataclass(frozen=True)
class At:
    """A session that is open: its account, and since when."""

    login: str
    since: datetime


class Presence:
    """This session's mark at the desk, until `leave`."""

    def __init__(self, home: Path, login: str) -> None:
        self._folder = home / "sessions"
        safe = re.sub(r"[^A-Za-z0-9._-]", "_", login)
        name = f"{safe}-{os.getpid()}-{os.urandom(4).hex()}"
        self._path = self._folder / f"{name}.open"
        self._file: IO[bytes] | None = None
        with suppress(OSError):  # a home that can only be read: nobody is told, nothing is lost
            make_folder(self._folder)
            self._file = self._mark(self._folder / f"{name}.new")

    def _mark(self, fresh: Path) -> IO[bytes]:
        """Lock before the file has its name: nobody can take it for a dead one meanwhile."""
        file = fresh.open("xb")
        os.fchmod(file.fileno(), FILE_MODE)  # whatever the umask: others look whether it is held
        grab(file.fileno())
        fresh.rename(self._path)
        return file

    def count(self) -> int:
        """How many sessions are open here, this one included."""
        told = sum(_alive(path) for path in self._folder.glob("*.open"))
        return told if self._file else told + 1

    def leave(self) -> None:
        """Take the mark away; a second time does nothing."""
        if self._file:
            self._path.unlink(missing_ok=True)
            self._file.close()


def at_the_desk(home: Path) -> Sequence[At]:
    """The sessions that are open at a home, the longest first."""
    found = []
    for path in (home / "sessions").glob("*.open"):
        with suppress(FileNotFoundError):
            began = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if _alive(path):
                found.append(At(path.stem.rsplit("-", 2)[0], began))
    return sorted(found, key=lambda each: each.since)


def _alive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            if not grab(file.fileno(), shared=True):
                return True
            with suppress(OSError):  # gone already, or not ours to take away
                path.unlink()
    except FileNotFoundError:
        pass
    except PermissionError:
        return True  # another account's of an earlier version: nobody can say that it is gone
    return False
