"""What the desk costs a person who waits, as ratios to a peer in the same run.

    .tools/bin/python -m benchmarks.desk [--json FILE]

- starting: `rmdesk --version` against `python -c pass`, and a lookup by barcode from the shell;
- lending: a charge-out with its gate and journal against raw sqlite3 with the same durability
  writing the same rows to the same tables with the same indexes;
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

import numpy as np
from numpy.typing import NDArray

from benchmarks.collection import DATA, available, read
from rmdesk.duties.holding import add_holding
from rmdesk.duties.search import search
from rmdesk.exchange import import_file
from rmdesk.model.records import Holding
from rmdesk.opening import init_home, open_desk
from rmdesk.sample import make_sample
from screens.cli.benching import lending
from screens.kit.language import use_language

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


FILE = "naa_files.csv.gz"


def bringing_in(folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds until an import of 60,898 real rows is kept, and until it can be searched.

    Each beside the seconds of a bare FTS5 load, as they pass and as this process computes; medians
    of three rounds, each in a new home.
    """
    available()
    map_path = folder / "map.toml"
    map_path.write_text(MAP)
    kept, searchable, peer = [], [], []
    for round_ in range(3):
        start = clocks()
        fts5_load(folder / f"fts{round_}.db")
        peer.append(clocks() - start)
        with init_home(folder / f"import{round_}", "bench") as fresh:
            start = clocks()
            import_file(fresh.session("bench"), "holdings", DATA / FILE, map_path=map_path)
            kept.append(clocks() - start)
            fresh.finder.catch_up()
            searchable.append(clocks() - start)
    base, until_kept, until_found = (np.median(took, axis=0) for took in (peer, kept, searchable))
    return {
        f"import, {what}{by}": (float(ours[i]), float(base[i]))
        for what, ours in (("kept", until_kept), ("searchable", until_found))
        for i, by in enumerate(("", ", computing"))
    }


def clocks() -> NDArray[np.float64]:
    """Seconds that pass, and that this process computes: others may keep the machine busy."""
    return np.array([time.perf_counter(), time.process_time()])


def fts5_load(path: Path) -> None:
    """Load the same texts into FTS5."""
    raw = sqlite3.connect(path)
    raw.execute(f"CREATE VIRTUAL TABLE texts USING fts5({','.join(COLUMNS)})")
    with raw:
        rows = (tuple(row[name] for name in COLUMNS) for row in read(FILE))
        raw.executemany("INSERT INTO texts VALUES (?,?,?,?,?,?)", rows)
    raw.close()


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
    use_language("en")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with make_sample(folder / "home") as desk:
            desk.finder.catch_up()
            barcode = desk.store.table(Holding.table).page(limit=1).rows[0]["barcode"]
            figures = starting(folder / "home", barcode)
            figures["charge-out"] = lending(desk.session(), 150)
            figures.update(bringing_in(folder))
            seen = seeing(folder / "home")
    print(f"{'what':<30}{'ours':>10}{'peer':>10}{'ratio':>8}{'budget':>8}")
    for what, (ours, peer) in figures.items():
        budget = BUDGET.get(what)
        print(f"{what:<30}{ours:>10.2f}{peer:>10.2f}{ours / peer:>8.2f}{budget or '':>8}")
    print(f"{'saved, then found':<30}{seen:>10.2f} ms")
    if options.json:
        table = {what: {"ours": a, "peer": b, "ratio": a / b} for what, (a, b) in figures.items()}
        options.json.write_text(json.dumps({**table, "saved, then found": seen}, indent=2))


if __name__ == "__main__":
    main()
