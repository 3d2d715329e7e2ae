"""New barcodes by the site's patterns, each given once and for ever, singly or as a block."""

from data.texts import gettext as _
from rmdesk.desk.barcodes import elsewhere, given
from rmdesk.desk.desk import Session
from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import IdentifierPattern
from rmdesk.model.records import Holding, Person, Place, Record

LARGEST_BLOCK = 10_000
"""Most barcodes of one block; a roll of labels holds fewer."""

_RECORDS: dict[str, type[Record]] = {"holding": Holding, "place": Place, "person": Person}


def issue_barcodes(session: Session, kind: str, count: int = 1) -> list[str]:
    """Issue new barcodes for holdings, places or people, such as a block for a pre-printed roll.

    A number that was issued is never issued again, used or not; one that a record carries
    already is passed over. Raises BadInput for an unknown kind or a count out of range.
    """
    if kind not in _RECORDS or not 1 <= count <= LARGEST_BLOCK:
        raise BadInput(
            _("No barcodes issued"),
            _("{count} barcodes of the kind “{kind}” cannot be issued.").format(
                count=count, kind=kind
            ),
            _("Kinds: {kinds}; at most {most} at once.").format(
                kinds=", ".join(_RECORDS), most=LARGEST_BLOCK
            ),
        )
    pattern = IdentifierPattern(getattr(session.guidelines.barcodes, kind))
    record = _RECORDS[kind]
    issued: list[str] = []
    with session.change("issue barcodes") as transaction:
        while len(issued) < count:
            barcode = pattern.identifier(transaction.number(f"barcode {kind}"), session.now().year)
            if not given(session, record, "barcode", [barcode]) | elsewhere(
                session, record, [barcode]
            ):
                issued.append(barcode)
        transaction.note(
            "issue barcodes", f"barcodes:{kind}", new={"first": issued[0], "last": issued[-1]}
        )
    return issued
