"""Scans at the desk: no key besides, in order, told plainly, whatever is on the screen."""

from pathlib import Path

import pytest
from textual import events

from rmdesk.duties.intake import intake
from rmdesk.model.words import Status
from tests.screens.centre import Desktop, at_the_desk


def test_n_files_go_to_one_person_with_n_plus_one_scans(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0002", "F0003", "F0004")
        assert all(desk.status(f"F000{n}") == Status.OUT for n in range(1, 5))
        assert "FOR Keiko Ito · Finance" in desk.screen
        assert "leave its OUT card at B3-04-2" in desk.screen

    at_the_desk(tmp_path, does)


def test_what_is_out_comes_back_by_its_scan_and_is_filed_by_the_place(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0002")
        await desk.press("escape")
        await desk.scan("F0001", "F0002")
        assert desk.status("F0001") == Status.TO_REFILE
        assert "refile at B3-04-2" in desk.screen
        await desk.scan("S1", "F0001", "F0002")
        assert desk.status("F0002") == Status.IN
        assert "FILING AT B3-04-2" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_refusal_shows_every_reason_and_does_not_block_the_next_scan(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        from rmdesk.duties.circulation import reserve

        reserve(desk.session, ["F0001"], "P2")
        await desk.scan("P1", "F0001")
        assert "R20" in desk.screen
        assert "F0001 is reserved for Anna Roy." in desk.screen
        assert "Lifted by: cancelling that reservation; or a supervisor" in desk.text
        await desk.scan("F0002")
        assert desk.status("F0002") == Status.OUT
        assert desk.status("F0001") == Status.IN

    at_the_desk(tmp_path, does)


def test_after_an_unknown_place_nothing_is_filed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0001", "S1", "NOWHERE-9", "F0001")
        assert desk.status("F0001") == Status.TO_REFILE
        assert "STOPPED: scan a place" in desk.screen
        await desk.scan("S1", "F0001")
        assert desk.status("F0001") == Status.IN

    at_the_desk(tmp_path, does)


def test_scans_are_heard_while_a_question_or_another_screen_is_open(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001")
        await desk.press("f9")
        assert "Your last act: charged out" in desk.screen
        await desk.scan("F0002")
        assert desk.status("F0002") == Status.OUT
        await desk.press("f3")
        await desk.scan("F0003")
        assert desk.status("F0003") == Status.OUT
        await desk.press("f1")
        await desk.scan("F0004")
        assert desk.status("F0004") == Status.OUT

    at_the_desk(tmp_path, does)


def test_enter_in_a_question_means_no(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001")
        await desk.press("f9", "enter")
        assert desk.status("F0001") == Status.OUT
        await desk.press("f9")
        await desk.press("down", "enter")
        assert desk.status("F0001") == Status.IN
        assert "Undone: charged out" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_pasted_list_is_as_many_scans_as_lines(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        desk.app.line.post_message(events.Paste("F0001\r\nF0002\nF0003\rF0004"))
        await desk.settle()
        assert [desk.status(f"F000{n}") for n in range(1, 5)] == [*[Status.OUT] * 3, Status.IN]
        await desk.press("enter")
        assert desk.status("F0004") == Status.OUT

    at_the_desk(tmp_path, does)


def test_scans_and_pasted_lists_are_no_commands_while_these_are_shown(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        await desk.press("ctrl+p")
        desk.app.line.post_message(events.Paste("F0001\nF0002\n"))
        await desk.settle()
        await desk.press("ctrl+p")
        await desk.scan("F0003")
        assert [desk.status(f"F000{n}") for n in range(1, 4)] == [Status.OUT] * 3
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path, does)


def test_a_scan_over_half_typed_words_is_still_the_scan(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harb")
        await desk.pilot.pause(0.1)
        for letter in "F0001":
            desk.app.line.post_message(events.Key(letter.lower(), letter))
        desk.app.line.post_message(events.Key("enter", "\r"))
        await desk.settle()
        assert "ACME contract v.3" in desk.screen
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("code", ["F0001", "]C0F0001", "*F0001*"])
def test_a_scan_after_typed_letters_does_what_the_screen_does_with_it(
    tmp_path: Path, code: str
) -> None:
    """The pick list picks it, the scan's own signs around it or not."""

    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f3")
        await desk.type("zz")
        await desk.pilot.pause(0.1)
        await desk.scan(code)
        assert desk.status("F0001") == Status.PICKED
        assert desk.app.view.name == "picks"

    at_the_desk(tmp_path, does)


def test_cr_lf_and_tab_end_a_scan_once(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        for end in (("enter", "ctrl+j"), ("ctrl+j",), ("tab",)):
            await desk.scan("F0001", end=end)
            assert desk.app.view.name == "record"
            assert len(desk.app.views) == 2
            await desk.press("escape")

    at_the_desk(tmp_path, does)


def test_control_characters_within_a_scan_do_nothing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        gs1 = (*"F00", "ctrl+right_square_bracket", *"01")
        await desk.scan("", end=(*gs1, "ctrl+c", "enter"))
        assert desk.app.view.name == "record"
        assert desk.app.is_running

    at_the_desk(tmp_path, does)


def test_no_letter_or_digit_changes_data(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        before = desk.session.store.journal.last()
        for view in ("escape", "f2", "f3", "f5", "f6"):
            await desk.press(view)
            await desk.press(*"yq1")
            desk.app.go_home()
            desk.app.line.empty()
        await desk.scan("F0001")
        await desk.press(*"cr1")
        assert desk.session.store.journal.last() == before

    at_the_desk(tmp_path, does)


@pytest.mark.whole
@pytest.mark.parametrize(("keys", "files_on"), [(("down", "enter"), False), (("enter",), True)])
def test_filing_goes_on_where_nothing_was_moved(
    tmp_path: Path, keys: tuple[str, ...], files_on: bool
) -> None:
    """The place of a move was scanned for it: what is scanned next is not filed there."""

    async def does(desk: Desktop) -> None:
        await desk.scan("F0001", "S2")
        assert "Move it here for good?" in desk.screen
        await desk.press(*keys)
        moved = desk.session.visible.one("F0001").home_id == desk.session.place("S2").id
        assert moved is not files_on
        assert ("FILING AT A1-11-5" in desk.screen) is files_on
        assert (desk.app.counter.place is not None) is files_on

    at_the_desk(tmp_path, does)
