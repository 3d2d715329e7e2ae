"""A record: where it lives and is, who has it, what can be done with it next, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.scan import Counter
from rmdesk.duties.states import FETCHED, GONE
from rmdesk.model.records import Person
from rmdesk.model.words import (
    WITHDRAWAL,
    kind_word,
    status_span,
)
from screens.kit.paint import Line, fit, wrap
from screens.kit.view import why_not
from screens.records.act_form import tell_more
from screens.records.actions import RecordAction, record_actions
from screens.records.facts import Facts, OfRecord, Waiting, facts_of
from screens.records.record_lines import (
    LABEL,
    history_line,
    leading,
    pair,
    to_contents,
    waiting_line,
    where,
    where_it_is,
)

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.panes import PaneRow, Split
    from screens.records.doors import Door

_WIDTH, _WIDEST = 74, 118
"""Cells of a line of facts, and at most so many."""

_ABOUT = ("dates", "unit", "class", "series", "medium")
_ACT = 26
_LARGE = (110, 28)
"""The window from which there are parts beside the acts."""


@dataclass(frozen=True)
class _Row:
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


class RecordView(OfRecord):
    """One holding: where it is, what can be done with it now, then all else; its history below.

    What can be done comes first, the likely act at its top. `person` is who it is opened for.
    """

    name = "record"
    detail_height: int = 5
    least_list = 9

    def __init__(self, number: int, counter: Counter, person: Person | None = None) -> None:
        self.number = number
        self._counter, self._person = counter, person
        self.facts: Facts | None = None
        self._gone = False
        self._rows: list[_Row] = []

    def title(self) -> Line:
        """What it is, always in sight."""
        if self.facts is None:
            return ()
        holding = self.facts.holding
        kind = kind_word(holding.kind) or _("record")
        name = holding.name if holding.name != holding.key else ""
        return [(f"{kind} ", "dim"), (holding.key, "name"), (f" {name}", "bold")]

    def status(self) -> Line:
        """Its status and where it is, always in sight too."""
        if self.facts is None:
            return ()
        facts = self.facts
        where = facts.holder.name if facts.holder else facts.current or facts.bound
        span = status_span(facts.holding.status, facts.holding.due, facts.today)
        return [span, (f" · {where}" if where else "", "")]

    def load(self, session: Session) -> Facts | None:
        return facts_of(session, self.number, self._counter.person or self._person)

    def show(self, loaded: Facts | None) -> None:
        """Take it over; the mark starts on the likely act, and stays on its act after that."""
        before = self._marked if self._stands_as(loaded) else None
        self.facts, self._gone = loaded, loaded is None
        self._rows = list(self._made(loaded)) if loaded else []
        self.detail_height = min(5, max(2, len(loaded.history))) if loaded else 5
        self._make_panes()
        same = [n for n, row in enumerate(self._rows) if self._still(row, before)]
        first = [n for n, row in enumerate(self._rows) if row.action or row.asks or row.gives]
        self.cursor = next(iter(same or first), 0)
        self.moved = self.moved and bool(same)

    def _still(self, row: _Row, before: _Row | None) -> bool:
        """Whether a row is what was marked, and its act can still be done."""
        dimmed = row.action and self.facts and row.action.stands_against(self.facts)
        return _same(row, before) and not dimmed

    def _stands_as(self, loaded: Facts | None) -> bool:
        """Whether it is as it was read before: else the likely act is marked anew."""
        if loaded is None or self.facts is None:
            return False
        return loaded.holding.status == self.facts.holding.status

    @property
    def _marked(self) -> _Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def _made(self, facts: Facts) -> Iterator[_Row]:
        """Where it is, who waits, what can be done, what else is known, what cannot be done.

        A large window tells who waits and what it is beside that.
        """
        home = facts.door("home")
        yield _Row(pair(_("status"), where(facts)), door=where_it_is(facts))
        yield _Row(pair(_("home"), [leading(facts.home or _("none yet"), home)]), door=home)
        if not self._wide:
            for number, each in enumerate(facts.queue):
                yield _Row(
                    pair("" if number else _("waits"), waiting_line(each, facts)), waits=each
                )
        actions = sorted(record_actions(), key=_likely)
        can = [each for each in actions if not each.stands_against(facts)]
        likely = [each for each in can if each.name in _FIRST]
        given = list(_given_for_good(facts))  # which says so itself
        yield from given
        yield from (_Row(action=e, entered=not given and e is likely[0]) for e in likely)
        if facts.holding.status not in GONE:
            yield _Row(asks=True)
        yield from (_Row(action=each) for each in can if each not in likely)
        if not self._wide:
            yield _Row()
            yield from self._described(facts, min(_WIDEST, self.room[0] - 6))
        yield _Row()
        for action in actions:
            if action not in can:
                yield from self._dimmed(action, facts)

    def _dimmed(self, action: RecordAction, facts: Facts) -> Iterator[_Row]:
        """What cannot be done; where the reason is cut beside it, a large window has it in full."""
        yield _Row(action=action)
        if self._wide:
            lines = wrap(action.stands_against(facts), self._acts_width - _ACT - 1, 4)
            yield from (_Row(why=line) for line in lines[1:])

    @property
    def _wide(self) -> bool:
        return self.room[0] >= _LARGE[0] and self.room[1] >= _LARGE[1]

    @property
    def _acts_width(self) -> int:
        """Cells of the acts in a large window."""
        return max(40, int(self.room[0] * (0.5 if self.room[0] < 170 else 0.36)) - 8)

    def _make_panes(self) -> None:
        if not (self._wide and self.facts):
            self.panes = ()
            return
        from screens.kit.panes import PaneRow, kept
        from screens.records.record_panes import panes_of

        facts = self.facts
        queue = [
            PaneRow(waiting_line(each, facts), partial(self._open_waiting, each))
            for each in facts.queue
        ]
        told = partial(history_line, facts)

        def described(width: int) -> list[PaneRow]:
            lines = self._described(facts, width)
            return [PaneRow(each.line, each.door.open if each.door else None) for each in lines]

        self.panes = kept(self.panes, panes_of(facts, described, queue, told))

    def split(self, width: int, height: int) -> Split | None:
        from screens.records.record_panes import split_of

        return split_of(self.panes, width, height)

    def _described(self, facts: Facts, width: int) -> Iterator[_Row]:
        """All else that is known; a small window has where it leads among it."""
        room = max(10, width - LABEL)
        for number, line in enumerate(wrap(facts.holding.name, room, 6)):
            yield _Row(pair("" if number else _("title"), [(line, "bold")]))
        for label, text, door in self._said(facts):
            for number, line in enumerate(wrap(text, room, 12)):
                value = leading(line, door)
                yield _Row(pair("" if number else label, [value]), door=None if number else door)

    def _said(self, facts: Facts) -> Iterator[tuple[str, str, Door | None]]:
        holding, inside = facts.holding, facts.contents
        codes = [holding.identifier, holding.barcode if holding.identifier else ""]
        level = [holding.security, *holding.caveats]
        contents = ngettext("{n} holding inside", "{n} holdings inside", inside).format(n=inside)
        yield _("code"), " · ".join(part for part in codes if part), None
        yield _("about"), " · ".join(filter(None, self._about(facts))), None
        if facts.container is None:
            yield _("inside of"), holding.container, None
        if not self._wide:
            above = (facts.door("home"), where_it_is(facts))
            for door in facts.doors:
                if door not in above:
                    yield door.label, door.text, door
        yield _("contents"), contents if inside else "", to_contents(contents)
        yield _("security"), " ".join(part for part in level if part), None
        yield _("described"), holding.description, None
        yield _("notes"), holding.notes, None
        yield _("due because"), " ".join(facts.why_due), None
        for number, note in enumerate(facts.notes):
            yield _(note.label), note.text, facts.told_doors.get(number)

    def _about(self, facts: Facts) -> list[str]:
        """What it is in a line; in a small window without what leads on, in a line of its own."""
        named = {name: facts.holding.plain([name])[name] for name in _ABOUT}
        return [named[name] for name in _ABOUT if self._wide or not facts.door(name)]

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        row = self._rows[index]
        return bool(row.action or row.asks or row.waits or row.door)

    def row(self, index: int, width: int) -> Line:
        """A fact, or an act with the reason against it."""
        row = self._rows[index]
        if row.asks:
            return [(_("Take in a request for it"), "bold"), ("   F2", "key")]
        if row.why:
            return [(" " * (_ACT + 1), ""), (row.why, "dim")]
        if row.action is None:
            return row.line
        assert self.facts is not None
        title = row.action.title_for(self.facts.person)
        why = row.action.stands_against(self.facts)
        if not why:
            key = "   " + _("Enter") if row.entered else ""
            return [(title, "bold"), (key, "key")]
        if self._wide:
            why = (wrap(why, self._acts_width - _ACT - 1, 4) or [""])[0]
        return [(fit(title, _ACT), "dim"), (" ", ""), (why, "dim")]

    def empty(self) -> Line:
        return [(_("There is no such record any more."), "warn")] if self._gone else ()

    def detail(self, width: int) -> Sequence[Line]:
        if self.facts is None:
            return ()
        return [history_line(self.facts, entry) for entry in self.facts.history]

    def detail_title(self) -> str:
        return _("history")

    @property
    def marked_act(self) -> Act | None:
        """The act that is marked."""
        return self._marked.action.act if self._marked and self._marked.action else None

    def tell_more(self, app: Host) -> None:
        """The marked act with all that it can be told; who is current is filled in."""
        act, facts = self.marked_act, self.facts
        if act is None or facts is None:
            return
        who = facts.person
        told = {act.for_person.name: who.barcode or who.name} if act.for_person and who else {}
        tell_more(app, act, facts.holding.key, facts.holding.name, told)

    def enter_does(self) -> str:
        row = self._marked
        if row is not None and row.door is not None:
            return row.door.does()
        action, facts = row.action if row else None, self.facts
        if action is None or facts is None:
            return ""
        return why_not() if action.stands_against(facts) else action.title_for(facts.person)

    def choose(self, app: Host) -> None:
        """Do what is marked. What nobody has marked yet is marked first: one Enter opened this."""
        row = self._marked
        if self.pane:
            self.panes[self.pane - 1].open(app)
            return
        if row is None:
            return
        if not self.moved:
            self.moved = True
            app.repaint()
        elif row.action is not None:
            self.moved = False
            app.run_command(row.action)
        elif row.asks:
            app.run_named("intake")
        elif row.waits is not None:
            self._open_waiting(row.waits, app)
        elif row.door is not None:
            row.door.open(app)

    def _open_waiting(self, waits: Waiting, app: Host) -> None:
        """The request by which somebody waits, or what can be done for them."""
        if waits.request is not None:
            app.open_request(waits.request)
        else:
            app.open_record(self.number, waits.person)


_FIRST = ("return", "found", "take-out", "charge-out", "pick")
"""What is likely done with a record, if it can be done."""


def _likely(action: RecordAction) -> int:
    return _FIRST.index(action.name) if action.name in _FIRST else len(_FIRST)


def _same(row: _Row, other: _Row | None) -> bool:
    """Whether a row is about the same act, or the same claim."""
    if other is None or row.gives != other.gives:
        return False
    if row.waits and other.waits:
        return row.waits.reservation.id == other.waits.reservation.id
    if row.door and other.door:
        return row.door.of == other.door.of and row.line[0] == other.line[0]
    return (row.asks and other.asks) or (row.action is not None and row.action is other.action)


def _given_for_good(facts: Facts) -> Iterator[_Row]:
    """R28: what was fetched to be withdrawn is no loan: it is handed over by its request."""
    head = next(iter(facts.queue), None)
    request = head.request if head and facts.holding.status in FETCHED else None
    if request is not None and request.type == WITHDRAWAL:
        text = _("Hand it over for good by {number}").format(number=request.number)
        yield _Row([(text, "bold"), ("   " + _("Enter"), "key")], waits=head, gives=True)
