"""R17: what one may not know of any more goes from an open screen, and so does who may not look."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmdesk.desk.desk import Desk
from rmdesk.duties.holding import edit_holding
from rmdesk.model.records import Person
from screens.app.app import DeskApp
from tests.screens.centre import Desktop, make_centre
from tests.screens.test_lock import run
from tests.staff import OFFICE, colleague

TITLE = "ACME contract"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_centre(tmp_path / "home")
    colleague(made, "clerk")
    return made


def raised(desk: Desk) -> None:
    edit_holding(desk.session("mlee"), "F0001", {"security": "secret"})


@pytest.mark.parametrize(
    "keys", [(), ("ctrl+e",), ("ctrl+p",), ("f1",), ("f2",)], ids=lambda keys: "".join(keys) or "it"
)
def test_a_record_that_is_raised_goes_from_other_screens(desk: Desk, keys: tuple[str, ...]) -> None:
    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        desktop.app.open_record(1)
        await desktop.settle()
        await desktop.press(*keys)
        raised(desk)
        desktop.app.watching.look()
        await desktop.settle()
        assert TITLE not in desktop.screen
        assert "F0001" not in desktop.screen
        assert not any(TITLE in told.text for told in desktop.app.history)
        assert desktop.app.last_holding == 0
        await desktop.press("escape", "escape")
        assert TITLE not in desktop.screen

    run(desk, "clerk", steps)


def test_a_list_that_shows_it_is_read_again(desk: Desk) -> None:
    async def steps(desktop: Desktop) -> None:
        await desktop.type("contract")
        assert TITLE in desktop.screen
        raised(desk)
        desktop.app.watching.look()
        await desktop.settle()
        assert TITLE not in desktop.screen

    run(desk, "clerk", steps)


def test_who_is_unregistered_meanwhile_loses_the_screen(desk: Desk) -> None:
    left: list[DeskApp] = []

    async def steps(desktop: Desktop) -> None:
        left.append(desktop.app)
        person = desktop.session.staff
        assert person is not None
        people = desk.store.table(Person.table)
        with desk.store.transaction(OFFICE, "edit person"):
            people.update({"valid_until": "2026-11-01"}, doc_ids=[person.id])
        desktop.app.watching.look()
        await desktop.until(lambda: desktop.app.return_code is not None)

    assert run(desk, "clerk", steps).return_code == 1
