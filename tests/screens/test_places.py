"""A place on its page: its room, what lives in all that lies in it, and what it takes no more."""

from pathlib import Path

from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.place import add_place, edit_place, shut
from tests.screens.centre import Desktop, at_the_desk


def test_a_bay_lists_what_lives_on_its_shelves_and_its_room(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        session = desk.session
        add_place(session, {"barcode": "BAY", "row": "B3", "bay": "04"})
        box = {"kind": "box", "title": "Leases"}
        add_holding(session, {**box, "barcode": "BX1", "home": "S1"})
        add_holding(session, {"barcode": "IN9", "title": "One", "container": "BX1", "home": "S2"})
        edit_place(session, "S1", {"capacity_m": 1.2})
        await desk.press(*"b3-04", "enter")
        for told in ("5 live here · 0.8 m free, 2 boxes", "BX1", "B3-04-2"):
            assert told in desk.text
        assert "IN9" not in desk.text, "it is where its box is"
        shut(session, "BAY", {})
        await desk.press("f10", *"b3-04", "enter")
        assert "closed 2026-11-24" in desk.text
        await desk.press("f10", "s", "2", "enter")
        assert "IN9" not in desk.text, "whatever home was said of it"
        edit_holding(session, "IN9", {"container": ""})
        await desk.press("f10", "s", "2", "enter")
        assert "IN9" in desk.text

    at_the_desk(tmp_path, does, size=(100, 24))
