"""What can go wrong in the store, told plainly: a title, what happened, what to do next."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

from data.plain import dataclass
from data.texts import gettext as _


@dataclass
class PlainError(Exception):
    """The root of all that is told to a person; `str()` is the whole text."""

    title: str
    message: str
    next_step: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.title}:", self.message, self.next_step) if part)


class StoreError(PlainError):
    """Something the store could not do; nothing was half done."""


class FileRefused(StoreError):
    """A file that was named, and that is not to be written or cannot be; nothing was."""


class Unavailable(StoreError):
    """The store cannot be reached or written: missing, no permission, disk full, no locks."""


class Busy(StoreError):
    """Another session held the store for longer than the time we wait."""


class Damaged(StoreError):
    """The file, the journal or a backup is not what was written."""


class TooNew(StoreError):
    """The store was written by a later version of the program."""


class ClockWentBack(StoreError):
    """The machine's clock is well before the last journal entry."""


class NotInTransaction(StoreError):
    """A journaled table may only be changed inside a transaction, which names its author."""


class DuplicateKey(StoreError):
    """A unique key is taken by another document of the table."""

    def __init__(self, table: str, path: str, value: object) -> None:
        super().__init__(
            _("The value is taken"),
            _("Another document of {table} has this {path}.").format(table=table, path=path),
            _("Give another value, or change the document that has it."),
        )
        self.table = table
        self.path = path
        self.value = value


def disk_full() -> Unavailable:
    """The last bytes are gone; what was on disk stays there."""
    return Unavailable(
        _("The disk is full"),
        _("The change could not be written and was taken back; what was saved before is safe."),
        _("Free some space (or raise the file size limit), then do it again."),
    )


def damaged(detail: str) -> Damaged:
    """The file does not hold together; `detail` says where it was seen."""
    return Damaged(
        _("The store is damaged"),
        _("The store does not hold together: {detail}.").format(detail=detail),
        _("Run 'rmdesk verify' to see what is sound, then restore the latest backup."),
    )


def too_new() -> TooNew:
    """Only a later version of the program knows this file."""
    return TooNew(
        _("The store is newer than this program"),
        _("It was written by a later version, which may keep things that this one would lose."),
        _("Update the program, then start it again. Nothing was changed."),
    )


def _disk_fails() -> Unavailable:
    return Unavailable(
        _("The disk did not take or give the data"),
        _("The change was taken back; what was saved before is safe."),
        _("Look for free space, a file size limit and the disk's health, then do it again."),
    )


def put_elsewhere(path: Path) -> Unavailable:
    """The home was moved away, and another may be in its place."""
    return Unavailable(
        _("The home is another than before"),
        _("{path} is not the store that was opened: nothing was written.").format(path=path),
        _("Close this session, look where the home was put, and start again."),
    )


def _no_access() -> Unavailable:
    return Unavailable(
        _("The store cannot be written"),
        _("The home folder or its files may not be written by this account."),
        _("Ask for write access to the home folder and all files in it."),
    )


def no_locks() -> Unavailable:
    """The home is where sessions do not keep out of each other's way."""
    return Unavailable(
        _("The home is on a file system without locks"),
        _("Sessions could overwrite each other there, so the store was not opened."),
        _("Move the home to a local disk (not a network or shared folder)."),
    )


def _unreadable(detail: str) -> Unavailable:
    return Unavailable(
        _("The store cannot be used"),
        _("The machine answered: {detail}.").format(detail=detail),
        _("Check the disk and the home folder, then try again."),
    )


def no_store(path: Path) -> Unavailable:
    """Nothing is at this place."""
    return Unavailable(
        _("There is no store"),
        _("{path} does not exist.").format(path=path),
        _("Make one with 'rmdesk init', or give the right home folder."),
    )


def not_looked_at(path: Path, error: StoreError) -> Unavailable:
    """Nothing is known of the store, good or bad."""
    return Unavailable(
        _("The store could not be looked at"),
        _("{path} was not verified: {why}").format(path=path, why=error.message),
        _(
            "Nothing is known to be wrong with it. Look for free space and write access, then"
            " verify again."
        ),
    )


def busy() -> Busy:
    """Waited long enough."""
    return Busy(
        _("The store is busy"),
        _("Another session is writing and did not finish in time; nothing was changed."),
        _("Try again in a moment."),
    )


def refused(text: str, next_step: str = "") -> FileRefused:
    """A file that is not to be written there, and why."""
    return FileRefused(_("The file cannot be written"), text, next_step or _("Name another file."))


def there_already(path: Path) -> FileRefused:
    """Nothing takes the place of another file unasked."""
    text = _("There is a {path} already.").format(path=path)
    return refused(text, _("Name another file, or write over it with --force."))


_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def not_written(error: OSError, path: Path, *, own: bool = False) -> StoreError:
    """What the operating system said of a file: `own` is one of a home, which nobody named."""
    title, text = _("The file cannot be written"), f"{path}: {error.strerror or error}."
    if error.errno in _NO_SPACE:
        next_step = _("Free some space (or raise the file size limit), then do it again.")
        return Unavailable(title, text, next_step)
    if isinstance(error, FileExistsError):
        return there_already(path)
    if own:
        return Unavailable(title, text, _("Ask for write access to the home folder."))
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        text = _("The folder of {path} does not exist.").format(path=path)
    return refused(text)


# Primary result codes: https://www.sqlite.org/rescode.html
_BY_CODE: dict[int, Callable[[], StoreError]] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_FULL: disk_full,
    sqlite3.SQLITE_IOERR: _disk_fails,
    sqlite3.SQLITE_READONLY: _no_access,
    sqlite3.SQLITE_PERM: _no_access,
    sqlite3.SQLITE_PROTOCOL: no_locks,
    sqlite3.SQLITE_NOLFS: disk_full,
}
# What SQLite and Python say of a value that was damaged, and not of a query that is wrong.
_DAMAGED_VALUE = ("malformed JSON", "Could not decode to UTF-8")
_OURS = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
    }
)
_BY_ERRNO: dict[int, Callable[[], StoreError]] = {
    errno.ENOSPC: disk_full,
    errno.EDQUOT: disk_full,
    errno.EFBIG: disk_full,
    errno.EACCES: _no_access,
    errno.EPERM: _no_access,
    errno.EROFS: _no_access,
    errno.ENOLCK: no_locks,
    errno.EOPNOTSUPP: no_locks,
    errno.ENOSYS: no_locks,
}


def explained(error: sqlite3.Error | UnicodeDecodeError | OSError) -> Exception:
    """The plain error for what SQLite or the operating system reported.

    A mistake of ours, such as wrong SQL, is given back as it is, so that it is heard.
    """
    if isinstance(error, OSError):
        told = _BY_ERRNO.get(error.errno or 0)
        return told() if told else _unreadable(str(error))
    if isinstance(error, UnicodeDecodeError):  # in what SQLite says of a damaged file
        return damaged(str(error))
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    damaged_value = str(error).startswith(_DAMAGED_VALUE)
    if damaged_value or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(str(error))
    if code in _OURS:
        return error
    told = _BY_CODE.get(code)
    return told() if told else _unreadable(str(error))
