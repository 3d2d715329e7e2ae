"""The transmittal of an accession as PDF: what comes, box by box, with room for both signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found
from rmdesk.duties.accession import ACCESSIONS, told_accession
from rmdesk.duties.accessions import (
    Accession,
    AccessionLine,
    box_code,
    boxes_of,
    lines_in,
)
from rmdesk.labels.paper import Column, Pages, sign_twice
from rmdesk.model.words import accession_word


def transmittal_pdf(session: Session, number: str) -> tuple[Accession, bytes]:
    """The form of an accession, and the accession. Raises NotFound."""
    accession: Accession = found(session, ACCESSIONS, number)
    lines = lines_in(session, accession.id)
    title = _("Transmittal {number}").format(number=accession.number)
    pages = Pages.of(session.guidelines.paper, title, session.desk.labels)
    pages.begin_page()
    pages.heading(title)
    for name, value in _facts(session, accession, lines):
        pages.text(f"{name}: {value or '-'}")
    pages.gap()
    pages.table(_columns(), [_row(session, accession, each) for each in lines if each.listed])
    pages.gap(8)
    sign_twice(pages, _("For the unit"), _("For the records centre"))
    return accession, pages.pdf()


def _facts(
    session: Session, accession: Accession, lines: Sequence[AccessionLine]
) -> Iterator[tuple[str, str]]:
    told = told_accession(session, accession)
    boxes = boxes_of(lines)
    metres = told["metres"]
    yield _("Accession"), f"{accession.number} ({accession_word(accession.status)})"
    yield _("Unit"), accession.unit
    yield _("Office of primary responsibility"), accession.opr
    yield _("Records"), accession.title
    yield _("Series"), accession.series or accession.class_
    yield _("Inclusive dates"), accession.dates
    yield _("Boxes"), _span(session, accession, boxes)
    yield _("Volume"), _("{metres:g} linear metres").format(metres=metres) if metres else ""
    yield _("Container type"), accession.container_type or session.guidelines.containers.standard
    yield (
        _("Restriction"),
        ", ".join(filter(None, (accession.restriction, accession.security, *accession.caveats))),
    )
    yield _("Disposition authority"), accession.authority
    yield _("Disposition date"), accession.disposition_date
    yield _("Location"), accession.place
    prepared = accession.prepared_by or accession.announced_by
    yield _("Prepared by"), _did(prepared, accession.announced)
    yield _("Received by"), _did(accession.received_by, accession.received)


def _span(session: Session, accession: Accession, boxes: Sequence[AccessionLine]) -> str:
    if not boxes:
        return ""
    first, last = (box_code(session, accession, boxes[n].box) for n in (0, -1))
    return _("{n}: {first} to {last}").format(n=len(boxes), first=first, last=last)


def _did(who: str, moment: str) -> str:
    return ", ".join(filter(None, (who, moment[:10])))


def _columns() -> list[Column]:
    return [
        Column(_("box"), 1.3), Column(_("barcode"), 1.3), Column(_("code"), 1.3),
        Column(_("title"), 4), Column(_("dates"), 1.5), Column(_("here"), 0.6),
    ]  # fmt: skip


def _row(session: Session, accession: Accession, line: AccessionLine) -> list[str]:
    box = box_code(session, accession, line.box)
    here = _("yes") if line.here else ""
    return [box, line.barcode, line.identifier, line.title, line.dates, here]
