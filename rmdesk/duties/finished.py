"""Requests that are over, and how many there are of each status."""

from collections.abc import Sequence

from rmdesk.desk.desk import Session
from rmdesk.duties.ticket import Ticket, of_status, ticket
from rmdesk.model.records import Request


def finished_requests(
    session: Session, status: str, limit: int = 200, technician: str | None = None
) -> list[Ticket]:
    """Requests of one status that nobody has to do anything about any more, newest first.

    As everywhere, only those that this person may know of (R17). `technician` as in `of_status`.
    """
    found = session.visible.first(
        Request.table,
        of_status(status, technician),
        order_by="received",
        limit=limit,
        descending=True,
    )
    return [ticket(session, Request.from_document(document)) for document in found]


def count_requests(session: Session, statuses: Sequence[str], technician: str | None = None) -> int:
    """How many requests that this person may know of have one of these statuses."""
    visible = session.visible
    return sum(visible.count_in(Request.table, of_status(each, technician)) for each in statuses)
