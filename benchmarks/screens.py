"""What a person at the screens waits for, in real terminals.

    .tools/bin/python -m benchmarks.screens [--records 100000] [--json FILE]

- starting: from the command to the first paint, against a Textual app that shows one label, both
  on a terminal of their own, turn by turn;
- finding: from the last key of some words to the first paint of their results, with that many
  holdings, in tmux.

Medians in milliseconds. The exit status is 1 where a budget is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import signal
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rmdesk.desk.desk import Session
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from rmdesk.opening import init_home
from tests.screens.terminal import desk_command
from tests.screens.wedge import wedge

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9
START_RATIO = 1.6
FIND_MS = 100.0
KEY_S = 0.01
"""Between two keys: faster than people type, so that nothing is found before the last."""
SETTLED_S = 0.5
LABEL = """
from textual.app import App
from textual.widgets import Label
class One(App):
    def compose(self):
        yield Label("one label")
One().run()
"""
SUBJECTS = ("harbour", "payroll", "pension", "survey", "contract", "minutes", "bridge", "licence")
SHAPES = ("report", "file", "ledger", "letters", "plans", "returns", "register")


def first_paint(arguments: list[str], text: bytes) -> float:
    """Milliseconds from the start of a Python until a text is on its terminal."""
    start = time.perf_counter()
    pid, end = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8")
        os.execv(sys.executable, [sys.executable, *arguments])
    seen = b""
    try:
        while text not in seen:
            if not select.select([end], [], [], 30)[0]:
                raise TimeoutError(seen[-500:])
            seen += os.read(end, 65536)
        return (time.perf_counter() - start) * 1000
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(end)


def starting(home: Path) -> tuple[float, float]:
    """The desk and the label, in turn, after one round that counts for nothing."""
    desk, label = desk_command(home)[1:], ["-c", LABEL]
    rounds = [
        (first_paint(desk, b"F2"), first_paint(label, b"one label")) for _ in range(ROUNDS + 1)
    ][1:]
    ours, theirs = zip(*rounds, strict=True)
    return statistics.median(ours), statistics.median(theirs)


def fill(session: Session, records: int) -> None:
    """Holdings with titles of three words and a number, in one transaction."""
    documents = []
    for number in range(records):
        subject = SUBJECTS[number % len(SUBJECTS)]
        shape = SHAPES[number // len(SUBJECTS) % len(SHAPES)]
        holding = Holding(
            barcode=f"F{number:07}",
            identifier=f"K-{number:07}",
            kind="file",
            title=f"{subject} {shape} {number % 9973}",
            status=Status.IN,
        )
        documents.append(holding.to_document())
    with session.change("sample"):
        session.store.table(Holding.table).insert_multiple(documents)


def finding(home: Path) -> float:
    """From the last of some keys until tmux has painted the first result."""
    taken = []
    with wedge(home, in_tmux=True) as desk:
        for number in range(ROUNDS + 1):
            desk.type(f"{SUBJECTS[number % len(SUBJECTS)]} {SHAPES[number % len(SHAPES)]}", KEY_S)
            start = time.perf_counter()
            desk.forget()
            while "▸ K-" not in desk.painted:
                if time.perf_counter() - start > 30:
                    raise TimeoutError(desk.painted)
                time.sleep(0.001)
            taken.append((time.perf_counter() - start) * 1000)
            desk.type("\x15")  # Ctrl+U empties the line
            time.sleep(SETTLED_S)
    return statistics.median(taken[1:])


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with init_home(home, "mlee") as desk:
            fill(desk.session("mlee"), chosen.records)
            desk.finder.catch_up()
        ours, label = starting(home)
        found = finding(home)
    kept = ours / label <= START_RATIO and found <= FIND_MS
    print(f"start to first paint: {ours:.0f} ms, one label {label:.0f} ms, x{ours / label:.2f}")
    print(f"results after the last key, {chosen.records:,} holdings: {found:.0f} ms")
    print("every budget is kept" if kept else "A BUDGET IS NOT KEPT")
    if chosen.json:
        figures = {"start_ms": ours, "label_ms": label, "found_ms": found}
        chosen.json.write_text(json.dumps(figures, indent=1))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
