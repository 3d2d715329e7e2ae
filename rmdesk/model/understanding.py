"""Reads what a schedule item means of its fields: periods, clocks, and the final disposition."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from data.patterns import pattern
from data.texts import gettext as _
from rmdesk.model.clauses import Reading, plain, read_statement
from rmdesk.model.periods import Absurd, read_period
from rmdesk.model.plans import DESTROY, KEEP, SELECT, TRANSFER, Period, Plan
from rmdesk.model.values import disposition
from rmdesk.model.words import DISPOSITIONS

if TYPE_CHECKING:
    from rmdesk.model.records import ScheduleItem


def plan_of(item: ScheduleItem) -> Plan:
    """What a schedule item means, as its fields stand."""
    return _plan(
        item.trigger, item.rule, item.disposition, _written(item, ""), _written(item, "semi_"),
        tuple(item.media),
    )  # fmt: skip


def _written(item: ScheduleItem, prefix: str) -> str:
    text = getattr(item, f"{prefix}active_period")
    years = getattr(item, f"{prefix}active_years")
    return text or ("" if years is None else f"{years:g}")


_IS_RULE = pattern(r"\b(?:retain|cut[ -]?off|permanent record)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _plan(
    trigger: str, rule: str, final: str, active: str, semi: str, media: tuple[str, ...]
) -> Plan:
    fate = fate_of(final)
    if not rule and _IS_RULE.search(final):
        rule, fate = final, ""  # a sentence about periods names a disposition for some of them only
    first, later = _period(active), _period(semi)
    if first is not None and not first.permanent and first.length is None:
        rule, first = rule or first.written, None
    if later is not None and not later.permanent and later.length is None:
        return Plan(fate=fate, unread=_("“{text}” is no period").format(text=later.written))
    reading = _reading(trigger, rule, first)
    if reading.unread and fate == KEEP and first is None and later is None:
        return Plan(permanent=True, fate=KEEP)
    if reading.unread:
        return Plan(fate=fate, unread=reading.unread)
    for_ever = reading.permanent or any(each and each.permanent for each in (first, later))
    if for_ever:
        return Plan(permanent=True, fate=KEEP)
    if reading.destroys and fate in (KEEP, TRANSFER):
        return Plan(fate=fate, unread=_("the text and the disposition do not agree"))
    return Plan(
        reading.terms,
        reading.latest,
        later.length if later else None,
        fate=fate or (DESTROY if reading.destroys else ""),
        media=dict(_media(media)),
    )


def _period(text: str) -> Period | None:
    try:
        return read_period(text) if text else None
    except Absurd as error:
        return Period(text, odd=str(error))


def _reading(trigger: str, rule: str, active: Period | None) -> Reading:
    """What the rule says, or else the trigger; both must agree on what is for ever."""
    told = active.length if active else None
    if active and active.permanent:
        return Reading(permanent=True)
    sign = read_statement(trigger) if trigger else Reading()
    if not rule:
        return read_statement(trigger, told)
    reading = read_statement(rule, told)
    if sign.permanent and not reading.permanent:
        return Reading(unread=_("the trigger says permanent, the text does not"))
    if reading.unread or reading.permanent or not trigger:
        return reading
    clock = read_statement(trigger, told or reading.terms[0].length)
    bare = all(term.clock.start == "closure" and not term.clock.rounded for term in reading.terms)
    return clock if bare and not clock.unread and len(plain(trigger)) > 2 else reading


def _media(media: tuple[str, ...]) -> list[tuple[str, Period]]:
    pairs = (each.partition(":") for each in media)
    return [(name.strip().casefold(), read_period(text.strip())) for name, _sign, text in pairs]


_FATES = (
    (r"non-?permanent", ""),
    (r"permanent|blijvend|\bbewaren\b|永久|dauernd", KEEP),
    (r"selecti|sélecti|échantillon|sampl|鉴定", SELECT),
    (r"archiv|transfer|versement|移交", TRANSFER),
    (r"destr|vernietig|élimin|shred|vernicht|kassier|kassation|销毁", DESTROY),
)


def fate_of(text: str) -> str:
    """One of DISPOSITIONS, or "" for a text that may mean several or none of them."""
    word = disposition(text)
    if word in DISPOSITIONS:
        return word
    said = plain(text)
    found = [fate for sign, fate in _FATES if re.search(sign, said)]
    if found[:1] == [KEEP]:
        found = [fate for fate in found if fate != TRANSFER]
    return found[0] if len(found) == 1 else ""
