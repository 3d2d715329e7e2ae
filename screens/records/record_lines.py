"""The lines of a record's screen: what it is, where it is, who waits, what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from data import Entry
from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.duties.audit import entry_word
from rmdesk.model.words import clock_word, state_word, status_span, status_word
from screens.kit.paint import Line, Span, fit, wrap
from screens.records.doors import Door
from screens.records.facts import Facts, Waiting

if TYPE_CHECKING:
    from screens.records.actions import RecordAction

_ABOUT = ("dates", "unit", "class", "series", "medium")

_KEPT = ("retention", "held")
"""What others tell of a record that is said before all else of them: how long it is kept."""

_WHERE = ("container", "place_id", "bound_id", "holder_id")
"""What leads to where it is."""

LABEL = 12
"""Cells of what stands before a fact."""

_WHEN = len("11-24 12:00")
"""Cells of a moment as the desk says it."""


@dataclass(frozen=True)
class Row:
    """A line of facts, somebody in the queue, or something that can be done."""

    line: Line = ()
    waits: Waiting | None = None
    action: RecordAction | None = None
    asks: bool = False
    """Whether it takes in a request for the record."""
    entered: bool = False
    """Whether it says that Enter does it: one act alone, what is likely done next."""
    gives: bool = False
    """Whether it opens the request by which the record leaves for good."""
    door: Door | None = None
    """Where a fact leads."""
    why: str = ""
    """A further line of what stands against the act above it."""


_Said = tuple[str, str, "Door | None"]
"""A fact: its label, its text, and where it leads."""


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
    name = facts.names.get(int((entry.new or {}).get("holder_id") or 0), "")
    return entry_line(entry, facts.now, status_word, name)


def entry_line(entry: Entry, now: datetime, word: Callable[[str], str], name: str = "") -> Line:
    """An entry of the journal: when, what, by whom, and what it changed, the status by its `word`.

    `name` is whom it went to.
    """
    new = entry.new or {}
    changes = [_("to {name}").format(name=name)] if name else []
    changes += [word(str(new["status"]))] if new.get("status") and not name else []
    if due := new.get("due"):
        changes.append(_("due {day}").format(day=clock_word(str(due), now)))
    if entry.reason:
        changes.append(f"“{entry.reason}”")
    return [
        (f"{fit(clock_word(entry.time, now), _WHEN)} ", "dim"),
        (f"{fit(entry_word(entry), 14)} ", ""),
        (f"{fit(entry.actor, 8)} ", "dim"),
        (", ".join(changes), ""),
    ]


def described(facts: Facts, width: int, *, beside: bool = False) -> Iterator[Row]:
    """All else that is known; a small window has where it leads among it."""
    room = max(10, width - LABEL)
    for number, line in enumerate(wrap(facts.holding.name, room, 6)):
        yield Row(pair("" if number else _("title"), [(line, "bold")]))
    for said in _said(facts, beside):
        yield from _lines(*said, room)
    if not beside:
        yield from _waiting(facts)
    for said in _also_said(facts, beside):
        yield from _lines(*said, room)


def _said(facts: Facts, beside: bool) -> Iterator[_Said]:
    """What it is and where, how long it is kept, and what is in it."""
    holding, inside = facts.holding, facts.contents
    codes = [holding.identifier, holding.barcode if holding.identifier else ""]
    contents = ngettext("{n} holding inside", "{n} holdings inside", inside).format(n=inside)
    yield _("code"), " · ".join(part for part in codes if part), None
    yield _("about"), " · ".join(filter(None, _about(facts, beside))), None
    if facts.container is None:
        yield _("inside of"), holding.container, None
    yield from ((each.label, each.text, each) for each in _led(facts, beside, to_where=True))
    yield from _told(facts, kept=True)
    yield _("contents"), contents if inside else "", to_contents(contents)


def _also_said(facts: Facts, beside: bool) -> Iterator[_Said]:
    """All else, after who waits for it."""
    holding = facts.holding
    level = [holding.security, *holding.caveats]
    yield from ((each.label, each.text, each) for each in _led(facts, beside, to_where=False))
    yield _("security"), " ".join(part for part in level if part), None
    yield _("described"), holding.description, None
    yield _("notes"), holding.notes, None
    yield _("due because"), " ".join(facts.why_due), None
    yield from _told(facts, kept=False)


def _led(facts: Facts, beside: bool, *, to_where: bool) -> Iterator[Door]:
    """Where one goes from here, in a small window: to where it is, or to what else it names."""
    above = (facts.door("home"), where_it_is(facts))
    for door in () if beside else facts.doors:
        if door not in above and (door.of in _WHERE) == to_where:
            yield door


def _about(facts: Facts, beside: bool) -> list[str]:
    """What it is in a line; in a small window without what leads on, in a line of its own."""
    named = {name: facts.holding.plain([name])[name] for name in _ABOUT}
    return [named[name] for name in _ABOUT if beside or not facts.door(name)]


def _waiting(facts: Facts) -> Iterator[Row]:
    """Who waits for it, each with a door."""
    for number, each in enumerate(facts.queue):
        yield Row(pair("" if number else _("waits"), waiting_line(each, facts)), waits=each)


def _told(facts: Facts, *, kept: bool) -> Iterator[_Said]:
    """What others tell of it: how long it is kept, or all else."""
    for number, note in enumerate(facts.notes):
        if (note.label in _KEPT) == kept:
            yield _(note.label), note.text, facts.told_doors.get(number)


def _lines(label: str, text: str, door: Door | None, room: int) -> Iterator[Row]:
    """A fact in as many lines as it takes; the first leads on."""
    for number, line in enumerate(wrap(text, room, 12)):
        value = leading(line, door)
        yield Row(pair("" if number else label, [value]), door=None if number else door)
