"""Makes the saved reports that are due, each into its folder or to its address."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from data.errors import StoreError
from data.files import output
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.postbox import Message, Postbox
from rmdesk.desk.reports import Report
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.saved_report import SavedReport, due_reports, mark_failed, mark_made
from rmdesk.exchange.tabular import WRITERS
from rmdesk.labels.report_paper import report_pdf
from rmdesk.model.errors import BadInput, DeskError


@dataclass(frozen=True)
class Made:
    """What became of a saved report: the file or address it went to, or why it was not made."""

    name: str
    first: date
    last: date
    to: str
    failed: str = ""


def make_due(session: Session) -> Iterator[Made]:
    """Make all that is due, one after the other; what fails is told, and the others go on.

    It is made as who runs this may know of it (R17).
    """
    failed: set[int] = set()
    for saved, first, last in due_reports(session):
        if saved.id in failed:
            continue  # in order: what was missed first is made first
        made = _make(session, saved, first, last)
        if made.failed:
            failed.add(saved.id)
            mark_failed(session, saved, made.failed)
        else:
            mark_made(session, saved, last)
        yield made


def _make(session: Session, saved: SavedReport, first: date, last: date) -> Made:
    to = saved.email
    try:
        whole = not saved.email  # what is read in a letter tells how much more there is
        report = make_report(session, saved.report, first, last, saved.grouping, whole=whole)
        if saved.email:
            _send(session, saved, report, (first, last))
        else:
            path = Path(saved.folder) / f"{saved.name}-{first}-{last}.{saved.format}"
            to = str(path)
            _write(path, _as_file(session, saved, report, (first, last)))
    except (DeskError, StoreError, OSError) as error:
        why = getattr(error, "message", "") or str(error)
        return Made(saved.name, first, last, to, why)
    return Made(saved.name, first, last, to)


def _write(path: Path, data: bytes) -> None:
    """Never in the place of another file: that of another report of this name, or of somebody."""
    with output(str(path)) as draft:
        draft.path.write_bytes(data)


def _as_file(
    session: Session, saved: SavedReport, report: Report, days: tuple[date, date]
) -> bytes:
    if saved.format == "pdf":
        return report_pdf(session, REPORTS[saved.report], report, days)
    return WRITERS[saved.format](report.rows, report.totals)


def _send(session: Session, saved: SavedReport, report: Report, days: tuple[date, date]) -> None:
    """As text in the message itself. Raises NotSent, NoServer, Unsure, BadInput."""
    if not session.guidelines.mail.server:
        text = _("mail.server is empty in the guidelines.")
        raise BadInput(_("Not sent"), text, _("Name the server there."))
    first, last = (day.isoformat() for day in days)
    kind = REPORTS[saved.report]
    head = _("{title}, {first} to {last}").format(title=_(kind.title), first=first, last=last)
    counts = _("It counts {what}.").format(what=_(kind.counts))
    rows = WRITERS["md"](report.rows, report.totals).decode()
    subject = f"{saved.name}: {head}"
    with Postbox(session.guidelines.mail, session.desk.home, session.now) as postbox:
        text = f"{head}\n{counts}\n\n{rows}"
        postbox.send(Message(saved.name, saved.email, subject, text, f"report-{saved.id}-{last}"))
