"""The hand-over gate (R14): every reason why a holding may not go to a person, all at once.

Charge-out, renewal, delivery and the dimmed actions of the screens all ask here. Rules are plain
functions of a `HandOver`, the facts gathered in the transaction of the issue itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from tinydb import Query

from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Guidelines
from rmdesk.duties.holding import contents_of
from rmdesk.duties.reservation import queue_of
from rmdesk.model.errors import Reason
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Loan, Person, Reservation
from rmdesk.model.schema import IS_CUSTODIAN, IS_OPEN
from rmdesk.model.words import Status

LENDABLE = (Status.IN, Status.PICKED, Status.WAITING, Status.TO_REFILE)


@dataclass(frozen=True)
class HandOver:
    """The facts of one hand-over.

    `queue` are the holding's open reservations, head first; `contents` all that would go with it;
    `waited_for` those of them whose queue somebody else heads.
    """

    holding: Holding
    borrower: Person
    today: date
    guidelines: Guidelines
    holder: Person | None = None
    queue: tuple[Reservation, ...] = ()
    head_person: Person | None = None
    loans_out: int = 0
    custodians: tuple[str, ...] = ()
    contents: tuple[Holding, ...] = ()
    waited_for: tuple[Holding, ...] = ()


def gather(session: Session, holding: Holding, borrower: Person, *, more: int = 0) -> HandOver:
    """Look up the facts; `more` counts holdings of the same hand-over that go before this one."""
    loans = session.store.table(Loan.table)
    people = session.store.table(Person.table)
    queue = queue_of(session, holding.id)
    custodians = (
        people.search(IS_CUSTODIAN & (Query().unit == holding.unit)) if holding.unit else []
    )
    contents = [each for each in contents_of(session, holding.id) if each.status in LENDABLE]
    # A box is one loan, however many files go with it (R24).
    held = (Query().person == borrower.id) & IS_OPEN & ~Query().with_container.exists()
    return HandOver(
        holding=holding,
        borrower=borrower,
        today=session.now().date(),
        guidelines=session.guidelines,
        holder=session.get(Person, holding.holder_id),
        queue=tuple(queue),
        head_person=session.get(Person, queue[0].person) if queue else None,
        loans_out=more + loans.count(held),
        custodians=tuple(document["name"] for document in custodians),
        contents=tuple(contents),
        waited_for=tuple(each for each in contents if _heads_another(session, each, borrower)),
    )


def _heads_another(session: Session, content: Holding, borrower: Person) -> bool:
    """Whether a content is here and somebody else is first in its queue."""
    queue = queue_of(session, content.id) if content.status in LENDABLE else []
    return bool(queue) and queue[0].person != borrower.id


def reasons_against(case: HandOver) -> list[Reason]:
    """Every reason against a hand-over; none means that it may go."""
    return [reason for rule in _RULES for reason in rule(case)]


def reasons_against_keeping(case: HandOver) -> list[Reason]:
    """Every reason why who has a holding may not keep it longer."""
    return [reason for rule in _KEEPING for reason in rule(case)]


def _status(case: HandOver) -> list[Reason]:
    """R14: the holding must be here and free; R28: withdrawn for good stays withdrawn."""
    holding, status = case.holding, Status(case.holding.status)
    if status in LENDABLE:
        return []
    if status is Status.WITHDRAWN:
        text = _("{key} was withdrawn for good.")
        return [_reason("R28", text, holding, _("a new accession"))]
    if status is Status.OUT:
        holder = case.holder.name if case.holder else _("somebody")
        text = _("{key} is out to {holder}, due {due}.").format(
            key=holding.key, holder=holder, due=holding.due or "-"
        )
        return [Reason("R14", text, _("its return, or a reservation"))]
    text = _("{key} is {status}.").format(key=holding.key, status=status)
    return [Reason("R14", text, _("finding or receiving it first"))]


def _cleared(case: HandOver) -> list[Reason]:
    """R16: cleared today on the right scale, for the holding and all that goes with it."""
    clearance = Clearance.of(case.borrower, case.today)
    goes = (case.holding, *case.contents)
    guards = {guard_of(each.security, each.caveats) for each in goes}
    if all(clearance.covers(guard) for guard in guards):
        return []
    expired = case.borrower.clearance_until
    if expired and expired < case.today.isoformat():
        text = _("The clearance of {name} expired on {day}.").format(
            name=case.borrower.name, day=expired
        )
    else:
        text = _("{name} is not cleared for {key}.").format(
            name=case.borrower.name, key=case.holding.key
        )
    return [Reason("R16", text, _("the security officer"))]


def _released(case: HandOver) -> list[Reason]:
    """R15: to the unit's custodian, or whom a custodian of the unit authorised.

    A unit that has named no custodian has nobody to ask; its records go by the other rules.
    """
    holding, borrower = case.holding, case.borrower
    if not case.custodians or (borrower.custodian and borrower.unit == holding.unit):
        return []
    if holding.unit in borrower.authorised:
        return []
    text = _("{name} is not authorised to draw records of {unit}.").format(
        name=borrower.name, unit=holding.unit
    )
    return [Reason("R15", text, ", ".join(case.custodians))]


def _queue(case: HandOver) -> list[Reason]:
    """R20: nobody is issued past the head of the queue, of the holding or of what goes with it."""
    if case.waited_for:
        text = _("{n} of the contents of {key} are reserved for others.").format(
            n=len(case.waited_for), key=case.holding.key
        )
        return [Reason("R20", text, _("taking them out first"))]
    if not case.queue or case.queue[0].person == case.borrower.id:
        return []
    name = case.head_person.name if case.head_person else _("somebody")
    text = _("{key} is reserved for {name}.").format(key=case.holding.key, name=name)
    return [Reason("R20", text, _("cancelling that reservation"))]


def _registered(case: HandOver) -> list[Reason]:
    """R14: the borrower is active."""
    borrower = case.borrower
    if not borrower.valid_until or borrower.valid_until >= case.today.isoformat():
        return []
    text = _("{name} was a borrower until {day}.").format(
        name=borrower.name, day=borrower.valid_until
    )
    return [Reason("R14", text, _("renewing the borrower's registration"))]


def _within_limit(case: HandOver) -> list[Reason]:
    """R14: the borrower is within limits."""
    limit = case.guidelines.loans.limit
    if case.loans_out < limit:
        return []
    text = _("{name} has {n} holdings out; the limit is {limit}.").format(
        name=case.borrower.name, n=case.loans_out, limit=limit
    )
    return [Reason("R14", text, _("returning some, or the site's guidelines"))]


def _guideline(case: HandOver) -> list[Reason]:
    """R27: files are lent, not single documents out of them; the site names the kinds."""
    if case.holding.kind not in case.guidelines.loans.not_lent:
        return []
    text = _("{key} is a {kind}: that kind is not lent by itself.").format(
        key=case.holding.key, kind=case.holding.kind
    )
    return [Reason("R27", text, _("lending the file that holds it"))]


def _reason(rule: str, text: str, holding: Holding, lifted_by: str) -> Reason:
    return Reason(rule, text.format(key=holding.key), lifted_by)


_RULES: tuple[Callable[[HandOver], list[Reason]], ...] = (
    _status,
    _cleared,
    _released,
    _queue,
    _registered,
    _within_limit,
    _guideline,
)

_KEEPING = (_cleared, _released, _registered)
"""The rules that a renewal must pass as well: what concerns the person, not the shelf."""
