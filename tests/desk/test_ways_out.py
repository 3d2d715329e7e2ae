"""What a refusal names as the way out is one: followed, the act is refused for it no more."""

from collections.abc import Callable, Sequence

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, recall, renew, reserve, return_
from rmdesk.duties.collecting import collect
from rmdesk.duties.loan import against_renew
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, take_out
from rmdesk.duties.recall import against_recall, lift_recall
from rmdesk.duties.request import hand_over
from rmdesk.duties.reserving import cancel_reservation
from rmdesk.model.errors import Reason, Refused
from tests.desk.conftest import Centre
from tests.desk.test_withdrawal import fetched
from tests.staff import colleague

Act = Callable[[], object]


@pytest.fixture
def room(centre: Centre) -> Centre:
    """A file, and a box in a box with another in it."""
    centre.file("F1")
    centre.file("OUTER", kind="box")
    centre.file("BOX", kind="box", container="OUTER", home="")
    centre.file("IN", container="BOX", home="")
    return centre


def against(act: Act) -> list[Reason]:
    """Every reason by which it is refused; none for what is done."""
    try:
        act()
    except Refused as refused:
        return list(refused.reasons)
    return []


def ways(act: Act) -> list[tuple[str, str]]:
    return [(each.rule, each.lifted_by) for each in against(act)]


def lent(centre: Centre, key: str) -> None:
    charge_out(centre.session, [key], "P1")
    centre.clock.forward(days=7)


@pytest.mark.parametrize("recalled", [["OUTER"], ["BOX"], ["BOX", "OUTER"], ["IN", "OUTER"]])
@pytest.mark.parametrize("key", ["BOX", "IN"])
def test_what_was_recalled_with_its_box_is_let_be_with_it(
    room: Centre, recalled: Sequence[str], key: str
) -> None:
    """Of a renewal, and of a recall that is made a second time, each way out is followed."""
    lent(room, "OUTER")
    for each in recalled:
        recall(room.session, [each])

    def named() -> set[str]:
        holding = room.now(key)
        found = [*against_renew(room.session, holding), *against_recall(room.session, holding)]
        return {each.lifted_by for each in found if each.rule == "R22"}

    for _each in recalled:
        for way in named():
            box = way.removeprefix("lifting the recall").removeprefix(" of ") or key
            assert against(lambda box=box: lift_recall(room.session, [box])) == []  # type: ignore[misc]
    assert named() == set()
    rules = {each.rule for each in against_renew(room.session, room.now(key))}
    assert rules <= {"R24"}  # not past its box: "renewing OUTER"
    assert against(lambda: renew(room.session, ["OUTER"])) == []


def test_nobody_is_told_to_lift_a_recall_of_what_they_may_not_know_of(centre: Centre) -> None:
    """R17: the recall of a content is known; with what it was made, is not."""
    centre.file("SBOX", kind="box", security="secret")
    centre.file("IN", container="SBOX", home="")
    for key in ("P1", "mlee"):
        edit_person(centre.session, key, {"clearance": "secret"})
    centre.entered("SBOX", "P1")
    charge_out(centre.session, ["SBOX"], "P1")
    recall(centre.session, ["SBOX"])
    other = colleague(centre.desk, "other")
    for act in (renew, recall):
        found = ways(lambda act=act: act(other, ["IN"]))  # type: ignore[misc]
        assert ("R22", "the security officer") in found
    assert ways(lambda: lift_recall(other, ["IN"])) == [("R14", "the security officer")]


@pytest.mark.parametrize(("key", "wanted"), [("F1", "F1"), ("OUTER", "OUTER"), ("OUTER", "IN")])
def test_a_renewal_waits_for_the_end_of_a_claim(room: Centre, key: str, wanted: str) -> None:
    lent(room, key)
    reserve(room.session, [wanted], "P2")
    assert ways(lambda: renew(room.session, [key])) == [("R21", "the end of that claim")]
    cancel_reservation(room.session, [wanted], "P2")
    assert against(lambda: renew(room.session, [key])) == []


def test_what_is_in_its_box_is_picked_out_of_it(room: Centre) -> None:
    """R41: it is taken out by a pick; `take-out` is of what came back set aside inside."""
    way = ("R41", "picking it, once somebody asks for it")
    assert ways(lambda: take_out(room.session, "IN")) == [way]
    reserve(room.session, ["IN"], "P2")
    found = ways(lambda: charge_out(room.session, ["OUTER"], "P1"))
    assert [(rule, way.partition(";")[0]) for rule, way in found] == [("R20", "picking it first")]
    pick(room.session, "IN")
    assert against(lambda: charge_out(room.session, ["OUTER"], "P1")) == []


def test_what_came_back_set_aside_in_its_box_is_taken_out_of_it(room: Centre) -> None:
    lent(room, "OUTER")
    reserve(room.session, ["IN"], "P2")
    return_(room.session, ["OUTER"])
    found = ways(lambda: charge_out(room.session, ["OUTER"], "P1"))
    assert [(rule, way.partition(";")[0]) for rule, way in found] == [
        ("R20", "taking it out first")
    ]
    assert against(lambda: take_out(room.session, "IN")) == []
    assert against(lambda: charge_out(room.session, ["OUTER"], "P1")) == []


def to_collect(session: Session) -> Act:
    return lambda: collect(session, ["F1"], "P2")


def test_what_was_fetched_for_nobody_is_charged_out(room: Centre) -> None:
    assert ways(to_collect(room.session)) == [("R39", "a charge-out")]
    assert against(lambda: charge_out(room.session, ["F1"], "P2")) == []


def test_what_is_not_here_is_not_said_to_be_charged_out_instead(room: Centre) -> None:
    """R14, R28: the same as is said of the charge-out itself."""
    lent(room, "F1")
    assert ways(to_collect(room.session)) == [("R14", "its return, or a reservation")]
    return_(room.session, ["F1"])
    mark_missing(room.session, "F1", "not there")
    assert ways(to_collect(room.session)) == [("R14", "finding or receiving it first")]


def test_nor_what_has_left_for_good(room: Centre) -> None:
    hand_over(room.session, fetched(room, "F1"))
    assert ways(to_collect(room.session)) == [("R28", "a new accession")]
    assert ways(lambda: take_out(room.session, "F1")) == [("R28", "a new accession")]
