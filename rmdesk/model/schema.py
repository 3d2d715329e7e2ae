"""The tables of the desk, and the indexes that its screens and rules use: from its records."""

from collections.abc import Callable, Iterable

from tinydb import Query
from tinydb.queries import QueryInstance

from data import Index, Schema, Store, TableSpec
from rmdesk.model.fields import Paths, Record
from rmdesk.model.records import Holding

IS_OPEN = Query().open == True  # noqa: E712  (a query, not a test)
"""Loans not yet returned, reservations not yet over."""

IS_CUSTODIAN = Query().custodian == True  # noqa: E712


_VERSION = 6
_LAST = "\U0010ffff"
"""Sorts after every letter: what begins with a text lies between it and this."""


def begins(path: str, text: str) -> QueryInstance:
    """That a field, which has an index, begins with a text."""
    field = Query()[path]
    found: QueryInstance = (field >= text) & (field < text + _LAST)
    return found


def schema_of(records: Iterable[type[Record]]) -> Schema:
    """The tables of these records. A new one needs no new version; a changed one does."""
    steps = {version: _step(version) for version in range(1, _VERSION)}
    return Schema(version=_VERSION, migrations=steps, tables=tuple(map(_table, records)))


def _step(version: int) -> Callable[[Store], None]:
    """What takes a store from a version to the next."""

    def step(store: Store) -> None:
        from rmdesk.model.upgrading import (
            MIGRATIONS,  # no start needs it but the first of a version
        )

        MIGRATIONS[version](store)

    return step


def _table(record: type[Record]) -> TableSpec:
    return TableSpec(
        record.table,
        counted=record is Holding,
        journaled=not record.follows,
        apart=() if record.known_by in record.links() else tuple(filter(None, [record.known_by])),
        named=tuple(p for p in (record.known_by, *record.known_also) if p in record.links()),
        indexes=(
            *(Index((path,), unique=True) for path in record.unique),
            *(Index(_several(paths)) for paths in record.indexed),
            *(Index(_several(paths), sparse=True) for paths in record.sparse),
        ),
    )


def _several(paths: Paths) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else paths
