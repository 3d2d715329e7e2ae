"""The desk line: n files for one person take n+1 scans and no key, n returns take n scans."""

from dataclasses import replace

import pytest

from rmdesk.desk.guideline import Scanner
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.request import intake
from rmdesk.duties.scan import Counter, Heard, ScanOutcome, clean, take_scan
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre


@pytest.fixture
def counter() -> Counter:
    return Counter()


def scans(centre: Centre, counter: Counter, *codes: str) -> list[ScanOutcome]:
    return [take_scan(centre.session, counter, code) for code in codes]


def heard(centre: Centre, counter: Counter, *codes: str) -> list[str]:
    return [answer.heard.value for answer in scans(centre, counter, *codes)]


def test_a_badge_and_n_files_are_n_loans(centre: Centre, counter: Counter) -> None:
    for number in range(3):
        centre.file(f"A{number}")
    assert heard(centre, counter, "P1", "A0", "A1", "A2") == ["person", *["charged-out"] * 3]
    assert centre.now("A2").holder_id == centre.ito.id


def test_n_returns_are_n_scans(centre: Centre, counter: Counter) -> None:
    keys = [centre.file(f"A{number}").barcode for number in range(3)]
    charge_out(centre.session, keys, "P1")
    assert heard(centre, counter, *keys) == ["returned"] * 3


def test_a_place_starts_filing(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    assert heard(centre, counter, "A1", "L1", "A1") == ["returned", "place", "refiled"]


def test_the_wrong_shelf_is_refused_and_filing_goes_on(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    scans(centre, counter, "A1", "L2")
    with pytest.raises(Refused, match="lives at B3-04-2"):
        take_scan(centre.session, counter, "A1")
    assert heard(centre, counter, "L1", "A1") == ["place", "refiled"]


def test_after_an_unknown_scan_nothing_is_filed_r29(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    assert heard(centre, counter, "A1", "L1", "L?1", "A1") == [
        "returned",
        "place",
        "blocked",
        "blocked",
    ]
    assert centre.status("A1") == "to-refile"
    assert heard(centre, counter, "L1", "A1") == ["place", "refiled"]


def test_a_file_alone_is_shown(centre: Centre, counter: Counter) -> None:
    centre.file("A1")
    assert heard(centre, counter, "A1") == ["shown"]


def test_a_request_number_opens_the_request(centre: Centre, counter: Counter) -> None:
    number = intake(centre.session, "P1", text="x").request.number
    (answer,) = scans(centre, counter, number.lower())
    assert answer.request is not None
    assert answer.request.number == number


def test_words_are_left_to_the_search(centre: Centre, counter: Counter) -> None:
    assert heard(centre, counter, "bridge drawings") == ["words"]


def test_a_refusal_leaves_the_person_current(centre: Centre, counter: Counter) -> None:
    centre.file("A1", security="secret")
    centre.file("A2")
    take_scan(centre.session, counter, "P1")
    with pytest.raises(Refused):
        take_scan(centre.session, counter, "A1")
    assert heard(centre, counter, "A2") == ["charged-out"]


@pytest.mark.parametrize(
    "code", ["]C0AB-12", "ab-12", " AB-12\r", "AB-12\x1d", "*AB-12*", "]A0*ab-12*"]
)
def test_prefixes_cases_and_control_characters_do_not_hide_a_code(
    centre: Centre, counter: Counter, code: str
) -> None:
    centre.file("AB-12")
    assert heard(centre, counter, code) == ["shown"]


def test_a_code_that_looks_prefixed_is_kept_as_it_is(centre: Centre, counter: Counter) -> None:
    centre.file("]C0AB")
    centre.file("AB")
    (answer,) = scans(centre, counter, "]C0AB")
    assert answer.holding is not None
    assert answer.holding.barcode == "]C0AB"


def test_a_scanner_on_a_french_keyboard_is_told_and_nothing_is_done(
    centre: Centre, counter: Counter
) -> None:
    centre.file("A1234567")
    take_scan(centre.session, counter, "P1")
    (answer,) = scans(centre, counter, "Q&é\"'(-è")
    assert answer.heard is Heard.SUGGESTED
    assert "French" in answer.message
    assert answer.suggests == centre.now("A1234567")
    assert answer.holding is None
    assert centre.status("A1234567") == "in"


@pytest.mark.parametrize("code", ["*AB-12", "AB-12*", "**", "*AB-1**2*"])
def test_only_a_whole_frame_of_code_39_is_left_off(
    centre: Centre, counter: Counter, code: str
) -> None:
    centre.file("AB-12")
    assert heard(centre, counter, code) == ["words"]


def test_a_code_that_has_stars_of_its_own_goes_before_what_is_between_them(
    centre: Centre, counter: Counter
) -> None:
    centre.file("*AB*")
    centre.file("AB")
    (answer,) = scans(centre, counter, "*AB*")
    assert answer.holding == centre.now("*AB*")


@pytest.mark.parametrize("code", ["]C0AB-1/2.3", "*AB-1/2.3#", "*]C0AB-1/2.3#"])
def test_what_a_scanner_puts_around_a_code_is_dropped_on_either_layout(
    centre: Centre, counter: Counter, code: str
) -> None:
    centre.session.guidelines = replace(centre.session.guidelines, scanner=Scanner("*", "#"))
    centre.file("AB-1/2.3")
    english = "]0123456789-/.A"
    french = str.maketrans(english, "$à&é\"'(-è_ç)!:Q")
    (as_it_is,) = scans(centre, counter, code)
    (as_typed_in_french,) = scans(centre, counter, code.translate(french))
    assert (as_it_is.heard, as_it_is.message) == (Heard.SHOWN, "File AB-1/2.3")
    assert "French" in as_typed_in_french.message
    assert as_typed_in_french.heard is Heard.SUGGESTED


def test_a_lower_case_barcode_is_found_however_the_scanner_types_it(
    centre: Centre, counter: Counter
) -> None:
    centre.file("abC-9")
    assert heard(centre, counter, "ABC-9", "abc-9", "abC-9") == ["shown"] * 3


def test_one_code_on_several_files_chooses_none(centre: Centre, counter: Counter) -> None:
    centre.file("A1", identifier="1250-20")
    centre.file("A2", identifier="1250-20")
    take_scan(centre.session, counter, "P1")
    (answer,) = scans(centre, counter, "1250-20")
    assert answer.heard is Heard.ASKS
    assert [each.id for each in answer.asks] == [centre.now("A1").id, centre.now("A2").id]
    assert (centre.status("A1"), centre.status("A2")) == ("in", "in")


def test_clean_keeps_inner_blanks_and_leading_zeros() -> None:
    assert clean("  00 12\t") == "00 12"


def test_the_next_person_starts_clear(centre: Centre, counter: Counter) -> None:
    take_scan(centre.session, counter, "P1")
    counter.clear()
    centre.file("A1")
    assert heard(centre, counter, "A1") == ["shown"]
