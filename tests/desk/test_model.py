"""A plain model of holdings, loans and reservations agrees with the desk after any work."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rmdesk.duties.circulation import charge_out, open_loan, recall, renew, reserve, return_
from rmdesk.duties.picking import pick, pick_list
from rmdesk.duties.refiling import refile
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.staff import colleague

pytestmark = pytest.mark.whole

KEYS = st.sampled_from(["A0", "A1", "A2"])
PEOPLE = st.sampled_from(["P1", "P2"])
RENEWALS = 2


class Book:
    """One holding, as a clerk would note it on paper."""

    def __init__(self) -> None:
        self.status = "in"
        self.holder = ""
        self.queue: list[str] = []
        self.renewals = 0
        self.recalled = False


class DeskModel(RuleBasedStateMachine):
    """Two sessions at one desk, doing what people do, in any order."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = Centre(self.folder / "home")
        self.sessions = [self.centre.session, colleague(self.centre.desk, "other")]
        self.books = {key: Book() for key in ("A0", "A1", "A2")}
        self.turn = 0
        for key in self.books:
            self.centre.file(key)

    def teardown(self) -> None:
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    def does(self, expected: bool, verb: Any, *arguments: Any) -> None:
        """Do it at the other desk than last time; it must be refused just when the model says."""
        self.turn += 1
        self.centre.clock.forward(seconds=1)
        done = False
        with suppress(Refused):
            verb(self.sessions[self.turn % 2], *arguments)
            done = True
        assert done == expected, (verb.__name__, arguments)

    @rule(key=KEYS, person=PEOPLE)
    def charge_out(self, key: str, person: str) -> None:
        book = self.books[key]
        here = book.status in ("in", "picked", "waiting", "to-refile")
        may = here and book.queue[:1] in ([], [person])
        self.does(may, charge_out, [key], person)
        if may:
            book.status, book.holder, book.queue = "out", person, book.queue[1:]
            book.renewals, book.recalled = 0, False

    @rule(key=KEYS)
    def return_(self, key: str) -> None:
        book = self.books[key]
        out = book.status == "out"
        self.does(out, return_, [key])
        if out:
            book.status, book.holder = "waiting" if book.queue else "to-refile", ""

    @rule(key=KEYS)
    def refile(self, key: str) -> None:
        book = self.books[key]
        here = book.status != "out"
        self.does(here, refile, [key], "L1")
        if here:
            book.status = "in"

    @rule(key=KEYS, person=PEOPLE)
    def reserve(self, key: str, person: str) -> None:
        book = self.books[key]
        may = (book.status, book.holder) != ("out", person)
        self.does(may, reserve, [key], person)
        if may and person not in book.queue:
            self.books[key].queue.append(person)

    @rule(key=KEYS)
    def pick(self, key: str) -> None:
        book = self.books[key]
        may = book.status in ("in", "to-refile") and bool(book.queue)
        self.does(may, pick, key)
        if may:
            book.status = "picked"

    @rule(key=KEYS)
    def renew(self, key: str) -> None:
        book = self.books[key]
        self.centre.clock.forward(days=7)  # so that it lengthens the loan
        free = not book.queue and not book.recalled and book.renewals < RENEWALS
        may = book.status == "out" and free
        self.does(may, renew, [key])
        book.renewals += may

    @rule(key=KEYS)
    def recall(self, key: str) -> None:
        book = self.books[key]
        may = book.status == "out" and not book.recalled
        self.does(may, recall, [key])
        book.recalled = book.recalled or may

    @rule(key=KEYS)
    def lend_and_take_it_back(self, key: str) -> None:
        """A charge-out undone at once leaves everything as it was."""
        book = self.books[key]
        if book.status == "in" and not book.queue:
            charge_out(self.centre.session, [key], "P1")
            undo(self.centre.session)

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "books"):
            return
        people = {self.centre.ito.id: "P1", self.centre.roy.id: "P2"}
        session = self.centre.session
        for key, book in self.books.items():
            holding = self.centre.now(key)
            assert holding.status == book.status
            assert people.get(holding.holder_id or 0, "") == book.holder
            queue = [people[each.person] for each in queue_of(session, holding.id)]
            assert queue == book.queue
            assert (open_loan(session, holding.id) is not None) == (book.status == "out")

    @invariant()
    def is_sound(self) -> None:
        if hasattr(self, "centre"):
            pick_list(self.centre.session)
            assert not self.centre.session.store.verify().faults


DeskModel.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    suppress_health_check=list(HealthCheck),
)
TestDeskModel = DeskModel.TestCase
