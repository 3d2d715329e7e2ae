"""The words over columns and before values: what plain text calls each field."""

from __future__ import annotations

from functools import cache

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.model.words import later

_WORDS = {
    "#": later("#"),
    "act": later("act"),
    "action": later("did"),
    "actor": later("who"),
    "box": later("box"),
    "change": later("change"),
    "code": later("code"),
    "contents": later("contents"),
    "field": later("field"),
    "for": later("for"),
    "holder": later("holder"),
    "key": later("key"),
    "label": later("label (mm)"),
    "late": later("late"),
    "line": later("line"),
    "next": later("next"),
    "place": later("place"),
    "position": later("queue"),
    "queue_position": later("queue"),
    "reason": later("reason"),
    "rule": later("rule"),
    "seq": later("#"),
    "days_waiting": later("days"),
    "number_of_act": later("#"),
    "undone": later("taken back"),
    "shown": later("shown"),
    "since": later("since"),
    "sheet": later("on a sheet"),
    "subject": later("what"),
    "time": later("time"),
    "to_refile": later("to refile"),
    "undated": later("undated"),
    "waiting_on_shelf": later("set aside"),
    "until": later("until"),
    "ended": later("over"),
    "waits": later("waits for it"),
    "what": later("what"),
    "would_be": later("would be"),
}


def heading(name: str) -> str:
    """What a person reads for a field; other names stand for themselves."""
    known = _WORDS.get(name) or _labels().get(name)
    return _(known) if known else name.replace("_", " ")


@cache
def _labels() -> dict[str, str]:
    """What the records call their fields; the first of several kinds of record says it for all."""
    labels: dict[str, str] = {}
    for kind in duties.kinds().values():
        for name, spec in kind.record.specs().items():
            if spec.label:
                labels.setdefault(name, spec.label)
    return labels
