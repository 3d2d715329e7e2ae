"""Finding: what the index is told of the desk's records, and search as the desk asks it.

Holdings and classes of the scheme share the index's keys: a key is the document number times
eight, plus the sort of record.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tinydb import Query
from tinydb.table import Document

from data import Store
from index import Changes, Statuses, Text
from index.collecting import uncollected
from index.query import unquoted
from rmdesk.holding import AMENDABLE
from rmdesk.records import Holding, Place, SchemeClass, Status
from rmdesk.security import guard_of, implies

if TYPE_CHECKING:
    from rmdesk.desk import Session
    from rmdesk.sight import Sight

_SORTS = 8
_HOLDING, _CLASS = 0, 1

_TOLD = frozenset(AMENDABLE) | {"earliest", "latest", "home_id", "guard"}
"""The fields of a holding that the index is told of; statuses and loans are the store's."""

_CLASS_WORDS = frozenset({"title", "terms", "security"})
_PLACE_WORDS = frozenset({"room", "address"})
"""Fields of a class and of a place that the index is told of with each of their holdings."""

_CODES = ("barcode", "identifier", "class", "accession")
_BOXES = ("container", "volume")
_NOTES = ("description", "notes", "medium")
_ALONE = (
    *((name, name) for name in ("title", "unit", "kind", "dates")),
    *(("keywords", "terms"), ("home", "place"), ("earliest", "date_from"), ("latest", "date_to")),
)
"""Fields of a holding that the index takes as they are, and its own names for them."""

_LISTED = tuple(status for status in Status if status is not Status.IN)
"""Statuses few enough to be listed for the index; the rest of the holdings are in."""

_LATELY = 200
"""Journal entries that tell what was used lately: it comes first among equals."""

_ONE_WORD = re.compile(r"[\w-]+")
"""What needs no quotes."""

_LOOKED_UP = 4096
"""Classes and places remembered while texts are made; those of one series follow each other."""


def _key(sort: int, number: int) -> int:
    return number * _SORTS + sort


class StoreSource:
    """The store as the index sees it: what the journal says has changed, and every record."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holdings = store.table(Holding.table)
        self._classes = store.table(SchemeClass.table)

    def last(self) -> int:
        """The last journal sequence."""
        return self._store.journal.last()

    def mark(self, seq: int) -> str:
        """The hash of a journal entry, and so of all before it; "" where there is none."""
        entries = self._store.journal.since(seq - 1, limit=1) if seq else []
        return entries[0].hash if entries and entries[0].seq == seq else ""

    @uncollected()
    def changed(self, after: int, limit: int) -> Changes:
        """What has changed after a journal sequence, each record once.

        With a class or a place come the holdings that are found under its words. Fewer entries
        are taken at a time until these are at most `limit`, or one entry is left: the holdings of
        one class are given whole, however many they are.
        """
        journal = self._store.journal
        classes, upto = journal.touched(SchemeClass.table, after, limit)
        under = self._found_under(after, upto)
        while len(under) > limit and upto > after + 1:
            classes, upto = journal.touched(SchemeClass.table, after, (upto - after) // 2)
            under = self._found_under(after, upto)
        told, _upto = journal.touched(Holding.table, after, upto - after, fields=_TOLD)
        holdings = [*told, *sorted(under.difference(told))]
        texts = self._texts(_HOLDING, holdings) + self._texts(_CLASS, classes)
        asked = {_key(_HOLDING, n) for n in holdings} | {_key(_CLASS, n) for n in classes}
        return Changes(upto, texts, sorted(asked.difference(text.key for text in texts)))

    def _found_under(self, after: int, upto: int) -> set[int]:
        """The holdings that are found under words of a class or a place that have changed."""
        touched, span = self._store.journal.touched, upto - after
        classes, _upto = touched(SchemeClass.table, after, span, fields=_CLASS_WORDS)
        places, _upto = touched(Place.table, after, span, fields=_PLACE_WORDS)
        found: set[int] = set()
        if classes:
            codes = [each["code"] for each in self._classes.get(doc_ids=classes)]
            found.update(self._holdings.ids(Query()["class"].one_of(codes)))
        if places:
            found.update(self._holdings.ids(Query().home_id.one_of(places)))
        return found

    def _texts(self, sort: int, numbers: Sequence[int]) -> list[Text]:
        table = self._holdings if sort == _HOLDING else self._classes
        documents = table.get(doc_ids=list(numbers)) if numbers else []
        assert isinstance(documents, list)
        return self._described(sort, documents)

    def _described(self, sort: int, documents: Iterable[Document]) -> list[Text]:
        describe = _Describer(self._store)
        made = describe.holding if sort == _HOLDING else describe.class_
        return [made(document) for document in documents]

    @uncollected()
    def all(self, after_key: int, limit: int) -> list[Text]:
        """The next records by key; a document number has a holding, a class, or both."""
        found: list[Text] = []
        for sort, table in ((_HOLDING, self._holdings), (_CLASS, self._classes)):
            after = (after_key - sort) // _SORTS
            found += self._described(sort, table.page(after=(after,), limit=limit).rows)
        return sorted(found, key=lambda text: text.key)[:limit]


class _Describer:
    """Makes texts of documents; remembers the classes and places it looked up."""

    def __init__(self, store: Store) -> None:
        self._places = store.table(Place.table)
        self._classes = store.table(SchemeClass.table)
        self._place = lru_cache(_LOOKED_UP)(self._find_place)
        self._class = lru_cache(_LOOKED_UP)(self._find_class)

    def _find_place(self, number: int) -> str:
        place = self._places.get(doc_id=number)
        assert not isinstance(place, list)
        return " > ".join(_filled(place or {}, ("room", "address")))

    def _find_class(self, code: str) -> tuple[str, list[str]]:
        """A class's guard, and its title and index terms."""
        found: Mapping[str, Any] = self._classes.one("code", code) or {}
        words = [*_filled(found, ("title",)), *found.get("terms", [])]
        return guard_of(found.get("security", ""), []), words

    def _class_words(self, document: Document) -> list[str]:
        """What a holding is found under for its class's sake.

        Nothing of a class that somebody who may know of the holding may not know of (R17).
        """
        if "class" not in document:
            return []
        guard, words = self._class(document["class"])
        return words if not guard or implies(document.get("guard", ""), guard) else []

    def holding(self, document: Document) -> Text:
        """What full text needs of a holding."""
        get = document.get
        fields = {name: document[key] for key, name in _ALONE if key in document}
        fields["code"] = _filled(document, _CODES)
        fields["box"] = _filled(document, _BOXES)
        fields["notes"] = _filled(document, _NOTES)
        fields["parent"] = [*_filled(document, ("series",)), *self._class_words(document)]
        if home := get("home_id"):
            fields["place"] = self._place(home) or get("home")
        return Text(_key(_HOLDING, document.doc_id), get("guard", ""), fields)

    def class_(self, document: Document) -> Text:
        """What full text needs of a class: its terms and cross-references lead to it."""
        terms = [
            *document.get("terms", []),
            *document.get("see", []),
            *document.get("see_also", []),
        ]
        fields: dict[str, Any] = {
            "title": document.get("title", ""),
            "code": _filled(document, ("code",)),
            "terms": terms,
            "parent": _filled(document, ("parent",)),
            "notes": _filled(document, ("scope_note",)),
            "kind": "class",
        }
        guard = guard_of(document.get("security", ""), [])
        return Text(_key(_CLASS, document.doc_id), guard, fields)


def _filled(document: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    return [document[key] for key in keys if key in document]


@dataclass(frozen=True)
class Results:
    """An answer to a search: `total` counts all that match, `hits` are the best of them.

    `exact` is False while the index still takes records in, for patterns of too many words, and for
    near answers. Where nothing answers to the whole text, `did_you_mean` is the text that was
    searched instead, or `left_out` names the words that most hits do not hold. Below a few exact
    hits stand some of that kind, the last `besides` of them; `total` does not count those.
    """

    total: int
    exact: bool
    took_ms: float
    hits: list[Holding | SchemeClass]
    did_you_mean: str = ""
    left_out: tuple[str, ...] = ()
    besides: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def answers(self) -> list[Holding | SchemeClass]:
        """The hits that `total` counts: all but those that stand below a few exact ones."""
        return self.hits[: len(self.hits) - self.besides]


def search(
    session: "Session",
    text: str,
    *,
    limit: int = 20,
    kinds: Sequence[str] = (),
    statuses: Sequence[str] = (),
    typing: bool = False,
    facets: bool = False,
) -> Results:
    """What answers to a text: records it names outright first, then full text, best first.

    Everything is narrowed to what this person may know, inside the query (R17).
    """
    start = perf_counter()
    sight = session.sight
    if statuses:
        text = f"{' OR '.join(map(_of_status, statuses))} {text}"
    named = [] if kinds else sight.named(text)[:limit]
    found = session.desk.finder.search(
        text,
        limit=limit,
        may_know=sight.may_know,
        kinds=kinds,
        typing=typing,
        facets=facets,
        statuses=_statuses(session),
        recent=_lately_used(session),
    )
    exact = len(found.hits) - found.besides
    hits: dict[tuple[str, int], Holding | SchemeClass]
    hits = {(Holding.table, holding.id): holding for holding in named}
    for record in _records(session, sight, [hit.key for hit in found.hits[:exact]]):
        hits.setdefault((record.table, record.id), record)
    answering = len(hits)
    for record in _records(session, sight, [hit.key for hit in found.hits[exact:]]):
        hits.setdefault((record.table, record.id), record)
    listed = list(hits.values())[:limit]
    return Results(
        total=max(found.total, answering),
        exact=found.exact,
        took_ms=round((perf_counter() - start) * 1000, 1),
        hits=listed,
        did_you_mean="" if named else found.did_you_mean,
        left_out=() if named and not found.besides else tuple(found.left_out),
        besides=max(0, len(listed) - answering),
        facets={name: dict(counts) for name, counts in found.facets.items()},
    )


def narrowed(text: str, facet: str, value: str) -> str:
    """A text that finds, of what `text` finds, the records with this value of a facet alone.

    What narrows stands first: the last word may be unfinished, and a quote still be open.
    """
    if facet == "decade":
        return f"date:{value}s {text}"
    if facet == "status":
        return f"{_of_status(value)} {text}"
    whole = value if _ONE_WORD.fullmatch(value) else f'"{unquoted(value)}"'
    return f"{facet}:={whole} {text}"


def _lately_used(session: "Session") -> list[int]:
    """The index keys of the holdings that this desk last had to do with, latest first."""
    journal = session.store.journal
    numbers, _upto = journal.touched(Holding.table, max(0, journal.last() - _LATELY), _LATELY)
    return [_key(_HOLDING, number) for number in reversed(numbers)]


def _records(
    session: "Session", sight: "Sight", keys: Sequence[int]
) -> list[Holding | SchemeClass]:
    """The records of these keys, in their order, as they are now."""
    numbers = [key // _SORTS for key in keys if key % _SORTS == _HOLDING]
    found: dict[int, Holding | SchemeClass] = {
        _key(_HOLDING, holding.id): holding for holding in sight.many(numbers)
    }
    others = [key // _SORTS for key in keys if key % _SORTS == _CLASS]
    classes = session.store.table(SchemeClass.table).get(doc_ids=others) if others else []
    for document in sight.known(SchemeClass.table, classes):
        found[_key(_CLASS, document.doc_id)] = SchemeClass.from_document(document)
    return [found[key] for key in keys if key in found]


def _of_status(status: str) -> str:
    return f"status:{status}"


def _statuses(session: "Session") -> Statuses:
    """What the index asks of statuses: classes have none, and most holdings are in."""
    holdings = session.store.table(Holding.table)

    def having(status: Status) -> list[int]:
        return [_key(_HOLDING, number) for number in holdings.ids(Query().status == status)]

    return Statuses(
        {status: partial(having, status) for status in _LISTED},
        other=Status.IN,
        may_have=lambda keys: keys % _SORTS == _HOLDING,
    )
