"""Turnaround, outcomes, ageing, what is held and what room there is."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pages.reports import page
from rmdesk.desk.calendar import Calendar, Closure
from rmdesk.desk.reports import UNDATED, rounded
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import close, intake
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Place, Request
from rmdesk.model.words import Status
from tests.desk.conftest import Centre

TORONTO = ZoneInfo("America/Toronto")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


WEEK = Calendar(
    datetime.fromisoformat("2026-01-01T08:00").time(),
    datetime.fromisoformat("2026-01-01T17:00").time(),
    frozenset({"sat", "sun"}),
    (Closure.read("2026-12-25"),),
)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24T09:00", "2026-11-24T10:30", 1.5),
        ("2026-11-24T07:00", "2026-11-24T09:00", 1.0),  # before it opens
        ("2026-11-24T16:00", "2026-11-25T09:00", 2.0),
        ("2026-11-27T16:00", "2026-11-30T09:00", 2.0),  # over a weekend
        ("2026-11-28T09:00", "2026-11-29T12:00", 0.0),  # within it
        ("2026-12-24T16:00", "2026-12-28T09:00", 2.0),  # over a closure
        ("2026-10-30T16:00", "2026-11-02T09:00", 2.0),  # clocks go back on the Sunday
        ("2026-11-24T18:00", "2026-11-24T20:00", 0.0),
        ("2026-11-24T10:00", "2026-11-24T10:00", 0.0),
    ],
)
def test_hours_are_those_of_an_open_counter(start: str, end: str, hours: float) -> None:
    assert WEEK.hours_between(at(start), at(end)) == hours


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([], 0.5, None), ([3.0], 0.9, 3.0), ([1.0, 2.0, 3.0], 0.5, 2.0), ([4.0, 1.0], 0.5, 1.0),
        ([float(n) for n in range(1, 11)], 0.9, 9.0), ([float(n) for n in range(1, 12)], 0.9, 10.0),
        ([2.26], 0.5, 2.3),
    ],
)  # fmt: skip
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, found: float | None
) -> None:
    assert rounded(values, share) == found


def kept(centre: Centre, **fields: str) -> None:
    received = {"received": "2026-03-02T09:00", "status": "closed", "type": "loan"}
    request = Request(number="A")
    request.amend(received | fields)
    with centre.session.change("import"):
        centre.session.save(request)


def test_turnaround_adds_up_the_minutes_that_were_spent(centre: Centre) -> None:
    for type_, minutes in (("research", 45), ("research", 30), ("loan", None), ("copy", 5)):
        number = intake(centre.session, "P1", text="x", type_=type_).request.number
        close(centre.session, number, minutes=minutes)
    undo(centre.session)  # the last is open again, and nothing of it counts
    today = centre.session.now().date()
    made = make_report(centre.session, "turnaround", today, today, "type")
    assert {row["type"]: row["minutes"] for row in made.rows} == {"research": 75, "loan": 0}
    assert made.totals["minutes"] == 75


def test_turnaround_counts_open_hours_and_tells_what_has_none(centre: Centre) -> None:
    for day, hour in (("02", "11"), ("02", "13"), ("03", "12")):
        kept(centre, closed=f"2026-03-{day}T{hour}:00", due="2026-03-02T12:30")
    kept(centre, closed="2026-03-02", type="copy")
    kept(centre, closed="2026-03-02T08:00", type="copy")  # before it was received
    kept(centre, closed="2026-03-09T08:00")  # in no day of the period
    days = (date(2026, 3, 2), date(2026, 3, 3))
    made = make_report(centre.session, "turnaround", *days)
    service = centre.session.guidelines.service
    overnight = service.calendar.hours_between(
        datetime.fromisoformat("2026-03-02T09:00"),
        datetime.fromisoformat("2026-03-03T12:00"),
    )
    assert made.totals == {
        "count": 5, "median_hours": 4.0, "p90_hours": overnight, "within_percent": 33.3,
        "unmeasured": 2, "minutes": 0,
    }  # fmt: skip
    grouped = make_report(centre.session, "turnaround", *days, "type").rows
    assert [(row["type"], row["count"], row["median_hours"]) for row in grouped] == [
        ("copy", 2, None),
        ("loan", 3, 4.0),
    ]
    assert sum(row["count"] for row in grouped) == made.totals["count"]
    assert make_report(centre.session, "turnaround", date(2026, 2, 1), date(2026, 2, 2)).rows == []


def test_outcomes_are_counted_and_the_share_that_was_filled(centre: Centre) -> None:
    for outcome in ("filled", "filled", "not-found", ""):
        kept(centre, closed="2026-03-02", outcome=outcome, unit="Legal")
    made = make_report(centre.session, "outcomes", date(2026, 3, 2), date(2026, 3, 2), "unit")
    assert made.totals == {"count": 4, "filled_percent": 50.0}
    assert [(row["unit"], row["outcome"], row["count"]) for row in made.rows] == [
        ("Legal", "(unsaid)", 1),
        ("Legal", "filled", 2),
        ("Legal", "not-found", 1),
    ]


def test_ageing_keeps_lines_of_nothing_and_tells_what_names_no_day(centre: Centre) -> None:
    intake(centre.session, "P1", text="x")
    centre.clock.forward(days=2)
    intake(centre.session, "P1", text="y")
    kept(centre, status="new", received="long ago")
    made = make_report(centre.session, "ageing")
    assert [row["count"] for row in made.rows] == [1, 1, 0, 0, 0, 1]
    assert (made.rows[-1]["age"], made.totals) == (UNDATED, {"count": 3})


def test_what_is_held_is_counted_in_items_and_in_metres_that_are_known(centre: Centre) -> None:
    centre.file("A1", extent_m=0.25, unit="Legal")
    centre.file("A2", extent_m=0.5, unit="Legal")
    centre.file("A3", unit="Works")
    gone = centre.file("A4", extent_m=9.0, unit="Works")
    with centre.session.change("import"):
        gone.status = Status.DESTROYED
        centre.session.save(gone)
    made = make_report(centre.session, "holdings", by="unit")
    assert made.rows == [
        {"unit": "Legal", "count": 2, "metres": 0.75, "unmeasured": 0},
        {"unit": "Works", "count": 1, "metres": 0, "unmeasured": 1},
    ]
    assert made.totals == {"count": 3, "metres": 0.75, "unmeasured": 1}
    by_place = make_report(centre.session, "holdings", by="place").rows
    assert sum(row["count"] for row in by_place) == 3


def test_room_is_what_places_take_less_what_lives_there(centre: Centre) -> None:
    place = centre.session.get(Place, centre.file("A1", extent_m=0.25).home_id)
    assert place is not None
    with centre.session.change("import"):
        place.capacity_m = 0.9
        centre.session.save(place)
    made = make_report(centre.session, "space")
    assert made.totals == {"places": 1, "capacity_m": 0.9, "used_m": 0.25, "free_m": 0.65}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_made_by_each_of_its_groups_and_no_other(centre: Centre, name: str) -> None:
    for by in ("", *REPORTS[name].groups):
        made = make_report(centre.session, name, by=by)
        assert all(by in row for row in made.rows if by)
    with pytest.raises(BadInput, match="not grouped by"):
        make_report(centre.session, name, by="colour")


def test_the_page_of_the_reports_is_what_they_declare() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    assert text == page(), "run: python -m pages.reports"
