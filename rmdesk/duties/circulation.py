"""Charge-out, return and reservation: how a holding goes to people and comes back.

Each use-case takes all its holdings in one transaction: all are done, or none, with every reason.
What stands against an act is one function, which the act asks in its own transaction, and who
only wants to know asks as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from gettext import gettext as _
from itertools import takewhile

from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.takes import DUE, PERSON, PRIORITY
from rmdesk.duties.container import above
from rmdesk.duties.eligibility import against_drawing
from rmdesk.duties.gate import HandOver, against_purpose, gather, overridable, reasons_against
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import (
    against_due,
    against_renew,
    close_loan,
    loans_with,
    not_past,
    open_loan,
    renew,
)
from rmdesk.duties.onward import (
    came_back,
    end,
    end_claim,
    follow,
    follow_queue,
    give_back,
    set_down,
    set_down_inside,
)
from rmdesk.duties.place import address_of_home
from rmdesk.duties.recall import against_recall, recall
from rmdesk.duties.reservation import (
    against_cancel_reservation,
    against_reserve,
    called,
    claim,
    claim_of,
    move_claim,
    position,
    queue_of,
    reservations_of,
)
from rmdesk.duties.states import OPEN_STATUSES, UNDONE, move, move_loan
from rmdesk.duties.ticket import find_request
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.words import (
    PRIORITIES,
    LoanState,
    ReservationState,
    Status,
    later,
    request_word,
    status_word,
)

__all__ = [
    "KINDS",
    "Handled",
    "against_cancel_reservation",
    "against_charge_out",
    "against_found",
    "against_recall",
    "against_renew",
    "against_reserve",
    "against_return",
    "cancel_reservation",
    "charge_out",
    "found",
    "open_loan",
    "recall",
    "renew",
    "reserve",
    "return_",
]

_RETURNABLE = (Status.OUT, Status.MISSING, Status.TRANSIT)


# --- charge-out


def charge_out(
    session: Session,
    keys: Sequence[str],
    to: str,
    *,
    request: Request | None = None,
    due: date | None = None,
    override: Mapping[str, str] | None = None,
) -> list[Handled]:
    """Lend holdings to a person: the current place becomes none, home stays (R25).

    The gate is asked in the same transaction (R14); a container takes its contents along (R24).
    `due` defaults to the guideline's. `request` is the one that is being filled; a reservation
    of the borrower's is filled in any case, and its request with it. `override` are rules that
    do not count, where they may be overridden, each with why (R37). Raises Refused with all
    reasons, NotFound, BadInput.
    """
    not_past(session, due)
    with session.change("charge-out"):
        request = session.get(Request, request.id) if request else None
        borrower = session.person(to)
        holdings = holdings_named(session, keys)
        cases = [gather(session, each, borrower, more=n) for n, each in enumerate(holdings)]
        why = override or {}
        against = [r for case in cases for r in _not_lent(session, case, request, due, why)]
        Refused.for_any(_("Not handed over"), against)
        along = {content.id for case in cases for content in case.contents}
        lent = [case for case in cases if case.holding.id not in along]
        handled = [_lend(session, case, request, due, why) for case in lent]
        handled += [_went_along(session, each) for each in holdings if each.id in along]
    return handled


def against_charge_out(
    session: Session,
    holding: Holding,
    borrower: Person,
    *,
    request: Request | None = None,
    due: date | None = None,
    more: int = 0,
    override: Collection[str] = (),
) -> list[Reason]:
    """Every reason why a holding cannot go to a person now, and fill that request.

    `more` counts the holdings that go to the person before it in the same hand-over.
    """
    case = gather(session, holding, borrower, more=more)
    return _not_lent(session, case, request, due, override)


def _not_lent(
    session: Session,
    case: HandOver,
    request: Request | None,
    due: date | None,
    override: Collection[str] = (),
) -> list[Reason]:
    asked = _not_asked(session, request, case) if request else []
    return [*reasons_against(case, override), *against_due(case.borrower, due), *asked]


def _not_asked(session: Session, request: Request, case: HandOver) -> list[Reason]:
    """Why a holding does not fill a request: it is over, another's, or for something else.

    A request in free words names no holdings, and is filled by what was found for it.
    """
    if request.status not in OPEN_STATUSES:
        text = _("{number} is {status} already.")
        filled = text.format(number=request.number, status=request_word(request.status))
        return [Reason("R14", filled, _("a new request"))]
    found = []
    if request.requester_id not in (None, case.borrower.id):
        text = _("{number} is a request of {name}.")
        filled = text.format(number=request.number, name=request.requester)
        found.append(Reason("R14", filled, _("handing over to them, or a new request")))
    named = {reservation.holding for reservation in reservations_of(session, request.id)}
    if named and case.holding.id not in named:
        text = _("{number} does not ask for {key}.")
        filled = text.format(number=request.number, key=case.holding.key)
        found.append(Reason("R14", filled, _("a new request")))
    return [*found, *against_purpose(session, case.holding, request.type)]


def _lend(
    session: Session,
    case: HandOver,
    request: Request | None,
    due: date | None,
    override: Mapping[str, str],
) -> Handled:
    """Write one loan, its reservation and its contents' loans."""
    holding, borrower = case.holding, case.borrower
    until = session.guidelines.due_date(holding, borrower, session.now().date(), due)
    filled = _fill(session, case.queue, borrower)
    number = filled or (request.id if request else None)
    loan = _issue(session, holding, borrower, until, number, None)
    _overridden(session, loan, case, override)
    asked = {number, filled}
    inside = {holding.id: loan.id}
    for content in case.contents:
        own = _fill(session, queue_of(session, content.id), borrower)
        outer = inside.get(content.inside or 0, loan.id)
        lent = _issue(session, content, borrower, until, own or number, outer)
        inside[content.id] = lent.id
        asked.add(own)
        follow_queue(session, content, "charge-out")
    if case.queue:
        give_back(session, holding, "charge-out")
    for each in asked - {None}:
        follow(session, each, "charge-out")
    if request is not None and not reservations_of(session, request.id):
        _found_for_words(session, request)
    place = address_of_home(session, holding)
    leave = _("leave its OUT card at {place}").format(place=place) if place else ""
    return Handled(holding, holding.status, holding.due, "", leave)


def _overridden(session: Session, loan: Loan, case: HandOver, override: Mapping[str, str]) -> None:
    """R37: which rules a loan overrode, and why, stands on it and in the journal."""
    rules = {each.rule for each in overridable(case)} & override.keys()
    if rules:
        loan.overrode = ", ".join(sorted(rules))
        loan.overrode_for = "; ".join(dict.fromkeys(override[each] for each in sorted(rules)))
        session.save(loan)


def _found_for_words(session: Session, request: Request) -> None:
    """A request in free words has been filled by what was found for it."""
    kept = session.get(Request, request.id)
    if kept is not None and kept.status in UNDONE:
        end(session, kept, "filled", "charge-out")


def _went_along(session: Session, content: Holding) -> Handled:
    """A content that was named together with its container: it is lent once, inside (R24)."""
    lent = session.get(Holding, content.id) or content
    return Handled(lent, lent.status, lent.due, "", _("goes with its container"))


def _issue(
    session: Session,
    holding: Holding,
    borrower: Person,
    due: date,
    request: int | None,
    with_container: int | None,
) -> Loan:
    loan = Loan(
        holding=holding.id,
        person=borrower.id,
        request=request,
        out=session.now().isoformat(timespec="seconds"),
        out_by=session.login,
        due=due.isoformat(),
        with_container=with_container,
    )
    move_loan(loan, LoanState.OUT, "charge-out", session.today())
    session.save(loan)
    move(holding, Status.OUT, "charge-out")
    holding.holder_id, holding.place_id, holding.due = borrower.id, None, loan.due
    session.save(holding)
    return loan


def _fill(session: Session, queue: Iterable[Reservation], borrower: Person) -> int | None:
    """End the reservations this loan fills; the document number of the request that made them."""
    filled = None
    for each in queue:
        if each.person == borrower.id:
            move_claim(session, each, ReservationState.FILLED, "charge-out", outcome="lent")
            filled = filled or each.request
    return filled


# --- return


def return_(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Take holdings back: each goes to the refile shelf, or aside for the next in its queue.

    Raises Refused for what was not out, NotFound, BadInput.
    """
    with session.change("return"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_return(session, each)]
        if against:
            raise Refused.by(_("Not returned"), *against)
        return [_take_back(session, holding.id, "return") for holding in holdings]


def against_return(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding cannot be taken back: it is not out, on its way, or missing."""
    if holding.status in _RETURNABLE:
        return []
    text = _("{key} is not out: {state}.")
    return [Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))]


def found(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Say that missing holdings are here again; each goes to the next in its queue, or home.

    One that was missing from its borrower is returned thereby. Raises Refused, NotFound, BadInput.
    """
    with session.change("found"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_found(session, each)]
        if against:
            raise Refused.by(_("Not found again"), *against)
        return [_take_back(session, holding.id, "found") for holding in holdings]


def against_found(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not found again: it is not missing."""
    if holding.status == Status.MISSING:
        return []
    text = _("{key} is not missing: {state}.")
    return [Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))]


def _take_back(session: Session, number: int, act: str) -> Handled:
    """Take one holding back; it is read anew, for its container may have brought it already."""
    holding = session.get(Holding, number)
    assert holding is not None  # it was named
    if holding.status not in _RETURNABLE:
        return Handled(holding, holding.status, next=_("came with its container"))
    loan = open_loan(session, holding.id)
    requests, steps = [], []
    if loan is not None:
        close_loan(session, loan, act)
        requests.append(loan.request)
        for each in loans_with(session, loan):
            steps.append(_return_content(session, each, holding, act))
            requests.append(each.request)
    handled = set_down(session, holding, act)
    came_back(session, requests, act)
    return Handled(holding, handled.status, next=in_words(*steps, handled.next))


def _return_content(session: Session, loan: Loan, box: Holding, act: str) -> str:
    """A file that went out inside its container comes back inside it (R24); what to do with it."""
    close_loan(session, loan, act)
    content = session.get(Holding, loan.holding)
    if content is None:
        return ""
    if content.status != Status.OUT:  # it was missing from it
        content.holder_id, content.due = None, ""
        session.save(content)
        return ""
    between = takewhile(lambda each: each.id != box.id, above(session, content))
    if any(each.status != Status.IN for each in between):
        return set_down(session, content, act).next  # its own box came back before it
    return set_down_inside(session, content, box)


# --- reservations


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
        if against:
            raise Refused.by(_("Not cancelled"), *against)
        return [_given_up(session, each, person) for each in holdings]


def _given_up(session: Session, holding: Holding, person: Person) -> Handled:
    made = claim_of(session, holding, person)
    assert made is not None  # the rules have seen it
    state, act = ReservationState.CANCELLED, "cancel-reservation"
    step = end_claim(session, made, state, act, outcome="cancelled")
    kept = session.get(Holding, holding.id) or holding
    return Handled(kept, kept.status, kept.due, next=step)


KINDS = (RecordKind(record=Loan, name="loans", by_hand=False, called=called),)


def _charge(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    request = find_request(session, given["request"]) if given.get("request") else None
    return charge_out(session, keys, given["to"], request=request, due=given.get("due"))


def _against_charge(session: Session, holding: Holding, given: Given) -> list[Reason]:
    request = find_request(session, given["request"]) if given.get("request") else None
    borrower = session.person(given["to"])
    return against_charge_out(session, holding, borrower, request=request, due=given.get("due"))


ACTS = (
    Act(
        name="charge-out",
        on=Holding,
        title=later("Charge out"),
        titled=later("Charge out to {name}"),
        help=later("Lend holdings to a person. The gate gives every reason against it."),
        done=later("Out to {person}: {name}"),
        word=later("charged out"),
        takes=(
            PERSON,
            Takes(name="request", help=later("the request that asked for them"), metavar="N"),
            DUE,
        ),
        against=_against_charge,
        do=_charge,
        details=later("All are done, or none, with every reason."),
        examples=("rmdesk charge-out 0012345 0012346 --to P0042",),
        also=("hand over", "lend", "issue", "check out"),
    ),
    Act(
        name="return",
        on=Holding,
        title=later("Return it"),
        help=later("Take holdings back. Scanning one that is out does the same."),
        done=later("Returned: {name}"),
        word=later("returned"),
        against=lambda session, holding, _given: against_return(session, holding),
        do=lambda session, keys, _given: return_(session, keys),
        details=later("Each goes to the refile shelf, or aside for the next in its queue."),
        also=("take back", "check in"),
    ),
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
        takes=(replace(PERSON, flag="--for"),),
        journal="cancel-reservation",
        against=lambda session, holding, given: against_cancel_reservation(
            session, holding, session.person(given["to"])
        ),
        do=lambda session, keys, given: cancel_reservation(session, keys, given["to"]),
        details=later("What was fetched for it goes to the next, or home (R38)."),
    ),
    Act(
        name="found",
        on=Holding,
        title=later("It is found"),
        help=later("Say that missing holdings are here again."),
        done=later("Found: {name}"),
        word=later("found"),
        against=lambda session, holding, _given: against_found(session, holding),
        do=lambda session, keys, _given: found(session, keys),
        details=later("Each goes to the next in its queue, or home. A scan of it does the same."),
    ),
)
