"""Opening a store: create or recognise it, migrate it, look whether it holds together."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

from data import layout
from data.engine import Engine
from data.errors import Unavailable, damaged, explained
from data.lock import held
from data.schema import Schema
from data.store import Store


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
    if create:
        _create(engine, schema)
    elif not path.exists():
        raise Unavailable(
            _("There is no store"),
            _("{path} does not exist.").format(path=path),
            _("Make one with 'rmdesk init', or give the right home folder."),
        )
    try:
        _recognise(engine, schema)
    except BaseException:
        engine.close()
        raise
    return Store(engine, schema, now)


def _create(engine: Engine, schema: Schema) -> None:
    try:
        engine.path.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
        # The file is there for its owner and group only; SQLite's own files beside it follow it.
        handle = os.open(engine.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise explained(error) from error
    size = os.fstat(handle).st_size
    os.close(handle)
    if size:
        return
    with held(engine.lock_path, engine.timeout):
        engine.rows("PRAGMA journal_mode=WAL")
    with engine.atomic():
        if not engine.rows("PRAGMA application_id")[0][0]:
            layout.create(engine)
            layout.arrange(engine, schema)
            engine.execute(f"PRAGMA user_version={schema.version:d}")


def _recognise(engine: Engine, schema: Schema) -> None:
    if engine.rows("PRAGMA application_id")[0][0] != layout.APPLICATION_ID:
        raise damaged(_("it is not a store of this program"))
    if layout.differs(engine, schema):
        with engine.atomic():
            layout.arrange(engine, schema)
