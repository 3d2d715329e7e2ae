"""The spool: labels on their way to a printer, safe in a folder until they are printed.

A job is on disk before anything is sent and leaves the folder once the printer has it. A crash in
between leaves it marked as sending, and a printer that stops in the middle as interrupted: either
may be on paper in part, so it is shown as interrupted and printed again only when a person says so.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from pwd import getpwuid
from time import time_ns
from typing import BinaryIO

from data.files import keep
from data.lock import grab
from data.plain import asdict, dataclass, replace
from data.texts import gettext as _
from rmdesk.labels.presets import SPOOLED, opened
from rmdesk.labels.printer import Printer, PrinterUnavailable, PrintInterrupted, printer_at
from rmdesk.model.errors import DeskError, NotFound, Refused

_WRITABLE = 0o022


class JobState(StrEnum):
    """Where a job is; one that is printed is no longer in the spool."""

    WAITING = "waiting"
    SENDING = "sending"
    INTERRUPTED = "interrupted"
    PRINTED = "printed"


@dataclass(frozen=True)
class PrintJob:
    """One job: its number, where it goes, what it is, since when, how often tried, why it waits.

    `guard` is what one must be cleared for to know of it (R17).
    """

    number: str
    printer: str
    title: str
    labels: int
    since: str
    state: JobState = JobState.WAITING
    tries: int = 0
    why: str = ""
    guard: str = ""


class Spool:
    """The jobs of one folder that somebody may know of; several sessions may use it at once."""

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime],
        printers: Callable[[str], Printer] = printer_at,
        may_know: Callable[[str], bool] = lambda _guard: True,
    ) -> None:
        self.folder, self._now, self._printers = folder, now, printers
        self._may_know = may_know

    def add(
        self, data: bytes, *, printer: str, title: str, labels: int, guard: str = ""
    ) -> PrintJob:
        """Keep a job without sending it; it is on disk when this returns."""
        since = self._now().isoformat(timespec="seconds")
        from uuid import uuid4  # which looks for the platform: not for who only lists jobs

        number = f"{time_ns():020}-{uuid4().hex[:6]}"  # sorts in the order of arrival
        job = PrintJob(number, printer, title, labels, since, guard=guard)
        keep(self._data(job), data, SPOOLED)
        self._keep(job)
        return job

    def jobs(self) -> list[PrintJob]:
        """Return what is not printed yet, the oldest first."""
        files = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        return [job for file in files if (job := self._read(file)) is not None]

    def job(self, number: str) -> PrintJob:
        """Return one job; NotFound if it is printed or thrown away."""
        job = self._read(self.folder / f"{number}.json")
        if job is None:
            gone = _("Look at what waits now; it may be printed already.")
            raise NotFound.key(_("waiting print job"), number, gone)
        return job

    def retry(self, job: PrintJob) -> PrintJob:
        """Try to print a job that waits or was interrupted, once; never two sessions at once.

        One that goes into a file is printed by its own account only, which may write there.
        """
        with self._alone(job) as mine:
            if mine is None:
                return replace(job, state=JobState.SENDING)
            job = self.job(job.number)
            try:
                self._check_maker(job, mine)
            except Refused as problem:
                return replace(job, why=problem.message)
            try:
                printer = self._printers(job.printer)
            except DeskError as problem:  # its address is none, or none that this centre uses
                return self._left(replace(job, why=problem.message))
            return self._sent(replace(job, tries=job.tries + 1), printer, mine)

    def _sent(self, job: PrintJob, printer: Printer, data: BinaryIO) -> PrintJob:
        self._keep(replace(job, state=JobState.SENDING))
        try:
            went_to = printer.send(data.read(), job.title)
        except PrintInterrupted as problem:
            return self._left(replace(job, state=JobState.INTERRUPTED, why=problem.message))
        except PrinterUnavailable as problem:
            return self._left(replace(job, state=JobState.WAITING, why=problem.message))
        self._forget(job)
        return replace(job, printer=went_to or job.printer, state=JobState.PRINTED)

    def _left(self, job: PrintJob) -> PrintJob:
        """Keep what became of a job that is not printed."""
        self._keep(job)
        return job

    def retry_all(self) -> list[PrintJob]:
        """Try all that waits, in order; after one failure the others of that printer stay."""
        off: set[str] = set()
        tried = []
        for job in self.jobs():
            if job.state is JobState.WAITING and job.printer not in off:
                tried.append(self.retry(job))
                if tried[-1].state is not JobState.PRINTED:
                    off.add(job.printer)
        return tried

    def discard(self, number: str) -> None:
        """Throw a job away. Raises NotFound, and DeskError while another session sends it."""
        job = self.job(number)
        with self._alone(job) as mine:
            if mine is None and self._data(job).exists():
                raise DeskError(
                    _("It is being printed"),
                    _("Another session is sending this job just now."),
                    _("See what became of it in a moment."),
                )
            self._forget(job)

    def _data(self, job: PrintJob) -> Path:
        return self.folder / f"{job.number}.data"

    def _keep(self, job: PrintJob) -> None:
        text = json.dumps(asdict(job), ensure_ascii=False)
        keep(self.folder / f"{job.number}.json", text.encode(), SPOOLED)

    def _read(self, file: Path) -> PrintJob | None:
        try:
            with opened(file) as told:
                stored = json.loads(told.read())
            job = PrintJob(**{**stored, "state": JobState(stored["state"])})
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            # Printed by another session meanwhile; or harmed, and must not hide the others.
            return None
        if not self._may_know(str(job.guard)):
            return None
        if job.state is JobState.SENDING:
            with self._alone(job) as mine:
                if mine is not None:
                    return replace(job, state=JobState.INTERRUPTED)
        return job

    def _forget(self, job: PrintJob) -> None:
        # The list first: data without an entry is only rubbish, an entry without data a lost job.
        (self.folder / f"{job.number}.json").unlink(missing_ok=True)
        self._data(job).unlink(missing_ok=True)

    def _check_maker(self, job: PrintJob, data: BinaryIO) -> None:
        """A job that goes into a file was made by this account, as the files themselves tell.

        Raises Refused: what another account put here must not write where only we may.
        """
        if not job.printer.startswith("file:"):
            return
        with opened(self.folder / f"{job.number}.json") as told:
            kept = json.loads(told.read())
            for file in (told, data):
                found = os.fstat(file.fileno())
                ours = found.st_uid == os.geteuid() and not found.st_mode & _WRITABLE
                if not ours or kept["printer"] != job.printer:
                    text = _("{account} made this job: only that account prints it into a file.")
                    raise Refused(_("Not printed yet"), text.format(account=_account(found.st_uid)))

    @contextmanager
    def _alone(self, job: PrintJob) -> Iterator[BinaryIO | None]:
        """Hold the lock on a job's data while sending: the open data, None if we got it not."""
        try:
            file = opened(self._data(job))
        except OSError:
            yield None
            return
        with file:
            yield file if grab(file.fileno()) else None


def _account(number: int) -> str:
    try:
        return getpwuid(number).pw_name
    except KeyError:
        return f"uid-{number}"
