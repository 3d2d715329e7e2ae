"""Overrides: which rules, by whom, why, and where that is told (R37)."""

from datetime import date

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.audit import trail_of
from rmdesk.duties.circulation import charge_out, open_loan, reserve, return_
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick
from rmdesk.duties.report import make_report
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre

WHY = "the court sits tomorrow"


@pytest.fixture
def queued(centre: Centre) -> Centre:
    """A1 is reserved for P2."""
    centre.file("A1")
    reserve(centre.session, ["A1"], "P2")
    return centre


def refused(centre: Centre, key: str = "A1", rules: tuple[str, ...] = ()) -> list[Reason]:
    with pytest.raises(Refused) as refusal:
        charge_out_anyway(centre.session, [key], "P1", WHY, rules=rules)
    return refusal.value.reasons


def rules_of(reasons: list[Reason]) -> list[str]:
    return [each.rule for each in reasons]


def test_the_queue_is_passed_and_who_waits_stays_first(queued: Centre) -> None:
    with pytest.raises(Refused):
        charge_out(queued.session, ["A1"], "P1")
    (done,) = charge_out_anyway(queued.session, ["A1"], "P1", WHY, rules=["R20"])
    assert (done.status, queued.now("A1").holder_id) == ("out", queued.ito.id)
    loan = open_loan(queued.session, done.holding.id)
    assert loan is not None
    assert (loan.overrode, loan.overrode_for) == ("R20", WHY)
    (claim,) = queue_of(queued.session, done.holding.id)
    assert (claim.person, claim.state) == (queued.roy.id, "queued")
    return_(queued.session, ["A1"])
    assert queued.status("A1") == "waiting"


def test_what_was_fetched_for_somebody_is_to_be_fetched_again(queued: Centre) -> None:
    pick(queued.session, "A1")
    charge_out_anyway(queued.session, ["A1"], "P1", WHY)
    (claim,) = queue_of(queued.session, queued.now("A1").id)
    assert claim.state == "queued"


def test_the_limit_and_kinds_that_are_not_lent_may_be_overridden(centre: Centre) -> None:
    (centre.home / "guidelines.toml").write_text("[loans]\nlimit = 1\n", "utf-8")
    centre.desk.close()
    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")
    centre.file("A1")
    centre.file("D1", kind="document")
    charge_out_anyway(centre.session, ["D1"], "P1", WHY)
    charge_out_anyway(centre.session, ["A1"], "P1", WHY)
    loans = [open_loan(centre.session, centre.now(key).id) for key in ("D1", "A1")]
    assert [each.overrode for each in loans if each] == ["R27", "R14"]


def test_only_the_rule_that_is_named_is_overridden(centre: Centre) -> None:
    centre.file("D1", kind="document")
    reserve(centre.session, ["D1"], "P2")
    assert rules_of(refused(centre, "D1", ("R20",))) == ["R27"]
    assert rules_of(refused(centre, "D1", ("R20", "R27", "R16"))) == ["R37"]
    charge_out_anyway(centre.session, ["D1"], "P1", WHY, rules=["R20", "R27"])
    loan = open_loan(centre.session, centre.now("D1").id)
    assert loan is not None
    assert loan.overrode == "R20, R27"


@pytest.mark.parametrize("rules", [(), ("R16",), ("R16", "R20")])
def test_a_clearance_is_never_overridden(centre: Centre, rules: tuple[str, ...]) -> None:
    edit_person(centre.session, "mlee", {"clearance": "secret"})
    edit_person(centre.session, "P2", {"clearance": "secret"})
    centre.file("S1", security="secret")
    for who in ("P1", "P2"):
        centre.entered("S1", who)
    reserve(centre.session, ["S1"], "P2")
    assert "R16" in rules_of(refused(centre, "S1", rules))
    assert centre.status("S1") == "in"


def test_neither_is_where_it_is_nor_an_authorisation_nor_a_registration(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P2")
    assert rules_of(refused(centre)) == ["R14", "R37"]
    add_person(
        centre.session, {"barcode": "C1", "name": "Cora", "unit": "Legal", "custodian": True}
    )
    centre.file("L9", unit="Legal")
    assert rules_of(refused(centre, "L9")) == ["R15", "R37"]
    edit_person(centre.session, "P1", {"valid_until": "2026-03-01"})
    centre.file("A2")
    assert rules_of(refused(centre, "A2")) == ["R14", "R37"]


def test_nor_what_waits_inside_a_box(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("IN1", container="BOX", home="")
    reserve(centre.session, ["IN1"], "P2")
    assert rules_of(refused(centre, "BOX", ("R20",))) == ["R20", "R37"]


def test_where_nothing_stands_against_it_there_is_nothing_to_override(centre: Centre) -> None:
    centre.file("A1")
    (reason,) = refused(centre)
    assert (reason.rule, reason.lifted_by) == ("R37", "charging it out")


def test_it_needs_a_supervisor_and_a_reason(queued: Centre) -> None:
    add_person(
        queued.session, {"barcode": "T1", "name": "Tess", "login": "tess", "role": "technician"}
    )
    with pytest.raises(Refused) as refusal:
        charge_out_anyway(queued.desk.session("tess"), ["A1"], "P1", WHY)
    assert rules_of(refusal.value.reasons) == ["R37"]
    with pytest.raises(BadInput):
        charge_out_anyway(queued.session, ["A1"], "P1", "  ")
    assert queued.status("A1") == "in"


def test_it_is_in_the_log_and_reported(queued: Centre) -> None:
    charge_out_anyway(queued.session, ["A1"], "P1", WHY)
    assert {each.reason for each in trail_of(queued.session, "A1", 50)} >= {WHY}
    report = make_report(queued.session, "overrides")
    (row,) = report.rows
    assert (row["rule"], row["reason"], row["actor"], row["barcode"], row["holder"]) == (
        "R20", WHY, "mlee", "A1", "Aiko Ito",
    )  # fmt: skip
    assert make_report(queued.session, "overrides", date(2026, 3, 3)).rows == []
    assert make_report(queued.session, "overrides", by="rule").rows == [{"rule": "R20", "count": 1}]
    return_(queued.session, ["A1"])
    assert make_report(queued.session, "overrides").totals == {"count": 1}


def test_what_one_may_not_know_of_is_not_reported(centre: Centre) -> None:
    for who in ("mlee", "P1", "P2"):
        edit_person(centre.session, who, {"clearance": "secret"})
    centre.file("S1", security="secret")
    for who in ("P1", "P2"):
        centre.entered("S1", who)
    reserve(centre.session, ["S1"], "P2")
    charge_out_anyway(centre.session, ["S1"], "P1", WHY)
    assert make_report(centre.desk.session("other"), "overrides").totals == {"count": 0}


def test_it_is_tried_first_and_taken_back(queued: Centre) -> None:
    given = {"to": "P1", "reason": WHY}
    perform(queued.session, acts()["override"], ["A1"], given, dry_run=True)
    assert queued.status("A1") == "in"
    perform(queued.session, acts()["override"], ["A1"], given)
    undo(queued.session)
    assert queued.status("A1") == "in"
    assert make_report(queued.session, "overrides").rows == []
