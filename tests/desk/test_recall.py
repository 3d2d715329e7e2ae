"""Recalls: when what is called back is due, and what lifting the recall gives back (R22)."""

from datetime import date

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, open_loan, recall, renew, reserve, return_
from rmdesk.duties.guidance import explain_loan
from rmdesk.duties.person import edit_person
from rmdesk.duties.recall import lift_recall
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.model.records import Loan
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def lent(centre: Centre) -> Centre:
    """BOX with IN1 and IN2, and A1, are out; due 2026-03-30."""
    centre.file("BOX", kind="box")
    for key in ("IN1", "IN2"):
        centre.file(key, container="BOX", home="")
    centre.file("A1")
    charge_out(centre.session, ["BOX", "A1"], "P1")
    return centre


def rules(centre: Centre, text: str) -> None:
    """Open the desk anew with other guidelines."""
    (centre.home / "guidelines.toml").write_text(text, "utf-8")
    centre.desk.close()
    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")


def loan_of(centre: Centre, key: str) -> Loan:
    loan = open_loan(centre.session, centre.now(key).id)
    assert loan is not None
    return loan


def test_a_lifted_recall_gives_the_due_day_back_and_renewals(lent: Centre) -> None:
    recall(lent.session, ["A1"])
    assert lent.now("A1").due == "2026-03-03"
    assert lift_recall(lent.session, ["A1"])[0].due == "2026-03-30"
    loan = loan_of(lent, "A1")
    assert (loan.due, loan.recalled, loan.due_before) == ("2026-03-30", "", "")
    lent.clock.forward(days=7)
    assert renew(lent.session, ["A1"])[0].due == "2026-04-06"


def test_it_can_be_recalled_again(lent: Centre) -> None:
    for _time in range(2):
        recall(lent.session, ["A1"])
        lift_recall(lent.session, ["A1"])
    assert lent.now("A1").due == "2026-03-30"


def test_what_was_not_recalled_has_no_recall_to_lift(lent: Centre) -> None:
    lent.file("A2")
    with pytest.raises(Refused, match="A1 was not recalled"):
        lift_recall(lent.session, ["A1"])
    with pytest.raises(Refused, match="A2 is not out"):
        lift_recall(lent.session, ["A2"])


def test_all_are_lifted_or_none(lent: Centre) -> None:
    recall(lent.session, ["BOX"])
    with pytest.raises(Refused):
        lift_recall(lent.session, ["BOX", "A1"])
    assert lent.now("BOX").due == "2026-03-03"


def test_a_box_and_its_files_are_recalled_and_let_be_together(lent: Centre) -> None:
    recall(lent.session, ["BOX"])
    assert {lent.now(key).due for key in ("BOX", "IN1", "IN2")} == {"2026-03-03"}
    with pytest.raises(Refused, match="IN1 was recalled with BOX"):
        lift_recall(lent.session, ["IN1"])
    lift_recall(lent.session, ["BOX"])
    assert {lent.now(key).due for key in ("BOX", "IN1", "IN2")} == {"2026-03-30"}
    assert not loan_of(lent, "IN1").recalled


def test_what_was_recalled_by_itself_stays_so_whatever_its_box_does(lent: Centre) -> None:
    recall(lent.session, ["IN1"])
    lent.clock.forward(days=7)
    renew(lent.session, ["BOX"])
    assert [lent.now(key).due for key in ("IN1", "IN2")] == ["2026-03-03", "2026-04-06"]
    recall(lent.session, ["BOX"])
    lift_recall(lent.session, ["BOX"])
    assert [lent.now(key).due for key in ("IN1", "IN2")] == ["2026-03-03", "2026-04-06"]
    assert lift_recall(lent.session, ["IN1"])[0].due == "2026-03-30"


def test_a_recall_that_went_past_leaves_the_loan_as_late_as_it_was(lent: Centre) -> None:
    recall(lent.session, ["A1"])
    lent.clock.forward(days=60)
    assert lift_recall(lent.session, ["A1"])[0].due == "2026-03-30"


def test_the_day_that_is_given_back_lies_within_the_registration(lent: Centre) -> None:
    recall(lent.session, ["A1"])
    edit_person(lent.session, "P1", {"valid_until": "2026-03-14"})  # a Saturday
    assert lift_recall(lent.session, ["A1"])[0].due == "2026-03-13"


def test_a_loan_lasts_its_least_of_days(lent: Centre) -> None:
    rules(lent, "[loans]\nminimum_days = 5\n")
    assert recall(lent.session, ["A1"])[0].due == "2026-03-09"  # the 7th is a Saturday
    assert explain_loan(lent.session, "A1")[1] == (
        "A loan lasts 5 days at least (loans.minimum_days)."
    )
    lift_recall(lent.session, ["A1"])
    lent.clock.forward(days=9)
    assert recall(lent.session, ["A1"])[0].due == "2026-03-12"


def test_a_given_day_before_that_is_refused(lent: Centre) -> None:
    rules(lent, "[loans]\nminimum_days = 5\n")
    with pytest.raises(Refused, match="until 2026-03-09 at least"):
        recall(lent.session, ["A1"], due=date(2026, 3, 6))
    assert recall(lent.session, ["A1"], due=date(2026, 3, 7))[0].due == "2026-03-09"


def test_the_least_of_days_lengthens_nothing(lent: Centre) -> None:
    lent.file("A2")
    rules(lent, "[loans]\nminimum_days = 20\n")
    charge_out(lent.session, ["A2"], "P1", due=date(2026, 3, 4))
    (done,) = recall(lent.session, ["A2"], due=date(2026, 3, 5))
    assert (done.due, done.next) == ("2026-03-04", "it was due then already")


def test_both_are_taken_back(lent: Centre) -> None:
    recall(lent.session, ["BOX"])
    lift_recall(lent.session, ["BOX"])
    undo(lent.session)
    assert (lent.now("IN1").due, loan_of(lent, "IN1").recalled) == ("2026-03-03", "2026-03-02")
    undo(lent.session)
    assert (lent.now("IN1").due, loan_of(lent, "BOX").due_before) == ("2026-03-30", "")


def test_a_dry_run_lifts_nothing_and_a_return_ends_it(lent: Centre) -> None:
    recall(lent.session, ["A1"])
    perform(lent.session, acts()["lift-recall"], ["A1"], {}, dry_run=True)
    assert lent.now("A1").due == "2026-03-03"
    return_(lent.session, ["A1"])
    with pytest.raises(Refused, match="not out"):
        lift_recall(lent.session, ["A1"])


def test_another_session_sees_it_and_who_waits_still_waits(lent: Centre) -> None:
    reserve(lent.session, ["A1"], "P2")
    recall(lent.session, ["A1"])
    lift_recall(colleague(lent.desk, "other"), ["A1"])
    lent.clock.forward(days=7)
    with pytest.raises(Refused, match="waits for A1"):
        renew(lent.session, ["A1"])


def test_a_container_that_may_not_be_known_of_is_not_named(centre: Centre) -> None:
    centre.file("SBOX", kind="box", security="secret")
    centre.file("IN1", container="SBOX", home="")
    edit_person(centre.session, "P1", {"clearance": "secret"})
    edit_person(centre.session, "mlee", {"clearance": "secret"})
    centre.entered("SBOX", "P1")
    charge_out(centre.session, ["SBOX"], "P1")
    recall(centre.session, ["SBOX"])
    other = colleague(centre.desk, "other")
    with pytest.raises(Refused) as refusal:
        lift_recall(other, ["IN1"])
    assert "SBOX" not in str(refusal.value.message)
