"""The one place through which the desk reads holdings: it knows what this person may know (R17).

What a person may not know of reads as absent, in lookups, pages, counts and journal alike.
"""

from collections.abc import Sequence
from gettext import gettext as _
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data import Cursor, Entry, Page, Store
from rmdesk.errors import BadInput, NotFound
from rmdesk.records import Holding, Loan, Reservation
from rmdesk.security import Clearance

__all__ = ["SAME_CODE_LIMIT", "Sight"]

SAME_CODE_LIMIT = 50
"""Most holdings shown for one code: real codes repeat, some of them hundreds of times."""


class Sight:
    """Holdings as one person may know them."""

    def __init__(self, store: Store, clearance: Clearance) -> None:
        self._store = store
        self._table = store.table(Holding.table)
        self._clearance = clearance

    def may_know(self, guard: str) -> bool:
        """Whether this person may learn of a record with this guard."""
        return self._clearance.covers(guard)

    def hidden_guards(self) -> list[str]:
        """The guards in use that this person is not cleared for."""
        return [guard for guard in self._guards() if not self.may_know(guard)]

    def _guards(self) -> list[str]:
        """Every guard in use, by stepping along its index: as many steps as there are guards."""
        found: list[str] = []
        last = ""
        while rows := self._table.page(Query().guard > last, order_by="guard", limit=1).rows:
            last = str(rows[0]["guard"])
            found.append(last)
        return found

    def narrow(self, condition: QueryInstance | None = None) -> QueryInstance | None:
        """A condition and, inside the query, what this person may know of."""
        hidden = self.hidden_guards()
        if not hidden:
            return condition
        known = ~Query().guard.one_of(hidden)
        return known if condition is None else QueryInstance.__and__(condition, known)

    def get(self, number: int | None) -> Holding | None:
        """The holding with this document number, or None."""
        document = self._table.get(doc_id=number) if number else None
        if document is None or not self.may_know(document.get("guard", "")):
            return None
        return Holding.from_document(document)

    def many(self, numbers: Sequence[int]) -> list[Holding]:
        """The holdings with these document numbers, in the given order; unknown ones left out."""
        found = {document.doc_id: document for document in self._documents(numbers)}
        return [Holding.from_document(found[number]) for number in numbers if number in found]

    def _documents(self, numbers: Sequence[int]) -> list[Any]:
        documents = self._table.get(doc_ids=list(numbers)) if numbers else []
        assert isinstance(documents, list)
        return [found for found in documents if self.may_know(found.get("guard", ""))]

    def page(
        self,
        condition: QueryInstance | None = None,
        *,
        order_by: str | Sequence[str] = (),
        after: Cursor | None = None,
        limit: int = 50,
        descending: bool = False,
    ) -> Page:
        """A page of holdings' documents that this person may know of."""
        narrowed = self.narrow(condition)
        return self._table.page(
            narrowed, order_by=order_by, after=after, limit=limit, descending=descending
        )

    def count(self, condition: QueryInstance) -> int:
        """How many holdings this person may know of fulfil a condition."""
        narrowed = self.narrow(condition)
        assert narrowed is not None
        return self._table.count(narrowed)

    def contents(self, container: int) -> list[Holding]:
        """What lies directly inside a container."""
        found = self.page(Query().inside == container, order_by="inside", limit=10_000).rows
        return [Holding.from_document(document) for document in found]

    def named(self, key: str) -> list[Holding]:
        """Every holding a key may mean: its barcode, else its identifier, in either case.

        `#123` names a document number, for holdings that carry neither.
        """
        key = key.strip()
        if key.startswith("#") and key[1:].isdecimal() and key[1:].isascii():
            found = self.get(int(key[1:]))
            return [found] if found else []
        for path, value in (("barcode", key), ("barcode", key.upper()), ("folded", key.upper())):
            document = self._table.one(path, value) if value else None
            if document is not None and self.may_know(document.get("guard", "")):
                return [Holding.from_document(document)]
        for value in dict.fromkeys((key, key.upper())) if key else ():
            condition = Query().identifier == value
            rows = self.page(condition, order_by="identifier", limit=SAME_CODE_LIMIT).rows
            if rows:
                return [Holding.from_document(document) for document in rows]
        return []

    def one(self, key: str) -> Holding:
        """The one holding a key means. Raises NotFound, and BadInput when several carry it."""
        found = self.named(key)
        if not found:
            raise NotFound.key(_("holding"), key)
        if len(found) > 1:
            numbers = ", ".join(holding.barcode or f"#{holding.id}" for holding in found[:8])
            raise BadInput(
                _("Several holdings carry this code"),
                _("{n} holdings answer to “{key}”: {keys}.").format(
                    n=len(found), key=key, keys=numbers
                ),
                _("Name one by its barcode or its # number."),
            )
        return found[0]

    def entries(self, entries: Sequence[Entry]) -> list[Entry]:
        """Journal entries without those about holdings this person may not know of."""
        if not self.hidden_guards():
            return list(entries)
        return [entry for entry in entries if self._may_read(entry)]

    def _may_read(self, entry: Entry) -> bool:
        """Whether an entry's own words or its subjects' guard speak of something hidden."""
        for values in (entry.old, entry.new):
            if values and not self.may_know(str(values.get("guard", ""))):
                return False
            number = (values or {}).get("holding")
            if isinstance(number, int) and self._hides(number):
                return False
        about = self._about(entry.subject)
        return about is None or not self._hides(about)

    def _about(self, subject: str) -> int | None:
        """The holding that an entry's subject is, or that it is a loan of or a claim on."""
        table, _colon, number = subject.partition(":")
        if not number.isdecimal():
            return None
        if table == Holding.table:
            return int(number)
        if table not in (Loan.table, Reservation.table):
            return None
        document = self._store.table(table).get(doc_id=int(number))
        assert not isinstance(document, list)
        return document["holding"] if document else None

    def _hides(self, number: int) -> bool:
        document = self._table.get(doc_id=number)
        assert not isinstance(document, list)
        return document is not None and not self.may_know(document.get("guard", ""))
