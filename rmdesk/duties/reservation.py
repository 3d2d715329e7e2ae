"""The reservation queue of a holding: first come, first served, within priority (R20)."""

from gettext import gettext as _

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import OPEN_RESERVATIONS, RequestStatus, ReservationState


def queue_of(session: Session, holding: int) -> list[Reservation]:
    """The open reservations of a holding, head first."""
    return _in_order(session, (Query().holding == holding) & IS_OPEN)


def reservations_for(session: Session, holding: int) -> list[Reservation]:
    """Every claim ever made on a holding, open or over."""
    return _in_order(session, Query().holding == holding)


def reservations_of(session: Session, request: int) -> list[Reservation]:
    """Every reservation that a request made, open or over, in the order of the request."""
    return sorted(_in_order(session, Query().request == request), key=lambda each: each.id)


def _in_order(session: Session, condition: QueryInstance) -> list[Reservation]:
    documents = session.store.table(Reservation.table).search(condition)
    found = [Reservation.from_document(document) for document in documents]
    return sorted(found, key=lambda each: (each.rank, each.made, each.id))


def claim(
    session: Session, holding: Holding, person: Person, request: Request | None, rank: int
) -> Reservation:
    """Enter a person into a holding's queue, inside a transaction."""
    reservation = Reservation(
        holding=holding.id,
        person=person.id,
        request=request.id if request else None,
        rank=rank,
        made=session.now().isoformat(timespec="microseconds"),
        open=True,
    )
    session.save(reservation)
    return reservation


def position(session: Session, reservation: Reservation) -> int:
    """Place in the queue of its holding, from 1; 0 once it is over."""
    queue = [each.id for each in queue_of(session, reservation.holding)]
    return queue.index(reservation.id) + 1 if reservation.id in queue else 0


def requeue(session: Session, reservation: Reservation) -> None:
    """A holding pulled for somebody went back to its shelf: it must be pulled again.

    Inside a transaction. The reservation keeps its place in the queue.
    """
    if reservation.state == ReservationState.QUEUED:
        return
    move_reservation(session, reservation, ReservationState.QUEUED)
    request = session.get(Request, reservation.request)
    if request is not None and request.status in (RequestStatus.PICKING, RequestStatus.READY):
        request.status = RequestStatus.ASSIGNED if request.technician else RequestStatus.NEW
        session.save(request)


def move_reservation(session: Session, reservation: Reservation, state: ReservationState) -> None:
    """Move a reservation to a state, inside a transaction."""
    reservation.state = state
    reservation.open = state in OPEN_RESERVATIONS
    session.save(reservation)


def called(session: Session, claim: Reservation | Loan) -> str:
    """A claim or a loan as people call it: what, and for whom."""
    person, wanted = session.get(Person, claim.person), session.visible.get(claim.holding)
    if person is None or wanted is None:
        return ""
    return _("{key} for {name}").format(key=wanted.key, name=person.name)


KINDS = (RecordKind(record=Reservation, name="reservations", by_hand=False, called=called),)
