"""The rules of the counter on what is alike: a box for a file, what lies in it, one person twice.

Where each kind of case is tried besides: what a scan means in `test_scan_meaning`, boxes in
`test_boxes`, requests and the queue in `test_request` and `test_fulfilment`, days in
`test_calendar` and `test_local_days`, people in `test_scan_meaning` and `test_authorising`, and
any order of them all in `test_counter_model`.
"""

from collections.abc import Callable
from typing import Any

import pytest

from rmdesk.duties import acts
from rmdesk.duties.circulation import against_charge_out, charge_out, recall, reserve, return_
from rmdesk.duties.loan import open_loan
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import close, find_request, intake, make_ready
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.model.records import Request
from tests.desk.conftest import Centre


@pytest.fixture
def boxes(centre: Centre) -> Centre:
    """A file, a document, and a box with two files in it."""
    centre.file("F1")
    centre.file("D1", kind="document")
    centre.file("BOX", kind="box")
    for key in ("IN1", "IN2"):
        centre.file(key, container="BOX", home="")
    return centre


def rules(act: Callable[[], Any]) -> list[str]:
    """The rules by which something is refused; none for what is done."""
    try:
        act()
    except Refused as refused:
        return [each.rule for each in refused.reasons]
    return []


# --- whose request a loan fills


def test_a_box_fills_what_its_borrower_asked_for_of_its_contents(boxes: Centre) -> None:
    number = intake(boxes.session, "P1", ["IN1"]).request.number
    charge_out(boxes.session, ["BOX"], "P1")
    asked, other = (open_loan(boxes.session, boxes.now(key).id) for key in ("IN1", "IN2"))
    assert asked is not None
    assert other is not None
    kept = boxes.session.get(Request, asked.request)
    assert kept is not None
    assert (kept.number, kept.status, other.request) == (number, "handed-over", None)
    undo(boxes.session)
    assert find_request(boxes.session, number).status == "new"
    assert {boxes.status(key) for key in ("BOX", "IN1", "IN2")} == {"in"}


# --- read in the room, or lent (R27)


def test_a_document_is_read_here_and_not_lent(boxes: Centre) -> None:
    document = boxes.now("D1")
    assert [r.rule for r in against_charge_out(boxes.session, document, boxes.ito)] == ["R27"]
    assert acts()["consult"].reasons_against(boxes.session, document, {"to": "P1"}) == []
    told = acts()["charge-out"].reasons_against(boxes.session, document, {"to": "P1"})
    assert [each.rule for each in told] == ["R27"]


# --- a claim, on a file, a box, and what lies in one (R20, R40, R41)


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_one_queues_once_and_nobody_is_issued_past_the_head(boxes: Centre, key: str) -> None:
    session = boxes.session
    number = intake(session, "P1", [key]).request.number
    assert rules(lambda: intake(session, "P1", [key])) == ["R40"]
    assert rules(lambda: charge_out(session, [key], "P2")) == ["R20"]
    pick(session, key)
    make_ready(session, number)
    intake(session, "P2", [key], priority="urgent")
    assert rules(lambda: charge_out(session, [key], "P2")) == ["R20"]
    assert rules(lambda: charge_out(session, [key], "P1")) == []
    assert rules(lambda: intake(session, "P1", [key])) == ["R40"]
    return_(session, [key])
    assert boxes.status(key) == "waiting"
    assert rules(lambda: charge_out(session, [key], "P2")) == []


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_what_was_set_aside_goes_on_when_its_claim_ends(boxes: Centre, key: str) -> None:
    session = boxes.session
    first = intake(session, "P1", [key]).request.number
    second = intake(session, "P2", [key]).request.number
    pick(session, key)
    make_ready(session, first)
    close(session, first, "cancelled")
    assert (boxes.status(key), find_request(session, second).status) == ("waiting", "ready")
    undo(session)
    assert find_request(session, first).status == "ready"
    assert find_request(session, second).status == "waiting"


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_whose_registration_has_ended_is_passed_over(boxes: Centre, key: str) -> None:
    session = boxes.session
    reserve(session, [key], "P1")
    intake(session, "P2", [key])
    edit_person(session, "P1", {"valid_until": "2026-03-01"})
    assert [pull.reservation.person for pull in pick_list(session)] == [boxes.roy.id]
    assert rules(lambda: charge_out(session, [key], "P1")) == ["R20", "R14"]
    assert rules(lambda: intake(session, "P1", [key])) == ["R14", "R40"]
    assert rules(lambda: charge_out(session, [key], "P2")) == []


# --- what is away: out, recalled, missing


@pytest.mark.parametrize("away", ["out", "recalled", "missing"])
@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_what_is_away_is_neither_lent_nor_filed_and_a_scan_brings_it_back(
    boxes: Centre, key: str, away: str
) -> None:
    session = boxes.session
    if away == "missing":
        mark_missing(session, key, "not there")
    else:
        charge_out(session, [key], "P1")
    if away == "recalled":
        recall(session, [key])
    assert rules(lambda: charge_out(session, [key], "P2")) == ["R14"]
    if away != "missing":
        assert rules(lambda: refile(session, [key], "L1")) == ["R26"]
    take_scan(session, Counter(), key)
    assert boxes.status(key) == "to-refile"
    assert open_loan(session, boxes.now(key).id) is None
    undo(session)
    assert boxes.status(key) == ("missing" if away == "missing" else "out")


@pytest.mark.parametrize("state", ["picked", "waiting", "to-refile", "missing"])
def test_what_is_out_of_its_box_neither_goes_nor_comes_with_it_r41(
    boxes: Centre, state: str
) -> None:
    session = boxes.session
    if state in ("picked", "waiting"):
        number = intake(session, "P2", ["IN1"]).request.number
        pick(session, "IN1")
        if state == "waiting":
            make_ready(session, number)
    elif state == "to-refile":
        charge_out(session, ["IN1"], "P2")
        return_(session, ["IN1"])
    else:
        mark_missing(session, "IN1", "not there")
    charge_out(session, ["BOX"], "P1")
    assert [boxes.status(key) for key in ("BOX", "IN1", "IN2")] == ["out", state, "out"]
    return_(session, ["BOX"])
    refile(session, ["BOX"], "L1")
    assert [boxes.status(key) for key in ("BOX", "IN1", "IN2")] == ["in", state, "in"]
