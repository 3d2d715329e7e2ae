"""Parts beside a list: their frame, their numbers, what the desk shows in a window of each size."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import add_holding
from rmdesk.duties.picking import pick
from rmdesk.duties.request import assign, find_request, intake, make_ready
from rmdesk.duties.reserving import reserve
from screens.kit.panes import Grid, Pane, PaneRow, columns, rows
from screens.views.desk import Queue
from screens.views.desk_panes import split_of
from tests.screens.centre import Desktop, at_the_desk

MIDDLE, LARGE = (120, 40), (200, 50)


@pytest.mark.parametrize("width", [110, 119, 120, 133, 169, 170, 200, 251])
@pytest.mark.parametrize("height", [17, 20, 34, 44])
def test_every_line_of_a_split_window_fills_it_and_every_part_has_room(
    width: int, height: int
) -> None:
    split = split_of(width, height)
    assert split is not None
    grid = Grid(split, width, height)
    lines = [grid.line(y, lambda n: [(f"head {n}", "")], lambda b, n: ([("x", "")], False))
             for y in range(height)]  # fmt: skip
    assert {line.cell_length for line in lines} == {width}
    assert all(box.width > 10 and box.height > 0 for box in grid.boxes)
    for x in grid.joints(below=True):
        assert lines[-1].text[x] in "│├┤"


def test_the_frame_joins_its_lines() -> None:
    grid = Grid(columns((rows((0, 0.5), (1, 0)), 0), (rows((2, 0.5), (3, 0)), 10)), 40, 9)
    painted = [grid.line(y, lambda n: (), lambda b, n: ((), False)).text for y in range(9)]
    assert {cell_len(line) for line in painted} == {40}
    assert painted[4][0] == "├"
    assert painted[4][-1] == "┤"
    assert "┼" in painted[4]
    assert grid.joints(below=False) == grid.joints(below=True)


def test_a_part_scrolls_to_its_mark_and_marks_only_what_opens() -> None:
    went: list[int] = []

    def door(n: int) -> PaneRow:
        return PaneRow([(str(n), "")], (lambda _app: went.append(n)) if n % 2 else None)

    made = list(map(door, range(20)))
    pane = Pane("numbers", lambda _width: made)
    pane.rows(10)
    pane.settle(4)
    assert pane.cursor == 1
    pane.move("end", 3)
    pane.settle(4)
    assert (pane.cursor, pane.top) == (19, 16)
    pane.open(None)  # type: ignore[arg-type]
    pane.move("home", 3)
    pane.settle(4)
    assert (pane.cursor, pane.top) == (1, 0)
    assert went == [19]


def busy(desk: Desktop) -> None:
    session = desk.session
    intake(session, "P1", ["F0001"], priority="urgent")
    intake(session, "P2", ["F0002", "F0003"])
    pick(session, "F0002")
    make_ready(session, "R-1002")
    charge_out(session, ["F0004"], "P1", due=session.now().date())
    charge_out(session, ["F0005", "F0006"], "P2")
    return_(session, ["F0006"])


async def begun(desk: Desktop) -> None:
    busy(desk)
    desk.app.go_home()
    await desk.settle()


def test_the_desk_has_parts_where_the_window_has_room(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        for text in ("number priority", "2 the marked request", "3 set aside 1",
                     "4 due back today 1", "5 to refile 1"):  # fmt: skip
            assert text in desk.text, text
        assert "R-1001 → Fetch it: F3" in desk.text
        assert "6 the day" not in desk.text
        await desk.press("down")
        assert "R-1002 → Hand over" in desk.text
        assert desk.app.view.pane == 0

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_the_numbers_jump_and_tab_goes_round(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        view = desk.app.view
        assert isinstance(view, Queue)
        await desk.press("alt+3")
        assert view.pane == 2
        await desk.press("enter")
        assert desk.app.view.name == "record"
        assert "1250-002" in desk.screen
        await desk.press("escape")
        assert (desk.app.view, view.pane) == (view, 2)
        await desk.press("alt+1")
        assert view.pane == 0
        seen = []
        for _part in range(4):
            await desk.press("tab")
            seen.append(view.pane)
        assert seen == [1, 2, 3, 4]
        await desk.press("tab")
        assert view.pane == 0, "then the figures"
        await desk.press("shift+tab")
        assert view.pane == 4
        await desk.press("alt+9")
        assert view.pane == 4, "there is no such part"

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_a_scan_is_a_scan_wherever_the_mark_is(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        await desk.press("alt+5")
        await desk.scan("F0005")
        assert desk.status("F0005") == "to-refile"
        assert "5 to refile 2" in desk.text

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_a_wide_window_shows_the_day_who_is_here_and_what_was_done(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        assert "6 the day" in desk.text
        assert "in 2" in desk.text
        assert "7 at the desk 1 mlee" in desk.text.replace(" since", "") or "mlee" in desk.text
        assert "8 the last acts" in desk.text
        assert "returned" in desk.text
        assert "requested R-1002" in desk.text
        await desk.press("alt+8")
        acts = desk.app.view.panes[6]
        asked = [n for n, row in enumerate(acts.made) if "R-1002" in row.line[-1][0]]
        await desk.press("home", *["down"] * asked[-1], "enter")
        assert desk.app.view.name == "request"

    at_the_desk(tmp_path, does, size=LARGE, files=6)


def test_a_small_window_is_the_queue_alone(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        assert not desk.app.view.panes
        await desk.press("alt+3")
        assert desk.app.view.pane == 0

    at_the_desk(tmp_path, does, files=6)


def test_a_window_that_grows_and_shrinks_is_laid_out_anew(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        await desk.pilot.resize_terminal(*MIDDLE)
        await desk.settle()
        assert "3 set aside" in desk.text
        await desk.press("alt+4")
        await desk.pilot.resize_terminal(80, 24)
        await desk.settle()
        assert desk.app.view.pane == 0
        assert "3 set aside" not in desk.text
        await desk.press("enter")
        assert desk.app.view.name == "request"

    at_the_desk(tmp_path, does, files=6)


def test_a_click_marks_in_a_part_and_a_second_opens(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        y = next(n for n, line in enumerate(desk.screen.splitlines()) if "5 to refile" in line)
        x = desk.screen.splitlines()[y].index("5 to refile")
        await desk.pilot.click(offset=(x + 4, y + 1))
        await desk.settle()
        assert desk.app.view.pane == 4
        await desk.pilot.click(offset=(x + 4, y + 1))
        await desk.settle()
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_a_marked_request_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        from rmdesk.duties.ending import cancel

        cancel(desk.session, "R-1001")
        desk.app.go_home()
        await desk.settle()
        assert "R-1002 →" in desk.text
        assert find_request(desk.session, "R-1001").status == "cancelled"

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_a_record_has_its_acts_beside_what_it_is_and_what_was_done(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        reserve(desk.session, ["F0001"], "P2")
        charge_out(desk.session, ["F0002"], "P1")
        await desk.scan("F0002")  # it comes back
        await desk.type("F0001")
        await desk.press("enter")
        for text in ("2 what it is", "3 who waits 1", "4 leads to", "5 history"):
            assert text in desk.text, text
        assert "Anna Roy · reservation" in desk.text
        await desk.press("alt+4", "enter")
        assert desk.app.view.name == "place", "its home"
        await desk.press("escape", "alt+3", "enter")
        assert desk.app.view.name == "record"
        assert "Hand over to Anna Roy" in desk.text

    at_the_desk(tmp_path, does, size=size)


@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_a_request_has_what_else_its_requester_has_and_its_history_beside_its_steps(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0002"], "P1")
        reserve(desk.session, ["F0003"], "P1")
        intake(desk.session, "P1", ["F0001"], contact="room 7", part="pages 3-9")
        intake(desk.session, "P1", ["F0004"], priority="urgent")
        pick(desk.session, "F0001")
        charge_out(desk.session, ["F0001"], "P1", request=find_request(desk.session, "R-1001"))
        intake(desk.session, "P2", ["F0005"])
        desk.app.open_request(find_request(desk.session, "R-1001"))
        await desk.settle()
        for text in ("2 what was asked", "3 also of Keiko Ito 3", "4 history 4", "pages 3-9"):
            assert text in desk.text, text
        assert desk.text.count("1250-001") == 1, "its own record is not also theirs"
        (also,) = (line for line in desk.screen.splitlines() if " 1250-002 " in line)
        assert "due " in also
        assert "R-1002" in desk.text
        await desk.press("alt+3", "down", "down", "enter")
        assert desk.app.view.name == "request"
        assert "R-1002" in desk.screen.splitlines()[3]
        await desk.press("escape", "alt+2", "enter")
        assert desk.app.view.name == "person"

    at_the_desk(tmp_path, does, size=size, files=6)


def test_a_request_in_a_small_window_ends_with_its_history(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        assign(desk.session, "R-1001")
        desk.app.open_request(find_request(desk.session, "R-1001"))
        await desk.settle()
        await desk.press("end", *["down"] * 12)
        assert "requested" in desk.text.partition("history")[2]

    at_the_desk(tmp_path, does)


def test_the_history_tells_to_whom_it_went(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        await desk.type("F0001")
        await desk.press("enter")
        assert "to Keiko Ito" in desk.text

    at_the_desk(tmp_path, does, size=(120, 40))


def test_at_80x24_with_three_messages_title_place_act_and_facts_are_seen(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0002", "F0003", "F0004")
        await desk.press("escape")
        await desk.type("F0001")
        await desk.press("enter")
        lines = desk.screen.splitlines()
        top = max(n for n, line in enumerate(lines) if "file F0001 ACME contract v.3" in line)
        assert "in · B3-04-2" in lines[top]
        below = "\n".join(lines[top + 1 : top + 10])
        assert "Take in a request for it" in below
        assert "about       1950-1962" in below

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(("sign", "pane"), [("¡", 0), ("™", 1), ("£", 2), ("¢", 3), ("∞", 4)])
def test_alt_and_a_digit_as_most_terminals_send_it_jumps(
    tmp_path: Path, sign: str, pane: int
) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        await desk.press("alt+2", sign)
        assert desk.app.view.pane == pane
        assert desk.app.line.value == ""

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_a_digit_that_came_with_an_esc_before_it_stays_in_its_scan(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await begun(desk)
        with desk.session.change("sample"):
            add_holding(desk.session, {"barcode": "300045", "title": "Digits"})
        desk.strike("£", *"00045", "enter")
        await desk.settle()
        assert desk.app.view.name == "record"
        assert "300045" in desk.text

    at_the_desk(tmp_path, does, size=MIDDLE, files=6)


def test_without_parts_the_sign_is_text(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("£")
        assert desk.app.line.value == "£"

    at_the_desk(tmp_path, does)
