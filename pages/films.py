"""Films of the desk at work: `python -m pages.films` writes docs/films/*.cast (asciicast 2).

They are the program itself on the sample centre at 80x24, step by step, with a fixed time for each
step: the same program makes the same film. `asciinema play docs/films/counter.cast` shows one.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Collection, Iterator
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory

from rich.color import ColorSystem
from rich.segment import Segment

from pages.centre import WHEN, make_centre, opened_centre, scans
from pages.pictures import Shooting, opened
from rmdesk.desk.desk import Desk

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "films"
SIZE = (80, 24)
_KEY_S, _SCAN_S, _LOOK_S = 0.09, 0.02, 1.8
"""Between the keys of a person, of a scanner; and how long one looks at what came."""


class Filming:
    """An app that is filmed: what it paints, after each step, and when."""

    def __init__(self, shot: Shooting) -> None:
        self.shot = shot
        self.events: list[tuple[float, str, str]] = []
        self._at = 0.0
        self._before: list[str] = []

    def _frame(self, seconds: float) -> None:
        """What has changed on the screen, after so many seconds."""
        self._at += seconds
        lines = [_ansi(line) for line in self.shot.lines]
        before = self._before or [""] * len(lines)
        changed = [
            f"\x1b[{row};1H{line}\x1b[0m"
            for row, (line, old) in enumerate(zip(lines, before, strict=True), 1)
            if line != old
        ]
        self._before = lines
        if changed:
            self.events.append((round(self._at, 2), "o", "".join(changed)))

    async def look(self, seconds: float = _LOOK_S) -> None:
        """Stay a while."""
        self._frame(0.0)
        self._at += seconds

    async def type(self, text: str) -> None:
        """Type as a person does."""
        for letter in text:
            self.shot.app.line.insert_text_at_cursor(letter)
            await self.shot.settle()
            self._frame(_KEY_S)

    async def press(self, *keys: str) -> None:
        """Press keys, each looked at."""
        for key in keys:
            await self.shot.press(key)
            self._frame(_KEY_S)
            await self.look(_LOOK_S / 2)

    async def scan(self, code: str) -> None:
        """Scan a code: its letters fly by, then it has acted."""
        self._at += _SCAN_S * len(code)
        await self.shot.scan(code)
        self._frame(_SCAN_S)
        await self.look()


def _ansi(line: list[Segment]) -> str:
    return "".join(
        each.style.render(each.text, color_system=ColorSystem.EIGHT_BIT)
        if each.style
        else each.text
        for each in line
        if not each.control
    )


async def _counter(film: Filming) -> None:
    """A badge and a file: it is out. The file again: it is back; its shelf, and it is refiled."""
    desk = film.shot.app.desk
    badge, file = scans(desk)
    await film.look()
    await film.scan(badge)
    await film.scan(file)
    await film.press("escape")
    await film.scan(file)
    holding = desk.session("mlee").visible.one(file)
    place = desk.session("mlee").place(f"#{holding.home_id}")
    await film.scan(place.barcode)
    await film.scan(file)
    await film.press("escape", "f9")
    await film.look()


async def _request(film: Filming) -> None:
    """Words find a record, a request is taken in for it, fetched, set aside and handed over."""
    await film.look()
    await film.type("culvert survey")
    await film.look()
    await film.press("enter", "f2")
    await film.scan(scans(film.shot.app.desk)[0])
    await film.press("ctrl+s", "f10", "f3")
    await film.look()


FILMS: dict[str, tuple[str, Callable[[Filming], Awaitable[None]]]] = {
    "counter": ("A file goes out, comes back and is refiled, by scans alone", _counter),
    "request": ("From a few words to a request on the pick list", _request),
}


async def _filmed(desk: Desk, name: str) -> list[tuple[float, str, str]]:
    async with opened(desk, SIZE) as shot:
        film = Filming(shot)
        await FILMS[name][1](film)
        return film.events


def films(only: Collection[str] = (), made: Path | None = None) -> Iterator[tuple[str, str]]:
    """The name of each file and what is in it. `made` is the sample centre, if there is one."""
    with TemporaryDirectory() as folder:
        sample, home = made or Path(folder) / "sample", Path(folder) / "home"
        if made is None:
            make_centre(sample)
        for name, (title, _does) in FILMS.items():
            if only and name not in only:
                continue
            copytree(sample, home)
            with opened_centre(home) as desk:
                events = asyncio.run(_filmed(desk, name))
            rmtree(home)
            head = {
                "version": 2, "width": SIZE[0], "height": SIZE[1], "title": f"rmdesk: {title}",
                "timestamp": int(WHEN.timestamp()), "env": {"TERM": "xterm-256color"},
            }  # fmt: skip
            lines = [json.dumps(each, ensure_ascii=False) for each in (head, *events)]
            yield f"{name}.cast", "\n".join([*lines, ""])


def main() -> int:
    """Write the films, or with `--check` say whether one is stale (exit status 1)."""
    if "--check" in sys.argv[1:]:
        kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.cast")}
        return 0 if dict(films()) == kept else 1
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in films():
        (FOLDER / name).write_text(drawn, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
