"""The hand-over of a shift, and one's own acts of today, each of which can be taken back."""

import pytest

from rmdesk.duties.circulation import charge_out, recall, return_
from rmdesk.duties.notifying import letters_due, print_letters
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.request import intake, make_ready
from rmdesk.duties.shift import act_numbered, acts_of_today, shift, told_acts
from rmdesk.duties.undo import undo
from rmdesk.model.errors import DeskError, NotFound, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def morning(centre: Centre) -> Centre:
    """Four files were registered yesterday."""
    for barcode in ("F1", "F2", "F3", "F4"):
        centre.file(barcode)
    centre.clock.forward(days=1)
    return centre


def titles(rows: list[dict[str, object]]) -> list[object]:
    return [row.get("key") or row.get("barcode") or row.get("number") for row in rows]


def test_each_part_holds_what_the_next_must_know(morning: Centre) -> None:
    session = morning.session
    first = intake(session, "P1", ["F1"], priority="urgent").request.number
    intake(session, "P2", ["F2"])
    mark_missing(session, "F3", "not on the shelf")
    charge_out(session, ["F4"], "P1")
    pick(session, "F1")
    make_ready(session, first)
    morning.clock.forward(days=3)
    edit_person(session, "P1", {"valid_until": "2026-03-04"})
    made = shift(session)
    assert titles(made.pulls) == ["F2"]
    assert titles(made.late) == [first]
    assert [(row["barcode"], row["days_waiting"]) for row in made.set_aside] == [("F1", 3)]
    assert [(row["key"], row["home"]) for row in made.missing] == [("F3", "B3-04-2")]
    assert titles(made.left) == ["F4"]
    assert titles(made.passed_over) == ["F1"]
    assert made.perhaps_sent == []
    assert (made.counts["out"], made.counts["waiting_on_shelf"]) == (1, 1)
    assert [row["action"] for row in made.acts] == ["amended"]
    assert dict(session.store.scans) == {}


def test_it_tells_nothing_of_what_one_may_not_know(morning: Centre) -> None:
    session = morning.session
    add_person(session, {"name": "T", "login": "tech", "role": "technician"})
    with session.change("test"):
        for barcode in ("F1", "F3"):
            file = morning.now(barcode)
            file.security = file.guard = "secret"
            session.save(file)
    mark_missing(session, "F3", "gone")
    mark_missing(session, "F2", "gone")
    made = shift(morning.desk.session("tech"))
    assert titles(made.missing) == ["F2"]
    assert made.acts == []


def test_ones_own_acts_are_numbered_from_the_first_and_only_those_of_today(
    morning: Centre,
) -> None:
    charge_out(morning.session, ["F1"], "P1")
    charge_out(colleague(morning.desk, "jroy"), ["F2"], "P1")
    return_(morning.session, ["F1"])
    assert [(n, act[0].action) for n, act in acts_of_today(morning.session)] == [
        (2, "return"),
        (1, "charge-out"),
    ]
    rows = shift(morning.session).acts
    assert [(row["number_of_act"], row["action"], row["subject"]) for row in rows] == [
        (2, "returned", "F1"),
        (1, "charged out", "F1"),
    ]
    morning.clock.forward(days=1)
    assert acts_of_today(morning.session) == []


def test_an_act_in_the_middle_is_taken_back_by_its_number(morning: Centre) -> None:
    session = morning.session
    charge_out(session, ["F1"], "P1")
    charge_out(session, ["F2"], "P2")
    charge_out(session, ["F3"], "P1")
    assert undo(session, act_numbered(session, 2)).action == "charge-out"
    assert [morning.status(key) for key in ("F1", "F2", "F3")] == ["out", "in", "out"]
    assert [row["undone"] for row in shift(session).acts] == [False, True, False]
    with pytest.raises(DeskError, match="undone already"):
        undo(session, act_numbered(session, 2))
    assert undo(session).action == "charge-out"  # the last one that stands
    assert [morning.status(key) for key in ("F1", "F2", "F3")] == ["out", "in", "in"]


def test_an_act_on_which_others_were_built_is_refused(morning: Centre) -> None:
    charge_out(morning.session, ["F1"], "P1")
    return_(morning.session, ["F1"])
    with pytest.raises(Refused, match="changed again since"):
        undo(morning.session, act_numbered(morning.session, 1))
    assert morning.status("F1") == "to-refile"


def test_nobody_takes_back_what_another_did_or_what_is_not_there(morning: Centre) -> None:
    charge_out(colleague(morning.desk, "jroy"), ["F1"], "P1")
    theirs = acts_of_today(colleague(morning.desk, "jroy"))[0][1][0].act
    for act in (theirs, 10_000):
        with pytest.raises(DeskError, match="Nothing to undo"):
            undo(morning.session, act)
    with pytest.raises(NotFound):
        act_numbered(morning.session, 1)
    assert morning.status("F1") == "out"


def test_what_was_done_before_notices_went_is_still_taken_back(morning: Centre) -> None:
    charge_out(morning.session, ["F1"], "P1")
    charge_out(morning.session, ["F2"], "P1")
    recall(morning.session, ["F2"])
    print_letters(morning.session, letters_due(morning.session), lambda _letters: None)
    assert [row["can_be_undone"] for row in shift(morning.session).acts] == [
        False, False, True, True, True,
    ]  # fmt: skip
    with pytest.raises(Refused, match="told to somebody"):
        undo(morning.session)
    undo(morning.session, act_numbered(morning.session, 1))
    assert morning.status("F1") == "in"


def test_a_request_that_was_taken_in_is_named_among_ones_own_acts(morning: Centre) -> None:
    """Its act was on the request and its claims together, and named nothing."""
    number = intake(morning.session, "P1", ["F1"]).request.number
    (told,) = told_acts(morning.session)
    assert (told["action"], told["subject"]) == ("requested", number)
