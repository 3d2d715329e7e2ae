"""What the footer of a list or a page offers is what can be done there."""

from pathlib import Path

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties import kinds
from rmdesk.duties.access_list import grant
from screens.records.columns import COLUMNS
from screens.records.kind_view import KindView
from screens.records.record_form import RecordForm
from screens.records.record_list import RecordList
from tests.screens.centre import Desktop, at_the_desk

pytestmark = pytest.mark.whole

BY_ACTS = [name for name, kind in kinds().items() if not kind.by_hand and COLUMNS.get(name)]
"""Kinds that have a list, and whose records come and change by acts alone."""


def footer(desk: Desktop) -> str:
    return desk.screen.splitlines()[-1]


def with_a_class(desk: Desktop) -> None:
    with desk.session.change("sample"):
        register(desk.session, kinds()["schedule_items"], {"code": "RS-1", "title": "Harbours"})
        given = {"code": "40", "title": "Works", "schedule": "RS-1"}
        register(desk.session, kinds()["classes"], given)


async def listed(desk: Desktop, table: str) -> None:
    """The list of a kind, as a command or a figure opens it."""
    from screens.app.pages_of import open_list

    open_list(desk.app, kinds()[table])
    await desk.settle()
    assert isinstance(desk.app.view, RecordList)


@pytest.mark.parametrize("table", [*BY_ACTS, "statements", "units"])
def test_a_list_of_what_nobody_registers_offers_neither_a_new_one_nor_amending(
    tmp_path: Path, table: str
) -> None:
    async def does(desk: Desktop) -> None:
        await listed(desk, table)
        assert "Ctrl+E write" in footer(desk)
        assert "Ctrl+N" not in footer(desk)
        assert "Ctrl+O" not in footer(desk)
        await desk.press("ctrl+n")
        assert "None are registered by hand." in desk.text
        await desk.press("ctrl+o")
        assert "These change by acts, and are not amended by hand." in desk.text
        assert isinstance(desk.app.view, RecordList)

    at_the_desk(tmp_path, does, size=(120, 40))


@pytest.mark.parametrize("table", ["places", "people", "classes", "holdings"])
def test_a_list_of_what_people_register_offers_both(tmp_path: Path, table: str) -> None:
    async def does(desk: Desktop) -> None:
        with_a_class(desk)
        await listed(desk, table)
        assert "Ctrl+O amend  Ctrl+N new" in footer(desk)
        assert ("Ctrl+Y what if" in footer(desk)) == (table == "classes")

    at_the_desk(tmp_path, does, size=(120, 40))


def test_a_page_of_what_nobody_amends_does_not_offer_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        grant(desk.session, ["Finance"], {"to": "P2", "purpose": "work"})
        await listed(desk, "access_entries")
        await desk.press("down", "up", "enter")
        assert isinstance(desk.app.view, KindView)
        assert "Anna Roy" in desk.text
        assert "Ctrl+O" not in footer(desk)
        assert "Ctrl+Y" not in footer(desk)

    at_the_desk(tmp_path, does, size=(120, 40))


@pytest.mark.parametrize("opened_by", [">classes", ">scheme, as"])
def test_enter_on_a_class_opens_its_page_and_the_form_is_behind_it(
    tmp_path: Path, opened_by: str
) -> None:
    async def does(desk: Desktop) -> None:
        with_a_class(desk)
        await desk.type(opened_by)
        await desk.press("enter")
        await desk.press("down", "up", "enter")
        assert isinstance(desk.app.view, KindView)
        assert "class 40 Works" in desk.screen
        assert "Its records" in desk.screen
        assert "Ctrl+Y what if" in footer(desk)
        await desk.press("ctrl+o")
        assert isinstance(desk.app.view, RecordForm)
        await desk.press("escape", "ctrl+y")
        assert desk.app.view.name == "what-if"
        await desk.press("escape")
        assert "Its records" in desk.screen

    at_the_desk(tmp_path, does, size=(120, 40))
