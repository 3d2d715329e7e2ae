"""Figures of acts for who may not know of all: kept sums, less what is hidden, are the naive count.

By chance and without the rules of any duty, so that what no act of today does is there as well:
documents raised, lowered, taken away and put back, that name others from one day to the next,
hidden ones numbered with the others and open ones numbered apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb.table import Document

from data import Author, layout
from rmdesk.access import journal as access_journal
from rmdesk.access.clearance import EVERY_CAVEAT, Clearance
from rmdesk.access.guards import Guards, links_of
from rmdesk.access.journal import Activity, KnownJournal
from rmdesk.access.matters import BREACH
from rmdesk.access.visibility import Visibility
from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.hold import place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.request import close, intake
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.exchange.taking_back import take_back
from rmdesk.maintenance.doctor import examine
from rmdesk.model.errors import DeskError
from tests.desk.conftest import Centre
from tests.desk.test_hold import opened
from tests.staff import colleague

pytestmark = pytest.mark.whole

WAYS = ("action", "actor", "channel", "day", "week", "month")
GUARDS = ("", "", "protected a", "secret", "secret|KITE", "top secret")
CLEARANCES = (
    Clearance(0, 0, frozenset()),
    Clearance(2, 0, frozenset()),
    Clearance(3, 2, frozenset()),
    Clearance(3, 2, frozenset({"KITE"})),
    Clearance(3, 3, frozenset()),
    Clearance(3, 3, frozenset({EVERY_CAVEAT})),
)
AUTHORS = (
    Author("mlee", "screen:mlee/pts1/7"),
    Author("aroy", "command:aroy/-/8"),
    Author("mlee", "mlee/-/9"),
)


def both_ways(
    known: KnownJournal, start: datetime, end: datetime, by: str
) -> tuple[Activity, Activity]:
    """What is told quickly, and entry by entry."""
    found = []
    for few in (0, 10**9):
        with patch.object(access_journal, "FEW", few):
            found.append(known.activity(start, end, by))
    return found[0], found[1]


def check(desk: Desk, known: KnownJournal, who: object) -> None:
    last = desk.now()
    quarter = last.replace(minute=0, second=0, microsecond=0) - timedelta(days=3)
    whole = datetime(2026, 1, 1, tzinfo=last.tzinfo), datetime(2027, 1, 1, tzinfo=last.tzinfo)
    for span in (whole, (quarter, last + timedelta(minutes=1)), (quarter, quarter), (last, last)):
        for by in WAYS:
            quick, naive = both_ways(known, *span, by)
            assert quick == naive, (who, by, span)
        for field in ("unit", "n"):
            assert known.activity_under(*span, field) == under(desk, known, *span, field), who


def under(desk: Desk, known: KnownJournal, start: datetime, end: datetime, field: str) -> Activity:
    """Entry by entry, by what each holding says now in a field."""
    acts: defaultdict[str, set[int]] = defaultdict(set)
    changed: defaultdict[str, set[tuple[int, Any]]] = defaultdict(set)
    for entries in known.acts(start, end):
        for entry in entries:
            table, _colon, number = entry.subject.partition(":")
            if table == "holdings":
                found = desk.store.table(table).get(doc_id=int(number))
                assert not isinstance(found, list)
                value = found.get(field, "") if found else ""
                acts[value].add(entry.act)
                changed[value].add((entry.act, number))
    return Activity.of(acts, changed)


class Chance:
    """Documents of every table with which one may be known, changed by chance."""

    def __init__(self, desk: Desk, random: Random) -> None:
        self.desk = desk
        self.random = random
        self.tables = [
            table for table, record in desk.records.items()
            if (record.known_by or record.known_through) and not record.follows
        ]  # fmt: skip
        self.number = 0
        self.gone: list[tuple[str, Document]] = []

    def act(self) -> None:
        """Some changes as one act."""
        author = self.random.choice(AUTHORS)
        action = self.random.choice(("register", "charge-out", "undo"))
        with self.desk.store.transaction(author, action) as transaction:
            ways = (self.insert, self.insert, self.change, self.twice, self.remove, self.back)
            for _change in range(self.random.randrange(1, 5)):
                self.random.choice(ways)()
            if self.random.random() < 0.2:
                transaction.note(self.random.choice((action, "note")), "act:1", new={"undone": "x"})
            if self.random.random() < 0.2:
                told = {"guard": self.random.choice(GUARDS), "why": "so"}
                transaction.note(BREACH, self.random.choice(("holdings:1", "rules:R16")), new=told)

    def said(self, table: str) -> dict[str, Any]:
        """What says who may know of a document of a table, by chance."""
        record = self.desk.records[table]
        said: dict[str, Any] = {"n": self.random.random()}
        if record.known_by and not links_of(record):
            guard = self.random.choice(GUARDS)
            said[record.known_by] = guard.split("|")[0] if record.known_by == "security" else guard
        known = {each.known_through: t for t, each in self.desk.records.items()}
        through = [(pair[1], t) for pair, t in known.items() if pair and pair[0] == table]
        for path, named in (*links_of(record), *through):
            if numbers := [each.doc_id for each in self.desk.store.table(named)]:
                said[path] = self.random.choice(numbers)
        return said

    def keyed(self, table: str) -> dict[str, Any]:
        """The keys that a document of a table must have to itself."""
        return {key: str(self.random.random()) for key in self.desk.records[table].unique}

    def insert(self) -> None:
        for table in {self.random.choice(self.tables), self.random.choice(("holdings", "loans"))}:
            said = self.said(table)
            kept = self.desk.store.table(table)
            if self.random.random() < 0.3 and any(said.get(path) for path in kept.spec.apart):
                self.number += 1000  # which nothing that was taken away has had
                kept.insert(Document({**self.keyed(table), **said}, self.number))
            else:
                kept.insert({**self.keyed(table), **said}, apart=self.random.random() < 0.2)

    def _some(self) -> tuple[str, Document] | None:
        table = self.random.choice((*self.tables, "holdings", "holdings", "reservations"))
        documents = list(self.desk.store.table(table))
        return (table, self.random.choice(documents)) if documents else None

    def change(self) -> None:
        """Raise it, lower it, let it name another, or only amend it."""
        if some := self._some():
            table, document = some
            said = self.said(table) if self.random.random() < 0.6 else {"n": self.random.random()}
            self.desk.store.table(table).update(said, doc_ids=[document.doc_id])

    def twice(self) -> None:
        """Raise or lower a holding, and amend it besides."""
        if holdings := list(self.desk.store.table("holdings")):
            number = self.random.choice(holdings).doc_id
            for said in (self.said("holdings"), {"n": self.random.random()}):
                self.desk.store.table("holdings").update(said, doc_ids=[number])

    def remove(self) -> None:
        if some := self._some():
            self.gone.append(some)
            self.desk.store.table(some[0]).remove(doc_ids=[some[1].doc_id])

    def back(self) -> None:
        if self.gone:
            table, document = self.gone.pop()
            self.desk.store.table(table).insert(document)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 40), st.booleans())
def test_of_documents_by_chance(seed: int, acts: int, indexed: bool) -> None:
    random = Random(seed)
    with TemporaryDirectory() as folder, closing(Centre(Path(folder, "home")).desk) as desk:
        if not indexed:
            drop_indexes(desk)
        chance = Chance(desk, random)
        for _act in range(acts):
            desk.now.forward(minutes=random.choice((1, 14, 60, 60 * 26, 60 * 24 * 9)))  # type: ignore[attr-defined]
            chance.act()
        for clearance in CLEARANCES:
            visible = Visibility(desk.store, clearance, desk.records, Guards(desk.store))
            for table in chance.tables:
                documents = list(desk.store.table(table))
                known = {each.doc_id for each in visible.known(table, documents)}
                hidden = {each.doc_id for each in documents} - known
                assert visible.hidden_in(table) == hidden, (table, clearance)
            officer = random.random() < 0.5
            journal = KnownJournal(desk.store, desk.records, visible, officer=officer)
            check(desk, journal, clearance)


def drop_indexes(desk: Desk) -> None:
    with desk.store.transaction(AUTHORS[0], "drop"):
        for name in (layout.APART_INDEX, layout.OUT_INDEX):
            desk.store._engine.execute(f"DROP INDEX {name}")


# --- by what the duties do


Do = Callable[[Centre, Session, Random], object]


def _file(random: Random) -> str:
    return f"F{random.randrange(5)}"


def _level(random: Random) -> str:
    return random.choice(("", "unclassified", "protected b", "secret", "top secret"))


def _register(centre: Centre, session: Session, random: Random) -> None:
    given = {"barcode": _file(random), "title": "A file", "kind": "file", "home": "L1"}
    unit = f"Unit {random.randrange(3)}"
    add_holding(session, {**given, "security": _level(random), "unit": unit})


def _level_anew(_centre: Centre, session: Session, random: Random) -> None:
    edit_holding(session, _file(random), {"security": _level(random)}, "found to be")


def _lend(_centre: Centre, session: Session, random: Random) -> None:
    charge_out(session, [_file(random)], "P1")


def _ask(_centre: Centre, session: Session, random: Random) -> None:
    intake(session, "P2", sorted({_file(random), _file(random)}))


def _close(_centre: Centre, session: Session, random: Random) -> None:
    requests = [each["number"] for each in session.store.table("requests")]
    if requests:
        close(session, random.choice(requests), "not-found")


def _hold(_centre: Centre, session: Session, random: Random) -> None:
    number = opened(session, security=random.choice(("", "secret")))
    place(session, number, {"on": [_file(random)]})


def _import(centre: Centre, session: Session, random: Random) -> None:
    rows = [f"I{random.randrange(30)},A file,file,{_level(random)}" for _row in range(4)]
    path = centre.home / "files.csv"
    path.write_text("barcode,title,kind,security\n" + "\n".join(dict.fromkeys(rows)) + "\n")
    import_file(session.through("import"), "holdings", path)


DONE: tuple[Do, ...] = (
    _register,
    _level_anew,
    _level_anew,
    _lend,
    _lend,
    _ask,
    lambda _centre, session, random: return_(session, [_file(random)]),
    _ask,
    _close,
    _hold,
    _import,
    lambda _centre, session, _random: take_back(session),
    lambda _centre, session, _random: undo(session),
)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.sampled_from(range(len(DONE))), max_size=30))
def test_of_what_the_duties_do(seed: int, done: list[int]) -> None:
    random = Random(seed)
    with TemporaryDirectory() as folder:
        centre = Centre(Path(folder, "home"))
        with closing(centre.desk):
            low = colleague(centre.desk, "low")
            others = [
                low,
                colleague(centre.desk, "mid", clearance="protected b"),
                colleague(centre.desk, "high", clearance="secret", role="security officer"),
                centre.session,
            ]
            for number, level in enumerate(("", "", "", "secret")):
                centre.file(f"F{number}", security=level, unit=f"Unit {number % 3}")
            for each in done:
                centre.clock.forward(minutes=random.choice((1, 14, 60, 60 * 26, 60 * 24 * 9)))
                by = random.choice((low, centre.session, centre.session))
                session = by.through(random.choice(("", "screen", "command")))
                try:
                    DONE[each](centre, session, random)
                except DeskError:
                    continue  # what a rule stands against was not done
            for session in others:
                check(centre.desk, session.journal, session.login)
            assert examine(centre.session)["figures"]["sound"]
            assert centre.desk.store.verify().sound
