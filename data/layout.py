"""How documents lie in SQLite: a table of JSON texts each, and indexes over document paths."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from data import journal, summary
from data.engine import Engine
from data.errors import DuplicateKey, damaged
from data.schema import Index, Schema, TableSpec
from data.texts import gettext as _
from data.translate import Path, value_of

APPLICATION_ID = 0x726D646B  # "rmdk", in the file's header
FORMAT = 1  # of what this module lays out; the schema's own version is user_version


def index_name(table: str, index: Index) -> str:
    """The name under which SQLite reports a unique key that is taken."""
    return f"{table}_by_{'_and_'.join(path.replace('.', '_') for path in index.paths)}"


def index_paths(index: Index) -> list[Path]:
    """The paths as tuples of keys."""
    return [tuple(path.split(".")) for path in index.paths]


def _table_sql(spec: TableSpec) -> str:
    # AUTOINCREMENT: the id of a removed document is never given to another one.
    return f'CREATE TABLE "{spec.name}"(id INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT NOT NULL)'


def _index_sql(table: str, index: Index) -> str:
    values = [value_of(path) for path in index_paths(index)]
    name, columns = index_name(table, index), ",".join(values)
    if not index.unique:
        present = f" WHERE {values[0]} IS NOT NULL" if index.sparse else ""
        return f'CREATE INDEX "{name}" ON "{table}"({columns}){present}'
    filled = " AND ".join(f"{value}<>''" for value in values)
    return f'CREATE UNIQUE INDEX "{name}" ON "{table}"({columns}) WHERE {filled}'


def create(engine: Engine) -> None:
    """The store's own tables; those of the documents follow with `arrange_tables`."""
    for statement in (
        *journal.DDL,
        summary.DDL,
        "CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        f"INSERT INTO meta VALUES('format', '{FORMAT}')",
        f"PRAGMA application_id={APPLICATION_ID}",
    ):
        engine.execute(statement)


def _present(engine: Engine, kind: str) -> dict[str, str]:
    return dict(
        engine.rows(
            "SELECT name, sql FROM sqlite_master WHERE type=? AND sql IS NOT NULL"
            " AND tbl_name NOT IN ('journal','counter','meta','summary')"
            " AND name NOT LIKE 'sqlite_%'",
            (kind,),
        )
    )


@lru_cache(maxsize=4)
def _declared_indexes(tables: tuple[TableSpec, ...]) -> Mapping[str, str]:
    return {
        index_name(spec.name, index): _index_sql(spec.name, index)
        for spec in tables
        for index in spec.indexes
    }


def differs(engine: Engine, schema: Schema) -> bool:
    """Whether tables or indexes have yet to be brought in line with the schema."""
    missing = {spec.name for spec in schema.tables} - _present(engine, "table").keys()
    return (
        bool(missing)
        or not _has_summary(engine)
        or _present(engine, "index") != _declared_indexes(schema.tables)
    )


def _has_summary(engine: Engine) -> bool:
    return engine.row("SELECT 1 FROM sqlite_master WHERE name='summary'") is not None


def arrange_tables(engine: Engine, schema: Schema) -> None:
    """Create the tables that are missing; none is ever dropped."""
    if not _has_summary(engine):  # of an earlier version: its journal is counted once
        engine.execute(summary.DDL)
        counted = tuple(spec.name for spec in schema.tables if spec.counted)
        summary.Summary(engine, counted).rebuild()
    present = _present(engine, "table")
    for spec in schema.tables:
        if spec.name not in present:
            engine.execute(_table_sql(spec))
    journaled = json.dumps(sorted(spec.name for spec in schema.tables if spec.journaled))
    engine.execute("INSERT OR REPLACE INTO meta VALUES('journaled', ?)", (journaled,))


def arrange_indexes(engine: Engine, schema: Schema) -> None:
    """Make the indexes those that are declared. DuplicateKey if a key is not unique yet."""
    try:
        _arrange_indexes(engine, schema)
    except sqlite3.IntegrityError as error:
        for spec in schema.tables:
            for index in spec.indexes:
                if f"'{index_name(spec.name, index)}'" in str(error):
                    raise DuplicateKey(spec.name, ",".join(index.paths), None) from error
        raise


def _arrange_indexes(engine: Engine, schema: Schema) -> None:
    present, declared = _present(engine, "index"), _declared_indexes(schema.tables)
    for name in present.keys() - {name for name in declared if present.get(name) == declared[name]}:
        engine.execute(f'DROP INDEX "{name}"')
    for name, sql in declared.items():
        if present.get(name) != sql:
            engine.execute(sql)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether a file holds nothing yet: it is new, or a crash came before its first commit."""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def looks_like_store(connection: sqlite3.Connection) -> bool:
    """Whether a file is a store of ours."""
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def guards_journal(connection: sqlite3.Connection) -> bool:
    """Whether the journal's table, and the triggers that keep it from being edited, are there."""
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE tbl_name='journal'")
    return {sql for (sql,) in rows} == set(journal.DDL)


def _described(connection: sqlite3.Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM meta WHERE name=?", (name,)).fetchone()
    try:
        return json.loads(row[0])
    except (TypeError, ValueError) as error:
        raise damaged(_("what it says of itself cannot be read")) from error


def format_of(connection: sqlite3.Connection) -> int:
    """The format in which a store is laid out."""
    return int(_described(connection, "format"))


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema that a store follows."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def journaled_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables whose every change the journal tells."""
    return list(_described(connection, "journaled"))
