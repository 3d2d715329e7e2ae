"""Fingerprint cards searched on the screen, by a formula with a margin of counts."""

from pathlib import Path

from rmdesk.desk.registering import register
from rmdesk.duties.fingerprint import FINGERPRINTS
from rmdesk.duties.holding import add_holding
from rmdesk.model.prints import read_prints
from screens.records.record_view import RecordView
from tests.screens.centre import Desktop, at_the_desk


def test_cards_are_searched_by_a_formula_with_a_margin(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        session = desk.app.session
        for key, thumb in (("C1", "U12"), ("C2", "U14"), ("C3", "PI")):
            add_holding(session, {"barcode": key, "kind": "fingerprint-card", "title": key})
            prints = read_prints(f"{thumb} U9 U11 U13 U5 U17 U10 U10 U14 U8")
            register(session, FINGERPRINTS, {"card": key, "prints": prints})
        await desk.type(">search fingerprint")
        await desk.press("enter")
        await desk.type("14 S 1 U IOI 5 / L 1 U OIO ~x")
        await desk.press("enter")
        assert "is not a number from 0 to 10" in desk.text
        await desk.type(">search fingerprint")
        await desk.press("enter")
        await desk.type("14 S 1 U IOI 5 / L 1 U OIO ~2")
        await desk.press("enter")
        shown = desk.text
        assert shown.index("C2 ") < shown.index("C1 ")  # the nearest first
        assert "C3 " not in shown
        await desk.press("enter")
        assert isinstance(desk.app.view, RecordView)
        assert "14 S 1 U IOI 5" in desk.text

    at_the_desk(tmp_path, does, size=(120, 40))
