"""Rules that reach into a box: what goes with it, waits in it, or belongs in it."""

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.circulation import (
    cancel_reservation,
    charge_out,
    renew,
    reserve,
    return_,
)
from rmdesk.duties.circulation import found as found_again
from rmdesk.duties.claimed import claim_returned
from rmdesk.duties.fulfilment import hand_over, make_ready
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick, put_back, take_out
from rmdesk.duties.place import edit_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.request import intake
from rmdesk.duties.transit import send
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def nested(centre: Centre) -> Centre:
    """A file in a box in a box, of which only the outermost has a home of its own."""
    centre.file("OUTER", kind="box")
    centre.file("BOX", kind="box", container="OUTER", home="")
    centre.file("IN", container="BOX", home="")
    return centre


def rules(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.rule for each in refused.value.reasons]


# --- R15: whose unit lets draw


@pytest.fixture
def legal(nested: Centre) -> Centre:
    """What lies within is of a unit with a custodian, the boxes are of none."""
    values = {"barcode": "C1", "name": "Cus Todian", "unit": "Legal", "custodian": True}
    add_person(nested.session, values)
    edit_holding(nested.session, "IN", {"unit": "Legal"})
    return nested


@pytest.mark.parametrize("lent", ["IN", "BOX", "OUTER"])
def test_a_box_goes_to_nobody_whom_the_unit_of_its_contents_has_not_let(
    legal: Centre, lent: str
) -> None:
    with pytest.raises(Refused) as refused:
        charge_out(legal.session, [lent], "P1")
    assert rules(refused) == ["R15"]
    assert "Legal" in refused.value.reasons[0].text
    assert charge_out(legal.session, [lent], "C1")[0].status == "out"


@pytest.mark.parametrize("lent", ["IN", "BOX", "OUTER"])
def test_nor_by_a_request(legal: Centre, lent: str) -> None:
    number = intake(legal.session, "P1", [lent]).request.number
    pick(legal.session, lent)
    make_ready(legal.session, number)
    with pytest.raises(Refused) as refused:
        hand_over(legal.session, number)
    assert "R15" in rules(refused)


@pytest.mark.parametrize("way", ["authorised", "taken out"])
def test_a_box_goes_to_whom_all_the_units_let(legal: Centre, way: str) -> None:
    if way == "authorised":
        edit_person(legal.session, "P1", {"authorised": ["Legal"]})
    else:
        charge_out(legal.session, ["IN"], "C1")
    assert charge_out(legal.session, ["BOX"], "P1")[0].status == "out"


# --- R1: what is held stays where it lives


@pytest.mark.parametrize(("home", "moves"), [("L1", False), ("L2", True), ("", True)])
def test_a_box_is_not_moved_with_what_is_held_and_lives_where_it_does(
    centre: Centre, home: str, moves: bool
) -> None:
    centre.file("BOX", kind="box")
    centre.file("IN", container="BOX", home=home)
    values = {"title": "Case", "matter": "M", "authority": "A"}
    number = register(centre.session, HOLDS, values).number
    place(centre.session, number, {"on": ["IN"]})
    if moves:
        assert move(centre.session, ["BOX"], {"place": "L2"})[0].place == "A1-11-5"
    else:
        with pytest.raises(Refused) as refused:
            move(centre.session, ["BOX"], {"place": "L2"})
        assert rules(refused) == ["R1"]


# --- R41: what waits in a box


def test_a_box_is_not_sent_with_what_waits_in_it_to_be_taken_out(nested: Centre) -> None:
    charge_out(nested.session, ["BOX"], "P1")
    reserve(nested.session, ["IN"], "P2")
    return_(nested.session, ["BOX"])
    assert nested.status("IN") == "waiting"
    with pytest.raises(Refused) as refused:
        send(nested.session, ["BOX"], "L2")
    assert rules(refused) == ["R41"]
    take_out(nested.session, "IN")
    assert send(nested.session, ["BOX"], "L2")[0].status == "transit"


def test_what_waits_in_a_box_and_is_put_back_is_in_its_place(nested: Centre) -> None:
    charge_out(nested.session, ["BOX"], "P1")
    reserve(nested.session, ["IN"], "P2")
    return_(nested.session, ["BOX"])
    put_back(nested.session, "IN")
    assert nested.status("IN") == "in"


def test_a_box_that_waits_in_its_box_keeps_what_is_in_it(nested: Centre) -> None:
    charge_out(nested.session, ["OUTER"], "P1")
    reserve(nested.session, ["BOX"], "P2")
    return_(nested.session, ["OUTER"])
    assert (nested.status("BOX"), nested.status("IN")) == ("waiting", "in")
    take_out(nested.session, "BOX")
    charge_out(nested.session, ["BOX"], "P2")
    assert (nested.status("BOX"), nested.status("IN")) == ("out", "out")


# --- R9: what belongs in a box that was closed


def test_what_belongs_in_a_box_that_was_closed_since_goes_home_to_it(nested: Centre) -> None:
    charge_out(nested.session, ["IN"], "P1")
    edit_holding(nested.session, "BOX", {"closed": "2026-03-01"})
    return_(nested.session, ["IN"])
    refile(nested.session, ["IN"], "BOX")
    assert nested.status("IN") == "in"
    nested.file("NEW")
    with pytest.raises(Refused) as refused:
        edit_holding(nested.session, "NEW", {"container": "BOX"})
    assert "R9" in rules(refused)


# --- R21: a content of a box that somebody waits for


@pytest.mark.parametrize("box", ["BOX", "OUTER"])
@pytest.mark.parametrize("why", ["waits", "claimed"])
def test_a_content_is_not_renewed_while_its_box_may_not_be(
    nested: Centre, box: str, why: str
) -> None:
    charge_out(nested.session, ["OUTER"], "P1")
    if why == "waits":
        reserve(nested.session, [box], "P2")
    else:
        claim_returned(nested.session, [box], "says so")
    nested.clock.forward(days=5)
    for each, rule in (("IN", "R21"), (box, {"waits": "R21", "claimed": "R14"}[why])):
        with pytest.raises(Refused) as refused:
            renew(nested.session, [each])
        assert rules(refused) == [rule]


@pytest.mark.parametrize("box", ["BOX", "OUTER"])
def test_the_box_that_is_to_come_back_is_named_and_why(nested: Centre, box: str) -> None:
    charge_out(nested.session, ["OUTER"], "P1")
    reserve(nested.session, [box], "P2")
    with pytest.raises(Refused) as refused:
        renew(nested.session, ["IN"])
    (reason,) = refused.value.reasons
    assert reason.text == f"Someone waits for {box}, in which IN went out."
    assert reason.lifted_by == "the end of that claim"
    cancel_reservation(nested.session, [box], "P2")
    claim_returned(nested.session, [box], "says so")
    with pytest.raises(Refused) as refused:
        renew(nested.session, ["IN"])
    (reason,) = refused.value.reasons
    assert reason.text == f"{box}, in which IN went out, was said on 2026-03-02 to be returned."
    assert reason.lifted_by == "finding it, or saying that it is still out"


@pytest.mark.parametrize("case", ["a box waited for", "a box claimed", "a content waited for"])
def test_of_what_is_hidden_it_is_said_in_the_words_of_all_such(nested: Centre, case: str) -> None:
    """R17: neither the box, nor what is in it, nor that somebody waits for any of it."""
    for key in ("P1", "P2", "mlee"):
        edit_person(nested.session, key, {"clearance": "secret"})
    hidden = "IN" if case == "a content waited for" else "OUTER"
    edit_holding(nested.session, hidden, {"security": "secret"})
    for person in ("P1", "P2"):
        nested.entered(hidden, person)
    charge_out(nested.session, ["OUTER"], "P1")
    if case == "a box claimed":
        claim_returned(nested.session, ["OUTER"], "says so")
    else:
        reserve(nested.session, [hidden], "P2")
    other = colleague(nested.desk, "other")
    with pytest.raises(Refused) as refused:
        renew(other, ["BOX"])
    (reason,) = refused.value.reasons
    assert (reason.rule, reason.text) == ("R14", "BOX does not go as it is now.")
    assert reason.lifted_by == "the security officer"


# --- R40: nobody queues for what they answer for


def test_who_has_what_is_missing_does_not_queue_for_it(centre: Centre) -> None:
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1")
    mark_missing(centre.session, "F1", "not in the bag")
    with pytest.raises(Refused) as refused:
        reserve(centre.session, ["F1"], "P1")
    assert rules(refused) == ["R40"]
    reserve(centre.session, ["F1"], "P2")
    found_again(centre.session, ["F1"])
    assert centre.status("F1") == "waiting"


# --- figures


def test_what_goes_with_its_box_is_counted_in_the_room_where_that_lives(nested: Centre) -> None:
    """R24: whatever home was said of it, or none."""
    edit_place(nested.session, "L1", {"room": "R7"})
    edit_holding(nested.session, "BOX", {"home": "L2"})
    charge_out(nested.session, ["OUTER"], "P1")
    rows = make_report(nested.session, "circulation", by="room").rows
    assert {row["room"]: row["lent"] for row in rows} == {"R7": 3}
