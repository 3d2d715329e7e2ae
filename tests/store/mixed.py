"""Many processes lend, return, import and back up at once, some are killed, and nothing is lost.

    python -m tests.store.mixed HOME crash --kills 500
    python -m tests.store.mixed HOME crowd --processes 16 --operations 500

Each worker writes down what was acknowledged, the moment the store returned. Afterwards every
acknowledged thing must be there, nothing may be there by half, and `verify` must be sound.
Prints one JSON document. Workers are forked from here, before any thread is started.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tinydb import where

from data import Busy, Store, verify
from tests.store.site import CLERK, open_site

HOLDINGS = 40  # few, so that workers meet
BATCH = 30


class Worker:
    """Does things at random, and writes to the log what is on disk."""

    def __init__(self, store: Store, name: str, log: int) -> None:
        self.store = store
        self.holdings, self.loans = store.table("holdings"), store.table("loans")
        self.name = name
        self.count = 0
        self.log = log
        self.pick = random.Random(name)
        self.waits: list[float] = []

    def once(self, *, backups: bool = True) -> None:
        self.count += 1
        token = f"{self.name}.{self.count}"
        work = self.pick.choices(
            [self.lend, self.give_back, self.load, self.back_up, self.read],
            [10, 8, 1, 1 if backups else 0, 4],
        )[0]
        start = time.perf_counter()
        try:
            done = work(token)
        except Busy:
            self.acknowledge("busy", token)
            return
        self.waits.append(time.perf_counter() - start)
        if done:
            self.acknowledge(work.__name__, token)

    def acknowledge(self, kind: str, token: str) -> None:
        os.write(self.log, f"{kind} {token}\n".encode())

    def lend(self, token: str) -> bool:
        key = self.pick.randint(1, HOLDINGS)
        with self.store.transaction(CLERK, "charge-out") as transaction:
            holding = self.holdings.get(doc_id=key)
            assert holding is not None
            if holding["status"] == "out":
                return False
            self.holdings.update({"status": "out", "lent": holding["lent"] + 1}, doc_ids=[key])
            number = transaction.number("loan")
            self.loans.insert({"holding": key, "open": 1, "token": token, "number": number})
        return True

    def give_back(self, token: str) -> bool:
        with self.store.transaction(CLERK, "return"):
            open_loans = self.loans.search(where("open") == 1)
            if not open_loans:
                return False
            loan = self.pick.choice(open_loans)
            self.loans.update({"open": 0, "returned": token}, doc_ids=[loan.doc_id])
            self.holdings.update({"status": "in"}, doc_ids=[loan["holding"]])
        return True

    def load(self, token: str) -> bool:
        with self.store.transaction(CLERK, "import"):
            rows = ({"status": "in", "lent": 0, "batch": token} for _each in range(BATCH))
            self.holdings.insert_multiple(rows)
        return True

    def back_up(self, _token: str) -> bool:
        self.store.backup(self.store.path.with_name(f"{self.name}.backup"))
        return False

    def read(self, _token: str) -> bool:
        after = max(0, self.store.journal.last() - 50)
        self.store.journal.touched("holdings", after, 50, ["status"])
        self.holdings.page(where("status") == "out", order_by="due")
        return False


def prepare(home: Path) -> None:
    with open_site(home) as store, store.transaction(CLERK, "register"):
        store.table("holdings").insert_multiple(
            {"status": "in", "lent": 0} for _n in range(HOLDINGS)
        )


def start(home: Path, name: str, operations: int | None = None) -> int:
    """Fork a worker, which ends by itself after so many operations."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        log = os.open(home / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open_site(home, create=False, timeout=30) as store:
            worker = Worker(store, name, log)
            while operations is None or worker.count < operations:
                worker.once(backups=operations is None)
        if operations is not None:
            (home / f"{name}.waits").write_text(json.dumps(worker.waits))
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)


def end(workers: list[int]) -> None:
    """Kill the workers; each is forgotten first, so that none is killed twice."""
    while workers:
        worker = workers.pop()
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def acknowledged(home: Path) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    lines = (
        (home / "acknowledged").read_text().splitlines() if (home / "acknowledged").exists() else []
    )
    for line in lines:
        kind, token = line.split()
        told.setdefault(kind, []).append(token)
    return told


def check(home: Path) -> dict[str, Any]:
    """Hold what the store has against what was acknowledged; raises AssertionError."""
    told = acknowledged(home)
    with open_site(home, create=False, timeout=30) as store:
        loans = store.table("loans").all()
        holdings = store.table("holdings").all()
        report = store.verify()
    assert report.sound, report.faults
    assert set(told.get("lend", ())) <= {loan["token"] for loan in loans}
    assert set(told.get("give_back", ())) <= {loan.get("returned") for loan in loans}
    batches = Counter(holding["batch"] for holding in holdings if "batch" in holding)
    assert set(batches.values()) <= {BATCH}, "a batch is there by half"
    assert set(told.get("load", ())) <= batches.keys()
    numbers = [loan["number"] for loan in loans]
    assert len(numbers) == len(set(numbers)), "a number was given twice"
    lent, out = Counter(loan["holding"] for loan in loans), Counter[int]()
    out.update(loan["holding"] for loan in loans if loan["open"])
    for holding in holdings:
        assert holding["lent"] == lent[holding.doc_id], "an update was lost"
        assert out[holding.doc_id] == (holding["status"] == "out"), "a double issue"
    return {
        "acknowledged": {kind: len(tokens) for kind, tokens in sorted(told.items())},
        "entries": report.entries,
        "documents": report.documents,
    }


def crash(home: Path, kills: int, processes: int, check_every: int) -> dict[str, Any]:
    """Kill one of the workers at random moments, and look each time that all is well."""
    pick = random.Random(kills)
    workers = [start(home, f"w{number}") for number in range(processes)]
    try:
        for kill in range(1, kills + 1):
            time.sleep(pick.uniform(0.002, 0.06))
            place = pick.randrange(processes)
            os.kill(workers[place], signal.SIGKILL)
            os.waitpid(workers[place], 0)
            workers[place] = start(home, f"w{place}.{kill}")
            if kill % check_every == 0:
                end(workers)
                check(home)
                workers = [start(home, f"w{n}.{kill}x") for n in range(processes)]
    finally:
        end(workers)
    backups = [path for path in home.glob("*.backup") if not path.name.startswith(".")]
    assert all(verify(path).sound for path in backups), "a backup is damaged"
    return {"kills": kills, "backups": len(backups), **check(home)}


def crowd(home: Path, processes: int, operations: int) -> dict[str, Any]:
    """Many sessions at once, each to its end."""
    begin = time.monotonic()
    workers = [start(home, f"w{number}", operations) for number in range(processes)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers]
    seconds = time.monotonic() - begin
    assert set(ends) == {0}, f"workers ended with {ends}"
    waits = sorted(wait for path in home.glob("*.waits") for wait in json.loads(path.read_text()))
    return {
        "processes": processes,
        "operations": operations,
        "seconds": round(seconds, 1),
        "median_ms": round(waits[len(waits) // 2] * 1e3, 1),
        "p95_ms": round(waits[len(waits) * 95 // 100] * 1e3, 1),
        "longest_ms": round(waits[-1] * 1e3, 1),
        **check(home),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("kind", choices=["crash", "crowd"])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--operations", type=int, default=500)
    parser.add_argument("--check-every", type=int, default=20)
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    prepare(options.home)
    if options.kind == "crash":
        told = crash(options.home, options.kills, options.processes or 4, options.check_every)
    else:
        told = crowd(options.home, options.processes or 16, options.operations)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
