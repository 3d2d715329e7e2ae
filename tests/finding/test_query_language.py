"""Every way of asking, on the record it should find and those it should not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index import Finder, Text, Value, open_finder
from tests.finding.records import Records

Fields = dict[str, Value]
Open = Callable[..., Finder]


@pytest.fixture(params=["waiting", "taken in"])
def finder_of(tmp_path: Path, request: pytest.FixtureRequest) -> Open:
    """Opens a finder on records that have these fields, numbered from one."""

    def open_on(*fields: Fields | str) -> Finder:
        records = Records()
        for key, each in enumerate(fields, start=1):
            own: Fields = {"title": each} if isinstance(each, str) else each
            records.texts[key] = Text(key, "", own)
            records.journal.append(key)
        finder = open_finder(tmp_path / "index", records)
        if request.param == "taken in":
            finder.catch_up()
        return finder

    return open_on


def exactly(finder: Finder, text: str, *, typing: bool = False) -> list[int]:
    """What answers to the whole text, best first."""
    return [hit.key for hit in finder.search(text, typing=typing, near=False).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RG-12*", {1, 2, 3}),
        ("rg 12*", {1, 2, 3}),
        ("RG-12/*", {1, 2, 3}),
        ("code:RG-12*", {1, 2, 3}),
        ("RG-12/A*", {1, 2}),
        ("RG-1?/A*", {1, 2, 4}),
        ("code:RG-1?/A-1", {1, 4}),
        ("RG*A-2", {2}),
        ("*12/B*", {3}),
        ("MC/ET/I/30*", {5, 6}),
        ("MC/ET/*/30", {5, 7}),
        ("MC/ET/?/30", {5}),
        ("mc et i 30*", {5, 6}),
        ("title:RG-12*", set()),
    ],
)
def test_signs_in_codes_stand_for_letters(finder_of: Open, text: str, found: set[int]) -> None:
    codes = ["RG-12/A-1", "RG-12/A-2", "RG-12/B-1", "RG-13/A-1", "MC/ET/I/30", "MC/ET/I/301"]
    finder = finder_of(*({"title": "Deed", "code": code} for code in [*codes, "MC/ET/II/30"]))
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("专利*", {1, 2}),
        ("專利*", {1, 2}),
        ("title:专利*", {1, 2}),
        ("专利保*", {1}),
        ("*保护", {1, 3}),
        ("专?保护", {1}),
        ("专*条例", {1, 2}),
        ("环?保护", {3}),
        ("专?条", {2}),
        ("专??护", {1}),
        ("鉴*", set()),
    ],
)
def test_signs_in_chinese_stand_for_characters(finder_of: Open, text: str, found: set[int]) -> None:
    finder = finder_of("上海市专利保护条例", "专利条例", "环境保护办法")
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("deed NOT mill", {2}),
        ("NOT mill deed", {2}),
        ("deed NOT (mill OR quarry)", set()),
        ('deed NOT "water mill"', {2, 3}),
        ("deed NOT title:mill", {2}),
        ("deed not mill", {3}),
        ("DEED NOT MILL", {3}),
        ("deed NOT", {3}),
        ("deed AND NOT mill", {2}),
        ("deed SAUF mill", {2}),
        ("deed AND mill", {1, 3}),
        ("deed AND (mill OR quarry)", {1, 2, 3}),
        ("deed AND -mill", {2}),
        ("AND deed AND", {1, 2, 3}),
    ],
)
def test_not_takes_away(finder_of: Open, text: str, found: set[int]) -> None:
    finder = finder_of("Deed of the water mill", "Deed of a quarry", "Deed, not of the mill")
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("harbour contract?", [1, 2, 3]),
        ("where is the harbour contract?", [3]),
        ("contract ?", [1, 2, 3]),
        ("contract？", [1, 2, 3]),
        ("contrac?", [1, 3]),
    ],
)
def test_a_question_may_end_as_one(finder_of: Open, text: str, found: list[int]) -> None:
    finder = finder_of("Harbour contract", "Harbour contracts", "Where is the harbour contract")
    assert set(exactly(finder, text)) == set(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2008年", {1}), ("title:2008年", {1}), ("title:\"2008年\"", {1}), ("2008年工作", {1}),
        ("第3号", {2}), ("3号", {2}), ("第3号文", {2}), ("12B号", {3}), ("A组", {4}),
        ("会议A组", {4}),
        ("2009年", set()), ("2008月", set()), ("3组", set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("taken_in", [False, True])
def test_a_lone_sign_behind_a_number_is_found_in_what_follows_it(
    finder_of: Open, text: str, found: set[int], *, taken_in: bool
) -> None:
    """Chinese is found by pairs: in 2008年工作 the 年 stands in one with 工."""
    finder = finder_of("2008年工作报告", "关于第3号文件的通知", "Plan 12B号", "会议A组名单")
    if taken_in:
        finder.catch_up()
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2008年", {1, 2}),
        ("date:2008年", {1, 2}),
        ("2008年3月", {1}),
        ("2008年3月5日", {1}),
        ("2008年4月", {2}),
        ("二〇〇八年三月", {1}),
        ("二零零八年十月", {2}),
        ("date:2000年代", {1, 2}),
        ("民国26年", {3}),
        ("民國二十六年", {3}),
        ("date:民国元年", set()),
        ("2008年13月", set()),
    ],
)
def test_chinese_dates_are_dates(finder_of: Open, text: str, found: set[int]) -> None:
    march: Fields = {"title": "合同", "date_from": 20080305, "date_to": 20080305}
    rest: Fields = {"title": "合同", "date_from": 20080401, "date_to": 20081231}
    old: Fields = {"title": "合同", "date_from": 19370101, "date_to": 19371231}
    assert set(exactly(finder_of(march, rest, old), text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aug 1938", {1, 2, 3, 4}),
        ("août 1938", {1, 2, 3, 4}),
        ("August 1938", {1, 2, 3, 4}),
        ("aug 12 1938", {2, 3}),
        ("12 Aug. 1938", {2, 3}),
        ("12th august, 1938", {2, 3}),
        ("12/8/1938", {2, 3}),
        ("8/12/1938", {2, 3}),
        ("minutes aug 1938", {1, 3}),
        ("aug 1939", set()),
        ("sept 1938", {5}),
        ("nov 4 1959", {6}),
        ("4 novembre 1959", {6}),
        ("1er mars 1790", {7}),
        ("mars 1790", {7}),
    ],
)
def test_days_and_months_are_met_in_words_numbers_and_dates(
    finder_of: Open, text: str, found: set[int]
) -> None:
    finder = finder_of(
        {"title": "Minutes", "date_from": 19380801, "date_to": 19380805},
        "Letter of 8/12/1938",
        {"title": "Minutes, 12 August 1938", "date_from": 19380812, "date_to": 19380812},
        {"title": "Ledger", "dates": "Aug 1938"},
        {"title": "Ledger", "date_from": 19380901, "date_to": 19380930},
        "SPURR, 11/4/1959",
        "Vente, 1er mars 1790",
    )
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("phase 3", 1),
        ("phase III", 1),
        ("phase 1", 3),
        ("phase I", 3),
        ("vente an 9", 4),
        ("vente an IX", 4),
        ("box 2 phase", 5),
        ("louis 14", 6),
    ],
)
def test_numbers_may_be_roman(finder_of: Open, text: str, first: int) -> None:
    finder = finder_of(
        "Phase III volunteer training",
        "Phase II",
        "Phase I",
        "Vente, an IX",
        {"title": "Phase plans", "box": "Box II"},
        "Louis XIV",
        "3 ledgers",
        "Louis, I",
    )
    assert exactly(finder, text)[:1] == [first]


def test_a_number_behind_its_noun_comes_before_one_elsewhere(finder_of: Open) -> None:
    finder = finder_of("Phase 2, sale 6/97 to 3/98", "Volunteer training in phase III")
    assert exactly(finder, "phase 3") == [2, 1]


def test_one_letter_is_a_number_only_after_what_is_numbered(finder_of: Open) -> None:
    finder = finder_of("Letter by I. Smith", "Letter 1", "Phase I")
    assert exactly(finder, "letter 1") == [2]
    assert exactly(finder, "phase 1") == [3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("daguerreotype 77", []),
        ("daguerreotype 446", [1]),
        ("daguerreotype item 77", [1]),
        ("daguerreotype items 77", [1]),
        ("daguerreotype box:77", [1]),
        ("daguerreotype item 446", [1]),
        ("peake 12", []),
        ("peake 1199", []),
        ("peake 1940", [2]),
        ("peake date:1199", [2]),
        ("peake 1860s", [2]),
        ("quarry 2020", []),
        ("quarry 1999", [3]),
        ("quarry date:2020", [3]),
        ("*77", []),
        ("~77", []),
    ],
)
def test_a_number_alone_is_no_range_and_no_far_end(
    finder_of: Open, text: str, found: list[int]
) -> None:
    finder = finder_of(
        {"title": "Daguerreotype", "box": "item 2-446"},
        {"title": "Peake", "date_to": 19551231},
        {"title": "Quarry", "date_from": 19100101},
    )
    assert exactly(finder, text) == found


@pytest.mark.parametrize("text", ["item 7", "item 77", "items 44"])
def test_a_range_is_met_while_a_number_is_typed(finder_of: Open, text: str) -> None:
    finder = finder_of({"title": "Daguerreotype", "box": "item 2-446"})
    assert exactly(finder, text, typing=True) == [1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++", [1]),
        ("c++ course", [1]),
        ("C#", [2]),
        ("#42", [4, 5]),
        ("#442", []),
        ("50%", [6, 7]),
        ("title:C++", [1]),
        ("course C", [1, 2, 3]),
    ],
)
def test_signs_that_belong_to_a_name_are_kept(finder_of: Open, text: str, found: list[int]) -> None:
    finder = finder_of(
        "C++ course", "C# course", "C course", "Print #42", "Print 42", "50% share", "50 shares"
    )
    assert sorted(exactly(finder, text)) == found
    assert exactly(finder, "#42")[0] == 4
    assert exactly(finder, "50%")[0] == 6


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PhD", {1, 2}),
        ("Ph.D.", {1, 2}),
        ("ph. d. thesis", {1, 2}),
        ("natl assn", {3, 4}),
        ("Nat'l Ass'n", {3, 4}),
        ("national association", {3, 4}),
        ("galveston rr", {5}),
        ("galveston railroad", {5}),
        ("int'l committee", {6}),
        ("international committee", {6}),
        ("Mt Baker", {7}),
        ("mount baker", {7}),
        ("saint denis", {8}),
        ("St. Denis", {8}),
        ("人大", {9}),
        ("人民代表大会", {9}),
        ("dept", {10}),
        ("Département", {10}),
    ],
)
def test_abbreviations_and_what_they_stand_for_meet(
    finder_of: Open, text: str, found: set[int]
) -> None:
    finder = finder_of(
        "Ph.D. thesis",
        "Thesis, Ph. D.",
        "National Association",
        "Nat'l Ass'n of Miners",
        "Galveston, Houston & Henderson R.R. Co.",
        "Int'l committee",
        "Mount Baker",
        "St-Denis",
        "人民代表大会",
        "Dept. of Works",
    )
    assert set(exactly(finder, text)) == found


def test_a_site_adds_its_own_abbreviations(tmp_path: Path) -> None:
    own = tmp_path / "abbreviations.csv"
    own.write_text(
        "short,long\n# ours\nQZX,quartz exchange\nqzx,quartzite\n\nbad line\n,\na,b,c\n", "utf-8"
    )
    records = Records()
    records.put(1, title="Quartz exchange")
    records.put(2, title="Quartzite")
    records.put(3, title="QZX")
    finder = open_finder(tmp_path / "index", records, own)
    assert exactly(finder, "qzx") == [3, 2, 1] or exactly(finder, "qzx") == [3, 1, 2]
    assert exactly(finder, "quartzite") == [2, 3]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"", b'"open\nshort,long\n'])
def test_a_harmed_file_of_abbreviations_stops_no_search(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "abbreviations.csv"
    own.write_bytes(content)
    records = Records()
    records.put(1, title="National bank")
    assert exactly(open_finder(tmp_path / "index", records, own), "natl bank") == [1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title: who", {1}),
        ("title:who", {1}),
        ("notes: who", {2}),
        ("title: who notes: clinic", {1}),
        ("who title:", {1, 2}),
        ("who title: OR", {1, 2}),
        ("date: 1954 who", {1}),
        ("date:1900s who", {1, 2}),
        ("date:1800s who", set()),
        ("date:1950s who", {1}),
    ],
)
def test_a_blank_may_part_a_field_from_its_word(
    finder_of: Open, text: str, found: set[int]
) -> None:
    finder = finder_of(
        {"title": "WHO", "notes": "clinic", "date_from": 19540101, "date_to": 19541231},
        {"title": "Clinic", "notes": "WHO", "date_from": 19990101, "date_to": 19991231},
    )
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("date:>1950", {3, 4}),
        ("date:>=1950", {2, 3, 4}),
        ("date:≥1950", {2, 3, 4}),
        ("date:>1950-05", {2, 3, 4}),
        ("date:>1950s", {4}),
        ("date:<1950", {1}),
        ("date:<=1950", {1, 2, 3}),
        ("date:≤1950-06", {1, 2}),
        ("date:<1950-07-01", {1, 2}),
        ("date:1951-", {3, 4}),
        ("date:-1949", {1}),
        ("deed date:>1950", {3, 4}),
        ("deed -date:>1950", {1, 2}),
        ("date:>deed", set()),
    ],
)
def test_a_date_may_be_compared_with(finder_of: Open, text: str, found: set[int]) -> None:
    spans = [(19490101, 19491231), (19500601, 19500630), (19501101, 19510131), (19600101, 19601231)]
    finder = finder_of(
        *({"title": "Deed", "date_from": first, "date_to": last} for first, last in spans)
    )
    assert set(exactly(finder, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("1955", [1, 2]), ("1855", [1]), ("1854", []), ("2010", [2]), ("2011", [])],
)
def test_a_bare_year_may_be_a_hundred_years_from_the_end_that_is_known(
    finder_of: Open, text: str, found: list[int]
) -> None:
    finder = finder_of(
        {"title": "Quarry", "date_to": 19551231}, {"title": "Quarry", "date_from": 19100101}
    )
    assert exactly(finder, f"quarry {text}") == found


def test_words_in_quotes_are_whole(finder_of: Open) -> None:
    finder = finder_of("Acme corporation", "Acme corp")
    assert exactly(finder, '"acme corp"') == [2]
    assert exactly(finder, 'title:"acme corp"') == [2]


@pytest.mark.parametrize(
    ("text", "found"), [("2345", []), ("12345", [1]), ("23456", [1]), ("a2345", []), ("45b67", [2])]
)
def test_a_piece_of_a_code_has_five_signs_and_four_digits(
    finder_of: Open, text: str, found: list[int]
) -> None:
    finder = finder_of({"title": "Deed", "code": "X1234567"}, {"title": "Deed", "code": "X345b678"})
    assert exactly(finder, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("民国26年", {1, 2}),
        ("民国二十六年", {1, 2}),
        ("2008年", {3, 4, 5}),
        ("二〇〇八年", {3, 4, 5}),
        ("二零零八年三月", {3, 4}),
        ("title:2008年3月", {3, 4}),
        ("二十年", {6}),
    ],
)
def test_chinese_dates_in_a_text_are_met_in_either_numerals(
    finder_of: Open, text: str, found: set[int]
) -> None:
    """Without dates of their own to be met by."""
    finder = finder_of(
        *("会议记录 民国二十六年", "民国26年会议记录", "2008年3月文件", "二〇〇八年三月文件"),
        *("二零零八年文件", "二十年回顾", "民国三十六年"),
    )
    assert set(exactly(finder, text)) == found


def test_what_has_the_sign_comes_before_what_begins_with_its_number(finder_of: Open) -> None:
    finder = finder_of("42 prints", "Print #42", "50 shares", "Share of 50%")
    assert [hit.key for hit in finder.search("#42").hits] == [2, 1]
    assert [hit.key for hit in finder.search("50%").hits] == [4, 3]
    assert [hit.key for hit in finder.search("42").hits] == [1, 2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("board's minutes", [3, 1]),
        ("board’s minutes", [3, 1]),
        ("title:board's", [3, 1]),
        ("o'brien's ledger", [2]),
        ("O'BRIEN’S LEDGER", [2]),
        ('"board\'s minutes"', [3]),
        ("of't minutes", []),
    ],
)
def test_what_is_somebodys_is_found_without_the_sign_of_it(
    finder_of: Open, text: str, found: list[int]
) -> None:
    """Below what has it."""
    finder = finder_of("Minutes of the board", "O'Brien & Sons ledger", "Board's minutes")
    assert exactly(finder, text) == found
