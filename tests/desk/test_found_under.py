"""What a holding is found under for the sake of its class and its place follows their changes."""

from pathlib import Path

import pytest

from rmdesk.desk.search_source import StoreSource
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.place import edit_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.search import search
from rmdesk.exchange import export
from rmdesk.model.records import SchemeClass
from tests.desk.conftest import Centre


def add_class(centre: Centre, code: str, title: str) -> SchemeClass:
    made = SchemeClass(code=code, title=title)
    with centre.session.change("import"):
        centre.session.save(made)
    return made


def found(centre: Centre, text: str) -> list[str]:
    hits = search(centre.session, text, kinds=["file"]).hits
    return sorted(getattr(hit, "barcode", "") for hit in hits)


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_class_that_comes_after_its_holdings(centre: Centre, taken_in: bool) -> None:
    centre.file("A", **{"class": "100"})
    centre.file("B", **{"class": "100"})
    centre.file("C", **{"class": "200"})
    finder = centre.desk.finder
    finder.catch_up()

    def follow() -> None:
        if taken_in:
            finder.catch_up()

    made = add_class(centre, "100", "Aqueducts")
    follow()
    assert found(centre, "aqueducts") == ["A", "B"]
    made.title = "Canals"
    with centre.session.change("edit class"):
        centre.session.save(made)
    follow()
    assert (found(centre, "aqueducts"), found(centre, "canals")) == ([], ["A", "B"])
    assert finder.check(200).sound


def test_a_place_that_gets_another_name(centre: Centre) -> None:
    centre.file("A")
    centre.desk.finder.catch_up()
    centre.shelf.room = "Mezzanine"
    with centre.session.change("edit place"):
        centre.session.save(centre.shelf)
    assert found(centre, "mezzanine") == ["A"]


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_place_that_gets_another_address(centre: Centre, tmp_path: Path, taken_in: bool) -> None:
    centre.file("A")
    centre.desk.finder.catch_up()
    edit_place(centre.session, "L1", {"row": "Q7", "bay": "88"})
    if taken_in:
        centre.desk.finder.catch_up()
    assert (found(centre, "place:q7-88-2"), found(centre, "place:b3-04-2")) == (["A"], [])
    for format_ in ("json", "tinydb"):
        export(centre.session, "holdings", format_, tmp_path / format_)
        given = (tmp_path / format_).read_text("utf-8")
        assert "Q7-88-2" in given
        assert "B3-04-2" not in given
    charge_out(centre.session, ["A"], "P1")
    (returned,) = return_(centre.session, ["A"])
    assert "Q7-88-2" in returned.next
    assert refile(centre.session, ["A"], "Q7-88-2")[0].holding.status == "in"


def test_many_holdings_of_many_classes_come_a_part_at_a_time(centre: Centre) -> None:
    for number in range(12):
        centre.file(f"A{number}", **{"class": str(number % 3)})
    source = StoreSource(centre.session.store)
    after = source.last()
    with centre.session.change("import"):
        for code in range(3):
            centre.session.save(SchemeClass(code=str(code), title=f"Class {code}"))
    sizes = []
    while after < source.last():
        changes = source.changed(after, 5)
        sizes.append(len(changes.texts))
        assert changes.upto > after
        after = changes.upto
    assert sizes == [5, 5, 5]
    assert len(source.changed(after - 1, 1).texts) == 5
    assert dict(centre.session.store.scans) == {}
