"""Kills and crowds at one home: the long forms of tests/desk/test_together.py, with figures.

    .tools/bin/python -m benchmarks.soak [--kills 500] [--times 500] [--json FILE]

First `kill -9` at random moments during the mixed work of four processes: charge-outs, returns,
refiling, reservations, requests, imports, searches, index work and backups. Every hundred kills,
and at the end, all is held against what was acknowledged. Then sixteen processes do so many
duties of the counter each, without a pause. Fails if anything acknowledged is not there, anything
is there by half, or the store, the index or a backup is not sound.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.opening import init_home
from tests.desk.together import (
    FILES,
    assert_acknowledged_once,
    assert_backups_hold,
    assert_whole,
    crash,
    crowd,
    noted,
)

ROUND = 100


def make_home(home: Path) -> Path:
    """A shelf, two borrowers and a few files."""
    home.parent.mkdir()
    with init_home(home, "mlee") as desk:
        session = desk.session("mlee")
        add_place(session, {"barcode": "L1", "row": "B3"})
        for number in (1, 2):
            add_person(session, {"barcode": f"P{number}", "name": f"Borrower {number}"})
        for number in range(FILES):
            values = {"barcode": f"A{number}", "title": f"File {number}", "home": "L1"}
            add_holding(session, {"kind": "file", **values})
    return home


def killed(home: Path, kills: int) -> dict[str, Any]:
    """The crash loop, round by round."""
    start, done, backups = time.monotonic(), Counter[str](), 0
    for first in range(0, kills, ROUND):
        count = min(ROUND, kills - first)
        kept = crash(home, count, first=first)
        done = assert_acknowledged_once(home)
        assert_whole(home, kept)
        backups = assert_backups_hold(home)
        print(f"{first + count} kills, {sum(done.values())} duties begun: whole", flush=True)
    return {
        "kills": kills,
        "minutes": round((time.monotonic() - start) / 60, 1),
        "backup files at the end, all sound": backups,
        "duties": told(done),
    }


def crowded(home: Path, workers: int, times: int) -> dict[str, Any]:
    """The crowd, and how long a charge-out took."""
    start = time.monotonic()
    crowd(home, workers, times)
    seconds = time.monotonic() - start
    done = assert_acknowledged_once(home)
    assert_whole(home)
    notes = [note for each in noted(home).values() for note in each]
    lent = [n.ms for n in notes if n.duty == "charge-out" and n.outcome == "done"]
    return {
        "processes": workers,
        "duties each": times,
        "seconds": round(seconds, 1),
        "charge-out, median ms": round(statistics.median(lent), 1),
        "charge-out, p95 ms": round(statistics.quantiles(lent, n=20)[-1], 1),
        "charge-out, longest ms": round(max(lent), 1),
        "duties": told(done),
    }


def told(done: Counter[str]) -> dict[str, dict[str, int]]:
    """Counts by duty, then by outcome."""
    duties: dict[str, dict[str, int]] = {}
    for key, count in sorted(done.items()):
        duty, outcome = key.split()
        duties.setdefault(duty, {})[outcome] = count
    return duties


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--times", type=int, default=500, help="duties of each of the crowd")
    parser.add_argument("--folder", type=Path, default=Path.home(), help="on the disk to use")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        figures = {
            "crash": killed(make_home(Path(name) / "killed" / "home"), options.kills),
            "crowd": crowded(make_home(Path(name) / "crowded" / "home"), 16, options.times),
        }
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
