"""The desk: what is asked for, most urgent first, with the counts of now."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.place import address_of_home
from rmdesk.duties.ticket import Ticket, open_requests
from rmdesk.duties.workload import Counts, desk_counts
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Request
from rmdesk.model.words import (
    ReservationState,
    clock_word,
    is_late,
    late_word,
    priority_word,
    request_word,
    turning,
)
from screens.kit.paint import Column, Fitting, Line, Span, fit
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.panes import PaneRow, Split
    from screens.views.desk_panes import Beside
    from screens.views.request_lines import Whole

_DOORS = ("waiting", "urgent", "late", "report-out", "report-overdue", "refiles")
"""What each figure above the queue opens, in their order: the queue narrowed, or a list."""
_HERE = 3
"""So many of them narrow the queue itself."""

_GAP = 1
_MEASURED = 100
"""Requests that say how wide the columns are."""

_WIDE, _HIGH = 110, 30
"""From this window on there are parts beside the queue."""

SHOWN = 200
"""Most requests shown; the count above them counts all."""
_MOST = 2_000
"""Most requests among which the urgent or late ones are looked for."""


def counts_left(counts: Counts, only: str = "", door: int | None = None) -> list[Span]:
    """What waits: the left of the picture's rule; `door` is the figure that Enter opens."""
    line = _figures(_waiting(counts), door)
    if only:
        words = {"urgent": _("urgent only"), "late": _("late only")}
        line += [(" · ", "dim"), (words[only], "key")]
    return line


def counts_right(counts: Counts, door: int | None = None) -> list[Span]:
    """What is out: the right of it."""
    return _figures(_away(counts), None if door is None else door - _HERE)


def _waiting(counts: Counts) -> Sequence[Span]:
    return (
        (_("waiting {n}").format(n=counts.waiting), "bold"),
        (_("urgent {n}").format(n=counts.urgent), "warn" if counts.urgent else ""),
        (_("late {n}").format(n=counts.late), "bad" if counts.late else ""),
    )


def _away(counts: Counts) -> Sequence[Span]:
    return (
        (_("out {n}").format(n=counts.out), ""),
        (_("overdue {n}").format(n=counts.overdue), "bad" if counts.overdue else ""),
        (_("to refile {n}").format(n=counts.to_refile), ""),
    )


def _figures(figures: Sequence[Span], door: int | None) -> list[Span]:
    line: list[Span] = []
    for number, (text, role) in enumerate(figures):
        line += [(" · ", "dim")] if number else []
        line.append((text, "door" if number == door else role))
    return line


@dataclass(frozen=True)
class _Where:
    """Where the holdings of a request are: their home, or the hold shelf and until when.

    Where its time there never ends, since when; `over` says that it has ended.
    """

    text: str = ""
    aside: bool = False
    over: bool = False


@dataclass(frozen=True)
class _Loaded:
    counts: Counts
    lines: list[tuple[Ticket, _Where]]
    now: datetime
    beside: Beside | None = None
    whole: Whole | None = None


class Queue(View):
    """Open requests."""

    name = "desk"
    at_once = True

    def __init__(self) -> None:
        self._counts: Counts | None = None
        self._lines: list[tuple[Ticket, _Where]] = []
        self._now = datetime.now().astimezone()
        self._only = ""
        """Which of the requests are shown: `urgent` or `late` ones, or all."""
        self._door: int | None = None
        self._beside: Beside | None = None
        self._fitting: Fitting | None = None
        self._whole: Whole | None = None
        """The marked request in full, once it was read."""

    def title(self) -> Line:
        return counts_left(self._counts, self._only, self._open_door) if self._counts else ()

    def status(self) -> Line:
        return counts_right(self._counts, self._open_door) if self._counts else ()

    @property
    def _open_door(self) -> int | None:
        """The figure that Enter opens: until a row is marked again."""
        return None if self.moved else self._door

    def load(self, session: Session) -> _Loaded:
        """The counts and the first of the open requests, of all or of the urgent or late ones."""
        only, now = self._only, session.now()
        tickets = open_requests(session, limit=_MOST if only else SHOWN)
        tickets = [each for each in tickets if _is(each, only, now)][:SHOWN]
        lines = [(ticket, _where(session, ticket, now)) for ticket in tickets]
        if not self._wide:
            return _Loaded(desk_counts(session), lines, now)
        from screens.views.desk_panes import beside_of  # where the window has room for it

        whole = _read_whole(self._to_read(tickets), session)
        beside = beside_of(session, self.room[0])
        return _Loaded(desk_counts(session), lines, now, beside, whole)

    @property
    def _wide(self) -> bool:
        return self.room[0] >= _WIDE and self.room[1] >= _HIGH

    def _to_read(self, tickets: Sequence[Ticket]) -> str:
        """The request that will be marked, by its # number."""
        numbers = [f"#{each.request.id}" for each in tickets]
        marked = f"#{self._marked.id}" if self._marked else ""
        return marked if marked in numbers else next(iter(numbers), "")

    @property
    def _marked(self) -> Request | None:
        found = self._lines[self.cursor : self.cursor + 1]
        return found[0][0].request if found else None

    def mark_moved(self, app: Host) -> None:
        """The marked request is read in full where there is room for it."""
        marked = self._marked
        if self.panes and marked and not self._is_whole(marked):
            app.look_at_marked(
                partial(_read_whole, f"#{marked.id}"), partial(self._take_whole, app)
            )

    def _is_whole(self, marked: Request) -> bool:
        return self._whole is not None and self._whole.ticket.request.id == marked.id

    def _take_whole(self, app: Host, whole: Whole | None) -> None:
        self._whole = whole
        self._make_panes()
        app.repaint()

    def _make_panes(self) -> None:
        if self._beside is None or self._counts is None:
            self.panes = ()
            return
        from screens.kit.panes import kept
        from screens.views.desk_panes import panes_of

        made = panes_of(self._beside, self._request_rows, self._counts, self._now)
        self.panes = kept(self.panes, made)

    def _request_rows(self, width: int) -> Sequence[PaneRow]:
        from screens.views.request_lines import request_rows

        marked = self._marked
        whole = self._whole if marked and self._is_whole(marked) else None
        return list(request_rows(whole, width)) if whole else ()

    def split(self, width: int, height: int) -> Split | None:
        from screens.views.desk_panes import split_of

        return split_of(width, height)

    def show(self, loaded: _Loaded) -> None:
        """Keep the mark on the request it was on."""
        marked = self._lines[self.cursor][0].request.id if self._lines else 0
        self._counts, self._lines, self._now = loaded.counts, loaded.lines, loaded.now
        numbers = [ticket.request.id for ticket, _where in self._lines]
        self.cursor = numbers.index(marked) if marked in numbers else 0
        self._beside, self._whole, self._fitting = loaded.beside, loaded.whole, None
        self._make_panes()

    def head(self, width: int) -> Line:
        """The names of the columns, where the window is more than a list."""
        return self._fits.heads(width) if self.panes and self._lines else ()

    @property
    def _fits(self) -> Fitting:
        """The columns, as wide as what is asked for needs them."""
        if self._fitting is None:
            first = self._lines[:_MEASURED]
            rows = [self._cells(ticket, where, sys.maxsize) for ticket, where in first]
            self._fitting = Fitting(_columns(), rows, _GAP)
        return self._fitting

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, index: int, width: int) -> Line:
        """Number, priority, end of its clock, for whom, what, where."""
        ticket, place = self._lines[index]
        return self._fits.cells(width, self._cells(ticket, place, self._fits.at(width)[3].least))

    def _cells(self, ticket: Ticket, place: _Where, room: int) -> Sequence[Span]:
        """The cells of a request; for whom it is has so much room."""
        request = ticket.request
        late = is_late(request.due, self._now)
        clock = (late_word if late else clock_word)(request.due, self._now)
        return (
            (request.number, "name"),
            (priority_word(request.priority), "warn" if request.rank == 0 else ""),
            (clock, "bad" if late else ""),
            (_who(request, room), ""),
            (_what(ticket), ""),
            (request_word(request.status), "dim"),
            (request.technician, "dim"),
            (place.text, "bad" if place.over else "good" if place.aside else ""),
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
        """A click on a figure shows what it counts."""
        if number % 2 == 0 and number // 2 < _HERE:
            self._open(app, number // 2 + (_HERE if right else 0))

    def tab(self, app: Host) -> None:
        """The mark goes round the parts, then the figures; Enter opens what is marked."""
        self._go(app, 1)

    def tab_back(self, app: Host) -> None:
        self._go(app, -1)

    def _go(self, app: Host, step: int) -> None:
        parts = len(self.panes) + 1
        at = self.pane if self._open_door is None else parts + self._open_door
        to = (at + step) % (parts + len(_DOORS))
        self.pane = to if to < parts else 0
        self._door = to - parts if to >= parts else None
        self.moved = bool(self.pane)
        app.repaint()

    def jump(self, app: Host, pane: int) -> None:
        self._door = None
        super().jump(app, pane)

    def _open(self, app: Host, door: int) -> None:
        self._door = None
        if door >= _HERE:
            app.run_named(_DOORS[door])
            return
        self._only = "" if door == 0 else _DOORS[door]
        self.cursor = 0
        app.reload()

    def enter_does(self) -> str:
        if self._counts and (door := self._open_door) is not None:
            figures = (*_waiting(self._counts), *_away(self._counts))
            return _("Show {what}").format(what=figures[door][0])
        if not self._lines:
            return ""
        return _("Open {name}").format(name=self._lines[self.cursor][0].request.number)

    def choose(self, app: Host) -> None:
        if (door := self._open_door) is not None:
            self._open(app, door)
        elif self.pane:
            self.panes[self.pane - 1].open(app)
        elif self._lines:
            app.open_request(self._lines[self.cursor][0].request)


def _read_whole(number: str, session: Session) -> Whole | None:
    """A request in full; None where there is none, or none any more."""
    from screens.views.request_lines import whole_of

    with suppress(NotFound):
        return whole_of(session, number) if number else None
    return None


def _is(ticket: Ticket, only: str, now: datetime) -> bool:
    """Whether a request is one of those that are shown."""
    if only == "urgent":
        return ticket.request.rank == 0
    return is_late(ticket.request.due, now) if only == "late" else True


def _where(session: Session, ticket: Ticket, now: datetime) -> _Where:
    aside = [each for each in ticket.items if each.reservation.state == ReservationState.READY]
    if ends := [each.until for each in aside if each.until]:
        until = min(ends)
        over = until < now.date().isoformat()
        return _Where(_("until {day}").format(day=clock_word(until, now)), True, over)
    if aside:
        since = clock_word(max(each.reservation.since for each in aside), now)
        return _Where(_("ready {since}").format(since=since), aside=True)
    for item in ticket.items:
        if where := address_of_home(session, item.holding):
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
        Column(_("number"), 6),
        Column(_("priority"), 8),
        Column(_("due"), 11),
        Column(_("for"), 13, 2),
        Column(_("what"), 11, 6),
        Column(_("status"), 12, wide=True),
        Column(_("has it"), 8, 1, wide=True),
        Column(_("where"), 11),
    )


def _what(ticket: Ticket) -> str:
    if not ticket.items:
        return ticket.request.text
    holding = ticket.items[0].holding
    code = holding.identifier or holding.barcode
    more = f" +{len(ticket.items) - 1}" if len(ticket.items) > 1 else ""
    name = holding.title if holding.title != code else ""
    return f"{code} {name}".strip() + more
