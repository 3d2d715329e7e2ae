"""What a person may mean who begins to name a record, and which fields name none."""

import pytest

from rmdesk.desk.registering import register
from rmdesk.desk.suggesting import names_nothing, suggested
from rmdesk.duties import kinds
from tests.desk.conftest import Centre
from tests.desk.test_statements import statements


@pytest.mark.parametrize(
    ("table", "text", "keys"),
    [
        ("classes", "125", ["1250", "1251"]),
        ("classes", "5", []),
        ("classes", "", []),
        ("classes", "q", ["QA-1"]),
        ("units", "fin", ["Finance"]),
        ("units", "FINANCE", ["Finance"]),
        ("holdings", "x00", ["X001", "X002"]),
        ("holdings", "1999-1", ["X001"]),
    ],
)
def test_records_whose_keys_begin_so_are_suggested_in_their_order(
    centre: Centre, table: str, text: str, keys: list[str]
) -> None:
    session = centre.session
    with session.change("test"):
        for code in ("1251", "1250", "130", "QA-1"):
            register(session, kinds()["classes"], {"code": code})
    centre.file("X002", identifier="2000-1", unit="Finance")
    centre.file("X001", identifier="1999-1", unit="Finance")
    found = suggested(session, kinds()[table], text)
    assert [getattr(each, kinds()[table].record.unique[0]) for each in found] == keys


def test_hidden_records_are_not_suggested_and_name_nothing(centre: Centre) -> None:
    with centre.session.change("test"):
        register(centre.session, kinds()["classes"], {"code": "77", "security": "top secret"})
    centre.file("X001", security="top secret")
    visitor = centre.desk.session("visitor")
    assert not suggested(visitor, kinds()["classes"], "7")
    assert not suggested(visitor, kinds()["holdings"], "X0")
    texts = {"class": "77", "container": "X001"}
    assert names_nothing(visitor, kinds()["holdings"], texts).keys() == texts.keys()
    assert not names_nothing(centre.session, kinds()["holdings"], texts)


def test_only_fields_that_name_records_are_looked_up(centre: Centre) -> None:
    texts = {"title": "nowhere", "home": "", "unit": "Nobody", "unheard": "of"}
    told = names_nothing(centre.session, kinds()["holdings"], texts)
    assert told == {"unit": "No unit answers to “Nobody”."}


@pytest.mark.parametrize("table", ["holdings", "places", "classes", "units"])
def test_a_suggestion_takes_few_statements(centre: Centre, table: str) -> None:
    session = centre.session
    asked = statements(session, lambda: suggested(session, kinds()[table], "f"))
    assert 0 < len(asked) <= 12, asked


def test_every_field_that_names_records_names_a_kind_that_has_keys() -> None:
    for kind in kinds().values():
        for name, spec in kind.given.items():
            assert not spec.keyed or kinds()[spec.keyed].keys, (kind.name, name)
