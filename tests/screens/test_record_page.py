"""The page of a record: what is always in sight, and lines that stand under each other."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties import kinds
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding, edit_holding
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


def _kept_records(desk: Desktop) -> None:
    """A file by itself, and a box that is out with what lies in it, all of a class that is kept."""
    session = desk.session
    of_class = {"class": "40", "dates": "1929-1931", "unit": "Finance"}
    with session.change("sample"):
        item = {"code": "RS-1", "title": "Harbours", "active_years": "6", "disposition": "destroy"}
        schedule = kinds()["schedule_items"]
        register(session, schedule, read_values(schedule, item))
        register(session, kinds()["classes"], {"code": "40", "title": "Works", "schedule": "RS-1"})
        in_home = {**of_class, "home": "B3-04-2"}
        add_holding(session, {"barcode": "F9", "kind": "file", "title": "Quay", **in_home})
        add_holding(session, {"barcode": "B1", "kind": "box", "title": "Pier", **in_home})
        add_holding(session, {"barcode": "F1", "title": "Light", "container": "B1", **of_class})
    for number in range(1, 6):  # so that the history asks for all its lines
        for each in ("F9", "B1", "F1"):
            edit_holding(session, each, {"notes": f"seen {number}"})
    charge_out(session, ["B1"], "P1")


@pytest.mark.parametrize(
    ("key", "title", "status", "place"),
    [
        ("F9", "Quay", "in at B3-04-2", "home B3-04-2"),
        ("B1", "Pier", "out with Keiko Ito", "home B3-04-2"),
        ("F1", "Light", "out with Keiko Ito", "box B1 Pier"),
    ],
)
def test_what_a_record_is_is_seen_without_scrolling(
    tmp_path: Path, key: str, title: str, status: str, place: str
) -> None:
    async def does(desk: Desktop) -> None:
        _kept_records(desk)
        desk.app.open_key(key)
        await desk.settle()
        seen = desk.text
        for text in (f"title {title}", f"status {status}", place, "about 1929-1931", "retention"):
            assert text in seen, text
        assert "├ history" in desk.screen
        await desk.press("down", "up")
        assert desk.app.view.top == 0

    at_the_desk(tmp_path, does)


def test_likely_acts_stand_above_what_a_record_is_and_the_others_below(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        _kept_records(desk)
        desk.app.open_key("B1")
        await desk.settle()
        view = desk.app.view
        lines = ["".join(text for text, _role in view.row(n, 76)) for n in range(len(view))]
        order = ("status", "Return it   Enter", "Take in a request", "title", "about",
                 "retention", "contents", "Recall it", "It is found")  # fmt: skip
        at = [next(n for n, line in enumerate(lines) if line.startswith(text)) for text in order]
        assert at == sorted(at)
        assert view.cursor == at[1]

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("key", ["down", "pagedown"])
def test_what_is_longer_than_the_window_is_read_on_the_way_down(tmp_path: Path, key: str) -> None:
    async def does(desk: Desktop) -> None:
        told = " ".join(f"line{n:02} {'x' * 52}" for n in range(12))
        noted = " ".join(f"note{n:02} {'x' * 52}" for n in range(12))
        edit_holding(desk.session, "F0001", {"description": told, "notes": noted})
        desk.app.open_key("F0001")
        await desk.settle()
        seen = desk.text
        while "Place under a hold" not in desk.text:
            await desk.press(key)
            seen += desk.text
        for n in range(12):
            assert f"line{n:02}" in seen
            assert f"note{n:02}" in seen

    at_the_desk(tmp_path, does)
