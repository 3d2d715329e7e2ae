"""The documents of the desk as dataclasses. Fields carry the names of the trade, as files do.

A document in the store holds only what is known: an empty field is absent. A Python keyword
among the names gets an underscore (`class_` is the document's `class`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Self

from tinydb.table import Document


class Status(StrEnum):
    """Where a holding stands in its life at the desk; these words are the same in every file."""

    IN = "in"
    PICKED = "picked"
    WAITING = "waiting"
    OUT = "out"
    TRANSIT = "transit"
    TO_REFILE = "to-refile"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"


class RequestStatus(StrEnum):
    """Where a request stands between the counter and its close."""

    NEW = "new"
    ASSIGNED = "assigned"
    PICKING = "picking"
    READY = "ready"
    HANDED_OVER = "handed-over"
    CLOSED = "closed"
    WAITING = "waiting"
    DENIED = "denied"
    NOT_FOUND = "not-found"
    CANCELLED = "cancelled"


class ReservationState(StrEnum):
    """A claim of a person on a holding: in the queue, off the shelf, set aside, or over."""

    QUEUED = "queued"
    PICKED = "picked"
    READY = "ready"
    FILLED = "filled"
    NOT_FOUND = "not-found"
    CANCELLED = "cancelled"


OPEN_RESERVATIONS = (ReservationState.QUEUED, ReservationState.PICKED, ReservationState.READY)
"""States in which a reservation still holds a place in the queue (R20)."""


_ATTRIBUTES = {"class": "class_"}
"""Document keys that Python keeps for itself, and the attributes that stand for them."""


@dataclass(kw_only=True, slots=True)
class Record:
    """A document of one table; `id` is its number in the store, 0 while it is not yet kept."""

    table: ClassVar[str]
    id: int = 0

    @classmethod
    def from_document(cls, document: Document) -> Self:
        """Read a document; keys that this class does not know are left alone in the store."""
        known = cls.__dataclass_fields__
        named = ((_ATTRIBUTES.get(key, key), value) for key, value in document.items())
        return cls(id=document.doc_id, **{name: value for name, value in named if name in known})

    def to_document(self) -> dict[str, Any]:
        """The document to keep, without what is empty: a text, a list, None, False; zero stays."""
        names, values = self._read_by()
        return {
            name: value
            for name, value in zip(names, values(self), strict=True)
            if (value or (value == 0 and value is not False)) and name != "id"
        }

    @classmethod
    @cache
    def keys(cls) -> frozenset[str]:
        """Every document key of this class."""
        return frozenset(f.name.rstrip("_") for f in fields(cls) if f.name != "id")

    @classmethod
    @cache
    def _read_by(cls) -> tuple[list[str], Callable[["Record"], Iterable[Any]]]:
        """The document key of every field, and what gives a record's values in their order."""
        names = [each.name for each in fields(cls)]
        return [name.rstrip("_") for name in names], attrgetter(*names)

    def amend(self, values: Mapping[str, Any]) -> None:
        """Set fields by their document keys. Raises KeyError for one that this class has not."""
        for key, value in values.items():
            name = _ATTRIBUTES.get(key, key)
            if name not in self.__dataclass_fields__:
                raise KeyError(key)
            setattr(self, name, value)


@dataclass(kw_only=True, slots=True)
class Holding(Record):
    """Anything kept: a box, a file and its volumes, a reel, a map, a card, a digital object.

    `dates` is as written; `date_from` and `date_to` are ISO dates of any precision (`1950`,
    `1950-03`, `1950-03-07`); `earliest` and `latest` are whole numbers yyyymmdd for queries.
    `home` is where it lives as once written; with a `home_id` its place's address of now counts.
    `home_id` and `place_id` name places, `inside` the container's holding, `holder_id` the
    borrower. `extent_m` is in metres.
    `guard` is what one must be cleared for to know of it (R17).
    """

    table: ClassVar[str] = "holdings"
    barcode: str = ""
    identifier: str = ""
    kind: str = ""
    title: str = ""
    description: str = ""
    class_: str = ""
    series: str = ""
    accession: str = ""
    container: str = ""
    volume: str = ""
    dates: str = ""
    date_from: str = ""
    date_to: str = ""
    earliest: int | None = None
    latest: int | None = None
    extent_m: float | None = None
    medium: str = ""
    unit: str = ""
    security: str = ""
    caveats: list[str] = field(default_factory=list)
    home: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    notes: str = ""
    status: str = Status.IN
    home_id: int | None = None
    place_id: int | None = None
    inside: int | None = None
    holder_id: int | None = None
    due: str = ""
    guard: str = ""
    folded: str = ""
    origin: str = ""

    @property
    def key(self) -> str:
        """What a person would type to name it."""
        return self.barcode or self.identifier or f"#{self.id}"

    @property
    def name(self) -> str:
        """Its title, or the best that stands in for one."""
        return self.title or self.identifier or self.barcode


@dataclass(kw_only=True, slots=True)
class Place(Record):
    """A shelf position, shelf, bay, room or counter; `walk` sorts places in walking order."""

    table: ClassVar[str] = "places"
    barcode: str = ""
    building: str = ""
    floor: str = ""
    room: str = ""
    row: str = ""
    bay: str = ""
    shelf: str = ""
    position: str = ""
    capacity_m: float | None = None
    security: str = ""
    address: str = ""
    walk: str = ""


@dataclass(kw_only=True, slots=True)
class Unit(Record):
    """A client unit whose people deposit and draw records."""

    table: ClassVar[str] = "units"
    name: str = ""


@dataclass(kw_only=True, slots=True)
class Person(Record):
    """A borrower, requester or member of the staff.

    `clearance_until` and `valid_until` are ISO dates; `custodian` may draw the records of `unit`,
    `authorised` names further units whose custodians let this person draw (R15). Staff have a
    `login` and a `role` (`technician`, `supervisor`). `folded` is the name as it is compared.
    """

    table: ClassVar[str] = "people"
    barcode: str = ""
    name: str = ""
    unit: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    clearance: str = ""
    clearance_until: str = ""
    caveats: list[str] = field(default_factory=list)
    valid_until: str = ""
    custodian: bool = False
    authorised: list[str] = field(default_factory=list)
    login: str = ""
    role: str = ""
    folded: str = ""


@dataclass(kw_only=True, slots=True)
class Request(Record):
    """What somebody asked for. `due` is the end of its service-level clock, ISO with offset."""

    table: ClassVar[str] = "requests"
    number: str = ""
    received: str = ""
    closed: str = ""
    requester: str = ""
    requester_id: int | None = None
    unit: str = ""
    contact: str = ""
    authority: str = ""
    text: str = ""
    type: str = "loan"
    priority: str = "routine"
    rank: int = 0
    delivery: str = ""
    needed_by: str = ""
    remarks: str = ""
    status: str = RequestStatus.NEW
    technician: str = ""
    outcome: str = ""
    due: str = ""


@dataclass(kw_only=True, slots=True)
class Reservation(Record):
    """A person's claim on a holding, with or without a request.

    First come, first served within priority (R20): the queue is the order of `rank` (0 is most
    urgent), then of `made`, then of `id`.
    """

    table: ClassVar[str] = "reservations"
    holding: int = 0
    person: int = 0
    request: int | None = None
    rank: int = 0
    made: str = ""
    state: str = ReservationState.QUEUED
    open: bool = False


@dataclass(kw_only=True, slots=True)
class Loan(Record):
    """A charge-out until its return. `with_container` is the container's loan (R24)."""

    table: ClassVar[str] = "loans"
    holding: int = 0
    person: int = 0
    request: int | None = None
    out: str = ""
    out_by: str = ""
    due: str = ""
    returned: str = ""
    returned_by: str = ""
    renewals: int = 0
    recalled: str = ""
    with_container: int | None = None
    open: bool = False


@dataclass(kw_only=True, slots=True)
class SchemeClass(Record):
    """A class of the classification scheme, with its cross-references and index terms."""

    table: ClassVar[str] = "classes"
    code: str = ""
    parent: str = ""
    title: str = ""
    scope_note: str = ""
    see: list[str] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    schedule: str = ""
    security: str = ""


@dataclass(kw_only=True, slots=True)
class ScheduleItem(Record):
    """An item of the retention schedule; periods in years. An authority is not a period (R4)."""

    table: ClassVar[str] = "schedule_items"
    code: str = ""
    title: str = ""
    description: str = ""
    trigger: str = ""
    active_years: float | None = None
    semi_active_years: float | None = None
    disposition: str = ""
    authority: str = ""
    citation: str = ""
    vital: bool = False
