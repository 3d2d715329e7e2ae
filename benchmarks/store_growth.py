"""Does the store cost the same after years of use: a large home against a small one.

    .tools/bin/python -m benchmarks.store_growth [--small 10000] [--large 1000000] [--homes DIR]

Each home has five journal entries for each holding. Sessions of their own, in turns on both homes,
give medians in microseconds; of five such sessions the best is shown, for a machine is rarely
quiet. Memory is what a session has for itself, Python included. The budget: a ratio of 2, 150 MB.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tinydb import where

from benchmarks.store import CLERK, SCHEMA, holding, loan, once
from data import Store, open_store

BATCH = 20_000
ROUNDS = 5


def build(path: Path, holdings: int) -> None:
    with open_store(path, SCHEMA, create=True) as store:
        table = store.table("holdings")
        for start in range(0, holdings, BATCH):
            with store.transaction(CLERK, "load"):
                end = min(start + BATCH, holdings)
                keys = table.insert_multiple(holding(number) for number in range(start, end))
                for year in range(4):
                    table.update({"counted": f"{2022 + year}-11-22"}, doc_ids=keys)


def session(path: Path, holdings: int) -> dict[str, float]:
    """One session's figures; runs in a process of its own."""
    pick = random.Random(3)
    starts = []
    for _turn in range(20):
        store: Store | None = None
        begin = time.perf_counter()
        store = open_store(path, SCHEMA)
        starts.append((time.perf_counter() - begin) * 1e6)
        store.close()
    with open_store(path, SCHEMA) as store:
        table, loans = store.table("holdings"), store.table("loans")

        def charge_out() -> None:
            key = pick.randrange(holdings) + 1
            with store.transaction(CLERK, "charge-out"):
                table.update({"status": "out", "due": "2026-12-24"}, doc_ids=[key])
                loans.insert(loan(key))

        works: dict[str, Any] = {
            "lookup by barcode": lambda: table.one("barcode", f"B{pick.randrange(holdings):08}"),
            "first page of a list": lambda: table.page(
                where("status") == "in", order_by="due", limit=50
            ),
            "a page from the middle": lambda: table.page(
                where("class") > f"{1000 + pick.randrange(400)}-3", order_by="class", limit=50
            ),
            "charge-out": charge_out,
            "history of a holding": lambda: store.journal.of(
                f"holdings:{pick.randrange(holdings) + 1}"
            ),
            "what the index has to take in": lambda: store.journal.touched(
                "holdings", store.journal.last() - 20, 1000
            ),
        }
        figures = {"start of a session": statistics.median(starts)}
        for title, work in works.items():
            for _warm in range(100):
                work()
            figures[title] = statistics.median(once(work) for _turn in range(500))
        figures["memory, MB"] = private_memory()
        assert not store.scans, store.scans
    return figures


def measured(path: Path, holdings: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.store_growth"]
    command += ["--session", str(path), str(holdings)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout), "file, MB": path.stat().st_size / 1e6}


def private_memory() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    private = (line.split() for line in lines if line.startswith("Private_"))
    return sum(int(words[1]) for words in private) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--homes", type=Path, help="keep the homes here, to measure them again")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--session", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.session:
        print(json.dumps(session(Path(options.session[0]), int(options.session[1]))))
        return
    with contextlib.ExitStack() as stack:
        folder = options.homes or Path(
            stack.enter_context(tempfile.TemporaryDirectory(dir=Path.home()))
        )
        homes = {size: folder / f"{size}.db" for size in (options.small, options.large)}
        for size, path in homes.items():
            if not path.exists():
                begin = time.monotonic()
                build(path, size)
                print(f"{size} holdings made in {time.monotonic() - begin:.0f} s", flush=True)
        rounds = [[measured(path, size) for size, path in homes.items()] for _each in range(ROUNDS)]
    figures = [
        {title: min(told[title] for told in sessions) for title in sessions[0]}
        for sessions in zip(*rounds, strict=True)
    ]
    print(f"{'':32}{options.small:>14,}{options.large:>14,}{'ratio':>8}")
    for title, small in figures[0].items():
        large = figures[1][title]
        print(f"{title:32}{small:14,.0f}{large:14,.0f}{large / small:8.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
