"""Undo takes back the last act as a new entry (R35)."""

from collections.abc import Callable

import pytest

from rmdesk.access.matters import BREACH
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import issue_barcodes
from rmdesk.desk.registering import register
from rmdesk.duties.circulation import cancel_reservation, charge_out, reserve, return_
from rmdesk.duties.crossing import refer, references_of, unrefer
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick, take_out
from rmdesk.duties.place import add_place, shut
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import (
    add_to_request,
    end_item,
    find_request,
    intake,
    make_ready,
    open_requests,
)
from rmdesk.duties.retention import ensure_dated
from rmdesk.duties.undo import is_taken_back, may_be_undone, next_undo, undo
from rmdesk.model.errors import BadInput, DeskError, NotFound, Refused
from rmdesk.model.periods import read_period
from rmdesk.model.words import Status
from tests.desk.conftest import Centre
from tests.staff import OFFICE, colleague


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
        undo(colleague(centre.desk, "other"))


def test_what_others_changed_since_is_left_alone(centre: Centre) -> None:
    centre.file("A1")
    edit_holding(centre.session, "A1", {"title": "Mine"})
    edit_holding(colleague(centre.desk, "other"), "A1", {"title": "Theirs"})
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
    charge_out(colleague(centre.desk, "other"), ["A1"], "P1")
    with pytest.raises(Refused):
        undo(centre.session)


# --- what the act itself would have to pass today


def test_an_act_on_what_one_may_not_know_of_any_more_is_none(centre: Centre) -> None:
    centre.file("A1")
    other = colleague(centre.desk, "other")
    add_holding(other, {"barcode": "B1", "title": "mine"})
    edit_holding(other, "A1", {"notes": "seen"})
    edit_holding(centre.session, "A1", {"security": "secret"})
    assert next_undo(other).action == "add holding"
    assert undo(other).action == "add holding"
    with pytest.raises(DeskError, match="Nothing to undo"):
        undo(other)
    assert centre.now("A1").notes == "seen"


def test_a_level_is_not_given_back_by_whose_clearance_has_ended(centre: Centre) -> None:
    clerk = {"barcode": "P9", "name": "Clerk", "login": "clerk", "clearance": "secret"}
    clerk["role"] = "security officer"
    add_person(centre.session, {**clerk, "clearance_until": "2026-03-10"})
    centre.file("A1", security="secret")
    session = centre.desk.session("clerk")
    edit_holding(session, "A1", {"security": ""})
    centre.clock.forward(days=30)
    with pytest.raises(DeskError, match="Nothing to undo"):
        undo(session)
    assert centre.now("A1").security == ""


def test_a_role_that_was_given_up_is_not_taken_back(centre: Centre) -> None:
    add_person(centre.session, {"name": "Boss", "login": "boss", "role": "supervisor"})
    boss = centre.desk.session("boss")
    edit_person(boss, "boss", {"role": "technician"})
    with pytest.raises(Refused, match="role"):
        undo(boss)
    assert centre.session.person("boss").role == "technician"


def test_a_return_is_taken_back_only_if_the_person_may_have_it_today(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    return_(centre.session, ["A1"])
    edit_person(centre.desk.session("mlee"), "P1", {"valid_until": "2026-03-01"})
    undo(centre.session)  # the registration
    other = colleague(centre.desk, "other")
    reserve(other, ["A1"], "P2")
    with pytest.raises(Refused) as refusal:
        undo(centre.session)
    assert [each.rule for each in refusal.value.reasons] == ["R20"]
    assert centre.status("A1") == "to-refile"


@pytest.mark.parametrize("waits", ["before", "since", "again"])
def test_who_waited_while_it_was_out_does_not_keep_it_from_being_out_again(
    centre: Centre, waits: str
) -> None:
    """The claim on a content is not touched by the filing of its box: it was there all the same."""
    other = colleague(centre.desk, "other")
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    if waits != "since":
        reserve(other, ["A1"], "P2")
    if waits == "again":
        cancel_reservation(other, ["A1"], "P2")
    mark_missing(centre.session, "BOX", "not in the bag")
    refile(centre.session, ["BOX"], "L1")
    if waits == "since":
        reserve(other, ["A1"], "P2")
    if waits == "again":
        undo(other)
    if waits == "before":
        undo(centre.session)
        assert (centre.status("BOX"), centre.status("A1")) == ("missing", "out")
        return
    with pytest.raises(Refused) as refusal:
        undo(centre.session)
    assert [each.rule for each in refusal.value.reasons] == ["R20"]


def test_a_return_is_not_taken_back_for_whose_registration_has_ended(centre: Centre) -> None:
    centre.file("A1")
    edit_person(centre.session, "P1", {"valid_until": "2026-03-05"})
    charge_out(centre.session, ["A1"], "P1")
    return_(centre.session, ["A1"])
    centre.clock.forward(days=9)
    with pytest.raises(Refused, match="was a borrower until"):
        undo(centre.session)


def test_what_was_lent_out_of_its_box_is_not_back_in_a_box_that_is_out(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    charge_out(centre.session, ["A1"], "P1")
    charge_out(colleague(centre.desk, "other"), ["BOX"], "P2")
    with pytest.raises(Refused, match="container that is out"):
        undo(centre.session)
    assert centre.status("A1") == "out"


def test_a_box_is_not_out_again_without_what_came_into_it(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    charge_out(centre.session, ["BOX"], "P1")
    return_(centre.session, ["BOX"])
    other = colleague(centre.desk, "other")
    add_holding(other, {"barcode": "A1", "title": "x", "container": "BOX"})
    with pytest.raises(Refused, match="without what is in it"):
        undo(centre.session)


def test_a_barcode_that_somebody_else_has_by_now_is_not_taken_back(centre: Centre) -> None:
    centre.file("A1")
    edit_holding(centre.session, "A1", {"barcode": "A2"})
    add_person(centre.desk.session("mlee"), {"name": "N", "barcode": "X"})
    undo(centre.session)
    add_person(colleague(centre.desk, "jroy"), {"name": "N", "barcode": "a1"})
    with pytest.raises(BadInput):
        undo(centre.session)


def test_a_request_follows_an_undo_by_what_is_left_of_it(centre: Centre) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    number = intake(centre.session, "P1", ["A1", "A2"]).request.number
    pick(centre.session, "A1")
    pick(colleague(centre.desk, "other"), "A2")
    undo(centre.session)
    assert find_request(centre.session, number).status == "picking"
    assert centre.status("A1") == "in"
    make_ready(centre.session, number)
    assert find_request(centre.session, number).status == "picking"
    assert undo(centre.session).action == "ready"
    assert centre.status("A2") == "picked"


def test_a_request_is_ready_once_the_only_thing_it_waited_for_is_taken_back(
    centre: Centre,
) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    number = intake(centre.session, "P1", ["A1"]).request.number
    add_to_request(centre.session, number, ["A2"])
    other = colleague(centre.desk, "other")
    pick(other, "A1")
    make_ready(other, number)
    assert find_request(centre.session, number).status == "picking"
    assert undo(centre.session).action == "add-to-request"
    assert find_request(centre.session, number).status == "ready"


@pytest.mark.parametrize(
    ("ends", "status", "outcome"),
    [
        (lambda session, _n: charge_out(session, ["A1"], "P1"), "handed-over", "filled"),
        (lambda session, n: end_item(session, n, ["A1"], "not-found"), "not-found", "not-found"),
        (lambda session, n: end_item(session, n, ["A1"], "denied", "no"), "denied", "denied"),
        (lambda session, n: end_item(session, n, ["A1"], "referred"), "closed", "referred"),
    ],
)
def test_a_request_is_over_once_all_that_was_left_of_it_is_taken_back(
    centre: Centre, ends: Callable[[Session, str], object], status: str, outcome: str
) -> None:
    """R39: with the last of what it asks for."""
    for key in ("A1", "A2"):
        centre.file(key)
    number = intake(centre.session, "P1", ["A1"]).request.number
    add_to_request(centre.session, number, ["A2"])
    ends(colleague(centre.desk, "other"), number)
    assert find_request(centre.session, number).status == "new"
    undo(centre.session)
    request = find_request(centre.session, number)
    assert (request.status, request.outcome) == (status, outcome)


def test_a_correction_is_taken_back_in_a_place_that_takes_nothing_more(centre: Centre) -> None:
    centre.file("A1")
    edit_holding(centre.session, "A1", {"notes": "x"})
    shut(colleague(centre.desk, "other"), "L1", {})
    undo(centre.session)
    assert centre.now("A1").notes == ""


def test_a_state_that_is_taken_by_one_act_alone_is_not_taken_by_undo(centre: Centre) -> None:
    """R8: what a wrong entry says was destroyed, and is here again, is not destroyed by a key."""
    centre.file("A1")
    for state in (Status.DESTROYED, Status.IN):
        with centre.session.change("edit holding"):
            holding = centre.now("A1")
            holding.status = state
            centre.session.save(holding)
    with pytest.raises((AssertionError, Refused)):
        undo(centre.session)
    assert centre.status("A1") == "in"


def test_what_another_record_names_since_is_not_undone_until_it_names_it_no_more(
    centre: Centre,
) -> None:
    centre.file("BOX", kind="box")
    other = colleague(centre.desk, "other")
    add_holding(other, {"barcode": "F1", "title": "Minutes", "container": "BOX"})
    with pytest.raises(Refused) as refusal:
        undo(centre.session)
    assert [each.rule for each in refusal.value.reasons] == ["R35"]
    assert centre.now("F1").inside == centre.now("BOX").id
    edit_holding(other, "F1", {"container": ""})
    assert undo(centre.session).action == "add holding"


def test_a_class_that_was_made_is_taken_back_with_the_days_of_what_stands_in_it(
    centre: Centre,
) -> None:
    centre.file("A1", **{"class": "S", "dates": "2010"})
    item = {"code": "S", "active_years": read_period("2"), "disposition": "destroy"}
    register(centre.session, centre.desk.kinds["schedule_items"], item)
    made = {"code": "S", "title": "Minutes", "schedule": "S"}
    register(centre.session, centre.desk.kinds["classes"], made)
    since = {"barcode": "A2", "title": "since", "class": "S", "dates": "2011"}
    add_holding(colleague(centre.desk, "other"), since)
    ends = [centre.now(key).ends for key in ("A1", "A2")]
    assert ends == ["2012-12-31", "2013-12-31"]
    assert undo(centre.session).action == "add class"
    assert [centre.now(key).ends for key in ("A1", "A2")] == ["", ""]


def test_what_is_out_is_corrected_and_that_taken_back_whoever_has_it(centre: Centre) -> None:
    """R14: nothing is lent by it to who is no borrower any more."""
    centre.file("A1")
    edit_person(centre.session, "P1", {"valid_until": "2026-03-05"})
    charge_out(centre.session, ["A1"], "P1")
    centre.clock.forward(days=9)
    edit_holding(centre.session, "A1", {"notes": "seen"})
    undo(centre.session)
    assert (centre.status("A1"), centre.now("A1").notes) == ("out", "")


def test_a_claim_that_comes_no_further_stands_whoever_it_is_for(centre: Centre) -> None:
    """R14: what was taken out of its box is in it again, for who is no borrower any more."""
    centre.file("BOX", kind="box")
    centre.file("IN1", container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    reserve(centre.session, ["IN1"], "P2")
    return_(centre.session, ["BOX"])
    take_out(centre.session, "IN1")
    other = colleague(centre.desk, "other", role="supervisor")
    edit_person(other, "P2", {"valid_until": "2026-03-01"})
    undo(centre.session)
    take_out(centre.session, "IN1")  # it was to be taken out again
    assert centre.status("IN1") == "waiting"


def test_what_was_taken_away_is_back_as_it_was(centre: Centre) -> None:
    one, _two = centre.file("A1"), centre.file("A2")
    refer(centre.session, ["A1"], {"other": "A2", "why": "same case"})
    before = references_of(centre.session, one.id)
    unrefer(centre.session, ["A1"], {"other": "A2"})
    assert references_of(centre.session, one.id) == []
    assert len(undo(centre.session).subjects) == len(before) == 1
    assert references_of(centre.session, one.id) == before


def test_an_act_is_undone_by_its_number_once_and_by_who_did_it(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    act = centre.session.store.journal.since(0)[-1].act
    other = colleague(centre.desk, "other")
    for session, number in ((other, act), (centre.session, act + 100)):
        with pytest.raises(DeskError, match="You have done nothing"):
            undo(session, number)
    assert not is_taken_back(centre.session, act)
    assert undo(centre.session, act).action == "charge-out"
    assert is_taken_back(centre.session, act)
    with pytest.raises(DeskError, match="undone already"):
        undo(centre.session, act)
    assert centre.status("A1") == "in"


@pytest.mark.parametrize(("more", "undone"), [(0, True), (-1, False)])
def test_as_many_changes_as_a_key_takes_back_are_taken_back(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, more: int, *, undone: bool
) -> None:
    """R36: what is more than that is taken back by a change of its own."""
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    entries = centre.session.store.journal.act(next_undo(centre.session).act)
    monkeypatch.setattr("rmdesk.duties.undo._LIMIT", len(entries) + more)
    assert may_be_undone(entries) == undone
    if undone:
        undo(centre.session)
        assert centre.status("A1") == "in"
    else:
        with pytest.raises(Refused, match="not undone by a key"):
            undo(centre.session)


def test_what_was_made_may_be_undone_and_what_was_only_told_not(centre: Centre) -> None:
    centre.file("A1")
    journal = centre.session.store.journal
    assert may_be_undone(journal.act(journal.latest(1)[0].act))
    issue_barcodes(centre.session, "holding")
    assert not may_be_undone(journal.act(journal.latest(1)[0].act))


def test_what_only_followed_is_nobodys_last_act(centre: Centre) -> None:
    """Whoever looks first at what is due dates all anew, which is kept in their name."""
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    dating = centre.session.store.table("dating")
    with centre.desk.store.transaction(OFFICE, "as it was"):
        for row in dating.page(limit=9).rows:
            dating.update({"convention": 1}, doc_ids=[row.doc_id])
    ensure_dated(centre.session)
    dated = centre.session.store.journal.latest(limit=1)[0]
    assert (dated.action, dated.actor) == ("date anew", centre.session.login)
    with pytest.raises(Refused, match="not undone by a key"):
        undo(centre.session, dated.act)
    assert next_undo(centre.session).action == undo(centre.session).action == "charge-out"


def test_a_breach_that_was_refused_is_not_taken_back(centre: Centre) -> None:
    """It changed nothing, and no undo makes it look undone."""
    centre.file("A1", security="secret")
    add_place(centre.session, {"barcode": "OPEN", "row": "O", "security": "unclassified"})
    edit_person(centre.session, "P1", {"phone": "42"})
    with pytest.raises(Refused, match="marked unclassified"):
        move(centre.session, ["A1"], {"place": "OPEN"})
    breach = centre.session.store.journal.latest(limit=1)[0]
    assert breach.action == BREACH
    with pytest.raises(Refused, match="not undone by a key"):
        undo(centre.session, breach.act)
    assert next_undo(centre.session).action == undo(centre.session).action == "edit person"
    assert not is_taken_back(centre.session, breach.act)
