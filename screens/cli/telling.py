"""Requests and handled holdings as plain values, and as lines in the words of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rmdesk.model.words import kind_word, priority_word, request_word, status_word, type_word
from screens.cli.command import Answer, TextTable

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.duties.describe import Describer
    from rmdesk.duties.handled import Handled
    from rmdesk.duties.request import Ticket
    from rmdesk.model.records import Holding


def worded_holding(row: Mapping[str, Any]) -> dict[str, Any]:
    """A holding's row with its status and kind as said at the desk."""
    worded = dict(row)
    if worded.get("status"):
        worded["status"] = status_word(worded["status"])
    if worded.get("kind"):
        worded["kind"] = kind_word(worded["kind"])
    return worded


def worded_request(row: Mapping[str, Any]) -> dict[str, Any]:
    """A request's row in the words of the desk."""
    worded = {name: value for name, value in row.items() if name not in ("items", "next")}
    says = {"status": request_word, "priority": priority_word, "type": type_word}
    for name, say in says.items():
        worded[name] = say(worded[name])
    worded["queue_position"] = worded["queue_position"] or ""
    return worded


def told_ticket(describer: Describer, ticket: Ticket) -> dict[str, Any]:
    """A request as data: `queue_position` is its worst place in the queues it still stands in."""
    request = ticket.request
    waiting = [item.position for item in ticket.items if item.position]
    return {
        "number": request.number,
        "status": str(request.status),
        "queue_position": max(waiting, default=0),
        "priority": request.priority,
        "type": request.type,
        "requester": request.requester,
        "unit": request.unit,
        "received": request.received,
        "due": request.due,
        "late": ticket.late,
        "text": request.text,
        "technician": request.technician,
        "outcome": request.outcome,
        "closed": request.closed,
        "minutes": request.minutes,
        "contact": request.contact,
        "authority": request.authority,
        "delivery": request.delivery,
        "collector": request.collector,
        "needed_by": request.needed_by,
        "remarks": request.remarks,
        "next": list(ticket.next),
        "items": [
            {
                "key": describer.key(item.holding),
                "title": item.holding.title,
                "part": item.reservation.part,
                "status": str(item.holding.status),
                "position": item.position,
                "state": str(item.reservation.state),
                "since": item.reservation.since,
                "until": item.until,
                "outcome": item.reservation.outcome,
                "reasons": [reason.plain for reason in item.reasons],
            }
            for item in ticket.items
        ],
    }


def handled_answer(session: Session, keys: Sequence[str], handled: Sequence[Handled]) -> Answer:
    """What became of the holdings that these keys name, in the order of the keys."""
    done = {each.holding.id: each for each in handled}
    rows = [(key, done[session.visible.one(key).id]) for key in keys]
    data = [_handled(key, each) for key, each in rows]
    lines = [
        worded_holding({**told, "title": each.holding.title})
        for told, (_key, each) in zip(data, rows, strict=True)
    ]
    return Answer(data, [TextTable(lines, ("key", "title", "status", "due", "place", "next"))])


def _handled(key: str, each: Handled) -> dict[str, str]:
    return {
        "key": key,
        "status": str(each.status),
        "due": each.due,
        "place": each.place,
        "next": each.next,
    }


def stood(holding: Holding) -> Handled:
    """A holding after a use-case that tells nothing more of it."""
    from rmdesk.duties.handled import Handled

    return Handled(holding, holding.status, holding.due)
