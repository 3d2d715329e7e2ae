"""A hundred edits a second for a minute: does the index keep up, and does anyone feel it?

    .tools/bin/python -m benchmarks.freshness [--records 100000] [--seconds 60] [--rate 100]

One session edits titles through the desk's own use-case, so each edit is on disk before the next.
A second one brings the index up to date as the screens do. A third one searches: for the word of
the newest edit that was acknowledged, which must be there, and as one types. Saves are first timed
for a sixth of the time with nobody else about. Times are in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles
from typing import IO

from benchmarks.growth import make_home
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.search import search
from rmdesk.opening import open_desk

ENOUGH = 500
"""Journal entries after which the screens bring the index up to date."""
WORDS = ("bridge ins", "culv", "survey", "minutes of the com", "harbour", "p")


def edit(home: Path, seconds: float, rate: float, records: int) -> None:
    """Edit at a steady rate; prints each number once it is saved, then the times of all saves."""
    taken: list[float] = []
    with open_desk(home) as desk:
        session = desk.session("editor")
        start = time.perf_counter()
        number = int(time.time() * 1000)
        while (now := time.perf_counter()) < start + seconds:
            key = f"B{len(taken) * 7919 % records:08}"
            edit_holding(session, key, {"title": f"Bridge inspection zq{number}"})
            taken.append((time.perf_counter() - now) * 1000)
            print(number, key, flush=True)
            number += 1
            time.sleep(max(0.0, start + len(taken) / rate - time.perf_counter()))
    print(json.dumps(taken))


def follow(home: Path) -> None:
    """Bring the index up to date, as the screens do, until the input ends."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    taken: list[float] = []
    with open_desk(home) as desk:
        while not ended.wait(1.0):
            if desk.finder.behind() >= ENOUGH:
                start = time.perf_counter()
                desk.finder.catch_up()
                taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps(taken))


class Newest:
    """What the editor has saved last, read as it comes."""

    def __init__(self, lines: IO[str]) -> None:
        self.line = ""
        self.taken: list[float] = []
        self._thread = threading.Thread(target=self._read, args=(lines,))
        self._thread.start()

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            if line.startswith("["):
                self.taken = json.loads(line)
            else:
                self.line = line

    def wait(self) -> list[float]:
        """The times of the saves, when all is done."""
        self._thread.join()
        return self.taken


def start(home: Path, role: str, *options: str) -> subprocess.Popen[str]:
    """One of the others, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.freshness", "--role", role, "--home", str(home)]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, *options], stdin=pipe, stdout=pipe, text=True)


def run(home: Path, seconds: float, rate: float, records: int) -> None:
    """Measure, and print."""
    pace = ["--rate", str(rate), "--records", str(records)]
    with start(home, "edit", "--seconds", str(seconds / 6), *pace) as editor:
        assert editor.stdout
        alone = Newest(editor.stdout).wait()
    found: list[float] = []
    typed: list[float] = []
    missed, waiting, segments = 0, 0, 0
    with open_desk(home) as desk, start(home, "follow") as follower:
        session = desk.session("reader")
        search(session, "bridge")
        with start(home, "edit", "--seconds", str(seconds), *pace) as editor:
            assert editor.stdout
            newest = Newest(editor.stdout)
            while editor.poll() is None:
                if newest.line:
                    number, key = newest.line.split()
                    began = time.perf_counter()
                    hits = search(session, f"zq{number}").hits
                    found.append((time.perf_counter() - began) * 1000)
                    missed += key not in [getattr(hit, "barcode", "") for hit in hits]
                began = time.perf_counter()
                search(session, WORDS[len(typed) % len(WORDS)], typing=True)
                typed.append((time.perf_counter() - began) * 1000)
                status = desk.finder.status()
                waiting, segments = max(waiting, status.waiting), max(segments, status.segments)
                time.sleep(0.05)
            saved = newest.wait()
        assert follower.stdout
        taken_in = json.loads(follower.communicate()[0])
        desk.finder.catch_up()
        sound = desk.finder.check().sound
    print(f"{records:,} holdings, {len(saved):,} edits in {seconds:.0f} s")
    for name, times in (("save, alone", alone), ("save", saved), ("newest edit", found),
                        ("typing", typed), ("taking in", taken_in)):  # fmt: skip
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else median(times)
        print(f"{name:<14}{len(times):>7} times  p50 {median(times):7.2f}  p95 {p95:7.2f}")
    print(
        f"newest edit not found: {missed}; waiting at most {waiting}; segments at most {segments}"
    )
    print("the index is sound" if sound else "THE INDEX IS NOT SOUND")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--role", choices=("edit", "follow"), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role == "edit":
        edit(options.home, options.seconds, options.rate, options.records)
    elif options.role == "follow":
        follow(options.home)
    else:
        with tempfile.TemporaryDirectory() as folder:
            make_home(Path(folder) / "home", options.records)
            run(Path(folder) / "home", options.seconds, options.rate, options.records)


if __name__ == "__main__":
    main()
