"""What is behind the figures of reports: Enter on one opens just what it counts."""

from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.ending import cancel
from rmdesk.duties.report import REPORTS
from rmdesk.duties.request import intake
from rmdesk.model.days import days_in_span
from screens.views.reports import MONTH, ReportView, span_of_days
from tests.screens.centre import Desktop, at_the_desk, in_one_line

YEAR = 3


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


@pytest.mark.whole
def test_what_nothing_lists_one_by_one_says_so(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        worked(desk.session)
        await shown(desk, ReportView("activity", YEAR))
        await desk.press("enter")
        assert "Nothing lists what this counts one by one." in desk.screen

    at_the_desk(tmp_path, does)


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
