"""What figures cost a large home: a year by month, the day after an import, and keeping them.

    .tools/bin/python -m benchmarks.figures [--holdings N ...] [--hidden PERCENT] [--keep FOLDER]

A home of N holdings, N / 5 requests, as many loans and 5 N journal entries over a year is made for
each N (the journal through the store, the acts of a day together; ten minutes for a million); with
--keep it stays for the next run. Budgets, at a million: a year of monthly figures 3 s; today's
figures on the day after a million were imported 0.3 s. Of one holding in a hundred times PERCENT
(at least of one), of its loans, its requests and the acts on them a technician may not know: half
of these are numbered apart, half were raised later. Their figures have the same budget. Beside
them what the same figures cost when counted over the journal. Seconds, the best of three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from unittest.mock import patch

from tinydb.table import Document

from data import APART, Author
from data.summary import Summary
from rmdesk.access import journal
from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.holding import derive
from rmdesk.duties.report import make_report
from rmdesk.model.records import Holding, Loan, Request, Reservation
from rmdesk.opening import init_home, open_desk

SIZES = (20_000, 100_000)
LAST = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
_DAYS = 250
_STEP = 50_000
_ACTIONS = ("charge-out", "return", "refile", "request", "register")


class _Clock:
    moment = LAST

    def __call__(self) -> datetime:
        return self.moment


class _Numbers:
    """The documents of a home: which holding each request and each loan is of."""

    def __init__(self, count: int, percent: float) -> None:
        self.random, self.count = Random(count), count
        self.hidden = max(1, round(count * percent / 100))
        self.drawn: dict[str, list[tuple[int, int]]] = {Request.table: [], Loan.table: []}

    def is_hidden(self, number: int) -> bool:
        """The last ones are, which came in open and were raised, or apart."""
        return number > self.count - self.hidden

    def holding(self) -> int:
        """Any of them; every other hidden one is numbered apart."""
        number = self.random.randrange(1, self.count + 1)
        return APART + number if self.is_hidden(number) and number % 2 else number

    def act(self) -> list[str]:
        """What an act was on: a holding, a loan and a request of it, and another holding."""
        request, holding = self.random.choice(self.drawn[Request.table])
        loan, _holding = self.random.choice(self.drawn[Loan.table])
        other = self.holding() if not self._hides(holding) else holding
        return [f"holdings:{holding}", f"holdings:{other}", f"loans:{loan}", f"requests:{request}"]

    def _hides(self, holding: int) -> bool:
        return self.is_hidden(holding % APART)


def make(home: Path, count: int, percent: float) -> None:
    """A year of work, then so many holdings brought in on its last day."""
    clock, numbers = _Clock(), _Numbers(count, percent)
    clock.moment = LAST - timedelta(days=364)
    with init_home(home, "bench", now=clock) as desk:
        _work(desk, clock, numbers)
        clock.moment = LAST
        session = desk.session("bench").through("import")
        with session.change("import"):
            holdings = (_holding(number, numbers) for number in range(1, count + 1))
            while batch := list(islice(holdings, _STEP)):
                session.store.table(Holding.table).insert_multiple(batch)


def _holding(number: int, numbers: _Numbers) -> Document:
    holding = Holding(barcode=f"B{number:08}", kind="file", title=f"File {number}")
    holding.unit, holding.extent_m = f"Unit {number % 40}", 0.03
    holding.class_ = f"{number % 300 // 10:02}-{number % 10}"
    hidden = numbers.is_hidden(number)
    holding.security = "secret" if hidden else ""
    return Document(derive(holding).to_document(), number + APART * (hidden and number % 2))


def _work(desk: Desk, clock: _Clock, numbers: _Numbers) -> None:
    """Requests of each day, and entries of acts on them, four to an act."""
    random, count, store = numbers.random, numbers.count, desk.store
    start, total = clock.moment, 4 * count
    for day in range(_DAYS):
        morning = start + timedelta(days=day * 363 / _DAYS)
        clock.moment = morning
        with store.transaction(Author("bench", "command:bench/-/1"), "sample"):
            for number in range(count // 5 // _DAYS):
                _draw(desk, morning, numbers, number)
        acts = (total - 3 * count // 5) // _DAYS // 4
        with store.together():
            for act in range(acts):
                clock.moment = morning + timedelta(hours=9 * act / acts)
                author = Author(f"clerk{random.randrange(10)}", "screen:clerk/pts/1")
                _act(desk, author, random.choice(_ACTIONS), numbers.act())


def _draw(desk: Desk, morning: datetime, numbers: _Numbers, number: int) -> None:
    """A request for a holding, the claim that says so, and a loan of it."""
    random, store, holding = numbers.random, desk.store, numbers.holding()
    apart = holding >= APART
    draft = _request(morning.isoformat(), random, number)
    request = store.table(Request.table).insert(draft, apart=apart)
    claim = Reservation(holding=holding, person=1, request=request, made=morning.isoformat())
    store.table(Reservation.table).insert(claim.to_document(), apart=apart)
    loan = store.table(Loan.table).insert(_loan(morning, random, holding), apart=apart)
    numbers.drawn[Request.table].append((request, holding))
    numbers.drawn[Loan.table].append((loan, holding))


def _act(desk: Desk, author: Author, action: str, subjects: list[str]) -> None:
    """Four entries as an act leaves them, on documents that are there in the end."""
    with desk.store.transaction(author, action) as transaction:
        for subject in subjects:
            transaction.note(action, subject, new={"status": "out"})


def _request(received: str, random: Random, number: int) -> dict[str, object]:
    request = Request(number=f"R-{received[:10]}-{number}", received=received, status="closed")
    request.unit, request.type = f"Unit {random.randrange(40)}", random.choice(("loan", "copy"))
    request.priority, request.outcome = "routine", random.choice(("filled", "not-found"))
    moment = datetime.fromisoformat(received) + timedelta(hours=random.randrange(1, 60))
    request.closed = moment.isoformat()
    return request.to_document()


def _loan(morning: datetime, random: Random, holding: int) -> dict[str, object]:
    loan = Loan(holding=holding, person=1, out=morning.isoformat())
    loan.due = (morning + timedelta(days=28)).date().isoformat()
    loan.returned = (morning + timedelta(days=random.randrange(1, 40))).isoformat()
    return loan.to_document()


def seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    taken = []
    for _run in range(3):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure(home: Path) -> dict[str, float]:
    """Each figure as its report makes it."""
    clock = _Clock()
    clock.moment = LAST + timedelta(days=1)
    year = (LAST - timedelta(days=364)).date(), LAST.date()
    with open_desk(home, now=clock) as desk:
        session, technician = desk.session("bench"), desk.session("clerk1")

        def monthly(session: Session = session) -> None:
            make_report(session, "activity", *year, "month")
            make_report(session, "months", *year)

        found = {
            "activity by month": seconds(lambda: make_report(session, "activity", *year, "month")),
            "a year by month, all": seconds(monthly),
            "the same for a technician": seconds(lambda: monthly(technician)),
            "today, a day later": seconds(lambda: make_report(session, "today")),
        }
        with patch.object(Summary, "sums", return_value=None):
            found["by month, counted"] = seconds(
                lambda: make_report(session, "activity", *year, "month")
            )
        with patch.object(journal, "FEW", 10**9):
            found["for a technician, counted"] = seconds(
                lambda: make_report(technician, "activity", *year, "month")
            )
        found["the counts made anew"] = seconds(lambda: _rebuild(desk))
        found["compared with the journal"] = seconds(desk.store.summary.differences)
    return found


def _rebuild(desk: Desk) -> None:
    with desk.store.transaction(Author("bench", "bench"), "rebuild"):
        desk.store.summary.rebuild()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holdings", type=int, nargs="+", default=SIZES)
    parser.add_argument("--hidden", type=float, default=0.0, metavar="PERCENT")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    columns = {}
    with tempfile.TemporaryDirectory() as name:
        for count in options.holdings:
            home = (options.keep or Path(name)) / f"{count}-{options.hidden:g}"
            if not home.exists():
                make(home, count, options.hidden)
            columns[count] = measure(home)
    print(f"{'':<28}" + "".join(f"{count:>12,}" for count in columns))
    for what in next(iter(columns.values())):
        print(f"{what:<28}" + "".join(f"{each[what]:>12.3f}" for each in columns.values()))


if __name__ == "__main__":
    main()
