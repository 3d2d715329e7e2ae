"""The kinds of record that files bring and take: their fields, keys, and what makes one whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.addresses import address_of
from rmdesk.desk.kinds import kind_called
from rmdesk.duties.holding import complete_own, derive
from rmdesk.duties.odd_dates import odd_date, tell_odd_dates
from rmdesk.duties.person import derive_person
from rmdesk.duties.place import derive_place
from rmdesk.duties.request import OPEN_STATUSES, OUTCOME_STATUS
from rmdesk.duties.schedule import complete_item
from rmdesk.duties.scheme import complete_class
from rmdesk.duties.states import move
from rmdesk.exchange.matching import Key, Said, Values, by_field
from rmdesk.model.errors import BadInput
from rmdesk.model.fields import FieldSpec
from rmdesk.model.records import (
    Holding,
    Person,
    Place,
    Record,
    Request,
    ScheduleItem,
    SchemeClass,
)
from rmdesk.model.values import CODE, Parser, slug
from rmdesk.model.words import OUTCOMES, PRIORITIES, RequestStatus, kind_word

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.model.own_fields import HoldingKinds

__all__ = ["KINDS", "FileKind", "Remark", "file_kinds", "kind_for", "kind_named", "origin_of"]

Remark = Callable[[str, str], None]
"""Takes a field and a warning about the row at hand."""


_MARK: dict[str, Parser] = {"origin": CODE.read}
"""By which an export names each record, whatever its kind; see `matching`."""


@dataclass(frozen=True)
class FileKind:
    """One kind of record: `import KIND` and `export KIND`.

    `complete(record, values, remark)` amends a record by a row and fills in what follows; it raises
    BadInput for a row that must be refused. `unique` is the field that no two records share, nor
    two rows; "" for none. `shown` are further columns of an export, which no import takes; `own`
    are fields that only some of them have, `words` further ones for kinds of holding.
    """

    name: str
    record: type[Record]
    keys: tuple[Key, ...]
    complete: Callable[[Any, Values, Remark], None]
    unique: str = "barcode"
    shown: tuple[str, ...] = ()
    own: Mapping[str, FieldSpec] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> Mapping[str, Parser]:
        """All that an import takes, each with what reads it."""
        given = self.specs.items()
        return {name: spec.kind.read for name, spec in given if spec.kind} | _MARK

    @property
    def specs(self) -> Mapping[str, FieldSpec]:
        """What is said of each field that a file brings."""
        return {**self.record.given_by("file"), **self.own}

    @cached_property
    def fields(self) -> Mapping[str, Parser]:
        """The fields that a person gives: all columns but those that only tell rows apart."""
        told = self.specs
        return {
            name: read for name, read in self.columns.items() if name in told and told[name].told
        }

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields of which one must be filled."""
        return self.record.needs or (self.unique,)

    @cached_property
    def known_words(self) -> Mapping[str, Sequence[str]]:
        """The words of ours that a field knows; a site's own are taken too, and told."""
        given = self.record.given_by("file").items()
        known = {name: spec.kind.choices for name, spec in given if spec.kind}
        if self.words:
            known["kind"] = (*known["kind"], *self.words)
        return {name: words for name, words in known.items() if words}


def kind_named(name: str) -> FileKind:
    """The kind with this name, in singular or plural. Raises BadInput."""
    word = name.strip().casefold()
    word = _ALSO.get(word, word)
    kinds, declared = file_kinds(), kind_called(duties.kinds().values(), word)
    if found := kinds.get(word) or kinds.get(declared.name if declared else ""):
        return found
    raise BadInput(
        _("Unknown kind"),
        _("“{name}” is no kind of record.").format(name=name),
        _("Kinds are: {names}.").format(names=", ".join(kinds)),
    )


def kind_for(session: Session, name: str) -> FileKind:
    """The same with the own fields of the kinds of holding of this centre. Raises BadInput."""
    chosen = kind_named(name)
    if chosen.record is not Holding:
        return chosen
    kinds = session.desk.holding_kinds
    complete = partial(_complete_holding, kinds)
    return replace(chosen, own=kinds.specs, words=tuple(kinds.words), complete=complete)


def file_kinds() -> dict[str, FileKind]:
    """All that files bring and take: what stands below, and what else a duty declares.

    That is each kind of record that people register and whose own key a file can say.
    """
    declared = [kind for kind in duties.kinds().values() if kind.by_hand]
    return KINDS | {
        kind.name: FileKind(kind.name, kind.record, (by_field(key),), kind.complete, unique=key)
        for kind in declared
        if kind.name not in KINDS
        for key in kind.record.unique[:1]
        if key in kind.record.given_by("file")
    }


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


def origin_of(list_name: str, title: str) -> str:
    """What a row with only a title belongs to: its list, and what it calls the record there.

    Several records may have one origin; their other fields tell them apart.
    """
    return f"{list_name}/{blake2b(title.encode(), digest_size=9).hexdigest()}"


def _complete_holding(
    kinds: HoldingKinds | None, holding: Holding, values: Values, remark: Remark
) -> None:
    followed = _ends_that_followed(holding, values)
    # An export gives the ends beside the text; who mends the text there leaves them as they are.
    repeated = {name for name in followed if values.get(name, "") == getattr(holding, name)}
    values = {name: value for name, value in values.items() if name not in repeated}
    values = _without_others(kinds, holding, values, remark)
    written = holding.dates
    for name in followed:
        setattr(holding, name, "")
    given = [name for name in _ENDS if name in values or getattr(holding, name)]
    holding.amend(values)
    complete_own(kinds, holding, values)
    derive(holding)
    tell_odd_dates(holding, values, remark)
    if holding.dates != written or any(name in values for name in _ENDS):
        _tell_disagreeing(holding, given, remark)


_ENDS = ("date_from", "date_to")


def _ends_that_followed(holding: Holding, values: Values) -> list[str]:
    """The ends that only followed from a text that the row corrects; what a source gave stays."""
    if not holding.dates or values.get("dates", holding.dates) == holding.dates:
        return []
    from rmdesk.dates import parse_dates  # as costly as said in `duties.holding`

    derived = parse_dates(holding.dates)
    return [name for name in _ENDS if getattr(holding, name) == getattr(derived, name)]


def _without_others(
    kinds: HoldingKinds | None, holding: Holding, values: Values, remark: Remark
) -> Values:
    """Values without those of fields that this kind of holding has not, which are told."""
    own = values.keys() & kinds.specs.keys() if kinds else ()
    if not (own and kinds):
        return values
    kind = kinds.named(values.get("kind", holding.kind))
    others = {name for name in own if name not in kinds.of(kind)}
    for name in sorted(others):
        told = _("a {kind} has no such field; left out")
        remark(name, told.format(kind=kind_word(kind) or _("holding")))
    return {name: value for name, value in values.items() if name not in others}


def _tell_disagreeing(holding: Holding, ends: Sequence[str], remark: Remark) -> None:
    """Tell ends that a source gives and that lie wholly outside of what the text says."""
    if not ends:
        return
    from rmdesk.dates import parse_dates, parse_end

    text = parse_dates(holding.dates)
    if text.odd or text.earliest is None or text.latest is None:
        return
    for name in ends:
        end = parse_end(getattr(holding, name))
        if end.odd or end.earliest is None or end.latest is None:
            continue
        if end.latest < text.earliest or end.earliest > text.latest:
            said = _("“{end}” is outside of “{text}”; both kept")
            remark(name, said.format(end=end.written, text=holding.dates))


# --- places, people -------------------------------------------------------------------------------

_PLACE_NAMES = Place.needs


def _address(values: Said) -> str:
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


_BY_NAME_AND_UNIT = Key(
    "name",
    lambda values: values.get("name", ""),
    lambda values: (values.get("name", ""), values.get("unit", "")),
    lambda person: (person.name, person.unit),
)


def _complete_person(person: Person, values: Values, _remark: Remark) -> None:
    person.amend(values)
    derive_person(person)


# --- requests -------------------------------------------------------------------------------------


def _complete_request(request: Request, values: Values, remark: Remark) -> None:
    if values.get("requester", request.requester) != request.requester:
        request.requester_id = None  # until somebody is found who is called so
    request.amend(values)
    for name in ("received", "closed"):
        if written := values.get(name):
            setattr(request, name, _moment(name, written, remark))
    request.rank = PRIORITIES.index(request.priority)
    if slug(request.outcome) in OUTCOMES:
        request.outcome = slug(request.outcome)
    ended = values.get("outcome") or values.get("closed")
    if ended and request.status in OPEN_STATUSES:
        move(request, OUTCOME_STATUS.get(request.outcome, RequestStatus.CLOSED), "import")


def _moment(name: str, written: str, remark: Remark) -> str:
    """A day as ISO, a moment as it is; what is odd is kept as written."""
    from rmdesk.dates import parse_end

    span = parse_end(written)
    odd = span.odd
    if span.earliest and not 1900 <= span.earliest.year <= 2100:
        odd = odd or _("no request is of the year {year}").format(year=span.earliest.year)
    if odd or span.earliest is None:
        remark(name, odd_date(written, odd or _("no day is named")))
        return written
    exact = span.earliest == span.latest and ":" not in written
    return span.earliest.isoformat() if exact else written


KINDS = {
    kind.name: kind
    for kind in (
        FileKind(
            "holdings",
            Holding,
            (by_field("barcode"), by_field("identifier"), by_field("origin")),
            partial(_complete_holding, None),
            shown=("status", "place", "holder", "due"),
        ),
        FileKind("scheme", SchemeClass, (by_field("code"),), complete_class, unique="code"),
        FileKind("schedule", ScheduleItem, (by_field("code"),), complete_item, unique="code"),
        FileKind("locations", Place, (by_field("barcode"), _BY_ADDRESS), _complete_place),
        FileKind(
            "people",
            Person,
            (by_field("barcode"), by_field("login"), by_field("email"), _BY_NAME_AND_UNIT),
            _complete_person,
        ),
        FileKind(
            "requests", Request, (by_field("number"),), _complete_request,
            unique="", shown=("status",),
        ),
    )
}  # fmt: skip
