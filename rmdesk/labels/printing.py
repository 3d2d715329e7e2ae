"""From what was chosen to paper: labels made as the settings say, kept in the spool, sent.

The command line and the screens both print through here.
"""

from functools import partial

from data.plain import dataclass, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import issue_barcodes
from rmdesk.labels.contents import Wanted, blank_labels, example_of, labels_of
from rmdesk.labels.drawing import (
    Calibration,
    LabelContent,
    LabelJob,
    LabelPreview,
    Proof,
    Stock,
    calibration_of,
    load_template,
    make_labels,
    preview_label,
    proof_labels,
    stock_named,
)
from rmdesk.labels.presets import LabelSource, Last, Sort, remember
from rmdesk.labels.printer import absolute
from rmdesk.labels.printers import printer_allowed
from rmdesk.labels.settings import Settings
from rmdesk.labels.spool import JobState, PrintJob, Spool


@dataclass(frozen=True)
class Outcome:
    """What became of labels: their job, printed or waiting, what was odd, what is remembered."""

    job: PrintJob
    warnings: tuple[str, ...]
    last: Last


def print_labels(session: Session, source: LabelSource, settings: Settings, last: Last) -> Outcome:
    """Print labels, and remember them as what this account printed last.

    `last` is what was remembered so far. A printer that does not answer is no error: the job
    waits. Raises BadInput, NotFound and Refused for labels that cannot be made.
    """
    blanks: list[str] = []
    if source.sort == Sort.NEW:
        used = in_detail(settings, blank_labels(source.kind, []).template, last)
        (blanks, job), guard = made_new(session, source, used), ""
    else:
        wanted = labels_of(session, source, settings.template)
        used = in_detail(settings, wanted.template, last)
        job, guard = made(session, wanted, used), wanted.guard
        if source.sort == Sort.RESULTS:  # the same search may find others tomorrow
            source = LabelSource(Sort.RECORDS, wanted.keys)
    printed = Last(
        source,
        used,
        tuple(blanks),
        stock=stock_for(session, used).name,
        next_start=_goes_on_at(session, used, job.labels),
        printers={**last.printers, used.printer: used},
        stocks={**last.stocks, used.template: used.stock},
    )
    return _sent(session, job, printed, guard)


def print_again(session: Session, last: Last) -> Outcome:
    """Print the last ones once more, barcodes of a block as they are.

    While they still wait in the spool, they are tried again instead: nothing comes out twice.
    """
    spool = spool_of(session)
    for waiting in spool.jobs():
        if waiting.number == last.job and waiting.state is JobState.WAITING:
            return Outcome(spool.retry(waiting), (), last)
    if last.source.sort == Sort.NEW:
        wanted = blank_labels(last.source.kind, last.blanks)
    else:
        wanted = labels_of(session, last.source, last.settings.template)
    return _sent(session, made(session, wanted, last.settings), last, wanted.guard)


def _sent(session: Session, job: LabelJob, last: Last, guard: str) -> Outcome:
    """Keep the job and remember it, then send it: whatever happens meanwhile, it is found."""
    waiting = kept(session, job, last.settings.printer, guard=guard)
    last = replace(last, job=waiting.number)
    remember(session.desk.home, session.login, last)
    return Outcome(spool_of(session).retry(waiting), job.warnings, last)


def in_detail(settings: Settings, template: str, last: Last) -> Settings:
    """The settings with the template they come to, and the stock that was used for it last."""
    template = settings.template or template
    stock = settings.stock or last.stocks.get(template, "")
    return replace(settings, template=template, stock=stock)


def stock_for(session: Session, settings: Settings) -> Stock:
    """The stock chosen, else the template's own. Raises NotFound, BadInput."""
    site = session.desk.labels
    return stock_named(settings.stock or load_template(settings.template, site).stock, site)


def _goes_on_at(session: Session, settings: Settings, labels: int) -> int:
    """The first free label of the sheet that is left over; 1 where it is used up."""
    if not settings.on_sheets:
        return 1
    return (settings.start - 1 + labels) % stock_for(session, settings).per_sheet + 1


def made(
    session: Session,
    wanted: Wanted,
    settings: Settings,
    calibration: Calibration | None = None,
) -> LabelJob:
    """Make the labels wanted; a sheet is moved as its printer was calibrated for its stock.

    Raises BadInput, NotFound and Refused as `make_labels` does.
    """
    settings = replace(settings, template=settings.template or wanted.template)
    if calibration is None and settings.printer and settings.format == "pdf":
        stock = stock_for(session, settings)
        calibration = calibration_of(session.desk.labels, settings.printer, stock)
    return make_labels(wanted.contents, settings, calibration=calibration, site=session.desk.labels)


def made_new(
    session: Session, source: LabelSource, settings: Settings
) -> tuple[list[str], LabelJob]:
    """Issue a block of barcodes with their labels; labels that cannot be made leave it unissued.

    One of them is tried first, so that nobody waits for the store while all are drawn.
    Raises as `made`, and as `kept` for its printer.
    """
    if settings.printer:
        printer_allowed(settings.printer, session.desk.labels)
    made(session, example_of(session, source), settings)
    barcodes = issue_barcodes(session, source.kind, source.count)
    return barcodes, made(session, blank_labels(source.kind, barcodes), settings)


def previewed(
    session: Session, content: LabelContent, template: str, settings: Settings, columns: int
) -> LabelPreview:
    """One label in characters, as this printer would have it; raises what printing would."""
    settings = replace(settings, template=template)
    return preview_label(content, settings, columns=columns, site=session.desk.labels)


def proofed(session: Session, wanted: Wanted, settings: Settings) -> Proof:
    """Everything that is odd about the labels wanted, before any is printed."""
    settings = replace(settings, template=settings.template or wanted.template)
    return proof_labels(wanted.contents, settings, site=session.desk.labels)


def spool_of(session: Session) -> Spool:
    """The spool of this home, as this person may know it (R17)."""
    allowed = partial(printer_allowed, site=session.desk.labels)
    return Spool(
        session.desk.home / "spool",
        now=session.now,
        printers=allowed,
        may_know=session.visible.may_know,
    )


def sent(
    session: Session, job: LabelJob, printer: str, title: str = "", *, guard: str = ""
) -> PrintJob:
    """Put a job into the spool and try to print it; its state tells whether it waits."""
    return spool_of(session).retry(kept(session, job, printer, title, guard=guard))


def kept(
    session: Session, job: LabelJob, printer: str, title: str = "", *, guard: str = ""
) -> PrintJob:
    """Put a job into the spool, from where it is sent; it is on disk when this returns.

    It is there for who is cleared for its `guard`. Its title counts labels, or is what no labels
    are; it names no record: whoever sends it on sees no more than that something waits.
    Raises BadInput for an address that is no printer, Refused for one that is not used here.
    """
    printer_allowed(printer, session.desk.labels)
    n = job.labels
    printer = absolute(printer)
    title = ngettext("{n} label", "{n} labels", n).format(n=n) if n else title or _("Calibration")
    return spool_of(session).add(job.data, printer=printer, title=title, labels=n, guard=guard)
