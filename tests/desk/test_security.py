"""Two separate scales, and what a clearance covers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.access.clearance import Clearance, either
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import LEVELS, guard_of, level_of
from rmdesk.model.records import Person

TODAY = date(2026, 3, 2)


def clearance(level: str, *caveats: str) -> Clearance:
    return Clearance.of(Person(name="x", clearance=level, caveats=list(caveats)), TODAY)


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("SECRET", "secret"),
        ("Top-Secret", "top secret"),
        ("protected_b", "protected b"),
        ("B", "protected b"),
        ("", "unclassified"),
    ],
)
def test_levels_are_read_as_people_write_them(written: str, level: str) -> None:
    assert level_of(written) == level


def test_a_level_is_never_guessed() -> None:
    with pytest.raises(BadInput):
        level_of("sercet")


def test_unclassified_records_have_no_guard() -> None:
    assert guard_of("unclassified", []) == guard_of("", []) == ""
    assert guard_of("secret", ["nato", "CEO ", ""]) == "secret|CEO|NATO"
    assert guard_of("", ["nato"]) == guard_of("unclassified", ["nato"]) == "unclassified|NATO"


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_a_higher_level_of_one_scale_covers_a_lower(held: str, needed: str) -> None:
    scale = {level: (level.split()[0] == "protected") for level in LEVELS}
    covers = clearance(held).covers(guard_of(needed, []))
    if needed == "unclassified":
        assert covers
    elif scale[held] == scale[needed]:
        assert covers == (LEVELS.index(held) >= LEVELS.index(needed))
    else:
        assert covers == (held in ("confidential", "secret", "top secret"))


def test_every_caveat_must_be_held() -> None:
    guard = guard_of("secret", ["nato", "crypto"])
    assert not clearance("top secret", "nato").covers(guard)
    assert clearance("secret", "nato", "crypto", "more").covers(guard)
    assert clearance("secret", "*").covers(guard)


@pytest.mark.parametrize("held", [("top secret", "nato"), ("secret", "*"), ("top secret", "*")])
def test_who_is_cleared_for_all_holds_the_highest_level_and_every_caveat(
    held: tuple[str, str],
) -> None:
    assert clearance(*held).covers_all == (held == ("top secret", "*"))


@pytest.mark.parametrize(
    ("guard", "other", "by"),
    [
        ("secret", "", {"", "confidential", "confidential|NATO", "secret", "secret|NATO"}),
        ("secret|NATO", "secret", {"secret", "secret|NATO"}),
        ("confidential|NATO", "secret", {"secret", "confidential|NATO", "secret|NATO"}),
        ("secret", "secret", {"secret", "secret|NATO"}),
    ],
)
def test_what_may_be_known_by_either_of_two_is_known_to_who_may_know_one(
    guard: str, other: str, by: set[str]
) -> None:
    held = ["", "confidential", "confidential|NATO", "secret", "secret|NATO"]
    for both in (either(guard, other), either(other, guard)):
        assert {each for each in held if Clearance.least(each).covers(both)} == by


def test_nobody_is_cleared_for_nothing_but_the_open() -> None:
    assert Clearance.of(None, TODAY).covers("")
    assert not Clearance.of(None, TODAY).covers("protected a")
