"""Does the store hold together: the file, the journal's chain, the receipt, the documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data import receipt as receipts
from data.documents import Fields, decoded
from data.engine import FAILURES, Engine, Row, sessions
from data.errors import Busy, StoreError, Unavailable, explained, no_store, not_looked_at
from data.journal import COLUMNS, GENESIS, Head, digest
from data.layout import guards_journal, journaled_tables, looks_like_store
from data.plain import dataclass
from data.receipt import Receipt
from data.texts import gettext as _

Progress = Callable[[int], None]
_REPORT_EVERY = 1_000


@dataclass(frozen=True)
class VerifyReport:
    """What was found; sound if there are no faults. first_bad: the first bad journal sequence."""

    entries: int
    documents: int
    faults: tuple[str, ...]
    first_bad: int | None = None
    receipt: Receipt | None = None

    @property
    def sound(self) -> bool:
        """Whether everything holds together."""
        return not self.faults


class Broken(Exception):
    """The journal's chain breaks at this sequence."""

    def __init__(self, seq: int, text: str) -> None:
        super().__init__(text)
        self.seq = seq


def verify(
    path: Path, receipt: Path | Receipt | None = None, progress: Progress = lambda _done: None
) -> VerifyReport:
    """Look at everything in a store or a backup, at one moment, while others may write.

    receipt: a receipt kept elsewhere, besides the one beside the store. progress is told the
    number of journal entries looked at. Raises Unavailable or Busy if it could not look: there is
    no such file, or the machine would not give it.
    """
    if not path.exists():
        raise no_store(path)
    faults: list[str] = []
    first_bad: int | None = None
    entries = documents = 0
    # The receipt is read first: later commits only add to what it tells.
    known = [receipts.read(receipts.place(path))] + ([_given(receipt)] if receipt else [])
    kept = [one for one in known if one is not None]
    try:
        with _reading(path) as connection:
            faults += file_faults(connection)
            try:
                for end in chain(connection, Head(0, GENESIS, "")):
                    entries = end.seq
                    if entries % _REPORT_EVERY == 0:
                        progress(entries)
                for one in kept:
                    check_receipt(connection, one)
                documents, strays = _replay(connection)
                faults += strays
            except Broken as broken:
                first_bad = broken.seq
                faults.append(str(broken))
    except FAILURES as error:
        told = explained(error)
        if isinstance(told, Unavailable | Busy):
            raise not_looked_at(path, told) from error
        faults.append(_("The file cannot be read: {detail}.").format(detail=error))
    except (Unavailable, Busy) as error:
        raise not_looked_at(path, error) from error
    except StoreError as error:
        faults.append(error.message)
    last = kept[-1] if kept else None
    return VerifyReport(entries, documents, tuple(faults), first_bad, last)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One moment of a store or of a backup."""
    engine = Engine(path, timeout=5.0)
    if sessions(path).exists():  # a backup lies alone
        engine.enter()
    try:
        with closing(engine.connect()) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                engine.check_still()
    finally:
        engine.close()


def _given(receipt: Path | Receipt) -> Receipt:
    if isinstance(receipt, Receipt):
        return receipt
    found = receipts.read(receipt)
    if found is None:
        raise ValueError(_("{path} holds no receipt").format(path=receipt))
    return found


def file_faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file."""
    if not looks_like_store(connection):
        return [_("The file is not a store of this program.")]
    if not guards_journal(connection):
        return [_("The journal's table is not as it was made: it could be edited.")]
    found = [text for (text,) in connection.execute("PRAGMA integrity_check(10)")]
    return [
        _("The file is damaged: {detail}.").format(detail=text) for text in found if text != "ok"
    ]


def chain(connection: sqlite3.Connection, after: Head) -> Iterator[Head]:
    """Follow the chain from a known place to its end; raises Broken at the first bad entry."""
    seq, prev = after.seq, after.hash
    rows = connection.execute(f"SELECT {COLUMNS} FROM journal WHERE seq>? ORDER BY seq", (seq,))
    try:
        for row in rows:
            seq += 1
            if row[0] != seq:
                raise Broken(seq, _("Journal entry {seq} is missing.").format(seq=seq))
            if not _holds(row, prev):
                raise Broken(seq, _("Journal entry {seq} was changed.").format(seq=seq))
            prev = row[13]
            yield Head(seq, prev, row[1])
    except FAILURES as error:
        told = explained(error)
        if isinstance(told, Unavailable | Busy):  # the machine, not the journal
            raise told from error
        raise Broken(
            seq + 1,
            _("Journal entry {seq} cannot be read: {detail}.").format(seq=seq + 1, detail=error),
        ) from error


def _holds(row: Row, prev: bytes) -> bool:
    try:
        return bool(row[12] == prev and row[13] == digest(row[:12], prev))
    except (TypeError, ValueError):  # a damaged value may have become of another type
        return False


def check_receipt(connection: sqlite3.Connection, receipt: Receipt) -> None:
    """Raises Broken unless the journal has the entry of the receipt."""
    row = connection.execute("SELECT hash FROM journal WHERE seq=?", (receipt.seq,)).fetchone()
    if row is None:
        (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
        text = _("Journal entries {first} to {last} are missing: the receipt knows of them.")
        raise Broken(last + 1, text.format(first=last + 1, last=receipt.seq))
    if not isinstance(row[0], bytes) or row[0].hex() != receipt.hash:
        text = _("Journal entry {seq} is not the one of the receipt.")
        raise Broken(receipt.seq, text.format(seq=receipt.seq))


def check_end(connection: sqlite3.Connection, kept: Receipt | None, entries: int) -> None:
    """A cheap look at the journal's last entries, for each start. Raises Broken."""
    if kept is not None:
        check_receipt(connection, kept)
    row = connection.execute(
        "SELECT seq, hash, time FROM journal ORDER BY seq DESC LIMIT 1 OFFSET ?", (entries,)
    ).fetchone()
    for _head in chain(connection, Head(*row) if row else Head(0, GENESIS, "")):
        pass


def _replay(connection: sqlite3.Connection) -> tuple[int, list[str]]:
    """Make each document anew from its journal entries, and compare; how many, and faults."""
    faults, total = [], 0
    for table in journaled_tables(connection):
        told = 0
        for subject, fields in _told(connection, table):
            key = subject.partition(":")[2]
            row = connection.execute(f'SELECT doc FROM "{table}" WHERE id=?', (key,)).fetchone()
            told += row is not None
            if (None if row is None else decoded(row[0])) != fields:
                text = _("Document {subject} is not what the journal tells.")
                faults.append(text.format(subject=subject))
        (present,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        if present > told:
            text = _("{count} documents of {table} are unknown to the journal.")
            faults.append(text.format(count=present - told, table=table))
        total += present
    return total, faults


def _told(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, Fields | None]]:
    """Each document of a table as the journal tells it in the end; None for a removed one."""
    subject, fields = "", None
    for this, old, new in connection.execute(
        "SELECT subject, old, new FROM journal WHERE subject > ? AND subject < ?"
        " AND change ORDER BY subject, seq",
        (f"{table}:", f"{table};"),
    ):
        if this != subject:
            if subject:
                yield subject, fields
            subject, fields = this, None
        fields = _after(fields, old, new)
    if subject:
        yield subject, fields


def _after(fields: Fields | None, old: str | None, new: str | None) -> Fields | None:
    if new is None:
        return None
    if old is None:
        return decoded(new)
    gone = decoded(old)
    return {key: value for key, value in (fields or {}).items() if key not in gone} | decoded(new)
