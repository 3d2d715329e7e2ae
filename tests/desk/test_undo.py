"""Undo takes back the last act as a new entry (R35)."""

import pytest

from rmdesk.desk.undo import undo
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.request import intake, open_requests
from rmdesk.model.errors import DeskError, NotFound, Refused
from tests.desk.conftest import Centre


def test_undo_walks_back_act_by_act(centre: Centre) -> None:
    centre.file("A1")
    before = centre.now("A1")
    charge_out(centre.session, ["A1"], "P1")
    lent = centre.now("A1")
    return_(centre.session, ["A1"])
    assert undo(centre.session).action == "return"
    assert centre.now("A1") == lent
    assert undo(centre.session).action == "charge-out"
    assert centre.now("A1") == before
    assert undo(centre.session).action == "add holding"
    with pytest.raises(NotFound):
        centre.now("A1")


def test_undo_is_a_new_entry_and_edits_nothing(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    before = centre.session.store.journal.since(0)
    undo(centre.session)
    after = centre.session.store.journal.since(0)
    assert after[: len(before)] == before
    assert {entry.action for entry in after[len(before) :]} == {"undo"}


def test_work_after_an_undo_is_undone_first(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    undo(centre.session)
    charge_out(centre.session, ["A1"], "P2")
    assert undo(centre.session).action == "charge-out"
    assert centre.status("A1") == "in"
    assert undo(centre.session).action == "add holding"


def test_only_ones_own_acts_are_undone(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(DeskError, match="Nothing to undo"):
        undo(centre.desk.session("other"))


def test_what_others_changed_since_is_left_alone(centre: Centre) -> None:
    centre.file("A1")
    edit_holding(centre.session, "A1", {"title": "Mine"})
    edit_holding(centre.desk.session("other"), "A1", {"title": "Theirs"})
    with pytest.raises(Refused, match="changed again"):
        undo(centre.session)
    assert centre.now("A1").title == "Theirs"


def test_a_field_that_was_emptied_comes_back(centre: Centre) -> None:
    centre.file("A1", notes="kept in the safe")
    edit_holding(centre.session, "A1", {"notes": ""})
    assert centre.now("A1").notes == ""
    undo(centre.session)
    assert centre.now("A1").notes == "kept in the safe"


def test_a_new_request_is_taken_back_with_its_place_in_the_queue(centre: Centre) -> None:
    centre.file("A1")
    intake(centre.session, "P1", ["A1"])
    undo(centre.session)
    assert open_requests(centre.session) == []
    charge_out(centre.session, ["A1"], "P2")


def test_a_record_that_others_built_on_is_not_removed(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.desk.session("other"), ["A1"], "P1")
    with pytest.raises(Refused):
        undo(centre.session)
