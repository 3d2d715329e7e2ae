"""A record: where it lives and is, who has it, what can be done with it next, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.texts import gettext as _
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
    Row,
    described,
    history_line,
    leading,
    pair,
    waiting_line,
    where,
    where_it_is,
)

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.panes import PaneRow, Split

_WIDEST = 118
"""Cells of a line of facts at most."""

_ACT = 26
_ABOVE = 3
"""Likely acts that stand above the facts: below them a record is known without scrolling."""


class RecordView(OfRecord):
    """One holding: where it is, what is likely done with it, what it is, then all other acts.

    The history is below. `person` is who it is opened for.
    """

    name = "record"
    detail_height: int = 5
    least_list = 13

    def __init__(self, number: int, counter: Counter, person: Person | None = None) -> None:
        self.number = number
        self._counter, self._person = counter, person
        self.facts: Facts | None = None
        self._gone = False
        self._rows: list[Row] = []

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
        first = [n for n, row in enumerate(self._rows) if self._can_be_done(row)]
        other = [n for n in range(len(self._rows)) if self.selectable(n)]
        self.cursor = next(iter(same or first or other), 0)
        self.moved = self.moved and bool(same)

    def _still(self, row: Row, before: Row | None) -> bool:
        """Whether a row is what was marked, and its act can still be done."""
        return _same(row, before) and (row.action is None or self._can_be_done(row))

    def _can_be_done(self, row: Row) -> bool:
        """Whether a row is an act that nothing stands against."""
        if row.action is None or self.facts is None:
            return row.asks or row.gives
        return not row.action.stands_against(self.facts)

    def _stands_as(self, loaded: Facts | None) -> bool:
        """Whether it is as it was read before: else the likely act is marked anew."""
        if loaded is None or self.facts is None:
            return False
        return loaded.holding.status == self.facts.holding.status

    @property
    def _marked(self) -> Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def _made(self, facts: Facts) -> Iterator[Row]:
        """Where it is, what is likely done, what it is, what else can be done, and what cannot.

        A large window tells what it is beside that.
        """
        home = facts.door("home")
        yield Row(pair(_("status"), where(facts)), door=where_it_is(facts))
        yield Row(pair(_("home"), [leading(facts.home or _("none yet"), home)]), door=home)
        actions = sorted(record_actions(), key=_likely)
        can = [each for each in actions if not each.stands_against(facts)]
        likely = list(_likely_acts(facts, can))
        yield from likely[:_ABOVE]
        if not self.is_large:
            yield Row()
            yield from described(facts, min(_WIDEST, self.room[0] - 6))
            yield Row()
        yield from likely[_ABOVE:]
        yield from (Row(action=each) for each in can if each.name not in _FIRST)
        yield Row()
        for action in actions:
            if action not in can:
                yield from self._dimmed(action, facts)

    def _dimmed(self, action: RecordAction, facts: Facts) -> Iterator[Row]:
        """What cannot be done; where the reason is cut beside it, a large window has it in full."""
        yield Row(action=action)
        if self.is_large:
            lines = wrap(action.stands_against(facts), self._acts_width - _ACT - 1, 4)
            yield from (Row(why=line) for line in lines[1:])

    @property
    def _acts_width(self) -> int:
        """Cells of the acts in a large window."""
        return max(40, int(self.room[0] * (0.5 if self.room[0] < 170 else 0.36)) - 8)

    def _make_panes(self) -> None:
        if not (self.is_large and self.facts):
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

        def told_in(width: int) -> list[PaneRow]:
            lines = described(facts, width, beside=True)
            return [PaneRow(each.line, each.door.open if each.door else None) for each in lines]

        self.panes = kept(self.panes, panes_of(facts, told_in, queue, told))

    def split(self, width: int, height: int) -> Split | None:
        from screens.records.record_panes import split_of

        return split_of(self.panes, width, height)

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
        if self.is_large:
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


def _likely_acts(facts: Facts, can: Sequence[RecordAction]) -> Iterator[Row]:
    """What is likely done with it; a request for it is as likely as what is next."""
    likely = [each for each in can if each.name in _FIRST]
    given = list(_given_for_good(facts))  # which says so itself
    yield from given
    yield from (Row(action=e, entered=not given and e is likely[0]) for e in likely)
    if facts.holding.status not in GONE:
        yield Row(asks=True)


def _likely(action: RecordAction) -> int:
    return _FIRST.index(action.name) if action.name in _FIRST else len(_FIRST)


def _same(row: Row, other: Row | None) -> bool:
    """Whether a row is about the same act, or the same claim."""
    if other is None or row.gives != other.gives:
        return False
    if row.waits and other.waits:
        return row.waits.reservation.id == other.waits.reservation.id
    if row.door and other.door:
        return row.door.of == other.door.of and row.line[0] == other.line[0]
    return (row.asks and other.asks) or (row.action is not None and row.action is other.action)


def _given_for_good(facts: Facts) -> Iterator[Row]:
    """R28: what was fetched to be withdrawn is no loan: it is handed over by its request."""
    head = next(iter(facts.queue), None)
    request = head.request if head and facts.holding.status in FETCHED else None
    if request is not None and request.type == WITHDRAWAL:
        text = _("Hand it over for good by {number}").format(number=request.number)
        yield Row([(text, "bold"), ("   " + _("Enter"), "key")], waits=head, gives=True)
