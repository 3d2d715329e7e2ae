"""Work for several processes at one home, and what must hold afterwards."""

import json
import multiprocessing
import random
from collections import Counter
from pathlib import Path

from data import Busy
from rmdesk.circulation import charge_out, refile, reserve, return_
from rmdesk.desk import Session, open_desk
from rmdesk.errors import DeskError
from rmdesk.records import Holding, Loan
from rmdesk.request import intake
from rmdesk.tables import IS_OPEN

FILES = 12


def work(home: Path, worker: int, operations: int) -> None:
    """Do random duties; each acknowledged one is noted on disk, as a person would remember it."""
    chance = random.Random(worker)
    with (home / f"told-{worker}").open("w", buffering=1) as told, open_desk(home) as desk:
        session = desk.session(f"worker-{worker}")
        for _each in range(operations):
            name = do_one(session, chance)
            told.write(json.dumps(name) + "\n")


def do_one(session: Session, chance: random.Random) -> str:
    """One duty: its action once acknowledged, "refused", or "busy"."""
    key, person = f"A{chance.randrange(FILES)}", f"P{chance.randint(1, 2)}"
    duty = chance.choice(
        ("charge-out", "charge-out", "return", "return", "refile", "reserve", "new")
    )
    try:
        if duty == "charge-out":
            charge_out(session, [key], person)
        elif duty == "return":
            return_(session, [key])
        elif duty == "refile":
            refile(session, [key], "L1")
        elif duty == "reserve":
            reserve(session, [key], person)
        else:
            intake(session, person, text="anything")
    except Busy:
        return "busy"
    except DeskError:
        return "refused"
    return {"new": "request"}.get(duty, duty)


def run_together(home: Path, workers: int, operations: int) -> Counter[str]:
    """Let processes work at once; every one must end by itself. What they were told, counted."""
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=work, args=(home, worker, operations)) for worker in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * workers
    return told(home)


def told(home: Path) -> Counter[str]:
    """What all workers were told, counted; a line cut by a kill was never read by anybody."""
    lines = [line for path in home.glob("told-*") for line in path.read_text().splitlines()]
    return Counter(json.loads(line) for line in lines if line.endswith('"'))


def acts(home: Path) -> Counter[str]:
    """Acts in the journal, by their action, without those that changed nothing."""
    with open_desk(home) as desk:
        entries = desk.store.journal.since(0, limit=10**9)
        return Counter({entry.act: entry.action for entry in entries}.values())


def assert_whole(home: Path) -> None:
    """One open loan for each holding that is out, and none else; numbers once; journal sound."""
    with open_desk(home) as desk:
        holdings = desk.store.table(Holding.table)
        loans = desk.store.table(Loan.table).search(IS_OPEN)
        out = {found.doc_id: found["holder_id"] for found in holdings if found["status"] == "out"}
        assert {loan["holding"]: loan["person"] for loan in loans} == out
        assert len(loans) == len(out)
        numbers = [document["number"] for document in desk.store.table("requests")]
        assert len(numbers) == len(set(numbers))
        assert not desk.store.verify().faults
