"""What must hold of every holding, its loan, claims and container, and is told where not."""

from collections.abc import Callable

import pytest

from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.soundness import against_holding
from rmdesk.model.records import Reservation
from tests.desk.conftest import Centre

Act = Callable[[Centre], None]


def lent(centre: Centre) -> None:
    charge_out(centre.session, ["A1"], "P1")


def lost_by_its_borrower(centre: Centre) -> None:
    lent(centre)
    mark_missing(centre.session, "A1", "says so")


def fetched(centre: Centre) -> None:
    reserve(centre.session, ["A1"], "P1")
    pick(centre.session, "A1")


def waited_for(centre: Centre) -> None:
    reserve(centre.session, ["A1"], "P1")


def lent_and_waited_for(centre: Centre) -> None:
    lent(centre)
    reserve(centre.session, ["A1"], "P2")


def nothing(_centre: Centre) -> None:
    pass


SOUND = [nothing, lent, lost_by_its_borrower, fetched, waited_for, lent_and_waited_for]

UNSOUND = [
    (nothing, "A1", {"status": "out"}, "R14: A1 would be out without a loan"),
    (lent, "A1", {"status": "in"}, "R14: A1 would be out without a loan, or lent without"),
    (lent, "A1", {"holder_id": 99}, "R14: A1 would be with another person"),
    (lost_by_its_borrower, "A1", {"holder_id": 99}, "R14: A1 would be with another person"),
    (nothing, "A1", {"status": "picked"}, "R38: A1 would be set aside for nobody"),
    (fetched, "A1", {"status": "in"}, "R38: A1 would be set aside for nobody"),
    (fetched, "A1", {"status": "waiting"}, "R38: A1 would be set aside for nobody"),
    (nothing, "BOX", {"status": "transferred"}, "R28: IN1 would be here and in a container"),
    (nothing, "BOX", {"status": "out"}, "R24: IN1 would be here and in a container that is out"),
]


def told(centre: Centre) -> list[str]:
    holdings = [centre.now(key) for key in ("A1", "BOX", "IN1")]
    return [r.told for each in holdings for r in against_holding(centre.session, each)]


@pytest.fixture
def shelf(centre: Centre) -> Centre:
    centre.file("A1")
    centre.file("BOX", kind="box")
    centre.file("IN1", container="BOX", home="")
    return centre


@pytest.mark.parametrize("act", SOUND)
def test_what_acts_leave_is_sound(shelf: Centre, act: Act) -> None:
    act(shelf)
    assert told(shelf) == []


@pytest.mark.parametrize(("act", "key", "fields", "said"), UNSOUND)
def test_what_is_not_sound_is_told(
    shelf: Centre, act: Act, key: str, fields: dict[str, object], said: str
) -> None:
    act(shelf)
    with shelf.session.change("import"):
        holding = shelf.now(key)
        for name, value in fields.items():
            setattr(holding, name, value)
        shelf.session.save(holding)
    assert [each for each in told(shelf) if each.startswith(said)]


@pytest.mark.parametrize("held", ["transit", "missing"])
def test_what_was_fetched_may_be_on_its_way_and_nowhere_else(shelf: Centre, held: str) -> None:
    fetched(shelf)
    with shelf.session.change("import"):
        holding = shelf.now("A1")
        holding.status = held
        shelf.session.save(holding)
    assert bool(told(shelf)) == (held == "missing")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (waited_for, "R40: One person would wait for A1 twice."),
        (lent, "R40: Who has A1 would wait for it."),
    ],
)
def test_nobody_waits_twice_or_for_what_they_have(shelf: Centre, act: Act, said: str) -> None:
    act(shelf)
    with shelf.session.change("import"):
        claim = Reservation(
            holding=shelf.now("A1").id, person=shelf.ito.id, state="queued", open=True
        )
        shelf.session.save(claim)
    assert told(shelf) == [said]
