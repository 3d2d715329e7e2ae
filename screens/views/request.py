"""A request: who asks, for what, what stands against each holding, and its next steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.ticket import Item, Ticket, find_request, ticket
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import (
    ReservationState,
    clock_word,
    priority_word,
    request_word,
    state_word,
    type_word,
)
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.question import Question
from screens.kit.view import View
from screens.records.actions import ask_or_do, offered_on

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Loaded:
    ticket: Ticket
    against: Mapping[str, Sequence[Reason]]
    now: datetime


_SAID = (
    "text",
    "contact",
    "authority",
    "delivery",
    "collector",
    "needed_by",
    "remarks",
    "technician",
)
"""All that was said of it and is told again."""

_OF_WHAT_WAS_FETCHED = ("ready", "hand-over")
"""Steps that touch only what was fetched (R39)."""

_NAMED = 6
_LABEL = 12
_WIDTH = 74
"""Cells of a line about it."""


@dataclass(frozen=True)
class _Row:
    """A line about the request, a holding that it asks for, or a step."""

    line: Line = ()
    item: Item | None = None
    step: Act | None = None


class RequestView(View):
    """One request."""

    name = "request"

    def __init__(self, request: Request) -> None:
        self._number = request.number
        self._ticket: Ticket | None = None
        self._against: Mapping[str, Sequence[Reason]] = {}
        self._now = datetime.now().astimezone()
        self._rows: list[_Row] = []

    def title(self) -> Line:
        return [(_("request") + " ", "dim"), (self._number, "name")]

    def status(self) -> Line:
        """Its status, and whether its clock has run out."""
        if self._ticket is None:
            return ()
        late: list[Span] = [(_("late") + " · ", "bad")] if self._ticket.late else []
        return [*late, (request_word(self._ticket.request.status), "bold")]

    def load(self, session: Session) -> _Loaded:
        """The request, with what stands against each of its holdings and each step."""
        request = find_request(session, self._number)
        against = {act.name: act.reasons_against(session, request, {}) for act in self._steps()}
        return _Loaded(ticket(session, request, gate=True), against, session.now())

    def show(self, loaded: _Loaded) -> None:
        """The mark starts on the likely step, and stays on its row after that."""
        before = self._marked if _states(self._ticket) == _states(loaded.ticket) else None
        self._ticket, self._against, self._now = loaded.ticket, loaded.against, loaded.now
        self._rows = list(self._made(loaded.ticket))
        same = [n for n, row in enumerate(self._rows) if self._still(row, before)]
        first = [n for n, row in enumerate(self._rows) if row.step or row.item]
        self.cursor = next(iter(same or first), 0)
        self.moved = self.moved and bool(same)

    @property
    def _marked(self) -> _Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def _still(self, row: _Row, before: _Row | None) -> bool:
        """Whether a row is what was marked, and its step can still be taken."""
        return _same(row, before) and not (row.step and self._against.get(row.step.name))

    # --- lines: about it, the steps that can be taken, its holdings, the steps that cannot

    def _made(self, ticket: Ticket) -> Iterator[_Row]:
        yield from map(_Row, self._about(ticket))
        steps = sorted(self._steps(), key=partial(_likely, ticket))
        can = [each for each in steps if not self._against.get(each.name)]
        yield from (_Row(step=each) for each in can)
        yield _Row()
        for item in ticket.items:
            yield _Row(item=item)
            yield from map(_Row, _reason_lines(item))
        yield _Row()
        yield from (_Row(step=each) for each in steps if each not in can)

    def _about(self, ticket: Ticket) -> Iterator[Line]:
        """Who asks, how, by when; and all else that was said when it was taken in."""
        request, person = ticket.request, ticket.requester
        reach = " · ".join(part for part in (person.phone, person.email) if part) if person else ""
        who = " / ".join(part for part in (request.unit, request.requester) if part)
        due = clock_word(request.due, self._now)
        kind = f"{type_word(request.type)} · {priority_word(request.priority)}"
        yield [(who, "bold"), (f"   {reach}", "dim")]
        yield [(f"{kind} · " + _("due {clock}").format(clock=due), "")]
        for name in _SAID:
            text = str(getattr(request, name))
            label = _(Request.specs()[name].label)
            for number, line in enumerate(wrap(text, _WIDTH - _LABEL, 6)):
                yield [(fit("" if number else label, _LABEL), "dim"), (line, "")]
        yield ()

    @property
    def holdings(self) -> list[Holding]:
        """The holdings it asks for."""
        return [item.holding for item in self._ticket.items] if self._ticket else []

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        return bool(self._rows[index].item or self._rows[index].step)

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if row.item is not None:
            return _item_line(row.item, self._now)
        return row.line if row.step is None else self._step_line(row.step)

    def _steps(self) -> Sequence[Act]:
        return offered_on(Request)

    def _step_line(self, act: Act) -> Line:
        """A step; dimmed, with the rules that stand against it, where it cannot be taken now."""
        assert self._ticket is not None
        title = _(act.titled or act.title).format(name=self._ticket.request.requester)
        against = self._against.get(act.name, ())
        if not against:
            return [(title, "")]
        why = " ".join(reason.told for reason in against)
        return [(fit(title, 30), "dim"), (" ", ""), (why, "dim")]

    # --- what it does

    def enter_does(self) -> str:
        step = self._marked.step if self._marked else None
        if step is None or self._ticket is None:
            return ""
        return _(step.titled or step.title).format(name=self._ticket.request.requester)

    def choose(self, app: Host) -> None:
        """Open the marked holding, or take the marked step, once it was marked."""
        row = self._marked
        if row is None:
            return
        if row.item is not None:
            app.open_record(row.item.holding.id, self._ticket.requester if self._ticket else None)
        elif not self.moved:
            self.moved = True
            app.repaint()
        elif row.step is not None:
            self.moved = False
            self.take(app, row.step)

    def take(self, app: Host, act: Act) -> None:
        """Take a step, or say every rule against it and who can lift it."""
        if self._ticket is None:
            return
        if against := self._against.get(act.name, ()):
            told = f"{_(act.title).rstrip('…')}: {self._number}"
            app.tell(Told(told, "✗", "warn", reasons=against))
        elif act.name in _OF_WHAT_WAS_FETCHED and self._left:
            app.open(self._asks(app, act))
        else:
            self._do(app, act)

    def _do(self, app: Host, act: Act) -> None:
        assert self._ticket is not None
        ask_or_do(app, act, self._number, self._number, {}, self._ticket.request.requester)

    @property
    def _left(self) -> list[Item]:
        """What was not fetched yet, and stays asked for (R39)."""
        items = self._ticket.items if self._ticket else []
        return [each for each in items if each.reservation.state == ReservationState.QUEUED]

    def _asks(self, app: Host, act: Act) -> Question:
        """Names what was not fetched, before the step is taken with the rest."""
        title = _(act.title)
        n = len(self._left)
        told = ngettext(
            "{n} record was not fetched, and stays asked for:",
            "{n} records were not fetched, and stay asked for:",
            n,
        )
        left = [f"{each.holding.key}  {each.holding.name}" for each in self._left[:_NAMED]]
        more = [_("and {n} more").format(n=n - _NAMED)] if n > _NAMED else []
        return Question(
            title=title,
            lines=[told.format(n=n), *left, *more],
            yes=_("Yes: {act}, without them").format(act=title),
            then=lambda _reason: self._do(app, act),
        )


def _likely(ticket: Ticket, act: Act) -> int:
    """What is likely next comes first: what was picked is set aside, what is aside handed over."""
    picked = any(item.reservation.state == ReservationState.PICKED for item in ticket.items)
    order = ("ready", "hand-over") if picked else ("hand-over", "ready")
    likely = (*order, "assign")
    return likely.index(act.name) if act.name in likely else len(likely)


def _states(ticket: Ticket | None) -> list[str]:
    """How far a request is: once that has changed the likely step is marked anew."""
    if ticket is None:
        return []
    return [ticket.request.status, *(item.reservation.state for item in ticket.items)]


def _same(row: _Row, other: _Row | None) -> bool:
    """Whether a row is about the same step, or the same holding."""
    if other is None:
        return False
    if row.item and other.item:
        return row.item.holding.id == other.item.holding.id
    return row.step is not None and row.step is other.step


def _item_line(item: Item, now: datetime) -> Line:
    """A holding, how far it is and since when, and its place in the queue."""
    holding, claim = item.holding, item.reservation
    since = "" if claim.state == ReservationState.QUEUED else clock_word(claim.since, now)
    place = _(" · {n} in the queue").format(n=item.position) if item.position > 1 else ""
    return [
        (fit(holding.identifier or holding.key, 16), "name"),
        (" ", ""),
        (
            fit(f"{state_word(claim.state)} {since}{place}", 18),
            "good" if claim.state == ReservationState.READY else "",
        ),
        (" ", ""),
        (holding.name, ""),
        (_(" · until {day}").format(day=item.until) if item.until else "", "dim"),
    ]


def _reason_lines(item: Item) -> Iterator[Line]:
    """What stands against handing it over, with who can lift it, none of it cut."""
    for reason in item.reasons:
        lifted = _("Lifted by: {who}.").format(who=reason.lifted_by) if reason.lifted_by else ""
        for number, line in enumerate(wrap(f"{reason.text} {lifted}", _WIDTH - 7)):
            yield [(f"  {reason.rule:<4} " if not number else " " * 7, "warn"), (line, "")]
