"""The sample centre: some 5,000 holdings in three languages, generated, the same each time.

It has a week of work behind it: loans, some of them overdue, requests in every state, a
reservation, returned files that wait to be refiled; and a schedule, a hold, and a disposition in
every state. Dates lie around the day it is made.
"""

from collections.abc import Sequence
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
from rmdesk.sample.keeping import keep_and_dispose, take_boxes_in
from rmdesk.sample.securing import keep_lists
from rmdesk.sample.stock import SampleHoldings

__all__ = ["make_sample"]

_SEED = 1250


class _Calendar:
    """A clock that the making of the sample sets, so that its journal spreads over weeks."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=7)
        return self.moment


def make_sample(home: Path, *, now: Clock = system_now) -> Desk:
    """Make the sample centre in an empty folder and open it; the caller closes it.

    It is the same each time but for its dates, which are told from the day of `now`, and for the
    account that makes it, which becomes its supervisor.
    """
    today = now().replace(microsecond=0)
    calendar = _Calendar(today - timedelta(days=70))
    with init_home(home, process_account(), now=calendar) as desk:
        session = desk.session()
        random = Random(_SEED)
        _stock_up(session, random)
        keep_and_dispose(session)
        keep_lists(session)
        take_boxes_in(session)
        _weeks_of_work(session, calendar, today, random)
    return open_desk(home, now=now)


def _stock_up(session: Session, random: Random) -> None:
    """Register places, people, classes and holdings, in one transaction."""
    stock = SampleHoldings(random)
    with session.change("sample"):
        for table, documents in stock.tables():
            if table == Holding.table:
                _date(session, documents)
                # The boxes are named by where they stand in the list, whatever their level.
                documents = [Document(each, number) for number, each in enumerate(documents, 1)]
            session.store.table(table).insert_multiple(documents)


def _date(session: Session, holdings: Sequence[dict[str, Any]]) -> None:
    """Say until when each holding is kept, by the schedule that was registered before."""
    dater = dater_of(session)
    for document in holdings:
        if ends := dater.ends(document):
            document["ends"] = ends


def _weeks_of_work(session: Session, calendar: _Calendar, today: datetime, random: Random) -> None:
    """Ten weeks at the desk, told through the use-cases themselves."""
    drawn = _Drawn(session, random)
    for days, loans in ((66, 3), (45, 4), (20, 22), (9, 30), (4, 41), (1, 25)):
        calendar.moment = today - timedelta(days=days)
        for _loan in range(loans):
            person, (holding,) = drawn.some(1)
            charge_out(session, [f"#{holding.id}"], f"#{person.id}")
        if days == 9:
            _ask(session, drawn, "routine", 2)
    out = session.visible.page(Query().status == Status.OUT, order_by="due", limit=40).rows
    calendar.moment = today - timedelta(hours=4)
    return_(session, [f"#{document.doc_id}" for document in out[28:40]])
    drawn.reserve(out[10].doc_id)
    _requests(session, calendar, today, drawn)


class _Drawn:
    """Custodians and the unclassified files of their units, in an order of chance."""

    def __init__(self, session: Session, random: Random) -> None:
        self._session = session
        self._random = random
        people = session.store.table(Person.table).search(IS_CUSTODIAN)
        self._custodians = {each["unit"]: Person.from_document(each) for each in people}
        self._files: dict[str, list[Holding]] = {}
        rows = session.visible.page(Query().status == Status.IN, order_by="due", limit=6000).rows
        for holding in map(Holding.from_document, rows):
            if holding.kind == "file" and not holding.guard:
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
