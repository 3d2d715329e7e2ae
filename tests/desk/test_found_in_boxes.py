"""What lies in a box is found by the box's own number, whatever links them, in people's order."""

import pytest

from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.model.counting import as_counted
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding
from tests.desk.conftest import Centre


def box(centre: Centre, barcode: str, **values: object) -> Holding:
    return add_holding(centre.session, {"kind": "box", "barcode": barcode, "home": "L1", **values})


def found(centre: Centre, text: str, login: str = "mlee", **options: object) -> list[str]:
    results = search(centre.desk.session(login), text, **options)  # type: ignore[arg-type]
    if results.left_out and not results.besides:
        return []  # all are only near
    return [hit.barcode for hit in results.answers if isinstance(hit, Holding)]


@pytest.mark.parametrize("taken_in", [False, True])
@pytest.mark.parametrize(
    ("text", "barcodes"),
    [
        ("hammarskjold box 1372", ["A"]),
        ("hammarskjold boîte 1372", ["A"]),
        ("hammarskjold box 2005-7", ["B"]),
        ("box:2005-7 hammarskjold", ["B"]),
        ("hammarskjold box 990001", ["A"]),
        ("hammarskjold box 77", ["C"]),
        ("hammarskjold box 40", ["C"]),
        ("hammarskjold box 137", []),
    ],
)
def test_a_file_is_found_by_the_number_of_its_box(
    centre: Centre, text: str, barcodes: list[str], taken_in: bool
) -> None:
    box(centre, "990001", title="Box 1372")
    box(centre, "990002", title="Correspondence", identifier="2005-7")
    box(centre, "990003", identifier="77")
    box(centre, "990004", identifier="40", container="990003")
    for barcode, container in (("A", "990001"), ("B", "990002"), ("C", "990004")):
        centre.file(barcode, title="Hammarskjold", container=container, home="")
    box(centre, "990005", title="Hammarskjold", identifier="9")
    if taken_in:
        centre.desk.finder.catch_up()
    assert [code for code in found(centre, text) if code in "ABC"] == barcodes


@pytest.mark.parametrize("text", ["box 1372", "box h1", "boîte H1", "box 2005-7"])
def test_a_box_whose_title_is_nothing_but_its_number(centre: Centre, text: str) -> None:
    title = text.split()[1].upper()
    box(centre, "990001", title=title)
    box(centre, "990002", title="Correspondence")
    centre.file("A", title="Hammarskjold", container="990001", home="")
    centre.file("B", title="Hammarskjold", container="990002", home="")
    assert found(centre, text) == ["990001", "A"]
    assert found(centre, "box correspondence hammarskjold") == ["B"]


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_box_that_gets_another_number(centre: Centre, taken_in: bool) -> None:
    box(centre, "990003", title="Outer")
    box(centre, "990001", title="Box 1372", container="990003")
    centre.file("A", title="Hammarskjold", container="990001", home="")
    centre.desk.finder.catch_up()
    edit_holding(centre.session, "990001", {"title": "Box 1400"})
    edit_holding(centre.session, "990003", {"title": "Box 55"})
    if taken_in:
        centre.desk.finder.catch_up()
    assert found(centre, "hammarskjold box 1372") == []
    assert found(centre, "hammarskjold box 1400") == ["A"]
    assert found(centre, "hammarskjold box 55") == ["A"]
    assert centre.desk.finder.check(200).sound


def test_nothing_of_a_box_that_may_not_be_known(centre: Centre) -> None:
    """Who may know of the file but not of its box learns nothing of the box by searching (R17)."""
    secret = box(centre, "990001", title="Zeppelin 1372")
    centre.file("A", title="Hammarskjold", container="990001", home="")
    with centre.session.change("edit"):
        secret.security, secret.guard = "secret", guard_of("secret", [])
        centre.session.save(secret)
    for text in ("zeppelin", "hammarskjold zeppelin", "box 1372", "hammarskjold box 1372"):
        assert found(centre, text, "stranger") == [], text
    assert found(centre, "hammarskjold", "stranger") == ["A"]


def test_the_content_of_a_box_stands_as_people_count(centre: Centre) -> None:
    box(centre, "H1", title="Box H1")
    for number in (10, 2, 1, 33, 4):
        centre.file(f"X{99 - number}", identifier=f"F{number}", container="H1", home="")
    centre.file("Z", title="Elsewhere, box H1")
    counted = ["X98", "X97", "X95", "X89", "X66"]
    assert [code for code in found(centre, "box:H1") if code != "H1"] == counted
    assert found(centre, "box:H1", limit=2)[-1] in counted[:2]
    assert found(centre, "box h1")[0] == "H1"


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_content_is_found_at_the_place_of_its_box(centre: Centre, taken_in: bool) -> None:
    """R24: the outermost container with a home tells where, whatever was said of the content."""
    box(centre, "990001", title="Outer")
    box(centre, "990002", title="Inner", container="990001", home="")
    box(centre, "990003", title="Homeless", home="")
    centre.file("A", container="990001", home="")
    centre.file("B", container="990002", home="")
    centre.file("C", container="990003", home="L1")
    edit_holding(centre.session, "A", {"home": "A1-11-5"})
    everything = ["990001", "990002", "A", "B", "C"]
    if taken_in:
        centre.desk.finder.catch_up()

    def at(text: str) -> list[str]:
        return sorted(found(centre, text, limit=50))

    asked = ("place:B3-04-2", 'place:"B3 04"', "place:=B3-04-2", "place:B3*", "lieu:b3-04")
    for text in asked:
        assert at(text) == everything, text
    assert at("place:A1-11-5") == at("place:=A1-11-5") == []
    assert at("-place:B3-04-2") == ["990003"]
    assert at("place:B3-04-2 kind:file") == ["A", "B", "C"]
    places = search(centre.session, "kind:file OR kind:box", facets=True).facets["place"]
    assert places == {"B3-04-2": 5}

    edit_holding(centre.session, "990001", {"home": "L2"})
    if taken_in:
        centre.desk.finder.catch_up()
    assert at("place:A1-11-5") == ["990001", "990002", "A", "B"]
    assert at("place:B3-04-2") == ["C"]
    places = search(centre.session, "kind:file OR kind:box", facets=True).facets["place"]
    assert places == {"A1-11-5": 4, "B3-04-2": 1}

    edit_holding(centre.session, "990003", {"home": "L2"})
    assert at("place:B3-04-2") == []
    assert at("place:A1-11-5") == sorted([*everything, "990003"])
    assert centre.desk.finder.check(200).sound
    centre.desk.finder.rebuild()
    assert at("place:A1-11-5") == sorted([*everything, "990003"])


def test_a_box_is_one_change_however_much_lies_in_it(centre: Centre) -> None:
    """A box that moves leaves its contents as the index has them."""
    box(centre, "990001", title="Box 7")
    for number in range(30):
        centre.file(f"F{number}", container="990001", home="")
    centre.desk.finder.catch_up()
    edit_holding(centre.session, "990001", {"home": "L2"})
    assert len(found(centre, "place:A1-11-5", limit=50)) == 31
    assert centre.desk.finder.status().waiting == 1
    undo(centre.session)
    assert len(found(centre, "place:B3-04-2", limit=50)) == 31
    assert found(centre, "place:A1-11-5") == []


def test_the_place_of_a_content_whose_box_may_not_be_known(centre: Centre) -> None:
    """It is told of the content itself, and so it is what finds it; the box is not found (R17)."""
    secret = box(centre, "990001", title="Zeppelin")
    centre.file("A", title="Hammarskjold", container="990001", home="")
    with centre.session.change("edit"):
        secret.security, secret.guard = "secret", guard_of("secret", [])
        centre.session.save(secret)
    assert found(centre, "place:B3-04-2", "stranger") == ["A"]
    told = search(centre.desk.session("stranger"), "hammarskjold", facets=True)
    assert told.facets["place"] == {"B3-04-2": 1}


def test_numbers_count_as_numbers() -> None:
    texts = ["F10", "f2", "F1", "2026-0067-2", "2026-0067-10", "", "a", "１２", "3", "²"]
    assert sorted(texts, key=as_counted) == [
        *("", "²", "3", "１２", "2026-0067-2", "2026-0067-10", "a", "F1", "f2", "F10")
    ]
