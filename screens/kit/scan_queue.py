"""Scans one after the other: each is on disk before it is acknowledged, none overtakes (R33).

One thread does what scans and commands ask for, in the order in which they came; the screen goes
on meanwhile. What waits is kept here, whatever is shown.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from data import StoreError
from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.lookup import heard_as, name_of
from rmdesk.duties.scan import Counter, asks_which, clean, take_scan, understood
from rmdesk.model.errors import DeskError, Refused
from rmdesk.model.records import Holding
from screens.kit.notice import Told, told_of_answer, told_of_error


@dataclass(frozen=True)
class Queued:
    """Something to be done in turn, and who is told of its end."""

    work: Callable[[], Told]
    done: Callable[[Told], None]


class ScanQueue:
    """The queue of what is to be done, and its one thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: deque[Queued] = deque()
        self._awake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rmdesk-scans")

    @property
    def pending(self) -> int:
        """How many wait, the one being done included."""
        return len(self._waiting)

    def put(self, job: Queued) -> None:
        """Enter a job at the end of the queue."""
        self._waiting.append(job)
        self._idle.clear()
        self._awake.set()

    async def serve(self) -> None:
        """Do what comes, for as long as the app runs."""
        loop = asyncio.get_running_loop()
        while True:
            await self._awake.wait()
            while self._waiting:
                job = self._waiting[0]
                told = await loop.run_in_executor(self._thread, self._do, job)
                self._waiting.popleft()
                job.done(told)
            self._awake.clear()
            self._idle.set()

    def _do(self, job: Queued) -> Told:
        told = heed(job.work)
        return replace(told, at=f"{self._session.now():%H:%M}")

    async def drained(self, timeout_s: float) -> None:
        """Wait until nothing waits, no longer than this."""
        try:
            await asyncio.wait_for(self._idle.wait(), timeout_s)
        except TimeoutError:
            return

    def close(self) -> None:
        """Let what is being done end; begin nothing more."""
        self._thread.shutdown(wait=True, cancel_futures=True)


def heed(work: Callable[[], Told]) -> Told:
    """Do it, and tell what was done or why it was refused, by a rule, the store or the machine."""
    try:
        return work()
    except DeskError as error:
        return told_of_error(error)
    except StoreError as error:
        text = _("Not done. {title}: {message}").format(title=error.title, message=error.message)
        return Told(text, "✗", "bad", error.next_step)
    except OSError as error:  # of the spool or a file beside the store; the store tells its own
        why = ": ".join(str(part) for part in (error.strerror, error.filename) if part)
        text = _("Not done. {why}.").format(why=why or error)
        return Told(text, "✗", "bad", _("Look for space and write access, then do it again."))


def at_the_counter(session: Session, counter: Counter, text: str, tail: str = "") -> Told:
    """What a scan does wherever a screen has no other use for it.

    Where somebody had typed letters and then scanned, the tail is the scan.
    """
    if tail_is_the_scan(session, text, tail):
        text = tail
    try:
        return told_of_answer(take_scan(session, counter, text))
    except Refused as refused:
        found = understood(session, clean(text))
        if isinstance(found, Holding):
            refused.title = f"{refused.title}: {found.name}"
        raise


def names_something(session: Session, text: str) -> bool:
    """Whether a text is a code, of one thing or of several."""
    return bool(text) and bool(heard_as(session, clean(text)))


def at_the_counter_or_words(session: Session, counter: Counter, text: str, tail: str) -> Told:
    """What a scan does where a text is asked for: what is no code is that text, however fast.

    Keys come in one piece over a slow line, and from a paste.
    """
    if names_something(session, text) or names_something(session, tail):
        return at_the_counter(session, counter, text, tail)
    return Told(clean(text), words=True)


def tail_is_the_scan(session: Session, text: str, tail: str) -> bool:
    """Whether letters were typed first, and what came after them in one burst is a code."""
    return (
        bool(tail) and understood(session, text) is None and understood(session, tail) is not None
    )


def opened_by_typing(session: Session, text: str) -> Told:
    """What a typed code names is opened, and nothing else is done (R42); words are searched."""
    found = heard_as(session, clean(text))
    if len(found) > 1:
        return told_of_answer(asks_which(text, found))
    told = _("Typed, so it was only opened: {name}")
    if not found:
        from rmdesk.duties.beside import numbered_so  # with the first text that names nothing

        one = next(numbered_so(session, text), None)
        if one is None:
            return Told(text, words=True)
        name = f"{_(one.word)} {one.key}"
        return Told(told.format(name=name), "▸", "dim", opens=one)
    return Told(told.format(name=name_of(found[0])), "▸", "dim", opens=found[0])
