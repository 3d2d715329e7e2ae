"""From what is due to its certificate: every rule on each of its sides (R1 to R8, R11, R13)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found, register
from rmdesk.duties import acts, disposition, execution, sealing
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.amendment import amend, approve_amendment
from rmdesk.duties.approval import approve, drop
from rmdesk.duties.audit import latest_entries
from rmdesk.duties.batch import DisposalItem, Disposition, items_of
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.consent import concur, decide, refuse
from rmdesk.duties.disposition import BATCHES, told_batch
from rmdesk.duties.execution import execute, witnesses_wanted
from rmdesk.duties.falling_due import Part, answering, due_by, undated
from rmdesk.duties.figures import due_counts
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.proposing import may_go, propose, propose_counted, propose_due
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import intake
from rmdesk.duties.sealing import certified, is_sound
from rmdesk.duties.undo import undo
from rmdesk.labels.certificate import certificate_pdf
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre
from tests.desk.test_retention import schedule

OLD = {"class": "S", "closed": "2010-03-31", "unit": "Finance"}


class Batches:
    """A centre with a schedule, a second supervisor, a witness or two, and old files."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.session = centre, centre.session
        schedule(
            self.session, "S", active_years="2", semi_active_years="3", disposition="destroy",
            authority="DA-1",
        )  # fmt: skip
        schedule(self.session, "T", active_years="2", disposition="transfer")
        schedule(self.session, "P", active_years="permanent")
        schedule(
            self.session, "SEL", active_years="2", disposition="selective retention",
            authority="DA-2",
        )  # fmt: skip
        schedule(self.session, "NODA", active_years="2", disposition="destroy")
        add_person(self.session, {"name": "Boss", "login": "boss", "role": "supervisor",
                                  "clearance": "top secret", "caveats": ["*"]})  # fmt: skip
        add_person(self.session, {"name": "Owner", "barcode": "O1", "unit": "Finance"})
        for name in ("Wit", "Ness"):
            add_person(self.session, {"name": name, "barcode": name})
        self.boss = centre.desk.session("boss")

    def file(self, key: str, **values: Any) -> None:
        self.centre.file(key, **{**OLD, **values})

    def propose(self, *keys: str) -> str:
        return propose(self.session, keys, "year end").number

    def approved(self, *keys: str) -> str:
        number = self.propose(*keys)
        concur(self.session, number, {"unit": "Finance", "by": "Owner", "evidence": "memo 7"})
        approve(self.boss, number)
        return number

    def executed(self, *keys: str, **more: Any) -> Disposition:
        batch = self.batch(self.approved(*keys))
        return execute(self.session, batch, {"method": "shredded", **more})

    def batch(self, number: str) -> Disposition:
        kept: Disposition = found(self.session, BATCHES, number)
        return kept

    def states(self, number: str) -> dict[str, str]:
        items = items_of(self.session, self.batch(number).id)
        keys = {item.holding: self.session.visible.get(item.holding) for item in items}
        return {str(keys[i.holding].barcode): str(i.state) for i in items if keys[i.holding]}  # type: ignore[union-attr]

    def item(self, number: str, key: str) -> DisposalItem:
        holding = self.centre.now(key)
        items = items_of(self.session, self.batch(number).id)
        return next(item for item in items if item.holding == holding.id)


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {each.rule: each.text for each in refused.value.reasons}


# --- what is due


def test_what_is_due_is_listed_by_its_day_and_permanent_never(batches: Batches) -> None:
    batches.file("LATER", closed="2024-01-01")
    batches.file("OLD")
    batches.file("OLDER", closed="2009-01-01", unit="Legal")
    batches.file("EVER", **{"class": "P"})
    batches.file("OPEN", closed="", dates="1990-")
    batches.file("NONE", **{"class": ""})
    rows = due_by(batches.session, "2026-03-01").rows
    assert [row["key"] for row in rows] == ["OLDER", "OLD"]
    assert rows[1] == {
        "key": "OLD", "title": "File OLD", "unit": "Finance", "class": "S", "schedule": "S",
        "authority": "DA-1", "disposition": "destroy", "due": "2015-03-31", "status": "in",
        "listed": "", "waits": "",
    }  # fmt: skip
    assert [row["key"] for row in due_by(batches.session, "2030-01-01").rows][-1] == "LATER"
    assert [row["key"] for row in due_by(batches.session, "2026-03-01", Part("Legal")).rows] == [
        "OLDER"
    ]
    assert due_by(batches.session, "2026-03-01", Part(class_="T")).rows == []
    one = due_by(batches.session, "2026-03-01", limit=1)
    assert (len(one.rows), one.total) == (1, 2)
    waiting = undated(batches.session).rows
    assert [(row["key"], row["waits"]) for row in waiting] == [
        ("OPEN", "its last date is not known, and no day of closure was told")
    ]


def test_what_is_due_under_an_authority_is_listed_counted_and_proposed(batches: Batches) -> None:
    batches.file("A")
    batches.file("SEL", **{"class": "SEL"})
    batches.file("NODA", **{"class": "NODA"})
    session, by = batches.session, "2026-03-01"

    def keys(authority: str) -> list[str]:
        return [row["key"] for row in due_by(session, by, Part(authority=authority)).rows]

    assert [keys(each) for each in ("DA-1", "DA-2", "DA-9", "")] == [
        ["A"], ["SEL"], [], ["SEL", "NODA", "A"],
    ]  # fmt: skip
    counts = due_counts(session, date(2026, 1, 1), date(2026, 12, 31), "authority")
    assert counts == [
        {"authority": "", "count": 1}, {"authority": "DA-1", "count": 1},
        {"authority": "DA-2", "count": 1},
    ]  # fmt: skip
    made = propose_due(session, by, "x", Part(authority="DA-1"))
    assert batches.states(made.number) == {"A": "proposed"}


def test_what_is_hidden_is_not_listed(batches: Batches) -> None:
    batches.file("OPEN")
    batches.file("HIDDEN", security="secret")
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = batches.centre.desk.session("tech")
    assert [row["key"] for row in due_by(tech, "2026-03-01").rows] == ["OPEN"]
    assert due_by(tech, "2026-03-01").total == 1
    with pytest.raises(NotFound):
        propose(tech, ["HIDDEN"], "x")


# --- proposing (R7)


def held(batches: Batches, key: str = "F") -> None:
    about = {"title": "A", "matter": "A v. B", "authority": "Legal"}
    hold = register(batches.session, HOLDS, about)
    place(batches.session, hold.number, {"on": [key]})


AGAINST: list[tuple[str, dict[str, Any], Callable[[Batches], Any] | None, str]] = [
    ("held", {}, held, "R1"),
    ("no authority", {"class": "NODA"}, None, "R3"),
    ("permanent", {"class": "P"}, None, "R7"),
    ("out", {}, lambda b: charge_out(b.session, ["F"], "P1"), "R7"),
    ("missing", {}, lambda b: mark_missing(b.session, "F", "not there"), "R7"),
    ("listed", {}, lambda b: b.propose("F"), "R7"),
    ("not due", {"closed": "2024-05-01"}, None, "R7"),
    ("last day", {"closed": "2021-03-02"}, None, "R7"),
    ("no day", {"closed": "", "dates": ""}, None, "R7"),
    ("no item", {"class": "99"}, None, "R10"),
    ("no class", {"class": ""}, None, "R10"),
    ("waited for", {}, lambda b: reserve_out(b), "R20"),
]


def reserve_out(batches: Batches) -> None:
    charge_out(batches.session, ["F"], "P1")
    reserve(batches.session, ["F"], "P2")
    return_(batches.session, ["F"])
    refile(batches.session, ["F"], "L1")


@pytest.mark.parametrize(
    ("values", "do", "rule"), [case[1:] for case in AGAINST], ids=[case[0] for case in AGAINST]
)
def test_what_may_not_be_proposed(
    batches: Batches, values: dict[str, Any], do: Callable[[Batches], Any] | None, rule: str
) -> None:
    batches.file("F", **values)
    batches.file("GOOD")
    if do:
        do(batches)
    count = len(batches.session.store.table("dispositions"))
    with pytest.raises(Refused) as refused:
        propose(batches.session, ["GOOD", "F"], "year end")
    assert rule in reasons(refused)
    assert len(batches.session.store.table("dispositions")) == count
    due = propose_due(batches.session, "2026-03-01", "year end")
    assert batches.states(due.number) == {"GOOD": "proposed"}


def test_the_day_after_its_last_it_may_be_proposed(batches: Batches) -> None:
    batches.file("F", closed="2021-03-01")
    assert batches.states(batches.propose("F")) == {"F": "proposed"}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("annu", ["OLD"]),
        ('"annual report', ["OLD"]),
        ("annual OR rapport", ["OLD"]),
        ("OR annual", ["OLD"]),
        (f"annual {'report ' * 90}", ["OLD"]),
        ("rapport", []),
        ("annual zebra", []),
        ("annuel", []),
    ],
)
def test_words_on_what_is_due_leave_just_what_holds_them_and_is_due(
    batches: Batches, text: str, keys: list[str]
) -> None:
    batches.file("OLD", title="annual report")
    batches.file("NEW", title="annual rapport", closed="2026-01-01")
    found = answering(batches.session, "2026-03-01", text)
    assert ([row["key"] for row in found.rows], found.total) == (keys, len(keys))


def test_all_that_is_due_by_a_day_is_proposed_by_unit_and_class(batches: Batches) -> None:
    for key, unit in (("A", "Finance"), ("B", "Legal"), ("C", "Legal")):
        batches.file(key, unit=unit)
    batches.file("D", **{"class": "T", "unit": "Legal"})
    one = propose_due(batches.session, "2026-03-01", "x", Part("Legal", "S"))
    assert set(batches.states(one.number)) == {"B", "C"}
    rest = propose_due(batches.session, "2026-03-01", "x")
    assert set(batches.states(rest.number)) == {"A", "D"}
    with pytest.raises(BadInput):
        propose_due(batches.session, "2026-03-01", "x")
    with pytest.raises(BadInput):
        propose_due(batches.session, "2026-03-03", "x")


def test_what_may_go_is_told_before_and_just_that_is_proposed(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    batches.file("A", container="BOX")
    batches.file("B")
    batches.file("C", unit="Legal")
    session, by = batches.session, "2026-03-01"
    numbers = {key: batches.centre.now(key).id for key in ("BOX", "A", "B", "C")}
    due_by(session, by)  # brings the stored days up to the schedule
    before = session.store.data_version()
    going = may_go(session, by, Part("Finance"))
    assert going.numbers == {numbers["A"], numbers["B"]}
    assert may_go(session, by, among=[numbers["C"]]).numbers == {numbers["C"]}
    assert not may_go(session, by, Part("Nobody's")).cases
    assert session.store.data_version() == before, "nothing is written by it"
    with pytest.raises(BadInput):
        may_go(session, "2026-03-03")
    batches.file("LATER")
    batch = propose_counted(session, by, "year end", going.numbers)
    assert batches.states(batch.number) == {"A": "proposed", "B": "proposed"}
    assert [reason.rule for _holding, reason in may_go(session, by).kept] == ["R7", "R7"]


def test_what_lies_in_a_box_that_goes_is_counted_with_it(batches: Batches) -> None:
    for key in ("A", "B"):
        batches.file(key)
    batches.centre.file("BOX", kind="box", unit="Finance", **{"class": "S"})
    edit_holding(batches.session, "A", {"container": "BOX"})
    edit_holding(batches.session, "B", {"container": "BOX"})
    edit_holding(batches.session, "BOX", {"closed": "2010-03-31"})
    session, by = batches.session, "2026-03-01"
    box = batches.centre.now("BOX").id
    going = may_go(session, by, among=[box])
    assert [each.id for each in going.due] == [box]
    assert len(going.cases) == 3
    held(batches, "B")
    with pytest.raises(Refused, match="3 then, 1 now"):
        propose_counted(session, by, "year end", going.numbers)
    assert len(session.store.table("dispositions")) == 0


def test_a_box_is_proposed_with_all_that_lies_in_it(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    batches.file("A", container="BOX")
    batches.file("B", container="BOX", closed="2011-01-01")
    number = batches.propose("BOX")
    assert set(batches.states(number)) == {"BOX", "A", "B"}
    assert batches.item(number, "BOX").due == "2016-01-01"
    drop(batches.session, number, {"reason": "again"})
    batches.file("YOUNG", container="BOX", closed="2025-01-01")
    with pytest.raises(Refused) as refused:
        batches.propose("BOX")
    assert "YOUNG is kept to 2030-01-01." in refused.value.message


def test_what_was_decided_stays_explained_by_its_version(batches: Batches) -> None:
    batches.file("F")
    number = batches.propose("F")
    item = batches.item(number, "F")
    assert (item.schedule, item.version, item.authority, item.due) == ("S", 1, "DA-1", "2015-03-31")
    assert "semi-active 3 years to 2015-03-31" in item.explained


# --- the owner's answer (R6)


def test_nothing_is_approved_without_the_owners_answer(batches: Batches) -> None:
    batches.file("A")
    batches.file("B", unit="Legal")
    number = batches.propose("A", "B")
    batches.centre.clock.forward(days=12)
    assert told_batch(batches.session, batches.batch(number))["awaited"] == [
        "Finance: 1 records, asked 12 days ago; it has no custodian to write to",
        "Legal: 1 records, asked 12 days ago; it has no custodian to write to",
    ]  # fmt: skip
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    with pytest.raises(Refused) as refused:
        approve(batches.boss, number)
    assert reasons(refused) == {
        "R6": "Legal has not agreed in writing to the disposition of 1 records."
    }
    refuse(batches.session, number, {"keys": ["B"], "reason": "still at work"})
    assert approve(batches.boss, number).status == "approved"
    assert batches.item(number, "B").reason == "still at work"


def test_only_somebody_of_the_unit_answers_for_what_it_owns(batches: Batches) -> None:
    batches.file("A")
    number = batches.propose("A")
    for given in ({"unit": "Finance", "by": "P1"}, {"unit": "Legal", "by": "O1"}):
        with pytest.raises(Refused) as refused:
            concur(batches.session, number, given)
        assert set(reasons(refused)) == {"R6"}


def test_whose_registration_ended_speaks_for_nobody(batches: Batches) -> None:
    batches.file("A")
    number = batches.propose("A")
    today = batches.session.today()
    edit_person(batches.session, "O1", {"valid_until": "2020-01-01"})
    for _twice in range(2):
        with pytest.raises(Refused) as refused:
            concur(batches.session, number, {"unit": "Finance", "by": "O1"})
        assert reasons(refused) == {"R6": "Owner was registered until 2020-01-01."}
    with pytest.raises(Refused):
        approve(batches.boss, number)
    edit_person(batches.session, "O1", {"valid_until": today})  # its last day counts
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    assert approve(batches.boss, number).status == "approved"


def test_a_record_of_no_unit_waits_for_one(batches: Batches) -> None:
    batches.file("A", unit="")
    number = batches.propose("A")
    with pytest.raises(Refused) as refused:
        approve(batches.boss, number)
    assert set(reasons(refused)) == {"R6"}


def test_a_refusal_wants_a_reason_and_an_open_record(batches: Batches) -> None:
    batches.file("A")
    batches.file("B")
    number = batches.propose("A")
    with pytest.raises(BadInput):
        refuse(batches.session, number, {"keys": ["A"], "reason": " "})
    with pytest.raises(Refused):
        refuse(batches.session, number, {"keys": ["B"], "reason": "x"})
    refuse(batches.session, number, {"keys": ["A"], "reason": "x"})
    with pytest.raises(Refused):
        approve(batches.boss, number)
    assert batches.states(batches.propose("A")) == {"A": "proposed"}


# --- approval (R5)


def test_nobody_approves_what_they_proposed(batches: Batches) -> None:
    batches.file("A")
    number = batches.propose("A")
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    with pytest.raises(Refused) as refused:
        approve(batches.session, number)
    assert set(reasons(refused)) == {"R5"}
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician",
                                 "clearance": "top secret"})  # fmt: skip
    with pytest.raises(Refused) as refused:
        approve(batches.centre.desk.session("tech"), number)
    assert set(reasons(refused)) == {"R37"}
    approve(batches.boss, number)
    with pytest.raises(Refused):
        approve(batches.boss, number)


def acting_for(session: Session, login: str) -> Session:
    """Who has this session, acting for another account."""
    return Session(session.desk, login, session.login)


def test_who_acts_for_another_approves_nothing_of_either(batches: Batches) -> None:
    for key in ("A", "B"):
        batches.file(key)
    add_person(batches.session, {"name": "Third", "login": "third", "role": "supervisor",
                                 "clearance": "top secret", "caveats": ["*"]})  # fmt: skip
    third = batches.centre.desk.session("third")
    as_boss = acting_for(batches.session, "boss")
    own = batches.propose("A")
    for_boss = propose(as_boss, ["B"], "x").number
    refused_to = [
        (own, as_boss), (for_boss, batches.session), (for_boss, batches.boss), (for_boss, as_boss),
        (for_boss, acting_for(third, "boss")), (for_boss, acting_for(batches.boss, "third")),
    ]  # fmt: skip
    for number in (own, for_boss):
        concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    for number, session in refused_to:
        with pytest.raises(Refused) as refused:
            approve(session, number)
        assert reasons(refused) == {"R5": f"{number} was proposed by you."}
    assert approve(third, for_boss).status == "approved"


def test_a_proposer_with_a_new_account_is_who_they_were(batches: Batches) -> None:
    batches.file("A")
    number = propose(batches.boss, ["A"], "x").number
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    edit_person(batches.session, "Boss", {"login": "chief"})
    add_person(batches.session, {"name": "Heir", "login": "heir", "role": "supervisor",
                                 "clearance": "top secret", "caveats": ["*"]})  # fmt: skip
    with pytest.raises(Refused) as refused:
        approve(batches.centre.desk.session("chief"), number)
    assert set(reasons(refused)) == {"R5"}
    approve(batches.centre.desk.session("heir"), number)


@pytest.mark.parametrize("login", ["mlee", "boss"])
def test_what_an_earlier_version_kept_of_the_proposer_counts(batches: Batches, login: str) -> None:
    batches.file("A")
    number = propose(batches.centre.desk.session(login), ["A"], "x").number
    kept = batches.batch(number)
    kept.proposers = ""
    with batches.session.change("edit"):
        batches.session.save(kept)
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    with pytest.raises(Refused) as refused:
        approve(batches.centre.desk.session(login), number)
    assert set(reasons(refused)) == {"R5"}
    approve(batches.centre.desk.session("mlee" if login == "boss" else "boss"), number)


def test_nobody_approves_or_executes_what_they_may_not_know_of(batches: Batches) -> None:
    batches.file("A", security="secret")
    batches.file("B")
    add_person(batches.session, {"name": "U", "login": "unc", "role": "supervisor"})
    uncleared = batches.centre.desk.session("unc")
    number = batches.propose("A", "B")
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    with pytest.raises(Refused) as refused:
        approve(uncleared, number)
    assert set(reasons(refused)) == {"R16"}
    assert "A" not in refused.value.message.split()
    approve(batches.boss, number)
    with pytest.raises(Refused) as refused:
        execute(uncleared, batches.batch(number), {"method": "x"})
    assert set(reasons(refused)) == {"R16"}


def test_selective_retention_wants_a_decision_of_each(batches: Batches) -> None:
    for key in ("A", "B", "C"):
        batches.file(key, **{"class": "SEL"})
    batches.file("D")
    number = batches.propose("A", "B", "C", "D")
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})
    with pytest.raises(Refused) as refused:
        approve(batches.boss, number)
    assert "wait for a decision" in refused.value.message
    with pytest.raises(Refused):
        decide(batches.session, number, {"keys": ["D"], "decision": "destroy"})
    for key, as_ in (("A", "destroy"), ("B", "permanent retention"), ("C", "transfer")):
        decide(batches.session, number, {"keys": [key], "decision": as_})
    approve(batches.boss, number)
    with pytest.raises(BadInput, match="nobody was named"):
        execute(batches.session, batches.batch(number), {"method": "shredded"})
    given = {"method": "shredded", "recipient": "City Archives"}
    done = execute(batches.session, batches.batch(number), given)
    assert done.recipient == "City Archives"
    assert batches.states(number) == {
        "A": "destroyed", "B": "kept", "C": "transferred", "D": "destroyed",
    }  # fmt: skip
    assert [batches.centre.status(key) for key in "ABCD"] == [
        "destroyed", "in", "transferred", "destroyed",
    ]  # fmt: skip


# --- execution (R2, R5, R8)


@pytest.mark.parametrize(
    ("levels", "wanted"),
    [
        ([], 0), ([""], 0), (["unclassified"], 0), (["protected a"], 1), (["protected c"], 1),
        (["confidential"], 1), (["secret"], 2), (["top secret"], 2),
        (["", "protected a", "secret"], 2),
    ],
)  # fmt: skip
def test_how_many_must_witness(levels: list[str], wanted: int) -> None:
    assert witnesses_wanted(levels) == wanted


def test_secret_records_want_two_witnesses_other_than_who_executes(batches: Batches) -> None:
    batches.file("A", security="secret")
    batches.file("B", security="protected b")
    number = batches.approved("A", "B")
    batch = batches.batch(number)
    for witness in ([], ["Wit"], ["Wit", "Wit"], ["Wit", "mlee"]):
        with pytest.raises(Refused) as refused:
            execute(batches.session, batch, {"method": "burnt", "witness": witness})
        assert set(reasons(refused)) == {"R5"}
    done = execute(batches.session, batch, {"method": "burnt", "witness": ["Wit", "Ness"]})
    assert (done.status, done.witnesses) == ("executed", ["Wit", "Ness"])
    assert batches.states(number) == {"A": "destroyed", "B": "destroyed"}


def test_it_is_executed_once_and_its_stub_stays(batches: Batches) -> None:
    batches.file("A")
    done = batches.executed("A")
    holding = batches.centre.now("A")
    assert (holding.status, holding.disposed, holding.title) == ("destroyed", done.number, "File A")
    assert (holding.place_id, holding.ends) == (None, "")
    assert (done.certificate, done.method, done.executed_by) == ("DC-2026-0001", "shredded", "mlee")
    with pytest.raises(Refused):
        execute(batches.session, done, {"method": "again"})
    with pytest.raises(Refused) as refused:
        batches.propose("A")
    assert set(reasons(refused)) == {"R7"}
    with pytest.raises(Refused) as refused:
        edit_holding(batches.session, "A", {"title": "Another"})
    assert set(reasons(refused)) == {"R28"}
    with pytest.raises(Refused) as refused:
        undo(batches.session)
    assert set(reasons(refused)) == {"R36"}
    assert due_by(batches.session, "2026-03-01").rows == []


@pytest.mark.parametrize("status", ["proposed", "executed", "dropped"])
def test_only_what_is_approved_is_executed(batches: Batches, status: str) -> None:
    batches.file("A")
    number = batches.propose("A")
    if status == "dropped":
        drop(batches.session, number, {"reason": "x"})
    if status == "executed":
        drop(batches.session, number, {"reason": "x"})
        number = batches.executed("A").number
    with pytest.raises(Refused):
        execute(batches.session, batches.batch(number), {"method": "x"})


MEANWHILE: list[tuple[str, Callable[[Batches], Any], str]] = [
    ("held", held, "R1"),
    ("out", lambda b: charge_out(b.session, ["F"], "P1"), "R7"),
    ("missing", lambda b: mark_missing(b.session, "F", "not there"), "R7"),
    ("reclassified", lambda b: edit_holding(b.session, "F", {"class": "P"}), "R7"),
    ("longer", lambda b: edit_holding(b.session, "F", {"closed": "2025-01-01"}), "R7"),
    ("otherwise", lambda b: edit_holding(b.session, "F", {"class": "T"}), "R2"),
    ("by another item", lambda b: edit_holding(b.session, "F", {"class": "S2"}), "R2"),
    ("another unit's", lambda b: edit_holding(b.session, "F", {"unit": "Legal"}), "R6"),
    ("nobody's", lambda b: edit_holding(b.session, "F", {"unit": ""}), "R6"),
]


@pytest.mark.parametrize(
    ("do", "rule"), [case[1:] for case in MEANWHILE], ids=[case[0] for case in MEANWHILE]
)
def test_what_became_ineligible_drops_out_and_the_rest_goes_on(
    batches: Batches, do: Callable[[Batches], Any], rule: str
) -> None:
    schedule(
        batches.session, "S2", active_years="1", disposition="destroy", authority="DA-9",
    )  # fmt: skip
    batches.file("F")
    batches.file("GOOD")
    number = batches.approved("F", "GOOD")
    do(batches)
    done = execute(batches.session, batches.batch(number), {"method": "shredded"})
    assert batches.states(number) == {"F": "dropped", "GOOD": "destroyed"}
    assert f"({rule})" in batches.item(number, "F").reason
    assert batches.centre.status("F") != "destroyed"
    assert told_batch(batches.session, done)["counts"] == {"dropped": 1, "destroyed": 1}


def test_what_went_to_a_unit_that_agreed_as_well_goes(batches: Batches) -> None:
    batches.file("A")
    batches.file("B", unit="Legal")
    add_person(batches.session, {"name": "Law", "barcode": "LAW1", "unit": "Legal"})
    number = batches.propose("A", "B")
    for unit, by in (("Finance", "O1"), ("Legal", "LAW1")):
        concur(batches.session, number, {"unit": unit, "by": by})
    approve(batches.boss, number)
    edit_holding(batches.session, "A", {"unit": "Legal"})
    execute(batches.session, batches.batch(number), {"method": "shredded"})
    assert batches.states(number) == {"A": "destroyed", "B": "destroyed"}


def test_a_box_whose_unit_or_item_changed_stays_and_what_lies_in_it_goes(batches: Batches) -> None:
    for box, values in (("B1", {"unit": "Legal"}), ("B2", {"class": "T"})):
        batches.file(box, kind="box")
        batches.file(f"IN-{box}", inside=batches.centre.now(box).id)
        number = batches.approved(box)
        edit_holding(batches.session, box, values)
        execute(batches.session, batches.batch(number), {"method": "shredded"})
        assert batches.states(number) == {box: "dropped", f"IN-{box}": "destroyed"}


def test_a_box_goes_after_what_lies_in_it_and_stays_with_what_stays(batches: Batches) -> None:
    for box in ("BOX", "KEPT"):
        batches.centre.file(box, kind="box", unit="Finance")
    for key, box in (("A", "BOX"), ("B", "BOX"), ("C", "KEPT"), ("D", "KEPT")):
        batches.file(key, container=box)
    number = batches.approved("BOX", "KEPT")
    refuse(batches.session, number, {"keys": ["D"], "reason": "mine"})
    execute(batches.session, batches.batch(number), {"method": "pulped"})
    assert batches.states(number) == {
        "BOX": "destroyed", "A": "destroyed", "B": "destroyed",
        "KEPT": "dropped", "C": "destroyed", "D": "refused",
    }  # fmt: skip
    assert "(R11)" in batches.item(number, "KEPT").reason


def test_a_hold_on_the_box_keeps_what_lies_in_it(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    batches.file("F", container="BOX")
    number = batches.approved("F")
    about = {"title": "A", "matter": "A v. B", "authority": "Legal"}
    hold = register(batches.session, HOLDS, about)
    place(batches.session, hold.number, {"on": ["BOX"]})
    execute(batches.session, batches.batch(number), {"method": "x"})
    assert batches.states(number) == {"F": "dropped"}


def test_an_execution_that_was_killed_goes_on_and_does_nothing_twice(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "STEP", 2)
    keys = [f"F{n}" for n in range(7)]
    for key in keys:
        batches.file(key)
    number = batches.approved(*keys)

    class Killed(BaseException):
        pass

    def kill(done: int, _total: int) -> None:
        if done >= 4:
            raise Killed

    with pytest.raises(Killed):
        execute(batches.session, batches.batch(number), {"method": "shredded"}, kill)
    assert batches.batch(number).status == "executing"
    assert sorted(batches.states(number).values()).count("destroyed") == 4
    before = {key: len(batches.session.store.journal.of(subject(batches, key))) for key in keys}
    charge_out(batches.session, ["F6"], "P1")
    done = execute(batches.session, batches.batch(number), {})
    assert (done.status, done.method) == ("executed", "shredded")
    assert batches.states(number) == {**dict.fromkeys(keys, "destroyed"), "F6": "dropped"}
    after = {key: len(batches.session.store.journal.of(subject(batches, key))) for key in keys}
    assert [after[key] - before[key] for key in keys[:4]] == [0] * 4
    assert is_sound(batches.session, done)


def subject(batches: Batches, key: str) -> str:
    return f"holdings:{batches.centre.now(key).id}"


def test_without_a_method_nothing_begins(batches: Batches) -> None:
    batches.file("A")
    number = batches.approved("A")
    with pytest.raises(BadInput):
        execute(batches.session, batches.batch(number), {"method": " "})
    assert batches.batch(number).status == "approved"


def test_a_dry_run_of_the_execution_changes_nothing(batches: Batches) -> None:
    batches.file("A")
    number = batches.approved("A")
    states = perform(
        batches.session, acts()["execute"], [number], {"method": "x"}, dry_run=True,
        tell=lambda _batch: batches.states(number),
    )  # fmt: skip
    assert states == {"A": "destroyed"}
    assert batches.centre.status("A") == "in"


def test_done_as_an_act_it_is_sealed_as_well(batches: Batches) -> None:
    batches.file("A")
    number = batches.approved("A")
    perform(batches.session, acts()["execute"], [number], {"method": "x"})
    batch = batches.batch(number)
    assert batch.entries == 2
    assert is_sound(batches.session, batch)


def test_what_is_given_up_is_free_again(batches: Batches) -> None:
    batches.file("A")
    number = batches.approved("A")
    with pytest.raises(BadInput):
        drop(batches.session, number, {"reason": ""})
    drop(batches.session, number, {"reason": "too early"})
    assert batches.states(number) == {"A": "dropped"}
    assert batches.states(batches.propose("A")) == {"A": "proposed"}
    with pytest.raises(Refused):
        drop(batches.session, number, {"reason": "again"})


def test_a_proposal_is_undone_and_an_approval_too(batches: Batches) -> None:
    batches.file("A")
    number = batches.propose("A")
    undo(batches.session)
    assert len(batches.session.store.table("disposals")) == 0
    number = batches.approved("A")
    undo(batches.boss)
    assert batches.batch(number).status == "proposed"


# --- the certificate (R8)


def test_the_certificate_tells_everything(batches: Batches, tmp_path: Path) -> None:
    batches.file("A", title="Ledger 北京", dates="2001-2009", extent_m=0.3, series="Ledgers")
    batches.file("B", security="protected a")
    number = batches.approved("A", "B")
    with pytest.raises(Refused):
        certificate_pdf(batches.session, number)
    done = execute(batches.session, batches.batch(number), {"method": "burnt", "witness": ["Wit"]})
    batch, pdf = certificate_pdf(batches.session, number)
    assert batch.certificate == done.certificate
    assert pdf.startswith(b"%PDF")
    assert certificate_pdf(batches.session, done.certificate)[1] == pdf
    assert certified(batches.session, done.certificate.lower()).number == number


def test_no_log_tells_how_long_the_journal_is(batches: Batches) -> None:
    batches.file("A")
    done = batches.executed("A")
    assert done.entries
    log = latest_entries(batches.session, 100)
    told = [each.new or {} for each in log if each.subject == f"dispositions:{done.id}"]
    assert told
    assert not [new for new in told if new.keys() & {"started", "ended", "entries"}]


def test_the_certificate_is_not_for_who_may_not_know_of_all_of_it(batches: Batches) -> None:
    batches.file("A", security="secret")
    batches.file("B")
    number = batches.executed("A", "B", witness=["Wit", "Ness"]).number
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    with pytest.raises(Refused) as refused:
        certificate_pdf(batches.centre.desk.session("tech"), number)
    assert set(reasons(refused)) == {"R16"}


def test_a_journal_that_says_something_else_is_not_certified(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches.file("A")
    number = batches.executed("A").number
    monkeypatch.setattr(sealing, "seal_of", lambda _entries: "0" * 64)
    with pytest.raises(Refused) as refused:
        certificate_pdf(batches.session, number)
    assert set(reasons(refused)) == {"R34"}


def test_who_may_not_know_of_a_record_does_not_see_it_in_the_batch(batches: Batches) -> None:
    batches.file("A", security="secret")
    batches.file("B")
    batches.file("C", security="secret")
    both, hidden = batches.propose("A", "B"), batches.propose("C")
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    tech: Session = batches.centre.desk.session("tech")
    batch = found(tech, BATCHES, both)
    assert told_batch(tech, batch)["counts"] == {"proposed": 1}
    parts = disposition.BATCHES.parts
    assert parts is not None
    assert [row["key"] for row in parts(tech, batch)["items"]] == ["B"]
    with pytest.raises(NotFound):
        found(tech, BATCHES, hidden)


def test_a_certificate_stays_sound_when_what_dropped_out_goes_in_a_later_batch(
    batches: Batches,
) -> None:
    batches.file("A")
    batches.file("B")
    number = batches.approved("A", "B")
    charge_out(batches.session, ["B"], "P1")
    done = execute(batches.session, batches.batch(number), {"method": "shredded"})
    assert batches.states(number) == {"A": "destroyed", "B": "dropped"}
    return_(batches.session, ["B"])
    refile(batches.session, ["B"], "L1")
    later = batches.executed("B")
    assert [is_sound(batches.session, each) for each in (done, later)] == [True, True]
    assert is_sound(batches.session, batches.batch(number))


# --- by scans of the boxes, and who receives a transfer


def test_by_scans_only_what_is_scanned_goes_with_what_lies_in_it(batches: Batches) -> None:
    for box in ("BOX", "OTHER"):
        batches.centre.file(box, kind="box", unit="Finance")
    for key, box in (("A", "BOX"), ("B", "BOX"), ("C", "OTHER"), ("D", "")):
        batches.file(key, container=box)
    batches.file("E")
    number = batches.approved("BOX", "OTHER", "D")
    begun = execution.begin(batches.session, number, {"method": "pulped"})
    assert (begun.status, begun.method, begun.executed_by) == ("executing", "pulped", "mlee")
    batch = execute(batches.session, begun, {"scanned": ["BOX"]})
    assert batch.status == "executing"
    gone = {"BOX": "destroyed", "A": "destroyed", "B": "destroyed"}
    waiting = {"OTHER": "proposed", "C": "proposed", "D": "proposed"}
    assert batches.states(number) == {**gone, **waiting}
    for key in ("E", "BOX"):
        with pytest.raises(Refused) as refused:
            execute(batches.session, batch, {"scanned": ["D", key]})
        assert set(reasons(refused)) == {"R2"}
    assert batches.centre.status("D") == "in"
    done = execution.finish(batches.session, batch, "not on its shelf")
    assert done.status == "executed"
    assert batches.states(number) == {**gone, **dict.fromkeys(waiting, "dropped")}
    assert batches.item(number, "C").reason == "not on its shelf"
    assert is_sound(batches.session, done)
    with pytest.raises(Refused):
        execution.finish(batches.session, done, "again")
    assert batches.states(batches.propose("D")) == {"D": "proposed"}


def test_a_box_that_is_scanned_before_all_in_it_may_go_stays(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    for key in "AB":
        batches.file(key, container="BOX")
    number = batches.approved("BOX")
    held_ = register(
        batches.session, HOLDS, {"title": "A", "matter": "A v. B", "authority": "Legal"}
    )
    place(batches.session, held_.number, {"on": ["B"]})
    execute(batches.session, batches.batch(number), {"method": "x", "scanned": ["A"]})
    assert batches.states(number) == {"BOX": "proposed", "A": "destroyed", "B": "proposed"}
    done = execute(batches.session, batches.batch(number), {"scanned": ["BOX"]})
    assert batches.states(number) == {"BOX": "dropped", "A": "destroyed", "B": "dropped"}
    assert (done.status, "(R11)" in batches.item(number, "BOX").reason) == ("executed", True)


def test_a_transfer_names_who_receives_it(batches: Batches) -> None:
    batches.file("T1", **{"class": "T"})
    number = batches.approved("T1")
    for recipient in ("", "  "):
        with pytest.raises(BadInput) as wrong:
            execute(batches.session, batches.batch(number), {"method": "x", "recipient": recipient})
        assert wrong.value.field_name == "recipient"
    assert batches.batch(number).status == "approved"
    given = {"method": "by van", "recipient": "City Archives"}
    done = execute(batches.session, batches.batch(number), given)
    assert (done.recipient, batches.centre.status("T1")) == ("City Archives", "transferred")


# --- one accession is one series with one authority, to its end (R12)


def accessioned(batches: Batches, **said: str) -> None:
    """An accession of letters under DA-1, with a box and two files in it, and a file alone."""
    given = {"number": "2010-0001", "unit": "Finance", "title": "Letters", "series": "Letters"}
    register(batches.session, ACCESSIONS, {**given, "authority": "DA-1", **said})
    came = {"accession": "2010-0001", "series": "Letters"}
    batches.centre.file("BOX", kind="box", unit="Finance", **came)
    for key in ("IN1", "IN2"):
        batches.file(key, container="BOX", home="", **came)
    batches.file("ALONE", **came)


@pytest.mark.parametrize("key", ["BOX", "IN1", "ALONE"])
@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({}, ""),
        ({"authority": " da-1"}, ""),
        ({"authority": ""}, ""),
        ({"series": ""}, ""),
        ({"authority": "DA-7"}, "came in 2010-0001 under DA-7, and its item S names DA-1"),
        ({"series": "Minutes"}, "is of the series Letters, and its accession 2010-0001 is of Mi"),
    ],
)
def test_a_record_goes_as_its_accession_came(
    batches: Batches, said: dict[str, str], text: str, key: str
) -> None:
    accessioned(batches, **said)
    if not text:
        assert set(batches.states(batches.propose(key)).values()) == {"proposed"}
        return
    with pytest.raises(Refused) as refused:
        batches.propose(key)
    assert {each.rule for each in refused.value.reasons} == {"R12"}
    told = [each.text for each in refused.value.reasons]
    assert any(each.startswith(f"{key} {text}") for each in told)
    with pytest.raises(BadInput, match="may be disposed of now"):
        propose_due(batches.session, "2020-01-01", "year end")


def test_what_came_under_an_earlier_authority_of_its_item_came_rightly(batches: Batches) -> None:
    accessioned(batches)
    made = amend(batches.session, "S", {"authority": "DA-9"}, "", "a new authority")
    approve_amendment(batches.boss, made.amendment.number)
    assert len(batches.states(batches.propose("BOX", "ALONE"))) == 4


def test_a_series_that_was_changed_since_drops_out_at_the_execution(batches: Batches) -> None:
    accessioned(batches)
    number = batches.approved("BOX", "ALONE")
    edit_holding(batches.session, "IN1", {"series": "Minutes"})
    execute(batches.session, batches.batch(number), {"method": "shredded"})
    states = batches.states(number)
    assert (states["ALONE"], states["IN2"]) == ("destroyed", "destroyed")
    assert (states["IN1"], states["BOX"]) == ("dropped", "dropped")
    assert "(R12)" in batches.item(number, "IN1").reason


def test_an_accession_that_one_may_not_know_of_is_not_told_of(batches: Batches) -> None:
    accessioned(batches, authority="DA-7", security="secret")
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    with pytest.raises(Refused) as refused:
        propose(batches.centre.desk.session("tech"), ["ALONE"], "year end")
    assert reasons(refused) == {"R12": "ALONE does not go as it is now."}


# --- what changes between the approval and the shredder


def test_who_must_witness_is_asked_of_the_levels_of_now(batches: Batches) -> None:
    """R5: what was raised since it was approved."""
    batches.file("F")
    batches.file("G")
    number = batches.approved("F", "G")
    edit_person(batches.session, "mlee", {"clearance": "top secret", "caveats": ["*"]})
    edit_holding(batches.session, "F", {"security": "secret"})
    with pytest.raises(Refused) as refused:
        execute(batches.session, batches.batch(number), {"method": "burnt"})
    assert reasons(refused).keys() == {"R5"}
    given = {"method": "burnt", "witness": ["Wit", "Ness"]}
    assert execute(batches.session, batches.batch(number), given).status == "executed"


def test_whose_registration_ended_witnesses_nothing(batches: Batches) -> None:
    batches.file("A", security="secret")
    number, given = batches.approved("A"), {"method": "burnt", "witness": ["Wit", "Ness"]}
    edit_person(batches.session, "Wit", {"valid_until": "2020-01-01"})
    with pytest.raises(Refused) as refused:
        execute(batches.session, batches.batch(number), given)
    assert reasons(refused) == {"R5": "Wit was registered until 2020-01-01."}
    assert batches.states(number) == {"A": "proposed"}
    edit_person(batches.session, "Wit", {"valid_until": batches.session.today()})
    execute(batches.session, batches.batch(number), given)
    assert batches.states(number) == {"A": "destroyed"}


def test_what_was_raised_while_it_is_executed_drops_out(batches: Batches) -> None:
    """R5, R2: fewer witness it than its level wants now."""
    for key in ("F", "G"):
        batches.file(key)
    number = batches.approved("F", "G")
    execute(batches.session, batches.batch(number), {"method": "burnt", "scanned": ["F"]})
    edit_person(batches.session, "mlee", {"clearance": "top secret", "caveats": ["*"]})
    edit_holding(batches.session, "G", {"security": "secret"})
    execute(batches.session, batches.batch(number), {"scanned": ["G"]})
    assert batches.states(number) == {"F": "destroyed", "G": "dropped"}
    assert "(R5)" in batches.item(number, "G").reason


def test_a_witness_does_not_go_on_with_it(batches: Batches) -> None:
    """R5: who witnesses a disposition executes none of it, later neither."""
    for key in ("F", "G"):
        batches.file(key)
    number = batches.approved("F", "G")
    given = {"method": "burnt", "scanned": ["F"], "witness": ["Boss"]}
    execute(batches.session, batches.batch(number), given)
    with pytest.raises(Refused) as refused:
        execute(batches.boss, batches.batch(number), {"scanned": ["G"]})
    assert reasons(refused).keys() == {"R5"}
    execute(batches.session, batches.batch(number), {"scanned": ["G"]})
    assert batches.states(number) == {"F": "destroyed", "G": "destroyed"}


def test_a_witness_is_a_person_and_not_a_name(batches: Batches) -> None:
    """R5: who is called as a witness is none; a witness who is called otherwise by now is one."""
    for key in ("F", "G", "H"):
        batches.file(key)
    number = batches.approved("F", "G", "H")
    add_person(batches.session, {"name": "Boss", "barcode": "B2"}, namesake=True)
    given = {"method": "burnt", "scanned": ["F"], "witness": ["B2", "Wit"]}
    execute(batches.session, batches.batch(number), given)
    assert batches.batch(number).witnesses == ["Boss", "Wit"]
    execute(batches.boss, batches.batch(number), {"scanned": ["G"]})  # another of that name
    edit_person(batches.session, "Wit", {"name": "Witold", "login": "wit", "role": "supervisor"})
    with pytest.raises(Refused) as refused:
        execute(batches.centre.desk.session("wit"), batches.batch(number), {"scanned": ["H"]})
    assert reasons(refused) == {"R5": "Who executes it is no witness of it."}
    with batches.session.change("execute"):  # as an earlier version kept it: by their names alone
        batch = batches.batch(number)
        batch.seen_by = ""
        batches.session.save(batch)
    with pytest.raises(Refused) as refused:
        execute(batches.boss, batches.batch(number), {"scanned": ["H"]})
    assert reasons(refused).keys() == {"R5"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"method": "shredded"}, "method"),
        ({"recipient": "City Archives"}, "recipient"),
        ({"witness": ["Ness"]}, "witness"),
    ],
)
def test_what_is_told_otherwise_while_it_is_executed_is_refused(
    batches: Batches, told: dict[str, Any], field: str
) -> None:
    """R35: it was dropped, and the certificate says what was told as it began."""
    for key in ("F", "G"):
        batches.file(key)
    number = batches.approved("F", "G")
    begun = {"method": "burnt", "witness": ["Wit"]}
    execute(batches.session, batches.batch(number), {**begun, "scanned": ["F"]})
    with pytest.raises(Refused) as refused:
        execute(batches.session, batches.batch(number), {"scanned": ["G"], **told})
    (reason,) = refused.value.reasons
    assert (reason.rule, reason.at) == ("R35", field)
    assert reason.text.startswith(f"{number} is being executed already: ")
    assert batches.centre.status("G") == "in"
    same = {"method": " Burnt", "witness": ["Wit"], "scanned": ["G"]}
    assert execute(batches.session, batches.batch(number), same).method == "burnt"


def test_what_is_begun_is_begun_once(batches: Batches) -> None:
    batches.file("F")
    number = batches.approved("F")
    act, given = acts()["begin"], {"method": "burnt"}
    perform(batches.session, act, [number], given)
    against = act.reasons_against(batches.session, batches.batch(number), given)
    assert [(each.rule, each.text) for each in against] == [
        ("R35", f"{number} is being executed already: burnt.")
    ]
    with pytest.raises(Refused) as refused:
        perform(batches.session, act, [number], given)
    assert refused.value.reasons == against


@pytest.mark.parametrize("fetched", [False, True])
def test_what_lies_in_a_box_that_somebody_waits_for_stays(batches: Batches, fetched: bool) -> None:
    """R7: the box is wanted, with all that is in it."""
    batches.centre.file("BOX", kind="box", unit="Finance")
    batches.file("F", container="BOX", home="")
    number = batches.approved("F")
    intake(batches.session, "O1", ["BOX"])
    if fetched:
        pick(batches.session, "BOX")
    execute(batches.session, batches.batch(number), {"method": "burnt"})
    assert batches.states(number) == {"F": "dropped"}
