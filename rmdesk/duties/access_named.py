"""What the keys of an access list name: what it is for, and whom it lets draw that."""

from collections.abc import Iterator
from typing import Any

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.need_to_know import AccessEntry
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, SchemeClass, Unit
from rmdesk.model.roles import ROLES
from rmdesk.model.words import later

_RECORD, _CLASS, _ACCESSION, _UNIT = "record", "class", "accession", "unit"
_PERSON, _ROLE = "person", "role"


@dataclass(frozen=True)
class Named:
    """One thing that a key names: of which kind, what people call it, and the fields it fills."""

    kind: str
    key: str
    values: tuple[tuple[str, Any], ...]

    def fills(self, entry: AccessEntry) -> AccessEntry:
        """An entry for it."""
        made = replace(entry)
        made.amend(dict(self.values))
        return made

    def is_in(self, entry: AccessEntry) -> bool:
        """Whether an entry is for just this."""
        return entry.plain([name for name, _value in self.values]) == dict(self.values)


def subject(session: Session, key: str) -> Named:
    """What an entry would be for: a record, a class, an accession or a unit.

    `class:1250` says of which kind it is. Raises NotFound, BadInput for what means several.
    """
    return _only(_(Holding.word), key, subjects(session, key), _SUBJECTS)


def grantee(session: Session, key: str) -> Named:
    """Whom an entry would be for: a person, the people of a unit, those with a role.

    `role:technician` says of which kind it is. Raises NotFound, BadInput for what means several.
    """
    return _only(_(Person.word), key, grantees(session, key), _GRANTEES)


def subject_of(session: Session, entry: AccessEntry) -> Named:
    """What an entry is for; a record that one may not know of has no name (R17)."""
    if entry.holding is not None:
        found = session.visible.get(entry.holding)
        return Named(_RECORD, found.key if found else "", (("holding", entry.holding),))
    for kind, name in ((_CLASS, "class"), (_ACCESSION, "accession"), (_UNIT, "unit")):
        if value := entry.plain([name])[name]:
            return Named(kind, value, ((name, value),))
    return Named("", "", ())


def grantee_of(session: Session, entry: AccessEntry) -> Named:
    """Whom an entry is for."""
    if entry.person is not None:
        person = session.get(Person, entry.person)
        return Named(_PERSON, person.name if person else "", (("person", entry.person),))
    if entry.to_unit:
        return Named(_UNIT, entry.to_unit, (("to_unit", entry.to_unit),))
    return Named(_ROLE, entry.to_role, (("to_role", entry.to_role),))


def named_word(kind: str) -> str:
    """Of which kind a thing is, in words."""
    return _(_WORDS[kind]) if kind else ""


_WORDS = {
    _RECORD: later("record"),
    _CLASS: later("class"),
    _ACCESSION: later("accession"),
    _UNIT: later("unit"),
    _PERSON: later("person"),
    _ROLE: later("role"),
}
_SUBJECTS = (_RECORD, _CLASS, _ACCESSION, _UNIT)
_GRANTEES = (_PERSON, _UNIT, _ROLE)


def _only(word: str, key: str, found: Iterator[Named], kinds: tuple[str, ...]) -> Named:
    """The one thing that a key means, perhaps narrowed by the kind that stands before a colon."""
    named = list(found)
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound.key(word, key)
    told = ", ".join(f"{named_word(each.kind)} {each.key}" for each in named)
    examples = ", ".join(f"{kind}:{key}" for kind in kinds if kind in {n.kind for n in named})
    raise BadInput(
        _("Several answer to this"),
        _("“{key}” may be any of: {names}.").format(key=key, names=told),
        _("Say which: {examples}, or a # number.").format(examples=examples),
    )


def _parted(key: str, kinds: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A key without the kind that is said before it, and the kinds that it may be of."""
    kind, colon, rest = key.partition(":")
    said = kind.strip().casefold()
    return (rest.strip(), (said,)) if colon and said in kinds else (key.strip(), kinds)


def subjects(session: Session, said: str) -> Iterator[Named]:
    """All that an entry could be for by what a key says."""
    key, kinds = _parted(said, _SUBJECTS)
    if _RECORD in kinds:
        for each in session.visible.named(key):
            yield Named(_RECORD, each.key, (("holding", each.id),))
    if _CLASS in kinds:
        yield from _classes(session, key)
    known = session.visible.count
    if _ACCESSION in kinds and key and known(Query().accession == key):
        yield Named(_ACCESSION, key, (("accession", key),))
    if _UNIT in kinds and session.store.table(Unit.table).one("name", key):
        yield Named(_UNIT, key, (("unit", key),))


def _classes(session: Session, code: str) -> Iterator[Named]:
    """The class of the scheme with a code, or one that only records carry."""
    document = session.store.table(SchemeClass.table).one("code", code) if code else None
    if document and session.visible.known(SchemeClass.table, [document]):
        yield Named(_CLASS, code, (("class", code), ("scheme", document.doc_id)))
    elif code and not document and session.visible.count(Query()["class"] == code):
        yield Named(_CLASS, code, (("class", code), ("scheme", None)))


def grantees(session: Session, said: str) -> Iterator[Named]:
    """All whom an entry could be for by what a key says."""
    key, kinds = _parted(said, _GRANTEES)
    if _PERSON in kinds:
        for each in session.people_called(key):
            yield Named(_PERSON, each.name, (("person", each.id),))
    if _UNIT in kinds and session.store.table(Unit.table).one("name", key):
        yield Named(_UNIT, key, (("to_unit", key),))
    role = " ".join(key.casefold().split())
    if _ROLE in kinds and role in ROLES:
        yield Named(_ROLE, role, (("to_role", role),))
