"""A request: who asks, for what, what stands against each holding, and its next steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.request import (
    OPEN_STATUSES,
    Item,
    Ticket,
    assign,
    cancel,
    close,
    find_request,
    make_ready,
    ticket,
)
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import (
    RequestStatus,
    Status,
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

if TYPE_CHECKING:
    from screens.kit.host import Host

_AT_HAND = (Status.IN, Status.PICKED, Status.WAITING, Status.TO_REFILE)


@dataclass(frozen=True)
class _Step:
    """A next step: its words, why it cannot be taken now, and what takes it."""

    title: str
    against: str
    take: Callable[[Host], None]


class RequestView(View):
    """One request."""

    name = "request"

    def __init__(self, request: Request) -> None:
        self._number = request.number
        self._ticket: Ticket | None = None
        self._now = datetime.now().astimezone()

    def title(self) -> Line:
        return [(_("request") + " ", "dim"), (self._number, "name")]

    def status(self) -> Line:
        """Its status, and whether its clock has run out."""
        if self._ticket is None:
            return ()
        late: list[Span] = [(_("late") + " · ", "bad")] if self._ticket.late else []
        return [*late, (request_word(self._ticket.request.status), "bold")]

    def load(self, session: Session) -> tuple[Ticket, datetime]:
        """The request, with the gate asked for each of its holdings."""
        return ticket(session, find_request(session, self._number), gate=True), session.now()

    def show(self, loaded: tuple[Ticket, datetime]) -> None:
        """The mark starts on the first holding, or step."""
        first = self._ticket is None
        self._ticket, self._now = loaded
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
        step = self._steps()[number]
        if not step.against:
            return [(step.title, "")]
        return [(fit(step.title, 30), "dim"), (" ", ""), (step.against, "dim")]

    def _steps(self) -> list[_Step]:
        assert self._ticket is not None
        request = self._ticket.request
        over = "" if request.status in OPEN_STATUSES else _("It is over.")
        here = [item.holding for item in self._items if item.holding.status in _AT_HAND]
        ready = [holding for holding in here if holding.status == Status.WAITING]
        handed = request.status == RequestStatus.HANDED_OVER
        number = request.number
        no_more = over or (_("It was handed over.") if handed else "")
        none_here = "" if here else _("None of its holdings is here.")
        reasons = [f"{r.rule}: {r.text}" for item in self._items for r in item.reasons]
        against = no_more or none_here or " ".join(reasons)
        left = any(item.reservation.open for item in self._items)
        return [
            _Step(_("Assign to me"), no_more, self._by(assign, _("Assigned: {number}"))),
            _Step(
                _("Set aside what is here"),
                no_more or (_("All is set aside.") if here and ready == here else none_here),
                self._by(make_ready, _("Set aside: {number}")),
            ),
            _Step(
                _("Hand over to {name}").format(name=request.requester),
                against,
                partial(self._hand_over, list(here)),
            ),
            _Step(
                _("Close as filled"),
                over or (_("Not all was handed over.") if left else ""),
                self._by(close, _("Closed: {number}")),
            ),
            _Step(_("Cancel it…"), no_more, partial(self._ask_cancel, number)),
        ]

    # --- what it does

    def choose(self, app: Host) -> None:
        """Open the marked holding, or take the marked step."""
        part, number = self._part(self.cursor) if len(self) else ("", 0)
        if part == "item":
            app.open_record(self._items[number].holding.id)
        elif part == "step" and self.moved:
            step = self._steps()[number]
            if step.against:
                app.tell(Told(step.against, "✗", "warn"))
            else:
                step.take(app)

    def _by(self, use_case: Callable[[Session, str], Ticket], text: str) -> Callable[[Host], None]:
        told = text.format(number=self._number)

        def take(app: Host) -> None:
            def work(session: Session) -> Told:
                done = use_case(session, self._number)
                return Told(told, "✓", "good", _next(done))

            app.do(work)

        return take

    def _hand_over(self, holdings: list[Holding], app: Host) -> None:
        assert self._ticket is not None
        request = self._ticket.request
        keys = [f"#{holding.id}" for holding in holdings]
        to = f"#{request.requester_id}" if request.requester_id else request.requester

        def work(session: Session) -> Told:
            done = charge_out(session, keys, to, request=find_request(session, request.number))
            text = _("Handed over to {name}: {n}, due {due}").format(
                name=request.requester, n=len(done), due=done[0].due
            )
            return Told(text, "✓", "good", done[0].next)

        app.do(work)

    def _ask_cancel(self, number: str, app: Host) -> None:
        def cancelled(_reason: str) -> None:
            def work(session: Session) -> Told:
                cancel(session, number)
                return Told(_("Cancelled: {number}").format(number=number), "✓", "warn")

            app.do(work)

        app.open(
            Question(
                title=_("Cancel a request"),
                lines=[number, _("What was set aside for it goes back to be refiled.")],
                yes=_("Yes, cancel it"),
                then=cancelled,
            )
        )


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


def _next(done: Ticket) -> str:
    return {
        RequestStatus.READY: _("all of it waits to be handed over"),
        RequestStatus.PICKING: _("some of it is not here yet"),
        RequestStatus.ASSIGNED: _("pick it: F3"),
    }.get(RequestStatus(done.request.status), "")
