"""Tasks of the desk at 80x24, done with scans and keys: docs/tasks.md tells how many."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.centre import Desktop, at_the_desk
from tests.screens.tasks import TASKS, Hands, told


class PilotHands(Hands):
    """Hands at an app under a pilot: nothing is left to wait for once it has settled."""

    def __init__(self, desk: Desktop) -> None:
        super().__init__(desk.session)
        self.desk = desk

    async def scan(self, *codes: str, sees: str) -> None:
        assert sees not in self.desk.text
        self.scans += len(codes)
        await self.desk.scan(*codes)
        self._sees(sees)

    async def type(self, text: str, sees: str = "") -> None:
        assert not sees or sees not in self.desk.text
        for letter in text:
            self.desk.strike(letter)
            self.letters += 1
        await self.desk.settle()
        self._sees(sees)

    async def press(self, key: str, sees: str = "", *, gone: str = "") -> None:
        before = self.desk.text
        assert sees or gone in before
        assert not sees or sees not in before
        self.keys += 1
        await self.desk.press(key)
        self._sees(sees)
        assert not gone or gone not in self.desk.text

    async def mark(self, key: str, row: str) -> None:
        self.keys += 1
        assert not self.desk.app.view.moved
        await self.desk.press(key)
        assert self.desk.app.view.moved
        self._sees(f"▸ {row}")

    def _sees(self, text: str) -> None:
        assert text in self.desk.text, self.desk.screen

    async def holds(self, kept: Callable[[], object]) -> None:
        assert kept()


def test_the_page_tells_of_just_these() -> None:
    assert list(told()) == list(TASKS)
    assert len(TASKS) >= 20


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_done_with_the_scans_and_keys_that_the_page_tells(
    tmp_path: Path, name: str
) -> None:
    async def does(desk: Desktop) -> None:
        hands = PilotHands(desk)
        await TASKS[name](hands)
        assert hands.counts == told()[name]

    at_the_desk(tmp_path, does)
