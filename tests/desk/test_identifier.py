import itertools
import random

import pytest

from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import ALPHABET, IdentifierPattern, check_character


def is_checked(text: str) -> bool:
    """Whether the last character is the check character of those before it."""
    return check_character(text[:-1]) == text[-1]


def test_the_check_character_is_that_of_iso_7064() -> None:
    assert check_character("A12425GABC1234002") == "M"  # the example in the standard's GRid


def test_hyphens_are_for_the_eye() -> None:
    assert check_character("RC-000042-") == check_character("RC000042")


def test_every_single_wrong_character_is_caught() -> None:
    good = IdentifierPattern("RC-{number:06}-{check}").identifier(46, 2026)
    places = [i for i, c in enumerate(good) if c != "-"]
    for place, other in itertools.product(places, ALPHABET):
        if other != good[place]:
            assert not is_checked(good[:place] + other + good[place + 1 :])


def test_nearly_every_swap_of_neighbours_is_caught() -> None:
    draw = random.Random(42)
    missed = tried = 0
    for _ in range(3000):
        good = IdentifierPattern("{number:08}{check}").identifier(draw.randrange(1, 10**8), 2026)
        at = draw.randrange(len(good) - 1)
        swapped = good[:at] + good[at + 1] + good[at] + good[at + 2 :]
        if swapped != good:
            tried += 1
            missed += is_checked(swapped)
    assert missed / tried < 0.01


def test_a_block_for_a_roll_is_unique_and_checked() -> None:
    block = list(IdentifierPattern("{year}-{number:05}{check}").block(100, 500, 2026))
    assert len(set(block)) == 500
    assert all(map(is_checked, block))
    assert block[0].startswith("2026-00100")


@pytest.mark.parametrize(
    "pattern",
    ["RC-{number:06}", "{check}", "rc{number}{check}", "{number}{number}{check}",
     "A" * 19 + "{number}{check}", "{number!r}{check}", "{0}{check}"],
)  # fmt: skip
def test_a_faulty_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput, match="cannot be used"):
        IdentifierPattern(pattern)
