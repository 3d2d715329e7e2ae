"""Guards: what one must be cleared for to know of a record, by what its kind declares (R17)."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from tinydb import Query

from data import APART, Store
from rmdesk.model.fields import Record
from rmdesk.model.levels import guard_of
from rmdesk.model.values import LEVEL

T = TypeVar("T")

_AT_ONCE = 2_000
"""Records that are looked up at once."""


class Guards:
    """The guards in use, asked once for each version of the data: every look asks for them.

    Also what else is asked so often, such as all that somebody may not know of.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: tuple[int, dict[Hashable, Any]] = 0, {}  # of one version, for all threads

    def of(self, record: type[Record]) -> list[str]:
        """Every guard of a record whose own field says who may know of it."""
        return self.once(record.table, lambda: self._step(record))

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What is found of the data as they are now: asked once, but in a transaction each time.

        What another thread commits while it is asked is of another version, which asks again.
        """
        if self._store.writing:  # what this very transaction has written counts too
            return ask()
        version, kept = self._store.data_version(), self._kept
        if version != kept[0]:
            self._kept = kept = version, {}
        if key not in kept[1]:
            kept[1][key] = ask()
        found: T = kept[1][key]
        return found

    def _step(self, record: type[Record]) -> list[str]:
        """Along the index of that field: as many steps as there are guards."""
        table, path = self._store.table(record.table), record.known_by
        found: list[str] = []
        last = ""
        while rows := table.page(Query()[path] > last, order_by=path, limit=1).rows:
            last = str(rows[0][path])
            found.append(last)
        return found


def is_open(store: Store, records: Mapping[str, type[Record]], record: Record) -> bool:
    """Whether everybody may know of a record, by its own guard or by what it speaks of."""
    return are_open(store, records, [record])[0]


def are_open(
    store: Store, records: Mapping[str, type[Record]], some: Sequence[Record]
) -> list[bool]:
    """`is_open` of each of some records of a kind, which are looked up at once."""
    kind = type(some[0])
    links = links_of(kind)
    if not links:
        known_by = kind.known_by
        return [not known_by or not guard_in(kind, each.plain([known_by])) for each in some]
    guarded = {
        path: _guarded(store, records[table], {getattr(each, path) for each in some} - {None, 0})
        for path, table in links
    }
    return [
        all(getattr(each, path) not in numbers for path, numbers in guarded.items())
        for each in some
    ]


def _guarded(store: Store, record: type[Record], numbers: set[int]) -> set[int]:
    """Of one that is known through others it tells how it was numbered."""
    if record.known_through is not None:
        return {number for number in numbers if number >= APART}
    table, every, found = store.table(record.table), sorted(numbers), set[int]()
    for start in range(0, len(every), _AT_ONCE):  # a census of a large centre lists all there is
        documents = table.get(doc_ids=every[start : start + _AT_ONCE])
        assert isinstance(documents, list)
        found.update(each.doc_id for each in documents if guard_in(record, each))
    return found


def links_of(record: type[Record]) -> list[tuple[str, str]]:
    """The fields and the tables of the records with which one is known; none for a guard."""
    links = record.links()
    paths = (record.known_by, *record.known_also)
    return [(path, links[path]) for path in paths if path in links]


def guard_in(record: type[Record], values: Mapping[str, Any]) -> str:
    """What one must be cleared for to know of a record with a guard, or with a level only."""
    said = str(values.get(record.known_by, ""))
    return guard_of(said, []) if record.specs()[record.known_by].kind is LEVEL else said
