"""The one writer of files: each is there whole or not at all, on disk, and for no stranger.

What is written lies in a private folder beside its place until it is complete; then it gets its
name in one step. So a crash, a full disk or a kill leaves the old file or the new one, and no link
is ever followed. A file that a person names never takes the place of another unless they say so,
and is never one of a home: a folder that holds a store, and all folders in it. A process may be
confined to one folder for all that people name (`confine`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from data.errors import FileRefused, not_written, refused, there_already
from data.private import FILE_MODE, PREFIX, make_folder, private_folder
from data.streams import Target, Unsent, names_stream, opened_stream, sent
from data.texts import gettext as _

OWNER_ONLY = 0o600
"""The mode of a file that not even the group may read."""

STORE_FILE = "rmdesk.db"
"""The store of a home; a folder that holds one is a home."""

_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES})
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Draft:
    """A file that is being written, empty at first. `path` lies in a folder that is private.

    Other files may lie in that folder meanwhile; they go with it. `place` is where the file is in
    the end, which may have a number of its own.
    """

    def __init__(self, folder: Path, place: Path, mode: int = FILE_MODE) -> None:
        self.path = folder / "draft"
        self.place = place
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            os.fchmod(handle, mode)  # whatever the umask: the group of a home reads and replaces
        finally:
            os.close(handle)


# --- a home's own files ---------------------------------------------------------------------------


@contextmanager
def kept(path: Path, mode: int = FILE_MODE) -> Iterator[Draft]:
    """Write one of the product's own files, which takes the place of the one before it.

    Raises Unavailable.
    """
    with _explained(path, own=True):
        make_folder(path.parent)
        with _folder_of(path) as folder, _draft(path, folder, _replace, mode) as draft:
            yield draft


def keep(path: Path, data: bytes, mode: int = FILE_MODE) -> None:
    """Write one of the product's own files. Raises Unavailable."""
    with kept(path, mode) as draft:
        draft.path.write_bytes(data)


def keep_new(path: Path, data: bytes) -> bool:
    """Write one of the product's own files, unless there is one: whether it was written.

    Raises Unavailable.
    """
    try:
        with _explained(path, own=True):
            make_folder(path.parent)
            with _folder_of(path) as folder, _draft(path, folder, _name) as draft:
                draft.path.write_bytes(data)
    except FileRefused:
        return False
    return True


# --- files that people name -----------------------------------------------------------------------


def _temporary() -> Path:
    from tempfile import gettempdir

    return Path(gettempdir())


@contextmanager
def output(target: Target, *, force: bool = False, scratch: Path | None = None) -> Iterator[Draft]:
    """Write a file that a person named: a new one, with `force` in the place of another.

    What goes to standard output or into a pipe lies in a private folder of `scratch` first
    (by default among the temporary files), and is sent when it is complete. Raises FileRefused as
    `check` does, Unavailable for a full disk.
    """
    path = Path(target)
    if names_stream(target):
        check_no_pipe()
        with (
            opened_stream(target) as sink,
            _explained(target),
            private_folder(scratch or _temporary()) as private,
        ):
            draft = Draft(private, path)
            yield draft
            sent(draft.path, sink)
        return
    with _explained(path), _folder_of(path) as folder:
        _check_place(path, folder, force=force)
        with _draft(path, folder, _replace if force else _name) as draft:
            yield draft


@contextmanager
def numbered(path: Path) -> Iterator[Draft]:
    """Write a new file: `labels.pdf`, or `labels-2.pdf` where there is one, and so on.

    Raises FileRefused for a place in a home or a folder that cannot be written, and Unavailable
    for a full disk.
    """
    with _explained(path), _folder_of(path) as folder:
        _check_home(path, folder)
        with _draft(path, folder, _number) as draft:
            yield draft


def _number(draft: Draft, folder: int) -> None:
    for place in _numbered(draft.place):
        draft.place = place
        try:
            _name(draft, folder)
        except FileExistsError:
            continue
        return


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_stem(f"{path.stem}-{number}")


def check(target: Target, *, force: bool = False) -> None:
    """Tell before anything is done that a file cannot be written there.

    Raises FileRefused for a place in a home, an existing file without `force`, what is neither a
    plain file nor a pipe, and a folder that does not exist.
    """
    if names_stream(target):
        check_no_pipe()
        return
    path = Path(target)
    with _explained(path), _folder_of(path) as folder:
        _check_place(path, folder, force=force)


def check_home(path: Path) -> None:
    """Tell before anything is done that a place is in a home. Raises FileRefused.

    `path` may be a folder, and need not be there.
    """
    whole = path.resolve()
    near = next(each for each in (whole, *whole.parents) if each.is_dir())
    with suppress(OSError), _folder_of(near / "here") as folder:
        _check_home(path, folder, near)


def _check_home(path: Path, folder: int, near: Path | None = None) -> None:
    check_reach(folder)
    home = _home_around(folder, near or path.parent)
    if home is not None or path.name == STORE_FILE:
        text = _("{path} would be among the files of the records centre in {home}.")
        told = text.format(path=path, home=home or path.parent.resolve())
        raise refused(told, _("Name a file outside of it."))


def _check_place(path: Path, folder: int, *, force: bool) -> None:
    _check_home(path, folder)
    if not path.name:
        raise refused(_("{path} is a folder.").format(path=path))
    try:
        found = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(found.st_mode):
        raise refused(_("{path} is a folder.").format(path=path))
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise refused(_("{path} is no plain file.").format(path=path))
    if not force:
        raise there_already(path)


def _home_around(folder: int, path: Path) -> Path | None:
    """The home that a folder is or lies in, however it was reached; None outside of any."""
    path = path.resolve()
    parents = iter((path, *path.parents))
    here = os.dup(folder)
    try:
        while True:
            path = next(parents, path)
            if _holds_store(here):
                return path
            above = os.open("..", getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC, dir_fd=here)
            top = os.path.samestat(os.fstat(here), os.fstat(above))
            os.close(here)
            here = above
            if top:
                return None
    finally:
        os.close(here)


def _holds_store(folder: int) -> bool:
    try:
        return stat.S_ISREG(os.stat(STORE_FILE, dir_fd=folder).st_mode)
    except OSError:
        return False


# --- a process whose people have no account here --------------------------------------------------

_only: list[Path] = []


def confine(folder: Path) -> None:
    """From here on nobody at this process reads or writes files that they name anywhere else.

    What is named without a folder is in it. Raises OSError where it cannot be entered.
    """
    os.chdir(folder)
    _only[:] = [folder.resolve()]


def check_reach(folder: int | Path) -> None:
    """Tell that a folder, open or by its path, is not for this process. Raises FileRefused."""
    if not _only:
        return
    if isinstance(folder, Path):
        inside = folder.resolve().is_relative_to(_only[0])
    else:
        inside = _lies_in(folder, _only[0].stat())
    if not inside:
        raise _elsewhere()


def check_no_pipe() -> None:
    """Tell that no pipe is for a confined process. Raises FileRefused."""
    if _only:
        raise _elsewhere()


def _elsewhere() -> FileRefused:
    text = _("From here files are read and written in {folder} alone.").format(folder=_only[0])
    return refused(text, _("Name a file without a folder."))


def _lies_in(folder: int, top: os.stat_result) -> bool:
    """Whether an open folder is another or lies in it, however it was reached."""
    here = os.dup(folder)
    try:
        while not os.path.samestat(os.fstat(here), top):
            above = os.open("..", getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC, dir_fd=here)
            end = os.path.samestat(os.fstat(here), os.fstat(above))
            os.close(here)
            here = above
            if end:
                return False
        return True
    finally:
        os.close(here)


# --- how it is done -------------------------------------------------------------------------------


@contextmanager
def _folder_of(path: Path) -> Iterator[int]:
    """The open folder of a file: what is checked in it and done in it is the same folder."""
    folder = os.open(path.parent, _FOLDER)
    try:
        yield folder
    finally:
        os.close(folder)


@contextmanager
def _draft(
    path: Path, folder: int, put: Callable[[Draft, int], None], mode: int = FILE_MODE
) -> Iterator[Draft]:
    """A draft on the same disk as its place, where `put` puts it once it is complete."""
    with private_folder(path.parent, path.name) as private:
        draft = Draft(private, path, mode)
        yield draft
        with draft.path.open("rb+") as file:
            os.fsync(file.fileno())
        put(draft, folder)
        os.fsync(folder)


def _replace(draft: Draft, folder: int) -> None:
    """Take the name from what has it; a link there is replaced, never followed."""
    os.replace(draft.path, draft.place.name, dst_dir_fd=folder)


def _name(draft: Draft, folder: int) -> None:
    """Give a draft its name. Raises FileExistsError where something has it, whatever it is."""
    name = draft.place.name
    try:
        os.link(draft.path, name, dst_dir_fd=folder)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No second names here, as on a memory stick: the name is taken first.
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE, dir_fd=folder))
        try:
            _replace(draft, folder)
        except OSError:
            os.unlink(name, dir_fd=folder)
            raise


@contextmanager
def _explained(target: Target, *, own: bool = False) -> Iterator[None]:
    """Tell plainly what the operating system says of a file that is written.

    What it says of other files, such as one that is read meanwhile, is left as it is.
    """
    try:
        yield
    except Unsent as unsent:
        raise unsent.error from None
    except OSError as error:
        path = Path(target)
        known = {None, str(path), path.name, "..", *map(str, path.parents)}
        if error.filename not in known and PREFIX not in str(error.filename):
            raise
        raise not_written(error, path, own=own) from error
