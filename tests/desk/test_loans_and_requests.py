"""Where loans, queues, requests and boxes meet."""

from datetime import date

import pytest

from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, open_loan, recall, renew, reserve, return_
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import cancel, close, find_request, intake, make_ready
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.records import Request
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague


def rules(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.rule for reason in refusal.value.reasons}


def status_of(centre: Centre, request: Request) -> str:
    return str(find_request(centre.session, request.number).status)


def test_a_scanned_hand_over_fills_the_request_that_asked_for_it(centre: Centre) -> None:
    centre.file("A1")
    request = intake(centre.session, "P1", ["A1"]).request
    pick(centre.session, "A1")
    make_ready(centre.session, request.number)
    counter = Counter()
    for code in ("P1", "A1"):
        take_scan(centre.session, counter, code)
    assert status_of(centre, request) == "handed-over"


def test_a_request_that_is_over_is_not_filled(centre: Centre) -> None:
    centre.file("A1")
    request = intake(centre.session, "P1", ["A1"]).request
    cancel(centre.session, request.number)
    with pytest.raises(Refused, match="cancelled already"):
        charge_out(centre.session, ["A1"], "P1", request=request)
    assert status_of(centre, request) == "cancelled"
    assert centre.status("A1") == "in"


def test_a_request_is_filled_for_who_asked_and_with_what_was_asked(centre: Centre) -> None:
    centre.file("A1")
    centre.file("A2")
    request = intake(centre.session, "P1", ["A1"]).request
    with pytest.raises(Refused, match="does not ask for A2"):
        charge_out(centre.session, ["A2"], "P1", request=request)
    with pytest.raises(Refused, match="is a request of Aiko Ito"):
        charge_out(centre.session, ["A2"], "P2", request=request)
    charge_out(centre.session, ["A1"], "P1", request=request)
    assert status_of(centre, request) == "handed-over"


def test_a_request_in_words_is_filled_by_what_was_found(centre: Centre) -> None:
    centre.file("A1")
    request = intake(centre.session, "P1", text="the bridge plans").request
    charge_out(centre.session, ["A1"], "P1", request=request)
    assert status_of(centre, request) == "handed-over"


def test_what_was_set_aside_and_refiled_must_be_pulled_again(centre: Centre) -> None:
    centre.file("A1")
    request = intake(centre.session, "P1", ["A1"]).request
    pick(centre.session, "A1")
    make_ready(centre.session, request.number)
    refile(centre.session, ["A1"], "L1")
    assert status_of(centre, request) == "assigned"
    assert [pull.holding.barcode for pull in pick_list(centre.session)] == ["A1"]
    pick(centre.session, "A1")


def test_after_the_hand_over_a_request_is_neither_ready_nor_cancelled(centre: Centre) -> None:
    centre.file("A1")
    request = intake(centre.session, "P1", ["A1"]).request
    charge_out(centre.session, ["A1"], "P1")
    for verb in (make_ready, cancel):
        with pytest.raises(Refused):
            verb(centre.session, request.number)
    assert close(centre.session, request.number).request.outcome == "filled"


def test_a_number_that_an_imported_request_bears_is_passed_over(centre: Centre) -> None:
    path = centre.home / "requests.csv"
    path.write_text("number,requester,text\nR-1001,Aiko Ito,old plans\n")
    import_file(centre.session, "requests", path)
    assert intake(centre.session, "P1", text="new").request.number == "R-1002"
    assert find_request(centre.session, "R-1001").text == "old plans"


def test_a_missing_file_does_not_leave_with_its_box(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    mark_missing(centre.session, "A1", "not in it")
    charge_out(centre.session, ["BOX"], "P1")
    return_(centre.session, ["BOX"])
    refile(centre.session, ["BOX"], "L1")
    assert centre.status("A1") == "missing"


def test_a_box_does_not_go_past_the_queue_of_its_file_r20(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    reserve(centre.session, ["A1"], "P2")
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, ["BOX"], "P1")
    assert rules(refusal) == {"R20"}
    charge_out(centre.session, ["BOX"], "P2")
    reserve(centre.session, ["A1"], "P1")
    return_(centre.session, ["BOX"])
    assert centre.status("A1") == "waiting"


def test_what_lies_deeper_in_a_box_goes_along_and_is_asked_for_r16(centre: Centre) -> None:
    centre.file("N1", kind="box")
    centre.file("N2", kind="box", container="N1")
    centre.file("N3", container="N2", security="secret")
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, ["N1"], "P1")
    assert rules(refusal) == {"R16"}
    edit_holding(centre.session, "N3", {"security": ""})
    charge_out(centre.session, ["N1"], "P1")
    assert centre.status("N3") == "out"


def test_boxes_inside_each_other_do_not_go_round_for_ever(centre: Centre) -> None:
    centre.file("N1", kind="box", home="")
    centre.file("N2", kind="box", container="N1", home="")
    with pytest.raises(Refused, match="N1 → N2 → N1"):
        edit_holding(centre.session, "N1", {"container": "N2"})
    circle = centre.now("N1")
    circle.inside = centre.now("N2").id
    with centre.session.change("as earlier versions took it"):
        centre.session.save(circle)
    charge_out(centre.session, ["N1"], "P1")
    assert return_(centre.session, ["N1"])[0].next == "refile at N2"


def test_a_box_counts_as_one_loan(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    for number in range(55):
        centre.file(f"A{number}", container="BOX")
    centre.file("B1")
    charge_out(centre.session, ["BOX"], "P1")
    charge_out(centre.session, ["B1"], "P1")


def test_renewal_and_recall_of_a_box_hold_for_its_files(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    charge_out(centre.session, ["BOX"], "P1")
    renew(centre.session, ["BOX"], due=date(2026, 5, 1))
    assert centre.now("A1").due == "2026-05-01"
    recall(centre.session, ["BOX"])
    assert centre.now("A1").due == "2026-03-03"
    with pytest.raises(Refused) as refusal:
        renew(centre.session, ["A1"])
    assert rules(refusal) == {"R22"}


def test_no_due_date_lies_in_the_past(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    for verb in (renew, recall):
        with pytest.raises(BadInput):
            verb(centre.session, ["A1"], due=date(2026, 3, 1))


def test_a_renewal_never_shortens_a_loan(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1", due=date(2027, 6, 1))
    for due in (None, date(2026, 3, 20), date(2027, 6, 1)):
        with pytest.raises(Refused, match="due 2027-06-01 already"):
            renew(centre.session, ["A1"], due=due)
    loan = open_loan(centre.session, centre.now("A1").id)
    assert loan is not None
    assert (loan.due, loan.renewals) == ("2027-06-01", 0)
    assert renew(centre.session, ["A1"], due=date(2027, 6, 2))[0].due == "2027-06-02"


def test_a_renewal_asks_the_gate_about_the_person(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    centre.ito.valid_until = "2026-03-10"
    with centre.session.change("edit"):
        centre.session.save(centre.ito)
    centre.clock.forward(days=14)
    with pytest.raises(Refused) as refusal:
        renew(centre.session, ["A1"])
    assert rules(refusal) == {"R14"}


def test_a_home_given_while_it_is_out_changes_no_current_place_r25(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    edit_holding(centre.session, "A1", {"home": "L2"})
    assert (centre.now("A1").place_id, centre.now("A1").home) == (None, "A1-11-5")


def test_an_import_repeated_while_it_is_out_changes_nothing(centre: Centre) -> None:
    path = centre.home / "holdings.csv"
    path.write_text("barcode,title,home\nA1,Plans,B3-04-2\n")
    import_file(centre.session, "holdings", path)
    charge_out(centre.session, ["A1"], "P1")
    assert import_file(centre.session, "holdings", path).unchanged == 1
    assert centre.now("A1").place_id is None


def test_a_file_without_a_home_lives_in_its_box(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX", home="")
    intake(centre.session, "P1", ["A1"])
    (pull,) = pick_list(centre.session)
    assert (pull.address, pull.place) == ("B3-04-2", centre.shelf)
    charge_out(centre.session, ["A1"], "P1")
    assert return_(centre.session, ["A1"])[0].next == "refile at BOX (B3-04-2)"
    with pytest.raises(Refused) as refusal:
        refile(centre.session, ["A1"], "L2")
    assert rules(refusal) == {"R26"}
    assert refile(centre.session, ["A1"], "BOX")[0].place == "BOX"
    assert centre.now("A1").home == ""


def test_a_place_or_box_that_others_use_is_not_taken_back(centre: Centre) -> None:
    other = colleague(centre.desk, "other")
    add_place(centre.session, {"barcode": "LQ", "row": "Q"})
    add_holding(other, {"barcode": "A1", "title": "x", "home": "LQ"})
    with pytest.raises(Refused):
        undo(centre.session)
    centre.file("BOX", kind="box")
    add_holding(other, {"barcode": "A2", "title": "x", "container": "BOX"})
    with pytest.raises(Refused):
        undo(centre.session)


def test_a_requester_is_not_taken_back_while_the_request_stands(centre: Centre) -> None:
    add_person(centre.session, {"barcode": "P9", "name": "New"})
    intake(colleague(centre.desk, "other"), "P9", text="x")
    with pytest.raises(Refused):
        undo(centre.session)


def test_a_request_for_a_content_goes_out_and_comes_back_with_its_box(centre: Centre) -> None:
    centre.file("B1", kind="box")
    centre.file("IN1", container="B1")
    request = intake(centre.session, "P1", ["IN1"]).request
    charge_out(centre.session, ["B1"], "P1")
    assert status_of(centre, request) == "handed-over"
    return_(centre.session, ["B1"])
    assert status_of(centre, request) == "closed"


def test_what_was_missing_from_a_box_that_is_out_is_with_nobody_once_that_is_back(
    centre: Centre,
) -> None:
    centre.file("B1", kind="box")
    centre.file("IN1", container="B1")
    charge_out(centre.session, ["B1"], "P1")
    mark_missing(centre.session, "IN1", "not in it")
    return_(centre.session, ["B1"])
    missing = centre.now("IN1")
    assert (missing.status, missing.holder_id, missing.due) == ("missing", None, "")


def test_who_collects_for_themselves_is_no_second_person(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1", by="P1")
    loan = open_loan(centre.session, centre.now("A1").id)
    assert loan is not None
    assert loan.by is None


def test_what_is_not_lent_may_be_read_here_on_every_face(centre: Centre) -> None:
    path = centre.home / "guidelines.toml"
    path.write_text('[loans]\nnot_lent = ["file"]\n', "utf-8")
    centre.desk.close()
    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")
    holding = centre.file("A1")
    given = {"to": "P1"}
    assert acts()["charge-out"].against(centre.session, holding, given)
    assert acts()["consult"].against(centre.session, holding, given) == []
    charge_out(centre.session, ["A1"], "P1", here=True)
