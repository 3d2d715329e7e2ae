"""The way of a request to its end: assigned, set aside, handed over, closed.

Only what was fetched is set aside, handed over or filled; the rest is named (R39).
"""

from collections.abc import Collection, Sequence
from datetime import date
from gettext import gettext as _

from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import DUE, HOLDINGS
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.gate import against_purpose, gather, reasons_against
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.intake import accepted
from rmdesk.duties.onward import (
    ENDS,
    at_hand,
    end,
    end_claim,
    follow_queue,
    loans_of,
    outcome_of,
)
from rmdesk.duties.picking import fetch
from rmdesk.duties.place import address_of_home
from rmdesk.duties.reservation import move_claim, next_to_fetch, queue_of, reservations_of
from rmdesk.duties.states import OPEN_STATUSES, UNDONE, move
from rmdesk.duties.ticket import Ticket, find_request, ticket
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.values import LINE, choice
from rmdesk.model.words import (
    FILLED_AS,
    OUTCOMES,
    RequestStatus,
    ReservationState,
    Status,
    later,
    request_word,
    status_word,
)

_HELD = (ReservationState.PICKED, ReservationState.READY)
_ITEM_OUTCOMES = tuple(ENDS)


def _over(request: Request) -> list[Reason]:
    """R35: what is over stays as it is."""
    if request.status in OPEN_STATUSES:
        return []
    text = _("{number} is {status} already.").format(
        number=request.number, status=request_word(request.status)
    )
    return [Reason("R35", text, _("a new request"))]


def _done(request: Request) -> list[Reason]:
    """R35: what is over, or was handed over, needs nothing more but to come back."""
    if request.status != RequestStatus.HANDED_OVER:
        return _over(request)
    text = _("{number} was handed over.").format(number=request.number)
    return [Reason("R35", text, _("closing it, or a new request"))]


def _again(session: Session, request: Request, told: Sequence[str] = ()) -> Ticket:
    return ticket(session, session.get(Request, request.id) or request, told=told)


def _left(session: Session, request: Request) -> list[tuple[Reservation, Holding]]:
    """The open claims of a request with their holdings, hidden ones included: for the rules."""
    pairs = (
        (each, session.get(Holding, each.holding))
        for each in reservations_of(session, request.id)
        if each.open
    )
    return [(each, holding) for each, holding in pairs if holding is not None]


# --- assigning


def assign(session: Session, number: str, technician: str = "") -> Ticket:
    """Give a request to a technician, by default to who acts. Raises NotFound, Refused."""
    with session.change("assign"):
        request = find_request(session, number)
        Refused.for_any(_("Not assigned"), against_assign(session, request))
        request.technician = _technician(session, technician)
        if request.status in (RequestStatus.NEW, RequestStatus.WAITING):
            move(request, RequestStatus.ASSIGNED, "assign")
        session.save(request)
    return ticket(session, request)


def against_assign(_session: Session, request: Request) -> list[Reason]:
    """Every reason why a request is not given to anybody: there is nothing left to do."""
    return _done(request)


def _technician(session: Session, named: str) -> str:
    """The account that a request is given to, or the name of who has none. Raises NotFound."""
    if named in ("", session.login):
        return session.login
    person = session.person(named)
    return person.login or person.name


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
        for reservation, holding in _left(session, request):
            if _settable(session, reservation, holding, named):
                _set_aside(session, reservation, holding)
        if not reservations_of(session, request.id):
            move(request, RequestStatus.READY, "ready")
            session.save(request)
    return _again(session, request, _still_to_do(session, request))


def against_ready(
    session: Session, request: Request, fetched: Collection[int] = ()
) -> list[Reason]:
    """Every reason why nothing of a request can be set aside; `fetched` are in somebody's hand.

    What is set aside already is no reason.
    """
    if against := _done(request):
        return against
    left = _left(session, request)
    asks = {holding.id for _each, holding in left}
    wrong = [number for number in fetched if number not in asks]
    if wrong:
        return [_not_asked_for(session, request, number) for number in wrong]
    if not left or any(
        each.state == ReservationState.READY or _settable(session, each, holding, fetched)
        for each, holding in left
    ):
        return []
    text = _("No holding of {number} is here to set aside.").format(number=request.number)
    rest = [_not_fetched(session, holding) for _each, holding in left if _known(session, holding)]
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
        return True
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


def _known(session: Session, holding: Holding) -> bool:
    return session.visible.may_know(holding.guard)


def _not_fetched(session: Session, holding: Holding) -> Reason:
    """Why a holding is not among what is handed over: it was not fetched yet (R39)."""
    if at_hand(session, holding):
        place = address_of_home(session, holding)
        text = _("{key} is still to be picked at {place}.").format(key=holding.key, place=place)
        return Reason("R39", text, _("picking it"))
    text = _("{key} is {state}.").format(key=holding.key, state=status_word(holding.status))
    return Reason("R39", text, _("its return"))


def _still_to_do(session: Session, request: Request) -> list[str]:
    """What of a request was not fetched yet, to who may know of it."""
    return [
        _not_fetched(session, holding).text
        for each, holding in _left(session, request)
        if each.state == ReservationState.QUEUED and _known(session, holding)
    ]


# --- handing over


def hand_over(session: Session, number: str, *, due: date | None = None) -> Ticket:
    """Lend to the requester what was fetched for a request; the rest is named (R39).

    The gate is asked of each (R14). Raises Refused with every reason, NotFound.
    """
    with session.change("charge-out"):
        request = find_request(session, number)
        Refused.for_any(_("Not handed over"), against_hand_over(session, request))
        keys = [f"#{holding.id}" for _each, holding in _fetched(session, request)]
        told = _still_to_do(session, request)
        to = f"#{request.requester_id}"
        done = charge_out(session, keys, to, request=request, due=due)
    cards = [each.next for each in done]
    return _again(session, request, [*dict.fromkeys(cards), *told])


def _fetched(session: Session, request: Request) -> list[tuple[Reservation, Holding]]:
    return [pair for pair in _left(session, request) if pair[0].state in _HELD]


def against_hand_over(session: Session, request: Request) -> list[Reason]:
    """Every reason why what was fetched for a request cannot go to its requester now."""
    if against := _done(request):
        return against
    person = session.get(Person, request.requester_id)
    if person is None:
        text = _("{number} is of nobody who is registered here: {name}.")
        told = text.format(number=request.number, name=request.requester)
        return [Reason("R14", told, _("registering who asks"))]
    fetched = _fetched(session, request)
    if not fetched:
        text = _("Nothing was fetched for {number} yet.").format(number=request.number)
        left = [h for _each, h in _left(session, request) if _known(session, h)]
        rest = [_not_fetched(session, holding) for holding in left]
        return [Reason("R39", text, _("picking it first")), *rest]
    return [
        reason
        for n, (_each, holding) in enumerate(fetched)
        for reason in (
            *reasons_against(gather(session, holding, person, more=n)),
            *against_purpose(session, holding, request.type),
        )
    ]


# --- ending


def close(session: Session, number: str, outcome: str = "") -> Ticket:
    """Close a request with its outcome; what was fetched for it goes to the next or home (R38).

    Without an outcome it is `filled`. A loan is filled by handing it over; a copy, a scan, a
    consultation and the like once it was fetched. `partly` fills what was fetched, and the rest
    was not found. What of it has ended already keeps its own outcome (R39).
    """
    outcome = outcome or "filled"
    accepted(_("outcome"), outcome, OUTCOMES)
    with session.change("close"):
        request = find_request(session, number)
        title = _("Not cancelled") if outcome == "cancelled" else _("Not closed")
        Refused.for_any(title, against_close(session, request, outcome))
        told = [
            _ended(session, each, holding, _own_outcome(request, each, outcome), "close")
            for each, holding in _left(session, request)
        ]
        _end_whole(session, request, outcome)
    return _again(session, request, told)


def _end_whole(session: Session, request: Request, outcome: str) -> None:
    """A request that was closed is over, though its loans may still be out."""
    kept = session.get(Request, request.id) or request
    claims = reservations_of(session, request.id)
    ended = outcome_of(claims) if claims else outcome
    if kept.status in UNDONE:
        end(session, kept, ended, "close")
    if kept.status == RequestStatus.HANDED_OVER:
        kept.outcome = kept.outcome or ended
        kept.closed = session.now().isoformat(timespec="seconds")
        move(kept, RequestStatus.CLOSED, "close")
        session.save(kept)


def _own_outcome(request: Request, reservation: Reservation, outcome: str) -> str:
    """How one holding ends where the whole request ends so."""
    if outcome == "partly":
        fetched = reservation.state in _HELD and request.type != "loan"
        outcome = "filled" if fetched else "not-found"
    return FILLED_AS[request.type] if outcome == "filled" else outcome


def against_close(session: Session, request: Request, outcome: str = "filled") -> list[Reason]:
    """Every reason why a request cannot be closed so: what was not handed over, or not fetched."""
    if against := _over(request):
        return against
    if outcome == "cancelled" and request.status == RequestStatus.HANDED_OVER:
        return _done(request)
    left = _left(session, request)
    if hidden := [holding for _each, holding in left if not _known(session, holding)]:
        # What one may not know of is not ended by a slip; nothing of it is told (R17).
        return [_not_ones_own(request)] if hidden else []
    if outcome not in ("filled", "partly"):
        return []
    fetched = [holding for each, holding in left if each.state in _HELD]
    held = [r for holding in fetched for r in against_purpose(session, holding, request.type)]
    if outcome == "partly":
        return [*held, *_not_in_part(session, request)]
    unfilled = [
        _unfilled(session, each, holding)
        for each, holding in left
        if request.type == "loan" or each.state not in _HELD
    ]
    return [*held, *unfilled]


def _not_ones_own(request: Request) -> Reason:
    text = _("{number} is closed by who may see all of it.").format(number=request.number)
    return Reason("R16", text, _("the security officer"))


def _unfilled(session: Session, reservation: Reservation, holding: Holding) -> Reason:
    if reservation.state not in _HELD:
        return _not_fetched(session, holding)
    text = _("{key} was not handed over.").format(key=holding.key)
    return Reason("R39", text, _("handing it over, or another outcome"))


def _not_in_part(session: Session, request: Request) -> list[Reason]:
    """R39: in part means that something was filled."""
    claims = reservations_of(session, request.id)
    states = {each.state for each in claims}
    fetched = request.type != "loan" and states.intersection(_HELD)
    if fetched or ReservationState.FILLED in states or loans_of(session, request):
        return []
    text = _("Nothing of {number} was filled.").format(number=request.number)
    return [Reason("R39", text, _("another outcome"))]


def cancel(session: Session, number: str) -> Ticket:
    """Cancel a request that nobody wants any more."""
    return close(session, number, "cancelled")


def against_cancel(session: Session, request: Request) -> list[Reason]:
    """Every reason why a request cannot be cancelled."""
    return against_close(session, request, "cancelled")


def end_item(
    session: Session, number: str, keys: Sequence[str], outcome: str, reason: str | None = None
) -> Ticket:
    """End a request for some of its holdings: not found, denied, referred, cancelled (R39).

    With the last one the request ends. Raises Refused, NotFound, BadInput.
    """
    accepted(_("outcome"), outcome, _ITEM_OUTCOMES)
    with session.change("end-item", reason):
        request = find_request(session, number)
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_end_item(session, request, each)]
        Refused.for_any(_("Not ended"), against)
        numbers = {each.id for each in holdings}
        told = [
            _ended(session, each, holding, outcome, "end-item")
            for each, holding in _left(session, request)
            if holding.id in numbers
        ]
    return _again(session, request, told)


def against_end_item(session: Session, request: Request, holding: Holding) -> list[Reason]:
    """Every reason why a request cannot end for one holding: it does not wait for it."""
    if against := _over(request):
        return against
    if any(each.id == holding.id for _each, each in _left(session, request)):
        return []
    text = _("{number} does not wait for {key}.")
    return [Reason("R39", text.format(number=request.number, key=holding.key))]


def _ended(
    session: Session, reservation: Reservation, holding: Holding, outcome: str, act: str
) -> str:
    """End one claim; what becomes of its holding, in words."""
    state = ENDS.get(outcome, ReservationState.FILLED)
    step = end_claim(session, reservation, state, act, outcome=outcome)
    return f"{holding.key}: {step}" if step and _known(session, holding) else ""


def _against_ready(session: Session, request: Request, given: Given) -> list[Reason]:
    keys = given.get("keys") or ()
    named = {each.id for each in holdings_named(session, keys)} if keys else set()
    return against_ready(session, request, named)


def _against_ending(session: Session, request: Request, given: Given) -> list[Reason]:
    holdings = holdings_named(session, given["keys"])
    return [reason for each in holdings for reason in against_end_item(session, request, each)]


ACTS = (
    Act(
        name="assign",
        on=Request,
        title=later("Assign to me"),
        help=later("Give a request to a technician."),
        done=later("Assigned: {name}"),
        word=later("assigned"),
        takes=(Takes(name="technician", help=later("default: who acts"), metavar="LOGIN"),),
        against=lambda session, request, _given: against_assign(session, request),
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
        takes=(DUE,),
        against=lambda session, request, _given: against_hand_over(session, request),
        do=lambda session, keys, given: hand_over(session, keys[0], due=given.get("due")),
        journal="charge-out",
        details=later("What was not fetched is named, and stays asked for (R39)."),
    ),
    Act(
        name="close",
        on=Request,
        title=later("Close as filled"),
        help=later("Close a request with its outcome."),
        done=later("Closed: {name}"),
        word=later("closed"),
        takes=(
            Takes(
                name="outcome",
                help=later("how it ended"),
                kind=choice(*OUTCOMES),
                default="filled",
            ),
        ),
        against=lambda session, request, given: against_close(
            session, request, given.get("outcome") or "filled"
        ),
        do=lambda session, keys, given: close(session, keys[0], given.get("outcome", "")),
        details=later("What was fetched for it goes to the next, or home (R38)."),
    ),
    Act(
        name="cancel",
        on=Request,
        title=later("Cancel it…"),
        help=later("Cancel a request that nobody wants any more."),
        done=later("Cancelled: {name}"),
        word=later("cancelled"),
        against=lambda session, request, _given: against_cancel(session, request),
        do=lambda session, keys, _given: cancel(session, keys[0]),
        confirms=later("What was fetched for it goes to the next, or home."),
        journal="close",
    ),
    Act(
        name="end",
        on=Request,
        title=later("End it for some records"),
        help=later("End a request for some of its holdings."),
        done=later("Ended in part: {name}"),
        word=later("ended for one record"),
        takes=(
            HOLDINGS,
            Takes(
                name="outcome",
                help=later("how it ended for them"),
                kind=choice(*_ITEM_OUTCOMES),
                required=True,
            ),
            Takes(name="reason", help=later("why, for the log"), kind=LINE),
        ),
        against=_against_ending,
        do=lambda session, keys, given: end_item(
            session, keys[0], given["keys"], given["outcome"], given.get("reason")
        ),
        journal="end-item",
        details=later("With the last one the request ends (R39)."),
    ),
)
