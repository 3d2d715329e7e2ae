"""Requests: intake, the queue, its service-level clock, and their way to the close."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _

from tinydb import Query

from data import Transaction
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.duties.gate import gather, reasons_against
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.reservation import claim, move_reservation, position, reservations_of
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import OUTCOMES, PRIORITIES, TYPES, RequestStatus, ReservationState, Status

OPEN_STATUSES = (
    RequestStatus.NEW,
    RequestStatus.WAITING,
    RequestStatus.ASSIGNED,
    RequestStatus.PICKING,
    RequestStatus.READY,
    RequestStatus.HANDED_OVER,
)
"""Statuses of a request that somebody still has to do something about."""

OUTCOME_STATUS = {
    "not-found": RequestStatus.NOT_FOUND,
    "denied": RequestStatus.DENIED,
    "cancelled": RequestStatus.CANCELLED,
}


@dataclass(frozen=True)
class Item:
    """One holding of a request, its place in the queue (0: over), and what stands against it."""

    reservation: Reservation
    holding: Holding
    position: int
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True)
class Ticket:
    """A request with its requester and its holdings; `late` once its clock has run out."""

    request: Request
    requester: Person | None
    items: list[Item]
    late: bool


def intake(
    session: Session,
    requester: str,
    keys: Sequence[str] = (),
    *,
    text: str = "",
    type_: str = "loan",
    priority: str = "routine",
    **details: str,
) -> Ticket:
    """Take in a request for holdings, or for a free description, and start its clock.

    `details` are further fields of the request: contact, authority, delivery, needed_by, remarks.
    Raises NotFound for the requester or a holding, BadInput for an unknown type or priority.
    """
    _accepted(_("type"), type_, TYPES)
    _accepted(_("priority"), priority, PRIORITIES)
    if not keys and not text.strip():
        raise BadInput(
            _("Nothing asked for"),
            _("A request names holdings or describes what is wanted."),
            _("Give a barcode, a code, or a description."),
        )
    with session.change("request") as transaction:
        person = session.person(requester)
        holdings = holdings_named(session, keys) if keys else []
        now = session.now()
        request = Request(
            number=_next_number(session, transaction),
            received=now.isoformat(timespec="seconds"),
            requester=person.name,
            requester_id=person.id,
            unit=person.unit,
            text=text.strip(),
            type=type_,
            priority=priority,
            rank=PRIORITIES.index(priority),
            due=session.guidelines.service.due(now, priority).isoformat(timespec="minutes"),
        )
        request.amend(details)
        session.save(request)
        for holding in holdings:
            claim(session, holding, person, request, request.rank)
        if holdings and not any(_at_hand(holding) for holding in holdings):
            request.status = RequestStatus.WAITING
            session.save(request)
    return ticket(session, request)


def _next_number(session: Session, transaction: Transaction) -> str:
    """A number never given here before; one that an imported request bears is passed over."""
    requests = session.store.table(Request.table)
    while requests.contains(
        Query().number == (number := f"R-{1000 + transaction.number('request')}")
    ):
        pass
    return number


def _accepted(what: str, word: str, words: Sequence[str]) -> None:
    if word not in words:
        raise BadInput(
            _("Unknown word"),
            _("“{word}” is not a {what} of request.").format(word=word, what=what),
            _("Known: {words}.").format(words=", ".join(words)),
        )


def _at_hand(holding: Holding) -> bool:
    return holding.status in (Status.IN, Status.TO_REFILE)


def find_request(session: Session, number: str) -> Request:
    """The request with this number; `R-` may be left out. Raises NotFound.

    Numbers that other systems gave may repeat: the newest is meant.
    """
    text = number.strip()
    bare = re.fullmatch(r"(?:[Rr]-?)?([0-9]+)", text, re.ASCII)
    for value in filter(None, (f"R-{bare.group(1)}" if bare else "", text)):
        condition = Query().number == value
        found = session.visible.first(
            Request.table, condition, order_by="number", limit=1, descending=True
        )
        if found:
            return Request.from_document(found[0])
    raise NotFound.key(_("request"), number)


def ticket(session: Session, request: Request, *, gate: bool = False) -> Ticket:
    """A request with all that a person may know of it; `gate` adds what stands against each."""
    requester = session.get(Person, request.requester_id)
    items = []
    for reservation in reservations_of(session, request.id):
        holding = session.visible.get(reservation.holding)
        if holding is None:
            continue
        against = (
            reasons_against(gather(session, holding, requester))
            if gate and requester and reservation.open
            else []
        )
        items.append(Item(reservation, holding, position(session, reservation), against))
    open_ = request.status in OPEN_STATUSES and request.status != RequestStatus.HANDED_OVER
    late = open_ and bool(request.due) and datetime.fromisoformat(request.due) < session.now()
    return Ticket(request, requester, items, late)


def open_requests(session: Session, status: str = "", limit: int = 200) -> list[Ticket]:
    """Requests still to be done, most urgent first, then by the end of their clock."""
    statuses = [status] if status else list(OPEN_STATUSES)
    found = [
        Request.from_document(document)
        for each in statuses
        for document in session.visible.first(
            Request.table, Query().status == each, order_by=("rank", "due"), limit=limit
        )
    ]
    found.sort(key=lambda request: (request.rank, request.due, request.id))
    return [ticket(session, request) for request in found[:limit]]


def assign(session: Session, number: str, technician: str = "") -> Ticket:
    """Give a request to a technician, by default to who acts. Raises NotFound, Refused."""
    with session.change("assign"):
        request = _open_request(session, number)
        request.technician = _technician(session, technician)
        if request.status in (RequestStatus.NEW, RequestStatus.WAITING):
            request.status = RequestStatus.ASSIGNED
        session.save(request)
    return ticket(session, request)


def _technician(session: Session, named: str) -> str:
    """The account that a request is given to, or the name of who has none. Raises NotFound."""
    if named in ("", session.login):
        return session.login
    person = session.person(named)
    return person.login or person.name


def make_ready(session: Session, number: str) -> Ticket:
    """Set aside every holding of a request that is here, ready to be handed over.

    Raises Refused where none is: what is out stays in its queue (R20).
    """
    with session.change("ready"):
        request = _open_request(session, number)
        _refuse_handed_over(request, _("Not ready"))
        waiting = [r for r in reservations_of(session, request.id) if r.open]
        ready = [each for each in waiting if _set_aside(session, each)]
        if waiting and not ready:
            text = _("No holding of {number} is here to set aside.").format(number=request.number)
            raise Refused.by(_("Not ready"), Reason("R14", text, _("their return")))
        whole = len(ready) == len(waiting)
        request.status = RequestStatus.READY if whole else RequestStatus.PICKING
        session.save(request)
    return ticket(session, request)


def _set_aside(session: Session, reservation: Reservation) -> bool:
    """Set a holding aside for the head of its queue; whether it is aside for this one."""
    if position(session, reservation) != 1:
        return False
    holding = session.get(Holding, reservation.holding)
    if holding is None or holding.status not in (
        Status.IN,
        Status.PICKED,
        Status.TO_REFILE,
        Status.WAITING,
    ):
        return False
    if holding.status != Status.WAITING:
        holding.status, holding.place_id = Status.WAITING, None
        session.save(holding)
    if reservation.state != ReservationState.READY:
        move_reservation(session, reservation, ReservationState.READY)
    return True


def close(session: Session, number: str, outcome: str = "") -> Ticket:
    """Close a request with its outcome; what was set aside for it goes back to be refiled.

    Without an outcome it is `filled`, which holds only once everything was handed over.
    """
    outcome = outcome or "filled"
    _accepted(_("outcome"), outcome, OUTCOMES)
    with session.change("close"):
        request = _open_request(session, number)
        if outcome == "cancelled":
            _refuse_handed_over(request, _("Not cancelled"))
        left = [r for r in reservations_of(session, request.id) if r.open]
        if outcome == "filled" and left:
            text = _("{n} holdings of {number} were not handed over.").format(
                n=len(left), number=request.number
            )
            raise Refused.by(_("Not closed"), Reason("R14", text, _("another outcome")))
        for reservation in left:
            _let_go(session, reservation)
        request.outcome = outcome
        request.status = OUTCOME_STATUS.get(outcome, RequestStatus.CLOSED)
        request.closed = session.now().isoformat(timespec="seconds")
        session.save(request)
    return ticket(session, request)


def cancel(session: Session, number: str) -> Ticket:
    """Cancel a request that nobody wants any more."""
    return close(session, number, "cancelled")


def _let_go(session: Session, reservation: Reservation) -> None:
    """End a reservation unfilled; a holding off its shelf for it goes back to be refiled."""
    aside = reservation.state in (ReservationState.PICKED, ReservationState.READY)
    move_reservation(session, reservation, ReservationState.CANCELLED)
    holding = session.get(Holding, reservation.holding) if aside else None
    if holding and holding.status in (Status.PICKED, Status.WAITING):
        holding.status = Status.TO_REFILE
        session.save(holding)


def _refuse_handed_over(request: Request, title: str) -> None:
    if request.status == RequestStatus.HANDED_OVER:
        text = _("{number} was handed over.").format(number=request.number)
        raise Refused.by(title, Reason("R14", text, _("closing it, or a new request")))


def _open_request(session: Session, number: str) -> Request:
    request = find_request(session, number)
    if request.status not in OPEN_STATUSES:
        text = _("{number} is {status} already.").format(
            number=request.number, status=request.status
        )
        raise Refused.by(_("Request is over"), Reason("R35", text, _("a new request")))
    return request


KINDS = (RecordKind(record=Request, name="requests", by_hand=False),)
