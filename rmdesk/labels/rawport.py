"""Handing a job to a printer over a raw socket, and knowing whether it took all of it.

A raw printer says nothing: that the system here took the bytes means little, for it keeps
megabytes that the printer has not seen. So what the printer's side has acknowledged is counted,
and its close is awaited, which comes when it has read everything.
"""

import fcntl
import os
import select
import socket
import struct
import termios
import time
from collections.abc import Callable

from data.plain import dataclass, field
from data.texts import gettext as _

CHUNK = 65536


class NotTaken(Exception):
    """The printer did not take the whole job; `begun` tells whether it may have some of it."""

    def __init__(self, why: str, *, begun: bool) -> None:
        super().__init__(why)
        self.why, self.begun = why, begun


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds, for a printer that takes nothing, or does not close.

    A printer may print for minutes before it takes more, so only a stop counts: `stalled_s` begins
    anew with every byte taken. One that has taken all and stays silent is believed after `close_s`.
    """

    stalled_s: float = 60.0
    close_s: float = 15.0
    tick_s: float = 0.1
    clock: Callable[[], float] = field(default=time.monotonic, compare=False)


def hand_over(link: socket.socket, data: bytes, patience: Patience) -> None:
    """Send a job and wait until the printer has all of it.

    Raises NotTaken; then the connection is broken off, so that nothing more of the job comes out.
    """
    try:
        _Handing(link, data, patience).do()
    except NotTaken:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise


class _Handing:
    """One job on its way: what is left to send, and since when nothing of it moved."""

    def __init__(self, link: socket.socket, data: bytes, patience: Patience) -> None:
        self.link, self.left, self.patience = link, memoryview(data), patience
        self.begun = self.closed = False
        self.since, self.moved = patience.clock(), (-1, -1)

    def do(self) -> None:
        self.link.setblocking(False)
        try:
            while self.left:
                self._send_some()
            self.link.shutdown(socket.SHUT_WR)
            while not self._has_all():
                self._wait(writing=False)
        except OSError as problem:
            raise NotTaken(_("it broke off the connection"), begun=self.begun) from problem

    def _send_some(self) -> None:
        if self._wait(writing=True):
            sent = self.link.send(self.left[:CHUNK])
            self.begun, self.left = True, self.left[sent:]

    def _wait(self, *, writing: bool) -> bool:
        """Wait a moment; tell whether more can be sent. Gives up a printer that stands still."""
        reading = [] if self.closed else [self.link]
        ready = select.select(reading, [self.link] if writing else [], [], self.patience.tick_s)
        if ready[0]:
            self.closed = not self.link.recv(CHUNK)  # else its status, which nobody asked for
        moved = (len(self.left), _untaken(self.link))
        if moved != self.moved:
            self.since, self.moved = self.patience.clock(), moved
        elif self._still() >= self.patience.stalled_s:
            raise NotTaken(_("it takes no more, and does not say why"), begun=self.begun)
        return bool(ready[1])

    def _still(self) -> float:
        return self.patience.clock() - self.since

    def _has_all(self) -> bool:
        """Whether the printer has everything: its close tells it, or its silence in the end."""
        if problem := self.link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(problem, os.strerror(problem))
        untaken = _untaken(self.link)
        silent = untaken == 0 and self._still() >= self.patience.close_s
        return silent or (self.closed and untaken <= 0)


def _untaken(link: socket.socket) -> int:
    """How many bytes the printer's side has not acknowledged; -1 where the system cannot tell."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(link, termios.TIOCOUTQ, b"\0\0\0\0"))[0])
    except OSError:
        return -1
