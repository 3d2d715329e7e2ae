"""What the screen of a disposition refuses: dimmed by the very rules that the acts refuse by."""

from pathlib import Path

import pytest

from rmdesk.desk.registering import found, register
from rmdesk.duties import execution
from rmdesk.duties.amendment import amend, amendments_of, approve_amendment
from rmdesk.duties.approval import approve
from rmdesk.duties.consent import concur
from rmdesk.duties.disposition import BATCHES
from rmdesk.duties.execution import execute
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.schedule import SCHEDULE
from screens.kit.question import Question
from screens.views.disposition import DispositionView
from tests.screens.centre import Desktop, at_the_desk, in_one_line
from tests.screens.test_disposition import SIZE, approved, keep, states

STATES = ("proposed", "known in part", "approved", "executing", "executed", "dropped")


def bring_to(desk: Desktop, state: str) -> str:
    """The number of a batch in a state, seen by who may not do some of what is offered."""
    keys = ("F0001", "F0002")
    if state == "known in part":
        edit_holding(desk.session, "F0002", {"security": "secret"})
        number = propose(desk.session, keys, "year end").number
        edit_person(desk.session, "mlee", {"clearance": "", "caveats": []})
        return number
    if state in ("proposed", "dropped"):
        number = propose(desk.session, keys, "year end").number
    else:
        number = approved(desk, *keys)
    batch = found(desk.session, BATCHES, number)
    if state == "executing":
        add_person(desk.session, {"name": "Wit", "barcode": "W1"})
        execution.begin(desk.session, number, {"method": "burnt", "witness": ["W1"]})
    if state == "executed":
        execute(desk.session, batch, {"method": "burnt"})
    return number


@pytest.mark.parametrize("state", STATES)
def test_each_act_is_dimmed_by_what_it_refuses_by(tmp_path: Path, state: str) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = bring_to(desk, state)
        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        view = desk.app.view
        assert isinstance(view, DispositionView)
        assert view.loaded is not None
        batch = found(desk.session, BATCHES, number)
        told = {each.name: each.reasons_against(desk.session, batch, {}) for each in view.acts}
        assert view.loaded.against == told
        for reasons in told.values():
            assert not reasons or f"{reasons[0].rule}: {reasons[0].text}"[:24] in desk.text
        if state == "known in part":
            assert "does not go as it is now." in desk.text

    at_the_desk(tmp_path, does, size=SIZE)


def test_undo_tells_that_an_execution_stays_before_it_asks(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = approved(desk, "F0001")
        execute(desk.session, found(desk.session, BATCHES, number), {"method": "burnt"})
        await desk.press("f9")
        assert "R36 “disposed of” is not undone by a key." in desk.text
        assert not isinstance(desk.app.view, Question)
        assert states(desk, number) == ["destroyed"]

    at_the_desk(tmp_path, does, size=SIZE)


def test_undo_of_an_owners_agreement_is_refused_after_the_approval(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = approved(desk, "F0001")
        await desk.press("f9")
        assert isinstance(desk.app.view, Question)
        await desk.press("down", "enter")
        assert f"R35 {number} is approved." in desk.text
        assert len(desk.session.store.table("concurrences")) == 1

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_another_approves_while_a_form_is_filled_in_takes_nothing_more(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = propose(desk.session, ["F0001", "F0002"], "year end").number
        concur(desk.session, number, {"unit": "Finance", "by": "P1"})
        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        await desk.type(">its owner refuses")
        await desk.press("enter")
        await desk.scan("F0001")
        await desk.press("down")
        await desk.type("still in use")
        await desk.press("enter")
        execute(desk.session, approve(desk.session.desk.session("sue"), number), {"method": "x"})
        await desk.press("ctrl+s")
        assert f"R35 {number} is executed." in desk.text
        assert states(desk, number) == ["destroyed", "destroyed"]

    at_the_desk(tmp_path, does, size=SIZE)


def test_what_another_decides_between_two_scans_is_told_with_the_scan(tmp_path: Path) -> None:
    """R2: a record is asked about as it is when its own scan comes, whoever held it meanwhile."""

    async def does(desk: Desktop) -> None:
        keep(desk)
        number = approved(desk, "F0001", "F0002", "F0003")
        execution.begin(desk.session, number, {"method": "burnt"})
        await desk.type(">dispositions")
        await desk.press("enter", "enter")
        await desk.scan("F0001")
        assert "2 still to be scanned" in desk.text
        sue = desk.session.desk.session("sue")
        about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
        place(sue, register(sue, HOLDS, about).number, {"on": ["F0002"]})
        await desk.scan("F0002")
        assert "F0002 is under H-" in in_one_line(desk.text)
        assert states(desk, number) == ["destroyed", "dropped", "proposed"]
        execution.finish(sue, found(sue, BATCHES, number), "not there")
        await desk.scan("F0003")
        assert desk.session.visible.one("F0003").status == "in"
        assert states(desk, number) == ["destroyed", "dropped", "dropped"]

    at_the_desk(tmp_path, does, size=SIZE)


def test_of_two_who_approve_an_amendment_from_open_screens_one_does(tmp_path: Path) -> None:
    """R35: what was shown as waiting is asked about again in the act that approves it."""

    async def does(desk: Desktop) -> None:
        keep(desk)
        add_person(desk.session, {"name": "Ann", "login": "ann", "role": "supervisor"})
        sue, ann = (desk.session.desk.session(login) for login in ("sue", "ann"))
        number = amend(sue, "FIN", {"active_years": "7"}, "", "law").amendment.number
        await desk.type(">schedule items")
        await desk.press("enter", "ctrl+y", "home")
        assert "by sue: proposed" in desk.text
        approve_amendment(ann, number)
        await desk.press("enter")
        assert found(desk.session, SCHEDULE, "FIN").version == 2
        assert amendments_of(sue, found(sue, SCHEDULE, "FIN"))[0].approved_by == "ann"

    at_the_desk(tmp_path, does, size=SIZE)
