"""Requests from the counter to the close, and the pick list between."""

from datetime import datetime, timedelta

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.request import (
    assign,
    cancel,
    close,
    find_request,
    intake,
    make_ready,
    open_requests,
    ticket,
)
from rmdesk.duties.reservation import position, queue_of
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre


def test_a_request_goes_from_the_counter_to_its_close(centre: Centre) -> None:
    centre.file("A1")
    taken = intake(centre.session, "P1", ["A1"], priority="urgent")
    number = taken.request.number
    assert (number, taken.request.status, taken.items[0].position) == ("R-1001", "new", 1)
    assert assign(centre.session, number).request.technician == "mlee"
    kept = find_request(centre.session, number)
    assert (kept.technician, kept.status) == ("mlee", "assigned")
    pick(centre.session, "A1")
    assert find_request(centre.session, number).status == "picking"
    assert make_ready(centre.session, "1001").request.status == "ready"
    assert centre.status("A1") == "waiting"
    charge_out(centre.session, ["A1"], "P1", request=find_request(centre.session, number))
    assert find_request(centre.session, number).status == "handed-over"
    closed = close(centre.session, number)
    assert (closed.request.status, closed.request.outcome) == ("closed", "filled")
    with pytest.raises(Refused):
        close(centre.session, number)


def test_a_request_needs_a_wish_a_person_and_known_words(centre: Centre) -> None:
    with pytest.raises(BadInput):
        intake(centre.session, "P1")
    with pytest.raises(NotFound):
        intake(centre.session, "nobody", text="anything")
    with pytest.raises(BadInput):
        intake(centre.session, "P1", text="anything", priority="whenever")
    with pytest.raises(BadInput):
        intake(centre.session, "P1", text="anything", type_="lend")
    with pytest.raises(NotFound):
        intake(centre.session, "P1", ["no such file"])
    assert open_requests(centre.session) == []


def test_a_free_description_is_a_request_too(centre: Centre) -> None:
    taken = intake(centre.session, "P1", text="the bridge drawings of about 1950", type_="research")
    assert taken.request.text == "the bridge drawings of about 1950"
    assert close(centre.session, taken.request.number, "referred").request.outcome == "referred"


def test_numbers_are_never_given_twice(centre: Centre) -> None:
    first = intake(centre.session, "P1", text="one").request.number
    cancel(centre.session, first)
    assert intake(centre.session, "P1", text="two").request.number != first


def test_the_queue_is_first_come_first_served_within_priority_r20(centre: Centre) -> None:
    holding = centre.file("A1")
    first = intake(centre.session, "P1", ["A1"])
    centre.clock.forward(minutes=1)
    second = intake(centre.session, "P2", ["A1"])
    centre.clock.forward(minutes=1)
    add_person(centre.session, {"barcode": "P3", "name": "Luc Petit"})
    urgent = intake(centre.session, "P3", ["A1"], priority="urgent")
    order = [reservation.request for reservation in queue_of(centre.session, holding.id)]
    assert order == [urgent.request.id, first.request.id, second.request.id]
    assert position(centre.session, second.items[0].reservation) == 3


def test_what_is_out_waits_and_is_ready_on_its_return(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P2")
    taken = intake(centre.session, "P1", ["A1"])
    assert taken.request.status == "waiting"
    with pytest.raises(Refused):
        make_ready(centre.session, taken.request.number)
    return_(centre.session, ["A1"])
    assert find_request(centre.session, taken.request.number).status == "ready"
    with pytest.raises(Refused, match="set aside already"):
        make_ready(centre.session, taken.request.number)


def test_a_cancelled_request_gives_its_files_back_to_be_refiled(centre: Centre) -> None:
    centre.file("A1")
    number = intake(centre.session, "P1", ["A1"]).request.number
    pick(centre.session, "A1")
    make_ready(centre.session, number)
    assert cancel(centre.session, number).request.status == "cancelled"
    assert centre.status("A1") == "to-refile"
    assert queue_of(centre.session, centre.now("A1").id) == []


def test_filled_needs_everything_handed_over(centre: Centre) -> None:
    centre.file("A1")
    number = intake(centre.session, "P1", ["A1"]).request.number
    with pytest.raises(Refused):
        close(centre.session, number)
    assert close(centre.session, number, "not-found").request.status == "not-found"


def test_the_clock_of_a_request_runs_in_working_hours(centre: Centre) -> None:
    due = {
        priority: intake(centre.session, "P1", text="x", priority=priority).request.due
        for priority in ("urgent", "same-day", "next-day", "routine")
    }
    assert due == {
        "urgent": "2026-03-02T12:00-05:00",
        "same-day": "2026-03-02T17:00-05:00",
        "next-day": "2026-03-03T17:00-05:00",
        "routine": "2026-03-05T17:00-05:00",
    }
    centre.clock.forward(days=4, hours=6)  # Friday, 16:00
    friday = intake(centre.session, "P1", text="x", priority="urgent").request.due
    assert friday == "2026-03-09T09:00-05:00"


def test_a_request_is_late_once_its_clock_has_run_out(centre: Centre) -> None:
    request = intake(centre.session, "P1", text="x", priority="urgent").request
    due = datetime.fromisoformat(request.due)
    for seconds, late in ((-1, False), (0, False), (1, True)):
        centre.clock.moment = due + timedelta(seconds=seconds)
        assert ticket(centre.session, request).late == late


def test_the_ticket_tells_what_stands_against_each_holding(centre: Centre) -> None:
    centre.file("A1", security="secret")
    taken = intake(centre.session, "P1", ["A1"])
    for each in (taken, ticket(centre.session, taken.request, gate=True)):
        (item,) = each.items
        assert [reason.told for reason in item.reasons] == [
            "R16: Aiko Ito is not cleared for A1.",
            "R16: Aiko Ito is not on the access list of A1.",
        ]


def test_what_was_found_for_free_words_is_set_aside(centre: Centre) -> None:
    number = intake(centre.session, "P1", text="the plan of 1998").request.number
    assert make_ready(centre.session, number).request.status == "ready"
    assert find_request(centre.session, number).status == "ready"


def test_the_pick_list_is_in_walking_order(centre: Centre) -> None:
    for barcode, home in (("A1", "L1"), ("A2", "L2"), ("A3", ""), ("A4", "L2")):
        centre.file(barcode, home=home)
    intake(centre.session, "P1", ["A1", "A2", "A3", "A4"])
    assert [pull.holding.barcode for pull in pick_list(centre.session)] == ["A2", "A4", "A1", "A3"]
    assert pick_list(centre.session)[0].address == "A1-11-5"
    pick(centre.session, "A2")
    assert [pull.holding.barcode for pull in pick_list(centre.session)] == ["A4", "A1", "A3"]


def test_the_pick_list_pulls_for_the_head_of_the_queue_once(centre: Centre) -> None:
    centre.file("A1")
    intake(centre.session, "P1", ["A1"])
    intake(centre.session, "P2", ["A1"], priority="urgent")
    (pull,) = pick_list(centre.session)
    assert pull.requester == "Jean Roy"


def test_nothing_is_picked_that_nobody_asked_for(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(Refused):
        pick(centre.session, "A1")


def test_a_missing_file_keeps_its_queue_until_it_is_found(centre: Centre) -> None:
    centre.file("A1")
    intake(centre.session, "P1", ["A1"])
    mark_missing(centre.session, "A1", "not on its shelf")
    assert centre.status("A1") == "missing"
    assert pick_list(centre.session) == []
    return_(centre.session, ["A1"])
    assert centre.status("A1") == "waiting"


def test_another_systems_number_finds_the_newest_request(centre: Centre) -> None:
    request = intake(centre.session, "P1", text="x").request
    with centre.session.change("edit"):
        request.number = "AG-2015-7"
        centre.session.save(request)
    assert find_request(centre.session, "AG-2015-7").id == request.id
    with pytest.raises(NotFound):
        find_request(centre.session, "R-9999")
