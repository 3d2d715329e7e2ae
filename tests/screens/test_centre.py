"""The desk of the tests itself: what goes wrong in the app is raised in the test."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from screens.app.app import DeskApp
from tests.screens.centre import Desktop, at_the_desk


class Broken(Exception):
    """What a key brings here."""


async def wait_until_settled(desk: Desktop) -> None:
    await desk.settle()


async def wait_for_something(desk: Desktop) -> None:
    await desk.until(lambda: False)


@pytest.mark.parametrize("waits", [wait_until_settled, wait_for_something])
def test_a_crash_at_a_key_is_raised_and_not_waited_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: Callable[[Desktop], Awaitable[None]]
) -> None:
    def breaks(_app: DeskApp, *_given: object) -> None:
        raise Broken

    reached = []

    async def does(desk: Desktop) -> None:
        monkeypatch.setattr(DeskApp, "on_desk_line_pressed", breaks)
        desk.strike("f2", "f3")
        try:
            await waits(desk)
        except Broken:
            reached.append("raised while waiting")
            raise

    with pytest.raises(Broken):
        at_the_desk(tmp_path, does)
    assert reached
