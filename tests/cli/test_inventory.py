"""`inventory`: the same rows on the terminal and in every format."""

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import load_workbook

from rmdesk.labels.list_pdf import widths_mm
from tests.cli.conftest import Say


def test_the_same_rows_in_every_format(say: Say, tmp_path: Path) -> None:
    say("edit", "0001", "--title", "=1+1")
    data = say("inventory", "L1").data
    assert (data["list"], data["of"]) == ("shelf-list", {"kind": "place", "name": "B3-04-2"})
    assert [row["key"] for row in data["rows"]] == ["0001", "0002", "0003"]
    rows = list(csv.DictReader(io.StringIO(say("inventory", "L1", "--format", "csv",
                                               json=False).out)))  # fmt: skip
    assert [row["key"] for row in rows] == ["0001", "0002", "0003"]
    assert rows[0]["title"] == "'=1+1"
    assert json.loads(say("inventory", "L1", "--format", "json", json=False).out) == {
        "rows": data["rows"], "totals": data["totals"],
    }  # fmt: skip
    written = say("inventory", "L1", "--out", tmp_path / "list.xlsx").data
    assert written["file"] == str(tmp_path / "list.xlsx")
    table = load_workbook(str(tmp_path / "list.xlsx")).get_sheet_by_index(0).to_python()
    assert table[0] == list(data["rows"][0])
    assert [str(row[2]) for row in table[1:]] == ["0001", "0002", "0003"]
    for _time in range(2):
        say("inventory", "L1", "--format", "pdf", "--force")
    assert Path("shelf-list.pdf").read_bytes().startswith(b"%PDF")
    assert say("inventory", "L1", "--format", "pdf").status == 2
    told = say("inventory", "L1", json=False).out
    assert "黄河大桥" in told
    assert "Total: count 3" in told


def test_what_is_refused(say: Say) -> None:
    assert say("inventory", "nowhere").status == 3
    assert say("inventory", "L1", "--list", "weights").status == 2
    assert say("inventory", "L2", "--list", "index").data["rows"] == []


def test_columns_share_the_sheet() -> None:
    widths = widths_mm(["a", "title"], [["x" * 80, "y" * 20]])
    assert sum(widths) == 267
    assert widths[0] == 2 * widths[1]  # no text makes a column wider than forty letters
    heads = ["home", "key", *(f"c{n}" for n in range(8))]
    widths = widths_mm(heads, [["B-05-1", "R1046892", *["many short words in it " * 4] * 8]])
    assert sum(widths) == pytest.approx(267)
    assert min(widths) == widths[0]
    assert widths[1] >= 8 * 1.9  # a code stays on its line
    assert sum(widths_mm(["x"] * 30, [["w" * 30] * 30])) == pytest.approx(267)
