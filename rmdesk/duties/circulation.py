"""Charge-out: how a holding goes to a person; and the names of the counter's other acts.

Each use-case takes all its holdings in one transaction: all are done, or none, with every reason.
What stands against an act is one function, which the act asks in its own transaction, and who
only wants to know asks as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import BY, DUE, PERSON
from rmdesk.duties.gate import HandOver, against_purpose, gather, overridable, reasons_against
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import against_due, against_renew, not_past, open_loan, renew
from rmdesk.duties.onward import end, follow, follow_queue, give_back
from rmdesk.duties.place import said_home
from rmdesk.duties.recall import against_recall, recall
from rmdesk.duties.remaining import against_lending_by
from rmdesk.duties.reservation import (
    against_cancel_reservation,
    against_reserve,
    move_claim,
    queue_of,
    reservations_of,
)
from rmdesk.duties.reserving import cancel_reservation, reserve
from rmdesk.duties.returning import against_found, against_return, found, return_
from rmdesk.duties.states import OPEN_STATUSES, UNDONE, move, move_loan
from rmdesk.duties.ticket import find_request
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.words import (
    CONSULT,
    FILLED_AS,
    LoanState,
    ReservationState,
    Status,
    later,
    request_word,
)

__all__ = [
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


def charge_out(
    session: Session,
    keys: Sequence[str],
    to: str,
    *,
    request: Request | None = None,
    due: date | None = None,
    here: bool = False,
    by: str = "",
    override: Mapping[str, str] | None = None,
) -> list[Handled]:
    """Lend holdings to a person: the current place becomes none, home stays (R25).

    The gate is asked in the same transaction (R14); a container takes its contents along (R24).
    `due` defaults to the guideline's. `request` is the one that is being filled; a reservation
    of the borrower's is filled in any case, and its request with it. What is read `here`, in the
    room, is due the same day; so is what was asked for to be consulted. `by` names who collects it
    for the borrower, and is let to (R15). `override` are rules that
    do not count, where they may be overridden, each with why (R37). Raises Refused with all
    reasons, NotFound, BadInput.
    """
    not_past(session, due)
    with session.change("charge-out"):
        request = session.get(Request, request.id) if request else None
        borrower = session.person(to)
        holdings = holdings_named(session, keys)
        third = session.person(by) if by else None
        apart = _apart(session, request, borrower, holdings)
        cases = [
            gather(
                session,
                each,
                borrower,
                before=holdings[:n],
                request=apart.get(each.id, request),
                here=here,
                by=third,
            )
            for n, each in enumerate(holdings)
        ]
        why = override or {}
        against = [r for case in cases for r in _not_lent(session, case, request, due, why)]
        Refused.for_any(_("Not handed over"), against)
        along = {content.id for case in cases for content in case.contents}
        lent = [case for case in cases if case.holding.id not in along]
        handled = [
            _lend(session, case, apart.get(case.holding.id, request), due, why, third)
            for case in lent
        ]
        if request is not None and apart:
            handled = [_told_apart(request, apart, each) for each in handled]
        handled += [_went_along(session, each) for each in holdings if each.id in along]
    return handled


def _apart(
    session: Session, request: Request | None, borrower: Person, holdings: Sequence[Holding]
) -> dict[int, Request | None]:
    """What of some holdings a request in free words goes on without, and by which it is lent.

    Not everybody may know of those who knows of that (R17).
    """
    if request is None or request.status not in UNDONE or not any(e.guard for e in holdings):
        return {}
    if request.requester_id != borrower.id or reservations_of(session, request.id):
        return {}
    from rmdesk.duties.parting import words_go_on  # few requests are filled by such

    return words_go_on(session, request, borrower, holdings)


def _told_apart(request: Request, apart: Mapping[int, Request | None], done: Handled) -> Handled:
    """That what was lent does not fill the request in free words that it was lent for."""
    if done.holding.id not in apart:
        return done
    text = _("{number} goes on without it: close it once nothing more is looked for")
    return replace(done, next=in_words(done.next, text.format(number=request.number)))


def against_charge_out(
    session: Session,
    holding: Holding,
    borrower: Person,
    *,
    request: Request | None = None,
    due: date | None = None,
    here: bool = False,
    by: Person | None = None,
    before: Sequence[Holding] = (),
    override: Collection[str] = (),
) -> list[Reason]:
    """Every reason why a holding cannot go to a person now, and fill that request.

    `before` are the holdings that go to the person before it in the same hand-over.
    """
    case = gather(session, holding, borrower, before=before, request=request, here=here, by=by)
    return _not_lent(session, case, request, due, override)


def _not_lent(
    session: Session,
    case: HandOver,
    request: Request | None,
    due: date | None,
    override: Collection[str] = (),
) -> list[Reason]:
    asked = _not_asked(session, request, case) if request else []
    return [
        *reasons_against(case, override),
        *against_due(case.borrower, due),
        *_not_today(session, case, due),
        *asked,
    ]


def _not_today(session: Session, case: HandOver, due: date | None) -> list[Reason]:
    """R14: what is read in the room comes back the same day."""
    if case.type_ != CONSULT or due in (None, session.now().date()):
        return []
    text = _("{key} is read in the room: it comes back the same day.")
    return [Reason("R14", text.format(key=case.holding.key), _("leaving out the day, or a loan"))]


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
    return [
        *found,
        *against_lending_by(request),
        *against_purpose(session, case.holding, request.type),
    ]


def _lend(
    session: Session,
    case: HandOver,
    request: Request | None,
    due: date | None,
    override: Mapping[str, str],
    by: Person | None,
) -> Handled:
    """Write one loan, its reservation and its contents' loans."""
    holding, borrower = case.holding, case.borrower
    today = session.now().date()
    until = session.guidelines.due_date(holding, borrower, today, due, case.type_)
    here = case.type_ == CONSULT
    filled = _fill(session, case.queue, borrower, here=here)
    number = filled or (request.id if request else None)
    loan = _issue(session, holding, borrower, until, number, None, here=here)
    if by is not None and by.id != borrower.id:
        loan.by = by.id
        session.save(loan)
    _overridden(session, loan, case, override)
    asked = {number, filled}
    inside = {holding.id: loan.id}
    for content in case.contents:
        own = _fill(session, queue_of(session, content.id), borrower, here=here)
        outer = inside.get(content.inside or 0, loan.id)
        lent = _issue(session, content, borrower, until, own or number, outer, here=here)
        inside[content.id] = lent.id
        asked.add(own)
        follow_queue(session, content, "charge-out")
    back = give_back(session, holding, "charge-out") if case.queue else ""
    for each in asked - {None}:
        follow(session, each, "charge-out")
    if request is not None and not reservations_of(session, request.id):
        _found_for_words(session, request)
    place = said_home(session, holding)
    leave = _("leave its OUT card at {place}").format(place=place) if place else ""
    stays = _("it stays in the room") if here else ""
    return Handled(
        holding,
        holding.status,
        holding.due,
        "",
        in_words(back, stays, leave, *_volumes(session, [holding, *case.contents], borrower)),
    )


def _volumes(session: Session, lent: Sequence[Holding], borrower: Person) -> list[str]:
    """Where the other volumes of files are that were not lent with them."""
    if not any(each.volume for each in lent):
        return []
    from rmdesk.duties.volumes import told_at_hand_over  # few holdings are one of several

    return list(told_at_hand_over(session, lent, borrower.id))


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
    *,
    here: bool,
) -> Loan:
    loan = Loan(
        holding=holding.id,
        person=borrower.id,
        request=request,
        out=session.now().isoformat(timespec="seconds"),
        out_by=session.login,
        due=due.isoformat(),
        with_container=with_container,
        here=here,
    )
    move_loan(loan, LoanState.OUT, "charge-out", session.today())
    session.save(loan)
    move(holding, Status.OUT, "charge-out")
    holding.holder_id, holding.place_id, holding.due = borrower.id, None, loan.due
    session.save(holding)
    return loan


def _fill(
    session: Session, queue: Iterable[Reservation], borrower: Person, *, here: bool
) -> int | None:
    """End the reservations this loan fills; the document number of the request that made them."""
    filled, outcome = None, FILLED_AS[CONSULT if here else "loan"]
    for each in queue:
        if each.person == borrower.id:
            move_claim(session, each, ReservationState.FILLED, "charge-out", outcome=outcome)
            filled = filled or each.request
    return filled


def _charge(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    request = find_request(session, given["request"]) if given.get("request") else None
    by = given.get("by", "")
    return charge_out(session, keys, given["to"], request=request, due=given.get("due"), by=by)


def _against_charge(session: Session, holding: Holding, given: Given) -> list[Reason]:
    request = find_request(session, given["request"]) if given.get("request") else None
    borrower = session.person(given["to"])
    by = session.person(given["by"]) if given.get("by") else None
    return against_charge_out(
        session, holding, borrower, request=request, due=given.get("due"), by=by
    )


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
            BY,
        ),
        against=_against_charge,
        do=_charge,
        details=later("All are done, or none, with every reason."),
        examples=("rmdesk charge-out R100004O R100003Q --to P0001C",),
        also=("hand over", "lend", "issue", "check out"),
    ),
    Act(
        name="consult",
        on=Holding,
        title=later("Hand over to read here"),
        titled=later("Hand over to {name} to read here"),
        help=later("Hand holdings to a person who reads them in the room. Back the same day."),
        done=later("Read here by {person}: {name}"),
        word=later("handed over to read here"),
        takes=(PERSON,),
        against=lambda session, holding, given: against_charge_out(
            session, holding, session.person(given["to"]), here=True
        ),
        do=lambda session, keys, given: charge_out(session, keys, given["to"], here=True),
        journal="charge-out",
        details=later(
            "The gate is asked as for a loan, but kinds that are not lent may be read here. "
            "`report room` lists what is to be back by closing. A request to consult is handed "
            "over so by any charge-out."
        ),
        examples=("rmdesk consult R100004O --to P0001C",),
        also=("reading room", "in the room"),
    ),
)
