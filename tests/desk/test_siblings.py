"""The rules of the counter on what is alike: a box for a file, what lies in it, one person twice.

Where each kind of case is tried besides: what a scan means in `test_scan_meaning`, boxes in
`test_boxes`, requests and the queue in `test_request` and `test_fulfilment`, days in
`test_calendar` and `test_local_days`, people in `test_scan_meaning` and `test_authorising`, and
any order of them all in `test_counter_model`.
"""

from collections.abc import Callable
from typing import Any

import pytest

from rmdesk.desk.registering import amend
from rmdesk.duties import acts
from rmdesk.duties.circulation import (
    against_charge_out,
    charge_out,
    found,
    recall,
    reserve,
    return_,
)
from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import HOLDINGS, edit_holding
from rmdesk.duties.loan import open_loan
from rmdesk.duties.moving import move
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import close, find_request, intake, make_ready
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.transit import receive, send
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.model.records import Request
from tests.desk.conftest import Centre
from tests.staff import colleague


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


# --- a box and what lies in it, read or named one after the other (R24, R42)


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("lent", [False, True])
def test_what_went_or_came_with_its_box_counts_with_it(
    boxes: Centre, lent: bool, batch: bool
) -> None:
    session = boxes.session
    if lent:
        charge_out(session, ["BOX"], "P1")
    counter = Counter(batch=batch)
    heard = [str(take_scan(session, counter, code).heard) for code in ("P1", "BOX", "IN1", "IN2")]
    assert heard == ["person", "returned" if lent else "charged-out", "again", "again"]
    after = ["to-refile", "in", "in"] if lent else ["out", "out", "out"]
    assert [boxes.status(key) for key in ("BOX", "IN1", "IN2")] == after
    boxes.clock.forward(seconds=30)
    again = str(take_scan(session, counter, "IN1").heard)
    assert again == ("again" if batch else "charged-out" if lent else "returned")


def test_what_is_no_part_of_its_boxs_loan_is_read_for_itself(boxes: Centre) -> None:
    session = boxes.session
    charge_out(session, ["IN1"], "P2")
    counter = Counter()
    heard = [str(take_scan(session, counter, code).heard) for code in ("P1", "BOX", "IN1")]
    assert heard == ["person", "charged-out", "returned"]
    take_scan(session, counter, "P2")
    assert str(take_scan(session, counter, "IN2").heard) == "returned"


@pytest.mark.parametrize("named", [["BOX", "IN1"], ["IN1", "BOX"]])
@pytest.mark.parametrize("missing", [False, True])
def test_a_box_brings_its_contents_whichever_is_named_first(
    boxes: Centre, named: list[str], missing: bool
) -> None:
    session = boxes.session
    charge_out(session, named, "P1")
    if missing:
        mark_missing(session, "BOX", "not with them")
        mark_missing(session, "IN1", "not with them")
    done = (found if missing else return_)(session, named)
    assert [each.holding.barcode for each in done] == named
    inside = boxes.status("IN1")
    assert (boxes.status("BOX"), boxes.status("IN2")) == ("to-refile", "in")
    assert inside == ("to-refile" if missing else "in")


@pytest.mark.parametrize("away", ["transit", "missing"])
def test_what_somebody_waits_for_in_a_box_that_is_here_again_is_said(
    boxes: Centre, away: str
) -> None:
    session = boxes.session
    told = "IN1 in it is still reserved for Jean Roy: pull it"
    if away == "transit":
        charge_out(session, ["BOX"], "P1")
        return_(session, ["BOX"])
        send(session, ["BOX"], "L2")
    else:
        mark_missing(session, "BOX", "not there")
    intake(session, "P2", ["IN1"])
    back = (receive if away == "transit" else found)(session, ["BOX"])
    assert back[0].next == f"refile at B3-04-2; {told}"
    assert [pull.holding.barcode for pull in pick_list(session)] == ["IN1"]
    assert refile(session, ["BOX"], "L1")[0].next == told
    edit_holding(session, "IN1", {"security": "secret"})
    charge_out(session, ["F1"], "P1")
    clerk = colleague(boxes.desk, "clerk")
    mark_missing(clerk, "BOX", "not there")
    assert found(clerk, ["BOX"])[0].next == "refile at B3-04-2"


# --- a return that was none is taken back, whoever waited meanwhile (R35)


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_a_mistaken_return_is_taken_back_with_who_waited_behind_it(boxes: Centre, key: str) -> None:
    session = boxes.session
    charge_out(session, ["BOX" if key == "IN1" else key], "P1")
    number = intake(session, "P2", [key]).request.number
    return_(session, ["BOX" if key == "IN1" else key])
    assert find_request(session, number).status == "ready"
    undo(session)
    assert (boxes.status(key), boxes.now(key).holder_id) == ("out", boxes.ito.id)
    assert find_request(session, number).status == "waiting"


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_a_return_is_not_taken_back_past_who_came_since(boxes: Centre, key: str) -> None:
    session = boxes.session
    charge_out(session, ["BOX" if key == "IN1" else key], "P1")
    done = return_(session, ["BOX" if key == "IN1" else key])
    assert done[0].status == "to-refile"
    reserve(colleague(boxes.desk, "other"), [key], "P2")
    assert rules(lambda: undo(session)) == ["R20"]


# --- the shelf of a box that is not on it


@pytest.mark.parametrize("home", ["", "L1", "L2", "Annex 4"])
@pytest.mark.parametrize("box", ["picked", "waiting", "to-refile"])
def test_a_content_is_not_filed_on_the_shelf_of_a_box_that_is_not_there(
    boxes: Centre, box: str, home: str
) -> None:
    """R26, R41: only the box's own scan confirms it then, and it goes with it from there.

    Also where it has a home of its own: the box's, another, or one that is only written.
    """
    session = boxes.session
    if home:
        edit_holding(session, "IN1", {"home": home})
    charge_out(session, ["IN1"], "P1")
    number = intake(session, "P2", ["BOX"]).request.number
    pick(session, "BOX")
    if box == "waiting":
        make_ready(session, number)
    elif box == "to-refile":
        close(session, number, "cancelled")
    return_(session, ["IN1"])
    assert boxes.status("BOX") == box
    counter = Counter()
    take_scan(session, counter, "L1")
    assert set(rules(lambda: take_scan(session, counter, "IN1"))) == {"R26"}
    assert boxes.status("IN1") == "to-refile"
    assert set(rules(lambda: refile(session, ["IN1"], "L1"))) == {"R26"}
    assert rules(lambda: refile(session, ["IN1"], "L2"))[0] == "R26"
    if home == "Annex 4":
        assert rules(lambda: refile(session, ["IN1"], home)) == ["R26"]
    (done,) = refile(session, ["IN1"], "BOX")
    assert (done.place, boxes.now("IN1").place_id) == ("BOX", None)
    assert boxes.status("IN1") == "in"
    if box == "waiting":
        charge_out(session, ["BOX"], "P2")
        assert boxes.status("IN1") == "out"


# --- where a content is


@pytest.fixture(params=["", "L1", "L2", "Annex 4", "filed by itself"])
def content(boxes: Centre, request: pytest.FixtureRequest) -> str:
    """A content of the box at L1: with no home, with one said of it, or once filed by itself."""
    if request.param == "filed by itself":
        charge_out(boxes.session, ["IN1"], "P1")
        return_(boxes.session, ["IN1"])
        refile(boxes.session, ["IN1"], "L1")
    elif request.param:
        edit_holding(boxes.session, "IN1", {"home": request.param})
    return str(request.param)


def where(centre: Centre, key: str) -> tuple[str, str]:
    """The place that is told of a holding, and its home."""
    describer, holding = Describer(centre.session), centre.now(key)
    return describer.place(holding), describer.home(holding)


@pytest.mark.usefixtures("content")
def test_a_content_is_where_its_box_is(boxes: Centre) -> None:
    """R24: whatever home was said of it, and wherever it was filed before."""
    session = boxes.session
    there, elsewhere = where(boxes, "BOX"), session.place("L2")
    assert where(boxes, "IN1") == there == ("B3-04-2", "B3-04-2")
    intake(session, "P2", ["IN1"])
    assert [each.place and each.place.barcode for each in pick_list(session)] == ["L1"]
    undo(session)
    send(session, ["BOX"], "L2")
    assert where(boxes, "IN1") == ("", "B3-04-2")
    receive(session, ["BOX"], "L2")
    assert where(boxes, "IN1") == (elsewhere.address, "B3-04-2")
    refile(session, ["BOX"], "L1")
    assert where(boxes, "IN1") == there
    charge_out(session, ["BOX"], "P1")
    assert where(boxes, "IN1")[0] == ""
    return_(session, ["BOX"])
    refile(session, ["BOX"], "L1")
    for moved in (
        lambda: edit_holding(session, "BOX", {"home": "L2"}),
        lambda: move(session, ["BOX"], {"place": "L1"}),
    ):
        moved()
        assert where(boxes, "IN1") == where(boxes, "BOX")
    charge_out(session, ["IN1"], "P1")
    (back,) = return_(session, ["IN1"])
    assert "B3-04-2" in back.next
    assert elsewhere.address not in back.next
    assert rules(lambda: refile(session, ["IN1"], "L2")) == ["R26"]
    refile(session, ["IN1"], "L1")
    assert where(boxes, "IN1") == there


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"home": "L2"}, ["home"]),
        ({"home": "L1"}, []),
        ({"home": "Annex 4"}, ["home", "home"]),  # that is no place, either
        ({"title": "Other"}, []),
    ],
)
def test_a_home_that_is_not_the_one_of_the_box_is_told(
    boxes: Centre, said: dict[str, str], told: list[str]
) -> None:
    heard: list[str] = []

    def remark(field: str, _text: str) -> None:
        heard.append(field)

    amend(boxes.session, HOLDINGS, "IN1", said, None, remark)
    assert heard == told
    heard.clear()
    boxes.file("F9", home="L2")
    amend(boxes.session, HOLDINGS, "F9", {"container": "BOX"}, None, remark)
    assert heard == ["home"]
    heard.clear()
    amend(boxes.session, HOLDINGS, "F9", {"container": ""}, None, remark)
    assert not heard  # it has its own
    amend(boxes.session, HOLDINGS, "IN2", {"container": ""}, None, remark)
    assert heard == ["home"]


@pytest.mark.parametrize("state", ["picked", "waiting"])
@pytest.mark.parametrize("hidden", [False, True])
def test_what_lies_in_a_box_that_was_fetched_for_somebody_is_kept_with_it(
    boxes: Centre, state: str, hidden: bool
) -> None:
    """R20, R38: by hand, by scan and to read here; not from who waits for the box, or for it."""
    session = boxes.session
    if hidden:
        edit_person(session, "P1", {"clearance": "protected a"})
        edit_holding(session, "BOX", {"security": "protected a"})
    number = intake(session, "P1", ["BOX"]).request.number
    pick(session, "BOX")
    if state == "waiting":
        make_ready(session, number)
    mine = colleague(boxes.desk, "tech")

    def lend(key: str, to: str) -> list[str]:
        return rules(lambda: charge_out(session, [key], to))

    assert lend("IN1", "P2") == ["R20"]
    assert rules(lambda: charge_out(session, ["IN1"], "P2", here=True)) == ["R20"]
    counter = Counter()
    take_scan(session, counter, "P2")
    assert rules(lambda: take_scan(session, counter, "IN1")) == ["R20"]
    if hidden:
        with pytest.raises(Refused) as refused:
            charge_out(mine, ["IN1"], "P2")
        assert "BOX" not in str(refused.value)
        return
    assert lend("IN1", "P1") == []
    intake(session, "P2", ["IN2"])
    assert lend("IN2", "P2") == []
    assert lend("BOX", "P1") == []
