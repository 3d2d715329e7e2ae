"""The lines of a record's screen: where it is, who waits, where a fact leads, what was done."""

from __future__ import annotations

from collections.abc import Sequence

from data import Entry
from data.texts import gettext as _
from rmdesk.duties.audit import entry_word
from rmdesk.model.words import clock_word, state_word, status_span, status_word
from screens.kit.paint import Line, Span, fit
from screens.records.doors import Door
from screens.records.facts import Facts, Waiting

LABEL = 12
"""Cells of what stands before a fact."""

_WHEN = len("11-24 12:00")
"""Cells of a moment as the desk says it."""


def waiting_line(each: Waiting, facts: Facts) -> list[Span]:
    """Somebody who waits: for whom, by what, how far it is and since when."""
    claim = each.reservation
    name = each.person.name if each.person else ""
    by = each.request.number if each.request else _("reservation")
    since = clock_word(claim.since, facts.now)
    return [(f"{name} · {by} · ", ""), (state_word(claim.state), "good"), (f" {since}", "dim")]


def pair(label: str, value: Sequence[Span]) -> list[Span]:
    """A label and what it is."""
    return [(fit(label, LABEL - 1), "dim"), (" ", ""), *value]


def leading(text: str, door: Door | None) -> Span:
    """A fact; what leads on is underlined."""
    return (text, "leads" if door else "")


def to_contents(text: str) -> Door:
    """To what lies in it, as a list."""
    return Door("contents", _("contents"), text, runs="its-records")


def where_it_is(facts: Facts) -> Door | None:
    """To whoever has it, or to where it is or goes."""
    if facts.holder:
        return facts.door("holder_id")
    if facts.current:
        return facts.door("place_id", "home")
    return facts.door("bound_id", "home") if facts.bound else None


def where(facts: Facts) -> list[Span]:
    """Status, and where or with whom it is."""
    holding = facts.holding
    spans = [status_span(holding.status, holding.due, facts.today)]
    if facts.holder:
        who = facts.holder
        contact = " ".join(part for part in (who.unit, who.phone) if part)
        spans += [(_(" with "), ""), leading(who.name, facts.door("holder_id"))]
        spans.append((_(", due {day}").format(day=holding.due), ""))
        if contact:
            spans.append((f" ({contact})", "dim"))
        if facts.collector:
            spans.append((_(", collected by {name}").format(name=facts.collector.name), ""))
    elif facts.current:
        spans.append((_(" at {place}").format(place=facts.current), ""))
    elif facts.bound:
        spans.append((_(" to {place}").format(place=facts.bound), ""))
    if holding.lost:
        spans.append((_(", given up for lost on {day}").format(day=holding.lost), "bad"))
    return spans


def history_line(facts: Facts, entry: Entry) -> Line:
    """When, what, by whom; what it changed, and to whom it went."""
    new = entry.new or {}
    name = facts.names.get(int(new.get("holder_id") or 0), "")
    changes = [_("to {name}").format(name=name)] if name else []
    changes += [status_word(str(new["status"]))] if "status" in new and not name else []
    if due := new.get("due"):
        changes.append(_("due {day}").format(day=clock_word(str(due), facts.now)))
    if entry.reason:
        changes.append(f"“{entry.reason}”")
    return [
        (f"{fit(clock_word(entry.time, facts.now), _WHEN)} ", "dim"),
        (f"{fit(entry_word(entry), 14)} ", ""),
        (f"{fit(entry.actor, 8)} ", "dim"),
        (", ".join(changes), ""),
    ]
