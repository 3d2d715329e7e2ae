"""A small records centre with a clock that only moves when told."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from rmdesk.desk import Desk, Session, init_home
from rmdesk.holding import add_holding
from rmdesk.location import add_place
from rmdesk.people import add_person
from rmdesk.records import Holding, Person, Place

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=-5)))


class Clock:
    """A clock to be moved by hand."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **period: float) -> None:
        self.moment += timedelta(**period)


class Centre:
    """A home with two shelves, three people and a few files, and somebody at its desk."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = Clock()
        self.desk: Desk = init_home(home, "mlee", now=self.clock)
        self.session: Session = self.desk.session("mlee")
        self.shelf: Place = add_place(
            self.session, {"barcode": "L1", "row": "B3", "bay": "04", "shelf": "2"}
        )
        self.other_shelf: Place = add_place(
            self.session, {"barcode": "L2", "row": "A1", "bay": "11", "shelf": "5"}
        )
        self.ito: Person = add_person(self.session, {"barcode": "P1", "name": "Aiko Ito"})
        self.roy: Person = add_person(self.session, {"barcode": "P2", "name": "Jean Roy"})

    def file(self, barcode: str, **values: object) -> Holding:
        """Register a file that lives on the first shelf."""
        values = {"title": f"File {barcode}", "kind": "file", "home": "L1", **values}
        return add_holding(self.session, {"barcode": barcode, **values})

    def now(self, barcode: str) -> Holding:
        """A holding as it is kept now."""
        return self.session.sight.one(barcode)

    def status(self, barcode: str) -> str:
        return str(self.now(barcode).status)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "home")
    yield made
    made.desk.close()
