"""What must hold of holdings, claims, requests and loans after every act, whoever did it.

Undo asks it of what it has touched: a step that was right then may not be taken back today. The
tests ask it of everything.
"""

from collections.abc import Iterator

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.container import above, goes_with, lies_in
from rmdesk.duties.loan import open_loan
from rmdesk.duties.onward import loans_of
from rmdesk.duties.reservation import queue_of, reservations_of
from rmdesk.duties.states import GONE, UNDONE
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import RequestStatus, ReservationState, Status

_HELD = {Status.PICKED: ReservationState.PICKED, Status.WAITING: ReservationState.READY}


def against_holding(session: Session, holding: Holding) -> list[Reason]:
    """What does not hold of a holding, its loan and its queue; nothing is the rule."""
    return [*_loan(session, holding), *_claims(session, holding), *_container(session, holding)]


def _loan(session: Session, holding: Holding) -> Iterator[Reason]:
    """What is out has its loan, and a loan its holding: out, or missing from its borrower."""
    loan = open_loan(session, holding.id)
    if (holding.status == Status.OUT) != (loan is not None) and (
        loan is None or holding.status != Status.MISSING
    ):
        yield _reason(
            "R14", _("{key} would be out without a loan, or lent without being out."), holding
        )
    elif loan is not None and holding.holder_id != loan.person:
        yield _reason("R14", _("{key} would be with another person than its loan says."), holding)


def _claims(session: Session, holding: Holding) -> Iterator[Reason]:
    """What is fetched is so for one claim, and a claim that has its holding has it (R38).

    On the way to another desk it may be so, and need not.
    """
    queue = queue_of(session, holding.id)
    held = [each.state for each in queue if each.state != ReservationState.QUEUED]
    wanted = _HELD.get(Status(holding.status))
    on_the_way = holding.status == Status.TRANSIT and held == [ReservationState.PICKED]
    if held != ([wanted] if wanted else []) and not on_the_way:
        yield _reason("R38", _("{key} would be set aside for nobody, or not be there."), holding)
    people = [each.person for each in queue]
    if len(people) != len(set(people)):
        yield _reason("R40", _("One person would wait for {key} twice."), holding)
    if holding.status == Status.OUT and holding.holder_id in people:
        yield _reason("R40", _("Who has {key} would wait for it."), holding)


def _container(session: Session, holding: Holding) -> Iterator[Reason]:
    """What went with its container is out with it; nothing lies inside itself (R24)."""
    if any(each.inside == holding.id for each in above(session, holding)):
        yield _reason("R24", _("{key} would lie inside itself."), holding)
    box = lies_in(session, holding)
    if box is not None and box.status == Status.OUT:
        yield _reason("R24", _("{key} would be here and in a container that is out."), holding)
    if box is not None and box.status in GONE:
        yield _reason("R28", _("{key} would be here and in a container that has left."), holding)
    if holding.status == Status.OUT and goes_with(session, holding.id):
        yield _reason("R24", _("{key} would be out without what is in it."), holding)


def against_request(session: Session, request: Request) -> list[Reason]:
    """What does not hold of a request and its claims."""
    claims = reservations_of(session, request.id)
    states = {each.state for each in claims if each.open}
    text = ""
    if states and request.status not in UNDONE:
        text = _("{number} would be over with something still to be done.")
    elif not states and claims and request.status in UNDONE:
        text = _("{number} would go on with nothing to be done.")
    elif (request.status == RequestStatus.READY) != (states == {ReservationState.READY}) and claims:
        text = _("{number} would say ready of what is elsewhere.")
    elif request.status == RequestStatus.HANDED_OVER and not loans_of(session, request):
        text = _("{number} would be handed over with nothing out.")
    return [Reason("R39", text.format(number=request.number))] if text else []


def _reason(rule: str, text: str, holding: Holding) -> Reason:
    return Reason(rule, text.format(key=holding.key))
