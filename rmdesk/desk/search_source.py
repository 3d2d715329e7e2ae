"""What the index is told of the desk's records.

Holdings and classes of the scheme share the index's keys: a key is the document number times
eight, plus the sort of record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tinydb import Query
from tinydb.table import Document

from data import Store
from index import Changes, Text
from index.storage.gc_pause import uncollected
from rmdesk.access.clearance import implies
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Place, Record, SchemeClass
from rmdesk.model.values import written

SORTS = 8
HOLDING, CLASS = 0, 1
"""Sorts of records, of so many that there may be."""

_TOLD = frozenset(Holding.given_by("hand")) | {
    "earliest", "latest", "home_id", "inside", "guard", "own",
}  # fmt: skip
"""The fields of a holding that the index is told of; statuses and loans are the store's."""

_CLASS_WORDS = frozenset({"title", "terms", "security"})
_PLACE_WORDS = (*Place.in_zone("place"), "address")
"""Fields of a class and of a place that the index is told of with each of their holdings."""

_BOX_WORDS = frozenset({"kind", "title", "identifier", "barcode", "inside", "guard"})
"""Fields of a container that the index is told of with each holding that lies in it."""

_IS_NUMBER = re.compile(r"[^\W\d_]{0,3}[-/. ]?\d[\w./-]{0,15}")
"""A title that is a container's number and nothing more: `H1`, `1372`, `2005/7`."""

_DEEPEST = 4
"""Containers in containers that a holding is found under."""

_LOOKED_UP = 4096
"""Classes and places remembered while texts are made; those of one series follow each other."""


def key_of(sort: int, number: int) -> int:
    """The index's key of a document."""
    return number * SORTS + sort


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
        texts = self._texts(HOLDING, holdings) + self._texts(CLASS, classes)
        asked = {key_of(HOLDING, n) for n in holdings} | {key_of(CLASS, n) for n in classes}
        return Changes(upto, texts, sorted(asked.difference(text.key for text in texts)))

    def _found_under(self, after: int, upto: int) -> set[int]:
        """The holdings that are found under words of a class or a place that have changed."""
        touched, span = self._store.journal.touched, upto - after
        classes, _upto = touched(SchemeClass.table, after, span, fields=_CLASS_WORDS)
        places, _upto = touched(Place.table, after, span, fields=frozenset(_PLACE_WORDS))
        found: set[int] = set()
        if classes:
            codes = [each["code"] for each in self._classes.get(doc_ids=classes)]
            found.update(self._holdings.ids(Query()["class"].one_of(codes)))
        if places:
            found.update(self._holdings.ids(Query().home_id.one_of(places)))
        boxes, _upto = touched(Holding.table, after, span, fields=_BOX_WORDS)
        for _depth in range(_DEEPEST):
            boxes = self._holdings.ids(Query().inside.one_of(boxes)) if boxes else []
            found.update(boxes)
        return found

    def _texts(self, sort: int, numbers: Sequence[int]) -> list[Text]:
        table = self._holdings if sort == HOLDING else self._classes
        documents = table.get(doc_ids=list(numbers)) if numbers else []
        assert isinstance(documents, list)
        return self._described(sort, documents)

    def _described(self, sort: int, documents: Iterable[Document]) -> list[Text]:
        describe = _Describer(self._store)
        made = describe.holding if sort == HOLDING else describe.class_
        return [made(document) for document in documents]

    @uncollected()
    def all(self, after_key: int, limit: int) -> list[Text]:
        """The next records by key; a document number has a holding, a class, or both."""
        found: list[Text] = []
        for sort, table in ((HOLDING, self._holdings), (CLASS, self._classes)):
            after = (after_key - sort) // SORTS
            found += self._described(sort, table.page(after=(after,), limit=limit).rows)
        return sorted(found, key=lambda text: text.key)[:limit]


class _Describer:
    """Makes texts of documents; remembers the classes and places it looked up."""

    def __init__(self, store: Store) -> None:
        self._places = store.table(Place.table)
        self._classes = store.table(SchemeClass.table)
        self._holdings = store.table(Holding.table)
        self._box = lru_cache(_LOOKED_UP)(self._find_box)
        self._place = lru_cache(_LOOKED_UP)(self._find_place)
        self._class = lru_cache(_LOOKED_UP)(self._find_class)

    def _find_place(self, number: int) -> str:
        place = self._places.get(doc_id=number)
        assert not isinstance(place, list)
        return " > ".join(_filled(place or {}, _PLACE_WORDS))

    def _find_class(self, code: str) -> tuple[str, list[str]]:
        """A class's guard, and its title and index terms."""
        found: Mapping[str, Any] = self._classes.one("code", code) or {}
        words = [*_filled(found, ("title",)), *found.get("terms", [])]
        return guard_of(found.get("security", ""), []), words

    def _find_box(self, number: int) -> tuple[str, list[str], int | None]:
        """A container's guard, what it goes by as a box, and what it lies in itself."""
        found = self._holdings.get(doc_id=number)
        assert not isinstance(found, list)
        box: Mapping[str, Any] = found or {}
        codes = _filled(box, ("identifier", "barcode"))
        title = box.get("title", "")
        numbers = [title] if _IS_NUMBER.fullmatch(title) else []
        words = [f"{box.get('kind', '')} {each}" for each in [*codes, *numbers]]
        return box.get("guard", ""), [*_filled(box, ("title",)), *words], box.get("inside")

    def _boxes(self, document: Document) -> tuple[list[str], list[int]]:
        """What a holding's containers go by, however it was linked to them, and their keys.

        No word of one that somebody who may know of the holding may not know of (R17). The
        outermost key stands first.
        """
        found = _filled(document, _HOLDING_ZONES["box"])
        keys: list[int] = []
        inside = document.get("inside")
        for _depth in range(_DEEPEST):
            if not inside:
                break
            keys.insert(0, key_of(HOLDING, inside))
            guard, words, inside = self._box(inside)
            if not guard or implies(document.get("guard", ""), guard):
                found += [word for word in words if word not in found]
        return found, keys

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
        fields = _zoned(document, _HOLDING_OWN)
        parents = _filled(document, _HOLDING_ZONES["parent"]) + self._class_words(document)
        boxes, inside = self._boxes(document)
        if own := document.get("own"):
            said = [fields.get("notes", ""), *(written(value) for value in own.values())]
            fields["notes"] = " ".join(" ".join(_each(said)).split())
        if parents:
            fields["parent"] = parents
        if boxes:
            fields["box"] = boxes
        for key, name in _DAYS:
            if key in document:
                fields[name] = document[key]
        if home := get("home_id"):
            fields["place"] = self._place(home) or get("home")
        return Text(key_of(HOLDING, document.doc_id), get("guard", ""), fields, inside)

    def class_(self, document: Document) -> Text:
        """What full text needs of a class: its terms and cross-references lead to it."""
        fields = {**_zoned(document, _CLASS_ZONES), "kind": "class"}
        guard = guard_of(document.get("security", ""), [])
        return Text(key_of(CLASS, document.doc_id), guard, fields)


_Zones = Mapping[str, tuple[str, ...]]


def _zones(record: type[Record]) -> _Zones:
    """The fields of a record in each zone of the index."""
    zones = dict.fromkeys(spec.zone for spec in record.specs().values() if spec.zone)
    return {zone: record.in_zone(zone) for zone in zones}


def _single_and_shared(zones: _Zones) -> tuple[list[tuple[str, str]], _Zones]:
    """Zones that have just one field, each with it, and the others: of most there is one."""
    single = [(zone, keys[0]) for zone, keys in zones.items() if len(keys) == 1]
    return single, {zone: keys for zone, keys in zones.items() if len(keys) > 1}


_HOLDING_ZONES = _zones(Holding)
_HOLDING_OWN = _single_and_shared(
    {zone: keys for zone, keys in _HOLDING_ZONES.items() if zone not in ("parent", "box")}
)
"""Without those that other records say something in, too."""
_CLASS_ZONES = _single_and_shared(_zones(SchemeClass))
_DAYS = (("earliest", "date_from"), ("latest", "date_to"))
"""The ends of a holding's dates, and what the index calls them."""


def _zoned(
    document: Mapping[str, Any], zones: tuple[list[tuple[str, str]], _Zones]
) -> dict[str, Any]:
    """What a document says in each zone: its one field as it is, several one after the other."""
    single, shared = zones
    found = {zone: document[key] for zone, key in single if key in document}
    for zone, keys in shared.items():
        if said := [document[key] for key in keys if key in document]:
            found[zone] = list(_each(said)) if list in map(type, said) else said
    return found


def _each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from value if isinstance(value, list) else (value,)


def _filled(document: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    return [document[key] for key in keys if key in document]


_DUE = re.compile(r"\bdue:", re.IGNORECASE)


def asks_last_day(text: str) -> bool:
    """Whether a search asks until when records are kept: then that is told of what it finds."""
    return _DUE.search(text) is not None
