"""Copies of a store: backup, restore, and stock TinyDB JSON files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

from data import journal, layout, receipt
from data.documents import Fields
from data.engine import Engine, sessions
from data.errors import Busy, Damaged, explained, too_new
from data.journal import Head
from data.lock import acquire, opened
from data.receipt import Receipt
from data.schema import Schema
from data.verifying import VerifyReport, verify

_UNFINISHED = "rmdesk-new"
_LEFT_S = 24 * 3600.0
"""A copy that nobody has written to for a day was left by a process that was killed."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file that takes the place of `path` when it is complete and on disk, or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}.{_UNFINISHED}")
    _clear_leftovers(path.parent)
    try:
        new.unlink(missing_ok=True)
        os.close(opened(new))
        yield new
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise explained(error) from error
    finally:
        new.unlink(missing_ok=True)


def _clear_leftovers(folder: Path) -> None:
    """Take away what kills have left of earlier copies in this folder."""
    for left in folder.glob(f".*.{_UNFINISHED}"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _LEFT_S:
                left.unlink()


def backup(source: sqlite3.Connection, path: Path) -> Receipt:
    """Copy the store, as it is at one moment, to a file of its own; others may go on writing.

    The receipt names the last journal entry of the copy.
    """
    try:
        with replacing(path) as new, closing(sqlite3.connect(new, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable from anywhere
            row = copy.execute("SELECT seq, hash, time FROM journal ORDER BY seq DESC").fetchone()
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
    path.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
    replaced = receipt.read(receipt.place(path))
    with _alone(path):
        ready = path.with_name(path.name + ".restoring")
        try:
            with replacing(ready) as new:
                shutil.copyfile(backup, new)
                last = _prepared(new)
            kept_aside = _set_aside(path)
            ready.rename(path)
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
    """Rename the store and, if a crash left one, its write-ahead log: a pair stays a pair."""
    log = path.with_name(path.name + "-wal")
    if not path.exists() and not log.exists():
        return None
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    aside = path.with_name(f"{path.stem}.before-restore-{moment}{path.suffix}")
    if path.exists():
        path.rename(aside)
    if log.exists():
        log.rename(aside.with_name(aside.name + "-wal"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return aside


def export_json(engine: Engine, tables: Iterable[str], path: Path) -> int:
    """Write a stock TinyDB JSON file of one moment; how many documents."""
    total = 0
    with replacing(path) as new, new.open("w", encoding="utf-8") as file, engine.snapshot():
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
