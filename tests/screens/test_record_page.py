"""The page of a record: what is always in sight, and lines that stand under each other."""

from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import add_holding
from tests.screens.centre import NOON, Desktop, at_the_desk

pytestmark = pytest.mark.whole


def test_status_and_place_stay_in_sight_beside_a_long_title(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        title = "Harbour wall at Dunmore, as-built drawings by Bélanger and Vachon of 1929"
        with desk.session.change("sample"):
            values = {"barcode": "F0099", "title": title, "home": "B3-04-2", "kind": "file"}
            add_holding(desk.session, values)
        desk.app.open_key("F0099")
        await desk.settle()
        rule = next(line for line in desk.screen.splitlines() if "file F0099" in line)
        assert rule.rstrip(" ┤").endswith(" in · B3-04-2")

    at_the_desk(tmp_path, does)


def test_the_day_it_is_due_is_seen_beside_parts(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        desk.app.open_key("F0001")
        await desk.settle()
        row = next(line for line in desk.screen.splitlines() if "status" in line)
        assert f"out with Keiko Ito, due {desk.session.visible.one('F0001').due}" in row

    at_the_desk(tmp_path, does, size=(120, 40))


def test_lines_of_a_history_of_two_years_stand_under_each_other(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        now = desk.app.desk.now
        desk.app.desk.now = lambda: NOON + timedelta(days=60)
        return_(desk.app.desk.session("mlee"), ["F0001"])
        desk.app.open_key("F0001")
        await desk.settle()
        desk.app.desk.now = now
        lines = [line for line in desk.screen.splitlines() if " mlee " in line][1:]
        assert {line[:5] for line in lines} == {"│ 202"}
        assert len({line.index(" mlee ") for line in lines}) == 1

    at_the_desk(tmp_path, does)
