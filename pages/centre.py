"""The sample centre as the pictures show it: at a fixed time, made and used by one account."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from tinydb import Query

from rmdesk.desk.desk import Desk
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status
from rmdesk.opening import open_desk
from rmdesk.sample import make_sample

WHEN = datetime(2026, 5, 12, 10, 20, tzinfo=timezone(timedelta(hours=-4)))
LOGIN = "mlee"
_ASKS_WHO = ("rmdesk.desk.admission", "rmdesk.desk.desk", "rmdesk.sample")


@contextmanager
def signed_in() -> Iterator[None]:
    """Whoever draws, the account at the desk is the same."""
    with ExitStack() as stack:
        for name in _ASKS_WHO:
            stack.enter_context(patch.object(import_module(name), "process_account", lambda: LOGIN))
        yield


def make_centre(home: Path) -> None:
    """Make the sample centre in an empty folder, with its index."""
    with signed_in(), make_sample(home, now=lambda: WHEN) as desk:
        desk.finder.catch_up(lambda _done, _total: None)


@contextmanager
def opened_centre(home: Path) -> Iterator[Desk]:
    """The desk over it."""
    with signed_in(), open_desk(home, now=lambda: WHEN) as desk:
        yield desk


def stamp_sessions(home: Path) -> None:
    """Let the sessions have begun at the fixed time, not at that of who draws."""
    for path in (home / "sessions").glob("*.open"):
        os.utime(path, (WHEN.timestamp(), WHEN.timestamp()))


def scans(desk: Desk) -> list[str]:
    """A badge, then a file that may go to its bearer."""
    visible = desk.session(LOGIN).visible
    rows = visible.page((Query().status == Status.IN) & (Query().kind == "file"), limit=200).rows
    people = [Person.from_document(row) for row in desk.store.table(Person.table).all()]
    for person in people:
        for row in rows if person.barcode and person.custodian else ():
            holding = Holding.from_document(row)
            if holding.unit == person.unit:
                return [person.barcode, holding.barcode]
    return []
