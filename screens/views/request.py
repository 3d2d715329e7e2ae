"""A request: who asks, for what, what stands against each holding, and its next steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.request import (
    Item,
    Ticket,
    find_request,
    ticket,
)
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import (
    clock_word,
    priority_word,
    request_word,
    state_word,
    type_word,
)
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.view import View
from screens.records.actions import ask_or_do, offered_on

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Loaded:
    ticket: Ticket
    against: Mapping[str, Sequence[Reason]]
    now: datetime


class RequestView(View):
    """One request."""

    name = "request"

    def __init__(self, request: Request) -> None:
        self._number = request.number
        self._ticket: Ticket | None = None
        self._against: Mapping[str, Sequence[Reason]] = {}
        self._now = datetime.now().astimezone()

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
        """The mark starts on the first holding, or step."""
        first = self._ticket is None
        self._ticket, self._against, self._now = loaded.ticket, loaded.against, loaded.now
        if first:
            self.cursor = len(self._about(76))

    # --- lines: about it, its holdings, its steps

    def _about(self, width: int) -> list[Line]:
        if self._ticket is None:
            return []
        request, person = self._ticket.request, self._ticket.requester
        reach = " · ".join(part for part in (person.phone, person.email) if part) if person else ""
        who = " / ".join(part for part in (request.unit, request.requester) if part)
        due = clock_word(request.due, self._now)
        kind = f"{type_word(request.type)} · {priority_word(request.priority)}"
        lines: list[Line] = [
            [(who, "bold"), (f"   {reach}", "dim")],
            [(f"{kind} · " + _("due {clock}").format(clock=due), "")],
        ]
        for text in (request.text, request.delivery, request.needed_by, request.remarks):
            lines += [[(line, "")] for line in wrap(text, width, 4)]
        if request.technician:
            lines.append([(_("with {name}").format(name=request.technician), "dim")])
        return [*lines, ()]

    @property
    def holdings(self) -> list[Holding]:
        """The holdings it asks for."""
        return [item.holding for item in self._items]

    @property
    def _items(self) -> list[Item]:
        return self._ticket.items if self._ticket else []

    def __len__(self) -> int:
        if self._ticket is None:
            return 0
        return len(self._about(76)) + len(self._items) + 1 + len(self._steps())

    def _part(self, index: int) -> tuple[str, int]:
        """Which part a row belongs to, and its place there."""
        for name, size in (("about", len(self._about(76))), ("item", len(self._items)), ("gap", 1)):
            if index < size:
                return name, index
            index -= size
        return "step", index

    def selectable(self, index: int) -> bool:
        return self._part(index)[0] in ("item", "step")

    def row(self, index: int, width: int) -> Line:
        part, number = self._part(index)
        if part == "about":
            return self._about(76)[number]
        if part == "item":
            return _item_line(self._items[number])
        if part == "gap":
            return ()
        return self._step_line(self._steps()[number])

    def _steps(self) -> Sequence[Act]:
        return offered_on(Request)

    def _step_line(self, act: Act) -> Line:
        """A step; dimmed, with the rules that stand against it, where it cannot be taken now."""
        assert self._ticket is not None
        title = _(act.titled or act.title).format(name=self._ticket.request.requester)
        against = self._against.get(act.name, ())
        if not against:
            return [(title, "")]
        why = " ".join(f"{reason.rule}: {reason.text}" for reason in against)
        return [(fit(title, 30), "dim"), (" ", ""), (why, "dim")]

    # --- what it does

    def choose(self, app: Host) -> None:
        """Open the marked holding, or take the marked step."""
        part, number = self._part(self.cursor) if len(self) else ("", 0)
        if part == "item":
            app.open_record(self._items[number].holding.id)
        elif part == "step" and self.moved:
            self._take(app, self._steps()[number])

    def _take(self, app: Host, act: Act) -> None:
        """Take a step, or say every rule against it and who can lift it."""
        assert self._ticket is not None
        if against := self._against.get(act.name, ()):
            app.tell(Told(_(act.title), "✗", "warn", reasons=against))
        else:
            ask_or_do(app, act, self._number, self._number, {}, self._ticket.request.requester)


def _item_line(item: Item) -> Line:
    holding = item.holding
    state = state_word(item.reservation.state)
    place = _(" · {n} in the queue").format(n=item.position) if item.position > 1 else ""
    reasons = " ".join(f"{reason.rule}: {reason.text}" for reason in item.reasons)
    return [
        (fit(holding.identifier or holding.key, 16), "name"),
        (" ", ""),
        (fit(state + place, 14), "good" if state == "ready" else ""),
        (" ", ""),
        (f"{holding.name}  ", ""),
        (reasons, "warn"),
    ]
