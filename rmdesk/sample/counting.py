"""The sample centre's censuses: a row of shelves each quarter of the years before this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, pairwise
from random import Random

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.census import start
from rmdesk.duties.census_close import close
from rmdesk.duties.count_file import count_file
from rmdesk.duties.scan_batch import Scan
from rmdesk.duties.space import living_at
from rmdesk.model.filing import by_code
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status

_ROWS = "ABCDE"
_UNREAD, _ELSEWHERE = 0.012, 0.008
"""Of what is on a shelf: not found on it, and found on the next one."""


def counting_days(first: datetime, today: datetime) -> Iterator[datetime]:
    """A morning of each quarter; this year's censuses are left to who tries them."""
    day = first + timedelta(days=30)
    while day.year < today.year:
        yield day
        day += timedelta(days=91)


def count_row(session: Session, row: str, random: Random) -> None:
    """Count one row of shelves as a portable scanner reads it, and close the census."""
    census = start(session, {"scope": row})
    found = session.store.table(Place.table).search(Query().walk.exists())
    places = sorted(
        (each for each in map(Place.from_document, found) if each.row == row),
        key=lambda each: each.walk,
    )
    shelves = [_read(session, place, random) for place in places]
    for here, after in pairwise(shelves):
        if here and random.random() < _ELSEWHERE * len(here):
            after.append(here.pop())
    codes = [c for place, keys in zip(places, shelves, strict=True) for c in (place.barcode, *keys)]
    scans = [Scan(number, code) for number, code in enumerate(codes, 1)]
    count_file(session, census, scans, f"row {row}.txt")
    close(session, census.number)


def _read(session: Session, place: Place, random: Random) -> list[str]:
    """The codes on a shelf in the order of its filing, but for what was not found there."""
    living = (each for each in living_at(session, [place.id]) if _stands_there(each))
    read = [each for each in living if random.random() >= _UNREAD]
    return [each.barcode for each in sorted(read, key=lambda each: by_code(each.identifier) or ())]


def _stands_there(holding: Holding) -> bool:
    return holding.status == Status.IN and holding.place_id == holding.home_id


def rows() -> Iterator[str]:
    """Which row is counted next, over and over."""
    return cycle(_ROWS)
