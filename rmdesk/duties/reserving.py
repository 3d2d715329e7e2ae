"""Reservations: a person enters the queue of a holding, and leaves it (R20, R38)."""

from collections.abc import Sequence

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import PERSON, PRIORITY
from rmdesk.duties.eligibility import against_drawing
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.onward import end_claim
from rmdesk.duties.reservation import (
    against_cancel_reservation,
    against_reserve,
    claim,
    claim_of,
    position,
)
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import PRIORITIES, ReservationState, later


def reserve(session: Session, keys: Sequence[str], to: str, *, rank: int = 3) -> list[Handled]:
    """Put a person into the queue of each holding; saying it twice changes nothing (R20).

    What will stand against the hand-over is told at once (R40). Raises Refused, NotFound, BadInput.
    """
    with session.change("reserve"):
        person = session.person(to)
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_reserve(session, each, person)]
        Refused.for_any(_("Not reserved"), against)
        return [_reserved(session, each, person, rank) for each in holdings]


def _reserved(session: Session, holding: Holding, person: Person, rank: int) -> Handled:
    made = claim_of(session, holding, person)
    made = made or claim(session, holding, person, None, rank, "reserve")
    place = _("number {n} in the queue").format(n=position(session, made))
    reasons = [each.told for each in against_drawing(session, holding, person)]
    return Handled(holding, holding.status, holding.due, next=in_words(place, *reasons))


def cancel_reservation(session: Session, keys: Sequence[str], to: str) -> list[Handled]:
    """Give up a person's place in the queue of each holding.

    What was fetched for it goes to the next, or home, and that is said (R38). Raises Refused,
    NotFound, BadInput.
    """
    with session.change("cancel-reservation"):
        person = session.person(to)
        holdings = holdings_named(session, keys)
        against = [
            reason
            for each in holdings
            for reason in against_cancel_reservation(session, each, person)
        ]
        Refused.for_any(_("Not cancelled"), against)
        return [_given_up(session, each, person) for each in holdings]


def _given_up(session: Session, holding: Holding, person: Person) -> Handled:
    made = claim_of(session, holding, person)
    assert made is not None  # the rules have seen it
    state, act = ReservationState.CANCELLED, "cancel-reservation"
    step = end_claim(session, made, state, act, outcome="cancelled")
    kept = session.get(Holding, holding.id) or holding
    return Handled(kept, kept.status, kept.due, next=step)


ACTS = (
    Act(
        name="reserve",
        on=Holding,
        title=later("Reserve it"),
        titled=later("Reserve for {name}"),
        help=later("Put a person into the queue of holdings. First come, first served (R20)."),
        done=later("Reserved: {name}"),
        word=later("reserved"),
        takes=(PERSON, PRIORITY),
        against=lambda session, holding, given: against_reserve(
            session, holding, session.person(given["to"])
        ),
        do=lambda session, keys, given: reserve(
            session, keys, given["to"], rank=PRIORITIES.index(given.get("priority", "routine"))
        ),
        also=("queue", "waiting list"),
    ),
    Act(
        name="unreserve",
        on=Holding,
        title=later("Cancel the reservation"),
        titled=later("Cancel the reservation of {name}"),
        help=later("Give up a person's place in the queue of holdings."),
        done=later("No longer reserved for {person}: {name}"),
        word=later("reservation cancelled"),
        takes=(replace(PERSON, once="--for"),),
        journal="cancel-reservation",
        against=lambda session, holding, given: against_cancel_reservation(
            session, holding, session.person(given["to"])
        ),
        do=lambda session, keys, given: cancel_reservation(session, keys, given["to"]),
        details=later("What was fetched for it goes to the next, or home (R38)."),
    ),
)
