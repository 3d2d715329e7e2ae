"""What somebody may not know of in a request goes on without them, by a request of its own (R17).

What is asked for together is asked for by one request as far as the same people may know of it:
what becomes of the rest would tell of it. Only where every member of the staff may know of all is
it one request all the same.

Should somebody come, or a record be raised, after that: who ends, hands over or takes back what
they know of a request does so as if it were all of it. Where the request then stands as it would
not with the rest, the rest leaves it: whoever may know of that has it in their queue, and the
security officer is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from tinydb import Query

from data import Transaction
from data.plain import replace
from rmdesk.access.clearance import Clearance, implies, lowest_first
from rmdesk.access.matters import PARTED
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered
from rmdesk.duties.container import at_hand
from rmdesk.duties.reservation import claim as claim_for
from rmdesk.duties.reservation import claim_of, reservations_of
from rmdesk.duties.states import move
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.words import RequestStatus

_WHOLE: Mapping[int, str] = MappingProxyType({})
"""Of no record only a part."""


def known_alike(session: Session, holdings: Sequence[Holding]) -> list[list[Holding]]:
    """Holdings, grouped by who of the staff may know of them; what most may know of comes first."""
    marks = _marks(session, (each.guard for each in holdings))
    groups = (
        [each for each in holdings if marks[each.guard] == mark]
        for mark in lowest_first(marks.values())
    )
    return list(groups)


def apart_from(
    session: Session, request: Request, holdings: Sequence[Holding]
) -> list[list[Holding]]:
    """What of some holdings is to go by other requests than this one, grouped likewise.

    A request in free words is known to everybody.
    """
    guards = _guards_of(session, request)
    marks = _marks(session, [*guards, *(each.guard for each in holdings)])
    own = lowest_first(marks[each] for each in guards)[0]
    return [each for each in known_alike(session, holdings) if marks[each[0].guard] != own]


def _guards_of(session: Session, request: Request) -> list[str]:
    asked = (session.get(Holding, each.holding) for each in reservations_of(session, request.id))
    return [each.guard for each in asked if each] or [""]


def _marks(session: Session, guards: Iterable[str]) -> dict[str, str]:
    """Guards, each as what it keeps from some member of the staff today; "" where from nobody."""
    marks = dict.fromkeys(guards, "")
    if not any(marks):
        return marks
    today = session.now().date()
    staff = session.where(Person, Query().login > "")
    cleared = [
        Clearance.of(each, today) for each in staff if not "" < each.valid_until < today.isoformat()
    ]
    return {each: "" if all(one.covers(each) for one in cleared) else each for each in marks}


def request_apart(
    session: Session,
    request: Request,
    person: Person,
    holdings: Sequence[Holding],
    act: str,
    parts: Mapping[int, str] = _WHOLE,
) -> Request:
    """A request like another, for what not everybody may know of who knows of that (R17).

    With its claims and the `parts` that are wanted, inside the transaction of an act. What
    everybody may know of counts on: a number by chance would tell them that there is another
    request beside it.
    """
    apart = all(each.guard for each in holdings)
    with session.change(act) as transaction:
        rest = replace(
            request,
            id=0,
            number=request_number(session, transaction, apart=apart),
            technician="",
            answered="",
            closed="",
            outcome="",
        )
        here = any(at_hand(session, each) for each in holdings)
        move(rest, RequestStatus.NEW if here else RequestStatus.WAITING, "request")
        session.save(rest, apart=apart)
        for each in holdings:
            claim_for(session, each, person, rest, rest.rank, part=parts.get(each.id, ""))
    return rest


def as_told_to(session: Session, request: Request, holdings: Sequence[Holding]) -> Request:
    """A request as it may be told to whoever may know of some holdings that are added to it (R17).

    Who may not know of it reads neither what was said of it, nor since when it is there.
    """
    guards = _guards_of(session, request)
    if all(any(implies(each.guard, guard) for guard in guards) for each in holdings):
        return request
    now = session.now()
    return replace(
        request,
        text="",
        authority="",
        remarks="",
        received=now.isoformat(timespec="seconds"),
        due=session.guidelines.service.due(now, request.priority).isoformat(timespec="minutes"),
    )


def words_go_on(
    session: Session, request: Request, person: Person, holdings: Sequence[Holding]
) -> dict[int, Request | None]:
    """By which request each of some holdings is lent that a request in free words goes on without.

    Not everybody may know of it who knows of the words. None for what the person waits for already:
    that is lent by its own claim.
    """
    found: dict[int, Request | None] = {}
    for group in apart_from(session, request, holdings):
        own = [each for each in group if claim_of(session, each, person)]
        found |= {each.id: None for each in own}
        if rest := [each for each in group if each.id not in found]:
            found |= dict.fromkeys(
                (each.id for each in rest),
                request_apart(session, request, person, rest, "charge-out"),
            )
    return found


def request_number(session: Session, transaction: Transaction, *, apart: bool) -> str:
    """The number of a new request; by chance where not everybody may know of it (R17)."""
    first = 0 if apart else 1000
    return numbered(
        session, transaction, Request, "request", lambda n: f"R-{first + n}", apart=apart
    )


def part(
    session: Session, request: Request, claims: Sequence[Reservation], loans: Sequence[Loan]
) -> Request:
    """Give these claims and loans a request of their own, inside a transaction.

    It stands as the one that they leave, until it follows from them.
    """
    with session.change(PARTED) as transaction:
        number = request_number(session, transaction, apart=True)
        # Nobody is to do what they may not know of.
        technician = "" if request.technician == session.login else request.technician
        rest = replace(request, id=0, number=number, technician=technician)
        move(rest, request.status, "part")
        session.save(rest, apart=True)
        moved: list[Reservation | Loan] = [*claims, *loans]
        for each in moved:
            each.request = rest.id
            session.save(each)
        _scanned_for(session, request.id, rest, claims)
        told = {"number": number, "of": request.number}
        transaction.note(PARTED, f"{Request.table}:{rest.id}", new=told)
    return rest


def _scanned_for(session: Session, of: int, rest: Request, claims: Sequence[Reservation]) -> None:
    """What is queued to be scanned for them is so for the request that they go on by."""
    if rest.type != "scan":
        return
    from rmdesk.duties.digitized import jobs_of

    for claim in claims:
        holding = session.get(Holding, claim.holding)
        for job in jobs_of(session, holding) if holding else ():
            if job.request_id != of:
                continue
            job.request, job.request_id = rest.number, rest.id
            session.save(job)
