"""`class:`, `due:` and `hold:` in a search, and saved searches that are asked again (R1)."""

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties import covering
from rmdesk.duties.execution import execute
from rmdesk.duties.held import holds_on, in_force
from rmdesk.duties.hold import HOLDS, lift, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches, reasons

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}


@pytest.fixture
def batches(centre: Centre) -> Batches:
    """Files of three classes, in a box and not, due at different times."""
    made = Batches(centre)
    for code, parent in (("10", ""), ("10-2", "10"), ("10-2-1", "10-2"), ("Ä", "")):
        register(made.session, SCHEME, {"code": code, "parent": parent, "schedule": "S"}, sure=True)
    made.centre.file("BOX", kind="box", unit="Archives")
    made.file("A", **{"class": "10-2", "container": "BOX"})
    made.file("B", **{"class": "10-2-1", "closed": "2015-06-30"})
    made.file("C", **{"class": "Ä", "closed": ""})
    made.file("D", **{"class": "P", "unit": "Legal"})
    return made


def hold(batches: Batches, **given: object) -> str:
    number: str = register(batches.session, HOLDS, ABOUT).number
    place(batches.session, number, given)
    return number


def found(batches: Batches, text: str) -> list[str]:
    answer = search(batches.session, text, limit=50)
    assert answer.exact
    return sorted(each.key for each in answer.answers if each.table == "holdings")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("class:10-2", "A B"), ("class:10", "A B"), ("class:10-2-1", "B"), ("class:ä", "C"),
        ("classe:10-2 file", "A B"), ("class:11", ""), ("-class:10 file", "BOX C D"),
        ("class:10 -class:10-2-1", "A"), ('class:"10-2"', "A B"),
        ("due:2015", "A"), ("due:..2015", "A"), ("due:2015-04..", "B"), ("due:2016..2030", "B"),
        ("due:none", "C"), ("due:..2014", ""), ("due:<2016", "A"),
        ("due:>=2016", "B"), ("due:soon", ""), ("échéance:2015", "A"),
        ("class:10 due:2020", "B"), ("file due:..2030", "A B"),
    ],
)  # fmt: skip
def test_what_class_and_due_find(batches: Batches, text: str, keys: str) -> None:
    assert " ".join(found(batches, text)) == keys


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"on": ["BOX"]}, "A BOX"), ({"on": ["B"]}, "B"), ({"class_": "10"}, "A B"),
        ({"unit": "Finance"}, "A B C"), ({"class_": "10-2-1", "on": ["D"]}, "B D"),
        ({"search": "file d"}, "D"),
    ],
)  # fmt: skip
def test_what_is_under_a_hold_is_found(
    batches: Batches, given: dict[str, object], keys: str
) -> None:
    number = hold(batches, **given)
    assert " ".join(found(batches, f"hold:{number}")) == keys
    assert found(batches, "hold:1") == found(batches, "hold:*") == found(batches, f"HOLD:{number}")
    assert found(batches, "hold:2") == found(batches, "hold:H-2025-0001") == []
    assert "A" in found(batches, f"file -hold:{number}") or "A" in keys
    lift(batches.session, number, {"reason": "settled"})
    assert found(batches, f"hold:{number}") == []


def test_nobody_finds_by_a_hold_that_they_may_not_know_of(batches: Batches) -> None:
    batches.file("HID", security="secret")
    number = hold(batches, on=["HID"])
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = batches.centre.desk.session("tech")
    assert search(tech, f"hold:{number}").total == 0
    assert search(tech, "due:2015").total == 1


# --- saved searches


def test_what_a_saved_search_finds_later_is_covered_before_it_goes(batches: Batches) -> None:
    number = hold(batches, search="(file d) OR bridge")
    batches.file("NEW", title="Harbour bridge")
    holding = batches.centre.now("NEW")
    assert holds_on(batches.session, holding) == []
    with pytest.raises(Refused) as refused:
        batches.propose("NEW")
    assert set(reasons(refused)) == {"R1"}
    assert [each.number for each in holds_on(batches.session, holding)] == [number]
    placed = [each for each in in_force(batches.session, 1) if each.holding == holding.id]
    assert placed[0].placed_for == "found by “(file d) OR bridge”"


def test_what_is_found_while_a_batch_waits_drops_out(batches: Batches) -> None:
    hold(batches, search="file d")
    batch = batches.approved("A", "B")
    edit_holding(batches.session, "A", {"title": "File D, second part"})
    execute(batches.session, batches.batch(batch), {"method": "shredded"})
    assert batches.states(batch) == {"A": "dropped", "B": "destroyed"}


def test_from_what_a_saved_search_was_lifted_it_stays_lifted(batches: Batches) -> None:
    number = hold(batches, search="file b")
    lift(batches.session, number, {"on": ["B"], "reason": "not meant"})
    assert batches.states(batches.propose("B")) == {"B": "proposed"}


def test_a_lifted_hold_asks_no_more(batches: Batches) -> None:
    number = hold(batches, search="file b")
    lift(batches.session, number, {"reason": "settled"})
    assert batches.states(batches.propose("B")) == {"B": "proposed"}


def test_nothing_goes_while_what_a_saved_search_finds_cannot_be_told(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: of more than are placed one by one nobody knows which are free; at the limit all is."""
    number, batch = hold(batches, search="bridge OR (file d)"), batches.approved("A")
    for n in range(3):
        batches.file(f"N{n}", title="Harbour bridge")
    found_now = found(batches, "bridge OR (file d)")
    monkeypatch.setattr(covering, "MOST", len(found_now) - 1)
    said = {"R1": f"What {number} covers by “bridge OR (file d)” cannot be told completely now."}
    with pytest.raises(Refused) as refused:
        batches.propose("B")
    assert reasons(refused) == said
    with pytest.raises(Refused) as refused:
        execute(batches.session, batches.batch(batch), {"method": "x"})
    assert reasons(refused) == said
    assert batches.batch(batch).status == "approved"
    monkeypatch.setattr(covering, "MOST", len(found_now))
    assert batches.states(batches.propose("B")) == {"B": "proposed"}


def test_a_search_that_finds_nothing_is_refused(batches: Batches) -> None:
    with pytest.raises(BadInput):
        hold(batches, search="zeppelin")


def test_placing_by_a_search_is_undone_as_one(batches: Batches) -> None:
    number = hold(batches, search="file b")
    undo(batches.session)
    assert found(batches, f"hold:{number}") == []
