"""What somebody may not know of in a request goes on without them, by a request of its own (R17).

Who ends, hands over or takes back what they know of a request does so as if it were all of it.
Where the request then stands as it would not with the rest, the rest leaves it: whoever may know of
that has it in their queue, and the security officer is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from rmdesk.access.matters import PARTED
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered
from rmdesk.duties.states import move
from rmdesk.model.records import Holding, Loan, Request, Reservation


def part(
    session: Session, request: Request, claims: Sequence[Reservation], loans: Sequence[Loan]
) -> Request:
    """Give these claims and loans a request of their own, inside a transaction.

    It stands as the one that they leave, until it follows from them.
    """
    with session.change(PARTED) as transaction:
        number = numbered(session, transaction, Request, "request", "R-{}".format, apart=True)
        # Nobody is to do what they may not know of.
        technician = "" if request.technician == session.login else request.technician
        rest = replace(request, id=0, number=number, technician=technician)
        move(rest, request.status, "part")
        session.save(rest, apart=True)
        moved: list[Reservation | Loan] = [*claims, *loans]
        for each in moved:
            each.request = rest.id
            session.save(each)
        _scanned_for(session, request.id, rest, claims)
        told = {"number": number, "of": request.number}
        transaction.note(PARTED, f"{Request.table}:{rest.id}", new=told)
    return rest


def _scanned_for(session: Session, of: int, rest: Request, claims: Sequence[Reservation]) -> None:
    """What is queued to be scanned for them is so for the request that they go on by."""
    if rest.type != "scan":
        return
    from rmdesk.duties.digitized import jobs_of

    for claim in claims:
        holding = session.get(Holding, claim.holding)
        for job in jobs_of(session, holding) if holding else ():
            if job.request_id != of:
                continue
            job.request, job.request_id = rest.number, rest.id
            session.save(job)
