"""What is said, decided and kept of a disposition (R6, R7), and refused by what it is dimmed by."""

from functools import partial

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties import acts, execution
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.amendment import amend, approve_amendment
from rmdesk.duties.approval import approve
from rmdesk.duties.batch import concurrences_of
from rmdesk.duties.consent import concur, decide, refuse
from rmdesk.duties.execution import execute
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.proposing import propose, propose_due
from rmdesk.duties.retention import retentions
from rmdesk.duties.sealing import is_sound
from rmdesk.duties.transfer_list import begin
from rmdesk.duties.trial import Impact
from rmdesk.duties.undo import undo
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches
from tests.desk.test_disposition_meanwhile import agreed, refusal


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


# --- what is kept of it, and said


def test_an_owners_answer_is_kept_with_who_gave_it_and_the_letter(batches: Batches) -> None:
    """R6: in writing; what was not told is nothing."""
    batches.file("A")
    number = batches.propose("A")
    for evidence, wanted in (("memo 7", "memo 7"), (None, "")):
        given = {"unit": "Finance", "by": "O1", "evidence": evidence}
        concur(batches.session, number, given)
        (answer,) = concurrences_of(batches.session, batches.batch(number).id)
        assert (answer.unit, answer.evidence, answer.told_by) == ("Finance", wanted, "mlee")
        assert answer.told.startswith("2026-03-02T")
        undo(batches.session)


@pytest.mark.parametrize(
    ("seen", "said"), [([], "witnessed by -"), (["Wit", "Ness"], "witnessed by Wit, Ness")]
)
def test_who_is_told_otherwise_is_told_what_was_told(
    batches: Batches, seen: list[str], said: str
) -> None:
    batches.file("A")
    number = batches.approved("A")
    execution.begin(batches.session, number, {"method": "burnt", "witness": seen})
    given = {"method": "pulped", "recipient": "Archives", "witness": ["P1"]}
    told = refusal(lambda: execute(batches.session, batches.batch(number), given))
    assert told == [
        ("R35", f"{number} is being executed already: {each}.") for each in ("burnt", "-", said)
    ]


# --- an act is refused by what it is dimmed by


def test_a_decision_is_offered_where_one_is_wanted(batches: Batches) -> None:
    """By the function by which it is refused, for what is named and for the whole batch."""
    batches.file("A", **{"class": "SEL"})
    batches.file("B")
    batches.file("C")
    both, without = batches.propose("A", "B"), batches.propose("C")
    offered = acts()["decide"].reasons_against

    def told(number: str, *keys: str) -> list[str]:
        against = offered(batches.session, batches.batch(number), {"keys": keys})
        assert {each.rule for each in against} <= {"R7"}
        if keys:
            given = {"keys": keys, "decision": "destroy"}
            said = refusal(partial(decide, batches.session, number, given))
            assert said == [(each.rule, each.text) for each in against]
        return [each.text for each in against]

    assert told(both) == []
    assert told(without) == [f"Nothing that is open in {without} is under selective retention."]
    assert told(both, "B") == ["S is not under selective retention."]
    assert told(both, "C", "B") == [f"C is not open in {both}."]
    assert told(both, "A") == []
    refuse(batches.session, both, {"keys": ["A"], "reason": "mine"})
    assert told(both) == [f"Nothing that is open in {both} is under selective retention."]


def test_a_refusal_names_what_is_open_in_the_batch(batches: Batches) -> None:
    for key in "AB":
        batches.file(key)
    number = batches.propose("A")
    offered, batch = acts()["refuse"].reasons_against, batches.batch(number)
    for keys in (["B"], ["A", "B"]):
        against = offered(batches.session, batch, {"keys": keys})
        assert [each.text for each in against] == [f"B is not open in {number}."]
        given = {"keys": keys, "reason": "mine"}
        said = refusal(partial(refuse, batches.session, number, given))
        assert said == [("R7", f"B is not open in {number}.")]
    assert offered(batches.session, batch, {"keys": ["A"]}) == []
    assert batches.states(number) == {"A": "proposed"}


# --- what was decided to be kept for ever (R7)


def kept_for_ever(batches: Batches, *keys: str) -> str:
    """The number of an executed batch by which records under selective retention are kept."""
    number = batches.propose(*keys)
    agreed(batches, number)
    decide(batches.session, number, {"keys": keys, "decision": "permanent retention"})
    approve(batches.boss, number)
    done = execute(batches.session, batches.batch(number), {"method": "appraised"})
    assert is_sound(batches.session, done)
    assert set(batches.states(number).values()) == {"kept"}
    return number


def test_what_was_decided_to_be_kept_is_permanent_from_then_on(batches: Batches) -> None:
    batches.file("A", **{"class": "SEL"})
    batches.file("B", **{"class": "SEL"})
    number = kept_for_ever(batches, "A")
    session, kept = batches.session, batches.centre.now("A")
    assert (kept.status, kept.permanent, kept.ends) == ("in", number, "")
    assert [row["key"] for row in due_by(session, "2026-01-01").rows] == ["B"]
    assert refusal(lambda: propose(session, ["A"], "x")) == [("R7", "A is permanent.")]
    assert batches.states(propose_due(session, "2026-01-01", "x").number) == {"B": "proposed"}
    (told,) = retentions(session, ["A"])
    assert (told.dated.due, told.disposition, told.schedule) == ("", "permanent retention", "SEL")
    assert told.explained[1:] == (
        f"{number} decided to keep it", "permanent: it is never offered for disposition (R7)",
    )  # fmt: skip


@pytest.mark.parametrize("code", ["S", "T", "SEL"])
def test_it_stays_so_under_whatever_item_and_may_go_to_an_archives(
    batches: Batches, code: str
) -> None:
    batches.file("A", **{"class": "SEL"})
    number = kept_for_ever(batches, "A")
    edit_holding(batches.session, "A", {"class": code})
    texts = {"active_years": "1", "disposition": "destroy" if code == "T" else "transfer"}
    made = amend(batches.session, code, texts, "", "x")
    assert made.impact == Impact(holdings=1)
    approve_amendment(batches.boss, made.amendment.number)
    assert (batches.centre.now("A").permanent, batches.centre.now("A").ends) == (number, "")
    assert ("R7", "A is permanent.") in refusal(lambda: propose(batches.session, ["A"], "x"))
    to = {"archives": "City Archives", "agreed": "memo 7"}
    assert begin(batches.session, ["A"], to)[0].number == "T-2026-0001"


def test_a_box_goes_by_what_is_in_it_still_and_at_last_by_what_was(batches: Batches) -> None:
    """R11: what has left says no more how long the box is kept, until all of it has."""
    batches.centre.file("BOX", kind="box", unit="Finance")
    batches.file("LONG", container="BOX", closed="2012-03-31")
    batches.file("SHORT", container="BOX")

    def by() -> str:
        return retentions(batches.session, ["BOX"])[0].explained[0].rpartition(": ")[2]

    assert by() == "LONG"
    batches.executed("LONG")
    assert by() == "SHORT"
    batches.executed("SHORT")
    assert by() == "LONG"
    assert batches.states(batches.propose("BOX")) == {"BOX": "proposed"}


def test_what_came_in_an_accession_and_has_no_item_wants_one(batches: Batches) -> None:
    """R10, and no word of authorities that are not told (R12)."""
    given = {"number": "2010-0001", "unit": "Finance", "title": "L", "authority": "DA-7"}
    register(batches.session, ACCESSIONS, given)
    batches.file("A", accession="2010-0001", **{"class": "99"})
    batches.file("B", accession="2010-0001", **{"class": "NODA"})
    said = {key: refusal(partial(propose, batches.session, [key], "x")) for key in "AB"}
    assert said["A"] == [("R10", "A stands under no item of the schedule.")]
    assert [rule for rule, _text in said["B"]] == ["R3"]


def test_a_box_with_something_that_is_kept_is_not_disposed_of(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    for key in "AB":
        batches.file(key, container="BOX", **{"class": "SEL"})
    kept_for_ever(batches, "A")
    assert ("R7", "BOX is permanent.") in refusal(lambda: propose(batches.session, ["BOX"], "x"))
    (told,) = retentions(batches.session, ["BOX"])
    assert told.explained[0] == "goes by the longest kept of what lies in it: A"
