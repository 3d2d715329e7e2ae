"""Badge and PIN: who signs in at a terminal of several, who does not, and that nothing tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend
from rmdesk.duties.audit import entry_data, latest_entries
from rmdesk.duties.person import PEOPLE, add_person, edit_person
from rmdesk.duties.pins import Pin, against_locking, pin_of, set_pin, sign_in, unlock
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, DeskError, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague

PIN = "739164"


@pytest.fixture
def terminal(centre: Centre) -> Session:
    """A terminal that is an account of its own; Aiko Ito works there and has a PIN."""
    edit_person(centre.session, "P1", {"login": "aito", "role": "technician"})
    set_pin(centre.session, "P1", PIN)
    return colleague(centre.desk, "desk1", role="viewer")


def why(terminal: Session, badge: str, pin: str) -> str:
    with pytest.raises(Refused) as caught:
        sign_in(terminal, badge, pin)
    return caught.value.message


def test_a_badge_with_its_pin_opens(terminal: Session) -> None:
    session = sign_in(terminal, "p1", PIN)
    assert session.login == "aito"
    assert session.author.session == terminal.author.session


def test_nobody_is_told_which_of_the_two_was_wrong(centre: Centre, terminal: Session) -> None:
    add_person(centre.session, {"barcode": "P9", "name": "Nobody of the staff"})
    told = {why(terminal, badge, "000000") for badge in ("P1", "P2", "P9", "nothing")}
    assert len(told) == 1


def test_each_wrong_one_is_waited_for_longer_and_then_it_is_locked(
    centre: Centre, terminal: Session
) -> None:
    for number in range(1, 6):
        assert "open nothing" in why(terminal, "P1", "000001")
        if number < 5:
            assert "next try" in why(terminal, "P1", PIN), "not even the right one"
            centre.clock.forward(seconds=2**number)
    centre.clock.forward(hours=10)
    assert "locked" in why(terminal, "P1", PIN)
    unlock(centre.session, "P1", {"reason": "it was she"})
    assert sign_in(terminal, "P1", PIN).login == "aito"


def test_a_right_one_begins_the_count_anew(centre: Centre, terminal: Session) -> None:
    why(terminal, "P1", "000001")
    centre.clock.forward(seconds=3)
    sign_in(terminal, "P1", PIN)
    made = pin_of(centre.session, centre.session.person("P1"))
    assert made is not None
    assert made.failed == 0


def test_whose_registration_is_over_does_not_sign_in(centre: Centre, terminal: Session) -> None:
    edit_person(centre.session, "P1", {"valid_until": "2026-03-01"})
    assert "open nothing" in why(terminal, "P1", PIN)


@pytest.mark.parametrize("pin", ["", "12345", "123456", "654321", "111111", "73916a", "7" * 13])
def test_what_is_guessed_too_soon_is_no_pin(terminal: Session, centre: Centre, pin: str) -> None:
    with pytest.raises(BadInput):
        set_pin(centre.session, "P1", pin)


def test_ones_own_is_changed_by_who_knows_it(terminal: Session) -> None:
    own = sign_in(terminal, "P1", PIN)
    with pytest.raises(BadInput, match="another"):
        set_pin(own, "P1", "582046", "000001")
    set_pin(own, "P1", "582046", PIN)
    assert sign_in(terminal, "P1", "582046").login == "aito"


@pytest.mark.parametrize("role", ["viewer", "technician", "supervisor", "security officer"])
def test_anothers_is_set_and_unlocked_by_an_administrator(
    centre: Centre, terminal: Session, role: str
) -> None:
    other = colleague(centre.desk, "other", role=role)
    with pytest.raises(Refused):
        set_pin(other, "P1", "582046")
    assert sign_in(terminal, "P1", PIN)


def test_nobody_unlocks_their_own(centre: Centre, terminal: Session) -> None:
    me = centre.session
    edit_person(colleague(centre.desk, "boss", role="administrator"), "mlee", {"barcode": "M1"})
    set_pin(me, "mlee", "582046")
    for number in range(1, 6):
        why(terminal, "M1", "000001")
        centre.clock.forward(seconds=2**number)
    with pytest.raises(Refused, match="their own"):
        unlock(me, "mlee", {"reason": "please"})
    with pytest.raises(Refused, match="locked"):
        set_pin(me, "mlee", "739164", "582046")


def test_no_undo_gives_an_old_one_back(centre: Centre, terminal: Session) -> None:
    set_pin(centre.session, "P1", "582046")
    with pytest.raises(DeskError):
        undo(centre.session)
    assert sign_in(terminal, "P1", "582046")


def test_no_log_and_no_file_tells_a_pin(centre: Centre, terminal: Session, tmp_path: Path) -> None:
    sign_in(terminal, "P1", PIN)
    why(terminal, "P2", "915372")
    table = centre.desk.store.table(Pin.table)
    kept = [dict(each) for each in table.all()]
    told = json.dumps([entry_data(each) for each in latest_entries(centre.session, 500)])
    assert "sign in" in told
    assert not any(each["hash"] in told or each["salt"] in told for each in kept)
    for path in centre.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert PIN.encode() not in content, path
        assert b"915372" not in content, path


def test_others_read_of_no_sign_in(centre: Centre, terminal: Session) -> None:
    sign_in(terminal, "P1", PIN)
    other = colleague(centre.desk, "other", role="administrator", clearance="top secret")
    actions = {each.action for each in latest_entries(other, 500)}
    assert not actions & {"sign in", "sign-in refused", "set PIN"}


# --- who could never open anything by it

USELESS = {
    "no badge": ({"barcode": ""}, "no badge"),
    "no account": ({"login": ""}, "not of the staff"),
    "registration over": ({"valid_until": "2020-01-01"}, "no longer registered"),
}


@pytest.mark.parametrize("case", USELESS)
def test_no_pin_is_set_that_would_open_nothing(
    centre: Centre, terminal: Session, case: str
) -> None:
    values, why_not = USELESS[case]
    boss = colleague(centre.desk, "boss", role="administrator, supervisor")
    edit_person(boss, "P1", values)
    with pytest.raises(Refused, match=why_not) as refused:
        set_pin(boss, "Aiko Ito", "582046")
    assert {each.rule for each in refused.value.reasons} == {"R37"}
    assert all(each.lifted_by for each in refused.value.reasons)


def test_ones_own_without_a_badge_says_who_gives_one(centre: Centre) -> None:
    with pytest.raises(Refused) as refused:
        set_pin(centre.session, "mlee", PIN)
    (reason,) = refused.value.reasons
    assert reason.lifted_by == "another: a technician, by: rmdesk edit mlee --barcode BADGE"


def test_who_loses_the_badge_is_told_of_the_pin_and_opens_nothing(
    centre: Centre, terminal: Session
) -> None:
    told: list[str] = []
    amend(centre.session, PEOPLE, "P1", {"barcode": ""}, remark=lambda _f, text: told.append(text))
    assert "until there is another badge" in told[0]
    aiko = centre.desk.session("aito")
    assert [each.text for each in against_locking(aiko)] == [
        "Aiko Ito has no badge: a PIN alone opens nothing."
    ]
    edit_person(centre.session, "aito", {"barcode": "P77"})
    assert not against_locking(aiko)
    assert sign_in(terminal, "P77", PIN).login == "aito"


@pytest.mark.whole
@pytest.mark.parametrize(("left", "may_lock"), [(False, False), (True, True)])
def test_a_locked_pin_locks_no_screen_but_one_that_was_left(
    centre: Centre, terminal: Session, left: bool, may_lock: bool
) -> None:
    for number in range(1, 6):
        why(terminal, "P1", "000001")
        centre.clock.forward(seconds=2**number)
    assert (not against_locking(centre.desk.session("aito"), left=left)) is may_lock


def test_who_acts_for_another_locks_by_their_own(centre: Centre, terminal: Session) -> None:
    colleague(centre.desk, "boss", role="administrator")
    assert against_locking(Session(centre.desk, "aito", by="boss"))
    assert not against_locking(Session(centre.desk, "boss", by="aito"))


def test_the_only_administrator_is_told_to_register_another(
    centre: Centre, terminal: Session
) -> None:
    edit_person(colleague(centre.desk, "boss", role="administrator"), "mlee", {"barcode": "M1"})
    set_pin(centre.session, "mlee", "582046")
    for number in range(1, 6):
        why(terminal, "M1", "000001")
        centre.clock.forward(seconds=2**number)
    with pytest.raises(Refused) as refused:
        set_pin(centre.session, "mlee", PIN, "582046")
    assert "register one first" in refused.value.reasons[0].lifted_by
