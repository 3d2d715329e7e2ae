"""A record under a hold says so on its screen, and is placed and lifted from there."""

from pathlib import Path

from rmdesk.desk.registering import register
from rmdesk.duties.held import holds_on
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import add_person
from screens.records.record_form import RecordForm
from tests.screens.centre import Desktop, at_the_desk

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal Services"}


def test_a_record_is_placed_under_a_hold_tells_it_and_is_lifted(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, HOLDS, ABOUT).number
        await desk.scan("F0001")
        assert "F0001 is under no hold of its own." in desk.screen
        assert "held" not in desk.screen
        await desk.type(">place under")
        await desk.press("enter")
        await desk.type(number)
        await desk.press("enter", "down", "enter")
        assert f"held {number} ACME v. Crown" in desk.text
        assert "F0001 is under no hold of its own." not in desk.screen
        await desk.type(">lift its")
        await desk.press("enter")
        await desk.type("settled")
        await desk.press("enter", "down", "enter")
        assert "Hold lifted" in desk.text
        assert f"held {number}" not in desk.text
        assert holds_on(desk.session, desk.session.visible.one("F0001")) == []

    at_the_desk(tmp_path, does, size=(100, 60))


def test_undo_says_what_holds_the_record_and_leaves_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        add_person(desk.session, {"name": "Sue", "login": "sue", "role": "supervisor"})
        edit_holding(desk.session, "F0001", {"notes": "torn"})
        sue = desk.session.desk.session("sue")
        number = register(sue, HOLDS, ABOUT).number
        place(sue, number, {"on": ["F0001"]})
        await desk.press("f9", "down", "enter")
        assert f"F0001 is under {number}: ACME v. Crown." in desk.text
        assert desk.session.visible.one("F0001").notes == "torn"

    at_the_desk(tmp_path, does, size=(100, 45))


def test_a_form_does_not_amend_what_is_held(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, HOLDS, ABOUT).number
        await desk.scan("F0001")
        await desk.press("ctrl+o")
        assert isinstance(desk.app.view, RecordForm)
        desk.app.view.mark("notes")
        await desk.type("torn")
        await desk.press("enter")
        place(desk.session, number, {"on": ["F0001"]})  # while it is being amended
        await desk.press("ctrl+s")
        assert f"R1 F0001 is under {number}: ACME v. Crown." in desk.text
        assert desk.session.visible.one("F0001").notes == ""

    at_the_desk(tmp_path, does, size=(100, 45))
