"""The day in figures: requests in and out by the hour, and how many kept their clock."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period
from rmdesk.duties.turnaround import end_of, ended_in, requests_in
from rmdesk.model.days import instant_of

_BEGINS, _ENDS = 8, 17
"""The hours that are shown though nothing happened in them."""


@dataclass(frozen=True)
class Hour:
    """What came in and what was closed within an hour of the site's clock."""

    hour: int
    received: int
    closed: int


@dataclass(frozen=True)
class Day:
    """A day by its hours. `within` of `measured` closed requests kept their service level."""

    hours: Sequence[Hour]
    received: int
    closed: int
    within: int
    measured: int


def day_by_hour(session: Session) -> Day:
    """Today, of the requests that this person may know of (R17).

    What names a day and no moment counts in the sums and in no hour (R44).
    """
    received, closed = list(_moments(session, True)), list(_moments(session, False))
    kept = [due >= moment for moment, due in closed if moment is not None and due is not None]
    came, went = (
        Counter(moment.hour for moment, _due in each if moment is not None)
        for each in (received, closed)
    )
    busy = [*came, *went]
    hours = range(min([_BEGINS, *busy]), max([_ENDS, *busy]) + 1)
    return Day(
        [Hour(hour, came[hour], went[hour]) for hour in hours],
        len(received),
        len(closed),
        sum(kept),
        len(kept),
    )


def _moments(session: Session, came: bool) -> Iterator[tuple[datetime | None, datetime | None]]:
    """When each request of today was received or ended, if it says so, and when it was due."""
    now = session.now()
    today = now.date()
    period = Period(today, today)
    found = requests_in(session, period, "received") if came else ended_in(session, period)
    for document in found:
        said = document["received"] if came else end_of(document)
        moment = instant_of(said, now.tzinfo) if "T" in said else None
        due = instant_of(document.get("due", ""), now.tzinfo)
        yield moment.astimezone(now.tzinfo) if moment else None, due
