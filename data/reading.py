"""TinyDB's Table, the reading half: queries run in SQL, documents come back fresh."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NoReturn, overload

from tinydb.queries import QueryLike
from tinydb.table import Document
from tinydb.table import Table as TinyTable

from data.documents import decoded
from data.engine import Engine, Row
from data.layout import index_paths
from data.paging import Cursor, following, order
from data.plain import dataclass
from data.schema import TableSpec
from data.translate import EVERYTHING, Condition, condition, spoken, value_of

_BATCH = 1000
_IDS = 2**63  # SQLite counts so far, and takes no number beyond it


def _listed(path: str, ids: Collection[int]) -> Condition:
    """That a value at a path is one of many; as a query it would be walked number by number."""
    listed = json.dumps(sorted(ids))
    return Condition(f"{value_of((path,))} IN (SELECT value FROM json_each(?))", (listed,))


def _among(ids: Collection[int]) -> Condition:
    return Condition("id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),))


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next ones begin; no next at the end."""

    rows: list[Document]
    next: Cursor | None


class Reading(TinyTable):
    """The reading half of a table.

    `scans` counts the queries that had to look at every document, by table and query.
    """

    default_query_cache_capacity = 0  # a cache would not see what other sessions write

    def __init__(self, engine: Engine, spec: TableSpec, scans: Counter[str]) -> None:
        super().__init__(engine, spec.name, cache_size=0)
        self.spec = spec
        self._engine = engine
        self._scans = scans
        self._scanning: dict[str, bool] = {}
        self._sparse = frozenset(
            path for index in spec.indexes if index.unique for path in index_paths(index)
        )

    # --- TinyDB's

    def search(self, cond: QueryLike) -> list[Document]:
        """All matching documents, by id."""
        found = [Document(fields, key) for key, fields in self._matching(cond)]
        found.sort(key=lambda document: document.doc_id)
        return found

    @overload
    def get(self) -> NoReturn: ...
    @overload
    def get(self, cond: QueryLike, doc_id: None = ..., doc_ids: None = ...) -> Document | None: ...
    @overload
    def get(
        self, *, cond: QueryLike, doc_id: None = ..., doc_ids: None = ...
    ) -> Document | None: ...
    @overload
    def get(
        self, cond: QueryLike | None, doc_id: int, doc_ids: list[int] | None = ...
    ) -> Document | None: ...
    @overload
    def get(
        self, *, cond: QueryLike | None = ..., doc_id: int, doc_ids: list[int] | None = ...
    ) -> Document | None: ...
    @overload
    def get(self, cond: QueryLike | None, doc_id: None, doc_ids: list[int]) -> list[Document]: ...
    @overload
    def get(
        self, cond: QueryLike | None, *, doc_id: None = ..., doc_ids: list[int]
    ) -> list[Document]: ...
    @overload
    def get(
        self, *, cond: QueryLike | None = ..., doc_id: None = ..., doc_ids: list[int]
    ) -> list[Document]: ...
    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        """One document by id or query (of several the lowest id), or those of a list of ids."""
        if doc_id is not None:
            rows = self._texts((doc_id,))
            return Document(decoded(rows[0][1]), doc_id) if rows else None
        if doc_ids is not None:
            return [Document(decoded(text), key) for key, text in self._texts(doc_ids)]
        if cond is not None:
            found = self._first(cond, by="+id")  # + keeps SQLite from walking the table by id
            return Document(found[1], found[0]) if found else None
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def contains(self, cond: QueryLike | None = None, doc_id: int | None = None) -> bool:
        """Whether there is such a document."""
        if doc_id is not None:
            return self.get(doc_id=doc_id) is not None
        if cond is not None:
            return self._first(cond) is not None
        raise RuntimeError("You have to pass either cond or doc_id")

    def count(self, cond: QueryLike) -> int:
        """How many documents match."""
        where = condition(cond, self._sparse)
        if where.exact:
            return int(self._rows(cond, "count(*)", where)[0][0])
        return sum(1 for _row in self._matching(cond))

    def __len__(self) -> int:
        return int(self._rows(None, "count(*)", EVERYTHING)[0][0])

    def __iter__(self) -> Iterator[Document]:
        after = -(2**63)
        while rows := self._engine.rows(
            f'SELECT id, doc FROM "{self.name}" WHERE id>? ORDER BY id LIMIT {_BATCH}', (after,)
        ):
            for key, text in rows:
                yield Document(decoded(text), key)
            after = rows[-1][0]

    # --- more than TinyDB's

    def one(self, path: str, value: object) -> Document | None:
        """The document with this value at an indexed path: the quick way to a key."""
        keys = tuple(path.split("."))
        expression = value_of(keys)
        filled = f" AND {expression}<>''" if keys in self._sparse else ""
        where = Condition(f"{expression}=?{filled}", (value,))
        rows = self._rows(None, "id,doc", where, " LIMIT 1")
        return Document(decoded(rows[0][1]), rows[0][0]) if rows else None

    def page(
        self,
        cond: QueryLike | None = None,
        *,
        order_by: str | Sequence[str] = (),
        after: Cursor | None = None,
        limit: int = 50,
        descending: bool = False,
    ) -> Page:
        """`limit` rows in the order of the paths, then of ids, from where a page before ended.

        None and missing values come first (last when descending). An index over the paths of
        the condition's equalities followed by those of the order makes any page quick.
        """
        paths = (order_by,) if isinstance(order_by, str) else tuple(order_by)
        keys = [value_of(tuple(path.split("."))) for path in paths] + ["id"]
        by = order(keys, descending)
        rows: list[Row] = []
        for beyond in following(keys, after, descending):
            rows += self._limited(cond, limit + 1 - len(rows), beyond=beyond, keys=keys, by=by)
            if len(rows) > limit:
                break
        documents = [Document(fields, key) for key, fields, *_keys in rows[:limit]]
        return Page(documents, tuple(rows[limit - 1][2:]) if len(rows) > limit else None)

    def pages(
        self,
        cond: QueryLike | None = None,
        *,
        order_by: str | Sequence[str] = (),
        limit: int = 1000,
        descending: bool = False,
    ) -> Iterator[list[Document]]:
        """All rows that match, `limit` at a time: what is changed meanwhile may be met or not."""
        after: Cursor | None = None
        while True:
            page = self.page(
                cond, order_by=order_by, after=after, limit=limit, descending=descending
            )
            yield page.rows
            if page.next is None:
                return
            after = page.next

    def tally(self, path: str, cond: QueryLike | None = None) -> dict[Any, int]:
        """How many (matching) documents there are for each value at a path; None: no value."""
        key = value_of(tuple(path.split(".")))
        where = condition(cond, self._sparse)
        if where.exact:
            return dict(self._rows(cond, f"{key},count(*)", where, " GROUP BY 1"))
        return dict(Counter(value for _id, _fields, value in self._matching(cond, keys=[key])))

    def sums(
        self, paths: Sequence[str], number: str, cond: QueryLike | None = None
    ) -> dict[tuple[Any, ...], tuple[int, int, float]]:
        """For the values at some paths: how many documents, how many have a number, its sum."""
        *keys, measured = (value_of(tuple(each.split("."))) for each in (*paths, number))
        where = condition(cond, self._sparse)
        if where.exact:
            counted = f"{','.join(keys)},count(*),count({measured}),total({measured})"
            by = ",".join(map(str, range(1, len(keys) + 1)))
            rows = self._rows(cond, counted, where, f" GROUP BY {by}")
            return {tuple(values): (n, known, total) for *values, n, known, total in rows}
        found: dict[tuple[Any, ...], tuple[int, int, float]] = {}
        for _id, _fields, *values, measure in self._matching(cond, keys=[*keys, measured]):
            count, known, total = found.get(tuple(values), (0, 0, 0.0))
            found[tuple(values)] = (
                count + 1,
                known + (measure is not None),
                total + (measure or 0),
            )
        return found

    def values(self, paths: Sequence[str], cond: QueryLike) -> list[tuple[Any, ...]]:
        """The values at some paths of each matching document (None where there is none), unordered.

        Quicker than the documents where there are many.
        """
        keys = [value_of(tuple(path.split("."))) for path in paths]
        where = condition(cond, self._sparse)
        if where.exact:
            return self._rows(cond, ",".join(keys), where)
        return [tuple(values) for _id, _fields, *values in self._matching(cond, keys=keys)]

    def naming(self, path: str, ids: Collection[int]) -> list[int]:
        """The ids of the documents that name one of some ids at a path, in no order."""
        return [key for (key,) in self._rows(None, "id", _listed(path, ids))] if ids else []

    def named(self, path: str, ids: Collection[int]) -> dict[int, int]:
        """How many documents name each of some ids at a path."""
        where, key = _listed(path, ids), value_of((path,))
        return dict(self._rows(None, f"{key},count(*)", where, " GROUP BY 1")) if ids else {}

    def values_of(
        self, ids: Collection[int], paths: Sequence[str], cond: QueryLike | None = None
    ) -> list[tuple[Any, ...]]:
        """The values at some paths of the documents of these ids that match, unordered."""
        if not ids:
            return []
        keys = ",".join(value_of(tuple(path.split("."))) for path in paths)
        where, among = condition(cond, self._sparse), _among(ids)
        if not where.exact:
            found = self.get(doc_ids=list(ids))
            return [tuple(map(each.get, paths)) for each in found if cond is None or cond(each)]
        both = Condition(f"{among.sql} AND {where.sql}", among.parameters + where.parameters)
        return self._rows(None, keys, both)

    def there(self, ids: Collection[int]) -> set[int]:
        """Those of some ids that documents have."""
        return {key for (key,) in self._rows(None, "id", _among(ids))} if ids else set()

    def ids(self, cond: QueryLike, limit: int | None = None) -> list[int]:
        """Only the ids of the matching documents, in no order."""
        where = condition(cond, self._sparse)
        if where.exact:
            upto = -1 if limit is None else limit
            limited = Condition(where.sql, (*where.parameters, upto))
            return [key for (key,) in self._rows(cond, "id", limited, " LIMIT ?")]
        found = self._matching(cond) if limit is None else self._limited(cond, limit)
        return [row[0] for row in found]

    # --- SQL

    def _texts(self, doc_ids: Iterable[int]) -> list[Row]:
        wanted = [key for key in doc_ids if -_IDS <= key < _IDS]
        select = f'SELECT id, doc FROM "{self.name}" WHERE id'
        if len(wanted) == 1:
            return self._engine.rows(f"{select}=?", wanted)
        listed = "IN (SELECT value FROM json_each(?)) ORDER BY id"
        return self._engine.rows(f"{select} {listed}", (json.dumps(wanted),))

    def _rows(
        self, cond: QueryLike | None, columns: str, where: Condition, tail: str = ""
    ) -> list[Row]:
        sql = f'SELECT {columns} FROM "{self.name}" WHERE {where.sql}{tail}'
        self._watch(cond, sql, where)
        return self._engine.rows(sql, where.parameters)

    def _first(self, cond: QueryLike, by: str = "") -> Row | None:
        found = self._limited(cond, 1, by=by)
        return found[0] if found else None

    def _limited(
        self,
        cond: QueryLike | None,
        limit: int,
        *,
        beyond: Condition = EVERYTHING,
        keys: Sequence[str] = (),
        by: str = "",
    ) -> list[Row]:
        """The first `limit` rows of `_matching`."""
        found = self._matching(cond, beyond=beyond, keys=keys, by=by, limit=limit)
        rows = list(islice(found, limit))
        found.close()
        return rows

    def _matching(
        self,
        cond: QueryLike | None,
        *,
        beyond: Condition = EVERYTHING,
        keys: Sequence[str] = (),
        by: str = "",
        limit: int | None = None,
    ) -> Generator[Row, None, None]:
        """(id, fields, *keys) of the matching documents."""
        plain = condition(cond, self._sparse)
        parameters = plain.parameters + beyond.parameters
        tail = f" ORDER BY {by}" if by else ""
        if limit is not None and plain.exact:
            # Else it would also count the documents that the query then refuses.
            tail, parameters = f"{tail} LIMIT ?", (*parameters, limit)
        where = Condition(f"{plain.sql} AND {beyond.sql}", parameters, plain.exact)
        sql = f'SELECT {",".join(["id", "doc", *keys])} FROM "{self.name}" WHERE {where.sql}{tail}'
        self._watch(cond, sql, where)
        rows = self._engine.stream(sql, where.parameters)
        try:
            for key, text, *values in rows:
                fields = decoded(text)
                if where.exact or cond is None or cond(fields):
                    yield (key, fields, *values)
        finally:
            rows.close()

    # --- watching for scans

    def _watch(self, cond: QueryLike | None, sql: str, where: Condition) -> None:
        scanning = self._scanning.get(sql)
        if scanning is None:
            scanning = self._scanning[sql] = not where.exact or self._walks_all(sql, where)
        if scanning:
            self._scans[f"{self.name}: {spoken(cond) if cond is not None else sql}"] += 1

    def _walks_all(self, sql: str, where: Condition) -> bool:
        """Whether SQLite would look at every document: all that are asked for is no such case."""
        plan = [row[3] for row in self._engine.rows(f"EXPLAIN QUERY PLAN {sql}", where.parameters)]
        walks = any(step.startswith(f"SCAN {self.name}") for step in plan)
        sorts = any("TEMP B-TREE" in step for step in plan)
        filters = where.sql not in ("1", "1 AND 1")
        return walks and (filters or sorts)
