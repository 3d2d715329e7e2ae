"""What the desk costs a person who waits, as ratios to a peer in the same run.

    .tools/bin/python -m benchmarks.desk [--json FILE]

- starting: `rmdesk --version` against `python -c pass`, and a lookup by barcode from the shell;
- lending: a charge-out with its gate and journal against raw sqlite3 with the same durability
  writing as many rows of the same size;
- bringing in: an import until it is searchable against a bare FTS5 load of the same texts;
- seeing: from a save in one session until another session finds it.

Figures are medians in milliseconds; for the import, seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tinydb import Query

from benchmarks.collection import DATA, available, read
from rmdesk.circulation import charge_out, return_
from rmdesk.desk import Session, init_home, open_desk
from rmdesk.finding import search
from rmdesk.holding import add_holding
from rmdesk.interchange import import_file
from rmdesk.records import Holding, Person, Status
from rmdesk.sample import make_sample
from rmdesk.tables import IS_CUSTODIAN

ROOT = Path(__file__).resolve().parents[1]
BUDGET = {"--version": 3.0, "charge-out": 3.0, "import, searchable": 6.0}


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of several runs."""
    taken = []
    for _run in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def python(*arguments: str) -> Callable[[], object]:
    """A run of a fresh Python with the checkout on its path."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, *arguments]
    return lambda: subprocess.run(line, env=environment, check=True, capture_output=True)


def starting(home: Path, barcode: str) -> dict[str, tuple[float, float]]:
    """Shell commands against an empty Python."""
    empty = milliseconds(python("-c", "pass"), 15)
    cli = ("-m", "screens.cli")
    return {
        "--version": (milliseconds(python(*cli, "--version"), 15), empty),
        "show from the shell": (
            milliseconds(python(*cli, "--home", str(home), "show", barcode), 9),
            empty,
        ),
    }


def lending(session: Session, folder: Path) -> tuple[float, float]:
    """A charge-out or return by the desk, and a raw transaction of as many rows and bytes."""
    custodian = Person.from_document(session.store.table("people").search(IS_CUSTODIAN)[0])
    wanted = (Query().status == Status.IN) & (Query().unit == custodian.unit)
    rows = session.sight.page(wanted, order_by="due", limit=6000).rows
    keys = iter([row["barcode"] for row in rows if row["kind"] == "file"])
    before = session.store.journal.last()

    def lend() -> None:
        key = next(keys)
        charge_out(session, [key], f"#{custodian.id}")
        return_(session, [key])

    pairs = 60
    ours = milliseconds(lend, pairs) / 2
    entries = session.store.journal.since(before, limit=100_000)
    each = len(entries) / pairs / 2
    size = sum(len(json.dumps([entry.old, entry.new])) for entry in entries) // len(entries)
    document = len(json.dumps(session.sight.one(rows[0]["barcode"]).to_document()))
    return ours, raw_transactions(folder, round(each), size, document)


def raw_transactions(folder: Path, rows: int, entry: int, document: int) -> float:
    """Milliseconds of a durable transaction that writes so many documents and journal rows."""
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE documents(id INTEGER PRIMARY KEY, doc TEXT)",
        "CREATE TABLE journal(seq INTEGER PRIMARY KEY, time TEXT, subject TEXT, told TEXT)",
        "CREATE INDEX by_subject ON journal(subject)",
        "CREATE INDEX by_time ON journal(time)",
    ):
        raw.execute(statement)
    numbers = count(1)

    def write() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for _row in range(rows):
            number = next(numbers)
            raw.execute("INSERT INTO documents VALUES (?,?)", (number, "x" * document))
            told = (f"t{number:09}", f"holdings:{number}", "x" * entry)
            raw.execute("INSERT INTO journal(time, subject, told) VALUES (?,?,?)", told)
        raw.execute("COMMIT")

    taken = milliseconds(write, 120)
    raw.close()
    return taken


MAP = """
[columns]
barcode = "item_barcode"
identifier = "control_symbol"
title = "title"
series = "series_title"
class = "series"
dates = "date_text"
[constants]
kind = "file"
"""
COLUMNS = ("item_barcode", "control_symbol", "title", "series_title", "series", "date_text")


def bringing_in(folder: Path) -> tuple[float, float]:
    """Seconds until an import of 60,898 real rows can be searched, and of a bare FTS5 load."""
    available()
    path, map_path = DATA / "naa_files.csv.gz", folder / "map.toml"
    map_path.write_text(MAP)
    with init_home(folder / "import", "bench") as fresh:
        start = time.perf_counter()
        import_file(fresh.session("bench"), "holdings", path, map_path=map_path)
        fresh.finder.catch_up()
        ours = time.perf_counter() - start
    start = time.perf_counter()
    raw = sqlite3.connect(folder / "fts.db")
    raw.execute(f"CREATE VIRTUAL TABLE texts USING fts5({','.join(COLUMNS)})")
    with raw:
        rows = (tuple(row[name] for name in COLUMNS) for row in read(path.name))
        raw.executemany("INSERT INTO texts VALUES (?,?,?,?,?,?)", rows)
    raw.close()
    return ours, time.perf_counter() - start


def seeing(home: Path) -> float:
    """Milliseconds from a save until another session's search finds it."""
    with open_desk(home) as one, open_desk(home) as other:
        other.finder.search("culvert")
        numbers = count()

        def save_and_find() -> None:
            word = f"zanzibar{next(numbers)}"
            add_holding(one.session(), {"title": f"{word} survey"})
            assert search(other.session(), word).total == 1

        return milliseconds(save_and_find, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with make_sample(folder / "home") as desk:
            desk.finder.catch_up()
            barcode = desk.store.table(Holding.table).page(limit=1).rows[0]["barcode"]
            figures = starting(folder / "home", barcode)
            figures["charge-out"] = lending(desk.session(), folder)
            figures["import, searchable"] = bringing_in(folder)
            seen = seeing(folder / "home")
    print(f"{'what':<22}{'ours':>10}{'peer':>10}{'ratio':>8}{'budget':>8}")
    for what, (ours, peer) in figures.items():
        budget = BUDGET.get(what)
        print(f"{what:<22}{ours:>10.2f}{peer:>10.2f}{ours / peer:>8.2f}{budget or '':>8}")
    print(f"{'saved, then found':<22}{seen:>10.2f} ms")
    if options.json:
        table = {what: {"ours": a, "peer": b, "ratio": a / b} for what, (a, b) in figures.items()}
        options.json.write_text(json.dumps({**table, "saved, then found": seen}, indent=2))


if __name__ == "__main__":
    main()
