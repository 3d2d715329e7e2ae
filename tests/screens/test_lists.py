"""Lists: sorted, narrowed, marked, acted on, copied, written; walks verified by scans; doors."""

from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.request import intake
from rmdesk.duties.reservation import queue_of
from rmdesk.model.words import Status
from screens.records import record_list
from screens.views.picks import Picks
from screens.views.refiles import Refiles
from tests.screens.centre import Desktop, at_the_desk


async def command(desk: Desktop, name: str) -> None:
    desk.app.run_named(name)
    await desk.settle()


def test_a_list_is_sorted_narrowed_and_says_what_is_not_shown(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001", "F0002", "F0003"], "P1")
        await command(desk, "report-out")
        view = desk.app.view
        assert len(view) == 3
        await desk.type("harbour")
        assert len(view) == 1
        assert "1 of 3" in desk.screen
        await desk.press("escape")
        assert len(view) == 3
        await desk.press("ctrl+right", "ctrl+up")
        assert "barcode ▴" in desk.screen
        first = next(line for line in desk.screen.splitlines() if "F000" in line)
        assert "F0003" in first
        await desk.press("ctrl+left")
        assert "▴" not in desk.screen

    at_the_desk(tmp_path, does)


def test_many_are_marked_and_acted_on_by_one_question(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001", "F0002", "F0003", "F0004"], "P1")
        return_(desk.session, ["F0004"])
        await command(desk, "holdings")
        await desk.press("space", "space")
        assert "2 marked" in desk.screen
        await desk.press("ctrl+a")
        assert "4 marked" in desk.screen
        await desk.press("ctrl+d")
        await desk.type("return it")
        await desk.press("enter")
        assert desk.app.view.name == "question"
        assert "3 records:" in desk.screen
        assert "1 is left as it is" in desk.screen
        assert desk.status("F0001") == Status.OUT, "the dry run changed nothing"
        await desk.press("down", "enter")
        assert [desk.status(f"F000{n}") for n in (1, 2, 3)] == [Status.TO_REFILE] * 3
        assert "Done with 3 records" in desk.text
        assert "marked" not in desk.screen.splitlines()[5]
        await desk.press("f9", "down", "enter")
        assert [desk.status(f"F000{n}") for n in (1, 2, 3)] == [Status.OUT] * 3, "it was one act"

    at_the_desk(tmp_path, does)


def test_a_range_is_marked_and_words_do_not_unmark(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "holdings")
        await desk.press("space", "down", "ctrl+down")
        assert "3 marked" in desk.screen
        await desk.type("survey")
        assert "3 marked" in desk.screen
        await desk.press("insert")
        assert "2 marked" in desk.screen
        await desk.press("escape", "ctrl+a", "ctrl+a")
        assert "marked" not in desk.screen.splitlines()[3]

    at_the_desk(tmp_path, does)


def test_what_is_seen_is_copied_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def does(desk: Desktop) -> None:
        await command(desk, "holdings")
        await desk.type("harbour")
        await desk.press("ctrl+k")
        assert desk.app.clipboard.split("\t")[:2] == ["1250-003", "Harbour wall survey"]
        await desk.press("ctrl+e")
        await desk.type("seen.csv")
        await desk.press("enter")
        text = (tmp_path / "seen.csv").read_text("utf-8").splitlines()
        assert text[0].startswith("identifier,title,")
        assert [line.split(",")[0] for line in text[1:]] == ["1250-003"]
        await desk.press("ctrl+e")
        await desk.type("seen.csv")
        await desk.press("enter")
        assert "1 row written" not in desk.app.history[-1].text, "no file is written over"
        await desk.press("ctrl+e")
        await desk.type("seen.pdf")
        await desk.press("enter")
        assert (tmp_path / "seen.pdf").read_bytes().startswith(b"%PDF")

    at_the_desk(tmp_path / "home", does)


def test_of_very_many_the_indexes_give_what_the_words_ask_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_list, "MOST", 1)

    async def does(desk: Desktop) -> None:
        await command(desk, "people")
        assert "1 of 3" in desk.screen
        await desk.type("roy")
        assert "Anna Roy" not in desk.screen, "no index holds a family name by itself"
        await desk.press("escape")
        await desk.type("anna legal")
        assert "Anna Roy" in desk.screen
        await desk.press("escape", "escape")
        await command(desk, "places")
        await desk.type("b3-04")
        assert "B3-04-2" in desk.screen
        await desk.press("right")
        assert "address ▾" in desk.screen, "rooms have no index to sort very many by"
        assert dict(desk.session.store.scans) == {}

    at_the_desk(tmp_path, does)


# --- walks


def test_a_pick_is_verified_by_shelf_and_record(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002"])
        await desk.press("f3")
        assert "m, by address" in desk.screen
        await desk.scan("F0003")
        assert "is not on the pick list" in desk.text
        await desk.scan("S2")
        assert "Nothing of this list is at A1-11-5" in desk.text
        await desk.scan("F0001")
        assert "belongs at B3-04-2" in desk.text
        assert desk.status("F0001") == Status.IN
        await desk.scan("nothing-at-all-9")
        assert "STOPPED" in desk.screen
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.IN
        await desk.scan("S1", "F0001")
        assert desk.status("F0001") == Status.PICKED
        assert "1 of 2" in desk.screen
        assert desk.app.counter.place is None

    at_the_desk(tmp_path, does)


def test_why_it_is_not_there_is_chosen(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f3")
        await command(desk, "not-there")
        await desk.type("card")
        await desk.press("enter")
        assert desk.status("F0001") == Status.MISSING
        (claim,) = queue_of(desk.session, desk.session.visible.one("F0001").id)
        assert claim.absence == "no-card"

    at_the_desk(tmp_path, does)


def test_refiling_is_verified_by_shelf_and_record(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001", "F0002"], "P1")
        return_(desk.session, ["F0001", "F0002"])
        await command(desk, "refiles")
        assert isinstance(desk.app.view, Refiles)
        await desk.scan("F0001")
        assert "goes to B3-04-2: scan that first" in desk.text
        await desk.scan("F0003")
        assert "is not on the refile list" in desk.text
        await desk.scan("S2", "F0001")
        assert desk.status("F0001") == Status.TO_REFILE
        await desk.scan("S1", "F0001")
        assert desk.status("F0001") == Status.IN
        assert "1 of 2" in desk.screen

    at_the_desk(tmp_path, does)


# --- doors


@pytest.mark.parametrize(
    ("tabs", "opens"), [(4, "reports"), (5, "reports"), (6, "refiles"), (1, "desk"), (7, "request")]
)
def test_every_figure_of_the_desk_is_a_door(tmp_path: Path, tabs: int, opens: str) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f10", *["tab"] * tabs, "enter")
        assert desk.app.view.name == opens

    at_the_desk(tmp_path, does)


def test_urgent_shows_the_urgent_ones_alone(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        intake(desk.session, "P2", ["F0002"], priority="urgent")
        await desk.press("f10", "tab", "tab", "enter")
        assert "urgent only" in desk.screen
        assert "R-1002" in desk.screen
        assert "R-1001" not in desk.screen
        await desk.press("tab", "enter")
        assert "R-1001" in desk.screen

    at_the_desk(tmp_path, does)


# --- the shift


def test_the_shift_is_handed_over_by_one_key(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f11")
        assert "── To be fetched 1" in desk.screen
        assert "── What you did today" in desk.screen
        await desk.type("fetched")
        await desk.press("escape", "enter")
        assert desk.app.view.name == "record"
        await desk.press("escape", "ctrl+e")
        await desk.type(str(tmp_path / "shift.pdf"))
        await desk.press("enter")
        assert (tmp_path / "shift.pdf").read_bytes().startswith(b"%PDF")

    at_the_desk(tmp_path / "home", does)


def test_an_act_of_today_is_taken_back_from_the_list(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        charge_out(desk.session, ["F0002"], "P1")
        await command(desk, "acts")
        await desk.press("down", "enter")
        assert "charged out" in desk.screen
        await desk.press("down", "enter")
        assert (desk.status("F0001"), desk.status("F0002")) == (Status.IN, Status.OUT)
        assert desk.app.view.name == "acts"
        assert "undone" in desk.screen

    at_the_desk(tmp_path, does)


def test_the_view_of_the_pick_list_tells_its_lines_on_paper(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002"])
        await desk.press("f3")
        view = desk.app.view
        assert isinstance(view, Picks)
        part = view.part()
        assert list(part.heads) == ["place", "code", "title", "for", "request", "priority", "due"]
        assert [row["code"] for row in part.rows] == ["1250-001", "1250-002"]

    at_the_desk(tmp_path, does)
