"""Cross-references, told at both ends, and where the other volumes of a file are."""

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.duties.audit import trail_of
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.crossing import CrossReference, refer, unrefer
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def files(centre: Centre) -> Centre:
    for key in ("A", "B", "C"):
        centre.file(key)
    return centre


@pytest.fixture
def clerk(files: Centre) -> Session:
    return colleague(files.desk, "clerk")


def seen(session: Session, key: str) -> list[str]:
    notes = notes_on(session, session.visible.one(key))["cross_references"]
    return [note.text for note in notes]


def test_both_ends_tell_it_until_it_is_taken_away_from_either(files: Centre) -> None:
    refer(files.session, ["A", "B"], {"other": "C", "why": "same bridge"})
    assert seen(files.session, "A") == ["C File C (same bridge)"]
    assert seen(files.session, "C") == ["A File A (same bridge)", "B File B (same bridge)"]
    unrefer(files.session, ["C"], {"other": "A"})
    assert seen(files.session, "A") == []
    assert seen(files.session, "C") == ["B File B (same bridge)"]


@pytest.mark.parametrize("key", ["A", "B"])
def test_the_log_of_both_ends_has_it(files: Centre, key: str) -> None:
    refer(files.session, ["A"], {"other": "B"})
    assert trail_of(files.session, key, 9)[-1].action == "cross-refer"
    assert [entry.action for entry in trail_of(files.session, "C", 9)] == ["add holding"]


@pytest.mark.parametrize(("key", "other"), [("A", "A"), ("A", "B"), ("B", "A")])
def test_neither_to_itself_nor_twice(files: Centre, key: str, other: str) -> None:
    refer(files.session, ["A"], {"other": "B"})
    with pytest.raises(Refused) as refused:
        refer(files.session, ["C", key], {"other": other})
    assert [each.rule for each in refused.value.reasons] == ["R35"]
    assert seen(files.session, "C") == []


def test_what_is_not_there_is_not_taken_away(files: Centre) -> None:
    with pytest.raises(Refused):
        unrefer(files.session, ["A"], {"other": "B"})


def test_making_one_is_taken_back(files: Centre) -> None:
    refer(files.session, ["A"], {"other": "B"})
    undo(files.session)
    assert seen(files.session, "A") == seen(files.session, "B") == []


def test_taking_one_away_is_taken_back(files: Centre) -> None:
    refer(files.session, ["A"], {"other": "B"})
    unrefer(files.session, ["A"], {"other": "B"})
    undo(files.session)
    assert seen(files.session, "B") == ["A File A"]


def test_who_may_not_know_of_one_end_learns_of_nothing(files: Centre, clerk: Session) -> None:
    files.file("S", security="secret")
    refer(files.session, ["A"], {"other": "S"})
    assert seen(files.session, "A") == ["S File S"]
    assert seen(clerk, "A") == []
    with pytest.raises(NotFound):
        refer(clerk, ["A"], {"other": "S"})
    with pytest.raises(Refused) as refused:
        unrefer(clerk, ["A"], {"other": "B"})
    assert refused.value.reasons[0].text == "A refers to no such record."
    refer(clerk, ["A"], {"other": "B"})
    table = clerk.store.table(CrossReference.table)
    assert sorted(row["other"] for row in clerk.visible.known(CrossReference.table, list(table))) \
        == [files.now("B").id]  # fmt: skip
    edit_holding(files.session, "B", {"security": "secret"}, "raised")
    assert seen(clerk, "A") == []


# --- volumes


@pytest.fixture
def volumes(files: Centre) -> Centre:
    for number in ("1", "2", "3"):
        files.file(f"V{number}", identifier="1250-20", volume=number)
    files.file("OTHER", identifier="1250-21", volume="1")
    return files


def test_the_hand_over_tells_where_the_other_volumes_are(volumes: Centre) -> None:
    charge_out(volumes.session, ["V2"], "P2")
    charge_out(volumes.session, ["OTHER"], "P2")
    mark_missing(volumes.session, "V3", "not there")
    (done,) = charge_out(volumes.session, ["V1"], "P1")
    assert done.next.endswith("; volume 2 is out with Jean Roy; volume 3 is missing")
    assert seen(volumes.session, "V1") == ["volume 2 is out with Jean Roy", "volume 3 is missing"]
    return_(volumes.session, ["V2"])
    assert seen(volumes.session, "V1") == ["volume 2 is to refile", "volume 3 is missing"]


def test_a_volume_in_a_box_is_where_that_is(volumes: Centre) -> None:
    volumes.file("BOX", kind="box")
    edit_holding(volumes.session, "V2", {"container": "BOX"})
    edit_holding(volumes.session, "V3", {"container": "BOX"})
    mark_missing(volumes.session, "BOX", "not there")
    (done,) = charge_out(volumes.session, ["V1"], "P1")
    told = "volume 2 is in BOX, which is missing", "volume 3 is in BOX, which is missing"
    assert done.next.endswith("; " + "; ".join(told))
    assert seen(volumes.session, "V1") == list(told)


def test_the_hand_over_of_a_box_tells_of_the_volumes_that_are_not_in_it(volumes: Centre) -> None:
    volumes.file("BOX", kind="box")
    for key in ("V1", "V2"):
        edit_holding(volumes.session, key, {"container": "BOX"})
    for number in range(4, 11):
        volumes.file(f"W{number}", identifier="1250-20", volume=str(number))
    charge_out(volumes.session, ["V3"], "P2")
    (done,) = charge_out(volumes.session, ["BOX"], "P1")
    assert done.next.count("volume") == 1, "of the two that lie in it one is enough to say it"
    assert done.next.endswith("; 1250-20: volume 3 is out with Jean Roy")
    return_(volumes.session, ["BOX"])
    charge_out(volumes.session, [f"W{number}" for number in range(4, 11)], "P2")
    edit_holding(volumes.session, "V2", {"container": "", "home": "S1"})
    (done,) = charge_out(volumes.session, ["BOX"], "P1")
    assert done.next.count("out with Jean Roy") == 5
    assert done.next.endswith("; 3 more volumes are elsewhere")


def test_volumes_in_their_place_are_not_spoken_of(volumes: Centre) -> None:
    (done,) = charge_out(volumes.session, ["V1"], "P1")
    assert "volume" not in done.next
    (done,) = charge_out(volumes.session, ["A"], "P1")
    assert "volume" not in done.next


def test_a_hidden_volume_is_not_spoken_of(volumes: Centre, clerk: Session) -> None:
    charge_out(volumes.session, ["V2"], "P2")
    edit_holding(volumes.session, "V2", {"security": "protected b"}, "raised")
    (done,) = charge_out(clerk, ["V1"], "P1")
    assert "volume" not in done.next
    assert seen(clerk, "V1") == []
