"""The locked screen: it hides the desk, keeps what was begun, and is opened by badge and PIN."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rmdesk.desk.desk import Desk
from rmdesk.duties.person import edit_person
from rmdesk.duties.pins import set_pin
from rmdesk.opening import open_desk
from screens.app import running
from screens.app.app import DeskApp
from tests.screens.centre import NOON, Desktop, make_centre
from tests.staff import colleague

PIN, OTHER = "739164", "582046"
IDLE = timedelta(minutes=10)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


def with_pins(home: Path, clock: Clock, *, shared: bool) -> Desk:
    """A centre in which Keiko Ito and Anna Roy work, at a terminal that may be theirs together."""
    with make_centre(home, now=clock) as made:
        session = made.session("mlee")
        edit_person(session, "P1", {"login": "kito", "role": "technician"})
        edit_person(session, "P2", {"login": "aroy", "role": "technician"})
        set_pin(session, "P1", PIN)
        set_pin(session, "P2", OTHER)
        colleague(made, "desk1", role="viewer")
    file = home / "guidelines.toml"
    if shared:
        written = file.read_text("utf-8")
        file.write_text(written.replace("shared_accounts = []", 'shared_accounts = ["desk1"]'))
    return open_desk(home, now=clock)


async def shown(app: DeskApp, steps: object) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        desktop = Desktop(app, pilot)
        await desktop.settle()
        await steps(desktop)  # type: ignore[operator]


def run(desk: Desk, login: str, steps: object, terminal: str = "") -> DeskApp:
    session = desk.session(login)
    app = DeskApp(desk, session, desk.session(terminal) if terminal else None)
    try:
        asyncio.run(shown(app, steps))
    finally:
        app.release()
        desk.close()
    return app


def test_a_locked_screen_shows_nothing_and_keeps_what_was_begun(tmp_path: Path) -> None:
    desk = with_pins(tmp_path / "home", Clock(), shared=False)

    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        await desktop.scan("P1")
        assert "ACME" in desktop.screen
        await desktop.press("ctrl+z")
        for text in ("ACME", "Keiko", "F0001", "Finance"):
            assert text not in desktop.screen
        for key in ("escape", "f1", "f2", "f9", "f10", "ctrl+p", "down", "enter", "tab"):
            await desktop.press(key)
            assert "ACME" not in desktop.screen, key
        await desktop.type(">quit")
        await desktop.press("ctrl+u")
        await desktop.scan("F0002")  # no badge: it opens nothing and lends nothing
        await desktop.press("escape")
        await desktop.scan("P1")
        await desktop.type(PIN)
        assert PIN not in desktop.screen
        await desktop.press("enter")
        assert "ACME" in desktop.screen

    run(desk, "kito", steps)


def test_a_wrong_pin_opens_nothing_and_is_not_shown(tmp_path: Path) -> None:
    desk = with_pins(tmp_path / "home", Clock(), shared=False)

    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        await desktop.press("ctrl+z")
        await desktop.scan("P1")
        await desktop.scan("000007")
        assert "open nothing" in desktop.text
        assert "000007" not in desktop.screen
        assert "ACME" not in desktop.screen
        assert not any("000007" in told.text for told in desktop.app.history)

    run(desk, "kito", steps)


def test_it_is_locked_after_the_sites_minutes_without_a_key(tmp_path: Path) -> None:
    clock = Clock()
    desk = with_pins(tmp_path / "home", clock, shared=False)

    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        clock.moment += IDLE - timedelta(seconds=1)
        desktop.app.watching.look()
        assert "ACME" in desktop.screen
        clock.moment += timedelta(seconds=1)
        desktop.app.watching.look()
        await desktop.settle()
        assert "ACME" not in desktop.screen

    run(desk, "kito", steps)


def test_who_has_no_pin_is_not_locked_out(tmp_path: Path) -> None:
    clock = Clock()
    desk = with_pins(tmp_path / "home", clock, shared=False)

    async def steps(desktop: Desktop) -> None:
        await desktop.press("ctrl+z")
        assert "no PIN" in desktop.text
        clock.moment += IDLE
        desktop.app.watching.look()
        await desktop.settle()
        assert desktop.app.locking.lock_view is None

    run(desk, "mlee", steps)


def test_a_terminal_of_several_begins_locked_and_gives_each_a_desk(tmp_path: Path) -> None:
    desk = with_pins(tmp_path / "home", Clock(), shared=True)

    async def steps(desktop: Desktop) -> None:
        assert "badge" in desktop.text
        await desktop.scan("P1")
        await desktop.scan(PIN)
        await desktop.until(lambda: desktop.app.next is not None)

    app = run(desk, "desk1", steps)
    assert app.next is not None
    assert app.next.login == "kito"


def test_another_gets_a_desk_of_their_own(tmp_path: Path) -> None:
    desk = with_pins(tmp_path / "home", Clock(), shared=True)

    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        await desktop.press("ctrl+z")
        await desktop.scan("P2")
        await desktop.scan(OTHER)
        await desktop.until(lambda: desktop.app.next is not None)
        assert "ACME" not in desktop.screen

    app = run(desk, "kito", steps, terminal="desk1")
    assert app.next is not None
    assert app.next.login == "aroy"


@pytest.mark.parametrize("name", ["open", "back", "home"])
def test_what_ends_while_it_is_locked_opens_nothing(tmp_path: Path, name: str) -> None:
    desk = with_pins(tmp_path / "home", Clock(), shared=False)

    async def steps(desktop: Desktop) -> None:
        await desktop.scan("F0001")
        await desktop.press("ctrl+z")
        app = desktop.app
        {"open": lambda: app.open_record(1), "back": app.back, "home": app.go_home}[name]()
        await desktop.settle()
        assert "ACME" not in desktop.screen
        assert app.locking.lock_view is not None

    run(desk, "kito", steps)


def test_a_screen_that_nobody_could_open_is_not_locked(tmp_path: Path) -> None:
    clock = Clock()
    desk = with_pins(tmp_path / "home", clock, shared=False)
    edit_person(desk.session("mlee"), "P1", {"barcode": ""})

    async def steps(desktop: Desktop) -> None:
        await desktop.press("ctrl+z")
        assert "no badge" in desktop.text
        assert "rmdesk edit kito --barcode" in " ".join(desktop.text.split())
        clock.moment += IDLE
        desktop.app.watching.look()
        await desktop.settle()
        assert desktop.app.locking.lock_view is None

    run(desk, "kito", steps)


def test_a_terminal_where_nobody_has_a_pin_says_who_sets_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with make_centre(home) as made:
        colleague(made, "desk1", role="viewer")
    file = home / "guidelines.toml"
    written = file.read_text("utf-8")
    file.write_text(written.replace("shared_accounts = []", 'shared_accounts = ["desk1"]'))

    async def steps(desktop: Desktop) -> None:
        assert "Nobody has a PIN yet" in desktop.screen

    run(open_desk(home), "desk1", steps)


def test_two_people_take_turns_and_each_finds_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One files and locks, another works and locks, the first comes back to what was begun."""
    desk = with_pins(tmp_path / "home", Clock(), shared=True)
    seen: list[str] = []

    async def first(desktop: Desktop) -> None:
        await desktop.scan("P1")
        await desktop.scan(PIN)
        await desktop.until(lambda: desktop.app.next is not None)

    async def keiko(desktop: Desktop) -> None:
        desktop.app.drafts["edit"] = {"title": "begun by Keiko"}
        await desktop.scan("F0001")
        await desktop.press("ctrl+z")
        await desktop.scan("P2")
        await desktop.scan(OTHER)
        await desktop.until(lambda: desktop.app.next is not None)

    async def anna(desktop: Desktop) -> None:
        assert "ACME" not in desktop.screen
        assert not desktop.app.drafts
        await desktop.scan("P2")
        await desktop.scan("F0002")
        await desktop.press("ctrl+z")
        await desktop.scan("P1")
        await desktop.scan(PIN)
        await desktop.until(lambda: desktop.app.next is not None)

    async def again(desktop: Desktop) -> None:
        assert desktop.app.drafts == {"edit": {"title": "begun by Keiko"}}

    steps = iter((first, keiko, anna, again))

    def run_once(app: DeskApp) -> int:
        seen.append(app.session.login)
        try:
            asyncio.run(shown(app, next(steps)))
        finally:
            app.release()
        return 0

    monkeypatch.setattr(running, "_run", run_once)
    assert running.run_desk(desk, desk.session("desk1")) == 0
    assert seen == ["desk1", "kito", "aroy", "kito"]
    lent = [each for each in desk.store.journal.latest(50) if each.action == "charge-out"]
    assert {each.actor for each in lent} == {"aroy"}
    desk.close()
