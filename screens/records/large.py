"""Records of a kind of which there are too many to read: the store's indexes give what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from rmdesk.model.fields import Record
from rmdesk.model.naming import fold_name
from rmdesk.model.records import Holding
from rmdesk.model.schema import begins

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.desk.kinds import RecordKind

_OF_EACH = 500
"""Most records that one index gives for one spelling."""


@dataclass(frozen=True)
class Answers:
    """The records that answer to words, the best first, and how many there are in all."""

    records: Sequence[Any]
    total: int


def is_indexed(kind: RecordKind, field: str) -> bool:
    """Whether records can be read in the order of a field."""
    return field in _paths(kind.record)


def _paths(record: type[Record]) -> list[str]:
    """The fields that lead an index which holds all records."""
    leading = (paths if isinstance(paths, str) else paths[0] for paths in record.indexed)
    return list(dict.fromkeys((*record.unique, *leading)))


def first_of(
    session: Session, kind: RecordKind, field: str, *, descending: bool, most: int
) -> list[Any]:
    """The first records in the order of a field, or of their registration where it has no index."""
    table, found = kind.record.table, list[Any]()
    order = (field,) if is_indexed(kind, field) else ()
    for rows in session.store.table(table).pages(order_by=order, descending=descending):
        found += map(kind.record.from_document, session.visible.known(table, rows))
        if len(found) >= most:
            break
    return found[:most]


def answering(session: Session, kind: RecordKind, text: str, most: int) -> Answers:
    """The records that answer to words: holdings by the search index, others by their keys.

    A key must begin with the words as they stand, or with the first of them.
    """
    if kind.record is Holding:
        from rmdesk.duties.search import search

        results = search(session, text, limit=most, typing=True)
        hits = [hit for hit in results.answers if isinstance(hit, Holding)]
        return Answers(hits, max(len(hits), results.total - (len(results.answers) - len(hits))))
    found: dict[int, Any] = {}
    for record in _beginning(session, kind.record, text):
        found.setdefault(record.id, record)
        if len(found) >= most:
            break
    return Answers(list(found.values()), len(found))


def _beginning(session: Session, record: type[Record], text: str) -> Iterator[Any]:
    first, *others = text.casefold().split()
    table = session.store.table(record.table)
    fields = record.specs()
    for path in _paths(record):
        for spelling in _spellings(text, first):
            page = table.page(begins(path, spelling), order_by=path, limit=_OF_EACH)
            for document in session.visible.known(record.table, page.rows):
                said = " ".join(str(document.get(name, "")) for name in fields).casefold()
                if all(word in said for word in others):
                    yield record.from_document(document)


def _spellings(text: str, first: str) -> list[str]:
    """As typed, and the first word in each case in which names, codes and folded texts are kept."""
    return list(dict.fromkeys((text, first, first.upper(), first.capitalize(), fold_name(first))))
