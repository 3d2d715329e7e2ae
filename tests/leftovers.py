"""What a killed run of the tests left behind: the next one clears it away.

pytest clears after itself, but lets the folder of a run that was killed lie for three days. In
memory that is too long.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

PREFIX = "rmdesk-test-"
"""Begins the name of a folder that tests make elsewhere, before the number of their process."""


def clear(*roots: Path) -> None:
    """Clear away the folders of runs whose process is gone, in folders where runs make theirs."""
    for root in roots:
        for folder in list(_left(root)):
            if not folder.is_symlink() and folder.stat().st_uid == os.getuid():
                _end_terminals(folder)
                _unmount(folder)
                shutil.rmtree(folder, ignore_errors=True)


def _left(root: Path) -> Iterator[Path]:
    for lock in root.glob("pytest-of-*/pytest-*/.lock"):
        if _gone(lock.read_text()):
            yield lock.parent
    for folder in root.glob(f"{PREFIX}*-*"):
        if _gone(folder.name.removeprefix(PREFIX).partition("-")[0]):
            yield folder


def _gone(process: str) -> bool:
    """Whether no process has this number; a lock that is only being written has none yet."""
    if not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _end_terminals(folder: Path) -> None:
    """A terminal, and the desk in it, goes on without the test that has opened it."""
    for socket in folder.rglob("tmux"):
        if socket.is_socket():
            command = ["tmux", "-S", str(socket), "kill-server"]
            subprocess.run(command, check=False, capture_output=True)


def _unmount(folder: Path) -> None:
    """A small file system that a test has filled."""
    mounts = Path("/proc/self/mounts")
    for line in mounts.read_text().splitlines() if mounts.exists() else ():
        place = line.split()[1]
        if place.startswith(f"{folder}/"):
            subprocess.run(["umount", place], check=False, capture_output=True)
