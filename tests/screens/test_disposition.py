"""The scheme as a tree, what an amendment would change, and a disposition, by keys and scans."""

from pathlib import Path

import pytest
from tinydb import Query

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import found, register
from rmdesk.duties import execution
from rmdesk.duties.amendment import amend, approve_amendment
from rmdesk.duties.approval import approve
from rmdesk.duties.batch import DisposalItem, Disposition, items_of
from rmdesk.duties.consent import concur
from rmdesk.duties.disposition import BATCHES
from rmdesk.duties.held import parts_of
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from screens.kit.question import Question
from screens.kit.work import Stopped, Work
from screens.records.record_form import RecordForm
from screens.views import due
from screens.views.disposition import DispositionView
from screens.views.due import DueList
from screens.views.scheme import SchemeTree
from screens.views.what_if import WhatIf
from tests.screens.centre import Desktop, at_the_desk, in_one_line

SIZE = 110, 45
FOUR = ("F0001", "F0002", "F0003", "F0004")


def keep(desk: Desktop) -> None:
    """A scheme of five classes with an item, and the centre's four files due under it."""
    session = desk.session
    item = {"code": "FIN", "trigger": "closure", "active_years": "5", "disposition": "destroy",
            "authority": "DA-1"}  # fmt: skip
    register(session, SCHEDULE, read_values(SCHEDULE, item))
    for code, parent in (("1", ""), ("1.9", "1"), ("1.10", "1"), ("1.10.1", "1.10"), ("2", "")):
        values = {"code": code, "title": f"Class {code}", "parent": parent, "schedule": "FIN"}
        register(session, SCHEME, values)
    for number in range(1, 5):
        edit_holding(session, f"F000{number}", {"class": "1.9", "closed": "2010-03-31"})
    add_person(session, {"name": "Sue", "login": "sue", "role": "supervisor"})


def approved(desk: Desktop, *keys: str) -> str:
    number = propose(desk.session, keys, "year end").number
    concur(desk.session, number, {"unit": "Finance", "by": "P1", "evidence": "memo"})
    approve(desk.session.desk.session("sue"), number)
    return number


def states(desk: Desktop, number: str) -> list[str]:
    batch = found(desk.session, BATCHES, number)
    return [str(item.state) for item in items_of(desk.session, batch.id)]


def test_the_scheme_is_browsed_found_moved_and_amended_by_keys(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await desk.type(">scheme, as")
        await desk.press("enter")
        view = desk.app.view
        assert isinstance(view, SchemeTree)
        assert desk.text.index("1.9 ") < desk.text.index("1.10 ")
        await desk.press("left")
        assert "+ 1" in desk.text
        assert "1.10.1" not in desk.text
        await desk.press("right")
        await desk.type("class 1.10.1")
        assert "its code" in desk.text
        await desk.press("enter")
        assert view.marked is not None
        assert view.marked.code == "1.10.1"
        await desk.press("tab")
        assert "picked up" in desk.text
        await desk.press("home", "tab")
        assert "Moved: 1.10.1" in desk.text
        assert found(desk.session, SCHEME, "1.10.1").parent == ""
        await desk.press("f9", "down", "enter")
        assert found(desk.session, SCHEME, "1.10.1").parent == "1.10"
        await desk.press("end", "ctrl+o")
        assert isinstance(desk.app.view, RecordForm)
        await desk.press("escape", "ctrl+n")
        assert isinstance(desk.app.view, RecordForm)
        assert desk.app.view.values["parent"] == "2"

    at_the_desk(tmp_path, does, size=SIZE)


def test_a_class_is_not_moved_out_from_under_a_hold(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
        place(desk.session, register(desk.session, HOLDS, about).number, {"class_": "1"})
        await desk.type(">scheme, as")
        await desk.press("enter", "down", "tab", "home", "tab")
        assert "R1" in desk.text
        assert found(desk.session, SCHEME, "1.9").parent == "1"

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_an_amendment_would_change_is_shown_before_it_is_proposed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await desk.type(">schedule items")
        await desk.press("enter", "ctrl+y")
        view = desk.app.view
        assert isinstance(view, WhatIf)
        view.mark("active_years")
        await desk.type("90")
        await desk.press("enter")
        assert "4 records under it" in desk.text
        assert "4 are due no more" in desk.text
        assert "2015-03-31 → 2100-03-31, final" in desk.text
        await desk.type("ninety")
        await desk.press("enter")
        view.mark("active_years")
        await desk.type("5")
        await desk.press("enter")
        view.mark("disposition")
        await desk.type("transfer")
        await desk.press("enter")
        assert "4 change disposition" in desk.text
        assert found(desk.session, SCHEDULE, "FIN").version == 1

    at_the_desk(tmp_path, does, size=SIZE)


def test_a_day_that_is_past_is_told_whole_and_nothing_is_proposed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await desk.type(">schedule items")
        await desk.press("enter", "ctrl+y")
        view = desk.app.view
        assert isinstance(view, WhatIf)
        view.mark("active_years")
        await desk.type("8")
        await desk.press("enter")
        view.mark("effective")
        await desk.type("1999-01-01")
        await desk.press("enter")
        said = "what was decided until today stays explained by those of then (R13)."
        assert said in in_one_line(desk.text)
        await desk.press("ctrl+s")
        assert "Give today or a day to come." in desk.text
        assert len(desk.session.store.table("amendments")) == 0

    at_the_desk(tmp_path, does, size=(80, 24))


def test_an_amendment_is_proposed_and_approved_by_another(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        other = desk.session.desk.session("sue")
        amend(other, "FIN", {"active_years": "7"}, "", "law")
        await desk.type(">schedule items")
        await desk.press("enter", "ctrl+y")
        assert "by sue: proposed" in desk.text
        await desk.press("home", "enter")
        assert found(desk.session, SCHEDULE, "FIN").version == 2
        view = desk.app.view
        assert isinstance(view, WhatIf)
        view.mark("active_years")
        await desk.type("8")
        await desk.press("enter", "ctrl+s")
        assert "another person approves it" in desk.text
        await desk.press("home", "enter")
        assert "was proposed by you" in desk.text
        assert found(desk.session, SCHEDULE, "FIN").version == 2

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_waits_for_approval_is_listed_and_approved_from_its_page(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        amend(desk.session.desk.session("sue"), "FIN", {"active_years": "7"}, "", "law")
        await desk.type(">amendments")
        await desk.press("enter")
        assert "A-2026-0001" in desk.text
        await desk.press("enter")
        assert "active_years: 7" in desk.text
        assert "FIN" in desk.text
        await desk.type(">approve the amendment")
        await desk.press("enter")
        assert found(desk.session, SCHEDULE, "FIN").version == 2

    at_the_desk(tmp_path, does, size=(80, 24))


def test_a_class_is_tried_under_another_item_proposed_and_approved(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        item = {"code": "LONG", "trigger": "closure", "active_years": "90"}
        register(desk.session, SCHEDULE, read_values(SCHEDULE, item))
        await desk.type(">scheme, as")
        await desk.press("enter", "down")
        await desk.type(">stood under")
        await desk.press("enter")
        view = desk.app.view
        assert isinstance(view, WhatIf)
        assert [each.name for each in view.shown_fields()] == ["schedule", "effective", "reason"]
        await desk.type("NOWHERE")
        await desk.press("enter")
        assert "No schedule item answers to “NOWHERE”." in in_one_line(desk.text)
        view.mark("schedule")
        await desk.type("LONG")
        await desk.press("enter")
        assert "4 records under it" in desk.text
        assert "4 are due no more" in desk.text
        await desk.press("ctrl+s")
        assert "another person approves it" in desk.text
        assert found(desk.session, SCHEME, "1.9").schedule == "FIN"
        await desk.press("home", "enter")
        assert "was proposed by you" in desk.text
        approve_amendment(desk.session.desk.session("sue"), "1")
        assert found(desk.session, SCHEME, "1.9").schedule == "LONG"

    at_the_desk(tmp_path, does, size=(80, 24))


def test_the_review_of_essential_records_is_kept_from_the_list_of_items(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        item = {"code": "A", "trigger": "closure", "active_years": "5", "vital": "yes"}
        register(desk.session, SCHEDULE, read_values(SCHEDULE, item))
        await desk.type(">schedule items")
        await desk.press("enter")
        await desk.type(">its essential")
        await desk.press("enter", "ctrl+s")
        assert "Reviewed: A" in desk.text
        assert found(desk.session, SCHEDULE, "A").reviewed == "2026-11-24"

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_is_due_is_proposed_from_its_list(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await desk.type(">due for")
        await desk.press("enter")
        assert "2015-03-31" in desk.text
        await desk.type("Finance")
        await desk.press("ctrl+b")
        assert desk.app.line.value == "", "what narrowed the list is no reason"
        await desk.type("year end")
        await desk.press("enter", "down", "enter")
        assert "Proposed: D-2026-0001" in desk.text
        (batch,) = desk.session.where(Disposition, Query().number == "D-2026-0001")
        assert batch.reason == "year end"
        assert states(desk, "1") == ["proposed"] * 4
        await desk.press("left")
        assert "no day is known" in desk.text

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_is_of_no_unit_is_not_proposed_with_all_that_is_due(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        for key in ("F0001", "F0002", "F0003", "F0004"):
            edit_holding(desk.session, key, {"unit": "" if key == "F0001" else "Finance"})
        await desk.type(">due for")
        await desk.press("enter")
        await desk.type("F0001")
        await desk.press("ctrl+b")
        assert "records of none are proposed by their keys" in desk.text
        assert desk.session.where(Disposition, Query().number == "D-2026-0001") == []

    at_the_desk(tmp_path, does, size=SIZE)


async def due_list(desk: Desktop) -> DueList:
    """The list of what is due, shown."""
    await desk.type(">due for")
    await desk.press("enter")
    assert isinstance(desk.app.view, DueList)
    return desk.app.view


async def propose_shown(desk: Desktop) -> None:
    """Ctrl+B, a reason, and yes."""
    await desk.press("ctrl+b")
    await desk.type("year end")
    await desk.press("enter", "down", "enter")


def proposed(desk: Desktop) -> list[str]:
    """The barcodes of all that stands in a batch, in the order in which it was proposed."""
    items = desk.session.store.table(DisposalItem.table).all()
    return [desk.session.visible.many([item["holding"]])[0].barcode for item in items]


def test_of_a_narrowed_list_only_what_it_shows_is_asked_about_and_proposed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await due_list(desk)
        await desk.type("Harbour")
        await desk.press("ctrl+b")
        assert "1 record of Finance may go:" in desk.text
        assert "Yes: propose this record" in desk.text
        await desk.type("year end")
        await desk.press("enter", "down", "enter")
        assert proposed(desk) == ["F0003"]

    at_the_desk(tmp_path, does)


def test_what_is_marked_is_proposed_whatever_is_shown_and_of_no_unit_too(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        edit_holding(desk.session, "F0002", {"unit": ""})
        edit_holding(desk.session, "F0003", {"unit": "Legal"})
        view = await due_list(desk)
        await desk.press("down", "space", "space")
        await desk.type("ACME")
        assert [row["key"] for row in view.listed] == ["F0001"]
        await desk.press("ctrl+b")
        assert "2 records may go:" in desk.text
        assert "F0002" in desk.text
        await desk.press("escape")
        await propose_shown(desk)
        assert proposed(desk) == ["F0002", "F0003"]
        assert not view.marks

    at_the_desk(tmp_path, does)


def test_what_is_under_a_hold_or_listed_already_is_named_and_stays(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
        place(desk.session, register(desk.session, HOLDS, about).number, {"on": ["F0001"]})
        propose(desk.session, ["F0002"], "earlier")
        await due_list(desk)
        await desk.press("ctrl+a", "ctrl+b")
        assert "2 records may go, 2 cannot:" in desk.text
        assert "2 are left as they are:" in desk.text
        assert "R1: " in desk.text
        assert "R7: F0002 is in D-2026-0001 already." in desk.text
        await desk.press("escape")
        await propose_shown(desk)
        assert proposed(desk) == ["F0002", "F0003", "F0004"]
        await desk.press("ctrl+a", "ctrl+b")
        assert "Nothing of it may be proposed now." in desk.text
        assert "F0001 is under H-2026-0001" in desk.text

    at_the_desk(tmp_path, does, size=SIZE)


def test_more_than_a_page_of_a_unit_is_counted_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "_MOST", 2)

    async def does(desk: Desktop) -> None:
        keep(desk)
        edit_holding(desk.session, "F0002", {"unit": "Legal"})
        await due_list(desk)
        assert "2 of 4" in desk.text
        await desk.press("ctrl+b")
        assert "3 records of Finance may go:" in desk.text
        await desk.type("year end")
        await desk.press("enter", "down", "enter")
        assert proposed(desk) == ["F0001", "F0003", "F0004"]

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_words_narrow_all_that_is_due_not_what_the_list_has_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "_MOST", 2)

    async def does(desk: Desktop) -> None:
        keep(desk)
        edit_holding(desk.session, "F0004", {"unit": "Legal"})
        view = await due_list(desk)
        assert [row["key"] for row in view.listed] == ["F0001", "F0002"]
        await desk.type("legal")
        assert [row["key"] for row in view.listed] == ["F0004"]
        desk.app.line.empty()
        await desk.settle()
        assert "2 of 4" in desk.text
        await desk.press("right")
        await desk.type("legal")
        assert [row["key"] for row in view.listed] == ["F0004"]

    at_the_desk(tmp_path, does)


def test_what_has_changed_since_it_was_counted_is_not_proposed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        await due_list(desk)
        await desk.press("ctrl+b")
        propose(desk.session.desk.session("sue"), ["F0004"], "another's")
        await desk.type("year end")
        await desk.press("enter", "down", "enter")
        assert "It is not what was counted any more: 4 then, 3 now." in desk.text
        assert proposed(desk) == ["F0004"]

    at_the_desk(tmp_path, does, size=SIZE)


def test_all_that_a_question_says_is_read_at_80_columns(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        said = "one and another word of it, " * 8 + "to the last"
        question = Question(title="Q", lines=["short", said], yes="Yes", then=lambda _reason: None)
        desk.app.open(question)
        await desk.settle()
        assert said in in_one_line(desk.text)
        assert question.cursor == len(question) - 2, "No is marked"
        assert "Down, then Enter: Yes" in desk.text
        await desk.press("down")
        assert "Enter: Yes" in desk.text

    at_the_desk(tmp_path, does, size=(80, 24))


def test_what_was_typed_stands_under_the_words_that_asked_for_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">inventory…")
        await desk.press("enter")
        await desk.type("B3-04-2")
        await desk.press("enter")
        assert "Of what? B3-04-2" in desk.text
        assert "Reason" not in desk.text

    at_the_desk(tmp_path, does, size=(80, 24))


@pytest.mark.parametrize("size", [(90, 40), SIZE, (200, 50)])
def test_a_batch_goes_by_its_steps_and_what_is_dimmed_says_why(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = propose(desk.session, ["F0001", "F0002"], "year end").number
        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        view = desk.app.view
        assert isinstance(view, DispositionView)
        assert f"R5: {number} was proposed by you." in desk.text
        assert "waits for Finance: 2 records" in desk.text
        if view.panes:
            await desk.press("alt+2", "home", "down")
        else:
            view.cursor = [n for n, row in enumerate(view._rows) if row.part][1]
        await desk.press("delete")
        assert "F0002" in desk.text
        desk.app.view.cursor = 1
        await desk.type("still in use")
        await desk.press("enter", "ctrl+s")
        assert states(desk, number) == ["proposed", "refused"]
        await desk.type(">its owner agrees")
        await desk.press("enter", "down")
        await desk.scan("P1")
        await desk.type("memo 7")
        await desk.press("enter", "ctrl+s")
        assert "Agreed to" in desk.text
        assert "memo 7" in desk.text

    at_the_desk(tmp_path, does, size=size)


def test_it_is_executed_by_scans_and_what_is_not_scanned_waits(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = approved(desk, "F0001", "F0002", "F0003")
        place_under = register(
            desk.session, HOLDS, {"title": "H", "matter": "H 1", "authority": "Legal"}
        )
        place(desk.session, place_under.number, {"on": ["F0002"]})
        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        await desk.type(">begin it")
        await desk.press("enter")
        await desk.type("shredded")
        await desk.press("enter", "ctrl+s")
        assert "scan each box or record as it goes" in desk.text
        await desk.scan("F0001")
        assert "2 still to be scanned" in desk.text
        assert states(desk, number) == ["destroyed", "proposed", "proposed"]
        await desk.scan("F0002")
        assert "It stays" in desk.text
        await desk.scan("F0004")
        assert desk.session.visible.one("F0004").status == "in"
        await desk.press("escape")
        await desk.scan("F0003")
        assert states(desk, number) == ["destroyed", "dropped", "destroyed"]
        assert found(desk.session, BATCHES, number).certificate == "DC-2026-0001"

    at_the_desk(tmp_path, does, size=SIZE)


def test_a_hold_has_a_screen_from_its_declaration(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
        number = register(desk.session, HOLDS, about).number
        await desk.type(">holds")
        await desk.press("enter", "enter")
        assert "ACME v. Crown" in desk.text
        await desk.press("home", "enter")
        assert "Ctrl+S" in desk.text
        await desk.scan("F0001")
        await desk.scan("F0002")
        await desk.press("ctrl+s")
        covers = parts_of(desk.session, found(desk.session, HOLDS, number))["covers"]
        assert [each["on"] for each in covers] == ["F0001", "F0002"]
        assert "covers" in desk.text

    at_the_desk(tmp_path, does, size=SIZE)


def test_an_execution_tells_how_far_it_is_and_esc_stops_it_with_nothing_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "STEP", 1)
    seen: list[str] = []
    count = Work.count

    def counted(work: Work, done: int, of: int | None) -> None:
        seen.append("".join(text for text, _role in work.status()))
        if done == 2 and len(seen) == 2:
            work.stop()
        count(work, done, of)

    monkeypatch.setattr(Work, "count", counted)

    async def does(desk: Desktop) -> None:
        keep(desk)
        number = approved(desk, *FOUR)

        async def execute() -> None:
            await desk.type(">execute it")
            await desk.press("enter")
            await desk.type("shredded")
            await desk.press("enter", "ctrl+s", "down", "enter")

        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        await execute()
        assert "“Execute it” goes on with the rest" in desk.text
        assert sorted(states(desk, number)) == ["destroyed"] * 2 + ["proposed"] * 2
        assert "disposing" in seen[0]
        assert "25 %" in seen[1]
        assert "Esc stops" in seen[1]
        assert isinstance(desk.app.view, DispositionView)
        await execute()
        assert states(desk, number) == ["destroyed"] * 4
        assert "DC-2026-0001" in desk.text
        assert "disposing" not in desk.text

    at_the_desk(tmp_path, does, size=SIZE)


def test_esc_stops_a_proposal_and_nothing_of_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = Work.count

    def counted(work: Work, done: int, of: int | None) -> None:
        assert work.stop()
        count(work, done, of)

    monkeypatch.setattr(Work, "count", counted)

    async def does(desk: Desktop) -> None:
        keep(desk)
        await desk.type(">due for")
        await desk.press("enter", "ctrl+b")
        assert "Nothing was proposed." in desk.text
        assert isinstance(desk.app.view, DueList), "what was not looked at is not asked about"
        monkeypatch.setattr(Work, "count", count)
        await desk.press("ctrl+b")
        await desk.type("year end")
        monkeypatch.setattr(Work, "count", counted)
        await desk.press("enter", "down", "enter")
        assert desk.session.store.table("dispositions").all() == []
        monkeypatch.setattr(Work, "count", count)
        await desk.press("ctrl+b")
        await desk.type("year end")
        await desk.press("enter", "down", "enter")
        assert states(desk, "1") == ["proposed"] * 4

    at_the_desk(tmp_path, does, size=SIZE)


def test_work_is_stopped_between_two_steps_and_not_at_its_end() -> None:
    work = Work("nothing is lost")
    assert not work.stop()
    assert work.turns is None
    work.begin("working")
    work.count(0, None)
    work.count(5, None)
    assert "5 rows read" in "".join(text for text, _role in work.status())
    work.count(1, 2)
    assert work.turns is not None
    assert work.stop()
    work.count(2, 2)
    with pytest.raises(Stopped, match="nothing is lost"):
        work.count(1, 2)
    work.end()
    assert not work.stop()


def test_who_classifies_a_record_is_told_what_it_may_be_with_the_reason(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        register(desk.session, SCHEME, {"code": "3", "title": "Harbour pilots"}, sure=True)
        hidden = {"code": "4", "title": "Harbour spies", "security": "secret"}
        register(desk.session, SCHEME, hidden, sure=True)
        edit_person(desk.session, "mlee", {"clearance": "", "caveats": []})
        edit_holding(desk.session, "F0001", {"title": "Pilots of the harbour", "class": ""})
        await desk.scan("F0001")
        await desk.type(">classify it")
        await desk.press("enter")
        assert isinstance(desk.app.view, Question)
        assert "3 Harbour pilots: its words: harbour, pilots" in desk.text
        assert "spies" not in desk.text
        await desk.type("3")
        await desk.press("enter", "down", "enter")
        assert desk.session.visible.one("F0001").class_ == "3"
        assert "3 has no item of the schedule: never due (R10)" in desk.text

    at_the_desk(tmp_path, does, size=(80, 24))
