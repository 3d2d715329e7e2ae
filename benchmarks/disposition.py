"""How long a batch takes from its proposal to its seal, a what-if, and a page of what is due.

`python -m benchmarks.disposition [--batch 50000] [--holdings 100000]` makes a home of its own with
so many holdings of twenty classes, all due and hardly two on one day, and tells seconds, those of
the processor beside them: only these tell where other programs run. The budgets are those of the
design: a batch of 50,000 executed in 60 s, a what-if over 100,000 in 5 s, a page of what is due in
a page's time, whatever there is: so it is told beside that of a tenth of the home.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

from rmdesk.access.account import process_account
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties.amendment import try_amendment
from rmdesk.duties.approval import approve
from rmdesk.duties.consent import concur
from rmdesk.duties.execution import execute
from rmdesk.duties.falling_due import Part, due_by
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose_due
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.exchange import import_file
from rmdesk.opening import init_home

_TODAY = "2026-01-01"
_CLASSES, _DAYS = 20, 16_000
ITEM = {"trigger": "closure", "active_years": "1", "disposition": "destroy", "authority": "DA-1"}


def main() -> None:
    """Make the home, and measure one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holdings", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=50_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with init_home(home, process_account()) as desk:
            session = desk.session(process_account())
            path, tenth = Path(folder) / "files.csv", args.holdings // 10
            schedule(session)
            fill(session, path, range(tenth), args.batch)
            small = page(session, tenth)
            with told(f"import of {args.holdings - tenth:,} holdings"):
                fill(session, path, range(tenth, args.holdings), args.batch)
            large = page(session, args.holdings)
            sys.stdout.write(f"a page of ten times as much takes {large / small:.1f} times\n")
            with told(f"what-if over {args.holdings:,}"):
                try_amendment(session, "A", {"active_years": "90"}, progress())
            batch(session, args.batch)


def page(session: Session, holdings: int) -> float:
    """The best of several looks at the first page of what is due, in seconds of the processor."""
    took = []
    for _look in range(9):
        start = process_time()
        due_by(session, _TODAY, limit=200)
        took.append(process_time() - start)
    sys.stdout.write(f"a page of what is due of {holdings:,}: {min(took):.4f} s\n")
    return min(took)


def batch(session: Session, count: int) -> None:
    """Propose, approve and execute what is due of one unit."""
    with told(f"proposal of {count:,}"):
        made = propose_due(session, _TODAY, "x", Part("Finance"))
    concur(session, made.number, {"unit": "Finance", "by": "O1"})
    boss = session.desk.session("boss")
    with told("approval"):
        made = approve(boss, made.number)
    with told(f"execution of {count:,}, with its seal"):
        execute(session, made, {"method": "shredded"}, progress())


def schedule(session: Session) -> None:
    """An item, classes that have it, an owner and a second person."""
    register(session, SCHEDULE, read_values(SCHEDULE, {"code": "A", **ITEM}))
    for number in range(_CLASSES):
        register(session, SCHEME, {"code": f"A{number}", "schedule": "A"})
    add_person(session, {"name": "Owner", "barcode": "O1", "unit": "Finance"})
    add_person(session, {"name": "Boss", "login": "boss", "role": "supervisor"})


def fill(session: Session, path: Path, numbers: range, due: int) -> None:
    """Holdings, the first ones of a unit whose records are proposed."""
    first = date(1980, 1, 1)
    with path.open("w", encoding="utf-8") as lines:
        lines.write("barcode,title,class,closed,dates,unit\n")
        for number in numbers:
            unit, day = "Finance" if number < due else "Legal", number * 7919 % _DAYS
            closed, began = first + timedelta(days=day), 1970 + day % 10
            dates, class_ = f"{began}-{closed.year}", f"A{number % _CLASSES}"
            lines.write(f"F{number},File {number},{class_},{closed},{dates},{unit}\n")
    import_file(session, "holdings", path)


def progress() -> Callable[[int, int], None]:
    """Writes how far it is, on one line."""

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done:,} of {total:,}")
        if done >= total:
            sys.stderr.write("\n")

    return show


@contextmanager
def told(what: str) -> Iterator[None]:
    """Tells how many seconds something takes, and how many the processor has worked for it."""
    start, worked = perf_counter(), process_time()
    yield
    took, worked = perf_counter() - start, process_time() - worked
    sys.stdout.write(f"{what}: {took:.2f} s, of the processor {worked:.2f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
