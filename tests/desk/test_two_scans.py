"""A record, then a place: whether it shall live there is asked, and nothing is done before."""

from typing import Any

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.census import start
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.place import add_place, edit_place
from rmdesk.duties.scan import Counter, Heard, ScanOutcome, take_scan
from tests.desk.conftest import Centre


def scans(centre: Centre, *codes: str, counter: Counter | None = None) -> ScanOutcome:
    """The answer to the last of some scans."""
    counter = counter or Counter()
    answers = []
    for code in codes:
        centre.clock.forward(seconds=5)
        answers.append(take_scan(centre.session, counter, code))
    return answers[-1]


@pytest.fixture
def here(centre: Centre) -> Centre:
    centre.file("F1", extent_m=0.1)
    centre.file("F2")
    centre.file("B1", kind="box", title="Box")
    edit_place(centre.session, "L2", {"capacity_m": 1.0})
    return centre


ASKED: list[tuple[tuple[str, ...], str]] = [
    (("F1", "L2"), "F1"),  # a record in its place, then another place
    (("F1", "L1"), ""),  # it lives there
    (("L2",), ""),
    (("L1", "F1", "L2"), ""),  # who files reads records on the way
    (("P1", "F1", "L2"), ""),  # it went to the person
    (("F1", "UNKNOWN", "L2"), ""),
    (("F1", "F2", "L2"), "F2"),  # the last one
    (("F1", "L2", "L1"), ""),  # once
    (("F1", "P1", "L2"), ""),
]


@pytest.mark.parametrize(("codes", "moves"), ASKED)
def test_what_is_asked_after_two_scans(here: Centre, codes: tuple[str, ...], moves: str) -> None:
    answer = scans(here, *codes)
    assert (answer.moves.key if answer.moves else "") == moves
    assert here.now("F1").home_id == here.shelf.id
    assert here.now("F2").home_id == here.shelf.id


def test_the_question_tells_what_it_would_mean(here: Centre) -> None:
    assert scans(here, "F1", "L2").would == (
        "File F1", "from B3-04-2 to A1-11-5", "1 m are free there")  # fmt: skip
    assert scans(here, "F2", "L2").would[-1] == "how much room F2 takes at A1-11-5 is not known"


def under_hold(here: Centre) -> None:
    hold = register(here.session, HOLDS, {"title": "T", "matter": "M", "authority": "A"})
    place(here.session, hold.number, {"on": ["F1"]})


REFUSED: list[tuple[Any, str]] = [
    (under_hold, "R1"),
    (lambda here: edit_holding(here.session, "F1", {"container": "B1", "home": ""}), "R24"),
    (lambda here: edit_place(here.session, "L2", {"capacity_m": 0.05}), "R30"),
]


@pytest.mark.parametrize(("change", "rule"), REFUSED)
def test_what_may_not_be_moved_there_is_told_instead(here: Centre, change: Any, rule: str) -> None:
    change(here)
    answer = scans(here, "F1", "L2")
    assert answer.moves is None
    assert rule in answer.next
    assert answer.heard is Heard.PLACE


def test_what_is_out_or_counted_is_not_asked_about(here: Centre) -> None:
    charge_out(here.session, ["F1"], "P1")
    assert scans(here, "F1", "L2").moves is None
    start(here.session, {"scope": "L1"})
    assert scans(here, "F2", "L2").moves is None


def test_a_batch_asks_nothing(here: Centre) -> None:
    assert scans(here, "F1", "L2", counter=Counter(batch=True)).moves is None


def test_an_unmeasured_record_on_a_full_shelf_is_told(here: Centre) -> None:
    add_place(here.session, {"barcode": "L3", "row": "C1", "capacity_m": 0.1})
    move(here.session, ["F1"], {"place": "L3"})
    (handled,) = move(here.session, ["F2"], {"place": "L3"})
    assert handled.next == (
        "C1 is full already, and how much room F2 takes is not known: measure it"
    )
    (handled,) = move(here.session, ["F2"], {"place": "L1"})
    assert handled.next == ""
