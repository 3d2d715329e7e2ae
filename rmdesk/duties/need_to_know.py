"""Who needs to know of what: the entries of access lists, and what the rules ask of them (R16).

A clearance decides what a person may know of, a list what is released to them: to who draws a
classified record today, by an entry for the record, its container, its class or one above, its
accession or its unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.reach import reach
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Paths, Record, kept, link
from rmdesk.model.levels import asks_list
from rmdesk.model.records import Holding, Person, SchemeClass
from rmdesk.model.roles import SECURE, UNSAID, holder_of, roles_in
from rmdesk.model.words import later

WITHDRAWN, ENDED, TO_COME, IN_FORCE = "withdrawn", "ended", "to come", "in force"
"""How an entry stands on a day."""


@dataclass(kw_only=True, slots=True)
class AccessEntry(Record):
    """That a person, a unit or a role needs to know of something, from one day to another.

    What it is for is a record (`holding`), a class, an accession or a unit; whom, a `person`, the
    people of `to_unit` or those with `to_role`. `from` and `until` are ISO days, both included;
    `review` is the day on which to see whether it is needed still.
    """

    table: ClassVar[str] = "access_entries"
    word: ClassVar[str] = later("access entry")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("until", "review")
    sparse: ClassVar[tuple[Paths, ...]] = (
        "holding", "class", "accession", "unit", "person", "to_unit", "to_role",
    )  # fmt: skip
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("scheme",)
    secured: ClassVar[bool] = True

    number: str = kept("", later("number"))
    holding: int | None = link(Holding.table, later("record"), "holding")
    class_: str = kept("", later("class"), keyed="classes")
    scheme: int | None = link(SchemeClass.table, later("class"), "class")
    accession: str = kept("", later("accession"), keyed="accessions")
    unit: str = kept("", later("unit"), keyed="units")
    person: int | None = link(Person.table, later("person"), "person")
    to_unit: str = kept("", later("people of"), keyed="units")
    to_role: str = kept("", later("people with the role"))
    purpose: str = kept("", later("purpose"))
    authority: str = kept("", later("authority"))
    granted: str = kept("", later("granted"))
    granted_by: str = kept("", later("granted by"))
    from_: str = kept("", later("from"))
    until: str = kept("", later("until"))
    review: str = kept("", later("review"))
    reviewed: str = kept("", later("reviewed"))
    reviewed_by: str = kept("", later("reviewed by"))
    withdrawn: str = kept("", later("withdrawn"))
    withdrawn_by: str = kept("", later("withdrawn by"))
    withdrawn_for: str = kept("", later("withdrawn because"))

    def standing(self, today: str) -> str:
        """How it stands on a day."""
        if self.withdrawn:
            return WITHDRAWN
        if self.until < today:
            return ENDED
        return TO_COME if self.from_ > today else IN_FORCE


def names(entry: AccessEntry, person: Person) -> bool:
    """Whether an entry is for a person: by name, by their unit, or by a role they have."""
    return (
        entry.person == person.id
        or ("" != entry.to_unit == person.unit)
        or (entry.to_role != "" and entry.to_role in roles_of(person))
    )


def roles_of(person: Person) -> list[str]:
    """The roles of a member of the staff; nobody else has one."""
    return roles_in(person.role or UNSAID) if person.login else []


def entries_on(session: Session, holding: Holding) -> list[AccessEntry]:
    """Every entry that reaches a record, those that are over too, in the order of their making.

    For the rules only: who is told of them may know of some (`known_entries`).
    """
    table, found = session.store.table(AccessEntry.table), dict[int, AccessEntry]()
    for path, values in reach(session, holding).items():
        for each in table.search(Query()[path].one_of(list(values))) if values else ():
            found[each.doc_id] = AccessEntry.from_document(each)
    return [found[number] for number in sorted(found)]


def known_entries(session: Session, entries: Sequence[AccessEntry]) -> list[AccessEntry]:
    """Those of them that this person may know of (R17)."""
    return session.visible.known_among(AccessEntry, entries)


def entries_to(session: Session, person: Person) -> list[AccessEntry]:
    """Every entry for a person, by name, unit or role, those that are over too."""
    table = session.store.table(AccessEntry.table)
    asked = [Query().person == person.id]
    asked += [Query().to_unit == person.unit] if person.unit else []
    asked += [Query().to_role.one_of(roles)] if (roles := roles_of(person)) else []
    found = {each.doc_id: each for query in asked for each in table.search(query)}
    return [AccessEntry.from_document(found[number]) for number in sorted(found)]


def against_joining(session: Session, before: Person, person: Person) -> list[Reason]:
    """R37: who comes onto a list by their unit or a role, and needs to know through nobody else."""
    roles = set(roles_of(person)).difference(roles_of(before))
    joined = [("to_role", role) for role in sorted(roles)]
    joined += [("to_unit", person.unit)] if person.unit not in ("", before.unit) else []
    return session.against(SECURE) if _on_lists(session, dict(joined)) else []


def against_widening(session: Session, before: Holding, holding: Holding) -> list[Reason]:
    """R37: a classified record comes onto further lists by its box, its class or its unit."""
    if not (before.id and asks_list(before.guard)):
        return []
    had, has = reach(session, before), reach(session, holding)
    gained = {path: list(has[path] - had[path]) for path in has}
    return session.against(SECURE) if _on_lists(session, gained) else []


def _on_lists(session: Session, named: Mapping[str, Any]) -> bool:
    """Whether an entry that is not over names any of these, by field: a value, or a list."""
    table, today = session.store.table(AccessEntry.table), session.today()
    for path, value in named.items():
        values = value if isinstance(value, list) else [value]
        found = table.search(Query()[path].one_of(values)) if values else []
        entries = map(AccessEntry.from_document, found)
        if any(each.standing(today) in (IN_FORCE, TO_COME) for each in entries):
            return True
    return False


@dataclass(frozen=True)
class Unlisted:
    """A record that a person is not on the list of, and why in words."""

    holding: Holding
    reason: Reason


def unlisted(session: Session, person: Person, holdings: Sequence[Holding]) -> tuple[Unlisted, ...]:
    """R16: those of the records that this person does not need to know of today."""
    found = ((each, missing(session, person, each)) for each in holdings)
    return tuple(Unlisted(holding, reason) for holding, reason in found if reason)


def missing(session: Session, person: Person, holding: Holding) -> Reason | None:
    """R16: why a person is not on the access list of a record today; None for who is.

    Of what is not classified no list is asked.
    """
    if not asks_list(holding.guard):
        return None
    today = session.today()
    entries = [each for each in entries_on(session, holding) if names(each, person)]
    if any(each.standing(today) == IN_FORCE for each in entries):
        return None
    told = " ".join(_told(person, holding, entries[-1:], today))
    return Reason("R16", told, _("{who}, by an entry there").format(who=holder_of(SECURE)))


def _told(
    person: Person, holding: Holding, last: Sequence[AccessEntry], today: str
) -> Iterator[str]:
    """That somebody is not on a list, and what became of the last entry for them."""
    yield _("{name} is not on the access list of {key}.").format(name=person.name, key=holding.key)
    words = {
        WITHDRAWN: _("{number} was withdrawn on {day}."),
        ENDED: _("{number} ended on {day}."),
        TO_COME: _("{number} begins on {day}."),
    }
    for each in last:
        standing = each.standing(today)
        day = {WITHDRAWN: each.withdrawn[:10], ENDED: each.until, TO_COME: each.from_}[standing]
        yield words[standing].format(number=each.number, day=day)
