"""Requests and claims to their end (R38 to R40)."""

from datetime import date

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import (
    cancel_reservation,
    charge_out,
    found,
    recall,
    renew,
    reserve,
    return_,
)
from rmdesk.duties.intake import needed_by, warnings_at_intake
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, passed_over, pick, pick_list, put_back
from rmdesk.duties.report import make_report
from rmdesk.duties.request import (
    add_to_request,
    cancel,
    close,
    end_item,
    find_request,
    hand_over,
    intake,
    make_ready,
    open_requests,
    ticket,
)
from rmdesk.duties.reservation import queue_of
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.records import Request
from tests.desk.conftest import Centre


@pytest.fixture
def files(centre: Centre) -> Centre:
    for key in ("F1", "F2", "F3"):
        centre.file(key)
    return centre


def ask(centre: Centre, who: str, *keys: str, **more: str) -> str:
    centre.clock.forward(seconds=1)
    return intake(centre.session, who, keys, **more).request.number


def status(centre: Centre, number: str) -> str:
    return str(find_request(centre.session, number).status)


def rules(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.rule for reason in refusal.value.reasons}


def test_a_request_leaves_the_queue_with_its_loan(files: Centre) -> None:
    number = ask(files, "P1", "F1")
    charge_out(files.session, ["F1"], "P1")
    assert status(files, number) == "handed-over"
    assert open_requests(files.session) == []
    return_(files.session, ["F1"])
    ended = find_request(files.session, number)
    assert (ended.status, ended.outcome, bool(ended.closed)) == ("closed", "filled", True)


def test_a_request_of_two_leaves_with_the_last_loan(files: Centre) -> None:
    number = ask(files, "P1", "F1", "F2")
    charge_out(files.session, ["F1", "F2"], "P1")
    return_(files.session, ["F1"])
    assert status(files, number) == "handed-over"
    return_(files.session, ["F2"])
    assert status(files, number) == "closed"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("copy", "copied"),
        ("scan", "scanned"),
        ("consult", "consulted"),
        ("interfile", "interfiled"),
        ("research", "consulted"),
    ],
)
@pytest.mark.parametrize("ready", [True, False])
def test_what_is_not_lent_is_filled_once_it_was_fetched(
    files: Centre, kind: str, outcome: str, ready: bool
) -> None:
    number = ask(files, "P1", "F1", type_=kind)
    behind = ask(files, "P2", "F1")
    with pytest.raises(Refused, match="still to be picked"):
        close(files.session, number)
    pick(files.session, "F1")
    if ready:
        make_ready(files.session, number)
    done = close(files.session, number)
    assert (done.request.status, done.request.outcome) == ("closed", "filled")
    assert done.items[0].reservation.outcome == outcome
    assert done.next == (f"F1: {'set aside' if ready else 'fetched'} for Jean Roy",)
    assert status(files, behind) == ("ready" if ready else "picking")


@pytest.mark.parametrize("type_", ["copy", "scan", "interfile"])
def test_no_record_is_lent_by_a_request_for_another_thing(files: Centre, type_: str) -> None:
    """R39: it is closed as filled once it was fetched, and the record goes home."""
    request = intake(files.session, "P1", ["F1"], type_=type_).request
    pick(files.session, "F1")
    for lend in (
        lambda: hand_over(files.session, request.number),
        lambda: charge_out(files.session, ["F1"], "P1", request=request),
    ):
        with pytest.raises(Refused) as refused:
            lend()
        told = [(each.rule, each.text) for each in refused.value.reasons]
        assert told[0][0] == "R39"
        assert "asks for another thing than a loan" in told[0][1]
    assert files.status("F1") == "picked"
    assert close(files.session, request.number).request.outcome == "filled"


def test_a_copy_goes_home_where_nobody_else_waits(files: Centre) -> None:
    number = ask(files, "P1", "F1", type_="copy")
    pick(files.session, "F1")
    assert close(files.session, number).next == ("F1: refile at B3-04-2",)
    assert files.status("F1") == "to-refile"


def test_each_holding_ends_for_itself(files: Centre) -> None:
    number = ask(files, "P1", "F1", "F2", "F3")
    charge_out(files.session, ["F1"], "P1")
    mark_missing(files.session, "F2", "not on its shelf")
    end_item(files.session, number, ["F2"], "not-found")
    assert status(files, number) == "new"
    done = end_item(files.session, number, ["F3"], "denied", "closed to the public")
    assert (done.request.status, done.request.outcome) == ("handed-over", "partly")
    assert [item.reservation.outcome for item in done.items] == ["lent", "not-found", "denied"]
    with pytest.raises(Refused):
        end_item(files.session, number, ["F3"], "denied")
    return_(files.session, ["F1"])
    assert status(files, number) == "closed"


@pytest.mark.parametrize("outcome", ["not-found", "denied", "cancelled", "referred"])
def test_a_request_ends_as_its_only_holding_does(files: Centre, outcome: str) -> None:
    number = ask(files, "P1", "F1")
    done = end_item(files.session, number, ["F1"], outcome).request
    assert done.outcome == outcome
    assert done.status == (outcome if outcome != "referred" else "closed")


def test_closing_in_part_needs_a_part(files: Centre) -> None:
    number = ask(files, "P1", "F1", "F2")
    with pytest.raises(Refused):
        close(files.session, number, "partly")
    charge_out(files.session, ["F1"], "P1")
    done = close(files.session, number, "partly")
    assert (done.request.status, done.request.outcome) == ("closed", "partly")
    assert [item.reservation.outcome for item in done.items] == ["lent", "not-found"]


def test_an_urgent_claim_overtakes_in_the_queue_and_not_at_the_trolley_r38(files: Centre) -> None:
    first = ask(files, "P1", "F1")
    pick(files.session, "F1")
    make_ready(files.session, first)
    urgent = ask(files, "P2", "F1", priority="urgent")
    assert (status(files, first), status(files, urgent)) == ("ready", "waiting")
    with pytest.raises(Refused) as refusal:
        charge_out(files.session, ["F1"], "P2")
    assert rules(refusal) == {"R20"}
    hand_over(files.session, first)
    assert return_(files.session, ["F1"])[0].next == "set aside for Jean Roy"
    assert (status(files, first), status(files, urgent)) == ("closed", "ready")


def test_an_urgent_claim_is_fetched_first(files: Centre) -> None:
    ask(files, "P1", "F1")
    ask(files, "P2", "F1", priority="urgent")
    (pull,) = pick_list(files.session)
    assert pull.requester == "Jean Roy"


def test_what_comes_back_is_ready_and_since_when(files: Centre) -> None:
    charge_out(files.session, ["F1"], "P1")
    number = ask(files, "P2", "F1")
    files.clock.forward(hours=1)
    return_(files.session, ["F1"])
    (item,) = ticket(files.session, find_request(files.session, number)).items
    assert (status(files, number), item.reservation.state) == ("ready", "ready")
    assert item.reservation.since == files.session.now().isoformat(timespec="seconds")


@pytest.mark.parametrize("by", ["cancel", "reservation", "item"])
def test_what_was_set_aside_goes_to_the_next_and_that_is_said_r38(files: Centre, by: str) -> None:
    first = ask(files, "P1", "F1")
    second = ask(files, "P2", "F1")
    pick(files.session, "F1")
    make_ready(files.session, first)
    if by == "cancel":
        assert cancel(files.session, first).next == ("F1: set aside for Jean Roy",)
    elif by == "item":
        said = end_item(files.session, first, ["F1"], "cancelled").next
        assert said == ("F1: set aside for Jean Roy",)
    else:
        (given,) = cancel_reservation(files.session, ["F1"], "P1")
        assert given.next == "set aside for Jean Roy"
    assert (status(files, first), status(files, second)) == ("cancelled", "ready")
    assert files.status("F1") == "waiting"


def test_a_reservation_is_given_up(files: Centre) -> None:
    reserve(files.session, ["F3"], "P2")
    cancel_reservation(files.session, ["F3"], "P2")
    assert queue_of(files.session, files.now("F3").id) == []
    charge_out(files.session, ["F3"], "P1")
    with pytest.raises(Refused, match="does not wait"):
        cancel_reservation(files.session, ["F3"], "P2")


def test_whose_registration_has_ended_is_refused_at_intake(files: Centre) -> None:
    edit_person(files.session, "P2", {"valid_until": "2026-03-01"})
    for act in (lambda: ask(files, "P2", "F1"), lambda: reserve(files.session, ["F1"], "P2")):
        with pytest.raises(Refused, match="was a borrower until") as refusal:
            act()
        assert rules(refusal) == {"R14"}


def test_whose_registration_ends_meanwhile_is_passed_over_and_listed(files: Centre) -> None:
    edit_person(files.session, "P2", {"valid_until": "2026-03-05"})
    ask(files, "P2", "F1")
    ask(files, "P1", "F1")
    files.clock.forward(days=9)
    (pull,) = pick_list(files.session)
    assert pull.requester == "Aiko Ito"
    (passed,) = passed_over(files.session)
    assert (passed.person.id, [each.rule for each in passed.reasons]) == (files.roy.id, ["R14"])
    charge_out(files.session, ["F1"], "P1")
    assert return_(files.session, ["F1"])[0].status == "to-refile"


def test_what_was_set_aside_for_who_left_may_go_to_others(files: Centre) -> None:
    edit_person(files.session, "P2", {"valid_until": "2026-03-05"})
    number = ask(files, "P2", "F1")
    pick(files.session, "F1")
    make_ready(files.session, number)
    files.clock.forward(days=9)
    charge_out(files.session, ["F1"], "P1")
    assert status(files, number) != "ready"


def test_who_may_not_draw_is_told_at_intake_r15(files: Centre) -> None:
    files.file("U1", unit="Finance")
    add_person(files.session, {"name": "Keeper", "unit": "Finance", "custodian": True})
    told = warnings_at_intake(files.session, files.ito, [files.now("U1")])
    assert [each.rule for each in told] == ["R15"]
    made = intake(files.session, "P1", ["U1"])
    assert [each.rule for each in made.items[0].reasons] == ["R15"]
    assert "R15" in reserve(files.session, ["U1"], "P2")[0].next


def test_one_queues_once_and_not_for_what_one_has_r40(files: Centre) -> None:
    number = ask(files, "P1", "F1")
    with pytest.raises(Refused, match=f"already, by {number}") as refusal:
        ask(files, "P1", "F1", "F2")
    assert rules(refusal) == {"R40"}
    charge_out(files.session, ["F2"], "P1")
    for act in (lambda: ask(files, "P1", "F2"), lambda: reserve(files.session, ["F2"], "P1")):
        with pytest.raises(Refused, match="has F2 already"):
            act()


def test_only_what_was_fetched_is_set_aside_and_handed_over_r39(files: Centre) -> None:
    number = ask(files, "P1", "F1", "F2")
    with pytest.raises(Refused) as refusal:
        make_ready(files.session, number)
    assert "F2 is still to be picked at B3-04-2." in refusal.value.message
    with pytest.raises(Refused, match="Nothing was fetched"):
        hand_over(files.session, number)
    pick(files.session, "F1")
    aside = make_ready(files.session, number)
    assert aside.next == ("F2 is still to be picked at B3-04-2.",)
    assert (files.status("F1"), files.status("F2")) == ("waiting", "in")
    handed = hand_over(files.session, number)
    assert "F2 is still to be picked at B3-04-2." in handed.next
    assert (files.status("F1"), files.status("F2")) == ("out", "in")
    make_ready(files.session, number, ["F2"])
    hand_over(files.session, number)
    assert status(files, number) == "handed-over"


def test_the_act_sets_aside_what_is_in_hand_too_r39(files: Centre) -> None:
    number = intake(files.session, "P1", ["F1", "F2"]).request.number
    pick(files.session, "F1")
    perform(files.session, acts()["ready"], [number], {"keys": ["F2"]})
    assert (files.status("F1"), files.status("F2")) == ("waiting", "waiting")


@pytest.mark.parametrize("state", ["behind another", "out", "missing"])
def test_what_is_in_hand_is_set_aside_for_who_is_first_and_where_it_is_here_r38(
    files: Centre, state: str
) -> None:
    if state == "behind another":
        intake(files.session, "P2", ["F1"])
    elif state == "out":
        charge_out(files.session, ["F1"], "P2")
    else:
        mark_missing(files.session, "F1", "not there")
    number = intake(files.session, "P1", ["F1"]).request.number
    with pytest.raises(Refused):
        make_ready(files.session, number, ["F1"])
    assert find_request(files.session, number).status != "ready"


def test_what_is_not_asked_for_is_not_set_aside(files: Centre) -> None:
    number = ask(files, "P1", "F1")
    with pytest.raises(Refused, match="does not ask for F2"):
        make_ready(files.session, number, ["F2"])


def test_a_request_is_added_to(files: Centre) -> None:
    number = ask(files, "P1", "F1")
    pick(files.session, "F1")
    make_ready(files.session, number)
    added = add_to_request(files.session, number, ["F2"])
    assert (len(added.items), added.request.status) == (2, "picking")
    with pytest.raises(Refused):
        add_to_request(files.session, number, ["F2"])
    cancel(files.session, number)
    with pytest.raises(Refused):
        add_to_request(files.session, number, ["F3"])


def test_a_pick_is_put_back(files: Centre) -> None:
    number = ask(files, "P1", "F1")
    pick(files.session, "F1")
    assert put_back(files.session, "F1").status == "to-refile"
    assert status(files, number) == "assigned"
    (pull,) = pick_list(files.session)
    assert pull.address == "to refile"
    with pytest.raises(Refused):
        put_back(files.session, "F1")


def test_what_is_missing_from_trolley_shelf_or_borrower_is_said_so(files: Centre) -> None:
    picked, aside = ask(files, "P1", "F1"), ask(files, "P1", "F2")
    for key in ("F1", "F2"):
        pick(files.session, key)
    make_ready(files.session, aside)
    charge_out(files.session, ["F3"], "P2")
    for key in ("F1", "F2", "F3"):
        with pytest.raises(BadInput):
            mark_missing(files.session, key, " ")
        mark_missing(files.session, key, "gone")
        assert files.status(key) == "missing"
    assert files.now("F3").holder_id == files.roy.id
    assert (status(files, picked), status(files, aside)) == ("assigned", "assigned")
    assert [each.next for each in found(files.session, ["F1", "F3"])] == [
        "set aside for Aiko Ito",
        "refile at B3-04-2",
    ]
    assert files.now("F3").holder_id is None


def test_no_loan_outlasts_the_registration_by_a_day_that_is_given(files: Centre) -> None:
    edit_person(files.session, "P1", {"valid_until": "2026-03-20"})
    with pytest.raises(Refused) as refusal:
        charge_out(files.session, ["F1"], "P1", due=date(2026, 3, 21))
    assert rules(refusal) == {"R14"}
    charge_out(files.session, ["F1"], "P1", due=date(2026, 3, 10))
    with pytest.raises(Refused, match="2026-03-21 is later"):
        renew(files.session, ["F1"], due=date(2026, 3, 21))
    assert renew(files.session, ["F1"])[0].due == "2026-03-20"
    with pytest.raises(Refused, match="cannot last longer"):
        renew(files.session, ["F1"])


def test_a_loan_is_recalled_once(files: Centre) -> None:
    charge_out(files.session, ["F1"], "P1")
    recall(files.session, ["F1"])
    with pytest.raises(Refused, match="recalled on 2026-03-02") as refusal:
        recall(files.session, ["F1"])
    assert rules(refusal) == {"R22"}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tomorrow", "2026-03-03"),
        ("Demain", "2026-03-03"),
        ("aujourd’hui", "2026-03-02"),
        ("明天", "2026-03-03"),
        ("friday", "2026-03-06"),
        ("lundi", "2026-03-09"),
        ("2026-03-02", "2026-03-02"),
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_the_day_something_is_needed_by_is_read(said: str, day: str) -> None:
    assert needed_by(said, date(2026, 3, 2)) == day


@pytest.mark.parametrize("said", ["2026-13-45", "2026-03-01", "soon", "2026", "2026-04", "1950s"])
def test_what_is_no_day_to_come_is_refused(files: Centre, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        intake(files.session, "P1", ["F1"], needed_by=said)
    assert refusal.value.field_name == "needed_by"
    assert intake(files.session, "P1", ["F1"], needed_by="tomorrow").request.needed_by > "2026"


def test_somebody_of_a_name_that_is_here_is_asked_about(files: Centre) -> None:
    for name in ("Aiko Ito", "ITO, aiko"):
        with pytest.raises(Refused, match="Aiko Ito P1"):
            add_person(files.session, {"name": name})
    add_person(files.session, {"name": "Aiko Ito", "barcode": "P9"}, namesake=True)


def test_reports_tell_of_people_who_left_and_of_claims_passed_over(files: Centre) -> None:
    edit_person(files.session, "P1", {"valid_until": "2026-03-05", "unit": "Legal"})
    charge_out(files.session, ["F1"], "P1")
    charge_out(files.session, ["F3"], "P2")
    reserve(files.session, ["F2"], "P1")
    for name in ("left", "passed-over"):
        assert make_report(files.session, name).rows == []
    files.clock.forward(days=9)
    (left,) = make_report(files.session, "left").rows
    assert (left["barcode"], left["holder"], left["left"]) == ("F1", "Aiko Ito", "2026-03-05")
    (passed,) = make_report(files.session, "passed-over").rows
    assert (passed["barcode"], passed["requester"]) == ("F2", "Aiko Ito")
    assert "R14" in passed["reasons"]
    assert make_report(files.session, "left", by="unit").rows == [{"unit": "Legal", "count": 1}]
    with pytest.raises(BadInput):
        make_report(files.session, "left", by="day")


def test_nothing_is_fetched_for_who_has_left(files: Centre) -> None:
    edit_person(files.session, "P2", {"valid_until": "2026-03-05"})
    ask(files, "P2", "F1")
    files.clock.forward(days=9)
    assert pick_list(files.session) == []
    with pytest.raises(Refused, match="was a borrower until"):
        pick(files.session, "F1")


def test_what_its_borrower_lost_is_neither_renewed_nor_recalled(files: Centre) -> None:
    charge_out(files.session, ["F1"], "P1")
    mark_missing(files.session, "F1", "lost by the borrower")
    for act in (renew, recall):
        with pytest.raises(Refused, match="is not out: missing"):
            act(files.session, ["F1"])


@pytest.mark.parametrize(("type_", "told"), [("loan", {"R14"}), ("copy", {"R14", "R39"})])
def test_nothing_goes_to_who_is_registered_nowhere(
    files: Centre, type_: str, told: set[str]
) -> None:
    """A request that a file brought names who asked as it was written there."""
    with files.session.change("import"):
        files.session.save(Request(number="R-9", requester="Old Name", type=type_, status="new"))
    with pytest.raises(Refused) as refusal:
        hand_over(files.session, "R-9")
    assert rules(refusal) == told
    assert "R-9 is of nobody who is registered here: Old Name." in refusal.value.message
    with pytest.raises(Refused) as refusal:
        add_to_request(files.session, "R-9", ["F1"])
    assert rules(refusal) == {"R14"}
