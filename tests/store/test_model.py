"""Holdings, loans and reservations, against a plain model, in any order of things."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tinydb import where

from data import DuplicateKey, Store
from tests.store.site import CLERK, OTHER, open_site

PLACES = st.integers(1, 4)
PEOPLE = st.sampled_from(["ito", "roy", "lee"])


class Desk(RuleBasedStateMachine):
    """Two sessions on one store; the model is what a clerk would keep in the head."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.sessions: list[Store] = []

    @initialize()
    def open(self) -> None:
        home = Path(self.folder.name)
        self.sessions = [open_site(home), open_site(home)]
        self.holders: dict[int, str | None] = {}  # holding: who has it
        self.queues: dict[int, list[str]] = {}  # holding: who waits for it
        self.barcodes: set[str] = set()
        self.entries = 0

    def teardown(self) -> None:
        if self.sessions:
            report = self.sessions[0].verify()
            assert report.sound, report.faults
            assert report.entries == self.entries
        for session in self.sessions:
            session.close()
        self.folder.cleanup()

    sides = st.integers(0, 1)

    @rule(side=sides, barcode=st.sampled_from(["B1", "B2", "B3", ""]), fail=st.booleans())
    def register(self, side: int, barcode: str, fail: bool) -> None:
        session = self.sessions[side]
        holdings = session.table("holdings")
        key = None
        try:
            with session.transaction((CLERK, OTHER)[side], "register"):
                key = holdings.insert({"barcode": barcode, "status": "in"})
                if fail:
                    raise ZeroDivisionError
        except DuplicateKey:
            assert barcode in self.barcodes
        except ZeroDivisionError:
            assert barcode not in self.barcodes
        else:
            assert key is not None
            assert barcode not in self.barcodes
            self.holders[key], self.queues[key] = None, []
            self.barcodes |= {barcode} - {""}
            self.entries += 1

    @precondition(lambda self: self.holders)
    @rule(side=sides, place=PLACES, person=PEOPLE)
    def charge_out(self, side: int, place: int, person: str) -> None:
        session, key = self.sessions[side], self.known(place)
        holdings, loans = session.table("holdings"), session.table("loans")
        with session.transaction(CLERK, "charge-out"):
            waiting = loans.page(where("holding") == key, limit=9).rows
            first = next((doc["by"] for doc in waiting if doc["kind"] == "reservation"), person)
            holding = holdings.get(doc_id=key)
            assert holding is not None
            possible = holding["status"] == "in" and first == person
            assert possible == (
                self.holders[key] is None and self.queues[key][:1] in ([], [person])
            )
            if possible:
                holdings.update({"status": "out"}, doc_ids=[key])
                loans.remove((where("holding") == key) & (where("by") == person))
                loans.insert({"holding": key, "kind": "loan", "by": person})
        if possible:
            self.entries += 2 + self.queues[key].count(person)
            self.queues[key] = [name for name in self.queues[key] if name != person]
            self.holders[key] = person

    @precondition(lambda self: self.holders)
    @rule(side=sides, place=PLACES)
    def give_back(self, side: int, place: int) -> None:
        session, key = self.sessions[side], self.known(place)
        with session.transaction(CLERK, "return"):
            loan = (where("holding") == key) & (where("kind") == "loan")
            removed = session.table("loans").remove(loan)
            session.table("holdings").update({"status": "in"}, doc_ids=[key])
        assert len(removed) == (self.holders[key] is not None)
        self.entries += 2 * len(removed)
        self.holders[key] = None

    @precondition(lambda self: self.holders)
    @rule(side=sides, place=PLACES, person=PEOPLE)
    def reserve(self, side: int, place: int, person: str) -> None:
        session, key = self.sessions[side], self.known(place)
        loans = session.table("loans")
        same = (where("holding") == key) & (where("by") == person)
        with session.transaction(CLERK, "reserve"):
            if not loans.contains(same):
                loans.insert({"holding": key, "kind": "reservation", "by": person})
        if self.holders[key] != person and person not in self.queues[key]:
            self.queues[key].append(person)
            self.entries += 1

    def known(self, place: int) -> int:
        return sorted(self.holders)[place % len(self.holders)]

    @invariant()
    def both_sessions_see_the_same_as_the_model(self) -> None:
        for session in self.sessions:
            loans = session.table("loans").all()
            assert {doc.doc_id: doc["status"] for doc in session.table("holdings")} == {
                key: "in" if holder is None else "out" for key, holder in self.holders.items()
            }
            assert {doc["holding"]: doc["by"] for doc in loans if doc["kind"] == "loan"} == {
                key: holder for key, holder in self.holders.items() if holder
            }
            for key, queue in self.queues.items():
                waiting = [
                    doc["by"]
                    for doc in loans
                    if doc["holding"] == key and doc["kind"] == "reservation"
                ]
                assert waiting == queue
            assert session.journal.last() == self.entries


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=12, stateful_step_count=20)
