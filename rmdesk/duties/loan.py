"""Loans that are out: who has what, renewals, and their end."""

from collections.abc import Iterator, Sequence
from datetime import date

from tinydb import Query

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind
from rmdesk.desk.takes import DUE
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.gate import against_keeping
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.reservation import called, others_waiting
from rmdesk.duties.states import move_loan
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Request
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import CONSULT, LoanState, Status, later, status_word


def open_loan(session: Session, holding: int) -> Loan | None:
    """The loan a holding is out on now, or was when it was lost."""
    loans = session.store.table(Loan.table)
    document = loans.get((Query().holding == holding) & IS_OPEN)
    assert not isinstance(document, list)
    return Loan.from_document(document) if document else None


def loans_with(session: Session, loan: Loan) -> list[Loan]:
    """The open loans of what went out inside a container, at any depth, outer ones first (R24)."""
    table, found, level = session.store.table(Loan.table), list[Loan](), [loan.id]
    while level:
        rows = [
            row
            for outer in level
            for row in table.search((Query().with_container == outer) & IS_OPEN)
        ]
        found += map(Loan.from_document, rows)
        level = [row.doc_id for row in rows]
    return found


def outer_loans(session: Session, loan: Loan) -> Iterator[Loan]:
    """The open loans of the containers with which something went out, the inmost first (R24)."""
    outer = session.get(Loan, loan.with_container)
    while outer is not None and outer.open:
        yield outer
        outer = session.get(Loan, outer.with_container)


def close_loan(session: Session, loan: Loan, act: str) -> None:
    """A loan has come back, inside a transaction."""
    move_loan(loan, LoanState.RETURNED, act, session.today())
    loan.returned = session.now().isoformat(timespec="seconds")
    loan.returned_by = session.login
    session.save(loan)


def not_past(session: Session, due: date | None) -> None:
    """A day on which something is due lies ahead. Raises BadInput."""
    if due is not None and due < session.now().date():
        raise BadInput(
            _("Due date in the past"),
            _("{due} is before today.").format(due=due.isoformat()),
            _("Give a date from today on."),
        )


def against_due(borrower: Person, due: date | None) -> list[Reason]:
    """R14: no loan outlasts the borrower's own registration."""
    end = borrower.valid_until
    if due is None or not end or due.isoformat() <= end:
        return []
    text = _("{name} is a borrower until {end}; {due} is later.").format(
        name=borrower.name, end=end, due=due.isoformat()
    )
    return [Reason("R14", text, _("renewing the borrower's registration"))]


def renew(session: Session, keys: Sequence[str], *, due: date | None = None) -> list[Handled]:
    """Lengthen loans by the guideline's period, or to `due`.

    Refused while someone waits (R21), after a recall (R22), past the guideline's number, where it
    would not lengthen the loan, or when the gate would no longer let the person have it.
    """
    not_past(session, due)
    with session.change("renew"):
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_renew(session, each, due=due)]
        Refused.for_any(_("Not renewed"), against)
        return [_renewed(session, each, due) for each in holdings]


def _renewed(session: Session, holding: Holding, due: date | None) -> Handled:
    loan = open_loan(session, holding.id)
    assert loan is not None  # the rules have seen it
    borrower = session.get(Person, loan.person) or Person()
    until = _until(session, holding, loan, borrower, due)
    # What of its contents was recalled by itself, or is said to be returned, stays so.
    inside = [each for each in loans_with(session, loan) if not (each.recalled or each.claimed)]
    for each in (loan, *inside):
        each.renewals = loan.renewals + (each is loan)
        due_on(session, each, until)
    return Handled(holding, holding.status, until.isoformat())


def _until(
    session: Session, holding: Holding, loan: Loan, borrower: Person, due: date | None
) -> date:
    """To when a loan is renewed today: by the guideline, or to a day that was given.

    What went with its container by the guideline no longer than that.
    """
    today = session.now().date()
    until = session.guidelines.due_date(holding, borrower, today, due, type_of(session, loan))
    outer = next(outer_loans(session, loan), None)
    return until if outer is None or due else min(until, iso_day(outer.due))


def type_of(session: Session, loan: Loan) -> str:
    """The type of the request that a loan filled; one without a request is a loan."""
    if loan.here:
        return CONSULT
    request = session.get(Request, loan.request)
    return request.type if request else "loan"


def against_renew(session: Session, holding: Holding, *, due: date | None = None) -> list[Reason]:
    """Every reason why a loan cannot be renewed now, by the guideline's period or to `due`."""
    loan = open_loan(session, holding.id)
    if loan is None or holding.status != Status.OUT:
        return [not_out(holding)]
    borrower = session.get(Person, loan.person) or Person()
    if loan.here:
        return [in_the_room(holding)]
    back = [  # whatever stands here, no other day would do
        *_somebody_waits(session, holding, loan),
        *_box_is_wanted(session, holding, loan),
        *recalled_already(session, holding, loan),
        *said_returned(holding, loan),
    ]
    day = against_due(borrower, due)
    if not (back or day):
        day = _past_its_box(session, holding, loan, due)
        day = day or _no_longer(session, holding, loan, borrower, due)
    return [
        *against_keeping(session, holding, borrower),
        *back,
        *_often_enough(session, holding, loan),
        *day,
    ]


def _somebody_waits(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    """R21: nobody else waits for the holding, or for what went with it; of the hidden, R17."""
    found = []
    inside = [session.get(Holding, each.holding) for each in loans_with(session, loan)]
    for each in (holding, *inside):
        if each is not None and others_waiting(session, each, loan.person):
            known = session.visible.may_know(each.guard)
            text = _("Someone waits for {key}.").format(key=each.key)
            waits = Reason("R21", text, _("the end of that claim"))
            found.append(waits if known else not_as_it_is(holding))
    return list(dict.fromkeys(found))


def _box_is_wanted(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    """R21, R24: a content goes back with its box; nobody waits for that, nor was it returned."""
    for outer in outer_loans(session, loan):
        box = session.get(Holding, outer.holding)
        waits = box is not None and others_waiting(session, box, loan.person)
        if box is None or not (waits or outer.claimed):
            continue  # a recall is told of the content itself
        if not session.visible.may_know(box.guard):
            return [not_as_it_is(holding)]  # R17: neither of the box nor of its claims
        text, lifted = _("Someone waits for {box}, in which {key} went out."), ""
        if not waits:
            text = _("{box}, in which {key} went out, was said on {day} to be returned.")
            lifted = _("finding it, or saying that it is still out")
        told = text.format(box=box.key, key=holding.key, day=outer.claimed)
        return [Reason("R21", told, lifted or _("the end of that claim"))]
    return []


def in_the_room(holding: Holding) -> Reason:
    """R14: what is read in the room comes back the same day, and is lent out only then."""
    text = _("{key} is read in the room: it comes back the same day.")
    return Reason("R14", text.format(key=holding.key), _("its return, then a charge-out"))


def said_returned(holding: Holding, loan: Loan) -> list[Reason]:
    """R14: what its borrower says was returned is looked for, and not renewed or called back."""
    if not loan.claimed:
        return []
    text = _("{key} was said on {day} to be returned.").format(key=holding.key, day=loan.claimed)
    return [Reason("R14", text, _("finding it, or saying that it is still out"))]


def recalled_already(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    """R22: a recall ends renewals, and is made once; with a container, it is lifted with that."""
    if not loan.recalled:
        return []
    text = _("{key} was recalled on {day}.").format(key=holding.key, day=loan.recalled)
    for reason in recalled_along(session, holding, loan):
        return [Reason("R22", text, reason.lifted_by)]
    return [Reason("R22", text, _("lifting the recall"))]


def recalled_along(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    """R24: with its container, or beside it: that recall is lifted first. Of the hidden, R17."""
    outer = [each for each in outer_loans(session, loan) if each.recalled]
    if not outer:
        return []
    box = session.visible.get(outer[-1].holding)  # the outmost: the others wait for it too
    if box is None:
        return [not_as_it_is(holding)]
    text = _("{key} was recalled with {box}.")
    if loan.due_before:
        text = _("{box}, with which {key} went out, is recalled too.")
    told = text.format(key=holding.key, box=box.key)
    return [Reason("R24", told, _("lifting the recall of {box}").format(box=box.key))]


def _often_enough(session: Session, holding: Holding, loan: Loan) -> list[Reason]:
    """R14: a loan is renewed as often as the guideline allows."""
    limit = session.guidelines.loans.renewals
    if loan.renewals < limit:
        return []
    text = _("{key} was renewed {n} times; the guideline allows {limit}.")
    filled = text.format(key=holding.key, n=loan.renewals, limit=limit)
    return [Reason("R14", filled, _("the site's guidelines"))]


def _past_its_box(session: Session, holding: Holding, loan: Loan, due: date | None) -> list[Reason]:
    """R24: what went with its container is due with it at the latest: it goes back in it.

    Without a day that was given: where it is due with it already.
    """
    outer = next(outer_loans(session, loan), None)
    if outer is None or (due.isoformat() <= outer.due if due else loan.due < outer.due):
        return []
    box = session.visible.get(outer.holding)
    if box is None:
        return [not_as_it_is(holding)]  # R17
    text = _("{key} went out with {box}, which is due {day}.")
    told = text.format(key=holding.key, box=box.key, day=outer.due)
    return [Reason("R24", told, _("renewing {box}").format(box=box.key))]


def _no_longer(
    session: Session, holding: Holding, loan: Loan, borrower: Person, due: date | None
) -> list[Reason]:
    """R14: a renewal lengthens the loan; one that would not is none, and does not count."""
    if _until(session, holding, loan, borrower, due).isoformat() > loan.due:
        return []
    anybody = replace(borrower, valid_until="")
    if _until(session, holding, loan, anybody, due).isoformat() > loan.due:
        text = _("{name} is a borrower until {end}: the loan of {key} cannot last longer.")
        filled = text.format(name=borrower.name, end=borrower.valid_until, key=holding.key)
        return [Reason("R14", filled, _("renewing the borrower's registration"))]
    text = _("{key} is due {due} already: renewing it so would not lengthen the loan.")
    told = text.format(key=holding.key, due=loan.due)
    return [Reason("R14", told, _("a later day, or renewing it later"))]


def due_on(session: Session, loan: Loan, until: date) -> None:
    """Let a loan be due on a day, and its holding, inside a transaction."""
    loan.due = until.isoformat()
    session.save(loan)
    holding = session.get(Holding, loan.holding)
    if holding is not None:
        holding.due = loan.due
        session.save(holding)


def not_out(holding: Holding) -> Reason:
    """R14: only what is out is renewed, or called back; R28: what left for good is neither."""
    for reason in gone(holding):
        return reason
    text = _("{key} is not out: {state}.")
    return Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """That its borrower says to have returned a record, and when: it is looked for."""
    loan = open_loan(session, holding.id) if holding.status == Status.OUT else None
    if loan is None or not loan.claimed:
        return []
    told = _("by its borrower, on {day}: it is looked for").format(day=loan.claimed)
    return [Note(later("said returned"), told, {"claimed": loan.claimed})]


KINDS = (RecordKind(record=Loan, name="loans", by_hand=False, called=called, notes=notes_of),)

ACTS = (
    Act(
        name="renew",
        on=Holding,
        title=later("Renew the loan"),
        help=later("Lengthen loans by the guideline's period, unless somebody waits (R21)."),
        done=later("Renewed: {name}"),
        word=later("renewed"),
        takes=(DUE,),
        against=lambda session, holding, given: against_renew(
            session, holding, due=given.get("due")
        ),
        do=lambda session, keys, given: renew(session, keys, due=given.get("due")),
        details=later("All are done, or none, with every reason."),
        also=("extend", "prolong"),
    ),
)
