"""SQLite under the store: connections, the writers' queue, transactions; rows, not documents."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from weakref import WeakSet

from tinydb.storages import Storage

from data.errors import Busy, StoreError, Unavailable, busy, explained, put_elsewhere, too_new
from data.lock import acquire, held
from data.standing import Seen, seen, stand_still

Row = tuple[Any, ...]
T = TypeVar("T")
FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)  # the latter from a damaged file
_SPARE = 8  # connections kept open for the next reader
_engines: WeakSet[Engine] = WeakSet()


def _forked() -> None:
    for engine in list(_engines):
        engine.forked()


os.register_at_fork(after_in_child=_forked)


def sessions(path: Path) -> Path:
    """The lock file that every session of the store at `path` shares."""
    return path.with_suffix(".sessions")


def _is_at(handle: int, path: Path) -> bool:
    """Whether an open file is still the one of this name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


class Engine(Storage):
    """One SQLite file in WAL mode, usable from every thread of a process.

    Each read takes a spare connection, so a long write in one thread never stops a read in
    another; a thread inside a transaction reads through it and sees its own writes.
    """

    schema_version: int | None = None  # once known, a transaction checks that it still is so

    def __init__(self, path: Path, timeout: float) -> None:
        self.path = path
        self.timeout = timeout
        self.lock_path = path.with_suffix(".lock")
        self._own = threading.local()
        self._spare: list[sqlite3.Connection] = []
        self._left_behind: list[sqlite3.Connection] = []
        self._watching = threading.Lock()
        self._begun = count(1)
        self._watcher: sqlite3.Connection | None = None
        self._open = True
        self._presence: int | None = None
        self._entered: os.stat_result | None = None
        self._still: Seen | None = None  # of a store that we can only read
        _engines.add(self)

    def enter(self) -> None:
        """Tell others that the store is in use: it is not replaced while it is."""
        if self._presence is not None:
            return
        with suppress(OSError):
            self._entered = self.path.stat()
        try:
            self._presence = acquire(sessions(self.path), self.timeout, shared=True)
        except Unavailable:
            if sessions(self.path).exists():
                raise  # else nobody can be told, and it may be read all the same

    # --- connections

    def connect(self) -> sqlite3.Connection:
        """A fresh connection, set up; the caller closes it.

        Where the disk is full or may not be written, one that only reads, if nothing is changed
        meanwhile: `check_still` tells.
        """
        try:
            return self._connected("mode=rw")
        except Unavailable as error:
            still = stand_still(self.path, error)
            if still is None:
                raise
            with suppress(StoreError):
                connection = self._connected("mode=ro&immutable=1")
                self._still = still
                return connection
            raise

    def _check_place(self) -> None:
        """Look whether the store is still the one that was entered, and known to be in use."""
        try:
            now = self.path.stat()
            gone = self._entered is not None and not os.path.samestat(now, self._entered)
        except OSError as error:
            raise explained(error) from error
        if gone:
            raise put_elsewhere(self.path)
        if self._presence is not None and not _is_at(self._presence, sessions(self.path)):
            os.close(self._presence)  # it was taken away: nobody could see that we are here
            self._presence = None
            self.enter()

    def check_still(self) -> None:
        """Raises Busy if others have written while we could only read: it may be all wrong."""
        if self._still is not None and self._still != seen(self.path):
            self._still = None
            self.forget_spare()
            raise busy()

    def _connected(self, mode: str) -> sqlite3.Connection:
        with ExitStack() as failing:
            try:
                connection = sqlite3.connect(
                    f"{self.path.absolute().as_uri()}?{mode}",
                    uri=True,
                    timeout=self.timeout,
                    isolation_level=None,
                    check_same_thread=False,
                    cached_statements=256,
                )
                failing.callback(connection.close)
                connection.executescript(
                    "PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;"
                    "PRAGMA cell_size_check=ON;"
                )
                connection.execute("PRAGMA schema_version").fetchone()  # it can be read at all
            except FAILURES as error:
                raise explained(error) from error
            failing.pop_all()
        return connection

    def _take(self) -> sqlite3.Connection:
        if not self._open:
            raise RuntimeError("the store is closed")
        if self._still is not None:
            with suppress(Busy):  # what is read from here on is read anew
                self.check_still()
        try:
            return self._spare.pop()
        except IndexError:
            return self.connect()

    def _take_to_write(self) -> sqlite3.Connection:
        """A connection that can write; where none could until now, it is tried again.

        Raises Unavailable where the home was put elsewhere: what is acknowledged is in that of now.
        """
        self._check_place()
        if self._still is None:
            return self._take()
        connection = self._connected("mode=rw")
        self._still = None
        self.forget_spare()
        return connection

    def _give(self, connection: sqlite3.Connection) -> None:
        # One that could not roll back, on a failing disk, must not be given to the next reader.
        if self._open and len(self._spare) < _SPARE and not connection.in_transaction:
            self._spare.append(connection)
        else:
            connection.close()

    def forked(self) -> None:
        """A connection must not cross a fork: keep the parent's untouched and open our own."""
        self._left_behind += self._spare
        if self._watcher is not None:
            self._left_behind.append(self._watcher)
        self._spare, self._watcher = [], None
        self._own, self._watching = threading.local(), threading.Lock()

    def read(self) -> NoReturn:
        """TinyDB's way to read the whole at once, which no table here needs."""
        raise NotImplementedError("the store is read by its tables")

    def write(self, data: Mapping[str, Any]) -> NoReturn:
        """TinyDB's way to write the whole at once, which no table here needs."""
        raise NotImplementedError("the store is written by its tables")

    def forget_spare(self) -> None:
        """Close the connections that wait: new ones read SQLite's statistics anew."""
        while self._spare:
            self._spare.pop().close()

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._open = False
        self.forget_spare()
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        if self._presence is not None:
            os.close(self._presence)
            self._presence = None

    def _transaction(self) -> sqlite3.Connection | None:
        """The connection of the transaction this thread is in."""
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        return connection

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives on the transaction's connection, or on a spare one outside of it."""
        own = self._transaction()
        connection = own or self._take()
        try:
            found = work(connection)
            self.check_still()
        except FAILURES as error:
            self.check_still()
            raise explained(error) from error
        finally:
            if own is None:
                self._give(connection)
        return found

    # --- reading and writing rows

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """All rows of a query."""
        return self.run(lambda connection: connection.execute(sql, parameters).fetchall())

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The row of a query that gives one or none."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def stream(self, sql: str, parameters: Sequence[object] = ()) -> Generator[Row, None, None]:
        """Rows one by one; close the generator to stop early."""
        own = self._transaction()
        connection = own or self._take()
        cursor = connection.cursor()
        try:
            yield from cursor.execute(sql, parameters)
            self.check_still()
        except FAILURES as error:
            self.check_still()
            raise explained(error) from error
        finally:
            cursor.close()
            if own is None:
                self._give(connection)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement of the current transaction; the id of a row it inserted."""
        assert self.writing
        return self.run(lambda connection: connection.execute(sql, parameters).lastrowid or 0)

    def execute_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        """Run one statement of the current transaction for each of many rows."""
        assert self.writing
        self.run(lambda connection: connection.executemany(sql, parameters))

    def data_version(self) -> int:
        """A number that changes when anyone has committed; in a snapshot that of what it shows."""
        own: int | None = getattr(self._own, "version", None)
        return self._committed() if own is None else own

    def _committed(self) -> int:
        with self._watching:
            try:
                # The number is only good within one connection, which must not write itself.
                self._watcher = self._watcher or self.connect()
                return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])
            except FAILURES as error:
                raise explained(error) from error

    # --- transactions

    @property
    def writing(self) -> bool:
        """Whether this thread is inside a transaction."""
        return self._transaction() is not None

    def atomic(self, committed: Callable[[], None] | None = None) -> AbstractContextManager[None]:
        """All or nothing, on disk at the end; one inside another undoes only its own part.

        `committed` runs after the outermost commit, while other writers still wait.
        """
        if self.writing:
            return self._bracket(
                "SAVEPOINT part", "RELEASE part", "ROLLBACK TO part", "RELEASE part"
            )
        return self._outermost(committed)

    @contextmanager
    def _outermost(self, committed: Callable[[], None] | None) -> Iterator[None]:
        with held(self.lock_path, self.timeout):
            self._own.connection = connection = self._take_to_write()
            try:
                with self._bracket("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"):
                    self._check_version()
                    yield
            finally:
                self._own.connection = None
                self._give(connection)
            if committed is not None:
                committed()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads in this thread see the store as it is at one moment."""
        if self.writing:
            yield
            return
        self._own.connection = connection = self._take()
        try:
            with self._bracket("BEGIN", "COMMIT", "ROLLBACK"):
                self._own.version = self._version_begun()
                yield
        finally:
            self._own.connection = self._own.version = None
            self._give(connection)

    def _version_begun(self) -> int:
        """The version that a snapshot is of; a number of its own where anyone commits meanwhile."""
        before = self._committed()
        self.row("SELECT count(*) FROM sqlite_master")  # from this on it sees no later one
        return before if self._committed() == before else -next(self._begun)

    def _check_version(self) -> None:
        if self.schema_version not in (None, self.rows("PRAGMA user_version")[0][0]):
            raise too_new()  # a session of a later version has migrated the store meanwhile

    @contextmanager
    def _bracket(self, begin: str, end: str, *undo: str) -> Iterator[None]:
        self.execute(begin)
        try:
            yield
            self.execute(end)
        except BaseException:
            # When the disk is full, SQLite has already undone everything by itself.
            connection: sqlite3.Connection = self._own.connection
            for statement in undo if connection.in_transaction else ():
                self.execute(statement)
            raise
