"""Requests, journal entries and handled holdings as plain values and as lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from screens.cli.command import Answer, Table, later

if TYPE_CHECKING:
    from data import Entry
    from rmdesk.circulation import Handled
    from rmdesk.desk import Session
    from rmdesk.records import Holding
    from rmdesk.request import Ticket

__all__ = ["handled_answer", "told_entry", "told_ticket"]

_DERIVED = frozenset({"guard", "folded", "earliest", "latest", "origin", "rank", "walk"})
"""Fields that follow from others: in the journal, but no news to a person."""

_NAMED = {"holder_id": "holder", "person": "person", "requester_id": "requester"}
_PLACED = {"home_id": "home", "place_id": "place"}


def told_entry(session: Session, entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """A journal entry as data, and as a line that names records as people do."""
    data = asdict(entry)
    for chained in ("change", "prev", "hash"):
        del data[chained]
    line = {
        "seq": entry.seq,
        "time": _local(entry),
        "actor": entry.actor,
        "action": entry.action,
        "subject": _subject(session, entry.subject),
        "change": _change(session, entry),
        "reason": entry.reason or "",
    }
    return data, line


def _local(entry: Entry) -> str:
    """The time on the desk's clock when it was done."""
    moment = datetime.fromisoformat(entry.time)
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{entry.offset}").tzinfo
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _subject(session: Session, subject: str) -> str:
    table, _colon, number = subject.partition(":")
    if table == "holdings" and number.isdecimal():
        holding = session.sight.get(int(number))
        return holding.key if holding else subject
    return subject


def _change(session: Session, entry: Entry) -> str:
    """What changed, field by field; what was there before in brackets."""
    old, new = _worded(session, entry.old), _worded(session, entry.new)
    told = [
        f"{name}: {new[name]}" + (f" ({_('was')} {old[name]})" if old.get(name) else "")
        for name in new
    ]
    told += [f"{name}: - ({_('was')} {old[name]})" for name in old if name not in new and old[name]]
    return ", ".join(told)


def _worded(session: Session, fields: dict[str, Any] | None) -> dict[str, Any]:
    """Fields with names and addresses instead of numbers, without derived ones."""
    from rmdesk.records import Person

    worded: dict[str, Any] = {}
    for name, value in (fields or {}).items():
        if name in _PLACED:
            worded.setdefault(_PLACED[name], session.address(value) if value else "")
        elif name in _NAMED:
            person = session.get(Person, value)
            worded.setdefault(_NAMED[name], person.name if person else "")
        elif name == "holding":
            holding = session.sight.get(value)
            worded[name] = holding.key if holding else ""
        elif name not in _DERIVED:
            worded[name] = value
    return worded


def told_ticket(ticket: Ticket) -> dict[str, Any]:
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
        "items": [
            {
                "key": item.holding.key,
                "title": item.holding.title,
                "status": str(item.holding.status),
                "position": item.position,
                "reasons": [vars(reason) for reason in item.reasons],
            }
            for item in ticket.items
        ],
    }


_HANDLED_COLUMNS = (
    ("key", later("key")),
    ("title", later("title")),
    ("status", later("status")),
    ("due", later("due")),
    ("place", later("place")),
    ("next", later("next")),
)


def handled_answer(session: Session, keys: Sequence[str], handled: Sequence[Handled]) -> Answer:
    """What became of the holdings that these keys name, in the order of the keys."""
    done = {each.holding.id: each for each in handled}
    rows = [(key, done[session.sight.one(key).id]) for key in keys]
    data = [_handled(key, each) for key, each in rows]
    lines = [
        {**row, "title": each.holding.title} for row, (_key, each) in zip(data, rows, strict=True)
    ]
    return Answer(data, [Table(lines, [(name, _(heading)) for name, heading in _HANDLED_COLUMNS])])


def _handled(key: str, each: Handled) -> dict[str, str]:
    return {
        "key": key,
        "status": str(each.status),
        "due": each.due,
        "place": each.place,
        "next": each.next,
    }


def stood(holding: Holding, step: str = "") -> Handled:
    """A holding after a use-case that tells nothing more of it."""
    from rmdesk.circulation import Handled

    return Handled(holding, holding.status, holding.due, next=step)
