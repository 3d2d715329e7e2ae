"""A disposition with something in it that somebody may not know of (R16, R17)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties import acts, execution
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.approval import approve, drop
from rmdesk.duties.asking import of_batch
from rmdesk.duties.consent import concur, refuse
from rmdesk.duties.execution import execute
from rmdesk.duties.hold import place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.proposing import propose, propose_due
from rmdesk.duties.sending import send
from rmdesk.duties.transfer_list import begin, transfer_named
from rmdesk.duties.transfers import lines_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches
from tests.desk.test_disposition_meanwhile import refusal
from tests.desk.test_hold import opened


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


@pytest.fixture
def uncleared(batches: Batches) -> Session:
    """A supervisor without a clearance."""
    add_person(batches.session, {"name": "U", "login": "unc", "role": "supervisor"})
    return batches.centre.desk.session("unc")


def partly(batches: Batches) -> str:
    """A batch of two units, and of a Secret record of one of them that wants a decision."""
    for key, unit in (("A", "Finance"), ("B", "Legal")):
        batches.file(key, unit=unit)
    batches.file("HIDDEN", security="secret", **{"class": "SEL"})
    return batches.propose("A", "B", "HIDDEN")


def test_who_knows_a_batch_in_part_decides_of_none_and_learns_no_more(
    batches: Batches, uncleared: Session
) -> None:
    """Neither which units wait nor how many records, nor that one wants a decision."""
    number = partly(batches)
    batch = batches.batch(number)
    unseen = [("R16", f"{number} does not go as it is now.")]
    assert refusal(lambda: approve(uncleared, number)) == unseen
    assert refusal(lambda: drop(uncleared, number, {"reason": "x"})) == unseen
    given = {"unit": "Finance", "by": "O1"}
    assert refusal(lambda: concur(uncleared, number, given)) == unseen
    for act in ("approve", "drop"):
        assert acts()[act].reasons_against(uncleared, batch, {})[-1].text == unseen[0][1]
    assert batches.states(number) == dict.fromkeys(("A", "B", "HIDDEN"), "proposed")
    assert refusal(lambda: refuse(uncleared, number, {"keys": ["A"], "reason": "mine"})) == []


def test_who_knows_all_of_a_unit_keeps_its_answer(batches: Batches, uncleared: Session) -> None:
    number = partly(batches)
    add_person(batches.session, {"name": "Law", "barcode": "LAW1", "unit": "Legal"})
    assert refusal(lambda: concur(uncleared, number, {"unit": "Legal", "by": "LAW1"})) == []


def test_a_unit_all_of_whose_records_are_hidden_is_none(
    batches: Batches, uncleared: Session
) -> None:
    """R17: word for word what is said of a unit that has nothing in it."""
    batches.file("A")
    batches.file("HIDDEN", security="secret", unit="Legal")
    number = batches.propose("A", "HIDDEN")
    said = {}
    for unit in ("Legal", "Nobody's"):
        said[unit] = refusal(partial(concur, uncleared, number, {"unit": unit, "by": "O1"}))
    assert said["Legal"] == [("R6", f"{number} holds nothing of Legal.")]
    assert said["Nobody's"] == [("R6", f"{number} holds nothing of Nobody's.")]


def test_who_writes_to_owners_knows_all_that_they_answer_for(
    batches: Batches, uncleared: Session
) -> None:
    """R6: a letter that names some of a unit's records is no question about the others."""
    edit_person(batches.session, "O1", {"custodian": True})
    number = partly(batches)
    batch = batches.batch(number)
    assert list(of_batch(uncleared, batch)) == []
    (letter,) = of_batch(batches.session, batch)
    assert {each.barcode for each in letter.items} == {"A", "HIDDEN"}


def test_who_knows_an_execution_in_part_neither_goes_on_with_it_nor_ends_it(
    batches: Batches, uncleared: Session
) -> None:
    batches.file("A")
    batches.file("HIDDEN", security="secret")
    number = batches.approved("A", "HIDDEN")
    given = {"method": "burnt", "witness": ["Wit", "Ness"], "scanned": ["HIDDEN"]}
    unseen = [("R16", f"{number} does not go as it is now.")]
    begin = {**given, "scanned": ["A"]}
    assert refusal(lambda: execute(uncleared, batches.batch(number), begin)) == unseen
    execution.begin(batches.session, number, given)
    batch = batches.batch(number)
    assert refusal(lambda: execute(uncleared, batch, {"scanned": ["A"]})) == unseen
    with pytest.raises(NotFound):
        batches.centre.desk.session("unc").visible.one("HIDDEN")
    assert refusal(lambda: execution.finish(uncleared, batch, "enough")) == unseen
    execute(batches.session, batch, {"scanned": ["HIDDEN"]})
    assert execute(uncleared, batch, {"scanned": ["A"]}).status == "executed"


def hidden_hold(batches: Batches) -> None:
    place(batches.session, opened(batches.session, matter="Spy", security="secret"), {"on": ["A"]})


def hidden_accession(batches: Batches) -> None:
    given = {"number": "2010-0009", "unit": "Finance", "title": "Spy", "series": "Spy"}
    register(batches.session, ACCESSIONS, {**given, "authority": "DA-7", "security": "secret"})
    edit_holding(batches.session, "A", {"accession": "2010-0009", "series": "Letters"})


def hidden_box(batches: Batches) -> None:
    batches.centre.file("SPY", kind="box", unit="Finance", security="secret")
    edit_holding(batches.session, "A", {"container": "SPY"})
    mark_missing(batches.session, "SPY", "not there")


def open_hold(batches: Batches) -> None:
    place(batches.session, opened(batches.session, matter="A v. B"), {"on": ["A"]})


KEPT: list[tuple[str, Callable[[Batches], Any], str]] = [
    ("a hidden hold", hidden_hold, "A is under a hold. (R1)"),
    ("a hidden accession", hidden_accession, "A does not go as it is now. (R12)"),
    ("a hold", open_hold, "A is under H-2026-0001: A v. B. (R1)"),
]


@pytest.mark.parametrize("way", ["disposition", "transfer"])
@pytest.mark.parametrize(
    ("do", "words"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT]
)
def test_why_a_record_stayed_is_kept_as_whoever_reads_it_may_know(
    batches: Batches, do: Callable[[Batches], Any], words: str, way: str
) -> None:
    """R17: who executed it knew of the hold; who reads of the record need not."""
    for key in "AB":
        batches.file(key, **{"class": "T"})
    if way == "disposition":
        number = batches.approved("A", "B")
        do(batches)
        given = {"method": "by van", "recipient": "City Archives"}
        execute(batches.session, batches.batch(number), given)
        assert batches.item(number, "A").reason == words
    else:
        number = begin(batches.session, ["A", "B"], {"archives": "X", "agreed": "memo"})[0].number
        do(batches)
        send(batches.boss, number, {})
        transfer = transfer_named(batches.boss, number)
        assert [each.reason for each in lines_of(batches.session, transfer.id)] == [words, ""]


def test_a_hidden_box_is_not_named_to_who_may_know_of_what_lies_in_it(batches: Batches) -> None:
    for key in "AB":
        batches.file(key)
    number = batches.approved("A", "B")
    hidden_box(batches)
    execute(batches.session, batches.batch(number), {"method": "shredded"})
    assert batches.states(number) == {"A": "dropped", "B": "destroyed"}
    assert "SPY" not in batches.item(number, "A").reason


def test_a_box_with_something_hidden_is_not_proposed_by_who_may_not_know_of_it(
    batches: Batches, uncleared: Session
) -> None:
    """R17: neither by its key nor with all that is due; once that is gone it is."""
    batches.centre.file("BOX", kind="box", unit="Finance", **{"class": "S"})
    for key, level in (("A", ""), ("HIDDEN", "secret")):
        batches.file(key, container="BOX", security=level)
    edit_holding(batches.session, "BOX", {"closed": "2010-03-31"})
    said = [("R16", "BOX does not go as it is now.")]
    assert refusal(lambda: propose(uncleared, ["BOX"], "x")) == said
    assert refusal(lambda: propose(uncleared, ["A", "BOX"], "x")) == said
    assert batches.states(propose_due(uncleared, "2026-01-01", "x").number) == {"A": "proposed"}
    undo(uncleared)
    batches.executed("HIDDEN", witness=["Wit", "Ness"])
    assert set(batches.states(propose(uncleared, ["BOX"], "x").number)) == {"A", "BOX"}
