"""What becomes of a job on a raw socket: real printers of this machine that do as printers do.

Nothing here waits for time to pass: clocks stand still, or jump once a printer has done its part.
"""

import itertools
import math
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rmdesk.labels.printer import (
    PrinterUnavailable,
    PrintInterrupted,
    QueuePrinter,
    SocketPrinter,
)
from rmdesk.labels.rawport import Patience
from rmdesk.labels.spool import JobState, PrintJob, Spool
from screens.cli.commands.labelling import waits
from screens.views.labels.printing import printed_told

LABELS = b"^XA^FDlabel^FS^XZ" * 300_000
"""Some five megabytes: more than the systems of both sides keep."""
PART = 102_400
LONG = 30
"""Seconds after which a test has failed: nothing takes so long."""


def take(link: socket.socket, count: int) -> bytes:
    taken = b""
    while len(taken) < count and (more := link.recv(min(4096, count - len(taken)))):
        taken += more
    return taken


def take_all(link: socket.socket) -> bytes:
    return b"".join(iter(lambda: link.recv(65536), b""))


def reset(link: socket.socket) -> None:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


class Raw:
    """A printer at a port of this machine that serves one job as it is told to."""

    def __init__(self, serve: Callable[["Raw", socket.socket], None]) -> None:
        self.stopped, self.over = threading.Event(), threading.Event()
        self.paper = b""
        self.broken_off = False
        self._serve = serve
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        link, _peer = self._listener.accept()
        with link:
            self._serve(self, link)

    def clock(self) -> Callable[[], float]:
        """A clock that stands still until the printer has stopped, then runs by hours."""
        hours = itertools.count(3600, 3600)
        return lambda: float(next(hours)) if self.stopped.is_set() else 0.0

    def printer(self, stalled_s: float = 60) -> SocketPrinter:
        patience = Patience(stalled_s, tick_s=0.01, clock=self.clock())
        return SocketPrinter("127.0.0.1", self.port, patience=patience)

    def end(self) -> None:
        self.over.set()
        self._thread.join(LONG)
        self._listener.close()
        assert not self._thread.is_alive()


@contextmanager
def raw(serve: Callable[[Raw, socket.socket], None]) -> Iterator[Raw]:
    printer = Raw(serve)
    try:
        yield printer
    finally:
        printer.end()


def takes_it_slowly_and_closes(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, len(LABELS)) + take_all(link)


def takes_all_and_stays_silent(raw: Raw, link: socket.socket) -> None:
    raw.paper = take_all(link)
    raw.stopped.set()
    raw.over.wait(LONG)


def takes_all_telling_its_status(raw: Raw, link: socket.socket) -> None:
    link.sendall(b"\x02030,0,0\x03" * 100)
    raw.paper = take_all(link)
    link.sendall(b"\x02done\x03")


def takes_a_part_and_resets(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, PART)
    reset(link)


def takes_a_part_and_closes(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, PART)


def takes_a_part_and_hangs_up_politely(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, PART)
    link.shutdown(socket.SHUT_RDWR)
    raw.over.wait(LONG)


def takes_a_part_and_stalls(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, PART)
    raw.stopped.set()
    raw.over.wait(LONG)
    try:
        raw.paper += take_all(link)
    except ConnectionResetError:
        raw.broken_off = True


def takes_a_part_and_only_talks(raw: Raw, link: socket.socket) -> None:
    raw.paper = take(link, PART)
    raw.stopped.set()
    try:
        while not raw.over.wait(0.001):
            link.sendall(b"\x02paper out\x03")
    except OSError:
        raw.broken_off = True


def takes_nothing_and_stalls(raw: Raw, link: socket.socket) -> None:
    raw.stopped.set()
    raw.over.wait(LONG)


def takes_all_and_resets(raw: Raw, link: socket.socket) -> None:
    raw.paper = take_all(link)
    reset(link)


@pytest.mark.parametrize(
    "serve",
    [takes_it_slowly_and_closes, takes_all_telling_its_status],
)
def test_a_job_is_printed_once_the_printer_has_all_of_it(
    serve: Callable[[Raw, socket.socket], None],
) -> None:
    with raw(serve) as printer:
        printer.printer().send(LABELS, "t")
    assert printer.paper == LABELS


def test_a_printer_that_has_taken_all_and_never_closes_is_believed() -> None:
    with raw(takes_all_and_stays_silent) as printer:
        # Its last word may come late, so no stop is a stop here: only what it has counts.
        printer.printer(stalled_s=math.inf).send(LABELS, "t")
    assert printer.paper == LABELS


@pytest.mark.parametrize(
    ("serve", "why"),
    [
        (takes_a_part_and_resets, "broke off the connection"),
        (takes_a_part_and_closes, "broke off the connection"),
        (takes_a_part_and_hangs_up_politely, "broke off the connection"),
        (takes_all_and_resets, "broke off the connection"),
        (takes_a_part_and_stalls, "takes no more"),
        (takes_a_part_and_only_talks, "takes no more"),
        (takes_nothing_and_stalls, "takes no more"),
    ],
)
def test_a_job_that_is_not_taken_whole_is_interrupted(
    serve: Callable[[Raw, socket.socket], None], why: str, tmp_path: Path
) -> None:
    with raw(serve) as printer:
        address = f"tcp://127.0.0.1:{printer.port}"
        spool = Spool(
            tmp_path,
            now=lambda: datetime(2026, 11, 22, 10, tzinfo=UTC),
            printers=lambda _address: printer.printer(),
        )
        job = spool.retry(spool.add(LABELS, printer=address, title="t", labels=900))
    assert (job.state, job.tries) == (JobState.INTERRUPTED, 1)
    assert why in job.why
    assert spool.jobs() == [job]
    assert spool.retry_all() == []  # nobody has said that it is to be printed again
    assert (tmp_path / f"{job.number}.data").read_bytes() == LABELS


def test_nothing_more_comes_out_of_a_job_that_was_given_up() -> None:
    with raw(takes_a_part_and_stalls) as printer, pytest.raises(PrintInterrupted):
        printer.printer().send(LABELS, "t")
    assert printer.broken_off
    assert len(printer.paper) < len(LABELS)


def test_a_printer_that_cannot_be_reached_has_nothing_of_the_job() -> None:
    with raw(takes_a_part_and_closes) as printer:
        socket.create_connection(("127.0.0.1", printer.port)).close()
    with pytest.raises(PrinterUnavailable) as problem:
        SocketPrinter("127.0.0.1", printer.port, tries=1).send(LABELS, "t")
    assert not isinstance(problem.value, PrintInterrupted)


def test_a_queue_that_does_not_answer_may_have_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "lp").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "lp").chmod(0o755)
    with pytest.raises(PrintInterrupted, match="zebra: no answer in time"):
        QueuePrinter("zebra", timeout_s=0.1).send(b"x", "t")


def test_what_was_cut_short_is_told_as_perhaps_on_paper() -> None:
    job = PrintJob("7", "tcp://labels", "900 labels", 900, "", JobState.INTERRUPTED, 1, "No more.")
    told = printed_told(job)
    assert told.text == "900 labels perhaps on paper in part: No more"
    assert "look at the printer first" in told.next
    against = waits(job)
    assert against is not None
    assert (against.title, against.message) == ("Perhaps on paper in part", "No more.")
    assert "`rmdesk jobs --retry 7` prints all of it again" in against.next_step
    after_a_crash = waits(replace(job, why=""))
    assert after_a_crash is not None
    assert after_a_crash.message == "It was cut short."
