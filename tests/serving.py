"""Servers of other makers at a port of this machine."""

import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from tests.waiting import LONG_S, until

_ATTEMPTS = 5


@contextmanager
def serving(
    command: Callable[[int], Sequence[str]], answers: Callable[[int], bool]
) -> Iterator[int]:
    """A server that answers at the port that is given; it is ended afterwards.

    A port that was free may be taken by the time the server asks for it: then at another one.
    """
    for _attempt in range(_ATTEMPTS):
        port = _free_port()
        process = subprocess.Popen(command(port), stderr=subprocess.DEVNULL)
        try:
            until(partial(_answers_or_ended, process, partial(answers, port)))
            if process.poll() is None:
                yield port
                return
        finally:
            process.terminate()
            process.wait(LONG_S)
    raise AssertionError(f"the server ended at each of {_ATTEMPTS} ports: {command(0)}")


def _answers_or_ended(process: subprocess.Popen[bytes], answers: Callable[[], bool]) -> bool:
    return process.poll() is not None or answers()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
