"""How long a batch takes from its proposal to its seal, a what-if, and a page of what is due.

`python -m benchmarks.disposition [--batch 50000] [--holdings 100000]` makes a home of its own with
so many holdings of one class, all due, and tells seconds. The budgets are those of the design: a
batch of 50,000 executed in 60 s, a what-if over 100,000 in 5 s, a page of what is due in a page's
time, whatever there is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from rmdesk.access.account import process_account
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties.amendment import try_amendment
from rmdesk.duties.approval import approve
from rmdesk.duties.consent import concur
from rmdesk.duties.execution import execute
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose_due
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.exchange import import_file
from rmdesk.opening import init_home

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
            with told(f"import of {args.holdings:,} holdings"):
                fill(session, Path(folder) / "files.csv", args.holdings, args.batch)
            with told("a page of what is due"):
                due_by(session, "2020-01-01", limit=200)
            with told(f"what-if over {args.holdings:,}"):
                try_amendment(session, "A", {"active_years": "90"}, progress())
            batch(session, args.batch)


def batch(session: Session, count: int) -> None:
    """Propose, approve and execute what is due of one unit."""
    with told(f"proposal of {count:,}"):
        made = propose_due(session, "2020-01-01", "x", unit="Finance")
    concur(session, made.number, {"unit": "Finance", "by": "O1"})
    boss = session.desk.session("boss")
    with told("approval"):
        made = approve(boss, made.number)
    with told(f"execution of {count:,}, with its seal"):
        execute(session, made, {"method": "shredded"}, progress())


def fill(session: Session, path: Path, holdings: int, due: int) -> None:
    """Holdings of one class, the first ones of a unit whose records are proposed."""
    register(session, SCHEDULE, read_values(SCHEDULE, {"code": "A", **ITEM}))
    register(session, SCHEME, {"code": "A", "schedule": "A"})
    add_person(session, {"name": "Owner", "barcode": "O1", "unit": "Finance"})
    add_person(session, {"name": "Boss", "login": "boss", "role": "supervisor"})
    with path.open("w", encoding="utf-8") as lines:
        lines.write("barcode,title,class,closed,unit\n")
        for number in range(holdings):
            unit = "Finance" if number < due else "Legal"
            lines.write(f"F{number},File {number},A,2001-01-31,{unit}\n")
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
    """Tells how many seconds something takes."""
    start = perf_counter()
    yield
    sys.stdout.write(f"{what}: {perf_counter() - start:.2f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
