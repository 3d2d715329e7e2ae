"""Registering and amending holdings."""

import pytest

from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.model.errors import BadInput, NotFound
from tests.desk.conftest import Centre
from tests.staff import colleague


def test_what_follows_from_the_fields_is_filled_in(centre: Centre) -> None:
    holding = centre.file("aB-1", dates="1950-1962", security="SECRET", caveats=["nato"])
    assert (holding.earliest, holding.latest) == (19500101, 19621231)
    assert (holding.guard, holding.folded) == ("secret|NATO", "AB-1")
    assert (holding.home, holding.place_id) == ("B3-04-2", centre.shelf.id)


def test_a_holding_needs_a_name(centre: Centre) -> None:
    with pytest.raises(BadInput):
        add_holding(centre.session, {"kind": "file"})


@pytest.mark.parametrize("barcode", ["A1", "P1", "L1"])
def test_a_barcode_of_a_holding_a_badge_or_a_place_is_not_given_again(
    centre: Centre, barcode: str
) -> None:
    centre.file("A1")
    with pytest.raises(BadInput) as refusal:
        add_holding(centre.session, {"barcode": barcode, "title": "x"})
    assert refusal.value.field_name == "barcode"
    centre.file("A2")
    with pytest.raises(BadInput):
        edit_holding(centre.session, "A2", {"barcode": barcode})
    assert centre.now("A2").title == "File A2"


@pytest.mark.parametrize("barcode", ["A1", "P1", "L1"])
def test_nor_is_it_given_to_a_badge_or_a_place(centre: Centre, barcode: str) -> None:
    centre.file("A1", security="secret")
    with pytest.raises(BadInput, match=f"{barcode} cannot be given"):
        add_person(centre.session, {"barcode": barcode, "name": "Lee"})
    with pytest.raises(BadInput, match=f"{barcode} cannot be given"):
        add_place(centre.session, {"barcode": barcode, "row": "C7"})


def test_dates_written_anew_are_read_anew(centre: Centre) -> None:
    centre.file("A1", dates="1950")
    edit_holding(centre.session, "A1", {"dates": "1978年3月"})
    assert (centre.now("A1").date_from, centre.now("A1").latest) == ("1978-03", 19780331)


def test_a_field_can_be_emptied(centre: Centre) -> None:
    centre.file("A1", notes="x")
    edit_holding(centre.session, "A1", {"notes": ""})
    assert "notes" not in centre.now("A1").to_document()


def test_amending_what_is_not_there_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        edit_holding(centre.session, "none", {"title": "x"})


@pytest.mark.parametrize(
    ("unit", "told"),
    [("Finance", False), ("FINANCE", True), ("finance ", True), ("Legal", False), ("", False)],
)
def test_a_unit_that_is_written_otherwise_is_told(centre: Centre, unit: str, told: bool) -> None:
    centre.file("U1", unit="Finance")
    remarks: list[tuple[str, str]] = []
    add_holding(centre.session, {"title": "x", "unit": unit}, lambda *said: remarks.append(said))
    said = f"the unit “{unit}” is another here than “Finance”"
    assert remarks == ([("unit", said)] if told else [])


def test_a_unit_that_only_hidden_records_have_is_told_as_a_new_one(centre: Centre) -> None:
    """R17: that nothing is said of it would tell that it is here."""
    centre.file("U1", unit="Finance")
    centre.file("S1", unit="FINANCE", security="secret")
    clerk = colleague(centre.desk, "clerk")
    remarks: list[tuple[str, str]] = []
    add_holding(clerk, {"title": "x", "unit": "FINANCE"}, lambda *said: remarks.append(said))
    assert remarks == [("unit", "the unit “FINANCE” is another here than “Finance”")]
