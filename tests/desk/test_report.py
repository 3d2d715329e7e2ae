"""Statistics and reports."""

from collections import Counter
from datetime import date

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import close, intake
from rmdesk.duties.workload import desk_counts
from rmdesk.model.errors import BadInput
from tests.desk.conftest import Centre


def test_the_desks_figures(centre: Centre) -> None:
    for number in range(4):
        centre.file(f"A{number}")
    intake(centre.session, "P1", ["A3"], priority="urgent")
    intake(centre.session, "P1", text="x")
    charge_out(centre.session, ["A0", "A1", "A2"], "P1")
    return_(centre.session, ["A0"])
    counts = desk_counts(centre.session)
    assert (counts.waiting, counts.urgent, counts.late) == (2, 1, 0)
    assert (counts.out, counts.overdue, counts.to_refile) == (2, 0, 1)
    centre.clock.forward(days=29)
    counts = desk_counts(centre.session)
    assert (counts.late, counts.overdue) == (2, 2)


def test_only_what_is_urgent_is_counted_so_and_what_is_due_today_is_not_overdue(
    centre: Centre,
) -> None:
    for priority in ("urgent", "urgent", "routine"):
        intake(centre.session, "P1", text="x", priority=priority)
    centre.file("A1")
    (lent,) = charge_out(centre.session, ["A1"], "P1")
    assert desk_counts(centre.session).urgent == 2
    for days, overdue in ((28, 0), (1, 1)):
        centre.clock.forward(days=days)
        assert desk_counts(centre.session).overdue == overdue
        assert make_report(centre.session, "overdue").totals == {"count": overdue}
    assert lent.due == "2026-03-30"


def test_what_is_overdue_comes_longest_first(centre: Centre) -> None:
    for barcode, due in (("A1", date(2026, 3, 9)), ("A2", date(2026, 3, 5))):
        centre.file(barcode)
        charge_out(centre.session, [barcode], "P1", due=due)
    centre.clock.forward(days=30)
    report = make_report(centre.session, "overdue")
    assert [row["barcode"] for row in report.rows] == ["A2", "A1"]
    assert report.rows[0]["holder"] == "Aiko Ito"
    assert report.totals == {"count": 2}


def test_activity_counts_the_days_asked_for(centre: Centre) -> None:
    centre.file("A1")
    centre.clock.forward(days=1)
    charge_out(centre.session, ["A1"], "P1")
    tuesday = date(2026, 3, 3)
    report = make_report(centre.session, "activity", tuesday, tuesday)
    assert report.rows == [{"action": "charge-out", "acts": 1, "holdings": 1}]
    both = make_report(centre.session, "activity", date(2026, 3, 2), tuesday, "day")
    assert [row["day"] for row in both.rows] == ["2026-03-02", "2026-03-03"]


@pytest.mark.whole
@pytest.mark.parametrize("name", REPORTS)
def test_the_first_and_the_last_day_there_is_are_days_too(centre: Centre, name: str) -> None:
    centre.file("A1")
    whole = make_report(centre.session, name, date.min, date.max)
    assert whole.totals == make_report(centre.session, name).totals


def test_activity_counts_by_unit_and_by_class(centre: Centre) -> None:
    for barcode, unit, class_ in (
        ("A1", "Finance", "1250"),
        ("A2", "Legal", "1250"),
        ("A3", "", ""),
    ):
        centre.file(barcode, unit=unit, **{"class": class_})
    centre.clock.forward(days=1)
    charge_out(centre.session, ["A1", "A2"], "P1")
    return_(centre.session, ["A1", "A2"])
    charge_out(centre.session, ["A3"], "P1")
    tuesday = date(2026, 3, 3)
    report = make_report(centre.session, "activity", tuesday, tuesday, "unit")
    assert report.rows == [
        {"unit": "", "acts": 1, "holdings": 1},
        {"unit": "Finance", "acts": 2, "holdings": 2},
        {"unit": "Legal", "acts": 2, "holdings": 2},
    ]
    assert report.totals == {"acts": 3, "holdings": 5}
    report = make_report(centre.session, "activity", tuesday, tuesday, "class")
    assert report.rows[1] == {"class": "1250", "acts": 2, "holdings": 4}


def test_activity_by_unit_tells_nothing_of_what_one_may_not_know(centre: Centre) -> None:
    centre.file("A1", unit="Intelligence", security="secret")
    centre.file("A2", unit="Legal")
    report = make_report(centre.desk.session("stranger"), "activity", by="unit")
    assert [row["unit"] for row in report.rows] == ["Legal"]


def test_requests_are_grouped_by_what_is_asked(centre: Centre) -> None:
    intake(centre.session, "P1", text="x", priority="urgent")
    intake(centre.session, "P1", text="y")
    report = make_report(centre.session, "requests", by="priority")
    assert report.rows == [
        {"priority": "routine", "count": 1},
        {"priority": "urgent", "count": 1},
    ]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_made_of_an_empty_centre(centre: Centre, name: str) -> None:
    assert make_report(centre.session, name).name == name


def test_unknown_names_and_groupings_are_bad_input(centre: Centre) -> None:
    with pytest.raises(BadInput):
        make_report(centre.session, "nothing")
    for name, by in [*((name, "colour") for name in REPORTS), ("today", "action")]:
        with pytest.raises(BadInput):
            make_report(centre.session, name, by=by)
    with pytest.raises(BadInput):
        make_report(centre.session, "requests", date(2026, 3, 2), date(2026, 3, 1))


def test_a_request_for_records_of_two_classes_counts_in_each_and_in_all_once(
    centre: Centre,
) -> None:
    centre.file("F1", **{"class": "1200"})
    centre.file("F2", **{"class": "1300"})
    centre.file("S1", security="secret", **{"class": "6666"})
    intake(centre.session, "P1", ["F1", "F2"])
    close(centre.session, "R-1001", "not-found")
    intake(centre.session, "P2", ["F2"])
    for name, counted in (("requests", 2), ("turnaround", 1), ("outcomes", 1), ("ageing", 1)):
        made = make_report(centre.session, name, by="class")
        counts = Counter[str]()
        for row in made.rows:
            counts[row["class"]] += row["count"]
        open_alone = {"1300": 1}
        ended = {"1200": 1, "1300": 1}
        wanted = {"requests": {"1200": 1, "1300": 2}, "ageing": open_alone}.get(name, ended)
        assert +counts == wanted, name
        assert made.totals["count"] == counted


def test_a_request_counts_by_the_way_that_it_came(centre: Centre) -> None:
    centre.file("F1")
    centre.file("F2")
    intake(centre.session.through("screen"), "P1", ["F1"])
    intake(centre.session.through("command"), "P1", ["F2"])
    close(centre.session.through("screen"), "R-1002", "not-found")
    made = make_report(centre.session, "requests", by="channel")
    assert {row["channel"]: row["count"] for row in made.rows} == {"screen": 1, "command": 1}
