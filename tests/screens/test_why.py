"""Why something was found, and what tells records of one title apart."""

import pytest

from rmdesk.model.records import Holding
from screens.kit.paint import paint
from screens.views.why import Why, asked_words


def holding(number: int, **values: str) -> Holding:
    found = Holding(id=number, barcode=f"B{number}")
    for name, value in values.items():
        setattr(found, name, value)
    return found


def shown(why: Why, hit: Holding, width: int = 40, *, dated: bool = False) -> str:
    return "".join(text for text, _role in why.named(hit, width, dated=dated)).rstrip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("acme contract", ["acme", "contract"]),
        ("title:acme -lease", ["acme"]),
        ('"annual report" OR budget', ["annual", "report", "budget"]),
        ("date:1950..1962", ["1950", "1962"]),
        ("", []),
    ],
)
def test_the_words_that_are_asked_for(text: str, words: list[str]) -> None:
    assert list(asked_words(text)) == words


@pytest.mark.parametrize(
    ("asked", "title", "hits"),
    [
        ("oeuvre", "Œuvre sociale", []),
        ("sante", "Santé publique, la santé", ["Santé", "santé"]),
        ("harb", "Harbour wall, old harbours", ["Harb", "harb"]),
        ("all", "Harbour wall", []),
        ("专利", "上海市专利保护条例", []),
        ("ＡＣＭＥ", "ACME contract", ["ACME"]),
    ],
)
def test_what_was_asked_for_is_set_off_without_case_and_accents(
    asked: str, title: str, hits: list[str]
) -> None:
    spans = Why(asked, ()).marked(title)
    assert "".join(text for text, _role in spans) == title
    assert [text for text, role in spans if role == "hit"] == hits


def test_equal_titles_are_told_apart_by_what_differs_first() -> None:
    rails = [
        holding(1, title="Railroads", dates="1931", container="7"),
        holding(2, title="Railroads", dates="1931", container="8"),
        holding(3, title="railroads", dates="1940", container="7"),
        holding(4, title="Canals", dates="1931"),
    ]
    why = Why("rail", rails)
    assert shown(why, rails[0]) == "Railroads · 1931 · 7"
    assert shown(why, rails[1]) == "Railroads · 1931 · 8"
    assert shown(why, rails[2]) == "railroads · 1940"
    assert shown(why, rails[2], dated=True) == "railroads", "its dates have a column"
    assert shown(why, rails[0], dated=True) == "Railroads · 7"


def test_what_is_not_in_the_title_is_shown_where_it_is() -> None:
    hit = holding(1, title="Minutes", notes="Kept beside the plans of the old culvert at Dunmore")
    assert shown(Why("culvert", [hit]), hit, 60) == "Minutes · …of the old culvert at Dunmore"
    spans = Why("culvert", [hit]).named(hit, 60, dated=False)
    assert ("culvert", "hit") in spans


@pytest.mark.parametrize("width", [4, 9, 14, 20, 31, 60])
def test_a_title_with_its_reason_never_needs_more_than_its_cells(width: int) -> None:
    hits = [
        holding(n, title="上海市专利保护条例 of a long name indeed", dates=f"19{n:02}-x" * 9)
        for n in (1, 2)
    ]
    for hit in hits:
        line = Why("name", hits).named(hit, width, dated=False)
        assert sum(segment.cell_length for segment in paint(line, 200)._segments[:-1]) <= width
