"""What happens beside a disposition: acts are taken back, and others work at the same time."""

from collections.abc import Callable
from typing import Any

import pytest

from rmdesk.duties.approval import approve, drop
from rmdesk.duties.consent import concur, decide, refuse
from rmdesk.duties.execution import execute
from rmdesk.duties.proposing import propose
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches, reasons


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


# --- what was said of a batch is taken back only while it is proposed (R6, R7, R35)


def agreed(batches: Batches, number: str) -> None:
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})


SAID: list[tuple[str, Callable[[Batches, str], Any]]] = [
    ("its owner agreed", agreed),
    ("its owner refused", lambda b, n: refuse(b.session, n, {"keys": ["A"], "reason": "mine"})),
    ("decided", lambda b, n: decide(b.session, n, {"keys": ["A"], "decision": "destroy"})),
]


@pytest.mark.parametrize("say", [case[1] for case in SAID], ids=[case[0] for case in SAID])
def test_what_was_said_is_taken_back_before_the_approval_and_not_after(
    batches: Batches, say: Callable[[Batches, str], Any]
) -> None:
    """Otherwise what was agreed to by nobody, or refused, would be destroyed."""
    batches.file("A", **{"class": "SEL"})
    batches.file("B")
    number, boss = batches.propose("A", "B"), batches.boss
    before = batches.item(number, "A")
    say(batches, number)
    undo(batches.session)
    assert batches.item(number, "A") == before
    assert len(batches.session.store.table("concurrences")) == 0
    for given in ({"unit": "Finance", "by": "O1"}, {"keys": ["A"], "decision": "transfer"}):
        (decide if "keys" in given else concur)(boss, number, given)
    say(batches, number)
    said = batches.item(number, "A")
    approve(boss, number)
    for status in ("approved", "given up"):
        if status == "given up":
            drop(boss, number, {"reason": "again"})
            said = batches.item(number, "A")
        with pytest.raises(Refused) as refused:
            undo(batches.session)
        assert reasons(refused) == {"R35": f"{number} is {status}."}
        assert batches.item(number, "A") == said


@pytest.mark.parametrize("far", ["proposed", "approved"])
@pytest.mark.parametrize("by", ["refused", "given up"])
def test_what_is_listed_elsewhere_since_is_not_listed_again_by_undo(
    batches: Batches, by: str, far: str
) -> None:
    """R7: one record would be open in two batches."""
    batches.file("A")
    number = batches.propose("A") if far == "proposed" else batches.approved("A")
    if by == "refused":
        refuse(batches.session, number, {"keys": ["A"], "reason": "mine"})
    else:
        drop(batches.session, number, {"reason": "again"})
    other = propose(batches.boss, ["A"], "again").number
    with pytest.raises(Refused) as refused:
        undo(batches.session)
    assert reasons(refused)["R7"] == f"A is in {other} already."
    assert batches.states(other) == {"A": "proposed"}
    assert not batches.item(number, "A").open
    undo(batches.boss)
    if (by, far) == ("refused", "approved"):
        with pytest.raises(Refused):
            undo(batches.session)
    else:
        undo(batches.session)
        assert batches.states(number) == {"A": "proposed"}
        assert batches.batch(number).status == far


def test_what_was_executed_is_not_opened_again_by_undo(batches: Batches) -> None:
    """R2: a refusal that is taken back then would leave its record open in what is over."""
    for key in "AB":
        batches.file(key)
    number = batches.propose("A", "B")
    agreed(batches, number)
    refuse(batches.session, number, {"keys": ["A"], "reason": "mine"})
    approve(batches.boss, number)
    execute(batches.boss, batches.batch(number), {"method": "shredded"})
    for _twice in range(2):
        with pytest.raises(Refused) as refused:
            undo(batches.session)
        assert reasons(refused) == {"R35": f"{number} is executed."}
    assert batches.states(batches.propose("A")) == {"A": "proposed"}
