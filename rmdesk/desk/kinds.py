"""The kinds of record that the desk keeps: what follows from a declaration, and what goes besides.

A duty declares a `RecordKind` for each of its records. Files, `add`, `edit`, `show`, `list`, the
forms and lists of the screens, the log and undo all work from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.fields import FieldSpec, Record
from rmdesk.model.values import Unfit, written

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

R = TypeVar("R", bound=Record)
Values = Mapping[str, Any]
Remark = Callable[[str, str], None]
"""Takes a field and a warning about what was said of it."""


def amend_plainly(record: Record, values: Values, _remark: Remark) -> None:
    """Take values as they are."""
    record.amend(values)


@dataclass(frozen=True)
class Note:
    """What a record of one kind tells of a record of another, wherever that is shown.

    `text` is for people, under `label`; `data` is the same as plain values; `of` is the record
    that it tells of, where that has a page.
    """

    label: str
    text: str
    data: Values
    of: Record | None = None

    def told(self) -> Noted:
        """The plain values, which know the label and the sentence."""
        return Noted(self)


class Noted(dict[str, Any]):
    """The plain values of a note, for programs; for people there are its `label` and `text`."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.data)
        self.label, self.text = note.label, note.text


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """One kind of record; `name` is what files and lists call many of them, `also` further names.

    `complete(record, values, remark)` amends a record and fills in what follows from its own
    fields; it raises BadInput. `settle(session, record, before, remark)` finds in the store what it
    names, in the transaction that keeps it. `against(session, record, before)` gives every reason
    why it may not be kept so, or, with nothing changed, not be amended at all; `asks` what a
    person must be sure of before a new one is kept; `against_removing(session, record)` why it may
    not go again, if that is more than stands against amending it. `describe` tells it
    in words (its fields, if None), `find` the one that a key names (by its unique fields, if None);
    `parts` are lists that are told of one that is shown by itself, `notes(session, record)` what
    this kind tells of a holding that is shown.
    `follow(session, records)` makes anew in the store what follows from some that were just kept,
    in the transaction that kept them, whether by hand, by a file or by undo; from a new one
    without the field `follows_from`, if that is said, nothing does.
    `by_hand` says whether it is added and amended one by one; `called` is what people call one;
    `grouped` says that the command line has `new`, `list`, `show` and its acts under its word, or
    under `command` where that is another. `own` are fields that only some of them have, each of
    the kind that it is `of`. `looks_up` are texts that `settle` looks up, each with its link.
    """

    record: type[Record]
    name: str
    also: tuple[str, ...] = ()
    complete: Callable[[Any, Values, Remark], None] = amend_plainly
    settle: Callable[[Session, Any, Values, Remark], None] | None = None
    against: Callable[[Session, Any, Values], Sequence[Reason]] | None = None
    asks: Callable[[Session, Any], Sequence[Reason]] | None = None
    against_removing: Callable[[Session, Any], Sequence[Reason]] | None = None
    describe: Callable[[Session, Any], dict[str, Any]] | None = None
    parts: Callable[[Session, Any], Mapping[str, Sequence[Values]]] | None = None
    notes: Callable[[Session, Any], Sequence[Note]] | None = None
    follow: Callable[[Session, Sequence[Any]], None] | None = None
    follows_from: str = ""
    find: Callable[[Session, str], Any] | None = None
    by_hand: bool = True
    grouped: bool = False
    command: str = ""
    called: Callable[[Session, Any], str] = lambda _session, record: record.key
    own: Callable[[], Mapping[str, FieldSpec]] = dict
    looks_up: Mapping[str, str] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What one of them is called; translated by who shows it."""
        return self.record.word

    @property
    def group(self) -> str:
        """What the command line has it under."""
        return (self.command or self.word).replace(" ", "-")

    @property
    def many(self) -> str:
        """What many of them are called; translated by who shows it."""
        return self.record.table.replace("_", " ")

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that name one: what people call it by, then its unique ones."""
        return tuple(dict.fromkeys((*self.record.called_by, *self.record.unique)))

    @property
    def given(self) -> Mapping[str, FieldSpec]:
        """The fields that a person says of one."""
        given = self.record.given_by("hand") if self.by_hand else {}
        return {**given, **own} if (own := self.own()) else given

    @property
    def specs(self) -> Mapping[str, FieldSpec]:
        """What is said of each field, those that only some have among them."""
        return {**self.record.specs(), **own} if (own := self.own()) else self.record.specs()

    def worded(self, names: Sequence[str]) -> list[str]:
        """Names without those of numbers whose record another field tells in words, for people."""
        specs = {name: spec for name, spec in self.specs.items() if name in names}
        labels = {spec.label for spec in specs.values() if not spec.names}
        numbers = {name for name, spec in specs.items() if spec.names and spec.label in labels}
        return [name for name in names if name not in numbers]

    def reasons_against(self, session: Session, record: Record, before: Values) -> list[Reason]:
        """Every reason why a record that was `before` may not be kept as it is now."""
        return list(self.against(session, record, before)) if self.against else []

    def reasons_against_removing(self, session: Session, record: Record) -> list[Reason]:
        """Every reason why a record may not go again, as it does when what made it is undone."""
        if self.against_removing is not None:
            return list(self.against_removing(session, record))
        return self.reasons_against(session, record, record.to_document())

    def told(self, session: Session, record: Record) -> dict[str, Any]:
        """What is told of one: in words, under the names that files have."""
        if self.describe is not None:
            return self.describe(session, record)
        return record.plain(name for name, spec in record.specs().items() if spec.told)


def notes_on(session: Session, record: Record) -> dict[str, Sequence[Note]]:
    """What records of other kinds tell of one, by the names of those kinds."""
    kinds = session.desk.kinds.values()
    return {kind.name: kind.notes(session, record) for kind in kinds if kind.notes is not None}


def read_values(kind: RecordKind, texts: Mapping[str, str]) -> dict[str, Any]:
    """Values of texts that a person gave for fields. Raises BadInput naming the field.

    An empty text empties its field.
    """
    values: dict[str, Any] = {}
    for name, text in texts.items():
        spec = kind.given.get(name)
        if spec is None or spec.kind is None:
            why = _("This kind of record has no such field.")
            raise _unfit(name, why, _("Fields are: {names}.").format(names=_options(kind)))
        try:
            values[name] = spec.kind.read(text) if text else spec.kind.empty()
        except Unfit as error:
            raise _unfit(name, f"{str(error).rstrip('.')}.") from error
    if not values:
        why = _("No field was given.")
        raise _unfit("", why, _("Fields are: {names}.").format(names=_options(kind)))
    return values


def written_values(kind: RecordKind, record: Record) -> dict[str, str]:
    """What a person gave, as texts that `read_values` takes back."""
    return {name: written(value) for name, value in record.plain(kind.given).items()}


def _unfit(name: str, why: str, next_step: str = "") -> BadInput:
    return BadInput(_("This cannot be taken"), why, next_step, field_name=name)


def _options(kind: RecordKind) -> str:
    return ", ".join(f"--{each.replace('_', '-')}" for each in kind.given)


def kind_called(kinds: Iterable[RecordKind], name: str) -> RecordKind | None:
    """The kind that a word names, in singular or plural, with blanks, hyphens or underscores."""
    word = _joined(name)
    for kind in kinds:
        if word in map(_joined, (kind.name, kind.word, kind.record.table, *kind.also)):
            return kind
    return None


def _joined(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
