"""The desk's screens: intake, pick list, record, labels, reports, help and palette."""

from pathlib import Path

from rmdesk.duties.holding import add_holding
from rmdesk.duties.picking import pick
from rmdesk.duties.request import find_request, intake
from rmdesk.duties.ticket import open_requests
from rmdesk.model.words import RequestStatus, Status
from screens.app.keys import COMMANDS, command_for_key, every_command
from screens.kit.command import key_name
from screens.kit.paint import paint
from tests.screens.centre import Desktop, at_the_desk
from tests.staff import colleague


def test_a_request_is_taken_in_by_two_scans_and_a_key(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await desk.press("ctrl+s")
        request = find_request(desk.session, "R-1001")
        assert (request.requester, request.priority) == ("Keiko Ito", "routine")
        assert desk.status("F0001") == Status.IN
        assert "R-1001 written: 1 record for Keiko Ito" in desk.text
        assert "R-1001" in desk.screen.splitlines()[8]

    at_the_desk(tmp_path, does)


def test_a_draft_survives_until_it_is_written(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("F0001")
        await desk.press("ctrl+s")
        assert "Who asks?" in desk.text
        await desk.press("escape")
        assert desk.app.view.name == "desk"
        await desk.press("f2")
        assert "1 record" in desk.screen
        await desk.scan("P2")
        await desk.press("ctrl+s")
        assert find_request(desk.session, "R-1001").requester == "Anna Roy"
        await desk.press("f2")
        assert "Anna Roy" not in desk.screen.split("draft")[1]

    at_the_desk(tmp_path, does)


def test_an_intake_is_filled_by_typing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.type("ito")
        await desk.press("enter")
        await desk.type("harbour")
        await desk.press("down", "enter", "escape")
        assert desk.app.view.name == "intake"
        await desk.press("down", "down", "right", "down", "left")
        await desk.press("down")
        await desk.type("the survey of the wall")
        await desk.press("enter")
        await desk.press("ctrl+s")
        request = find_request(desk.session, "R-1001")
        assert request.requester == "Keiko Ito"
        assert (request.type, request.priority) == ("consult", "next-day")
        assert request.text == "the survey of the wall"

    at_the_desk(tmp_path, does)


def test_a_record_that_is_scanned_twice_is_asked_for_once(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        assert "Asked for: ACME contract v.3" in desk.text
        await desk.scan("F0002", "F0001")
        assert "Counted once: ACME contract v.3" in desk.text
        await desk.press("ctrl+s")
        assert "R-1001 written: 2 records for Keiko Ito" in desk.text

    at_the_desk(tmp_path, does)


def test_what_goes_by_a_request_of_its_own_is_told_with_its_number(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        colleague(desk.session.desk, "low")
        add_holding(desk.session, {"kind": "file", "barcode": "X1", "security": "secret"})
        await desk.press("f2")
        await desk.scan("P1", "F0001", "X1")
        await desk.press("ctrl+s")
        (apart,) = [e.request for e in open_requests(desk.session) if e.request.id != 1]
        assert "R-1001 written: 2 records for Keiko Ito" in desk.text
        assert f"X1 is asked for by {apart.number}; pick it: F3" in desk.text

    at_the_desk(tmp_path, does)


def test_ctrl_s_while_choosing_takes_what_is_marked_and_writes(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("F0001")
        await desk.press("up")
        await desk.type("legal")
        assert desk.app.view.name == "people"
        assert "Ctrl+S write" in desk.screen
        await desk.press("ctrl+s")
        assert desk.app.view.name == "intake"
        assert "Who asks?" in desk.text
        await desk.type("legal")
        await desk.press("enter")
        await desk.type("harbour")
        assert desk.app.view.name == "search"
        await desk.press("up", "ctrl+s")
        assert "R-1001 written: 2 records for Anna Roy" in desk.text
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path, does)


def test_ctrl_s_writes_nothing_that_was_only_found(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await desk.type("harbour")
        await desk.press("ctrl+s")
        assert "R-1001 written: 1 record for Keiko Ito" in desk.text

    at_the_desk(tmp_path, does)


def test_the_pick_list_picks_by_scans(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002"], priority="urgent")
        await desk.press("f3")
        assert "2 to pick" in desk.screen
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.PICKED
        assert "Picked: ACME contract v.3" in desk.text
        assert "1 to pick" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_code_typed_on_the_pick_list_opens_and_its_likely_act_picks(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002"], priority="urgent")
        await desk.press("f3")
        await desk.type("F0001")
        assert desk.app.view.name == "picks"
        assert "1 of 2" in desk.screen
        await desk.press("enter")
        assert desk.status("F0001") == Status.IN
        await desk.press("enter", "enter")
        assert desk.status("F0001") == Status.PICKED
        await desk.press("escape")
        assert "1 to pick" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_request_goes_from_the_queue_to_the_hand_over(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"], priority="urgent")
        pick(desk.session, "F0001")
        await desk.scan("R-1001")
        await desk.press("enter")
        assert desk.status("F0001") == Status.PICKED
        await desk.press("enter")
        assert desk.status("F0001") == Status.WAITING
        await desk.press("enter", "enter")
        assert desk.status("F0001") == Status.OUT
        status = find_request(desk.session, "R-1001").status
        assert status == RequestStatus.HANDED_OVER

    at_the_desk(tmp_path, does)


def test_a_record_tells_where_it_is_and_why_an_action_is_dimmed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        assert "home B3-04-2" in desk.text
        assert "Scan the person's badge first." in desk.screen
        assert "Nobody asked for F0001." in desk.screen
        await desk.scan("P1", "F0001")
        assert "with Keiko Ito" in desk.screen
        assert "charged out" in desk.screen

    at_the_desk(tmp_path, does, size=(80, 40))


def test_missing_wants_a_reason_and_a_yes(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.type(">mark missing")
        await desk.press("enter")
        assert "Mark missing" in desk.screen
        await desk.press("down", "enter")
        assert desk.status("F0001") == Status.IN
        await desk.type(">mark missing")
        await desk.press("enter")
        await desk.type("not on the shelf")
        await desk.press("enter")
        await desk.press("down", "enter")
        assert desk.status("F0001") == Status.MISSING

    at_the_desk(tmp_path, does)


def test_labels_are_printed_to_a_file_and_again_by_one_key(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        file = tmp_path / "labels.pdf"
        await desk.scan("F0001")
        await desk.press("f5")
        assert "ACME contract v.3" in desk.screen
        desk.app.view.values["printer"] = f"file:{file}"  # type: ignore[attr-defined]
        await desk.press("ctrl+s")
        assert file.read_bytes().startswith(b"%PDF")
        assert "1 label to file:" in desk.text
        file.unlink()
        await desk.press("f8")
        assert file.exists()

    at_the_desk(tmp_path / "home", does)


def test_every_key_has_one_command_and_none_is_eaten_by_terminals() -> None:
    keys = {command.key for command in COMMANDS if command.key}
    for key in keys:
        views = [command.views for command in COMMANDS if command.key == key]
        shown = [view for each in views for view in each]
        assert len(views) == 1 or (all(views) and len(shown) == len(set(shown))), key
    assert len({command.name for command in every_command()}) == len(every_command())
    assert not [command for command in every_command()[len(COMMANDS) :] if command.key]
    for key in keys:
        assert key not in ("ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h")
        assert key == "escape" or key.startswith(("f", "ctrl+")), key
        assert command_for_key(key) is not None
        assert key_name(key)


def test_the_palette_narrows_runs_and_says_why_not(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">pick l")
        assert desk.app.view.name == "palette"
        await desk.press("enter")
        assert desk.app.view.name == "picks"
        await desk.press("escape")
        await desk.press("ctrl+p")
        assert "Scan the person's badge first." in desk.screen
        await desk.scan("F0001")
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does)


def test_a_key_that_can_do_nothing_says_why(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f7")
        assert "Scan the person's badge first." in desk.text

    at_the_desk(tmp_path, does)


def test_every_screen_opens_has_help_and_is_left_by_escape(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001")
        for key in ("f2", "f3", "f4", "f5", "f6", "f7"):
            await desk.press(key)
            assert desk.app.view.name != "desk", key
            await desk.press("f1")
            assert "Scans, everywhere" in desk.screen or "Here" in desk.screen
            await desk.press("escape", "escape")
            assert desk.app.view.name == "desk", key

    at_the_desk(tmp_path, does, size=(120, 40))


def test_every_report_is_made(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001")
        for row in range(5):
            await desk.press("f6", "tab", *["down"] * row, "enter")
            await desk.press("right", "tab")
            assert desk.app.view.name == "reports"
            desk.app.go_home()

    at_the_desk(tmp_path, does)


def test_every_line_of_every_screen_fills_the_window(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0004"], priority="urgent")
        await desk.scan("P1", "F0001")
        for key in ("escape", "f2", "f3", "f4", "f5", "f6", "f7", "f1"):
            await desk.press(key)
            view, width = desk.app.view, desk.app.size.width - 6
            for index in range(len(view)):
                assert paint(view.row(index, width), width).cell_length == width
            desk.app.go_home()

    at_the_desk(tmp_path, does)


def test_the_picture_of_the_desk(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"], priority="urgent")
        desk.app.go_home()
        await desk.settle()
        lines = desk.screen.splitlines()
        assert lines[0].startswith(" rmdesk  Main file room")
        assert lines[0].endswith("mlee · 1 session")
        assert lines[1].startswith("┌ scan, search or type a command ─")
        assert lines[3].startswith("├ waiting 1 · urgent 1 · late 0 ─")
        assert lines[3].endswith("─ out 0 · overdue 0 · to refile 0 ┤")
        assert "R-1001 urgent" in lines[4]
        assert "Finance / Ito" in lines[4]
        assert lines[23].startswith(" F2 intake  F3 pick list  F5 label  F6 reports  F9 undo")

    at_the_desk(tmp_path, does)
