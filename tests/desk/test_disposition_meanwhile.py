"""What happens beside a disposition: acts are taken back, and others work at the same time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend as amend_record
from rmdesk.desk.registering import register
from rmdesk.duties import acts, execution
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.amendment import amend, approve_amendment
from rmdesk.duties.approval import approve, drop
from rmdesk.duties.asking import of_batch
from rmdesk.duties.batch import Disposition, concurrences_of
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.consent import concur, decide, refuse
from rmdesk.duties.execution import execute
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.hold import lift, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.proposing import propose, propose_due
from rmdesk.duties.request import intake
from rmdesk.duties.retention import retentions
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.sealing import is_sound
from rmdesk.duties.sending import send
from rmdesk.duties.transfer_list import begin, transfer_named
from rmdesk.duties.transfers import lines_of
from rmdesk.duties.trial import Impact
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound, Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches, held, reasons
from tests.desk.test_hold import opened


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


# --- what was said of a batch is taken back only while it is proposed (R6, R7, R35)


def agreed(batches: Batches, number: str) -> None:
    concur(batches.session, number, {"unit": "Finance", "by": "O1"})


SAID: list[tuple[str, Callable[[Batches, str], Any]]] = [
    ("its owner agreed", agreed),
    ("its owner refused", lambda b, n: refuse(b.session, n, {"keys": ["A"], "reason": "mine"})),
    ("decided", lambda b, n: decide(b.session, n, {"keys": ["A"], "decision": "destroy"})),
]


@pytest.mark.parametrize("say", [case[1] for case in SAID], ids=[case[0] for case in SAID])
def test_what_was_said_is_taken_back_before_the_approval_and_not_after(
    batches: Batches, say: Callable[[Batches, str], Any]
) -> None:
    """Otherwise what was agreed to by nobody, or refused, would be destroyed."""
    batches.file("A", **{"class": "SEL"})
    batches.file("B")
    number, boss = batches.propose("A", "B"), batches.boss
    before = batches.item(number, "A")
    say(batches, number)
    undo(batches.session)
    assert batches.item(number, "A") == before
    assert len(batches.session.store.table("concurrences")) == 0
    for given in ({"unit": "Finance", "by": "O1"}, {"keys": ["A"], "decision": "transfer"}):
        (decide if "keys" in given else concur)(boss, number, given)
    say(batches, number)
    said = batches.item(number, "A")
    approve(boss, number)
    for status in ("approved", "given up"):
        if status == "given up":
            drop(boss, number, {"reason": "again"})
            said = batches.item(number, "A")
        with pytest.raises(Refused) as refused:
            undo(batches.session)
        assert reasons(refused) == {"R35": f"{number} is {status}."}
        assert batches.item(number, "A") == said


@pytest.mark.parametrize("far", ["proposed", "approved"])
@pytest.mark.parametrize("by", ["refused", "given up"])
def test_what_is_listed_elsewhere_since_is_not_listed_again_by_undo(
    batches: Batches, by: str, far: str
) -> None:
    """R7: one record would be open in two batches."""
    batches.file("A")
    number = batches.propose("A") if far == "proposed" else batches.approved("A")
    if by == "refused":
        refuse(batches.session, number, {"keys": ["A"], "reason": "mine"})
    else:
        drop(batches.session, number, {"reason": "again"})
    other = propose(batches.boss, ["A"], "again").number
    with pytest.raises(Refused) as refused:
        undo(batches.session)
    assert reasons(refused)["R7"] == f"A is in {other} already."
    assert batches.states(other) == {"A": "proposed"}
    assert not batches.item(number, "A").open
    undo(batches.boss)
    if (by, far) == ("refused", "approved"):
        with pytest.raises(Refused):
            undo(batches.session)
    else:
        undo(batches.session)
        assert batches.states(number) == {"A": "proposed"}
        assert batches.batch(number).status == far


def test_what_was_executed_is_not_opened_again_by_undo(batches: Batches) -> None:
    """R2: a refusal that is taken back then would leave its record open in what is over."""
    for key in "AB":
        batches.file(key)
    number = batches.propose("A", "B")
    agreed(batches, number)
    refuse(batches.session, number, {"keys": ["A"], "reason": "mine"})
    approve(batches.boss, number)
    execute(batches.boss, batches.batch(number), {"method": "shredded"})
    for _twice in range(2):
        with pytest.raises(Refused) as refused:
            undo(batches.session)
        assert reasons(refused) == {"R35": f"{number} is executed."}
    assert batches.states(batches.propose("A")) == {"A": "proposed"}


# --- two sessions at once (R2, R8)

FOUR = ("A", "B", "C", "D")


@pytest.fixture
def four(batches: Batches, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of an approved batch of four files, executed one after the other."""
    monkeypatch.setattr(execution, "STEP", 1)
    for key in FOUR:
        batches.file(key)
    return batches.approved(*FOUR)


def run(batches: Batches, number: str, meanwhile: Callable[[], Any]) -> Disposition:
    """Execute a batch, in the middle of which something else is done; what it is afterwards."""

    def turn(done: int, _total: int) -> None:
        if done == 2:
            meanwhile()

    return execute(batches.session, batches.batch(number), {"method": "shredded"}, turn)


def test_what_two_execute_at_once_is_done_and_certified_once(batches: Batches, four: str) -> None:
    ended: list[Disposition] = []
    done = run(batches, four, lambda: ended.append(execute(batches.boss, batches.batch(four), {})))
    assert (done.status, done.certificate) == ("executed", "DC-2026-0001")
    assert [each.certificate for each in ended] == ["DC-2026-0001"]
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")
    assert batches.batch(four) == done == ended[0]
    assert (done.entries, is_sound(batches.session, done)) == (8, True)
    batches.file("E")
    assert batches.executed("E").certificate == "DC-2026-0002", "no number is lost by it"


def test_what_another_ends_meanwhile_is_over(batches: Batches, four: str) -> None:
    boss = batches.boss
    done = run(batches, four, lambda: execution.finish(boss, batches.batch(four), "enough"))
    assert (done.certificate, batches.item(four, "D").reason) == ("DC-2026-0001", "enough")
    assert list(batches.states(four).values()) == ["destroyed"] * 2 + ["dropped"] * 2
    assert is_sound(batches.session, batches.batch(four))


def placed_by_words(batches: Batches) -> None:
    """A saved search finds D from now on: it is called so now."""
    edit_holding(batches.boss, "D", {"title": "Asbestos report"})


def amended(batches: Batches) -> None:
    made = amend(batches.session, "S", {"semi_active_years": "permanent"}, "", "law")
    approve_amendment(batches.boss, made.amendment.number)


def another_item(batches: Batches) -> None:
    amend_record(batches.boss, SCHEME, "S", {"schedule": "T"})


MEANWHILE: list[tuple[str, Callable[[Batches], Any], tuple[str, ...], str]] = [
    ("held", lambda b: held(b, "D"), ("D",), "R1"),
    ("held by words", placed_by_words, ("D",), "R1"),
    ("lent", lambda b: charge_out(b.boss, ["D"], "P1"), ("D",), "R7"),
    ("asked for", lambda b: intake(b.boss, "P1", ["D"]), ("D",), "R20"),
    ("missing", lambda b: mark_missing(b.boss, "D", "not there"), ("D",), "R7"),
    ("of another class", lambda b: edit_holding(b.boss, "D", {"class": "P"}), ("D",), "R7"),
    ("another unit's", lambda b: edit_holding(b.boss, "D", {"unit": "Legal"}), ("D",), "R6"),
    ("its item amended", amended, ("C", "D"), "R7"),
    ("its class under another item", another_item, ("C", "D"), "R2"),
]


@pytest.mark.parametrize(
    ("do", "stay", "rule"), [case[1:] for case in MEANWHILE], ids=[case[0] for case in MEANWHILE]
)
def test_what_another_does_meanwhile_bears_on_what_is_open(
    batches: Batches, four: str, do: Callable[[Batches], Any], stay: tuple[str, ...], rule: str
) -> None:
    """R2: asked item by item, at the moment, and not as it was when the execution began."""
    hold = opened(batches.session)
    batches.file("Z", title="Asbestos")
    place(batches.session, hold, {"search": "asbestos"})
    done = run(batches, four, lambda: do(batches))
    assert batches.states(four) == {
        **dict.fromkeys(FOUR, "destroyed"), **dict.fromkeys(stay, "dropped")
    }  # fmt: skip
    assert all(f"({rule})" in batches.item(four, key).reason for key in stay)
    assert done.certificate == "DC-2026-0001"
    assert is_sound(batches.session, done)


def test_a_hold_that_is_lifted_meanwhile_frees_what_is_open(batches: Batches, four: str) -> None:
    hold = opened(batches.session)
    place(batches.session, hold, {"on": ["D"]})
    run(batches, four, lambda: lift(batches.boss, hold, {"reason": "over"}))
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")


@pytest.mark.parametrize("at", ["begun", "two gone"])
def test_nothing_of_an_execution_is_taken_back(batches: Batches, four: str, at: str) -> None:
    """Neither the approval under it nor what is gone: undo refuses, and it goes on."""
    refused: list[str] = []

    def try_undo() -> None:
        for session in (batches.session, batches.boss):
            try:
                undo(session)
            except Refused as against:
                refused.extend(each.rule for each in against.reasons)

    if at == "begun":
        execution.begin(batches.session, four, {"method": "shredded"})
        try_undo()
    run(batches, four, try_undo if at == "two gone" else lambda: None)
    assert refused == ["R36", "R35"]
    assert batches.states(four) == dict.fromkeys(FOUR, "destroyed")


# --- what somebody may not know of (R16, R17)


@pytest.fixture
def uncleared(batches: Batches) -> Session:
    """A supervisor without a clearance."""
    add_person(batches.session, {"name": "U", "login": "unc", "role": "supervisor"})
    return batches.centre.desk.session("unc")


def refusal(do: Callable[[], Any]) -> list[tuple[str, str]]:
    """Every rule and text that something is refused with; nothing if it is done."""
    try:
        do()
    except Refused as refused:
        return [(each.rule, each.text) for each in refused.reasons]
    return []


def partly(batches: Batches) -> str:
    """A batch of two units, and of a Secret record of one of them that wants a decision."""
    for key, unit in (("A", "Finance"), ("B", "Legal")):
        batches.file(key, unit=unit)
    batches.file("HIDDEN", security="secret", **{"class": "SEL"})
    return batches.propose("A", "B", "HIDDEN")


def test_who_knows_a_batch_in_part_decides_of_none_and_learns_no_more(
    batches: Batches, uncleared: Session
) -> None:
    """Neither which units wait nor how many records, nor that one wants a decision."""
    number = partly(batches)
    batch = batches.batch(number)
    unseen = [("R16", f"{number} is not for you to decide as it is now.")]
    assert refusal(lambda: approve(uncleared, number)) == unseen
    assert refusal(lambda: drop(uncleared, number, {"reason": "x"})) == unseen
    given = {"unit": "Finance", "by": "O1"}
    assert refusal(lambda: concur(uncleared, number, given)) == unseen
    for act in ("approve", "drop"):
        assert acts()[act].reasons_against(uncleared, batch, {})[-1].text == unseen[0][1]
    assert batches.states(number) == dict.fromkeys(("A", "B", "HIDDEN"), "proposed")
    assert refusal(lambda: refuse(uncleared, number, {"keys": ["A"], "reason": "mine"})) == []


def test_who_knows_all_of_a_unit_keeps_its_answer(batches: Batches, uncleared: Session) -> None:
    number = partly(batches)
    add_person(batches.session, {"name": "Law", "barcode": "LAW1", "unit": "Legal"})
    assert refusal(lambda: concur(uncleared, number, {"unit": "Legal", "by": "LAW1"})) == []


def test_a_unit_all_of_whose_records_are_hidden_is_none(
    batches: Batches, uncleared: Session
) -> None:
    """R17: word for word what is said of a unit that has nothing in it."""
    batches.file("A")
    batches.file("HIDDEN", security="secret", unit="Legal")
    number = batches.propose("A", "HIDDEN")
    said = {}
    for unit in ("Legal", "Nobody's"):
        said[unit] = refusal(partial(concur, uncleared, number, {"unit": unit, "by": "O1"}))
    assert said["Legal"] == [("R6", f"{number} holds nothing of Legal.")]
    assert said["Nobody's"] == [("R6", f"{number} holds nothing of Nobody's.")]


def test_who_writes_to_owners_knows_all_that_they_answer_for(
    batches: Batches, uncleared: Session
) -> None:
    """R6: a letter that names some of a unit's records is no question about the others."""
    edit_person(batches.session, "O1", {"custodian": True})
    number = partly(batches)
    batch = batches.batch(number)
    assert list(of_batch(uncleared, batch)) == []
    (letter,) = of_batch(batches.session, batch)
    assert {each.barcode for each in letter.items} == {"A", "HIDDEN"}


def test_who_knows_an_execution_in_part_neither_goes_on_with_it_nor_ends_it(
    batches: Batches, uncleared: Session
) -> None:
    batches.file("A")
    batches.file("HIDDEN", security="secret")
    number = batches.approved("A", "HIDDEN")
    given = {"method": "burnt", "witness": ["Wit", "Ness"], "scanned": ["HIDDEN"]}
    unseen = [("R16", f"{number} is not for you to execute as it is now.")]
    begin = {**given, "scanned": ["A"]}
    assert refusal(lambda: execute(uncleared, batches.batch(number), begin)) == unseen
    execution.begin(batches.session, number, given)
    batch = batches.batch(number)
    assert refusal(lambda: execute(uncleared, batch, {"scanned": ["A"]})) == unseen
    with pytest.raises(NotFound):
        batches.centre.desk.session("unc").visible.one("HIDDEN")
    assert refusal(lambda: execution.finish(uncleared, batch, "enough")) == unseen
    execute(batches.session, batch, {"scanned": ["HIDDEN"]})
    assert execute(uncleared, batch, {"scanned": ["A"]}).status == "executed"


def hidden_hold(batches: Batches) -> None:
    place(batches.session, opened(batches.session, matter="Spy", security="secret"), {"on": ["A"]})


def hidden_accession(batches: Batches) -> None:
    given = {"number": "2010-0009", "unit": "Finance", "title": "Spy", "series": "Spy"}
    register(batches.session, ACCESSIONS, {**given, "authority": "DA-7", "security": "secret"})
    edit_holding(batches.session, "A", {"accession": "2010-0009", "series": "Letters"})


def hidden_box(batches: Batches) -> None:
    batches.centre.file("SPY", kind="box", unit="Finance", security="secret")
    edit_holding(batches.session, "A", {"container": "SPY"})
    mark_missing(batches.session, "SPY", "not there")


def open_hold(batches: Batches) -> None:
    place(batches.session, opened(batches.session, matter="A v. B"), {"on": ["A"]})


KEPT: list[tuple[str, Callable[[Batches], Any], str]] = [
    ("a hidden hold", hidden_hold, "A is under a hold. (R1)"),
    ("a hidden accession", hidden_accession, "A does not go as it is now. (R12)"),
    ("a hold", open_hold, "A is under H-2026-0001: A v. B. (R1)"),
]


@pytest.mark.parametrize("way", ["disposition", "transfer"])
@pytest.mark.parametrize(
    ("do", "words"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT]
)
def test_why_a_record_stayed_is_kept_as_whoever_reads_it_may_know(
    batches: Batches, do: Callable[[Batches], Any], words: str, way: str
) -> None:
    """R17: who executed it knew of the hold; who reads of the record need not."""
    for key in "AB":
        batches.file(key, **{"class": "T"})
    if way == "disposition":
        number = batches.approved("A", "B")
        do(batches)
        given = {"method": "by van", "recipient": "City Archives"}
        execute(batches.session, batches.batch(number), given)
        assert batches.item(number, "A").reason == words
    else:
        number = begin(batches.session, ["A", "B"], {"archives": "X", "agreed": "memo"})[0].number
        do(batches)
        send(batches.boss, number, {})
        transfer = transfer_named(batches.boss, number)
        assert [each.reason for each in lines_of(batches.session, transfer.id)] == [words, ""]


def test_a_hidden_box_is_not_named_to_who_may_know_of_what_lies_in_it(batches: Batches) -> None:
    for key in "AB":
        batches.file(key)
    number = batches.approved("A", "B")
    hidden_box(batches)
    execute(batches.session, batches.batch(number), {"method": "shredded"})
    assert batches.states(number) == {"A": "dropped", "B": "destroyed"}
    assert "SPY" not in batches.item(number, "A").reason


# --- what is kept of it, and said


def test_an_owners_answer_is_kept_with_who_gave_it_and_the_letter(batches: Batches) -> None:
    """R6: in writing; what was not told is nothing."""
    batches.file("A")
    number = batches.propose("A")
    for evidence, wanted in (("memo 7", "memo 7"), (None, "")):
        given = {"unit": "Finance", "by": "O1", "evidence": evidence}
        concur(batches.session, number, given)
        (answer,) = concurrences_of(batches.session, batches.batch(number).id)
        assert (answer.unit, answer.evidence, answer.told_by) == ("Finance", wanted, "mlee")
        assert answer.told.startswith("2026-03-02T")
        undo(batches.session)


@pytest.mark.parametrize(
    ("seen", "said"), [([], "witnessed by -"), (["Wit", "Ness"], "witnessed by Wit, Ness")]
)
def test_who_is_told_otherwise_is_told_what_was_told(
    batches: Batches, seen: list[str], said: str
) -> None:
    batches.file("A")
    number = batches.approved("A")
    execution.begin(batches.session, number, {"method": "burnt", "witness": seen})
    given = {"method": "pulped", "recipient": "Archives", "witness": ["P1"]}
    told = refusal(lambda: execute(batches.session, batches.batch(number), given))
    assert told == [
        ("R35", f"{number} is being executed already: {each}.") for each in ("burnt", "-", said)
    ]


# --- an act is refused by what it is dimmed by


def test_a_decision_is_offered_where_one_is_wanted(batches: Batches) -> None:
    """By the function by which it is refused, for what is named and for the whole batch."""
    batches.file("A", **{"class": "SEL"})
    batches.file("B")
    batches.file("C")
    both, without = batches.propose("A", "B"), batches.propose("C")
    offered = acts()["decide"].reasons_against

    def told(number: str, *keys: str) -> list[str]:
        against = offered(batches.session, batches.batch(number), {"keys": keys})
        assert {each.rule for each in against} <= {"R7"}
        if keys:
            given = {"keys": keys, "decision": "destroy"}
            said = refusal(partial(decide, batches.session, number, given))
            assert said == [(each.rule, each.text) for each in against]
        return [each.text for each in against]

    assert told(both) == []
    assert told(without) == [f"Nothing that is open in {without} is under selective retention."]
    assert told(both, "B") == ["S is not under selective retention."]
    assert told(both, "C", "B") == [f"C is not open in {both}."]
    assert told(both, "A") == []
    refuse(batches.session, both, {"keys": ["A"], "reason": "mine"})
    assert told(both) == [f"Nothing that is open in {both} is under selective retention."]


def test_a_refusal_names_what_is_open_in_the_batch(batches: Batches) -> None:
    for key in "AB":
        batches.file(key)
    number = batches.propose("A")
    offered, batch = acts()["refuse"].reasons_against, batches.batch(number)
    for keys in (["B"], ["A", "B"]):
        against = offered(batches.session, batch, {"keys": keys})
        assert [each.text for each in against] == [f"B is not open in {number}."]
        given = {"keys": keys, "reason": "mine"}
        said = refusal(partial(refuse, batches.session, number, given))
        assert said == [("R7", f"B is not open in {number}.")]
    assert offered(batches.session, batch, {"keys": ["A"]}) == []
    assert batches.states(number) == {"A": "proposed"}


# --- what was decided to be kept for ever (R7)


def kept_for_ever(batches: Batches, *keys: str) -> str:
    """The number of an executed batch by which records under selective retention are kept."""
    number = batches.propose(*keys)
    agreed(batches, number)
    decide(batches.session, number, {"keys": keys, "decision": "permanent retention"})
    approve(batches.boss, number)
    done = execute(batches.session, batches.batch(number), {"method": "appraised"})
    assert is_sound(batches.session, done)
    assert set(batches.states(number).values()) == {"kept"}
    return number


def test_what_was_decided_to_be_kept_is_permanent_from_then_on(batches: Batches) -> None:
    batches.file("A", **{"class": "SEL"})
    batches.file("B", **{"class": "SEL"})
    number = kept_for_ever(batches, "A")
    session, kept = batches.session, batches.centre.now("A")
    assert (kept.status, kept.permanent, kept.ends) == ("in", number, "")
    assert [row["key"] for row in due_by(session, "2026-01-01").rows] == ["B"]
    assert refusal(lambda: propose(session, ["A"], "x")) == [("R7", "A is permanent.")]
    assert batches.states(propose_due(session, "2026-01-01", "x").number) == {"B": "proposed"}
    (told,) = retentions(session, ["A"])
    assert (told.dated.due, told.disposition, told.schedule) == ("", "permanent retention", "SEL")
    assert told.explained[1:] == (
        f"{number} decided to keep it", "permanent: it is never offered for disposition (R7)",
    )  # fmt: skip


@pytest.mark.parametrize("code", ["S", "T", "SEL"])
def test_it_stays_so_under_whatever_item_and_may_go_to_an_archives(
    batches: Batches, code: str
) -> None:
    batches.file("A", **{"class": "SEL"})
    number = kept_for_ever(batches, "A")
    edit_holding(batches.session, "A", {"class": code})
    texts = {"active_years": "1", "disposition": "destroy" if code == "T" else "transfer"}
    made = amend(batches.session, code, texts, "", "x")
    assert made.impact == Impact(holdings=1)
    approve_amendment(batches.boss, made.amendment.number)
    assert (batches.centre.now("A").permanent, batches.centre.now("A").ends) == (number, "")
    assert ("R7", "A is permanent.") in refusal(lambda: propose(batches.session, ["A"], "x"))
    to = {"archives": "City Archives", "agreed": "memo 7"}
    assert begin(batches.session, ["A"], to)[0].number == "T-2026-0001"


def test_a_box_with_something_that_is_kept_is_not_disposed_of(batches: Batches) -> None:
    batches.centre.file("BOX", kind="box", unit="Finance")
    for key in "AB":
        batches.file(key, container="BOX", **{"class": "SEL"})
    kept_for_ever(batches, "A")
    assert ("R7", "BOX is permanent.") in refusal(lambda: propose(batches.session, ["BOX"], "x"))
    (told,) = retentions(batches.session, ["BOX"])
    assert told.explained[0] == "goes by the longest kept of what lies in it: A"
