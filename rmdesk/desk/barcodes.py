"""Keeps a record whose barcode, badge or account may be somebody else's already.

A scan means one thing: no holding, person and place share a barcode.
"""

from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from itertools import islice

from tinydb import Query

from data import DuplicateKey
from rmdesk.desk.desk import Session
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Person, Place, Record

_BARCODED: tuple[type[Record], ...] = (Holding, Person, Place)
_CHUNK = 1000


def keep(session: Session, record: Record) -> None:
    """Save a record, inside a transaction. Raises BadInput naming the field that is taken."""
    before = session.get(type(record), record.id)
    barcode = getattr(record, "barcode", "")
    is_new = before is None or getattr(before, "barcode", "") != barcode
    if barcode and is_new and elsewhere(session, type(record), [barcode]):
        raise _taken("barcode", barcode)
    try:
        session.save(record)
    except DuplicateKey as error:
        raise _taken(error.path, str(error.value)) from error


def elsewhere(session: Session, kind: type[Record], barcodes: Sequence[str]) -> set[str]:
    """Which of these barcodes are given to records of other kinds, hidden ones included."""
    others = [each for each in _BARCODED if each is not kind]
    return set().union(*(given(session, each, "barcode", barcodes) for each in others))


def given(session: Session, kind: type[Record], path: str, values: Iterable[str]) -> set[str]:
    """Which of these values records of a kind have at an indexed path, hidden ones included."""
    table = session.store.table(kind.table)
    return {
        document[path]
        for wanted in _chunks(values)
        for document in table.search(Query()[path].one_of(wanted))
    }


def not_free(name: str, value: str) -> str:
    """Words for a value that is taken, which do not tell by what: one may not know of it (R17)."""
    return _("the {field} {value} cannot be given to this record").format(field=name, value=value)


def _taken(name: str, value: str) -> BadInput:
    text = not_free(name, value)
    return BadInput(
        _("Not free"), f"{text[0].upper()}{text[1:]}.", _("Use another one."), field_name=name
    )


def _chunks(values: Iterable[str]) -> Iterator[frozenset[str]]:
    rest = iter(values)
    while chunk := frozenset(islice(rest, _CHUNK)):  # TinyDB copies a list, value by value
        yield chunk
