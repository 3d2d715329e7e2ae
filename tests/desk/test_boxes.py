"""Boxes (R24, R41): what goes and comes with them, and what is taken out."""

import pytest

from rmdesk.desk.kinds import notes_on
from rmdesk.duties.circulation import cancel_reservation, charge_out, found, reserve, return_
from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.loan import renew
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, pick_list, put_back, take_out
from rmdesk.duties.refiling import refile, refile_list
from rmdesk.duties.request import close, find_request, intake, make_ready
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.transit import receive, send
from rmdesk.model.errors import Refused
from rmdesk.model.words import status_word
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def boxes(centre: Centre) -> Centre:
    centre.file("BOX1", kind="box")
    for key in ("IN1", "IN2", "IN3"):
        centre.file(key, container="BOX1", home="")
    return centre


def rules(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.rule for reason in refusal.value.reasons}


def test_what_somebody_waits_for_is_taken_out_when_its_box_comes_back(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    number = intake(boxes.session, "P2", ["IN1"]).request.number
    (back,) = return_(boxes.session, ["BOX1"])
    assert back.next == "take IN1 out for Jean Roy; refile at B3-04-2"
    assert boxes.status("IN1") == "waiting"
    assert find_request(boxes.session, number).status == "ready"
    assert {boxes.status(key) for key in ("IN2", "IN3")} == {"in"}


def test_what_was_not_taken_out_is_queued_and_on_the_pick_list(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    number = intake(boxes.session, "P2", ["IN1"]).request.number
    return_(boxes.session, ["BOX1"])
    (home,) = refile(boxes.session, ["BOX1"], "L1")
    assert home.next == "IN1 in it is still reserved for Jean Roy: pull it"
    assert boxes.status("IN1") == "in"
    assert find_request(boxes.session, number).status == "new"
    (pull,) = pick_list(boxes.session)
    assert (pull.holding.barcode, pull.address) == ("IN1", "B3-04-2")


@pytest.mark.parametrize("by_scan", [True, False])
def test_what_was_taken_out_stays_aside_when_its_box_goes_home(
    boxes: Centre, by_scan: bool
) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    intake(boxes.session, "P2", ["IN1"])
    return_(boxes.session, ["BOX1"])
    if by_scan:
        answer = take_scan(boxes.session, Counter(), "IN1")
        assert (answer.heard, answer.next) == (Heard.TAKEN_OUT, "set aside for Jean Roy")
    else:
        take_out(boxes.session, "IN1")
    refile(boxes.session, ["BOX1"], "L1")
    assert boxes.status("IN1") == "waiting"
    with pytest.raises(Refused):
        take_out(boxes.session, "IN1")


def test_a_box_does_not_leave_again_before_it_was_taken_out(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    intake(boxes.session, "P2", ["IN1"])
    return_(boxes.session, ["BOX1"])
    with pytest.raises(Refused) as refusal:
        charge_out(boxes.session, ["BOX1"], "P1")
    assert rules(refusal) == {"R20"}
    take_out(boxes.session, "IN1")
    charge_out(boxes.session, ["BOX1"], "P1")
    assert boxes.status("IN1") == "waiting"


def test_only_what_is_in_it_goes_along(boxes: Centre) -> None:
    charge_out(boxes.session, ["IN2"], "P2")
    return_(boxes.session, ["IN2"])
    charge_out(boxes.session, ["BOX1"], "P1")
    assert boxes.status("IN2") == "to-refile"
    return_(boxes.session, ["BOX1"])
    refile(boxes.session, ["BOX1"], "L1")
    assert boxes.status("IN2") == "to-refile"
    refile(boxes.session, ["IN2"], "BOX1")
    assert boxes.status("IN2") == "in"


def test_what_was_picked_or_set_aside_does_not_keep_its_box(boxes: Centre) -> None:
    for key in ("IN1", "IN2"):
        number = intake(boxes.session, "P2", [key]).request.number
        pick(boxes.session, key)
    make_ready(boxes.session, number)
    charge_out(boxes.session, ["BOX1"], "P1")
    assert [boxes.status(key) for key in ("IN1", "IN2", "IN3")] == ["picked", "waiting", "out"]


def test_nothing_goes_into_a_box_that_is_out(boxes: Centre) -> None:
    charge_out(boxes.session, ["IN1"], "P2")
    charge_out(boxes.session, ["BOX1"], "P1")
    return_(boxes.session, ["IN1"])
    for at in ("BOX1", "L1"):
        with pytest.raises(Refused, match="BOX1 is out"):
            refile(boxes.session, ["IN1"], at)
    with pytest.raises(Refused, match="BOX1 is out"):
        add_holding(boxes.session, {"title": "new", "container": "BOX1"})
    boxes.file("A1")
    with pytest.raises(Refused, match="BOX1 is out"):
        edit_holding(boxes.session, "A1", {"container": "BOX1"})


def test_what_is_in_a_box_that_is_away_is_not_to_be_had(boxes: Centre) -> None:
    mark_missing(boxes.session, "BOX1", "not there")
    number = intake(boxes.session, "P2", ["IN1"]).request.number
    assert find_request(boxes.session, number).status == "waiting"
    assert pick_list(boxes.session) == []
    for act in (
        lambda: pick(boxes.session, "IN1"),
        lambda: charge_out(boxes.session, ["IN1"], "P2"),
    ):
        with pytest.raises(Refused, match="IN1 is in BOX1, which is missing"):
            act()


def test_boxes_do_not_lie_in_each_other_and_the_chain_is_named(centre: Centre) -> None:
    for key in ("BOXA", "BOXB", "BOXC"):
        centre.file(key, kind="box")
    edit_holding(centre.session, "BOXA", {"container": "BOXB"})
    edit_holding(centre.session, "BOXB", {"container": "BOXC"})
    with pytest.raises(Refused, match="BOXC → BOXA → BOXB → BOXC"):
        edit_holding(centre.session, "BOXC", {"container": "BOXA"})
    with pytest.raises(Refused, match="BOXC → BOXC"):
        edit_holding(centre.session, "BOXC", {"container": "BOXC"})


def test_a_container_or_home_that_names_nothing_is_said(centre: Centre) -> None:
    told: list[str] = []
    values = {"title": "x", "container": "NOBOX", "home": "NOPLACE"}
    made = add_holding(centre.session, values, lambda name, _text: told.append(name))
    assert told == ["home", "container"]
    assert (made.container, made.inside) == ("NOBOX", None)


def test_nobody_renews_a_box_while_somebody_waits_for_what_is_in_it_r21(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    reserve(boxes.session, ["IN2"], "P2")
    boxes.clock.forward(days=7)
    with pytest.raises(Refused, match="waits for IN2") as refusal:
        renew(boxes.session, ["BOX1"])
    assert rules(refusal) == {"R21"}


def test_a_box_of_boxes_comes_back_box_by_box(centre: Centre) -> None:
    centre.file("OUTER", kind="box")
    centre.file("INNER", kind="box", container="OUTER", home="")
    centre.file("LEAF", container="INNER", home="")
    charge_out(centre.session, ["OUTER"], "P1")
    return_(centre.session, ["INNER"])
    assert (centre.status("INNER"), centre.status("LEAF")) == ("to-refile", "in")
    charge_out(centre.session, ["INNER"], "P2")
    return_(centre.session, ["OUTER"])
    assert (centre.status("INNER"), centre.status("LEAF")) == ("out", "out")


def test_what_lies_in_a_box_that_is_missing_from_its_own_comes_back_out_of_it(
    centre: Centre,
) -> None:
    """R41: what is in a box that did not come back is not in it."""
    centre.file("OUTER", kind="box")
    centre.file("INNER", kind="box", container="OUTER", home="")
    centre.file("F1", container="INNER", home="")
    charge_out(centre.session, ["OUTER"], "P1")
    mark_missing(centre.session, "INNER", "not in the bag")
    (back,) = return_(centre.session, ["OUTER"])
    assert back.next == "keep it: INNER is missing; refile at B3-04-2"
    assert (centre.status("INNER"), centre.status("F1")) == ("missing", "to-refile")


def test_what_is_in_a_returned_box_is_no_longer_where_the_box_lives(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    return_(boxes.session, ["BOX1"])
    intake(boxes.session, "P2", ["IN3"])
    (pull,) = pick_list(boxes.session)
    assert pull.address == "BOX1 (to refile)"
    assert Describer(boxes.session).place(boxes.now("IN3")) == ""
    pick(boxes.session, "IN3")
    assert boxes.status("IN3") == "picked"


# --- where what belongs in a box is put back, and for whom it or its box is kept


def box_is(boxes: Centre, state: str) -> None:
    """Bring the box into a state."""
    session = boxes.session
    if state == "out":
        charge_out(session, ["BOX1"], "P1")
    elif state in ("picked", "waiting", "transit"):
        number = intake(session, "P1", ["BOX1"]).request.number
        pick(session, "BOX1")
        if state != "picked":
            make_ready(session, number)
        if state == "transit":
            send(session, ["BOX1"], "L2")
    elif state == "to-refile":
        charge_out(session, ["BOX1"], "P1")
        return_(session, ["BOX1"])
    elif state == "missing":
        mark_missing(session, "BOX1", "not there")


BOX_STATES = {
    "in": "refile at BOX1 (B3-04-2)",
    "picked": "refile at BOX1 (picked)",
    "waiting": "refile at BOX1 (set aside)",
    "to-refile": "refile at BOX1 (to refile)",
    "out": "keep it: BOX1 is out",
    "transit": "keep it: BOX1 is in transit",
    "missing": "keep it: BOX1 is missing",
}
"""What is to be done with a content that comes back, by how its box is."""


@pytest.mark.parametrize("by", ["return", "scan", "found"])
@pytest.mark.parametrize("state", BOX_STATES)
def test_a_content_that_comes_back_is_sent_to_its_box_and_not_to_the_shelf(
    boxes: Centre, state: str, by: str
) -> None:
    session = boxes.session
    if by == "found":
        mark_missing(session, "IN1", "not there")
    else:
        charge_out(session, ["IN1"], "P2")
    box_is(boxes, state)
    if by == "return":
        told = return_(session, ["IN1"])[0].next
    elif by == "found":
        told = found(session, ["IN1"])[0].next
    else:
        told = take_scan(session, Counter(), "IN1").next
    assert told == BOX_STATES[state]
    line = next(each for each in refile_list(session).lines if each.holding.barcode == "IN1")
    assert line.box is not None
    away = state in ("out", "transit", "missing")
    assert (line.place is None) == away
    assert line.address == (f"BOX1 ({status_word(state)})" if away else "B3-04-2")


@pytest.mark.parametrize("ends", ["close", "unreserve"])
def test_a_content_whose_claim_ends_is_sent_to_its_box(boxes: Centre, ends: str) -> None:
    session = boxes.session
    number = intake(session, "P2", ["IN1"]).request.number
    pick(session, "IN1")
    charge_out(session, ["BOX1"], "P1")
    if ends == "close":
        assert close(session, number, "cancelled").next == ("IN1: keep it: BOX1 is out",)
    else:
        assert cancel_reservation(session, ["IN1"], "P2")[0].next == "keep it: BOX1 is out"


def test_a_box_that_one_may_not_know_of_is_not_named_at_a_return(boxes: Centre) -> None:
    edit_holding(boxes.session, "BOX1", {"security": "secret"})
    clerk = colleague(boxes.desk, "clerk")
    charge_out(clerk, ["IN1"], "P2")
    assert return_(clerk, ["IN1"])[0].next == "refile at B3-04-2"
    mark_missing(boxes.session, "BOX1", "not there")
    charge_out(clerk, ["IN1"], "P2")
    assert return_(clerk, ["IN1"])[0].next == "keep it: its container is missing"


KEPT = {
    "picked": "picked for Aiko Ito",
    "waiting": "set aside for Aiko Ito, until 2026-03-09",
    "transit": "in transit for Aiko Ito",
    "to-refile": "to refile",
    "missing": "missing",
}


@pytest.mark.parametrize("state", KEPT)
def test_a_record_says_for_whom_it_or_its_box_is_kept(boxes: Centre, state: str) -> None:
    box_is(boxes, state)
    told = Describer(boxes.session).document(boxes.now("IN1"))["reservations"]
    kept = "" if state in ("to-refile", "missing") else "Aiko Ito"
    assert [(each["box"], each["person"], each["status"]) for each in told] == [
        ("BOX1", kept, state)
    ]
    notes = notes_on(boxes.session, boxes.now("IN1"))["reservations"]
    assert [each.text for each in notes] == [f"in BOX1: {KEPT[state]}"]
    own = notes_on(boxes.session, boxes.now("BOX1"))["reservations"]
    assert [each.text for each in own] == ([KEPT[state]] if kept else [])


def test_it_is_kept_for_nobody_who_only_waits_for_it(boxes: Centre) -> None:
    charge_out(boxes.session, ["IN1"], "P1")
    reserve(boxes.session, ["IN1"], "P2")
    assert not notes_on(boxes.session, boxes.now("IN1")).get("reservations")


def test_what_is_kept_in_a_box_that_one_may_not_know_of_is_not_told(boxes: Centre) -> None:
    box_is(boxes, "waiting")
    edit_holding(boxes.session, "BOX1", {"security": "secret"})
    clerk = colleague(boxes.desk, "clerk")
    assert notes_on(clerk, boxes.now("IN1"))["reservations"] == []


@pytest.mark.parametrize("to", ["", "OTHER"])
@pytest.mark.parametrize("state", ["out", "transit", "missing", "to-refile", "in"])
def test_what_is_away_in_its_box_belongs_in_it_until_that_is_back(
    boxes: Centre, state: str, to: str
) -> None:
    boxes.file("OTHER", kind="box")
    box_is(boxes, state)
    inside = boxes.now("IN1").inside
    if state in ("out", "transit", "missing"):
        with pytest.raises(Refused, match=f"BOX1 is {status_word(state)}") as refusal:
            edit_holding(boxes.session, "IN1", {"container": to})
        assert rules(refusal) == {"R24"}
        assert boxes.now("IN1").inside == inside
    else:
        edit_holding(boxes.session, "IN1", {"container": to})
        assert boxes.now("IN1").inside != inside


def test_what_was_lent_by_itself_may_be_given_another_box(boxes: Centre) -> None:
    charge_out(boxes.session, ["IN1"], "P2")
    charge_out(boxes.session, ["BOX1"], "P1")
    edit_holding(boxes.session, "IN1", {"container": ""})
    assert boxes.now("IN1").inside is None


@pytest.mark.parametrize("nested", [False, True])
def test_a_box_is_not_sent_while_a_content_waits_to_be_taken_out(
    boxes: Centre, nested: bool
) -> None:
    if nested:
        boxes.file("INNER", kind="box", container="BOX1", home="")
        edit_holding(boxes.session, "IN1", {"container": "INNER"})
    charge_out(boxes.session, ["BOX1"], "P1")
    reserve(boxes.session, ["IN1"], "P2")
    return_(boxes.session, ["BOX1"])
    with pytest.raises(Refused) as refusal:
        send(boxes.session, ["BOX1"], "L2")
    assert rules(refusal) == {"R41"}
    take_out(boxes.session, "IN1")
    send(boxes.session, ["BOX1"], "L2")
    assert (boxes.status("BOX1"), boxes.status("IN1")) == ("transit", "waiting")


def test_a_box_that_is_set_aside_on_its_return_keeps_its_contents(boxes: Centre) -> None:
    boxes.file("INNER", kind="box", container="BOX1", home="")
    boxes.file("DEEP", container="INNER", home="")
    charge_out(boxes.session, ["BOX1"], "P1")
    reserve(boxes.session, ["INNER"], "P2")
    return_(boxes.session, ["BOX1"])
    assert (boxes.status("INNER"), boxes.status("DEEP")) == ("waiting", "in")
    take_out(boxes.session, "INNER")
    charge_out(boxes.session, ["INNER"], "P2")
    assert (boxes.status("INNER"), boxes.status("DEEP")) == ("out", "out")


def test_what_was_in_a_box_before_it_was_closed_goes_back_into_it(boxes: Centre) -> None:
    charge_out(boxes.session, ["IN1"], "P1")
    edit_holding(boxes.session, "BOX1", {"closed": "2026-03-01"})
    return_(boxes.session, ["IN1"])
    refile(boxes.session, ["IN1"], "BOX1")
    assert boxes.status("IN1") == "in"
    with pytest.raises(Refused) as refusal:
        boxes.file("NEW", container="BOX1", home="")
    assert rules(refusal) == {"R9"}


@pytest.mark.parametrize(("taken", "then"), [(False, "in"), (True, "to-refile")])
def test_what_is_put_back_is_in_its_box_unless_it_was_taken_out(
    boxes: Centre, taken: bool, then: str
) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    reserve(boxes.session, ["IN1"], "P2")
    return_(boxes.session, ["BOX1"])
    if taken:
        take_out(boxes.session, "IN1")
    put_back(boxes.session, "IN1")
    assert boxes.status("IN1") == then


@pytest.mark.parametrize("key", ["BOX1", "IN1"])
def test_nobody_queues_for_what_is_missing_from_themselves(boxes: Centre, key: str) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    mark_missing(boxes.session, key, "looked everywhere")
    with pytest.raises(Refused) as refusal:
        reserve(boxes.session, [key], "P1")
    assert rules(refusal) == {"R40"}
    reserve(boxes.session, [key], "P2")


def test_a_content_is_not_renewed_while_somebody_waits_for_its_box(boxes: Centre) -> None:
    charge_out(boxes.session, ["BOX1"], "P1")
    reserve(boxes.session, ["BOX1"], "P2")
    boxes.clock.forward(days=5)
    with pytest.raises(Refused) as refusal:
        renew(boxes.session, ["IN1"])
    assert rules(refusal) == {"R21"}
    cancel_reservation(boxes.session, ["BOX1"], "P2")
    renew(boxes.session, ["BOX1"])
    assert boxes.now("IN1").due == boxes.now("BOX1").due > "2026-03-30"


@pytest.mark.parametrize("away", ["missing", "transit"])
def test_a_request_for_a_content_follows_its_box(boxes: Centre, away: str) -> None:
    """What is in a box that is not here is waited for, and can be fetched once that is back."""
    session = boxes.session
    before = intake(session, "P1", ["IN2"]).request.number
    if away == "missing":
        mark_missing(session, "BOX1", "not there")
    else:
        send(session, ["BOX1"], "L2")
    since = intake(session, "P2", ["IN1"]).request.number
    assert [find_request(session, each).status for each in (before, since)] == ["waiting"] * 2
    if away == "missing":
        found(session, ["BOX1"])
    else:
        receive(session, ["BOX1"])
    assert [find_request(session, each).status for each in (before, since)] == ["new"] * 2
    assert {pull.holding.barcode for pull in pick_list(session)} == {"IN1", "IN2"}


def test_nor_does_it_stay_on_the_waiting_list_where_nobody_may_have_it(boxes: Centre) -> None:
    """A content of a box that came back is here, though it is set aside for nobody."""
    session = boxes.session
    charge_out(session, ["BOX1"], "P1")
    number = intake(session, "P2", ["IN1"]).request.number
    edit_person(session, "P2", {"valid_until": "2026-03-01"})
    return_(session, ["BOX1"])
    assert (boxes.status("IN1"), find_request(session, number).status) == ("in", "new")
