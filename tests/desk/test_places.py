"""Places by ranges, the room in them, and what may live there (R30)."""

from pathlib import Path

import pytest

from rmdesk.desk.containers import Containers
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.fitting import fit
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.making import make_places
from rmdesk.duties.moving import move
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place, edit_place, lives_there, reopen, shut, told_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import BadInput, DeskError, NotFound, Refused
from rmdesk.model.records import Holding, Place
from tests.desk.conftest import Centre

SHELF = {"row": "C", "bay": "1", "shelf": "1", "capacity_m": 0.9}


def rules(attempt: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        attempt()  # type: ignore[operator]
    return [each.rule for each in refused.value.reasons]


def make(centre: Centre, **ranges: str) -> list[str]:
    return [each.address for each in make_places(centre.session, ranges, {}).places]


# --- made by ranges


@pytest.mark.whole
def test_ranges_make_every_place_once_with_a_barcode(centre: Centre) -> None:
    ranges = {"room": "R1", "row": "1-10", "bay": "A-M", "shelf": "1-7"}
    tried = make_places(centre.session, ranges, {"capacity_m": 0.9}, dry_run=True)
    assert len(tried.places) == 910
    assert centre.session.places_at("1-A-1") == []
    made = make_places(centre.session, ranges, {"capacity_m": 0.9})
    assert len({each.barcode for each in made.places}) == 910
    kept = centre.session.place(made.places[0].barcode)
    assert (kept.address, kept.capacity_m, kept.room) == ("1-A-1", 0.9, "R1")
    again = make_places(centre.session, ranges | {"row": "9-11"}, {})
    counts = (make_places(centre.session, {"row": row}, {}).told() for row in ("1", "1-3", "1"))
    assert list(counts) == [
        "1 place, 1",
        "2 places, 2 to 3; 1 was there already",
        "No new places; 1 was there already",
    ]
    assert (len(again.places), again.existing) == (91, 182)


def test_digits_stay_as_they_are_written(centre: Centre) -> None:
    assert make(centre, row="01-02", shelf="9-10") == ["01-9", "01-10", "02-9", "02-10"]


def test_places_that_were_made_are_taken_back_as_such(centre: Centre) -> None:
    make(centre, room="R7", row="1-3")
    assert undo(centre.session).word == "places made"
    assert make(centre, room="R7", row="1-3") == ["1", "2", "3"]


def test_two_rooms_may_have_the_same_addresses(centre: Centre) -> None:
    assert make(centre, room="R1", row="1", shelf="1-2") == ["1-1", "1-2"]
    assert make(centre, room="R2", row="1", shelf="1-2") == ["1-1", "1-2"]
    with pytest.raises(BadInput, match="Several places"):
        centre.session.place("1-1")
    said = [told_place(centre.session, each)["address"] for each in centre.session.places_at("1-1")]
    assert said == ["1-1 (room R1)", "1-1 (room R2)"]


@pytest.mark.parametrize("ranges", [{}, {"row": ""}, {"row": "1-101", "shelf": "1-100"}])
def test_too_many_or_none_are_not_made(centre: Centre, ranges: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        make_places(centre.session, ranges, {})


# --- extents


SIZES = Containers(sizes={"map-box": [90, 60, 5]})


@pytest.mark.parametrize(
    ("values", "metres"),
    [
        ({"kind": "box"}, 0.4),
        ({"kind": "box", "container_type": "us-box"}, 0.381),
        ({"kind": "box", "container_type": "map-box"}, 0.9),
        ({"kind": "box", "container_type": "crate"}, None),
        ({"kind": "box", "container_type": "us-box", "extent_m": 0.25}, 0.25),
        ({"kind": "box", "extent_m": 0.0}, 0.0),
        ({"kind": "file"}, None),
        ({"kind": "file", "extent_m": 0.03}, 0.03),
        ({"kind": "reel", "container_type": "map-box"}, 0.9),
    ],
)
def test_an_extent_is_measured_or_follows_from_the_container_type(
    values: dict[str, object], metres: float | None
) -> None:
    assert SIZES.extent_of(Holding(**values)) == metres  # type: ignore[arg-type]


def test_the_standard_type_must_have_a_size() -> None:
    assert SIZES.conflict() == ""
    assert "crate" in Containers(standard="crate").conflict()


# --- room


def test_a_place_tells_its_room_in_metres_and_boxes(centre: Centre) -> None:
    add_place(centre.session, {"barcode": "S", **SHELF})
    centre.file("B1", kind="box", home="S")
    centre.file("F1", kind="file", container="B1", home="S", extent_m=0.1)
    centre.file("F2", kind="file", home="S")
    told = told_place(centre.session, centre.session.place("S"))
    names = "capacity_m", "used_m", "free_m", "free_boxes", "holdings", "unmeasured"
    assert [told[name] for name in names] == [0.9, 0.4, 0.5, 1, 2, 1]


def test_a_row_has_the_room_of_its_shelves(centre: Centre) -> None:
    for shelf in "12":
        add_place(centre.session, {**SHELF, "barcode": f"S{shelf}", "shelf": shelf})
    add_place(centre.session, {"barcode": "ROW", "row": "C"})
    centre.file("B1", kind="box", home="S2")
    told = told_place(centre.session, centre.session.place("ROW"))
    assert (told["capacity_m"], told["free_m"], told["free_boxes"]) == (1.8, 1.4, 3)
    assert [each.key for each in lives_there(centre.session, centre.session.place("ROW"))] == ["B1"]


def test_the_room_of_many_shelves_is_told_in_whole_millimetres(centre: Centre) -> None:
    make_places(centre.session, {"row": "1", "shelf": "1-3"}, {"capacity_m": 1.2})
    row = add_place(centre.session, {"barcode": "ROW", "row": "1"})
    assert told_place(centre.session, row)["capacity_m"] == 3.6


def test_what_lives_there_in_secret_is_not_counted_for_who_may_not_know(centre: Centre) -> None:
    add_place(centre.session, {"barcode": "S", **SHELF})
    centre.file("B1", kind="box", home="S", security="secret")
    clerk = _clerk(centre)
    told = told_place(clerk, centre.session.place("S"))
    assert (told["holdings"], told["free_m"]) == (0, 0.9)
    assert told_place(centre.session, centre.session.place("S"))["holdings"] == 1


def _clerk(centre: Centre):  # type: ignore[no-untyped-def]
    add_person(centre.session, {"name": "Clerk", "login": "clerk", "role": "technician"})
    return centre.desk.session("clerk")


# --- R30, on every way in


@pytest.fixture
def full(centre: Centre) -> Centre:
    """A position with a box, a shelf with room for one box more, and a box elsewhere."""
    session = centre.session
    add_place(session, {"barcode": "POS", "row": "C", "bay": "1", "shelf": "1", "position": "1"})
    add_place(session, {**SHELF, "barcode": "SHELF", "shelf": "2"})
    add_place(session, {"barcode": "FREE", "row": "C", "bay": "1", "shelf": "1", "position": "2"})
    for key, home in (("B1", "POS"), ("B2", "SHELF"), ("B3", "L1"), ("B4", "L1")):
        centre.file(key, kind="box", home=home)
    return centre


def _bring(centre: Centre, tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "rows.csv"
    path.write_text(text, "utf-8")
    return import_file(centre.session, "holdings", path)


def test_a_numbered_position_holds_one(full: Centre, tmp_path: Path) -> None:
    session = full.session
    assert rules(lambda: full.file("X", kind="box", home="POS")) == ["R30"]
    assert rules(lambda: edit_holding(session, "B3", {"home": "POS"})) == ["R30"]
    assert rules(lambda: move(session, ["B3"], {"place": "POS"})) == ["R30"]
    assert rules(lambda: move(session, ["B3", "B4"], {"place": "FREE"})) == ["R30"]
    (refused,) = _bring(full, tmp_path, "barcode,title,home\nX,X,POS\n").refused
    assert (refused.field, "(R30)" in refused.reason) == ("home", True)
    (refused,) = _bring(full, tmp_path, "barcode,title,home\nX,X,FREE\nY,Y,FREE\n").refused
    assert refused.row == 3
    full.file("IN", kind="file", container="B1", home="POS")  # lies in its box


def test_capacity_is_respected(full: Centre, tmp_path: Path) -> None:
    session = full.session
    assert rules(lambda: move(session, ["B3", "B4"], {"place": "SHELF"})) == ["R30"]
    assert full.now("B3").home_id == full.shelf.id, "all or none"
    rows = "barcode,title,kind,home\nX,X,box,SHELF\nY,Y,box,SHELF\n"
    assert [each.row for each in _bring(full, tmp_path, rows).refused] == [3]
    move(session, ["B3"], {"place": "SHELF"})
    assert rules(lambda: full.file("X", kind="box", home="SHELF")) == ["R30"]
    full.file("THIN", kind="file", home="SHELF", extent_m=0.1)
    full.file("UNKNOWN", kind="file", home="SHELF")
    assert rules(lambda: edit_place(session, "SHELF", {"capacity_m": 0.8})) == ["R30"]
    edit_place(session, "SHELF", {"capacity_m": 0.95})


def test_a_row_that_moves_something_makes_room_for_the_next(full: Centre, tmp_path: Path) -> None:
    rows = "barcode,title,kind,home\nB1,File B1,box,FREE\nNEW,New,box,POS\n"
    assert _bring(full, tmp_path, rows).refused == []
    assert full.now("NEW").home_id == full.session.place("POS").id


def test_the_capacity_of_what_a_place_lies_in_counts_too(full: Centre) -> None:
    add_place(full.session, {"barcode": "BAY", "row": "C", "bay": "1", "capacity_m": 1.0})
    assert rules(lambda: full.file("X", kind="box", home="FREE")) == ["R30"]
    full.file("X", kind="box", home="FREE", extent_m=0.2)


def test_undo_puts_nothing_where_there_is_no_room_any_more(full: Centre) -> None:
    move(full.session, ["B1"], {"place": "L1"})
    full.file("X", kind="box", home="POS")
    moved = full.session.store.journal.of(f"holdings:{full.now('B1').id}")[0]
    assert rules(lambda: undo(full.session, moved.act)) == ["R30"]
    assert full.now("B1").home_id == full.shelf.id


def test_what_is_out_keeps_its_place(full: Centre) -> None:
    charge_out(full.session, ["B1"], "P1")
    assert rules(lambda: full.file("X", kind="box", home="POS")) == ["R30"]


def test_refiling_what_has_no_home_asks_for_room(full: Centre) -> None:
    add_holding(full.session, {"barcode": "N", "kind": "box", "title": "N"})
    charge_out(full.session, ["N"], "P1")
    return_(full.session, ["N"])
    assert rules(lambda: refile(full.session, ["N"], "POS")) == ["R30"]
    refile(full.session, ["N"], "FREE")
    assert full.now("N").home_id == full.session.place("FREE").id


def test_a_refusal_does_not_tell_of_what_one_may_not_know(full: Centre) -> None:
    full.file("S", kind="box", home="FREE", security="secret")
    clerk = _clerk(full)
    for place in ("POS", "FREE"):
        with pytest.raises(Refused) as refused:
            move(clerk, ["B3"], {"place": place})
        text = refused.value.reasons[0].text.replace("C-1-1-1", "…").replace("C-1-1-2", "…")
        assert text == "… is taken: a numbered position holds one holding."


# --- moving


def test_what_is_moved_is_there_and_what_is_out_comes_back_there(full: Centre) -> None:
    full.file("IN", kind="file", container="B3", home="L1")
    charge_out(full.session, ["B4"], "P1")
    done = move(full.session, ["B3"], {"place": "FREE"})
    free = full.session.place("FREE")
    assert [(each.place, each.next) for each in done] == [("C-1-1-2", "")]
    assert (full.now("B3").place_id, full.now("IN").home_id) == (free.id, free.id)
    move(full.session, ["B4"], {"place": "L2"})
    assert (full.status("B4"), full.now("B4").home_id) == ("out", full.other_shelf.id)
    return_(full.session, ["B4"])
    (last,) = move(full.session, ["B4"], {"place": "L1"})
    assert last.next == "refile it at B3-04-2"


@pytest.mark.parametrize(
    ("key", "to", "rule"), [("IN", "L2", "R24"), ("B3", "L1", "R26"), ("GONE", "L2", "R28")]
)
def test_what_is_not_moved(full: Centre, key: str, to: str, rule: str) -> None:
    full.file("IN", kind="file", container="B3", home="")
    gone = full.file("GONE")
    with full.session.change("test"):
        table = full.session.store.table(Holding.table)
        table.update({"status": "withdrawn"}, doc_ids=[gone.id])
    assert rules(lambda: move(full.session, [key], {"place": to})) == [rule]


def test_a_move_is_undone_as_one(full: Centre) -> None:
    move(full.session, ["B3", "B4"], {"place": "L2"})
    undo(full.session)
    assert {full.now(key).home_id for key in ("B3", "B4")} == {full.shelf.id}


# --- closing a place


def test_a_closed_place_takes_nothing_more_nor_does_what_lies_in_it(full: Centre) -> None:
    add_place(full.session, {"barcode": "BAY", "row": "C", "bay": "1"})
    charge_out(full.session, ["B1"], "P1")
    return_(full.session, ["B1"])
    shut(full.session, "BAY", {"reason": "damp"})
    assert [each.key for each in lives_there(full.session, full.session.place("BAY"))] == [
        "B1",
        "B2",
    ]
    assert rules(lambda: move(full.session, ["B3"], {"place": "FREE"})) == ["R30"]
    assert rules(lambda: refile(full.session, ["B1"], "POS")) == ["R30"]
    assert rules(lambda: shut(full.session, "BAY", {})) == ["R30"]
    move(full.session, ["B1"], {"place": "L1"})
    refile(full.session, ["B1"], "L1")
    reopen(full.session, "BAY", {})
    move(full.session, ["B3"], {"place": "FREE"})
    assert rules(lambda: reopen(full.session, "BAY", {})) == ["R30"]


# --- where would it fit


@pytest.fixture
def rooms(centre: Centre) -> Centre:
    """Two rows of three shelves with room for two boxes each, and one secret shelf."""
    ranges = {"room": "R1", "row": "1-2", "shelf": "1-3"}
    make_places(centre.session, ranges, {"capacity_m": 0.9})
    secret = {"barcode": "SEC", "room": "R2", "row": "9", "shelf": "1", "capacity_m": 0.5}
    add_place(centre.session, {**secret, "security": "secret"})
    return centre


def _fits(centre: Centre, metres: float, **more: object) -> list[list[str]]:
    found = fit(centre.session, metres, **more)  # type: ignore[arg-type]
    return [[free.place.address for free in each.places] for each in found.stretches]


def test_one_place_that_is_filled_best_comes_first(rooms: Centre) -> None:
    assert _fits(rooms, 0.4)[0] == ["9-1"]
    rooms.file("B1", kind="box", home="1-2")
    assert _fits(rooms, 0.4)[:2] == [["1-2"], ["9-1"]]
    assert _fits(rooms, 0.8)[0] == ["1-1"]


def test_many_boxes_stand_side_by_side_in_one_row(rooms: Centre) -> None:
    assert _fits(rooms, 2.4) == [["1-1", "1-2", "1-3"], ["2-1", "2-2", "2-3"]]
    assert _fits(rooms, 2.8) == []
    for key in ("B1", "B2"):
        rooms.file(key, kind="box", home="1-2")
    assert _fits(rooms, 1.6) == [["2-1", "2-2"]]
    assert fit(rooms.session, 0.41).boxes == 2
    assert fit(rooms.session, 0.8).boxes == 2


def test_a_place_has_at_least_the_level(rooms: Centre) -> None:
    assert _fits(rooms, 0.4, level="secret") == [["9-1"]]
    assert _fits(rooms, 0.4, level="top secret") == []
    assert _fits(rooms, 0.4, level="protected b") == [["9-1"]]
    assert "9-1" not in str([each.places for each in fit(_clerk(rooms), 0.4).stretches])


def test_what_is_closed_or_in_another_room_is_not_offered(rooms: Centre) -> None:
    add_place(rooms.session, {"barcode": "ROW1", "room": "R1", "row": "1"})
    shut(rooms.session, "ROW1", {})
    assert _fits(rooms, 0.8) == [["2-1"], ["2-2"], ["2-3"]]
    assert _fits(rooms, 0.4, room="R2") == [["9-1"]]


def test_what_lies_in_a_closed_place_behind_one_that_is_closed_too_is_not_offered(
    rooms: Centre,
) -> None:
    add_place(rooms.session, {"barcode": "ROOM", "room": "R1"})
    shut(rooms.session, "1-2", {})
    shut(rooms.session, "ROOM", {})
    assert _fits(rooms, 0.4) == [["9-1"]]


def test_a_numbered_position_takes_one_box(centre: Centre) -> None:
    make_places(centre.session, {"row": "1", "shelf": "1", "position": "1-3"}, {})
    centre.file("B1", kind="box", home="1-1-1")
    assert _fits(centre, 0.8) == [["1-1-2", "1-1-3"]]
    assert fit(centre.session, 0.8).unknown == 2, "the two shelves that tell no capacity"


def test_what_a_place_lies_in_has_room_too(rooms: Centre) -> None:
    add_place(rooms.session, {"barcode": "ROW1", "room": "R1", "row": "1", "capacity_m": 1.0})
    assert _fits(rooms, 1.2) == [["2-1", "2-2"]]
    rooms.file("B1", kind="box", home="1-3")
    found = fit(rooms.session, 0.4, limit=99).stretches
    in_row = [each for each in found if each.places[0].place.row == "1"]
    assert [(each.boxes, round(each.free_m, 3)) for each in in_row] == [
        (1, 0.6),
        (1, 0.6),
        (1, 0.5),
    ]
    rooms.file("B2", kind="box", home="1-1")
    assert ["1-2"] not in _fits(rooms, 0.4), "0.2 m are left in the row"


@pytest.mark.parametrize("level", ["secret", "protected b", ""])
def test_a_shelf_has_the_mark_of_what_it_lies_in(rooms: Centre, level: str) -> None:
    add_place(rooms.session, {"barcode": "ROOM", "room": "R1", "security": "secret"})
    assert len(_fits(rooms, 0.4, level=level)) == 7
    assert fit(_clerk(rooms), 0.4).stretches == []


def test_where_no_place_is_marked_all_levels_fit(centre: Centre) -> None:
    make_places(centre.session, {"row": "1", "shelf": "1-2"}, {"capacity_m": 0.9})
    assert _fits(centre, 0.4, level="secret") == [["1-1"], ["1-2"]]


def test_a_shelf_is_used_by_its_positions(centre: Centre) -> None:
    ranges = {"row": "1", "shelf": "1"}
    make_places(centre.session, ranges, {"capacity_m": 0.9})
    make_places(centre.session, ranges | {"position": "1-3"}, {})
    assert _fits(centre, 0.8) == [["1-1-1", "1-1-2"]]
    assert _fits(centre, 1.2) == [], "its 0.9 m take two"


def test_a_room_is_named_in_any_case_and_there(rooms: Centre) -> None:
    assert _fits(rooms, 0.4, room="r2") == [["9-1"]]
    with pytest.raises(NotFound, match="R7"):
        fit(rooms.session, 0.4, room="R7")
    with pytest.raises(BadInput, match="0 m"):
        fit(rooms.session, 0)


def test_an_unknown_container_type_is_refused(rooms: Centre) -> None:
    with pytest.raises(BadInput, match="crate"):
        fit(rooms.session, 1.0, container_type="crate")


def test_no_question_of_room_reads_a_whole_table(full: Centre) -> None:
    full.session.store.scans.clear()
    for attempt in (
        lambda: fit(full.session, 0.4),
        lambda: told_place(full.session, full.session.place("SHELF")),
        lambda: move(full.session, ["B3"], {"place": "SHELF"}),
        lambda: full.file("X", kind="box", home="POS"),
    ):
        try:
            attempt()
        except DeskError:
            continue
    assert dict(full.session.store.scans) == {}
    assert isinstance(full.session.place("SHELF"), Place)
