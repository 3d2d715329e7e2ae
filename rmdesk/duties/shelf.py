"""The hold shelf: what is set aside for somebody, since when and until when.

What nobody fetched by then is listed; it goes to the next, or home, when somebody passes it on, and
never by itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.onward import end_claim
from rmdesk.duties.reservation import hold_until, queue_of
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import ReservationState, Status, later


@dataclass(frozen=True)
class Shelved:
    """A holding that is set aside, for whom, and until when (ISO; "" where that never ends)."""

    holding: Holding
    claim: Reservation
    person: Person
    until: str


def shelved(session: Session, holding: Holding) -> Shelved | None:
    """How a holding is set aside; None for one that is not."""
    if holding.status != Status.WAITING:
        return None
    for claim in queue_of(session, holding.id):
        if claim.state == ReservationState.READY:
            person = session.get(Person, claim.person) or Person()
            return Shelved(holding, claim, person, hold_until(session, claim))
    return None


def hold_shelf(session: Session) -> list[Shelved]:
    """All that is set aside and this person may know of, the earliest to end first."""
    return sorted(_all(session), key=lambda each: (each.until or "9999", each.claim.id))


def _all(session: Session) -> Iterator[Shelved]:
    waiting = Query().status == Status.WAITING
    for document in session.visible.all_in(Holding.table, waiting, order_by="due"):
        if found := shelved(session, Holding.from_document(document)):
            yield found


def shelf_rows(session: Session) -> list[dict[str, Any]]:
    """The hold shelf as rows of a report; `ended` says that the person may be passed over."""
    return [
        {
            **_row(session, each),
            "until": each.until,
            "ended": _("yes") if _ended(session, each) else "",
        }
        for each in hold_shelf(session)
    ]


def set_aside(session: Session) -> list[dict[str, Any]]:
    """What waits on the hold shelf, for whom, by which request and since when; the oldest first."""
    rows = [_row(session, each) for each in _all(session)]
    return sorted(rows, key=lambda row: str(row["since"]))


def _row(session: Session, found: Shelved) -> dict[str, Any]:
    return {
        "barcode": found.holding.barcode,
        "identifier": found.holding.identifier,
        "title": found.holding.title,
        "requester": found.person.name,
        "unit": found.person.unit,
        "number": _number(session, found.claim),
        "since": found.claim.since,
    }


def _number(session: Session, claim: Reservation) -> str:
    request = session.get(Request, claim.request)
    return request.number if request else ""


def _ended(session: Session, found: Shelved) -> bool:
    return bool(found.until) and found.until < session.today()


def pass_on(session: Session, keys: Sequence[str]) -> list[Handled]:
    """End the claims of who did not fetch what was set aside: it goes to the next, or home (R38).

    Raises Refused, NotFound, BadInput.
    """
    with session.change("pass-on"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_passing_on(session, each)]
        Refused.for_any(_("Not passed on"), against)
        return [_passed(session, each) for each in holdings]


def against_passing_on(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not taken off the hold shelf: its person still has time."""
    found = shelved(session, holding)
    if found is None:
        text = _("{key} is not set aside for anybody.").format(key=holding.key)
        return [Reason("R38", text)]
    if _ended(session, found):
        return []
    if found.until:
        text = _("{key} is set aside for {name} until {day}.")
        lifted = _("waiting, or cancelling that claim")
    else:
        text = _("{key} is set aside for {name} as long as it takes (loans.hold_days).")
        lifted = _("cancelling that claim, or the site's guidelines")
    told = text.format(key=holding.key, name=found.person.name, day=found.until)
    return [Reason("R38", told, lifted)]


def _passed(session: Session, holding: Holding) -> Handled:
    found = shelved(session, holding)
    assert found is not None  # the rules have seen it
    state = ReservationState.CANCELLED
    step = end_claim(session, found.claim, state, "pass-on", outcome="not-collected")
    kept = session.get(Holding, holding.id) or holding
    over = _("no longer for {name}").format(name=found.person.name)
    return Handled(kept, kept.status, kept.due, next=in_words(over, step))


ACTS = (
    Act(
        name="pass-on",
        on=Holding,
        title=later("Pass it on: nobody fetched it"),
        help=later("Take off the hold shelf what was not fetched by its last day."),
        done=later("Passed on: {name}"),
        word=later("passed on"),
        against=lambda session, holding, _given: against_passing_on(session, holding),
        do=lambda session, keys, _given: pass_on(session, keys),
        details=later(
            "It goes to the next in its queue, or home (R38). `report shelf` lists what is over."
        ),
        also=("hold shelf", "not collected", "expired"),
    ),
)
