"""The sample centre: some 5,000 holdings in three languages, generated, the same each time.

It has two years of work behind it (`years`): requests, loans, scans, and records that came in; and
now loans, some of them overdue, requests in every state, a reservation, returned files that wait to
be refiled; a schedule, a hold, and a disposition in every state. Dates lie around the day it is
made.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tinydb import Query
from tinydb.table import Document

from rmdesk.access.account import process_account
from rmdesk.desk.desk import Clock, Desk, Session, system_now
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.picking import pick
from rmdesk.duties.request import Ticket, assign, intake, make_ready
from rmdesk.duties.retention import dater_of
from rmdesk.model.records import Holding, Person
from rmdesk.model.schema import IS_CUSTODIAN
from rmdesk.model.words import Status
from rmdesk.opening import init_home, open_desk
from rmdesk.sample.away import Step, transfers
from rmdesk.sample.camera import filming
from rmdesk.sample.counting import count_row, counting_days, rows
from rmdesk.sample.keeping import add_staff, keep_and_dispose, take_boxes_in
from rmdesk.sample.securing import keep_lists
from rmdesk.sample.showing import show_kinds
from rmdesk.sample.stock import SampleHoldings, comes_later
from rmdesk.sample.years import STAFF, Years

__all__ = ["make_sample"]

_SEED = 1250
_BEHIND = timedelta(days=730)
_WEEKS = timedelta(days=70)
"""Before today: when the work begins, and the weeks that the use-cases tell themselves."""
_NIGHT = timedelta(hours=10)
"""Before now: by then all work of yesterday is done."""


class _Calendar:
    """A clock that the making of the sample sets, so that its journal spreads over weeks."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=2)
        return self.moment


def make_sample(home: Path, *, now: Clock = system_now) -> Desk:
    """Make the sample centre in an empty folder and open it; the caller closes it.

    It is the same each time but for its dates, which are told from the day of `now`, and for the
    account that makes it, which becomes its supervisor.
    """
    today = now().replace(microsecond=0)
    calendar = _Calendar(today - _BEHIND)
    with init_home(home, process_account(), now=calendar) as desk:
        session = desk.session()
        random = Random(_SEED)
        late = _stock_up(session, random)
        add_staff(session)
        years = _years(session, calendar, today)
        _come_in(years, late, today)
        for moment, doing in _frames(session, today - _BEHIND, today - _NIGHT):
            years.at(moment, doing)
        _meanwhile(session, calendar, today, years)
        years.go_on(today - _WEEKS)
        calendar.moment = today - _WEEKS
        keep_and_dispose(session)
        keep_lists(session)
        take_boxes_in(session)
        show_kinds(session)
        _weeks_of_work(session, calendar, today, random, years)
    assert calendar.moment <= today, "no desk works before its last change"
    return open_desk(home, now=now)


def _stock_up(session: Session, random: Random) -> list[dict[str, Any]]:
    """Register places, people, classes and holdings, in one transaction; what comes in later."""
    stock, late = SampleHoldings(random), []
    with session.change("sample"):
        for table, documents in stock.tables():
            if table == Holding.table:
                _date(session, documents)
                # The boxes are named by where they stand in the list, whatever their level.
                documents = [Document(each, number) for number, each in enumerate(documents, 1)]
                late = [each for each in documents if comes_later(each)]
                documents = [each for each in documents if not comes_later(each)]
                for each in documents:
                    each["came"] = session.today()
            session.store.table(table).insert_multiple(documents)
    return late


def _date(session: Session, holdings: Sequence[dict[str, Any]]) -> None:
    """Say until when each holding is kept, by the schedule that was registered before."""
    dater = dater_of(session)
    for document in holdings:
        if ends := dater.ends(document):
            document["ends"] = ends


def _years(session: Session, calendar: _Calendar, today: datetime) -> Years:
    """Two years at the desk, with files of their own and those who may draw them."""
    people: dict[str, list[Person]] = {}
    for person in map(Person.from_document, session.store.table(Person.table).all()):
        for unit in {*([person.unit] if person.custodian else ()), *person.authorised}:
            people.setdefault(unit, []).append(person)
    files: dict[str, list[Holding]] = {}
    for holding in _lendable(session):
        if _is_lent_before(holding, today):
            files.setdefault(holding.unit, []).append(holding)
    random = Random(_SEED + 1)
    for each in files.values():
        random.shuffle(each)
    return Years(session, calendar, (calendar.moment, today - _NIGHT), files, people, random)


def _lendable(session: Session) -> Iterator[Holding]:
    """Every unclassified file that is in its place."""
    rows = session.visible.page(Query().status == Status.IN, order_by="due", limit=6000).rows
    for holding in map(Holding.from_document, rows):
        if holding.kind == "file" and not holding.guard:
            yield holding


def _is_lent_before(holding: Holding, today: datetime) -> bool:
    """Whether a file belongs to the years' work; the others are left to the weeks before today."""
    return holding.id % 3 == 0 and (holding.ends or "9999") > today.isoformat()


def _come_in(years: Years, late: Sequence[dict[str, Any]], today: datetime) -> None:
    """What comes in later, by accession or kind, in as many steps spread over the years."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in late:
        groups.setdefault(each.get("accession") or f"{each['kind']} {each['unit']}", []).append(
            each
        )
    step = (_BEHIND - _WEEKS) / (len(groups) + 1)
    for number, documents in enumerate(groups.values(), start=1):
        years.register(today - _BEHIND + number * step, documents)


def _meanwhile(session: Session, calendar: _Calendar, today: datetime, years: Years) -> None:
    """What is done before the centre opens; the years' work goes on between.

    A census each quarter, a transfer each half year.
    """
    begun, until = today - _BEHIND, today - _WEEKS
    steps = [*_counts(session, begun, until), *transfers(session, begun, until)]
    for moment, doing in sorted(steps, key=lambda step: step[0]):
        years.go_on(moment)
        calendar.moment = max(calendar.moment, moment)
        doing()


def _counts(session: Session, begun: datetime, until: datetime) -> Iterator[Step]:
    random, next_row = Random(_SEED + 2), rows()
    for day in counting_days(begun, until):
        morning = day.replace(hour=7, minute=0, second=0)
        yield morning, lambda: count_row(session, next(next_row), random)


def _frames(session: Session, begun: datetime, until: datetime) -> Iterator[Step]:
    """Each week, on films that nothing else of the sample names: those of the highest numbers."""
    asked = (Query().status == Status.IN) & (Query().kind == "reel")
    found = session.visible.all_in(Holding.table, asked, order_by="status")
    reels = sorted(map(Holding.from_document, found), key=lambda each: -each.id)
    films = [each for each in reels if not each.guard]
    weeks = (begun + timedelta(days=7 * n) for n in range((until - begun).days // 7))
    mornings = (day.replace(hour=7, minute=15, second=0) for day in weeks)
    sessions = [session.desk.session(login).through("screen") for login in STAFF]
    yield from filming(sessions, films, mornings, Random(_SEED + 3))


def _weeks_of_work(
    session: Session, calendar: _Calendar, today: datetime, random: Random, years: Years
) -> None:
    """Ten weeks at the desk, told through the use-cases themselves, beside the years' work."""
    drawn = _Drawn(session, random, today)
    for days, loans in ((66, 3), (45, 4), (20, 22), (9, 30), (4, 41), (1, 25)):
        years.go_on(today - timedelta(days=days))
        calendar.moment = today - timedelta(days=days)
        for _loan in range(loans):
            person, (holding,) = drawn.some(1)
            charge_out(session, [f"#{holding.id}"], f"#{person.id}")
        if days == 9:
            _ask(session, drawn, "routine", 2)
    years.go_on(today - _NIGHT)
    out = [each for each in _oldest_out(session) if not _is_lent_before(each, today)]
    calendar.moment = today - timedelta(hours=4)
    return_(session, [f"#{each.id}" for each in out[28:40]])
    drawn.reserve(out[10].id)
    _requests(session, calendar, today, drawn)


def _oldest_out(session: Session) -> list[Holding]:
    rows = session.visible.page(Query().status == Status.OUT, order_by="due", limit=400).rows
    return list(map(Holding.from_document, rows))


class _Drawn:
    """Custodians and the unclassified files of their units, in an order of chance."""

    def __init__(self, session: Session, random: Random, today: datetime) -> None:
        self._session = session
        self._random = random
        people = session.store.table(Person.table).search(IS_CUSTODIAN)
        self._custodians = {each["unit"]: Person.from_document(each) for each in people}
        self._files: dict[str, list[Holding]] = {}
        for holding in _lendable(session):
            if not _is_lent_before(holding, today):
                self._files.setdefault(holding.unit, []).append(holding)
        for files in self._files.values():
            random.shuffle(files)

    def some(self, count: int) -> tuple[Person, list[Holding]]:
        """A custodian and so many files of the custodian's unit, each given once."""
        unit = self._random.choice(sorted(self._files))
        return self._custodians[unit], [self._files[unit].pop() for _each in range(count)]

    def reserve(self, number: int) -> None:
        """Somebody waits for what is out."""
        holding = self._session.visible.get(number)
        assert holding is not None
        waiting = next(p for p in self._custodians.values() if p.id != holding.holder_id)
        reserve(self._session, [f"#{number}"], f"#{waiting.id}")


def _ask(session: Session, drawn: _Drawn, priority: str, count: int) -> Ticket:
    person, holdings = drawn.some(count)
    keys = [f"#{holding.id}" for holding in holdings]
    return intake(session, f"#{person.id}", keys, priority=priority)


def _requests(session: Session, calendar: _Calendar, today: datetime, drawn: _Drawn) -> None:
    """This morning's requests: one assigned, one being picked, one ready, the others new."""
    calendar.moment = today - timedelta(hours=2)
    assigned = _ask(session, drawn, "same-day", 1)
    picked = _ask(session, drawn, "next-day", 3)
    ready = _ask(session, drawn, "same-day", 1)
    assign(session, assigned.request.number)
    pick(session, f"#{picked.items[0].holding.id}")
    pick(session, f"#{ready.items[0].holding.id}")
    make_ready(session, ready.request.number)
    calendar.moment = today - timedelta(minutes=10)
    for priority, count in (("urgent", 1), ("urgent", 2), ("routine", 4)):
        _ask(session, drawn, priority, count)
