"""What an accession becomes when it is taken in: a holding for each box and each file in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import issue_barcodes
from rmdesk.desk.registering import register
from rmdesk.duties.accessions import Accession, AccessionLine, box_code
from rmdesk.duties.preparing import returned
from rmdesk.model.records import Holding

_SHARED = "unit", "series", "class", "security", "caveats"
"""What all records of an accession have in common."""


def take_in(
    session: Session, accession: Accession, lines: Sequence[AccessionLine], home: str
) -> list[Holding]:
    """Register the boxes on the list, and the files in them, inside a transaction.

    What left for good comes back as another record, with a barcode of its own (R28). Raises
    Refused where its place has no room (R30), BadInput for a value that cannot be taken.
    """
    before = returned(session, [each.barcode for each in lines if each.barcode])
    boxes: dict[int, Holding] = {}
    kind = session.desk.kinds[Holding.table]
    made = []
    for line in lines:
        values = _values(session, accession, line, before)
        if line.kind == "box":
            values |= {"home": home or accession.place, "container_type": accession.container_type}
        else:
            values["container"] = boxes[line.box].barcode
        holding: Holding = register(session, kind, values, sure=True)
        if line.kind == "box":
            boxes[line.box] = holding
        line.holding = holding.id
        session.save(line)
        made.append(holding)
    return made


def _values(
    session: Session, accession: Accession, line: AccessionLine, before: Mapping[str, Holding]
) -> dict[str, Any]:
    values = accession.plain(_SHARED) | {
        "kind": line.kind,
        "accession": accession.number,
        "title": line.title or accession.title,
        "dates": line.dates or (accession.dates if line.kind == "box" else ""),
        "extent_m": line.extent_m,
        "barcode": line.barcode,
        "identifier": line.identifier,
    }
    if line.class_:
        values["class"] = line.class_
    if line.kind == "box":
        values["identifier"] = box_code(session, accession, line.box)
    if was := before.get(line.barcode):
        values["notes"] = _("Was {key} until it left for good.").format(key=was.key)
    if was or (line.kind == "box" and not line.barcode):
        values["barcode"] = issue_barcodes(session, "holding")[0]
    return values
