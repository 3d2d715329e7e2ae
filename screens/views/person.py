"""A person at the desk: what waits here for them, what is overdue, out and asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.standing import Standing, Waiting, open_requests_of, standing_of
from rmdesk.model.records import Holding, Loan, Person, Request
from rmdesk.model.words import (
    clock_word,
    priority_word,
    request_word,
    state_word,
    status_span,
    type_word,
)
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span, cells
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Row:
    """A row: the head of a group, or a holding with its loan or claim, or a request."""

    head: Span = ("", "")
    holding: Holding | None = None
    loan: Loan | None = None
    claim: Waiting | None = None
    request: Request | None = None


@dataclass(frozen=True)
class _Loaded:
    standing: Standing
    requests: Sequence[Request]
    now: datetime


class PersonRecords(View):
    """How a person stands. The first row makes them current, as the scan of the badge does."""

    name = "person"

    def __init__(self, person: Person) -> None:
        self.person = person
        self._read: _Loaded | None = None
        self._rows: list[_Row] = []
        self._current = False

    @property
    def subject(self) -> Person:
        return self.person

    def title(self) -> Line:
        person = self.person
        reach = " · ".join(part for part in (person.unit, person.phone, person.email) if part)
        return [(person.name, "bold"), (f" {reach}", "dim")]

    def status(self) -> Line:
        """How much is out and overdue, and until when they may borrow."""
        if self._read is None:
            return ()
        standing = self._read.standing
        late = len(standing.overdue)
        out = _("out {n}").format(n=len(standing.loans))
        overdue = _("overdue {n}").format(n=late)
        line: list[Span] = [(out, "bold"), (" · ", "dim"), (overdue, "bad" if late else "")]
        if until := standing.person.valid_until:
            text = _("ended {day}") if standing.ended else _("until {day}")
            line += [(" · ", "dim"), (text.format(day=until), "bad" if standing.ended else "")]
        return line

    def load(self, session: Session) -> _Loaded:
        person = session.get(Person, self.person.id) or self.person
        standing = standing_of(session, person)
        return _Loaded(standing, open_requests_of(session, person), session.now())

    def show(self, loaded: _Loaded) -> None:
        """The mark starts on what waits here for them, else on the first row."""
        first = self._read is None
        self._read, self.person = loaded, loaded.standing.person
        self._rows = [_Row(), *_grouped(loaded)]
        if first and loaded.standing.ready:
            self.cursor = 2

    @property
    def holdings(self) -> list[Holding]:
        """What they have out."""
        return [holding for _loan, holding in self._read.standing.loans] if self._read else []

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        return not self._rows[index].head[0]

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if row.head[0]:
            return [(f"── {row.head[0]}", row.head[1])]
        if row.request is not None:
            return cells(_columns(), width, self._request(row.request))
        if row.holding is not None:
            return cells(_columns(), width, self._held(row, row.holding))
        return self._to_current()

    def _to_current(self) -> Line:
        assert self._read is not None
        if self._read.standing.ended:
            return [(_("Nothing goes out: the registration has ended."), "bad")]
        text = _("Hand records to {name}, as a scan of the badge does")
        return [(text.format(name=self.person.name), "bold")]

    def _held(self, row: _Row, holding: Holding) -> list[Span]:
        """A holding that is out to them or that they wait for, and what is next."""
        assert self._read is not None
        now = self._read.now
        when, state = holding.due, status_span(holding.status, holding.due, _today(now))
        if row.claim is not None:
            claim = row.claim.reservation
            when = row.claim.request.number if row.claim.request else _("reservation")
            since = clock_word(claim.since, now)
            state = (f"{state_word(claim.state)} {since}", "good" if row.claim.aside else "")
        code = holding.identifier or holding.key
        return [(code, "name"), (holding.name, ""), (when, ""), state]

    def _request(self, request: Request) -> list[Span]:
        assert self._read is not None
        what = f"{type_word(request.type)} · {priority_word(request.priority)} {request.text}"
        due = clock_word(request.due, self._read.now)
        state = (request_word(request.status), "good" if request.status == "ready" else "")
        return [(request.number, "name"), (what, ""), (due, ""), state]

    def choose(self, app: Host) -> None:
        """Open what the row is about; the first makes them current, once it was marked."""
        row = self._rows[self.cursor] if self._rows else _Row(head=("-", ""))
        claimed = row.claim.request if row.claim else None
        if request := row.request or claimed:
            app.open_request(request)
        elif row.holding is not None:
            app.open_record(row.holding.id, self.person)
        elif not self.moved:
            self.moved = True
            app.repaint()
        elif self._read and not self._read.standing.ended:
            app.do(partial(_turn_to, app, self.person), lambda _told: app.go_home())


def _turn_to(app: Host, person: Person, session: Session) -> Told:
    app.counter.turn_to(person, None)
    app.counter.used = session.now()
    told = _("For {name}").format(name=person.name)
    return Told(told, "▸", "name", standing_of(session, person).words, person=person)


def _grouped(read: _Loaded) -> Iterator[_Row]:
    """What waits here first, then what is late, what is out, and what they wait for."""
    standing = read.standing
    late = {holding.id for holding in standing.overdue}
    loans = [_Row(holding=holding, loan=loan) for loan, holding in standing.loans]
    groups: list[tuple[Span, list[_Row]]] = [
        ((_("on the hold shelf for them"), "good"), _claims(standing.ready)),
        ((_("overdue"), "bad"), [row for row in loans if row.holding and row.holding.id in late]),
        ((_("out to them"), "dim"), [r for r in loans if r.holding and r.holding.id not in late]),
        ((_("requests"), "dim"), [_Row(request=each) for each in read.requests]),
        ((_("they wait for"), "dim"), _claims(standing.waiting)),
    ]
    for head, rows in groups:
        if rows:
            yield _Row(head=head)
            yield from rows


def _claims(claims: Sequence[Waiting]) -> list[_Row]:
    return [_Row(holding=each.holding, claim=each) for each in claims]


def _today(now: datetime) -> str:
    return now.date().isoformat()


def _columns() -> tuple[Column, ...]:
    return (Column("", 14, 1), Column("", 20, 5), Column("", 11), Column("", 16))
