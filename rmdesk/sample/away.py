"""The sample centre's transfers: maps that an archives took in each half year of its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.sending import receive, send
from rmdesk.duties.transfer_list import begin
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from rmdesk.sample.keeping import MANAGER
from rmdesk.sample.years import STAFF

_UNIT = "Land Registry"
_AT_ONCE = 12
"""Maps that go together: those of the highest numbers, which nothing else of the sample names."""
_EACH = timedelta(days=160)
_SENT, _SIGNED = timedelta(days=6), timedelta(days=24)
"""After a transfer was listed."""

Step = tuple[datetime, Callable[[], object]]


def transfers(session: Session, first: datetime, last: datetime) -> Iterator[Step]:
    """When each step of a transfer is taken, from listing to receipt, and what takes it."""
    day, number = first + timedelta(days=75), 0
    while day + _SIGNED < last:
        number += 1
        yield from _steps(session, day.replace(hour=7, minute=30, second=0), number)
        day += _EACH


def _steps(session: Session, day: datetime, number: int) -> Iterator[Step]:
    listed: list[str] = []

    def begun() -> None:
        about = {"archives": "City Archives", "title": f"Plans of the Land Registry, {number}"}
        agreed = f"Land Registry, letter of {day:%Y-%m-%d}"
        technician = session.desk.session(next(iter(STAFF)))
        listed.append(begin(technician, _maps(session), {**about, "agreed": agreed})[0].number)

    yield day, begun
    yield day + _SENT, lambda: send(session, listed[0], {})
    manager = session.desk.session(MANAGER)
    given = {"signed": "Ines Fontaine", "receipt": f"CA {day.year}/{number:03}"}
    yield day + _SIGNED, lambda: receive(manager, listed[0], given)


def _maps(session: Session) -> list[str]:
    """Maps that are due, in their places, and held by nothing."""
    due = (Query().ends <= session.today()) & (Query().ends > "")
    rows = session.visible.all_in(Holding.table, due, order_by="ends")
    maps = [each for each in map(Holding.from_document, rows) if _may_go(each)]
    maps.sort(key=lambda each: -each.id)
    return [f"#{each.id}" for each in maps[:_AT_ONCE]]


def _may_go(holding: Holding) -> bool:
    return holding.kind == "map" and holding.unit == _UNIT and holding.status == Status.IN
