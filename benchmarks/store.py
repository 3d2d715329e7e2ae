"""How the store compares with raw sqlite3 doing the same work, and with stock TinyDB.

    .tools/bin/python -m benchmarks.store [--documents 100000] [--json FILE]

Both write to the same disk with the same durability (WAL, synchronous=FULL), in the same run,
in turns; figures are medians in microseconds and ratios to raw sqlite3. Raw sqlite3 keeps the
indexed fields in columns of their own and the document as JSON, and hands out decoded documents;
it writes the same journal rows with the same indexes, but neither chains nor hashes them.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tinydb import TinyDB, where

from data import Author, Index, Schema, Store, TableSpec, open_store

SCHEMA = Schema(
    1,
    (
        TableSpec(
            "holdings",
            (
                Index(("barcode",), unique=True),
                Index(("status", "due")),
                Index(("home",)),
                Index(("identifier",)),
                Index(("container",)),
                Index(("class",)),
            ),
        ),
        TableSpec("loans", (Index(("holding", "open")), Index(("borrower", "due")))),
    ),
)
CLERK = Author("mlee", "bench")
BUDGET = {"lookup by key": 2, "page of 20": 2, "change of 2 documents": 3, "bulk load": 3}


def holding(number: int) -> dict[str, Any]:
    return {
        "barcode": f"B{number:08}",
        "identifier": f"1250-{number // 50}-{number % 50}",
        "kind": "file",
        "title": f"Contract with ACME number {number}, correspondence and amendments",
        "description": "Letters in and out, minutes of meetings, drawings, invoices. " * 2,
        "class": f"{1000 + number % 400}-{number % 20}",
        "container": f"96-{number // 30:05}",
        "home": f"B{number % 9}-{number % 40:02}-{number % 7}",
        "status": "out" if number % 50 == 0 else "in",
        "due": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}" if number % 50 == 0 else None,
        "dates": "1950-1962",
        "extent_m": 0.03,
        "keywords": ["contract", "acme", str(number % 100)],
    }


def loan(number: int) -> dict[str, Any]:
    return {"holding": number, "borrower": number % 60, "open": 1, "due": "2026-12-24"}


class Raw:
    """What a careful programmer would write by hand."""

    def __init__(self, path: Path) -> None:
        self.c = sqlite3.connect(path, isolation_level=None)
        self.c.executescript(
            """PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192;
            CREATE TABLE holdings(id INTEGER PRIMARY KEY AUTOINCREMENT, barcode, status, due, home,
                identifier, container, class, doc TEXT);
            CREATE UNIQUE INDEX h1 ON holdings(barcode);
            CREATE INDEX h2 ON holdings(status, due); CREATE INDEX h3 ON holdings(home);
            CREATE INDEX h4 ON holdings(identifier); CREATE INDEX h5 ON holdings(container);
            CREATE INDEX h6 ON holdings(class);
            CREATE TABLE loans(id INTEGER PRIMARY KEY AUTOINCREMENT, holding, open, borrower, due,
                doc TEXT);
            CREATE INDEX l1 ON loans(holding, open); CREATE INDEX l2 ON loans(borrower, due);
            CREATE TABLE journal(seq INTEGER PRIMARY KEY, time TEXT, offset TEXT, actor TEXT,
                session TEXT, act INTEGER, action TEXT, subject TEXT, change INTEGER, old TEXT,
                new TEXT, reason TEXT, prev BLOB, hash BLOB);
            CREATE INDEX j1 ON journal(subject); CREATE INDEX j2 ON journal(time);
            CREATE INDEX j3 ON journal(actor);"""
        )
        self.seq = 0

    def entry(self, subject: str, old: str | None, new: str) -> tuple[Any, ...]:
        self.seq += 1
        head = (self.seq, "2026-11-22T15:47:28.123Z", "+00:00", "mlee", "bench", self.seq)
        return (*head, "load", subject, 1, old, new, None, b"\1" * 32, b"\2" * 32)

    @staticmethod
    def row(number: int, doc: dict[str, Any]) -> tuple[Any, ...]:
        names = ("barcode", "status", "due", "home", "identifier", "container", "class")
        text = json.dumps(doc, ensure_ascii=False, separators=(",", ":"))
        return (number, *(doc[name] for name in names), text)

    def load(self, docs: list[dict[str, Any]]) -> None:
        self.c.execute("BEGIN IMMEDIATE")
        rows = [self.row(number, doc) for number, doc in enumerate(docs, 1)]
        self.c.executemany("INSERT INTO holdings VALUES(?,?,?,?,?,?,?,?,?)", rows)
        entries = [self.entry(f"holdings:{row[0]}", None, row[-1]) for row in rows]
        self.c.executemany(f"INSERT INTO journal VALUES({','.join('?' * 14)})", entries)
        self.c.execute("COMMIT")

    def lookup(self, barcode: str) -> Any:
        sql = "SELECT id, doc FROM holdings WHERE barcode=?"
        return json.loads(self.c.execute(sql, (barcode,)).fetchone()[1])

    def page(self, home: str) -> Any:
        sql = "SELECT id, doc FROM holdings WHERE home=? ORDER BY id LIMIT 20"
        return [json.loads(doc) for _id, doc in self.c.execute(sql, (home,)).fetchall()]

    def change(self, number: int) -> None:
        self.c.execute("BEGIN IMMEDIATE")
        sql = "SELECT doc FROM holdings WHERE id=?"
        doc = json.loads(self.c.execute(sql, (number,)).fetchone()[0])
        doc.update(status="out", due="2026-12-24")
        self.c.execute(
            "UPDATE holdings SET status=?, due=?, doc=? WHERE id=?",
            ("out", "2026-12-24", self.row(number, doc)[-1], number),
        )
        new = loan(number)
        text = json.dumps(new)
        self.c.execute(
            "INSERT INTO loans(holding,open,borrower,due,doc) VALUES(?,?,?,?,?)",
            (number, 1, new["borrower"], new["due"], text),
        )
        entries = [
            self.entry(f"holdings:{number}", '{"status":"in"}', '{"status":"out"}'),
            self.entry(f"loans:{number}", None, text),
        ]
        self.c.executemany(f"INSERT INTO journal VALUES({','.join('?' * 14)})", entries)
        self.c.execute("COMMIT")


class Ours:
    """The same through the store."""

    def __init__(self, path: Path) -> None:
        self.store: Store = open_store(path, SCHEMA, create=True)
        self.holdings = self.store.table("holdings")
        self.loans = self.store.table("loans")

    def load(self, docs: list[dict[str, Any]]) -> None:
        with self.store.transaction(CLERK, "load"):
            self.holdings.insert_multiple(docs)

    def lookup(self, barcode: str) -> Any:
        return self.holdings.one("barcode", barcode)

    def page(self, home: str) -> Any:
        return self.holdings.page(where("home") == home, limit=20).rows

    def change(self, number: int) -> None:
        with self.store.transaction(CLERK, "charge-out"):
            self.holdings.update({"status": "out", "due": "2026-12-24"}, doc_ids=[number])
            self.loans.insert(loan(number))


class Stock:
    """The same on stock TinyDB, which neither indexes nor journals nor syncs."""

    def __init__(self, path: Path) -> None:
        self.db = TinyDB(path)
        self.holdings = self.db.table("holdings", cache_size=0)

    def load(self, docs: list[dict[str, Any]]) -> None:
        self.holdings.insert_multiple(docs)

    def lookup(self, barcode: str) -> Any:
        return self.holdings.get(where("barcode") == barcode)

    def page(self, home: str) -> Any:
        return self.holdings.search(where("home") == home)[:20]

    def change(self, number: int) -> None:
        self.holdings.update({"status": "out", "due": "2026-12-24"}, doc_ids=[number])
        self.db.table("loans").insert(loan(number))


def shelf(pick: random.Random) -> str:
    return f"B{pick.randrange(9)}-{pick.randrange(40):02}-{pick.randrange(7)}"


def once(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e6


def measure(documents: int, folder: Path, repeats: int) -> dict[str, dict[str, float]]:
    docs = [holding(number) for number in range(documents)]
    pick = random.Random(7)
    kinds: dict[str, Any] = {
        "raw": Raw(folder / "raw.db"),
        "rmdesk": Ours(folder / "ours.db"),
        "tinydb": Stock(folder / "stock.json"),
    }
    figures: dict[str, dict[str, float]] = {}
    figures["bulk load"] = {name: once(partial(kind.load, docs)) for name, kind in kinds.items()}
    works: dict[str, Callable[[Any], Callable[[], Any]]] = {
        "lookup by key": lambda kind: partial(kind.lookup, f"B{pick.randrange(documents):08}"),
        "page of 20": lambda kind: partial(kind.page, shelf(pick)),
        "change of 2 documents": lambda kind: partial(kind.change, pick.randrange(documents) + 1),
    }
    for title, work in works.items():
        times: dict[str, list[float]] = {name: [] for name in kinds}
        for turn in range(repeats):
            for name, kind in kinds.items():
                if name != "tinydb" or turn < 5:
                    times[name].append(once(work(kind)))
        figures[title] = {name: statistics.median(taken) for name, taken in times.items()}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=Path.home(), help="on the disk to measure")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        figures = measure(options.documents, Path(folder), options.repeats)
    print(f"{'':24}{'sqlite3 µs':>14}{'rmdesk µs':>14}{'ratio':>8}{'budget':>8}{'TinyDB µs':>14}")
    for title, taken in figures.items():
        taken["ratio"] = taken["rmdesk"] / taken["raw"]
        taken["budget"] = BUDGET[title]
        print(
            f"{title:24}{taken['raw']:14,.0f}{taken['rmdesk']:14,.0f}{taken['ratio']:8.2f}"
            f"{taken['budget']:8}{taken['tinydb']:14,.0f}"
        )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
