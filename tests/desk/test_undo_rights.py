"""Undo passes what the act itself would have to pass today: permission, sight and gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rmdesk import duties
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import cancel_reservation, charge_out, renew, reserve, return_
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, put_back
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import close, find_request, intake, make_ready
from rmdesk.duties.undo import undo
from rmdesk.model.errors import DeskError, Refused
from rmdesk.model.records import Person
from rmdesk.model.roles import HANDLE, ROLES
from tests.desk.conftest import Centre
from tests.staff import OFFICE, colleague

ACTIONS = {
    act.journal or act.name: act.permission
    for act in duties.acts().values()
    if act.permission != HANDLE and act.name != "unlock"  # never taken back by a key (R36)
}
"""What the log calls acts that a technician may not do, and the permission for each."""


def role_for(permission: str) -> str:
    return next(role for role, held in ROLES.items() if permission in held)


def with_role(centre: Centre, session: Session, role: str) -> None:
    staff = session.staff
    assert staff is not None
    with centre.desk.store.transaction(OFFICE, "edit person"):
        centre.desk.store.table(Person.table).update({"role": role}, doc_ids=[staff.id])


@pytest.mark.parametrize("action", ACTIONS)
def test_what_one_may_not_do_any_more_is_not_taken_back(centre: Centre, action: str) -> None:
    role = role_for(ACTIONS[action])
    session = colleague(centre.desk, "other", role=role)
    centre.file("A1")
    with session.change(action):
        holding = centre.now("A1")
        holding.notes = "done"
        session.save(holding)
    with_role(centre, session, "technician")
    with pytest.raises(Refused) as caught:
        undo(session)
    assert [each.rule for each in caught.value.reasons] == ["R37"]
    assert centre.now("A1").notes == "done"
    with_role(centre, session, role)
    assert undo(session).action == action


ACTS: dict[str, Callable[[Session], object]] = {
    "edit": lambda session: edit_holding(session, "A1", {"notes": "x"}),
    "move": lambda session: move(session, ["A1"], {"place": "L2"}),
    "request": lambda session: intake(session, "P1", ["A1"]),
    "reserve": lambda session: reserve(session, ["A1"], "P1"),
    "charge-out": lambda session: charge_out(session, ["A1"], "P1"),
    "return": lambda session: (
        charge_out(session, ["A1"], "P1"),
        return_(session, ["A1"]),
    ),
    "renew": lambda session: (
        charge_out(session, ["A1"], "P1"),
        renew(session, ["A1"], due=date(2026, 4, 10)),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_what_was_raised_since_is_none(centre: Centre, name: str) -> None:
    clerk = colleague(centre.desk, "clerk")
    centre.file("A1")
    centre.clock.forward(days=1)
    ACTS[name](clerk)
    edit_holding(centre.session, "A1", {"security": "secret"})
    before = centre.now("A1")
    with pytest.raises(DeskError) as caught:
        undo(clerk)
    assert "A1" not in caught.value.message
    assert centre.now("A1") == before


def test_who_may_only_look_takes_nothing_back(centre: Centre) -> None:
    clerk = colleague(centre.desk, "clerk")
    centre.file("A1")
    edit_holding(clerk, "A1", {"notes": "x"})
    with_role(centre, clerk, "viewer")
    with pytest.raises(Refused, match="may look"):
        undo(clerk)


# --- a claim that an undo brings back: for who may draw it now (R14, R16)

GIVES_UP: dict[str, Callable[[Session, str, str], object]] = {
    "charge-out": lambda session, key, _number: charge_out(session, [key], "P1"),
    "cancel": lambda session, _key, number: close(session, number, "cancelled"),
    "put-back": lambda session, key, _number: put_back(session, key),
    "refile": lambda session, key, _number: refile(session, [key], "L1"),
    "missing": lambda session, key, _number: mark_missing(session, key, "not there"),
}


def set_aside(centre: Centre, key: str) -> str:
    """What is asked for by a person who is cleared for it, and set aside for them."""
    for name in ("P1", "P2"):
        until = {"clearance_until": "2026-03-05"} if name == "P1" else {}
        edit_person(centre.session, name, {"clearance": "secret", **until})
    centre.file("BOX", kind="box", security="confidential")
    centre.file("F1", security="confidential")
    centre.file("IN1", container="BOX", home="", security="confidential")
    for name in ("F1", "BOX", "IN1"):
        centre.entered(name, "P1")
    number = intake(centre.session, "P1", [key]).request.number
    pick(centre.session, key)
    make_ready(centre.session, number)
    return number


@pytest.mark.parametrize("since", ["nothing", "cleared", "registered"])
@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
@pytest.mark.parametrize("name", GIVES_UP)
def test_nothing_is_set_aside_again_for_who_may_not_draw_it(
    centre: Centre, name: str, key: str, since: str
) -> None:
    number = set_aside(centre, key)
    GIVES_UP[name](centre.session, key, number)
    after = centre.status(key)
    boss = centre.desk.session("mlee")
    if since == "cleared":
        centre.clock.forward(days=5)
    elif since == "registered":
        edit_person(boss, "P1", {"valid_until": "2026-03-01"})
        undone = centre.session.store.journal.latest(limit=40)
        acts = [each.act for each in undone if each.action not in ("edit person", "undo")]
    if since == "nothing":
        undo(centre.session)
        assert (centre.status(key), find_request(centre.session, number).status) == (
            "waiting",
            "ready",
        )
        return
    with pytest.raises(Refused) as caught:
        undo(centre.session, acts[0] if since == "registered" else None)
    rule = "R16" if since == "cleared" else "R14"
    assert rule in [each.rule for each in caught.value.reasons]
    assert centre.status(key) == after


@pytest.mark.parametrize("key", ["F1", "BOX", "IN1"])
def test_nobody_queues_again_whose_registration_has_ended(centre: Centre, key: str) -> None:
    centre.file("BOX", kind="box")
    centre.file("F1")
    centre.file("IN1", container="BOX", home="")
    edit_person(centre.session, "P1", {"valid_until": "2026-03-05"})
    reserve(centre.session, [key], "P1")
    cancel_reservation(centre.session, [key], "P1")
    undo(centre.session)
    cancel_reservation(centre.session, [key], "P1")
    centre.clock.forward(days=5)
    with pytest.raises(Refused, match="was a borrower until"):
        undo(centre.session)


def test_giving_up_a_pick_needs_no_clearance(centre: Centre) -> None:
    number = set_aside(centre, "F1")
    centre.clock.forward(days=5)
    undo(centre.session)
    assert (centre.status("F1"), find_request(centre.session, number).status) == (
        "picked",
        "picking",
    )
