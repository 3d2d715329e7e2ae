"""What is typed opens, what is scanned acts: told apart by the speed of the keys (R42)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.beside import beside
from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.place import add_place
from rmdesk.duties.request import intake
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from screens.kit.notice import Told
from screens.kit.scan_queue import opened_by_typing
from tests.screens.centre import NOON, Desktop, at_the_desk, file_values, make_centre, opened
from tests.staff import colleague


def lend(session: Session, key: str, to: str = "P1") -> None:
    charge_out(session, [key], to)


@pytest.mark.parametrize("view", ["", "f3", "f6", "f7", "f1", "ctrl+p"])
@pytest.mark.parametrize("current", ["", "P2"])
def test_a_typed_code_changes_nothing_whatever_is_shown(
    tmp_path: Path, view: str, current: str
) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        if current:
            await desk.scan(current)
        before = desk.session.store.journal.last()
        for code in ("F0001", "F0002"):
            if view:
                await desk.press(view)
            desk.app.line.empty()
            await desk.press(*code, "enter")
            assert desk.app.view.name == "record"
            assert "Typed, so it was only opened: file " + code in desk.text
            await desk.press("f10")
        assert desk.session.store.journal.last() == before
        assert desk.status("F0001") == Status.OUT

    at_the_desk(tmp_path, does)


def test_what_is_typed_opens_with_the_likely_act_first_and_enter_twice_does_it(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await desk.press(*"F0001", "enter")
        assert "▸ Return it" in desk.screen
        await desk.press("enter")
        assert desk.status("F0001") == Status.OUT
        await desk.press("enter")
        assert desk.status("F0001") == Status.TO_REFILE
        await desk.scan("P2")
        await desk.press(*"F0002", "enter")
        assert "▸ Charge out to Anna Roy" in desk.screen
        await desk.press("enter", "enter")
        assert desk.status("F0002") == Status.OUT

    at_the_desk(tmp_path, does)


def test_a_typed_badge_makes_nobody_current_and_shows_how_they_stand(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await desk.press(*"P1", "enter")
        assert desk.app.view.name == "person"
        assert desk.app.counter.person is None
        assert "1250-001" in desk.screen
        await desk.press("home", "enter")
        assert "FOR Keiko Ito" in desk.screen
        await desk.scan("F0002")
        assert desk.status("F0002") == Status.OUT

    at_the_desk(tmp_path, does)


def test_a_typed_place_files_nothing_and_shows_what_lives_there(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await desk.scan("F0001")
        for typed in ("S1", "b3-04-2"):
            await desk.press("f10", *typed, "enter")
            assert desk.app.view.name == "place"
            assert "4 live here" in desk.screen
            assert desk.app.counter.place is None
        await desk.press("home", "enter")
        assert "FILING AT B3-04-2" in desk.screen
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.IN

    at_the_desk(tmp_path, does)


def test_a_typed_unknown_code_does_not_stop_the_filing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await desk.scan("F0001", "S1")
        await desk.press(*"NOWHERE-9", "enter")
        assert "STOPPED" not in desk.screen
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.IN

    at_the_desk(tmp_path, does)


async def key_by_key(desk: Desktop, text: str, *gaps_s: float) -> None:
    """Type a text and Enter with these pauses between the keys, by the keys' own time."""
    at = asyncio.get_running_loop().time() + 60.0
    for key, gap in zip((*text, "enter"), (0.0, *gaps_s), strict=True):
        at += gap
        event = events.Key(key if key == "enter" else key.lower(), None if key == "enter" else key)
        event.time = at
        desk.app.post_message(event)
    await desk.settle()


@pytest.mark.parametrize(
    ("gaps", "returned"),
    [
        ((0.001,) * 5, True),
        ((0.0,) * 5, True),
        ((0.03,) * 5, True),
        ((0.001, 0.4, 0.001, 0.001, 0.001), True),  # a busy machine read one letter late
        ((0.001, 0.001, 0.001, 0.001, 0.4), True),  # and its end
        ((0.12,) * 5, False),
        ((0.09, 0.11, 0.2, 0.02, 0.3), False),  # two keys struck at once
        ((0.06,) * 5, False),
    ],
)
def test_the_middle_pause_between_the_keys_tells_a_scanner_from_a_person(
    tmp_path: Path, gaps: tuple[float, ...], returned: bool
) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        await key_by_key(desk, "F0001", *gaps)
        assert (desk.status("F0001") == Status.TO_REFILE) is returned

    at_the_desk(tmp_path, does)


def test_a_slow_scanner_is_known_by_the_site_s_setting_or_by_its_prefix(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        lend(desk.session, "F0002")
        await key_by_key(desk, "F0001", *(0.08,) * 5)
        assert desk.status("F0001") == Status.TO_REFILE
        await key_by_key(desk, "*F0002", *(0.3,) * 6)
        assert desk.status("F0002") == Status.TO_REFILE

    guidelines = '[scanner]\nkey_milliseconds = 100\nprefix = "*"\n'
    run_with(tmp_path, guidelines, does)


def run_with(home: Path, guidelines: str, does: object) -> None:
    """A desk whose site says other things in its guidelines."""
    from rmdesk.opening import open_desk

    make_centre(home).close()
    (home / "guidelines.toml").write_text(guidelines, "utf-8")

    async def run() -> None:
        with open_desk(home, now=lambda: NOON) as desk:
            async with opened(desk) as desktop:
                await does(desktop)  # type: ignore[operator]

    asyncio.run(run())


def test_one_pasted_code_is_typing_and_a_pasted_list_is_scans(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        lend(desk.session, "F0001")
        lend(desk.session, "F0002")
        desk.app.line.post_message(events.Paste("F0001"))
        await desk.settle()
        await desk.press("enter")
        assert desk.app.view.name == "record"
        assert desk.status("F0001") == Status.OUT
        desk.app.line.post_message(events.Paste("F0001\nF0002\n"))
        await desk.settle()
        assert desk.status("F0001") == desk.status("F0002") == Status.TO_REFILE

    at_the_desk(tmp_path, does)


def test_a_scanned_code_that_begins_with_the_sign_of_commands_is_a_scan(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            for number, code in ((8, ">quit"), (9, ">desk")):
                add_holding(desk.session, {**file_values(number, "Odd"), "barcode": code})
        await desk.scan("P1", ">quit")
        assert desk.status(">quit") == Status.OUT
        assert desk.app.is_running
        await desk.press("ctrl+p")
        await desk.scan(">desk")
        assert desk.status(">desk") == Status.OUT
        await desk.type(">quit")
        assert desk.app.view.name == "palette"

    at_the_desk(tmp_path, does)


def test_a_typed_reason_is_no_code_even_where_it_is_one(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.type(">mark missing")
        await desk.press("enter", *"F0002", "enter", "down", "enter")
        assert desk.status("F0001") == Status.MISSING
        entries = desk.session.store.journal.latest(1)
        assert entries[0].reason == "F0002"

    at_the_desk(tmp_path, does)


def test_a_mark_is_done_by_enter_and_not_by_a_scan_of_the_same_letters(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        await desk.type("F0001")
        await desk.press("down", "up", "enter")
        assert desk.status("F0001") == Status.IN
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.OUT

    at_the_desk(tmp_path, does)


# --- what is found as one types


def test_people_are_found_by_their_names_in_any_order_before_records(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_person(desk.session, {"name": "Tremblay, Chen", "barcode": "P0016X"})
            add_person(desk.session, {"name": "Élise Tremblay", "unit": "Legal"})
            values = file_values(9, "Chen Tremblay, letters")
            add_holding(desk.session, values)
        for typed in ("chen tremblay", "tremblay chen", "trem che", "P0016X", "p0016"):
            await desk.type(typed)
            assert "Tremblay, Chen" in desk.screen, typed
            assert "Élise" not in desk.screen
            await desk.press("enter")
            assert desk.app.view.name == "person", typed
            await desk.press("f10")
        await desk.type("elise")
        assert "Élise Tremblay · Legal" in desk.screen
        await desk.press("f10", "escape")
        await desk.type("chen tremblay")
        assert "── records" in desk.screen
        await desk.press("down", "enter")
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does, size=(110, 30))


def test_people_registered_or_renamed_meanwhile_are_found_at_once(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        from rmdesk.duties.person import edit_person

        await desk.type("ito")
        assert "Keiko Ito" in desk.screen
        await desk.press("escape")
        edit_person(desk.session, "P1", {"name": "Keiko Sato"})
        with desk.session.change("sample"):
            add_person(desk.session, {"name": "李 明"})
        await desk.type("sato")
        assert "Keiko Sato" in desk.screen
        await desk.press("escape")
        for typed in ("李明", "明", "李 明"):
            await desk.type(typed)
            assert "李 明" in desk.screen, typed
            await desk.press("escape")
        await desk.type("ito")
        assert "Keiko" not in desk.screen

    at_the_desk(tmp_path, does)


def test_two_people_of_one_name_are_asked_about(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            for badge, unit in (("P8", "Legal"), ("P9", "Works")):
                values = {"name": "John Smith", "barcode": badge, "unit": unit}
                add_person(desk.session, values, namesake=True)
        await desk.type("smith")
        await desk.press("enter")
        assert desk.app.view.name == "search"
        assert "Several people have this name: mark one." in desk.text
        await desk.press("down", "enter")
        assert desk.app.view.name == "person"
        assert "Works" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_request_is_found_as_its_number_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        for typed in ("R-1001", "r1001", "1001", "R-10"):
            await desk.type(typed)
            assert "── requests" in desk.screen, typed
            await desk.press("enter")
            assert desk.app.view.name == "request", typed
            await desk.press("f10")

    at_the_desk(tmp_path, does)


def test_a_place_is_found_as_its_address_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_place(desk.session, {"barcode": "S9", "row": "B3", "bay": "05", "room": "2"})
        await desk.type("b3-0")
        lines = desk.screen
        assert "── places" in lines
        assert "B3-04-2" in lines
        assert "B3-05" in lines
        await desk.press("down", "enter")
        assert desk.app.view.name == "place"

    at_the_desk(tmp_path, does)


def test_records_asked_for_by_a_form_are_records_alone(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_person(desk.session, {"name": "Jo Harbour"})
        await desk.press("f2")
        await desk.scan("P1")
        await desk.type("harbour")
        assert "Jo Harbour" not in desk.screen
        await desk.press("enter", "enter")
        assert "1 record" in desk.text or "Harbour wall survey" in desk.screen

    at_the_desk(tmp_path, does)


# --- who is current


def test_escape_takes_who_was_current_off_the_messages(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0002")
        await desk.press("f10")
        await desk.scan("P1")
        assert "▸ For Keiko Ito" in desk.screen
        await desk.press("escape")
        assert "For Keiko Ito" not in desk.screen
        assert "FOR Keiko Ito" not in desk.screen
        await desk.scan("S1")
        await desk.press("escape")
        assert "Filing at" not in desk.screen

    at_the_desk(tmp_path, does)


def test_nobody_stays_current_for_longer_than_the_site_says(tmp_path: Path) -> None:
    now = [NOON]

    async def run() -> None:
        with make_centre(tmp_path) as desk:
            desk.now = lambda: now[0]
            async with opened(desk) as at:
                await at.scan("P1")
                assert "FOR Keiko Ito" in at.screen
                now[0] = NOON + timedelta(minutes=9)
                at.app.watching.look()
                await at.settle()
                assert "FOR Keiko Ito" in at.screen
                now[0] = NOON + timedelta(minutes=11)
                at.app.watching.look()
                await at.settle()
                assert "FOR Keiko Ito" not in at.screen
                assert "Keiko Ito is not current any more" in at.text
                await at.scan("F0001")
                assert at.status("F0001") == Status.IN

    asyncio.run(run())


# --- what is told


@pytest.mark.parametrize("width", [80, 120])
def test_a_refusal_names_the_record_and_is_told_whole(tmp_path: Path, width: int) -> None:
    long = "Bartholomew Featherstonehaugh-Cholmondeley of the Interdepartmental Committee"

    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_person(desk.session, {"name": long, "barcode": "P9", "unit": "Works"})
        reserve(desk.session, ["F0001"], "P9")
        reserve(desk.session, ["F0002"], "P9")
        await desk.scan("P1", "F0001")
        assert "ACME contract v.3" in desk.text
        assert f"F0001 is reserved for {long}." in desk.text
        assert "Lifted by: cancelling that reservation; or a supervisor" in desk.text
        assert "override --rule R20." in desk.text

    at_the_desk(tmp_path, does, size=(width, 24))


def test_all_that_was_told_can_be_looked_through(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1", "F0001", "F0002", "F0003")
        await desk.type(">clear the mess")
        await desk.press("enter")
        assert "Out to Keiko Ito" not in desk.screen
        await desk.type(">messages")
        await desk.press("enter")
        assert desk.app.view.name == "messages"
        assert desk.screen.count("Out to Keiko Ito") >= 3

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hand", "Hand over"),
        ("overdue", "What is overdue"),
        ("barcode", "Print labels"),
        ("queue", "Back to the desk"),
        ("ovredue", "What is overdue"),
        ("refile", "What is to be refiled"),
        ("hold shelf", "The hold shelf"),
    ],
)
def test_the_palette_finds_by_what_commands_do_and_forgives_slips(
    tmp_path: Path, typed: str, found: str
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(f">{typed}")
        assert found in desk.screen

    at_the_desk(tmp_path, does)


def test_the_palette_offers_what_enter_does_and_the_commands_of_the_screen(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f3", "ctrl+p")
        lines = desk.screen.splitlines()
        assert any("Open F0001" in line and "Enter" in line for line in lines)
        own = next(line for line in lines if "It is not in its place" in line)
        assert "another screen" not in own
        await desk.type("place")
        await desk.press("enter")
        assert desk.app.view.name == "question"

    at_the_desk(tmp_path, does)


def test_what_was_missing_is_found_by_its_scan_as_is_said(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        for view in ("", "f3"):
            await desk.scan("F0001")
            await desk.type(">mark missing")
            await desk.press("enter", *"gone", "enter", "down", "enter")
            assert "missing until it is found" in desk.text
            assert desk.status("F0001") == Status.MISSING
            await desk.press("f10", *([view] if view else []))
            await desk.scan("F0001")
            assert desk.status("F0001") == Status.TO_REFILE
            assert isinstance(desk.session.visible.one("F0001"), Holding)
            await desk.press("f10")
            await desk.scan("S1", "F0001")
            await desk.press("escape")

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("state", ["in", "out", "missing", "asked for"])
def test_one_act_of_a_record_says_that_enter_does_it(tmp_path: Path, state: str) -> None:
    async def does(desk: Desktop) -> None:
        if state == "out":
            charge_out(desk.session, ["F0001"], "P1")
        elif state == "missing":
            mark_missing(desk.session, "F0001", "not there")
        elif state == "asked for":
            intake(desk.session, "P1", ["F0001"])
        desk.app.open_key("F0001")
        await desk.settle()
        rows = [line for line in desk.screen.splitlines() if line.rstrip(" │").endswith("Enter")]
        assert len(rows) == (state != "in"), rows

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_the_number_of_what_is_worked_on_opens_it_as_it_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        about = {"unit": "Finance", "title": "Invoices"}
        number = register(desk.session, ACCESSIONS, about).number
        await desk.type(number)
        assert "── accession" in desk.screen
        assert f"▸ {number}" in desk.screen
        await desk.press("down", "up", "enter")
        assert "accession 2026-0001 Invoices" in desk.screen
        await desk.press("f10", *number.lower(), "enter")
        assert "Typed, so it was only opened: accession 2026-0001" in desk.screen
        await desk.press("f10")
        await desk.scan(number)
        assert "is not known here" in desk.screen, (
            "a scan acts, and nothing is done to these by one"
        )

    at_the_desk(tmp_path, does)


def test_a_number_that_one_may_not_know_of_opens_nothing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        about = {"unit": "Finance", "title": "Invoices", "security": "secret"}
        number = register(desk.session, ACCESSIONS, about).number
        clerk = colleague(desk.app.desk, "clerk")
        assert [each.key for each in beside(desk.session, number).numbered] == [number]
        assert not beside(clerk, number)
        assert opened_by_typing(clerk, number) == Told(number, words=True)

    at_the_desk(tmp_path, does)
