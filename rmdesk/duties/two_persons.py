"""Who is who where two persons are wanted: who approves, sends or witnesses did not propose (R5).

A login is no person: people are told apart by their numbers (docs/decisions/two-persons.md).
"""

from __future__ import annotations

from collections.abc import Iterable

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.errors import Reason
from rmdesk.model.records import Person


def numbers_of(people: Iterable[Person]) -> str:
    """Who they are, whatever they are called later: their numbers, parted by blanks."""
    return " ".join(str(each) for each in sorted(each.id for each in people))


def is_own(session: Session, login: str, persons: str) -> bool:
    """R5: whether who acts, or for whom, did it: as the person, by whichever account or name.

    `persons` are the numbers of who did, as `numbers_of` has them; of an earlier version "".
    """
    account = None if persons else session.store.table(Person.table).one("login", login)
    known = {str(account.doc_id)} if account else set(persons.split())
    return login in session.accounts or bool(known & set(numbers_of(session.own).split()))


def against_own(session: Session, number: str, login: str, proposers: str) -> list[Reason]:
    """R5: who proposed it does not approve it."""
    if not is_own(session, login, proposers):
        return []
    text = _("{number} was proposed by you.").format(number=number)
    return [Reason("R5", text, _("another person"))]


def against_ended(session: Session, person: Person, rule: str, lifted_by: str) -> list[Reason]:
    """Who is registered no more neither speaks for a unit (R6) nor witnesses anything (R5)."""
    if not person.valid_until or person.valid_until >= session.today():
        return []
    text = _("{name} was registered until {day}.")
    return [Reason(rule, text.format(name=person.name, day=person.valid_until), lifted_by)]
