"""How a request ends: filled, in part, or not, as a whole or for some of its holdings (R39).

What was fetched for it goes to the next, or home (R38).
"""

from collections.abc import Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import HOLDINGS
from rmdesk.duties.gate import against_purpose, against_showing
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.intake import accepted
from rmdesk.duties.onward import (
    ENDS,
    end,
    end_claim,
    follow,
    known_claims,
    known_loans,
    loans_of,
    outcome_of,
)
from rmdesk.duties.remaining import (
    against_doing,
    against_more,
    as_it_stands,
    is_fetched,
    left_of,
    not_fetched,
)
from rmdesk.duties.reservation import reservations_of
from rmdesk.duties.states import UNDONE, move
from rmdesk.duties.ticket import Ticket, find_request
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Request, Reservation
from rmdesk.model.values import COUNT, LINE, choice
from rmdesk.model.words import (
    FILLED_AS,
    OUTCOMES,
    WITHDRAWAL,
    RequestStatus,
    ReservationState,
    later,
)

_ITEM_OUTCOMES = tuple(ENDS)


def close(
    session: Session, number: str, outcome: str = "", *, minutes: int | None = None
) -> Ticket:
    """Close a request with its outcome; what was fetched for it goes to the next or home (R38).

    Without an outcome it is `filled`. A loan is filled by handing it over; a copy, a scan, a
    consultation and the like once it was fetched. `partly` fills what was fetched, and the rest
    was not found. What of it has ended already keeps its own outcome (R39). `minutes` is the time
    that was spent on it.
    """
    outcome = outcome or "filled"
    accepted(_("outcome"), outcome, OUTCOMES)
    with session.change("close"):
        request = find_request(session, number)
        title = _("Not cancelled") if outcome == "cancelled" else _("Not closed")
        Refused.for_any(title, against_close(session, request, outcome))
        if minutes is not None:
            request.minutes = minutes
            session.save(request)
        told = [
            *_withdrawn(session, request, outcome),
            *(
                _ended(session, each, hold, _own_outcome(request, each, hold, outcome), "close")
                for each, hold in left_of(session, request)
            ),
        ]
        _end_whole(session, request, outcome)
    return as_it_stands(session, request, told)


def _withdrawn(session: Session, request: Request, outcome: str) -> list[str]:
    """What was fetched to be taken back for good goes, before the rest of its request ends."""
    if request.type != WITHDRAWAL or outcome not in ("filled", "partly"):
        return []
    from rmdesk.duties.withdrawal import withdraw  # few requests are for it

    return withdraw(session, request)


def _goes_along(session: Session, request: Request) -> set[int]:
    """The numbers of what leaves for good by a request, in a box of it or by itself."""
    if request.type != WITHDRAWAL:
        return set()
    from rmdesk.duties.withdrawal import going

    return {holding.id for _each, holding in going(session, request)}


def _end_whole(session: Session, request: Request, outcome: str) -> None:
    """A request that was closed is over, though its loans may still be out."""
    follow(session, request.id, "close")  # what is left may be what one may not know of
    kept = session.get(Request, request.id) or request
    claims = known_claims(session, reservations_of(session, request.id))
    ended = outcome_of(claims) if claims else outcome
    if kept.status in UNDONE:
        end(session, kept, ended, "close")
    if kept.status == RequestStatus.HANDED_OVER:
        kept.outcome = kept.outcome or ended
        kept.closed = session.now().isoformat(timespec="seconds")
        move(kept, RequestStatus.CLOSED, "close")
        session.save(kept)


def _own_outcome(request: Request, reservation: Reservation, holding: Holding, outcome: str) -> str:
    """How one holding ends where the whole request ends so."""
    if outcome == "partly":
        fetched = is_fetched(reservation, holding) and request.type != "loan"
        outcome = "filled" if fetched else "not-found"
    return FILLED_AS[request.type] if outcome == "filled" else outcome


def against_close(session: Session, request: Request, outcome: str = "filled") -> list[Reason]:
    """Every reason why a request cannot be closed so: what was not handed over, or not fetched."""
    if against := against_more(request):
        return against
    if outcome == "cancelled" and request.status == RequestStatus.HANDED_OVER:
        return against_doing(request)
    left = left_of(session, request)
    if outcome not in ("filled", "partly"):
        return []
    fetched = [holding for each, holding in left if is_fetched(each, holding)]
    held = [reason for each in fetched for reason in _against_filling(session, request, each)]
    if outcome == "partly":
        return [*held, *_not_in_part(session, request)]
    goes = _goes_along(session, request)
    unfilled = [
        _unfilled(session, each, holding)
        for each, holding in left
        if request.type == "loan" or not (is_fetched(each, holding) or holding.id in goes)
    ]
    return [*held, *unfilled]


def _against_filling(session: Session, request: Request, holding: Holding) -> list[Reason]:
    """What stands against giving what was fetched as it was asked for, where that is no loan."""
    if request.type == WITHDRAWAL:
        from rmdesk.duties.withdrawal import against_withdrawing

        return against_withdrawing(session, holding, request)
    return [
        *against_purpose(session, holding, request.type),
        *against_showing(session, holding, request),
    ]


def _unfilled(session: Session, reservation: Reservation, holding: Holding) -> Reason:
    if not is_fetched(reservation, holding):
        return not_fetched(session, holding)
    text = _("{key} was not handed over.").format(key=holding.key)
    return Reason("R39", text, _("handing it over, or another outcome"))


def _not_in_part(session: Session, request: Request) -> list[Reason]:
    """R39: in part means that something was filled."""
    claims = known_claims(session, reservations_of(session, request.id))
    states = {each.state for each in claims}
    here = any(is_fetched(*pair) for pair in left_of(session, request))
    fetched = request.type != "loan" and here
    lent = known_loans(session, loans_of(session, request))
    if fetched or ReservationState.FILLED in states or lent:
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
            for each, holding in left_of(session, request)
            if holding.id in numbers
        ]
    return as_it_stands(session, request, told)


def against_end_item(session: Session, request: Request, holding: Holding) -> list[Reason]:
    """Every reason why a request cannot end for one holding: it does not wait for it."""
    if against := against_more(request):
        return against
    if any(each.id == holding.id for _each, each in left_of(session, request)):
        return []
    text = _("{number} does not wait for {key}.")
    return [Reason("R39", text.format(number=request.number, key=holding.key))]


def _ended(
    session: Session, reservation: Reservation, holding: Holding, outcome: str, act: str
) -> str:
    """End one claim; what becomes of its holding, in words."""
    state = ENDS.get(outcome, ReservationState.FILLED)
    step = end_claim(session, reservation, state, act, outcome=outcome)
    return f"{holding.key}: {step}" if step else ""


def _against_ending(session: Session, request: Request, given: Given) -> list[Reason]:
    """With no holding named yet: why it could not end for any."""
    keys = given.get("keys", ())
    if keys:
        holdings = holdings_named(session, keys)
        return [reason for each in holdings for reason in against_end_item(session, request, each)]
    against = against_more(request)
    if against or left_of(session, request):
        return against
    text = _("{number} waits for no record.")
    return [Reason("R39", text.format(number=request.number))]


ACTS = (
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
            Takes(
                name="minutes",
                help=later("time spent on it in minutes, such as on research"),
                kind=COUNT,
            ),
        ),
        against=lambda session, request, given: against_close(
            session, request, given.get("outcome") or "filled"
        ),
        do=lambda session, keys, given: close(
            session, keys[0], given.get("outcome", ""), minutes=given.get("minutes")
        ),
        details=later(
            "What was fetched for it goes to the next, or home (R38); what was asked for to be "
            "withdrawn leaves for good (R28)."
        ),
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
        title=later("End it for some records…"),
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
