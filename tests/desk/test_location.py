"""Places: their addresses and the order in which one walks past them."""

import pytest

from rmdesk.desk.addresses import address_of, walk_of
from rmdesk.duties.place import derive_place
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Place
from tests.desk.conftest import Centre


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (Place(row="b3", bay="04", shelf="2"), "B3-04-2"),
        (Place(room="Vault"), "VAULT"),
        (Place(row="A", bay="1", shelf="2", position="17"), "A-1-2-17"),
        (Place(barcode="L9"), "L9"),
    ],
)
def test_an_address_is_what_people_say(place: Place, address: str) -> None:
    assert address_of(place) == address


def test_walking_order_takes_numbers_by_value() -> None:
    places = [Place(row="A", bay=bay, shelf="1") for bay in ("10", "9", "1")]
    assert [place.bay for place in sorted(places, key=walk_of)] == ["1", "9", "10"]


def test_a_place_needs_a_name() -> None:
    with pytest.raises(BadInput):
        derive_place(Place(capacity_m=0.9))


def test_a_place_is_found_by_barcode_and_by_address(centre: Centre) -> None:
    for key in ("L1", "l1", "B3-04-2", "b3-04-2", f"#{centre.shelf.id}"):
        assert centre.session.place(key).id == centre.shelf.id
    with pytest.raises(NotFound):
        centre.session.place("B3-04-3")
