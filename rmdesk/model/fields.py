"""What a record is made of, said once: files, options, forms, columns, index and journal follow.

A record is a dataclass whose fields carry a `FieldSpec`. A document in the store holds only what
is known: an empty field is absent. A Python keyword among the names gets an underscore (`class_`
is the document's `class`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, Self, TypeVar

from tinydb.table import Document

from data.plain import dataclass, field, fields
from rmdesk.model.values import ValueKind

T = TypeVar("T")
Paths = str | tuple[str, ...]
Wording = Callable[[str], str]
"""What is read for one of our words."""

_SPEC = "spec"


_NUMBERS = frozenset({int, float, type(None)})
"""The types of what is empty where a number may stand: then zero is a value."""


def _several(what: Sequence[Any], getter: Callable[..., Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What gets these of an object, as a tuple however many they are."""
    if len(what) > 1:
        made: Callable[[Any], tuple[Any, ...]] = getter(*what)
        return made
    return lambda record: tuple(getter(each)(record) for each in what)


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """What is said of one field, for whoever reads, shows, finds or tells it.

    `label` stands over a column and before a value; `kind` is how a person or a file says it, None
    for what the desk fills in; `zone` the part of the index in which its words are found; `names`
    the table whose record it names by its number, in words under `said_as`; `keyed` the one whose
    record it names by a key of that, as a person says it. `told` says whether it
    is news to a person when it changes. `by` says who may say it: `file`, `hand`; empty for all.
    `of` are the kinds of holding whose own field it is, none for one that all have.
    """

    label: str
    kind: ValueKind[Any] | None = None
    help: str = ""
    zone: str = ""
    names: str = ""
    said_as: str = ""
    keyed: str = ""
    told: bool = True
    by: str = ""
    word: Wording | None = None
    of: tuple[str, ...] = ()


def given(
    kind: ValueKind[T],
    label: str,
    help: str = "",  # noqa: A002  (what it is called wherever it is shown)
    *,
    empty: T | None = None,
    zone: str = "",
    by: str = "",
    told: bool = True,
    keyed: str = "",
    word: Wording | None = None,
) -> T:
    """A field that a person or a file says; `word` is what is read for one of our words."""
    spec = FieldSpec(
        label=label, kind=kind, help=help, zone=zone, told=told, by=by, keyed=keyed, word=word
    )
    return _field(spec, empty if empty is not None else kind.empty(), kind.shares)


def link(table: str, label: str, said_as: str = "") -> int | None:
    """The number of another record, filled in by the desk; told as `said_as` in its words."""
    return _field(FieldSpec(label=label, names=table, said_as=said_as), None)


def refers(table: str, label: str, said_as: str = "") -> int:
    """The number of the record that this one always speaks of."""
    return _field(FieldSpec(label=label, names=table, said_as=said_as), 0)


def kept(
    empty: T, label: str = "", *, told: bool = True, keyed: str = "", word: Wording | None = None
) -> T:
    """A field that the desk fills in."""
    spec = FieldSpec(label=label, told=told and bool(label), keyed=keyed, word=word)
    return _field(spec, empty)


def _field(spec: FieldSpec, empty: T, shares: bool = True) -> T:
    """A dataclass's field; a value that cannot change is one for all, for reading is often."""
    metadata = {_SPEC: spec}
    if shares:
        return field(default=empty, metadata=metadata)
    return field(default_factory=type(empty), metadata=metadata)


@dataclass(kw_only=True, slots=True)
class Record:
    """A document of one table; `id` is its number in the store, 0 while it is not yet kept.

    `word` is what a person calls such a record. `unique` are its keys, `indexed` and `sparse` (of
    fields that most lack) the paths by which it is looked up, `needs` the fields of which one must
    be filled, `called_by` those that people call it by. `known_by` is the field that says who may
    know of it (R17): a guard, a level, or the number of the record it speaks of; `known_also` names
    further records that it speaks of, each of which one must be allowed to know of; `known_through`
    a table and a field there: who may know of any of those that name it so, or of none that there
    are. With none of them, everybody may. What the journal tells of a field that it `secures`, or
    of a record that is `secured`, is read by the security officer alone, and what is `unsaid`
    by nobody. `numbered` is the letter
    of those that are numbered by the year, as `D-2026-0001`. What only `follows` from other records
    is made anew from them, and told in no journal.
    """

    table: ClassVar[str]
    word: ClassVar[str]
    unique: ClassVar[tuple[str, ...]] = ()
    indexed: ClassVar[tuple[Paths, ...]] = ()
    sparse: ClassVar[tuple[Paths, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()
    called_by: ClassVar[tuple[str, ...]] = ()
    known_by: ClassVar[str] = ""
    known_also: ClassVar[tuple[str, ...]] = ()
    known_through: ClassVar[tuple[str, str] | None] = None
    secures: ClassVar[tuple[str, ...]] = ()
    secured: ClassVar[bool] = False
    unsaid: ClassVar[tuple[str, ...]] = ()
    numbered: ClassVar[str] = ""
    follows: ClassVar[bool] = False
    id: int = 0

    @property
    def key(self) -> str:
        """What a person would type to name it."""
        named = (getattr(self, path) for path in self.called_by or self.unique)
        return next(filter(None, named), f"#{self.id}")

    @classmethod
    def from_document(cls, document: Document) -> Self:
        """Read a document; keys that this class does not know are left alone in the store."""
        known = cls._attributes()
        return cls(id=document.doc_id, **{known[k]: v for k, v in document.items() if k in known})

    def to_document(self) -> dict[str, Any]:
        """The document to keep, without what is empty: a text, a list, None, False; zero stays."""
        names, read, numbers = self._read_by()
        values = read(self)
        if 0 in numbers(values):
            return {
                name: value
                for name, value in zip(names, values, strict=True)
                if value or (value == 0 and value is not False)
            }
        return dict(compress(zip(names, values, strict=True), values))

    def plain(self, names: Iterable[str]) -> dict[str, Any]:
        """These fields by their document keys, empty ones included."""
        known = self._attributes()
        return {name: getattr(self, known.get(name, name)) for name in names}

    def amend(self, values: Mapping[str, Any]) -> None:
        """Set fields by their document keys. Raises KeyError for one that this class has not."""
        known = self._attributes()
        for key, value in values.items():
            setattr(self, known[key], value)

    @classmethod
    @cache
    def _attributes(cls) -> Mapping[str, str]:
        """The attribute that stands for each document key; some keys are Python's own words."""
        return {f.name.rstrip("_"): f.name for f in fields(cls) if f.name != "id"}

    @classmethod
    @cache
    def specs(cls) -> Mapping[str, FieldSpec]:
        """What is said of each field, by its document key."""
        said = ((each.name.rstrip("_"), each.metadata.get(_SPEC)) for each in fields(cls))
        return {key: spec for key, spec in said if spec is not None}

    @classmethod
    @cache
    def given_by(cls, who: str) -> Mapping[str, FieldSpec]:
        """The fields that a `file` brings, or that a person says by `hand`."""
        return {
            key: spec
            for key, spec in cls.specs().items()
            if spec.kind is not None and spec.by in ("", who)
        }

    @classmethod
    @cache
    def in_zone(cls, *zones: str) -> tuple[str, ...]:
        """The fields whose words are found in these zones of the index."""
        return tuple(key for key, spec in cls.specs().items() if spec.zone in zones)

    @classmethod
    @cache
    def links(cls) -> Mapping[str, str]:
        """Fields that name other records by their number, each with their table."""
        return {key: spec.names for key, spec in cls.specs().items() if spec.names}

    @classmethod
    @cache
    def keys(cls) -> frozenset[str]:
        """Every document key of this class."""
        return frozenset(cls._attributes())

    @classmethod
    @cache
    def _read_by(
        cls,
    ) -> tuple[list[str], Callable[[Record], tuple[Any, ...]], Callable[[Any], tuple[Any, ...]]]:
        """The document key of every field; what gives a record's values in their order; and what
        gives, of these, those that may be numbers.
        """
        said = [each for each in fields(cls) if each.name != "id"]
        names = [each.name for each in said]
        kinds = (type(each.default) for each in said)
        numbers = [place for place, kind in enumerate(kinds) if kind in _NUMBERS]
        return (
            [name.rstrip("_") for name in names],
            _several(names, attrgetter),
            _several(numbers, itemgetter),
        )
