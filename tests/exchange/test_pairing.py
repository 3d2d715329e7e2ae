"""Rows and records of one code: which is which, which is new, and where nobody can tell."""

import random

import pytest

from rmdesk.exchange.pairing import DOUBT, NEW, Facts, pair

NAMING = ("title", "kind", "dates")


def told(*titles: str) -> list[Facts]:
    return [{"title": title} for title in titles]


def notes(title: str, text: str) -> Facts:
    return {"title": title, "notes": text}


@pytest.mark.parametrize(
    ("rows", "records", "right"),
    [
        # One of each: the code alone says it, whatever else they say.
        (told("Letters"), told("Minutes"), [0]),
        # Order says nothing.
        (told("Letters", "Minutes"), told("Minutes", "Letters"), [1, 0]),
        # Cut and new ones.
        (told("Letters"), told("Minutes", "Letters"), [1]),
        (told("Maps"), told("Minutes", "Letters"), [NEW]),
        (told("Minutes", "Letters"), told("Minutes"), [0, NEW]),
        (told("Letters", "Minutes"), told("Minutes"), [NEW, 0]),
        (told("Letters", "Maps"), told("Minutes"), [NEW, NEW]),
        (told("Minutes", "Plans"), told("Minutes", "Letters"), [0, NEW]),
        # Equal ones are one as good as the other.
        (told("Maps", "Maps"), told("Maps", "Maps"), [0, 1]),
        (told("Maps", "Maps", "Maps"), told("Maps", "Maps"), [0, 1, NEW]),
        # Mended in one cell, in a list as long as it was.
        (told("Minutes", "act 41 bis"), told("act 41", "Minutes"), [1, 0]),
        (told("act 41 bis"), told("act 41", "Minutes"), [NEW]),
        ([*told("a"), {"title": "b", "dates": "1960"}],
         [{"title": "b", "dates": "1950"}, *told("a")], [1, 0]),
        # One column more: blank in the record is no contradiction.
        ([notes("Maps", "torn")], told("Maps", "Letters"), [0]),
        ([notes("Maps", "torn"), notes("Maps", "wet")], told("Maps", "Maps"), [0, 1]),
        ([notes("Maps", "torn"), *told("Maps")], told("Maps", "Maps"), [0, 1]),
        ([*told("Maps"), notes("Maps", "torn")], told("Maps", "Maps"), [0, 1]),
        # One column less, and the longer row has the first choice.
        ([*told("Maps"), notes("Maps", "torn")], [notes("Maps", "torn"), *told("Maps")], [1, 0]),
        # Another note is no other thing; another year is.
        ([notes("Maps", "wet")], [notes("Maps", "torn"), *told("Plans")], [0]),
        ([{"title": "Maps", "dates": "1952"}],
         [{"title": "Maps", "dates": "1950"}, {"title": "Maps", "dates": "1951"}], [NEW]),
        # Nobody can tell which.
        ([notes("Maps", "torn")],
         [{"title": "Maps", "dates": "1950"}, {"title": "Maps", "dates": "1951"}], [DOUBT]),
        ([notes("Maps", "torn"), *told("Maps")],
         [{"title": "Maps", "dates": "1950"}, {"title": "Maps", "dates": "1951"}], [DOUBT, 0]),
        # What says only what several say changes none of them.
        (told("Maps"),
         [{"title": "Maps", "dates": "1950"}, {"title": "Maps", "dates": "1951"}], [0]),
        # Two barcodes are two things.
        ([{"barcode": "B2", "title": "Maps"}], [{"barcode": "B1", "title": "Maps"}], [NEW]),
        ([{"barcode": "B2", "title": "Maps"}],
         [{"barcode": "B1", "title": "Maps"}, {"title": "Maps"}], [1]),
        ([{"barcode": "B2", "title": "Mapps"}, *told("a")],
         [{"barcode": "B1", "title": "Maps"}, *told("a")], [NEW, 1]),
    ],
)  # fmt: skip
def test_a_row_is_a_record_only_if_it_surely_is(
    rows: list[Facts], records: list[Facts], right: list[int]
) -> None:
    assert pair(rows, records, NAMING) == right


def test_people_of_one_name_are_told_apart_by_all_that_is_said() -> None:
    records = [{"phone": "1"}, {"phone": "2"}]
    assert pair([{"phone": "2"}], records, ()) == [1]
    assert pair([{"email": "x"}], records, ()) == [DOUBT]
    assert pair([{"phone": "3"}], records, ()) == [NEW]
    assert pair([{"phone": "3"}, {"phone": "1"}], records, ()) == [1, 0]  # mended


def test_any_order_of_rows_and_records_gives_each_row_its_own() -> None:
    shuffle = random.Random(7).shuffle
    facts: list[Facts] = [
        {"title": f"file {n % 7}", "dates": str(1900 + n % 5), "notes": str(n)} for n in range(40)
    ]
    for _round in range(50):
        rows, records = list(facts), list(facts)
        shuffle(rows)
        shuffle(records)
        cut = rows[: len(rows) // 2]
        assert [records[n] for n in pair(cut, records, NAMING)] == cut
