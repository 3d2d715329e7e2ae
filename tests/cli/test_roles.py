"""Who is at the desk, and what each role lets them do."""

import os
from pathlib import Path

import pytest

from rmdesk.access.account import process_account
from rmdesk.desk.desk import Session
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, DeskError, Refused
from rmdesk.model.roles import ROLES, permissions_of
from rmdesk.opening import open_desk
from tests.cli.conftest import Say
from tests.staff import colleague, signed_in


def test_no_variable_says_who_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    before = process_account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert process_account() == before
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert process_account() == "uid-987654"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "0001"), ("search", "bridge"), ("list", "people"), ("log",), ("report", "out"),
        ("init",), ("verify",), ("doctor",), ("reindex",), ("export", "holdings"), ("whoami",),
        ("add", "file", "--title", "x"), ("charge-out", "0001", "--to", "P1"), ("undo",),
        ("backup", "copy.db"), ("restore", "copy.db"), ("templates",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_stranger_looks_at_nothing_and_does_nothing(
    say: Say, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    say("backup", "kept.db")
    signed_in(monkeypatch, "stranger")
    for as_another in ((), ("--as", "mlee", "--because", "x")):
        said = say(*words, *as_another, own=True)
        assert (said.status, said.out) == (1, "")
        assert said.error["reasons"][0]["rule"] == "R37"
    signed_in(monkeypatch, "mlee")
    assert say("show", "0001").data["status"] == "in"


def test_who_acts_for_another_says_why_and_both_are_told(say: Say) -> None:
    assert say("show", "0001", "--as", "jroy").status == 2
    because = ("--as", "jroy", "--because", "he is at the counter")
    assert say("charge-out", "0001", "--to", "P1", *because).status == 0
    told = say("log").data
    lent = next(each for each in told if each["action"] == "charge-out")
    assert (lent["actor"], lent["session"].partition("/")[0]) == ("jroy", "command:mlee")
    noted = next(each for each in told if each["action"] == "act for")
    assert (noted["actor"], noted["reason"]) == ("jroy", "he is at the counter")
    assert say("whoami", *because).data["acting"] == "mlee"


def test_a_technician_acts_for_nobody(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, "jroy")
    said = say("whoami", "--as", "mlee", "--because", "x", own=True)
    assert (said.status, said.error["reasons"][0]["lifted_by"]) == (1, "an administrator")
    assert say("whoami", own=True).data["role"] == "technician"


def test_nobody_knows_more_by_acting_for_another(say: Say, home: Path) -> None:
    with open_desk(home) as desk:
        add_holding(desk.session("mlee"), {"barcode": "S1", "title": "x", "security": "secret"})
        colleague(desk, "admin", role="administrator")
        assert Session(desk, "mlee").visible.named("S1")
        assert not Session(desk, "mlee", by="admin").visible.named("S1")
        assert Session(desk, "mlee", by="mlee").visible.named("S1")


def test_each_command_names_what_it_needs(say: Say) -> None:
    rows = say("whoami", "--permissions").data["permissions"]
    needs = {row["command"]: row["permission"] for row in rows}
    assert needs["show"] == "look"
    assert needs["charge-out"] == "handle records"
    assert needs["hold lift"] == "supervise"
    assert all(row["may"] for row in rows)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_just_what_it_says(home: Path, role: str) -> None:
    with open_desk(home) as desk:
        session = colleague(desk, "x", role=role)
        assert session.permissions == ROLES[role] == permissions_of(role)
        if "handle records" in ROLES[role]:
            edit_holding(session, "0001", {"notes": role})
        else:
            with pytest.raises(Refused, match="may look"):
                edit_holding(session, "0001", {"notes": role})


def test_several_roles_are_read_and_others_are_not(say: Say) -> None:
    said = say("edit", "P2", "--role", "Security  officer; supervisor")
    assert said.data["role"] == "supervisor, security officer"
    assert say("edit", "P2", "--role", "king").status == 2


FIELDS = [
    ("clearance", "secret", "security officer"),
    ("clearance_until", "2099-01-01", "security officer"),
    ("caveats", ["NATO"], "security officer"),
    ("login", "new", "administrator"),
    ("role", "viewer", "administrator"),
    ("custodian", True, "supervisor"),
    ("authorised", ["Legal"], "supervisor"),
    ("unit", "Legal", "technician"),
    ("barcode", "P77", "technician"),
    ("valid_until", "2099-01-01", "technician"),
]


LESS = {
    "clearance": "top secret",
    "clearance_until": "2099-01-01",
    "valid_until": "2099-01-01",
    "role": "administrator, supervisor",
}
"""What one would gain where the value for another would be less than one has."""


@pytest.mark.parametrize(("field", "value", "role"), FIELDS, ids=[each[0] for each in FIELDS])
def test_a_field_is_given_by_its_role_and_never_to_oneself(
    home: Path, field: str, value: object, role: str
) -> None:
    with open_desk(home) as desk:
        for other in ROLES:
            ends = {"clearance": "secret", "clearance_until": "2098-01-01"}
            session = colleague(desk, f"the {other}", role=other, valid_until="2098-01-01", **ends)
            if ROLES[role] <= ROLES[other]:
                continue
            with pytest.raises(Refused) as refusal:
                edit_person(session, "P1", {field: value})
            assert {each.rule for each in refusal.value.reasons} == {"R37"}
        own = desk.session(f"the {role}")
        if field in LESS:
            value = LESS[field]
        for session in (own, Session(desk, "mlee", by=own.login)):
            with pytest.raises(Refused, match="to themselves"):
                edit_person(session, own.login, {field: value})
        edit_person(own, "P1", {field: value})


def test_one_gives_up_what_one_has(home: Path) -> None:
    with open_desk(home) as desk:
        founder = desk.session("mlee")
        edit_person(founder, "mlee", {"clearance": "secret", "caveats": ["*"]})
        edit_person(founder, "mlee", {"role": "supervisor"})
        for values in ({"clearance": "top secret"}, {"role": "supervisor, administrator"}):
            with pytest.raises(Refused):
                edit_person(founder, "mlee", values)
        with pytest.raises((Refused, DeskError)):
            undo(founder)


def test_a_level_is_lowered_by_the_security_officer_alone(home: Path) -> None:
    with open_desk(home) as desk:
        add_person(desk.session("mlee"), {"name": "T", "login": "t", "clearance": "secret"})
        clerk = desk.session("t")
        edit_holding(clerk, "0001", {"security": "confidential"})
        for values in ({"security": ""}, {"security": "protected a"}):
            with pytest.raises(Refused, match="security officer"):
                edit_holding(clerk, "0001", values)
        with pytest.raises(Refused, match="security officer"):
            undo(clerk)
        with pytest.raises(Refused, match="not cleared"):
            edit_holding(clerk, "0001", {"security": "top secret"})
        with pytest.raises(Refused, match="not cleared"):
            add_holding(clerk, {"title": "x", "security": "top secret"})
        edit_holding(desk.session("mlee"), "0001", {"security": ""})


def test_who_has_left_is_a_stranger(home: Path) -> None:
    with open_desk(home) as desk:
        session = colleague(desk, "gone", valid_until="2020-01-01")
        with pytest.raises(Refused, match="not registered"):
            edit_holding(session, "0001", {"notes": "x"})


def test_whole_copies_are_for_who_may_know_of_everything(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("backup", "mine.db").status == 0
    signed_in(monkeypatch, "jroy")
    for words in (("backup", "his.db"), ("restore", "mine.db")):
        said = say(*words, own=True)
        assert (said.status, said.error["reasons"][0]["rule"]) == (1, "R17")
    assert not Path("his.db").exists()


def test_a_reason_is_wanted(home: Path) -> None:
    from rmdesk.desk.admission import admit

    with open_desk(home) as desk, pytest.raises(BadInput):
        admit(desk, "jroy", " ")


def test_an_account_that_nobody_has_is_no_idle_one(say: Say) -> None:
    said = say("log", "--actor", "nobdoy")
    assert (said.status, said.out) == (3, "")
    assert "nobdoy" in said.err
    assert say("log", "--actor", "jroy").data == []
    assert say("log", "--actor", "jroy", json=False).out == "Nothing was done.\n"
    assert {each["actor"] for each in say("log", "--actor", "mlee").data} == {"mlee"}
