"""TinyDB's Table on the store's engine: each change of a document is told in the journal."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from tinydb.queries import QueryLike
from tinydb.table import Document

from data.documents import decoded, difference, encoded
from data.engine import Engine, Row
from data.errors import DuplicateKey, NotInTransaction
from data.layout import index_name
from data.plain import dataclass
from data.reading import Reading
from data.schema import TableSpec
from data.texts import gettext as _
from data.transaction import Transaction
from data.translate import condition, value_of

APART = 10_000_000_000
"""Ids from here on are of documents numbered apart."""
_TICKING_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
_TICKS = 100
"""Ids of these in a second: eleven digits for a lifetime."""

Numbered = tuple[int, str]
Draft = tuple[bytes, bool]
"""A new document's text, and whether it is numbered apart."""
_Draft = tuple[int | None, str, bool]
"""The same with the id that it brings, if any, before it."""
Changing = Mapping[str, Any] | Callable[[Document], object]


class Table(Reading):
    """All of TinyDB's Table, with pages, tallies and lookups by key.

    Changing a journaled table needs a transaction; changing several documents at once changes
    all of them or none.
    """

    def __init__(
        self,
        engine: Engine,
        spec: TableSpec,
        scans: Counter[str],
        transaction: Callable[[], Transaction | None],
    ) -> None:
        super().__init__(engine, spec, scans)
        self._transaction = transaction

    def insert(self, document: Mapping[str, Any], *, apart: bool = False) -> int:
        """Insert a document (a `Document` with its id); its id. DuplicateKey if a key is taken.

        `apart` numbers it apart from the others, as the table's spec may ask by itself.
        """
        return self.insert_multiple((document,), apart=apart)[0]

    def insert_multiple(
        self, documents: Iterable[Mapping[str, Any]], *, apart: bool = False
    ) -> list[int]:
        """Insert documents, all or none; their ids."""
        drafts = [self._draft(document, apart) for document in documents]
        return self._insert_all(drafts)

    def draft(self, document: Mapping[str, Any]) -> Draft:
        """What `insert_drafts` takes, made beforehand: it holds in a fraction of the memory."""
        _key, text, apart = self._draft(document, apart=False)
        return text.encode(), apart

    def drafted(self, draft: Draft) -> dict[str, Any]:
        """The document of a draft, to do with as one likes."""
        return decoded(draft[0].decode())

    def insert_drafts(self, drafts: Iterable[Draft]) -> list[int]:
        """Insert the documents of drafts of this table, all or none; their ids."""
        return self._insert_all([(None, text.decode(), apart) for text, apart in drafts])

    def _draft(self, document: Mapping[str, Any], apart: bool) -> _Draft:
        key = None
        if type(document) is not dict:
            if not isinstance(document, Mapping):
                raise ValueError("Document is not a Mapping")
            key = document.doc_id if isinstance(document, Document) else None
        for path in self.spec.apart:
            apart = apart or bool(document.get(path))
        return key, encoded(document), apart

    def _insert_all(self, drafts: list[_Draft]) -> list[int]:
        with self._change() as transaction:
            rows = self._insert(drafts, transaction)
            if transaction is not None:
                transaction.record(self.name, ((key, None, text) for key, text in rows))
        return [key for key, _text in rows]

    def update(
        self,
        fields: Changing,
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """Change fields of the documents of these ids, of those that match, or of all."""
        with self._change() as transaction:
            targets = self._targets(cond, doc_ids)
            edits = [edit for key, text in targets if (edit := _edit(key, text, fields))]
            self._write(
                f'UPDATE "{self.name}" SET doc=? WHERE id=?', [(e.text, e.key) for e in edits]
            )
            if transaction is not None:
                transaction.record(self.name, ((e.key, e.old, e.new) for e in edits))
        return [key for key, _text in targets]

    def update_multiple(self, updates: Iterable[tuple[Changing, QueryLike]]) -> list[int]:
        """Several updates, each with its condition, in turn; all or none."""
        with self._change():
            return [key for fields, cond in updates for key in self.update(fields, cond)]

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match (or have the `Document`'s id), else insert it."""
        with self._change():
            return super().upsert(document, cond)

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Remove the documents that match or have these ids; the ids that were there."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        return self._remove(cond, doc_ids)

    def truncate(self) -> None:
        """Remove all documents; their ids are not given again."""
        self._remove(None, None)

    # --- how

    def _change(self) -> AbstractContextManager[Transaction | None]:
        """All or nothing; the transaction to tell the journal, if the table is journaled."""
        transaction = self._transaction()
        if transaction is not None and self.spec.journaled:
            return transaction.part()
        if self.spec.journaled:
            raise NotInTransaction(
                _("The change names no author"),
                _("{table} is only changed inside a transaction.").format(table=self.name),
                _("Report this to the people who look after the program."),
            )
        return self._engine.atomic()

    def _insert(self, drafts: list[_Draft], transaction: Transaction | None) -> list[Numbered]:
        """Write drafts, each with the id it brings or the next that no document ever had."""
        self._refuse_taken_ids([key for key, _text, _apart in drafts if key is not None])
        row = self._engine.row("SELECT seq FROM sqlite_sequence WHERE name=?", (self.name,))
        last: int = row[0] if row else 0
        aside = self._last_apart(transaction) if any(apart for _key, _text, apart in drafts) else 0
        rows: list[Numbered] = []
        for key, text, apart in drafts:
            if key is None and apart:
                key = aside = aside + 1
            elif key is None:
                key = last = last + 1
            elif key < APART:
                last = max(last, key)
            rows.append((key, text))
        self._write(f'INSERT INTO "{self.name}"(id, doc) VALUES(?, ?)', rows)
        if max(rows, default=(0, ""))[0] >= APART:  # which SQLite has taken for the last
            self._engine.execute("UPDATE sqlite_sequence SET seq=? WHERE name=?", (last, self.name))
        return rows

    def _last_apart(self, transaction: Transaction | None) -> int:
        """After which id one is numbered apart: by the time, so that it tells of no other."""
        ticks = 0
        if transaction is not None:
            ticks = int((transaction.moment - _TICKING_SINCE).total_seconds() * _TICKS)
        (highest,) = self._engine.row(f'SELECT max(id) FROM "{self.name}"') or (0,)
        return max(ticks, APART, highest or 0)

    def _refuse_taken_ids(self, keys: list[int]) -> None:
        taken = {key for key, _text in self._texts(keys)} if keys else set()
        for key in keys:
            if key in taken:
                raise ValueError(f"Document with ID {key} already exists")
            taken.add(key)

    def _targets(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[Row]:
        """(id, text) of the documents of these ids, of those that match, or of all."""
        if doc_ids is not None:
            wanted = list(doc_ids)
            found: dict[int, str] = dict(self._texts(wanted))
            return [(key, found[key]) for key in wanted if key in found]
        where = condition(cond, self._sparse)
        rows = self._rows(cond, "id,doc", where)
        if cond is not None and not where.exact:
            rows = [row for row in rows if cond(decoded(row[1]))]
        return sorted(rows)

    def _remove(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[int]:
        with self._change() as transaction:
            targets = self._targets(cond, doc_ids)
            self._write(f'DELETE FROM "{self.name}" WHERE id=?', [(key,) for key, _text in targets])
            if transaction is not None:
                transaction.record(self.name, ((key, text, None) for key, text in targets))
        return [key for key, _text in targets]

    def _write(self, sql: str, rows: list[Any]) -> None:
        try:
            self._engine.execute_many(sql, rows)
        except sqlite3.IntegrityError as error:
            raise self._taken_key(str(error), rows) from error

    def _taken_key(self, reported: str, rows: list[Any]) -> DuplicateKey:
        """The unique key that SQLite reported, and the value in the rows that was taken."""
        pairs = [(row[1], row[0]) if isinstance(row[0], str) else row for row in rows]
        names = {index_name(self.name, index): index.paths for index in self.spec.indexes}
        paths = next(paths for name, paths in names.items() if f"'{name}'" in reported)
        keys = [value_of(tuple(path.split("."))) for path in paths]
        same = " AND ".join(f"{key}=? AND {key}<>''" for key in keys)
        taken = f'SELECT id FROM "{self.name}" WHERE {same} AND id<>? LIMIT 1'
        values: Row = ()
        for own, text in pairs:
            (values,) = self._engine.rows(f"SELECT {','.join(keys)} FROM (SELECT ? doc)", (text,))
            if self._engine.row(taken, (*values, own)):
                break
        return DuplicateKey(self.name, ",".join(paths), values if len(paths) > 1 else values[0])


@dataclass(frozen=True)
class _Edit:
    """A document's new text, and what changed in it as the journal tells it."""

    key: int
    text: str
    old: str
    new: str


def _edit(key: int, text: str, fields: Changing) -> _Edit | None:
    """What `fields` makes of a document; None if that is the same."""
    document = Document(decoded(text), key)
    if callable(fields):
        fields(document)
    else:
        document.update(fields)
    changed = encoded(document)
    if changed == text:
        return None
    old, new = difference(decoded(text), decoded(changed))
    return _Edit(key, changed, encoded(old), encoded(new))
