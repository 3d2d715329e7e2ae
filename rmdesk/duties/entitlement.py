"""What is out with somebody who could not draw it today is called back (R16, R22).

Their clearance ended or was lowered, their entry on an access list was withdrawn or is over, or
the record was raised. The days that a loan lasts at least do not count then.
"""

from collections.abc import Iterator

from tinydb import Query

from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.duties.loan import open_loan
from rmdesk.duties.need_to_know import missing
from rmdesk.duties.recall import called_back
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import Status


def recall_unentitled(session: Session) -> list[Holding]:
    """Call back what nobody would release today to who has it; those that one may know of.

    All that is out with a level is looked at, whoever may know of it. Who may change nothing
    calls nothing back.
    """
    lapsed = list(_lapsed(session)) if HANDLE in session.permissions else []
    if lapsed:
        with session.change("recall"):
            for each in lapsed:
                called_back(session, each, None, at_once=True)
    return [each for each in lapsed if session.visible.may_know(each.guard)]


def _lapsed(session: Session) -> Iterator[Holding]:
    """What went out by itself, and with or in it something that R16 stands against today."""
    seen = set[int]()
    for holding in _guarded_out(session):
        loan, person = open_loan(session, holding.id), session.get(Person, holding.holder_id)
        if loan is None or person is None or _entitled(session, person, holding):
            continue
        outer = _outermost(session, loan)
        if outer.id in seen or outer.recalled or outer.claimed:
            continue
        seen.add(outer.id)
        if whole := session.get(Holding, outer.holding):
            yield whole


def _guarded_out(session: Session) -> list[Holding]:
    """All that is out and has a level or a caveat."""
    guards = session.desk.guards.of(Holding)
    out = (Query().status == Status.OUT) & Query().guard.one_of(guards)
    return session.where(Holding, out) if guards else []


def _entitled(session: Session, person: Person, holding: Holding) -> bool:
    """R16: cleared today, and on the list where one is asked."""
    cleared = Clearance.of(person, session.now().date()).covers(holding.guard)
    return cleared and missing(session, person, holding) is None


def _outermost(session: Session, loan: Loan) -> Loan:
    """The loan that a loan went along with (R24), or itself."""
    while (outer := session.get(Loan, loan.with_container)) is not None and outer.open:
        loan = outer
    return loan
