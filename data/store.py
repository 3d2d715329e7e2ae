"""The store: a TinyDB whose tables, transactions and journal lie in one SQLite file."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tinydb import TinyDB
from tinydb.table import Document

from data import receipt as receipts
from data.engine import Engine
from data.journal import Head, Journal, head
from data.receipt import Receipt
from data.schema import Author, Schema
from data.statistics import Statistics
from data.summary import Summary
from data.table import Table
from data.transaction import Transaction

if TYPE_CHECKING:
    from data.aside import Aside
    from data.verifying import VerifyReport


class Store(TinyDB):
    """TinyDB's language over the tables that the schema declares.

    `journal` tells every change, `summary` counts what was done; `scans` counts the queries that
    had to look at every document of a table. Usable from all threads of a process. Opened with
    `data.open_store`.
    """

    def __init__(self, engine: Engine, schema: Schema, now: Callable[[], datetime]) -> None:
        super().__init__(storage=lambda: engine)
        self.path: Path = engine.path
        self.schema = schema
        self.journal = Journal(engine)
        self.scans: Counter[str] = Counter()
        self._engine = engine
        self._now = now
        self._current = threading.local()
        self._statistics = Statistics(engine)
        counted = tuple(spec.name for spec in schema.tables if spec.counted)
        self.summary = Summary(engine, counted)
        self._declared = {
            spec.name: Table(engine, spec, self.scans, self._transaction) for spec in schema.tables
        }

    def __repr__(self) -> str:
        return f"<Store {self.path}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; a second time does nothing."""
        self._opened = False
        self._engine.close()

    # --- tables

    def table(self, name: str, **_options: Any) -> Table:
        """A declared table. ValueError for another name: a slip must not make a new table."""
        try:
            return self._declared[name]
        except KeyError:
            raise ValueError(f"the schema declares no table {name!r}") from None

    def tables(self) -> set[str]:
        """The names of the tables that hold documents."""
        rows = (
            (name, self._engine.row(f'SELECT 1 FROM "{name}" LIMIT 1')) for name in self._declared
        )
        return {name for name, row in rows if row}

    def drop_table(self, name: str) -> None:
        """Remove all documents of a table, under the same rules as any other change."""
        if name in self._declared:
            self._declared[name].truncate()

    def drop_tables(self) -> None:
        """Remove all documents of all tables."""
        with self._engine.atomic():
            for table in self._declared.values():
                table.truncate()

    # --- transactions

    def _transaction(self) -> Transaction | None:
        current: Transaction | None = getattr(self._current, "transaction", None)
        return current if self._engine.writing else None

    @contextmanager
    def transaction(
        self, author: Author, action: str, *, reason: str | None = None
    ) -> Iterator[Transaction]:
        """All or nothing over all tables, one writer at a time, on disk when it returns.

        Waits at most the store's timeout for other writers, then raises Busy. One inside another
        joins it: the outer one's author and action stay, and a failing inner one undoes its part.
        """
        outer = self._transaction()
        if outer is not None:
            with outer.part():
                yield outer
            return
        transaction = Transaction(self._engine, author, action, reason, self._now)
        with self._engine.atomic(committed=lambda: self._seal(transaction)):
            self._current.transaction = transaction
            try:
                yield transaction
            finally:
                self._current.transaction = None
            if not self._together:
                self._follow(transaction.head)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Many transactions that reach the disk as one, each an act of its own author and time.

        For what is told of a past that nobody waits for: it is all there at the end, or nothing.
        """
        with self._engine.atomic(committed=self._seal_end):
            self._current.together = True
            try:
                yield
            finally:
                self._current.together = False
            self._follow(head(self._engine))

    @property
    def _together(self) -> bool:
        """Whether this thread writes many transactions as one: they are counted at its end."""
        return getattr(self._current, "together", False)

    def _follow(self, end: Head | None) -> None:
        self.summary.follow(end)
        self._statistics.follow(end)

    def _seal(self, transaction: Transaction) -> None:
        if transaction.head is not None:
            receipts.write(self.path, transaction.head)

    def _seal_end(self) -> None:
        if (end := head(self._engine)).seq:
            receipts.write(self.path, end)

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads in this thread see the store as it is at one moment."""
        return self._engine.snapshot()

    @cached_property
    def aside(self) -> Aside:
        """The journal's entries that not everybody may be told of, among others."""
        from data.aside import Aside

        return Aside(self._engine, self.schema.tables)

    # --- the whole

    def backup(self, path: Path) -> Receipt:
        """Copy the store as it is at one moment, while others may write.

        The file is there whole or not at all, and takes the place of another. The receipt names
        the copy's last journal entry. `data.restore` puts it back.
        """
        from data.copying import backup

        return self._engine.run(lambda connection: backup(connection, path))

    def copy(self, draft: Path) -> Receipt:
        """The same into a draft of `data.files`, which takes care of the rest."""
        from data.copying import copy

        return self._engine.run(lambda connection: copy(connection, draft))

    def verify(self, receipt: Path | Receipt | None = None) -> VerifyReport:
        """Look at everything; `receipt` is one that was kept elsewhere."""
        from data.verifying import verify

        return verify(self.path, receipt)

    def receipt(self) -> Receipt:
        """The last journal entry, to be kept elsewhere."""
        end = head(self._engine)
        return Receipt(end.seq, end.hash.hex(), end.time)

    def export_json(self, path: Path) -> int:
        """Write all tables to a file that stock TinyDB opens; how many documents."""
        from data.copying import export_json

        return export_json(self._engine, sorted(self.tables()), path)

    def import_json(self, path: Path) -> dict[str, int]:
        """Insert the documents of a stock TinyDB file, with their ids; how many in each table.

        Inside a transaction, as any change. ValueError if an id or a table cannot be taken.
        """
        from data.copying import read_json

        told = read_json(path)
        for table, documents in told.items():
            self.table(table).insert_multiple(Document(doc, key) for key, doc in documents.items())
        return {table: len(documents) for table, documents in told.items()}

    @property
    def writing(self) -> bool:
        """Whether this thread is inside a transaction."""
        return self._engine.writing

    def data_version(self) -> int:
        """A number that changes when anyone, this session included, has committed. Cheap."""
        return self._engine.data_version()
