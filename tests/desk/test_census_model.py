"""Whatever happens while shelves are counted, nothing is missing by mistake (R31).

The model knows where each file lies in truth. Files are lent, come back, get lost unseen; walkers
read whole shelves or stop halfway, meet places nobody knows, are killed and go on. What a census
misses was not there when its shelf was read whole; and a whole walk misses all that is lost.

One of them is a box, and what belongs in it lives where that does, whatever home was said of it
(R24): so it is counted, and so a shelf's inventory has it.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rmdesk.duties.census import find_census, join, start
from rmdesk.duties.census_close import close
from rmdesk.duties.census_told import counted
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.count_file import count_file
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.inventory import inventory
from rmdesk.duties.refiling import refile
from rmdesk.duties.returning import return_
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.scan_batch import Scan
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague

pytestmark = pytest.mark.whole

SHELVES = ("L1", "L2")
FILES = {f"F{number}": SHELVES[number % 2] for number in range(6)}
FILES["BOX"] = "L1"
CONTENTS = {"C0": "L2", "C1": ""}
"""What belongs in the box, with the home that was said of it."""
WHO = ("mlee", "other")
files, shelves, who = map(st.sampled_from, (sorted(FILES), SHELVES, WHO))


class Counting(RuleBasedStateMachine):
    """A small centre, one census of all of it, and where each file lies in truth."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = Centre(self.folder / "home")
        for code, home in FILES.items():
            kind = "box" if code == "BOX" else "file"
            self.centre.file(code, home=home, unit="Legal", kind=kind)
        for code, home in CONTENTS.items():
            self.centre.file(code, home=home, unit="Legal", container="BOX")
        colleague(self.centre.desk, "other")
        self.lies: dict[str, str] = dict(FILES)  # "" for lost or out
        self.homes = dict(FILES)
        self.absent: set[str] = set()
        census = start(self.centre.session, {"unit": "Legal"})
        self.number = census.number
        join(self.centre.desk.session("other"), self.number)
        self.counters = {login: Counter() for login in WHO}

    def teardown(self) -> None:
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    def scan(self, login: str, code: str) -> None:
        self.centre.clock.forward(seconds=5)
        take_scan(self.centre.desk.session(login), self.counters[login], code)

    def on(self, shelf: str) -> list[str]:
        return sorted(code for code, place in self.lies.items() if place == shelf)

    # --- what happens to the files

    @rule(code=files)
    def lose(self, code: str) -> None:
        """Nobody sees it."""
        if self.lies[code]:
            self.lies[code] = ""

    @rule(code=files, shelf=shelves)
    def carry(self, code: str, shelf: str) -> None:
        """Somebody puts it elsewhere, or back."""
        if self.lies[code]:
            self.lies[code] = shelf

    @rule(code=files)
    def lend(self, code: str) -> None:
        if self.lies[code] and self.centre.status(code) == "in":
            charge_out(self.centre.session, [code], "P1")
            self.lies[code] = ""

    @rule(code=files)
    def take_back(self, code: str) -> None:
        if self.centre.status(code) == "out":
            return_(self.centre.session, [code])
            refile(self.centre.session, [code], self.homes[code])
            self.lies[code] = self.homes[code]

    @rule(code=files, shelf=shelves)
    def move_home(self, code: str, shelf: str) -> None:
        if self.lies[code] and self.centre.status(code) == "in":
            edit_holding(self.centre.session, code, {"home": shelf})
            self.homes[code] = self.lies[code] = shelf

    @rule(code=st.sampled_from(sorted(CONTENTS)), shelf=st.sampled_from((*SHELVES, "")))
    def lay_out(self, code: str, shelf: str) -> None:
        """Somebody takes a content out of its box and leaves it on a shelf, or puts it back."""
        self.lies[code] = shelf

    # --- what the walkers do

    @rule(login=who, shelf=shelves)
    def walk_whole(self, login: str, shelf: str) -> None:
        """Every file that stands there is read, then the shelf once more."""
        for code in (shelf, *self.on(shelf), shelf):
            self.scan(login, code)
        self.read_whole(shelf)

    @rule(login=who, shelf=shelves, upto=st.integers(0, 3))
    def walk_half(self, login: str, shelf: str, upto: int) -> None:
        """Some are read, and then a badge: the walker is called to the counter."""
        for code in (shelf, *self.on(shelf)[:upto], "P1"):
            self.scan(login, code)

    @rule(login=who, shelf=shelves, upto=st.integers(0, 3))
    def lose_the_place(self, login: str, shelf: str, upto: int) -> None:
        """After some a place that nobody knows, and the rest beyond it."""
        there = self.on(shelf)
        for code in (shelf, *there[:upto], "L99", *there[upto:]):
            self.scan(login, code)

    @rule(login=who, shelf=shelves)
    def bring_a_file(self, login: str, shelf: str) -> None:
        """A portable scanner, whose file ends with the shelf."""
        session = self.centre.desk.session(login)
        scans = [Scan(n, code) for n, code in enumerate((shelf, *self.on(shelf)), 1)]
        census = find_census(session, self.number)
        count_file(session, census, scans, "walk.txt", again=True)
        self.read_whole(shelf)

    def read_whole(self, shelf: str) -> None:
        """What lives there and was not there may be missed from now on."""
        self.absent |= {code for code in FILES if self.homes[code] == shelf != self.lies[code]}

    @rule()
    def kill(self) -> None:
        """The program is gone, with all that it remembered; what was read is there."""
        before = counted(self.centre.session, find_census(self.centre.session, self.number))
        self.centre.desk.close()
        self.centre.desk = open_desk(self.centre.home, now=self.centre.clock)
        self.centre.session = self.centre.desk.session("mlee")
        self.counters = {login: Counter() for login in WHO}
        after = counted(self.centre.session, find_census(self.centre.session, self.number))
        assert after == before

    @rule()
    def close_and_begin_anew(self) -> None:
        """What was missing when it was closed is what it misses from then on."""
        session = self.centre.session
        missed = self.missed()
        close(session, self.number)
        assert self.missed() == missed
        self.number, self.absent = start(session, {"unit": "Legal"}).number, set()
        join(self.centre.desk.session("other"), self.number)
        self.counters = {login: Counter() for login in WHO}

    @rule()
    def walk_all(self) -> None:
        """A census of its own, walked whole at once, misses all that is lost, and nothing else."""
        session = self.centre.session
        census = start(session, {"unit": "Legal"})
        codes = [code for shelf in SHELVES for code in (shelf, *self.on(shelf))]
        scans = [Scan(n, code) for n, code in enumerate(codes, 1)]
        count_file(session, census, scans, "walk.txt", again=True)
        found = counted(session, census)
        missed = {row["key"] for row in found["lists"]["missing"]}
        assert missed == {code for code in FILES if not self.lies[code] and self.is_in(code)}
        counts = found["counts"]
        unread = ("missing", "uncounted", "inside", "away", "homeless")
        read = sum(counts[name] for name in ("found", "misplaced", "charged-out-but-here"))
        every = len(FILES) + len(CONTENTS)
        assert counts["expected"] == every == read + sum(counts[each] for each in unread)
        here = {row["key"]: name for name, rows in found["lists"].items() for row in rows}
        for code in (each for each in CONTENTS if self.lies.get(each) and self.is_in(each)):
            lives = self.lies[code] == self.homes["BOX"]
            assert here[code] == ("found" if lives else "misplaced")
        close(session, census.number)

    def is_in(self, code: str) -> bool:
        return self.centre.status(code) == "in"

    def missed(self) -> set[str]:
        census = find_census(self.centre.session, self.number)
        found = counted(self.centre.session, census)["lists"]
        return {row["key"] for row in found["missing"]}

    @invariant()
    def nothing_is_missing_by_mistake(self) -> None:
        if hasattr(self, "number"):
            assert self.missed() <= self.absent

    @invariant()
    def a_shelf_holds_what_lives_there(self) -> None:
        if hasattr(self, "number"):
            for shelf in SHELVES:
                living = {code for code, home in self.homes.items() if home == shelf}
                inside = set(CONTENTS) if "BOX" in living else set()
                rows = inventory(self.centre.session, f"place:{shelf}").rows
                assert sorted(row["key"] for row in rows) == sorted(living | inside)


Counting.TestCase.settings = settings(
    max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCounting = Counting.TestCase


@pytest.mark.slow
def test_the_same_for_long() -> None:
    long = settings(
        max_examples=600, stateful_step_count=40, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Counting, settings=long)
