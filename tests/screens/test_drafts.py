"""Forms: choices as a list, days as they are said, drafts that outlive Esc and a kill."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from rmdesk.duties.request import find_request
from screens.kit.drafts import keep_draft, kept_drafts
from screens.kit.form import Form
from screens.records.act_form import ActForm
from screens.views.intake import Intake
from tests.screens.centre import Desktop, at_the_desk, make_centre, opened


def form_of(desk: Desktop) -> Form:
    """The form that is shown."""
    assert isinstance(desk.app.view, Form)
    return desk.app.view


# --- choices


def test_enter_lists_the_choices_and_down_goes_on_from_the_one_that_is_taken(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        form = form_of(desk)
        form.mark("priority")
        await desk.press("enter")
        assert [text in desk.screen for text in ("urgent", "same day", "next day")] == [True] * 3
        await desk.press("up", "enter")
        assert form.values["priority"] == "next-day"
        assert form.marked is not None
        assert form.marked.name == "text", "the next field is marked"

    at_the_desk(tmp_path, does)


def test_letters_narrow_the_list_and_what_begins_so_comes_first(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">new holding")
        await desk.press("enter")
        form = form_of(desk)
        form.mark("kind")
        await desk.type("m")
        assert desk.app.view.name == "question"
        first = next(line for line in desk.screen.splitlines() if "▸" in line)
        assert first.split()[2].startswith("m")
        await desk.type("ap")
        await desk.press("enter")
        assert form.values["kind"] == "map"

    at_the_desk(tmp_path, does)


def test_escape_leaves_the_list_and_the_field_as_it_was(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        form_of(desk).mark("type")
        await desk.press("enter", "down", "escape")
        assert form_of(desk).values["type"] == "loan"

    at_the_desk(tmp_path, does)


def test_a_scan_at_the_list_is_for_the_form(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        form_of(desk).mark("type")
        await desk.press("enter")
        await desk.scan("P1")
        form = form_of(desk)
        assert isinstance(form, Intake)
        assert form.draft.requester is not None
        assert desk.app.counter.person is None

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("end", ["enter", "ctrl+s"])
def test_what_no_choice_is_called_stays_to_be_corrected(tmp_path: Path, end: str) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        form_of(desk).mark("type")
        await desk.type("co")
        assert desk.app.view.name == "question"
        await desk.type("nfuse")
        await desk.press(end)
        assert desk.app.view.name == "intake"
        assert desk.app.line.value == "confuse"
        assert form_of(desk).values["type"] == "loan"

    at_the_desk(tmp_path, does)


# --- nothing that looks like a value and is none


def test_a_hint_stands_in_parentheses_and_so_does_nothing_said(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        assert "(scan the badge, or type)" in desk.screen
        assert "(not said)" in desk.screen
        assert "2026-12-31" not in desk.screen
        await desk.type(">new holding")
        await desk.press("enter")
        assert "(one of these is needed)" in desk.screen

    at_the_desk(tmp_path, does)


# --- days


@pytest.mark.parametrize(
    ("said", "day"),
    [("today", "2026-11-24"), ("+7", "2026-12-01"), ("fri", "2026-11-27"), ("+2w", "2026-12-08")],
)
def test_a_day_is_said_and_its_date_is_seen(tmp_path: Path, said: str, day: str) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        form = form_of(desk)
        form.mark("needed_by")
        await desk.type(said)
        await desk.press("enter")
        assert form.values["needed_by"] == day
        assert day in desk.screen

    at_the_desk(tmp_path, does)


# --- drafts


async def _begin_request(desk: Desktop) -> None:
    await desk.press("f2")
    await desk.scan("P1", "F0001", "F0002")
    form_of(desk).mark("contact")
    await desk.type("ext. 4711")
    await desk.press("enter")


async def _begin_act(desk: Desktop) -> None:
    await desk.scan("P1")
    await desk.type("F0001")
    await desk.press("enter")
    await desk.type(">more said")
    await desk.press("enter")
    form = form_of(desk)
    assert isinstance(form, ActForm)
    form.mark("due")
    await desk.type("+7")
    await desk.press("enter")
    assert form.values["due"] == "2026-12-01"


def test_a_request_s_draft_outlives_a_kill_for_its_account_alone(tmp_path: Path) -> None:
    async def run() -> None:
        with make_centre(tmp_path) as made:
            async with opened(made) as desk:
                await _begin_request(desk)
                (kept,) = (tmp_path / "drafts").iterdir()
                assert stat.S_IMODE(kept.stat().st_mode) == 0o600
            async with opened(made) as desk:  # nothing was called that leaves the form or the app
                assert "draft: F2" in desk.screen.splitlines()[0]
                await desk.press("f2")
                for text in ("Keiko Ito", "2 records", "ext. 4711"):
                    assert text in desk.screen
                await desk.press("ctrl+s")
                assert find_request(desk.session, "R-1001").contact == "ext. 4711"
                assert not kept.exists()
                await desk.press("f10")
                assert "draft" not in desk.screen.splitlines()[0]
            assert kept_drafts(tmp_path, "another") == []

    asyncio.run(run())


def test_what_may_not_be_known_any_more_is_not_in_a_draft(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep_draft(
            tmp_path, desk.session.login, "intake",
            {"requester": "1", "records": "1 9999 x", "type": "loan", "priority": "urgent"},
        )  # fmt: skip
        keep_draft(tmp_path, desk.session.login, "holding 9999", {"title": "Hidden away"})
        await desk.press("f2")
        assert "1 record" in desk.screen
        desk.app.begun.add("holding 9999")
        await desk.type(">drafts")
        await desk.press("enter")
        assert "Hidden away" not in desk.screen

    at_the_desk(tmp_path, does)


def test_an_act_s_form_keeps_what_was_said_until_it_is_done_or_discarded(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await _begin_act(desk)
        first = form_of(desk)
        await desk.press("escape", "f10")
        assert "draft: > drafts" in desk.screen.splitlines()[0]
        await desk.type(">drafts")
        await desk.press("enter")
        assert "ACME contract" in desk.screen
        await desk.press("enter")
        again = form_of(desk)
        assert again is not first
        assert again.values["due"] == "2026-12-01"
        await desk.press("ctrl+t", "down", "enter")
        await desk.press("f10")
        assert "draft" not in desk.screen.splitlines()[0]
        assert not [*(tmp_path / "drafts").iterdir()]

    at_the_desk(tmp_path, does)


def test_drafts_are_listed_gone_on_with_and_discarded(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await _begin_request(desk)
        await desk.type(">new holding")
        await desk.press("enter")
        form_of(desk).mark("title")
        await desk.type("Half a title")
        await desk.press("enter", "escape", "f10")
        assert "2 drafts: > drafts" in desk.screen.splitlines()[0]
        await desk.type(">drafts")
        await desk.press("enter")
        assert "Half a title" in desk.screen
        assert "Keiko Ito · 2 records" in desk.screen
        await desk.type("half")
        await desk.press("enter")
        assert form_of(desk).values["title"] == "Half a title"
        await desk.press("escape")
        await desk.type("half")
        await desk.press("down")
        desk.app.line.empty()
        await desk.press("delete")
        assert "Discard the draft" in desk.screen
        await desk.press("enter")
        assert len(kept_drafts(tmp_path, desk.session.login)) == 2
        await desk.press("delete", "down", "enter")
        assert [each.name for each in kept_drafts(tmp_path, desk.session.login)] == ["intake"]

    at_the_desk(tmp_path, does)
