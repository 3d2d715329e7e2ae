"""Undo passes what the act itself would have to pass today: permission, sight and gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rmdesk import duties
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, renew, reserve, return_
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.request import intake
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
