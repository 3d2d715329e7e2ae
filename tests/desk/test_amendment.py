"""Amendments: tried before they are made, approved by another, in force on their day (R5, R13)."""

from datetime import timedelta

import pytest

from rmdesk.desk.registering import amend as edit
from rmdesk.desk.registering import found, register
from rmdesk.duties.amendment import (
    amend,
    amendments_of,
    approve_amendment,
    take_effect,
    try_amendment,
    version_of,
)
from rmdesk.duties.execution import execute
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose, propose_due
from rmdesk.duties.retention import retentions
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.undo import next_undo, undo
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.records import ScheduleItem, SchemeClass
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches, acting_for
from tests.desk.test_retention import schedule


@pytest.fixture
def batches(centre: Centre) -> Batches:
    return Batches(centre)


def item(batches: Batches) -> ScheduleItem:
    kept: ScheduleItem = found(batches.session, SCHEDULE, "S")
    return kept


def test_what_it_would_change_is_counted_by_class_and_unit_with_examples(batches: Batches) -> None:
    batches.file("A")  # due since 2015
    batches.file("B", closed="2022-05-01", unit="Legal")  # active to 2024, kept to 2027
    batches.file("C", closed="", dates="1990-")  # no day
    batches.file("D", **{"class": "T"})
    tried = amend(batches.session, "S", {"semi_active_years": "20"}, "2026-03-02", "law")
    assert tried.changes == [
        {"field": "semi_active_years", "old": 3.0, "new": 20.0},
        {
            "field": "understood",
            "old": "2 years after closure, then 3 years; destroy",
            "new": "2 years after closure, then 20 years; destroy",
        },
    ]
    told = tried.impact.told()
    by, examples = told.pop("by"), told.pop("examples")
    assert told == {
        "holdings": 3, "becomes_due": 0, "becomes_undue": 1, "changes_step": 1,
        "changes_disposition": 0, "changes_day": 2,
    }  # fmt: skip
    assert [(row["class"], row["unit"], row["changes_day"]) for row in by] == [
        ("S", "Finance", 1), ("S", "Legal", 1),
    ]  # fmt: skip
    assert [(each["change"], each["key"]) for each in examples] == [
        ("becomes_undue", "A"), ("changes_step", "A"), ("changes_day", "A"), ("changes_day", "B"),
    ]  # fmt: skip
    assert examples[0]["then"] == {
        "ends": "2032-03-31", "step": "semi-active", "fate": "destroy", "due": False,
    }  # fmt: skip
    assert batches.centre.now("A").ends == "2015-03-31"
    assert item(batches).version == 1


def test_what_becomes_due_or_goes_otherwise_is_counted(batches: Batches) -> None:
    batches.file("B", closed="2022-05-01")
    shorter = amend(batches.session, "S", {"semi_active_years": "1"}, "", "law").impact
    assert (shorter.becomes_due, shorter.changes_step) == (1, 1)
    other = amend(batches.session, "S", {"disposition": "transfer"}, "", "law").impact
    assert (other.changes_disposition, other.changes_day) == (1, 0)


def test_what_is_hidden_is_not_counted(batches: Batches) -> None:
    batches.file("A", security="secret")
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = batches.centre.desk.session("tech")
    assert amend(tech, "S", {"semi_active_years": "9"}, "", "x").impact.holdings == 0


def test_a_second_person_approves_and_all_is_dated_anew(batches: Batches) -> None:
    batches.file("A")
    number = amend(batches.session, "S", {"semi_active_years": "20"}, "", "law").amendment.number
    with pytest.raises(Refused) as refused:
        approve_amendment(batches.session, number)
    assert [each.rule for each in refused.value.reasons] == ["R5"]
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    with pytest.raises(Refused) as refused:
        approve_amendment(batches.centre.desk.session("tech"), number)
    assert [each.rule for each in refused.value.reasons] == ["R37"]
    approve_amendment(batches.boss, "1")
    assert (item(batches).version, item(batches).semi_active_years) == (2, 20.0)
    assert batches.centre.now("A").ends == "2032-03-31"
    with pytest.raises(Refused):
        approve_amendment(batches.boss, number)


def test_who_acts_for_another_approves_no_amendment_of_either(batches: Batches) -> None:
    as_boss = acting_for(batches.session, "boss")
    for by, refused_to in ((batches.session, as_boss), (as_boss, batches.session),
                           (as_boss, batches.boss)):  # fmt: skip
        number = amend(by, "S", {"semi_active_years": "20"}, "", "x").amendment.number
        with pytest.raises(Refused) as refused:
            approve_amendment(refused_to, number)
        assert [each.rule for each in refused.value.reasons] == ["R5"]


def test_what_is_so_already_makes_no_further_version(batches: Batches) -> None:
    first, second = (
        amend(batches.session, "S", {"semi_active_years": "20"}, "", "x").amendment.number
        for _each in range(2)
    )
    approve_amendment(batches.boss, first)
    with pytest.raises(Refused, match="changes nothing any more"):
        approve_amendment(batches.boss, second)
    assert item(batches).version == 2


def test_it_takes_effect_on_its_day(batches: Batches) -> None:
    batches.file("A")
    number = amend(batches.session, "S", {"active_years": "40"}, "2026-06-01", "x").amendment.number
    approve_amendment(batches.boss, number)
    assert take_effect(batches.session) == 0
    assert item(batches).version == 1
    batches.centre.clock.forward(days=100)
    with pytest.raises(Refused):
        propose(batches.session, ["A"], "x")
    assert item(batches).version == 2
    assert batches.centre.now("A").ends == "2053-03-31"
    assert take_effect(batches.session) == 0
    assert next_undo(batches.session).action == "amend schedule"  # past what only followed


def test_all_that_is_due_is_proposed_by_the_version_of_that_day(batches: Batches) -> None:
    """Whoever proposes first brings it about, also without a look at the list before."""
    batches.file("A", closed="2022-01-01")
    batches.file("B")
    for texts in ({"semi_active_years": "0"}, {"active_years": "40"}):
        day = (batches.session.now().date() + timedelta(days=9)).isoformat()
        made = amend(batches.session, "S", texts, day, "x")
        approve_amendment(batches.boss, made.amendment.number)
        batches.centre.clock.forward(days=10)
        if "active_years" in texts:
            with pytest.raises(BadInput, match="may be disposed of now"):
                propose_due(batches.session, "2026-01-01", "x")
        else:
            number = propose_due(batches.session, "2026-01-01", "x").number
            assert set(batches.states(number)) == {"A", "B"}
            undo(batches.session)


@pytest.mark.parametrize("day", ["1999-01-01", "2026-03-01"])
def test_no_amendment_takes_effect_on_a_day_that_is_past(batches: Batches, day: str) -> None:
    """R13: what was decided until today was decided under the version of then."""
    batches.file("A")
    texts = {"semi_active_years": "20"}
    said = f"since {day}: what was decided"
    with pytest.raises(BadInput, match=said) as wrong:
        amend(batches.session, "S", texts, day, "x")
    assert wrong.value.field_name == "effective"
    with pytest.raises(BadInput, match=said):
        try_amendment(batches.session, "S", texts, None, day)
    assert len(batches.session.store.table("amendments")) == 0
    assert amend(batches.session, "S", texts, "2026-03-02", "x").amendment.effective == "2026-03-02"


def test_one_that_is_approved_late_takes_effect_on_that_day(batches: Batches) -> None:
    """R13: no version was in force before somebody had approved it."""
    made = amend(batches.session, "S", {"semi_active_years": "20"}, "2026-03-09", "x").amendment
    batches.centre.clock.forward(days=20)
    tried = approve_amendment(batches.boss, made.number)
    assert (tried.amendment.status, tried.amendment.effective) == ("in force", "2026-03-22")
    (kept,) = amendments_of(batches.session, item(batches))
    assert kept.effective == "2026-03-22"


def test_what_it_would_change_is_counted_on_its_day(batches: Batches) -> None:
    """What falls due until then under the item as it is is no change of the amendment."""
    batches.file("A", closed="2022-01-01")  # to 2027-01-01 as it is, to 2025-01-01 if amended
    texts = {"semi_active_years": "1"}
    now = try_amendment(batches.session, "S", texts).impact
    later = try_amendment(batches.session, "S", texts, None, "2027-06-01").impact
    assert (now.becomes_due, now.changes_step, now.changes_day) == (1, 1, 1)
    assert (later.becomes_due, later.changes_step, later.changes_day) == (0, 0, 1)
    made = amend(batches.session, "S", texts, "2027-06-01", "x")
    assert made.impact.becomes_due == 0
    assert approve_amendment(batches.boss, made.amendment.number).impact.becomes_due == 0


def test_a_decision_stays_explained_by_the_version_it_was_made_under(batches: Batches) -> None:
    batches.file("A")
    number = batches.propose("A")
    amendment = amend(batches.session, "S", {"semi_active_years": "20"}, "", "x").amendment
    approve_amendment(batches.boss, amendment.number)
    kept = batches.item(number, "A")
    assert (kept.version, kept.due) == (1, "2015-03-31")
    assert version_of(batches.session, item(batches), 1).semi_active_years == 3.0
    assert version_of(batches.session, item(batches), 2).semi_active_years == 20.0
    assert retentions(batches.session, ["A"])[0].version == 2
    assert [each.version for each in amendments_of(batches.session, item(batches))] == [2]


@pytest.mark.parametrize(
    "texts",
    [{"semi_active_years": "3"}, {"active_years": "90000"}, {"code": "X"}, {"nonsense": "1"},
     {"media": "paper: soon"}, {"vital": "perhaps"}, {}],
)  # fmt: skip
def test_what_cannot_be_amended_so(batches: Batches, texts: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        amend(batches.session, "S", texts, "", "x")
    assert len(batches.session.store.table("amendments")) == 0


def test_what_records_stand_under_is_not_edited_past_an_amendment(batches: Batches) -> None:
    edit(batches.session, SCHEDULE, "S", {"title": "Ledgers"})
    add_holding(batches.session, {"title": "A", "class": "S"})
    with pytest.raises(Refused) as refused:
        edit(batches.session, SCHEDULE, "S", {"title": "Others"})
    assert [each.rule for each in refused.value.reasons] == ["R13"]


def test_what_is_taken_back_of_an_amendment(batches: Batches) -> None:
    """R13: until it is in force, by who did it; then nothing of it, though nothing is under it."""
    texts = {"semi_active_years": "20"}
    amend(batches.session, "S", texts, "", "x")
    undo(batches.session)
    assert amendments_of(batches.session, item(batches)) == []
    later = amend(batches.session, "S", texts, "2026-06-01", "x").amendment.number
    approve_amendment(batches.boss, later)
    with pytest.raises(Refused, match="changed again since"):
        undo(batches.session)
    undo(batches.boss)
    assert [each.status for each in amendments_of(batches.session, item(batches))] == ["proposed"]
    undo(batches.session)
    now = amend(batches.session, "S", texts, "", "x").amendment.number
    approve_amendment(batches.boss, now)
    with pytest.raises(Refused, match=f"{now} is in force"):
        undo(batches.boss)
    assert item(batches).version == 2


def test_of_two_who_approve_one_at_once_one_does(batches: Batches) -> None:
    """R35: each is asked in the transaction in which it would be approved."""
    add_person(batches.session, {"name": "Other", "login": "other", "role": "supervisor"})
    number = amend(batches.session, "S", {"semi_active_years": "20"}, "", "x").amendment.number
    approve_amendment(batches.boss, number)
    with pytest.raises(Refused) as refused:
        approve_amendment(batches.centre.desk.session("other"), number)
    assert [each.rule for each in refused.value.reasons] == ["R35"]
    assert item(batches).version == 2


# --- the item that a class stands under


@pytest.fixture
def two_items(batches: Batches) -> Batches:
    """A file of class S, due since 2015, and an item of ten years for another."""
    schedule(batches.session, "LONG", active_years="20", disposition="transfer", authority="DA-2")
    batches.file("A")
    return batches


def put(batches: Batches, under: str = "LONG", day: str = "") -> str:
    made = amend(batches.session, "S", {"schedule": under}, day, "law", kind=SCHEME)
    return made.amendment.number


def class_s(batches: Batches) -> SchemeClass:
    kept: SchemeClass = found(batches.session, SCHEME, "S")
    return kept


def test_what_another_item_would_change_of_a_class_is_counted(two_items: Batches) -> None:
    tried = try_amendment(two_items.session, "S", {"schedule": "LONG"}, kind=SCHEME)
    assert tried.changes == [{"field": "schedule", "old": "S", "new": "LONG"}]
    told = tried.impact.told()
    assert {name: told[name] for name in ("holdings", "becomes_undue", "changes_disposition")} == {
        "holdings": 1, "becomes_undue": 1, "changes_disposition": 1,
    }  # fmt: skip
    assert told["examples"][0]["then"] == {
        "ends": "2030-03-31", "step": "active", "fate": "transfer", "due": False,
    }  # fmt: skip
    none = try_amendment(two_items.session, "S", {"schedule": ""}, kind=SCHEME).impact
    assert (none.holdings, none.becomes_undue) == (1, 1)
    assert class_s(two_items).schedule == "S"


def test_a_class_is_put_under_another_item_by_two_people_on_its_day(two_items: Batches) -> None:
    number = put(two_items, day="2026-03-09")
    with pytest.raises(Refused) as refused:
        approve_amendment(two_items.session, number)
    assert [each.rule for each in refused.value.reasons] == ["R5"]
    approve_amendment(two_items.boss, number)
    assert (class_s(two_items).schedule, two_items.centre.now("A").ends) == ("S", "2015-03-31")
    two_items.centre.clock.forward(days=8)
    assert take_effect(two_items.session) == 1
    assert (class_s(two_items).schedule, two_items.centre.now("A").ends) == ("LONG", "2030-03-31")
    assert [each.status for each in amendments_of(two_items.session, class_s(two_items))] == [
        "in force"
    ]
    with pytest.raises(Refused):  # it is not taken back, but amended again
        undo(two_items.boss)
    assert found(two_items.session, SCHEDULE, "LONG").version == 1, "no item was amended"


def test_a_class_is_put_under_what_is_there_and_nothing_else_of_it_is_amended_so(
    two_items: Batches,
) -> None:
    with pytest.raises(NotFound):
        put(two_items, "NOWHERE")
    for same in ("S", "s", " S "):
        with pytest.raises(BadInput, match="says so already"):
            put(two_items, same)
    for texts in ({"title": "X"}, {"security": ""}, {"default_level": "secret"}):
        with pytest.raises(BadInput):
            amend(two_items.session, "S", texts, "", "x", kind=SCHEME)
    assert len(two_items.session.store.table("amendments")) == 0


@pytest.mark.parametrize("typed", ["long", " LONG ", "#{id}"])
def test_a_class_names_its_item_by_the_code_of_that_however_it_was_typed(
    two_items: Batches, typed: str
) -> None:
    """It would stand under no item at all, and nothing in it would fall due."""
    long = found(two_items.session, SCHEDULE, "LONG")
    approve_amendment(two_items.boss, put(two_items, typed.format(id=long.id)))
    assert (class_s(two_items).schedule, two_items.centre.now("A").ends) == ("LONG", "2030-03-31")


def test_what_was_proposed_of_it_before_drops_out(two_items: Batches) -> None:
    """R2: the item it was approved under is not the one it stands under when it goes."""
    number = two_items.approved("A")
    approve_amendment(two_items.boss, put(two_items))
    execute(two_items.session, two_items.batch(number), {"method": "shredded"})
    assert two_items.centre.now("A").status == "in"
    assert two_items.states(number) == {"A": "dropped"}
    assert two_items.item(number, "A").version == 1


def test_the_amendment_of_a_hidden_class_is_hidden_with_it(two_items: Batches) -> None:
    """R17: it takes no number from the others, and nobody learns of it by theirs."""
    register(two_items.session, SCHEME, {"code": "H", "schedule": "S", "security": "secret"})
    add_person(two_items.session, {"name": "T", "login": "tech", "role": "supervisor"})
    tech = two_items.centre.desk.session("tech")
    hidden = amend(two_items.session, "H", {"schedule": "LONG"}, "", "x", kind=SCHEME).amendment
    assert len(hidden.number) == len("A-2026-123456")
    assert put(two_items) == "A-2026-0001"
    with pytest.raises(NotFound):
        approve_amendment(tech, hidden.number)
    with pytest.raises(NotFound):
        amend(tech, "H", {"schedule": "LONG"}, "", "x", kind=SCHEME)
    known = tech.visible.known("amendments", tech.store.table("amendments").all())
    assert [each["number"] for each in known] == ["A-2026-0001"]
    approve_amendment(two_items.boss, hidden.number)
    assert found(two_items.session, SCHEME, "H").schedule == "LONG"
