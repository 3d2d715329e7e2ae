"""Chinese is found in either script."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import open_finder
from index.language.chinese import SIMPLER
from index.language.fold import fold
from tests.finding.records import Records

SAME = [
    ("關於臺灣鐵路借款契約", "关于台湾铁路借款契约"),
    ("聽證會紀錄", "听证会纪录"),
    ("殯葬管理條例", "殡葬管理条例"),
    ("粵港合作", "粤港合作"),
    ("會計帳簿", "会计账簿"),
    ("五百噸", "五百吨"),
    ("水汙染防治", "水污染防治"),
    ("香港衞生署", "香港卫生署"),
    ("鑑定書", "鉴定书"),
    ("溼地保護", "湿地保护"),
    ("調閲檔案", "调阅档案"),
    ("枴杖", "拐杖"),
    ("猥褻", "猥亵"),
    ("包攬訴訟", "包揽诉讼"),
    ("嶗山", "崂山"),
    ("掛鈎", "挂钩"),
    ("著手辦理", "着手办理"),
    ("鯰魚養殖", "鲇鱼养殖"),
    ("五年計畫", "五年计划"),
    ("批覆", "批复"),
    ("撫卹金", "抚恤金"),
    ("鏽蝕", "锈蚀"),
]


@pytest.mark.parametrize("taken_in", [False, True])
def test_either_script_finds_both(tmp_path: Path, taken_in: bool) -> None:
    records = Records()
    for key, (traditional, simplified) in enumerate(SAME):
        records.put(2 * key + 1, title=traditional)
        records.put(2 * key + 2, title=simplified)
    finder = open_finder(tmp_path, records)
    if taken_in:
        finder.catch_up()
    for key, pair in enumerate(SAME):
        for typed in pair:
            found = {hit.key for hit in finder.search(typed).hits}
            assert found == {2 * key + 1, 2 * key + 2}, typed


def test_folding_twice_is_folding_once() -> None:
    assert [simple for simple in SIMPLER.values() if simple in SIMPLER] == []
    assert all(fold(old) == fold(new) == new for old, new in SIMPLER.items())


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Hawaiʻi", "hawai'i"),
        ("Ɗan Ƙasa", "dan kasa"),
        ("Ɔdɔ ɛpɛ", "odo epe"),
        ("Əliyev", "eliyev"),
        ("Tɨʼnɨ Ƒiafɔ", "ti'ni fiafo"),
        ("Aɣelan, Ʊlʊ", "agelan ulu"),
        ("Qurʾān", "qur'an"),
        ("O´Keeffe", "o'keeffe"),
    ],
)
def test_letters_of_other_alphabets_are_found_by_the_nearest_of_ours(
    tmp_path: Path, written: str, typed: str
) -> None:
    records = Records()
    records.put(1, title=written)
    assert [hit.key for hit in open_finder(tmp_path, records).search(typed).hits] == [1]
