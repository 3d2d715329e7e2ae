"""Pages of any kind in three windows: their parts and their history beside the facts."""

from pathlib import Path

import pytest

from rmdesk.desk.registering import amend, register
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.scheme import SCHEME
from screens.records.kind_view import KindView
from tests.screens.centre import Desktop, at_the_desk, opened
from tests.screens.test_disposition import keep

pytestmark = pytest.mark.whole
SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 50)
ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}


def titles(desk: Desktop) -> list[str]:
    return [pane.title for pane in desk.app.view.panes]


def left_of(desk: Desktop, text: str) -> int:
    """The cell at which a text stands on the screen."""
    return next(line.index(text) for line in desk.screen.splitlines() if text in line)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_the_records_of_a_disposition_stand_where_there_is_room(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        number = propose(desk.session, ["F0001", "F0002"], "year end").number
        desk.app.open_key(number)
        await desk.settle()
        assert titles(desk) == ([] if size == SMALL else ["items", "history"])
        if size == SMALL:
            assert left_of(desk, "F0001") < 10
            return
        assert left_of(desk, "2 items 2") == left_of(desk, "F0001") - 2 > size[0] * 0.28
        assert "3 history 1" in desk.text
        if size == LARGE:
            assert left_of(desk, "3 history") > left_of(desk, "2 items") + 50
        assert "R5: D-2026-0001 was proposed by" in desk.text
        await desk.press("alt+2", "home", "down", "enter")
        assert "file F0002" in desk.screen
        await desk.press("escape")
        assert "▸ F0002" in desk.screen

    at_the_desk(tmp_path, does, size=size)


@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_what_a_hold_covers_stands_beside_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, HOLDS, ABOUT).number
        place(desk.session, number, {"on": ["F0001"]})
        desk.app.open_key(number)
        await desk.settle()
        assert titles(desk) == ["covers", "history"]
        assert left_of(desk, "F0001") > left_of(desk, "ACME v. Crown") + 30
        await desk.press("tab", "enter")
        assert "file F0001" in desk.screen

    at_the_desk(tmp_path, does, size=size)


def test_a_kind_without_parts_has_its_history(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        given = {"code": "40", "title": "Works"}
        desk.app.open_page(register(desk.session, SCHEME, given, sure=True))
        await desk.settle()
        assert titles(desk) == ["history"]
        assert "mlee" in desk.screen.splitlines()[5]

    at_the_desk(tmp_path, does, size=LARGE)


def test_a_reason_is_read_whole_beside_the_parts(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        keep(desk)
        desk.app.open_key(propose(desk.session, ["F0001"], "year end").number)
        await desk.settle()
        view = desk.app.view
        assert isinstance(view, KindView)
        assert view.loaded is not None
        lines = [view.row(n, view.text_width) for n in range(len(view))]
        text = " ".join(" ".join("".join(part for part, _role in line).split()) for line in lines)
        for reasons in view.loaded.against.values():
            assert all(reason.told in text for reason in reasons)

    at_the_desk(tmp_path, does, size=MIDDLE)


def test_the_history_tells_nothing_of_what_one_may_not_know(tmp_path: Path) -> None:
    """R17: a hold that covers a hidden record too is shown as if it did not."""
    seen: list[str] = []

    async def does(desk: Desktop) -> None:
        session = desk.session
        hidden = bool(seen)
        with session.change("sample"):
            add_person(session, {"barcode": "P7", "name": "Visitor", "login": "visitor"})
            add_holding(session, {"barcode": "F9", "title": "Quay", "security": "secret"})
        number = register(session, HOLDS, ABOUT).number
        place(session, number, {"on": ["F0001", "F9"] if hidden else ["F0001"]})
        async with opened(session.desk, LARGE, "visitor") as visitor:
            visitor.app.open_key(number)
            await visitor.settle()
            seen.append(visitor.screen)

    at_the_desk(tmp_path / "without", does, size=LARGE)
    at_the_desk(tmp_path / "with", does, size=LARGE)
    assert "covers" in seen[0]
    assert seen[0] == seen[1]


def test_matters_of_security_are_in_the_officers_history_alone(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        session = desk.session
        with session.change("sample"):
            add_person(session, {"barcode": "P7", "name": "Visitor", "login": "visitor"})
        made = register(session, SCHEME, {"code": "40", "title": "Works"}, sure=True)
        for level in ("secret", ""):
            amend(session, SCHEME, "40", {"security": level}, "asked for")
        told = {}
        for each in (session, session.desk.session("visitor")):
            view = KindView(SCHEME, made.id)
            view.room = LARGE
            loaded = view.load(each)
            assert loaded is not None
            told[each.login] = [entry.action for entry in loaded.history]
        assert len(told["mlee"]) == 3
        assert told["visitor"] == ["add class"]

    at_the_desk(tmp_path, does, size=LARGE)
