"""Facts that lead on: what a record names is a door to its page, and the screen says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.leading import has_page, led_to
from rmdesk.desk.registering import register
from rmdesk.duties import acts, kinds
from rmdesk.duties.access_list import grant
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import intake
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import Status
from screens.records.facts import facts_of
from screens.records.record_lines import where_it_is
from screens.records.record_view import RecordView
from tests.screens.centre import Desktop, at_the_desk

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 50)


def filled(session: Session) -> None:
    """A box with a file of a class in it, that is out."""
    with session.change("sample"):
        register(session, kinds()["schedule_items"], {"code": "RS-1", "title": "Harbours"})
        register(session, kinds()["classes"], {"code": "40", "title": "Works", "schedule": "RS-1"})
        add_holding(session, {"barcode": "B1", "kind": "box", "title": "Box 1", "home": "B3-04-2"})
        values = {"barcode": "F9", "kind": "file", "title": "Quay", "class": "40", "unit": "Legal"}
        add_holding(session, {**values, "container": "B1"})
    charge_out(session, ["F9"], "P1")


async def enter_on(desk: Desktop, text: str) -> None:
    """Enter on the row that begins with a text, in the list or in a part."""
    view = desk.app.view
    if view.panes:
        numbers = [n for n, pane in enumerate(view.panes, 2) if pane.title == "leads to"]
        await desk.press(f"alt+{numbers[0]}", "home")
        pane = view.panes[numbers[0] - 2]
        starts = ["".join(part for part, _role in row.line) for row in pane.made]
        await desk.press(*["down"] * next(n for n, s in enumerate(starts) if s.startswith(text)))
    else:
        await desk.press("home")
        for _row in range(len(view)):
            line = "".join(part for part, _role in view.row(view.cursor, 100))
            if line.startswith(text):
                break
            await desk.press("down")
    assert text.split()[0] in desk.screen
    await desk.press("enter")


def shown(desk: Desktop) -> str:
    return "".join(text for text, _role in desk.app.view.title())


@pytest.mark.whole
@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
@pytest.mark.parametrize(
    ("fact", "opens"),
    [
        ("box", "box B1 Box 1"),
        ("class", "class 40 Works"),
        ("unit", "unit Legal"),
        ("home", "place B3-04-2"),
        ("holder", "Keiko Ito"),
    ],
)
def test_each_fact_that_names_a_record_opens_its_page(
    tmp_path: Path, size: tuple[int, int], fact: str, opens: str
) -> None:
    async def does(desk: Desktop) -> None:
        filled(desk.session)
        desk.app.open_key("F9")
        await desk.settle()
        on = "status" if (fact, size) == ("holder", SMALL) else fact
        await enter_on(desk, on)
        assert shown(desk).startswith(opens)
        await desk.press("escape")
        assert shown(desk) == "file F9 Quay"

    at_the_desk(tmp_path, does, size=size)


@pytest.mark.whole
def test_one_goes_on_from_the_class_to_its_item_above_and_to_its_records(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        filled(desk.session)
        desk.app.open_key("F9")
        await desk.settle()
        await enter_on(desk, "class")
        await enter_on(desk, "schedule")
        assert shown(desk).startswith("schedule item RS-1 Harbours")
        await desk.press("escape")
        await enter_on(desk, "Its records")
        assert desk.app.view.name == "search"
        assert "Quay" in desk.screen

    at_the_desk(tmp_path, does)


def _held(session: Session) -> None:
    values = {"title": "Harrow", "matter": "H. v. A.", "authority": "Legal"}
    register(session, kinds()["holds"], values)
    perform(session, acts()["freeze"], ["F0001"], {"hold": "H-2026-0001"})


def _referred(session: Session) -> None:
    perform(session, acts()["cross-refer"], ["F0001"], {"other": "F0002"})


@pytest.mark.whole
@pytest.mark.parametrize(
    ("told", "label", "opens"),
    [(_held, "held", "hold H-2026-0001 Harrow"), (_referred, "see also", "file F0002")],
)
def test_what_others_tell_of_a_record_leads_to_them(
    tmp_path: Path, told: Callable[[Session], None], label: str, opens: str
) -> None:
    async def does(desk: Desktop) -> None:
        told(desk.session)
        desk.app.open_key("F0001")
        await desk.settle()
        await enter_on(desk, label)
        assert shown(desk).startswith(opens)

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_a_content_leads_to_where_its_box_is_now(tmp_path: Path) -> None:
    """Its line said that place, and led to its home."""

    async def does(desk: Desktop) -> None:
        session = desk.session
        filled(session)
        return_(session, ["F9"])
        refile(session, ["F9"], "B1")
        with session.change("send"):
            box = session.visible.one("B1")
            box.status, box.place_id = Status.WAITING, session.place("S2").id
            session.save(box)
        facts = facts_of(session, session.visible.one("F9").id, None)
        assert facts is not None
        door = where_it_is(facts)
        assert door is not None
        assert (facts.current, door.record) == (door.text, session.place("S2"))

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_a_request_leads_to_who_asks_and_a_person_to_the_unit(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        desk.app.open_key("R-1001")
        await desk.settle()
        await enter_on(desk, "Keiko Ito")
        assert shown(desk).startswith("Keiko Ito Finance")
        await desk.press("home", "down")
        assert "Enter: Open Finance" in desk.screen
        await desk.press("enter")
        assert shown(desk) == "unit Finance"

    at_the_desk(tmp_path, does)


@pytest.mark.whole
@pytest.mark.parametrize(("on", "opens"), [("on", "unit Finance"), ("to", "Anna Roy Legal")])
def test_an_entry_of_an_access_list_leads_to_what_and_whom_it_is_for(
    tmp_path: Path, on: str, opens: str
) -> None:
    async def does(desk: Desktop) -> None:
        given = {"to": "P2", "purpose": "work"}
        grant(desk.session, ["Finance"], given)
        desk.app.open_key("A-2026-0001")
        await desk.settle()
        await enter_on(desk, f"{on} ")
        assert shown(desk).startswith(opens)

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_a_box_leads_to_its_contents(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        filled(desk.session)
        desk.app.open_key("B1")
        await desk.settle()
        await enter_on(desk, "contents")
        assert desk.app.view.name == "list"
        assert "Quay" in desk.screen

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_the_screen_says_what_enter_will_do(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        desk.app.go_home()
        await desk.settle()
        assert "Enter: Open R-1001" in desk.screen
        await desk.press("tab")
        assert "Enter: Show waiting 1" in desk.screen
        charge_out(desk.session, ["F0002"], "P1")
        desk.app.open_key("F0002")
        await desk.settle()
        assert "Enter:" not in desk.screen, "the first Enter only marks"
        await desk.press("up")
        assert "Enter: Open B3-04-2" in desk.screen
        await desk.press("up")
        assert "Enter: Open Keiko Ito" in desk.screen
        await desk.press("down", "down")
        assert "Enter: Return it" in desk.screen
        await desk.press("end")
        assert "Enter: Say why not" in desk.screen

    at_the_desk(tmp_path, does)


def test_every_field_that_names_a_record_leads_there(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        filled(desk.session)
        session = desk.session
        holding = session.visible.one("F9")
        led = {name: each.key for name, each in led_to(session, holding).items()}
        assert led == {
            "class": "40", "container": "B1", "unit": "Legal", "inside": "B1",
            "holder_id": "Keiko Ito",
        }  # fmt: skip
        nameless = [name for name, kind in kinds().items() if not has_page(kind)]
        assert "loans" in nameless
        assert not {Holding.table, Request.table} & set(nameless)

    at_the_desk(tmp_path, does)


def test_what_one_may_not_know_of_is_no_door(tmp_path: Path) -> None:
    """R17: a file in a box that is secret leads where it would if there were no such box."""

    async def does(desk: Desktop) -> None:
        session = desk.session
        with session.change("sample"):
            add_person(session, {"barcode": "P7", "name": "Visitor", "login": "visitor"})
            add_holding(session, {"barcode": "B7", "kind": "box", "security": "secret"})
            add_holding(session, {"barcode": "F7", "title": "Quay", "container": "B7"})
            add_holding(session, {"barcode": "F8", "title": "Quay", "container": "B0"})
        visitor = desk.app.desk.session("visitor")
        assert led_to(session, session.visible.one("F7")).keys() == {"container", "inside"}
        doors = []
        for key in ("F7", "F8"):
            view = RecordView(visitor.visible.one(key).id, desk.app.counter)
            facts = view.load(visitor)
            assert facts is not None
            doors.append([each.of for each in facts.doors])
        assert doors[0] == doors[1]

    at_the_desk(tmp_path, does)
