"""Folders and files that nobody else can enter or read: made so, and cleared away after a kill.

What is being written lies in a private folder until it is complete. The folder is locked for as
long as its process lives, so what a killed one left is known by its name and its open lock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from data.lock import grab
from data.patterns import pattern

FILE_MODE, FOLDER_MODE = 0o660, 0o770
PREFIX = ".rmdesk-unfinished-"
"""What private folders are called, and a few more letters that nobody can foretell."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OURS = pattern(r"\.rmdesk-(unfinished|plain)-.+")
_OLD = pattern(r"\.(?P<name>.+)\.[0-9]+\.(?P<ending>rmdesk-new|tmp)")
"""What earlier versions left, without a lock. The ending `tmp` is other programs' too."""
_LEFT_S = 24 * 3600.0
"""A file of theirs that nobody has written to for a day was left by a process that was killed."""


@contextmanager
def private_files() -> Iterator[None]:
    """New files of this process are for their owner and group only."""
    before = os.umask(0o777 & ~FOLDER_MODE)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, for its owner and group, whatever the umask.

    In a setgid folder, which the accounts of a centre share, it is of the same group.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    with suppress(FileExistsError):  # by another meanwhile
        path.mkdir(mode=FOLDER_MODE)
        path.chmod(path.stat().st_mode & 0o7000 | FOLDER_MODE)


@contextmanager
def private_folder(inside: Path, name: str = "") -> Iterator[Path]:
    """A folder closed to all other accounts, and gone afterwards with all that is in it.

    What killed processes left in `inside` goes first, as by `clear_left`. Raises OSError where
    none can be made.
    """
    clear_left(inside, name)
    with ExitStack() as held:
        yield _made(inside, held)


def _made(inside: Path, held: ExitStack) -> Path:
    from shutil import rmtree
    from tempfile import mkdtemp

    while True:
        folder = Path(mkdtemp(prefix=PREFIX, dir=inside))
        try:
            handle = os.open(folder, _FOLDER)
        except FileNotFoundError:  # taken for one that was left, before it was locked
            continue
        held.callback(os.close, handle)
        held.callback(rmtree, folder, ignore_errors=True)
        if _mine(handle) and folder.exists():
            return folder


def _mine(handle: int) -> bool:
    try:
        return grab(handle)
    except OSError:  # a file system without locks: nobody clears away anything there
        return True


def clear_left(inside: Path, name: str = "") -> None:
    """Take away what killed processes left in a folder; of old versions also for the file `name`.

    What cannot be taken away, such as another account's, stays.
    """
    with suppress(OSError), os.scandir(inside) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                with suppress(OSError):
                    _clear(entry, name)


def _clear(entry: os.DirEntry[str], name: str) -> None:
    if _OURS.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
        handle = os.open(entry.path, _FOLDER)
        try:
            if grab(handle):
                from shutil import rmtree

                rmtree(entry.path)
        finally:
            os.close(handle)
    elif old := _OLD.fullmatch(entry.name):
        stays = old["ending"] == "tmp" and old["name"] != name
        if not stays and entry.stat(follow_symlinks=False).st_mtime < time.time() - _LEFT_S:
            Path(entry.path).unlink()
