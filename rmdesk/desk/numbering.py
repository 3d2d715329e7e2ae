"""Numbers of records, and new barcodes by the site's patterns: each given once and for ever."""

from collections.abc import Callable

from tinydb import Query

from data import Transaction
from data.texts import gettext as _
from rmdesk.access.guards import is_open
from rmdesk.desk.barcodes import given
from rmdesk.desk.desk import Session
from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import IdentifierPattern
from rmdesk.model.records import Holding, Person, Place, Record

LARGEST_BLOCK = 10_000
"""Most barcodes of one block; a roll of labels holds fewer."""

_RECORDS: dict[str, type[Record]] = {"holding": Holding, "place": Place, "person": Person}


_BY_CHANCE = range(100_000, 1_000_000)
"""Numbers of what not everybody may know of: six digits, which a person can still type."""


def numbered(
    session: Session,
    transaction: Transaction,
    record: type[Record],
    counter: str,
    form: Callable[[int], str],
    *,
    apart: bool = False,
) -> str:
    """A number that no record of a kind has, the next of a counter as `form` writes it.

    What not everybody may know of gets its number by chance, `apart`: it leaves no gap in those
    that count up (R17).
    """
    table = session.store.table(record.table)
    while True:
        number = form(_by_chance() if apart else transaction.number(counter))
        if not table.contains(Query().number == number):
            return number


def _by_chance() -> int:
    from secrets import choice

    return choice(_BY_CHANCE)


def numbered_as_known(
    session: Session,
    transaction: Transaction,
    record: Record,
    counter: str,
    form: Callable[[int], str],
) -> str:
    """The number of a new record: by chance where not everybody may know of it (R17)."""
    apart = not is_open(session.store, session.desk.records, record)
    return numbered(session, transaction, type(record), counter, form, apart=apart)


def check_block(kind: str, count: int) -> None:
    """See that so many barcodes of a kind can be issued at once. Raises BadInput."""
    if kind in _RECORDS and 1 <= count <= LARGEST_BLOCK:
        return
    raise BadInput(
        _("No barcodes issued"),
        _("{count} barcodes of the kind “{kind}” cannot be issued.").format(count=count, kind=kind),
        _("Kinds: {kinds}; at most {most} at once.").format(
            kinds=", ".join(_RECORDS), most=LARGEST_BLOCK
        ),
    )


def issue_barcodes(session: Session, kind: str, count: int = 1) -> list[str]:
    """Issue new barcodes for holdings, places or people, such as a block for a pre-printed roll.

    A number that was issued is never issued again, used or not; one that a record carries
    already is passed over. Raises BadInput for an unknown kind or a count out of range.
    """
    check_block(kind, count)
    pattern = IdentifierPattern(getattr(session.guidelines.barcodes, kind))
    record = _RECORDS[kind]
    issued: list[str] = []
    with session.change("issue barcodes") as transaction:
        while len(issued) < count:
            barcode = pattern.identifier(transaction.number(f"barcode {kind}"), session.now().year)
            if not given(session, record, "barcode", [barcode]):
                issued.append(barcode)
        transaction.note(
            "issue barcodes", f"barcodes:{kind}", new={"first": issued[0], "last": issued[-1]}
        )
    return issued
