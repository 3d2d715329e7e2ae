"""Several processes at one home, some of them killed at work, and what must hold afterwards.

Each worker writes down what it begins, and what came of it once that was acknowledged, as a person
would remember it; the journal is held against these notes.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

from data import Busy, Receipt, open_store, verify
from data import receipt as receipts
from rmdesk import opening
from rmdesk.desk.desk import STORE_FILE, Desk, Session
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import intake
from rmdesk.duties.search import search
from rmdesk.exchange import import_file
from rmdesk.maintenance.backup import restore_home
from rmdesk.model.errors import DeskError
from rmdesk.model.records import Holding, Loan
from rmdesk.model.schema import IS_OPEN
from rmdesk.opening import open_desk
from tests.staff import colleague
from tests.waiting import LONG_S, until

FILES = 12
"""Few, so that workers meet."""

SHIPMENTS, ROWS = 3, 10
"""Files that are brought in again and again, and how many records each has."""

COUNTER = {"charge-out": 6, "return": 5, "refile": 3, "reserve": 2, "request": 1}
"""Duties at the counter, and how often each is done."""

EVERYTHING = COUNTER | {"import": 3, "search": 3, "catch-up": 2, "rebuild": 1, "backup": 1}

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, "index.engine"])


@dataclass(frozen=True)
class Note:
    """What a worker remembers of one duty; no outcome if it was killed at it."""

    duty: str
    outcome: str = ""
    act: int = 0
    ms: float = 0.0


class Worker:
    """Does duties at random, and notes them."""

    def __init__(self, session: Session, seat: int) -> None:
        self.session = session
        self.home = session.desk.home
        self.seat = seat
        self.chance = random.Random(session.login)
        self.notes = os.open(
            _notes(self.home) / session.login, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        self.acted = 0
        self.done = 0

    def once(self, duties: dict[str, int]) -> None:
        """One duty: its name before it, then what became of it and which act of the journal."""
        duty = self.chance.choices(list(duties), list(duties.values()))[0]
        os.write(self.notes, duty.encode())
        start = time.perf_counter()
        outcome = self._outcome(duty)
        took = (time.perf_counter() - start) * 1000
        last = self.session.store.journal.latest(1, self.session.login)
        act = last[0].act if last and last[0].act > self.acted else 0
        self.acted = act or self.acted
        self.done += 1
        os.write(self.notes, f" {outcome} {act} {took:.1f}\n".encode())

    def _outcome(self, duty: str) -> str:
        try:
            self._do(duty)
        except Busy:
            return "busy"
        except DeskError:
            return "refused"
        return "done"

    def _do(self, duty: str) -> None:
        session, chance = self.session, self.chance
        key, person = f"A{chance.randrange(FILES)}", f"P{chance.randint(1, 2)}"
        if duty == "charge-out":
            charge_out(session, [key], person)
        elif duty == "return":
            return_(session, [key])
        elif duty == "refile":
            refile(session, [key], "L1")
        elif duty == "reserve":
            reserve(session, [key], person)
        elif duty == "request":
            intake(session, person, text="anything")
        elif duty == "import":
            import_file(session, "holdings", self._shipment())
        elif duty == "search":
            search(session, chance.choice(["file", "shipment", "A1", "nothing"]))
        elif duty == "catch-up":
            session.desk.finder.catch_up()
        elif duty == "rebuild":
            session.desk.finder.rebuild()
        else:
            session.store.backup(_backups(self.home) / str(self.seat))

    def _shipment(self) -> Path:
        """A file of which every record says the same; each time it says something else."""
        number, word = self.chance.randrange(SHIPMENTS), f"{self.session.login}-{self.done}"
        rows = [f"S{number}-{row},Shipment {number}: {row},{word},L1" for row in range(ROWS)]
        path = _backups(self.home) / f"{self.seat}.csv"
        path.write_text("\n".join(["barcode,title,notes,home", *rows]) + "\n")
        return path


def _notes(home: Path) -> Path:
    return home.with_name("notes")


def _backups(home: Path) -> Path:
    return home.with_name("backups")


def work(home: Path, name: str, seat: int, duties: dict[str, int], times: int | None) -> None:
    """Be a worker, for so many duties or until killed; at the latest until the tests are."""
    starter = os.getppid()
    # However many stand before it on however slow a machine: nobody is busy for ever.
    vars(opening)["open_store"] = partial(open_store, timeout=LONG_S)
    with open_desk(home) as desk:
        worker = Worker(colleague(desk, name), seat)
        while (times is None or worker.done < times) and os.getppid() == starter:
            worker.once(duties)


def prepare(home: Path) -> None:
    """What the workers and the checks write to, beside the home."""
    _notes(home).mkdir()
    _backups(home).mkdir()


def start(home: Path, name: str, seat: int, times: int | None = None) -> BaseProcess:
    """A worker in a process of its own: at everything until it is killed, else at the counter."""
    duties = EVERYTHING if times is None else COUNTER
    process = _context.Process(target=work, args=(home, name, seat, duties, times))
    process.start()
    return process


def crowd(home: Path, workers: int, times: int) -> None:
    """Let workers do so many duties each, at once; every one must end by itself."""
    prepare(home)
    processes = [start(home, f"w{seat}", seat, times) for seat in range(workers)]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * workers


def crash(home: Path, kills: int, *, workers: int = 4, first: int = 0) -> Receipt | None:
    """Kill one of the workers at a random moment, and start another, so many times.

    Something is done between two kills, and all that is checked later is done before the last.
    The receipt that lay beside the store in the midst of it, as one kept elsewhere would.
    """
    if not first:
        prepare(home)
    chance, kept = random.Random(first), None
    processes = [start(home, f"w{seat}.from-{first}", seat) for seat in range(workers)]
    try:
        for kill in range(first, first + kills):
            _until_more_is_done(home)
            time.sleep(chance.uniform(0.0, 0.1))
            victim = chance.randrange(workers)
            kept = receipts.read(receipts.place(home / STORE_FILE)) or kept
            assert processes[victim].is_alive(), "a worker ended by itself"
            end(processes[victim])
            processes[victim] = start(home, f"w{victim}.after-{kill}", victim)
        until(lambda: {"charge-out done", "backup done"} <= set(_done(home)))
    finally:
        for process in processes:
            end(process)
    return kept


def _done(home: Path) -> list[str]:
    """Each duty that came to an end, with its outcome."""
    ended = [note for notes in noted(home).values() for note in notes if note.outcome]
    return [f"{note.duty} {note.outcome}" for note in ended]


def _until_more_is_done(home: Path) -> None:
    before = len(_done(home))
    until(lambda: len(_done(home)) > before)


def end(process: BaseProcess) -> None:
    process.kill()
    process.join()


def noted(home: Path) -> dict[str, list[Note]]:
    """The notes of each worker, in its order."""
    return {path.name: _read(path.read_text()) for path in sorted(_notes(home).iterdir())}


def _read(text: str) -> list[Note]:
    *whole, begun = text.split("\n")
    notes = []
    for line in whole:
        duty, outcome, act, ms = line.split()
        notes.append(Note(duty, outcome, int(act), float(ms)))
    return [*notes, Note(begun.split()[0])] if begun else notes


def assert_acknowledged_once(home: Path) -> Counter[str]:
    """The journal tells each worker's acts in its order, and at most the one it was killed at more.

    The duties that were done, refused, busy or cut off, counted.
    """
    acts: dict[str, dict[int, str]] = {}
    with open_desk(home) as desk:
        for entry in desk.store.journal.since(0, limit=10**9):
            acts.setdefault(entry.actor, {})[entry.act] = entry.action
    seen: Counter[str] = Counter()
    for worker, notes in noted(home).items():
        told = {note.act: note.duty for note in notes if note.act}
        kept = acts.get(worker, {})
        beyond = {act: action for act, action in kept.items() if act not in told}
        assert {act: kept.get(act) for act in told} == told, worker
        if beyond:
            cut = notes[-1]
            assert not cut.outcome, (worker, beyond)
            assert list(beyond.values()) == [cut.duty], (worker, beyond)
            assert [*kept][-1:] == [*beyond], worker
        seen.update(f"{note.duty} {note.outcome or 'killed'}" for note in notes)
    return seen


def assert_whole(home: Path, kept: Receipt | None = None) -> None:
    """The store is sound and holds nothing by half, and the index comes to tell the same."""
    with open_desk(home) as desk:
        report = desk.store.verify(kept)
        assert not report.faults, report.faults
        assert_nothing_by_half(desk)
        desk.finder.catch_up()
        found = desk.finder.check(10**6)
        assert found.sound, found
        assert search(desk.session(), "A0").hits


def assert_nothing_by_half(desk: Desk) -> None:
    """One open loan for each holding that is out, and none else; numbers once; shipments whole."""
    holdings = desk.store.table(Holding.table)
    loans = desk.store.table(Loan.table).search(IS_OPEN)
    out = {found.doc_id: found["holder_id"] for found in holdings if found["status"] == "out"}
    assert {loan["holding"]: loan["person"] for loan in loans} == out
    assert len(loans) == len(out)
    numbers = [document["number"] for document in desk.store.table("requests")]
    assert len(numbers) == len(set(numbers))
    for number in range(SHIPMENTS):
        rows = [found for found in holdings if found["barcode"].startswith(f"S{number}-")]
        assert len(rows) in (0, ROWS)
        assert len({row["notes"] for row in rows}) <= 1, "a shipment by half"


def assert_backups_hold(home: Path) -> int:
    """Every backup is sound, and the last one restored is a whole centre; how many there are."""
    backups = [path for path in _backups(home).iterdir() if path.name.isdecimal()]
    for path in backups:
        report = verify(path)
        assert report.sound, report.faults
    restored = home.with_name("restored")
    restored.mkdir(exist_ok=True)
    restore_home(restored, max(backups, key=lambda path: path.stat().st_mtime), "clerk")
    assert_whole(restored)
    return len(backups)
