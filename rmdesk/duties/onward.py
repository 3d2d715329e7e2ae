"""Where a holding goes once it is free, and how requests follow what becomes of their holdings.

A holding that comes in, or whose claim ends, goes to the next in its queue or home (R38). The
status of a request follows from its claims; it ends with the last of them (R39).
"""

from collections.abc import Iterable, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.container import at_hand, goes_with
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.place import step_home
from rmdesk.duties.reservation import head_of, move_claim, queue_of, reservations_of
from rmdesk.duties.states import UNDONE, move
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import RequestStatus, ReservationState, Status

OUTCOME_STATUS = {
    "not-found": RequestStatus.NOT_FOUND,
    "denied": RequestStatus.DENIED,
    "cancelled": RequestStatus.CANCELLED,
}
"""The status of a request that ended so; the others are closed."""

ENDS = {
    "not-found": ReservationState.NOT_FOUND,
    "denied": ReservationState.DENIED,
    "cancelled": ReservationState.CANCELLED,
    "referred": ReservationState.REFERRED,
}
"""How a claim ends unfilled, by the outcome that is said."""


# --- holdings


def set_down(session: Session, holding: Holding, act: str) -> Handled:
    """Put a holding that came in aside for the head of its queue, or onto the refile shelf."""
    holding.holder_id, holding.due, holding.place_id = None, "", None
    head = _fetched_for(session, holding) or head_of(session, holding)
    move(holding, Status.WAITING if head else Status.TO_REFILE, act)
    session.save(holding)
    if head is not None:
        move_claim(session, head[0], ReservationState.READY, act)
        step = _("set aside for {name}").format(name=head[1].name)
    else:
        step = step_home(session, holding)
    follow_queue(session, holding, act)
    return Handled(holding, holding.status, next=in_words(step, *waited_inside(session, holding)))


def waited_inside(session: Session, box: Holding) -> list[str]:
    """What is in a container that is here again and somebody waits for: it is to be pulled (R41).

    In words, to who may know of it.
    """
    text = _("{key} in it is still reserved for {name}: pull it")
    return [
        text.format(key=content.key, name=head[1].name)
        for content in goes_with(session, box.id)
        if session.visible.may_know(content.guard) and (head := head_of(session, content))
    ]


def _fetched_for(session: Session, holding: Holding) -> tuple[Reservation, Person] | None:
    """The claim with which a holding was on its way: it stays with that (R38)."""
    held = [e for e in queue_of(session, holding.id) if e.state != ReservationState.QUEUED]
    person = session.get(Person, held[0].person) if held else None
    return (held[0], person) if person else None


def set_down_inside(session: Session, content: Holding, box: Holding) -> str:
    """A content that came back in its container: it stays in it, or is taken out (R41).

    What is to be done, in words; "" for nothing, and for what this person may not know of.
    """
    content.holder_id, content.due, content.place_id = None, "", None
    head = head_of(session, content)
    move(content, Status.WAITING if head else Status.IN, "return")
    session.save(content)
    if head is not None:
        move_claim(session, head[0], ReservationState.READY, "return", take_out=box.id)
    follow_queue(session, content, "return")
    return take_out_step(session, content, head[1].name) if head else ""


def take_out_step(session: Session, content: Holding, name: str) -> str:
    """That a content is to be taken out for somebody (R41), to who may know of it."""
    if not session.visible.may_know(content.guard):
        return ""
    return _("take {key} out for {name}").format(key=content.key, name=name)


def end_claim(
    session: Session, reservation: Reservation, state: ReservationState, act: str, outcome: str
) -> str:
    """End a claim, in a transaction; what becomes of what was fetched for it, in words (R38)."""
    take_out = reservation.take_out
    fetched = reservation.state != ReservationState.QUEUED
    move_claim(session, reservation, state, act, outcome=outcome)
    holding = session.get(Holding, reservation.holding)
    step = ""
    if holding is not None and fetched:
        step = _free(session, holding, take_out, act)
    follow(session, reservation.request, act)
    return step


def _free(session: Session, holding: Holding, take_out: int | None, act: str) -> str:
    """What becomes of a holding that was fetched for a claim which is over: to the next, or home.

    Said in words: who gets it, or where it is refiled (R38).
    """
    if holding.status not in (Status.PICKED, Status.WAITING):
        follow_queue(session, holding, act)
        return ""
    head = head_of(session, holding)
    if head is None:
        move(holding, Status.IN if take_out else Status.TO_REFILE, act)
        session.save(holding)
        follow_queue(session, holding, act)
        return "" if take_out else step_home(session, holding)
    reservation, person = head
    aside = holding.status == Status.WAITING
    state = ReservationState.READY if aside else ReservationState.PICKED
    move_claim(session, reservation, state, act, take_out=take_out)
    follow_queue(session, holding, act)
    text = _("set aside for {name}") if aside else _("fetched for {name}")
    return text.format(name=person.name)


def give_back(session: Session, holding: Holding, act: str) -> str:
    """A holding that was fetched is not there any more: its claim queues again (R38).

    Whose it is, in words; "" for nobody's, and for what this person may not know of.
    """
    step = ""
    for reservation in queue_of(session, holding.id):
        if reservation.state != ReservationState.QUEUED:
            step = _waits_again(session, holding, reservation)
            move_claim(session, reservation, ReservationState.QUEUED, act)
    follow_queue(session, holding, act)
    return step


def _waits_again(session: Session, holding: Holding, claim: Reservation) -> str:
    """That somebody for whom a holding was fetched or set aside has it no more, and waits."""
    person = session.get(Person, claim.person)
    if person is None or not session.visible.may_know(holding.guard):
        return ""
    aside = claim.state == ReservationState.READY
    text = _("no longer set aside for {name}") if aside else _("no longer fetched for {name}")
    request = session.get(Request, claim.request)
    again = _("{number} waits for it again") if request else _("they wait for it again")
    number = request.number if request else ""
    return in_words(text.format(name=person.name), again.format(number=number))


# --- requests


def follow_queue(session: Session, holding: Holding, act: str) -> None:
    """Let every request that waits for a holding, or for what is in it, follow what became of it.

    A content can be fetched once its container is here again, though nothing became of itself.
    """
    moved = [holding, *goes_with(session, holding.id)]
    for number in {each.request for one in moved for each in queue_of(session, one.id)}:
        follow(session, number, act)


def follow(session: Session, number: int | None, act: str) -> None:
    """Let a request's status follow from its claims; with the last of them it ends (R39)."""
    request = session.get(Request, number)
    if request is None or request.status not in UNDONE:
        return
    claims = reservations_of(session, request.id)
    known = known_claims(session, claims)
    if 0 < len(known) < len(claims) and _stands_otherwise(session, request, known, claims):
        claims = _parted(session, request, known, claims)
    if not claims:
        return
    left = [each for each in claims if each.open]
    if left:
        _move(session, request, _standing(session, request, left), act)
    else:
        end(session, request, outcome_of(claims), act)


def known_claims(session: Session, claims: Sequence[Reservation]) -> list[Reservation]:
    """Those of some claims that who acts may know of (R17)."""
    numbers = [each.id for each in claims]
    hidden = session.visible.hidden_numbers(Reservation.table, numbers)
    return [each for each in claims if each.id not in hidden]


def known_loans(session: Session, loans: Sequence[Loan]) -> list[Loan]:
    """Those of some loans that who acts may know of (R17)."""
    hidden = session.visible.hidden_numbers(Loan.table, [each.id for each in loans])
    return [each for each in loans if each.id not in hidden]


def _stands_otherwise(
    session: Session,
    request: Request,
    known: Sequence[Reservation],
    claims: Sequence[Reservation],
) -> bool:
    """Whether a request is further, or over, by what who acts may know of alone (R17)."""
    left, left_known = ([each for each in some if each.open] for some in (claims, known))
    if not left_known:
        return True
    return _standing(session, request, left) != _standing(session, request, left_known)


def _parted(
    session: Session,
    request: Request,
    known: Sequence[Reservation],
    claims: Sequence[Reservation],
) -> list[Reservation]:
    """The claims that a request keeps; those that who acts may not know of go on by themselves."""
    from rmdesk.duties.parting import part  # few requests ask for what one may not know of

    mine = {each.id for each in known}
    loans = loans_of(session, request)
    kept = {each.id for each in known_loans(session, loans)}
    rest = part(
        session,
        request,
        [each for each in claims if each.id not in mine],
        [each for each in loans if each.id not in kept],
    )
    follow(session, rest.id, "part")
    return list(known)


def _standing(session: Session, request: Request, left: Sequence[Reservation]) -> str:
    """How far a request is by what is left of it."""
    states = {each.state for each in left}
    if states == {ReservationState.READY}:
        return RequestStatus.READY
    if states != {ReservationState.QUEUED}:
        return RequestStatus.PICKING
    if request.technician:
        return RequestStatus.ASSIGNED
    here = any(at_hand(session, session.get(Holding, each.holding)) for each in left)
    return RequestStatus.NEW if here else RequestStatus.WAITING


def _move(session: Session, request: Request, status: str, act: str) -> None:
    if status != request.status:
        move(request, status, act)
        session.save(request)


def outcome_of(claims: Iterable[Reservation]) -> str:
    """How a request ended, by how each of its holdings did (R39)."""
    states = {each.state for each in claims}
    if states == {ReservationState.FILLED}:
        return "filled"
    if ReservationState.FILLED in states:
        return "partly"
    return next(word for word, state in ENDS.items() if state in states)


def end(session: Session, request: Request, outcome: str, act: str) -> None:
    """End a request: handed over as long as something of it is out, else over."""
    request.outcome = outcome
    now = session.now().isoformat(timespec="seconds")
    if request.status in UNDONE:
        request.answered = now
    if outcome in ("filled", "partly") and loans_of(session, request):
        _move(session, request, RequestStatus.HANDED_OVER, act)
        session.save(request)
        return
    request.closed = now
    move(request, OUTCOME_STATUS.get(outcome, RequestStatus.CLOSED), act)
    session.save(request)


def loans_of(session: Session, request: Request) -> list[Loan]:
    """The open loans that filled a request; a box and what went in it are several."""
    mine = (Query().person == request.requester_id) & IS_OPEN & (Query().request == request.id)
    return session.where(Loan, mine)


def came_back(session: Session, numbers: Iterable[int | None], act: str) -> None:
    """A request leaves with its loan: the last one that came back ends it."""
    for number in set(numbers):
        request = session.get(Request, number)
        if request is None or request.status != RequestStatus.HANDED_OVER:
            continue
        outcome, out = request.outcome, loans_of(session, request)
        claims = reservations_of(session, request.id)
        known = known_claims(session, claims)
        if out and 0 < len(known) < len(claims) and not known_loans(session, out):
            out, outcome = [], outcome_of(_parted(session, request, known, claims))
        if not out:
            end(session, request, outcome or "filled", act)
