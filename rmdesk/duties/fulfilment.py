"""The way of a request to its requester: assigned, set aside, handed over.

Only what was fetched is set aside or handed over; the rest is named (R39).
"""

from collections.abc import Collection, Sequence
from datetime import date

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import BY, DUE
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.container import at_hand
from rmdesk.duties.gate import against_purpose, gather, reasons_against
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.onward import follow_queue
from rmdesk.duties.picking import fetch
from rmdesk.duties.remaining import (
    against_doing,
    against_lending_by,
    as_it_stands,
    is_fetched,
    left_of,
    not_fetched,
    still_to_do,
)
from rmdesk.duties.reservation import move_claim, next_to_fetch, queue_of, reservations_of
from rmdesk.duties.states import move
from rmdesk.duties.ticket import Ticket, find_request, ticket
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import (
    WITHDRAWAL,
    RequestStatus,
    ReservationState,
    Status,
    later,
)

# --- assigning


def assign(session: Session, number: str, technician: str = "") -> Ticket:
    """Give a request to a technician, by default to who acts. Raises NotFound, Refused."""
    with session.change("assign"):
        request = find_request(session, number)
        Refused.for_any(_("Not assigned"), against_assign(session, request, technician))
        request.technician = _technician(session, technician)
        if request.status in (RequestStatus.NEW, RequestStatus.WAITING):
            move(request, RequestStatus.ASSIGNED, "assign")
        session.save(request)
    return ticket(session, request)


def against_assign(session: Session, request: Request, technician: str = "") -> list[Reason]:
    """Every reason why a request is not given to them: nothing is left to do, or not for them.

    It is given to an account, by which they find it again. Raises NotFound for nobody.
    """
    against = against_doing(request)
    if technician in ("", session.login) or _technician(session, technician):
        return against
    name = session.person(technician).name
    text = _("{name} has no account here, and would not find {number} again.")
    told = text.format(name=name, number=request.number)
    return [*against, Reason("R37", told, _("registering their account"))]


def _technician(session: Session, named: str) -> str:
    """The account that a request is given to; "" for a person who has none. Raises NotFound."""
    return session.login if named in ("", session.login) else session.person(named).login


# --- setting aside


def make_ready(session: Session, number: str, fetched: Sequence[str] = ()) -> Ticket:
    """Set aside what was picked for a request, ready to be handed over; the rest is named.

    `fetched` are further holdings that who says it has in hand. Raises Refused where nothing is
    here to set aside: what is out stays in its queue (R20).
    """
    with session.change("ready"):
        request = find_request(session, number)
        named = {each.id for each in holdings_named(session, fetched)} if fetched else set()
        Refused.for_any(_("Not ready"), against_ready(session, request, named))
        for reservation, holding in left_of(session, request):
            if _settable(session, reservation, holding, named):
                _set_aside(session, reservation, holding)
        if not reservations_of(session, request.id):
            move(request, RequestStatus.READY, "ready")
            session.save(request)
    return as_it_stands(session, request, still_to_do(session, request))


def against_ready(
    session: Session, request: Request, fetched: Collection[int] = ()
) -> list[Reason]:
    """Every reason why nothing of a request can be set aside; `fetched` are in somebody's hand."""
    if against := against_doing(request):
        return against
    left = left_of(session, request)
    asks = {holding.id for _each, holding in left}
    wrong = [number for number in fetched if number not in asks]
    if wrong:
        return [_not_asked_for(session, request, number) for number in wrong]
    if not left or any(_settable(session, each, holding, fetched) for each, holding in left):
        return []
    if all(each.state == ReservationState.READY for each, _holding in left):
        text = _("{number} is set aside already.").format(number=request.number)
        return [Reason("R39", text, _("handing it over"))]
    text = _("No holding of {number} is here to set aside.").format(number=request.number)
    rest = [not_fetched(session, holding) for _each, holding in left]
    return [Reason("R39", text, _("picking them, or their return")), *rest]


def _not_asked_for(session: Session, request: Request, number: int) -> Reason:
    holding = session.visible.get(number)
    text = _("{number} does not ask for {key}.")
    key = holding.key if holding else ""
    return Reason("R14", text.format(number=request.number, key=key), _("a new request"))


def _settable(
    session: Session, reservation: Reservation, holding: Holding, fetched: Collection[int]
) -> bool:
    """Whether a holding can be set aside for a claim: it was picked, or somebody has it in hand."""
    if reservation.state == ReservationState.PICKED:
        return is_fetched(reservation, holding)
    if reservation.state != ReservationState.QUEUED or holding.id not in fetched:
        return False
    head = next_to_fetch(session, holding, queue_of(session, holding.id))
    return head is not None and head[0].id == reservation.id and at_hand(session, holding)


def _set_aside(session: Session, reservation: Reservation, holding: Holding) -> None:
    if reservation.state == ReservationState.QUEUED:
        fetch(session, holding, reservation)
    move(holding, Status.WAITING, "ready")
    holding.place_id = None
    session.save(holding)
    move_claim(session, reservation, ReservationState.READY, "ready")
    follow_queue(session, holding, "ready")


# --- handing over


def hand_over(session: Session, number: str, *, due: date | None = None, by: str = "") -> Ticket:
    """Lend to the requester what was fetched for a request; the rest is named (R39).

    `by` names who collects it for them, else it is who was named at intake (R15).
    The gate is asked of each (R14). What was asked for to be withdrawn leaves for good (R28).
    Raises Refused with every reason, NotFound.
    """
    with session.change("charge-out"):
        request = find_request(session, number)
        third = session.person(by) if by else session.get(Person, request.collector_id)
        Refused.for_any(_("Not handed over"), against_hand_over(session, request, third))
        if request.type == WITHDRAWAL:
            Refused.for_any(_("Not handed over"), _never_due(request, due))
            from rmdesk.duties.withdrawal import withdraw  # few requests are for it

            gone = withdraw(session, request)
            return as_it_stands(session, request, [*gone, *still_to_do(session, request)])
        keys = [f"#{holding.id}" for _each, holding in _fetched(session, request)]
        told = still_to_do(session, request)
        to = f"#{request.requester_id}"
        came = f"#{third.id}" if third else ""
        done = charge_out(session, keys, to, request=request, due=due, by=came)
    cards = [each.next for each in done]
    return as_it_stands(session, request, [*dict.fromkeys(cards), *told])


def _never_due(request: Request, due: date | None) -> list[Reason]:
    """R28: what leaves for good is due on no day."""
    if due is None or request.type != WITHDRAWAL:
        return []
    text = _("{number} is for good: nothing of it is due back.").format(number=request.number)
    return [Reason("R28", text, _("leaving out the day, or a loan"), at="due")]


def _fetched(session: Session, request: Request) -> list[tuple[Reservation, Holding]]:
    return [pair for pair in left_of(session, request) if is_fetched(*pair)]


def against_hand_over(session: Session, request: Request, by: Person | None = None) -> list[Reason]:
    """Every reason why what was fetched for a request cannot go to its requester now.

    `by` is who collects it for them; without it who was named at intake.
    """
    by = by or session.get(Person, request.collector_id)
    if against := against_doing(request):
        return against
    found = against_lending_by(request)
    person = session.get(Person, request.requester_id)
    if person is None:
        text = _("{number} is of nobody who is registered here: {name}.")
        told = text.format(number=request.number, name=request.requester)
        return [*found, Reason("R14", told, _("registering who asks"))]
    fetched = _fetched(session, request)
    if not fetched:
        text = _("Nothing was fetched for {number} yet.").format(number=request.number)
        rest = [not_fetched(session, holding) for _each, holding in left_of(session, request)]
        return [*found, Reason("R39", text, _("picking it first")), *rest]
    holdings = [holding for _each, holding in fetched]
    if request.type == WITHDRAWAL:
        from rmdesk.duties.withdrawal import against_withdrawing

        return [r for each in holdings for r in against_withdrawing(session, each, request, by)]
    for n, holding in enumerate(holdings):
        before = holdings[:n]
        case = gather(session, holding, person, before=before, request=request, by=by)
        found += [*reasons_against(case), *against_purpose(session, holding, request.type)]
    return found


def _against_ready(session: Session, request: Request, given: Given) -> list[Reason]:
    keys = given.get("keys") or ()
    named = {each.id for each in holdings_named(session, keys)} if keys else set()
    return against_ready(session, request, named)


ACTS = (
    Act(
        name="assign",
        on=Request,
        title=later("Assign to me"),
        help=later("Give a request to a technician."),
        done=later("Assigned: {name}"),
        word=later("assigned"),
        takes=(Takes(name="technician", help=later("default: who acts"), metavar="LOGIN"),),
        against=lambda session, request, given: against_assign(
            session, request, given.get("technician", "")
        ),
        do=lambda session, keys, given: assign(session, keys[0], given.get("technician", "")),
    ),
    Act(
        name="ready",
        on=Request,
        title=later("Set aside what was picked"),
        help=later("Set aside what was picked, ready to be handed over."),
        done=later("Set aside: {name}"),
        word=later("set aside"),
        takes=(
            Takes(
                name="keys",
                help=later("also these, which are in hand without a pick"),
                names=Holding,
                metavar="KEY",
                many=True,
            ),
        ),
        against=_against_ready,
        do=lambda session, keys, given: make_ready(session, keys[0], given.get("keys") or ()),
        details=later("What was not fetched is named (R39)."),
    ),
    Act(
        name="hand-over",
        on=Request,
        title=later("Hand over"),
        titled=later("Hand over to {name}"),
        help=later("Lend to the requester what was fetched for a request."),
        done=later("Handed over to {person}: {name}"),
        word=later("handed over"),
        takes=(DUE, BY),
        against=lambda session, request, given: [
            *against_hand_over(
                session, request, session.person(given["by"]) if given.get("by") else None
            ),
            *_never_due(request, given.get("due")),
        ],
        do=lambda session, keys, given: hand_over(
            session, keys[0], due=given.get("due"), by=given.get("by", "")
        ),
        journal="charge-out",
        details=later(
            "What was not fetched is named, and stays asked for (R39). By a request for withdrawal "
            "it leaves for good, with all that is in it (R28)."
        ),
    ),
)
