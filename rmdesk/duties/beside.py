"""What a typed text names beside records: people, places and requests, as one types (R42), and
what has it as its number: an accession, a transfer, a disposition.
"""

import re
from collections.abc import Iterator, Sequence

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.ticket import bare_numbered, numbered
from rmdesk.model.codes import clean_code, document_number, fold_code
from rmdesk.model.fields import Record
from rmdesk.model.records import Person, Place, Request
from rmdesk.model.schema import begins

EACH = 3
"""Most of one kind: the records come below them."""

_NUMBER = re.compile(r"[Rr]-?[0-9]+|[0-9]{3,}", re.ASCII)
_ADDRESS = re.compile(r".*[0-9].*")
"""An address has a figure in it, so that words are not looked for among places."""


@dataclass(frozen=True)
class Beside:
    """People, places and requests that answer to a text: the first of each.

    `people_in_all` says how many people there are of these words; `numbered` is what else has the
    text as its number.
    """

    people: Sequence[Person] = ()
    places: Sequence[Place] = ()
    requests: Sequence[Request] = ()
    people_in_all: int = 0
    numbered: Sequence[Record] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.places or self.requests or self.numbered)


def beside(session: Session, text: str, *, records: bool = False) -> Beside:
    """Who and what else a text names, whole or begun, that this person may know of.

    Where `records` answer to it, people do not by the words of their unit alone: they would stand
    before them all.
    """
    code = clean_code(text)
    if not code:
        return Beside()
    people, in_all = session.desk.roster.answering(code, EACH, themselves=records)
    places, requests = _places(session, code), _requests(session, code)
    return Beside(people, places, requests, in_all, list(numbered_so(session, code)))


def numbered_so(session: Session, text: str) -> Iterator[Record]:
    """What has a text as its number and is worked on by it, as one may know of it (R17).

    A bare number is none: each of these begins a year's numbers from 1.
    """
    code = clean_code(text)
    if not _ADDRESS.fullmatch(code) or code.isdecimal() or document_number(code) is not None:
        return
    for kind in session.desk.kinds.values():
        if kind.find is not None or not (kind.grouped and "number" in kind.record.unique):
            continue
        table = session.store.table(kind.record.table)
        rows = [row for each in {code, code.upper()} if (row := table.one("number", each))]
        yield from map(kind.record.from_document, session.visible.known(kind.record.table, rows))


def _places(session: Session, code: str) -> list[Place]:
    """By barcode, else by how the address begins."""
    if found := session.shelves(code):
        return found[:EACH]
    if not _ADDRESS.fullmatch(code):
        return []
    named = begins("address", fold_code(code))
    rows = session.store.table(Place.table).page(named, order_by="address", limit=EACH).rows
    return [Place.from_document(row) for row in rows]


def _requests(session: Session, code: str) -> list[Request]:
    """The one of this number, else those whose number begins so, the latest first."""
    if not _NUMBER.fullmatch(code):
        return numbered(session, code)[:EACH]
    if found := numbered(session, code) or bare_numbered(session, code):
        return found[:EACH]
    begun = begins("number", f"R-{code.lstrip('Rr-')}")
    rows = session.visible.first(
        Request.table, begun, order_by="number", limit=EACH, descending=True
    )
    return [Request.from_document(row) for row in rows]
