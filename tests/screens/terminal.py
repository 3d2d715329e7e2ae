"""A real terminal: tmux with a screen of its own, the desk inside."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


def desk_command(home: Path) -> list[str]:
    """The desk over a home, as a person starts it."""
    return [sys.executable, "-m", "tests.signed_in", "--home", str(home), "--as", "mlee"]


needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """A tmux session of its own server, so that nobody's own is touched."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def tmux(self, *arguments: str) -> str:
        """Run tmux; its output."""
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def screen(self) -> str:
        """The text on the screen."""
        return self.tmux("capture-pane", "-p")

    def keys(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        self.tmux("send-keys", *keys)

    def text(self, text: str) -> None:
        """Type a text; \\r is Enter."""
        self.tmux("send-keys", "-l", text)

    def wait_for(self, text: str) -> str:
        """Wait until a text is on the screen; the screen."""
        return self._wait(lambda screen: text in screen, f"no {text!r}")

    def wait_for_paint(self, pattern: str) -> str:
        """Wait until what is painted, colours and all, has a pattern in it; all of it."""
        return self._wait(lambda painted: re.search(pattern, painted), f"no {pattern!r}", "-e")

    def wait_until(self, holds: Callable[[str], object], missing: str = "it did not come") -> str:
        """Wait until something holds of the screen's text; the screen."""
        return self._wait(holds, missing)

    def _wait(self, holds: Callable[[str], object], missing: str, *options: str) -> str:
        painted = ""

        def seen() -> object:
            nonlocal painted
            painted = self.tmux("capture-pane", "-p", *options)
            return holds(painted)

        try:
            until(seen)
        except AssertionError as error:
            raise AssertionError(f"{missing} on\n{painted}") from error
        return painted


@contextmanager
def terminal(
    home: Path, size: str = "80x24", environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """The desk over a home in a terminal of this size; what it exits with is shown as `exit N`."""
    socket = home.parent / "tmux"
    found = Terminal(socket)
    names = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **(environment or {})}
    desk = shlex.join(desk_command(home))
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in names.items())
    width, height = size.split("x")
    shell = f"env -u LINES -u COLUMNS {variables} {desk}; echo exit $?; exec sleep 600"
    found.tmux("new-session", "-d", "-x", width, "-y", height, shell)
    try:
        yield found
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
