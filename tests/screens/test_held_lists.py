"""The lists of a person, a place, a request and a box: sorted, narrowed, marked, acted on, written;
and the columns that a site chooses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rmdesk.desk.guideline import FILE_NAME, read_guidelines
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.guidance import doubts_about
from rmdesk.duties.holding import add_holding
from rmdesk.duties.request import intake
from rmdesk.model.errors import BadInput
from rmdesk.model.words import Status
from screens.kit.listing import Listing
from tests.screens.centre import Desktop, at_the_desk
from tests.screens.test_typed import run_with


async def _person(desk: Desktop) -> None:
    charge_out(desk.session, ["F0001", "F0002", "F0003"], "P1")
    await desk.type("P1")
    await desk.press("enter")
    assert desk.app.view.name == "person"


async def _place(desk: Desktop) -> None:
    await desk.type("B3-04-2")
    await desk.press("enter")
    assert desk.app.view.name == "place"


async def _request(desk: Desktop) -> None:
    intake(desk.session, "P1", ["F0001", "F0002", "F0003"])
    await desk.type("R-1001")
    await desk.press("enter")
    await desk.type(">its records")
    await desk.press("enter")


async def _box(desk: Desktop) -> None:
    with desk.session.change("sample"):
        add_holding(desk.session, {"barcode": "B1", "kind": "box", "title": "Box one"})
        for number, title in ((1, "ACME in a box"), (2, "Payroll in a box"), (3, "Wall in a box")):
            row = {"barcode": f"C{number}", "kind": "file", "title": title, "container": "B1"}
            add_holding(desk.session, row)
    await desk.type("B1")
    await desk.press("enter")
    await desk.type(">content")
    await desk.press("enter")


HELD = {"person": (_person, 3), "place": (_place, 4), "request": (_request, 3), "box": (_box, 3)}


def listing(desk: Desktop) -> Listing:
    assert isinstance(desk.app.view, Listing)
    return desk.app.view


@pytest.mark.parametrize("held", HELD)
def test_it_is_narrowed_as_one_types_and_says_how_many_of_how_many(
    tmp_path: Path, held: str
) -> None:
    goes, total = HELD[held]

    async def does(desk: Desktop) -> None:
        await goes(desk)
        assert len(listing(desk).listed) == total
        await desk.type("payroll")
        assert len(listing(desk).listed) == 1
        assert f"1 of {total}" in desk.screen
        await desk.press("enter")
        assert desk.app.view.name == "record"
        assert "Payroll" in desk.screen

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("held", HELD)
def test_it_is_sorted_by_any_column_and_turned_round(tmp_path: Path, held: str) -> None:
    goes, total = HELD[held]

    async def does(desk: Desktop) -> None:
        await goes(desk)
        shown = listing(desk)
        for _column in shown.columns():
            await desk.press("right")
            at = shown.sorted_at
            keys = [shown.sort_key(row, at) for row in shown.listed]
            full = [key.casefold() for key in keys if key]
            assert full == sorted(full)
            assert len(keys) == total
            await desk.press("tab")
            assert len(shown.listed) == total
            await desk.press("tab")

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("held", HELD)
def test_all_are_marked_counted_acted_on_and_written(tmp_path: Path, held: str) -> None:
    goes, total = HELD[held]

    async def does(desk: Desktop) -> None:
        await goes(desk)
        await desk.press("ctrl+a")
        assert f"{total} marked" in desk.screen
        await desk.press("ctrl+e")
        await desk.type(str(tmp_path / "out.csv"))
        await desk.press("enter")
        with (tmp_path / "out.csv").open(encoding="utf-8") as file:
            assert len(list(csv.reader(file))) == total + 1
        await desk.press("ctrl+d")
        assert f"{total} marked records" in desk.screen

    at_the_desk(tmp_path / "home", does)


def test_marked_loans_of_a_person_are_returned_as_one_act(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await _person(desk)
        await desk.press("ctrl+a", "ctrl+d")
        await desk.type("return it")
        await desk.press("enter", "down", "enter")
        assert desk.status("F0001") == desk.status("F0003") == Status.TO_REFILE

    at_the_desk(tmp_path, does)


def test_what_does_something_is_no_row_of_the_list(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await _place(desk)
        await desk.press("home", "space")
        assert not listing(desk).marks
        await desk.type("zzzz")
        assert "Nothing here has these words." in desk.screen
        assert "File here" in desk.screen
        await desk.press("escape")
        await desk.press("home", "enter")
        assert desk.app.counter.place is not None

    at_the_desk(tmp_path, does)


def test_a_group_of_a_person_has_its_head_only_in_the_order_of_groups(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await _person(desk)
        assert "── out to them" in desk.screen
        await desk.press("right")
        assert "── out to them" not in desk.screen

    at_the_desk(tmp_path, does)


def test_the_columns_of_a_list_are_those_of_the_site(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">holdings")
        await desk.press("enter")
        names = [column.name for column in listing(desk).columns()]
        assert names == ["barcode", "title", "dates"]
        assert doubts_about(desk.session, desk.session.guidelines) == [
            "[lists] columns.holdings names “colour”, which is no field of it."
        ]

    chosen = '[lists.columns]\nholdings = ["barcode:2", "title:5", "colour", "dates"]\n'
    run_with(tmp_path, chosen, does)


@pytest.mark.parametrize("wrong", ['"title"', "[3]", '["Title"]', '["title:0"]', '["a b"]'])
def test_columns_that_are_none_are_refused_with_what_is_accepted(
    tmp_path: Path, wrong: str
) -> None:
    (tmp_path / FILE_NAME).write_text(f"[lists]\ncolumns = {{ holdings = {wrong} }}\n", "utf-8")
    with pytest.raises(BadInput, match="a field such as title"):
        read_guidelines(tmp_path / FILE_NAME)
