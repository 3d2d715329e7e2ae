import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rmdesk.labels.presets import unprinted
from rmdesk.labels.printer import (
    FilePrinter,
    PrinterUnavailable,
    QueuePrinter,
    SocketPrinter,
    printer_at,
)
from rmdesk.labels.spool import JobState, PrintJob, Spool
from rmdesk.model.errors import BadInput, DeskError, NotFound
from tests.waiting import LONG_S


def at_ten() -> datetime:
    return datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def everything(link: socket.socket) -> bytes:
    return b"".join(iter(lambda: link.recv(65536), b""))


class RawPrinter:
    """A printer at a port of this machine; `received` is what has arrived on paper.

    It is off, and refuses the connection, until it is switched on; nobody else gets its port.
    """

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def on(self) -> None:
        self.listener.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                link, _peer = self.listener.accept()
            except OSError:
                return
            with link:
                job = everything(link)
            if not job:  # the last caller: it is being switched off
                return
            self.received.append(job)

    def off(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()
        self.thread.join(LONG_S)
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(LONG_S)


@contextmanager
def switched_off() -> Iterator[RawPrinter]:
    printer = RawPrinter()
    try:
        yield printer
    finally:
        printer.listener.close()


@contextmanager
def on(printer: RawPrinter) -> Iterator[RawPrinter]:
    printer.on()
    try:
        yield printer
    finally:
        printer.off()


@contextmanager
def switched_on() -> Iterator[RawPrinter]:
    with switched_off() as printer, on(printer):
        yield printer


def patient(address: str) -> SocketPrinter:
    """A printer that is waited for as long as a busy machine needs."""
    host, _colon, port = address.removeprefix("tcp://").partition(":")
    return SocketPrinter(host, int(port), timeout_s=LONG_S, tries=2, pause_s=0.01)


def spool_in(folder: Path, printers: Callable[[str], SocketPrinter] = patient) -> Spool:
    return Spool(folder / "spool", now=at_ten, printers=printers)


def put(spool: Spool, data: bytes, printer: RawPrinter) -> PrintJob:
    address = f"tcp://127.0.0.1:{printer.port}"
    job = spool.add(data, printer=address, title="Labels", labels=3)
    return spool.retry(job)


def test_a_job_reaches_the_printer_byte_for_byte_and_leaves_the_spool(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    with switched_on() as printer:
        assert put(spool, bytes(range(256)) * 500, printer).state is JobState.PRINTED
    assert printer.received == [bytes(range(256)) * 500]
    assert spool.jobs() == []
    assert list(spool.folder.iterdir()) == []


def test_a_printer_that_is_off_leaves_a_waiting_job_and_prints_it_when_it_is_back(
    tmp_path: Path,
) -> None:
    with switched_off() as printer:
        job = put(spool_in(tmp_path), b"^XA^XZ", printer)
        assert (job.state, job.tries) == (JobState.WAITING, 1)
        assert "refuses the connection" in job.why
        later = spool_in(tmp_path)  # another session, another day
        assert later.jobs() == [job]
        with on(printer):
            assert [j.state for j in later.retry_all()] == [JobState.PRINTED]
    assert printer.received == [b"^XA^XZ"]
    assert later.jobs() == []


@pytest.mark.parametrize("text", ['{"number":', "[" * 100_000, '{"guard": 5}'])
def test_a_harmed_entry_hides_no_other_job(tmp_path: Path, text: str) -> None:
    spool = spool_in(tmp_path)
    with switched_off() as printer:
        harmed, job = put(spool, b"first", printer), put(spool, b"second", printer)
    (spool.folder / f"{harmed.number}.json").write_text(text)
    assert [each.number for each in spool_in(tmp_path).jobs()] == [job.number]
    assert unprinted(spool.folder.parent, lambda guard: guard in ("", "5")) == 2


def test_a_guard_that_is_no_text_hides_no_job(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    with switched_off() as printer:
        job = put(spool, b"first", printer)
    file = spool.folder / f"{job.number}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "guard": 5}))
    known = Spool(spool.folder, now=lambda: datetime.now(UTC), may_know=lambda guard: "5" in guard)
    assert [each.number for each in known.jobs()] == [job.number]


def test_order_is_kept_and_a_printer_that_is_off_is_asked_once(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    with switched_off() as printer:
        jobs = [put(spool, f"{n}".encode(), printer) for n in range(3)]
        assert [job.state for job in spool.retry_all()] == [JobState.WAITING]
        with on(printer):
            assert [job.state for job in spool.retry_all()] == [JobState.PRINTED] * 3
    assert printer.received == [b"0", b"1", b"2"]
    assert [job.tries for job in jobs] == [1, 1, 1]


CRASH = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from rmdesk.labels.spool import Spool
class Dies:
    def send(self, data, title):
        os.kill(os.getpid(), 9)
spool = Spool(Path(sys.argv[1]), now=lambda: datetime.now(UTC), printers=lambda address: Dies())
spool.add(b"waiting", printer="tcp://127.0.0.1:1", title="First", labels=1)
spool.retry(spool.add(b"halfway", printer="tcp://127.0.0.1:1", title="Second", labels=2))
"""


def test_a_crash_loses_no_job_and_one_that_was_begun_is_not_printed_again_unasked(
    tmp_path: Path,
) -> None:
    spool = spool_in(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.run(
        [sys.executable, "-c", CRASH, str(spool.folder)], env=environment, check=False
    )
    assert killed.returncode == -9
    first, second = spool.jobs()
    assert (first.title, first.state) == ("First", JobState.WAITING)
    assert (second.title, second.state) == ("Second", JobState.INTERRUPTED)
    assert [job.title for job in spool.retry_all()] == ["First"]
    with switched_on() as printer:
        again = Spool(
            spool.folder, now=at_ten, printers=lambda _: patient(f"127.0.0.1:{printer.port}")
        )
        assert again.retry(second).state is JobState.PRINTED
    assert printer.received == [b"halfway"]


def test_two_sessions_never_print_one_job_twice(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    with switched_off() as printer:
        job = put(spool, b"once", printer)
        with on(printer):
            outcomes = retried_by_four(tmp_path, job)
    assert printer.received == [b"once"]
    assert outcomes.count(JobState.PRINTED) == 1


def retried_by_four(folder: Path, job: PrintJob) -> list[str]:
    """What becomes of a job that four sessions retry at once."""
    barrier = threading.Barrier(4)
    outcomes: list[str] = []

    def session() -> None:
        barrier.wait()
        try:
            outcomes.append(spool_in(folder).retry(job).state)
        except NotFound:
            outcomes.append("gone")

    threads = [threading.Thread(target=session) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_job_can_be_thrown_away(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    job = spool.add(b"x", printer="tcp://127.0.0.1:1", title="t", labels=1)
    spool.discard(job.number)
    assert spool.jobs() == []
    with pytest.raises(NotFound):
        spool.discard(job.number)


def test_a_job_that_another_session_is_sending_is_not_thrown_away(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    job = spool.add(b"x", printer="tcp://127.0.0.1:1", title="t", labels=1)

    class Slow:
        def send(self, _data: bytes, _title: str, /) -> None:
            with pytest.raises(DeskError, match="Another session is sending"):
                spool.discard(job.number)

    sending = Spool(spool.folder, now=at_ten, printers=lambda _address: Slow())
    assert sending.retry(job).state is JobState.PRINTED
    assert list(spool.folder.iterdir()) == []


def test_jobs_are_for_their_owner_and_group_only(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    before = os.umask(0o007)  # as at the desk
    try:
        spool.add(b"x", printer="tcp://127.0.0.1:1", title="t", labels=1)
    finally:
        os.umask(before)
    assert spool.folder.stat().st_mode & 0o777 == 0o770
    assert {file.stat().st_mode & 0o777 for file in spool.folder.iterdir()} == {0o640}


def test_addresses_name_the_three_kinds_of_printer() -> None:
    assert printer_at("lp:zebra") == QueuePrinter("zebra")
    assert printer_at("tcp://10.0.0.7") == SocketPrinter("10.0.0.7", 9100)
    assert printer_at("tcp://label-1:6101") == SocketPrinter("label-1", 6101)
    assert printer_at("file:/tmp/out.pdf") == FilePrinter(Path("/tmp/out.pdf"))
    assert printer_at("tcp://[::1]:") == SocketPrinter("::1", 9100)
    no_printers = ("zebra", "lp:", "tcp://", "tcp://a:999999", "tcp://[", "usb:1", "")
    strange = ("tcp://a:0", "tcp://:9100", "tcp://a:x", "tcp://me@a", "tcp://a/queue", "tcp://a?x")
    for odd in (*no_printers, *strange, "file:~nobody-of-this-name.pdf"):
        with pytest.raises(BadInput, match="not the address of a printer"):
            printer_at(odd)


def test_a_file_printer_writes_the_file_or_says_why_not(tmp_path: Path) -> None:
    printer_at(f"file:{tmp_path / 'sheet.pdf'}").send(b"%PDF", "t")
    assert (tmp_path / "sheet.pdf").read_bytes() == b"%PDF"
    assert FilePrinter(tmp_path).send(b"^XA^XZ", "t") == f"file:{tmp_path / 'labels.zpl'}"
    with pytest.raises(PrinterUnavailable, match="exist"):
        FilePrinter(tmp_path / "sheet.pdf" / "a.pdf").send(b"%PDF", "t")


def test_a_file_printer_never_writes_over_a_file(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    spool = Spool(tmp_path / "spool", now=at_ten)
    FilePrinter(sheet).send(b"first", "t")
    job = spool.add(b"second", printer=f"file:{sheet}", title="t", labels=1)
    assert spool.retry(job).printer == f"file:{tmp_path / 'sheet-2.pdf'}"
    assert sheet.read_bytes() == b"first"
    assert (tmp_path / "sheet-2.pdf").read_bytes() == b"second"


def test_a_name_that_no_host_can_have_is_a_printer_that_does_not_answer() -> None:
    with pytest.raises(PrinterUnavailable, match="no host has such a name"):
        patient("tcp://a..b:9100").send(b"x", "t")


def test_a_queue_without_cups_is_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterUnavailable, match="lp is not installed"):
        QueuePrinter("zebra").send(b"x", "t")
    said = 'echo "$0: Error - The printer does not exist." >&2'
    (tmp_path / "lp").write_text(f"#!/bin/sh\n{said}\nexit 1\n")
    (tmp_path / "lp").chmod(0o755)
    with pytest.raises(PrinterUnavailable, match="zebra: The printer does not exist"):
        QueuePrinter("zebra").send(b"x", "t")
