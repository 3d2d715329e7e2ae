"""Any text ends in an answer, soon."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Finder, Found, open_finder
from index.matching import matcher
from index.query.query import parse
from tests.finding.records import Records, a_few

PIECES = ['"', "(", ")", "-", "OR", "*", "?", ":", "title:", "date:", "1950..", "..", "box", "12"]
PIECES += ["kind:", "acme", "专利", "\x1b[2J", "\0", "'", "l'", "|", "「", "𝕳", "ﷺ", "١٢٣", "0"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    records = a_few()
    for key in range(1000, 4000):
        records.put(key, title=f"record{key} of the archive {key % 97}", code=f"{key:08}-{key % 7}")
    finder = open_finder(tmp_path_factory.mktemp("safety") / "index", records)
    finder.catch_up()
    yield finder
    finder.close()


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_answered(many: Finder, text: str, typing: bool) -> None:
    found = many.search(text, typing=typing, facets=True)
    assert found.total >= len(found.hits) - found.besides >= 0
    assert all(hit.score >= 0 for hit in found.hits)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " "]), st.booleans())
def test_any_twist_of_the_language_is_answered(
    many: Finder, pieces: list[str], glue: str, typing: bool
) -> None:
    found = many.search(glue.join(pieces), typing=typing)
    assert found.total >= len(found.hits) - found.besides


@pytest.mark.parametrize(
    "text",
    [
        "archive " * 1250,
        "a*" * 500,
        "* " * 1000,
        "?" * 1000,
        "*a*b*c*d*e*f*g*h " * 50,
        "(" * 10_000,
        "-" * 10_000,
        '"' * 9_999,
        "(a OR " * 2_000,
        "0" * 10_000,
        "1" * 10_000,
        "档" * 10_000,
        "1 2 3 4 5 6 7 8 9 " * 500,
        "box 1 " * 1000,
        "é" * 10_000,
        "archvie " * 40,
    ],
)
def test_long_texts_take_little_work_and_say_so(many: Finder, text: str) -> None:
    found, calls = counted(lambda: many.search(text, typing=True))
    assert calls < 100_000, "five times what the heaviest takes"
    assert found.cut is (len(text) > 1000 or found.cut)


def counted(work: Callable[[], Found]) -> tuple[Found, int]:
    """What is found, and by how many calls: they are as many on a fast machine as on a slow one."""
    calls = 0

    def count(_frame: FrameType, _event: str, _given: Any) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = work()
    finally:
        sys.setprofile(before)
    return found, calls


def test_a_total_is_not_exact_when_a_pattern_stands_for_too_many_words(
    many: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert many.search("?5??", near=False).exact
    wanted = many.search("*5*", near=False).total
    monkeypatch.setattr(matcher, "MOST_TERMS", 20)
    monkeypatch.setattr(matcher, "LEAST_TERMS", 20)
    found = many.search("*5*", near=False)
    assert 0 < found.total < wanted
    assert not found.exact


def test_deep_nesting_is_read_as_far_as_it_makes_sense() -> None:
    assert parse("(" * 40 + "word" + ")" * 9).tree.parts
    assert parse("word").cut is False
    assert parse("word " * 500).cut is True


@pytest.mark.parametrize("sign", ["(", ")", '"', "( "])
def test_signs_without_a_word_are_nothing_asked_and_nothing_cut(many: Finder, sign: str) -> None:
    for text in (sign * 4, sign * 118, sign * 118 + "zzzz"):
        found = many.search(text, near=False)
        assert (found.total, found.exact, found.cut) == (0, "zzzz" not in text, "zzzz" in text)


def test_importing_the_finder_loads_neither_numpy_nor_whoosh() -> None:
    code = (
        "import sys, index\n"
        "from pathlib import Path\n"
        "index.open_finder(Path('nowhere'), None)\n"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'whoosh')))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_words_beyond_a_fields_room_are_nowhere_else(tmp_path: Path) -> None:
    records = Records()
    records.put(1, notes="word " * 24_600 + "co-operative", title="Long")
    records.put(2, terms=["a b"] * 1500 + ["co-operative"], title="Many")
    finder = open_finder(tmp_path / "index", records)
    for _ in range(2):
        assert finder.search("long").total == finder.search("many").total == 1
        assert finder.search("box:cooperative", near=False).total == 0
        finder.catch_up()
    assert finder.check().sound


def test_records_with_nothing_in_them_do_no_harm(tmp_path: Path) -> None:
    records = Records()
    records.put(1)
    records.put(2, title="", code=[], notes=None, kind="", date_from=None)
    records.put(3, title="\x00\x1b[31m ((( ***", code=["", "   "])
    records.put(2**62, title="word " * 30_000, code="x" * 5000)
    finder = open_finder(tmp_path / "index", records)
    for _ in range(2):
        assert finder.search("word").total == 1
        assert finder.search("-word").total == 3
        finder.catch_up()
    assert finder.check().sound
