"""What takes or gives bytes as they come, and is no file: standard streams and pipes."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from data.errors import FileRefused, not_written, refused, there_already
from data.patterns import pattern
from data.texts import gettext as _

STANDARD_OUTPUT = "-"
"""What is named instead of a file, as other programs have it; a `Path("-")` is a file."""

STANDARD_INPUT = "-"
"""The same for what is read."""

_LONGEST = 8 << 30
"""Bytes that are taken from a pipe at most: one that never ends must not fill the disk."""

Target = str | Path
"""What a person names to be written: a file, a pipe, or standard output."""

_DESCRIPTOR = pattern(r"/dev/std(?P<name>in|out|err)|/(?:dev|proc/self)/fd/(?P<number>[0-9]{1,4})")
"""Open files of ours under a name, as shells make them for `>(…)`."""


class Unsent(Exception):
    """Carries what the reader of a stream answered, which is no fault of a file."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def is_standard_output(target: Target | None) -> bool:
    """Whether this names standard output: nothing else must be said there then."""
    return isinstance(target, str) and (target == STANDARD_OUTPUT or _number(target) == 1)


def is_device(path: Path) -> bool:
    """Whether this is a printer's device file, or a pipe in its place."""
    try:
        return _takes_bytes(path.stat().st_mode)
    except OSError:
        return False


def send_to_device(path: Path, data: bytes) -> None:
    """Send bytes to what `is_device` has found. Raises FileRefused, and OSError of the device."""
    with _opened(path.resolve()) as sink:
        sink.write(data)


def names_stream(target: Target) -> bool:
    """Whether what a person named takes bytes as they come; False for a file.

    Raises FileRefused for a terminal, where control characters would be obeyed, and for another
    account's pipe.
    """
    if is_standard_output(target):
        if sys.stdout is None:
            raise refused(_("Standard output is closed."))
        if sys.stdout.isatty():
            raise _terminal(_("Standard output"))
        return True
    path = Path(target)
    if (number := _number(str(target))) is not None:
        _check_terminal(number, path)
        return True
    try:
        found = path.lstat()
    except OSError:
        return False
    if not stat.S_ISFIFO(found.st_mode):
        return False
    if found.st_uid != os.geteuid():
        raise refused(_("{path} is another account's pipe.").format(path=path))
    return True


def opened_stream(target: Target) -> AbstractContextManager[BinaryIO]:
    """What `names_stream` has found, open; it waits for a pipe's reader. Raises FileRefused."""
    if is_standard_output(target):
        sys.stdout.flush()
        return nullcontext(sys.stdout.buffer)
    path = Path(target)
    if (number := _number(str(target))) is None:
        return _opened(path)
    try:
        return os.fdopen(os.dup(number), "wb")
    except OSError as error:
        raise not_written(error, path) from error


def gives_stream(source: str) -> bool:
    """Whether what a person named is read once, as it comes: `-`, a pipe, what `<(…)` makes."""
    if source == STANDARD_INPUT or _number(source) is not None:
        return True
    try:
        return stat.S_ISFIFO(Path(source).stat().st_mode)
    except OSError:
        return False


def keep_stream(source: str, folder: Path) -> Path:
    """Read to its end what `gives_stream` has found, into a file of a private folder.

    The file is called as the pipe is, and `-` where it has no name of its own. Raises
    FileRefused for what is closed, or does not end within 8 GB, and OSError.
    """
    named = source != STANDARD_INPUT and _number(source) is None
    kept = folder / (Path(source).name if named else STANDARD_INPUT)
    with _source(source) as stream, kept.open("xb") as file:
        size = 0
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > _LONGEST:
                raise refused(_("{source} does not end.").format(source=source))
            file.write(piece)
    return kept


def _source(source: str) -> AbstractContextManager[BinaryIO]:
    if source != STANDARD_INPUT:
        return Path(source).open("rb")
    if sys.stdin is None:
        raise refused(_("Standard input is closed."))
    return nullcontext(sys.stdin.buffer)


def _opened(path: Path) -> BinaryIO:
    """Open it and look again: something else may have come to its place."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise not_written(error, path) from error
    sink = os.fdopen(handle, "wb")
    try:
        if not _takes_bytes(os.fstat(handle).st_mode):
            raise there_already(path)
        _check_terminal(sink.fileno(), path)
    except BaseException:
        sink.close()
        raise
    return sink


def sent(whole: Path, sink: BinaryIO) -> None:
    """Send a file's content. Raises Unsent from what stands in the way."""
    from shutil import copyfileobj

    with whole.open("rb") as file:
        try:
            copyfileobj(file, sink)
            sink.flush()
        except OSError as error:
            raise Unsent(error) from error


def _number(text: str) -> int | None:
    found = _DESCRIPTOR.fullmatch(text)
    if found is None:
        return None
    return {"in": 0, "out": 1, "err": 2}[found["name"]] if found["name"] else int(found["number"])


def _takes_bytes(mode: int) -> bool:
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _check_terminal(handle: int, path: Path) -> None:
    if os.isatty(handle):
        raise _terminal(str(path))


def _terminal(name: str) -> FileRefused:
    return FileRefused(
        _("A file is not shown on a terminal"),
        _("{name} is this terminal.").format(name=name),
        _("Send it to a file or to another program."),
    )
