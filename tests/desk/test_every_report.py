"""What holds of every report, by whatever it is grouped: the sample centre's two years of work."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import UNDATED, Report, shown
from rmdesk.duties.headings import heading
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.exchange.tabular import WRITERS
from rmdesk.labels.report_paper import report_pdf
from rmdesk.model.days import SPANS
from rmdesk.opening import open_desk

pytestmark = pytest.mark.whole

_YEARS, _AHEAD = timedelta(days=800), timedelta(days=400)

SEVERAL = {
    "activity": ("acts", "holdings"),
    "acts": ("count",),
    "kinds": ("count",),
    "unfilled": ("count",),
    "filmed": ("films",),
}
OF_RECORDS = {
    "requests": ("count",),
    "turnaround": ("count", "unmeasured", "minutes"),
    "outcomes": ("count",),
    "ageing": ("count",),
    "ended": ("count",),
    "open": ("count",),
    "not-filled": ("count",),
}
"""Figures that count one thing in several groups: what the report counts says so.

Those of requests only by what their records say.
"""


def several(name: str, by: str) -> tuple[str, ...]:
    return SEVERAL.get(name, OF_RECORDS.get(name, ()) if by in ("kind", "class") else ())


NOT_ADDED = frozenset(
    {"items of growth", "metres of growth", "free_m of growth", "ended of unfilled"}
)
"""What was held at a time, and of what a figure is a part: no sum of groups."""

SHARES = ("_percent", "_hours", "accuracy")
"""How what is of no sum is called: a share, or a measure of many."""

OF_DAYS = (
    "months", "activity", "notices", "requests", "turnaround", "outcomes", "circulation",
    "unfilled", "growth", "ended", "loans", "digitized", "filmed", "accessions", "transfers",
    "disposed", "overrides", "acts", "accession-steps", "transfer-steps", "circulated",
    "film-lines", "moved", "not-filled", "scans",
)  # fmt: skip
"""Reports of what was done on each day of their period, and nothing of another day."""

ASKED = [(name, by) for name, kind in REPORTS.items() for by in ("", *kind.groups)]


@pytest.fixture(scope="module")
def session(sample_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    (made,) = (sample_cache / "rmdesk").glob("sample-*")
    home = tmp_path_factory.mktemp("reports") / "home"
    shutil.copytree(made, home)
    with open_desk(home) as desk:
        yield desk.session()


def made_of(session: Session, name: str, by: str = "") -> Report:
    today = session.now().date()
    return make_report(session, name, today - _YEARS, today + _AHEAD, by, whole=True)


def adds_up(name: str, figure: str) -> bool:
    return not figure.endswith(SHARES) and f"{figure} of {name}" not in NOT_ADDED


@pytest.mark.parametrize(("name", "by"), [(name, by) for name, by in ASKED if by])
def test_groups_add_up_to_the_total_or_the_report_says_why_not(
    session: Session, name: str, by: str
) -> None:
    whole, grouped = made_of(session, name), made_of(session, name, by)
    for figure, total in whole.totals.items():
        if not isinstance(total, int | float) or figure in ("undated", "shown"):
            continue
        rows = [row[figure] or 0 for row in grouped.rows if figure in row and row[by] != UNDATED]
        if figure in several(name, by):
            assert "counts in each" in (counts := REPORTS[name].counts) or "in each group" in counts
            assert not rows or sum(rows) >= grouped.totals[figure]
        elif rows and adds_up(name, figure):
            assert sum(rows) == pytest.approx(total, abs=0.006 * len(rows)), figure
            assert grouped.totals[figure] == total
    if whole.totals.get("count") and not whole.totals.get("undated"):
        assert grouped.rows, "what is counted is in some group"


@pytest.mark.parametrize("name", OF_DAYS)
def test_a_day_is_in_the_period_that_ends_with_it_and_in_no_other(
    session: Session, name: str
) -> None:
    today = session.now().date()
    first, last = today - timedelta(days=90), today
    whole = make_report(session, name, first, last, whole=True).totals
    for middle in (today - timedelta(days=60), today - timedelta(days=1)):
        parts = [
            make_report(session, name, *days, whole=True).totals
            for days in ((first, middle), (middle + timedelta(days=1), last))
        ]
        for figure, total in whole.items():
            if adds_up(name, figure) and figure != "films" and isinstance(total, int | float):
                found = sum(part.get(figure) or 0 for part in parts)
                assert found == pytest.approx(total, abs=0.02), (figure, middle)


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, by in ASKED if by in SPANS and REPORTS[name].dated]
)
def test_every_span_of_the_period_has_its_line_of_nothing_too(
    session: Session, name: str, by: str
) -> None:
    today = session.now().date()
    first = today - timedelta(days=40)
    rows = make_report(session, name, first, today, by).rows
    kept = list(dict.fromkeys(row[by] for row in rows if row[by] != UNDATED))
    assert kept == sorted(kept)
    assert len(kept) >= {"day": 41, "week": 6, "month": 2}[by]


@pytest.mark.parametrize(("name", "by"), ASKED)
def test_all_rows_have_the_same_columns_and_that_of_their_group(
    session: Session, name: str, by: str
) -> None:
    rows = made_of(session, name, by).rows
    assert len({tuple(row) for row in rows}) <= 1
    assert all(not by or by in row for row in rows)


def is_figure(value: Any) -> bool:
    return isinstance(value, int | float)


def _cells(rows: list[Mapping[str, Any]]) -> list[list[str]]:
    return [["; ".join(map(str, v)) if isinstance(v, list) else str(v if v is not None else "")
             for v in row.values()] for row in rows]  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_has_the_same_figures(session: Session, name: str) -> None:
    for by in ("", *REPORTS[name].groups[:2]):
        made = made_of(session, name, by)
        rows = json.loads(json.dumps(made.rows))
        files = {form: write(made.rows, made.totals) for form, write in WRITERS.items()}
        told = json.loads(files["json"])
        assert told == {"rows": rows, "totals": made.totals}
        listed = list(csv.reader(io.StringIO(files["csv"].decode())))
        assert listed[:1] == [list(row) for row in rows[:1]]
        assert [[cell.removeprefix("'") for cell in line] for line in listed[1:]] == [
            [cell.removeprefix("'") for cell in line] for line in _cells(rows)
        ]
        marked = files["md"].decode().splitlines()
        assert len([line for line in marked if line.startswith("| ")]) == len(rows) + 2 * bool(rows)
        for row, line in zip(rows, marked[2:], strict=False):
            figures = [shown(value) for value in row.values() if is_figure(value)]
            assert _in_order(figures, line), line
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0)
        lines = sheet.to_python()[1 : len(rows) + 1]
        assert [[v for v in line if isinstance(v, float)] for line in lines] == [
            [float(v) for v in row.values() if is_figure(v)] for row in rows
        ]


def _in_order(figures: list[str], line: str) -> bool:
    cells = [cell.strip() for cell in line.split("|")]
    for figure in figures:
        if figure not in cells:
            return False
        cells = cells[cells.index(figure) + 1 :]
    return True


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF; absent")
@pytest.mark.parametrize("name", [name for name, kind in REPORTS.items() if kind.groups])
def test_paper_has_the_same_figures(session: Session, name: str, tmp_path: Path) -> None:
    today = session.now().date()
    days = today - timedelta(days=60), today
    made = make_report(session, name, *days, REPORTS[name].groups[0], whole=True)
    (tmp_path / "r.pdf").write_bytes(report_pdf(session, REPORTS[name], made, days))
    command = ["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = text.split()
    for row in made.rows:
        for value in row.values():
            assert not is_figure(value) or shown(value) in words
    flat = " ".join(words)
    for figure, total in made.totals.items():
        assert f"{heading(figure)}: {shown(total)}" in flat


def test_every_figure_has_its_word(session: Session) -> None:
    for name, by in ASKED:
        made = made_of(session, name, by)
        figures = {*made.totals, *(n for row in made.rows[:1] for n in row)}
        for figure in figures:
            assert "_" not in heading(figure), (name, figure)


def test_a_period_before_anything_was_done_has_nothing_in_it(session: Session) -> None:
    for name in OF_DAYS:
        totals = make_report(session, name, date(1990, 1, 1), date(1990, 1, 31)).totals
        told = {figure: n for figure, n in totals.items() if figure not in ("undated", "free_m")}
        assert not any(told.values()), (name, totals)  # the places of now were free
