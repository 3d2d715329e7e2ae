"""Keeps a record whose barcode, badge or account may be somebody else's already.

A scan means one thing: no holding, person and place share a barcode, in whatever case it is
written; and none looks like the number of a document (R42).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from tinydb import Query

from data import DuplicateKey
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.codes import document_number, fold_code
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Person, Place, Record

_BARCODED: Mapping[type[Record], str] = {
    Holding: "folded",
    Person: "folded_code",
    Place: "folded_code",
}
"""The kinds that have a barcode, and where each keeps it as it is compared."""

_CHUNK = 1000

Spelled = Mapping[str, Sequence[str]]
"""Barcodes as they are written, by what they are compared as."""


def keep(session: Session, record: Record) -> None:
    """Save a record, inside a transaction. Raises BadInput naming the field that is taken."""
    before = session.get(type(record), record.id)
    known = before.to_document() if before else {}
    if name := numbered_field(known, record):
        raise _numbered(name, str(getattr(record, name)))
    barcode = getattr(record, "barcode", "")
    if barcode and known.get("barcode") != barcode and _taken(session, record):
        raise _not_free("barcode", barcode)
    try:
        session.save(record)
    except DuplicateKey as error:
        raise _not_free(error.path, str(error.value)) from error


def _taken(session: Session, record: Record) -> bool:
    """Whether any other record has a record's barcode, in whatever case."""
    wanted = _spelled([getattr(record, "barcode", "")])
    own = type(record), record.id
    return any(
        (kind, document.doc_id) != own
        for kind in _BARCODED
        for document in _carriers(session, kind, wanted)
    )


def numbered_field(before: Mapping[str, Any], record: Record) -> str:
    """The field of a record that is newly said to look like `#12`, which is a document's number."""
    for name in ("barcode", "identifier"):
        value = getattr(record, name, "")
        if value and before.get(name) != value and document_number(value) is not None:
            return name
    return ""


def given(session: Session, kind: type[Record], path: str, values: Iterable[str]) -> set[str]:
    """Which of these values records of a kind have at an indexed path, hidden ones included.

    Barcodes are those of all kinds, in whatever case, and may be given as they are `Spelled`.
    """
    if path == "barcode":
        spelled = values if isinstance(values, Mapping) else _spelled(values)
        return set().union(*(_given_barcodes(session, each, spelled) for each in _BARCODED))
    table = session.store.table(kind.table)
    return {
        document[path]
        for wanted in _chunks(values)
        for document in table.search(Query()[path].one_of(wanted))
    }


def _spelled(barcodes: Iterable[str]) -> Spelled:
    spelled: dict[str, list[str]] = {}
    for each in barcodes:
        spelled.setdefault(fold_code(each), []).append(each)
    return spelled


def _given_barcodes(session: Session, kind: type[Record], spelled: Spelled) -> set[str]:
    table = session.store.table(kind.table)
    if not table.page(limit=1).rows:
        return set()
    if len(spelled) >= _CHUNK and len(table) * 10 < len(spelled):  # sooner read than asked for each
        documents = chain.from_iterable(table.pages())
        found = {fold_code(each["barcode"]) for each in documents if each.get("barcode")}
    else:
        found = {fold_code(each["barcode"]) for each in _carriers(session, kind, spelled)}
    return {value for folded in found for value in spelled.get(folded, ())}


def _carriers(session: Session, kind: type[Record], spelled: Spelled) -> Iterator[Any]:
    """The documents of a kind that carry one of these barcodes, in whatever case."""
    table, folded = session.store.table(kind.table), _BARCODED[kind]
    for upper in _chunks(spelled):
        wanted = frozenset(chain.from_iterable(map(spelled.__getitem__, upper)))
        yield from table.search(Query().barcode.one_of(upper | wanted))
        yield from table.search(Query()[folded].one_of(upper))


def not_free(name: str, value: str) -> str:
    """Words for a value that is taken, which do not tell by what: one may not know of it (R17)."""
    return _("the {field} {value} cannot be given to this record").format(field=name, value=value)


def looks_numbered(value: str) -> str:
    """Words for a code that would be read as the number of a document."""
    return _("“{value}” would be read as a document's number").format(value=value)


def _numbered(name: str, value: str) -> BadInput:
    text = looks_numbered(value)
    return BadInput(_("No code"), f"{text}.", _("Write it without the # sign."), field_name=name)


def _not_free(name: str, value: str) -> BadInput:
    text = not_free(name, value)
    return BadInput(
        _("Not free"), f"{text[0].upper()}{text[1:]}.", _("Use another one."), field_name=name
    )


def _chunks(values: Iterable[str]) -> Iterator[frozenset[str]]:
    rest = iter(values)
    while chunk := frozenset(islice(rest, _CHUNK)):  # TinyDB copies a list, value by value
        yield chunk
