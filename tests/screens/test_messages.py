"""The messages of a session: a list by a key, with their time; one word for each thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screens.app.keys import command_for_key
from screens.views.messages import Messages
from tests.screens.centre import Desktop, at_the_desk

ROOT = Path(__file__).resolve().parents[2]


def test_a_key_lists_what_was_told_with_its_time_the_newest_first(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0002")
        await desk.press("ctrl+l")
        below = desk.screen.partition(" messages ")[2]
        rows = [line for line in below.splitlines() if " 12:00 " in line]
        assert "Payroll" in rows[0]
        assert "ACME" in rows[1]
        assert "For Keiko Ito" in rows[2]

    at_the_desk(tmp_path, does, size=(120, 40))


def test_messages_are_narrowed_and_enter_opens_what_one_tells_of(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0002")
        await desk.press("ctrl+l")
        await desk.type("acme")
        view = desk.app.view
        assert isinstance(view, Messages)
        assert len(view) == 1
        await desk.press("enter")
        assert desk.app.view.name == "record"
        assert "ACME contract v.3" in desk.screen

    at_the_desk(tmp_path, does)


def test_what_is_about_no_record_says_so(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("ctrl+n", "ctrl+l", "down", "up", "enter")
        assert "This message is about no record." in desk.text

    at_the_desk(tmp_path, does)


def test_a_key_of_two_screens_means_what_is_shown(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.press("f5")
        command = command_for_key("ctrl+g", desk.app)
        assert command is not None
        assert command.name == "label-preview"
        await desk.press("f10", *">new place", "enter")
        command = command_for_key("ctrl+g", desk.app)
        assert command is not None
        assert command.name == "choose"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("path", ["screens", "rmdesk/duties", "rmdesk/desk"])
def test_undo_is_called_undo(path: str) -> None:
    """“Take back” is said of imports alone, “return” of what was lent."""
    said = re.compile(r"(?:_|later)\(\s*[\"'][^\"']*\b(?:take|taken|takes) (?:it |one )?back")
    for file in (ROOT / path).rglob("*.py"):
        if file.name not in ("exchanging.py", "catalogue.py"):
            assert not said.search(file.read_text("utf-8")), file
