"""Permanent withdrawal: what its unit takes back leaves the centre for good (R28).

A request for it is filled by handing it over, or by closing it: what was fetched goes, with all
that is in it, and is no loan. It comes back only as a new accession.
"""

from collections.abc import Iterator

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.container import goes_with, inside
from rmdesk.duties.eligibility import against_drawing, not_as_it_is
from rmdesk.duties.gate import against_collector, against_purpose
from rmdesk.duties.handled import in_words
from rmdesk.duties.onward import end_claim
from rmdesk.duties.planned import let_go
from rmdesk.duties.remaining import is_fetched, left_of
from rmdesk.duties.reservation import called, others_waiting, queue_of
from rmdesk.duties.states import GONE
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import (
    FILLED_AS,
    WITHDRAWAL,
    ReservationState,
    Status,
    status_word,
)

_ACT = "withdraw"
"""What the table of states calls it, whoever does it."""


def against_withdrawing(
    session: Session, holding: Holding, request: Request, by: Person | None = None
) -> list[Reason]:
    """Every reason why what was fetched for a request does not leave for good by it.

    `by` is who collects it, else who was named at intake (R15).
    """
    person = session.get(Person, request.requester_id) or Person(name=request.requester)
    by = by or session.get(Person, request.collector_id)
    found = [
        *against_purpose(session, holding, request.type),
        *against_drawing(session, holding, person),
        *against_collector(session, person, [holding], by),
        *_wanted(session, holding, request),
    ]
    for content in inside(session, holding.id):
        if content.status not in GONE:
            found += _against_content(session, holding, content, request)
    return list(dict.fromkeys(found))


def _against_content(
    session: Session, box: Holding, content: Holding, request: Request
) -> Iterator[Reason]:
    """R41: it goes with all that belongs in it; R16: not by whom may not know of that (R17)."""
    if not session.visible.may_know(content.guard):
        yield not_as_it_is(box)
    elif content.status == Status.IN:
        yield from _wanted(session, content, request)
    elif not _fetched_for(session, content, request):
        text = _("{key} belongs in {box} and is {status}: it would be left behind.")
        status = status_word(content.status)
        told = text.format(key=content.key, box=box.key, status=status)
        yield Reason("R41", told, _("its return into it, or another container"))


def _fetched_for(session: Session, content: Holding, request: Request) -> bool:
    """Whether a content was taken out for the very request by which its box goes."""
    queue = queue_of(session, content.id)
    return any(each.request == request.id and is_fetched(each, content) for each in queue)


def _wanted(session: Session, holding: Holding, request: Request) -> Iterator[Reason]:
    """R20: nobody else waits for it who may have it; who may not blocks nobody (R40)."""
    if others_waiting(session, holding, request.requester_id):
        text = _("Somebody waits for {key}.").format(key=holding.key)
        yield Reason("R20", text, _("the end of that claim"))


def going(session: Session, request: Request) -> list[tuple[Reservation, Holding]]:
    """What is left of a request and would leave by it now: fetched, or in what was."""
    left = left_of(session, request)
    fetched = [holding for each, holding in left if is_fetched(each, holding)]
    numbers = {each.id for each in fetched}
    numbers |= {content.id for each in fetched for content in goes_with(session, each.id)}
    return [pair for pair in left if pair[1].id in numbers]


def withdraw(session: Session, request: Request) -> list[str]:
    """Let what was fetched for a request leave for good, inside a transaction; told in words."""
    fetched = [pair[1] for pair in left_of(session, request) if is_fetched(*pair)]
    return [_gone(session, request, each) for each in fetched]


def _gone(session: Session, request: Request, holding: Holding) -> str:
    within = goes_with(session, holding.id)
    unplanned = []
    for each in (holding, *within):
        unplanned += let_go(session, each, Status.WITHDRAWN, _ACT, request.number)
        session.save(each)
    denied = []
    for each in (holding, *within):
        for claim in queue_of(session, each.id):
            if claim.person == request.requester_id:
                filled = FILLED_AS[WITHDRAWAL]
                end_claim(session, claim, ReservationState.FILLED, _ACT, outcome=filled)
            else:
                end_claim(session, claim, ReservationState.DENIED, _ACT, outcome="denied")
                denied.append(called(session, claim))
    text = _("{key} is withdrawn for good").format(key=holding.key)
    along = _("with it: {keys}").format(keys=", ".join(each.key for each in within))
    ended = (_("denied, who may not draw it: {claim}").format(claim=each) for each in denied)
    return in_words(text, along if within else "", *unplanned, *ended)
