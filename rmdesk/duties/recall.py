"""Recalls: a loan is called back before its time, and the recall is lifted again (R22).

A loan lasts the site's least number of days whatever is recalled. A recall that is lifted gives it
back the day on which it was due, and so it does to each of what went along (R24).
"""

from collections.abc import Sequence
from datetime import date

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import DUE
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import (
    due_on,
    loans_with,
    not_out,
    not_past,
    open_loan,
    outer_loans,
    recalled_along,
    recalled_already,
    said_returned,
)
from rmdesk.duties.states import move_loan
from rmdesk.model.days import day_of, iso_day
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.words import LoanState, Status, later


def recall(session: Session, keys: Sequence[str], *, due: date | None = None) -> list[Handled]:
    """Call loans back early: due tomorrow or on `due`, and not renewed while that stands (R22).

    Never before the loan has lasted the guideline's least number of days, and never later than it
    was due. Raises Refused, NotFound, BadInput.
    """
    not_past(session, due)
    with session.change("recall"):
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_recall(session, each, due=due)]
        Refused.for_any(_("Not recalled"), against)
        return [called_back(session, each, due) for each in holdings]


def against_recall(session: Session, holding: Holding, *, due: date | None = None) -> list[Reason]:
    """Every reason why a loan cannot be recalled now, or not to that day."""
    loan = open_loan(session, holding.id)
    if loan is None or holding.status != Status.OUT:
        return [not_out(holding)]
    return [
        *recalled_already(session, holding, loan),
        *said_returned(holding, loan),
        *_too_soon(session, holding, loan, due),
    ]


def _too_soon(session: Session, holding: Holding, loan: Loan, due: date | None) -> list[Reason]:
    """R22: nobody is called back to a day on which the loan has not lasted the least of days."""
    least = least_until(session, loan)
    if due is None or session.guidelines.open_day(due) >= least or due.isoformat() >= loan.due:
        return []
    text = _("{key} is lent until {day} at least (loans.minimum_days).")
    told = text.format(key=holding.key, day=least.isoformat())
    return [Reason("R22", told, _("a later day, or the site's guidelines"))]


def least_until(session: Session, loan: Loan) -> date:
    """Until when a loan lasts, though it is recalled."""
    today = session.now().date()
    return session.guidelines.least_until(day_of(loan.out, session.now().tzinfo) or today)


def called_back(
    session: Session, holding: Holding, due: date | None, *, at_once: bool = False
) -> Handled:
    """Recall the loan of a holding, inside a transaction; `at_once` however short it has lasted."""
    loan = open_loan(session, holding.id)
    assert loan is not None  # the rules have seen it
    asked = session.guidelines.recall_date(session.now().date(), due)
    least = asked if at_once else least_until(session, loan)
    until = min(max(asked, least), iso_day(loan.due))
    loan.due_before, loan.recalled_to = loan.due, until.isoformat()
    move_loan(loan, LoanState.RECALLED, "recall", session.today())
    due_on(session, loan, until)
    for each in loans_with(session, loan):
        if not each.claimed:
            recall_along(session, each, until)
    same = until.isoformat() == loan.due_before
    step = _("it was due then already") if same else ""
    return Handled(holding, holding.status, until.isoformat(), next=step)


def recall_along(session: Session, loan: Loan, until: date) -> None:
    """Recall a loan with its container, inside a transaction; its own recall stays its own."""
    if not loan.recalled:
        loan.due_along = loan.due
        move_loan(loan, LoanState.RECALLED, "recall", session.today())
    due_on(session, loan, min(until, iso_day(loan.due)))


def lift_recall(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Lift recalls: each loan is due again when it was due before, and can be renewed.

    Raises Refused, NotFound, BadInput.
    """
    with session.change("lift-recall"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_lifting(session, each)]
        Refused.for_any(_("Not lifted"), against)
        return [_let_be(session, each) for each in holdings]


def against_lifting(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why there is no recall to lift: none was made, or it was that of a container."""
    loan = open_loan(session, holding.id)
    if loan is None or holding.status != Status.OUT:
        return [not_out(holding)]
    if not loan.recalled:
        text = _("{key} was not recalled.").format(key=holding.key)
        return [Reason("R22", text)]
    if loan.claimed:
        return said_returned(holding, loan)
    return recalled_along(session, holding, loan)


def _let_be(session: Session, holding: Holding) -> Handled:
    loan = open_loan(session, holding.id)
    assert loan is not None  # the rules have seen it
    until = _restored(session, holding, loan)
    move_loan(loan, LoanState.OUT, "lift-recall", session.today())
    loan.due_before = loan.due_along = loan.recalled_to = ""
    due_on(session, loan, until)
    for each in loans_with(session, loan):
        if not each.claimed:
            _let_be_along(session, each, until)
    return Handled(holding, holding.status, until.isoformat())


def _let_be_along(session: Session, loan: Loan, until: date) -> None:
    """A content is due when it was before its container's recall: nobody else's act shortens it.

    What was recalled by itself, or with a container that still is, stays so, to that day.
    """
    recalls = [each for each in (loan, *outer_loans(session, loan)) if each.due_before]
    before = iso_day(loan.due_before or loan.due_along or until.isoformat())
    days = [iso_day(each.recalled_to or each.due) for each in recalls]
    if not recalls:
        move_loan(loan, LoanState.OUT, "lift-recall", session.today())
        loan.due_along = ""
    due_on(session, loan, min([before, *days]))


def _restored(session: Session, holding: Holding, loan: Loan) -> date:
    """When it was due before, within what the borrower's registration leaves by now."""
    borrower = session.get(Person, loan.person) or Person()
    before = iso_day(loan.due_before or loan.due_along or loan.due)
    return session.guidelines.due_date(holding, borrower, session.now().date(), before)


ACTS = (
    Act(
        name="recall",
        on=Holding,
        title=later("Recall it"),
        help=later("Call loans back early. They are due tomorrow, and not renewed (R22)."),
        done=later("Recalled: {name}"),
        word=later("recalled"),
        takes=(replace(DUE, help=later("due on this day (default: tomorrow)")),),
        against=lambda session, holding, given: against_recall(
            session, holding, due=given.get("due")
        ),
        do=lambda session, keys, given: recall(session, keys, due=given.get("due")),
        details=later("A loan lasts the days of loans.minimum_days first. lift-recall ends it."),
    ),
    Act(
        name="lift-recall",
        on=Holding,
        title=later("Lift the recall"),
        help=later("Lift recalls. The loans are due again when they were due before."),
        done=later("Recall lifted: {name}"),
        word=later("recall lifted"),
        against=lambda session, holding, _given: against_lifting(session, holding),
        do=lambda session, keys, _given: lift_recall(session, keys),
        details=later("The loan can be renewed again."),
        also=("cancel the recall", "unrecall"),
    ),
)
