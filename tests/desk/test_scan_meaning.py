"""What a code means (R42): a scan acts on what surely is meant, and on nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rmdesk.desk.guideline import Scanner
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.lookup import bare_code
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.place import add_place
from rmdesk.duties.request import find_request, intake
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.transit import send
from rmdesk.model.codes import clean_code, fold_code
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place, Request
from tests.desk.conftest import Centre


@pytest.fixture
def counter() -> Counter:
    return Counter()


def heard(centre: Centre, counter: Counter, *codes: str) -> list[str]:
    return [take_scan(centre.session, counter, code).heard.value for code in codes]


def site(centre: Centre, **scanner: object) -> None:
    made = replace(Scanner(), **scanner)  # type: ignore[arg-type]
    centre.session.guidelines = replace(centre.session.guidelines, scanner=made)


# --- a code that is not there is not another one


@pytest.mark.parametrize(
    ("kept", "scanned"),
    [("Q0001", "A0001"), ("1265", "12-5"), ("W55", "Z55"), ("R100003Q", "R100003A")],
)
def test_a_text_with_a_plain_figure_is_not_read_as_another(
    centre: Centre, counter: Counter, kept: str, scanned: str
) -> None:
    centre.file(kept)
    take_scan(centre.session, counter, "P1")
    answer = take_scan(centre.session, counter, scanned)
    assert (answer.heard, answer.suggests) == (Heard.WORDS, None)
    assert centre.status(kept) == "in"


@pytest.mark.parametrize(
    ("kept", "typed", "layout"),
    [
        ("A0001", "Qààà&", "French"),
        ("R-10Y2Z", "Rß10Z2Y", "German"),
        ("A@1", 'A"1', "British"),
    ],
)
def test_a_mistaken_layout_is_said_and_never_acted_on(
    centre: Centre, counter: Counter, kept: str, typed: str, layout: str
) -> None:
    centre.file(kept)
    take_scan(centre.session, counter, "P1")
    answer = take_scan(centre.session, counter, typed)
    assert answer.heard is Heard.SUGGESTED
    assert isinstance(answer.suggests, Holding)
    assert answer.suggests.barcode == kept
    assert layout in answer.message
    assert centre.status(kept) == "in"


def test_a_mistaken_layout_while_filing_stops_the_filing_r29(
    centre: Centre, counter: Counter
) -> None:
    centre.file("A0001")
    answers = [take_scan(centre.session, counter, code) for code in ("L1", "Qààà&", "A0001")]
    assert [each.heard for each in answers] == [Heard.PLACE, Heard.BLOCKED, Heard.BLOCKED]
    assert "French" in answers[1].message


# --- `#n`


@pytest.mark.parametrize("field", ["barcode", "identifier"])
def test_a_code_that_looks_like_a_number_of_ours_is_refused(centre: Centre, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        add_holding(centre.session, {"title": "x", field: "#1"})
    assert refusal.value.field_name == field
    centre.file("A1")
    with pytest.raises(BadInput):
        edit_holding(centre.session, "A1", {field: " #12"})
    for add in (add_person, add_place):
        with pytest.raises(BadInput):
            add(centre.session, {"barcode": "#7", "name": "N"} if add is add_person else
                {"barcode": "#7", "row": "Q"})  # fmt: skip


def test_a_number_of_ours_is_never_a_scan(centre: Centre, counter: Counter) -> None:
    number = centre.file("A1").id
    take_scan(centre.session, counter, "P1")
    assert heard(centre, counter, f"#{number}", f"#{centre.roy.id}") == ["words", "words"]
    assert centre.status("A1") == "in"
    assert counter.person == centre.ito


def legacy(centre: Centre, record: Holding | Person | Place) -> None:
    """Keep a record as earlier versions took it."""
    with centre.session.change("earlier"):
        centre.session.save(record)


def test_a_code_that_an_earlier_version_took_asks(centre: Centre) -> None:
    first = centre.file("A1")
    legacy(centre, Holding(barcode=f"#{first.id}", title="box", kind="box"))
    with pytest.raises(BadInput, match="2 holdings"):
        charge_out(centre.session, [f"#{first.id}"], "P1")
    assert centre.status("A1") == "in"


# --- two meanings


def test_a_badge_is_not_hidden_by_a_file_of_that_code(centre: Centre, counter: Counter) -> None:
    centre.file("F1", identifier="P1")
    centre.file("F2", identifier="L1")
    number = intake(centre.session, "P2", text="x").request.number
    centre.file("F3", identifier=number)
    take_scan(centre.session, counter, "P2")
    assert heard(centre, counter, "P1", "L1", number) == ["person", "place", "request"]
    assert centre.status("F1") == "in"


def test_a_code_of_a_file_and_of_a_shelf_asks_and_acts_on_neither(
    centre: Centre, counter: Counter
) -> None:
    centre.file("F1", identifier="B3-04-2")
    take_scan(centre.session, counter, "P1")
    answer = take_scan(centre.session, counter, "b3-04-2")
    assert answer.heard is Heard.ASKS
    assert {type(each) for each in answer.asks} == {Holding, Place}
    assert "B3-04-2" in answer.message
    assert (centre.status("F1"), counter.person) == ("in", centre.ito)


def test_two_shelves_of_one_address_ask(centre: Centre, counter: Counter) -> None:
    two_shelves_of_one_address(centre)
    answer = take_scan(centre.session, counter, "C1-1")
    assert answer.heard is Heard.ASKS
    assert counter.place is None
    with pytest.raises(BadInput, match=r"room 1.*LA.*room 2.*LB"):
        centre.session.place("C1-1")
    with pytest.raises(BadInput, match=r"room 1.*LA.*room 2.*LB"):
        centre.file("F1", home="C1-1")


def two_shelves_of_one_address(centre: Centre) -> None:
    for barcode, room in (("LA", "1"), ("LB", "2")):
        add_place(centre.session, {"barcode": barcode, "room": room, "row": "C1", "bay": "1"})


def test_an_unclear_code_ends_the_filing_and_only_that_r29(
    centre: Centre, counter: Counter
) -> None:
    two_shelves_of_one_address(centre)
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1")
    assert heard(centre, counter, "F1", "C1-1", "F1") == ["returned", "asks", "again"]
    assert not counter.blocked
    counter.acted.clear()
    assert heard(centre, counter, "L1", "C1-1", "F1") == ["place", "asks", "blocked"]
    assert (centre.status("F1"), counter.place) == ("to-refile", None)
    assert heard(centre, counter, "L1", "F1") == ["place", "refiled"]


def test_what_was_on_its_way_and_is_scanned_in_its_place_is_filed(
    centre: Centre, counter: Counter
) -> None:
    add_place(centre.session, {"barcode": "D2", "row": "Desk", "bay": "2"})
    for key in ("F1", "F2"):
        centre.file(key, home="L1")
        send(centre.session, [key], "D2")
    assert heard(centre, counter, "L1", "F1") == ["place", "refiled"]
    assert centre.status("F1") == "in"
    assert heard(centre, counter, "D2", "F2") == ["place", "received"]
    assert centre.status("F2") == "to-refile"


@pytest.mark.parametrize("first", ["race1", "Race1", "RACE1"])
@pytest.mark.parametrize("second", ["race1", "Race1", "RACE1", "RACE1 ", "ＲＡＣＥ１"])
def test_a_barcode_that_differs_by_its_case_alone_is_refused(
    centre: Centre, first: str, second: str
) -> None:
    centre.file(first)
    with pytest.raises(BadInput):
        centre.file(second)
    with pytest.raises(BadInput):
        add_person(centre.session, {"name": "N", "barcode": second})
    with pytest.raises(BadInput):
        add_place(centre.session, {"row": "Q", "barcode": second})
    assert len(centre.session.visible.barcoded(second)) == 1


def test_a_badge_and_a_place_are_read_in_either_case(centre: Centre, counter: Counter) -> None:
    add_person(centre.session, {"name": "Low Case", "barcode": "aB12"})
    add_place(centre.session, {"row": "Q", "barcode": "sHelf9"})
    for code in ("ab12", "AB12", "Ab12", "aB12"):
        assert heard(centre, counter, code) == ["person"]
        with pytest.raises(BadInput):
            centre.file(code)
    for code in ("SHELF9", "shelf9", "sHelf9"):
        assert heard(centre, counter, code) == ["place"]


def test_codes_that_earlier_versions_took_in_two_cases_ask(
    centre: Centre, counter: Counter
) -> None:
    centre.file("AB12")
    badge = Person(name="Low Case", barcode="ab12", folded_code="AB12")
    legacy(centre, badge)
    take_scan(centre.session, counter, "P1")
    assert heard(centre, counter, "ab12", "AB12") == ["asks", "asks"]
    assert centre.status("AB12") == "in"


def test_a_bare_number_is_a_request_only_where_it_is_nothing_else(
    centre: Centre, counter: Counter
) -> None:
    number = intake(centre.session, "P1", text="x").request.number
    assert number == "R-1001"
    assert heard(centre, counter, "1001", "r-1001") == ["request", "request"]
    centre.file("F1", identifier="1001")
    assert heard(centre, counter, "1001") == ["shown"]


def test_a_request_of_another_system_is_reached_by_its_number_as_written(
    centre: Centre, counter: Counter
) -> None:
    ours = intake(centre.session, "P1", text="ours").request
    with centre.session.change("import"):
        centre.session.save(Request(number="1001", text="theirs", requester="Ito"))
    assert find_request(centre.session, "1001").text == "theirs"
    assert find_request(centre.session, "R-1001").id == ours.id
    assert find_request(centre.session, "r-1001").id == ours.id
    answer = take_scan(centre.session, counter, "1001")
    assert answer.request is not None
    assert answer.request.text == "theirs"


# --- cleaning


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TR1 ", "TR1"),
        ("\u200bTR1", "TR1"),
        ("T\u200eR\ufeff1", "TR1"),
        ("TR\x1d1", "TR1"),
        ("ＴＲ１", "TR1"),
        ("TR\u00a01", "TR 1"),
        ("  00 12\t", "00 12"),
        ("Nº 12½", "Nº 12½"),
        ("e\u0301-1", "é-1"),
        ("档号\u300012", "档号 12"),
        ("", ""),
    ],
)
def test_a_code_is_cleaned_of_what_nobody_sees(written: str, code: str) -> None:
    assert clean_code(written) == code
    assert clean_code(code) == code
    assert fold_code(written) == code.upper()


@pytest.mark.parametrize("written", ["TR1 ", "\u200bTR1", "TR\x1d1", "ＴＲ１", "T\u200eR1"])
def test_a_code_is_one_and_the_same_on_every_side(
    centre: Centre, counter: Counter, written: str
) -> None:
    kept = add_holding(centre.session, {"barcode": written, "title": "x", "home": "L1"})
    assert kept.barcode == "TR1"
    assert centre.session.visible.one(written).id == centre.session.visible.one("TR1").id
    assert heard(centre, counter, written, "TR1") == ["shown", "shown"]
    with pytest.raises(BadInput):
        add_holding(centre.session, {"barcode": "TR1", "title": "y"})
    person = add_person(centre.session, {"name": "N", "barcode": f"X{written}"})
    assert edit_person(centre.session, f"x{written}", {"unit": "U"}).id == person.id
    place = add_place(centre.session, {"row": "Q", "barcode": f"Y{written}"})
    assert centre.session.place(f"y{written}").id == place.id


@pytest.mark.parametrize("scan", ["*F0001", "]C0*F0001", "*]C0F0001", "X*f0001", "x*F0001#"])
def test_what_a_scanner_adds_is_left_off_in_any_order_and_case(
    centre: Centre, counter: Counter, scan: str
) -> None:
    site(centre, prefix="X*" if scan.lower().startswith("x") else "*", suffix="#")
    centre.file("F0001")
    assert heard(centre, counter, scan) == ["shown"]


# --- once


def test_the_same_code_read_twice_counts_once_and_says_so(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    take_scan(centre.session, counter, "P1")
    first, second = (take_scan(centre.session, counter, code) for code in ("A1", "a1"))
    assert (first.heard, second.heard) == (Heard.CHARGED_OUT, Heard.AGAIN)
    assert "once" in second.message
    assert centre.status("A1") == "out"
    centre.clock.forward(seconds=2)
    assert heard(centre, counter, "A1", "A1") == ["returned", "again"]
    assert centre.status("A1") == "to-refile"


def test_a_code_between_does_not_let_the_second_reading_undo_the_first(
    centre: Centre, counter: Counter
) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    take_scan(centre.session, counter, "P1")
    assert heard(centre, counter, "A1", "A2", "A1") == ["charged-out", "charged-out", "again"]


def test_another_person_or_place_is_another_matter(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    assert heard(centre, counter, "A1", "L1", "A1") == ["returned", "place", "refiled"]
    assert heard(centre, counter, "P1", "A1", "P1", "A1") == [
        "person", "charged-out", "person", "again",
    ]  # fmt: skip
    assert heard(centre, counter, "P2", "A1") == ["person", "returned"]


def test_the_site_says_within_how_many_seconds(centre: Centre, counter: Counter) -> None:
    site(centre, same_code_seconds=30)
    centre.file("A1")
    take_scan(centre.session, counter, "P1")
    take_scan(centre.session, counter, "A1")
    centre.clock.forward(seconds=29)
    assert heard(centre, counter, "A1") == ["again"]
    centre.clock.forward(seconds=1)
    assert heard(centre, counter, "A1") == ["returned"]
    site(centre, same_code_seconds=0)
    assert heard(centre, counter, "A1", "A1") == ["charged-out", "returned"]


# --- the person who is gone


def test_a_person_for_whom_nothing_is_scanned_is_let_go_with_a_word(
    centre: Centre, counter: Counter
) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    take_scan(centre.session, counter, "P1")
    centre.clock.forward(minutes=10)
    assert heard(centre, counter, "A1") == ["charged-out"]
    centre.clock.forward(minutes=10, seconds=1)
    answer = take_scan(centre.session, counter, "A2")
    assert answer.heard is Heard.SHOWN
    assert "Aiko Ito is not current any more" in answer.message
    assert counter.person is None
    assert centre.status("A2") == "in"


def test_a_screen_can_ask_whether_the_person_is_still_there(
    centre: Centre, counter: Counter
) -> None:
    take_scan(centre.session, counter, "P1")
    assert counter.expire(centre.session) == ""
    site(centre, person_minutes=0)
    centre.clock.moment += timedelta(days=1)
    assert counter.expire(centre.session) == ""
    site(centre, person_minutes=60)
    assert "60 minutes" in counter.expire(centre.session)


# --- what a badge tells, and what is found again


def test_a_badge_tells_what_is_late_what_waits_and_until_when(
    centre: Centre, counter: Counter
) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    edit_person(centre.session, "P1", {"valid_until": "2026-12-01"})
    charge_out(centre.session, ["A1"], "P1")
    charge_out(centre.session, ["A2"], "P2")
    number = intake(centre.session, "P1", ["A2"]).request.number
    return_(centre.session, ["A2"])
    centre.clock.forward(days=40)
    answer = take_scan(centre.session, counter, "P1")
    assert answer.message == "For Aiko Ito"
    assert answer.next == f"1 overdue; set aside: A2 {number}; registered until 2026-12-01"
    centre.clock.forward(days=400)
    assert "registration ended on 2026-12-01" in take_scan(centre.session, counter, "P1").next


def test_what_is_missing_is_found_by_its_scan(centre: Centre, counter: Counter) -> None:
    for key in ("A1", "A2", "A3"):
        centre.file(key)
        mark_missing(centre.session, key, "not there")
    assert heard(centre, counter, "A1") == ["found"]
    assert centre.status("A1") == "to-refile"
    assert heard(centre, counter, "L1", "A2", "L2", "A3") == ["place", "refiled", "place", "found"]
    assert (centre.status("A2"), centre.status("A3")) == ("in", "to-refile")


# --- people by their names


@pytest.mark.parametrize(
    ("registered", "said"),
    [
        ("John Smith", "Smith, John"),
        ("Smith, John", "john smith"),
        ("Élise Tremblay", "tremblay elise"),
        ("李明", "李 明"),
        ("李 明", "李明"),
        ("欧阳 娜娜", "欧阳娜娜"),
    ],
)
def test_people_are_found_by_name_in_any_order(centre: Centre, registered: str, said: str) -> None:
    made = add_person(centre.session, {"name": registered})
    assert centre.session.person(said).id == made.id


def test_two_of_one_name_ask(centre: Centre) -> None:
    for badge, name in (("P8", "John Smith"), ("P9", "JOHN SMITH")):
        add_person(centre.session, {"barcode": badge, "name": name}, namesake=True)
    for said in ("John Smith", "JOHN SMITH", "Smith, John"):
        with pytest.raises(BadInput, match="P8, P9"):
            centre.session.person(said)
    with pytest.raises(NotFound):
        centre.session.person("John")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("#F0001", "F0001"), ("]C0F0001", "F0001"), ("*F0001*", "F0001"), ("*F0001", "*F0001"),
        ("#NEW", "NEW"), ("#12", "#12"), ("Jean Roy", "Jean Roy"), ("#*X*", "#*X*"),
    ],
)  # fmt: skip
def test_a_field_takes_a_code_without_what_its_scanner_adds(
    centre: Centre, text: str, taken: str
) -> None:
    site(centre, prefix="#")
    centre.file("F0001")
    centre.file("#*X*")
    assert bare_code(centre.session, text) == taken
