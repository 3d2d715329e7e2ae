"""Everybody who is registered, kept in memory: found by their names in any order as one types."""

from collections.abc import Sequence
from threading import Lock

from tinydb.table import Document

from data import Store
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Person

_AT_ONCE = 5_000
"""Journal entries that are looked through at a time for people who were changed."""


class Roster:
    """The names of people, read once and kept as the journal tells of changes. For any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._said: dict[int, tuple[str, str]] = {}
        self._upto = -1
        self._lock = Lock()

    def answering(
        self, text: str, limit: int, *, themselves: bool = False
    ) -> tuple[list[Person], int]:
        """The first people by name of whom every word begins a word, and how many there are.

        The words may be of the name in any order, of the unit, the badge or the account; with
        `themselves` not all of them of the unit alone.
        """
        words = order_name(text).split()
        with self._lock:
            self._follow()
            found = [
                number
                for number, (own, unit) in self._said.items()
                if _holds(own + unit, words) and (not themselves or _any_in(own, words))
            ]
        people = self._store.table(Person.table).get(doc_ids=found[: 20 * limit])
        assert isinstance(people, list)
        ordered = sorted(map(Person.from_document, people), key=lambda each: (each.folded, each.id))
        return ordered[:limit], len(found)

    def _follow(self) -> None:
        """Take in whom the journal tells of; all of them at first."""
        table, journal = self._store.table(Person.table), self._store.journal
        last = journal.last()
        if self._upto < 0:
            for rows in table.pages():
                self._said.update((row.doc_id, _said_of(row)) for row in rows)
            self._upto = last
        while self._upto < last:
            numbers, self._upto = journal.touched(Person.table, self._upto, _AT_ONCE)
            kept = table.get(doc_ids=numbers) if numbers else []
            assert isinstance(kept, list)
            for number in numbers:
                self._said.pop(number, None)
            self._said.update((row.doc_id, _said_of(row)) for row in kept)


def _said_of(row: Document) -> tuple[str, str]:
    """All by which a person is found, by their own and by their unit; a blank before each word."""
    name = str(row.get("name", ""))
    own = (order_name(name), row.get("barcode", ""), row.get("login", ""))
    return " " + fold_name(" ".join(map(str, own))), " " + fold_name(str(row.get("unit", "")))


def _holds(said: str, words: Sequence[str]) -> bool:
    """Whether each word begins a word; of Chinese names, stands in one."""
    return bool(words) and all(
        f" {word}" in said or (not word.isascii() and word in said) for word in words
    )


def _any_in(said: str, words: Sequence[str]) -> bool:
    """Whether one of the words begins a word; of Chinese names, stands in one."""
    return any(_holds(said, [word]) for word in words)
