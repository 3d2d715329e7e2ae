"""One table of states: every write goes through it, and docs/states.md is what it says."""

import ast
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pages.states import page
from rmdesk.duties import states
from rmdesk.duties.states import (
    CLAIM,
    HOLDING,
    LOAN,
    MACHINES,
    NEW,
    NOTICE,
    REQUEST,
    TRANSITIONS,
    Machine,
    known,
    move,
    move_batch,
    move_notice,
    settle_item,
    settle_line,
)
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Request, Reservation
from rmdesk.model.words import (
    OPEN_RESERVATIONS,
    ItemState,
    NoticeState,
    ReservationState,
    Status,
    TransferLineState,
)

ROOT = Path(__file__).parents[2]
STATES = {"status", "state", "open"}


def test_the_page_is_not_stale() -> None:
    text = (ROOT / "docs" / "states.md").read_text("utf-8")
    assert text == page(), "run: python -m pages.states"


def assigned(path: Path) -> set[str]:
    """The fields of states that a module writes by itself."""
    targets = [
        target
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign)
        for each in node.targets
        for target in (each.elts if isinstance(each, ast.Tuple) else [each])
    ]
    return {each.attr for each in targets if isinstance(each, ast.Attribute)} & STATES


@pytest.mark.whole
def test_nobody_else_writes_a_state() -> None:
    writers = {path.name for path in (ROOT / "rmdesk").rglob("*.py") if assigned(path)}
    assert writers == {"states.py"}


def test_every_state_that_is_named_there_is_one() -> None:
    for each in TRANSITIONS:
        assert set(each.before) - {NEW} <= set(each.machine.states)
        assert set(each.after) <= set(each.machine.states)


def test_every_machine_begins_and_every_open_end_is_meant() -> None:
    for machine in MACHINES:
        moves = [each for each in TRANSITIONS if each.machine is machine]
        assert any(NEW in each.before for each in moves)


@pytest.mark.parametrize(
    ("act", "before", "after", "there"),
    [
        ("charge-out", Status.IN, Status.OUT, True),
        ("charge-out", Status.MISSING, Status.OUT, False),
        ("refile", Status.OUT, Status.IN, False),
        ("return", Status.OUT, Status.WAITING, True),
        ("return", Status.IN, Status.TO_REFILE, False),
        ("missing", Status.OUT, Status.MISSING, True),
        ("missing", Status.DESTROYED, Status.MISSING, False),
        ("undo", Status.OUT, Status.IN, True),
        ("undo", Status.IN, Status.DESTROYED, False),
        ("anything", Status.IN, Status.IN, True),
    ],
)
def test_a_holding_takes_the_steps_of_the_table(
    act: str, before: str, after: str, there: bool
) -> None:
    assert known(HOLDING, act, before, after) is there


def test_a_claim_that_is_over_does_not_come_back() -> None:
    over = set(ReservationState) - {*OPEN_RESERVATIONS}
    acts = {act for each in TRANSITIONS for act in each.acts}
    assert not any(
        known(CLAIM, act, before, after)
        for act in acts
        for before in over
        for after in OPEN_RESERVATIONS
    )


def test_what_is_not_in_the_table_is_refused_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(machine: states.Machine, *_step: str) -> Exception:
        return Refused.by(machine.name)

    monkeypatch.setattr(states, "unknown", refused)
    holding = Holding(id=1, status=Status.DESTROYED)
    with pytest.raises(Refused):
        move(holding, Status.IN, "refile")
    assert holding.status == Status.DESTROYED


def _claim(before: str) -> Reservation:
    return Reservation(id=1 if before else 0, state=before or ReservationState.QUEUED)


def _of(record: type[Any], machine: Machine) -> Callable[[str, str, str], str]:
    def moved(act: str, before: str, after: str) -> str:
        made = record(id=1 if before else 0, status=before or machine.states[0])
        move(made, after, act)
        return str(made.status)

    return moved


def _claimed(act: str, before: str, after: str) -> str:
    made = _claim(before)
    move(made, after, act)
    assert made.open == (after in OPEN_RESERVATIONS)
    return str(made.state)


def _batch(machine: Machine) -> Callable[[str, str, str], str]:
    def moved(act: str, before: str, after: str) -> str:
        made = SimpleNamespace(id=1 if before else 0, status=before or machine.states[0])
        move_batch(made, after, act, machine)
        return str(made.status)

    return moved


def _noticed(act: str, before: str, after: str) -> str:
    made = SimpleNamespace(id=1 if before else 0, state=before or NoticeState.SENDING)
    move_notice(made, NoticeState(after), act)
    return str(made.state)


MOVERS = {
    HOLDING: _of(Holding, HOLDING),
    REQUEST: _of(Request, REQUEST),
    CLAIM: _claimed,
    NOTICE: _noticed,
    **{
        each: _batch(each)
        for each in MACHINES
        if each not in (HOLDING, REQUEST, CLAIM, NOTICE, LOAN)
    },
}


@pytest.mark.parametrize("machine", MOVERS, ids=lambda machine: machine.name)
def test_what_moves_a_state_asks_the_table_whatever_the_step(machine: Machine) -> None:
    acts = {act for each in TRANSITIONS if each.machine is machine for act in each.acts}
    taken = 0
    for act, before, after in product(
        (*sorted(acts), "undo", "none"), (NEW, *machine.states), machine.states
    ):
        if known(machine, act, before, after):
            assert MOVERS[machine](act, before, after) == after
            taken += 1
        else:
            with pytest.raises((AssertionError, Refused)):
                MOVERS[machine](act, before, after)
    assert taken > len(machine.states)


@pytest.mark.parametrize("state", [each for each in ItemState if each != ItemState.PROPOSED])
def test_a_record_of_a_disposition_is_settled_once(state: ItemState) -> None:
    item = SimpleNamespace(state=ItemState.PROPOSED, open=True, reason="")
    settle_item(item, state, "told")
    assert (item.state, item.open, item.reason) == (state, False, "told")
    with pytest.raises(AssertionError):
        settle_item(item, state)


@pytest.mark.parametrize("state", TransferLineState)
def test_a_record_of_a_transfer_is_open_until_it_arrives_or_stays(
    state: TransferLineState,
) -> None:
    line = SimpleNamespace(state=TransferLineState.LISTED, open=True, reason="")
    settle_line(line, state, "told")
    assert (line.state, line.reason) == (state, "told")
    assert line.open == (state in ("listed", "sent"))
