"""Saved reports by commands, as a timer of the machine runs them."""

from pathlib import Path

from tests.cli.conftest import Say


def test_commands_save_list_run_and_stop(say: Say, tmp_path: Path) -> None:
    new = ("saved-report", "new", "daily", "--report", "months", "--every", "day")
    assert say(*new, "--folder", tmp_path).status == 0
    assert say("saved-report", "list").data
    done = say("report", "--due")
    assert (done.status, done.data["failed"]) == (0, 0)
    assert len(list(tmp_path.glob("daily-*.csv"))) == 1
    assert say("report", "--due").data["made"] == []
    assert say(*new[:2], "other", *new[3:], "--folder", tmp_path / "no").status == 2
    (tmp_path / "no").mkdir()
    assert say(*new[:2], "other", *new[3:], "--folder", tmp_path / "no").status == 0
    (tmp_path / "no").rmdir()
    failed = say("report", "--due")
    assert failed.status != 0
    assert failed.data["failed"] == 1
    assert say("saved-report", "stop", "other").status == 0
    assert say("report", "--due").data["made"] == []
    assert say("saved-report", "stop", "other").status == 1
    assert say("report").status == 2
    for wrong in (("--every", "hour"), ("--format", "doc"), ("--report", "nothing")):
        assert say("saved-report", "new", "more", *new[3:], *wrong, "--folder", "x").status == 2
