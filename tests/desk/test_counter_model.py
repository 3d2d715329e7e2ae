"""Whatever is done at the counter, in any order and by several sessions, what must hold holds.

Before each act it is asked what stands against it: the act is refused exactly then, and for these
reasons.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rmdesk.desk.acts import SUPERVISOR, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.authorising import AUTHORISATIONS
from rmdesk.duties.circulation import (
    against_cancel_reservation,
    against_charge_out,
    against_found,
    against_recall,
    against_renew,
    against_reserve,
    against_return,
    cancel_reservation,
    charge_out,
    found,
    recall,
    renew,
    reserve,
    return_,
)
from rmdesk.duties.claimed import (
    against_claiming,
    against_still_out,
    claim_returned,
    still_out,
)
from rmdesk.duties.collecting import against_collect, collect
from rmdesk.duties.forward import (
    against_bring,
    against_cancel_forward,
    against_forward,
    bring,
    bring_forward,
    cancel_forward,
)
from rmdesk.duties.lost import against_giving_up, give_up
from rmdesk.duties.override import against_overriding, charge_out_anyway
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import (
    against_mark_missing,
    against_pick,
    against_put_back,
    against_take_out,
    mark_missing,
    pick,
    pick_list,
    put_back,
    take_out,
)
from rmdesk.duties.recall import against_lifting, lift_recall
from rmdesk.duties.refiling import against_refile, refile
from rmdesk.duties.request import (
    add_to_request,
    against_adding,
    against_assign,
    against_close,
    against_end_item,
    against_hand_over,
    against_intake,
    against_ready,
    assign,
    close,
    end_item,
    find_request,
    hand_over,
    intake,
    make_ready,
)
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.duties.shelf import against_passing_on, pass_on
from rmdesk.duties.transit import against_receive, against_send, receive, send
from rmdesk.duties.undo import undo
from rmdesk.model.errors import DeskError, Reason, Refused
from rmdesk.model.records import Request
from rmdesk.model.words import OUTCOMES, PRIORITIES, TYPES
from tests.desk.conftest import Centre
from tests.desk.counter_checks import replays, what_must_hold

pytestmark = pytest.mark.whole

FILES = ("A0", "A1", "S0", "BOX1", "I0", "I1", "BOX2", "BOX3", "J0", "V0")
PEOPLE = ("P1", "P2", "CLEARED", "GONE")
KEYS, BORROWERS = st.sampled_from(FILES), st.sampled_from(PEOPLE)
SOME = st.lists(KEYS, min_size=1, max_size=3, unique=True)
NUMBER = st.integers(0, 40)
ITEM_OUTCOMES = ("not-found", "denied", "referred", "cancelled")


class CounterModel(RuleBasedStateMachine):
    """Two sessions and their desk lines."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = Centre(self.folder / "home")
        first = self.centre.session
        add_person(first, {"barcode": "CLEARED", "name": "Cleared", "clearance": "secret"})
        add_person(first, {"barcode": "GONE", "name": "Gone", "valid_until": "2026-03-03"})
        for key in ("A0", "A1"):
            self.centre.file(key)
        self.centre.file("S0", security="secret")
        self.centre.entered("S0", "CLEARED")
        for box, outer in (("BOX1", ""), ("BOX2", ""), ("BOX3", "BOX2")):
            home = {} if outer else {"home": "L1"}
            values = {"kind": "box", "container": outer, "home": "", **home}
            self.centre.file(box, **values)
        for key, box in (("I0", "BOX1"), ("I1", "BOX1"), ("J0", "BOX3")):
            self.centre.file(key, container=box, home="")
        self.centre.file("V0", kind="volume")
        self.sessions = [self.centre.desk.session(login) for login in ("one", "two")]
        for each in self.sessions:
            with first.change("staff"):
                staff = first.person("mlee")
                staff.id, staff.login, staff.name = 0, each.login, each.login
                first.save(staff)
        self.counters = [Counter(), Counter()]
        self.turn = 0
        self.batches = 0

    def teardown(self) -> None:
        if hasattr(self, "counters"):
            replays(self.centre.session)
            assert not self.centre.session.store.verify().faults
            assert dict(self.centre.session.store.scans) == {}
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    @property
    def session(self) -> Session:
        """The sessions take turns, and time passes."""
        self.turn += 1
        self.centre.clock.forward(seconds=1)
        return self.sessions[self.turn % 2]

    def request(self, number: int) -> Request | None:
        requests = self.centre.session.store.table(Request.table)
        documents = requests.page(order_by="number", limit=50).rows
        return Request.from_document(documents[number % len(documents)]) if documents else None

    def does(self, against: Sequence[Reason], act: Callable[..., Any], *arguments: Any) -> None:
        """It is refused exactly if something stands against it, and for just that."""
        told: list[Reason] = []
        try:
            act(*arguments)
        except Refused as refused:
            told = refused.reasons
        assert list(dict.fromkeys(told)) == list(dict.fromkeys(against)), (act, arguments)

    # --- what people do

    @rule(key=KEYS, to=BORROWERS)
    def lend(self, key: str, to: str) -> None:
        session = self.session
        against = against_charge_out(session, self.centre.now(key), session.person(to))
        self.does(against, charge_out, session, [key], to)

    @rule(key=KEYS, to=BORROWERS)
    def read_here(self, key: str, to: str) -> None:
        session = self.session
        holding, person = self.centre.now(key), session.person(to)
        against = against_charge_out(session, holding, person, here=True)
        self.does(against, lambda: charge_out(session, [key], to, here=True))

    @rule(key=KEYS, to=BORROWERS, by=BORROWERS)
    def lend_by_another(self, key: str, to: str, by: str) -> None:
        session = self.session
        holding, person = self.centre.now(key), session.person(to)
        against = against_charge_out(session, holding, person, by=session.person(by))
        self.does(against, lambda: charge_out(session, [key], to, by=by))

    @rule(key=KEYS, by=BORROWERS)
    def collect(self, key: str, by: str) -> None:
        session = self.session
        against = against_collect(session, self.centre.now(key), session.person(by))
        self.does(against, collect, session, [key], by)

    @rule(giver=BORROWERS, person=BORROWERS, days=st.integers(0, 60))
    def authorise(self, giver: str, person: str, days: int) -> None:
        session = self.session
        until = (session.now().date() + timedelta(days=days)).isoformat()
        with suppress(Refused):
            register(session, AUTHORISATIONS, {"giver": giver, "person": person, "until": until})

    @rule(key=KEYS, to=BORROWERS, days=st.integers(0, 60))
    def bring_forward(self, key: str, to: str, days: int) -> None:
        session = self.session
        on = session.now().date() + timedelta(days=days)
        against = against_forward(session, self.centre.now(key), session.person(to), on)
        self.does(against, bring_forward, session, [key], to, on)

    @rule(key=KEYS)
    def bring(self, key: str) -> None:
        session = self.session
        self.does(against_bring(session, self.centre.now(key)), bring, session, [key])

    @rule(key=KEYS, to=BORROWERS)
    def cancel_forward(self, key: str, to: str) -> None:
        session = self.session
        against = against_cancel_forward(session, self.centre.now(key), session.person(to))
        self.does(against, cancel_forward, session, [key], to)

    @rule(key=KEYS, to=st.sampled_from(("L1", "L2")))
    def send(self, key: str, to: str) -> None:
        session = self.session
        against = against_send(session, self.centre.now(key), session.place(to))
        self.does(against, send, session, [key], to)

    @rule(key=KEYS, at=st.sampled_from(("", "L1", "L2")))
    def receive(self, key: str, at: str) -> None:
        session = self.session
        self.does(against_receive(session, self.centre.now(key)), receive, session, [key], at)

    @rule(key=KEYS)
    def give_up_for_lost(self, key: str) -> None:
        session = self.session
        against = against_giving_up(session, self.centre.now(key))
        self.does(against, give_up, session, [key], "looked everywhere")

    @rule(key=KEYS, to=BORROWERS)
    def lend_anyway(self, key: str, to: str) -> None:
        session = self.session
        against = against_overriding(session, self.centre.now(key), session.person(to))
        act = lambda: charge_out_anyway(session, [key], to, "the court sits")  # noqa: E731
        self.does([*not_permitted(session, SUPERVISOR), *against], act)

    @rule(key=KEYS)
    def take_back(self, key: str) -> None:
        session = self.session
        self.does(against_return(session, self.centre.now(key)), return_, session, [key])

    @rule(key=KEYS)
    def refile(self, key: str) -> None:
        session = self.session
        against = against_refile(session, self.centre.now(key), self.centre.shelf)
        self.does(against, refile, session, [key], "L1")

    @rule(key=KEYS)
    def renew(self, key: str) -> None:
        session = self.session
        self.does(against_renew(session, self.centre.now(key)), renew, session, [key])

    @rule(key=KEYS)
    def recall(self, key: str) -> None:
        session = self.session
        self.does(against_recall(session, self.centre.now(key)), recall, session, [key])

    @rule(key=KEYS)
    def lift_recall(self, key: str) -> None:
        session = self.session
        self.does(against_lifting(session, self.centre.now(key)), lift_recall, session, [key])

    @rule(key=KEYS)
    def claim_returned(self, key: str) -> None:
        session = self.session
        against = against_claiming(session, self.centre.now(key))
        self.does(against, claim_returned, session, [key], "says so")

    @rule(key=KEYS)
    def still_out(self, key: str) -> None:
        session = self.session
        self.does(against_still_out(session, self.centre.now(key)), still_out, session, [key])

    @rule(key=KEYS, to=BORROWERS, rank=st.integers(0, 3))
    def reserve(self, key: str, to: str, rank: int) -> None:
        session = self.session
        against = against_reserve(session, self.centre.now(key), session.person(to))
        self.does(against, lambda: reserve(session, [key], to, rank=rank))

    @rule(key=KEYS, to=BORROWERS)
    def give_up(self, key: str, to: str) -> None:
        session = self.session
        against = against_cancel_reservation(session, self.centre.now(key), session.person(to))
        self.does(against, cancel_reservation, session, [key], to)

    @rule(key=KEYS)
    def pick(self, key: str) -> None:
        session = self.session
        self.does(against_pick(session, self.centre.now(key)), pick, session, key)

    @rule(key=KEYS)
    def put_back(self, key: str) -> None:
        session = self.session
        self.does(against_put_back(session, self.centre.now(key)), put_back, session, key)

    @rule(key=KEYS)
    def take_out(self, key: str) -> None:
        session = self.session
        self.does(against_take_out(session, self.centre.now(key)), take_out, session, key)

    @rule(key=KEYS)
    def miss(self, key: str) -> None:
        session = self.session
        against = against_mark_missing(session, self.centre.now(key))
        self.does(against, mark_missing, session, key, "not there")

    @rule(key=KEYS)
    def find(self, key: str) -> None:
        session = self.session
        self.does(against_found(session, self.centre.now(key)), found, session, [key])

    @rule(keys=SOME, who=BORROWERS, kind=st.sampled_from(TYPES), how=st.sampled_from(PRIORITIES))
    def ask(self, keys: list[str], who: str, kind: str, how: str) -> None:
        session = self.session
        holdings = [self.centre.now(key) for key in keys]
        against = against_intake(session, session.person(who), holdings)
        self.does(against, lambda: intake(session, who, keys, type_=kind, priority=how))

    @rule(keys=SOME, who=BORROWERS, closes=st.booleans())
    def take_back_for_good(self, keys: list[str], who: str, closes: bool) -> None:
        """A unit asks for its records back, and gets what can be fetched (R28)."""
        session = self.session
        with suppress(Refused):
            number = intake(session, who, keys, type_="withdrawal").request.number
            for pull in pick_list(session, find_request(session, number).id):
                pick(session, f"#{pull.holding.id}")
            request = find_request(session, number)
            if closes:
                self.does(
                    against_close(session, request, "partly"), close, session, number, "partly"
                )
            else:
                self.does(against_hand_over(session, request), hand_over, session, number)

    @rule(number=NUMBER, keys=SOME)
    def ask_more(self, number: int, keys: list[str]) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            against = against_adding(session, request, [self.centre.now(key) for key in keys])
            self.does(against, add_to_request, session, request.number, keys)

    @rule(key=KEYS)
    def pass_on(self, key: str) -> None:
        session = self.session
        self.does(against_passing_on(session, self.centre.now(key)), pass_on, session, [key])

    @rule(number=NUMBER)
    def assign(self, number: int) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            self.does(against_assign(session, request), assign, session, request.number)

    @rule(number=NUMBER)
    def pick_for(self, number: int) -> None:
        session, request = self.session, self.request(number)
        for pull in pick_list(session, request.id) if request else ():
            self.does([], pick, session, pull.holding.key)

    @rule(number=NUMBER, fetched=st.lists(KEYS, max_size=1))
    def set_aside(self, number: int, fetched: list[str]) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            numbers = {self.centre.now(key).id for key in fetched}
            against = against_ready(session, request, numbers)
            self.does(against, make_ready, session, request.number, fetched)

    @rule(number=NUMBER)
    def hand_over(self, number: int) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            self.does(against_hand_over(session, request), hand_over, session, request.number)

    @rule(number=NUMBER, outcome=st.sampled_from(OUTCOMES))
    def close(self, number: int, outcome: str) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            against = against_close(session, request, outcome)
            self.does(against, close, session, request.number, outcome)

    @rule(number=NUMBER, key=KEYS, outcome=st.sampled_from(ITEM_OUTCOMES))
    def end_item(self, number: int, key: str, outcome: str) -> None:
        session, request = self.session, self.request(number)
        if request is not None:
            against = against_end_item(session, request, self.centre.now(key))
            self.does(against, end_item, session, request.number, [key], outcome)

    @rule(codes=st.lists(st.sampled_from((*FILES, *PEOPLE, "L1", "L2", "x9")), max_size=5))
    def scan(self, codes: list[str]) -> None:
        session, counter = self.session, self.counters[self.turn % 2]
        for code in codes:
            with suppress(Refused):
                take_scan(session, counter, code)

    @rule(codes=st.lists(st.sampled_from((*FILES, *PEOPLE, "L1")), min_size=1, max_size=6))
    def scan_batch(self, codes: list[str]) -> None:
        self.batches += 1
        path = self.folder / f"batch{self.batches}.txt"
        scans = [Scan(row, code) for row, code in enumerate(codes, 1)]
        apply_batch(self.session, path, scans, skip_bad=True, again=True)

    @rule()
    def undo(self) -> None:
        with suppress(DeskError):
            undo(self.session)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.centre.clock.forward(days=days)

    # --- what must hold

    @invariant()
    def what_must_hold_holds(self) -> None:
        if hasattr(self, "counters"):
            what_must_hold(self.centre, FILES)


CounterModel.TestCase.settings = settings(
    max_examples=12, stateful_step_count=30, suppress_health_check=list(HealthCheck)
)
TestCounterModel = CounterModel.TestCase


@pytest.mark.slow
def test_long_work_at_the_counter() -> None:
    long = settings(
        max_examples=1500, stateful_step_count=60, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(CounterModel, settings=long)
