"""Printers: a queue of CUPS, a raw socket, or a file; each takes bytes or says plainly why not."""

import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from data.errors import FileRefused, StoreError
from data.files import check_home, numbered
from data.plain import dataclass, field
from data.private import make_folder
from data.streams import is_device, send_to_device
from data.texts import gettext as _
from rmdesk.labels.rawport import NotTaken, Patience, hand_over
from rmdesk.model.errors import BadInput, DeskError

RAW_PORT = 9100
MEDIA_BOX = re.compile(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]")
LP_SAYS = re.compile(r"^(\S*/)?lp: (Error - )?")
_MARKS = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<", "zpl": b"^XA", "escpos": b"\x1b@"}
"""How what is printed begins, by the ending of its file."""
PAPERS_PT = {(612, 792): "Letter", (595, 842): "A4", (420, 595): "A5"}


class PrinterUnavailable(DeskError):
    """The printer did not take the job; nothing is lost, the job waits."""

    @classmethod
    def because(cls, printer: str, why: str) -> "PrinterUnavailable":
        """Say which printer and why, in plain words."""
        return cls(
            _("The printer does not answer"),
            _("{printer}: {why}.").format(printer=printer, why=why),
            _("Is it switched on and connected? The labels wait, and can be printed again."),
        )


class PrintInterrupted(PrinterUnavailable):
    """The printer took a part of the job, which may be on paper: nobody but a person knows."""

    @classmethod
    def because(cls, printer: str, why: str) -> "PrintInterrupted":
        """Say which printer and why, in plain words."""
        return cls(
            _("Perhaps on paper in part"),
            _("{printer}: {why}.").format(printer=printer, why=why),
            _("Look at what came out before the labels are printed again."),
        )


class Printer(Protocol):
    """Takes a whole job, or raises PrinterUnavailable; PrintInterrupted if it may have some."""

    def send(self, data: bytes, title: str, /) -> str | None:
        """Hand over the job; returns when the printer or its queue has all of it.

        Returns the address where it is, if that is another one than the printer's.
        """


@dataclass(frozen=True)
class FilePrinter:
    """Writes each job as a new file: `labels.pdf`, then `labels-2.pdf`, and so on.

    A folder gets files of that name; a printer's device file (`/dev/usb/lp0`) takes the bytes.
    Nothing is ever written over, and nothing put into a home.
    """

    path: Path

    def send(self, data: bytes, _title: str, /) -> str | None:
        """Write the job; the file is there whole or not at all."""
        try:
            if is_device(self.path):
                send_to_device(self.path, data)
                return None
            check_home(self.path)
            make_folder(self.path.parent)
            with numbered(self._place(data)) as draft:
                draft.path.write_bytes(data)
            return f"file:{draft.place}"
        except StoreError as problem:
            why = problem.message.removeprefix(f"{self.path}: ").rstrip(".")
            raise PrinterUnavailable.because(str(self.path), why) from problem
        except OSError as problem:
            raise PrinterUnavailable.because(str(self.path), _why(problem)) from problem

    def _place(self, data: bytes) -> Path:
        if not self.path.is_dir():
            return self.path
        ending = next((name for name, mark in _MARKS.items() if data.startswith(mark)), "prn")
        return self.path / f"labels.{ending}"


@dataclass(frozen=True)
class SocketPrinter:
    """A printer on the network that takes bytes as they are, as a rule at port 9100."""

    host: str
    port: int = RAW_PORT
    timeout_s: float = 5.0
    tries: int = 2
    pause_s: float = 0.5
    patience: Patience = field(default_factory=Patience)

    def send(self, data: bytes, _title: str, /) -> None:
        """Connect, with a second try, and send once: a job that was begun is not sent twice."""
        name = f"{self.host}:{self.port}"
        try:
            with self._connected() as link:
                hand_over(link, data, self.patience)
        except (OSError, UnicodeError) as problem:  # the latter for a name that no host can have
            raise PrinterUnavailable.because(name, _why(problem)) from problem
        except NotTaken as problem:
            kind = PrintInterrupted if problem.begun else PrinterUnavailable
            raise kind.because(name, problem.why) from problem

    def _connected(self) -> socket.socket:
        for left in range(self.tries - 1, -1, -1):
            try:
                return socket.create_connection((self.host, self.port), self.timeout_s)
            except OSError:
                if not left:
                    raise
                time.sleep(self.pause_s)
        raise AssertionError(self.tries)


@dataclass(frozen=True)
class QueuePrinter:
    """A queue of CUPS; what is not a PDF goes through untouched."""

    queue: str
    timeout_s: float = 20.0

    def send(self, data: bytes, title: str, /) -> None:
        """Hand the job to `lp`; CUPS keeps it from then on."""
        command = shutil.which("lp")
        if command is None:
            raise PrinterUnavailable.because(self.queue, _("the command lp is not installed"))
        try:
            subprocess.run(
                [command, "-d", self.queue, "-t", title, *_options(data), "--", "-"],
                input=data,
                capture_output=True,
                timeout=self.timeout_s,
                check=True,
            )
        except subprocess.CalledProcessError as problem:
            said = LP_SAYS.sub("", problem.stderr.decode(errors="replace").strip())
            raise PrinterUnavailable.because(self.queue, said.rstrip(".")) from problem
        except subprocess.TimeoutExpired as problem:
            # It may have the job already: another one would come out twice.
            raise PrintInterrupted.because(self.queue, _("no answer in time")) from problem


def _options(data: bytes) -> list[str]:
    """Tell CUPS the paper of a PDF and to leave its size alone; all else it must not touch."""
    if not data.startswith(b"%PDF"):
        return ["-o", "raw"]
    box = MEDIA_BOX.search(data)
    width, height = (float(number) for number in box.groups()) if box else (0.0, 0.0)
    media = PAPERS_PT.get((round(width), round(height)), f"Custom.{width:g}x{height:g}")
    return ["-o", "print-scaling=none", *(["-o", f"media={media}"] if box else [])]


def printer_queues(timeout_s: float = 2.0) -> list[str]:
    """Return the addresses of the queues that CUPS knows here; none where there is no CUPS."""
    command = shutil.which("lpstat")
    if command is None:
        return []
    try:
        said = subprocess.run(
            [command, "-e"], capture_output=True, timeout=timeout_s, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [f"lp:{name}" for name in said.stdout.split()]


def printer_at(address: str) -> Printer:
    """Return the printer at an address: `lp:QUEUE`, `tcp://HOST[:PORT]` or `file:PATH`.

    Raises BadInput for anything else, and for a file among those of a home.
    """
    try:
        found = _named(address)
    except (ValueError, RuntimeError) as problem:  # a port too high; `~` before no account's name
        raise _no_printer(address) from problem
    if found is None:
        raise _no_printer(address)
    if isinstance(found, FilePrinter):
        try:
            check_home(found.path)
        except FileRefused as problem:
            told = problem.title, problem.message, problem.next_step
            raise BadInput(*told, field_name="printer") from problem
    return found


def absolute(address: str) -> str:
    """The address as it holds in every folder: a job may be printed from another one later."""
    kind, _colon, rest = address.partition(":")
    return f"file:{Path(rest).expanduser().absolute()}" if kind == "file" else address


def _named(address: str) -> Printer | None:
    kind, _colon, rest = address.partition(":")
    if kind == "lp" and rest:
        return QueuePrinter(rest)
    if kind == "file" and rest:
        return FilePrinter(Path(rest).expanduser().absolute())
    return _raw(address) if kind == "tcp" else None


def _raw(address: str) -> Printer | None:
    parts = urlsplit(address)
    port = RAW_PORT if parts.port is None else parts.port
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if not parts.hostname or not port or more:
        return None
    return SocketPrinter(parts.hostname, port)


def _no_printer(address: str) -> BadInput:
    return BadInput(
        _("This is no printer"),
        _("“{address}” is not the address of a printer.").format(address=address),
        _("Write lp:QUEUE, tcp://HOST:PORT or file:PATH."),
        field_name="printer",
    )


def _why(problem: OSError | UnicodeError) -> str:
    if isinstance(problem, UnicodeError):
        return _("no host has such a name")
    if isinstance(problem, TimeoutError):
        return _("no answer in time")
    if isinstance(problem, ConnectionRefusedError):
        return _("it refuses the connection")
    return problem.strerror or str(problem)
