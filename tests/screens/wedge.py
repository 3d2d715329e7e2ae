"""A scanner at the desk's own terminal: keys one by one into a pty, a thousandth of a second apart.

tmux gives the desk what it is sent in pieces of its own; here every byte is written by itself, as a
keyboard wedge does, and what the desk paints is read and dropped, as by a terminal nobody watches.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.screens.terminal import ROOT, desk_command
from tests.waiting import LONG_S, until

KEY_S = 0.001
TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""A session of its own has no terminal yet, and without one there is no SIGWINCH."""
_KEPT = 400_000
_PIECES = re.compile(rb"\x1b(?:O.|\[[0-9;]*[A-Za-z~])|.", re.DOTALL)
"""A terminal sends the escape sequence of a key at once: apart it is Esc and letters."""
_CONTROLS = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|[()].|[=>78])")


class Wedge:
    """The keyboard and the window of a desk in a terminal of its own."""

    def __init__(self, master: int, desk: subprocess.Popen[bytes]) -> None:
        self._master, self.desk = master, desk
        self._painted = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                painted = os.read(self._master, 65536)
            except OSError:  # the desk has left, and its side of the terminal with it
                return
            self._painted += painted
            del self._painted[:-_KEPT]

    def close(self) -> None:
        """Read to the end, then let go: a number given back is given to the next terminal."""
        self._reader.join(LONG_S)
        assert not self._reader.is_alive()
        os.close(self._master)

    def type(self, text: str, key_s: float = KEY_S) -> None:
        """Press a key for each byte, at least this far apart; a function key is one piece."""
        self._press(_PIECES.findall(text.encode()), key_s)

    def scan(self, *codes: str, end: str = "\r", prefix: str = "") -> None:
        """Scan codes without a pause between them.

        What ends a code comes in one piece with its last letter: an end that this machine were
        late to send would be taken for a key of its own.
        """
        for code in codes:
            *letters, last = (prefix + code).encode()
            pieces = [bytes([letter]) for letter in letters]
            self._press([*pieces, bytes([last]) + end.encode()], KEY_S)

    def _press(self, pieces: Iterable[bytes], key_s: float) -> None:
        for piece in pieces:
            os.write(self._master, piece)
            time.sleep(key_s)

    def paste(self, text: str) -> None:
        """Paste a text as terminals do: in one piece, in brackets."""
        os.write(self._master, b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def resize(self, columns: int, lines: int) -> None:
        """Another size of the window; the desk gets SIGWINCH."""
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    @property
    def painted(self) -> str:
        """What was painted last, without control sequences: pieces of screens, not a screen."""
        return _CONTROLS.sub(b"", bytes(self._painted)).decode(errors="replace")

    def forget(self) -> None:
        """Wait only for what is painted from now on."""
        self._painted.clear()

    def wait_for(self, text: str) -> None:
        """Wait until a text is painted."""
        try:
            until(lambda: text in self.painted)
        except AssertionError as error:
            raise AssertionError(f"no {text!r} in\n{self.painted[-2000:]}") from error


@contextmanager
def wedge(home: Path, *, in_tmux: bool = False) -> Iterator[Wedge]:
    """The desk over a home in a terminal of 80x24, or in a tmux in there, at its desk screen."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")},
        "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
    }  # fmt: skip
    socket = ["tmux", "-S", str(home.parent / "tmux"), "-f", "/dev/null"]
    command = desk_command(home)
    if in_tmux:  # which ends with this terminal, also where the tests are killed
        last = ["set-option", "-g", "destroy-unattached", "on"]
        command = [*socket, "new-session", *command, ";", *last]
    desk = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *command],
        stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    found = Wedge(master, desk)
    try:
        found.wait_for("waiting 0")
        yield found
    finally:
        if in_tmux:
            subprocess.run([*socket, "kill-server"], check=False, capture_output=True)
        desk.terminate()
        desk.wait(LONG_S)
        found.close()
