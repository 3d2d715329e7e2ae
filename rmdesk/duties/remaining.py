"""What is left of a request: its open claims, and what of them is still to be fetched (R39)."""

from collections.abc import Sequence

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.container import at_hand
from rmdesk.duties.place import said_home
from rmdesk.duties.reservation import reservations_of
from rmdesk.duties.states import FETCHED, OPEN_STATUSES
from rmdesk.duties.ticket import Ticket, ticket
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Request, Reservation
from rmdesk.model.words import (
    NEVER_LENT,
    RequestStatus,
    ReservationState,
    request_word,
    status_word,
    type_word,
)

HELD = (ReservationState.PICKED, ReservationState.READY)
"""A claim whose holding was fetched."""


def against_more(request: Request) -> list[Reason]:
    """R35: what is over stays as it is."""
    if request.status in OPEN_STATUSES:
        return []
    text = _("{number} is {status} already.").format(
        number=request.number, status=request_word(request.status)
    )
    return [Reason("R35", text, _("a new request"))]


def against_doing(request: Request) -> list[Reason]:
    """R35: what is over, or was handed over, needs nothing more but to come back."""
    if request.status != RequestStatus.HANDED_OVER:
        return against_more(request)
    text = _("{number} was handed over.").format(number=request.number)
    return [Reason("R35", text, _("closing it, or a new request"))]


def against_lending_by(request: Request) -> list[Reason]:
    """R39: a copy, a scan or what was filed into a record is given; the record is not lent."""
    if request.type not in NEVER_LENT:
        return []
    text = _("{number} asks for another thing than a loan: {type}.")
    told = text.format(number=request.number, type=type_word(request.type))
    return [Reason("R39", told, _("closing it as filled"))]


def as_it_stands(session: Session, request: Request, told: Sequence[str] = ()) -> Ticket:
    """A request read anew after an act, with what the act has to tell."""
    return ticket(session, session.get(Request, request.id) or request, told=told)


def left_of(session: Session, request: Request) -> list[tuple[Reservation, Holding]]:
    """The open claims of a request with their holdings, as far as who acts may know of them.

    For them it is all there is: the rest goes on without them (R17, `duties.parting`).
    """
    visible = session.visible
    pairs = (
        (each, visible.get(each.holding))
        for each in reservations_of(session, request.id)
        if each.open
    )
    return [(each, holding) for each, holding in pairs if holding is not None]


def is_fetched(reservation: Reservation, holding: Holding) -> bool:
    """Whether a holding is here for a claim: on its way to another desk it is not."""
    return reservation.state in HELD and holding.status in FETCHED


def not_fetched(session: Session, holding: Holding) -> Reason:
    """Why a holding is not among what is handed over: it was not fetched yet (R39)."""
    if at_hand(session, holding):
        place = said_home(session, holding)
        text = _("{key} is still to be picked at {place}.").format(key=holding.key, place=place)
        return Reason("R39", text, _("picking it"))
    text = _("{key} is {state}.").format(key=holding.key, state=status_word(holding.status))
    return Reason("R39", text, _("its return"))


def still_to_do(session: Session, request: Request) -> list[str]:
    """What of a request was not fetched yet, to who may know of it."""
    return [
        not_fetched(session, holding).text
        for each, holding in left_of(session, request)
        if each.state == ReservationState.QUEUED
    ]
