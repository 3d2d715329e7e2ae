"""Several processes at one desk: no lost update, no double issue, no half change."""

import multiprocessing
import random
import time

import pytest

from rmdesk.desk import open_desk
from tests.desk.conftest import Centre
from tests.desk.together import FILES, acts, assert_whole, run_together, told, work


@pytest.fixture
def shared(centre: Centre) -> Centre:
    for number in range(FILES):
        centre.file(f"A{number}")
    return centre


def check_everything_told_is_there(centre: Centre) -> None:
    told_acts, kept = told(centre.home), acts(centre.home)
    assert_whole(centre.home)
    for action in ("charge-out", "return", "request"):
        assert kept[action] >= told_acts[action], action
    assert told_acts["busy"] == 0


@pytest.mark.parametrize(
    ("workers", "operations"), [(4, 25), pytest.param(16, 500, marks=pytest.mark.slow)]
)
def test_all_that_was_acknowledged_is_there_once(
    shared: Centre, workers: int, operations: int
) -> None:
    run_together(shared.home, workers, operations)
    check_everything_told_is_there(shared)
    told_acts, kept = told(shared.home), acts(shared.home)
    assert kept["charge-out"] == told_acts["charge-out"]
    assert kept["return"] == told_acts["return"]


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_a_kill_in_the_middle_loses_nothing(shared: Centre, kills: int) -> None:
    context = multiprocessing.get_context("spawn")
    chance = random.Random(7)
    for kill in range(kills):
        process = context.Process(target=work, args=(shared.home, kill, 100_000))
        process.start()
        note = shared.home / f"told-{kill}"
        while not note.exists() or not note.stat().st_size:
            assert process.is_alive()
            time.sleep(0.005)
        time.sleep(chance.random() * 0.1)
        process.kill()
        process.join()
    check_everything_told_is_there(shared)
    with open_desk(shared.home) as desk:
        assert desk.session().sight.one("A0")
