"""The site's guidelines as data."""

from dataclasses import fields
from pathlib import Path

import pytest

from rmdesk.desk.guideline import GUIDELINES_FILE, Guidelines, read_guidelines
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Person
from tests.desk.conftest import MONDAY


def written(folder: Path, text: str) -> Path:
    path = folder / "guidelines.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_guidelines(tmp_path / "none.toml") == Guidelines()


def test_the_file_that_init_writes_says_the_defaults_key_by_key(tmp_path: Path) -> None:
    assert read_guidelines(written(tmp_path, GUIDELINES_FILE)) == Guidelines()
    for section in (Guidelines().loans, Guidelines().service, Guidelines().barcodes):
        assert all(f"\n{field.name} = " in GUIDELINES_FILE for field in fields(section))


def test_a_kind_has_its_own_loan_period(tmp_path: Path) -> None:
    text = "[loans]\ndays = 10\ndays_by_kind = { reel = 3 }\n"
    guidelines = read_guidelines(written(tmp_path, text))
    today = MONDAY.date()
    assert guidelines.due_date(Holding(kind="file"), Person(), today).isoformat() == "2026-03-12"
    assert guidelines.due_date(Holding(kind="reel"), Person(), today).isoformat() == "2026-03-05"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("days = 3", "days"),
        ("[loans]\nday = 3", "loans.day"),
        ("[loans]\ndays = 'many'", "loans.days"),
        ("[loans]\ndays = true", "loans.days"),
        ("loans = 3", "loans"),
        ("[service]\nopens = 'early'", "service.opens"),
        ("[service]\nopens = '18:00'", "never be open"),
        (
            "[service]\nclosed_days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']",
            "never be open",
        ),
        ("[loans", "guidelines.toml"),
        ("[barcodes]\nholding = 'R{number}'", "must end in"),
    ],
)
def test_a_fault_names_the_file_and_the_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        read_guidelines(written(tmp_path, text))
