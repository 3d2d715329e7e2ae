"""What each form of a written date means: several hundred of them, in `cases.txt`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmdesk.dates import parse_dates

CASES = Path(__file__).with_name("cases.txt")


def cases() -> Iterator[tuple[str, str, str]]:
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            written, ends, *reason = line.split(" |")
            yield written, ends.strip(), "".join(reason).strip()


@pytest.mark.parametrize(("written", "ends", "reason"), list(cases()))
def test_each_form_means_what_it_says_or_is_unknown_and_says_why(
    written: str, ends: str, reason: str
) -> None:
    span = parse_dates(written)
    assert span.written == written
    assert f"{span.date_from or '?'} {span.date_to or '?'}" == ends
    assert (reason in (span.odd or "")) if reason else span.odd is None


def test_no_form_stands_in_the_table_twice() -> None:
    written = [text for text, _ends, _reason in cases()]
    assert len(written) == len(set(written)) > 700


# --- the manual -----------------------------------------------------------------------------------

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"
DATES = PAGE.read_text("utf-8").split("\n## Dates\n")[1].split("\n## ")[0]


def rows_of_the_manual() -> Iterator[tuple[str, str]]:
    for row in re.findall(r"^\| (`.*) \| (\S+) \| (\S+) \|$", DATES, re.MULTILINE):
        for written in re.findall(r"`([^`]+)`", row[0]):
            yield written, f"{row[1]} {row[2]}"


def quoted(paragraph: str) -> list[str]:
    return re.findall(r"`([^`]+)`", paragraph)


@pytest.mark.parametrize(("written", "ends"), list(rows_of_the_manual()))
def test_the_manual_says_what_is_read(written: str, ends: str) -> None:
    span = parse_dates(written)
    assert f"{span.date_from or '?'} {span.date_to or '?'}" == ends
    assert span.odd is None


def test_the_manual_says_what_is_warned_about() -> None:
    doubtful, unknown = DATES.split("What may mean two things")[1].split("What cannot be placed")
    for written in quoted(doubtful):
        span = parse_dates(written)
        assert span.odd is None if written == "10-02-1976 - 12-15-1981" else span.odd
        assert span.earliest
    *lost, misspelt = quoted(unknown)
    for written in lost:
        assert parse_dates(written).odd
        assert parse_dates(written).earliest is parse_dates(written).latest is None
    assert parse_dates(misspelt).date_from == "1966"
    assert "decmeber" in (parse_dates(misspelt).odd or "")
