"""An execution that is really killed, in the middle of a step, goes on and does nothing twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rmdesk.access.account import process_account
from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import found, register
from rmdesk.duties.approval import approve
from rmdesk.duties.batch import items_of
from rmdesk.duties.consent import concur
from rmdesk.duties.disposition import BATCHES
from rmdesk.duties.execution import STEP
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose_due
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.sealing import is_sound
from rmdesk.exchange import import_file
from rmdesk.opening import init_home, open_desk
from tests.staff import colleague

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[2]

DIES = """
import os, signal
from rmdesk.duties import execution, sealing

execution.STEP = {step}
module, name = {at!r}
made, called = getattr(globals()[module], name), []


def dies(*case):
    called.append(case)
    if len(called) == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    return made(*case)


setattr(globals()[module], name, dies)
from screens.cli import main

main(["--home", {home!r}, "disposition", "execute", "1", "--method", "shredded"])
"""

RECORD = "execution", "_end"
"""What is called for each record that goes."""


def centre(home: Path, count: int) -> None:
    """A home with an approved disposition of so many files."""
    with init_home(home, process_account()) as desk:
        session = desk.session(process_account())
        item = {"code": "S", "trigger": "closure", "active_years": "1", "disposition": "destroy",
                "authority": "DA-1"}  # fmt: skip
        register(session, SCHEDULE, read_values(SCHEDULE, item))
        register(session, SCHEME, {"code": "S", "schedule": "S"})
        rows = "".join(f"F{n},File {n},S,2001-01-31,Finance\n" for n in range(count))
        path = home.parent / "files.csv"
        path.write_text(f"barcode,title,class,closed,unit\n{rows}", "utf-8")
        assert import_file(session, "holdings", path).added == count
        add_person(session, {"name": "Owner", "barcode": "O1", "unit": "Finance"})
        batch = propose_due(session, "2020-01-01", "x")
        concur(session, batch.number, {"unit": "Finance", "by": "O1"})
        approve(colleague(desk, "boss", role="supervisor"), batch.number)


def run(home: Path, step: int, after: int, at: tuple[str, str] = RECORD) -> int:
    """Execute it in a process of its own that is killed as something is called; its exit status."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = DIES.format(step=step, after=after, home=str(home), at=at)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True)
    return done.returncode


def states(home: Path) -> list[str]:
    with open_desk(home) as desk:
        session = desk.session(process_account())
        batch = found(session, BATCHES, "1")
        return [str(item.state) for item in items_of(session, batch.id)]


@pytest.mark.parametrize(
    ("count", "step"), [(70, 20), pytest.param(6000, STEP, marks=pytest.mark.slow)]
)
def test_a_killed_execution_goes_on_where_it_was(tmp_path: Path, count: int, step: int) -> None:
    home = tmp_path / "home"
    centre(home, count)
    assert run(home, step, step + step // 2) == -signal.SIGKILL
    assert states(home).count("destroyed") == step  # the open step is as if it had never begun
    assert run(home, step, step + 1) == -signal.SIGKILL
    assert states(home).count("destroyed") == 2 * step
    assert run(home, step, count + 1) == 0
    check_done(home, count)


def check_done(home: Path, count: int) -> None:
    """All of it is done, once; it is sealed and certified once."""
    assert states(home) == ["destroyed"] * count
    with open_desk(home) as desk:
        session = desk.session(process_account())
        batch = found(session, BATCHES, "1")
        year = session.now().year
        assert (batch.status, batch.entries) == ("executed", 2 * count)
        assert batch.certificate == f"DC-{year}-0001"
        assert is_sound(session, batch)
        entries = [e for e in session.store.journal.since(0, limit=1_000_000)
                   if e.action == "execute" and e.subject.startswith("holdings:")]  # fmt: skip
        assert len(entries) == len({entry.subject for entry in entries}) == count
        of_batch = session.store.journal.of(f"dispositions:{batch.id}")
        sealed = [e for e in of_batch if "certificate" in (e.new or {})]
        assert [e.new and e.new["certificate"] for e in sealed] == [batch.certificate]
        with session.change("try") as transaction:
            assert transaction.number(f"certificate {year}") == 2, "no number is lost"
        assert session.store.verify().sound


@pytest.mark.parametrize(
    ("at", "after", "gone"),
    [
        (("execution", "_told"), 1, 0),  # as it begins
        (("execution", "_in_order"), 1, 0),  # it is begun, and nothing is gone
        (("execution", "_dispose_of"), 2, 4),  # at the start of a step
        (("sealing", "entries_of"), 1, 6),  # all is gone, and nothing is sealed
        (("sealing", "seal_of"), 1, 6),
        (("sealing", "_certificate"), 1, 6),  # in the seal
    ],
)
def test_it_is_killed_at_any_turn_and_goes_on(
    tmp_path: Path, at: tuple[str, str], after: int, gone: int
) -> None:
    home = tmp_path / "home"
    centre(home, 6)
    for _twice in range(2 if gone in (0, 6) else 1):
        assert run(home, 4, after, at) == -signal.SIGKILL
        assert states(home).count("destroyed") == gone
    assert run(home, 4, 100) == 0
    check_done(home, 6)
