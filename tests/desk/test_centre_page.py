"""Circulation, what was not filled, a year by month, and the page of the centre."""

from collections import Counter
from datetime import date, datetime, tzinfo
from random import Random

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import intake
from rmdesk.duties.undo import undo
from rmdesk.model.days import SPANS, day_of, span_of
from rmdesk.model.records import Loan, Request, Reservation
from tests.desk.conftest import Centre
from tests.desk.test_activity import history
from tests.desk.zones import KIRITIMATI, TORONTO


def known(session: Session, table: str) -> list:  # type: ignore[type-arg]
    return session.visible.known(table, list(session.store.table(table)))


@pytest.mark.parametrize("zone", [TORONTO, KIRITIMATI], ids=str)
@pytest.mark.parametrize("login", ["mlee", "stranger"])
def test_months_and_circulation_are_what_the_records_tell(
    centre: Centre, login: str, zone: tzinfo
) -> None:
    centre.clock.moment = datetime(2026, 10, 29, 22, 40, tzinfo=zone)
    history(centre, Random(5), 40)
    session, last = centre.desk.session(login), centre.clock().date()
    loans, requests = known(session, Loan.table), known(session, Request.table)
    assert loans
    for first in (date(2026, 3, 1), date(2026, 10, 31), last):
        for by in SPANS:

            def counted(documents: list, path: str) -> Counter[str]:  # type: ignore[type-arg]
                days = (day_of(each.get(path, ""), zone) for each in documents)
                inside = (day for day in days if day is not None and first <= day <= last)  # noqa: B023
                return Counter(span_of(day, by) for day in inside)  # noqa: B023

            months = make_report(session, "months", first, last, by)
            for column, documents, path in (
                ("received", requests, "received"), ("closed", requests, "closed"),
                ("lent", loans, "out"), ("returned", loans, "returned"),
            ):  # fmt: skip
                naive = counted(documents, path)
                assert {row[by]: row[column] for row in months.rows if row[column]} == naive
                assert months.totals[column] == naive.total()
            lent = make_report(session, "circulation", first, last, by)
            assert {row[by]: row["lent"] for row in lent.rows if row["lent"]} == counted(
                loans, "out"
            )
        totals = make_report(session, "circulation", first, last).totals
        for by in REPORTS["circulation"].groups:
            made = make_report(session, "circulation", first, last, by)
            assert made.totals == totals
            for column, total in totals.items():
                assert sum(row[column] for row in made.rows) == total, (by, column)


def test_a_loan_that_came_back_late_or_was_taken_back(centre: Centre) -> None:
    for barcode in ("A1", "A2"):
        centre.file(barcode, unit="Legal")
    charge_out(centre.session, ["A1", "A2"], "P1", due=date(2026, 3, 3))
    centre.clock.forward(days=2)
    return_(centre.session, ["A1"])
    days = date(2026, 3, 1), date(2026, 3, 31)
    (row,) = make_report(centre.session, "circulation", *days, "unit").rows
    assert row == {
        "unit": "Legal", "lent": 2, "returned": 1, "late": 1, "renewals": 0, "recalled": 0,
    }  # fmt: skip
    centre.file("A3")
    charge_out(centre.session, ["A3"], "P1")
    undo(centre.session)
    assert make_report(centre.session, "circulation", *days).totals["lent"] == 2


def test_what_was_not_filled_is_told_with_its_reasons(centre: Centre) -> None:
    centre.file("A1")
    ended = [("filled", ""), ("not-found", "misfiled"), ("not-found", ""), ("", "")]
    for number, (outcome, absence) in enumerate(ended):
        ticket = intake(centre.session, "P1", ["A1"] if absence else [], text=f"no {number}")
        with centre.session.change("import"):
            store = centre.session.store
            store.table(Request.table).update(
                {"outcome": outcome, "closed": "2026-03-02T12:00", "status": "closed"},
                doc_ids=[ticket.request.id],
            )
            if absence:
                (claim,) = store.table(Reservation.table)
                store.table(Reservation.table).update({"absence": absence}, doc_ids=[claim.doc_id])
    made = make_report(centre.session, "unfilled")
    assert made.totals == {"count": 3, "ended": 4, "filled_percent": 25.0}
    assert [(row["outcome"], row["absence"], row["count"]) for row in made.rows] == [
        ("(unsaid)", "(unsaid)", 1), ("not-found", "(unsaid)", 1), ("not-found", "misfiled", 1),
    ]  # fmt: skip
    for by in REPORTS["unfilled"].groups:
        grouped = make_report(centre.session, "unfilled", by=by)
        assert (grouped.totals, sum(row["count"] for row in grouped.rows)) == (made.totals, 3)


def test_the_page_compares_with_as_many_days_before(centre: Centre) -> None:
    centre.file("A1", extent_m=0.5)
    charge_out(centre.session, ["A1"], "P1")
    centre.clock.forward(days=7)
    return_(centre.session, ["A1"])
    charge_out(centre.session, ["A1"], "P2")
    intake(centre.session, "P1", text="x")
    made = make_report(centre.session, "centre", date(2026, 3, 3), date(2026, 3, 9))
    rows = {row["figure"]: row for row in made.rows}
    lent = rows["lent"]
    assert (lent["now"], lent["before"], lent["change"]) == (1, 1, 0)
    assert (lent["months"][-1], len(lent["months"])) == (2, 12)
    assert (rows["received"]["now"], rows["received"]["before"]) == (1, 0)
    assert (rows["items"]["now"], rows["metres"]["now"]) == (1, 0.5)
    assert (rows["out"]["now"], rows["out"]["before"]) == (1, None)


@pytest.mark.parametrize("login", ["mlee", "stranger"])
def test_each_figure_of_the_page_is_that_of_the_report_behind_it(
    centre: Centre, login: str
) -> None:
    history(centre, Random(8), 30)
    session = centre.desk.session(login)
    days = date(2026, 3, 1), centre.clock().date()
    rows = {row["figure"]: row["now"] for row in make_report(session, "centre", *days).rows}
    behind = {
        "received": ("requests", "count"), "closed": ("outcomes", "count"),
        "filled_percent": ("outcomes", "filled_percent"), "lent": ("circulation", "lent"),
        "within_percent": ("turnaround", "within_percent"), "acts": ("activity", "acts"),
        "median_hours": ("turnaround", "median_hours"),
        "disposed": ("disposed", "count"), "overridden": ("overrides", "count"),
        "out": ("out", "count"), "overdue": ("overdue", "count"), "items": ("holdings", "count"),
        "free_m": ("space", "free_m"), "holds": ("holds", "count"),
    }  # fmt: skip
    for figure, (name, total) in behind.items():
        assert rows[figure] == make_report(session, name, *days).totals[total], figure


@pytest.mark.parametrize(
    ("end", "first", "last"),
    [
        (None, "2025-04", "2026-03"),
        (date(2026, 1, 31), "2025-02", "2026-01"),
        (date(2024, 12, 1), "2024-01", "2024-12"),
    ],
)
def test_months_are_the_last_twelve_where_no_first_day_is_named(
    centre: Centre, end: date | None, first: str, last: str
) -> None:
    months = [row["month"] for row in make_report(centre.session, "months", end=end).rows]
    assert (months[0], months[-1], len(months)) == (first, last, 12)


def test_days_that_are_named_are_those_that_are_counted(centre: Centre) -> None:
    named = make_report(centre.session, "months", date(2026, 2, 1), date(2026, 3, 2)).rows
    assert [row["month"] for row in named] == ["2026-02", "2026-03"]
    since = make_report(centre.session, "months", date(2026, 2, 1)).rows
    assert since == named
