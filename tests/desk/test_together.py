"""Several processes at one desk: no lost update, no double issue, no half change."""

import pytest

from tests.desk.conftest import Centre
from tests.desk.together import (
    FILES,
    assert_acknowledged_once,
    assert_backups_hold,
    assert_whole,
    crash,
    crowd,
)

pytestmark = pytest.mark.whole


@pytest.fixture
def shared(centre: Centre) -> Centre:
    for number in range(FILES):
        centre.file(f"A{number}")
    return centre


@pytest.mark.parametrize(
    ("workers", "times"),
    [(4, 25), (16, 8), pytest.param(16, 500, marks=pytest.mark.slow)],
)
def test_all_that_was_acknowledged_is_there_once(shared: Centre, workers: int, times: int) -> None:
    crowd(shared.home, workers, times)
    done = assert_acknowledged_once(shared.home)
    assert done["charge-out done"]
    assert not [duty for duty in done if duty.endswith(("busy", "killed"))]
    assert_whole(shared.home)


@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.slow)])
def test_kills_in_the_midst_of_everything_lose_nothing(shared: Centre, kills: int) -> None:
    kept = crash(shared.home, kills)
    done = assert_acknowledged_once(shared.home)
    assert done["charge-out done"]
    assert_whole(shared.home, kept)
    assert assert_backups_hold(shared.home)
