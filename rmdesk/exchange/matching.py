"""Which record of the store each row of a file speaks of (R43).

First by what is one record's alone: the mark that an export of this store puts into `origin`, then
a barcode. Then by codes and names, which may be several records'; among those `pairing` decides.
Keys that name two records are no record's: such a row is refused, and both are named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.exchange.pairing import DOUBT, NEW, Facts, pair
from rmdesk.model.codes import fold_code
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Record, Request

if TYPE_CHECKING:
    from rmdesk.exchange.kinds import FileKind
    from rmdesk.exchange.rows import Row

__all__ = [
    "Claim",
    "Key",
    "Values",
    "by_field",
    "claim",
    "fetch",
    "marked",
    "store_mark",
    "unmarked",
]

Values = Mapping[str, Any]
_CHUNK = 1000

_NAMING: dict[type[Record], tuple[str, ...]] = {
    Holding: ("title", "kind", "dates", "date_from", "date_to"),
    Request: ("text", "received", "closed"),
}
"""What tells records of one code apart, the field they are mostly known by first."""

_LINKED = frozenset({"home", "requester", "origin"})
"""Fields that are kept in the words of what they link to, not in those of the row."""

_MARK = re.compile(r"(?:(.*) )?([0-9a-f]{8}#)([0-9]{1,18})", re.DOTALL)


class Said(Protocol):
    """What has values by the names of our fields: a row, or its values."""

    def get(self, name: str, default: Any, /) -> Any:
        """One of them."""


@dataclass(frozen=True)
class Key:
    """What a row and a record may agree in; `path` is the indexed field it is looked up by.

    `lookup` takes the text to look up from a row or from its values.
    """

    path: str
    lookup: Callable[[Said], str]
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


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row is: the number of its record, 0 for a new one; or why it cannot be told."""

    record: int = 0
    field: str = ""
    against: str = ""
    remark: str = ""


_NEW = Claim()


def claim(session: Session, kind: FileKind, rows: Sequence[Row]) -> list[Claim]:
    """For each row the record it speaks of. No record is given to two rows."""
    return _Claiming(session, kind, rows).claims()


# --- marks ----------------------------------------------------------------------------------------


def store_mark(session: Session) -> str:
    """What begins the mark of a record of this very store: `3fa94c07#`."""
    first = session.store.journal.since(0, limit=1)
    return f"{first[0].hash[:8]}#" if first else "#"


def marked(origin: str, mark: str, number: int) -> str:
    """An `origin` that also names a record of a store, as an export gives it out."""
    return f"{origin} {mark}{number}".strip()


def unmarked(origin: str, mark: str) -> tuple[str, int]:
    """What an `origin` from a file says: what to keep of it, and the record's number here, or 0.

    Another store's mark stays the origin of a row that has no other: it was that record.
    """
    found = _MARK.fullmatch(origin)
    if not found:
        return origin, 0
    if found[2] == mark:
        return found[1] or "", int(found[3])
    return found[1] or origin, 0


# --- claiming -------------------------------------------------------------------------------------


class _Claiming:
    def __init__(self, session: Session, kind: FileKind, rows: Sequence[Row]) -> None:
        self.session = session
        self.kind = kind
        self.rows = rows
        self.found: list[Claim] = [_NEW] * len(rows)
        self.taken: set[int] = set()
        self.shared = [key for key in kind.keys if key.path != kind.unique]
        self.agreed: dict[str, set[int]] = {key.path: set() for key in self.shared}
        self.differing: dict[str, dict[int, Record]] = {key.path: {} for key in self.shared}

    def claims(self) -> list[Claim]:
        """What each row is: by its mark, by what is one record's alone, by what may be many's."""
        self._by_mark()
        if not self.session.store.table(self.kind.record.table).page(limit=1).rows:
            return self.found  # a first list: all is new
        for key in self.kind.keys:
            if key in self.shared:
                self._against_two(key)
                self._by_shared(key)
            else:
                self._by_unique(key)
        if self.kind.record is Holding:
            self._by_list_before()
            self._tell_codes_alike()
        return self.found

    def _by_mark(self) -> None:
        """An export of this store names its records by their numbers."""
        numbers: dict[int, int] = {}
        for index, row in enumerate(self.rows):
            if row.mark in numbers:
                self._refuse(index, "origin", _("another row of the file names the same record"))
            elif row.mark:
                numbers[row.mark] = index
        for record in numbered(self.session, self.kind.record, list(numbers)):
            self._give(numbers[record.id], record)

    def _by_unique(self, key: Key) -> None:
        """A barcode, or a class's code, is one record's alone."""
        wanted = self._wanted(key)
        for record in fetch(self.session, self.kind.record, key.path, list(wanted)):
            for index in wanted[str(key.of_record(record))]:
                if record.id not in self.taken:
                    self._give(index, record)
                    self._compare(index, record)

    def _compare(self, index: int, record: Record) -> None:
        """Note whether a row agrees with its record in what may be several records'."""
        values = self.rows[index].values
        for key in self.shared:
            if key.of_record(record) == key.of_values(values):
                self.agreed[key.path].add(record.id)
            elif key.lookup(values):
                self.differing[key.path][index] = record

    def _by_shared(self, key: Key) -> None:
        """A code or a name may be several records': rows and records of each are paired."""
        wanted = iter(self._wanted(key).items())
        while some := dict(islice(wanted, _CHUNK)):
            records: dict[Hashable, list[Record]] = defaultdict(list)
            for record in fetch(self.session, self.kind.record, key.path, list(some)):
                if record.id not in self.taken:
                    records[key.of_record(record)].append(record)
            if records:
                self._pair_all(
                    key, (each for indexes in some.values() for each in indexes), records
                )

    def _by_list_before(self) -> None:
        """A row that has a code by now: the record that its list made while it had none.

        No record had this code, so nothing but its list, its title and all that tells what it is
        say that it is that one; where these fit two, it is refused.
        """
        wanted: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            if self.found[index] is _NEW and (origin := row.origin_without_code()):
                wanted[origin].append(index)
        without: dict[str, list[Record]] = defaultdict(list)
        for record in fetch(self.session, Holding, "origin", wanted):
            if not (record.barcode or record.identifier) and record.id not in self.taken:
                without[record.origin].append(record)
        for origin, records in without.items():
            self._pair_coded(wanted[origin], records)

    def _tell_codes_alike(self) -> None:
        """Tell of new rows whose code is a record's but for case: a scan of it asks which (R42)."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            if self.found[index] is _NEW and (code := row.get("identifier", "")):
                wanted[fold_code(code)].append(index)
        alike = Claim(field="identifier", remark=_("a code here differs in case alone; a new one"))
        for path in ("identifier", "folded_identifier"):
            for record in fetch(self.session, Holding, path, wanted):
                for index in wanted.get(fold_code(record.identifier), ()):
                    if self.rows[index].get("identifier") != record.identifier:
                        self.found[index] = alike

    def _pair_coded(self, indexes: Sequence[int], records: Sequence[Record]) -> None:
        rows = [self._facts(self.rows[index].values, by_field("origin")) for index in indexes]
        kept = [_facts_of(record) for record in records]
        for index, said, verdict in zip(
            indexes, rows, pair(rows, kept, _NAMING[Holding]), strict=True
        ):
            if verdict == DOUBT:
                self._refuse(index, "title", _in_doubt("title", records))
            elif verdict != NEW and not any(
                said.get(name, told) != told
                for name, told in kept[verdict].items()
                if name in _NAMING[Holding]
            ):
                self._give(index, records[verdict])

    def _pair_all(
        self, key: Key, indexes: Iterable[int], records: Mapping[Hashable, list[Record]]
    ) -> None:
        members: dict[Hashable, list[int]] = defaultdict(list)
        for index in indexes:
            what = key.of_values(self.rows[index].values)
            if what in records:
                members[what].append(index)
        for what, same in members.items():
            self._pair(key, same, records[what])

    def _pair(self, key: Key, indexes: Sequence[int], records: Sequence[Record]) -> None:
        if len(indexes) == len(records) == 1:
            rows = [_barcode(self.rows[indexes[0]].values.get("barcode"))]
            kept = [_barcode(getattr(records[0], "barcode", ""))]
        else:
            rows = [self._facts(self.rows[index].values, key) for index in indexes]
            kept = [_facts_of(record) for record in records]
        verdicts = pair(rows, kept, _NAMING.get(self.kind.record, ()))
        spare = len(records) - sum(verdict >= 0 for verdict in verdicts)
        for index, verdict in zip(indexes, verdicts, strict=True):
            if verdict >= 0:
                self._give(index, records[verdict])
            elif verdict == DOUBT:
                self._refuse(index, key.path, _in_doubt(key.path, records))
            elif verdict == NEW and spare and key.path != "origin":
                text = _("none that has this {field} agrees; a new one").format(field=key.path)
                self.found[index] = Claim(field=key.path, remark=text)

    def _facts(self, values: Values, key: Key) -> Facts:
        """What a row says, in the form in which it would be kept."""
        scratch = self.kind.record()
        said = {name: value for name, value in values.items() if name not in _LINKED}
        try:
            self.kind.complete(scratch, said, lambda _field, _text: None)
        except BadInput:
            return said
        kept = _facts_of(scratch)
        return {name: kept[name] for name in said if name in kept and name != key.path}

    def _against_two(self, key: Key) -> None:
        """Refuse rows whose barcode is one record, and whose code is just one other.

        A code that several others share names none of them. Nor does a code count whose record is
        another row's that agrees: boxes of one shelf mark are so told apart.
        """
        mine = self.differing[key.path]
        what = {index: self.rows[index].values for index in mine}
        others: dict[Hashable, list[Record]] = defaultdict(list)
        wanted = list(dict.fromkeys(key.lookup(values) for values in what.values()))
        for record in fetch(self.session, self.kind.record, key.path, wanted):
            if record.id not in self.agreed[key.path]:
                others[key.of_record(record)].append(record)
        for index, record in mine.items():
            named = others.get(key.of_values(what[index]), [])
            if len(named) == 1:
                self._refuse(
                    index, key.path, _names_two(self.kind.unique, record, key.path, named[0])
                )

    # --- how

    def _wanted(self, key: Key) -> dict[str, list[int]]:
        """The rows that are no record's yet, by what they are looked up by."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for index, claimed in enumerate(self.found):
            free = not (claimed.record or claimed.against)
            if free and (text := key.lookup(self.rows[index])):
                wanted[text].append(index)
        return wanted

    def _give(self, index: int, record: Record) -> None:
        self.taken.add(record.id)
        self.found[index] = Claim(record.id)

    def _refuse(self, index: int, name: str, text: str) -> None:
        self.found[index] = Claim(0, name, text)


def _facts_of(record: Record) -> dict[str, Any]:
    """What a record says, without blanks; lists as tuples, which can be compared and counted."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.to_document().items()
        if name not in _OWN
    }


_OWN = frozenset(
    {"status", "home_id", "place_id", "inside", "holder_id", "due", "origin", "technician", "home"}
)
"""What the desk says of a record, not a file."""


def _barcode(barcode: str | None) -> Facts:
    return {"barcode": barcode} if barcode else {}


def _in_doubt(path: str, records: Sequence[Record]) -> str:
    text = _("{n} records have this {field}, and more than one of them may be meant: {names}")
    return text.format(n=len(records), field=path, names=", ".join(map(_told, records[:3])))


def _names_two(unique: str, mine: Record, path: str, other: Record) -> str:
    text = _("it names two records: {unique} is {mine}, {field} is {other} (R43)")
    return text.format(unique=unique, mine=_told(mine), field=path, other=_told(other))


def _told(record: Any) -> str:
    """A record in a message: its code, and what it is mostly known by."""
    codes = (getattr(record, name, "") for name in ("barcode", "identifier", "number", "address"))
    names = (getattr(record, name, "") for name in ("title", "name", "text"))
    code = next(filter(None, codes), "") or f"#{record.id}"
    name = next(filter(None, names), "")
    return f"{code} “{name[:60]}”" if name else code


def numbered(session: Session, record: type[Record], numbers: Sequence[int]) -> Iterator[Any]:
    """Records by their document numbers, of those that this person may know of."""
    for first in range(0, len(numbers), _CHUNK):
        some = numbers[first : first + _CHUNK]
        found = session.store.table(record.table).get(doc_ids=list(some))
        assert isinstance(found, list)
        for document in session.visible.known(record.table, found):
            yield record.from_document(document)


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
