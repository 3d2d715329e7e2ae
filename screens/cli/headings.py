"""The words over columns and before values: what plain text calls each field."""

from __future__ import annotations

from gettext import gettext as _

from rmdesk.model.words import later

_WORDS = {
    "#": later("#"),
    "act": later("act"),
    "action": later("did"),
    "actor": later("who"),
    "change": later("change"),
    "class": later("class"),
    "contents": later("contents"),
    "custodian": later("custodian"),
    "date_from": later("from"),
    "date_to": later("to"),
    "due": later("due"),
    "extent_m": later("extent (m)"),
    "capacity_m": later("capacity (m)"),
    "field": later("field"),
    "holder": later("holder"),
    "home": later("home"),
    "identifier": later("code"),
    "key": later("key"),
    "kind": later("kind"),
    "label": later("label (mm)"),
    "late": later("late"),
    "line": later("line"),
    "needed_by": later("needed by"),
    "next": later("next"),
    "number": later("number"),
    "place": later("place"),
    "position": later("queue"),
    "priority": later("priority"),
    "queue_position": later("queue"),
    "reason": later("reason"),
    "request": later("request"),
    "requester": later("requester"),
    "row": later("row"),
    "seq": later("#"),
    "sheet": later("on a sheet"),
    "status": later("status"),
    "subject": later("what"),
    "text": later("text"),
    "time": later("time"),
    "title": later("title"),
    "to_refile": later("to refile"),
    "unit": later("unit"),
    "waiting_on_shelf": later("set aside"),
}


def heading(name: str) -> str:
    """What a person reads for a field; other names stand for themselves."""
    known = _WORDS.get(name)
    return _(known) if known else name.replace("_", " ")
