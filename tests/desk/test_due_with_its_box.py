"""Until when a content is lent that went out with its box, or by itself (R22, R24)."""

from collections.abc import Callable
from datetime import date

import pytest

from rmdesk.duties.circulation import charge_out, recall, renew, reserve, return_
from rmdesk.duties.claimed import claim_returned, still_out
from rmdesk.duties.guidance import explain_loan
from rmdesk.duties.loan import open_loan
from rmdesk.duties.person import edit_person
from rmdesk.duties.recall import lift_recall
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.records import Loan
from tests.desk.conftest import Centre
from tests.desk.test_recall import rules
from tests.staff import colleague

FIRST, RECALL, RENEWED = "2026-03-30", "2026-03-03", "2026-04-06"
"""Due after the charge-out, after a recall of that day, after a renewal seven days later."""


@pytest.fixture
def lent(centre: Centre) -> Centre:
    """OUTER with BOX and SIDE in it, and IN and IN2 in BOX, are out."""
    centre.file("OUTER", kind="box")
    centre.file("BOX", kind="box", container="OUTER", home="")
    centre.file("SIDE", container="OUTER", home="")
    for key in ("IN", "IN2"):
        centre.file(key, container="BOX", home="")
    charge_out(centre.session, ["OUTER"], "P1")
    return centre


@pytest.fixture
def apart(centre: Centre) -> Centre:
    """IN is out by itself, and then its box to the same person."""
    centre.file("BOX", kind="box")
    centre.file("IN", container="BOX", home="")
    charge_out(centre.session, ["IN"], "P1")
    centre.clock.forward(days=7)
    charge_out(centre.session, ["BOX"], "P1", due=date(2026, 3, 16))
    return centre


def dues(centre: Centre, *keys: str) -> list[str]:
    """When each is due, by its loan and by its record alike."""
    found = []
    for key in keys:
        loan = loan_of(centre, key)
        assert loan.due == centre.now(key).due
        found.append(loan.due)
    return found


def loan_of(centre: Centre, key: str) -> Loan:
    loan = open_loan(centre.session, centre.now(key).id)
    assert loan is not None
    return loan


def told(call: Callable[[], object]) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refused:
        call()
    return [(each.rule, each.text, each.lifted_by) for each in refused.value.reasons]


# --- renewals


@pytest.mark.parametrize(("key", "box"), [("IN", "BOX"), ("BOX", "OUTER"), ("SIDE", "OUTER")])
@pytest.mark.parametrize("due", [None, date(2026, 3, 31)])
def test_a_content_is_not_renewed_past_its_box(
    lent: Centre, key: str, box: str, due: date | None
) -> None:
    lent.clock.forward(days=7)
    text = f"{key} went out with {box}, which is due {FIRST}."
    expected = [("R24", text, f"renewing {box}")]
    assert told(lambda: renew(lent.session, [key], due=due)) == expected
    assert dues(lent, key) == [FIRST]


def test_what_a_renewal_is_given_to_the_day_of_its_box_lengthens_nothing(lent: Centre) -> None:
    lent.clock.forward(days=7)
    reasons = told(lambda: renew(lent.session, ["IN"], due=date(2026, 3, 30)))
    assert [rule for rule, _text, _by in reasons] == ["R14"]


def test_the_outermost_is_renewed_with_all(lent: Centre) -> None:
    lent.clock.forward(days=7)
    renew(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "SIDE", "IN") == [RENEWED] * 4
    undo(lent.session)
    assert dues(lent, "OUTER", "BOX", "SIDE", "IN") == [FIRST] * 4


def test_what_is_due_before_its_box_is_renewed_up_to_that(lent: Centre) -> None:
    recall(lent.session, ["IN"])
    lent.clock.forward(days=7)
    renew(lent.session, ["OUTER"])
    lift_recall(lent.session, ["IN"])
    assert dues(lent, "OUTER", "IN") == [RENEWED, FIRST]
    lent.clock.forward(days=3)
    renew(lent.session, ["IN"])
    assert dues(lent, "IN") == [RENEWED]
    undo(lent.session)
    assert dues(lent, "IN") == [FIRST]
    assert renew(lent.session, ["IN"], due=date(2026, 4, 1))[0].due == "2026-04-01"


def test_a_day_that_is_past_is_no_day_to_renew_to(lent: Centre) -> None:
    with pytest.raises(BadInput):
        renew(lent.session, ["OUTER"], due=date(2026, 3, 1))
    assert dues(lent, "OUTER") == [FIRST]


@pytest.mark.parametrize("key", ["OUTER", "BOX", "IN"])
def test_who_waits_for_a_content_is_told_by_its_name(lent: Centre, key: str) -> None:
    reserve(lent.session, ["IN"], "P2")
    lent.clock.forward(days=7)
    reasons = told(lambda: renew(lent.session, [key]))
    assert reasons[0][:2] == ("R21", "Someone waits for IN.")


def test_all_reasons_are_told_at_once(lent: Centre) -> None:
    edit_person(lent.session, "P1", {"valid_until": "2026-03-31"})
    lent.clock.forward(days=7)
    reasons = told(lambda: renew(lent.session, ["IN"], due=date(2026, 4, 15)))
    assert [rule for rule, _text, _by in reasons] == ["R14"]
    recall(lent.session, ["IN"])
    reasons = told(lambda: renew(lent.session, ["IN"]))
    assert [rule for rule, _text, _by in reasons] == ["R22"]


def test_what_was_lent_by_itself_is_renewed_by_itself(apart: Centre) -> None:
    assert dues(apart, "BOX", "IN") == ["2026-03-16", FIRST]
    renew(apart.session, ["IN"])
    assert dues(apart, "BOX", "IN") == ["2026-03-16", RENEWED]
    renew(apart.session, ["BOX"])
    assert dues(apart, "BOX", "IN") == [RENEWED, RENEWED]


def test_a_box_that_one_may_not_know_of_is_not_named(centre: Centre) -> None:
    centre.file("SBOX", kind="box", security="secret")
    centre.file("IN", container="SBOX", home="")
    for key in ("P1", "mlee"):
        edit_person(centre.session, key, {"clearance": "secret"})
    centre.entered("SBOX", "P1")
    charge_out(centre.session, ["SBOX"], "P1")
    centre.clock.forward(days=7)
    other = colleague(centre.desk, "other")
    hidden = [("R14", "IN does not go as it is now.", "the security officer")]
    assert told(lambda: renew(other, ["IN"])) == hidden
    assert told(lambda: renew(other, ["IN"], due=date(2026, 4, 15))) == hidden
    recall(centre.session, ["IN"])
    recall(centre.session, ["SBOX"])
    assert told(lambda: lift_recall(other, ["IN"])) == hidden  # in the words of all such refusals


# --- recalls


def test_a_recall_of_a_box_reaches_all_that_went_with_it(lent: Centre) -> None:
    recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "SIDE", "IN") == [RECALL] * 4
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "SIDE", "IN") == [FIRST] * 4
    assert not any(loan_of(lent, key).recalled for key in ("OUTER", "BOX", "SIDE", "IN"))


def test_a_recall_of_a_box_does_not_reach_what_was_lent_by_itself(apart: Centre) -> None:
    recall(apart.session, ["BOX"])
    assert dues(apart, "BOX", "IN") == ["2026-03-10", FIRST]
    lift_recall(apart.session, ["BOX"])
    assert dues(apart, "BOX", "IN") == ["2026-03-16", FIRST]


def test_each_is_given_its_own_day_back(lent: Centre) -> None:
    """IN is due before its box; lifting the recall of that lengthens it no more than it was."""
    recall(lent.session, ["IN"])
    lent.clock.forward(days=7)
    renew(lent.session, ["OUTER"])
    lift_recall(lent.session, ["IN"])
    recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "IN", "IN2") == ["2026-03-10"] * 4
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "IN", "IN2") == [RENEWED, RENEWED, FIRST, RENEWED]
    undo(lent.session)
    assert dues(lent, "OUTER", "BOX", "IN", "IN2") == ["2026-03-10"] * 4


def test_what_was_due_later_than_its_box_is_not_shortened_by_the_lifting(lent: Centre) -> None:
    """So it was kept by an earlier version, in which a content was renewed past its box."""
    with lent.session.change("renew"):
        loan = loan_of(lent, "IN")
        loan.due = "2026-05-04"
        lent.session.save(loan)
        holding = lent.now("IN")
        holding.due = "2026-05-04"
        lent.session.save(holding)
    recall(lent.session, ["OUTER"])
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "IN", "IN2") == ["2026-05-04", FIRST]


@pytest.mark.parametrize("first", ["BOX", "OUTER"])
def test_a_recall_within_a_recall(lent: Centre, first: str) -> None:
    """Each has its own recall, and the one that is lifted leaves the other."""
    recall(lent.session, ["BOX"], due=date(2026, 3, 20))
    assert dues(lent, "OUTER", "BOX", "IN") == [FIRST, "2026-03-20", "2026-03-20"]
    recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "IN") == [RECALL] * 3
    if first == "BOX":
        text = "OUTER, with which BOX went out, is recalled too."
        expected = [("R24", text, "lifting the recall of OUTER")]
        assert told(lambda: lift_recall(lent.session, ["BOX"])) == expected
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "IN", "SIDE") == [FIRST, "2026-03-20", "2026-03-20", FIRST]
    text = "IN was recalled with BOX."
    expected = [("R24", text, "lifting the recall of BOX")]
    assert told(lambda: lift_recall(lent.session, ["IN"])) == expected
    undo(lent.session)
    assert dues(lent, "OUTER", "BOX", "IN") == [RECALL] * 3
    lift_recall(lent.session, ["OUTER"])
    lift_recall(lent.session, ["BOX"])
    assert dues(lent, "OUTER", "BOX", "IN") == [FIRST] * 3
    for key in ("OUTER", "BOX", "IN"):
        loan = loan_of(lent, key)
        assert (loan.recalled, loan.due_before, loan.due_along, loan.recalled_to) == ("",) * 4


def test_what_was_recalled_by_itself_keeps_its_day_through_the_recall_of_its_box(
    lent: Centre,
) -> None:
    recall(lent.session, ["IN"], due=date(2026, 3, 20))
    recall(lent.session, ["OUTER"])
    assert dues(lent, "IN") == [RECALL]
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "IN") == ["2026-03-20"]
    assert loan_of(lent, "IN").recalled
    lift_recall(lent.session, ["IN"])
    assert dues(lent, "IN") == [FIRST]


def test_a_recall_that_an_earlier_version_made_is_lifted_too(lent: Centre) -> None:
    recall(lent.session, ["IN"], due=date(2026, 3, 20))
    recall(lent.session, ["OUTER"], due=date(2026, 3, 25))
    with lent.session.change("recall"):
        for key in ("OUTER", "BOX", "IN", "IN2"):
            loan = loan_of(lent, key)
            loan.due_along = loan.recalled_to = ""
            lent.session.save(loan)
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "OUTER", "BOX", "IN", "IN2") == [FIRST, FIRST, "2026-03-20", FIRST]


def test_recalls_are_undone(lent: Centre) -> None:
    recall(lent.session, ["BOX"], due=date(2026, 3, 20))
    recall(lent.session, ["OUTER"])
    undo(lent.session)
    assert dues(lent, "OUTER", "BOX", "IN") == [FIRST, "2026-03-20", "2026-03-20"]
    undo(lent.session)
    assert dues(lent, "OUTER", "BOX", "IN") == [FIRST] * 3
    assert loan_of(lent, "IN").due_along == ""


def test_why_it_is_due_then_is_told(lent: Centre) -> None:
    assert explain_loan(lent.session, "IN")[0] == "It went out inside BOX, and is due with it."
    recall(lent.session, ["IN"])
    head, *why = explain_loan(lent.session, "IN")
    assert head == "It went out inside BOX."
    assert why[0].startswith("It was recalled on")
    assert why[-1].startswith("Until then it was due")


# --- what its borrower says was returned


def test_what_is_still_out_after_all_is_recalled_as_its_box_is(lent: Centre) -> None:
    claim_returned(lent.session, ["IN"], "says so")
    recall(lent.session, ["OUTER"])
    assert dues(lent, "BOX", "IN") == [RECALL, FIRST]
    assert still_out(lent.session, ["IN"])[0].due == RECALL
    assert dues(lent, "BOX", "IN") == [RECALL, RECALL]
    assert loan_of(lent, "IN").recalled
    lift_recall(lent.session, ["OUTER"])
    assert dues(lent, "BOX", "IN") == [FIRST, FIRST]
    assert not loan_of(lent, "IN").recalled


def test_what_was_recalled_with_its_box_and_then_claimed_is_let_be_by_itself(lent: Centre) -> None:
    recall(lent.session, ["OUTER"])
    claim_returned(lent.session, ["IN"], "says so")
    lift_recall(lent.session, ["OUTER"])
    still_out(lent.session, ["IN"])
    assert (dues(lent, "IN"), bool(loan_of(lent, "IN").recalled)) == ([RECALL], True)
    lift_recall(lent.session, ["IN"])
    assert dues(lent, "IN") == [FIRST]


def test_a_return_ends_all_of_it(lent: Centre) -> None:
    recall(lent.session, ["IN"])
    recall(lent.session, ["OUTER"])
    return_(lent.session, ["OUTER"])
    charge_out(lent.session, ["OUTER"], "P2")
    assert dues(lent, "OUTER", "IN") == [FIRST, FIRST]
    assert not loan_of(lent, "IN").recalled


def test_a_loan_that_is_shorter_than_the_least_is_recalled_to_its_own_day(centre: Centre) -> None:
    centre.file("A1")
    rules(centre, "[loans]\nminimum_days = 20\n")
    charge_out(centre.session, ["A1"], "P1", due=date(2026, 3, 4))
    (done,) = recall(centre.session, ["A1"], due=date(2026, 3, 4))
    assert (done.due, done.next) == ("2026-03-04", "it was due then already")


def test_a_loan_may_be_due_today(centre: Centre) -> None:
    centre.file("A1")
    assert charge_out(centre.session, ["A1"], "P1", due=date(2026, 3, 2))[0].due == "2026-03-02"
    with pytest.raises(BadInput):
        recall(centre.session, ["A1"], due=date(2026, 3, 1))
