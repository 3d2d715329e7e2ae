"""`calendar`: a file for the calendars of other programs, written as every other file is."""

from pathlib import Path

import pytest

from tests.cli.conftest import Say


@pytest.fixture
def lent(say: Say) -> Say:
    assert say("charge-out", "0001", "--to", "P1").status == 0
    assert say("bring-forward", "0002", "--to", "P2", "--on", "2030-03-04").status == 0
    return say


def test_it_is_written_where_it_is_told_and_over_a_file_only_with_force(
    lent: Say, tmp_path: Path, home: Path
) -> None:
    file = tmp_path / "due.ics"
    assert lent("calendar", "--out", file).data == {"events": 2, "file": str(file)}
    told = file.read_bytes()
    assert told.startswith(b"BEGIN:VCALENDAR\r\n")
    assert told.count(b"BEGIN:VEVENT") == 2
    assert lent("calendar", "--out", file).status == 2
    assert lent("calendar", "--out", home / "due.ics", "--force").status == 2
    assert lent("calendar", "--out", file, "--for", "P2", "--force").data["events"] == 1
    assert b"SUMMARY:Bring forward: 0002" in file.read_bytes()


def test_without_a_name_it_is_calendar_ics_and_a_hyphen_is_standard_output(
    lent: Say, tmp_path: Path
) -> None:
    assert lent("calendar").data["file"] == "calendar.ics"
    told = lent("calendar", "--out", "-", json=False)
    assert told.out.count("BEGIN:VEVENT") == 2
    assert (tmp_path / "calendar.ics").read_bytes().endswith(b"END:VCALENDAR\r\n")


def test_of_nobody_there_is_none(lent: Say) -> None:
    assert lent("calendar", "--for", "P99").status == 3


def test_where_nothing_is_due_it_is_empty(say: Say) -> None:
    assert say("calendar").data["events"] == 0
