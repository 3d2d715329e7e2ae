"""Boxes, places, counts and films in any order of acts of two people at once.

Each numbered position holds one; what is in stands where it lives; what left for an archives
stands nowhere, is lent to nobody and is on one list; a census misses nothing that was read; what
records say in the fields of their kind is found by just that; a master is with nobody.
"""

import shutil
import tempfile
from collections import Counter as Counted
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

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

from rmdesk.duties.census import join, start
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.own_value import saying
from rmdesk.duties.place import add_place
from rmdesk.duties.returning import return_
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.sending import give_up, receive, send
from rmdesk.duties.tally import tally
from rmdesk.duties.transfer_list import begin
from rmdesk.duties.transfers import Transfer
from rmdesk.duties.undo import undo
from rmdesk.model.errors import DeskError
from rmdesk.model.records import Holding, OwnValue
from tests.desk.conftest import Centre
from tests.desk.test_transfer import Out

pytestmark = pytest.mark.whole

KEYS = ("A1", "A2", "A3", "FILM")
"""What acts try; GONE left for an archives before."""
PLACES = ("POS1", "POS2", "L1", "L2")
WHO = ("mlee", "boss")
key, place, who = map(st.sampled_from, (KEYS, PLACES, WHO))
WENT: list[str] = []
"""What was sent and signed for, in all runs together: else the model proves nothing of it."""


class Rooms(RuleBasedStateMachine):
    """Three boxes and a film, two positions and two shelves, a census, two people."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = Centre(self.folder / "home")
        session = self.centre.session
        for number in "12":
            add_place(session, {"barcode": f"POS{number}", "row": "C", "position": number})
        out = Out(self.centre)
        for code in KEYS:
            out.goes(code, kind="reel" if code == "FILM" else "box")
        self.sessions = {"mlee": out.session, "boss": out.boss}
        out.goes("GONE", kind="box")
        begin(out.session, ["GONE"], {"archives": "City Archives", "agreed": "memo 7"})
        self._go_on("boss", -1, send)
        self._go_on("mlee", -1, receive)
        self.counters = {login: Counter() for login in WHO}
        self.census = start(session, {"unit": "Finance"})
        join(out.boss, self.census.number)

    def teardown(self) -> None:
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    def _try(self, do: Callable[[], Any]) -> bool:
        with suppress(DeskError):
            do()
            return True
        return False

    def _number(self, nth: int) -> str:
        rows = self.centre.session.store.table(Transfer.table).all()
        return str(rows[nth % len(rows)]["number"]) if rows else "none"

    @rule(who=who, key=key, place=place)
    def move(self, who: str, key: str, place: str) -> None:
        self._try(lambda: move(self.sessions[who], [key], {"place": place}))

    @rule(who=who, key=key)
    def lend(self, who: str, key: str) -> None:
        self._try(lambda: charge_out(self.sessions[who], [key], "P1"))

    @rule(who=who, key=key)
    def take_back(self, who: str, key: str) -> None:
        self._try(lambda: return_(self.sessions[who], [key]))

    @rule(who=who, code=st.sampled_from((*KEYS, *PLACES, "GONE", "NOBODY")))
    def count(self, who: str, code: str) -> None:
        self.centre.clock.forward(seconds=5)
        counter = self.counters[who]
        self._try(lambda: take_scan(self.sessions[who], counter, code))

    @rule(who=who, key=key, frames=st.sampled_from(("1-9", "5", "")),
          generation=st.sampled_from(("master", "use-copy", "")))  # fmt: skip
    def say(self, who: str, key: str, frames: str, generation: str) -> None:
        values = {"frames": frames, "generation": generation}
        self._try(lambda: edit_holding(self.sessions[who], key, values))

    @rule(who=who, key=key, other=key, steps=st.sampled_from((2, 2, 1, 0)))
    def go_to_an_archives(self, who: str, key: str, other: str, steps: int) -> None:
        """Listed by one, sent by the other, signed for: so far, or to its end."""
        given = {"archives": "City Archives", "agreed": "memo 7"}
        self._try(lambda: begin(self.sessions[who], sorted({key, other}), given))
        for step in range(steps):
            self._go_on(WHO[(WHO.index(who) + 1 + step) % 2], -1, (send, receive)[step])

    @rule(who=who, nth=st.integers(0, 2), step=st.sampled_from((send, receive, give_up)))
    def go_on(self, who: str, nth: int, step: Callable[..., Any]) -> None:
        self._go_on(who, nth, step)

    def _go_on(self, who: str, nth: int, step: Callable[..., Any]) -> None:
        given = {"signed": "A. Keeper", "receipt": "12", "reason": "later"}
        done = self._try(lambda: step(self.sessions[who], self._number(nth), given))
        if done and step is receive:
            WENT.append(who)

    @rule(who=who)
    def undo(self, who: str) -> None:
        self._try(lambda: undo(self.sessions[who]))

    # --- what holds at any time

    def _holdings(self) -> list[Holding]:
        return list(map(Holding.from_document, self.centre.session.store.table("holdings").all()))

    @invariant()
    def each_stands_where_it_may(self) -> None:
        if not hasattr(self, "census"):
            return
        session, holdings = self.centre.session, self._holdings()
        living = Counted(each.home_id for each in holdings if each.status != "transferred")
        for number in "12":
            assert living[session.place(f"POS{number}").id] <= 1
        for each in holdings:
            if each.status == "in":
                assert each.place_id == each.home_id
            if each.status in ("transferred", "transit"):
                assert each.holder_id is None
            assert (each.status == "out") == (each.holder_id is not None)

    @invariant()
    def what_is_said_is_found(self) -> None:
        if not hasattr(self, "census"):
            return
        session = self.centre.session
        said = {(each.id, name): value for each in self._holdings()
                for name, value in each.own.items()}  # fmt: skip
        rows = session.store.table(OwnValue.table).all()
        assert {(row["holding"], row["field"]) for row in rows} == set(said)
        for (number, name), value in said.items():
            assert number in saying(session, name, str(value))

    @invariant()
    def nothing_is_missing_by_mistake(self) -> None:
        if not hasattr(self, "census"):
            return
        lists = tally(self.centre.session, self.census).lists
        missing = [line.holding for line in lists["missing"] if line.holding]
        found = {line.holding.id for line in lists["found"] if line.holding}
        assert not {each.id for each in missing} & found
        assert {each.status for each in missing} <= {"in", "missing"}


def _run(examples: int, steps: int) -> None:
    WENT.clear()
    run_state_machine_as_test(
        Rooms,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert WENT


def test_rooms_counts_and_transfers_agree() -> None:
    _run(6, 25)


@pytest.mark.slow
def test_rooms_counts_and_transfers_agree_for_long() -> None:
    _run(120, 60)
