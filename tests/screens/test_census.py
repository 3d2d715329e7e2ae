"""A census on the screen: walked by scans, its shelves, what is to be done, by scans too."""

from pathlib import Path

import pytest

from rmdesk.duties.census import find_census, start
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding
from screens.views.census import CensusView
from tests.screens.centre import Desktop, at_the_desk


async def opened_census(desk: Desktop) -> None:
    start(desk.session, {"scope": "S1"})
    await desk.type(">count")
    await desk.press("enter")
    assert isinstance(desk.app.view, CensusView)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_shelf_is_walked_by_scans(tmp_path: Path, size: tuple[int, int]) -> None:
    async def does(desk: Desktop) -> None:
        await opened_census(desk)
        assert "census C-2026-0001 B3-04-2" in desk.text
        assert "0 of 1 shelves read whole" in desk.text
        await desk.scan("S1")
        assert "COUNTING AT B3-04-2" in desk.text
        assert "0 of 4 read" in desk.text
        assert "▸ 1250-001" in desk.text
        await desk.scan("F0001", "F0003", "NOPE")
        assert "2 of 4 read · 1 passed over" in desk.text
        assert "next: 1250-004" in desk.text
        assert "“NOPE” is not known. It is kept as unknown." in desk.text
        await desk.press("tab")
        assert "NOPE" in desk.screen
        await desk.press("tab")
        await desk.scan("S2")
        await desk.press("escape", "escape")
        assert "missing" not in desk.screen
        await desk.type(">count")
        await desk.press("enter")
        assert "1 of 2 shelves read whole" in desk.text

    at_the_desk(tmp_path, does, size=size)


def test_what_was_found_is_done_by_scans(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0002"], "P1")
        await opened_census(desk)
        await desk.scan("S1", "F0001", "F0002", "F0004", "S2", "F0001")
        await desk.press("tab")
        text = desk.text
        assert "missing 1250-003" in text
        assert "misplaced 1250-001" in text
        assert "charged out, but here 1250-002" in text
        await desk.scan("F0002")
        assert desk.status("F0002") == "in"
        await desk.scan("S1", "F0001")
        assert "misplaced 1250-001" not in desk.text
        await desk.scan("S2")  # S1 is whole again
        await desk.type(">mark all")
        await desk.press("enter", "down", "enter")
        assert "1 marked missing" in desk.text
        assert desk.status("F0003") == "missing"
        await desk.type(">close it")
        await desk.press("enter", "down", "enter")
        assert not find_census(desk.session, "C-2026-0001").open

    at_the_desk(tmp_path, does, size=(100, 40))


def test_who_does_not_count_yet_is_asked_to(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_census(desk)
        await desk.type(">count no more")
        await desk.press("enter")
        assert "You do not count for C-2026-0001 any more" in desk.text
        await desk.press("escape")
        await desk.scan("S1")
        assert "Filing at B3-04-2" in desk.text
        await desk.press("escape")
        await desk.type(">censuses")
        await desk.press("enter", "down", "enter")
        assert isinstance(desk.app.view, CensusView)
        await desk.press("down", "enter")
        assert "You count for C-2026-0001" in desk.text

    at_the_desk(tmp_path, does)


def test_a_content_that_is_missing_tells_the_home_of_its_box(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            box = {"barcode": "B9", "kind": "box", "title": "Box 9", "home": "B3-04-2"}
            add_holding(desk.session, box)
            add_holding(desk.session, {"barcode": "IN9", "title": "Inside", "container": "B9"})
        await opened_census(desk)
        await desk.scan("S1", "F0001", "F0002", "F0003", "F0004", "S2", "IN9")
        await desk.press("tab")
        row = next(line for line in desk.screen.splitlines() if "IN9" in line)
        assert row.split("Inside")[1].split()[:2] == ["B3-04-2", "A1-11-5"]

    at_the_desk(tmp_path, does, size=(100, 40))
