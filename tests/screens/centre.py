"""A small records centre in a temporary home, with a fixed clock, and an app over it."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from rmdesk.desk.desk import Clock, Desk, Session
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.model.words import Status
from rmdesk.opening import init_home, open_desk
from screens.app.app import DeskApp

LONGEST_S = 300.0
_PERSON_S = 0.2
"""Between a person's keys, by the events' own time; a scanner's have none between them."""

_QUIET_STEPS = 5
"""Steps of the loop without a message anywhere, after which none is on its way."""
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

TITLES = (
    "ACME contract v.3",
    "Payroll adjustment – Œuvre sociale",
    "Harbour wall survey",
    "上海市专利保护条例",
)


def make_centre(home: Path, files: int = 4, now: Clock = lambda: NOON) -> Desk:
    """A desk with files F0001…, badges P1 (Ito) and P2 (Roy), and the shelf S1 as their home."""
    shutil.copytree(_made_once(files, now), home, dirs_exist_ok=True)
    return open_desk(home, now=now)


@cache
def _made_once(files: int, now: Clock) -> Path:
    """The same centre, closed, to be copied: making it takes twenty times as long."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with init_home(folder, "mlee", now=now) as desk:
        _fill(desk.session("mlee"), files)
    return folder


def _fill(session: Session, files: int) -> None:
    with session.change("sample"):
        add_place(session, {"barcode": "S1", "row": "B3", "bay": "04", "shelf": "2"})
        add_place(session, {"barcode": "S2", "row": "A1", "bay": "11", "shelf": "5"})
        add_person(session, {"barcode": "P1", "name": "Keiko Ito", "unit": "Finance"})
        add_person(session, {"barcode": "P2", "name": "Anna Roy", "unit": "Legal"})
        for number in range(1, files + 1):
            title = TITLES[(number - 1) % len(TITLES)]
            add_holding(session, file_values(number, title))


def file_values(number: int, title: str) -> dict[str, str]:
    """The fields of one file of the centre."""
    return {
        "barcode": f"F{number:04}",
        "identifier": f"1250-{number:03}",
        "kind": "file",
        "title": title if number <= len(TITLES) else f"{title} {number}",
        "unit": "Finance",
        "home": "B3-04-2",
        "dates": "1950-1962",
    }


def in_one_line(screen: str) -> str:
    """The text of a screen as one line, without its frame."""
    return " ".join(screen.replace("│", " ").split())


class Desktop:
    """An app under a pilot, with words for what a person does and sees."""

    def __init__(self, app: DeskApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self._pressed_at = time.monotonic()

    async def settle(self) -> None:
        """Wait until nothing is read, searched, scanned or painted any more.

        By what the app still has to do: the pilot's own pause waits for an idle processor, twenty
        milliseconds at the least and a second where others keep it busy.
        """
        end = time.monotonic() + LONGEST_S
        await self._handled()
        while self._busy():
            assert time.monotonic() < end, [str(worker) for worker in self.app.workers]
            await asyncio.sleep(0.002)
            await self._handled()
        await self.pilot.pause(0)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds while the app goes on."""
        end = time.monotonic() + LONGEST_S
        while not holds():
            self._crashed()
            assert time.monotonic() < end, "it did not come about"
            await asyncio.sleep(0.002)

    async def _handled(self) -> None:
        """Wait until no message is left, a message and those that follow from it included."""
        nodes = [self.app, *self.app.screen.walk_children(with_self=True)]
        quiet = 0
        while quiet < _QUIET_STEPS:
            self._crashed()
            await asyncio.sleep(0)
            quiet = 0 if any(not node._message_queue.empty() for node in nodes) else quiet + 1

    def _crashed(self) -> None:
        """Raise what the app met: one that has stopped handles no message any more."""
        if self.app._exception is not None:
            raise self.app._exception

    def _busy(self) -> bool:
        app = self.app
        reading = any(w.group != "scans" and not w.is_finished for w in app.workers)
        return bool(app.queue.pending or reading or app.typed.pauses)

    async def press(self, *keys: str) -> None:
        """Press keys as a person does, who sees what each one brings."""
        for key in keys:
            self._pressed_at += _PERSON_S
            self._press(key)
            await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys that arrive in one piece, as over a slow line, and wait."""
        self.strike(*keys)
        await self.settle()

    def strike(self, *keys: str) -> None:
        """Press keys at once, and wait for nothing."""
        self._pressed_at += _PERSON_S
        for key in keys:
            self._press(key)

    def _press(self, key: str) -> None:
        letter = key if len(key) == 1 else None
        event = events.Key(_character_to_key(letter) if letter else key, letter)
        event.time = self._pressed_at
        self.app.post_message(event)

    async def type(self, text: str) -> None:
        """Put a text into the line as if typed, and wait for what it brings."""
        self.app.line.insert_text_at_cursor(text)
        await self.settle()

    async def scan(self, *codes: str, end: Sequence[str] = ("enter",)) -> None:
        """Scan codes without a pause between them, each with its end, and wait."""
        for code in codes:
            self._pressed_at += _PERSON_S
            for key in (*code, *end):
                self._press(key)
        await self.settle()

    @property
    def screen(self) -> str:
        """The text on the screen, line by line."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        assert len(lines) == height, (width, height)
        return "\n".join(line.rstrip() for line in lines)

    @property
    def text(self) -> str:
        """The text on the screen as one line, without its frame."""
        return in_one_line(self.screen)

    @property
    def session(self) -> Session:
        """Who acts."""
        return self.app.session

    def status(self, code: str) -> Status:
        """The status of a holding, as kept."""
        return Status(self.session.visible.one(code).status)


@asynccontextmanager
async def opened(
    desk: Desk, size: tuple[int, int] = (80, 24), login: str = "mlee"
) -> AsyncIterator[Desktop]:
    """The app over a desk, settled after its start."""
    app = DeskApp(desk, desk.session(login))
    try:
        async with app.run_test(size=size) as pilot:
            desktop = Desktop(app, pilot)
            await desktop.settle()
            yield desktop
    finally:
        app.release()


def at_the_desk(
    home: Path,
    does: Callable[[Desktop], Awaitable[None]],
    *,
    size: tuple[int, int] = (80, 24),
    files: int = 4,
) -> None:
    """Open a centre in a home, do something there, and close it."""

    async def run() -> None:
        async with opened(desk, size) as desktop:
            await does(desktop)

    with make_centre(home, files) as desk:
        asyncio.run(run())


def be_patient(home: Path) -> None:
    """Let a scanner be as late as can be: a machine may be too busy to press its keys in time."""
    guidelines = home / "guidelines.toml"
    text = guidelines.read_text("utf-8")
    assert "key_milliseconds = 50 " in text
    guidelines.write_text(
        text.replace("key_milliseconds = 50 ", "key_milliseconds = 500 "), "utf-8"
    )
