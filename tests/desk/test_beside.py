"""Who and what else a typed text names: people, places and requests, as far as one may know."""

import pytest

from rmdesk.duties.beside import EACH, beside
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.request import intake
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ito", ["Aiko Ito"]),
        ("aiko ito", ["Aiko Ito"]),
        ("ITO, Ai", ["Aiko Ito"]),
        ("p1", ["Aiko Ito"]),
        ("ko", []),
        ("ito roy", []),
        ("", []),
        ("  ", []),
        ("P0042", []),
    ],
)
def test_people_answer_to_the_beginnings_of_their_words(
    centre: Centre, typed: str, found: list[str]
) -> None:
    assert [each.name for each in beside(centre.session, typed).people] == found


@pytest.mark.parametrize(
    ("typed", "alone", "with_records"),
    [
        ("harbour", ["Wen Li"], []),
        ("harbour wen", ["Wen Li"], ["Wen Li"]),
        ("li", ["Wen Li"], ["Wen Li"]),
        ("q7", ["Wen Li"], ["Wen Li"]),
        ("wli", ["Wen Li"], ["Wen Li"]),
        ("城建", ["张 三"], []),
        ("张", ["张 三"], ["张 三"]),
    ],
)
def test_people_stand_before_no_records_for_their_unit_alone(
    centre: Centre, typed: str, alone: list[str], with_records: list[str]
) -> None:
    unit = {"unit": "Harbour Commission", "barcode": "Q7", "login": "wli"}
    add_person(centre.session, {"name": "Wen Li", **unit})
    add_person(centre.session, {"name": "张 三", "unit": "城建档案室"})
    for records, names in ((False, alone), (True, with_records)):
        found = beside(centre.session, typed, records=records)
        assert ([each.name for each in found.people], found.people_in_all) == (names, len(names))


def test_the_first_are_given_and_all_are_counted(centre: Centre) -> None:
    for number in range(EACH + 4):
        add_person(centre.session, {"barcode": f"Q{number}", "name": f"Tremblay {number}"})
    found = beside(centre.session, "tremblay")
    assert len(found.people) == EACH
    assert found.people_in_all == EACH + 4


def test_a_change_of_name_by_another_session_is_followed(centre: Centre) -> None:
    assert beside(centre.session, "ito").people
    edit_person(colleague(centre.desk, "other"), "P1", {"name": "Aiko Sato"})
    assert not beside(centre.session, "ito")
    assert beside(centre.session, "sato").people


def test_a_request_for_what_is_hidden_is_not_named(centre: Centre) -> None:
    centre.file("A1", security="secret")
    centre.file("A2")
    first, second = (intake(centre.session, "P1", [key]).request.number for key in ("A1", "A2"))
    visitor = colleague(centre.desk, "visitor")
    assert [r.number for r in beside(centre.session, first).requests] == [first]
    assert not beside(visitor, first)
    assert [r.number for r in beside(visitor, "R-1").requests] == [second]


def test_the_latest_of_requests_whose_number_begins_so_come_first(centre: Centre) -> None:
    numbers = [intake(centre.session, "P1", text=str(n)).request.number for n in range(EACH + 1)]
    assert [r.number for r in beside(centre.session, "R-10").requests] == numbers[::-1][:EACH]
    assert [r.number for r in beside(centre.session, "r10").requests] == numbers[::-1][:EACH]
    assert not beside(centre.session, "10").requests
