"""What people are to be told today: of loans, claims, bring-forwards and dispositions."""

from collections.abc import Iterator

from rmdesk.desk.desk import Session
from rmdesk.duties.asking import of_batch, of_batches
from rmdesk.duties.batch import Disposition
from rmdesk.duties.forward import BringForward, of_forward, of_forwards
from rmdesk.duties.notice import NOTICES, Owed, of_claim, of_claims, of_loan, of_loans
from rmdesk.model.records import Loan, Reservation


def owed_today(session: Session) -> list[Owed]:
    """Everything that is to be told today and was not yet, by person, the most pressing first."""
    found = [*of_loans(session), *of_claims(session), *of_forwards(session), *of_batches(session)]
    return sorted(
        found,
        key=lambda each: (each.person.name, each.person.id, NOTICES.index(each.kind), each.due),
    )


def still_owed(session: Session, owed: Owed) -> bool:
    """Whether it is so at this moment: to be asked in the transaction that begins the notice."""
    return any(each.occasion == owed.occasion for each in _now(session, owed))


def _now(session: Session, owed: Owed) -> Iterator[Owed]:
    if owed.loan is not None:
        loan = session.get(Loan, owed.loan.id)
        return of_loan(session, loan) if loan else iter(())
    if owed.claim is not None:
        claim = session.get(Reservation, owed.claim.id)
        return of_claim(session, claim) if claim else iter(())
    if owed.forward:
        forward = session.get(BringForward, owed.forward)
        return of_forward(session, forward) if forward else iter(())
    batch = session.get(Disposition, owed.batch)
    return of_batch(session, batch) if batch else iter(())
