"""What each form of a written date means: several hundred of them, in `cases.txt`."""

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
