"""Measures the desk beside raw SQLite doing the same work, on a copy of the sample centre."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tinydb import Query
from tinydb.table import Document

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.person import add_person
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.search import search
from rmdesk.model.records import Holding, Unit
from rmdesk.model.words import Status
from rmdesk.opening import open_desk
from screens.cli.printing import Output
from screens.cli.sampling import sample

_WORDS = ("bridge", "survey 1950", "plan", "water supply", "inspection")
_WARM = 5

Work = Callable[[int], object]


def measure(output: Output, rounds: int) -> list[dict[str, Any]]:
    """Rows of what was measured: medians in milliseconds, and their ratio."""
    with TemporaryDirectory(prefix="rmdesk-bench-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(sample(output), home)
        with open_desk(home) as desk, closing(_raw(Path(folder) / "raw.db", desk.session())) as raw:
            session = desk.session()
            measured = [
                _row(what, _median(ours, rounds), _median(theirs, rounds))
                for what, ours, theirs in _pairs(session, raw)
            ]
            return [*measured, _row("charge-out, durable", *lending(session, rounds))]


def _row(what: str, mine: float, raw: float) -> dict[str, Any]:
    return {
        "what": what,
        "rmdesk_ms": round(mine, 3),
        "sqlite_ms": round(raw, 3),
        "ratio": round(mine / raw, 2) if raw else None,
    }


def _median(work: Work, rounds: int) -> float:
    return median([_took(partial(work, n)) for n in range(rounds + _WARM)][_WARM:])


def _took(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def lending(session: Session, rounds: int) -> tuple[float, float]:
    """Medians of a charge-out by the desk, and of raw SQLite writing its rows, in milliseconds.

    The peer has a copy of the store, with its tables and indexes and as durable: in one transaction
    it inserts the loan, updates the holding and inserts their journal rows. It asks no rule, chains
    no hash and reads nothing. They take turns on the same files, each of which is returned at once.
    """
    page = session.visible.page(Query().status == Status.IN, order_by="status", limit=1000)
    files = [each for each in page.rows if _lendable(session, each)]
    units = [each["name"] for each in session.store.table(Unit.table).all()]
    borrower = add_person(session, {"name": "bench", "authorised": units})
    ours, theirs = [], []
    with TemporaryDirectory(prefix=".bench-", dir=session.desk.home) as folder:
        copy = Path(folder) / "copy.db"
        session.store.backup(copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
            raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
            for n in range(rounds + _WARM):
                file = files[n % len(files)]
                keys = [file["barcode"]]
                ours.append(_took(partial(charge_out, session, keys, f"#{borrower.id}")))
                theirs.append(_took(partial(_write_loan, raw, file)))
                return_(session, keys)
    return median(ours[_WARM:]), median(theirs[_WARM:])


def _write_loan(raw: sqlite3.Connection, row: Document) -> None:
    """The rows of one charge-out."""
    loan = {"holding": row.doc_id, "person": 2, "out": "2026-03-02T10:00:00-05:00", "open": True}
    loan |= {"out_by": "mlee", "due": "2026-03-30"}
    changed = {"status": "out", "holder_id": 2, "due": "2026-03-30"}
    lent = {key: value for key, value in {**row, **changed}.items() if key != "place_id"}
    told = "INSERT INTO journal VALUES (NULL, '2026-03-02T15:00:00.000Z', '-05:00', 'mlee', ?, ?)"
    told = told.replace("?, ?)", "'mlee/-/1', 9, 'charge-out', ?, 1, ?, ?, NULL, ?, ?)")
    digest = bytes(32)
    raw.execute("BEGIN IMMEDIATE")
    number = raw.execute("INSERT INTO loans(doc) VALUES (?)", (json.dumps(loan),)).lastrowid
    raw.execute("UPDATE holdings SET doc=? WHERE id=?", (json.dumps(lent), row.doc_id))
    raw.execute(told, (f"loans:{number}", None, json.dumps(loan), digest, digest))
    before = json.dumps({"status": "in", "place_id": 7})
    raw.execute(told, (f"holdings:{row.doc_id}", before, json.dumps(changed), digest, digest))
    raw.execute("COMMIT")


def _raw(path: Path, session: Session) -> sqlite3.Connection:
    """The same documents in a plain SQLite file, as durable as the store."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.executescript("""
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE holdings(id INTEGER PRIMARY KEY, barcode TEXT UNIQUE, status TEXT, due TEXT,
                              doc TEXT);
        CREATE INDEX by_status ON holdings(status, due, id);
        CREATE VIRTUAL TABLE words USING fts5(title, notes);
    """)
    documents = session.store.table(Holding.table).all()
    raw.execute("BEGIN")
    for each in documents:
        keys = (each.doc_id, each.get("barcode"), each["status"], each.get("due"))
        raw.execute("INSERT INTO holdings VALUES(?,?,?,?,?)", (*keys, json.dumps(each)))
        told = (each.doc_id, each.get("title", ""), each.get("description", ""))
        raw.execute("INSERT INTO words(rowid, title, notes) VALUES(?,?,?)", told)
    raw.execute("COMMIT")
    return raw


def _pairs(session: Session, raw: sqlite3.Connection) -> list[tuple[str, Work, Work]]:
    table = session.store.table(Holding.table)
    page = session.visible.page(Query().status == Status.IN, order_by="status", limit=1000)
    barcodes = [each["barcode"] for each in page.rows if each.get("barcode")]
    return [
        (
            "lookup by barcode",
            lambda n: table.one("barcode", barcodes[n % len(barcodes)]),
            lambda n: _one(raw, barcodes[n % len(barcodes)]),
        ),
        (
            "page of 50",
            lambda _n: table.page(Query().status == Status.IN, order_by="due", limit=50),
            lambda _n: _page(raw),
        ),
        (
            "search, 20 best",
            lambda n: search(session, _WORDS[n % len(_WORDS)]),
            lambda n: _match(raw, _WORDS[n % len(_WORDS)]),
        ),
    ]


def _lendable(session: Session, document: Any) -> bool:
    """A file that anyone may have and nobody waits for."""
    open_to_all = document["kind"] == "file" and not document.get("guard")
    return open_to_all and not queue_of(session, document.doc_id)


def _one(raw: sqlite3.Connection, barcode: str) -> Any:
    row = raw.execute("SELECT doc FROM holdings WHERE barcode=?", (barcode,)).fetchone()
    return json.loads(row[0])


def _page(raw: sqlite3.Connection) -> list[Any]:
    rows = raw.execute("SELECT doc FROM holdings WHERE status='in' ORDER BY due, id LIMIT 50")
    return [json.loads(doc) for (doc,) in rows]


def _match(raw: sqlite3.Connection, words: str) -> list[Any]:
    rows = raw.execute(
        "SELECT doc FROM words JOIN holdings ON holdings.id = words.rowid"
        " WHERE words MATCH ? ORDER BY bm25(words) LIMIT 20",
        (words,),
    )
    return [json.loads(doc) for (doc,) in rows]
