"""The one place through which the desk reads for a person: it knows what they may know (R17).

What a person may not know of reads as absent, in lookups, pages and counts alike; in the journal
by `rmdesk.access.journal`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, reduce
from typing import Any, TypeVar

from tinydb import Query
from tinydb.queries import QueryInstance
from tinydb.table import Document

from data import Cursor, Page, Store
from data.texts import gettext as _
from rmdesk.access.clearance import EITHER, Clearance, joined
from rmdesk.access.guards import Guards, guard_in, links_of
from rmdesk.model.codes import clean_code, document_number, fold_code
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding
from rmdesk.model.words import GONE

SAME_CODE_LIMIT = 50
"""Most holdings shown for one code: real codes repeat, some of them hundreds of times."""


R = TypeVar("R", bound=Record)


def belongs_in(container: Holding) -> QueryInstance:
    """What belongs directly in a container; what left for good did so only with it (R28)."""
    inside: QueryInstance = Query().inside == container.id
    if container.status in GONE:
        return inside
    still: QueryInstance = inside & ~Query().status.one_of([str(each) for each in GONE])
    return still


class Visibility:
    """The desk's records as one person may know them now, by what each declares in `known_by`.

    It asks once what there is to hide: who reads for long takes a new one from the session.
    """

    def __init__(
        self,
        store: Store,
        clearance: Clearance,
        records: Mapping[str, type[Record]],
        guards: Guards,
    ) -> None:
        self._store = store
        self._table = store.table(Holding.table)
        self._clearance = clearance
        self._records = records
        self._guards = guards
        self._hidden: dict[str, Set[int]] = {}

    def may_know(self, guard: str) -> bool:
        """Whether this person may learn of a record with this guard."""
        return self._clearance.covers(guard)

    @property
    def knows_all(self) -> bool:
        """Whether there can be nothing that this person may not know of."""
        return self._clearance.covers_all

    def guards_of(self, record: type[Record]) -> list[str]:
        """The guards, or the levels, in use of a kind of record that has them of its own."""
        return self._guards.of(record)

    @cached_property
    def hidden_guards(self) -> list[str]:
        """The guards of holdings in use that this person is not cleared for."""
        return [guard for guard in self._guards.of(Holding) if not self.may_know(guard)]

    @cached_property
    def hides_any(self) -> bool:
        """Whether there is anything that this person may not know of."""
        return not all(map(self.may_know, self._in_use()))

    @property
    def utmost(self) -> str:
        """The guard of what may tell of anything that this person may know of, such as a list."""
        every = (each for guard in self._in_use() for each in guard.split(EITHER))
        return reduce(joined, filter(self.may_know, every), "")

    def _in_use(self) -> Iterator[str]:
        """The guards of all records that have one, or a level, of their own."""
        for record in self._records.values():
            if record.known_by not in ("", *record.links()):
                for value in self._guards.of(record):
                    yield guard_in(record, {record.known_by: value})

    def narrow(self, condition: QueryInstance | None = None) -> QueryInstance | None:
        """A condition and, inside the query, what this person may know of."""
        hidden = self.hidden_guards
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
        found = {document.doc_id: document for document in self.documents(numbers)}
        return [Holding.from_document(found[number]) for number in numbers if number in found]

    def documents(self, numbers: Sequence[int]) -> list[Any]:
        """The documents of holdings with these numbers, in the store's order."""
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

    def sums(
        self, paths: Sequence[str], number: str, condition: QueryInstance
    ) -> dict[tuple[Any, ...], tuple[int, int, float]]:
        """Holdings that this person may know of, by the values at some paths (`Table.sums`)."""
        return self._table.sums(paths, number, self.narrow(condition))

    def count_inside(self, container: Holding) -> int:
        """How many holdings belong directly inside a container."""
        return self.count(belongs_in(container))

    def named(self, key: str) -> list[Holding]:
        """Every holding a key may mean: its barcode, else its identifier, in either case.

        `#123` names a document number; where an earlier version let a record carry it as its code,
        that record is meant as well.
        """
        found = self.barcoded(key) or self.identified(key)
        if (number := document_number(key.strip())) is not None:
            numbered = self.get(number)
            found += [numbered] if numbered and all(each.id != number for each in found) else []
        return found

    def barcoded(self, key: str) -> list[Holding]:
        """The holdings with a barcode, without its case."""
        code, folded = clean_code(key), fold_code(key)
        if not code:
            return []
        found: dict[int, Holding] = {}
        exact = (self._table.one("barcode", each) for each in {code, folded})
        folding = self._table.search(Query().folded == folded)
        for document in filter(None, (*exact, *folding)):
            if self.may_know(document.get("guard", "")):
                found[document.doc_id] = Holding.from_document(document)
        return list(found.values())

    def identified(self, key: str) -> list[Holding]:
        """The holdings with an identifier, without its case."""
        code, folded = clean_code(key), fold_code(key)
        if not code:
            return []
        of = Query()
        written = (of.identifier == code) | (of.identifier == folded)
        if key.strip() not in (code, folded):
            written |= of.identifier == key.strip()
        found: dict[int, Holding] = {}
        for field, condition in (
            ("identifier", written),
            ("folded_identifier", of.folded_identifier == folded),
        ):
            rows = self.page(condition, order_by=field, limit=SAME_CODE_LIMIT).rows
            found |= {row.doc_id: Holding.from_document(row) for row in rows}
        return list(found.values())[:SAME_CODE_LIMIT]

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

    def known(self, table: str, documents: Sequence[Document]) -> list[Document]:
        """Those documents of a table that this person may know of, in their order.

        A record with a guard or a level is known by it, one that speaks of another with that, and
        one that is known through others with any of those; what names none is known to all. A level
        besides counts too.
        """
        record = self._records.get(table)
        if record is None or not (record.known_by or record.known_through):
            return list(documents)
        if record.known_through:
            hidden = self._hidden_through(
                *record.known_through, [each.doc_id for each in documents]
            )
            if record.known_by:  # by a level of its own as well
                documents = [e for e in documents if self.may_know(guard_in(record, e))]
            return [each for each in documents if each.doc_id not in hidden]
        if not (linked := links_of(record)):
            return [each for each in documents if self.may_know(guard_in(record, each))]
        known = list(documents)
        for path, named in linked:
            # Of what is itself known through these, its level: else each would ask for the other.
            through, _path = self._records[named].known_through or ("", "")
            asks = self._above if through == table else self.hidden_numbers
            hidden = asks(named, (each.get(path) for each in known))
            known = [each for each in known if each.get(path) not in hidden]
        return known

    def known_among(self, record: type[R], records: Sequence[R]) -> list[R]:
        """Those of some records of a kind, as they are kept now, that this person may know of."""
        asked = [each.id for each in records]
        documents = self._store.table(record.table).get(doc_ids=asked) if asked else []
        assert isinstance(documents, list)
        known = {each.doc_id for each in self.known(record.table, documents)}
        return [each for each in records if each.id in known]

    def where(self, record: type[R], asked: QueryInstance) -> list[R]:
        """Those records of a kind that match and that this person may know of, oldest first."""
        known = self.known(record.table, self._store.table(record.table).search(asked))
        return sorted(map(record.from_document, known), key=lambda each: each.id)

    def first(
        self,
        table: str,
        condition: QueryInstance,
        *,
        order_by: str | Sequence[str],
        limit: int,
        descending: bool = False,
    ) -> list[Document]:
        """The first documents of a table that this person may know of; hidden ones are made up for.

        Holdings have `page`, which leaves them out inside the query.
        """
        found: list[Document] = []
        kept = self._store.table(table)
        for rows in kept.pages(condition, order_by=order_by, limit=limit, descending=descending):
            found += self.known(table, rows)
            if len(found) >= limit:
                break
        return found[:limit]

    def all_in(
        self, table: str, condition: QueryInstance, *, order_by: str | Sequence[str]
    ) -> Iterator[Document]:
        """All documents of a table that match and that this person may know of, in an order."""
        for rows in self._store.table(table).pages(condition, order_by=order_by):
            yield from self.known(table, rows)

    def count_in(self, table: str, condition: QueryInstance | None = None) -> int:
        """How many documents of a table, all or those that match, this person may know of.

        For a person who may know of everything this is one count in the store.
        """
        kept, record = self._store.table(table), self._records.get(table)
        guarded = record is not None and bool(record.known_by or record.known_through)
        if not guarded or not self.hides_any:
            return len(kept) if condition is None else kept.count(condition)
        if condition is not None:
            return len(self.known(table, kept.search(condition)))
        if table == Holding.table:
            return len(kept) - kept.count(Query().guard.one_of(self.hidden_guards))
        return sum(len(self.known(table, rows)) for rows in kept.pages())

    def hidden_in(self, table: str) -> Set[int]:
        """All documents of a table that this person may not know of: those that `known` leaves out.

        Asked of the store, for however many.
        """
        if not self.hides_any:
            return set()
        if table not in self._hidden:
            key = table, self._clearance
            found = self._guards.once(key, lambda: self._hidden_of(self._records[table]))
            self._hidden[table] = found
        return self._hidden[table]

    def _hidden_of(self, record: type[Record]) -> set[int]:
        if record.known_through:
            return self._through(record.table, *record.known_through) | self._unknown_level(record)
        links, kept = links_of(record), self._store.table(record.table)
        if not links:
            return self._unknown_level(record)
        found: set[int] = set()
        for path, named in links:
            # Of what is itself known through these, its level: else each would ask for the other.
            other = self._records[named]
            through, _path = other.known_through or ("", "")
            ask = through != record.table
            found.update(
                kept.naming(path, self.hidden_in(named) if ask else self._unknown_level(other))
            )
        return found

    def _unknown_level(self, record: type[Record]) -> set[int]:
        """Documents with a guard or a level of their own that this person is not cleared for."""
        path = record.known_by
        if not path or path in record.links():
            return set()
        hidden = [
            value
            for value in self._guards.of(record)
            if not self.may_know(guard_in(record, {path: value}))
        ]
        table = self._store.table(record.table)
        return set(table.ids(Query()[path].one_of(hidden))) if hidden else set()

    def _through(self, table: str, naming: str, path: str) -> set[int]:
        """Documents that are named by hidden ones alone."""
        kept = self._store.table(naming)
        said = kept.values_of(self.hidden_in(naming), [path])
        named = Counter(number for (number,) in said if isinstance(number, int))
        every = kept.named(path, named)
        return self._store.table(table).there([n for n in named if named[n] == every[n]])

    def hidden_numbers(self, table: str, numbers: Iterable[Any]) -> set[int]:
        """Which of these records of a table this person may not know of."""
        if not self.hides_any:
            return set()
        asked = {number for number in numbers if isinstance(number, int) and number}
        documents = self._store.table(table).get(doc_ids=list(asked)) if asked else []
        known = {each.doc_id for each in self.known(table, documents)}
        return {each.doc_id for each in documents} - known

    def _above(self, table: str, numbers: Iterable[Any]) -> set[int]:
        """Which of these records of a table have a level that this person is not cleared for."""
        record = self._records[table]
        asked = {number for number in numbers if isinstance(number, int) and number}
        if not asked or not record.known_by or not self.hides_any:
            return set()
        documents = self._store.table(table).get(doc_ids=list(asked))
        return {e.doc_id for e in documents if not self.may_know(guard_in(record, e))}

    def _hidden_through(self, table: str, path: str, numbers: Sequence[int]) -> set[int]:
        """Which of these are named by records of a table, and by none that may be known of."""
        if not numbers or not self.hides_any:
            return set()
        naming = self._store.table(table).search(Query()[path].one_of(list(numbers)))
        known = {each[path] for each in self.known(table, naming)}
        return {each[path] for each in naming} - known
