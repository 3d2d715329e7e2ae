"""The picture of the desk for the README: `python -m pages.picture` writes docs/desk.svg.

It is the program itself on the sample centre, at a fixed time, so the same program draws the same.
"""

import asyncio
import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from rich.segment import Segment
from textual import events

from pages.centre import LOGIN, make_centre, opened_centre, scans
from pages.svg import picture
from pages.writing import written
from rmdesk.desk.desk import Desk
from screens.app.app import DeskApp

SIZE = (80, 24)


def desk_picture(sample: Path, home: Path) -> str:
    """The desk while a file goes out, as SVG, on a copy of the sample centre."""
    copytree(sample, home)
    with opened_centre(home) as desk:
        lines = asyncio.run(_painted(desk))
    return picture(lines, SIZE[0], "rmdesk: the desk screen at 80x24")


async def _painted(desk: Desk) -> list[list[Segment]]:
    app = DeskApp(desk, desk.session(LOGIN))
    try:
        async with app.run_test(size=SIZE) as pilot:
            for code in scans(desk):
                app.line.post_message(events.Paste(f"{code}\n"))
                await pilot.pause()
                await app.queue.drained(300)
            while any(w.group != "scans" and not w.is_finished for w in app.workers):
                await asyncio.sleep(0.01)
            await pilot.pause()
            return [list(strip) for strip in app.screen._compositor.render_strips()]
    finally:
        app.release()


def main() -> int:
    """Write the picture, or with `--check` say whether it is stale (exit status 1)."""
    with TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        make_centre(sample)
        return written("desk.svg", desk_picture(sample, Path(folder) / "home"))


if __name__ == "__main__":
    sys.exit(main())
