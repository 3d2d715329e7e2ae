"""Authorisations (R15): who may draw and collect, from when until when, and what is kept of it."""

from collections.abc import Callable
from functools import partial

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.registering import amend, register
from rmdesk.duties import acts
from rmdesk.duties.authorising import AUTHORISATIONS, Authorisation, withdraw
from rmdesk.duties.circulation import charge_out, open_loan, return_
from rmdesk.duties.collecting import collect
from rmdesk.duties.describe import Describer
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick
from rmdesk.duties.request import find_request, hand_over, intake, make_ready
from rmdesk.duties.undo import undo
from rmdesk.labels.slips import on_a_slip
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.records import Loan
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def units(centre: Centre) -> Centre:
    """Finance has a custodian, KEEPER; F1 is Finance's; P1 is of Legal, and so is MESSENGER."""
    session = centre.session
    keeper = {"barcode": "KEEPER", "name": "Keeper", "unit": "Finance", "custodian": True}
    add_person(session, keeper)
    edit_person(session, "P1", {"unit": "Legal"})
    add_person(session, {"barcode": "MESSENGER", "name": "Max", "unit": "Legal"})
    centre.file("F1", unit="Finance")
    centre.file("G1")
    return centre


def let(centre: Centre, giver: str = "P1", person: str = "MESSENGER", **days: str) -> Authorisation:
    values = {"giver": giver, "person": person, **days}
    made: Authorisation = register(centre.session, AUTHORISATIONS, values)
    return made


def refused(act: Callable[[], object]) -> list[Reason]:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reasons


def loan_of(centre: Centre, key: str) -> Loan:
    loan = open_loan(centre.session, centre.now(key).id)
    assert loan is not None
    return loan


# --- drawing


@pytest.mark.parametrize(
    ("start", "until", "may"),
    [
        ("", "", True),
        ("2026-03-02", "2026-03-02", True),
        ("2026-02-01", "2026-03-01", False),
        ("2026-03-03", "", False),
        ("2026-03-01", "2026-12-31", True),
    ],
)
def test_a_custodian_lets_a_person_draw_within_its_days(
    units: Centre, start: str, until: str, may: bool
) -> None:
    (reason,) = refused(lambda: charge_out(units.session, ["F1"], "P1"))
    assert (reason.rule, reason.lifted_by) == ("R15", "Keeper")
    made = let(units, "KEEPER", "P1", start=start)
    amend(units.session, AUTHORISATIONS, made.number, {"until": until})
    if may:
        assert charge_out(units.session, ["F1"], "P1")[0].status == "out"
    else:
        assert refused(lambda: charge_out(units.session, ["F1"], "P1")) == [reason]


@pytest.mark.parametrize(
    ("days", "left", "rule", "at"),
    [
        ({"until": "2026-03-01"}, "", "R15", "until"),
        ({}, "KEEPER", "R14", ""),
        ({"until": "2027-01-01"}, "P1", "R14", ""),
    ],
)
def test_none_is_taken_in_that_would_let_nobody(
    units: Centre, days: dict[str, str], left: str, rule: str, at: str
) -> None:
    if left:
        edit_person(units.session, left, {"valid_until": "2026-03-01"})
    (reason,) = refused(lambda: let(units, "KEEPER", "P1", **days))
    assert (reason.rule, reason.at) == (rule, at)


def test_only_a_custodian_of_the_unit_who_still_is_one_lets_draw(units: Centre) -> None:
    let(units, "MESSENGER", "P1")
    assert refused(lambda: charge_out(units.session, ["F1"], "P1"))
    let(units, "KEEPER", "P1")
    charge_out(units.session, ["F1"], "P1")
    return_(units.session, ["F1"])
    add_person(units.session, {"name": "Second", "unit": "Finance", "custodian": True})
    edit_person(units.session, "KEEPER", {"custodian": False})
    assert refused(lambda: charge_out(units.session, ["F1"], "P1"))[0].lifted_by == "Second"
    edit_person(units.session, "KEEPER", {"custodian": True, "valid_until": "2026-03-01"})
    assert refused(lambda: charge_out(units.session, ["F1"], "P1"))


def test_what_is_withdrawn_lets_nobody_from_that_day(units: Centre) -> None:
    made = let(units, "KEEPER", "P1")
    assert (made.number, made.start, made.taken_by) == ("A-0001", "2026-03-02", "mlee")
    withdraw(units.session, ["a-0001"], "moved")
    assert refused(lambda: charge_out(units.session, ["F1"], "P1"))
    assert refused(lambda: withdraw(units.session, ["A-0001"], "twice"))[0].rule == "R35"
    undo(units.session)
    charge_out(units.session, ["F1"], "P1")


# --- taking one in


def test_nobody_lets_themselves(units: Centre) -> None:
    assert refused(lambda: let(units, "P1", "P1"))[0].rule == "R37"
    assert refused(lambda: let(units, "KEEPER", "mlee"))[0].rule == "R37"


def test_a_custodians_is_taken_in_by_a_supervisor(units: Centre) -> None:
    colleague(units.desk, "tech")
    technician = units.desk.session("tech")
    values = {"giver": "KEEPER", "person": "P1"}
    assert refused(lambda: register(technician, AUTHORISATIONS, values))[0].rule == "R37"
    register(technician, AUTHORISATIONS, {"giver": "P1", "person": "MESSENGER"})


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"giver": "P1"}, BadInput),
        ({"person": "P1"}, BadInput),
        ({"giver": "P1", "person": "ghost"}, NotFound),
        (
            {"giver": "P1", "person": "P2", "start": "2026-03-05", "until": "2026-03-04"},
            BadInput,
        ),
    ],
)
def test_it_names_two_people_and_its_days_in_order(
    units: Centre, values: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        register(units.session, AUTHORISATIONS, values)


def test_its_end_is_amended_and_its_people_are_known_by_badge_or_name(units: Centre) -> None:
    made = let(units, "Aiko Ito", "max", start="2026-02-01")
    assert (made.giver, made.person) == ("Aiko Ito", "Max")
    amend(units.session, AUTHORISATIONS, made.number, {"until": "2026-03-01"})
    assert refused(lambda: charge_out(units.session, ["G1"], "P1", by="MESSENGER"))


# --- collecting


def test_who_is_let_by_the_borrower_collects_and_it_is_kept(units: Centre) -> None:
    (reason,) = refused(lambda: charge_out(units.session, ["G1"], "P1", by="MESSENGER"))
    assert reason.rule == "R15"
    assert reason.text == "Max is not authorised to collect for Aiko Ito."
    assert reason.lifted_by == "an authorisation by Aiko Ito or a custodian"
    let(units)
    charge_out(units.session, ["G1"], "P1", by="MESSENGER")
    loan = loan_of(units, "G1")
    assert (loan.person, loan.by) == (units.ito.id, units.session.person("MESSENGER").id)
    assert Describer(units.session).document(units.now("G1"))["collected_by"] == "Max"
    assert on_a_slip(units.session, units.now("G1"))["borrower"] == "Aiko Ito, by Max"


@pytest.mark.parametrize(
    ("giver", "may"),
    [("P1", True), ("P2", False), ("LEGAL", True), ("KEEPER", False)],
)
def test_the_borrower_or_a_custodian_of_theirs_lets_collect(
    units: Centre, giver: str, may: bool
) -> None:
    legal = {"barcode": "LEGAL", "name": "Lex", "unit": "Legal", "custodian": True}
    add_person(units.session, legal)
    let(units, giver)

    def act() -> object:
        return charge_out(units.session, ["G1"], "P1", by="MESSENGER")

    if may:
        act()
    else:
        assert [each.rule for each in refused(act)] == ["R15"]


def test_a_custodian_collects_for_their_people(units: Centre) -> None:
    edit_person(units.session, "P1", {"unit": "Finance", "authorised": ["Finance"]})
    charge_out(units.session, ["F1", "G1"], "P1", by="KEEPER")
    assert loan_of(units, "F1").by == units.session.person("KEEPER").id


def test_the_borrower_is_asked_about_as_well_and_all_is_told(units: Centre) -> None:
    edit_person(units.session, "MESSENGER", {"valid_until": "2026-03-01"})
    found = refused(lambda: charge_out(units.session, ["F1"], "P1", by="MESSENGER"))
    assert [each.rule for each in found] == ["R15", "R15", "R14"]


def test_who_carries_it_is_cleared_for_it_r18(units: Centre) -> None:
    units.file("BOX", kind="box")
    units.file("S1", security="secret", container="BOX", home="")
    edit_person(units.session, "P1", {"clearance": "secret"})
    units.entered("S1", "P1")
    let(units)
    (reason,) = refused(lambda: charge_out(units.session, ["BOX"], "P1", by="MESSENGER"))
    assert (reason.rule, reason.text) == ("R16", "Max is not cleared for BOX.")
    charge_out(units.session, ["BOX"], "P1", by="P1")
    assert loan_of(units, "BOX").by is None


def test_no_override_lets_a_third_person(units: Centre) -> None:
    act = lambda: charge_out_anyway(units.session, ["F1"], "P1", "why")  # noqa: E731
    assert {each.rule for each in refused(act)} >= {"R15"}


def test_it_is_said_at_intake_and_done_at_the_counter(units: Centre) -> None:
    told = intake(units.session, "P1", ["G1"], collector="max")
    assert (told.request.collector, [r.rule for r in told.items[0].reasons]) == ("Max", ["R15"])
    number = told.request.number
    pick(units.session, "G1")
    make_ready(units.session, number)
    assert on_a_slip(units.session, units.now("G1"))["requester"] == "Aiko Ito, by Max"
    assert [each.rule for each in refused(lambda: hand_over(units.session, number))] == ["R15"]
    let(units)
    hand_over(units.session, number)
    assert loan_of(units, "G1").by == units.session.person("MESSENGER").id
    undo(units.session)
    assert find_request(units.session, number).status == "ready"
    with pytest.raises(NotFound):
        intake(units.session, "P2", ["G1"], collector="ghost")


def test_what_is_set_aside_goes_to_who_collects_it(units: Centre) -> None:
    let(units)
    assert refused(lambda: collect(units.session, ["G1"], "MESSENGER"))[0].rule == "R39"
    number = intake(units.session, "P1", ["G1"]).request.number
    pick(units.session, "G1")
    assert refused(lambda: collect(units.session, ["G1"], "P1"))[0].rule == "R15"
    assert refused(lambda: collect(units.session, ["G1"], "P2"))[0].rule == "R15"
    by = {"by": "MESSENGER"}
    (tried,) = perform(units.session, acts()["collect"], ["G1"], by, dry_run=True)
    assert (tried.status, units.status("G1")) == ("out", "picked")
    collect(units.session, ["G1"], "MESSENGER")
    assert units.now("G1").holder_id == units.ito.id
    assert find_request(units.session, number).status == "handed-over"


@pytest.mark.parametrize(
    ("by", "fetched", "told"),
    [("MESSENGER", True, True), ("MESSENGER", False, False), ("P2", True, False)],
)
def test_it_is_said_that_who_asks_for_it_may_collect_it(
    units: Centre, by: str, *, fetched: bool, told: bool
) -> None:
    """What was fetched for another is not lent to who carries it, and may be handed to them."""
    let(units)
    intake(units.session, "P1", ["G1"])
    if fetched:
        pick(units.session, "G1")
    (reason,) = refused(lambda: charge_out(units.session, ["G1"], by))
    assert reason.rule == "R20"
    assert ("may collect it for Aiko Ito" in reason.lifted_by) == told


def test_of_a_hidden_record_in_a_box_no_unit_is_named(units: Centre) -> None:
    """R17: who may not know of it reads that its box does not go, and not whose it is."""
    units.file("BOX", kind="box")
    units.file("IN", container="BOX", home="", unit="Finance", security="secret")
    for person in ("P1", "mlee"):
        edit_person(units.session, person, {"clearance": "secret"})
    units.entered("IN", "P1")
    sessions = units.desk.session("mlee"), colleague(units.desk, "other")
    told = [refused(partial(charge_out, each, ["BOX"], "P1")) for each in sessions]
    assert [[(each.rule, each.text) for each in reasons] for reasons in told] == [
        [("R15", "Aiko Ito is not authorised to draw records of Finance.")],
        [("R14", "BOX does not go as it is now.")],
    ]
    assert told[1][0].lifted_by == "the security officer"
