"""Journal entries as data, and as lines that name records as people do."""

from __future__ import annotations

from dataclasses import asdict
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from rmdesk.duties.audit import local_time
from rmdesk.model.words import state_word, status_word

if TYPE_CHECKING:
    from data import Entry
    from rmdesk.desk.desk import Session

_DERIVED = frozenset({"guard", "folded", "earliest", "latest", "origin", "rank", "walk", "open"})
"""Fields that follow from others: in the journal, but no news to a person."""

_PEOPLE = {"holder_id": "holder", "person": "person", "requester_id": "requester"}
_PLACES = {"home_id": "home", "place_id": "place"}


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as `--json` prints it: without what only `verify` needs."""
    data = asdict(entry)
    for chained in ("change", "prev", "hash"):
        del data[chained]
    return data


def entry_line(session: Session, entry: Entry) -> dict[str, Any]:
    """An entry as a line: the time on the desk's clock, records by their keys."""
    return {
        "seq": entry.seq,
        "time": local_time(entry),
        "actor": entry.actor,
        "action": entry.action,
        "subject": _subject(session, entry),
        "change": _change(session, entry),
        "reason": entry.reason or "",
    }


def _subject(session: Session, entry: Entry) -> str:
    """A holding by its key, a request by its number, a claim by who makes it."""
    from rmdesk.model.records import Holding, Person, Place, Request, Reservation

    table, _colon, text = entry.subject.partition(":")
    number = int(text) if text.isdecimal() else 0
    if table == Holding.table and (holding := session.visible.get(number)):
        return holding.key
    if table == Request.table and (request := session.get(Request, number)):
        return request.number
    if table == Person.table and (person := session.get(Person, number)):
        return person.name
    if table == Place.table and (place := session.get(Place, number)):
        return place.address
    if table == Reservation.table and (claim := session.get(Reservation, number)):
        person, wanted = session.get(Person, claim.person), session.visible.get(claim.holding)
        if person and wanted:
            return _("{key} for {name}").format(key=wanted.key, name=person.name)
    return entry.subject


def _change(session: Session, entry: Entry) -> str:
    """What changed, field by field, and what was there before."""
    old, new = _worded(session, entry, entry.old), _worded(session, entry, entry.new)
    told = []
    for name in {**new, **old}:
        before, after = old.get(name, ""), new.get(name, "") or "-"
        was = _(" (was {value})").format(value=before) if before else ""
        told.append(f"{name}: {after}{was}")
    return ", ".join(told)


def _worded(session: Session, entry: Entry, fields: dict[str, Any] | None) -> dict[str, str]:
    """Fields with names and addresses instead of numbers, without derived ones."""
    from rmdesk.model.records import Person, Request

    worded: dict[str, str] = {}
    for name, value in (fields or {}).items():
        if name in _PLACES:
            worded.setdefault(_PLACES[name], session.address(value))
        elif name in _PEOPLE:
            person = session.get(Person, value)
            worded.setdefault(_PEOPLE[name], person.name if person else "")
        elif name == "request" and isinstance(value, int):
            request = session.get(Request, value)
            worded[name] = request.number if request else ""
        elif name == "holding" and isinstance(value, int):
            holding = session.visible.get(value)
            worded[name] = holding.key if holding else ""
        elif name == "status" and entry.subject.startswith("holdings:"):
            worded[name] = status_word(value)
        elif name == "state":
            worded[name] = state_word(value)
        elif name not in _DERIVED:
            worded[name] = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return worded
