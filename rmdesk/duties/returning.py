"""Returns: a holding comes back from its borrower, or is found again, and goes on from there."""

from collections.abc import Sequence
from itertools import takewhile

from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.container import above
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import close_loan, loans_with, open_loan
from rmdesk.duties.onward import came_back, set_down, set_down_inside
from rmdesk.duties.transit import received
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan
from rmdesk.model.words import Status, later, status_word

_RETURNABLE = (Status.OUT, Status.MISSING, Status.TRANSIT)


def return_(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Take holdings back: each goes to the refile shelf, or aside for the next in its queue.

    Raises Refused for what was not out, NotFound, BadInput.
    """
    with session.change("return"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_return(session, each)]
        Refused.for_any(_("Not returned"), against)
        return _all_taken_back(session, holdings, "return")


def against_return(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding cannot be taken back: it is not out, on its way, or missing."""
    if holding.status in _RETURNABLE:
        return []
    if left := gone(holding):
        return left
    text = _("{key} is not out: {state}.")
    return [Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))]


def found(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Say that missing holdings are here again; each goes to the next in its queue, or home.

    One that was missing from its borrower is returned thereby. Raises Refused, NotFound, BadInput.
    """
    with session.change("found"):
        holdings = holdings_named(session, keys)
        against = [reason for each in holdings for reason in against_found(session, each)]
        Refused.for_any(_("Not found again"), against)
        return _all_taken_back(session, holdings, "found")


def against_found(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not found again: it is not missing."""
    if holding.status == Status.MISSING:
        return []
    if left := gone(holding):
        return left
    text = _("{key} is not missing: {state}.")
    return [Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))]


def _all_taken_back(session: Session, holdings: Sequence[Holding], act: str) -> list[Handled]:
    """Take holdings back, in the order in which they were named; a container brings its contents
    whichever is named first (R24)."""
    went_along = {each.id: _went_along(session, each) for each in holdings}
    ordered = sorted(holdings, key=lambda each: went_along[each.id])
    done = {each.id: _take_back(session, each.id, act) for each in ordered}
    return [done[each.id] for each in holdings]


def _went_along(session: Session, holding: Holding) -> bool:
    loan = open_loan(session, holding.id)
    return loan is not None and loan.with_container is not None


def _take_back(session: Session, number: int, act: str) -> Handled:
    """Take one holding back; it is read anew, for its container may have brought it already."""
    holding = session.get(Holding, number)
    assert holding is not None  # it was named
    if holding.status not in _RETURNABLE:
        return Handled(holding, holding.status, next=_("came with its container"))
    if holding.status == Status.TRANSIT:
        return received(session, holding, act=act)
    loan = open_loan(session, holding.id)
    requests, steps, back = [], [], {holding.id}
    if loan is not None:
        close_loan(session, loan, act)
        requests.append(loan.request)
        for each in loans_with(session, loan):
            steps.append(_return_content(session, each, holding, act, back))
            requests.append(each.request)
    handled = set_down(session, holding, act)
    came_back(session, requests, act)
    return Handled(holding, handled.status, next=in_words(*steps, handled.next))


def _return_content(session: Session, loan: Loan, box: Holding, act: str, back: set[int]) -> str:
    """A file that went out inside its container comes back inside it (R24); what to do with it.

    `back` are the ids of what has come back by this act; a box among them that is set aside still
    has its contents in it (R41).
    """
    close_loan(session, loan, act)
    content = session.get(Holding, loan.holding)
    if content is None:
        return ""
    if content.status != Status.OUT:  # it was missing from it
        content.holder_id, content.due = None, ""
        session.save(content)
        return ""
    between = takewhile(lambda each: each.id != box.id, above(session, content))
    if any(each.status != Status.IN and each.id not in back for each in between):
        return set_down(session, content, act).next  # its own box came back before it
    back.add(content.id)
    return set_down_inside(session, content, box)


ACTS = (
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
