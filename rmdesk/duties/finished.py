"""Requests that are over, and how many there are of each status."""

from collections.abc import Sequence

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.request import Ticket, ticket
from rmdesk.model.records import Request


def finished_requests(session: Session, status: str, limit: int = 200) -> list[Ticket]:
    """Requests of one status that nobody has to do anything about any more, newest first.

    As everywhere, only those that this person may know of (R17).
    """
    found = session.visible.first(
        Request.table, Query().status == status, order_by="received", limit=limit, descending=True
    )
    return [ticket(session, Request.from_document(document)) for document in found]


def count_requests(session: Session, statuses: Sequence[str]) -> int:
    """How many requests that this person may know of have one of these statuses."""
    visible = session.visible
    return sum(visible.count_in(Request.table, Query().status == each) for each in statuses)
