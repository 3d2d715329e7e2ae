"""From what was chosen to paper: labels made as the settings say, kept in the spool, sent.

The command line and the screens both print through here.
"""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from rmdesk.desk import Session
from rmdesk.label import (
    Calibration,
    Job,
    LabelContent,
    LabelJob,
    LabelPreview,
    Proof,
    Spool,
    Stock,
    calibration_of,
    load_template,
    make_calibration_sheet,
    make_labels,
    preview_label,
    printer_at,
    proof_labels,
    stock_named,
)
from rmdesk.labelling.choice import Settings, Sort, Source
from rmdesk.labelling.contents import Wanted, blank_labels, labels_of
from rmdesk.numbering import issue_barcodes

__all__ = [
    "cross_hair_job",
    "goes_on_at",
    "kept",
    "made",
    "made_new",
    "previewed",
    "proofed",
    "spool_of",
    "stock_for",
    "wanted_again",
]


def stock_for(session: Session, settings: Settings, template: str) -> Stock:
    """The stock chosen, else the template's own. Raises NotFound, BadInput."""
    site = _site(session)
    return stock_named(settings.stock or load_template(template, site).stock, site)


def made(
    session: Session,
    wanted: Wanted,
    settings: Settings,
    calibration: Calibration | None = None,
) -> LabelJob:
    """Make the labels wanted; a sheet is moved as its printer was calibrated for its stock.

    Raises BadInput, NotFound and Refused as `make_labels` does.
    """
    template = settings.template or wanted.template
    if calibration is None and settings.printer and settings.format == "pdf":
        stock = stock_for(session, settings, template)
        calibration = calibration_of(_site(session), settings.printer, stock)
    return make_labels(
        wanted.contents,
        template=template,
        stock=settings.stock or None,
        symbology=settings.symbology or None,
        start=settings.start,
        copies=settings.copies,
        collate=settings.collate,
        output=settings.format,
        dpi=settings.dpi,
        paper_mm=settings.paper_mm,
        calibration=calibration,
        site=_site(session),
    )


def made_new(session: Session, source: Source, settings: Settings) -> tuple[list[str], LabelJob]:
    """Issue a block of barcodes with their labels; labels that cannot be made leave it unissued."""
    with session.change("issue barcodes"):
        barcodes = issue_barcodes(session, source.kind, source.count)
        return barcodes, made(session, blank_labels(source.kind, barcodes), settings)


def wanted_again(
    session: Session, source: Source, settings: Settings, blanks: Sequence[str]
) -> Wanted:
    """What was printed before, to be printed again: barcodes of a block are not issued anew."""
    if source.sort == Sort.NEW:
        return blank_labels(source.kind, blanks)
    return labels_of(session, source, settings.template)


def previewed(
    session: Session, content: LabelContent, template: str, settings: Settings, columns: int
) -> LabelPreview:
    """One label in characters, as this printer would have it; raises what printing would."""
    return preview_label(
        content,
        template=template,
        stock=settings.stock or None,
        symbology=settings.symbology or None,
        output=settings.format,
        dpi=settings.dpi,
        paper_mm=settings.paper_mm,
        columns=columns,
        site=_site(session),
    )


def proofed(session: Session, wanted: Wanted, settings: Settings) -> Proof:
    """Everything that is odd about the labels wanted, before any is printed."""
    return proof_labels(
        wanted.contents,
        template=settings.template or wanted.template,
        stock=settings.stock or None,
        symbology=settings.symbology or None,
        start=settings.start,
        copies=settings.copies,
        output=settings.format,
        dpi=settings.dpi,
        paper_mm=settings.paper_mm,
        site=_site(session),
    )


def goes_on_at(stock: Stock, settings: Settings, labels: int) -> int:
    """The first free label of the sheet that is left in the printer; 1 where it is used up."""
    if settings.format not in ("pdf", "svg", "png"):
        return 1
    return (settings.start - 1 + labels) % stock.per_sheet + 1


def cross_hair_job(session: Session, stock: str, calibration: Calibration | None) -> LabelJob:
    """The sheet to calibrate on; with a calibration, to see that it is right."""
    return make_calibration_sheet(stock, calibration=calibration, site=_site(session))


def spool_of(session: Session) -> Spool:
    """The spool of this home."""
    return Spool(session.desk.home / "spool", now=session.now)


def kept(session: Session, job: LabelJob, printer: str) -> Job:
    """Put a job into the spool, from where it is sent; it is on disk when this returns.

    Its title counts labels and names no record: whoever looks at the queue may not know of it
    (R17). Raises BadInput for an address that is no printer.
    """
    printer_at(printer)
    n = job.labels
    title = ngettext("{n} label", "{n} labels", n).format(n=n) if n else _("Calibration")
    return spool_of(session).add(job.data, printer=printer, title=title, labels=n)


def _site(session: Session) -> Path:
    return session.desk.home / "labels"
