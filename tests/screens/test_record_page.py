"""The page of a record: what is always in sight, and lines that stand under each other."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding
from screens.records.facts import facts_of
from screens.records.record_lines import history_line
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


def test_lines_of_a_history_stand_under_each_other_whenever_they_were(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        facts = facts_of(desk.session, desk.session.visible.one("F0001").id, None)
        assert facts is not None
        later = (timedelta(0), timedelta(days=1), timedelta(days=60))
        at = [replace(facts, now=NOON + each) for each in later]
        when = [history_line(each, facts.history[0])[0][0] for each in at]
        assert [each.rstrip() for each in when] == ["12:00", "11-24 12:00", "2026-11-24"]
        assert len({len(each) for each in when}) == 1

    at_the_desk(tmp_path, does)
