"""Dates of real holdings, beside the machine-readable ones that their archivists gave them."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rmdesk.dates import DateSpan, parse_dates
from tests.exchange.real import HOLDINGS, needs, rows_of

ALL = "*.csv*"
FEW = "*m*.csv"
"""The files that the plain run reads; the packed ones are large."""


def files(pattern: str) -> list[Path]:
    return sorted(HOLDINGS.glob(pattern))


@pytest.mark.whole
@needs(HOLDINGS)
@pytest.mark.parametrize(
    ("pattern", "least"), [(FEW, 25_000), pytest.param(ALL, 170_000, marks=pytest.mark.slow)]
)
def test_real_dates_are_nearly_all_placed(pattern: str, least: int) -> None:
    """All 177,363 real date texts, or in the plain run those of a few files."""
    texts = [
        text
        for path in files(pattern)
        for row in rows_of(path)
        if (text := row.get("date_text") or row.get("date_issued") or "")
    ]
    spans = {text: parse_dates(text) for text in set(texts)}
    odd = sum(spans[text].odd is not None for text in texts)
    unknown = sum(spans[text].earliest is None and spans[text].latest is None for text in texts)
    undated = sum("undated" in text.casefold() and len(text) < 12 for text in texts)
    assert len(texts) >= least
    assert 0 < odd < len(texts) / 250
    assert unknown - undated < len(texts) / 250


# --- pairs ----------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
Pair = tuple[str, str, str]


def pairs(pattern: str) -> Iterator[Pair]:
    """Each text with the two ends its archivist gave it, once; half or malformed ones left out."""
    found = {
        (text, first, last)
        for path in files(pattern)
        for row in rows_of(path)
        if (text := row.get("date_text", ""))
        and _ISO.fullmatch(first := row.get("date_start", ""))
        and _ISO.fullmatch(last := row.get("date_end", ""))
    }
    return iter(sorted(found))


def given(first: str, last: str) -> tuple[date, date]:
    one, two = _ISO.fullmatch(first), _ISO.fullmatch(last)
    assert one
    assert two
    year, month = int(two[1]), int(two[2] or 12)
    return (
        date(int(one[1]), int(one[2] or 1), int(one[3] or 1)),
        date(year, month, int(two[3] or monthrange(year, month)[1])),
    )


def compared(span: DateSpan, first: str, last: str) -> str:
    """How a span stands to the archivist's, no finer than the archivist wrote it."""
    begin, end = given(first, last)
    if not span.earliest and not span.latest:
        return "unknown"
    ours = span.earliest or date.min, span.latest or date.max
    if len(first) == 4:
        ours = ours[0].replace(month=1, day=1), ours[1]
    if len(last) == 4:
        ours = ours[0], ours[1].replace(month=12, day=31)
    if ours == (begin, end):
        return "agree"
    if ours[0] <= begin and end <= ours[1]:
        return "wider"
    return "narrower" if begin <= ours[0] and ours[1] <= end else "other"


@needs(HOLDINGS)
@pytest.mark.parametrize(
    ("pattern", "agree", "wider", "narrower", "other"),
    [
        (FEW, 357, 11, 0, 0),
        pytest.param(ALL, 48_495, 1_499, 12, 9, marks=pytest.mark.slow),
    ],
)
def test_what_is_read_agrees_with_the_archivists(
    pattern: str, agree: int, wider: int, narrower: int, other: int
) -> None:
    """Those that do not are slips of the sources, or say that they are odd.

    The narrower and the other ones are years of the Republic that an archivist began on
    22 September whatever the year, and items with one year in their text and two in their ends.
    """
    counts: Counter[str] = Counter()
    for text, first, last in pairs(pattern):
        span = parse_dates(text)
        verdict = compared(span, first, last)
        counts[f"{verdict}, odd" if span.odd and verdict != "agree" else verdict] += 1
    assert counts["agree"] >= agree
    assert counts["wider"] <= wider
    assert counts["narrower"] <= narrower
    assert counts["other"] <= other
    assert counts["unknown"] == 0
