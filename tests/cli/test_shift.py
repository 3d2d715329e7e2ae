"""`shift` as text, JSON and PDF, and `undo --act`."""

from pathlib import Path

from tests.cli.conftest import Say


def test_a_shift_is_told_and_an_act_of_it_taken_back(say: Say) -> None:
    assert say("charge-out", "0001", "--to", "P1").status == 0
    assert say("missing", "0002", "--reason", "not there").status == 0
    made = say("shift").data
    assert [row["key"] for row in made["missing"]] == ["0002"]
    out = next(row for row in made["acts"] if row["action"] == "charged out")
    text = say("shift", json=False).out
    assert "Missing (1)" in text
    assert "Écluse de Lachine" in text
    assert "can be undone" not in text
    assert say("undo", "--act", out["number_of_act"]).data["undone"] == "charge-out"
    assert say("show", "0001").data["status"] == "in"
    assert say("show", "0002").data["status"] == "missing"
    assert say("undo", "--act", 999).status == 3


def test_a_shift_is_written_as_a_file(say: Say) -> None:
    say("missing", "0003", "--reason", "not there")
    assert say("shift", "--out", "shift.pdf").data["file"] == "shift.pdf"
    assert Path("shift.pdf").read_bytes().startswith(b"%PDF")
    assert say("shift", "--out", "shift.txt").status == 0
    assert "黄河大桥" in Path("shift.txt").read_text("utf-8")
    assert say("shift", "--out", "shift.doc").status == 2
    assert say("shift", "--out", "-", json=False).out.startswith("Hand-over 2")
