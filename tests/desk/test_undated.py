"""What names no day has a line of its own in every report of a period, and is never averaged."""

from datetime import date
from pathlib import Path

import pytest

from rmdesk.desk.reports import UNDATED
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.exchange import import_file
from tests.desk.conftest import Centre

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
ROWS = """number,received,closed,requester,unit,outcome
1,2026-03-03T09:00,2026-03-03T11:00,Somebody,Legal,filled
2,2026-03-04,2026-13-45,Somebody,Legal,filled
3,2026-03-05T09:00,in spring,Somebody,Works,not-found
4,2026-03-06T09:00,,Somebody,Works,denied
5,2026-03-06T09:00,2026-03-06,Somebody,Works,denied
"""


@pytest.fixture
def imported(centre: Centre, tmp_path: Path) -> Centre:
    (tmp_path / "requests.csv").write_text(ROWS, "utf-8")
    assert import_file(centre.session, "requests", tmp_path / "requests.csv").added == 5
    return centre


@pytest.mark.parametrize(
    ("name", "count", "undated"),
    [("turnaround", 2, 3), ("outcomes", 2, 3), ("ended", 2, 3), ("unfilled", 1, 2)],
)
def test_a_request_that_is_over_and_names_no_day_of_it_is_told(
    imported: Centre, name: str, count: int, undated: int
) -> None:
    for by in ("", *REPORTS[name].groups):
        made = make_report(imported.session, name, *MARCH, by)
        assert (made.totals["count"], made.totals["undated"]) == (count, undated)
        assert len({tuple(row) for row in made.rows}) <= 1, "one order of columns"
        if by:
            lines = [row for row in made.rows if row[by] == UNDATED]
            assert lines
            assert sum(row["count"] for row in lines) == undated
            others = [row for row in made.rows if row not in lines]
            assert sum(row["count"] for row in others) == count


def test_it_is_in_no_average(imported: Centre) -> None:
    made = make_report(imported.session, "turnaround", *MARCH, "type")
    assert (made.totals["median_hours"], made.totals["unmeasured"]) == (2.0, 1)
    assert (made.rows[-1]["median_hours"], made.rows[-1]["unmeasured"]) == (None, 3)
    assert make_report(imported.session, "outcomes", *MARCH).totals["filled_percent"] == 50.0


def test_of_another_period_it_is_told_too(imported: Centre) -> None:
    made = make_report(imported.session, "outcomes", date(2020, 1, 1), date(2020, 1, 2))
    assert made.rows == [{"outcome": UNDATED, "count": 3}]


def test_what_is_over_counts_in_the_month_of_its_end_beside_lines_of_nothing(
    imported: Centre,
) -> None:
    days = date(2026, 2, 1), MARCH[1]
    rows = make_report(imported.session, "turnaround", *days, "month").rows
    assert [(row["month"], row["count"], row["median_hours"]) for row in rows] == [
        ("2026-02", 0, None), ("2026-03", 2, 2.0), (UNDATED, 3, None),
    ]  # fmt: skip
    received = make_report(imported.session, "requests", *days, "month").rows
    assert received == [{"month": "2026-02", "count": 0}, {"month": "2026-03", "count": 5}]
