"""Copies of a store: backup, restore, and stock TinyDB JSON files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from data import journal, layout, receipt
from data.documents import Fields
from data.engine import Engine, sessions
from data.errors import Busy, Damaged, explained, too_new
from data.files import kept
from data.journal import Head
from data.lock import acquire
from data.plain import dataclass
from data.private import make_folder
from data.receipt import Receipt
from data.schema import Schema
from data.texts import gettext as _
from data.verifying import VerifyReport, verify


def backup(source: sqlite3.Connection, path: Path) -> Receipt:
    """Copy the store to one of its home's own files, which is there whole or not at all."""
    with kept(path) as draft:
        return copy(source, draft.path)


def copy(source: sqlite3.Connection, path: Path) -> Receipt:
    """Copy the store, as it is at one moment, into a draft; others may go on writing.

    The receipt names the last journal entry of the copy.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as copied:
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")  # one file, readable from anywhere
            row = copied.execute("SELECT seq, hash, time FROM journal ORDER BY seq DESC").fetchone()
    except sqlite3.DatabaseError as error:
        raise explained(error) from error
    return Receipt(row[0], row[1].hex(), row[2]) if row else Receipt(0, journal.GENESIS.hex(), "")


@dataclass(frozen=True)
class Restored:
    """What a restore did: the report on the backup, where the store that was there before is
    kept, and the receipt of its last entry (None if there was no store, or no receipt)."""

    report: VerifyReport
    kept_aside: Path | None
    replaced: Receipt | None


def restore(backup: Path, path: Path, *, schema: Schema | None = None) -> Restored:
    """Put a sound backup in the place of the store at `path`, which is kept beside it.

    Raises Damaged or TooNew (it is newer than `schema`) if the backup cannot be used, Busy if a
    session has the store open: then nothing is changed.
    """
    report = verify(backup)
    if not report.sound:
        raise Damaged(
            _("The backup is damaged"),
            " ".join(report.faults),
            _("Take another backup; the store was not touched."),
        )
    _check_versions(backup, schema)
    make_folder(path.parent)
    replaced = receipt.read(receipt.place(path))
    with _alone(path):
        try:
            with kept(path) as draft:
                shutil.copyfile(backup, draft.path)
                last = _prepared(draft.path)
                kept_aside = _set_aside(path)
        except (sqlite3.DatabaseError, OSError) as error:
            raise explained(error) from error
        receipt.write(path, last)
    return Restored(report, kept_aside, replaced)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        handle = acquire(sessions(path), 0.0)
    except Busy as error:
        raise Busy(
            _("The store is in use"),
            _("Other sessions have it open, so it was not replaced."),
            _("Close all sessions of this home, then restore again."),
        ) from error
    try:
        yield
    finally:
        os.close(handle)


def _check_versions(backup: Path, schema: Schema | None) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        newer_schema = schema is not None and layout.version_of(connection) > schema.version
        if newer_schema or layout.format_of(connection) > layout.FORMAT:
            raise too_new()


def _prepared(new: Path) -> Head:
    """Make the copy a store to work on; its last entry."""
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        row = connection.execute("SELECT seq, hash, time FROM journal ORDER BY seq DESC").fetchone()
    return Head(*row) if row else Head(0, journal.GENESIS, "")


def _set_aside(path: Path) -> Path | None:
    """Give the store that is there a second name, under which it stays; None if there is none.

    It keeps its own name until the new one takes it: a kill never leaves a home without a store.
    """
    log = path.with_name(path.name + "-wal")
    if not path.exists() and not log.exists():
        return None
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    aside = path.with_name(f"{path.stem}.before-restore-{moment}{path.suffix}")
    if path.exists():
        _take_in_log(path)
        _link(path, aside)
    if log.exists():  # the new store must not take it for its own
        log.rename(aside.with_name(aside.name + "-wal"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return aside


def _link(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:  # no second names on this disk
        path.rename(aside)


def _take_in_log(path: Path) -> None:
    """Let SQLite end what a crash left in the write-ahead log, if the store can still be read."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def export_json(engine: Engine, tables: Iterable[str], path: Path) -> int:
    """Write a stock TinyDB JSON file of one moment; how many documents."""
    total = 0
    with (
        kept(path) as draft,
        draft.path.open("w", encoding="utf-8") as file,
        engine.snapshot(),
    ):
        file.write("{")
        for place, table in enumerate(tables):
            file.write(f"{',' if place else ''}{json.dumps(table)}: {{")
            for count, (key, text) in enumerate(engine.stream(f'SELECT id, doc FROM "{table}"')):
                file.write(f'{"," if count else ""}\n"{key}": {text}')
                total += 1
            file.write("}")
        file.write("}\n")
    return total


def read_json(path: Path) -> dict[str, dict[int, Fields]]:
    """The tables in a stock TinyDB JSON file. Raises Damaged if it is something else."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {
            table: {int(key): dict(fields) for key, fields in documents.items()}
            for table, documents in told.items()
        }
    except OSError as error:
        raise explained(error) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise Damaged(
            _("This is not a TinyDB file"),
            _("{path} cannot be read as TinyDB's JSON: {detail}.").format(path=path, detail=error),
            _("Export it again from TinyDB; nothing was imported."),
        ) from error
