"""How long a loan lasts, how many there may be, and what is read in the room."""

import re
from datetime import date
from pathlib import Path

import pytest

from rmdesk.desk.acts import Act, perform
from rmdesk.desk.guideline import Guidelines, explain_due, read_guidelines
from rmdesk.desk.lending import Loans
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, open_loan, recall, renew, return_
from rmdesk.duties.guidance import doubts_about, explain_loan
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick
from rmdesk.duties.report import make_report
from rmdesk.duties.request import find_request, hand_over, intake
from rmdesk.duties.reservation import reservations_of
from rmdesk.duties.undo import undo
from rmdesk.labels.slips import on_a_slip
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person
from tests.desk.conftest import MONDAY, Centre

BY_ALL = Loans(
    days=28,
    days_by_kind={"map": 14, "Reel": 7},
    days_by_unit={"Legal Services": 60},
    days_by_type={"research": 3},
)


@pytest.mark.parametrize(
    ("kind", "unit", "type_", "days", "key"),
    [
        ("file", "", "loan", 28, "loans.days"),
        ("map", "", "loan", 14, "loans.days_by_kind.map"),
        ("reel", "", "loan", 7, "loans.days_by_kind.Reel"),
        ("file", "Legal Services", "loan", 60, "loans.days_by_unit.Legal Services"),
        ("file", " legal services", "loan", 60, "loans.days_by_unit.Legal Services"),
        ("file", "Legal", "loan", 28, "loans.days"),
        ("map", "Legal Services", "loan", 14, "loans.days_by_kind.map"),
        ("file", "", "research", 3, "loans.days_by_type.research"),
        ("map", "Legal Services", "research", 3, "loans.days_by_type.research"),
        ("file", "", "copy", 28, "loans.days"),
        ("", "", "", 28, "loans.days"),
    ],
)
def test_the_shortest_period_that_is_named_holds(
    kind: str, unit: str, type_: str, days: int, key: str
) -> None:
    found = BY_ALL.period(kind, unit, type_)
    assert (found.number, found.key) == (days, key)


@pytest.mark.parametrize(
    ("lent", "days", "due"),
    [
        ("2026-12-18", 5, "2026-12-28"),  # a Friday; Christmas is closed
        ("2026-12-19", 1, "2026-12-21"),  # a Saturday
        ("2026-12-18", 0, "2026-12-18"),
        ("2026-12-19", 0, "2026-12-21"),
    ],
)
def test_working_days_are_days_on_which_the_counter_is_open(lent: str, days: int, due: str) -> None:
    service = Guidelines().service
    guidelines = Guidelines(
        loans=Loans(days=days, open_days=True),
        service=type(service)(closures=["2026-12-25"]),
    )
    found = guidelines.due_date(Holding(), Person(), date.fromisoformat(lent))
    assert found.isoformat() == due


def test_working_days_are_said_and_keep_to_the_borrowers_own_end() -> None:
    guidelines = Guidelines(loans=Loans(days=10, open_days=True))
    borrower = Person(name="Ito", valid_until="2026-03-08")  # a Sunday
    told = explain_due(guidelines, Holding(), borrower, MONDAY.date())
    assert told == [
        "Lent on Monday 2026-03-02 for 10 open days (loans.days): Monday 2026-03-16.",
        "Ito may borrow until Sunday 2026-03-08 only: due Friday 2026-03-06.",
    ]
    least = Guidelines(loans=Loans(minimum_days=5, open_days=True)).least_until(MONDAY.date())
    assert least.isoformat() == "2026-03-09"


WRONG = [
    ("days_by_unit = { Legal = -1 }", 'loans.days_by_unit is {"Legal": -1}; accepted: a table'),
    ("days_by_unit = 3", "loans.days_by_unit is 3"),
    ("days_by_type = { lend = 3 }", "the words are loan, copy, scan, interfile, withdrawal"),
    ("days_by_type = { consult = 3 }", 'loans.days_by_type is {"consult": 3}'),
    ("days_by_type = { loan = true }", "a table such as { loan = 14 }, each a whole number"),
    ("open_days = 1", "loans.open_days is 1; accepted: true or false"),
    ("open_days = 'yes'", 'loans.open_days is "yes"'),
    ("limit_by_kind = { reel = 0 }", "loans.limit_by_kind"),
    ("limit_by_unit = { Legal = '5' }", "each a whole number from 1 to 1,000,000"),
    ("limit_by_units = {}", "(did you mean limit_by_unit?)"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_a_fault_names_the_key_and_what_is_accepted(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "guidelines.toml"
    path.write_text(f"[loans]\n{text}\n")
    with pytest.raises(BadInput, match=re.escape(named)):
        read_guidelines(path)


def rules(centre: Centre, text: str) -> None:
    """Let the site have these guidelines of loans from here on."""
    (centre.home / "guidelines.toml").write_text(f"[loans]\n{text}\n")
    centre.desk.guidelines = read_guidelines(centre.home / "guidelines.toml")
    centre.session = centre.desk.session("mlee")


def refused(centre: Centre, keys: list[str], to: str = "P1") -> list[Reason]:
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, keys, to)
    return refusal.value.reasons


def test_a_kind_has_a_limit_of_its_own(centre: Centre) -> None:
    rules(centre, "limit = 4\nlimit_by_kind = { reel = 2 }")
    for key, kind in (("R1", "reel"), ("R2", "reel"), ("R3", "Reel"), ("F1", "file")):
        centre.file(key, kind=kind)
    centre.file("BOX", kind="box")
    centre.file("R4", kind="reel", container="BOX", home="")
    (reason,) = refused(centre, ["R1", "R2", "R3"])  # in one hand-over
    assert reason.text == (
        "Aiko Ito has 2 of the kind Reel out; the limit is 2 (loans.limit_by_kind.reel)."
    )
    assert "override --rule R14" in reason.lifted_by
    charge_out(centre.session, ["R1", "BOX"], "P1")  # what is in a box counts with it
    charge_out(centre.session, ["R2", "F1"], "P1")
    assert [each.rule for each in refused(centre, ["R3"])] == ["R14", "R14"]
    return_(centre.session, ["R1"])
    charge_out(centre.session, ["R3"], "P1")


def test_a_unit_has_a_limit_of_its_own(centre: Centre) -> None:
    rules(centre, "limit = 1\nlimit_by_unit = { Legal = 2 }")
    edit_person(centre.session, "P1", {"unit": "LEGAL"})
    for key in ("F1", "F2", "F3"):
        centre.file(key)
    charge_out(centre.session, ["F1", "F2"], "P1")
    assert "loans.limit_by_unit.Legal" in refused(centre, ["F3"])[0].text
    return_(centre.session, ["F1", "F2"])
    assert "limit is 1 (loans.limit)" in refused(centre, ["F1", "F2"], "P2")[0].text


def test_a_limit_of_a_kind_is_overridden_with_a_reason(centre: Centre) -> None:
    rules(centre, "limit_by_kind = { file = 1 }")
    centre.file("F1")
    centre.file("F2")
    charge_out(centre.session, ["F1"], "P1")
    charge_out_anyway(centre.session, ["F2"], "P1", "the court sits")
    loan = open_loan(centre.session, centre.now("F2").id)
    assert loan is not None
    assert loan.overrode == "R14"


def test_a_loan_lasts_by_the_type_of_the_request_it_fills_and_is_renewed_so(
    centre: Centre,
) -> None:
    rules(centre, "days_by_type = { research = 3 }")
    for key in ("F1", "F2"):
        centre.file(key)
    intake(centre.session, "P1", ["F1"], type_="research")
    (by_claim,) = charge_out(centre.session, ["F1"], "P1")
    assert by_claim.due == "2026-03-05"
    named = intake(centre.session, "P1", text="culverts", type_="research").request
    assert charge_out(centre.session, ["F2"], "P1", request=named)[0].due == "2026-03-05"
    assert "loans.days_by_type.research" in explain_loan(centre.session, "F1")[0]
    centre.clock.forward(days=1)
    assert renew(centre.session, ["F1"])[0].due == "2026-03-06"


def test_a_unit_that_nobody_belongs_to_is_doubted(centre: Centre) -> None:
    add_person(centre.session, {"barcode": "P3", "name": "Petit", "unit": "Legal"})
    guidelines = Guidelines(loans=Loans(days_by_unit={"legal": 3}, limit_by_unit={"Legl": 3}))
    assert doubts_about(centre.session, guidelines) == [
        "loans.limit_by_unit names the unit “Legl”, to which nobody here belongs."
    ]


# --- read in the room


def consult() -> Act:
    return acts()["consult"]


def loan_of(centre: Centre, key: str) -> Loan:
    loan = open_loan(centre.session, centre.now(key).id)
    assert loan is not None
    return loan


def test_what_is_read_in_the_room_is_due_the_same_day_and_listed(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("I1", container="BOX", home="")
    centre.file("D1", kind="document")
    (box, page) = perform(centre.session, consult(), ["BOX", "D1"], {"to": "P1"})
    assert (box.status, box.due, page.due) == ("out", "2026-03-02", "2026-03-02")
    assert box.next == "it stays in the room; leave its OUT card at B3-04-2"
    assert loan_of(centre, "I1").here
    rows = make_report(centre.session, "room").rows
    assert [(row["barcode"], row["holder"]) for row in rows] == [
        ("BOX", "Aiko Ito"),
        ("D1", "Aiko Ito"),
    ]
    assert explain_loan(centre.session, "D1") == [
        "Read in the room on Monday 2026-03-02: it comes back the same day."
    ]
    return_(centre.session, ["BOX", "D1"])
    assert make_report(centre.session, "room").rows == []


def test_a_document_is_read_in_the_room_and_not_lent_r27(centre: Centre) -> None:
    centre.file("D1", kind="document")
    assert [each.rule for each in refused(centre, ["D1"])] == ["R27"]
    assert centre.status("D1") == "in"
    (done,) = perform(centre.session, consult(), ["D1"], {"to": "P1"}, dry_run=True)
    assert (done.due, centre.status("D1")) == ("2026-03-02", "in")


def test_the_gate_is_asked_in_the_room_too(centre: Centre) -> None:
    centre.file("S1", security="secret")
    centre.entered("S1", "P1")
    with pytest.raises(Refused) as refusal:
        perform(centre.session, consult(), ["S1"], {"to": "P1"})
    assert [each.rule for each in refusal.value.reasons] == ["R16"]


def test_a_request_to_consult_is_handed_over_to_read_here(centre: Centre) -> None:
    centre.file("F1")
    made = intake(centre.session, "P1", ["F1"], type_="consult").request
    pick(centre.session, "F1")
    hand_over(centre.session, made.number)
    loan = loan_of(centre, "F1")
    assert (loan.here, loan.due) == (True, "2026-03-02")
    (claim,) = reservations_of(centre.session, made.id)
    assert (claim.state, claim.outcome) == ("filled", "consulted")
    return_(centre.session, ["F1"])
    assert find_request(centre.session, made.number).status == "closed"


def test_a_scan_for_who_asked_to_consult_hands_over_to_read_here(centre: Centre) -> None:
    centre.file("F1")
    intake(centre.session, "P1", ["F1"], type_="consult")
    assert charge_out(centre.session, ["F1"], "P1")[0].due == "2026-03-02"
    assert loan_of(centre, "F1").here


def test_no_day_is_given_to_what_is_read_here(centre: Centre) -> None:
    centre.file("F1")
    intake(centre.session, "P1", ["F1"], type_="consult")
    with pytest.raises(Refused, match="comes back the same day"):
        charge_out(centre.session, ["F1"], "P1", due=date(2026, 3, 3))
    assert charge_out(centre.session, ["F1"], "P1", due=date(2026, 3, 2))[0].due == "2026-03-02"


def test_what_is_read_in_the_room_is_not_renewed_and_is_overdue_tomorrow(centre: Centre) -> None:
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1", here=True)
    for days in (0, 1):
        centre.clock.forward(days=days)
        with pytest.raises(Refused, match="read in the room"):
            renew(centre.session, ["F1"])
    assert make_report(centre.session, "overdue").totals == {"count": 1}
    assert recall(centre.session, ["F1"])[0].next == "it was due then already"


def test_reading_here_is_undone(centre: Centre) -> None:
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1", here=True)
    undo(centre.session)
    assert (centre.status("F1"), make_report(centre.session, "room").rows) == ("in", [])


def test_the_room_tells_nothing_of_what_one_may_not_know(centre: Centre) -> None:
    centre.file("S1", security="secret")
    add_person(centre.session, {"barcode": "P9", "name": "Cleared", "clearance": "secret"})
    centre.entered("S1", "P9")
    charge_out(centre.session, ["S1"], "P9", here=True)
    assert make_report(centre.session, "room").totals == {"count": 1}
    assert make_report(centre.desk.session("other"), "room").totals == {"count": 0}


# --- what a refusal says of its override (R37)


def test_what_may_be_overridden_says_by_whom_and_how(centre: Centre) -> None:
    rules(centre, "limit = 1")
    centre.file("F1")
    centre.file("D1", kind="document")
    centre.file("S1", security="secret")
    charge_out(centre.session, ["F1"], "P1")
    told = {each.rule: each.lifted_by for each in refused(centre, ["D1"])}
    hint = "; or a supervisor, with a reason: override --rule "
    assert told == {
        "R14": f"returning some, or the site's guidelines{hint}R14",
        "R27": f"lending the file that holds it{hint}R27",
    }
    assert "override" not in refused(centre, ["S1"], "P2")[0].lifted_by
    assert "override" not in refused(centre, ["F1"], "P2")[0].lifted_by


def test_an_out_card_tells_when_it_would_be_due_by_the_type_of_its_request(
    centre: Centre,
) -> None:
    centre.file("F1")
    number = intake(centre.session, "P1", ["F1"], type_="consult").request.number
    pick(centre.session, "F1")
    told = on_a_slip(centre.session, centre.now("F1"))
    assert (told["out"], told["due"], told["request"]) == ("2026-03-02", "2026-03-02", number)
