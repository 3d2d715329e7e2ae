"""The queue in front of the store: one writer at a time, first come, first served, for so long."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import busy, explained, no_locks

_MOUNTS = Path("/proc/self/mountinfo")
_OF_OTHER_MACHINES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "davfs"}
    | {"fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs2", "fuse.curlftpfs"}
)


def check_disk(folder: Path) -> None:
    """See that a folder is on a disk of this machine. Raises Unavailable.

    Some file systems of others say that they lock, and lock nobody out who comes from elsewhere;
    nor do they share the memory through which SQLite's sessions know of each other.
    """
    if _kind_of(folder) in _OF_OTHER_MACHINES:
        raise no_locks()


def _kind_of(folder: Path) -> str:
    """The kind of file system that a folder is on, or will be; "" where the system does not say."""
    try:
        device = next(each for each in (folder, *folder.parents) if each.exists()).stat().st_dev
        mounts = _MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return ""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in mounts.splitlines():
        place, _dash, kind = line.partition(" - ")
        if place.split(" ")[2:3] == [wanted]:
            return kind.partition(" ")[0]
    return ""


@contextmanager
def held(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock file at `path` alone, or raise Busy after `timeout` seconds."""
    handle = acquire(path, timeout)
    try:
        yield
    finally:
        os.close(handle)


def acquire(path: Path, timeout: float, *, shared: bool = False) -> int:
    """The open lock file, held until it is closed. Raises Busy after `timeout` seconds.

    SQLite alone makes writers poll, which starves some of them; the kernel wakes those who
    wait for a file lock in turn. The lock belongs to an open file, so it also works between
    threads, and a killed process lets go of it.
    """
    try:
        handle = _opened_to_share(path) if shared else opened(path)
    except OSError as error:
        raise explained(error) from error
    try:
        at_once = grab(handle, shared=shared)
    except OSError as error:
        os.close(handle)
        raise explained(error) from error
    if not at_once and not timeout:
        os.close(handle)  # nobody waits: a thread would get it later, when it is not wanted
        raise busy()
    if not at_once:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if not _Waiter(handle, kind).granted(timeout):
            raise busy()
    return handle


def _opened_to_share(path: Path) -> int:
    """A lock that is shared can be taken where nothing can be written."""
    try:
        return opened(path)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)


def grab(handle: int, *, shared: bool = False) -> bool:
    """Lock an open file or folder at once, until it is closed; False while another holds it.

    Raises OSError on a file system without locks.
    """
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def opened(path: Path) -> int:
    """The file, open to read and write; made for its owner and group if there is none.

    Raises OSError, also for a link that somebody put in its place.
    """
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        handle = os.open(path, flags | os.O_CREAT, 0o660)
        os.fchmod(handle, 0o660)  # whatever the umask: the whole group writes
        return handle


class _Waiter:
    """Waits for the lock in a thread of its own, because flock itself knows no time limit."""

    def __init__(self, handle: int, kind: int) -> None:
        self._handle = handle
        self._kind = kind
        self._turn = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._error: OSError | None = None
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        try:
            fcntl.flock(self._handle, self._kind)
        except OSError as error:
            self._error = error
        with self._turn:
            self._done.set()
            if self._given_up:
                os.close(self._handle)

    def granted(self, timeout: float) -> bool:
        """Whether the lock is ours; if not, the thread closes the file when it gets it."""
        granted = False
        try:
            granted = self._done.wait(timeout)
        finally:
            with self._turn:
                self._given_up = not self._done.is_set()
                if self._done.is_set() and not granted:
                    os.close(self._handle)
        if self._error is not None:
            os.close(self._handle)
            raise explained(self._error) from self._error
        return granted
