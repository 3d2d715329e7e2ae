"""Which record of the store each row of a file speaks of.

Keys are tried in turn for all rows. Where several records carry a key, the first row that names it
gets the first of them, the second row the second, and so on: real codes repeat. No record is given
to two rows, and none to a row that carries another barcode.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.model.records import Holding, Record

__all__ = ["Key", "Values", "by_field", "claim", "fetch", "store_mark"]

Values = Mapping[str, Any]
_CHUNK = 1000


@dataclass(frozen=True)
class Key:
    """What a row and a record may agree in; `path` is the indexed field it is looked up by."""

    path: str
    lookup: Callable[[Values], str]
    of_values: Callable[[Values], Hashable]
    of_record: Callable[[Any], Hashable]


def by_field(path: str) -> Key:
    """A key that is one field."""
    return Key(
        path,
        lambda values: str(values.get(path, "")),
        lambda values: values.get(path, ""),
        lambda record: getattr(record, path),
    )


def claim(
    session: Session, record: type[Record], rows: Sequence[Values], keys: Sequence[Key]
) -> list[Record | None]:
    """For each row the record it speaks of, or None for a new one."""
    claimed: set[int] = set()
    claims: list[Record | None] = [None] * len(rows)
    if record is Holding:
        _claim_by_number(session, rows, claims, claimed)
    for key in keys:
        wanted = {
            index: text
            for index, claimed_by in enumerate(claims)
            if claimed_by is None and (text := key.lookup(rows[index]))
        }
        queues: dict[Hashable, list[Record]] = defaultdict(list)
        for found in fetch(session, record, key.path, dict.fromkeys(wanted.values())):
            queues[key.of_record(found)].append(found)
        for index in wanted if queues else ():
            queue = queues.get(key.of_values(rows[index]), [])
            chosen = next((each for each in queue if _may_take(each, rows[index], claimed)), None)
            if chosen is not None:
                queue.remove(chosen)
                claimed.add(chosen.id)
                claims[index] = chosen
    return claims


def store_mark(session: Session) -> str:
    """What begins an `origin` that names a document number of this very store: `3fa94c07#`."""
    first = session.store.journal.since(0, limit=1)
    return f"{first[0].hash[:8]}#" if first else "#"


def _claim_by_number(
    session: Session, rows: Sequence[Values], claims: list[Record | None], claimed: set[int]
) -> None:
    """An export of this store names records that have no code by their document number."""
    ours = re.compile(re.escape(store_mark(session)) + r"([0-9]{1,18})")
    numbers = {
        int(named[1]): index
        for index, values in enumerate(rows)
        if (named := ours.fullmatch(values.get("origin", "")))
        and not (values.get("barcode") or values.get("identifier"))
    }
    for found in session.visible.many(list(numbers)):
        claims[numbers[found.id]] = found
        claimed.add(found.id)


def _may_take(record: Record, values: Values, claimed: set[int]) -> bool:
    barcode, kept = values.get("barcode", ""), getattr(record, "barcode", "")
    return record.id not in claimed and not (barcode and kept and barcode != kept)


def fetch(
    session: Session, record: type[Record], path: str, wanted: Iterable[str]
) -> Iterator[Any]:
    """Records whose field is one of these that this person may know of, oldest first."""
    table, visible = session.store.table(record.table), session.visible
    remaining = iter(wanted)
    while chunk := frozenset(islice(remaining, _CHUNK)):  # TinyDB copies a list, value by value
        found = table.search(Query()[path].one_of(chunk))
        for document in visible.known(record.table, found):
            yield record.from_document(document)
