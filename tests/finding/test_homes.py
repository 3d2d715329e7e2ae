"""Where records live (R24), over segments and what waits: as told one by one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index import Text, open_finder
from index.schema import Value
from tests.finding.records import Records

PLACES = ("Basement > B3-04-2", "Basement > B3-05-1", "Attic > A1", "")


def put(records: Records, key: int, inside: list[int], **fields: Value) -> None:
    records.texts[key] = Text(key, "", fields, inside)
    records.journal.append(key)


def _chain(records: Records, key: int) -> list[int]:
    return [*records.texts[key].inside] if key in records.texts else []


def _place(records: Records, text: Text) -> str:
    """The place of the outermost container that has one, else the record's own."""
    above = [records.texts[key] for key in text.inside if key in records.texts]
    told = [str(each.fields.get("place", "")) for each in above]
    return next(filter(None, told), str(text.fields.get("place", "")))


@pytest.mark.parametrize("seed", range(6))
def test_places_are_those_of_the_outermost_container(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    records = Records()
    finder = open_finder(tmp_path / "index", records)
    for step in range(8):
        for _ in range(30):
            key = chance.randrange(1, 150)
            outer = chance.choice([0, *range(1, key)])
            above = [*_chain(records, outer), outer][:4] if outer in records.texts else []
            if key in records.texts and chance.random() < 0.1:
                records.drop(key)
            else:
                place = {"place": place} if (place := chance.choice(PLACES)) else {}
                inside = [each for each in above if each != key]
                put(records, key, inside, title="minutes", kind=chance.choice("bf"), **place)
        if step % 3 == 1:
            finder.catch_up()
        homes = {key: _place(records, text) for key, text in records.texts.items()}
        for asked, wanted in (
            ("place:basement", "Basement"),
            ("place:B3-04-2", "B3-04-2"),
            ('place:"a1"', "A1"),
            ("place:B3*", "B3"),
            ("place:=attic", "Attic"),
            ("minutes place:b3-05", "B3-05"),
        ):
            hits = finder.search(asked, limit=200, near=False).hits
            expected = sorted(key for key, home in homes.items() if wanted in home)
            assert sorted(hit.key for hit in hits) == expected, (step, asked)
        lives = [home.split(" > ")[0] for home in homes.values()]
        told = finder.search("minutes", limit=0, facets=True).facets["place"]
        assert told == {room: lives.count(room) for room in set(lives) - {""}}
        nowhere = finder.search("-place:=basement -place:=attic", limit=200).hits
        assert sorted(hit.key for hit in nowhere) == sorted(k for k, h in homes.items() if not h)
    finder.close()


def test_no_text_meets_what_tells_of_containers(tmp_path: Path) -> None:
    records = Records()
    put(records, 1, [], title="Box", code="B-1", kind="box", place="Attic")
    put(records, 0x12345678, [1], title="Folder", code="F-1", kind="file")
    put(records, 3, [1, 0x12345678], title="Paper", code="P-1", kind="document")
    finder = open_finder(tmp_path / "index", records)
    for text in (
        "12345678",
        "305419896",
        "code:12345678",
        "!",
        '"! !"',
        "code:*1*8",
        "code:!*",
        "00000012345*",
    ):
        assert not finder.search(text, near=False).hits, text
    assert {hit.key for hit in finder.search("place:attic").hits} == {1, 3, 0x12345678}
    finder.close()
