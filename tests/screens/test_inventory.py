"""An inventory on the screen: of what is asked for, list after list, at both sizes."""

from pathlib import Path

import pytest

from screens.records.record_view import RecordView
from screens.views.inventory import InventoryView
from tests.screens.centre import Desktop, at_the_desk


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_place_is_listed_and_its_lists_turned(tmp_path: Path, size: tuple[int, int]) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">inventory")
        await desk.press("enter")
        await desk.type("B3")
        await desk.press("enter", "down", "enter")
        assert isinstance(desk.app.view, InventoryView)
        assert "shelf list B3" in desk.text
        assert "4 · 0 m · 4 unmeasured" in desk.text
        await desk.press("right")
        assert "holdings inventory B3" in desk.text
        await desk.press("right")
        assert "Nothing is listed." in desk.text
        await desk.press("left", "down", "enter")
        assert isinstance(desk.app.view, RecordView)

    at_the_desk(tmp_path, does, size=size)


def test_what_names_nothing_is_told_there(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("S1")
        await desk.press("enter")
        await desk.type(">inventory")
        await desk.press("enter")
        assert "shelf list B3-04-2" in desk.text  # of the place that is shown
        await desk.press("escape", "escape")
        await desk.type(">inventory")
        await desk.press("enter")
        await desk.type("nowhere")
        await desk.press("enter", "down", "enter")
        assert "No place, class, unit or accession answers to “nowhere”." in desk.text

    at_the_desk(tmp_path, does)
