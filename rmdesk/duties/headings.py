"""The words over columns and before values: what people read for the name of each field."""

from __future__ import annotations

from functools import cache

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.model.words import later

_WORDS = {
    "#": later("#"),
    "act": later("act"),
    "year": later("year"),
    "covers": later("covers"),
    "certificate": later("certificate"),
    "misplaced": later("misplaced"),
    "missing": later("missing"),
    "found": later("found"),
    "counted": later("counted"),
    "census": later("census"),
    "never": later("never counted"),
    "accuracy": later("per cent right"),
    "acts": later("acts"),
    "age": later("age"),
    "capacity_m": later("metres"),
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
    "filled_percent": later("filled (%)"),
    "free_m": later("free (m)"),
    "median_hours": later("median (h)"),
    "p90_hours": later("9 of 10 (h)"),
    "step": later("days after"),
    "technician": later("who"),
    "unmeasured": later("unmeasured"),
    "used_m": later("used (m)"),
    "way": later("by"),
    "within_percent": later("in time (%)"),
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
