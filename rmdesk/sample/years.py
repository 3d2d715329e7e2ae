"""Two years of work behind the sample centre, written as the acts of the desk leave it.

Told by the use-cases themselves it would take a minute. What they would write is written here at
once, each act by its account and at its time, and every step is one of the table of states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from data import Transaction
from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.digitized import Digitization
from rmdesk.duties.states import SCAN, move, move_batch, move_loan
from rmdesk.model.records import Holding, Loan, Person, Record, Request, Reservation
from rmdesk.model.words import (
    ABSENCES,
    FILLED_AS,
    PRIORITIES,
    LoanState,
    RequestStatus,
    ReservationState,
    ScanStatus,
    Status,
)

STAFF = {"okato": "Olga Kato", "rdiaz": "Raúl Díaz", "tvance": "Thea Vance"}
"""Accounts of the technicians, and their names."""

_BY_MONTH = (1.5, 1.4, 1.8, 1.6, 1.3, 1.2, 0.8, 0.7, 1.6, 1.7, 1.4, 0.9)
"""Requests of a working day, January to December."""

_TYPES = (("loan",) * 14) + ("copy", "copy", "scan", "scan", "consult", "consult")
_URGENT, _SAME_DAY, _NEXT_DAY = 0.06, 0.2, 0.42
_NOT_FOUND, _DENIED, _CANCELLED = 0.045, 0.065, 0.09
_LATE = (0.16, 0.06)
"""Of requests, in the first year and the second."""
_BACK_LATE = 0.12
_HOUR = timedelta(hours=1)
_AT_ONCE = timedelta(days=6)
"""What comes in so short before the end is done the same day: none of it is left open."""

Doing = Callable[[], object]


@dataclass(frozen=True)
class _Asked:
    """A request on its way, with what it asks for."""

    request: Request
    claims: list[Reservation]
    holdings: list[Holding]
    late: bool


class Years:
    """Requests, loans and scans of every working day between two moments, in the order of time.

    They are of the files it is given: nobody else lends those meanwhile.
    """

    def __init__(
        self,
        session: Session,
        clock: Any,
        span: tuple[datetime, datetime],
        files: dict[str, list[Holding]],
        people: dict[str, list[Person]],
        random: Random,
    ) -> None:
        self._clock, self._random = clock, random
        self._store = session.store
        self._guidelines = session.guidelines
        self._sessions = [session.desk.session(login).through("screen") for login in STAFF]
        self._files, self._people = files, people
        self._start, self._end = span
        self._waiting: list[tuple[datetime, int, Doing]] = []
        self._order = count()
        self._mornings = self._days()
        self.at(self._start, self._next_day)

    def go_on(self, until: datetime) -> None:
        """All that was done up to a moment."""
        with self._store.together():
            while self._waiting and self._waiting[0][0] < until:
                moment, _order, doing = heappop(self._waiting)
                self._clock.moment = max(moment, self._clock.moment)
                doing()

    def register(self, moment: datetime, documents: Sequence[dict[str, Any]]) -> None:
        """Records that are to come in at a moment."""

        def doing() -> None:
            session, acting = self._act("register")
            with acting:
                for each in documents:
                    each["came"] = session.today()
                self._store.table(Holding.table).insert_multiple(documents)

        self.at(self._at_the_counter(moment, moment), doing)

    # --- when

    def at(self, moment: datetime, doing: Doing) -> None:
        """To be done then; what lies beyond the end is not done at all."""
        if moment < self._end:
            heappush(self._waiting, (moment, next(self._order), doing))

    def _days(self) -> Iterator[datetime]:
        day = self._start.replace(hour=9, minute=0, second=0, microsecond=0)
        while day < self._end:
            if self._is_open(day.date()):
                yield day
            day += timedelta(days=1)

    def _is_open(self, day: date) -> bool:
        return self._guidelines.service.calendar.is_open(day)

    def _open_from(self, moment: datetime) -> datetime:
        """The same hour of this day, or of the next one on which the centre is open."""
        while not self._is_open(moment.date()):
            moment += timedelta(days=1)
        return moment

    def _next_day(self) -> None:
        """Requests come in over a day, each of a unit whose files are there."""
        morning = next(self._mornings, None)
        if morning is None:
            return
        expected = _BY_MONTH[morning.month - 1] * (1.15 if self._is_second_year(morning) else 1)
        for _each in range(int(expected + self._random.random())):
            self.at(morning + self._random.random() * 7 * _HOUR, self._ask)
        self.at(morning + 15 * _HOUR, self._next_day)

    def _is_second_year(self, moment: datetime) -> bool:
        return moment - self._start > (self._end - self._start) / 2

    # --- what is done

    def _act(self, action: str) -> tuple[Session, AbstractContextManager[Transaction]]:
        session = self._random.choice(self._sessions)
        return session, session.follow(action)

    def _insert(self, record: Record) -> None:
        record.id = self._store.table(record.table).insert(record.to_document())

    def _ask(self) -> None:
        random = self._random
        unit = random.choice(sorted(unit for unit, files in self._files.items() if len(files) > 8))
        person = random.choice(self._people[unit])
        several = 1 + (random.random() < 0.25) + (random.random() < 0.1)
        holdings = [self._files[unit].pop(0) for _each in range(several)]
        session, acting = self._act("request")
        with acting as transaction:
            now, type_ = session.now(), random.choice(_TYPES)
            request = Request(
                number=f"R-{1000 + transaction.number('request')}",
                received=now.isoformat(timespec="seconds"),
                requester=person.name,
                requester_id=person.id,
                unit=person.unit,
                type=type_,
                priority=self._priority(),
                delivery=random.choice(("counter", "counter", "internal mail", "e-mail")),
            )
            request.rank = PRIORITIES.index(request.priority)
            due = self._guidelines.service.due(now, request.priority)
            request.due = due.isoformat(timespec="minutes")
            move(request, RequestStatus.NEW, "request")
            self._insert(request)
            claims = [self._claim(session, each, person, request) for each in holdings]
        late = random.random() < _LATE[self._is_second_year(now)]
        self._send_for(_Asked(request, claims, holdings, late), now, due)

    def _priority(self) -> str:
        chance = self._random.random()
        if chance < _URGENT:
            return "urgent"
        return "same-day" if chance < _SAME_DAY else "next-day" if chance < _NEXT_DAY else "routine"

    def _claim(
        self, session: Session, holding: Holding, person: Person, request: Request
    ) -> Reservation:
        now = session.now()
        claim = Reservation(holding=holding.id, person=person.id, request=request.id)
        claim.rank = request.rank
        claim.made = now.isoformat(timespec="microseconds")
        claim.since = now.isoformat(timespec="seconds")
        move(claim, ReservationState.QUEUED, "request")
        self._insert(claim)
        return claim

    def _send_for(self, asked: _Asked, now: datetime, due: datetime) -> None:
        """When a request is done: within its clock, or a day or two after it."""
        share = 0.25 + 0.7 * self._random.random()
        answered = now + (due - now) * share
        if asked.late:
            answered = due + (3 + 20 * self._random.random()) * _HOUR
        if now > self._end - _AT_ONCE:
            answered = now + _HOUR / 2
        answered = self._at_the_counter(answered, now)
        chance = self._random.random()
        if chance < _CANCELLED:
            outcome = (
                "not-found" if chance < _NOT_FOUND else "denied" if chance < _DENIED else
                "cancelled"
            )  # fmt: skip
            self.at(answered, lambda: self._fail(asked, outcome))
            return
        picked = now + (answered - now) * 0.8
        if not self._is_open(picked.date()) or not 8 <= picked.hour < 17:
            picked = answered - _HOUR / 4
        self.at(picked, lambda: self._pick(asked, answered))

    def _at_the_counter(self, moment: datetime, after: datetime) -> datetime:
        if not 8 <= moment.hour < 17:
            moment = moment.replace(hour=9, minute=self._random.randrange(60))
        moment = self._open_from(moment)
        return moment if moment > after else after + _HOUR / 3

    def _fail(self, asked: _Asked, outcome: str) -> None:
        session, acting = self._act("close")
        request = asked.request
        with acting:
            states = {"not-found": ReservationState.NOT_FOUND, "denied": ReservationState.DENIED}
            for claim in asked.claims:
                move(claim, states.get(outcome, ReservationState.CANCELLED), "close")
                claim.outcome, claim.since = outcome, session.now().isoformat(timespec="seconds")
                if outcome == "not-found":
                    claim.absence = self._random.choice(ABSENCES)
            session.save_all(asked.claims)
            self._finish(session, request, outcome, RequestStatus(outcome), "close")
        self._back_on_shelf(asked.holdings)

    def _finish(
        self, session: Session, request: Request, outcome: str, status: RequestStatus, act: str
    ) -> None:
        move(request, status, act)
        request.outcome = outcome
        request.technician = request.technician or session.login
        request.closed = session.now().isoformat(timespec="seconds")
        request.answered = request.answered or request.closed
        session.save(request)

    def _pick(self, asked: _Asked, answered: datetime) -> None:
        session, acting = self._act("pick")
        with acting:
            for claim, holding in zip(asked.claims, asked.holdings, strict=True):
                move(holding, Status.PICKED, "pick")
                holding.place_id = None
                self._move_claim(session, claim, ReservationState.PICKED, "pick")
            session.save_all([*asked.holdings, *asked.claims])
            asked.request.technician = session.login
            move(asked.request, RequestStatus.PICKING, "pick")
            session.save(asked.request)
        lends = asked.request.type in ("loan", "consult")
        next_step = self._lend if lends else self._copy
        self.at(max(answered, session.now()), lambda: next_step(asked))

    def _move_claim(
        self, session: Session, claim: Reservation, state: ReservationState, act: str,
        outcome: str = "",
    ) -> None:  # fmt: skip
        move(claim, state, act)
        claim.since, claim.outcome = session.now().isoformat(timespec="seconds"), outcome

    def _lend(self, asked: _Asked) -> None:
        session, acting = self._act("charge-out")
        here = asked.request.type == "consult"
        loans = []
        with acting:
            now = session.now()
            days = 0 if here else self._guidelines.loans.days
            due = self._open_from(now + timedelta(days=days)).date()
            for claim, holding in zip(asked.claims, asked.holdings, strict=True):
                outcome = FILLED_AS[asked.request.type]
                self._move_claim(
                    session, claim, ReservationState.FILLED, "charge-out", outcome
                )  # fmt: skip
                loan = Loan(holding=holding.id, person=claim.person, request=asked.request.id)
                loan.out, loan.out_by = now.isoformat(timespec="seconds"), session.login
                loan.due, loan.here = due.isoformat(), here
                move_loan(loan, LoanState.OUT, "charge-out", session.today())
                self._insert(loan)
                loans.append(loan)
                move(holding, Status.OUT, "charge-out")
                holding.holder_id, holding.due = claim.person, loan.due
            session.save_all([*asked.holdings, *asked.claims])
            asked.request.outcome = "filled"
            asked.request.answered = now.isoformat(timespec="seconds")
            move(asked.request, RequestStatus.HANDED_OVER, "charge-out")
            session.save(asked.request)
        back = now + 3 * _HOUR if here else self._comes_back(now, days)
        self.at(self._at_the_counter(back, now), lambda: self._take_back(asked, loans))

    def _comes_back(self, now: datetime, days: int) -> datetime:
        share = self._random.random()
        if self._random.random() < _BACK_LATE:
            share = 1 + share * 0.8
        return now + timedelta(days=max(1.0, days * share))

    def _take_back(self, asked: _Asked, loans: Sequence[Loan]) -> None:
        session, acting = self._act("return")
        with acting:
            for loan, holding in zip(loans, asked.holdings, strict=True):
                move_loan(loan, LoanState.RETURNED, "return", session.today())
                loan.returned = session.now().isoformat(timespec="seconds")
                loan.returned_by = session.login
                move(holding, Status.TO_REFILE, "return")
                holding.holder_id, holding.due = None, ""
            session.save_all([*loans, *asked.holdings])
            self._finish(session, asked.request, "filled", RequestStatus.CLOSED, "return")
        self.at(session.now() + _HOUR / 2, lambda: self._refile(asked.holdings))

    def _copy(self, asked: _Asked) -> None:
        """A copy or a scan: what was fetched goes back to its shelf."""
        session, acting = self._act("close")
        with acting:
            for claim, holding in zip(asked.claims, asked.holdings, strict=True):
                outcome = FILLED_AS[asked.request.type]
                self._move_claim(session, claim, ReservationState.FILLED, "close", outcome)
                move(holding, Status.TO_REFILE, "close")
            session.save_all([*asked.claims, *asked.holdings])
            self._finish(session, asked.request, "filled", RequestStatus.CLOSED, "close")
        if asked.request.type == "scan":
            for holding in asked.holdings:
                self._scan(holding)
        self.at(session.now() + _HOUR / 2, lambda: self._refile(asked.holdings))

    def _scan(self, holding: Holding) -> None:
        """A record in the queue of digitizing: scanned at once, checked by another."""
        session, acting = self._act("add digitization")
        with acting as transaction:
            year, now = session.now().year, session.now().isoformat(timespec="seconds")
            number = transaction.number(f"digitization {year}")
            job = Digitization(number=f"S-{year}-{number:04}", record=holding.barcode)
            job.holding, job.queued = holding.id, now
            move_batch(job, ScanStatus.TO_SCAN, "add digitization", SCAN)
            self._insert(job)
        session, acting = self._act("capture")
        with acting:
            move_batch(job, ScanStatus.SCANNED, "capture", SCAN)
            job.operator, job.scanned = session.login, session.now().isoformat(timespec="seconds")
            job.pages, job.resolution = self._random.randint(4, 180), 300
            session.save(job)
        checker = next(each for each in self._sessions if each.login != job.operator)
        with checker.follow("accept"):
            move_batch(job, ScanStatus.ACCEPTED, "accept", SCAN)
            job.checked = checker.now().isoformat(timespec="seconds")
            job.checked_by = checker.login
            checker.save(job)

    def _refile(self, holdings: Sequence[Holding]) -> None:
        session, acting = self._act("refile")
        with acting:
            for holding in holdings:
                move(holding, Status.IN, "refile")
                holding.place_id = holding.home_id
            session.save_all(list(holdings))
        self._back_on_shelf(holdings)

    def _back_on_shelf(self, holdings: Sequence[Holding]) -> None:
        for each in holdings:
            self._files[each.unit].append(each)
