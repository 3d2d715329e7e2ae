"""Opening a store: create or recognise it, look whether it holds together, bring it up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from data import layout, receipt
from data.engine import FAILURES, Engine
from data.errors import Busy, Unavailable, damaged, explained, no_store, too_new
from data.lock import check_disk, opened
from data.private import make_folder
from data.schema import Author, Schema
from data.store import Store
from data.texts import gettext as _
from data.verifying import Broken, check_end

_LOOKED_AT = 50  # journal entries at each start
_UPGRADE = Author("rmdesk", "upgrade")


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()


def open_store(
    path: Path,
    schema: Schema,
    *,
    create: bool = False,
    timeout: float = 5.0,
    now: Callable[[], datetime] = _local_time,
) -> Store:
    """Open the store at `path`; with `create`, make it (and its folder) if there is none.

    `timeout`: seconds to wait for other writers. `now`: aware local time, for the journal.
    Raises Unavailable, Busy, Damaged or TooNew.
    """
    engine = Engine(path, timeout)
    if not create and not path.exists():
        raise no_store(path)
    check_disk(path.parent)
    try:
        if create:
            _create(engine, schema)
        engine.enter()
        version = engine.run(_version)
        if version > schema.version:
            raise too_new()
        _look(engine)
        store = Store(engine, schema, now)
        if version < schema.version or layout.differs(engine, schema):
            _bring_up_to_date(store, engine)
        elif layout.lacks_journal_indexes(engine, schema):
            with suppress(Unavailable, Busy):  # who may only read does without them
                _bring_up_to_date(store, engine)
        engine.schema_version = schema.version
    except FAILURES as error:
        engine.close()
        raise damaged(str(error)) from error
    except BaseException:
        engine.close()
        raise
    return store


def _create(engine: Engine, schema: Schema) -> None:
    try:
        if not engine.path.exists():
            make_folder(engine.path.parent)
            # For its owner and group only; the files that SQLite puts beside it follow it.
            os.close(opened(engine.path))
    except OSError as error:
        raise explained(error) from error
    engine.enter()
    if not engine.run(layout.is_empty):
        return
    engine.rows("PRAGMA journal_mode=WAL")
    with engine.atomic():
        if engine.run(layout.is_empty):
            layout.create(engine)
            layout.arrange_tables(engine, schema)
            layout.arrange_indexes(engine, schema)
            engine.execute(f"PRAGMA user_version={schema.version:d}")


def _version(connection: sqlite3.Connection) -> int:
    if not layout.looks_like_store(connection):
        raise damaged(_("it is not a store of this program"))
    if layout.format_of(connection) > layout.FORMAT:
        raise too_new()
    return layout.version_of(connection)


def _look(engine: Engine) -> None:
    """The cheap look at each start; `verify` looks at everything."""
    kept = receipt.read(receipt.place(engine.path))
    try:
        engine.run(lambda connection: check_end(connection, kept, _LOOKED_AT))
    except Broken as broken:
        raise damaged(str(broken).rstrip(".")) from broken


def _bring_up_to_date(store: Store, engine: Engine) -> None:
    """Tables, migrations in turn, then indexes: all in one transaction, a backup before it."""
    schema = store.schema
    with store.transaction(_UPGRADE, "upgrade") as transaction:
        version = engine.run(_version)  # another session may have been quicker
        if version > schema.version:
            raise too_new()
        if version < schema.version:
            with closing(engine.connect()) as before:
                from data.copying import backup

                backup(before, _backup_place(engine.path, version))
        layout.arrange_tables(engine, schema)
        for step in range(version, schema.version):
            schema.migrations[step](store)
        layout.arrange_indexes(engine, schema)
        if version < schema.version:
            old, new = {"version": version}, {"version": schema.version}
            transaction.note("upgrade", "store", old, new)
            engine.execute(f"PRAGMA user_version={schema.version:d}")
    store.scans.clear()  # a migration reads all, once


def _backup_place(path: Path, version: int) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    return path.with_name(f"{path.stem}.before-upgrade-from-{version}-{moment}{path.suffix}")
