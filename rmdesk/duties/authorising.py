"""Authorisations (R15): who may draw a unit's records, or collect what others borrow, and how long.

A custodian's authorisation lets a person draw the records of the custodian's unit and collect for
its people; anybody else's lets them collect what the giver borrows.
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Given, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Paths, Record, given, kept, link
from rmdesk.model.records import Person
from rmdesk.model.values import DAY, LINE
from rmdesk.model.words import later


@dataclass(kw_only=True, slots=True)
class Authorisation(Record):
    """That `giver` lets `person` draw or collect, from `start` to `until`, both included (ISO).

    Without an end it holds until it is withdrawn.
    """

    table: ClassVar[str] = "authorisations"
    word: ClassVar[str] = later("authorisation")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("person_id",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)

    giver: str = given(
        LINE, later("given by"), later("who gives it: badge or full name"), keyed="people"
    )
    person: str = given(LINE, later("given to"), later("who is let: badge or name"), keyed="people")
    start: str = given(DAY, later("from"), later("first day, as 2026-12-31 (default: today)"))
    until: str = given(DAY, later("until"), later("last day (default: until it is withdrawn)"))
    number: str = kept("", later("number"))
    giver_id: int | None = link("people", later("given by"), "giver")
    person_id: int | None = link("people", later("given to"), "person")
    taken_by: str = kept("", later("taken in by"))
    withdrawn: str = kept("", later("withdrawn"))


def valid(session: Session, person: Person) -> list[Person]:
    """Who lets a person draw or collect today; a person who left lets nobody."""
    today = session.today()
    givers = [
        session.get(Person, each.giver_id)
        for each in session.where(Authorisation, Query().person_id == person.id)
        if not each.withdrawn and each.start <= today <= (each.until or today)
    ]
    return [each for each in givers if each and (each.valid_until or today) >= today]


def registered(borrower: Person, today: date) -> list[Reason]:
    """R14: the borrower is active."""
    if not borrower.valid_until or borrower.valid_until >= today.isoformat():
        return []
    text = _("{name} was a borrower until {day}.").format(
        name=borrower.name, day=borrower.valid_until
    )
    return [Reason("R14", text, _("renewing the borrower's registration"))]


def lets_draw(session: Session, unit: str, person: Person) -> bool:
    """Whether a custodian of a unit lets a person draw its records today."""
    return any(each.custodian and each.unit == unit for each in valid(session, person))


def against_collecting(
    session: Session, collector: Person, borrower: Person, unit: str
) -> list[Reason]:
    """R15: who collects for a borrower is let by them, or is or is let by a custodian.

    `unit` is that of the record; the custodians of the borrower's own unit may let them too.
    """
    units = {borrower.unit, unit} - {""}
    if collector.custodian and collector.unit in units:
        return []
    for giver in valid(session, collector):
        if giver.id == borrower.id or (giver.custodian and giver.unit in units):
            return []
    text = _("{name} is not authorised to collect for {borrower}.")
    lifted = _("an authorisation by {borrower} or a custodian")
    return [
        Reason(
            "R15",
            text.format(name=collector.name, borrower=borrower.name),
            lifted.format(borrower=borrower.name),
        )
    ]


# --- taking one in, and withdrawing it


def _complete(made: Authorisation, values: Values, _remark: Remark) -> None:
    """Amend it. Raises BadInput for one without its people, or that ends before it starts."""
    made.amend(values)
    missing = [name for name in ("giver", "person") if not getattr(made, name)]
    if missing:
        told = _("It names who gives it, and to whom.")
        raise BadInput(_("Not a whole authorisation"), told, "", field_name=missing[0])
    if made.until and made.start and made.until < made.start:
        told = _("It would end before it starts.")
        raise BadInput(_("No such days"), told, _("Give a later day."), field_name="until")


def _against(session: Session, made: Authorisation, before: Values) -> list[Reason]:
    """R15, R37: nobody lets themselves, and a custodian's is taken in by a supervisor.

    Nor is one taken in that lets nobody: it is over, or one of the two is registered no more (R14).
    """
    giver, person = session.person(made.giver), session.person(made.person)
    against = _over(made)
    if not before:
        today = session.now().date()
        against += [*registered(giver, today), *registered(person, today)]
        if "" < made.until < session.today():
            text = _("It was over on {day}.").format(day=made.until)
            against.append(Reason("R15", text, _("a later day"), at="until"))
    if giver.id == person.id or (person.login and person.login in session.accounts):
        text = _("Nobody authorises themselves, or takes in their own authorisation.")
        against.append(Reason("R37", text, _("another"), at="person"))
    if giver.custodian:
        against += not_permitted(session, SUPERVISOR)
    return against


def _over(made: Authorisation) -> list[Reason]:
    if not made.withdrawn:
        return []
    text = _("{number} was withdrawn on {day}.").format(number=made.number, day=made.withdrawn)
    return [Reason("R35", text, _("a new authorisation"))]


def _settle(session: Session, made: Authorisation, _before: Values, _remark: Remark) -> None:
    """Know the people, and give a new one its number, never given before."""
    giver, person = session.person(made.giver), session.person(made.person)
    made.giver, made.giver_id = giver.name, giver.id
    made.person, made.person_id = person.name, person.id
    made.start = made.start or session.today()
    if not made.id:
        with session.change("add authorisation") as transaction:
            made.number = f"A-{transaction.number('authorisation'):04}"
        made.taken_by = session.login


def withdraw(session: Session, keys: Sequence[str], why: str) -> Authorisation:
    """Withdraw an authorisation from today on. Raises Refused, NotFound."""
    with session.change("withdraw-authorisation", why):
        made: Authorisation = found(session, AUTHORISATIONS, keys[0])
        Refused.for_any(_("Not withdrawn"), _over(made))
        made.withdrawn = session.today()
        session.save(made)
    return made


def _given(session: Session, keys: Sequence[str], told: Given) -> Authorisation:
    return withdraw(session, keys, told["reason"])


AUTHORISATIONS: RecordKind = RecordKind(
    record=Authorisation,
    name="authorisations",
    complete=_complete,
    settle=_settle,
    against=_against,
    grouped=True,
    called=lambda _session, made: made.number,
)
KINDS = (AUTHORISATIONS,)

ACTS = (
    Act(
        name="withdraw",
        on=Authorisation,
        title=later("Withdraw it…"),
        help=later("Withdraw an authorisation, from today on."),
        done=later("Withdrawn: {name}"),
        word=later("authorisation withdrawn"),
        takes=(reason(later("Why is it withdrawn?")),),
        against=lambda _session, made, _given: _over(made),
        do=_given,
        journal="withdraw-authorisation",
        also=("revoke",),
    ),
)
