"""`guideline`, and what a wrong file says wherever a home is opened."""

from pathlib import Path

import pytest

from tests.cli.conftest import Say


def test_a_file_is_checked_and_nothing_changes(home: Path, say: Say, tmp_path: Path) -> None:
    due = say("charge-out", "0001", "--to", "P1").data[0]["due"]
    file = tmp_path / "new.toml"
    file.write_text("[loans]\ndays = 700\n")
    told = say("guideline", "check", file).data
    assert (told["loans"], told["left_out"]) == (1, 0)
    (change,) = told["changes"]
    assert (change["what"], change["key"], change["due"]) == ("loan", "0001", due)
    assert change["would_be"] > due
    said = say("guideline", "check", file, json=False)
    assert f"1 of 1 loans and 0 requests since {told['since']} would be due" in said.out
    assert say("show", "0001").data["due"] == due
    assert say("guideline", "check").data["changes"] == []


def test_why_a_loan_is_due_is_told(say: Say) -> None:
    say("charge-out", "0001", "0002", "--to", "P1")
    told = say("guideline", "why", "0001", "0002").data
    assert [each["key"] for each in told] == ["0001", "0002"]
    assert "for 28 days (loans.days)" in told[0]["why"][0]
    assert say("guideline", "why", "0001", json=False).out.startswith("Lent on ")
    assert say("guideline", "why", "0003").status == 1
    assert say("guideline", "why", "9999").status == 3


@pytest.mark.parametrize(
    "command", [("doctor",), ("show", "0001"), ("charge-out", "1", "--to", "2")]
)
def test_a_wrong_file_stops_every_command_with_its_key_and_what_is_accepted(
    home: Path, say: Say, command: tuple[str, ...]
) -> None:
    (home / "guidelines.toml").write_text("[service]\nclosed_days = ['Sat']\nurgent_hours = -2\n")
    said = say(*command)
    assert said.status == 2
    for piece in (
        f"{home / 'guidelines.toml'}: ",
        'service.closed_days is ["Sat"]; accepted: a list of: mon, tue, wed, thu, fri, sat, sun',
        "service.urgent_hours is -2; accepted: a whole number from 0 to 1,000",
    ):
        assert piece in said.error["message"]


def test_the_doctor_tells_what_is_perhaps_not_meant(home: Path, say: Say) -> None:
    (home / "guidelines.toml").write_text("[loans]\ndays_by_kind = { maps = 7 }\n")
    (found,) = [each for each in say("doctor").data["findings"] if "maps" in each]
    assert "loans.days_by_kind" in found


@pytest.mark.parametrize("due", ["2099-W50", "2099", "Dec 2099", "12/11/2099", "2099-13-45"])
def test_a_due_day_that_may_be_several_is_refused(say: Say, due: str) -> None:
    said = say("charge-out", "0001", "--to", "P1", "--due", due)
    assert said.status == 2
    assert due in said.error["message"]
    assert say("show", "0001").data["status"] == "in"


@pytest.mark.parametrize(
    "due", ["2099-12-31", "20991231", "31.12.2099", "31 Dec 2099", "31 décembre 2099"]
)
def test_a_due_day_is_taken_as_people_write_it(say: Say, due: str) -> None:
    (lent,) = say("charge-out", "0001", "--to", "P1", "--due", due).data
    assert lent["due"] == "2099-12-31"


@pytest.mark.parametrize("start", ["12/11/2099", "someday"])
def test_a_report_is_refused_from_what_is_no_day(say: Say, start: str) -> None:
    assert say("report", "activity", "--from", start).status == 2
    assert say("report", "activity", "--from", "2026", "--to", "2026").status == 0


def test_a_due_day_on_which_the_counter_is_closed_is_the_next_open_one(say: Say) -> None:
    (lent,) = say("charge-out", "0001", "--to", "P1", "--due", "2099-12-26").data
    assert lent["due"] == "2099-12-28"
