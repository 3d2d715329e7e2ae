"""A person at the desk: what waits here for them, what is overdue, out and asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from data.plain import dataclass, replace
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
from screens.kit.listing import AS_READ, Listing, Target
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span
from screens.records.doors import Door, doors_of

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Row:
    """A row: the head of a group, or a holding with its loan or claim, a request, or a door.

    `group` is the head of the group that it belongs to; a row of nothing makes them current.
    """

    group: Span = ("", "")
    head: Span = ("", "")
    holding: Holding | None = None
    loan: Loan | None = None
    claim: Waiting | None = None
    request: Request | None = None
    door: Door | None = None


@dataclass(frozen=True)
class _Loaded:
    standing: Standing
    requests: Sequence[Request]
    now: datetime
    doors: Sequence[Door] = ()


class PersonRecords(Listing):
    """How a person stands. The first row makes them current, as the scan of the badge does.

    As it was read it stands in groups; sorted by a column, the groups are left out.
    """

    name = "person"

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person
        self._read: _Loaded | None = None

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
        out, overdue = self._figures()
        line: list[Span] = [
            *self._shown(),
            (out, "bold"),
            (" · ", "dim"),
            (overdue, "bad" if late else ""),
        ]
        if until := standing.person.valid_until:
            text = _("ended {day}") if standing.ended else _("until {day}")
            line += [(" · ", "dim"), (text.format(day=until), "bad" if standing.ended else "")]
        return line

    def _figures(self) -> tuple[str, str]:
        """What is out, and what of it is overdue."""
        standing = self._read.standing if self._read else None
        loans, late = (standing.loans, standing.overdue) if standing else ((), ())
        return _("out {n}").format(n=len(loans)), _("overdue {n}").format(n=len(late))

    def pointed(self, app: Host, right: bool, number: int) -> None:
        """A click on a figure: the mark goes to the first of what it counts."""
        if not (right and self._read):
            return
        late = {holding.id for holding in self._read.standing.overdue}
        said, figures = self.status()[number][0], self._figures()
        wanted = [
            n
            for n, row in enumerate(self.seen)
            if row.loan is not None
            and (said == figures[0] or (said == figures[1] and row.holding.id in late))
        ]
        if wanted:
            self.cursor, self.moved = wanted[0], True
            app.repaint()

    def _shown(self) -> list[Span]:
        """How many of the rows are shown, where words leave some out; how many are marked."""
        n, total = len(self.listed), self.total()
        text = _("{n:,} of {total:,}").format(n=n, total=total)
        shown: list[Span] = [(text, ""), (" · ", "dim")] if n != total else []
        marks = [*self.marks_line()[1:], (" · ", "dim")] if self.marks else []
        return [*shown, *marks]

    def load(self, session: Session) -> _Loaded:
        person = session.get(Person, self.person.id) or self.person
        standing = standing_of(session, person)
        doors = tuple(doors_of(session, person).values())
        return _Loaded(standing, open_requests_of(session, person), session.now(), doors)

    def show(self, loaded: _Loaded) -> None:
        """The mark starts on what waits here for them, else on the first row."""
        first = self._read is None
        self._read, self.person = loaded, loaded.standing.person
        self.take(_grouped(loaded))
        if first:
            listed = [n for n, row in enumerate(self.seen) if self.is_listed(row)]
            self.cursor = listed[0] if loaded.standing.ready else 0

    def arranged(self, found: list[Any]) -> list[Any]:
        """What makes them current, where they lead, then the rows, under heads where in groups."""
        doors = self._read.doors if self._read else ()
        rows: list[_Row] = [_Row(), *(_Row(door=each) for each in doors)]
        for each in found:
            if self.sorted_at == AS_READ and not self.descending and each.group != rows[-1].group:
                rows.append(_Row(each.group, head=each.group))
            rows.append(each)
        if self.text and not found:
            rows.append(_Row(head=(_("Nothing here has these words."), "dim")))
        return rows

    def is_listed(self, row: _Row) -> bool:
        return row.holding is not None or row.request is not None

    @property
    def holdings(self) -> list[Holding]:
        """What is marked, or else what they have out."""
        if marked := [row.holding for row in self.chosen if row.holding]:
            return marked
        return [holding for _loan, holding in self._read.standing.loans] if self._read else []

    def prompt(self) -> str:
        if self.marked is not None and not self.is_listed(self.marked) and not self.moved:
            return _("Enter twice hands records to them; type words to narrow what is below")
        return super().prompt()

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("code"), 14, 1, name="code"),
            Column(_("title"), 20, 5, name="title"),
            Column(_("due, or by"), 11, name="due"),
            Column(_("status"), 16, name="status"),
        )

    def cells_of(self, row: _Row) -> Sequence[Span]:
        if row.request is not None:
            return self._request(row.request)
        assert row.holding is not None
        return self._held(row, row.holding)

    def key_of(self, row: _Row) -> Hashable:
        if row.request is not None:
            return ("request", row.request.id)
        claim = row.claim.reservation.id if row.claim else 0
        door = row.door.of if row.door else ""
        return (row.head[0], door, row.holding.id if row.holding else 0, claim)

    def target_of(self, row: _Row) -> Target | None:
        if row.request is not None:
            return Target(Request, f"#{row.request.id}", row.request.number)
        return Target(Holding, f"#{row.holding.id}", row.holding.name) if row.holding else None

    def also_of(self, row: _Row) -> str:
        return f"{row.group[0]} {row.holding.barcode if row.holding else ''}"

    def head(self, width: int) -> Line:
        return super().head(width) if self.listed else ()

    def selectable(self, index: int) -> bool:
        return not self.seen[index].head[0]

    def row(self, index: int, width: int) -> Line:
        row: _Row = self.seen[index]
        if row.head[0]:
            return [(f"── {row.head[0]}" if row.group[0] else row.head[0], row.head[1])]
        if row.door is not None:
            return [(f"{row.door.label} ", "dim"), (row.door.text, "leads")]
        return super().row(index, width) if self.is_listed(row) else self._to_current()

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

    def enter_does(self) -> str:
        row = self.marked or _Row(head=("-", ""))
        if row.door is not None:
            return row.door.does()
        if self.is_listed(row):
            return _("Open what is marked")
        return "" if row.head[0] else _("Hand records to {name}").format(name=self.person.name)

    def choose(self, app: Host) -> None:
        """Open what the row is about; the first makes them current, once it was marked."""
        row = self.marked or _Row(head=("-", ""))
        claimed = row.claim.request if row.claim else None
        if request := row.request or claimed:
            app.open_request(request)
        elif row.holding is not None:
            app.open_record(row.holding.id, self.person)
        elif row.door is not None:
            row.door.open(app)
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
        yield from (replace(row, group=head) for row in rows)


def _claims(claims: Sequence[Waiting]) -> list[_Row]:
    return [_Row(holding=each.holding, claim=each) for each in claims]


def _today(now: datetime) -> str:
    return now.date().isoformat()
