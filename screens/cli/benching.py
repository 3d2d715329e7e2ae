"""Measures the desk beside raw SQLite doing the same work, on a copy of the sample centre."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tinydb import Query

from rmdesk.circulation import charge_out
from rmdesk.desk import Session, open_desk
from rmdesk.finding import search
from rmdesk.guideline import FILE_NAME
from rmdesk.people import add_person
from rmdesk.records import Holding, Status, Unit
from rmdesk.reservation import queue_of
from screens.cli.printing import Output
from screens.cli.sampling import sample

__all__ = ["measure"]

_WORDS = ("bridge", "survey 1950", "plan", "water supply", "inspection")
_WARM = 5

Work = Callable[[int], object]


def measure(output: Output, rounds: int) -> list[dict[str, Any]]:
    """Rows of what was measured: medians in milliseconds, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="rmdesk-bench-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(sample(output), home)
        (home / FILE_NAME).write_text("[loans]\nlimit = 1000000\n", "utf-8")
        with open_desk(home) as desk, closing(_raw(Path(folder) / "raw.db", desk.session())) as raw:
            return [
                _row(what, ours, theirs, rounds)
                for what, ours, theirs in _pairs(desk.session(), raw)
            ]


def _row(what: str, ours: Work, theirs: Work, rounds: int) -> dict[str, Any]:
    mine, raw = _median(ours, rounds), _median(theirs, rounds)
    return {
        "what": what,
        "rmdesk_ms": round(mine, 3),
        "sqlite_ms": round(raw, 3),
        "ratio": round(mine / raw, 2) if raw else None,
    }


def _median(work: Work, rounds: int) -> float:
    times = []
    for n in range(rounds + _WARM):
        start = perf_counter()
        work(n)
        times.append((perf_counter() - start) * 1000)
    return median(times[_WARM:])


def _raw(path: Path, session: Session) -> sqlite3.Connection:
    """The same documents in a plain SQLite file, as durable as the store."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.executescript("""
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE holdings(id INTEGER PRIMARY KEY, barcode TEXT UNIQUE, status TEXT, due TEXT,
                              doc TEXT);
        CREATE INDEX by_status ON holdings(status, due, id);
        CREATE TABLE written(id INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT);
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
    page = session.sight.page(Query().status == Status.IN, order_by="status", limit=1000)
    barcodes = [each["barcode"] for each in page.rows if each.get("barcode")]
    lent = [f"#{each.doc_id}" for each in page.rows if _lendable(session, each)]
    units = [each["name"] for each in session.store.table(Unit.table).all()]
    borrower = add_person(session, {"name": "bench", "authorised": units})
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
            "charge-out, durable",
            lambda n: charge_out(session, [lent[n]], f"#{borrower.id}"),
            lambda n: _lend(raw, n + 1),
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


def _lend(raw: sqlite3.Connection, number: int) -> None:
    """The rows that a charge-out writes: a loan, the holding, and an entry for each."""
    raw.execute("BEGIN IMMEDIATE")
    (doc,) = raw.execute("SELECT doc FROM holdings WHERE id=?", (number,)).fetchone()
    raw.execute("INSERT INTO written(doc) VALUES(?)", (doc,))
    raw.execute("UPDATE holdings SET status='out', doc=? WHERE id=?", (doc, number))
    raw.executemany("INSERT INTO written(doc) VALUES(?)", [(doc,), (doc,)])
    raw.execute("COMMIT")


def _match(raw: sqlite3.Connection, words: str) -> list[Any]:
    rows = raw.execute(
        "SELECT doc FROM words JOIN holdings ON holdings.id = words.rowid"
        " WHERE words MATCH ? ORDER BY bm25(words) LIMIT 20",
        (words,),
    )
    return [json.loads(doc) for (doc,) in rows]
