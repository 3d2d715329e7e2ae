"""A small records centre in a temporary home, with a fixed clock, and an app over it."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from textual.pilot import Pilot

from rmdesk.desk import Clock, Desk, Session, init_home, open_desk
from rmdesk.holding import add_holding
from rmdesk.location import add_place
from rmdesk.people import add_person
from rmdesk.records import Status
from screens.app import DeskApp

LONGEST_S = 20.0
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


class Desktop:
    """An app under a pilot, with words for what a person does and sees."""

    def __init__(self, app: DeskApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def settle(self) -> None:
        """Wait until nothing is read, searched, scanned or painted any more."""
        await self.pilot.pause()
        end = time.monotonic() + LONGEST_S
        while self._busy():
            assert time.monotonic() < end, [str(worker) for worker in self.app.workers]
            await asyncio.sleep(0.005)
            await self.pilot.pause()

    def _busy(self) -> bool:
        app = self.app
        reading = any(w.group != "scans" and not w.is_finished for w in app.workers)
        return bool(app.queue.pending or reading or app.pauses_typing)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Put a text into the line as if typed, and wait for what it brings."""
        self.app.line.insert_text_at_cursor(text)
        await self.settle()

    async def scan(self, *codes: str) -> None:
        """Scan codes back to back, and wait."""
        for code in codes:
            self.app.line.insert_text_at_cursor(code)
            await self.pilot.press("enter")
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
        return " ".join(self.screen.replace("│", " ").split())

    @property
    def session(self) -> Session:
        """Who acts."""
        return self.app.session

    def status(self, code: str) -> Status:
        """The status of a holding, as kept."""
        return Status(self.session.sight.one(code).status)


@asynccontextmanager
async def opened(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Desktop]:
    """The app over a desk, settled after its start."""
    app = DeskApp(desk, desk.session("mlee"))
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
