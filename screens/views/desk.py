"""The desk: what is asked for, most urgent first, with the counts of now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.request import Ticket, open_requests
from rmdesk.duties.workload import Counts, desk_counts
from rmdesk.model.records import Request
from rmdesk.model.words import (
    RequestStatus,
    ReservationState,
    clock_word,
    is_late,
    late_word,
    priority_word,
    request_word,
    turning,
)
from screens.kit.paint import Column, Line, Span, cells, fit, widths
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_FIGURES = {0: "report-out", 2: "report-overdue", 4: "report-to-refile"}
"""What the figures on the right count, by their places in the line."""

_GAP = 1
SHOWN = 200
"""Most requests shown; the count above them counts all."""


def counts_left(counts: Counts) -> list[Span]:
    """What waits: the left of the picture's rule."""
    urgent = _("urgent {n}").format(n=counts.urgent)
    late = _("late {n}").format(n=counts.late)
    return [
        (_("waiting {n}").format(n=counts.waiting), "bold"),
        (" · ", "dim"),
        (urgent, "warn" if counts.urgent else ""),
        (" · ", "dim"),
        (late, "bad" if counts.late else ""),
    ]


def counts_right(counts: Counts) -> list[Span]:
    """What is out: the right of it."""
    overdue = _("overdue {n}").format(n=counts.overdue)
    return [
        (_("out {n}").format(n=counts.out), ""),
        (" · ", "dim"),
        (overdue, "bad" if counts.overdue else ""),
        (" · ", "dim"),
        (_("to refile {n}").format(n=counts.to_refile), ""),
    ]


@dataclass(frozen=True)
class _Where:
    """Where the holdings of a request are: their home, or the hold shelf and since when."""

    text: str = ""
    aside: bool = False


@dataclass(frozen=True)
class _Loaded:
    counts: Counts
    lines: list[tuple[Ticket, _Where]]
    now: datetime


class Queue(View):
    """Open requests."""

    name = "desk"

    def __init__(self) -> None:
        self._counts: Counts | None = None
        self._lines: list[tuple[Ticket, _Where]] = []
        self._now = datetime.now().astimezone()

    def title(self) -> Line:
        return counts_left(self._counts) if self._counts else ()

    def status(self) -> Line:
        return counts_right(self._counts) if self._counts else ()

    def load(self, session: Session) -> _Loaded:
        """The counts and the first of the open requests."""
        tickets = open_requests(session, limit=SHOWN)
        now = session.now()
        lines = [(ticket, _where(session, ticket, now)) for ticket in tickets]
        return _Loaded(desk_counts(session), lines, now)

    def show(self, loaded: _Loaded) -> None:
        """Keep the mark on the request it was on."""
        marked = self._lines[self.cursor][0].request.id if self._lines else 0
        self._counts, self._lines, self._now = loaded.counts, loaded.lines, loaded.now
        numbers = [ticket.request.id for ticket, _where in self._lines]
        self.cursor = numbers.index(marked) if marked in numbers else 0

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, index: int, width: int) -> Line:
        """Number, priority, end of its clock, for whom, what, where."""
        ticket, place = self._lines[index]
        request = ticket.request
        now = self._now
        late = is_late(request.due, now)
        clock = late_word(request.due, now) if late else clock_word(request.due, now)
        columns = _columns()
        room = widths(columns, width, _GAP)[3]
        return cells(
            columns,
            width,
            (
                (request.number, "name"),
                (priority_word(request.priority), "warn" if request.rank == 0 else ""),
                (clock, "bad" if late else ""),
                (_who(request, room), ""),
                (_what(ticket), ""),
                (request_word(request.status), "dim"),
                (request.technician, "dim"),
                (place.text, "good" if place.aside else ""),
            ),
            _GAP,
        )

    @property
    def turns(self) -> datetime | None:
        """When the next of the requests is late."""
        return turning((ticket.request.due for ticket, _where in self._lines), self._now)

    def empty(self) -> Line:
        """Before the first load nothing; then, that nobody waits."""
        return (
            [(_("Nobody waits. Scan a badge, a record or a place, or type words."), "dim")]
            if (self._counts)
            else ()
        )

    def pointed(self, app: Host, right: bool, number: int) -> None:
        """A click on a figure shows what it counts; the requests are here already."""
        if right and number in _FIGURES:
            app.run_named(_FIGURES[number])

    def enter_does(self) -> str:
        if not self._lines:
            return ""
        return _("Open {name}").format(name=self._lines[self.cursor][0].request.number)

    def choose(self, app: Host) -> None:
        if self._lines:
            app.open_request(self._lines[self.cursor][0].request)


def _where(session: Session, ticket: Ticket, now: datetime) -> _Where:
    aside = [e.reservation for e in ticket.items if e.reservation.state == ReservationState.READY]
    if aside and ticket.request.status == RequestStatus.READY:
        since = clock_word(max(each.since for each in aside), now)
        return _Where(_("ready {since}").format(since=since), aside=True)
    for item in ticket.items:
        if where := session.address(item.holding.home_id) or item.holding.home:
            return _Where(where)
    return _Where()


def _who(request: Request, width: int) -> str:
    """Unit and family name; where both have no room the unit gives way."""
    family = request.requester.split()[-1] if request.requester.split() else ""
    if not request.unit:
        return family
    room = max(4, width - cell_len(family) - 3)
    return f"{fit(request.unit, min(room, cell_len(request.unit))).rstrip()} / {family}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("", 6),
        Column("", 8),
        Column("", 11),
        Column("", 13, 2),
        Column("", 11, 6),
        Column("", 12, wide=True),
        Column("", 8, 1, wide=True),
        Column("", 11),
    )


def _what(ticket: Ticket) -> str:
    if not ticket.items:
        return ticket.request.text
    holding = ticket.items[0].holding
    code = holding.identifier or holding.barcode
    more = f" +{len(ticket.items) - 1}" if len(ticket.items) > 1 else ""
    name = holding.title if holding.title != code else ""
    return f"{code} {name}".strip() + more
