"""Saved reports: made when they are due, once, by a timer; what fails says so and stays due."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.saved_report import SAVED_REPORTS, SavedReport, due_reports
from rmdesk.maintenance.due_reports import make_due
from rmdesk.model.errors import BadInput, Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.mailserver import MailServer, mail_server


def saved(centre: Centre, **values: str) -> SavedReport:
    given = {"name": "loans", "report": "circulation", "every": "month", **values}
    made: SavedReport = register(centre.session, SAVED_REPORTS, given)
    return made


def spans(centre: Centre) -> list[tuple[str, str, str]]:
    return [(each.name, str(a), str(b)) for each, a, b in due_reports(centre.session)]


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        ("day", "2026-03-01", "2026-03-01"),
        ("week", "2026-02-23", "2026-03-01"),
        ("month", "2026-02-01", "2026-02-28"),
        ("year", "2025-01-01", "2025-12-31"),
    ],
)
def test_it_is_made_of_the_last_whole_span_once(
    centre: Centre, tmp_path: Path, every: str, first: str, last: str
) -> None:
    saved(centre, every=every, folder=str(tmp_path))
    assert spans(centre) == [("loans", first, last)]
    (made,) = make_due(centre.session)
    assert (made.to, made.failed) == (str(tmp_path / f"loans-{first}-{last}.csv"), "")
    assert Path(made.to).exists()
    assert list(make_due(centre.session)) == []


def test_what_was_missed_is_made_up_for_in_order(centre: Centre, tmp_path: Path) -> None:
    saved(centre, folder=str(tmp_path), grouping="kind", format="csv")
    assert len(list(make_due(centre.session))) == 1
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    centre.clock.moment = datetime(2026, 5, 20, 9, tzinfo=centre.clock.moment.tzinfo)
    made = list(make_due(centre.session))
    assert [str(each.first) for each in made] == ["2026-03-01", "2026-04-01"]
    rows = list(csv.DictReader(Path(made[0].to).read_text().splitlines()))
    assert [(row["kind"], row["lent"]) for row in rows] == [("file", "1")]


@pytest.mark.parametrize("form", ["csv", "json", "md", "xlsx", "pdf"])
def test_each_format_is_written(centre: Centre, tmp_path: Path, form: str) -> None:
    saved(centre, report="centre", folder=str(tmp_path), format=form)
    (made,) = make_due(centre.session)
    assert made.failed == ""
    assert Path(made.to).stat().st_size > 100


def test_what_fails_says_so_stays_due_and_does_not_stop_the_others(
    centre: Centre, tmp_path: Path
) -> None:
    (tmp_path / "not there").mkdir()
    saved(centre, folder=str(tmp_path / "not there"))
    (tmp_path / "not there").rmdir()
    saved(centre, name="others", folder=str(tmp_path))
    failed, made = make_due(centre.session)
    assert failed.failed
    assert made.failed == ""
    (kept,) = (each for each, _first, _last in due_reports(centre.session))
    assert (kept.name, kept.failed) == ("loans", failed.failed)
    (tmp_path / "not there").mkdir()
    (again,) = make_due(centre.session)
    assert again.failed == ""
    assert due_reports(centre.session) == []


def test_no_file_of_another_is_written_over(centre: Centre, tmp_path: Path) -> None:
    saved(centre, folder=str(tmp_path))
    (tmp_path / "loans-2026-02-01-2026-02-28.csv").write_text("mine")
    (made,) = make_due(centre.session)
    assert made.failed
    assert (tmp_path / "loans-2026-02-01-2026-02-28.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "values",
    [
        {"report": "nothing", "folder": "/x"}, {"grouping": "colour", "folder": "/x"}, {},
        {"folder": "/x", "email": "a@example.org"}, {"name": "../x", "folder": "/x"},
        {"name": "", "folder": "/x"},
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_not_saved(centre: Centre, values: dict[str, str]) -> None:
    with pytest.raises((BadInput, Refused)):
        saved(centre, **values)
    assert due_reports(centre.session) == []


@pytest.mark.parametrize("where", ["not there", "a file", "home", "home/index"])
def test_a_folder_that_takes_nothing_is_refused_at_once(
    centre: Centre, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a file").write_text("x")
    (centre.home / "index").mkdir(exist_ok=True)
    folder = tmp_path / where if where[0] != "h" else centre.home.parent / where
    with pytest.raises(BadInput) as refused:
        saved(centre, folder=str(folder))
    assert refused.value.field_name == "folder"
    assert str(folder) in refused.value.message
    assert due_reports(centre.session) == []


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


def test_it_goes_by_e_mail_and_says_when_it_does_not(centre: Centre, server: MailServer) -> None:
    saved(centre, name="Relevé du mois", email="boss@example.org")
    (made,) = make_due(centre.session)
    assert "mail.server" in made.failed
    (centre.home / "guidelines.toml").write_text(
        f'[mail]\nserver = "127.0.0.1"\nport = {server.port}\nsender = "desk@example.org"\n'
    )
    with open_desk(centre.home, now=centre.clock) as desk:
        server.answers["rcpt TO:<boss"] = "550 nobody here"
        (made,) = make_due(desk.session("mlee"))
        assert "nobody here" in made.failed
        server.answers.clear()
        (made,) = make_due(desk.session("mlee"))
        assert (made.failed, made.to) == ("", "boss@example.org")
        assert list(make_due(desk.session("mlee"))) == []
    (message,) = server.messages
    assert message["to"] is not None
    assert re.fullmatch(r"<[A-Za-z0-9.-]+@example\.org>", message["Message-ID"])
    assert "Circulation, 2026-02-01 to 2026-02-28" in message.get_content()


def test_a_hidden_record_is_in_no_report_of_who_may_not_know_of_it(
    centre: Centre, tmp_path: Path
) -> None:
    centre.file("S1", security="secret")
    centre.file("A1")
    saved(centre, report="holdings", every="day", folder=str(tmp_path))
    stranger = centre.desk.session("stranger")
    with pytest.raises(Refused):  # who may change nothing makes nothing
        list(make_due(stranger))
