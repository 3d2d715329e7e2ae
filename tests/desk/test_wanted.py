"""What is asked for of a record where that is not the whole of it: frames, pages."""

import pytest

from rmdesk.duties import acts
from rmdesk.duties.capturing import queue_request
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.describe import Describer
from rmdesk.duties.digitized import jobs_of
from rmdesk.duties.intake import add_to_request, intake
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick, put_back
from rmdesk.duties.picklist import pick_cells, pick_lines, pick_row
from rmdesk.duties.ticket import find_request, open_requests, ticket
from rmdesk.duties.undo import undo
from rmdesk.duties.wanted import parts_wanted
from rmdesk.labels.slips import on_a_slip
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def room(centre: Centre) -> Centre:
    """Two films whose frames are known, one whose are not, a file; a box with a film in it."""
    centre.file("M1", kind="reel", title="Baptisms", frames="1-1250")
    centre.file("M2", kind="reel", title="Burials", frames="200-300", identifier="RG 5: 2")
    centre.file("M3", kind="reel", title="Marriages")
    centre.file("A1")
    centre.file("BOX", kind="box")
    centre.file("M4", kind="reel", title="Deaths", frames="1-90", container="BOX", home="")
    return centre


def wanted(room: Centre, text: str, *keys: str) -> dict[str, str]:
    holdings = [room.now(key) for key in keys]
    parts = parts_wanted(text, holdings)
    return {each.key: parts[each.id] for each in holdings if each.id in parts}


@pytest.mark.parametrize(
    ("text", "keys", "parts"),
    [
        ("", ["M1"], {}),
        ("  ", ["M1", "M2"], {}),
        ("frames 100-150", ["M1"], {"M1": "frames 100-150"}),
        ("  Frames  100 - 150 ", ["M1"], {"M1": "Frames 100 - 150"}),
        ("M1: 7", ["M1"], {"M1": "7"}),
        ("m1: 1-1250", ["M1"], {"M1": "1-1250"}),
        ("M1: 7; M2: 200-300", ["M1", "M2"], {"M1": "7", "M2": "200-300"}),
        ("M1: 7; M1: 9", ["M1", "M2"], {"M1": "7; 9"}),
        ("7; 9", ["M1"], {"M1": "7; 9"}),
        ("frames 7, 9-12,", ["M1"], {"M1": "frames 7, 9-12,"}),
        ("M2: 250", ["M1", "M2"], {"M2": "250"}),
        ("RG 5: 2: 201", ["M2", "M1"], {"M2": "201"}),
        ("pages 3: the map", ["A1"], {"A1": "pages 3: the map"}),
        ("frames 9000-9001", ["M3"], {"M3": "frames 9000-9001"}),
        ("baptisms of 1802", ["M1"], {"M1": "baptisms of 1802"}),
        ("pages 2000-2010", ["A1"], {"A1": "pages 2000-2010"}),
        ("frame 90", ["M4"], {"M4": "frame 90"}),
    ],
)
def test_a_part_is_said_of_one_or_of_each(
    room: Centre, text: str, keys: list[str], parts: dict[str, str]
) -> None:
    assert wanted(room, text, *keys) == parts


@pytest.mark.parametrize(
    ("text", "keys", "told"),
    [
        ("frames 1-9", [], "wanted of a record"),
        ("frames 1-9", ["M1", "M2"], "of which record"),
        ("M1: 1; A1: 2", ["M1", "M2"], "of which record"),
        ("M1: 1; 2", ["M1", "M2"], "of which record"),
        ("0-9", ["M1"], "are not on M1: it has 1-1250"),
        ("frames 1250-1251", ["M1"], "are not on M1"),
        ("199", ["M2"], "it has 200-300"),
        ("frames 200, 250-301", ["M2"], "Frames 250-301 are not on M2"),
        ("1, 5-3", ["M1"], "not a range of frames"),
        ("M1: 7; M2: 301", ["M1", "M2"], "it has 200-300"),
        ("frames 150-100", ["M1"], "not a range of frames"),
        ("91", ["M4"], "it has 1-90"),
        ("x" * 201, ["A1"], "201 letters"),
    ],
)
def test_what_is_no_part_of_it_is_refused(
    room: Centre, text: str, keys: list[str], told: str
) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        intake(room.session, "P1", keys, text="letters", part=text)
    assert refused.value.field_name == "part"
    assert open_requests(room.session) == []


def parts_of(room: Centre, number: str) -> dict[str, str]:
    found = ticket(room.session, find_request(room.session, number))
    return {each.holding.key: each.reservation.part for each in found.items}


def test_it_is_told_wherever_the_record_is_asked_for(room: Centre) -> None:
    made = intake(room.session, "P1", ["M1", "M4"], type_="copy", part="M1: 7; M4: 80-90")
    number = made.request.number
    assert parts_of(room, number) == {"M1": "7", "M4": "80-90"}
    lines = pick_lines(room.session).lines
    assert {pick_cells(each)["title"] for each in lines} == {"Baptisms · 7", "Deaths · 80-90"}
    rows = [pick_row(Describer(room.session), each) for each in lines]
    assert {take["key"]: take["part"] for row in rows for take in row["take"]} == {
        "M1": "7",
        "M4": "80-90",
    }
    assert {each["part"] for row in rows for each in row["requests"]} == {"7", "80-90"}
    assert on_a_slip(room.session, room.now("M1"))["part"] == "7"


def test_a_slip_tells_it_of_what_is_lent_by_the_request(room: Centre) -> None:
    number = intake(room.session, "P1", ["M1", "A1"], part="M1: 7").request.number
    for key in ("M1", "A1"):
        pick(room.session, key)
    charge_out(room.session, ["M1", "A1"], "P1", request=find_request(room.session, number))
    assert [on_a_slip(room.session, room.now(key))["part"] for key in ("M1", "A1")] == ["7", ""]


def test_a_slip_is_of_whom_the_pick_list_fetches_it_for(room: Centre) -> None:
    """R40: who may not draw any more is passed over; what was picked stays with its claim (R38)."""
    add_person(room.session, {"barcode": "P3", "name": "Lea Petit"})
    for badge, part in (("P1", "1"), ("P2", "2"), ("P3", "3")):
        intake(room.session, badge, ["A1"], part=part)
    edit_person(room.session, "P1", {"valid_until": "2020-01-01"})
    (line,) = pick_lines(room.session).lines
    slip = on_a_slip(room.session, room.now("A1"))
    assert (slip["requester"], slip["part"]) == (line.main.requester, "2")
    pick(room.session, "A1")
    edit_person(room.session, "P2", {"valid_until": "2020-01-01"})
    assert on_a_slip(room.session, room.now("A1"))["part"] == "2"
    edit_person(room.session, "P3", {"valid_until": "2020-01-01"})
    put_back(room.session, "A1")
    assert on_a_slip(room.session, room.now("A1"))["part"] == "1", "nobody who may: the first"


def test_what_is_added_has_its_own_part_and_is_taken_back_with_it(room: Centre) -> None:
    number = intake(room.session, "P1", ["A1"], part="pages 3-5").request.number
    add_to_request(room.session, number, ["M1", "M2"], "M2: 250")
    assert parts_of(room, number) == {"A1": "pages 3-5", "M1": "", "M2": "250"}
    with pytest.raises(BadInput):
        add_to_request(room.session, number, ["M4"], "frames 91")
    undo(room.session)
    assert parts_of(room, number) == {"A1": "pages 3-5"}


def test_another_part_of_the_same_record_is_added_to_its_claim(room: Centre) -> None:
    """R40: the claim keeps its turn; what is asked for whole, or so already, is not asked for."""
    number = intake(room.session, "P1", ["M1", "A1"], part="M1: frames 7").request.number
    intake(room.session, "P2", ["M1"])
    pick(room.session, "M1")
    add_to_request(room.session, number, ["M1", "M2"], "M1: frames 9; M2: 250")
    assert parts_of(room, number) == {"M1": "frames 7; frames 9", "A1": "", "M2": "250"}
    again: list[tuple[list[str], str]] = [
        (["M1"], "frames 9"), (["M1"], ""), (["M1"], "M1:"), (["A1"], "pages 3"),
        (["M1", "A1"], "M1: frames 12"),
    ]  # fmt: skip
    for keys, part in again:
        with pytest.raises(Refused, match="already"):
            add_to_request(room.session, number, keys, part)
    with pytest.raises(BadInput):
        add_to_request(room.session, number, ["M1"], "1251")
    assert parts_of(room, number)["M1"] == "frames 7; frames 9"
    undo(room.session)
    assert parts_of(room, number) == {"M1": "frames 7", "A1": ""}
    find = find_request(room.session, number)
    act = acts()["add"]
    assert act.reasons_against(room.session, find, {"keys": ["M1"], "part": "9"}) == []
    assert act.reasons_against(room.session, find, {"keys": ["M1"]})[0].rule == "R40"


def test_what_is_to_be_scanned_is_not_added_to(room: Centre) -> None:
    """It is queued by what was said before."""
    number = intake(room.session, "P1", ["M1"], type_="scan", part="7").request.number
    with pytest.raises(Refused, match="already"):
        add_to_request(room.session, number, ["M1"], "9")


def test_who_scans_reads_what_is_to_be_scanned(room: Centre) -> None:
    made = intake(room.session, "P1", ["M1", "A1"], type_="scan", part="M1: frames 7-9")
    queue_request(room.session, made.request.number, {})
    notes = [jobs_of(room.session, room.now(key))[0].notes for key in ("M1", "A1")]
    assert notes == ["frames 7-9", ""]


def test_two_requests_for_two_parts_are_scanned_each(room: Centre) -> None:
    """R40: what is scanned for one serves another who wants the same, or a part of the whole."""
    parts = {"7-9": ["7-9"], "20-30": ["7-9", "20-30"], "": ["7-9", "20-30", ""]}
    for badge, (part, notes) in zip(("P1", "P2", "P3"), parts.items(), strict=True):
        if badge == "P3":
            add_person(room.session, {"barcode": "P3", "name": "Lea Petit"})
        number = intake(room.session, badge, ["M1"], type_="scan", part=part).request.number
        queue_request(room.session, number, {})
        assert [each.notes for each in jobs_of(room.session, room.now("M1"))] == notes
        with pytest.raises(Refused):
            queue_request(room.session, number, {})
    add_person(room.session, {"barcode": "P4", "name": "Wei Abe"})
    number = intake(room.session, "P4", ["M1"], type_="scan", part="8").request.number
    with pytest.raises(Refused, match="left to be queued"):
        queue_request(room.session, number, {})


def test_what_goes_by_a_request_of_its_own_keeps_its_part(room: Centre) -> None:
    """R17: what not everybody may know of goes apart, with what is wanted of it."""
    edit_person(room.session, "P1", {"clearance": "secret"})
    room.file("S1", kind="reel", security="secret", frames="1-50")
    room.entered("S1", "P1")
    colleague(room.desk, "low")
    low = room.desk.session("low")
    made = intake(room.session, "P1", ["M1", "S1"], part="M1: 7; S1: 49")
    assert {each.holding.key: each.reservation.part for each in made.items} == {
        "M1": "7",
        "S1": "49",
    }
    seen = ticket(low, find_request(low, made.request.number))
    assert [(each.holding.key, each.reservation.part) for each in seen.items] == [("M1", "7")]
