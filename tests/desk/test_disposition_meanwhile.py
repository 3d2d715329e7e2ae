"""What happens beside a disposition: acts are taken back, and others work at the same time."""

from collections.abc import Callable
from typing import Any

import pytest

from rmdesk.desk.registering import amend as amend_record
from rmdesk.desk.registering import register
from rmdesk.duties import execution
from rmdesk.duties.amendment import amend, approve_amendment
from rmdesk.duties.approval import approve, drop
from rmdesk.duties.batch import Disposition
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.consent import concur, decide, refuse
from rmdesk.duties.execution import execute
from rmdesk.duties.hold import lift, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.proposing import propose
from rmdesk.duties.request import intake
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.sealing import is_sound
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches, held, reasons
from tests.desk.test_hold import opened


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


def refusal(do: Callable[[], Any]) -> list[tuple[str, str]]:
    """Every rule and text that something is refused with; nothing if it is done."""
    try:
        do()
    except Refused as refused:
        return [(each.rule, each.text) for each in refused.reasons]
    return []


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


# --- two sessions at once (R2, R8)

FOUR = ("A", "B", "C", "D")


@pytest.fixture
def four(batches: Batches, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of an approved batch of four files, executed one after the other."""
    monkeypatch.setattr(execution, "STEP", 1)
    for key in FOUR:
        batches.file(key)
    return batches.approved(*FOUR)


def run(batches: Batches, number: str, meanwhile: Callable[[], Any]) -> Disposition:
    """Execute a batch, in the middle of which something else is done; what it is afterwards."""

    def turn(done: int, _total: int) -> None:
        if done == 2:
            meanwhile()

    return execute(batches.session, batches.batch(number), {"method": "shredded"}, turn)


def test_what_two_execute_at_once_is_done_and_certified_once(batches: Batches, four: str) -> None:
    ended: list[Disposition] = []
    done = run(batches, four, lambda: ended.append(execute(batches.boss, batches.batch(four), {})))
    assert (done.status, done.certificate) == ("executed", "DC-2026-0001")
    assert [each.certificate for each in ended] == ["DC-2026-0001"]
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")
    assert batches.batch(four) == done == ended[0]
    assert (done.entries, is_sound(batches.session, done)) == (8, True)
    batches.file("E")
    assert batches.executed("E").certificate == "DC-2026-0002", "no number is lost by it"


def test_what_another_ends_meanwhile_is_over(batches: Batches, four: str) -> None:
    boss = batches.boss
    done = run(batches, four, lambda: execution.finish(boss, batches.batch(four), "enough"))
    assert (done.certificate, batches.item(four, "D").reason) == ("DC-2026-0001", "enough")
    assert list(batches.states(four).values()) == ["destroyed"] * 2 + ["dropped"] * 2
    assert is_sound(batches.session, batches.batch(four))


def placed_by_words(batches: Batches) -> None:
    """A saved search finds D from now on: it is called so now."""
    edit_holding(batches.boss, "D", {"title": "Asbestos report"})


def amended(batches: Batches) -> None:
    made = amend(batches.session, "S", {"semi_active_years": "permanent"}, "", "law")
    approve_amendment(batches.boss, made.amendment.number)


def another_item(batches: Batches) -> None:
    made = amend(batches.session, "S", {"schedule": "T"}, "", "law", kind=SCHEME)
    approve_amendment(batches.boss, made.amendment.number)


def above_its_records(batches: Batches) -> None:
    """Who may know of D may not know of its class any more, which says nothing of D then."""
    amend_record(batches.boss, SCHEME, "S", {"security": "secret"})


def raised_by_its_class(batches: Batches) -> None:
    """It is put in a class of the same item whose records are secret."""
    level = {"code": "S2", "schedule": "S", "default_level": "secret"}
    register(batches.boss, SCHEME, level, sure=True)
    edit_holding(batches.boss, "D", {"class": "S2"})


MEANWHILE: list[tuple[str, Callable[[Batches], Any], tuple[str, ...], str]] = [
    ("held", lambda b: held(b, "D"), ("D",), "R1"),
    ("held by words", placed_by_words, ("D",), "R1"),
    ("lent", lambda b: charge_out(b.boss, ["D"], "P1"), ("D",), "R7"),
    ("asked for", lambda b: intake(b.boss, "P1", ["D"]), ("D",), "R20"),
    ("missing", lambda b: mark_missing(b.boss, "D", "not there"), ("D",), "R7"),
    ("of another class", lambda b: edit_holding(b.boss, "D", {"class": "P"}), ("D",), "R7"),
    ("another unit's", lambda b: edit_holding(b.boss, "D", {"unit": "Legal"}), ("D",), "R6"),
    ("its item amended", amended, ("C", "D"), "R7"),
    ("its class under another item", another_item, ("C", "D"), "R2"),
    ("its class above it", above_its_records, ("C", "D"), "R10"),
    ("raised by its class", raised_by_its_class, ("D",), "R5"),
]


@pytest.mark.parametrize(
    ("do", "stay", "rule"), [case[1:] for case in MEANWHILE], ids=[case[0] for case in MEANWHILE]
)
def test_what_another_does_meanwhile_bears_on_what_is_open(
    batches: Batches, four: str, do: Callable[[Batches], Any], stay: tuple[str, ...], rule: str
) -> None:
    """R2: asked item by item, at the moment, and not as it was when the execution began."""
    hold = opened(batches.session)
    batches.file("Z", title="Asbestos")
    place(batches.session, hold, {"search": "asbestos"})
    done = run(batches, four, lambda: do(batches))
    assert batches.states(four) == {
        **dict.fromkeys(FOUR, "destroyed"), **dict.fromkeys(stay, "dropped")
    }  # fmt: skip
    assert all(f"({rule})" in batches.item(four, key).reason for key in stay)
    assert done.certificate == "DC-2026-0001"
    assert is_sound(batches.session, done)


def test_what_its_owner_refuses_meanwhile_stays(batches: Batches, four: str) -> None:
    """R6: also between two scans; and then that is not taken back, nor refused twice."""
    given = {"keys": ["D"], "reason": "mine after all"}
    done = run(batches, four, lambda: refuse(batches.boss, four, given))
    assert batches.states(four) == {**dict.fromkeys(FOUR, "destroyed"), "D": "refused"}
    assert is_sound(batches.session, done)
    assert refusal(lambda: refuse(batches.boss, four, given)) == [("R35", f"{four} is executed.")]
    batches.file("E")
    number = batches.approved("E", "D")
    execution.begin(batches.session, number, {"method": "shredded"})
    for key in ("D", "E"):
        refuse(batches.boss, number, {**given, "keys": [key]})
        assert refusal(lambda: undo(batches.boss))[0][0] == "R35"
    assert refusal(lambda: execute(batches.session, batches.batch(number), {"scanned": ["E"]}))
    ended = execution.finish(batches.session, batches.batch(number), "nothing is left")
    assert (ended.status, set(batches.states(number).values())) == ("executed", {"refused"})


def test_a_hold_that_is_lifted_meanwhile_frees_what_is_open(batches: Batches, four: str) -> None:
    hold = opened(batches.session)
    place(batches.session, hold, {"on": ["D"]})
    run(batches, four, lambda: lift(batches.boss, hold, {"reason": "over"}))
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")


@pytest.mark.parametrize("at", ["begun", "two gone"])
def test_nothing_of_an_execution_is_taken_back(batches: Batches, four: str, at: str) -> None:
    """Neither the approval under it nor what is gone: undo refuses, and it goes on."""
    refused: list[str] = []

    def try_undo() -> None:
        for session in (batches.session, batches.boss):
            try:
                undo(session)
            except Refused as against:
                refused.extend(each.rule for each in against.reasons)

    if at == "begun":
        execution.begin(batches.session, four, {"method": "shredded"})
        try_undo()
    run(batches, four, try_undo if at == "two gone" else lambda: None)
    assert refused == ["R36", "R35"]
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")
