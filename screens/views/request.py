"""A request: who asks, for what, its steps, what stands against each holding and each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.ticket import Item, Ticket
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import ReservationState, priority_word, request_word
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.panes import Opens, Split, kept
from screens.kit.question import Question
from screens.kit.view import View, why_not
from screens.records.act_form import tell_more
from screens.records.actions import ask_or_do
from screens.records.record_panes import WIDEST, split_of
from screens.views.request_lines import (
    Whole,
    about,
    due_span,
    item_line,
    part_lines,
    reason_lines,
    step_title,
    whole_of,
)
from screens.views.request_panes import Beside, beside_of, history_lines, panes_of

if TYPE_CHECKING:
    from screens.kit.host import Host

_OF_WHAT_WAS_FETCHED = ("ready", "hand-over")
"""Steps that touch only what was fetched (R39)."""

_FRAME = 6
"""Cells of the window that the frame and the mark take."""
_NAMED = 6
_ACT = 30
_LEAST, _MOST = 74, 118
"""Cells of a line about it, at least and at most: longer ones are hard to read."""
_LEFT, _RIGHT = (0.55, 0.42), 0.3
"""The shares of the steps in a large and in a wide window, and of the history in that."""
_INDENT = 4


@dataclass(frozen=True)
class _Row:
    """A line about the request, which may lead on, a holding that it asks for, or a step."""

    line: Line = ()
    opens: Opens | None = None
    item: Item | None = None
    step: Act | None = None


class RequestView(View):
    """One request: what can be done first, what it asks for, then what cannot be done and why."""

    name = "request"

    def __init__(self, request: Request) -> None:
        self._number, self._key = request.number, f"#{request.id}"
        self._whole: Whole | None = None
        self._rows: list[_Row] = []

    def title(self) -> Line:
        """Which one it is and whose, always in sight."""
        line: list[Span] = [(_("request") + " ", "dim"), (self._number, "name")]
        if self._ticket is not None:
            line.append((f" {self._ticket.request.requester}", "bold"))
        return line

    def status(self) -> Line:
        """Its priority, its status and the end of its clock."""
        if self._whole is None or self._ticket is None:
            return ()
        request = self._ticket.request
        return [
            (priority_word(request.priority), "warn" if request.rank == 0 else ""),
            (" · ", "dim"),
            (request_word(request.status), "bold"),
            (" · ", "dim"),
            due_span(self._ticket, self._whole.now),
        ]

    @property
    def _ticket(self) -> Ticket | None:
        return self._whole.ticket if self._whole else None

    def load(self, session: Session) -> tuple[Whole, Beside]:
        """The request with what stands against it, and what stands beside it."""
        whole = whole_of(session, self._key)
        return whole, beside_of(session, whole, large=self.is_large)

    def show(self, loaded: tuple[Whole, Beside]) -> None:
        """The mark starts on the likely step, and stays on its row after that."""
        whole, beside = loaded
        before = self._marked if _states(self._ticket) == _states(whole.ticket) else None
        self._whole = whole
        self._rows = list(self._made(whole, beside))
        same = [n for n, row in enumerate(self._rows) if self._still(row, before)]
        first = [n for n, row in enumerate(self._rows) if row.step or row.item]
        self.cursor = next(iter(same or first), 0)
        self.moved = self.moved and bool(same)
        self.panes = kept(self.panes, panes_of(whole, beside)) if self.is_large else ()

    def split(self, width: int, height: int) -> Split | None:
        return split_of(self.panes, width, height, _LEFT, _RIGHT)

    @property
    def _marked(self) -> _Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def _still(self, row: _Row, before: _Row | None) -> bool:
        """Whether a row is what was marked, and its step can still be taken."""
        against = self._whole.against if self._whole else {}
        return _same(row, before) and not (row.step and against.get(row.step.name))

    # --- lines: the steps that can be taken, its holdings, all about it, the steps that cannot,
    # its history; a large window has what is about it and the history beside them

    def _made(self, whole: Whole, beside: Beside) -> Iterator[_Row]:
        width = self._line
        yield from (_Row(step=each) for each in whole.steps)
        yield _Row()
        for item in whole.ticket.items:
            yield _Row(item=item)
            if self.is_large and item.holding.name != item.holding.identifier:
                name = wrap(item.holding.name, width - 2, 3)
                yield from (_Row([("  ", ""), (line, "")]) for line in name)
            yield from map(_Row, (*part_lines(item, width), *reason_lines(item, width)))
        yield _Row()
        if not self.is_large:
            yield from (_Row(each.line, opens=each.opens) for each in about(whole, width))
            yield _Row()
        for step in whole.dimmed:
            yield _Row(step=step)
            # beside parts the reasons have lines of their own
            lines = self._why(step, width)[0 if self.is_large else 1 :]
            indent = _INDENT if self.is_large else _ACT + 1
            yield from (_Row([(" " * indent, ""), (line, "dim")]) for line in lines)
        if not self.is_large:
            yield _Row()
            yield _Row([(_("history"), "dim")])
            yield from map(_Row, history_lines(beside))

    def _why(self, act: Act, width: int) -> list[str]:
        """The rules that stand against a step, none of it cut."""
        against = self._whole.against.get(act.name, ()) if self._whole else ()
        room = width - (_INDENT if self.is_large else _ACT + 3)
        return wrap(" ".join(reason.told for reason in against), room, 6 if self.is_large else 4)

    @property
    def _line(self) -> int:
        if self.is_large:
            return int(self.room[0] * _LEFT[self.room[0] >= WIDEST]) - _FRAME
        return max(_LEAST, min(_MOST, self.room[0] - _FRAME))

    @property
    def holdings(self) -> list[Holding]:
        """The holdings it asks for."""
        return [item.holding for item in self._ticket.items] if self._ticket else []

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        row = self._rows[index]
        return bool(row.item or row.step or row.opens)

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        assert self._whole is not None
        if row.item is not None:
            home = self._whole.homes.get(row.item.holding.id, "")
            return item_line(row.item, self._whole.now, home, named=not self.is_large)
        return row.line if row.step is None else self._step_line(row.step)

    def _step_line(self, act: Act) -> Line:
        """A step; dimmed, with the rules that stand against it, where it cannot be taken now."""
        assert self._whole is not None
        title = step_title(act, self._whole.ticket)
        if not self._whole.against.get(act.name):
            return [(title, "bold")]
        if self.is_large:
            return [(title, "dim")]
        return [(fit(title, _ACT), "dim"), (" ", ""), (self._why(act, self._line)[0], "dim")]

    # --- what it does

    @property
    def marked_act(self) -> Act | None:
        """The step that is marked."""
        return self._marked.step if self._marked else None

    def tell_more(self, app: Host) -> None:
        """The marked step with all that it can be told."""
        if act := self.marked_act:
            tell_more(app, act, self._key, self._number, {})

    def enter_does(self) -> str:
        if self.pane:
            return _("Open what is marked")
        row = self._marked
        if row is not None and row.step is None and self.selectable(self.cursor):
            return _("Open what is marked")
        if row is None or row.step is None or self._whole is None:
            return ""
        dimmed = self._whole.against.get(row.step.name)
        return why_not() if dimmed else step_title(row.step, self._whole.ticket)

    def choose(self, app: Host) -> None:
        """Open the marked holding, or take the marked step, once it was marked."""
        row = self._marked
        if self.pane:
            self.panes[self.pane - 1].open(app)
            return
        if row is None:
            return
        if row.item is not None:
            app.open_record(row.item.holding.id, self._ticket.requester if self._ticket else None)
        elif not self.moved:
            self.moved = True
            app.repaint()
        elif row.opens is not None:
            row.opens(app)
        elif row.step is not None:
            self.moved = False
            self.take(app, row.step)

    def take(self, app: Host, act: Act) -> None:
        """Take a step, or say every rule against it and who can lift it."""
        if self._ticket is None:
            return
        if self._whole and (against := self._whole.against.get(act.name, ())):
            told = f"{_(act.title).rstrip('…')}: {self._number}"
            app.tell(Told(told, "✗", "warn", reasons=against))
        elif act.name in _OF_WHAT_WAS_FETCHED and self._left:
            app.open(self._asks(app, act))
        else:
            self._do(app, act)

    def _do(self, app: Host, act: Act) -> None:
        assert self._ticket is not None
        if act.names_more:
            tell_more(app, act, self._key, self._number, {})
            return
        ask_or_do(app, act, self._key, self._number, {}, self._ticket.request.requester)

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
    if row.opens and other.opens:
        return row.line == other.line
    return row.step is not None and row.step is other.step
