"""Growth, digitizing, and the records behind figures, equal to a count by hand."""

from datetime import date

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.day import day_by_hour
from rmdesk.duties.digitized import Digitization
from rmdesk.duties.fulfilment import hand_over
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import pick
from rmdesk.duties.report import make_report
from rmdesk.duties.request import intake
from rmdesk.duties.undo import undo
from rmdesk.model.records import Holding, Place, Request
from rmdesk.model.words import Status
from tests.desk.conftest import Centre

DAYS = (date(2026, 3, 1), date(2026, 5, 31))


def gone(centre: Centre, holding: Holding, status: Status = Status.DESTROYED) -> None:
    with centre.session.change("execute"):
        holding.status = status
        centre.session.save(holding)


def test_what_came_and_went_stands_in_its_month_with_what_was_held_then(centre: Centre) -> None:
    centre.file("A1", extent_m=0.5)
    leaving = centre.file("A2", extent_m=0.25)
    centre.clock.forward(days=31)
    centre.file("A3")
    gone(centre, leaving)
    leaving.notes = "seen again as a stub"
    with centre.session.change("edit"):
        centre.session.save(leaving)
    centre.clock.forward(days=40)
    made = make_report(centre.session, "growth", *DAYS)
    free = make_report(centre.session, "space").totals["free_m"]
    lines = [tuple(row.values()) for row in made.rows]
    assert lines == [
        ("2026-03", 2, 0.75, 0, 0.0, 2, 0.75, free - 0.25),
        ("2026-04", 1, 0.0, 1, 0.25, 2, 0.5, free),
        ("2026-05", 0, 0.0, 0, 0.0, 2, 0.5, free),
    ]
    assert made.totals == {
        "came": 3, "came_m": 0.75, "gone": 1, "gone_m": 0.25, "items": 2, "metres": 0.5,
        "free_m": free,
    }  # fmt: skip
    only_march = make_report(centre.session, "growth", DAYS[0], date(2026, 3, 31))
    assert (only_march.totals["items"], only_march.totals["metres"]) == (2, 0.75)


@pytest.mark.parametrize("by", ["medium", "kind", "unit", "place", "room", "class", "status"])
def test_groups_of_growth_add_up_to_the_whole(centre: Centre, by: str) -> None:
    for number, medium in enumerate(("paper", "film", "paper", "")):
        centre.file(f"A{number}", medium=medium, extent_m=0.1 * number)
    gone(centre, centre.file("A9", medium="film"), Status.TRANSFERRED)
    made = make_report(centre.session, "growth", *DAYS, by)
    for figure in ("came", "came_m", "gone", "gone_m"):
        assert sum(row[figure] for row in made.rows) == pytest.approx(made.totals[figure])
    assert made.totals["came"] == 5
    if by == "medium":
        assert [(row["medium"], row["came"]) for row in made.rows] == [
            ("", 1), ("film", 2), ("paper", 2),
        ]  # fmt: skip


def test_a_registration_that_is_taken_back_never_came_and_what_comes_back_did_not_go(
    centre: Centre,
) -> None:
    centre.file("A1")
    held = centre.file("A2")
    gone(centre, held)
    assert make_report(centre.session, "growth", *DAYS).totals["gone"] == 1
    gone(centre, held, Status.IN)
    made = make_report(centre.session, "growth", *DAYS).totals
    assert (made["came"], made["gone"], made["items"]) == (2, 0, 2)
    add_holding(centre.session, {"barcode": "A3", "title": "x", "kind": "file"})
    undo(centre.session)
    made = make_report(centre.session, "growth", *DAYS).totals
    assert (made["came"], made["gone"], made["items"]) == (2, 0, 2)


def test_nobody_learns_by_growth_of_what_they_may_not_know(centre: Centre) -> None:
    add_person(centre.session, {"name": "Low", "login": "low", "role": "technician"})
    centre.file("A1", extent_m=0.5)
    low = centre.desk.session("low")
    before = [make_report(low, "growth", *DAYS, by) for by in ("", "unit", "place")]
    with centre.session.change("sample"):
        centre.session.save(
            Holding(barcode="S1", title="S", kind="file", unit="X", guard="secret", extent_m=3.0)
        )
    after = [make_report(low, "growth", *DAYS, by) for by in ("", "unit", "place")]
    assert after == before


def test_metres_are_measured_or_of_the_container_and_nothing_is_counted_twice(
    centre: Centre,
) -> None:
    box = centre.file("BOX", kind="box")
    centre.file("A1", extent_m=0.2, container="BOX")
    centre.file("A2")
    place = centre.session.get(Place, box.home_id)
    assert place is not None
    with centre.session.change("import"):
        place.capacity_m = 2.0
        centre.session.save(place)
    made = make_report(centre.session, "holdings")
    assert made.rows == [
        {"kind": "box", "count": 1, "metres": 0.4, "unmeasured": 0},
        {"kind": "file", "count": 2, "metres": 0.0, "unmeasured": 1},
    ]
    assert make_report(centre.session, "space").totals["used_m"] == 0.4


# --- when a request ends


def test_a_loan_is_answered_when_it_is_handed_over_not_when_it_comes_back(centre: Centre) -> None:
    centre.file("A1")
    number = intake(centre.session, "P1", ["A1"], priority="routine").request.number
    centre.clock.forward(hours=2)
    pick(centre.session, "A1")
    hand_over(centre.session, number)
    day = day_by_hour(centre.session)
    assert (day.closed, day.within, day.measured) == (1, 1, 1)
    centre.clock.forward(days=20)
    return_(centre.session, ["A1"])
    request = Request.from_document(centre.session.store.table("requests").all()[0])
    assert (request.answered[:10], request.closed[:10]) == ("2026-03-02", "2026-03-22")
    made = make_report(centre.session, "turnaround", *DAYS)
    assert made.totals["median_hours"] == 2.0
    assert made.totals["within_percent"] == 100.0
    months = make_report(centre.session, "months", *DAYS).rows
    assert [row["closed"] for row in months] == [1, 0, 0]
    for report, days in (("outcomes", 1), ("ended", 1), ("turnaround", 1)):
        assert make_report(centre.session, report, *DAYS).totals["count"] == days, report
    (row,) = make_report(centre.session, "ended", *DAYS).rows
    assert (row["number"], row["in_time"], row["answered"][:13]) == (number, "yes", "2026-03-02T12")


def test_a_hand_over_that_is_taken_back_has_not_answered(centre: Centre) -> None:
    centre.file("A1")
    intake(centre.session, "P1", ["A1"])
    charge_out(centre.session, ["A1"], "P1")
    assert make_report(centre.session, "ended", *DAYS).totals["count"] == 1
    undo(centre.session)
    assert make_report(centre.session, "ended", *DAYS).totals["count"] == 0


def test_the_loans_behind_the_figure_are_those_that_it_counts(centre: Centre) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
        charge_out(centre.session, [key], "P1")
    return_(centre.session, ["A1"])
    made = make_report(centre.session, "loans", *DAYS)
    assert {(row["barcode"], bool(row["returned"])) for row in made.rows} == {
        ("A1", True), ("A2", False),
    }  # fmt: skip
    whole = make_report(centre.session, "circulation", *DAYS).totals["lent"]
    assert made.totals["count"] == whole == 2


def test_months_of_who_may_not_know_all_leave_out_just_that(centre: Centre) -> None:
    add_person(centre.session, {"name": "Low", "login": "low", "role": "technician"})
    low = centre.desk.session("low")
    for key, security in (("A1", ""), ("S1", "secret"), ("A2", "")):
        centre.file(key, security=security)
        claimed = intake(centre.session, "P1", [key]).request
        with centre.session.change("close"):
            claimed.closed, claimed.outcome = "2026-03-02T12:00:00-05:00", "filled"
            centre.session.save(claimed)
    whole = make_report(centre.session, "months", *DAYS).totals
    known = make_report(low, "months", *DAYS).totals
    assert (whole["received"], whole["closed"]) == (3, 3)
    assert (known["received"], known["closed"], known["filled_percent"]) == (2, 2, 100.0)


# --- digitizing


def test_scans_count_on_the_day_of_the_last_scan_with_their_pages(centre: Centre) -> None:
    for number, (day, status) in enumerate(
        (("2026-03-02", "accepted"), ("2026-03-30", "rejected"), ("2026-04-02", "scanned"))
    ):
        holding = centre.file(f"A{number}", unit="Works")
        job = Digitization(number=f"S-{number}", holding=holding.id, status=status, pages=10)
        job.scanned, job.operator = f"{day}T10:00:00-05:00", "mlee"
        with centre.session.change("capture"):
            centre.session.save(job)
    queued = Digitization(number="S-9", holding=1, status="to-scan")
    with centre.session.change("add digitization"):
        centre.session.save(queued)
    made = make_report(centre.session, "digitized", *DAYS)
    assert [tuple(row.values()) for row in made.rows] == [
        ("2026-03", 2, 20, 1, 1), ("2026-04", 1, 10, 0, 0), ("2026-05", 0, 0, 0, 0),
    ]  # fmt: skip
    assert made.totals == {"count": 3, "pages": 30, "accepted": 1, "rejected": 1}
    by = make_report(centre.session, "digitized", *DAYS, "unit").rows
    assert by == [{"unit": "Works", **made.totals}]
