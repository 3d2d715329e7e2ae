"""Census (R29, R31, R33): what is found, and that nothing is missing by mistake."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.audit import latest_entries
from rmdesk.duties.census import CENSUSES, find_census, join, leave, start
from rmdesk.duties.census_close import close
from rmdesk.duties.census_plan import walk_of_census
from rmdesk.duties.census_told import counted
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.code_shapes import Shapes, shapes
from rmdesk.duties.count_file import CountReport, count_file
from rmdesk.duties.counted import Census, Count, shelves_of
from rmdesk.duties.counting import finish_shelf
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.reserving import reserve
from rmdesk.duties.returning import return_
from rmdesk.duties.scan import Counter, Heard, ScanOutcome, take_scan
from rmdesk.duties.scan_batch import Scan
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.settling import settle
from rmdesk.duties.shelf_walk import shelf_at
from rmdesk.duties.tally import accuracy, tally
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.filing import by_code, by_terminal_digits, out_of_order
from rmdesk.model.words import CountOutcome
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague


def walk(session: Session, census: Census, *codes: str, goes_on: bool = False) -> CountReport:
    """Read these codes, as a portable scanner's file has them."""
    scans = [Scan(row, code) for row, code in enumerate(codes, 1)]
    return count_file(session, census, scans, "walk.txt", again=True, goes_on=goes_on)


def lists(session: Session, census: Census) -> dict[str, list[str]]:
    """The keys of each outcome that there are."""
    told = counted(session, find_census(session, census.number))["lists"]
    return {name: [row["key"] for row in rows] for name, rows in told.items() if rows}


def counts(session: Session, census: Census) -> dict[str, int]:
    made = tally(session, find_census(session, census.number))
    return {name: n for name, n in made.counts.items() if n}


@pytest.fixture
def shelf(centre: Centre) -> Centre:
    """Four files at L1, a fifth at L2, and a box at L1 with two files in it."""
    for number in range(1, 5):
        centre.file(f"F000{number}", identifier=f"1250-{number}")
    centre.file("F0005", identifier="1250-5", home="L2")
    centre.file("BOX1", kind="box", identifier="2026-0067-01")
    centre.file("IN1", container="BOX1", home="")
    centre.file("IN2", container="BOX1", home="")
    return centre


# --- what is found

ALL = ("L1", "F0001", "F0002", "F0003", "F0004", "BOX1")
OUTCOMES: list[tuple[str, Sequence[str], dict[str, list[str]]]] = [
    ("all there", ALL, {"found": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("one not read", ("L1", "F0001", "F0002", "F0004", "BOX1"), {
        "found": ["F0001", "F0002", "F0004", "BOX1"], "missing": ["F0003"]}),
    ("one from elsewhere", (*ALL, "F0005"), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"], "misplaced": ["F0005"]}),
    ("one that is out", (*ALL, "OUT1"), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"], "charged-out-but-here": ["OUT1"]}),
    ("one that nobody knows", (*ALL, "NOPE"), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"], "unknown": ["NOPE"]}),
    ("out of order", ("L1", "F0001", "F0004", "F0002", "F0003", "BOX1"), {
        "found": ["F0001", "F0004", "F0002", "F0003", "BOX1"], "out-of-order": ["F0004"]}),
    ("read twice", ("L1", "F0001", "F0001", *ALL[2:]), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("carried on: the last place counts", (*ALL, "L2", "F0001"), {
        "found": ["F0002", "F0003", "F0004", "BOX1"], "misplaced": ["F0001"]}),
    ("a content out of its box", (*ALL, "IN1"), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1", "IN1"]}),
    ("by its code, in another case", ("l1", "1250-1", "f0002", *ALL[3:]), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("a badge counts nothing", (*ALL, "P1"), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("only a shelf outside of it: nothing is missing", ("L2",), {}),
    ("nothing read on the shelf", ("L1",), {
        "missing": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("no place at all", ("F0001",), {}),
    ("after an unknown place nothing counts (R29)", ("L1", "F0001", "L77", "F0002"), {
        "found": ["F0001"]}),
    ("until a valid one", ("L1", "F0001", "L77", "F0002", *ALL), {
        "found": ["F0001", "F0002", "F0003", "F0004", "BOX1"]}),
    ("what could not be read may have been a place", ("L1", "F0001", "NOREAD", "F0002"), {
        "found": ["F0001"]}),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "found"), [each[1:] for each in OUTCOMES],
                         ids=[each[0] for each in OUTCOMES])  # fmt: skip
def test_what_is_read_says_what_is_found(
    shelf: Centre, codes: Sequence[str], found: dict[str, list[str]]
) -> None:
    shelf.file("OUT1", home="L2")
    charge_out(shelf.session, ["OUT1"], "P1")
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, *codes)
    assert lists(shelf.session, census) == found


def test_every_figure_adds_up(shelf: Centre) -> None:
    shelf.file("OUT1")
    charge_out(shelf.session, ["OUT1"], "P1")
    shelf.file("LOOSE", home="")
    census = start(shelf.session, {"unit": ""} | {"scope": "L1"})
    assert counts(shelf.session, census) == {
        "expected": 8, "uncounted": 5, "inside": 2, "away": 1,
    }  # fmt: skip
    walk(shelf.session, census, "L1", "F0001", "F0002", "F0005", "NOPE")
    assert counts(shelf.session, census) == {
        "expected": 8, "found": 2, "missing": 3, "misplaced": 1, "unknown": 1, "inside": 2,
        "away": 1,
    }  # fmt: skip


# --- never a false missing (R31)


def test_a_shelf_that_was_not_read_whole_says_nothing_of_what_is_missing(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, "L1", "F0001", goes_on=True)
    assert "missing" not in lists(shelf.session, census)
    assert close(shelf.session, census.number).status == "closed"
    assert "missing" not in lists(shelf.session, census)


MEANWHILE = ("out", "picked", "missing", "came back", "registered", "moved here", "in an away box")


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_is_not_there_by_what_the_desk_knows_is_not_missing(shelf: Centre, what: str) -> None:
    session = shelf.session
    if what in ("out", "came back"):
        charge_out(session, ["F0002"], "P1")
    census = start(session, {"scope": "L1"})
    rest = [code for code in ALL if code not in ("F0002", "BOX1" if "box" in what else "")]
    if what == "in an away box":
        charge_out(session, ["BOX1"], "P1")
        rest.append("F0002")
    walk(session, census, *rest)
    if what == "picked":
        reserve(session, ["F0002"], "P1")
        pick(session, "F0002")
    elif what == "missing":
        mark_missing(session, "F0002", "lost")
    elif what == "came back":
        return_(session, ["F0002"])
        refile(session, ["F0002"], "L1")
        assert shelf.status("F0002") == "in"
    elif what == "registered":
        walk(session, census, "L1", "F0002")
        shelf.file("NEW1")
    elif what == "moved here":
        walk(session, census, "L1", "F0002")
        edit_holding(session, "F0005", {"home": "L1"})
    assert "missing" not in lists(session, census)


def test_one_that_was_not_handled_is_missing_all_the_same(shelf: Centre) -> None:
    session = shelf.session
    census = start(session, {"scope": "L1"})
    walk(session, census, *[code for code in ALL if code != "F0002"])
    edit_holding(session, "F0002", {"notes": "torn"})
    assert lists(session, census)["missing"] == ["F0002"]


def test_what_was_moved_here_just_before_is_missing_where_it_is_not_there(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    edit_holding(shelf.session, "F0005", {"home": "L1"})
    counter = Counter()
    for code in (*ALL, "L2"):
        scan(shelf, counter, code)
    assert lists(shelf.session, census)["missing"] == ["F0005"]


def test_the_shelf_before_an_unknown_place_is_not_whole(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    report = walk(shelf.session, census, "L1", "F0001", "L77", "F0002", "L2")
    assert [(each.row, each.code) for each in report.not_counted] == [(3, "L77"), (4, "F0002")]
    assert all("R29" in each.message for each in report.not_counted)
    assert counts(shelf.session, census)["uncounted"] == 3  # F0003, F0004, BOX1
    assert counts(shelf.session, census)["not-counted"] == 2
    assert counted(shelf.session, census)["shelves"]["left-unfinished"] == ["B3-04-2"]


def test_a_position_is_read_with_its_shelf(centre: Centre) -> None:
    session = centre.session
    for number in ("01", "02"):
        place = {"barcode": f"L1{number}", "row": "B3", "bay": "04", "shelf": "2"}
        add_place(session, {**place, "position": number})
        centre.file(f"F{number}", home=f"L1{number}")
    census = start(session, {"scope": "B3-04-2"})
    walk(session, census, "L1", "F01")
    assert lists(session, census) == {"found": ["F01"], "missing": ["F02"]}
    other = start(session, {"scope": "L101"})
    walk(session, other, "L101", "F01")
    assert lists(session, other) == {"found": ["F01"]}


def test_two_people_at_one_shelf_end_it_together(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    other = colleague(shelf.desk, "other")
    walk(shelf.session, census, "L1", "F0001", goes_on=True)
    walk(other, census, "L1", "F0004", "BOX1", "L2")
    assert "missing" not in lists(shelf.session, census)
    walk(shelf.session, census, "L1", "F0002", "L2")
    assert lists(shelf.session, census)["missing"] == ["F0003"]


def test_who_counts_no_more_does_not_keep_a_shelf_from_being_read_whole(shelf: Centre) -> None:
    """Such as a walker who was called away, or whose terminal died."""
    census = start(shelf.session, {"scope": "L1"})
    other = colleague(shelf.desk, "other")
    join(other, census.number)
    walk(other, census, "L1", "F0001", goes_on=True)
    walk(shelf.session, census, *(code for code in ALL if code != "F0003"), "L2")
    assert "missing" not in lists(shelf.session, census)
    leave(other, census.number)
    assert "missing" not in lists(shelf.session, census)  # what was left unfinished stays that
    walk(shelf.session, census, *(code for code in ALL if code != "F0003"), "L2")
    assert lists(shelf.session, census)["missing"] == ["F0003"]


def test_what_two_shelves_of_one_name_hold_is_told_apart(centre: Centre) -> None:
    for room in ("1", "2"):
        add_place(centre.session, {"barcode": f"R{room}", "room": room, "row": "C", "shelf": "1"})
        centre.file(f"C{room}", home=f"R{room}")
    with pytest.raises(BadInput, match="“C” may be any of: 1 C, 2 C"):
        start(centre.session, {"scope": "C"})
    with pytest.raises(BadInput, match="room 1"):
        start(centre.session, {"scope": "C-1"})
    census = start(centre.session, {"scope": "R2"})
    walk(centre.session, census, "R1", "R2")
    assert lists(centre.session, census) == {"missing": ["C2"]}


# --- what belongs in a box lives where that is (R24)


@pytest.fixture
def packed(shelf: Centre) -> Centre:
    """The same, with a file in the box of which L2 was said to be its home, and a folder in it."""
    shelf.file("OWN", container="BOX1", home="L2")
    shelf.file("DEEP", container="OWN", home="")
    return shelf


@pytest.mark.parametrize(("scope", "expected", "inside"), [("L1", 9, 4), ("L2", 1, 0)])
def test_a_content_belongs_to_the_shelf_of_its_box(
    packed: Centre, scope: str, expected: int, inside: int
) -> None:
    census = start(packed.session, {"scope": scope})
    told = counts(packed.session, census)
    assert (told["expected"], told.get("inside", 0)) == (expected, inside)
    (stop,) = walk_of_census(packed.session, census)
    assert stop.expected == (5 if scope == "L1" else 1)


def test_on_the_shelf_that_was_said_of_a_content_it_is_misplaced(packed: Centre) -> None:
    session = packed.session
    census = start(session, {"scope": "A1"})
    counter = Counter()
    scan(packed, counter, "L2")
    told = scan(packed, counter, "OWN")
    assert told.message == "Misplaced: File OWN lives at BOX1 (B3-04-2)"
    made = shelf_at(session, census, packed.other_shelf)
    assert [each.holding.key for each in made.expected] == ["F0005"]
    assert [each.holding.key for each in made.besides] == ["OWN"]
    (row,) = counted(session, census)["lists"]["misplaced"]
    assert (row["key"], row["home"], row["to_do"]) == ("OWN", "B3-04-2", "refile")
    (left,) = settle(session, census, "misplaced", dry_run=False)
    assert (left.done, left.next) == ("", "carry it to BOX1 (B3-04-2), and scan both there")
    walk(session, census, "L1", "OWN")
    assert lists(session, census) == {}


def test_what_lies_in_a_box_that_is_away_is_away_with_it(packed: Centre) -> None:
    session = packed.session
    census = start(session, {"scope": "L1"})
    assert counts(session, census) == {"expected": 9, "uncounted": 5, "inside": 4}
    mark_missing(session, "BOX1", "lost")
    assert counts(session, census) == {"expected": 9, "uncounted": 4, "away": 5}


def test_a_home_that_is_only_written_on_a_box_is_that_of_its_contents(centre: Centre) -> None:
    centre.file("CELLAR", kind="box", home="the cellar")
    centre.file("IN9", container="CELLAR", home="")
    census = start(centre.session, {"scope": "L1"})
    walk(centre.session, census, "L1", "CELLAR", "IN9")
    assert lists(centre.session, census)["misplaced"] == ["CELLAR", "IN9"]


# --- scopes

SCOPES = [
    ({"scope": "L1"}, "B3-04-2", 7),
    ({"scope": "B3-04-2"}, "B3-04-2", 7),
    ({"scope": "b3-04"}, "B3-04", 7),
    ({"scope": "B3"}, "B3", 7),
    ({"scope": "A1"}, "A1", 1),
    ({"scope": "vault"}, "Vault", 0),
    ({"class": "1250"}, "", 2),
    ({"unit": "Legal"}, "", 1),
    ({"search": "title:deed"}, "", 1),
]


def test_a_scope_is_a_place_a_class_a_unit_or_what_words_find(shelf: Centre) -> None:
    session = shelf.session

    add_place(session, {"barcode": "L3", "room": "Vault", "row": "C1"})
    register(session, SCHEME, {"code": "1250"})
    register(session, SCHEME, {"code": "1250-20", "parent": "1250"})
    edit_holding(session, "F0001", {"class": "1250"})
    edit_holding(session, "F0002", {"class": "1250-20", "unit": "Legal"})
    edit_holding(session, "F0003", {"title": "Deed of land"})
    for values, said, expected in SCOPES:
        census = start(session, values)
        assert (census.scope, counts(session, census).get("expected", 0)) == (said, expected), (
            values
        )


@pytest.mark.parametrize("values", [
    {}, {"scope": "L1", "class": "1250"}, {"scope": "nowhere"}, {"class": "9999"},
    {"unit": "Nobody"}, {"search": "zzzz"}, {"scope": ""}, {"notes": "x"},
])  # fmt: skip
def test_what_is_no_scope_starts_nothing(centre: Centre, values: dict[str, str]) -> None:
    with pytest.raises((BadInput, NotFound)):
        start(centre.session, values)
    assert centre.session.store.table("censuses").all() == []


def test_a_search_is_counted_as_it_was_when_it_began(shelf: Centre) -> None:
    session = shelf.session
    edit_holding(session, "F0001", {"title": "Deed"})
    census = start(session, {"search": "deed"})
    edit_holding(session, "F0002", {"title": "Deed"})
    walk(session, census, "L1")
    assert lists(session, census) == {"missing": ["F0001"]}
    close(session, census.number)
    undo(session)
    assert lists(session, census) == {"missing": ["F0001"]}


@pytest.mark.parametrize("scope", [{"class": "1250"}, {"unit": "Legal"}, {"search": "deed"}])
def test_what_is_read_beside_a_scope_is_not_counted_for_it(
    shelf: Centre, scope: dict[str, str]
) -> None:
    session = shelf.session
    register(session, SCHEME, {"code": "1250"})
    for key in ("F0001", "F0002"):
        edit_holding(session, key, {"class": "1250", "unit": "Legal", "title": "Deed"})
    census = start(session, scope)
    walk(session, census, "L1", "F0001", "F0003")
    assert lists(session, census) == {"found": ["F0001"], "missing": ["F0002"]}
    made = tally(session, find_census(session, census.number))
    assert (made.counts["expected"], made.others) == (2, 1)
    assert CENSUSES.parts is not None
    parts = CENSUSES.parts(session, find_census(session, census.number))
    assert [row["key"] for row in parts["missing"]] == ["F0002"]
    assert CountOutcome.FOUND not in parts


# --- orders

TERMINAL = ("45-49-99", "60-49-99", "44-50-99", "45-50-99", "44-51-99")
"""As DOMAIN has it."""


def test_terminal_digits_go_by_the_last_pair_then_the_middle_then_the_first() -> None:
    shuffled = sorted(TERMINAL)
    assert sorted(shuffled, key=lambda each: by_terminal_digits(each) or ()) == list(TERMINAL)
    joined = [each.replace("-", "") for each in TERMINAL]
    assert sorted(sorted(joined), key=lambda each: by_terminal_digits(each) or ()) == joined
    volumes = ["45-49-99/1", "45-49-99/2", "60-49-99, v. 1", "44-50-99/9"]
    assert sorted(sorted(volumes), key=lambda each: by_terminal_digits(each) or ()) == volumes
    assert by_terminal_digits("deeds") is None
    assert out_of_order([by_terminal_digits(each) for each in TERMINAL]) == []


ROWS = [
    ("", []), ("A", []), ("A B C", []), ("B A C", [0]), ("A C B D", [1]), ("A A B", []),
    ("D A B C", [0]), ("A B - C", []), ("C B A", [0, 1]), ("F10 F2", [0]), ("F2 F10", []),
]  # fmt: skip


@pytest.mark.parametrize(("row", "out"), ROWS)
def test_the_fewest_stand_out_of_order(row: str, out: list[int]) -> None:
    keys = [None if each == "-" else by_code(each) for each in row.split()]
    assert out_of_order(keys) == out


@given(st.lists(st.integers(0, 8), max_size=9))
def test_the_rest_of_a_row_is_in_order_and_no_more_could_stay(row: list[int]) -> None:
    out = out_of_order([(each,) for each in row])
    kept = [each for at, each in enumerate(row) if at not in out]
    assert kept == sorted(kept)
    longest = 0
    for chosen in range(1 << len(row)):
        part = [each for at, each in enumerate(row) if chosen >> at & 1]
        if part == sorted(part):
            longest = max(longest, len(part))
    assert len(kept) == longest


def test_a_shelf_is_looked_at_in_the_order_of_its_census_or_of_the_site(centre: Centre) -> None:
    session = centre.session
    for number, code in enumerate(TERMINAL):
        centre.file(f"T{number}", identifier=code)
    codes = ["L1", *(f"T{number}" for number in range(5))]
    by_code_, by_digits = (start(session, {"scope": "L1", "order": each})
                           for each in ("code", "terminal-digit"))  # fmt: skip
    for census in (by_code_, by_digits):
        walk(session, census, *codes)
    assert lists(session, by_code_)["out-of-order"] == ["T0", "T1", "T3"]
    assert "out-of-order" not in lists(session, by_digits)
    (centre.home / "guidelines.toml").write_text(
        '[filing]\norder_by_kind = { file = "terminal-digit" }\n', "utf-8"
    )
    centre.desk.close()
    centre.desk = open_desk(centre.home, now=centre.clock)
    site = start(centre.desk.session("mlee"), {"scope": "L1"})
    walk(centre.desk.session("mlee"), site, *codes)
    assert "out-of-order" not in lists(centre.desk.session("mlee"), site)


def test_each_reading_along_a_shelf_is_looked_at_by_itself(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, "L1", "F0001", "F0003", "F0004", "L2")
    walk(shelf.session, census, "L1", "F0002", "BOX1")
    assert "out-of-order" not in lists(shelf.session, census)


# --- unknown codes

SHAPES = [
    ("L00012", {"L9", "A9"}), ("B3-04-2", {"B9-9-9", "A9-9-9"}), ("12-5", {"9-9"}),
    ("nope", {"NOPE", "A"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "looks"), SHAPES)
def test_a_code_looks_like_its_letters_and_digits(code: str, looks: set[str]) -> None:
    assert shapes(code) == looks


@pytest.mark.parametrize(("code", "place"), [
    ("L77", True), ("L00012X", True), ("C7-01-1", True), ("NOREAD", True), ("noread", True),
    ("]C0L77", True), ("*C7-01-1*", True), ("*F9999*", False), ("]C0R000123X", False),
    ("R000123X", False), ("F9999", False), ("1250-99", False), ("NOPE", False), ("Z", False),
])  # fmt: skip
def test_an_unknown_code_is_a_places_where_it_looks_like_one(
    shelf: Centre, code: str, place: bool
) -> None:
    assert Shapes(shelf.session).may_be_place(code) is place


# --- at the desk line


def scan(centre: Centre, counter: Counter, code: str, seconds: int = 10) -> ScanOutcome:
    centre.clock.forward(seconds=seconds)
    return take_scan(centre.session, counter, code)


def test_with_a_census_open_for_who_scans_a_place_counts_there(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    charge_out(shelf.session, ["F0004"], "P1")
    told = [scan(shelf, counter, code) for code in ("L1", "F0001", "F0004", "F0005", "NOPE")]
    assert [each.heard for each in told] == [
        Heard.PLACE, Heard.COUNTED, Heard.ODD, Heard.ODD, Heard.ODD,
    ]  # fmt: skip
    assert told[0].message == "Counting at B3-04-2 (C-2026-0001)"
    assert [each.next for each in told[:3]] == [
        "next: 1250-1 File F0001", "next: 1250-2 File F0002",
        "next: 2026-0067-01 File BOX1 · 2 passed over: 1250-2, 1250-3",
    ]  # fmt: skip
    assert told[2].message == "Charged out to Aiko Ito, but here: File F0004"
    assert told[3].message == "Misplaced: File F0005 lives at A1-11-5"
    assert shelf.status("F0004") == "out"  # it is only counted
    assert scan(shelf, counter, "L1", 1).heard is Heard.COUNTED
    done = shelf_at(shelf.session, census, shelf.shelf)
    assert [each.identifier for each in done.to_come] == ["1250-2", "1250-3", "2026-0067-01"]


def test_the_shelf_again_says_that_it_is_read_whole(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    for code in ALL[:-2]:
        scan(shelf, counter, code)
    at_once = Counter()
    scan(shelf, at_once, "L1")
    assert scan(shelf, at_once, "L1", 0).heard is Heard.AGAIN  # R42: within the site's seconds
    assert "missing" not in lists(shelf.session, census)
    whole = scan(shelf, counter, "L1")
    assert (whole.message, whole.next) == (
        "B3-04-2 is read whole", "2 are missing: 1250-4, 2026-0067-01",
    )  # fmt: skip
    assert lists(shelf.session, census)["missing"] == ["F0004", "BOX1"]
    assert scan(shelf, counter, "F0004").heard is Heard.COUNTED  # it goes on after all
    assert "missing" not in lists(shelf.session, census)
    scan(shelf, counter, "L2")
    assert lists(shelf.session, census)["missing"] == ["BOX1"]


def test_a_shelf_read_whole_calls_nothing_missing_by_mistake(shelf: Centre) -> None:
    """R31: nor what came to it meanwhile, or was perhaps read under a code that named none."""
    session = shelf.session
    shelf.file("F0006", identifier="1250-1")  # as F0001 is called, too
    census, counter = start(session, {"scope": "L1"}), Counter()
    for code in ("L1", "F0002", "1250-1"):
        scan(shelf, counter, code)
    scan(shelf, counter, "L1")
    edit_holding(session, "F0005", {"home": "L1"})
    whole = scan(shelf, counter, "L1")
    assert whole.next == "3 are missing: 1250-3, 1250-4, 2026-0067-01"
    assert lists(session, census)["missing"] == ["F0003", "F0004", "BOX1"]
    made = shelf_at(session, census, shelf.shelf)
    assert [each.key for each in made.missing] == ["F0003", "F0004", "BOX1"]
    for code in ("L1", "F0003", "F0004", "BOX1"):
        scan(shelf, counter, code)
    assert scan(shelf, counter, "L1").next == "nothing is missing"


def test_a_badge_or_another_desk_does_not_end_a_shelf(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    for code in ("L1", "F0001", "P1", "L2"):
        scan(shelf, counter, code)
    assert "missing" not in lists(shelf.session, census)
    assert [bool(each.ended) for each in shelves_of(shelf.session, census).values()] == [
        False, False,
    ]  # fmt: skip


def test_an_unclear_code_is_kept_and_ends_the_counting(shelf: Centre) -> None:
    for barcode, room in (("LA", "1"), ("LB", "2")):
        add_place(shelf.session, {"barcode": barcode, "room": room, "row": "C1", "bay": "1"})
    census, counter = start(shelf.session, {"scope": "L1"}), Counter()
    heard = [scan(shelf, counter, code).heard for code in ("L1", "C1-1", "F0001")]
    assert heard == [Heard.PLACE, Heard.ASKS, Heard.BLOCKED]
    (kept,) = shelf.session.where(Count, Query().census == census.id)
    assert (kept.code, kept.place, kept.outcome) == ("C1-1", None, CountOutcome.NOT_COUNTED)


def test_after_an_unknown_place_the_desk_counts_nothing(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    heard = [scan(shelf, counter, code).heard for code in ("L1", "L77", "F0001", "1250-77")]
    assert heard == [Heard.PLACE, Heard.BLOCKED, Heard.BLOCKED, Heard.BLOCKED]
    assert lists(shelf.session, census) == {}
    assert scan(shelf, counter, "L1").heard is Heard.PLACE
    assert scan(shelf, counter, "F0001").heard is Heard.COUNTED


def test_who_does_not_count_files_as_ever(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    other = colleague(shelf.desk, "other")
    assert take_scan(other, Counter(), "L1").message == "Filing at B3-04-2"
    join(other, census.number)
    assert take_scan(other, Counter(), "L1").message == "Counting at B3-04-2 (C-2026-0001)"
    with pytest.raises(Refused, match="You count for C-2026-0001 already"):
        join(other, census.number)
    leave(other, census.number)
    assert take_scan(other, Counter(), "L1").message == "Filing at B3-04-2"
    with pytest.raises(Refused, match="You do not count"):
        leave(other, census.number)
    close(shelf.session, census.number)
    assert take_scan(shelf.session, Counter(), "L1").message == "Filing at B3-04-2"
    with pytest.raises(Refused, match="is closed"):
        join(other, census.number)


def test_a_census_closed_meanwhile_counts_nothing_more(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    scan(shelf, counter, "L1")
    close(shelf.session, census.number)
    for code in ("F0001", "NOPE"):
        with pytest.raises(Refused, match="is closed"):
            scan(shelf, counter, code)
    with pytest.raises(Refused, match="is closed"):
        finish_shelf(shelf.session, census, shelf.shelf)
    for again in (lambda: close(shelf.session, census.number),
                  lambda: walk(shelf.session, census, "L1")):  # fmt: skip
        with pytest.raises(Refused, match="is closed"):
            again()


# --- stopped and resumed, undone, tried


def test_what_was_read_is_on_disk_before_it_is_told(shelf: Centre, tmp_path: Path) -> None:
    census = start(shelf.session, {"scope": "L1"})
    counter = Counter()
    for code in ("L1", "F0001", "NOPE"):
        scan(shelf, counter, code)
    before = counted(shelf.session, census)
    copied = shutil.copytree(shelf.home, tmp_path / "killed")
    with open_desk(copied, now=shelf.clock) as desk:
        assert counted(desk.session("mlee"), census) == before


def test_a_file_is_taken_once_all_of_it_or_none(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    scans = [Scan(1, "L1"), Scan(2, "F0001")]
    count_file(shelf.session, census, scans, "a.txt", dry_run=True)
    assert lists(shelf.session, census) == {}
    count_file(shelf.session, census, scans, "a.txt")
    with pytest.raises(Refused, match="taken already"):
        count_file(shelf.session, census, scans, "b.txt")
    count_file(shelf.session, census, scans, "b.txt", again=True)
    other = start(shelf.session, {"scope": "L2"})
    count_file(shelf.session, other, scans, "a.txt")
    undo(shelf.session)
    assert lists(shelf.session, other) == {}
    assert lists(shelf.session, census)["found"] == ["F0001"]


def test_where_the_first_were_read_can_be_said(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    scans = [Scan(1, "F0001"), Scan(2, "F0002")]
    count_file(shelf.session, census, scans, "a.txt", at=shelf.shelf)
    assert lists(shelf.session, census)["found"] == ["F0001", "F0002"]


def test_each_step_is_taken_back(shelf: Centre) -> None:
    session = shelf.session
    census = start(session, {"scope": "L1"})
    counter = Counter()
    for code in ("L1", "F0001"):
        scan(shelf, counter, code)
    close(session, census.number)
    undo(session)
    assert find_census(session, census.number).open
    undo(session)
    assert "found" not in lists(session, census)
    undo(session)
    undo(session)
    with pytest.raises(NotFound):
        find_census(session, census.number)
    assert start(session, {"scope": "L1"}).number == "C-2026-0002"  # never given again


def test_what_is_closed_stays_as_it_was_found(shelf: Centre) -> None:
    session = shelf.session
    census = start(session, {"scope": "L1"})
    walk(session, census, *(code for code in ALL if code != "F0002"))
    close(session, census.number)
    found = lists(session, census)
    shelf.file("NEW1")
    edit_holding(session, "F0003", {"home": "L2"})
    charge_out(session, ["F0004"], "P1")
    assert lists(session, census) == found
    assert found["missing"] == ["F0002"]


# --- acting on it


def test_what_was_found_is_acted_on_each_by_an_act_of_its_own(shelf: Centre) -> None:
    session = shelf.session
    shelf.file("OUT1", home="L2")
    charge_out(session, ["F0001", "OUT1"], "P1")
    mark_missing(session, "F0004", "lost")
    census = start(session, {"scope": "L1"})
    walk(session, census, "L1", "F0001", "OUT1", "F0005", "F0004", "BOX1")
    assert lists(session, census) == {
        "found": ["F0004", "BOX1"], "missing": ["F0002", "F0003"], "misplaced": ["F0005"],
        "charged-out-but-here": ["F0001", "OUT1"],
    }  # fmt: skip
    tried = settle(session, census, "missing", dry_run=True)
    assert [each.done for each in tried] == ["missing", "missing"]
    assert shelf.status("F0002") == "in"
    assert len(settle(session, census, "missing", dry_run=False)) == 2
    assert [shelf.status(each) for each in ("F0002", "F0003")] == ["missing", "missing"]
    undo(session)
    assert [shelf.status(each) for each in ("F0002", "F0003")] == ["missing", "in"]
    settle(session, census, "charged-out-but-here", dry_run=False)
    assert [shelf.status(each) for each in ("F0001", "OUT1")] == ["in", "to-refile"]
    (done,) = settle(session, census, "found", dry_run=False)
    assert (done.holding.key, done.done, shelf.status("F0004")) == ("F0004", "found", "in")
    (left,) = settle(session, census, "misplaced", dry_run=False)
    assert (left.done, left.next) == ("", "carry it to A1-11-5, and scan both there")
    (carried,) = settle(session, census, "charged-out-but-here", dry_run=False)
    assert (carried.holding.key, carried.done) == ("OUT1", "")
    with pytest.raises(NotFound):
        settle(session, census, "missing", ["F0005"], dry_run=False)


def test_what_is_in_its_place_by_now_needs_nothing(shelf: Centre) -> None:
    session = shelf.session
    census = start(session, {"scope": "L1"})
    walk(session, census, "L1", "IN1", "F0001", "F0005")
    told = counted(session, census)["lists"]
    to_do = {row["key"]: row["to_do"] for name in ("found", "misplaced") for row in told[name]}
    assert to_do == {"IN1": "", "F0001": "", "F0005": "refile"}
    edit_holding(session, "F0005", {"home": "L1"})
    (row,) = counted(session, census)["lists"]["misplaced"]
    assert row["to_do"] == ""


def test_what_is_carried_home_and_read_there_is_found(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, "L1", "F0005")
    walk(shelf.session, census, "L2", "F0005")
    assert "misplaced" not in lists(shelf.session, census)


# --- who may know (R17)


def test_a_hidden_record_reads_as_one_that_nobody_knows(shelf: Centre) -> None:
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    shelf.file("S0001", security="secret", identifier="1250-9")
    shelf.file("S0002", security="secret", identifier="1250-10")
    other = colleague(shelf.desk, "other")
    census = start(session, {"scope": "L1"})
    report = walk(other, census, *ALL, "S0001", "S0009")
    told = [(each.outcome, each.message.replace(each.code, "X")) for each in report.lines[-2:]]
    assert told[0] == told[1]
    assert lists(other, census)["unknown"] == ["S0001", "S0009"]
    assert counts(other, census)["expected"] == 7
    assert lists(session, census)["unknown"] == ["S0009"]  # who may know of it knows it
    assert lists(session, census)["found"][-1] == "S0001"
    assert lists(session, census)["missing"] == ["S0002"]
    close(other, census.number)
    assert "missing" not in lists(other, census)
    assert lists(session, census)["missing"] == ["S0002"]
    assert "S0002" not in str(latest_entries(other, 1000))
    undo(other)
    assert find_census(session, census.number).open


def test_hidden_records_leave_no_gap_in_the_numbers_of_what_is_counted(shelf: Centre) -> None:
    """Those that are read, listed at the start, and missing at the end."""
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    for key in ("S0001", "S0002"):
        shelf.file(key, security="secret", title="A file")
    census = start(session, {"search": "file"})
    walk(session, census, "L1", "S0001", "F0001", "S0002", "F0002")
    close(session, census.number)
    clerk = colleague(shelf.desk, "clerk")
    known = sorted(each.id for each in clerk.visible.where(Count, Query().census == census.id))
    assert known == [*range(1, len(known) + 1)]
    assert len(session.store.table(Count.table)) > len(known) + 2


@pytest.mark.parametrize("by_file", [True, False])
def test_what_is_hidden_was_read_when_it_was_read(shelf: Centre, by_file: bool) -> None:
    """What is numbered apart (R17) stands in the row all the same, for who may know of it."""
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    shelf.file("S0001", security="secret", identifier="1250-1a")
    census = start(session, {"scope": "L1"})
    counter = Counter()
    codes = ("L1", "F0001", "S0001", "F0002", "F0003")
    if by_file:
        walk(session, census, *codes, goes_on=True)
    else:
        told = [scan(shelf, counter, code).next for code in codes]
        assert told[-1] == "next: 1250-4 File F0004"
    assert lists(session, census)["found"] == ["F0001", "S0001", "F0002", "F0003"]
    assert "out-of-order" not in lists(session, census)
    made = shelf_at(session, census, shelf.shelf)
    assert made.last is not None
    assert (made.last.key, made.passed_over) == ("F0003", [])


def test_what_is_missing_is_told_in_walking_order_before_and_after_it_is_closed(
    shelf: Centre,
) -> None:
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    shelf.file("S0001", security="secret", identifier="1249-1")
    shelf.file("F0000", identifier="1250-0")
    census = start(session, {"scope": "L1"})
    walk(session, census, "L1", "F0002", "F0003", "F0004", "BOX1", "L2")
    missing = ["S0001", "F0000", "F0001"]
    assert lists(session, census)["missing"] == missing
    close(session, census.number)
    assert lists(session, census)["missing"] == missing


def test_what_nobody_knew_when_it_was_read_stood_in_the_row_too(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, "L1", "F0002", "F0008", "F0001")
    assert lists(shelf.session, census)["out-of-order"] == ["F0002"]
    shelf.file("F0008", identifier="1250-0")
    assert lists(shelf.session, census)["out-of-order"] == ["F0002"]
    assert lists(shelf.session, census)["found"] == ["F0002", "F0008", "F0001"]
    walk(shelf.session, census, "L1", "F0003", "F0010", "F0004")
    shelf.file("F0010", identifier="1250-9")
    assert lists(shelf.session, census)["out-of-order"] == ["F0002", "F0010"]


def test_no_log_tells_how_long_the_journal_is_nor_how_much_was_scanned(shelf: Centre) -> None:
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    shelf.file("S0001", security="secret")
    walk(session, start(session, {"scope": "L1"}), "L1", "S0001", "F0001")
    for reader in (session, colleague(shelf.desk, "clerk")):
        told = [entry.new for entry in latest_entries(reader, 10) if entry.action == "count"]
        assert {"file": "walk.txt"} in told
        assert not [new for new in told if new and "seq" in new]


def test_at_the_desk_line_a_hidden_record_is_answered_as_an_unknown_one(shelf: Centre) -> None:
    edit_person(shelf.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    shelf.file("S0001", security="secret")
    other = colleague(shelf.desk, "other")
    census = start(other, {"scope": "L1"})
    counter = Counter()
    told = []
    for code in ("L1", "S0001", "S0009"):
        shelf.clock.forward(seconds=10)
        answer = take_scan(other, counter, code)
        told.append((answer.heard, answer.message.replace(code, "X"), answer.next, answer.holding))
    assert told[1] == told[2]
    assert lists(other, census)["unknown"] == ["S0001", "S0009"]
    assert "S0001" in lists(shelf.session, census)["found"]


def test_the_words_of_a_search_are_for_who_may_know_what_they_found(shelf: Centre) -> None:
    session = shelf.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    edit_holding(session, "F0001", {"title": "Kestrel", "security": "secret"})
    census = start(session, {"search": "kestrel"})
    other = colleague(shelf.desk, "other")
    assert counted(session, census)["search"] == "kestrel"
    assert counted(other, census)["search"] == ""
    assert counts(other, census) == {}


# --- reported


def test_shelves_are_reported_with_their_last_count_and_accuracy(shelf: Centre) -> None:
    census = start(shelf.session, {"scope": "L1"})
    walk(shelf.session, census, "L1", "F0001", "F0002", "F0003", "F0005")
    report = make_report(shelf.session, "census")
    (row,) = report.rows
    assert row == {
        "place": "B3-04-2", "counted": "2026-03-02", "census": "C-2026-0001", "room": "",
        "found": 3, "missing": 2, "misplaced": 1, "accuracy": 50.0,
    }  # fmt: skip
    figures = {"count": 1, "found": 3, "missing": 2, "misplaced": 1, "accuracy": 50.0}
    assert report.totals == {**figures, "never": 1}
    by = make_report(shelf.session, "census", by="census").rows
    assert by == [{"census": "C-2026-0001", **figures}]


@pytest.mark.parametrize(("found", "missing", "misplaced", "per_cent"), [
    (0, 0, 0, None), (1, 0, 0, 100.0), (0, 1, 0, 0.0), (9_999, 1, 0, 99.9), (2, 1, 0, 66.6),
    (1, 0, 1, 50.0),
])  # fmt: skip
def test_accuracy_is_never_rounded_up(
    found: int, missing: int, misplaced: int, per_cent: float | None
) -> None:
    assert accuracy(found, missing, misplaced) == per_cent


def test_no_path_of_a_census_walks_a_table(shelf: Centre) -> None:
    session = shelf.session
    for values in ({"scope": "B3"}, {"class": "1250"}, {"search": "file"}):
        if "class" in values:
            edit_holding(session, "F0001", {"class": "1250"})
        census = start(session, values)
        walk(session, census, *ALL, "NOPE")
        counted(session, census)
        settle(session, census, "missing", dry_run=True)
        scan(shelf, Counter(), "L1")
        close(session, census.number)
    make_report(session, "census")
    add_holding(session, {"title": "x"})
    assert dict(session.store.scans) == {}
