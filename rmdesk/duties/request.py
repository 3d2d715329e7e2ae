"""Requests: intake, the queue, its service-level clock, and their way to the close."""

from rmdesk.duties.ending import (
    against_cancel,
    against_close,
    against_end_item,
    cancel,
    close,
    end_item,
)
from rmdesk.duties.fulfilment import (
    against_assign,
    against_hand_over,
    against_ready,
    assign,
    hand_over,
    make_ready,
)
from rmdesk.duties.intake import (
    add_to_request,
    against_adding,
    against_intake,
    intake,
    warnings_at_intake,
)
from rmdesk.duties.onward import OUTCOME_STATUS
from rmdesk.duties.states import OPEN_STATUSES, UNDONE
from rmdesk.duties.ticket import Item, Ticket, find_request, open_requests, ticket

__all__ = [
    "OPEN_STATUSES",
    "OUTCOME_STATUS",
    "UNDONE",
    "Item",
    "Ticket",
    "add_to_request",
    "against_adding",
    "against_assign",
    "against_cancel",
    "against_close",
    "against_end_item",
    "against_hand_over",
    "against_intake",
    "against_ready",
    "assign",
    "cancel",
    "close",
    "end_item",
    "find_request",
    "hand_over",
    "intake",
    "make_ready",
    "open_requests",
    "ticket",
    "warnings_at_intake",
]
