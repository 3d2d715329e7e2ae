"""What is behind the figures of reports: Enter on one opens just what it counts."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import UNDATED
from rmdesk.duties import report
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.ending import cancel
from rmdesk.duties.report import REPORTS
from rmdesk.duties.request import intake
from rmdesk.model.days import days_in_span
from rmdesk.opening import open_desk
from screens.views.reports import MONTH, ReportView, span_of_days
from tests.screens.centre import Desktop, at_the_desk, in_one_line

YEAR = 3


@pytest.fixture(scope="module")
def sample(sample_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    (made,) = (sample_cache / "rmdesk").glob("sample-*")
    home = tmp_path_factory.mktemp("behind") / "home"
    shutil.copytree(made, home)
    with open_desk(home) as desk:
        yield desk.session()


def worked(session: Session) -> None:
    """Requests that are open, late, cancelled and handed over, loans that are out and back."""
    intake(session, "P1", ["F0001"], priority="urgent")
    intake(session, "P2", ["F0002"])
    cancel(session, "R-1002")
    charge_out(session, ["F0001"], "P1")
    charge_out(session, ["F0003"], "P2", due=session.now().date())
    charge_out(session, ["F0004"], "P2")
    return_(session, ["F0004"])


async def shown(desk: Desktop, view: ReportView) -> ReportView:
    desk.app.go_home()
    desk.app.open(view)
    await desk.settle()
    return view


@pytest.mark.whole
@pytest.mark.parametrize("name", REPORTS)
def test_what_is_behind_a_count_is_as_many(tmp_path: Path, name: str) -> None:
    """By each group; a status of a record, which is none of a request, stopped the desk."""

    async def does(desk: Desktop) -> None:
        worked(desk.session)
        view = await shown(desk, ReportView(name, YEAR))
        for _group in ("", *REPORTS[name].groups):
            assert desk.app.view is view
            for row in view.rows:
                behind = view.listing_of(row)
                if behind is None or "count" not in row or "figure" in row:
                    continue
                behind.show(behind.load(desk.session))
                assert len(behind.rows) == row["count"], (row, behind.rows)
            await desk.press("tab")

    at_the_desk(tmp_path, does)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("report", "tabs", "row", "behind"),
    [
        ("turnaround", 3, "Finance", "Requests ended · this year · unit Finance"),
        ("requests", 8, "2026-11", "Requests · 2026-11-01 – 2026-11-"),
        ("loans", 2, "Anna Roy", "Loans begun · this year · holder Anna Roy"),
        ("months", 0, "2026-11", "Requests · 2026-11-01 – 2026-11-"),
        ("today", 0, "out", "Out"),
    ],
)
def test_enter_on_a_figure_lists_what_it_counts(
    tmp_path: Path, report: str, tabs: int, row: str, behind: str
) -> None:
    async def does(desk: Desktop) -> None:
        worked(desk.session)
        view = await shown(desk, ReportView(report, YEAR))
        await desk.press(*["tab"] * tabs)
        named = [next(iter(each.values())) for each in view.seen]
        await desk.press(*["down"] * named.index(row), "enter")
        opened = desk.app.view
        assert isinstance(opened, ReportView)
        assert "".join(text for text, _role in opened.title()).startswith(behind)
        n = len(opened.seen)
        await desk.press("tab")
        assert opened.seen, "of one group it has nothing to be told by"
        assert "this year" not in behind or len(opened.seen) == n

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_of_a_span_that_the_period_cuts_only_the_days_of_the_period_are_listed(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        worked(desk.session)
        first, _today = span_of_days(MONTH, desk.session)
        days = iter(
            [first, first - timedelta(days=1)]
        )  # of one month, the second before the period
        with desk.session.change("as it was"):
            desk.session.store.table("requests").update(
                lambda kept: kept.update(received=f"{next(days)}T10:00:00-05:00")
            )
        view = await shown(desk, ReportView("requests", MONTH))
        await desk.press(*["tab"] * (REPORTS["requests"].groups.index("month") + 1))
        (row,) = [each for each in view.rows if each["count"]]
        assert row == {"month": f"{first:%Y-%m}", "count": 1}
        behind = view.listing_of(row)
        assert behind is not None
        behind.show(behind.load(desk.session))
        assert [each["number"] for each in behind.rows] == ["R-1001"]

    at_the_desk(tmp_path, does)


COUNTED = {
    "activity": ("acts",),
    "accessions": ("announced", "received", "accessioned", "refused"),
    "circulation": ("lent", "returned"),
    "growth": ("came", "gone"),
    "kinds": ("count", "filled"),
    "months": ("received",),
    "space": ("places",),
    "term-coverage": ("records",),
    "transfers": ("listed", "sent", "received"),
}
"""The figures of a line that what is behind it lists, where that is not `count` alone."""

MOST_LINES = 5
"""Lines of a report that are looked behind: the first tell enough."""


@pytest.mark.whole
@pytest.mark.parametrize("name", [name for name in REPORTS if name != "centre"])
def test_behind_every_figure_of_the_sample_are_as_many_as_it_says(
    sample: Session, name: str
) -> None:
    """Of all that the desk does in two years, by each group; a list leads on to its records."""
    kind, seen = REPORTS[name], 0
    for by in range(len(kind.groups) + 1):
        view = ReportView(name, YEAR)
        view.show(view.load(sample))
        if by:
            view._by = by
            view.show(view.load(sample))
        for row in view.rows[:MOST_LINES]:
            behind = view.listing_of(row)
            if behind is None:
                assert not by, (by, row)
                assert kind.behind in ("", name), row
                continue
            behind.show(behind.load(sample))
            counted = sum(row.get(each) or 0 for each in COUNTED.get(name, ("count",)))
            assert len(behind.rows) == counted, (by, row)
            seen += 1
    assert seen or kind.behind in ("", name), "a report whose figures nothing lists"


@pytest.mark.whole
def test_behind_each_figure_of_the_centre_are_as_many_as_it_says(sample: Session) -> None:
    """Among those that wait, `ageing` counts what was handed over as well."""
    view = ReportView("centre", MONTH)
    view.show(view.load(sample))
    seen = {}
    for row in view.rows:
        behind = view.listing_of(row)
        assert behind is not None
        behind.show(behind.load(sample))
        assert behind._report is not None
        totals = behind._report.totals
        found = totals.get(row["figure"], totals.get("count"))
        seen[row["figure"]] = found
        assert found == row["now"], row
    assert seen["waiting"]


@pytest.mark.whole
def test_what_names_no_day_is_listed_behind_its_line(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        worked(desk.session)
        with desk.session.change("of a file"):
            requests = desk.session.store.table("requests")
            for number, outcome in (("A1", "filled"), ("A2", "not-found"), ("A3", "not-found")):
                document = {"number": number, "closed": "some day",
                            "status": "closed", "outcome": outcome, "unit": "Finance"}  # fmt: skip
                requests.insert(document)
        for name, by, listed in (
            ("requests", "unit", ["A1", "A2", "A3"]),
            ("turnaround", "month", ["A1", "A2", "A3"]),
            ("outcomes", "month", ["A1"]),
            ("unfilled", "", ["A2", "A3"]),
        ):
            view = ReportView(name, YEAR)
            view._by = ("", *REPORTS[name].groups).index(by)
            view.show(view.load(desk.session))
            row = next(each for each in view.rows if UNDATED in each.values())
            behind = view.listing_of(row)
            assert behind is not None
            behind.show(behind.load(desk.session))
            assert sorted(each["number"] for each in behind.rows) == listed, name

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_a_list_behind_a_figure_is_not_of_the_first_ten_thousand_alone(
    monkeypatch: pytest.MonkeyPatch, sample: Session
) -> None:
    """What it is narrowed to was looked for among the rows that a screen shows."""
    monkeypatch.setattr(report, "MOST_ROWS", 5)
    view = ReportView("requests", YEAR)
    view._by = ("", *REPORTS["requests"].groups).index("unit")
    view.show(view.load(sample))
    most = max(view.rows, key=lambda row: row["count"])
    behind = view.listing_of(most)
    assert behind is not None
    made, _before, _days = behind.load(sample)
    assert made.totals == {"count": most["count"], "shown": 5}
    assert len(made.rows) == 5


@pytest.mark.whole
def test_typing_narrows_the_list_of_reports_and_tells_the_marked_one_whole(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f6", "tab")
        await desk.type("passed over")
        assert desk.app.view.name == "reports"
        assert "Passed over" in desk.screen
        assert "Circulation" not in desk.screen
        assert "because their person may not draw the record today" in in_one_line(desk.screen)
        await desk.press("enter")
        assert "Passed over" in "".join(text for text, _role in desk.app.view.title())

    at_the_desk(tmp_path, does, size=(80, 24))


@pytest.mark.parametrize(
    "values",
    [[0.0, 7.25, 7.3, 7.35, 10, 182.35, 182.4], [-12.5, -3, -2.75, 0, 1, 100.0]],
    ids=["decimals", "below 0"],
)
def test_figures_are_sorted_by_how_much_they_are_and_unknown_ones_last(
    values: list[float],
) -> None:
    view = ReportView("holdings", YEAR)
    rows = [{"kind": f"{number}", "metres": value} for number, value in enumerate(values)]
    view.take([{"kind": "?", "metres": None}, *rows[::-1]])
    view.sorted_at = 1
    view.narrow()
    assert [row["metres"] for row in view.seen] == [*values, None]
    view.descending = True
    view.narrow()
    assert [row["metres"] for row in view.seen] == [*values[::-1], None]


@pytest.mark.parametrize(
    ("report", "by", "figure"),
    [
        ("circulation", "unit", "lent"),
        ("filmed", "", "count"),
        ("growth", "", "came"),
        ("holdings", "unit", "count"),
        ("space", "room", "capacity_m"),
        ("accessions", "", "announced"),
    ],
)
def test_every_report_of_groups_has_bars_of_its_first_figure(
    sample: Session, report: str, by: str, figure: str
) -> None:
    view = ReportView(report, YEAR)
    view._by = ("", *REPORTS[report].groups).index(by)
    view.show(view.load(sample))
    most = max(view.rows, key=lambda row: row[figure])
    bars = {cells[0][0]: cells[-1][0] for cells in map(view.cells_of, view.rows)}
    assert view.columns()[-1].name == ""
    assert most[figure] > 0
    assert set(bars[next(iter(most.values()))]) == {"█"}
    lists = ReportView(REPORTS[report].behind, YEAR)
    lists.show(lists.load(sample))
    assert lists.columns()[-1].name


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("2026-02", ("2026-02-01", "2026-02-28")),
        ("2026-12", ("2026-12-01", "2026-12-31")),
        ("2026-W10", ("2026-03-02", "2026-03-08")),
        ("2026-03-02", ("2026-03-02", "2026-03-02")),
        ("(undated)", None),
        ("9999-12", None),
    ],
)
def test_a_span_that_is_said_is_read_as_days(said: str, days: tuple[str, str] | None) -> None:
    found = days_in_span(said)
    assert (tuple(map(str, found)) if found else None) == days
