"""What a technician types finds the record, whether it is taken in or still waits."""

from pathlib import Path
from typing import Any

import pytest

from index import Finder, Statuses, open_finder
from index.matching import codes
from index.query.query import dates, unjoined, unquoted
from tests.finding.records import Records

STATUSES = Statuses(
    {"out": lambda: [1, 5, 99], "to-refile": lambda: [7]}, "in", lambda keys: keys != 3
)


def keys(finder: Finder, text: str, *, typing: bool = False) -> list[int]:
    return [hit.key for hit in finder.search(text, typing=typing).hits]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lech walesa", 1),
        ("Wałęsa Lech", 1),
        ("WALESA", 1),
        ("oeuvre", 1),
        ("œuvre", 1),
        ("hopital", 1),
        ("l'hôpital", 1),
        ("l’hopital", 1),
        ("d'oeuvres", 1),
        ("minutes etude", 1),
        ("contracts acme", 2),
        ("legal contract", 2),
        ("corporations", 2),
        ("muller anna", 5),
        ("Anna Müller", 5),
        ("Mueller", 5),
        ("obrien", 5),
        ("O'Brien", 5),
        ("专利", 3),
        ("專利保護", 3),
        ("利保", 3),
        ("例", 3),
        ("shanghai 专利", 3),
        ("ＡＣＭＥ", 2),
        ("*oration", 2),
        ("ac?e", 2),
        ("acme date:1970", 2),
        ("correspondence 1955", 5),
        ("title:correspondence names:anna", 5),
        ('"acme corporation"', 2),
        ("“acme corporation”", 2),
        ("unit:finance kind:reel", 5),
        ("code:1250", 2),
        ("place:basement", 1),
        ("titre:minutes", 7),
    ],
)
def test_finds_the_record(finder: Finder, text: str, key: int) -> None:
    assert keys(finder, text)[:1] == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("MC/ET/I/288", 1),
        ("mc et i 288", 1),
        ("mc-et-i-288", 1),
        ("mceti288", 1),
        ("00012345", 1),
        ("12345", 1),
        ("0012345", 1),
        ("1250-20", 2),
        ("1250 20", 2),
        ("125020", 2),
        ("1250.20", 2),
        ("36105014593961", 2),
        ("3610 5014 5939 61", 2),
        ("593961", 2),
        ("2026-67-12", 4),
        ("2026006712", 4),
        ("ZH1-2", 3),
    ],
)
def test_finds_codes_in_any_shape(finder: Finder, text: str, key: int) -> None:
    assert keys(finder, text)[:1] == [key]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("box 12", [4, 1]),
        ("boîte 12", [4, 1]),
        ("box 12 folder 2", [1]),
        ("folder 4", []),
        ("reel 7 frame 120", [5]),
        ("bobine 7", [5]),
    ],
)
def test_finds_boxes_and_what_is_in_them_the_container_first(
    finder: Finder, text: str, found: list[int]
) -> None:
    result = finder.search(text)
    assert [hit.key for hit in result.hits] == found or (not found and result.left_out)


def test_a_year_finds_the_spans_that_hold_it(finder: Finder) -> None:
    assert set(keys(finder, "1955")) == {1, 5}
    assert set(keys(finder, "date:1950..1960")) == {1, 5}
    assert set(keys(finder, "date:..1956")) == {1, 5}
    assert set(keys(finder, "date:1970-01-01..")) == {2, 3}
    assert set(keys(finder, "date:1963")) == set()


def test_words_must_all_be_there_and_minus_takes_away(finder: Finder) -> None:
    assert set(keys(finder, "correspondence")) == {5, 6, 7}
    assert set(keys(finder, "correspondence -minister")) == {5, 7}
    assert set(keys(finder, "correspondence -(minister OR ministries)")) == {5}
    assert set(keys(finder, "acme OR walesa OR 专利")) == {1, 2, 3}
    assert set(keys(finder, "-kind:folder")) == {4, 5}


def test_the_last_word_is_a_beginning_only_while_typing(finder: Finder) -> None:
    assert keys(finder, "acme corp", typing=True) == [2]
    assert finder.search("acme corpo").left_out == ("corpo",)
    assert keys(finder, "125", typing=True) == [2]
    assert set(keys(finder, "c", typing=True)) >= {2, 5, 6, 7}


@pytest.mark.parametrize(
    ("text", "meant", "key"),
    [
        ("walsea", "walesa", 1),
        ("contratc acme", "contract acme", 2),
        ("acme corpration", "acme corporation", 2),
        ("miinsterr", "minister", 6),
    ],
)
def test_a_slip_of_the_finger_is_forgiven_and_said(
    finder: Finder, text: str, meant: str, key: int
) -> None:
    found = finder.search(text)
    assert found.did_you_mean == meant
    assert found.hits[0].key == key


def test_most_of_the_words_are_better_than_nothing_and_said(finder: Finder) -> None:
    found = finder.search("acme contract corporation qqqqqq")
    assert [hit.key for hit in found.hits] == [2]
    assert found.left_out == ("qqqqqq",)
    assert not found.exact


def test_below_a_few_stand_those_without_one_of_the_words(records: Records, finder: Finder) -> None:
    records.put(41, title="Harbour bridge, north span, lighting")
    records.put(42, title="Harbour bridge, south span", notes="box 7")
    records.put(43, title="Harbour dues")
    found = finder.search("harbour bridge span lighting")
    assert [hit.key for hit in found.hits] == [41, 42]
    assert (found.total, found.besides, found.left_out) == (1, 1, ("lighting",))
    assert found.exact
    narrowed = finder.search("harbour bridge span lighting", facets=True, limit=1)
    assert (len(narrowed.hits), narrowed.besides, narrowed.total) == (1, 0, 1)
    assert finder.search("harbour bridge span lighting", offset=1).hits == []
    assert keys(finder, "harbour bridge lighting -span") == []
    assert finder.search("harbour bridge span lighting", near=False).besides == 0
    assert set(keys(finder, "harbour bridge")) == {41, 42}


def test_another_number_is_not_near(records: Records, finder: Finder) -> None:
    records.put(41, title="Correspondence of the mayor", code="K/II/7/41", box="Box 7")
    records.put(42, title="Correspondence of the mayor", code="K/II/7/42", box="Box 8")
    for text in ("k ii 7 41", "correspondence mayor box 7", "correspondence of the mayor box 7"):
        assert keys(finder, text) == [41], text


def test_names_and_headings_may_be_inverted(records: Records, finder: Finder) -> None:
    records.put(
        51, title="Robert Barclay exhibition, arrangement of the larger photographs, Barclay"
    )
    records.put(52, title="Mugshots: Barclay, Robert")
    records.put(53, title="Barclay, Robert Arthur")
    records.put(54, title="Barclay, Ann; Smith, Robert")
    assert keys(finder, "robert arthur barclay")[0] == 53
    assert keys(finder, "Barclay Robert")[0] == 53
    assert set(keys(finder, "robert barclay")[:3]) == {51, 52, 53}
    assert keys(finder, "robert barcl", typing=True)[-1] == 54


def test_what_narrows_leaves_the_exact_title_first(records: Records, finder: Finder) -> None:
    words = " ".join(f"annual report of branch {n}" for n in range(30))
    dated: dict[str, Any] = {"date_from": 19540101, "date_to": 19541231}
    records.put(71, title="Annual report", notes=words, kind="file", unit="Mill", **dated)
    records.put(72, title="Other", parent="Annual report", kind="file", unit="Mill", **dated)
    records.put(73, title="Report, annual, of the board", kind="file", unit="Mill", **dated)
    records.put(74, title="Annual report 1954", notes=words, kind="file", unit="Mill", **dated)
    narrowing = ["", " kind:file", " unit:=mill", ' unit:"mill"', " date:1950..1959", " -draft"]
    for more in narrowing:
        assert keys(finder, "annual report" + more)[:2] == [71, 74], more
    assert keys(finder, "annual report 1954")[:2] == [74, 71]
    assert keys(finder, "annual report 195", typing=True)[0] == 74


@pytest.mark.parametrize("text", ["box 5", "boîte 5", "box 2005-2200-05", "deeds 2005 box 5"])
def test_a_box_that_is_a_record_is_found_by_the_number_in_its_title_or_code(
    records: Records, finder: Finder, text: str
) -> None:
    for number in (4, 5, 6):
        code = f"2005-2200-{number:02}"
        records.put(90 + number, title=f"Deeds 2005, {number}/8", kind="box", code=code)
    records.put(97, title="Deeds 2005, 5/9", kind="file", code="2005-2200-05-1", box="R101658X")
    assert keys(finder, text) == [95]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("box 1", "Box 1"),
        ("boîte 12", "Box 12"),
        ("folder 3", "Folder 3"),
        ("box 2 folder 1", "Box 2, Folder 1"),
        ("um0001-0", "UM0001-0"),
        ("mc-et-1", "MC-ET-1"),
        ("half-ti", "half-timbered"),
    ],
)
def test_a_number_or_code_that_is_being_typed_finds_all_that_begin_so(
    records: Records, finder: Finder, text: str, held: str
) -> None:
    for key in range(100, 700):
        box = f"Box {key % 37}, Folder {key % 41}"
        code = (f"UM0001-{key % 13:02}-{key}", f"MC-ET-{key % 120}-{key}")[key % 2]
        title = f"Plans {key}, half-timber{('ed', 'ing', '')[key % 3]}"
        records.put(key, title=title, box=box, code=code)
    wanted = {
        key
        for key, each in records.texts.items()
        if key >= 100 and held.casefold() in " | ".join(map(str, each.fields.values())).casefold()
    }
    for end in range(1, len(text) + 1):
        found = finder.search(text[:end], typing=True, limit=700)
        assert found.total == len({hit.key for hit in found.hits}) - found.besides
    assert wanted <= {hit.key for hit in found.hits}


@pytest.mark.parametrize(
    "text",
    ["1950s", "1950's", "195?", "date:1950s", "date:1954/03", "date:19540312", "date:1954.3.12"],
)
def test_a_decade_and_a_day_in_any_shape_find_the_spans_that_hold_them(
    records: Records, finder: Finder, text: str
) -> None:
    records.put(75, title="Harbour works", date_from=19480101, date_to=19671231)
    records.put(76, title="Harbour works", date_from=19680101, date_to=19691231)
    records.put(77, title="Harbour works of the 1950s")
    found = keys(finder, f"harbour {text}")
    assert found == ([75] if ":" in text else [77, 75])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/1954", {84, 85}),
        ("13/03/1954", {86}),
        ("03.13.1954", {86}),
        ("3-12-1954", {84, 85}),
        ("14/14/1954", set()),
        ("0/0/1954", set()),
        ("12/03-1954", set()),
    ],
)
def test_a_day_before_its_year_is_read_both_ways_if_it_can_be(
    records: Records, finder: Finder, text: str, expected: set[int]
) -> None:
    for key, day in ((84, 19540312), (85, 19541203), (86, 19540313)):
        records.put(key, title="Harbour works", date_from=day, date_to=day)
    for asked in (f"harbour date:{text}", f'date:"{text}" harbour'):
        assert {hit.key for hit in finder.search(asked, near=False).hits} == expected


@pytest.mark.parametrize("text", ["2005-41", "2005-00", "2005-12-32", "20051301", "2005-41..2006"])
def test_what_is_no_day_of_a_calendar_is_no_date(text: str) -> None:
    assert dates(text) is None


def test_a_code_that_looks_like_a_month_is_none(records: Records, finder: Finder) -> None:
    records.put(87, title="Deed", date_from=20051101, date_to=20060131)
    records.put(88, title="Deed", code="2005-4100-05")
    assert keys(finder, "2005-41", typing=True) == [88]


def test_a_span_open_at_one_end_holds_all_beyond(records: Records, finder: Finder) -> None:
    records.put(78, title="Quarry", date_from=None, date_to=19501231)
    records.put(79, title="Quarry", date_from=19600101, date_to=None)
    assert keys(finder, "quarry 1940") == keys(finder, "quarry date:..1945") == [78]
    assert keys(finder, "quarry date:1970") == [79]
    assert finder.search("quarry 1955", near=False).total == 0
    records.put(80, title="Quarry", date_from=19200101, date_to=19291231)
    found = finder.search("quarry", facets=True, sort="date")
    assert [hit.key for hit in found.hits] == [80, 78, 79]
    assert found.facets["decade"] == {"1920": 2, "1950": 1, "1960": 1}
    for decade, count in found.facets["decade"].items():
        assert finder.search(f"quarry date:{decade}s").total == count


def test_what_was_used_lately_comes_first_among_however_many_equals(
    records: Records, finder: Finder
) -> None:
    for key in range(1000, 3000):
        records.put(key, title="Ledger")
    found = finder.search("ledger", recent=[2900, 1400])
    assert [hit.key for hit in found.hits[:3]] == [2900, 1400, 1000]


def test_a_letter_that_names_a_series_is_no_article(records: Records, finder: Finder) -> None:
    for key, letter in ((81, "A"), (82, "B"), (83, "D")):
        records.put(key, title="Ledger", parent=f"Series {letter}", box=f"Drawer {letter}")
    assert keys(finder, "series d ledger") == keys(finder, "drawer d ledger") == [83]
    assert keys(finder, "Series A ledger") == [81]
    assert len(keys(finder, "a ledger")) == 3


def test_the_container_stands_above_what_is_titled_like_it(
    records: Records, finder: Finder
) -> None:
    records.put(84, title="Box 77 of glass negatives", kind="file", box="Box 77")
    records.put(85, title="Shipping carton", kind="box", box="Box 77")
    records.put(86, title="Box 77, folder 1: letters", kind="folder", box="Folder 1")
    assert keys(finder, "box 77")[0] == keys(finder, "box:77")[0] == 85
    records.put(87, title="Prints", box=["Box 78", "Folder 3"])
    assert keys(finder, "box 78/3") == keys(finder, "box 78-3") == [87]
    records.put(88, title="Film", box=["Reel 9", "Frames 541-1100"])
    records.put(89, title="Film", box=["Reel 9", "Frames 1-540"])
    assert keys(finder, "reel 9 frame 900") == [88]
    assert keys(finder, "reel 9 frame 400") == [89]


def test_a_value_of_a_facet_is_that_value_and_no_longer_one(
    records: Records, finder: Finder
) -> None:
    units = ["Legal", "Legal Affairs", "—", "Finance & Treasury", "Old « Mill »"]
    for key, unit in enumerate(units, 91):
        records.put(key, title="Deed of gift", unit=unit, place=f"Vault {key % 2} > Row 1")
    for key, unit in enumerate(units, 91):
        assert keys(finder, f'unit:="{unquoted(unit)}" deed') == [key]
    assert keys(finder, "deed unit:=LEGAL") == [91]
    assert keys(finder, "deed unit:legal") == [91, 92]
    assert keys(finder, 'deed -unit:="legal" place:="vault 1"') == [93, 95]
    assert keys(finder, "deed unit:=leg") == []


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Defence committee", "defense committee"),
        ("Catalogues", "catalogs"),
        ("Enquiry into theatres", "inquiry theater"),
        ("Programmes", "program"),
        ("Co-operative society", "cooperative society"),
        ("Cooperative union", "co-operative union"),
        ("Papers of Jean-Baptiste Roy", "jeanbaptiste roy"),
        ("Sub-committee", "subcommittee"),
        ("R.A.A.F. station", "raaf"),
        ("RAAF station", "R.A.A.F."),
        ("D.S.I.R. reports", "dsir reports"),
        ("E-mail policy", "email policy"),
        ("Grandson of O'Brien", "obrien"),
    ],
)
def test_two_ways_of_writing_a_word_meet(
    records: Records, finder: Finder, title: str, typed: str
) -> None:
    records.put(98, title=title)
    found = finder.search(typed)
    assert [hit.key for hit in found.hits][:1] == [98]
    assert not found.did_you_mean
    assert not found.left_out


def test_a_word_made_of_two_stands_where_they_do(records: Records, finder: Finder) -> None:
    records.put(98, title="Grandson of O'Hara")
    records.put(99, title="O'Hara, grandson")
    assert keys(finder, "ohara") == [99, 98]
    assert keys(finder, '"of ohara"') == [98]


def test_a_word_of_two_counts_as_one_among_others(records: Records, finder: Finder) -> None:
    records.put(98, title="Cooperative society prints", date_from=19540101, date_to=19541231)
    for text in ("co-operative society qqqzzz", "prints 1950s qqqzzz"):
        found = finder.search(text)
        assert [hit.key for hit in found.hits] == [98], text
        assert found.left_out == ("qqqzzz",)


def test_nothing_asked_is_nothing_found(finder: Finder) -> None:
    for text in ("", " ", "( )", '""', "-", "***", "!?"):
        assert finder.search(text).total == 0


def test_articles_need_not_be_there(finder: Finder) -> None:
    assert keys(finder, "the contract of ACME")[0] == 2
    assert keys(finder, "oeuvre de la hopital") == [1]


def test_title_comes_before_parent_and_notes(finder: Finder) -> None:
    assert keys(finder, "correspondence") == [5, 6, 7]
    assert keys(finder, "contract") == [2, 5]


def test_a_title_with_all_the_words_comes_before_words_in_many_fields(
    records: Records, finder: Finder
) -> None:
    records.put(61, title="Ledger", parent="Tannery wages", notes="tannery wages, tannery ledger")
    records.put(62, title="Wages paid at the works, the tannery and the mill, in a ledger of 1891")
    assert keys(finder, "tannery ledger wages")[0] == 62


def test_equals_stand_by_key_or_by_use(records: Records, finder: Finder) -> None:
    for key in (31, 32, 33):
        records.put(key, title="Same title")
    assert keys(finder, "same title") == [31, 32, 33]
    found = finder.search("same title", recent=[33, 1])
    assert [hit.key for hit in found.hits] == [33, 31, 32]


def test_pages_follow_each_other(records: Records, finder: Finder) -> None:
    for key in range(100, 150):
        records.put(key, title="Page turner")
    pages = [finder.search("turner", limit=20, offset=at).hits for at in (0, 20, 40)]
    assert [hit.key for page in pages for hit in page] == list(range(100, 150))
    assert finder.search("turner", limit=0).total == 50


def test_sorts_by_date_with_undated_last(finder: Finder) -> None:
    found = finder.search("kind:folder OR kind:reel", sort="date")
    assert [hit.key for hit in found.hits] == [1, 5, 2, 3, 6, 7]
    found = finder.search("kind:folder OR kind:reel", sort="-date")
    assert [hit.key for hit in found.hits] == [3, 2, 1, 5, 6, 7]


def test_facets_count_what_matches(finder: Finder) -> None:
    found = finder.search("-kind:box", facets=True, statuses=STATUSES)
    assert found.facets["kind"] == {"folder": 5, "reel": 1}
    assert found.facets["unit"] == {"Finance": 2, "Archives": 1}
    assert found.facets["place"] == {"Basement": 1}
    assert found.facets["decade"] == {"1950": 2, "1960": 1, "1970": 1, "2000": 1}
    assert found.facets["status"] == {"in": 2, "out": 2, "to-refile": 1}


def test_kinds_narrow(finder: Finder) -> None:
    assert [h.key for h in finder.search("correspondence", kinds=["Reel"]).hits] == [5]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("status:out correspondence", {5}),
        ("-status:out correspondence", {6, 7}),
        ("status:in correspondence", {6}),
        ("status:out OR status:to-refile", {1, 5, 7}),
        ("-kind:box status:OUT", {1, 5}),
        ('état:="out"', {1, 5}),
        ("status:to correspondence", {7}),
        ("status:o", {1, 5}),
        ("status:lost", set()),
        ("status:", set()),
        ("status:?", set()),
        ('status:"to refile"', {7}),
    ],
)
def test_statuses_are_the_stores(finder: Finder, text: str, keys: set[int]) -> None:
    found = finder.search(text, statuses=STATUSES, near=False)
    assert {hit.key for hit in found.hits} == keys
    assert found.total == len(keys)


def test_a_code_stays_one_beside_what_narrows(records: Records, finder: Finder) -> None:
    for key, code in ((300, "4720 6014 593961"), (301, "F0001"), (302, "1250-001")):
        records.put(key, title="Deed", kind="file", code=code)
    for text in ("4720 6014 593961", "47206014593961", "kind:=file 4720 6014 593961"):
        assert keys(finder, text) == [300]
    assert keys(finder, "kind:=box 4720 6014 593961") == []
    assert keys(finder, "kind:=file 1250-002") == keys(finder, "status:out 1250-002") == []


def test_codes_with_a_text_inside_are_all_found_or_said_not_to_be(
    records: Records, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in range(400, 440):
        records.put(key, title="Deed", code=f"472060140{key}")
    found = finder.search("7206014")
    assert (found.total, found.exact) == (40, True)
    monkeypatch.setattr(codes, "_MOST", 30)
    found = finder.search("7206014")
    assert (found.total, found.exact) == (30, False)
    found = finder.search("47206014")
    assert (found.total, found.exact) == (40, True), "those that begin so are not counted"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("OR contract", "contract"),
        ("  | OU OR deed", "deed"),
        ("contract OR deed", "contract OR deed"),
        ("OR", "OR"),
        ("", ""),
    ],
)
def test_a_text_behind_another_is_not_joined_to_it(text: str, rest: str) -> None:
    assert unjoined(text) == rest


def test_a_code_that_no_record_holds_is_answered_by_no_other(tmp_path: Path) -> None:
    records = Records()
    records.put(1, title="H plans", code="H0041", notes="box 44 of row H")
    records.put(2, title="Ledger", code="12-34-99")
    records.put(3, title="合同", notes="2020 年")
    finder = open_finder(tmp_path / "codes", records)
    for code in ("H0044", "h-0044", "H4", "12-34-98", "99-34-12", "H0041/7", "code44x"):
        found = finder.search(code)
        assert (found.total, found.did_you_mean, found.left_out) == (0, "", ()), code
    assert keys(finder, "H004") == keys(finder, "H00-41") == keys(finder, "h41") == [1]
    assert keys(finder, "12-34") == keys(finder, "34/99") == [2]
    assert keys(finder, "2020年合同") == [3]
