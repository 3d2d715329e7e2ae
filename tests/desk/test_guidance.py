"""Why a loan is due when it is, and what another file of guidelines would change."""

from datetime import date
from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, recall, renew, return_
from rmdesk.duties.guidance import check_guidelines, explain_loan
from rmdesk.duties.person import edit_person
from rmdesk.duties.request import intake
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.records import Loan
from tests.desk.conftest import Centre

LENT = "Lent on Monday 2026-03-02 for 28 days (loans.days): Monday 2026-03-30."


@pytest.fixture
def lent(centre: Centre) -> Centre:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    return centre


def test_a_loan_is_due_by_the_guidelines(lent: Centre) -> None:
    assert explain_loan(lent.session, "A1") == [LENT]


def test_a_renewal_counts_from_its_own_day(lent: Centre) -> None:
    lent.clock.forward(days=3)
    renew(lent.session, ["A1"])
    lent.clock.forward(days=1)
    assert explain_loan(lent.session, "A1") == [
        "Renewed once, on Thursday 2026-03-05.",
        "Lent on Thursday 2026-03-05 for 28 days (loans.days): Thursday 2026-04-02.",
    ]
    renew(lent.session, ["A1"])
    assert explain_loan(lent.session, "A1")[0] == "Renewed 2 times, last on Friday 2026-03-06."


def test_a_recall_and_a_day_by_hand_are_told(lent: Centre) -> None:
    lent.file("A2")
    charge_out(lent.session, ["A2"], "P1", due=date(2026, 3, 4))
    assert explain_loan(lent.session, "A2") == [
        LENT,
        "It is due Wednesday 2026-03-04 instead: that day was given by hand, or by other "
        "guidelines.",
    ]
    recall(lent.session, ["A1"])
    assert explain_loan(lent.session, "A1") == [
        "It was recalled on Monday 2026-03-02: due Tuesday 2026-03-03.",
        "Until then it was due Monday 2026-03-30, and is again if the recall is lifted.",
    ]


def test_what_went_out_inside_its_container_is_due_with_it(centre: Centre) -> None:
    centre.file("BOX1", kind="box")
    centre.file("IN1", container="BOX1")
    charge_out(centre.session, ["BOX1"], "P1")
    assert explain_loan(centre.session, "IN1") == [
        "It went out inside BOX1, and is due with it.",
        LENT,
    ]


def test_what_is_not_out_or_not_to_be_known_is_not_explained(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(Refused):
        explain_loan(centre.session, "A1")
    centre.file("S1", security="secret")
    with pytest.raises(NotFound):
        explain_loan(centre.desk.session("stranger"), "S1")


def written(folder: Path, text: str) -> Path:
    path = folder / "new.toml"
    path.write_text(text)
    return path


def test_a_file_is_run_against_the_loans_and_requests_of_thirty_days(
    lent: Centre, tmp_path: Path
) -> None:
    session = lent.session
    for barcode in ("OLD", "M1", "R1", "C1"):
        lent.file(barcode, kind="map" if barcode == "M1" else "file")
    charge_out(session, ["OLD"], "P1")
    lent.clock.forward(days=31)  # Thursday 2 April
    charge_out(session, ["M1", "R1", "C1"], "P2")
    return_(session, ["M1"])
    recall(session, ["C1"])
    intake(session, "P1", text="x")
    intake(session, "P1", text="y", priority="urgent")
    found = check_guidelines(session, written(tmp_path, "[loans]\ndays_by_kind = { map = 7 }\n"))
    assert (found.loans, found.requests, found.left_out) == (3, 2, 1)
    assert [(each.what, each.key, each.due, each.would_be) for each in found.changes] == [
        ("loan", "M1", "2026-04-30", "2026-04-09")
    ]
    assert found.changes[0].why[0].startswith("Lent on Thursday 2026-04-02 for 7 days")
    closed = written(tmp_path, "[service]\nclosures = ['2026-04-03..2026-04-30']\n")
    found = check_guidelines(session, closed)
    assert [(each.what, each.key, each.due[:10], each.would_be[:10]) for each in found.changes] == [
        ("loan", "R1", "2026-04-30", "2026-05-01"),
        ("loan", "M1", "2026-04-30", "2026-05-01"),
        ("request", "R-1001", "2026-04-07", "2026-05-05"),
    ]
    assert session.visible.one("R1").due == "2026-04-30"


def test_the_month_is_thirty_days_and_validity_counts(lent: Centre, tmp_path: Path) -> None:
    edit_person(lent.session, "P1", {"valid_until": "2026-03-11"})
    file = written(tmp_path, "[loans]\ndays = 9\n")
    lent.clock.forward(days=30)
    (change,) = check_guidelines(lent.session, file).changes
    assert change.would_be == "2026-03-11"
    edit_person(lent.session, "P1", {"valid_until": "2026-03-10"})
    assert check_guidelines(lent.session, file).changes[0].would_be == "2026-03-10"
    lent.clock.forward(days=1)
    assert check_guidelines(lent.session, file).loans == 0


def test_the_file_in_force_changes_nothing(lent: Centre, tmp_path: Path) -> None:
    intake(lent.session, "P1", text="x")
    found = check_guidelines(lent.session, written(tmp_path, ""))
    assert (found.loans, found.requests, found.changes, found.doubts) == (1, 1, [], [])
    doubted = written(tmp_path, "[loans]\nnot_lent = ['papers']\n")
    assert "papers" in check_guidelines(lent.session, doubted).doubts[0]


def test_a_check_tells_nothing_of_what_one_may_not_know(lent: Centre, tmp_path: Path) -> None:
    lent.file("S1", security="secret")
    secret = lent.session.visible.one("S1")
    with lent.session.change("sample"):
        loan = Loan(holding=secret.id, person=1, out="2026-03-02T10:00:00-05:00", due="2026-03-30")
        lent.session.save(loan)
    file = written(tmp_path, "[loans]\ndays = 3\n")
    found = check_guidelines(lent.desk.session("stranger"), file)
    assert ([each.key for each in found.changes], found.loans) == (["A1"], 1)
    assert check_guidelines(lent.session, file).loans == 2


def test_a_file_that_is_not_there_or_wrong_is_told(lent: Centre, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not there"):
        check_guidelines(lent.session, tmp_path / "none.toml")
    with pytest.raises(BadInput, match=r"loans\.days is -5"):
        check_guidelines(lent.session, written(tmp_path, "[loans]\ndays = -5\n"))
