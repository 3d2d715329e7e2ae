"""The kinds of record that files bring and take: their fields, keys, and what makes one whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _
from hashlib import blake2b
from typing import Any

from rmdesk.dates import parse_dates, parse_end, read_dates
from rmdesk.desk.guideline import PRIORITIES
from rmdesk.duties.holding import KINDS as HOLDING_KINDS
from rmdesk.duties.holding import derive
from rmdesk.duties.person import derive_person
from rmdesk.duties.place import address_of, derive_place
from rmdesk.duties.request import OPEN_STATUSES, OUTCOME_STATUS, OUTCOMES, TYPES
from rmdesk.exchange.matching import Key, Values, by_field
from rmdesk.exchange.reading import Cell
from rmdesk.model.errors import BadInput
from rmdesk.model.records import (
    Holding,
    Person,
    Place,
    Record,
    Request,
    RequestStatus,
    ScheduleItem,
    SchemeClass,
)
from rmdesk.model.values import (
    Parser,
    as_written,
    day,
    level,
    line,
    number,
    one_of,
    prose,
    slug,
    words,
    years,
    yes_or_no,
)

__all__ = ["KINDS", "FileKind", "Remark", "kind_named"]

Remark = Callable[[str, str], None]
"""Takes a field and a warning about the row at hand."""


@dataclass(frozen=True)
class FileKind:
    """One kind of record: `import KIND` and `export KIND`.

    `complete(record, values, remark)` amends a record by a row and fills in what follows; it raises
    BadInput for a row that must be refused. `unique` is the field that no two records share, nor
    two rows; "" for none.
    """

    name: str
    record: type[Record]
    fields: Mapping[str, Parser]
    keys: tuple[Key, ...]
    needs: tuple[str, ...]  # one of these must be filled
    complete: Callable[[Any, Values, Remark], None]
    unique: str = "barcode"
    known_words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Mapping[str, Parser] = field(default_factory=dict)  # what only files say of a record
    shown: tuple[str, ...] = ()  # further columns of an export, which no import takes

    @property
    def columns(self) -> dict[str, Parser]:
        """All that an import takes: the fields a person gives, and what tells rows apart."""
        return {**self.fields, **self.marks}


def kind_named(name: str) -> FileKind:
    """The kind with this name, in singular or plural. Raises BadInput."""
    word = name.strip().casefold()
    word = _ALSO.get(word, word)
    if word not in KINDS:
        raise BadInput(
            _("Unknown kind"),
            _("“{name}” is no kind of record.").format(name=name),
            _("Kinds are: {names}.").format(names=", ".join(KINDS)),
        )
    return KINDS[word]


_ALSO = {
    "holding": "holdings",
    "location": "locations",
    "place": "locations",
    "places": "locations",
    "person": "people",
    "class": "scheme",
    "classes": "scheme",
    "schemes": "scheme",
    "schedules": "schedule",
    "request": "requests",
}
"""What else people call the kinds."""


# --- holdings -------------------------------------------------------------------------------------

_HOLDING_FIELDS: dict[str, Parser] = {
    "barcode": as_written,
    "identifier": as_written,
    "kind": slug,
    "title": line,
    "description": prose,
    "class": line,
    "series": line,
    "accession": line,
    "container": line,
    "volume": line,
    "dates": as_written,
    "date_from": as_written,
    "date_to": as_written,
    "extent_m": number,
    "medium": line,
    "unit": line,
    "security": level,
    "caveats": words,
    "home": line,
    "keywords": words,
    "language": line,
    "notes": prose,
}


def origin_of(cells: Mapping[str, Cell], seen: dict[str, int]) -> str:
    """What tells a row with only a title from others: its values, and its number among equals."""
    text = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    digest = blake2b(text.encode(), digest_size=12).hexdigest()
    seen[digest] = seen.get(digest, 0) + 1
    return f"{digest}/{seen[digest]}"


_DATES = {"dates": parse_dates, "date_from": parse_end, "date_to": parse_end}


def _complete_holding(holding: Holding, values: Values, remark: Remark) -> None:
    dated = [name for name in _DATES if name in values]
    if dated:
        holding.date_from = holding.date_to = ""
    holding.amend(values)
    derive(holding)
    for name in dated:
        if odd := _DATES[name](values[name]).odd:
            remark(name, _odd(values[name], odd))
    both = "date_from" in dated and "date_to" in dated
    if both and holding.earliest is None and holding.latest is None:
        span = read_dates("", date_from=holding.date_from, date_to=holding.date_to)
        if span.odd and parse_end(holding.date_from).odd is parse_end(holding.date_to).odd is None:
            remark("date_to", _odd(f"{holding.date_from}/{holding.date_to}", span.odd))


def _odd(written: str, odd: str) -> str:
    return _("kept as written, “{written}”: {odd}").format(written=written, odd=odd)


# --- places, people -------------------------------------------------------------------------------

_PLACE_FIELDS: dict[str, Parser] = {
    "barcode": as_written,
    "building": line,
    "floor": line,
    "room": line,
    "row": line,
    "bay": line,
    "shelf": line,
    "position": line,
    "capacity_m": number,
    "security": level,
}
_PLACE_NAMES = tuple(name for name in _PLACE_FIELDS if name not in ("capacity_m", "security"))


def _address(values: Values) -> str:
    return address_of(Place(**{name: values.get(name, "") for name in _PLACE_NAMES}))


_BY_ADDRESS = Key(
    "address",
    _address,
    lambda values: (_address(values), *(values.get(n, "") for n in ("building", "floor", "room"))),
    lambda place: (place.address, place.building, place.floor, place.room),
)


def _complete_place(place: Place, values: Values, _remark: Remark) -> None:
    place.amend(values)
    derive_place(place)


_PERSON_FIELDS: dict[str, Parser] = {
    "barcode": as_written,
    "name": line,
    "unit": line,
    "email": line,
    "phone": line,
    "language": line,
    "clearance": level,
    "clearance_until": day,
    "valid_until": day,
    "custodian": yes_or_no,
}
_BY_NAME_AND_UNIT = Key(
    "name",
    lambda values: values.get("name", ""),
    lambda values: (values.get("name", ""), values.get("unit", "")),
    lambda person: (person.name, person.unit),
)


def _complete_person(person: Person, values: Values, _remark: Remark) -> None:
    person.amend(values)
    derive_person(person)


# --- scheme and schedule --------------------------------------------------------------------------

_CLASS_FIELDS: dict[str, Parser] = {
    "code": line,
    "parent": line,
    "title": line,
    "scope_note": prose,
    "see": words,
    "see_also": words,
    "terms": words,
    "schedule": line,
    "security": level,
}
DISPOSITIONS = ("destroy", "selective retention", "permanent retention", "transfer")
_DISPOSITION_WORDS = {
    "destruction": "destroy",
    "destroyed": "destroy",
    "selective": "selective retention",
    "permanent": "permanent retention",
    "full retention": "permanent retention",
    "retain permanently": "permanent retention",
}


def _disposition(cell: Cell) -> str:
    text = line(cell)
    word = " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
    word = _DISPOSITION_WORDS.get(word, word)
    return word if word in DISPOSITIONS else text


_ITEM_FIELDS: dict[str, Parser] = {
    "code": line,
    "title": line,
    "description": prose,
    "trigger": line,
    "active_years": years,
    "semi_active_years": years,
    "disposition": _disposition,
    "authority": line,
    "citation": prose,
    "vital": yes_or_no,
}


def _complete_plain(record: Record, values: Values, _remark: Remark) -> None:
    record.amend(values)


def _complete_class(item: SchemeClass, values: Values, remark: Remark) -> None:
    item.amend(values)
    if item.parent and item.parent == item.code:
        item.parent = ""
        remark("parent", _("a class is not its own parent; left out"))


# --- requests -------------------------------------------------------------------------------------

_REQUEST_FIELDS: dict[str, Parser] = {
    "number": line,
    "received": as_written,
    "closed": as_written,
    "requester": line,
    "unit": line,
    "text": prose,
    "type": one_of(TYPES),
    "priority": one_of(PRIORITIES),
    "outcome": line,
}


def _complete_request(request: Request, values: Values, remark: Remark) -> None:
    request.amend(values)
    for name in ("received", "closed"):
        if written := values.get(name):
            setattr(request, name, _moment(name, written, remark))
    request.rank = PRIORITIES.index(request.priority)
    if slug(request.outcome) in OUTCOMES:
        request.outcome = slug(request.outcome)
    if (request.outcome or request.closed) and request.status in OPEN_STATUSES:
        request.status = OUTCOME_STATUS.get(request.outcome, RequestStatus.CLOSED)


def _moment(name: str, written: str, remark: Remark) -> str:
    """A day as ISO, a moment as it is; what is odd is kept as written."""
    span = parse_end(written)
    odd = span.odd
    if span.earliest and not 1900 <= span.earliest.year <= 2100:
        odd = odd or _("no request is of the year {year}").format(year=span.earliest.year)
    if odd or span.earliest is None:
        remark(name, _odd(written, odd or _("no day is named")))
        return written
    exact = span.earliest == span.latest and ":" not in written
    return span.earliest.isoformat() if exact else written


KINDS = {
    kind.name: kind
    for kind in (
        FileKind(
            "holdings",
            Holding,
            _HOLDING_FIELDS,
            (by_field("barcode"), by_field("identifier"), by_field("origin")),
            ("barcode", "identifier", "title"),
            _complete_holding,
            known_words={"kind": HOLDING_KINDS},
            marks={"origin": as_written},
            shown=("status", "place", "holder", "due"),
        ),
        FileKind(
            "scheme",
            SchemeClass,
            _CLASS_FIELDS,
            (by_field("code"),),
            ("code",),
            _complete_class,
            unique="code",
        ),
        FileKind(
            "schedule",
            ScheduleItem,
            _ITEM_FIELDS,
            (by_field("code"),),
            ("code",),
            _complete_plain,
            unique="code",
            known_words={"disposition": DISPOSITIONS},
        ),
        FileKind(
            "locations",
            Place,
            _PLACE_FIELDS,
            (by_field("barcode"), _BY_ADDRESS),
            _PLACE_NAMES,
            _complete_place,
        ),
        FileKind(
            "people",
            Person,
            _PERSON_FIELDS,
            (by_field("barcode"), _BY_NAME_AND_UNIT),
            ("name", "barcode"),
            _complete_person,
        ),
        FileKind(
            "requests",
            Request,
            _REQUEST_FIELDS,
            (by_field("number"),),
            ("number",),
            _complete_request,
            unique="",
            known_words={"outcome": OUTCOMES},
            shown=("status",),
        ),
    )
}
