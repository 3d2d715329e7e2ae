"""Printing beside the screen: labels are made, kept in the spool and sent in a thread of their own.

A printer that is off takes seconds to say so; no scan waits for it. What was printed last is
known again after a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from data.plain import replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from screens.kit.notice import Told
from screens.kit.scan_queue import heed

if TYPE_CHECKING:
    from rmdesk.labels.presets import LabelSource, Last
    from rmdesk.labels.printing import Outcome
    from rmdesk.labels.settings import Settings
    from rmdesk.labels.spool import PrintJob
    from screens.kit.host import Host

_WARNED = 2
"""Warnings told after printing; the proof has shown them all before."""

_SOON_S = 0.5
"""Printing that takes longer is announced."""


class Printing:
    """What waits to be printed, what was printed last, and the thread that prints."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rmdesk-prints")
        self.last: Last | None = None
        self.waiting = 0

    def warm(self) -> None:
        """After the first paint: what this account printed last, and how much waits."""
        from rmdesk.labels.presets import recall

        desk = self._app.desk
        self.last = self.last or recall(desk.home, self._app.session.login)
        self.count()

    def count(self) -> bool:
        """Count what waits; whether that has changed."""
        before, self.waiting = self.waiting, self._unprinted()
        return before != self.waiting

    def _unprinted(self) -> int:
        from rmdesk.labels.presets import unprinted  # known after the first paint

        return unprinted(self._app.desk.home, self._app.session.visible.may_know)

    @property
    def remembered(self) -> Last:
        """What this account printed last, else the settings of whoever printed last here."""
        from rmdesk.labels.presets import usual

        return self.last or usual(self._app.desk.home)

    def print(self, source: LabelSource, settings: Settings, then: Callable[[], None]) -> None:
        """Print labels, remember them as the last, and tell what came of it."""
        last = self.remembered

        def work(session: Session) -> tuple[Told, Last | None]:
            from rmdesk.labels.printing import print_labels

            return _outcome(print_labels(session, source, settings, last))

        self.do(work, then)

    def again(self) -> None:
        """The last ones once more; while they still wait in the spool, those are tried again."""
        if self.last is not None:
            self.do(partial(_again, last=self.last))

    def do(
        self,
        work: Callable[[Session], tuple[Told, Last | None]],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Do something with printers in turn, beside the screen, and tell what came of it."""
        self._app.run_worker(self._done(work, then), group="prints")

    async def _done(
        self,
        work: Callable[[Session], tuple[Told, Last | None]],
        then: Callable[[], None],
    ) -> None:
        lasts: list[Last | None] = []

        def heeded() -> Told:
            told, last = work(self._app.session)
            lasts.append(last)
            return told

        loop = asyncio.get_running_loop()
        doing = loop.run_in_executor(self._thread, partial(heed, heeded))
        done, _late = await asyncio.wait({doing}, timeout=_SOON_S)
        if not done:
            self._app.tell(Told(_("Printing; the desk goes on meanwhile."), "·", "dim"))
        told = await doing
        self.last = next(filter(None, lasts), self.last)
        self.count()
        self._app.tell(told)
        then()

    def close(self) -> None:
        """Let what is being sent end; begin nothing more: it waits in the spool."""
        self._thread.shutdown(wait=True, cancel_futures=True)


def _again(session: Session, last: Last) -> tuple[Told, Last | None]:
    from rmdesk.labels.printing import print_again

    return _outcome(print_again(session, last))


def _outcome(done: Outcome) -> tuple[Told, Last | None]:
    told, start = printed_told(done.job, done.warnings), done.last.settings.start
    if done.last.blanks and not told.next:
        first, last = done.last.blanks[0], done.last.blanks[-1]
        return replace(told, next=_("{first} to {last}").format(first=first, last=last)), done.last
    if start > 1 and not told.next:
        told = replace(told, next=_("from label {n} of the sheet on").format(n=start))
    return told, done.last


def printed_told(job: PrintJob, warnings: Sequence[str] = ()) -> Told:
    """What became of a job: printed, or waiting with the reason and what to do."""
    from rmdesk.labels.spool import JobState

    n = job.labels
    what = ngettext("{n} label", "{n} labels", n).format(n=n) if n else job.title
    if job.state is JobState.PRINTED:
        text = _("{what} to {where}").format(what=what, where=_where(job.printer))
        return Told(text, "✓", "good", " ".join(warnings[:_WARNED]))
    if job.state is JobState.INTERRUPTED:
        text = _("{what} perhaps on paper in part: {why}")
        text = text.format(what=what, why=job.why.rstrip(".") or _("it was cut short"))
        return Told(text, "!", "bad", _("look at the printer first: F12 tries again or gives up"))
    why = job.why or _("another session is printing it")
    text = _("{what} not printed yet: {why}").format(what=what, why=why.rstrip("."))
    return Told(text, "!", "warn", _("nothing is lost: F12 shows what waits, F8 tries it again"))


def _where(printer: str) -> str:
    """A printer as its address says, a file with its folder: it has to be found again."""
    kind, _colon, rest = printer.partition(":")
    return f"file:{Path(rest).expanduser().absolute()}" if kind == "file" else printer
