"""A small records centre with a clock that only moves when told."""

import atexit
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.access_list import grant
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.model.records import Holding, Person, Place
from rmdesk.opening import init_home, open_desk

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=-5)))


class Clock:
    """A clock to be moved by hand."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **period: float) -> None:
        self.moment += timedelta(**period)


@cache
def _made_once() -> Path:
    """The centre, closed, to be copied: making it takes ten times as long."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with init_home(folder, "mlee", now=Clock()) as desk:
        session = desk.session("mlee")
        add_place(session, {"barcode": "L1", "row": "B3", "bay": "04", "shelf": "2"})
        add_place(session, {"barcode": "L2", "row": "A1", "bay": "11", "shelf": "5"})
        add_person(session, {"barcode": "P1", "name": "Aiko Ito"})
        add_person(session, {"barcode": "P2", "name": "Jean Roy"})
    return folder


class Centre:
    """A home with two shelves, three people and a few files, and somebody at its desk."""

    def __init__(self, home: Path) -> None:
        self.home = shutil.copytree(_made_once(), home)
        self.clock = Clock()
        self.desk: Desk = open_desk(home, now=self.clock)
        self.session: Session = self.desk.session("mlee")
        self.shelf: Place = self.session.place("L1")
        self.other_shelf: Place = self.session.place("L2")
        self.ito: Person = self.session.person("P1")
        self.roy: Person = self.session.person("P2")

    def file(self, barcode: str, **values: object) -> Holding:
        """Register a file that lives on the first shelf."""
        values = {"title": f"File {barcode}", "kind": "file", "home": "L1", **values}
        return add_holding(self.session, {"barcode": barcode, **values})

    def entered(self, key: str, to: str) -> None:
        """Enter a person on the access list of a record (R16)."""
        grant(self.session, [key], {"to": to, "purpose": "work"})

    def now(self, barcode: str) -> Holding:
        """A holding as it is kept now."""
        return self.session.visible.one(barcode)

    def status(self, barcode: str) -> str:
        return str(self.now(barcode).status)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "home")
    yield made
    made.desk.close()
