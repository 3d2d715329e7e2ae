"""How documents lie in SQLite: a table of JSON texts each, and indexes over document paths."""

from __future__ import annotations

from data import journal
from data.engine import Engine
from data.schema import Index, Schema, TableSpec
from data.translate import Path, value_of

APPLICATION_ID = 0x726D646B  # "rmdk", in the file's header
FORMAT = 1  # of what this module lays out; the schema's version is user_version


def index_name(table: str, index: Index) -> str:
    """The name under which SQLite reports a unique key that is taken."""
    return f"{table}_by_{'_and_'.join(path.replace('.', '_') for path in index.paths)}"


def index_paths(index: Index) -> list[Path]:
    """The paths as tuples of keys."""
    return [tuple(path.split(".")) for path in index.paths]


def _index_sql(table: str, index: Index) -> str:
    values = [value_of(path) for path in index_paths(index)]
    unique, sparse = "", ""
    if index.unique:
        unique = "UNIQUE "
        sparse = " WHERE " + " AND ".join(f"{value}<>''" for value in values)
    name, columns = index_name(table, index), ",".join(values)
    return f'CREATE {unique}INDEX "{name}" ON "{table}"({columns}){sparse}'


def create(engine: Engine) -> None:
    """The store's own tables; documents' tables follow with `arrange`."""
    for statement in (
        *journal.DDL,
        "CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        f"INSERT INTO meta VALUES('format', {FORMAT})",
        f"PRAGMA application_id={APPLICATION_ID}",
    ):
        engine.execute(statement)


def _wanted(spec: TableSpec) -> dict[str, str]:
    # AUTOINCREMENT: the id of a removed document is never given to another one.
    table = f'CREATE TABLE "{spec.name}"(id INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT NOT NULL)'
    indexes = {index_name(spec.name, index): _index_sql(spec.name, index) for index in spec.indexes}
    return {spec.name: table, **indexes}


def _present(engine: Engine) -> dict[str, str]:
    return dict(
        engine.rows(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN"
            " ('table','index') AND name NOT LIKE 'sqlite_%'"
            " AND tbl_name NOT IN ('journal','counter','meta')"
        )
    )


def differs(engine: Engine, schema: Schema) -> bool:
    """Whether tables or indexes have yet to be brought in line with the schema."""
    present = _present(engine)
    wanted = {name: sql for spec in schema.tables for name, sql in _wanted(spec).items()}
    return any(present.get(name) != sql for name, sql in wanted.items()) or any(
        name not in wanted and sql.startswith(("CREATE INDEX", "CREATE UNIQUE"))
        for name, sql in present.items()
    )


def arrange(engine: Engine, schema: Schema) -> None:
    """Create the tables that are missing, and the indexes as declared; drops no table."""
    present = _present(engine)
    wanted = {name: sql for spec in schema.tables for name, sql in _wanted(spec).items()}
    for name, sql in present.items():
        if wanted.get(name) != sql and sql.startswith(("CREATE INDEX", "CREATE UNIQUE")):
            engine.execute(f'DROP INDEX "{name}"')
            present = {**present, name: ""}
    for name, sql in wanted.items():
        if present.get(name) != sql:
            engine.execute(sql)
