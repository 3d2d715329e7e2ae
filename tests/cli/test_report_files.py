"""One report in every format: the same figures in each."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import load_workbook

from tests.cli.conftest import Say


@pytest.fixture
def told(say: Say, tmp_path: Path) -> tuple[list[dict[str, object]], Path]:
    """A report's rows, and a folder with it in every format."""
    for number in range(3):
        say("add", "file", "--barcode", f"R{number}", "--title", "a|b", "--unit", "=Legal")
    for form in ("csv", "json", "md", "xlsx", "pdf"):
        said = say("report", "holdings", "--by", "unit", "--out", str(tmp_path / f"h.{form}"))
        assert said.status == 0, said.err
    return say("report", "holdings", "--by", "unit").data["rows"], tmp_path


def test_each_format_has_the_same_figures(
    told: tuple[list[dict[str, object]], Path],
) -> None:
    rows, folder = told
    assert {row["unit"]: row["count"] for row in rows}["=Legal"] == 3
    with (folder / "h.csv").open(encoding="utf-8") as lines:
        listed = list(csv.DictReader(lines))
    assert [int(row["count"]) for row in listed] == [row["count"] for row in rows]
    assert json.loads((folder / "h.json").read_text("utf-8"))["rows"] == rows
    sheet = load_workbook(str(folder / "h.xlsx")).get_sheet_by_index(0).to_python()
    assert [[str(each) for each in row[:2]] for row in sheet[1 : len(rows) + 1]] == [
        [row["unit"], str(float(str(row["count"])))] for row in rows
    ]
    marked = (folder / "h.md").read_text("utf-8").splitlines()
    assert marked[0].startswith("| unit | count |")
    assert any(line.startswith("| =Legal | 3 |") for line in marked)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF; absent")
def test_on_paper_it_says_what_it_counts(told: tuple[list[dict[str, object]], Path]) -> None:
    _rows, folder = told
    command = ["pdftotext", "-layout", str(folder / "h.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Holdings" in text
    assert "It counts what the centre holds now" in text
    assert any(line.split()[:2] == ["=Legal", "3"] for line in text.splitlines())


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_what_is_no_text_wants_a_file(say: Say, form: str) -> None:
    said = say("report", "holdings", "--format", form)
    assert (said.status, said.error["title"]) == (2, "A file is needed")


def test_a_file_has_every_row_and_the_terminal_says_how_many_more_there_are(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmdesk.duties.report.MOST_ROWS", 2)
    for number in range(3):
        say("add", "file", "--barcode", f"R{number}", "--title", f"File {number}")
    say("charge-out", "R0", "R1", "R2", "--to", "P1")
    assert say("report", "out").data["totals"] == {"count": 3, "shown": 2}
    assert say("report", "out", "--out", str(tmp_path / "out.csv")).status == 0
    with (tmp_path / "out.csv").open(encoding="utf-8") as lines:
        assert len(list(csv.DictReader(lines))) == 3
    assert len(say("report", "out", "--format", "csv", json=False).out.splitlines()) == 4
