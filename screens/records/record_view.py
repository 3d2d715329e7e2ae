"""A record: where it lives and is, who has it, what can be done with it next, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

from data import Entry
from rmdesk.desk.desk import Session
from rmdesk.duties.audit import action_word, local_time
from rmdesk.duties.scan import Counter
from rmdesk.model.records import Holding
from rmdesk.model.words import kind_word, status_span, status_word
from screens.kit.paint import Line, Span, fit, wrap
from screens.records.actions import RecordAction, record_actions
from screens.records.facts import Facts, OfRecord, facts_of

if TYPE_CHECKING:
    from screens.kit.host import Host

_LABEL = 11


class RecordView(OfRecord):
    """One holding. Facts and actions in the list, its history beside or below."""

    name = "record"
    detail_height = 5

    def __init__(self, number: int, counter: Counter) -> None:
        self.number = number
        self._counter = counter
        self.facts: Facts | None = None
        self._gone = False

    def title(self) -> Line:
        if self.facts is None:
            return ()
        holding = self.facts.holding
        return [(f"{kind_word(holding.kind) or _('record')} ", "dim"), (holding.key, "name")]

    def status(self) -> Line:
        if self.facts is None:
            return ()
        holding = self.facts.holding
        return [status_span(holding.status, holding.due, self.facts.today)]

    def load(self, session: Session) -> Facts | None:
        return facts_of(session, self.number, self._counter.person)

    def show(self, loaded: Facts | None) -> None:
        """Take it over; the mark starts on the first action."""
        first = self.facts is None
        self.facts, self._gone = loaded, loaded is None
        if first and loaded:
            self.cursor = len(self._fact_lines(76))

    def _fact_lines(self, width: int) -> list[Line]:
        facts = self.facts
        if facts is None:
            return []
        holding = facts.holding
        lines: list[Line] = [[(line, "bold")] for line in wrap(holding.name, width, 3)]
        lines.append(_pair(_("status"), _where(facts)))
        lines.append(_pair(_("home"), [(facts.home or _("none yet"), "")]))
        for label, text in self._described(holding, facts):
            if text:
                first, *rest = wrap(text, max(10, width - _LABEL), 3) or [""]
                lines.append(_pair(label, [(first, "")]))
                lines += [_pair("", [(line, "")]) for line in rest]
        return [*lines, ()]

    def _described(self, holding: Holding, facts: Facts) -> list[tuple[str, str]]:
        codes = [holding.identifier, holding.barcode if holding.identifier else ""]
        container = facts.container.name if facts.container else holding.container
        about = [holding.dates, holding.unit, holding.class_, holding.series, holding.medium]
        waits = [f"{each.person} {each.request}".strip() for each in facts.queue]
        level = [holding.security, *holding.caveats]
        contents = _("{n} holdings inside").format(n=facts.contents) if facts.contents else ""
        return [
            (_("waits"), ", ".join(waits)),
            (_("code"), " · ".join(part for part in codes if part)),
            (_("about"), " · ".join(part for part in about if part)),
            (_("inside of"), container),
            (_("contents"), contents),
            (_("security"), " ".join(part for part in level if part)),
            (_("described"), holding.description),
            (_("notes"), holding.notes),
            *((_(note.label), note.text) for note in facts.notes),
        ]

    def __len__(self) -> int:
        if self.facts is None:
            return 0
        return len(self._fact_lines(76)) + len(record_actions())

    def _action(self, index: int) -> RecordAction | None:
        number = index - len(self._fact_lines(76))
        return record_actions()[number] if number >= 0 else None

    def selectable(self, index: int) -> bool:
        return self._action(index) is not None

    def row(self, index: int, width: int) -> Line:
        """A fact, or an action with the reason against it."""
        action = self._action(index)
        if action is None:
            return self._fact_lines(76)[index]
        assert self.facts is not None
        title = action.title_for(self._counter.person)
        why = action.stands_against(self.facts)
        if not why:
            return [(title, "")]
        return [(fit(title, 26), "dim"), (" ", ""), (why, "dim")]

    def empty(self) -> Line:
        return [(_("There is no such record any more."), "warn")] if self._gone else ()

    def detail(self, width: int) -> Sequence[Line]:
        return [_history_line(entry) for entry in self.facts.history] if self.facts else ()

    def detail_title(self) -> str:
        return _("history")

    def choose(self, app: Host) -> None:
        """Do the marked action; one that was not marked on purpose is not done."""
        action = self._action(self.cursor)
        if action is not None and self.moved:
            app.run_command(action)


def _pair(label: str, value: Sequence[Span]) -> list[Span]:
    return [(fit(label, _LABEL), "dim"), *value]


def _where(facts: Facts) -> list[Span]:
    """Status, and where or with whom it is."""
    holding = facts.holding
    spans = [status_span(holding.status, holding.due, facts.today)]
    if facts.holder:
        who = facts.holder
        contact = " ".join(part for part in (who.unit, who.phone) if part)
        told = _(" with {name} ({contact}), due {day}")
        spans.append((told.format(name=who.name, contact=contact, day=holding.due), ""))
    elif facts.current:
        spans.append((_(" at {place}").format(place=facts.current), ""))
    return spans


def _history_line(entry: Entry) -> Line:
    new = entry.new or {}
    changes = [status_word(str(new["status"]))] if "status" in new else []
    changes += [_("due {day}").format(day=new["due"])] if new.get("due") else []
    if entry.reason:
        changes.append(f"“{entry.reason}”")
    return [
        (f"{local_time(entry)}  ", "dim"),
        (f"{fit(action_word(entry.action), 14)} ", ""),
        (f"{fit(entry.actor, 8)} ", "dim"),
        (", ".join(changes), ""),
    ]
