"""Every word of the declarations has a meaning, every rule that is named a sentence."""

import re
from pathlib import Path

import pytest

from rmdesk.desk.glossary import MEANINGS, RULES, entries, rule_told
from rmdesk.model.words import (
    KINDS,
    RequestStatus,
    ReservationState,
    Status,
    kind_word,
    request_word,
    state_word,
    status_word,
)
from tests.screens.centre import Desktop, at_the_desk

ROOT = Path(__file__).resolve().parents[2]


def words() -> list[str]:
    said = [status_word(each) for each in Status] + [request_word(each) for each in RequestStatus]
    said += [state_word(each) for each in ReservationState] + [kind_word(each) for each in KINDS]
    return sorted({*said, "overdue"})


@pytest.mark.parametrize("word", words())
def test_a_word_of_the_screens_has_a_meaning(word: str) -> None:
    assert MEANINGS[word].endswith(".")


def test_every_rule_that_the_program_names_is_told() -> None:
    named = {
        rule
        for folder in ("rmdesk", "screens")
        for path in (ROOT / folder).rglob("*.py")
        for rule in re.findall(r'"(R[0-9]{1,2})"', path.read_text("utf-8"))
    }
    assert len(named) > 30
    assert named <= set(RULES)
    assert rule_told("R14")
    assert rule_told("R99") == ""


def test_no_two_entries_have_one_word_and_each_is_a_sentence() -> None:
    told = list(entries())
    assert len({each.word for each in told}) == len(told)
    assert all(each.meaning[0].isupper() and each.meaning[-1] == "." for each in told)


def test_words_and_rules_are_looked_up(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">glossary")
        await desk.press("enter")
        assert desk.app.view.name == "glossary"
        await desk.type("R14")
        assert "A record is handed over only if" in desk.text
        await desk.press("escape")
        await desk.type("hold shelf")
        assert "set aside" in desk.screen

    at_the_desk(tmp_path, does)
