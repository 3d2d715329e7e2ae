"""Pictures of the screens for the docs: `python -m pages.pictures` writes docs/pictures/.

They are the program itself on the sample centre, at a fixed time, so the same program draws the
same: each screen at three sizes in dark, and at the middle one in light. `--check` says which of
them are stale, and what has changed in the lines of each.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from time import monotonic

from rich.segment import Segment
from textual import events
from textual.pilot import Pilot

from pages.centre import LOGIN, make_centre, opened_centre, scans, stamp_sessions
from pages.svg import DARK, LIGHT, difference, picture
from rmdesk.desk.desk import Desk
from screens.app.app import DeskApp
from screens.views.bringing import Bringing

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZES = ((80, 24), (120, 40), (200, 50))
_PERSON_S = 1.0
"""A key comes this long after the one before: sooner it would be a scanner's."""
_QUIET_STEPS = 5
"""Steps of the loop without a message anywhere, after which none is on its way."""

_TRANSFER = """\
File No,Heading,Box,Inclusive dates,Office,Remarks
2100-20001,"Culvert – Mont-Sereine, inspection",2026-0067-01,1998-2003,Public Works,
2100-20002,"Bridge – Eastbrook, tender documents",2026-0067-01,1999,Public Works,maps in a tube
2100-20003,"Harbour wall – Port-Lévis, survey",2026-0067-02,c. 2001,Public Works,
"""

Lines = list[list[Segment]]


@dataclass(frozen=True)
class Shot:
    """A screen: its name, what it shows, and how one gets there from the desk."""

    name: str
    shows: str
    goes: Callable[[Shooting], Awaitable[None]]


class Shooting:
    """An app under a pilot, for pictures."""

    def __init__(self, app: DeskApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self._pressed_at = monotonic()

    async def settle(self) -> None:
        """Wait until all is read and painted.

        By what the app still has to do: a pilot's own pause waits for an idle processor.
        """
        await self._handled()
        while self._busy():
            await asyncio.sleep(0.002)
            await self._handled()
        await self.pilot.pause(0)

    def _busy(self) -> bool:
        app = self.app
        reading = any(w.group != "scans" and not w.is_finished for w in app.workers)
        return bool(app.queue.pending or reading or app.typed.pauses)

    async def _handled(self) -> None:
        """Wait until no message is left, nor one that follows from it."""
        nodes = [self.app, *self.app.screen.walk_children(with_self=True)]
        quiet = 0
        while quiet < _QUIET_STEPS:
            await asyncio.sleep(0)
            quiet = 0 if any(not node._message_queue.empty() for node in nodes) else quiet + 1

    async def press(self, *keys: str) -> None:
        """Press keys as a person does, who sees what each one brings, however fast that is."""
        for key in keys:
            self._pressed_at += _PERSON_S
            event = events.Key(key, key if len(key) == 1 else None)
            event.time = self._pressed_at
            self.app.post_message(event)
            await self.settle()

    async def type(self, text: str) -> None:
        """Put a text into the line as if typed."""
        self.app.line.insert_text_at_cursor(text)
        await self.settle()

    async def scan(self, *codes: str) -> None:
        """Scan codes."""
        for code in codes:
            self.app.line.post_message(events.Paste(f"{code}\n"))
            await self.settle()

    async def run(self, name: str) -> None:
        """Run a command by its name."""
        self.app.run_named(name)
        await self.settle()

    @property
    def lines(self) -> Lines:
        """What is painted."""
        return [list(strip) for strip in self.app.screen._compositor.render_strips()]


async def _desk(shot: Shooting) -> None:
    await shot.scan(*scans(shot.app.desk))


async def _search(shot: Shooting) -> None:
    await shot.type("culvert")
    await shot.press("down")


async def _record(shot: Shooting) -> None:
    await shot.scan(scans(shot.app.desk)[1])
    await shot.run("last")


async def _request(shot: Shooting) -> None:
    await shot.press("down", "enter")


async def _intake(shot: Shooting) -> None:
    await shot.press("f2")
    await shot.scan(*scans(shot.app.desk))


async def _list(shot: Shooting) -> None:
    await shot.run("holdings")
    await shot.press("space", "space")


async def _report(shot: Shooting) -> None:
    await shot.run("report-overdue")


async def _import(shot: Shooting) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "transfer-2026.csv"
        file.write_text(_TRANSFER, "utf-8")
        shot.app.open(Bringing(file))
        await shot.settle()
        await shot.press("end", "up", "enter", "enter")


async def _glossary(shot: Shooting) -> None:
    await shot.run("glossary")
    await shot.type("hold")


async def _palette(shot: Shooting) -> None:
    await shot.type(">print")


async def _help(shot: Shooting) -> None:
    await shot.press("f1")


SHOTS = (
    Shot("desk", "the desk", _desk),
    Shot("search", "results as one types", _search),
    Shot("record", "a record", _record),
    Shot("request", "a request", _request),
    Shot("intake", "the draft of a request", _intake),
    Shot("list", "a list with marked rows", _list),
    Shot("report", "a report", _report),
    Shot("import", "a file before it is brought in", _import),
    Shot("glossary", "words and rules", _glossary),
    Shot("palette", "the commands that answer to a word", _palette),
    Shot("help", "the help of the desk", _help),
)


@asynccontextmanager
async def opened(desk: Desk, size: tuple[int, int]) -> AsyncIterator[Shooting]:
    """The app over a desk, in a window of a size."""
    app = DeskApp(desk, desk.session(LOGIN))
    try:
        async with app.run_test(size=size) as pilot:
            shot = Shooting(app, pilot)
            await shot.settle()
            stamp_sessions(desk.home)
            app.reload()
            await shot.settle()
            yield shot
    finally:
        app.release()


async def _shoot(desk: Desk, shot: Shot, size: tuple[int, int]) -> Lines:
    async with opened(desk, size) as shooting:
        await shot.goes(shooting)
        return shooting.lines


def shots(only: Collection[str] = (), made: Path | None = None) -> Iterator[tuple[str, str]]:
    """The name of each file and what is in it; each screen is opened on the same centre anew.

    `made` is the sample centre, where there is one already.
    """
    with TemporaryDirectory() as folder:
        sample, home = made or Path(folder) / "sample", Path(folder) / "home"
        if made is None:
            make_centre(sample)
        for shot, size in product(SHOTS, SIZES):
            if only and shot.name not in only:
                continue
            copytree(sample, home)
            with opened_centre(home) as desk:
                lines = asyncio.run(_shoot(desk, shot, size))
            rmtree(home)
            width, height = size
            palettes = (DARK, LIGHT) if width == SIZES[1][0] else (DARK,)
            for palette in palettes:
                title = f"rmdesk: {shot.shows} at {width}x{height}"
                name = f"{shot.name}-{width}x{height}-{palette.name}.svg"
                yield name, picture(lines, width, title, palette)


def stale(only: Collection[str] = (), made: Path | None = None) -> Iterator[str]:
    """What has changed in each picture that is not as the program draws it."""
    for name, drawn in shots(only, made):
        page = FOLDER / name
        kept = page.read_text("utf-8") if page.exists() else ""
        if kept != drawn:
            yield difference(kept, drawn, name)


def main() -> int:
    """Write the pictures, or with `--check` say which are stale (exit status 1)."""
    if "--check" in sys.argv[1:]:
        changed = list(stale())
        sys.stdout.write("\n".join([*changed, ""]) if changed else "")
        return 1 if changed else 0
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name, drawn in shots():
        (FOLDER / name).write_text(drawn, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
