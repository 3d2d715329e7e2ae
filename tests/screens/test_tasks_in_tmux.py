"""The tasks of docs/tasks.md at 80x24 in a real terminal, held to what was really sent there."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session, system_now
from tests.screens.centre import in_one_line, make_centre
from tests.screens.tasks import TASKS, Hands, told
from tests.screens.terminal import Terminal, needs_tmux, terminal
from tests.waiting import until

pytestmark = [needs_tmux, pytest.mark.whole]

SLOWER = 1.2
"""A person's rest between keys, in the longest that the guidelines take for a scanner's."""

NAMES = {"enter": "Enter", "escape": "Escape", "down": "Down", "ctrl+s": "C-s"}
"""Keys as tmux names them; those of functions it names as we do."""

MANY_KEYS = 10
"""More than these, and the strokes take longer than all else of the task."""

LINE = 2
"""The row of the desk line, below the header and a rule."""


class TerminalHands(Hands):
    """Hands at a terminal, where what is counted is what was sent.

    Each code is sent in one piece, and no scan waits for another. A key is sent when what the one
    before it brought has been seen, and a rest later: then none is read in one piece with another,
    however busy the machine is.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rest_s = SLOWER * session.guidelines.scanner.key_milliseconds / 1000
        self.closing = ExitStack()
        self._terminal: Terminal | None = None
        self._line = ""

    @property
    def _at(self) -> Terminal:
        """The desk, opened for the first key: before it, the task makes what it needs."""
        if self._terminal is None:
            opened = terminal(self.session.desk.home)
            self._terminal = self.closing.enter_context(opened)
            self._terminal.wait_for("F1 help")
        return self._terminal

    async def scan(self, *codes: str, sees: str) -> None:
        self._not_yet(sees)
        for code in codes:
            self._at.text(f"{code}\r")
            self.scans += 1
        self._seen(sees)

    async def type(self, text: str, sees: str = "") -> None:
        self._not_yet(sees)
        for letter in text:
            self._at.text(letter)
            self.letters += 1
            self._line += letter
            self._at.wait_until(self._shows_line)
            time.sleep(self._rest_s)
        self._seen(sees)

    def _shows_line(self, screen: str) -> bool:
        return screen.splitlines()[LINE].strip("│ ") == self._line.strip()

    async def press(self, key: str, sees: str = "", *, gone: str = "") -> None:
        self._not_yet(sees)
        assert sees or gone in self._text
        self._press(key)
        self._seen(sees, gone)

    async def mark(self, key: str, row: str) -> None:
        marked = rf"\x1b\[[\d;]*7[\d;]*m(\x1b\[[\d;]*m)*▸ {re.escape(row)}"
        assert not re.search(marked, self._at.tmux("capture-pane", "-p", "-e"))
        self._press(key)
        self._at.wait_for_paint(marked)
        time.sleep(self._rest_s)

    def _press(self, key: str) -> None:
        self._at.keys(NAMES.get(key, key.upper()))
        self.keys += 1
        self._line = ""

    @property
    def _text(self) -> str:
        return in_one_line(self._at.screen())

    def _not_yet(self, text: str) -> None:
        assert not text or text not in self._text

    def _seen(self, text: str, gone: str = "") -> None:
        """Wait until it is there; what is gone is not."""
        self._at.wait_until(
            lambda screen: (
                text in in_one_line(screen) and not (gone and gone in in_one_line(screen))
            )
        )
        time.sleep(self._rest_s)

    async def holds(self, kept: Callable[[], object]) -> None:
        until(kept)


def is_long(name: str) -> bool:
    """Whether a task is of so much typing that only the long run has time for it."""
    _scans, letters, keys = told()[name]
    return letters + keys > MANY_KEYS


def test_twenty_tasks_are_done_in_a_terminal_at_each_run() -> None:
    assert sum(not is_long(name) for name in TASKS) >= 20


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if is_long(name) else []) for name in TASKS],
)
def test_a_task_is_done_in_a_terminal_with_the_scans_and_keys_that_the_page_tells(
    tmp_path: Path, name: str
) -> None:
    with make_centre(tmp_path / "home", 4, system_now) as desk:
        hands = TerminalHands(desk.session("mlee"))
        with hands.closing:
            asyncio.run(TASKS[name](hands))
        assert hands.counts == told()[name]
