"""F6: the centre on one screen, a door to what is behind each figure, all reports a key away."""

from pathlib import Path

import pytest

from rmdesk.desk.reports import spark_of
from rmdesk.duties.centre_page import DOORS
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.headings import figure_word
from rmdesk.duties.report import REPORTS
from rmdesk.duties.request import intake
from screens.views.reports import MONTH, ReportView
from tests.screens.centre import Desktop, at_the_desk


def test_the_page_shows_figures_and_opens_what_is_behind_each(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001", "F0002"], "P1")
        return_(desk.session, ["F0001"])
        await desk.press("f6")
        assert "loans begun" in desk.screen
        line = next(each for each in desk.screen.splitlines() if "loans begun" in each)
        assert line.split()[1:6] == ["loans", "begun", "2", "0", "+2"]
        for row, figure in enumerate(DOORS):
            await desk.press("f6", *["down"] * row, "enter")
            title = "".join(text for text, _role in desk.app.view.title())
            assert REPORTS[DOORS[figure]].title in title, figure
            desk.app.go_home()

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(
    ("figure", "behind"),
    [("requests received", "Keiko Ito"), ("requests ended", "Keiko Ito"), ("loans begun", "F0001")],
)
def test_enter_twice_leads_from_a_figure_to_a_record_behind_it(
    tmp_path: Path, figure: str, behind: str
) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        charge_out(desk.session, ["F0001"], "P1")
        await desk.press("f6")
        names = [figure_word(name) for name in DOORS]
        await desk.press(*["down"] * names.index(figure), "enter")
        assert behind in desk.screen
        await desk.press("enter")
        assert behind in desk.screen
        assert desk.app.view.name in ("request", "record")

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("report", ["turnaround", "circulation", "months", "growth"])
def test_a_report_shows_its_title_and_what_it_is_grouped_by_at_80_by_24(
    tmp_path: Path, report: str
) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        charge_out(desk.session, ["F0001"], "P1")
        desk.app.open(ReportView(report, MONTH))
        await desk.settle()
        assert REPORTS[report].title in desk.screen
        if report in ("months", "growth"):
            assert f"{desk.session.today():.7}" in desk.screen

    at_the_desk(tmp_path, does, size=(80, 24))


def test_all_reports_are_a_key_away_and_escape_leads_back(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f6", "tab")
        assert "Turnaround" in desk.screen
        await desk.press("escape")
        assert "loans begun" in desk.screen

    at_the_desk(tmp_path, does)


def test_the_page_fits_one_screen_of_80_by_24(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f6")
        for word in ("requests received", "before", "legal holds"):
            assert word in desk.screen, word

    at_the_desk(tmp_path, does, size=(80, 24))


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([0, 0], "▁▁"), ([0, 7], "▁█"), ([1, 2, 4], "▃▅█"), ([5], "█"), ([-1, 1], "▁█")],
)
def test_a_line_of_columns_is_as_high_as_its_highest(values: list[float], line: str) -> None:
    assert spark_of(values) == line
