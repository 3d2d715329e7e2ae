"""Charge-out, return, refile, renew, recall and reserve: the life of a loan.

Each use-case takes all its holdings in one transaction: all are done, or none, with every reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from gettext import gettext as _

from tinydb import Query

from rmdesk.desk import Session
from rmdesk.errors import BadInput, Reason, Refused
from rmdesk.gate import HandOver, gather, reasons_against
from rmdesk.holding import contents_of
from rmdesk.records import (
    Holding,
    Loan,
    Person,
    Place,
    Request,
    RequestStatus,
    ReservationState,
    Status,
)
from rmdesk.reservation import claim, move_reservation, position, queue_of, reservations_of
from rmdesk.tables import IS_OPEN

__all__ = [
    "Handled",
    "charge_out",
    "open_loan",
    "recall",
    "refile",
    "renew",
    "reserve",
    "return_",
]


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
    `due` defaults to the guideline's. Raises Refused with all reasons, NotFound, BadInput.
    """
    if due is not None and due < session.now().date():
        raise BadInput(
            _("Due date in the past"),
            _("{due} is before today.").format(due=due.isoformat()),
            _("Give a date from today on."),
        )
    with session.change("charge-out"):
        borrower = session.person(to)
        holdings = _each(session, keys)
        cases = [gather(session, each, borrower, more=n) for n, each in enumerate(holdings)]
        against = [reason for case in cases for reason in reasons_against(case)]
        if against:
            raise Refused.by(_("Not handed over"), *dict.fromkeys(against))
        along = {content.id for case in cases for content in case.contents}
        lent = [case for case in cases if case.holding.id not in along]
        handled = [_lend(session, case, request, due) for case in lent]
        handled += [_went_along(session, each) for each in holdings if each.id in along]
        if request is not None:
            _request_handed_over(session, request)
    return handled


def _lend(session: Session, case: HandOver, request: Request | None, due: date | None) -> Handled:
    """Write one loan, its reservation and its contents' loans."""
    holding, borrower = case.holding, case.borrower
    until = due or session.guidelines.due_date(holding, borrower, session.now().date())
    number = _fill_reservation(session, case, request)
    loan = _issue(session, holding, borrower, until, number, None)
    for content in case.contents:
        if content.status != Status.OUT:
            _issue(session, content, borrower, until, number, loan.id)
    place = session.address(holding.home_id) or holding.home
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


def _fill_reservation(session: Session, case: HandOver, request: Request | None) -> int | None:
    """End the reservation this loan fills; returns the number of the request that made it."""
    for reservation in case.queue:
        if reservation.person == case.borrower.id:
            move_reservation(session, reservation, ReservationState.FILLED)
            return reservation.request
    return request.id if request else None


def _request_handed_over(session: Session, request: Request) -> None:
    """A request with nothing left in a queue has been handed over."""
    if not any(reservation.open for reservation in reservations_of(session, request.id)):
        request.status = RequestStatus.HANDED_OVER
        session.save(request)


def return_(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Take holdings back: each goes to the refile shelf, or aside for the next in its queue.

    Raises Refused for what was not out, NotFound, BadInput.
    """
    with session.change("return"):
        holdings = _each(session, keys)
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
        for document in session.store.table(Loan.table).search(
            (Query().with_container == loan.id) & IS_OPEN
        ):
            _return_content(session, Loan.from_document(document))
    return _set_down(session, holding)


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
        content.status, content.holder_id, content.due = Status.TO_REFILE, None, ""
        session.save(content)


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
    home = session.address(holding.home_id) or holding.home
    step = _("refile at {place}").format(place=home) if home else _("refile; it has no home yet")
    return Handled(holding, holding.status, next=step)


def refile(session: Session, keys: Sequence[str], at: str) -> list[Handled]:
    """Put holdings back in their home, confirmed by the place that was scanned (R26).

    A holding without a home gets this place as its home. Raises Refused, NotFound, BadInput.
    """
    with session.change("refile"):
        holdings = _each(session, keys)
        place = _place_for(session, holdings, at)
        against = [reason for each in holdings for reason in _not_refiled(session, each, place)]
        if against:
            raise Refused.by(_("Not refiled"), *against)
        return [_put_home(session, holding, place) for holding in holdings]


def _place_for(session: Session, holdings: Iterable[Holding], at: str) -> Place:
    """The scanned place; a home that was only ever written, not made a place, names itself."""
    written = at.strip().casefold()
    homes = {each.home for each in holdings if not each.home_id}
    if len(homes) == 1 and all(home.casefold() == written for home in homes):
        return Place(address=homes.pop())
    return session.place(at)


def _not_refiled(session: Session, holding: Holding, place: Place) -> list[Reason]:
    if holding.status in (Status.OUT, Status.WITHDRAWN, Status.TRANSFERRED, Status.DESTROYED):
        text = _("{key} is {state}: return it first.")
        return [Reason("R26", text.format(key=holding.key, state=holding.status))]
    elsewhere = holding.home_id and holding.home_id != place.id
    unlike = not holding.home_id and holding.home and holding.home != place.address
    if elsewhere or unlike:
        home = session.address(holding.home_id) or holding.home
        text = _("{key} lives at {home}, not at {place}.").format(
            key=holding.key, home=home, place=place.address or place.barcode
        )
        return [Reason("R26", text, _("changing its home first"))]
    return []


def _put_home(session: Session, holding: Holding, place: Place) -> Handled:
    holding.status, holding.place_id = Status.IN, place.id or None
    holding.home_id = holding.home_id or place.id or None
    holding.home = holding.home or place.address
    session.save(holding)
    for content in contents_of(session, holding.id):
        if content.status == Status.TO_REFILE:
            content.status = Status.IN
            session.save(content)
    head = next(iter(queue_of(session, holding.id)), None)
    step = _("still reserved: pull it for the head of its queue") if head else ""
    return Handled(holding, holding.status, place=place.address or place.barcode, next=step)


def renew(session: Session, keys: Sequence[str], *, due: date | None = None) -> list[Handled]:
    """Lengthen loans by the guideline's period, or to `due`.

    Refused while someone waits (R21), after a recall (R22), or past the guideline's number.
    """
    with session.change("renew"):
        loans = [(each, _loan_of(session, each)) for each in _each(session, keys)]
        against = [reason for pair in loans for reason in _not_renewed(session, *pair)]
        if against:
            raise Refused.by(_("Not renewed"), *against)
        handled = []
        for holding, loan in loans:
            borrower = session.get(Person, loan.person) or Person()
            today = session.now().date()
            until = due or session.guidelines.due_date(holding, borrower, today)
            loan.renewals += 1
            handled.append(_due_on(session, holding, loan, until))
        return handled


def _not_renewed(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    found = []
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
    with session.change("recall"):
        handled = []
        for holding in _each(session, keys):
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
    return Handled(holding, holding.status, holding.due)


def _loan_of(session: Session, holding: Holding) -> Loan:
    loan = open_loan(session, holding.id)
    if loan is None:
        text = _("{key} is not out: {state}.").format(key=holding.key, state=holding.status)
        raise Refused.by(_("No such loan"), Reason("R14", text))
    return loan


def reserve(session: Session, keys: Sequence[str], to: str, *, rank: int = 3) -> list[Handled]:
    """Put a person into the queue of each holding; saying it twice changes nothing (R20)."""
    with session.change("reserve"):
        person = session.person(to)
        handled = []
        for holding in _each(session, keys):
            made = next((r for r in queue_of(session, holding.id) if r.person == person.id), None)
            made = made or claim(session, holding, person, None, rank)
            place = _("number {n} in the queue").format(n=position(session, made))
            handled.append(Handled(holding, holding.status, holding.due, next=place))
        return handled


def _each(session: Session, keys: Sequence[str]) -> list[Holding]:
    """The holdings that keys name, each once. Raises NotFound, BadInput."""
    if not keys:
        raise BadInput(_("Nothing named"), _("No barcode or code was given."), "")
    holdings = {found.id: found for found in map(session.sight.one, keys)}
    return list(holdings.values())
