"""The words over columns and before values: what people read for the name of each field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.model.fields import FieldSpec
from rmdesk.model.words import later

_WORDS = {
    "#": later("#"),
    "absence": later("not on its shelf"),
    "act": later("act"),
    "before": later("before"),
    "came": later("came"),
    "came_m": later("came (m)"),
    "gone": later("went"),
    "gone_m": later("went (m)"),
    "in_time": later("in time"),
    "items": later("held"),
    "pages": later("pages"),
    "change": later("change"),
    "channel": later("by way of"),
    "closed": later("ended"),
    "day": later("day"),
    "figure": later("figure"),
    "films": later("films"),
    "others": later("other records"),
    "passed": later("frames passed"),
    "retaken": later("frames retaken"),
    "filled": later("filled"),
    "lent": later("lent"),
    "metres": later("metres"),
    "month": later("month"),
    "move": later("move"),
    "taken": later("step"),
    "waiting": later("waiting"),
    "months": later("twelve months"),
    "now": later("now"),
    "received": later("received"),
    "renewals": later("renewals"),
    "week": later("week"),
    "year": later("year"),
    "covers": later("covers"),
    "certificate": later("certificate"),
    "checked": later("checked"),
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
    "by": later("by"),
    "code": later("code"),
    "contents": later("contents"),
    "field": later("field"),
    "for": later("for"),
    "here": later("here"),
    "holder": later("holder"),
    "indexed": later("indexed"),
    "indexed_percent": later("indexed (%)"),
    "key": later("key"),
    "label": later("label (mm)"),
    "late": later("late"),
    "line": later("line"),
    "listed": later("listed"),
    "next": later("next"),
    "part": later("part wanted"),
    "place": later("place"),
    "position": later("queue"),
    "queue_position": later("queue"),
    "reason": later("reason"),
    "rule": later("rule"),
    "seq": later("#"),
    "days_waiting": later("days"),
    "number_of_act": later("#"),
    "undone": later("undone"),
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
    "minutes": later("spent (min)"),
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


_FIGURES = {
    "received": later("requests received"),
    "closed": later("requests ended"),
    "filled_percent": later("of these filled (%)"),
    "within_percent": later("of these in time (%)"),
    "median_hours": later("half took at most (h)"),
    "lent": later("loans begun"),
    "returned": later("loans returned"),
    "acts": later("acts"),
    "disposed": later("records disposed of"),
    "overridden": later("rules overridden"),
    "waiting": later("requests waiting"),
    "urgent": later("urgent"),
    "late": later("requests late"),
    "out": later("records out"),
    "overdue": later("records overdue"),
    "to_refile": later("to refile"),
    "waiting_on_shelf": later("set aside for somebody"),
    "items": later("records held"),
    "metres": later("linear metres held"),
    "free_m": later("linear metres free"),
    "holds": later("legal holds"),
}


def figure_word(name: str) -> str:
    """What a person reads for a figure of the day, or of the page of the centre."""
    return _(_FIGURES[name]) if name in _FIGURES else ""


def heading(name: str, specs: Mapping[str, FieldSpec] | None = None) -> str:
    """What a person reads for a field, of those that are said first; other names stand for
    themselves.
    """
    own = specs.get(name) if specs else None
    known = (own.label if own else "") or _WORDS.get(name) or _labels().get(name)
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
