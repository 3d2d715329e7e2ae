"""The one place through which the desk reads for a person: it knows what they may know (R17).

What a person may not know of reads as absent, in lookups, pages, counts and journal alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cached_property
from gettext import gettext as _
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance
from tinydb.table import Document

from data import Cursor, Entry, Page, Store
from rmdesk.access.clearance import Clearance
from rmdesk.model.codes import clean_code, document_number, fold_code
from rmdesk.model.days import day_of
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.fields import Record
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding
from rmdesk.model.values import LEVEL

SAME_CODE_LIMIT = 50
"""Most holdings shown for one code: real codes repeat, some of them hundreds of times."""


class Guards:
    """The guards in use, asked once for each version of the data: every look asks for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = -1
        self._found: dict[str, list[str]] = {}

    def of(self, record: type[Record]) -> list[str]:
        """Every guard of a record whose own field says who may know of it."""
        if self._store.writing:  # what this very transaction has written counts too
            return self._step(record)
        version = self._store.data_version()
        if version != self._version:
            self._version, self._found = version, {}
        if record.table not in self._found:
            self._found[record.table] = self._step(record)
        return self._found[record.table]

    def _step(self, record: type[Record]) -> list[str]:
        """Along the index of that field: as many steps as there are guards."""
        table, path = self._store.table(record.table), record.known_by
        found: list[str] = []
        last = ""
        while rows := table.page(Query()[path] > last, order_by=path, limit=1).rows:
            last = str(rows[0][path])
            found.append(last)
        return found


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

    def may_know(self, guard: str) -> bool:
        """Whether this person may learn of a record with this guard."""
        return self._clearance.covers(guard)

    @property
    def knows_all(self) -> bool:
        """Whether there can be nothing that this person may not know of."""
        return self._clearance.covers_all

    @cached_property
    def hidden_guards(self) -> list[str]:
        """The guards of holdings in use that this person is not cleared for."""
        return [guard for guard in self._guards.of(Holding) if not self.may_know(guard)]

    @cached_property
    def hides_any(self) -> bool:
        """Whether there is anything that this person may not know of."""
        rooted = (
            each for each in self._records.values() if each.known_by not in ("", *each.links())
        )
        return any(
            not self.may_know(_guard(record, {record.known_by: value}))
            for record in rooted
            for value in self._guards.of(record)
        )

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

    def count_inside(self, container: int) -> int:
        """How many holdings lie directly inside a container."""
        return self.count(Query().inside == container)

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
        """The holdings with an identifier, as it is written or in the other case."""
        code = clean_code(key)
        if not code:
            return []
        for value in dict.fromkeys((code, code.upper(), code.lower(), key.strip())):
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

    def known(self, table: str, documents: Sequence[Document]) -> list[Document]:
        """Those documents of a table that this person may know of, in their order.

        A record with a guard or a level is known by it, one that speaks of another with that, and
        one that is known through others with any of those; what names none is known to all.
        """
        record = self._records.get(table)
        if record is None or not (record.known_by or record.known_through):
            return list(documents)
        if record.known_through:
            hidden = self._hidden_through(
                *record.known_through, [each.doc_id for each in documents]
            )
            return [each for each in documents if each.doc_id not in hidden]
        if not (linked := _linked(record)):
            return [each for each in documents if self.may_know(_guard(record, each))]
        known = list(documents)
        for path, named in linked:
            hidden = self._hidden_numbers(named, (each.get(path) for each in known))
            known = [each for each in known if each.get(path) not in hidden]
        return known

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

    def _hidden_numbers(self, table: str, numbers: Iterable[Any]) -> set[int]:
        """Which of these records of a table this person may not know of."""
        if not self.hides_any:
            return set()
        asked = {number for number in numbers if isinstance(number, int) and number}
        documents = self._store.table(table).get(doc_ids=list(asked)) if asked else []
        known = {each.doc_id for each in self.known(table, documents)}
        return {each.doc_id for each in documents} - known

    def _hidden_through(self, table: str, path: str, numbers: Sequence[int]) -> set[int]:
        """Which of these are named by records of a table, and by none that may be known of."""
        if not numbers or not self.hides_any:
            return set()
        naming = self._store.table(table).search(Query()[path].one_of(list(numbers)))
        known = {each[path] for each in self.known(table, naming)}
        return {each[path] for each in naming} - known

    def entries(self, entries: Sequence[Entry]) -> list[Entry]:
        """Journal entries without those about what this person may not know of."""
        if not self.hides_any:
            return list(entries)
        subjects = self._hidden_subjects({entry.subject for entry in entries})
        named: defaultdict[str, set[Any]] = defaultdict(set)
        for entry in entries:
            for record, values in self._told(entry):
                for path, table in _linked(record):
                    named[table].add(values.get(path))
        hidden = {table: self._hidden_numbers(table, asked) for table, asked in named.items()}

        def knows(record: type[Record], values: Mapping[str, Any]) -> bool:
            if not (linked := _linked(record)):
                return self.may_know(_guard(record, values))
            return all(values.get(path) not in hidden[table] for path, table in linked)

        return [
            entry
            for entry in entries
            if entry.subject not in subjects
            and all(knows(record, values) for record, values in self._told(entry))
        ]

    def _told(self, entry: Entry) -> list[tuple[type[Record], dict[str, Any]]]:
        """An entry's own values, where its record says in them who may know of it."""
        record = self._records.get(entry.subject.partition(":")[0])
        if record is None or not record.known_by:
            return []
        return [(record, values) for values in (entry.old, entry.new) if values]

    def may_give_back(self, entries: Sequence[Entry]) -> bool:
        """Whether this person may know of all that these entries tell, before and after.

        Of a level that nothing has any more too: it would be given back.
        """
        told = (pair for entry in entries for pair in self._told(entry))
        guards = (_guard(*pair) for pair in told if pair[0].known_by not in pair[0].links())
        return all(map(self.may_know, guards)) and len(self.entries(entries)) == len(entries)

    def activity(
        self, start: datetime, end: datetime, by: str
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Acts in [start, end), and holdings that they changed, by action, actor or day.

        Days are those of the zone of `start` (R44). Only what this person may read counts; for who
        may read all, the journal counts by itself.
        """
        journal = self._store.journal
        if not self.hides_any:
            counted = "quarter" if by == "day" else by
            acts_of = journal.tally(start, end, counted)
            changed_of = journal.tally(start, end, counted, Holding.table)
            if by == "day":
                return _by_day(acts_of, start.tzinfo), _by_day(changed_of, start.tzinfo)
            return acts_of, changed_of
        acts: defaultdict[str, set[int]] = defaultdict(set)
        changed: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
        for entries in journal.between(start, end):
            for entry in self.entries(entries):
                day = by == "day"
                key = str(day_of(entry.time, start.tzinfo) if day else getattr(entry, by))
                acts[key].add(entry.act)
                if entry.subject.startswith(f"{Holding.table}:"):
                    changed[key].add((entry.act, entry.subject))
        return _sizes(acts), _sizes(changed)

    def activity_under(
        self, start: datetime, end: datetime, field: str
    ) -> tuple[dict[str, int], dict[str, int], tuple[int, int]]:
        """Acts in [start, end), and holdings that they changed, by a field that holdings have now.

        Then the totals of both, each act counted once. Only what this person may read counts.
        """
        acts: defaultdict[str, set[int]] = defaultdict(set)
        changed: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        values: dict[int, str] = {}
        for entries in self._store.journal.between(start, end):
            touched = [(entry.act, _holding_of(entry)) for entry in self.entries(entries)]
            pairs = {(act, number) for act, number in touched if number is not None}
            unknown = list({number for _act, number in pairs} - values.keys())
            values.update((each.doc_id, each.get(field, "")) for each in self._documents(unknown))
            for act, number in pairs:
                value = values.get(number, "")
                acts[value].add(act)
                changed[value].add((act, number))
        totals = len(set().union(*acts.values())), sum(map(len, changed.values()))
        return _sizes(acts), _sizes(changed), totals

    def _hidden_subjects(self, subjects: Iterable[str]) -> set[str]:
        """Which of these subjects of the journal are documents that must not be known of."""
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for subject in subjects:
            table, _colon, number = subject.partition(":")
            if table in self._records and number.isdecimal():
                numbers[table].append(int(number))
        hidden = set()
        for table, asked in numbers.items():
            record = self._records[table]
            if not (record.known_by or record.known_through):
                continue
            documents = self._store.table(table).get(doc_ids=asked)
            known = {each.doc_id for each in self.known(table, documents)}
            hidden |= {f"{table}:{each.doc_id}" for each in documents if each.doc_id not in known}
            gone = set(asked).difference(each.doc_id for each in documents)
            hidden |= {f"{table}:{n}" for n in gone if self._hides_removed(record, n)}
        return hidden

    def _hides_removed(self, record: type[Record], number: int) -> bool:
        """Whether a document that an undo took away was one that must not be known of."""
        removal = self._store.journal.of(f"{record.table}:{number}", limit=1)[0]
        if record.known_through is None:
            gone = Document(removal.old or {}, number)
            return removal.old is not None and not self.known(record.table, [gone])
        # What named it went in the same act.
        table, path = record.known_through
        naming = [
            Document(entry.old, 0)
            for entry in self._store.journal.act(removal.act)
            if entry.subject.startswith(f"{table}:") and (entry.old or {}).get(path) == number
            if entry.old
        ]
        return bool(naming) and not self.known(table, naming)


def _by_day(quarters: Mapping[str, int], zone: tzinfo | None) -> dict[str, int]:
    """Counts of quarters of an hour (UTC) as those of local days: no zone parts a quarter."""
    days: defaultdict[str, int] = defaultdict(int)
    for quarter, count in quarters.items():
        days[str(day_of(f"{quarter}Z", zone))] += count
    return dict(days)


def _sizes(sets: Mapping[str, set[Any]]) -> dict[str, int]:
    return {key: len(members) for key, members in sets.items()}


def _linked(record: type[Record]) -> list[tuple[str, str]]:
    """The fields and the tables of the records with which one is known; none for a guard."""
    links = record.links()
    paths = (record.known_by, *record.known_also)
    return [(path, links[path]) for path in paths if path in links]


def _guard(record: type[Record], values: Mapping[str, Any]) -> str:
    """What one must be cleared for to know of a record with a guard, or with a level only."""
    said = str(values.get(record.known_by, ""))
    return guard_of(said, []) if record.specs()[record.known_by].kind is LEVEL else said


def _holding_of(entry: Entry) -> int | None:
    """The holding that an entry is about."""
    table, _colon, number = entry.subject.partition(":")
    return int(number) if table == Holding.table and number.isdecimal() else None
