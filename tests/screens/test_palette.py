"""The palette: found by what other systems call it, run together, begun, mistyped; and its help."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.duties.request import intake
from screens.app.keys import every_command
from screens.kit.former_words import FORMER_WORDS
from screens.kit.help_texts import of_search, place
from tests.finding.test_examples_of_the_docs import DOCS, examples
from tests.screens.centre import Desktop, at_the_desk


def found(desk: Desktop) -> list[str]:
    """The names of the commands that are shown."""
    return [each.name for each in desk.app.view._shown]  # type: ignore[attr-defined]


def test_every_former_word_is_of_something_that_there_is() -> None:
    names = {each.name for each in every_command()} | set(duties.acts())
    assert set(FORMER_WORDS) <= names


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("checkout", "charge-out"),
        ("check out", "charge-out"),
        ("chekout", "charge-out"),
        ("borrow", "charge-out"),
        ("checkin", "return"),
        ("reshelve", "refiles"),
        ("pull list", "picks"),
        ("picl", "picks"),
        ("barcode", "labels"),
        ("upload", "import"),
        ("exit", "quit"),
        ("dashboard", "reports"),
        ("syntax", "search-help"),
        ("undo", "undo"),
        ("revert", "undo"),
        ("hndovr", "shift"),
        ("log out", "quit"),
    ],
)
def test_a_command_is_found_by_what_it_was_called_elsewhere(
    tmp_path: Path, typed: str, first: str
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.type(f">{typed}")
        assert found(desk)[0] == first

    at_the_desk(tmp_path, does)


def test_among_equals_what_can_be_done_comes_first(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">print")
        names = found(desk)
        assert names.index("labels") < names.index("write-list") < names.index("write")

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("sort by the next", "For a list."),
        ("print the out cards", "For the pick list (F3)."),
        ("charge out", "Open a record first."),
        ("narrow the results", "For results."),
    ],
)
def test_what_cannot_be_done_here_says_where(tmp_path: Path, typed: str, why: str) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(f">{typed}")
        assert why in desk.text

    at_the_desk(tmp_path, does)


def test_every_screen_that_a_command_belongs_to_has_words() -> None:
    views = {view for each in every_command() for view in each.views}
    assert all(place(view) for view in views)
    assert {view for view in views if place(view) == view} == set()


def test_the_search_language_of_the_help_is_that_of_the_docs() -> None:
    queries = [query for each, _finds in of_search() for query in each.split("  ")]
    assert set(queries) - {"overdue"} <= set(examples())
    assert "`overdue` alone" in DOCS.read_text("utf-8")


def test_help_tells_of_the_words_on_the_screen_and_is_narrowed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.press("f3", "f1")
        assert "Words on this screen" in desk.screen
        assert "What is to be taken off the shelves, in walking order." in desk.text
        await desk.type("narrow")
        assert "Keys here" not in desk.screen or "narrow" in desk.screen
        assert "Words on this screen" not in desk.screen
        await desk.press("escape", "escape")
        assert desk.app.view.name == "picks"

    at_the_desk(tmp_path, does, size=(120, 40))


def test_how_to_search_is_a_help_of_its_own(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">how to search")
        await desk.press("enter")
        assert desk.app.view.name == "help"
        for query, _finds in of_search()[:10]:
            assert query in desk.screen
        assert "Scans, everywhere" not in desk.screen

    at_the_desk(tmp_path, does)
