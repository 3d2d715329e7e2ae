"""Dates as archives write them: every shape here was seen in real holdings, on our own examples."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.dates import parse_dates, parse_end, read_dates


def ends(written: str) -> str:
    span = parse_dates(written)
    return f"{span.earliest or '?'} {span.latest or '?'}"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1923", "1923-01-01", "1923-12-31"),
        ("1923-2007", "1923-01-01", "2007-12-31"),
        ("1939 – 1948", "1939-01-01", "1948-12-31"),
        ("1981 -- 1995", "1981-01-01", "1995-12-31"),
        ("circa1951 - circa1962", "1951-01-01", "1962-12-31"),
        ("ca. 1847-1848", "1847-01-01", "1848-12-31"),
        ("c1981.", "1981-01-01", "1981-12-31"),
        ("[1923?]", "1923-01-01", "1923-12-31"),
        ("[18]43 August 23", "1843-08-23", "1843-08-23"),
        ("1950s", "1950-01-01", "1959-12-31"),
        ("1950's-1970s", "1950-01-01", "1979-12-31"),
        ("mid-1950s", "1950-01-01", "1959-12-31"),
        ("192u", "1920-01-01", "1929-12-31"),
        ("195-", "1950-01-01", "1959-12-31"),
        ("19uu", "1900-01-01", "1999-12-31"),
        ("November 4, 192u", "1920-11-04", "1929-11-04"),
        ("19th century", "1801-01-01", "1900-12-31"),
        ("XVIIIe siècle", "1701-01-01", "1800-12-31"),
        ("20世纪", "1901-01-01", "2000-12-31"),
        ("1974-75", "1974-01-01", "1975-12-31"),
        ("1723/24", "1723-01-01", "1724-12-31"),
        ("1974-05", "1974-05-01", "1974-05-31"),
        ("1947 or 1948", "1947-01-01", "1948-12-31"),
        ("[between 1844 and 1851]", "1844-01-01", "1851-12-31"),
        ("Spring 1987", "1987-01-01", "1987-12-31"),
        ("FY2023", "2022-01-01", "2023-12-31"),
        ("FY2022-23", "2022-01-01", "2023-12-31"),
        ("1907-1989 (bulk 1940-1982)", "1907-01-01", "1989-12-31"),
        ("1967-1973, undated", "1967-01-01", "1973-12-31"),
        ("1595-2007; 1719-1945", "1595-01-01", "2007-12-31"),
        ("2007undated", "2007-01-01", "2007-12-31"),
        ("1987-00-00", "1987-01-01", "1987-12-31"),
        ("19470312", "1947-03-12", "1947-03-12"),
    ],
)
def test_years_in_all_their_dress(written: str, first: str, last: str) -> None:
    assert ends(written) == f"{first} {last}"
    assert parse_dates(written).odd is None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2 January 1721", "1721-01-02", "1721-01-02"),
        ("October 26th 1845", "1845-10-26", "1845-10-26"),
        ("11-Jun-2002", "2002-06-11", "2002-06-11"),
        ("June 20,1966", "1966-06-20", "1966-06-20"),
        ("1er avril 1721", "1721-04-01", "1721-04-01"),
        ("août 1721", "1721-08-01", "1721-08-31"),
        ("8 mars - 15 novembre 1593", "1593-03-08", "1593-11-15"),
        ("5 - 12 mai 1721", "1721-05-05", "1721-05-12"),
        ("28 April 1794-17 May 1798", "1794-04-28", "1798-05-17"),
        ("31 décembre 1721 - 1721", "1721-12-31", "1721-12-31"),
        ("July 10-11, 19, 1928", "1928-07-10", "1928-07-19"),
        ("May 6, 8, 12, 1912", "1912-05-06", "1912-05-12"),
        ("May 28, 1933; December 11, 1920", "1920-12-11", "1933-05-28"),
        ("1822 February 18-October 26", "1822-02-18", "1822-10-26"),
        ("1964 Oct-1965 Apr", "1964-10-01", "1965-04-30"),
        ("December 1982-March 1983", "1982-12-01", "1983-03-31"),
        ("[no month, day], 1934", "1934-01-01", "1934-12-31"),
        ("1678/79 March 8", "1679-03-08", "1679-03-08"),
        ("10-02-1976 -- 12-15-1981", "1976-10-02", "1981-12-15"),
        ("13/02/1976", "1976-02-13", "1976-02-13"),
        ("1793-01-01/1793-09-21", "1793-01-01", "1793-09-21"),
        ("1999-12-31T10:00:00Z", "1999-12-31", "1999-12-31"),
        ("1999-12-31 10:00:00-05:00", "1999-12-31", "1999-12-31"),
        ("1978年3月", "1978-03-01", "1978-03-31"),
        ("1978年3月5日至1980年", "1978-03-05", "1980-12-31"),
        ("一九七八年十二月三日", "1978-12-03", "1978-12-03"),
        ("民国三十五年", "1946-01-01", "1946-12-31"),
        ("an II", "1793-09-22", "1794-09-21"),
        ("nivôse an II", "1793-12-21", "1794-01-19"),
        ("3 vendémiaire - 5ème jour complémentaire an XII", "1803-09-26", "1804-09-22"),
        ("5 ventôse an III (23 février 1795)", "1795-02-23", "1795-02-23"),
    ],
)
def test_months_and_days_lend_each_other_what_is_left_out(
    written: str, first: str, last: str
) -> None:
    assert ends(written) == f"{first} {last}"
    assert parse_dates(written).odd is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1990-", "1990-01-01 ?"),
        ("1990-present", "1990-01-01 ?"),
        ("1950 à nos jours", "1950-01-01 ?"),
        ("1985/..", "1985-01-01 ?"),
        ("after November 2002", "2002-11-01 ?"),
        ("[before] 1826 July", "? 1826-07-31"),
        ("by1937 - circa1957", "? 1957-12-31"),
        ("pre-1900", "? 1900-12-31"),
        ("n.d.-1950", "? 1950-12-31"),
    ],
)
def test_an_open_end_stays_open(written: str, expected: str) -> None:
    assert ends(written) == expected
    assert parse_dates(written).odd is None


@pytest.mark.parametrize(
    "written", ["", "  ", "undated", "n.d.", "s.d.", "No date", "sans date", "May 6, [no year]"]
)
def test_unknown_stays_unknown_and_is_not_odd(written: str) -> None:
    span = parse_dates(written)
    assert (span.earliest, span.latest, span.odd) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "expected", "word"),
    [
        ("1967=1983", "? ?", "="),
        ("12007", "? ?", "spreadsheet"),
        ("29641", "? ?", "spreadsheet"),
        ("`999", "? ?", "999"),
        ("`86", "? ?", "86"),
        ("May !982", "? ?", "982"),
        ("9-71", "? ?", "71"),
        ("19471950", "? ?", "19471950"),
        ("3137; 1981", "1981-01-01 1981-12-31", "3137"),
        ("-1887", "? 1887-12-31", "dash"),
        ("1973 - 01 Jan 1800", "? ?", "before"),
        ("1905-06", "1905-01-01 1906-12-31", "month or two years"),
        ("03-01-1978", "1978-01-03 1978-03-01", "either way round"),
        ("April 31, 1948", "1948-04-01 1948-04-30", "no such day"),
        ("Jun 21", "? ?", "no year"),
        ("Decmeber 27, 1966", "1966-01-01 1966-12-31", "decmeber"),
        ("1793-01-01:1793-09-21", "? ?", ":"),
        ("1976-090-26", "1976-01-01 1976-12-31", "090"),
        ("5 nivôse 1794", "1794-01-01 1794-12-31", "two calendars"),
        ("mars an II", "1793-09-22 1794-09-21", "two calendars"),
        ("4 jour complémentaire 1794", "1794-01-01 1794-12-31", "two calendars"),
        ("5 vendémiaire an XI (5 octobre 1802)", "1802-09-27 1802-10-05", "brackets"),
    ],
)
def test_a_slip_is_odd_and_says_why(written: str, expected: str, word: str) -> None:
    span = parse_dates(written)
    assert span.written == written
    assert ends(written) == expected
    assert word in (span.odd or "")


PIECES = """
1794 1802 99 31 13 0 an II XIV nivôse complémentaire mars May Feb n.d. before after by - -- / , ; =
( ) [ ] ? 1er 19uu 195- 1905-06 10-02-1976 13-02-1976 1978年 3月 undated century 19th siècle XIXe
FY2023 present .. or ca. 2101 12007 19470231
"""
pieces = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)


@pytest.mark.whole
@given(st.text() | st.text("0123456789-/. ,;[]?()uxanIVXsthe年月日") | pieces)
def test_no_text_makes_it_fail(written: str) -> None:
    span = parse_dates(written)
    assert span.written == written
    if span.earliest and span.latest:
        assert span.earliest <= span.latest


@given(st.dates(date(1000, 1, 1), date(2090, 1, 1)), st.integers(min_value=0, max_value=3650))
def test_the_ends_a_document_keeps_read_back_as_the_same_span(first: date, days: int) -> None:
    span = parse_dates(f"{first.isoformat()}/{(first + timedelta(days)).isoformat()}")
    again = read_dates("", date_from=span.date_from, date_to=span.date_to)
    assert (again.earliest, again.latest) == (span.earliest, span.latest)


def test_ends_are_no_finer_than_what_is_known() -> None:
    assert (parse_dates("1950-1953").date_from, parse_dates("1950-1953").date_to) == (
        "1950",
        "1953",
    )
    assert parse_dates("May 1950").date_from == "1950-05"
    assert parse_dates("May 3, 1950").date_to == "1950-05-03"
    assert parse_dates("n.d.").date_from == ""
    assert parse_dates("May 3, 1950").latest_day == 19500503


def test_given_ends_go_before_the_text_and_bad_ones_are_kept_but_not_believed() -> None:
    span = read_dates("1956", date_from="1949-01-01")
    assert (span.date_from, span.earliest_day, span.latest_day) == (
        "1949-01-01",
        19490101,
        19561231,
    )
    span = read_dates("1956", date_from="986]")
    assert (span.date_from, span.earliest_day) == ("986]", 19560101)
    assert "986" in (span.odd or "")
    span = read_dates("", date_from="1960", date_to="1950")
    assert (span.earliest, span.latest) == (None, None)
    assert span.odd
    assert parse_end("1905-06").odd is None
    assert parse_end("1905-06").latest == date(1905, 6, 30)
