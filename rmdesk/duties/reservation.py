"""The reservation queue of a holding: first come, first served, within priority (R20).

What was picked or set aside for a claim stays with it: an urgent claim overtakes in the queue, not
at the trolley (R38). Who may not draw the holding is passed over (R40).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from tinydb import Query
from tinydb.queries import QueryInstance

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind
from rmdesk.duties.authorising import registered
from rmdesk.duties.container import lies_in
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import against_drawing, against_masters
from rmdesk.duties.states import move
from rmdesk.model.days import day_of, instant_of
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import ReservationState, Status, later, status_word


def queue_of(session: Session, holding: int) -> list[Reservation]:
    """The open reservations of a holding, head first."""
    return _in_order(session, (Query().holding == holding) & IS_OPEN)


def reservations_of(session: Session, request: int) -> list[Reservation]:
    """Every reservation that a request made, open or over, in the order of the request."""
    return sorted(_in_order(session, Query().request == request), key=lambda each: each.id)


def part_wanted(session: Session, request: int | None, holding: Holding) -> str:
    """Which part of a holding a request asks for; "" for the whole, and without a request."""
    claims = reservations_of(session, request) if request else []
    return next((each.part for each in claims if each.holding == holding.id), "")


def claims_of(session: Session, person: int) -> list[Reservation]:
    """The open claims of a person, in the order in which they were made."""
    found = _in_order(session, Query().person == person)
    return sorted((each for each in found if each.open), key=lambda each: each.id)


def place_in_order(reservation: Reservation) -> tuple[bool, int, datetime, int]:
    """What sorts a queue: who has the holding aside first, then by priority and coming."""
    queued = reservation.state == ReservationState.QUEUED
    made = instant_of(reservation.made, UTC) or datetime.min.replace(tzinfo=UTC)
    return queued, reservation.rank, made, reservation.id


def _in_order(session: Session, condition: QueryInstance) -> list[Reservation]:
    documents = session.store.table(Reservation.table).search(condition)
    return sorted(map(Reservation.from_document, documents), key=place_in_order)


def served(
    session: Session, holding: Holding, queue: Iterable[Reservation]
) -> Iterator[tuple[Reservation, Person]]:
    """The claims of a queue whose person may draw the holding today, with that person."""
    for each in queue:
        person = session.get(Person, each.person)
        if person is not None and not against_drawing(session, holding, person):
            yield each, person


def head_of(session: Session, holding: Holding) -> tuple[Reservation, Person] | None:
    """Who is next for a holding: the first in its queue who may draw it."""
    return next(served(session, holding, queue_of(session, holding.id)), None)


def next_to_fetch(
    session: Session, holding: Holding, queue: Sequence[Reservation]
) -> tuple[Reservation, Person] | None:
    """Who a holding is fetched for: the first who may draw it, else the first who yet may.

    A clearance or an authorisation may come in time; whose registration has ended is passed over.
    """
    if head := next(served(session, holding, queue), None):
        return head
    today = session.now().date()
    people = [(each, session.get(Person, each.person)) for each in queue]
    return next(
        ((each, person) for each, person in people if person and not registered(person, today)),
        None,
    )


def waiting(session: Session, holding: Holding, but: int | None) -> Iterator[Reservation]:
    """The claims of all others who may draw a holding, in their order (R40)."""
    queue = [each for each in queue_of(session, holding.id) if each.person != but]
    return (claim for claim, _person in served(session, holding, queue))


def others_waiting(session: Session, holding: Holding, person: int | None) -> bool:
    """Whether anybody else who may draw a holding waits for it (R21, R40)."""
    return any(True for _each in waiting(session, holding, person))


def claim_of(session: Session, holding: Holding, person: Person) -> Reservation | None:
    """The open claim of a person on a holding; there is at most one (R40)."""
    queue = queue_of(session, holding.id)
    return next((each for each in queue if each.person == person.id), None)


def claim(
    session: Session,
    holding: Holding,
    person: Person,
    request: Request | None,
    rank: int,
    act: str = "request",
    *,
    part: str = "",
) -> Reservation:
    """Enter a person into a holding's queue, or for a part of it, inside a transaction."""
    now = session.now()
    reservation = Reservation(
        holding=holding.id,
        person=person.id,
        request=request.id if request else None,
        rank=rank,
        part=part,
        made=now.isoformat(timespec="microseconds"),
        since=now.isoformat(timespec="seconds"),
    )
    move(reservation, ReservationState.QUEUED, act)
    session.save(reservation)
    return reservation


def position(session: Session, reservation: Reservation) -> int:
    """Place in the queue of its holding, from 1; 0 once it is over."""
    queue = [each.id for each in queue_of(session, reservation.holding)]
    return queue.index(reservation.id) + 1 if reservation.id in queue else 0


def hold_until(session: Session, reservation: Reservation) -> str:
    """Until when what is set aside for a claim waits, ISO; "" for others and without end."""
    since = day_of(reservation.since, session.now().tzinfo)
    if reservation.state != ReservationState.READY or since is None:
        return ""
    until = session.guidelines.hold_until(since)
    return until.isoformat() if until else ""


def move_claim(
    session: Session,
    reservation: Reservation,
    state: ReservationState,
    act: str,
    *,
    outcome: str = "",
    take_out: int | None = None,
) -> None:
    """Move a claim to a state, inside a transaction; what it said of its place is over."""
    move(reservation, state, act)
    reservation.since = session.now().isoformat(timespec="seconds")
    reservation.outcome, reservation.take_out = outcome, take_out
    session.save(reservation)


def against_reserve(session: Session, holding: Holding, person: Person) -> list[Reason]:
    """Every reason why a person may not queue for a holding.

    Who waits for it already keeps that place: it is no reason, and changes nothing.
    """
    return [
        *registered(person, session.now().date()),
        *against_masters(session, [holding], person),
        *against_waiting(holding, person),
    ]


def against_waiting(holding: Holding, person: Person) -> list[Reason]:
    """R28, R40: nobody queues for what never comes back, nor for what they have themselves."""
    if against := gone(holding):
        return against
    if holding.lost:
        text = _("{key} was given up for lost on {day}.")
        return [Reason("R14", text.format(key=holding.key, day=holding.lost), _("finding it"))]
    if holding.status in (Status.OUT, Status.MISSING) and holding.holder_id == person.id:
        text = _("{name} has {key} already.").format(name=person.name, key=holding.key)
        return [Reason("R40", text, _("a renewal of the loan"))]
    return []


def against_cancel_reservation(session: Session, holding: Holding, person: Person) -> list[Reason]:
    """Every reason why a person's place in a queue cannot be given up: they have none."""
    if claim_of(session, holding, person) is not None:
        return []
    text = _("{name} does not wait for {key}.").format(name=person.name, key=holding.key)
    return [Reason("R20", text)]


def called(session: Session, claim: Reservation | Loan) -> str:
    """A claim or a loan as people call it: what, and for whom."""
    person, wanted = session.get(Person, claim.person), session.visible.get(claim.holding)
    if person is None or wanted is None:
        return ""
    return _("{key} for {name}").format(key=wanted.key, name=person.name)


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """For whom a holding was fetched and until when it waits; and the same of the box it is in.

    Also that its box is elsewhere. Of a box that one may not know of nothing is told (R17).
    """
    found = _kept_for(session, holding, "")
    box = lies_in(session, holding)
    if box is not None and session.visible.may_know(box.guard):
        found += _kept_for(session, box, box.key) or [_in_box(box)]
    return found


def _kept_for(session: Session, holding: Holding, box: str) -> list[Note]:
    """The claim that a holding was fetched for; there is at most one."""
    notes = []
    for claim in queue_of(session, holding.id):
        person = session.get(Person, claim.person)
        if claim.state == ReservationState.QUEUED or person is None:
            continue
        until = hold_until(session, claim)
        told = _("{state} for {name}").format(state=status_word(holding.status), name=person.name)
        if until:
            told = _("{what}, until {day}").format(what=told, day=until)
        if box:
            told = _("in {box}: {what}").format(box=box, what=told)
        data = {"person": person.name, "status": str(holding.status), "until": until, "box": box}
        notes.append(Note(later("kept for"), told, data, of=person))
    return notes


def _in_box(box: Holding) -> Note:
    status = status_word(box.status)
    told = _("in {box}: {what}").format(box=box.key, what=status)
    data = {"person": "", "status": str(box.status), "until": "", "box": box.key}
    return Note(later("is in"), told, data, of=box)


KINDS = (
    RecordKind(
        record=Reservation, name="reservations", by_hand=False, called=called, notes=notes_of
    ),
)
