"""Numbers of a workbook as a person sees them, by format code (ECMA-376, 18.8.30)."""

import pytest

from rmdesk.exchange.formats import BUILT_IN, seen


@pytest.mark.parametrize(
    ("number", "code", "right"),
    [
        ("42", "", "42"),
        ("42", "General", "42"),
        ("42", "000000", "000042"),
        ("1234567", "000000", "1234567"),
        ("0", "000", "000"),
        ("4.1", "0.00", "4.10"),
        ("4.1", "", "4.1"),
        ("0.30000000000000004", "", "0.3"),
        ("0.1", "0.0#", "0.1"),
        ("0.12", "0.0#", "0.12"),
        ("0.5", ".00", "0.50"),
        ("0.5", "#.00", "0.50"),
        ("1234.5", "#,##0.00", "1234.50"),
        ("1234", "#,##0", "1234"),
        ("-42", "0000", "-0042"),
        ("-5", "0;(0)", "-5"),
        ("7", "0;-0;none", "7"),
        ("123456789", "000-00-0000", "123-45-6789"),
        ("12345", r"00\-000", "12-345"),
        ("42", '"BX-"0000', "BX-0042"),
        ("42", '0000"/A"', "0042/A"),
        ("7", '"Box "0', "Box 7"),
        ("7", '"Box No. "00', "Box No. 07"),
        ("7", '0" bis"', "7"),
        ("12", '"$ "0', "12"),
        ("0", '0;-0;"none"', "0"),
        ("0", '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "0"),
        ("0.35", '0.00" m"', "0.35"),
        ("12", '"$"#,##0.00', "12.00"),
        ("12", "[Red]0.0", "12.0"),
        ("12", "_(* #,##0.00_)", "12.00"),
        ("0.25", "0%", "25%"),
        ("42", "@", "42"),
        ("1E3", "", "1000"),
        ("1.5E-3", "", "0.0015"),
        ("36105014593961", "", "36105014593961"),
        # Dates: as much as is shown.
        ("18264", "yyyy-mm-dd", "1950-01-01"),
        ("18264", "d/m/yy", "1950-01-01"),
        ("18264", "yyyy", "1950"),
        ("18264", "mmm-yy", "Jan 1950"),
        ("18264", "mmmm yyyy", "Jan 1950"),
        ("18264", '[$-409]mmmm\\ d\\,\\ yyyy;@', "1950-01-01"),
        ("18264", 'yyyy"年"m"月"d"日"', "1950-01-01"),
        ("18264", 'yyyy"年"m"月"', "Jan 1950"),
        ("18264.5", "yyyy-mm-dd hh:mm", "1950-01-01T12:00:00"),
        ("18264", "m/d/yyyy h:mm", "1950-01-01"),
        ("18264.5", "yyyy-mm-dd", "1950-01-01T12:00:00"),
        ("0.5", "h:mm AM/PM", "12:00"),
        ("1.25", "[h]:mm", "30:00"),
        ("0.0006944444", "mm:ss", "00:01"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_seen(number: str, code: str, right: str) -> None:
    assert seen(number, code).text == right
    assert not seen(number, code).remark


@pytest.mark.parametrize(
    ("number", "code", "right", "word"),
    [
        ("1234567890123450", "", "1234567890123450", "15 digits"),
        ("1000000000000000", "", "1000000000000000", "15 digits"),
        ("1.234567890123457E+16", "", "12345678901234570", "15 digits"),
        ("1.234567890123457E+16", "0", "12345678901234570", "15 digits"),
        ("0.35", "0.0", "0.35", "rounded"),
        ("41.5", "0", "41.5", "rounded"),
        ("31000000000000", "0.00E+00", "31000000000000", "otherwise"),
        ("0.5", "# ?/?", "0.5", "otherwise"),
        ("1234567", "#,##0,", "1234567", "otherwise"),
        ("5", '[>1000]0"k";0', "5", "otherwise"),
        ("0", "0;-0;;@", "0", "does not show"),
        ("7", ";;;", "7", "does not show"),
        ("45324", "d-mmm", "2 Feb", "without a year"),
        ("3000000", "yyyy-mm-dd", "3000000", "no day"),
    ],
)
def test_what_cannot_be_read_as_seen_is_taken_whole_and_told(
    number: str, code: str, right: str, word: str
) -> None:
    told = seen(number, code)
    assert told.text == right
    assert word in told.remark


@pytest.mark.parametrize("number", ["", "x", "NaN", "Infinity", "1,5"])
def test_what_is_no_number_stays_as_it_is(number: str) -> None:
    assert seen(number, "0.00") == (number, "")


def test_days_may_be_counted_from_1904() -> None:
    assert seen("16802", "yyyy-mm-dd", from_1904=True).text == "1950-01-01"


def test_every_built_in_format_is_read() -> None:
    for code in BUILT_IN.values():
        assert seen("18264.5", code).text


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "mmm-yy", "yyyy", "yyyy-mm-dd hh:mm"])
@pytest.mark.parametrize(
    ("number", "shown"), [("0", "1900-01-00"), ("0.5", "1900-01-00"), ("60", "1900-02-29")]
)
def test_a_day_that_no_calendar_has_is_no_other_day(number: str, shown: str, code: str) -> None:
    told = seen(number, code)
    assert told.text == shown
    assert told.remark
    assert seen(number, code, from_1904=True).text.startswith(("1904", "Jan 1904", "Mar 1904"))
