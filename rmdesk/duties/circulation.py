"""Charge-out, return, renew, recall and reserve: the life of a loan.

Each use-case takes all its holdings in one transaction: all are done, or none, with every reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from gettext import gettext as _

from tinydb import Query

from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.duties.gate import HandOver, gather, reasons_against, reasons_against_keeping
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.place import address_of_home
from rmdesk.duties.request import OPEN_STATUSES, find_request
from rmdesk.duties.reservation import (
    called,
    claim,
    move_reservation,
    position,
    queue_of,
    reservations_of,
)
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.values import DATE, choice
from rmdesk.model.words import PRIORITIES, RequestStatus, ReservationState, Status, later


@dataclass(frozen=True)
class Handled:
    """What became of one holding, and what is to be done with it next, in plain words."""

    holding: Holding
    status: str
    due: str = ""
    place: str = ""
    next: str = ""


def open_loan(session: Session, holding: int) -> Loan | None:
    """The loan a holding is out on now."""
    loans = session.store.table(Loan.table)
    document = loans.get((Query().holding == holding) & IS_OPEN)
    assert not isinstance(document, list)
    return Loan.from_document(document) if document else None


def charge_out(
    session: Session,
    keys: Sequence[str],
    to: str,
    *,
    request: Request | None = None,
    due: date | None = None,
) -> list[Handled]:
    """Lend holdings to a person: the current place becomes none, home stays (R25).

    The gate is asked in the same transaction (R14); a container takes its contents along (R24).
    `due` defaults to the guideline's. `request` is the one that is being filled; a reservation
    of the borrower's is filled in any case, and its request with it. Raises Refused with all
    reasons, NotFound, BadInput.
    """
    _not_past(session, due)
    with session.change("charge-out"):
        request = session.get(Request, request.id) if request else None
        borrower = session.person(to)
        holdings = holdings_named(session, keys)
        cases = [gather(session, each, borrower, more=n) for n, each in enumerate(holdings)]
        against = [reason for case in cases for reason in reasons_against(case)]
        against += _not_asked(session, request, cases) if request else []
        if against:
            raise Refused.by(_("Not handed over"), *dict.fromkeys(against))
        along = {content.id for case in cases for content in case.contents}
        lent = [case for case in cases if case.holding.id not in along]
        handled = [_lend(session, case, request, due) for case in lent]
        handled += [_went_along(session, each) for each in holdings if each.id in along]
    return handled


def _not_past(session: Session, due: date | None) -> None:
    if due is not None and due < session.now().date():
        raise BadInput(
            _("Due date in the past"),
            _("{due} is before today.").format(due=due.isoformat()),
            _("Give a date from today on."),
        )


def _not_asked(session: Session, request: Request, cases: Sequence[HandOver]) -> list[Reason]:
    """Why these holdings do not fill a request: it is over, another's, or for something else.

    A request in free words names no holdings, and is filled by what was found for it.
    """
    if request.status not in OPEN_STATUSES:
        text = _("{number} is {status} already.")
        filled = text.format(number=request.number, status=request.status)
        return [Reason("R14", filled, _("a new request"))]
    found = []
    if request.requester_id not in (None, cases[0].borrower.id):
        text = _("{number} is a request of {name}.")
        filled = text.format(number=request.number, name=request.requester)
        found.append(Reason("R14", filled, _("handing over to them, or a new request")))
    named = {reservation.holding for reservation in reservations_of(session, request.id)}
    for case in cases:
        if named and case.holding.id not in named:
            text = _("{number} does not ask for {key}.")
            filled = text.format(number=request.number, key=case.holding.key)
            found.append(Reason("R14", filled, _("a new request")))
    return found


def _lend(session: Session, case: HandOver, request: Request | None, due: date | None) -> Handled:
    """Write one loan, its reservation and its contents' loans."""
    holding, borrower = case.holding, case.borrower
    until = due or session.guidelines.due_date(holding, borrower, session.now().date())
    number = _fill_reservation(session, case.queue, borrower) or (request.id if request else None)
    loan = _issue(session, holding, borrower, until, number, None)
    for content in case.contents:
        asked = _fill_reservation(session, queue_of(session, content.id), borrower)
        _issue(session, content, borrower, until, asked or number, loan.id)
    if number is not None:
        _request_handed_over(session, number)
    place = address_of_home(session, holding)
    leave = _("leave its OUT card at {place}").format(place=place) if place else ""
    return Handled(holding, holding.status, holding.due, "", leave)


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
        open=True,
    )
    session.save(loan)
    holding.status, holding.holder_id = Status.OUT, borrower.id
    holding.place_id, holding.due = None, loan.due
    session.save(holding)
    return loan


def _fill_reservation(
    session: Session, queue: Iterable[Reservation], borrower: Person
) -> int | None:
    """End the reservations this loan fills; the document number of the request that made them."""
    filled = None
    for reservation in queue:
        if reservation.person == borrower.id:
            move_reservation(session, reservation, ReservationState.FILLED)
            filled = filled or reservation.request
            if reservation.request is not None:
                _request_handed_over(session, reservation.request)
    return filled


def _request_handed_over(session: Session, number: int) -> None:
    """A request with nothing left in a queue has been handed over."""
    request = session.get(Request, number)
    if request is None or request.status not in OPEN_STATUSES:
        return
    if not any(reservation.open for reservation in reservations_of(session, number)):
        request.status = RequestStatus.HANDED_OVER
        session.save(request)


def return_(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Take holdings back: each goes to the refile shelf, or aside for the next in its queue.

    Raises Refused for what was not out, NotFound, BadInput.
    """
    with session.change("return"):
        holdings = holdings_named(session, keys)
        against = [
            Reason("R14", _("{key} is not out: {state}.").format(key=each.key, state=each.status))
            for each in holdings
            if each.status not in (Status.OUT, Status.MISSING, Status.TRANSIT)
        ]
        if against:
            raise Refused.by(_("Not returned"), *against)
        return [_take_back(session, holding) for holding in holdings]


def _take_back(session: Session, holding: Holding) -> Handled:
    loan = open_loan(session, holding.id)
    if loan is not None:
        _close_loan(session, loan)
        for inside in _loans_with(session, loan):
            _return_content(session, inside)
    return _set_down(session, holding)


def _loans_with(session: Session, loan: Loan) -> list[Loan]:
    """The open loans of what went out inside a container (R24)."""
    condition = (Query().with_container == loan.id) & IS_OPEN
    return [Loan.from_document(each) for each in session.store.table(Loan.table).search(condition)]


def _close_loan(session: Session, loan: Loan) -> None:
    loan.open = False
    loan.returned = session.now().isoformat(timespec="seconds")
    loan.returned_by = session.login
    session.save(loan)


def _return_content(session: Session, loan: Loan) -> None:
    """A file that went out inside its container comes back inside it (R24)."""
    _close_loan(session, loan)
    content = session.get(Holding, loan.holding)
    if content is not None:
        _set_down(session, content)


def _set_down(session: Session, holding: Holding) -> Handled:
    """Put a holding that came in aside for the head of its queue, or onto the refile shelf."""
    queue = queue_of(session, holding.id)
    holding.holder_id, holding.due, holding.place_id = None, "", None
    holding.status = Status.WAITING if queue else Status.TO_REFILE
    session.save(holding)
    if queue:
        move_reservation(session, queue[0], ReservationState.READY)
        person = session.get(Person, queue[0].person)
        name = person.name if person else ""
        return Handled(holding, holding.status, next=_("set aside for {name}").format(name=name))
    home = address_of_home(session, holding)
    step = _("refile at {place}").format(place=home) if home else _("refile; it has no home yet")
    return Handled(holding, holding.status, next=step)


def renew(session: Session, keys: Sequence[str], *, due: date | None = None) -> list[Handled]:
    """Lengthen loans by the guideline's period, or to `due`.

    Never shortens one. Refused while someone waits (R21), after a recall (R22), past the
    guideline's number, or when the gate would no longer let the person have it.
    """
    _not_past(session, due)
    with session.change("renew"):
        loans = [(each, _loan_of(session, each)) for each in holdings_named(session, keys)]
        against = [reason for pair in loans for reason in _not_renewed(session, *pair)]
        if against:
            raise Refused.by(_("Not renewed"), *against)
        handled = []
        for holding, loan in loans:
            borrower = session.get(Person, loan.person) or Person()
            today = session.now().date()
            until = due or session.guidelines.due_date(holding, borrower, today)
            until = max(until, date.fromisoformat(loan.due))
            loan.renewals += 1
            handled.append(_due_on(session, holding, loan, until))
        return handled


def _not_renewed(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    borrower = session.get(Person, loan.person) or Person()
    found = reasons_against_keeping(gather(session, holding, borrower))
    if queue_of(session, holding.id):
        found.append(Reason("R21", _("Someone waits for {key}.").format(key=holding.key)))
    if loan.recalled:
        found.append(Reason("R22", _("{key} was recalled.").format(key=holding.key)))
    limit = session.guidelines.loans.renewals
    if loan.renewals >= limit:
        text = _("{key} was renewed {n} times; the guideline allows {limit}.")
        filled = text.format(key=holding.key, n=loan.renewals, limit=limit)
        found.append(Reason("R14", filled, _("the site's guidelines")))
    return found


def recall(session: Session, keys: Sequence[str], *, due: date | None = None) -> list[Handled]:
    """Call loans back early: due tomorrow or on `due`, and never renewed again (R22)."""
    _not_past(session, due)
    with session.change("recall"):
        handled = []
        for holding in holdings_named(session, keys):
            loan = _loan_of(session, holding)
            until = due or session.now().date() + timedelta(days=1)
            loan.recalled = session.today()
            until = min(until, date.fromisoformat(loan.due))
            handled.append(_due_on(session, holding, loan, until))
        return handled


def _due_on(session: Session, holding: Holding, loan: Loan, until: date) -> Handled:
    loan.due = holding.due = until.isoformat()
    session.save(loan)
    session.save(holding)
    for inside in _loans_with(session, loan):
        content = session.get(Holding, inside.holding)
        inside.due, inside.recalled, inside.renewals = loan.due, loan.recalled, loan.renewals
        session.save(inside)
        if content is not None:
            content.due = loan.due
            session.save(content)
    return Handled(holding, holding.status, holding.due)


def _loan_of(session: Session, holding: Holding) -> Loan:
    loan = open_loan(session, holding.id)
    if loan is None:
        raise Refused.by(_("No such loan"), _no_loan(holding))
    return loan


def _no_loan(holding: Holding) -> Reason:
    text = _("{key} is not out: {state}.").format(key=holding.key, state=holding.status)
    return Reason("R14", text)


def _not_recalled(holding: Holding, loan: Loan) -> list[Reason]:
    if not loan.recalled:
        return []
    text = _("{key} was recalled on {day}.").format(key=holding.key, day=loan.recalled)
    return [Reason("R22", text)]


def reserve(session: Session, keys: Sequence[str], to: str, *, rank: int = 3) -> list[Handled]:
    """Put a person into the queue of each holding; saying it twice changes nothing (R20)."""
    with session.change("reserve"):
        person = session.person(to)
        handled = []
        for holding in holdings_named(session, keys):
            made = next((r for r in queue_of(session, holding.id) if r.person == person.id), None)
            made = made or claim(session, holding, person, None, rank)
            place = _("number {n} in the queue").format(n=position(session, made))
            handled.append(Handled(holding, holding.status, holding.due, next=place))
        return handled


KINDS = (RecordKind(record=Loan, name="loans", by_hand=False, called=called),)


def _charge(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    number = given.get("request")
    request = find_request(session, number) if number else None
    return charge_out(session, keys, given["to"], request=request, due=given.get("due"))


def _against_charge_out(session: Session, holding: Holding, given: Given) -> list[Reason]:
    return reasons_against(gather(session, holding, session.person(given["to"])))


def _against_return(_session: Session, holding: Holding, _given: Given) -> list[Reason]:
    if holding.status in (Status.OUT, Status.MISSING, Status.TRANSIT):
        return []
    return [
        Reason("R14", _("{key} is not out: {state}.").format(key=holding.key, state=holding.status))
    ]


def _against_renewal(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    loan = open_loan(session, holding.id)
    return _not_renewed(session, holding, loan) if loan else [_no_loan(holding)]


def _against_recall(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    loan = open_loan(session, holding.id)
    return _not_recalled(holding, loan) if loan else [_no_loan(holding)]


DUE = Takes(
    name="due", help=later("due on this day, as 2026-12-31"), label=later("due"), kind=DATE,
    metavar="DATE",
)  # fmt: skip
PERSON = Takes(
    name="to", help=later("the person's badge, account or full name"), label=later("for"),
    names=Person, metavar="PERSON", required=True,
)  # fmt: skip
_TOGETHER = later("All are done, or none, with every reason.")

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
        against=_against_charge_out,
        do=_charge,
        details=_TOGETHER,
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
        against=_against_return,
        do=lambda session, keys, _given: return_(session, keys),
        details=later("Each goes to the refile shelf, or aside for the next in its queue."),
        also=("take back", "check in"),
    ),
    Act(
        name="renew",
        on=Holding,
        title=later("Renew the loan"),
        help=later("Lengthen loans by the guideline's period, unless somebody waits (R21)."),
        done=later("Renewed: {name}"),
        word=later("renewed"),
        takes=(DUE,),
        against=_against_renewal,
        do=lambda session, keys, given: renew(session, keys, due=given.get("due")),
        details=_TOGETHER,
    ),
    Act(
        name="recall",
        on=Holding,
        title=later("Recall it"),
        help=later("Call loans back early. They are due tomorrow, and never renewed again (R22)."),
        done=later("Recalled: {name}"),
        word=later("recalled"),
        takes=(replace(DUE, help=later("due on this day (default: tomorrow)")),),
        against=_against_recall,
        do=lambda session, keys, given: recall(session, keys, due=given.get("due")),
        details=later("A recalled loan is not renewed."),
    ),
    Act(
        name="reserve",
        on=Holding,
        title=later("Reserve it"),
        titled=later("Reserve for {name}"),
        help=later("Put a person into the queue of holdings. First come, first served (R20)."),
        done=later("Reserved: {name}"),
        word=later("reserved"),
        takes=(
            PERSON,
            Takes(
                name="priority",
                help=later("place in the queue: by priority, then first come, first served"),
                kind=choice(*PRIORITIES),
                default="routine",
            ),
        ),
        against=lambda _session, _holding, _given: [],
        do=lambda session, keys, given: reserve(
            session, keys, given["to"], rank=PRIORITIES.index(given.get("priority", "routine"))
        ),
        also=("queue", "hold for"),
    ),
)
