"""What holds of every date text, whatever is written in it."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rmdesk.dates import asked_span, folding, parse_dates, parse_end, phrases, read_dates
from rmdesk.dates.cutting import atoms
from rmdesk.dates.folding import fold
from rmdesk.dates.reading import LONGEST, read
from rmdesk.dates.spans import read_atoms
from rmdesk.dates.words import MONTHS
from tests.dates.test_written import cases

PIECES = """
1794 1802 99 31 13 0 an ans II XIV nivôse complémentaire mars May Feb n.d. before after
by until from not or and et to on onwards - -- – / , ; : = + ~ .. ... ( ) [ ] ? ?? < > 1er
2e 19uu 19-- 195- 195? 1905-06 1999-01 10-02-1976 13-02-1976 1978年 3月 5日 78年 至 前 后
上半年 上旬 年代 世纪 光绪三十四年 昭和 民国 元年 二十八年 undated century centuries 19th
nineteenth siècle siècles XIXe XVIIIe s. first half of quarter Q1 H2 T3 FY2023 FY present
ca. circa v. early mid- fin 2101 987 AD BC 12007 19470231 1978.3 .5 1688/9 10:30 0:00:00 AM
T Z winter printemps 春 week year ending années 1950 1960 50s 1800s '50 W12 not BC
"""
pieces = st.lists(st.sampled_from(PIECES.split()), max_size=9).map(" ".join) | st.lists(
    st.sampled_from(PIECES.split()), max_size=6
).map("".join)
texts = st.text() | st.text("0123456789-/. ,;:[]()?~uxanIVXsthe年月日前至世纪一二十") | pieces
days = st.dates(date(1, 1, 1), date(2100, 12, 31))
ALL = [written for written, _ends, _reason in cases()]


@given(texts)
def test_no_text_makes_it_fail_and_none_ends_before_it_begins(written: str) -> None:
    span = parse_dates(written)
    assert span.written == written
    if span.earliest and span.latest:
        assert span.earliest <= span.latest
    assert parse_end(written).written == written


@given(texts)
def test_what_is_unknown_says_why_unless_it_says_that_itself(written: str) -> None:
    span = parse_dates(written)
    if span.odd or span.earliest or span.latest or not any(map(str.isalnum, written)):
        return
    assert parse_dates(f"{written}, undated").odd is None


@given(texts)
@example("1950 - 1960")
@example("2101W01")
@example("2100W52")
@example("9999W52")
def test_the_ends_a_document_keeps_read_back_as_the_same_span(written: str) -> None:
    span = parse_dates(written)
    again = read_dates("", date_from=span.date_from, date_to=span.date_to)
    assert (again.earliest, again.latest, again.odd) == (span.earliest, span.latest, None)


named = [month for month in MONTHS if month.isalpha()]


@given(days, st.integers(min_value=-9, max_value=9999), st.sampled_from(named), st.randoms())
def test_a_span_of_two_whole_days_is_read_at_once_as_it_is_read_at_length(
    first: date, length: int, month: str, chance: Random
) -> None:
    first = max(first, date(1000, 1, 10))
    last = min(first + timedelta(length), date(2100, 12, 31))
    ends = (each.isoformat() for each in (first, last))
    said = (f"{day[8:]} {month} {day[:4]}" if chance.random() < 0.5 else day for day in ends)
    written = f" {chance.choice('-–')} ".join(said)
    assert read(written) == read_atoms(atoms(fold(written)))


@given(days, st.integers(min_value=0, max_value=3650))
def test_iso_forms_are_read_as_they_are_written(first: date, length: int) -> None:
    last = min(first + timedelta(length), date(2100, 12, 31))
    for joint in ("/", " - ", "..", " to "):
        span = parse_dates(f"{first.isoformat()}{joint}{last.isoformat()}")
        assert (span.earliest, span.latest, span.odd) == (first, last, None)
    assert (
        asked_span(first.isoformat()) == (first.year * 10000 + first.month * 100 + first.day,) * 2
    )


def lost_or_narrowed(written: str, doubted: str) -> bool:
    plain, vague = parse_dates(written), parse_dates(doubted)
    if plain.earliest is None and plain.latest is None:
        return False
    if vague.earliest is None and vague.latest is None:
        return True
    return (vague.earliest or date.min) > (plain.earliest or date.min) or (
        vague.latest or date.max
    ) < (plain.latest or date.max)


@pytest.mark.whole
@pytest.mark.parametrize(
    "doubt", ["circa {}", "about {}", "ca. {}", "c. {}", "[{}]", "[{}?]", "({})", "vers {}", "约{}"]
)
def test_a_doubt_neither_narrows_nor_loses_a_date(doubt: str) -> None:
    kept = (text for text in ALL if not text.endswith("?"))
    assert [text for text in kept if lost_or_narrowed(text, doubt.format(text))] == []


@pytest.mark.parametrize("written", ["½" * 20_000, "1" * 100_000, "an II " * 5_000, "(" * 1_000])
def test_a_text_too_long_to_be_a_date_is_unknown_and_says_so(written: str) -> None:
    span = parse_dates(written)
    assert (span.earliest, span.latest) == (None, None)
    assert "long" in (span.odd or "")


def test_the_longest_text_that_is_read_has_two_hundred_letters() -> None:
    longest = "1950" + ", 1960" * 32
    assert parse_dates(longest.ljust(LONGEST)).latest == date(1960, 12, 31)
    assert parse_dates(longest.ljust(LONGEST + 1)).latest is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1800s", 18000101, 18991231),
        ("1950s", 19500101, 19591231),
        ("2008年", 20080101, 20081231),
        ("1978年3月", 19780301, 19780331),
        ("nov 4 1959", 19591104, 19591104),
        ("aug 1938", 19380801, 19380831),
        ("août 1938", 19380801, 19380831),
        ("19th century", 18010101, 19001231),
        ("XIXe siècle", 18010101, 19001231),
        ("光绪三十四年", 19080101, 19081231),
        ("before 1950", 0, 19501231),
        ("1950..", 19500101, 99991231),
        ("12/03/1954", 19540312, 19541203),
    ],
)
def test_a_query_asks_for_the_days_of_the_date_typed_in_it(
    typed: str, first: int, last: int
) -> None:
    assert asked_span(typed) == (first, last)


@pytest.mark.parametrize(
    "typed", ["", "minutes", "may", "12", "minutes 1950", "1950 = 1960", "n.d."]
)
def test_a_query_that_is_no_date_asks_for_words(typed: str) -> None:
    assert asked_span(typed) is None


def test_a_phrase_is_only_left_out_of_a_text_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short cuts of folding: texts of numbers and months only, and the triggers of groups."""
    folded = [fold(written) for written in ALL]
    monkeypatch.setattr(folding, "_is_simple", lambda _skeleton: False)
    assert [fold(written) for written in ALL] == folded
    always = [(re.compile(""), group) for _trigger, group in phrases._PHRASES]
    monkeypatch.setattr(phrases, "_PHRASES", always)
    assert [fold(written) for written in ALL] == folded
