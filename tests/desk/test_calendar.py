"""Open days and hours of the counter, and what is due by them (R44)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rmdesk.desk.guideline import Guidelines, Service, explain_due
from rmdesk.desk.lending import Loans
from rmdesk.model.records import Holding, Person
from tests.desk.zones import TORONTO

CHRISTMAS = ["2026-12-25", "2026-12-28..2027-01-03"]


def due(received: str, priority: str, **service: object) -> str:
    moment = datetime.fromisoformat(received).replace(tzinfo=TORONTO)
    return Service(**service).due(moment, priority).isoformat(timespec="minutes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("received", "priority", "service", "wanted"),
    [
        # the clocks go back on 1 November and forward on 8 March
        ("2026-10-30T10:00", "routine", {}, "2026-11-04T17:00-05:00"),
        ("2026-10-30T10:00", "next-day", {}, "2026-11-02T17:00-05:00"),
        ("2026-10-30T16:00", "urgent", {}, "2026-11-02T09:00-05:00"),
        ("2026-03-06T10:00", "routine", {}, "2026-03-11T17:00-04:00"),
        # hours of open counter
        ("2026-11-23T08:00", "urgent", {"urgent_hours": 20}, "2026-11-25T10:00-05:00"),
        ("2026-11-23T08:00", "urgent", {"urgent_hours": 9}, "2026-11-23T17:00-05:00"),
        ("2026-11-23T08:00", "urgent", {"urgent_hours": 10}, "2026-11-24T09:00-05:00"),
        ("2026-11-23T12:00", "urgent", {"urgent_hours": 0}, "2026-11-23T12:00-05:00"),
        ("2026-11-27T16:00", "urgent", {"urgent_hours": 11}, "2026-12-01T09:00-05:00"),
        ("2026-11-23T06:00", "urgent", {}, "2026-11-23T10:00-05:00"),
        ("2026-11-23T17:00", "urgent", {}, "2026-11-24T10:00-05:00"),
        ("2026-11-21T12:00", "urgent", {}, "2026-11-23T10:00-05:00"),
        # days
        ("2026-11-24T10:00", "same-day", {}, "2026-11-24T17:00-05:00"),
        ("2026-11-24T18:00", "same-day", {}, "2026-11-25T17:00-05:00"),
        ("2026-11-27T10:00", "next-day", {}, "2026-11-30T17:00-05:00"),
        ("2026-11-27T10:00", "routine", {"routine_days": 0}, "2026-11-27T17:00-05:00"),
        # closures, of a day and of a span
        ("2026-12-24T16:00", "urgent", {"closures": CHRISTMAS}, "2027-01-04T09:00-05:00"),
        ("2026-12-24T16:00", "urgent", {"closures": CHRISTMAS[:1]}, "2026-12-28T09:00-05:00"),
        ("2026-12-24T10:00", "next-day", {"closures": CHRISTMAS}, "2027-01-04T17:00-05:00"),
        ("2026-12-25T10:00", "same-day", {"closures": CHRISTMAS}, "2027-01-04T17:00-05:00"),
        ("2027-01-03T10:00", "same-day", {"closures": CHRISTMAS}, "2027-01-04T17:00-05:00"),
    ],
)
def test_a_request_is_due_by_open_days_and_hours(
    received: str, priority: str, service: dict[str, object], wanted: str
) -> None:
    assert due(received, priority, **service) == wanted


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:30", 2.5),
        ("2026-11-23T06:00", "2026-11-23T20:00", 9.0),
        ("2026-11-27T16:00", "2026-11-30T09:00", 2.0),  # over a weekend, its last day counted
        ("2026-12-24T16:00", "2027-01-04T09:00", 2.0),  # and over closures
        ("2026-11-21T10:00", "2026-11-22T12:00", 0.0),
    ],
)
def test_the_hours_between_two_moments_are_those_of_open_counter(
    start: str, end: str, hours: float
) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=TORONTO) for each in (start, end))
    assert Service(closures=CHRISTMAS).calendar.hours_between(first, last) == hours


ALL_DAY: dict[str, object] = {"opens": "00:00", "closes": "23:59", "closed_days": []}


@pytest.mark.parametrize(
    ("zone", "received", "priority", "service", "wanted"),
    [
        # open while the clocks change: two hours are two hours (R44)
        ("America/Toronto", "2026-03-08T01:00-05:00", "urgent", ALL_DAY, "2026-03-08T04:00-04:00"),
        ("America/Toronto", "2026-11-01T00:30-04:00", "urgent", ALL_DAY, "2026-11-01T01:30-05:00"),
        ("America/Toronto", "2026-11-01T01:30-05:00", "urgent", ALL_DAY, "2026-11-01T03:30-05:00"),
        ("America/Toronto", "2026-11-01T23:00-05:00", "urgent", ALL_DAY, "2026-11-02T01:01-05:00"),
        ("Australia/Sydney", "2026-10-04T01:00+10:00", "urgent", ALL_DAY, "2026-10-04T04:00+11:00"),
        ("Australia/Sydney", "2026-04-05T01:30+11:00", "urgent", ALL_DAY, "2026-04-05T02:30+10:00"),
        # and closed meanwhile: the hour is that of the site on its day
        ("Australia/Sydney", "2026-10-02T10:00+10:00", "routine", {}, "2026-10-07T17:00+11:00"),
        ("Australia/Sydney", "2026-10-02T16:00+10:00", "urgent", {}, "2026-10-05T09:00+11:00"),
        ("Australia/Sydney", "2026-04-02T10:00+11:00", "routine", {}, "2026-04-07T17:00+10:00"),
        ("Australia/Sydney", "2026-04-03T16:00+11:00", "urgent", {}, "2026-04-06T09:00+10:00"),
    ],
)
def test_hours_are_hours_where_the_clocks_change_in_either_half_of_the_world(
    zone: str, received: str, priority: str, service: dict[str, object], wanted: str
) -> None:
    moment = datetime.fromisoformat(received).astimezone(ZoneInfo(zone))
    found = Service(**service).due(moment, priority)  # type: ignore[arg-type]
    assert found.isoformat(timespec="minutes") == wanted


@pytest.mark.parametrize(
    ("lent", "days", "closures", "valid", "wanted"),
    [
        ("2026-11-26", 30, [], "", "2026-12-28"),  # a Saturday
        ("2026-11-26", 31, [], "", "2026-12-28"),
        ("2026-11-26", 29, [], "", "2026-12-25"),
        ("2026-11-26", 29, CHRISTMAS, "", "2027-01-04"),
        ("2026-11-26", 28, CHRISTMAS, "", "2026-12-24"),
        ("2026-11-26", 0, [], "", "2026-11-26"),
        ("2026-11-26", 30, [], "2026-12-28", "2026-12-28"),
        ("2026-11-26", 30, [], "2026-12-27", "2026-12-25"),  # the last open day before it ends
        ("2026-11-26", 30, [], "2026-12-05", "2026-12-04"),
        ("2026-11-26", 30, [], "2026-11-26", "2026-11-26"),
        ("2026-11-26", 30, [], "2026-11-01", "2026-11-26"),
        ("2026-11-28", 30, [], "2026-11-29", "2026-11-29"),  # lent on a Saturday: none is open
    ],
)
def test_a_loan_is_due_on_an_open_day_within_validity(
    lent: str, days: int, closures: list[str], valid: str, wanted: str
) -> None:
    guidelines = Guidelines(loans=Loans(days=days), service=Service(closures=closures))
    borrower = Person(valid_until=valid)
    found = guidelines.due_date(Holding(kind="file"), borrower, date.fromisoformat(lent))
    assert found.isoformat() == wanted


@pytest.mark.parametrize(
    ("day", "wanted"),
    [("2026-11-26", "2026-11-27"), ("2026-11-27", "2026-11-30"), ("2026-12-24", "2027-01-04")],
)
def test_what_is_recalled_is_due_on_the_next_open_day(day: str, wanted: str) -> None:
    guidelines = Guidelines(service=Service(closures=CHRISTMAS))
    assert guidelines.recall_date(date.fromisoformat(day)).isoformat() == wanted


def test_why_a_loan_is_due_when_it_is_is_told_in_sentences() -> None:
    guidelines = Guidelines(
        loans=Loans(days=30, days_by_kind={"map": 29}), service=Service(closures=CHRISTMAS)
    )
    lent, nobody = date(2026, 11, 26), Person()
    assert explain_due(guidelines, Holding(kind="file"), nobody, lent) == [
        "Lent on Thursday 2026-11-26 for 30 days (loans.days): Saturday 2026-12-26.",
        "The counter is closed then (service.closed_days); the next open day is Monday 2027-01-04.",
    ]
    leaving = Person(name="Aiko Ito", valid_until="2026-12-20")
    assert explain_due(guidelines, Holding(kind="map"), leaving, lent) == [
        "Lent on Thursday 2026-11-26 for 29 days (loans.days_by_kind.map): Friday 2026-12-25.",
        "The counter is closed then (service.closures); the next open day is Monday 2027-01-04.",
        "Aiko Ito may borrow until Sunday 2026-12-20 only: due Friday 2026-12-18.",
    ]
    assert explain_due(guidelines, Holding(kind="file"), nobody, date(2026, 11, 25)) == [
        "Lent on Wednesday 2026-11-25 for 30 days (loans.days): Friday 2026-12-25.",
        "The counter is closed then (service.closures); the next open day is Monday 2027-01-04.",
    ]
