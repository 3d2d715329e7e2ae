"""A request in the parts of a large window: what was asked, what else its requester has, and what
was done with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from data import Entry
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.standing import Standing, open_requests_of, standing_of
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import clock_word, late_word, request_word, state_word
from screens.kit.paint import Column, Line, Span, cells
from screens.kit.panes import Pane, PaneRow
from screens.records.record_lines import entry_line
from screens.views.request_lines import Whole, about

if TYPE_CHECKING:
    from screens.kit.host import Host

_HISTORY = 100
"""Entries of its history, at most."""

_SHAPE = (Column("", 12, 1), Column("", 12, 4), Column("", 14))


@dataclass(frozen=True)
class Beside:
    """What stands beside a request, as of `now`: its history, the newest first, as far as this
    person may know (R17); in a large window how its requester stands, and their other requests.
    """

    history: Sequence[Entry]
    standing: Standing | None
    others: Sequence[Request]
    now: datetime


def beside_of(session: Session, whole: Whole, *, large: bool) -> Beside:
    """Read what stands beside a request: in a small window its history alone."""
    request = whole.ticket.request
    person = whole.ticket.requester if large else None
    numbers = session.store.journal.of(f"{Request.table}:{request.id}", limit=_HISTORY)
    requests = open_requests_of(session, person) if person else []
    return Beside(
        session.journal.entries(numbers),
        standing_of(session, person) if person else None,
        [each for each in requests if each.id != request.id],
        whole.now,
    )


def history_lines(beside: Beside) -> list[Line]:
    """What was done with it, a line each."""
    return [entry_line(each, beside.now, request_word) for each in beside.history]


def panes_of(whole: Whole, beside: Beside) -> list[Pane]:
    """What was asked and its history always; between them what else its requester has."""
    history = [PaneRow(line) for line in history_lines(beside)]
    found = [Pane(_("what was asked"), lambda width: list(about(whole, width)))]
    if others := _of_requester(whole, beside):
        title = _("also of {name}").format(name=whole.ticket.request.requester)
        rows = partial(_rows, others)
        found.append(Pane(title, rows, f"{len(others)}"))
    found.append(Pane(_("history"), lambda _width: history, f"{len(history)}"))
    return found


_Told = tuple[Span, Span, Span, Holding | Request]


def _of_requester(whole: Whole, beside: Beside) -> list[_Told]:
    """What else they have out, what is due first before the rest; what they wait for."""
    standing, now = beside.standing, beside.now
    if standing is None:
        return []
    asked = {item.reservation.id for item in whole.ticket.items}
    loans = sorted(standing.loans, key=lambda each: (each[0].due or "9999", each[0].id))
    told = [
        _of_holding(holding, _due(loan.due, now))
        for loan, holding in loans
        if loan.request != whole.ticket.request.id
    ]
    told += [
        _of_holding(each.holding, (state_word(each.reservation.state), ""))
        for each in (*standing.ready, *standing.waiting)
        if each.reservation.id not in asked and each.request is None
    ]
    for each in beside.others:
        due = _("due {clock}").format(clock=clock_word(each.due, now))
        told.append(((each.number, "name"), (request_word(each.status), ""), (due, ""), each))
    return told


def _due(due: str, now: datetime) -> Span:
    """The day on which a loan is due, in words and colour."""
    if due and due < now.date().isoformat():
        return late_word(due, now), "bad"
    return (_("due {clock}").format(clock=clock_word(due, now)) if due else _("out")), ""


def _of_holding(holding: Holding, state: Span) -> _Told:
    return (holding.identifier or holding.key, "name"), (holding.name, ""), state, holding


def _rows(told: Sequence[_Told], width: int) -> list[PaneRow]:
    return [
        PaneRow(cells(_SHAPE, width, (code, text, state), 1), partial(_open, record))
        for code, text, state, record in told
    ]


def _open(record: Holding | Request, app: Host) -> None:
    app.open_page(record)
