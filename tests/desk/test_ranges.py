"""Ranges as people write them for rows, bays and shelves."""

import pytest

from rmdesk.model.errors import BadInput
from rmdesk.model.ranges import read_range

READ = {
    "1-3": "1 2 3",
    "01-03": "01 02 03",
    "08-11": "08 09 10 11",
    "098-101": "098 099 100 101",
    "99-101": "99 100 101",
    "9-11": "9 10 11",
    "01-100": " ".join(f"{n:02}" for n in range(1, 101)),
    "A-D": "A B C D",
    "a-c": "a b c",
    "Y-AB": "Y Z AA AB",
    "AA-AC": "AA AB AC",
    "R1-R3": "R1 R2 R3",
    "R01-R03": "R01 R02 R03",
    "R1-3": "R1 R2 R3",
    "1–3": "1 2 3",
    "1..3": "1 2 3",
    "1 - 3": "1 2 3",
    "7": "7",
    "B": "B",
    "1,3,5-7": "1 3 5 6 7",
    "1-3,2-4": "1 2 3 4",
    "A-B,01-02": "A B 01 02",
    "1~3": "1 2 3",
    "１－３": "1 2 3",
    "Salle nº ½": "Salle nº ½",
    "1，3；5、7": "1 3 5 7",
    "1;3": "1 3",
    "1至3": "1 2 3",
    "1 to 3": "1 2 3",
    "A à C": "A B C",
    "North-East": "North-East",
    "North to South": "North to South",
    "Map room": "Map room",
    "map": "map",
}


@pytest.mark.parametrize(("text", "values"), READ.items())
def test_a_range_is_read_as_it_is_written(text: str, values: str) -> None:
    assert read_range(text) == (values.split(" ") if text != values else [values])


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "1,,2",
        "10-1",
        "D-A",
        "AB-Z",
        "1-A",
        "A-1",
        "8-011",
        "B3-04",
        "R1-S3",
        "1-10001",
        "1-99999999",
        "1-",
        "-5",
        "A -",
        "1 3 5",
    ],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_range(text)
    assert f"“{text}”" in refused.value.message
