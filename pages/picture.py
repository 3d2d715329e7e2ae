"""The picture of the desk for the README: `python -m pages.picture` writes docs/desk.svg.

It is the program itself on the sample centre, at a fixed time, so the same program draws the same.
"""

import asyncio
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.segment import Segment
from textual import events
from tinydb import Query

from pages.svg import picture
from pages.writing import written
from rmdesk.desk.desk import Desk
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status
from rmdesk.sample import make_sample
from screens.app.app import DeskApp

SIZE = (80, 24)
WHEN = datetime(2026, 5, 12, 10, 20, tzinfo=timezone(timedelta(hours=-4)))


def desk_picture() -> str:
    """The desk while a file goes out, as SVG."""
    with (
        TemporaryDirectory() as folder,
        make_sample(Path(folder) / "home", now=lambda: WHEN) as desk,
    ):
        lines = asyncio.run(_painted(desk))
    return picture(lines, SIZE[0], "rmdesk: the desk screen at 80x24")


async def _painted(desk: Desk) -> list[list[Segment]]:
    app = DeskApp(desk, desk.session("mlee"))
    try:
        async with app.run_test(size=SIZE) as pilot:
            for code in _scans(desk):
                app.line.post_message(events.Paste(f"{code}\n"))
                await pilot.pause()
                await app.queue.drained(300)
            while any(w.group != "scans" and not w.is_finished for w in app.workers):
                await asyncio.sleep(0.01)
            await pilot.pause()
            return [list(strip) for strip in app.screen._compositor.render_strips()]
    finally:
        app.release()


def _scans(desk: Desk) -> list[str]:
    """A badge, then a file that may go to its bearer."""
    visible = desk.session("mlee").visible
    rows = visible.page((Query().status == Status.IN) & (Query().kind == "file"), limit=200).rows
    people = [Person.from_document(row) for row in desk.store.table(Person.table).all()]
    for person in people:
        for row in rows if person.barcode and person.custodian else ():
            holding = Holding.from_document(row)
            if holding.unit == person.unit:
                return [person.barcode, holding.barcode]
    return []


def main() -> int:
    """Write the picture, or with `--check` say whether it is stale (exit status 1)."""
    return written("desk.svg", desk_picture())


if __name__ == "__main__":
    sys.exit(main())
