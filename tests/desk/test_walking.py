"""A short way round the shelves, the lines of the pick list, and what is kept of a vain walk."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmdesk.desk.paths import BACK, FRONT, Room, Spot
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.picking import not_on_shelf, pick
from rmdesk.duties.picklist import PickLine, pick_cells, pick_lines, pick_row
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile_list, to_refile
from rmdesk.duties.request import intake
from rmdesk.duties.reservation import queue_of
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.staff import colleague

BOTH = Room(10.0)
SPOTS = st.lists(
    st.builds(Spot, st.integers(0, 4).map(lambda n: n * 2.0), st.integers(0, 10).map(float)),
    max_size=5,
)
ROOMS = st.sampled_from([Room(10.0), Room(10.0, (FRONT,)), Room(10.0, (BACK,))])


@pytest.mark.parametrize(
    ("ends", "spots", "order", "metres"),
    [
        # Through the first aisle and back down the second: a serpentine.
        ((FRONT, BACK), [(0, 9), (0, 2), (2, 1), (2, 9)], [1, 0, 3, 2], 10 + 2 + 10 + 2),
        # Joined at the front alone, each aisle is left as it was entered.
        ((FRONT,), [(0, 9), (0, 2), (2, 1), (2, 9)], [1, 0, 2, 3], 18 + 18 + 4),
        # Near the front of two aisles nobody walks through either.
        ((FRONT, BACK), [(0, 1), (2, 1)], [0, 1], 2 + 2 + 4),
        # Joined at the back alone one comes in there.
        ((BACK,), [(0, 9), (2, 9)], [0, 1], 2 + 2 + 4),
        ((FRONT, BACK), [], [], 0),
    ],
)
def test_the_way_is_short(
    ends: tuple[str, ...], spots: list[tuple[float, float]], order: list[int], metres: float
) -> None:
    room, there = Room(10.0, ends), [Spot(*each) for each in spots]
    assert room.shortest(there) == order
    assert room.round([there[n] for n in order])[-1] == metres


@given(ROOMS, SPOTS)
@settings(max_examples=60, deadline=None)
def test_no_way_aisle_by_aisle_is_shorter(room: Room, spots: list[Spot]) -> None:
    order = room.shortest(spots)
    assert sorted(order) == list(range(len(spots)))
    metres = room.round([spots[n] for n in order])[-1]
    every = [(way, room.round(way)[-1]) for way in permutations(spots)]
    by_aisle = [
        far for way, far in every if [s.across for s in way] == sorted(s.across for s in way)
    ]
    assert metres == pytest.approx(min(by_aisle))
    plain = sorted(spots, key=lambda each: (each.across, each.along))
    assert metres <= room.round(plain)[-1] + 1e-9


def test_equal_spots_keep_their_order_whichever_way_one_walks() -> None:
    spots = [Spot(0, 9), Spot(2, 5), Spot(2, 5), Spot(2, 8)]
    assert BOTH.shortest(spots) == [0, 3, 1, 2]


# --- lists


@pytest.fixture
def stacks(centre: Centre) -> Centre:
    """Three rows of ten bays in a room, a box with three files in it and files along the rows."""
    session = centre.session
    with session.change("sample"):
        for row in "ABC":
            for bay in range(1, 11):
                values = {"row": row, "bay": f"{bay:02}", "shelf": "1", "room": "Stacks"}
                add_place(session, {"barcode": f"{row}{bay}", **values})
        for row, bay in (("A", 9), ("B", 2), ("B", 9), ("C", 2)):
            centre.file(f"F-{row}{bay}", home=f"{row}{bay}")
        add_holding(session, {"barcode": "BOX", "kind": "box", "title": "Box", "home": "A3"})
        for number in (1, 2, 3):
            centre.file(f"IN{number}", container="BOX", home="")
    return centre


def keys(lines: tuple[PickLine, ...]) -> list[list[str]]:
    return [[pull.holding.barcode for pull in line.pulls] for line in lines]


def test_the_lists_go_up_one_row_and_down_the_next(stacks: Centre) -> None:
    session = stacks.session
    files = ["F-A9", "F-B2", "F-B9", "F-C2"]
    intake(session, "P1", files)
    found = pick_lines(session)
    assert keys(found.lines) == [["F-A9"], ["F-B9"], ["F-B2"], ["F-C2"]]
    assert found.metres < found.plain
    assert [line.metres for line in found.lines] == sorted(line.metres for line in found.lines)
    charge_out(session, files, "P1")
    return_(session, files)
    back = refile_list(session)
    assert [line.holding.barcode for line in back.lines] == ["F-A9", "F-B9", "F-B2", "F-C2"]
    assert (back.metres, back.plain) == (found.metres, found.plain)
    assert [row["barcode"] for row in to_refile(session)] == ["F-A9", "F-B9", "F-B2", "F-C2"]
    assert dict(session.store.scans) == {}


def test_a_box_is_one_line_with_all_who_want_it_or_what_is_in_it(stacks: Centre) -> None:
    session = stacks.session
    intake(session, "P1", ["IN1"])
    intake(session, "P2", ["IN2"], priority="urgent")
    intake(session, "P2", ["IN1"])
    (line,) = pick_lines(session).lines
    assert keys((line,)) == [["IN1", "IN2"]]
    assert line.box is not None
    assert (line.box.barcode, line.main.holding.barcode) == ("BOX", "IN2")
    wanted = [(w.request.number, w.holding.barcode, w.turn) for w in line.wants if w.request]
    assert wanted == [("R-1001", "IN1", 1), ("R-1003", "IN1", 2), ("R-1002", "IN2", 1)]
    said = pick_cells(line)
    assert (said["place"], said["code"]) == ("A-03-1", "BOX: IN1, IN2")
    assert said["for"] == "Aiko Ito, Jean Roy +1 waits"
    intake(session, "P1", ["BOX"])
    (line,) = pick_lines(session).lines
    assert line.main.holding.barcode == "BOX"
    assert next(w.request.number for w in line.wants if w.request) == "R-1004"
    pick(session, "IN1")
    found = pick_lines(session)
    assert (found.picked, found.to_pick) == (1, 2)


def test_a_box_that_one_may_not_know_of_is_not_told(stacks: Centre) -> None:
    session = stacks.session
    with session.change("test"):
        box = stacks.now("BOX")
        box.security = box.guard = "secret"
        session.save(box)
    intake(session, "P1", ["IN1"])
    staff = session.staff
    assert staff is not None
    with session.change("test"):
        staff.clearance = ""
        session.save(staff)
    (line,) = pick_lines(session).lines
    assert line.box is None
    assert "BOX" not in str(pick_cells(line))


def test_a_record_is_picked_from_its_own_shelf_only(stacks: Centre) -> None:
    session = stacks.session
    intake(session, "P1", ["F-A9"])
    with pytest.raises(Refused) as refused:
        pick(session, "F-A9", session.place("A3"))
    assert [reason.rule for reason in refused.value.reasons] == ["R29"]
    assert "A-09-1" in refused.value.reasons[0].text
    assert stacks.status("F-A9") == "in"
    pick(session, "F-A9", session.place("A9"))
    assert stacks.status("F-A9") == "picked"


def test_why_a_record_is_not_there_is_kept_with_every_claim_on_it(stacks: Centre) -> None:
    session = stacks.session
    intake(session, "P1", ["F-A9"])
    intake(session, "P2", ["F-A9"])
    not_on_shelf(session, "F-A9", "no-card")
    assert stacks.status("F-A9") == "missing"
    claims = queue_of(session, stacks.now("F-A9").id)
    assert [claim.absence for claim in claims] == ["no-card", "no-card"]
    entry = session.store.journal.latest(limit=1, actor=session.login)[0]
    assert (entry.action, entry.reason) == ("not-on-shelf", "out without a card")


@pytest.mark.parametrize("hidden", [False, True])
def test_a_box_in_a_box_is_named_where_its_content_is_to_be_taken(
    stacks: Centre, hidden: bool
) -> None:
    """One opens both; a box in it that one may not know of is not named (R17)."""
    session = stacks.session
    stacks.file("INNER", kind="box", container="BOX", home="")
    stacks.file("K1", container="INNER", home="")
    if hidden:
        edit_holding(session, "INNER", {"security": "secret"})
        session = colleague(stacks.desk, "tech")
    intake(session, "P1", ["IN1"])
    intake(session, "P1", ["K1"])
    (line,) = pick_lines(session).lines
    row = pick_row(Describer(session), line)
    assert pick_cells(line)["code"] == ("BOX: IN1, K1" if hidden else "BOX: IN1, K1 in INNER")
    assert [each["box"] for each in row["take"]] == ["", "" if hidden else "INNER"]
    if not hidden:
        intake(session, "P1", ["INNER"])
        (line,) = pick_lines(session).lines
        assert "INNER" in pick_cells(line)["code"].split(": ")[1].split(", ")
