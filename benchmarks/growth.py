"""What a large home costs beside a small one, for what people do all day.

    .tools/bin/python -m benchmarks.growth [--large 1000000] [--keep FOLDER]

Two homes of generated holdings, 10,000 and 1,000,000, are made once (with --keep they stay for
the next run). Each figure is a fresh process's, the median of several, in milliseconds; the ratio
should stay at or below 2.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from random import Random

from rmdesk.desk.desk import Session
from rmdesk.duties.holding import derive
from rmdesk.duties.person import add_person
from rmdesk.model.records import Holding
from rmdesk.opening import init_home
from rmdesk.sample.stock import SampleHoldings

ROOT = Path(__file__).resolve().parents[1]
SMALL = 10_000
ROUNDS = 5
_STEP = 50_000

MEASURE = """
import json, sys, time
from pathlib import Path
from tinydb import Query
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.desk.desk import open_desk
from rmdesk.maintenance.doctor import examine
from rmdesk.duties.search import search
from rmdesk.duties.workload import desk_counts

def took(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000

home, count = Path(sys.argv[1]), int(sys.argv[2])
start = time.perf_counter()
desk = open_desk(home)
session = desk.session("bench")
keys = [f"B{number:08}" for number in range(7, count, count // 200)]
session.visible.one(keys[0])
figures = {"open, first lookup": (time.perf_counter() - start) * 1000}
figures["lookup"] = took(lambda: [session.visible.one(key) for key in keys]) / len(keys)
status = Query().status == "in"
figures["page of 50"] = took(lambda: session.visible.page(status, order_by="due", limit=50))
figures["desk figures"] = took(lambda: desk_counts(session))
figures["charge-out"] = took(lambda: charge_out(session, [keys[1]], "P1"))
return_(session, [keys[1]])
figures["first search"] = took(lambda: search(session, "bridge inspection"))
figures["search"] = took(lambda: search(session, "culvert survey"))
figures["doctor"] = took(lambda: examine(session))
rollup = Path("/proc/self/smaps_rollup").read_text().split()
figures["private memory, MB"] = int(rollup[rollup.index("Private_Dirty:") + 1]) / 1024
desk.close()
print(json.dumps(figures))
"""


def make_home(home: Path, count: int) -> None:
    """A home of so many holdings, their titles those of the sample centre in other company."""
    stock = SampleHoldings(Random(7))
    titles = [
        each["title"] for name, each_of in stock.tables() if name == "holdings" for each in each_of
    ]
    with init_home(home, "bench") as desk:
        session = desk.session("bench")
        add_person(session, {"name": "Borrower", "barcode": "P1"})
        numbers = iter(range(count))
        while batch := list(islice(numbers, _STEP)):
            insert(session, batch, titles)
            print(f"{home.name}: {batch[-1] + 1:,}", file=sys.stderr)
        desk.finder.catch_up()


def insert(session: Session, numbers: list[int], titles: list[str]) -> None:
    """One transaction of holdings."""
    with session.change("sample"):
        documents = []
        for number in numbers:
            title = f"{titles[number % len(titles)]}, {number // len(titles)}"
            holding = Holding(barcode=f"B{number:08}", kind="file", title=title)
            holding.identifier, holding.dates = f"{number % 900}-{number}", str(1900 + number % 120)
            documents.append(derive(holding).to_document())
        session.store.table(Holding.table).insert_multiple(documents)


def measure(home: Path, count: int) -> dict[str, float]:
    """The medians of fresh processes."""
    runs = []
    for _round in range(ROUNDS):
        line = [sys.executable, "-c", MEASURE, str(home), str(count)]
        done = subprocess.run(line, cwd=ROOT, check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout))
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        homes = {count: folder / str(count) for count in (SMALL, options.large)}
        for count, home in homes.items():
            if not home.exists():
                make_home(home, count)
        small, large = (measure(home, count) for count, home in homes.items())
    print(f"{'':<20}{SMALL:>12,}{options.large:>12,}{'ratio':>8}")
    for what, few in small.items():
        print(f"{what:<20}{few:>12.2f}{large[what]:>12.2f}{large[what] / few:>8.2f}")


if __name__ == "__main__":
    main()
