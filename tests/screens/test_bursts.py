"""What is typed in one burst, as over a slow line, from a paste, or by a quick typist (R42).

Words and commands mean what they mean when they are typed slowly; a code is a scan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rmdesk.duties.holding import add_holding
from rmdesk.duties.request import intake
from rmdesk.model.words import Status
from tests.screens.centre import Desktop, at_the_desk, file_values
from tests.screens.test_typed import lend


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(
    ("typed", "view"),
    [
        ("pick list", "picks"),
        ("pick", "picks"),
        ("hand over the shift", "shift"),
        ("glossary", "glossary"),
        ("messages", "messages"),
        ("reports", "reports"),
    ],
)
def test_a_command_is_run_however_fast_it_is_typed(
    tmp_path: Path, opened: bool, typed: str, view: str
) -> None:
    async def does(desk: Desktop) -> None:
        if opened:
            await desk.press("ctrl+p")
            await desk.press_at_once(*typed, "enter")
        else:
            await desk.press_at_once(">", *typed, "enter")
        assert desk.app.view.name == view
        assert not desk.app.line.value

    at_the_desk(tmp_path, does)


def test_a_command_that_is_pasted_runs_and_one_after_it_is_not_lost(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press_at_once(*">pick list", "enter", *">glossary", "enter")
        assert [view.name for view in desk.app.views][-2:] == ["picks", "glossary"]

    at_the_desk(tmp_path, does)


def test_what_is_only_like_a_command_is_shown_and_waits_for_enter(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press_at_once(*">glosary", "enter")
        assert desk.app.view.name == "palette"
        assert desk.app.line.value == ">glosary"
        await desk.press("enter")
        assert desk.app.view.name == "glossary"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("code", [">quit", ">undo", "F0001"])
def test_a_code_is_a_scan_where_a_command_is_typed(tmp_path: Path, opened: bool, code: str) -> None:
    async def does(desk: Desktop) -> None:
        if code.startswith(">"):
            with desk.session.change("sample"):
                add_holding(desk.session, {**file_values(9, "Odd"), "barcode": code})
        await desk.scan("P1")
        if opened:
            await desk.press("ctrl+p")
        await desk.scan(code)
        assert desk.status(code) == Status.OUT
        assert desk.app.is_running

    at_the_desk(tmp_path, does)


def test_an_unknown_code_that_begins_as_commands_do_stops_the_filing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("S1", ">0815")
        assert "Nothing more is filed until a place is scanned (R29)" in desk.text

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("filing", [False, True])
def test_a_reason_is_taken_however_fast_it_is_typed(tmp_path: Path, filing: bool) -> None:
    async def does(desk: Desktop) -> None:
        if filing:
            await desk.scan("S1")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.press_at_once(*">mark missing", "enter")
        await desk.press_at_once(*"not in its box", "enter")
        assert desk.app.view.name == "question"
        await desk.press("down", "enter")
        assert desk.status("F0001") == Status.MISSING
        assert desk.session.store.journal.latest(1)[0].reason == "not in its box"
        assert not desk.app.counter.blocked

    at_the_desk(tmp_path, does)


def test_a_code_scanned_at_a_question_is_a_scan_and_no_reason(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0002")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.press_at_once(*">mark missing", "enter")
        await desk.scan("F0002")
        assert desk.status("F0002") == Status.TO_REFILE
        assert desk.status("F0001") == Status.IN

    at_the_desk(tmp_path, does)


def test_one_of_several_is_chosen_however_fast_it_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f3", "ctrl+d")
        assert "1 marked record" in desk.screen
        await desk.scan("S1")
        assert desk.app.counter.place is not None
        await desk.press_at_once(*"mark missing", "enter")
        assert "Where have you looked?" in desk.screen
        await desk.press_at_once(*"behind the shelf", "enter")
        assert "Yes: Mark missing" in desk.screen
        assert not desk.app.counter.blocked

    at_the_desk(tmp_path, does)


def test_a_choice_and_a_day_of_a_form_are_taken_however_fast(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("S1")
        await desk.press("f2")
        for name, typed, value in (
            ("type", "consult", "consult"),
            ("priority", "urgent", "urgent"),
            ("contact", "ext. 4711", "ext. 4711"),
        ):
            desk.app.view.mark(name)  # type: ignore[attr-defined]
            await desk.press_at_once(*typed, "enter")
            assert desk.app.drafts["intake"].values[name] == value
        assert not desk.app.counter.blocked

    at_the_desk(tmp_path, does)


def test_what_the_mark_was_moved_for_was_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await desk.type("F0001")
        await desk.press_at_once("down", "up", "enter")
        assert desk.app.view.name == "record"
        assert desk.status("F0001") == Status.OUT

    at_the_desk(tmp_path, does)
