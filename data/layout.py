"""How documents lie in SQLite: a table of JSON texts each, and indexes over document paths."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from data import journal, summary
from data.engine import Engine
from data.errors import DuplicateKey, damaged
from data.schema import Index, Schema, TableSpec
from data.texts import gettext as _
from data.translate import Path, value_of

APPLICATION_ID = 0x726D646B  # "rmdk", in the file's header
APART_INDEX, OUT_INDEX = _JOURNAL_INDEXES = ("journal_apart", "journal_out")
TABLE = "substr(subject, 1, instr(subject, ':') - 1)"
"""The table of the document that an entry is about; "" where it is about none."""
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


def tells_why(tables: Iterable[TableSpec]) -> str:
    """The condition, in SQL, of entries that say for what a document is, or was, apart."""
    paths = {path for spec in tables for path in spec.apart}
    noted = f"(NOT change AND {_mention(sorted(paths))})"
    return f"({noted} OR {_of_tables(tables, lambda spec: spec.apart)})"


def taken_out(tables: Iterable[TableSpec]) -> str:
    """The condition of entries that took a document away, or what it names (`TableSpec.named`)."""
    moved = _of_tables(tables, lambda spec: spec.named)
    return f"((old IS NOT NULL AND new IS NULL) OR ((old IS NOT NULL OR NOT change) AND {moved}))"


def _of_tables(tables: Iterable[TableSpec], paths: Callable[[TableSpec], Iterable[str]]) -> str:
    """That the old or the new of a document of a table has one of the paths of that table."""
    having: dict[tuple[str, ...], list[str]] = {}
    for spec in tables:
        if found := tuple(sorted(paths(spec))):
            having.setdefault(found, []).append(spec.name)
    # Not IN: SQLite would build that list anew for each entry that is written.
    each = (
        f"({_mention(found)} AND instr('|{'|'.join(names)}|', '|' || {TABLE} || '|'))"
        for found, names in having.items()
    )
    return f"({' OR '.join(each) or '0'})"


def _mention(paths: Iterable[str]) -> str:
    keys = (path.rpartition(".")[2] for path in paths)
    sides = [f"instr({side},'\"{key}\":')" for key in keys for side in ("old", "new")]
    return f"({' OR '.join(sides) or '0'})"


@lru_cache(maxsize=4)
def _journal_indexes(tables: tuple[TableSpec, ...]) -> Mapping[str, str]:
    """Of few entries each. They follow from the journal: without them reading is only slower."""
    return {
        APART_INDEX: f"CREATE INDEX {APART_INDEX} ON journal(time) WHERE {tells_why(tables)}",
        OUT_INDEX: f"CREATE INDEX {OUT_INDEX} ON journal(subject) WHERE {taken_out(tables)}",
    }


def _kept_journal_indexes(engine: Engine) -> dict[str, str]:
    names = "name IN (?, ?) AND type='index' AND tbl_name='journal'"
    rows = engine.rows(f"SELECT name, sql FROM sqlite_master WHERE {names}", _JOURNAL_INDEXES)
    return dict(rows)


def index_of_journal(engine: Engine, name: str, tables: tuple[TableSpec, ...]) -> str:
    """What makes SQLite take one of the journal's own indexes; "" where there is none such."""
    there = _kept_journal_indexes(engine).get(name) == _journal_indexes(tables)[name]
    return f"INDEXED BY {name}" if there else ""


def lacks_journal_indexes(engine: Engine, schema: Schema) -> bool:
    """Whether indexes of the journal are missing that only make reading it quicker."""
    return _kept_journal_indexes(engine) != _journal_indexes(schema.tables)


def _arrange_journal_indexes(engine: Engine, schema: Schema) -> None:
    kept = _kept_journal_indexes(engine)
    for name, sql in _journal_indexes(schema.tables).items():
        if kept.get(name) != sql:
            engine.execute(f"DROP INDEX IF EXISTS {name}")
            engine.execute(sql)


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
    _arrange_journal_indexes(engine, schema)
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
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name='journal'")
    return {sql for name, sql in rows if not _only_quickens(name, sql)} == set(journal.DDL)


def _only_quickens(name: str, sql: str) -> bool:
    """Whether this is one of the indexes that follow from the schema, or from an earlier one."""
    return name in _JOURNAL_INDEXES and sql.startswith(f"CREATE INDEX {name} ON journal(")


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
