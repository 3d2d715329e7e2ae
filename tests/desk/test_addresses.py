"""One address in two rooms: what is named asks, what is said tells the room."""

from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.picking import pick_list
from rmdesk.duties.place import add_place, edit_place, shut
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import intake
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.exchange import import_file
from rmdesk.exchange.exporting import export
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre

SHELF = {"row": "B3", "bay": "04", "shelf": "2"}
ONE, TWO = "B3-04-2 (room 1)", "B3-04-2 (room 2)"


@pytest.fixture
def rooms(centre: Centre) -> Centre:
    """The shelf B3-04-2 of the centre once more, in rooms 1 and 2; A1 lives in the first."""
    with centre.session.change("edit place"):
        centre.session.store.table("places").update(
            {"room": "1"}, doc_ids=[centre.session.place("L1").id]
        )
    add_place(centre.session, {"barcode": "R2", "room": "2", **SHELF})
    add_holding(centre.session, {"barcode": "A1", "kind": "file", "title": "x", "home": "L1"})
    return centre


def test_a_home_that_is_in_two_rooms_is_asked_for(rooms: Centre) -> None:
    for address in ("B3-04-2", "b3-04-2"):
        with pytest.raises(BadInput) as asked:
            add_holding(rooms.session, {"barcode": "A2", "title": "y", "home": address})
        assert f"{ONE}: L1, {TWO}: R2" in asked.value.message
        with pytest.raises(BadInput):
            rooms.session.place(address)


@pytest.mark.parametrize("named", ["R2", TWO, "b3-04-2 (ROOM 2)"])
def test_what_is_said_of_a_place_names_it(rooms: Centre, named: str) -> None:
    add_holding(rooms.session, {"barcode": "A2", "title": "y", "home": named})
    holding = rooms.session.visible.one("A2")
    assert holding.home_id == rooms.session.place("R2").id
    assert Describer(rooms.session).home(holding) == TWO
    edit_holding(rooms.session, "A1", {"home": named})
    assert Describer(rooms.session).home(rooms.session.visible.one("A1")) == TWO


def test_what_was_said_with_its_room_names_it_when_no_other_has_its_address(rooms: Centre) -> None:
    edit_place(rooms.session, "R2", {"row": "B9"})
    assert rooms.session.place(ONE).barcode == "L1"
    with pytest.raises(NotFound):
        rooms.session.place(TWO)


def test_what_named_nothing_is_looked_up_when_it_is_said_again(rooms: Centre) -> None:
    add_holding(rooms.session, {"barcode": "A2", "title": "y", "home": "C-1", "container": "BX"})
    add_holding(rooms.session, {"barcode": "BX", "title": "y", "kind": "box"})
    add_place(rooms.session, {"barcode": "R3", "row": "C", "shelf": "1"})
    edit_holding(rooms.session, "A2", {"title": "z"})
    assert (rooms.now("A2").home_id, rooms.now("A2").inside) == (None, None)
    edit_holding(rooms.session, "A2", {"container": "BX"})
    edit_holding(rooms.session, "A2", {"home": "C-1"})
    there = rooms.session.place("R3").id
    assert (rooms.now("A2").home_id, rooms.now("A2").inside) == (there, rooms.now("BX").id)
    shut(rooms.session, "R3", {})
    edit_holding(rooms.session, "A2", {"home": "C-1"})  # it lives there: nothing is asked again


def test_the_rooms_are_told_where_addresses_meet(rooms: Centre) -> None:
    session = rooms.session
    (lent,) = charge_out(session, ["A1"], "P1")
    assert lent.next == f"leave its OUT card at {ONE}"
    assert return_(session, ["A1"])[0].next == f"refile at {ONE}"
    with pytest.raises(Refused) as refusal:
        refile(session, ["A1"], "R2")
    assert [each.text for each in refusal.value.reasons] == [f"A1 lives at {ONE}, not at {TWO}."]
    refile(session, ["A1"], "L1")
    intake(session, "P1", ["A1"])
    assert [pull.address for pull in pick_list(session)] == [ONE]


def test_two_places_that_differ_by_nothing_else_are_told_by_their_codes(rooms: Centre) -> None:
    add_place(rooms.session, {"barcode": "R3", "room": "2", **SHELF})
    add_place(rooms.session, {"room": "3", **SHELF})
    session = rooms.session
    assert session.address(session.place("R3").id) == "B3-04-2 (room 2, R3)"
    assert session.place("B3-04-2 (room 2, R3)").barcode == "R3"
    assert session.place("B3-04-2 (room 3)").barcode == ""
    assert session.address(session.place("L2").id) == session.place("L2").address


def test_an_address_in_two_rooms_stops_the_filing_r29(rooms: Centre) -> None:
    session, counter = rooms.session, Counter()
    charge_out(session, ["A1"], "P1")
    return_(session, ["A1"])
    take_scan(session, counter, "L1")
    assert take_scan(session, counter, "B3-04-2").heard is Heard.ASKS
    assert (counter.place, counter.blocked) == (None, True)
    take_scan(session, counter, "A1")
    assert rooms.status("A1") == "to-refile"


def test_a_file_brings_back_the_rooms_that_it_told(rooms: Centre, tmp_path: Path) -> None:
    session, file = rooms.session, tmp_path / "out.csv"
    add_holding(session, {"barcode": "A2", "title": "y", "home": "R2"})
    export(session, "holdings", "csv", file)
    assert ONE in file.read_text()
    before = {key: session.visible.one(key).home_id for key in ("A1", "A2")}
    told = import_file(session, "holdings", file)
    assert not [each for each in told.warnings if each.field == "home"]
    bare = tmp_path / "bare.csv"
    bare.write_text("barcode,title,home\nA1,x,B3-04-2\nA2,y,B3-04-2\nA3,z,B3-04-2\n")
    (warning,) = import_file(session, "holdings", bare).warnings
    assert (warning.row, warning.field) == (4, "home")
    assert f"{ONE}: L1, {TWO}: R2" in warning.text
    assert {key: session.visible.one(key).home_id for key in before} == before
    assert session.visible.one("A3").home_id is None


def test_the_pick_list_goes_by_place_and_counts_as_people_do(centre: Centre) -> None:
    session = centre.session
    for number in (10, 100, 2, 1):
        code = f"2026-0067-{number}"
        values = {"barcode": f"Z{1000 - number}", "identifier": code, "title": code, "home": "L1"}
        add_holding(session, values)
    add_holding(session, {"identifier": "2026-0067-3", "title": "first shelf", "home": "L2"})
    for number in (100, 10, 3, 2, 1):
        intake(session, "P1", [f"2026-0067-{number}"])
    codes = [pull.holding.identifier.rpartition("-")[2] for pull in pick_list(session)]
    assert codes == ["3", "1", "2", "10", "100"]


def test_numbers_in_codes_count() -> None:
    codes = ["B2", "b10", "B1", "A-100", "A-20", "20", "3", f"B{10**15}", f"B{10**14}"]
    assert sorted(codes, key=as_counted) == [
        "3", "20", "A-20", "A-100", "B1", "B2", "b10", f"B{10**14}", f"B{10**15}",
    ]  # fmt: skip
