"""A request as people look at it: found by its number, with its holdings and what is against."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from tinydb import Query
from tinydb.queries import QueryInstance

from data.patterns import pattern
from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.duties.eligibility import against_drawing
from rmdesk.duties.gate import (
    against_collector,
    against_here,
    against_purpose,
    gather,
    reasons_against,
)
from rmdesk.duties.onward import known_claims
from rmdesk.duties.reservation import hold_until, position, reservations_of
from rmdesk.duties.states import OPEN_STATUSES, UNDONE
from rmdesk.model.codes import clean_code, document_number
from rmdesk.model.days import instant_of
from rmdesk.model.errors import BadInput, NotFound, Reason
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import WITHDRAWAL, Status, later

_REPEATS = 50
"""Most requests of one number that are looked at."""

_NAMED = 8
"""Most of them that are named to who has to say which."""

_BARE = pattern(r"(?:[Rr]-?)?([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Item:
    """One holding of a request, its place in the queue (0: over), and what stands against it.

    `until` is the last day on which it waits on the hold shelf, ISO; "" where it does not.
    """

    reservation: Reservation
    holding: Holding
    position: int
    reasons: list[Reason] = field(default_factory=list)
    until: str = ""


@dataclass(frozen=True)
class Ticket:
    """A request with its requester and its holdings; `late` once its clock has run out.

    `next` says what an act made of its holdings, and what is still to be done with them.
    """

    request: Request
    requester: Person | None
    items: list[Item]
    late: bool
    next: tuple[str, ...] = ()


def numbered(session: Session, number: str) -> list[Request]:
    """The requests whose number is just this one as it is written, in either case.

    Numbers that other systems gave may repeat: those that are open are meant, else the newest.
    """
    text = clean_code(number)
    for value in dict.fromkeys((text, text.upper())) if text else ():
        condition = Query().number == value
        documents = session.visible.first(
            Request.table, condition, order_by="number", limit=_REPEATS, descending=True
        )
        found = [Request.from_document(each) for each in documents]
        if found:
            return [each for each in found if each.status in OPEN_STATUSES] or found[:1]
    return []


def bare_numbered(session: Session, number: str) -> list[Request]:
    """The requests that a number means with its `R-` left out."""
    bare = _BARE.fullmatch(clean_code(number))
    return numbered(session, f"R-{bare.group(1)}") if bare else []


def find_request(session: Session, number: str) -> Request:
    """The request with this number as written, else the one whose `R-` was left out.

    `#123` is its document number. Raises NotFound, and BadInput where several open ones have it.
    """
    if (document := document_number(number.strip())) is not None:
        kept = session.get(Request, document)
        found = session.visible.known_among(Request, [kept] if kept else [])
    else:
        found = numbered(session, number) or bare_numbered(session, number)
    if not found:
        raise NotFound.key(_("request"), number)
    if len(found) > 1:
        told = ", ".join(f"#{each.id} ({each.requester})" for each in found[:_NAMED])
        raise BadInput(
            _("Several requests have this number"),
            _("{n} open requests have the number {number}: {keys}.").format(
                n=len(found), number=number, keys=told
            ),
            _("Name one by its # number."),
        )
    return found[0]


_NEVER_DUE = datetime.max.replace(tzinfo=UTC)
"""Where a request's clock could not be read, others come first."""


def ticket(
    session: Session, request: Request, *, gate: bool = False, told: Sequence[str] = ()
) -> Ticket:
    """A request with all that a person may know of it; `gate` adds what stands against each.

    `told` is what an act says of it.
    """
    requester = session.get(Person, request.requester_id)
    collector = session.get(Person, request.collector_id)
    items = []
    for reservation in reservations_of(session, request.id):
        holding = session.visible.get(reservation.holding)
        if holding is None:
            continue
        against = (
            _against(session, request, holding, requester, collector)
            if gate and requester and reservation.open
            else []
        )
        place, until = position(session, reservation), hold_until(session, reservation)
        items.append(Item(reservation, holding, place, against, until))
    open_ = request.status in UNDONE
    due = instant_of(request.due, session.now().tzinfo)
    late = open_ and due is not None and due < session.now()
    return Ticket(request, requester, items, late, tuple(filter(None, told)))


def _against(
    session: Session,
    request: Request,
    holding: Holding,
    requester: Person,
    collector: Person | None,
) -> list[Reason]:
    """What stands against one of its holdings: lent to who asked, or theirs for good (R28)."""
    if request.type == WITHDRAWAL:
        return [
            *(against_here(session, holding) or against_purpose(session, holding, WITHDRAWAL)),
            *against_drawing(session, holding, requester),
            *against_collector(session, requester, [holding], collector),
        ]
    return reasons_against(gather(session, holding, requester, request=request, by=collector))


def of_status(status: str, technician: str | None = None) -> QueryInstance:
    """Requests of a status that an account has; with "" those that nobody has, with None all."""
    condition: QueryInstance = Query().status == status
    if technician is None:
        return condition
    whose = Query().technician == technician if technician else ~Query().technician.exists()
    both: QueryInstance = condition & whose
    return both


def open_requests(
    session: Session, status: str = "", limit: int = 200, technician: str | None = None
) -> list[Ticket]:
    """Requests still to be done, most urgent first, then by the end of their clock.

    `technician` narrows to those that an account has, "" to those that nobody has.
    """
    statuses = [status] if status else list(UNDONE)
    found = [
        Request.from_document(document)
        for each in statuses
        for document in session.visible.first(
            Request.table,
            of_status(each, technician),
            order_by=("rank", "due"),
            limit=limit,
        )
    ]
    zone = session.now().tzinfo
    found.sort(key=lambda each: (each.rank, instant_of(each.due, zone) or _NEVER_DUE, each.id))
    return [ticket(session, request) for request in found[:limit]]


def left_by(session: Session, holding: Holding) -> list[Note]:
    """By which request a record was withdrawn, and when (R28)."""
    if holding.status != Status.WITHDRAWN:
        return []
    told = _("by {number}, on {day}").format(number=holding.disposed, day=holding.left)
    data = {"request": holding.disposed, "left": holding.left}
    by = next(iter(numbered(session, holding.disposed)), None)
    return [Note(later("withdrawn"), told, data, of=by)]


_ASKED = ("requester_id", "type", "priority", "received")
"""What a request was taken in by: its claims, its clock and the gate go by it."""


def against_by_file(session: Session, request: Request, before: Values) -> list[Reason]:
    """What of a request no row of a file changes where records are, or were, asked for by it.

    Who asks for what, since when and how urgently (R43): its claims stay as they are. Nor does a
    row end one by which something is still to be fetched, or is out (R39).
    """
    if not request.id or not before:
        return []
    claims = known_claims(session, reservations_of(session, request.id))
    if not claims:
        return []
    after = request.to_document()
    if other := next((name for name in _ASKED if after.get(name) != before.get(name)), ""):
        text = _("{number} was taken in here: who asks, for what and when is not changed by file.")
        told = text.format(number=request.number)
        at = other.removesuffix("_id")
        return [Reason("R43", told, _("a number of its own, or the desk"), at=at)]
    if before.get("status") not in OPEN_STATUSES or request.status in OPEN_STATUSES:
        return []
    asked = _("{number} is open here: records are still asked for by it.")
    lent = _("{number} is handed over: it ends with the return of what is out by it.")
    told = asked if any(each.open for each in claims) else lent
    at = "closed" if request.closed else "outcome"
    return [Reason("R39", told.format(number=request.number), _("closing it at the desk"), at=at)]


KINDS = (
    RecordKind(
        record=Request, name="requests", by_hand=False, find=find_request, notes=left_by,
        against=against_by_file,
    ),
)  # fmt: skip
