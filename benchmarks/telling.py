"""Whether time tells a hidden record from one that is not there (R17).

    .tools/bin/python -m benchmarks.telling [--tries 1000]

A centre of 2,000 open files and 200 secret ones is made. Somebody without a clearance asks for the
keys of secret files and for keys of the same shape that no record has, in pairs of a shuffled
order, each by a command of its own process, as a script of theirs would. For each command: the
median of both in milliseconds; how often, of all pairs of one and the other, the hidden one took
longer (0.5 is chance); and by how many standard errors that is off (Mann and Whitney's U). Three or
more can be told apart.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median

from rmdesk.access.account import process_account
from rmdesk.desk.desk import Session
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.opening import init_home

ROOT = Path(__file__).resolve().parents[1]
OPEN, HIDDEN = 2_000, 200
COMMANDS: dict[str, Callable[[str], list[str]]] = {
    "show": lambda key: ["show", key],
    "search": lambda key: ["search", key],
    "request new": lambda key: ["request", "new", key, "--for", "Reader"],
}


def filled(session: Session) -> None:
    """Register the files, and who asks for them: the account of this process."""
    with session.change("fill"):
        for number in range(OPEN):
            add_holding(session, {"barcode": f"F{number:04}", "title": f"File {number}"})
        for number in range(HIDDEN):
            hidden = {"title": f"Matter {number}", "security": "secret"}
            add_holding(session, {"barcode": f"H{number:04}", **hidden})
        asks = {"login": process_account(), "role": "technician"}
        add_person(session, {"name": "Reader", **asks})


def took_ms(home: Path, words: Sequence[str]) -> float:
    """How long a command takes, from its start to its end."""
    line = [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); "
            "from screens.cli import main; sys.exit(main(sys.argv[1:]))"]  # fmt: skip
    start = time.perf_counter()
    subprocess.run(
        [*line, str(ROOT), "--home", str(home), *words],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    return (time.perf_counter() - start) * 1000


def slower(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """How often one of the first is above one of the second, and its standard errors off 0.5."""
    ranked = sorted(other)
    above = sum((bisect_left(ranked, x) + bisect_right(ranked, x)) / 2 for x in one)
    share = above / len(one) / len(other)
    error = sqrt((len(one) + len(other) + 1) / (12 * len(one) * len(other)))
    return share, (share - 0.5) / error


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=1000)
    tries = parser.parse_args().tries
    chance = Random(17)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with init_home(home, "head") as desk:
            filled(desk.session("head"))
        took_ms(home, ["search", "file"])  # which brings the index up to date
        for name, words in COMMANDS.items():
            took: dict[str, list[float]] = {"H": [], "X": []}
            for _try in range(tries):
                for kind in chance.sample(sorted(took), 2):
                    took[kind].append(took_ms(home, words(f"{kind}{chance.randrange(HIDDEN):04}")))
            hidden, absent = (median(took[kind]) for kind in ("H", "X"))
            share, off = slower(took["H"], took["X"])
            print(f"{name:12} hidden {hidden:6.1f} ms  absent {absent:6.1f} ms  "
                  f"hidden slower in {share:.3f}, {off:+.1f} standard errors")  # fmt: skip


if __name__ == "__main__":
    main()
