"""What waits to be printed: why, since when; try again, or give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.labels.presets import Last
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, cells, heads, wrap
from screens.kit.question import Question
from screens.kit.view import View
from screens.views.labels.printing import printed_told

if TYPE_CHECKING:
    from rmdesk.labels.spool import PrintJob
    from screens.kit.host import Host


class Jobs(View):
    """The spool, the oldest first. Enter tries the marked job again."""

    name = "jobs"
    detail_height = 5

    def __init__(self) -> None:
        self._jobs: list[PrintJob] | None = None

    def title(self) -> Line:
        return [(_("waiting to be printed"), "bold")]

    def status(self) -> Line:
        n = len(self)
        return [(ngettext("{n} job", "{n} jobs", n).format(n=n), "warn" if n else "bold")]

    def load(self, session: Session) -> list[PrintJob]:
        from rmdesk.labels.printing import spool_of

        return spool_of(session).jobs()

    def show(self, loaded: list[PrintJob]) -> None:
        self._jobs = loaded

    def __len__(self) -> int:
        return len(self._jobs or ())

    @property
    def marked(self) -> PrintJob | None:
        """The job that the mark is on."""
        return self._jobs[self.cursor] if self._jobs else None

    def head(self, width: int) -> Line:
        return heads(_columns(), width) if len(self) else ()

    def row(self, index: int, width: int) -> Line:
        assert self._jobs is not None
        job = self._jobs[index]
        values = (
            (_moment(job), "dim"),
            (job.title, ""),
            (job.printer, "name"),
            (_state_word(job), "warn"),
            (job.why, ""),
        )
        return cells(_columns(), width, values)

    def empty(self) -> Line:
        return [(_("Nothing waits to be printed."), "dim")] if self._jobs is not None else ()

    def detail_title(self) -> str:
        return _("Enter tries it again") if len(self) else ""

    def detail(self, width: int) -> Sequence[Line]:
        job = self.marked
        if job is None:
            return ()
        lines: list[Line] = [[(line, "bold")] for line in wrap(job.why or _state_word(job), width)]
        tried = ngettext("tried {n} time", "tried {n} times", job.tries).format(n=job.tries)
        lines.append([(f"{job.title} · {job.printer} · {tried}", "dim")])
        lines += [[(line, "")] for line in wrap(_advice(job), width)]
        return lines

    def choose(self, app: Host) -> None:
        job = self.marked
        if job is not None:
            app.printing.do(_retrying(job.number), lambda: _refresh(app))

    def retry_all(self, app: Host) -> None:
        """Try all that waits, in order."""
        app.printing.do(_retry_all, lambda: _refresh(app))

    def ask_to_give_up(self, app: Host) -> None:
        """Ask whether the marked job is to be thrown away."""
        job = self.marked
        if job is None:
            return
        number = job.number

        def give_up(_reason: str) -> None:
            app.printing.do(_giving_up(number), lambda: _refresh(app))

        app.open(
            Question(
                title=_("Give up a job"),
                lines=[
                    _("{title} for {printer}").format(title=job.title, printer=job.printer),
                    _("They will not be printed. Their records stay as they are."),
                ],
                yes=_("Yes, throw it away"),
                then=give_up,
            )
        )


def _refresh(app: Host) -> None:
    if isinstance(app.view, Jobs):
        app.reload()


def _retrying(number: str) -> Callable[[Session], tuple[Told, Last | None]]:
    def work(session: Session) -> tuple[Told, Last | None]:
        from rmdesk.labels.printing import spool_of

        spool = spool_of(session)
        return printed_told(spool.retry(spool.job(number))), None

    return work


def _giving_up(number: str) -> Callable[[Session], tuple[Told, Last | None]]:
    def work(session: Session) -> tuple[Told, Last | None]:
        from rmdesk.labels.printing import spool_of

        spool = spool_of(session)
        title = spool.job(number).title
        spool.discard(number)
        return Told(_("Given up: {title}").format(title=title), "✓", "warn"), None

    return work


def _retry_all(session: Session) -> tuple[Told, Last | None]:
    from rmdesk.labels.printing import spool_of
    from rmdesk.labels.spool import JobState

    spool = spool_of(session)
    tried = spool.retry_all()
    n = sum(job.state is JobState.PRINTED for job in tried)
    left = spool.jobs()
    text = ngettext("{n} job printed", "{n} jobs printed", n).format(n=n)
    if not left:
        return Told(text, "✓", "good"), None
    waits = ngettext("{n} still waits", "{n} still wait", len(left)).format(n=len(left))
    why = next((job.why for job in tried if job.state is not JobState.PRINTED), "")
    return Told(f"{text}, {waits}", "!", "warn", why), None


def _moment(job: PrintJob) -> str:
    return job.since[5:16].replace("T", " ")


def _state_word(job: PrintJob) -> str:
    from rmdesk.labels.spool import JobState

    return {
        JobState.WAITING: _("waiting"),
        JobState.SENDING: _("sending"),
        JobState.INTERRUPTED: _("interrupted"),
        JobState.PRINTED: _("printed"),
    }[job.state]


def _advice(job: PrintJob) -> str:
    from rmdesk.labels.spool import JobState

    if job.state is JobState.INTERRUPTED:
        return _("It was cut short and may be on paper in part: look, then try again or give up.")
    if job.state is JobState.SENDING:
        return _("Another session is sending it now.")
    return _("Switch the printer on, then Enter. Ctrl+R tries all, Ctrl+X gives this one up.")


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("since"), 11),
        Column(_("what"), 10),
        Column(_("printer"), 20, 2),
        Column(_("state"), 11),
        Column(_("why"), 12, 3),
    )
