"""Loans whose borrower says that they were returned: looked for, and found or still out.

The record stays out, and its borrower answers for it, until it is found: a scan of it ends the loan
as any return does. Who waits for it goes on waiting.
"""

from collections.abc import Sequence
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import reason
from rmdesk.duties.exceptions import looked_for
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import not_out, open_loan, outer_loans, said_returned
from rmdesk.duties.place import said_home
from rmdesk.duties.recall import recall_along
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.states import move_loan
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.words import LoanState, Status, later


def claim_returned(session: Session, keys: Sequence[str], why: str) -> list[Handled]:
    """Note that a borrower says to have returned holdings that are out: they are looked for.

    Raises Refused, NotFound, and BadInput without a reason.
    """
    if not why.strip():
        raise BadInput(
            _("No reason given"),
            _("What is said to be returned is noted with what was said."),
            _("Say who said so, and when it was."),
        )
    with session.change("claim-returned", why):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_claiming(session, each)]
        Refused.for_any(_("Not noted"), against)
        return [_claimed(session, each) for each in holdings]


def against_claiming(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why it is not noted: it is not out, or it was said already."""
    loan = open_loan(session, holding.id)
    if loan is None or holding.status != Status.OUT:
        return [not_out(holding)]
    return said_returned(holding, loan)


def _claimed(session: Session, holding: Holding) -> Handled:
    loan = open_loan(session, holding.id)
    assert loan is not None  # the rules have seen it
    move_loan(loan, LoanState.CLAIMED, "claim-returned", session.today())
    session.save(loan)
    home = said_home(session, holding)
    look = _("look for it at {place}").format(place=home) if home else _("look for it")
    behind = len(queue_of(session, holding.id))
    waits = ngettext("{n} waits for it", "{n} wait for it", behind).format(n=behind)
    step = in_words(look, waits if behind else "")
    return Handled(holding, holding.status, holding.due, next=step)


def still_out(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Note that a borrower has after all what was said to be returned. Raises Refused, NotFound."""
    with session.change("still-out"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_still_out(session, each)]
        Refused.for_any(_("Not noted"), against)
        return [_again_out(session, each) for each in holdings]


def against_still_out(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why it is not noted: nobody said that it was returned."""
    loan = open_loan(session, holding.id)
    if loan is None or holding.status != Status.OUT:
        return [not_out(holding)]
    if loan.claimed:
        return []
    text = _("Nobody said that {key} was returned.").format(key=holding.key)
    return [Reason("R14", text)]


def _again_out(session: Session, holding: Holding) -> Handled:
    loan = open_loan(session, holding.id)
    assert loan is not None  # the rules have seen it
    state = LoanState.RECALLED if loan.recalled else LoanState.OUT
    move_loan(loan, state, "still-out", session.today())
    session.save(loan)
    box = next((each for each in outer_loans(session, loan) if each.recalled), None)
    if box is not None:  # its container was called back while it was looked for
        recall_along(session, loan, iso_day(box.due))
    kept = session.get(Holding, holding.id) or holding
    return Handled(kept, kept.status, kept.due)


def claimed_returned(session: Session) -> list[dict[str, Any]]:
    """What is to be looked for because its borrower says it was returned, the longest first."""
    found = session.visible.all_in(Loan.table, Query().claimed >= "0", order_by="claimed")
    loans = [Loan.from_document(each) for each in found]
    return [_row(session, each) for each in loans if each.open]


def _row(session: Session, loan: Loan) -> dict[str, Any]:
    holding = session.visible.get(loan.holding) or Holding()
    person = session.get(Person, loan.person)
    return looked_for(session, holding, person, loan.claimed) | {"due": loan.due}


ACTS = (
    Act(
        name="claim-returned",
        on=Holding,
        title=later("Its borrower says it is back…"),
        help=later("Note that a borrower says to have returned holdings. They are looked for."),
        done=later("Said to be returned: {name}"),
        word=later("said to be returned"),
        takes=(reason(later("Who says so, and since when is it back?")),),
        against=lambda session, holding, _given: against_claiming(session, holding),
        do=lambda session, keys, given: claim_returned(session, keys, given["reason"]),
        details=later("`report claimed` lists them with their places. A scan of one returns it."),
        also=("claims returned", "already returned"),
    ),
    Act(
        name="still-out",
        on=Holding,
        title=later("It is still out after all"),
        help=later("Note that a borrower has after all what was said to be returned."),
        done=later("Still out: {name}"),
        word=later("still out"),
        against=lambda session, holding, _given: against_still_out(session, holding),
        do=lambda session, keys, _given: still_out(session, keys),
    ),
)
