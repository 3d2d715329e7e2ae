"""Requests that are over, and how many there are of each status."""

from collections.abc import Sequence

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.request import Ticket, ticket
from rmdesk.model.records import Request


def finished_requests(session: Session, status: str, limit: int = 200) -> list[Ticket]:
    """Requests of one status that nobody has to do anything about any more, newest first."""
    found = session.store.table(Request.table).page(
        Query().status == status, order_by="received", limit=limit, descending=True
    )
    return [ticket(session, Request.from_document(document)) for document in found.rows]


def count_requests(session: Session, statuses: Sequence[str]) -> int:
    """How many requests have one of these statuses."""
    table = session.store.table(Request.table)
    return sum(table.count(Query().status == status) for status in statuses)
