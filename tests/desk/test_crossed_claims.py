"""Claims crossed: how each may end, on what, how far it had come, and who waits behind it.

And boxes: who waits for a content, how its box comes back, and what becomes of it then. After each
step what must hold holds, and everything that was done is undone, step by step, to the same
records (R20, R24, R38, R39, R41).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from rmdesk.duties.circulation import cancel_reservation, charge_out, found, reserve, return_
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing, pick, pick_list, put_back, take_out
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import close, end_item, find_request, hand_over, intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.transit import send
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.model.records import Person
from tests.desk.conftest import Centre
from tests.desk.counter_checks import replays, tables, what_must_hold
from tests.staff import OFFICE

pytestmark = pytest.mark.whole

KEYS = ("F", "BOX", "IN", "BESIDE")


@dataclass
class Walk:
    """A home in which sequences are done, and undone step by step."""

    centre: Centre
    number: str = ""
    before: list[Any] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def do(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """A step, by which what stood is remembered."""
        self.centre.clock.forward(seconds=30)
        was = tables(self.centre.session)
        done = act(self.centre.session, *arguments, **named)
        if tables(self.centre.session) != was:
            self.before.append(was)
        return done

    def ends(self, who: str) -> None:
        """Somebody's registration ends, as somebody else has noted."""
        self.ended.append(who)
        self._registered(who, "2026-03-01")

    def _registered(self, who: str, until: str) -> None:
        session = self.centre.session
        with session.store.transaction(OFFICE, "edit person"):
            person = session.person(who)
            person.valid_until = until
            session.save(person)

    def hold(self) -> None:
        what_must_hold(self.centre, KEYS)

    def back(self, to: int = 0, ended: int = 0) -> None:
        """Undo it all, down to a number of steps; each undo brings the same records back.

        What was theirs is not given back to who is registered no more: they are registered again.
        """
        while len(self.before) > to:
            if rules := self._undone():
                assert rules == {"R14"}
                assert len(self.ended) > ended
                self._registered(self.ended.pop(), "")
            else:
                assert tables(self.centre.session) == self.before.pop()
        while len(self.ended) > ended:
            self._registered(self.ended.pop(), "")

    def _undone(self) -> set[str]:
        """The rules by which the last step is not undone; none where it was."""
        try:
            undo(self.centre.session)
        except Refused as refused:
            return {each.rule for each in refused.reasons}
        return set()

    def people(self, key: str) -> list[tuple[str, str]]:
        """Who waits for something, and how far each claim is."""
        session = self.centre.session
        queue = queue_of(session, self.centre.now(key).id)
        people = [session.get(Person, each.person) for each in queue]
        return [
            (person.barcode, str(each.state))
            for person, each in zip(people, queue, strict=True)
            if person
        ]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    centre = Centre(tmp_path_factory.mktemp("claims") / "home")
    add_person(centre.session, {"barcode": "P3", "name": "Luc Petit"})
    centre.file("F")
    centre.file("BOX", kind="box")
    for key in ("IN", "BESIDE"):
        centre.file(key, container="BOX", home="")
    yield Walk(centre)
    replays(centre.session)
    assert not centre.session.store.verify().faults
    centre.desk.close()


@pytest.fixture
def walk(walked: Walk) -> Iterator[Walk]:
    yield walked
    walked.back()


# --- how a claim ends


def cancelled(walk: Walk, key: str) -> Any:
    return walk.do(close, walk.number, "cancelled")


def denied(walk: Walk, key: str) -> Any:
    return walk.do(end_item, walk.number, [key], "denied")


def given_up(walk: Walk, key: str) -> Any:
    return walk.do(cancel_reservation, [key], "P1")


ENDINGS = {"cancelled": cancelled, "denied": denied, "given up": given_up}
STAGES = ("queued", "picked", "ready", "to take out", "taken out")
BEHIND = ("", "P2", "P2 urgent", "P3 ended, P2", "P2 ended")
CASES = [
    (key, stage, behind)
    for key, stage, behind in product(("F", "BOX", "IN"), STAGES, BEHIND)
    if (key == "IN" or "out" not in stage) and (key == "F" or behind == "P2")
]


def claimed(walk: Walk, key: str, stage: str, behind: str) -> None:
    """P1 asked for something, had it come so far, and others wait behind."""
    if "out" in stage:
        walk.do(charge_out, ["BOX"], "P3")
    walk.number = walk.do(intake, "P1", [key]).request.number
    if stage in ("picked", "ready"):
        walk.do(pick, key)
    if stage == "ready":
        walk.do(make_ready, walk.number)
    if "out" in stage:
        walk.do(return_, ["BOX"])
    if stage == "taken out":
        walk.do(take_out, key)
    for each in filter(None, behind.split(", ")):
        who, _blank, how = each.partition(" ")
        walk.do(intake, who, [key], priority="urgent" if how == "urgent" else "routine")
        if how == "ended":
            walk.ends(who)


@pytest.mark.parametrize(("key", "stage", "behind"), CASES)
def test_what_was_fetched_goes_to_the_next_who_may_have_it_or_home(
    walk: Walk, key: str, stage: str, behind: str
) -> None:
    claimed(walk, key, stage, behind)
    walk.hold()
    steps, ended = len(walk.before), len(walk.ended)
    for ending in ENDINGS:
        _goes_on(walk, key, stage, behind, ending)
        walk.hold()
        walk.back(steps, ended)


def _goes_on(walk: Walk, key: str, stage: str, behind: str, ending: str) -> None:
    next_ = "P2" if "P2" in behind and "P2 ended" not in behind else ""
    told = ENDINGS[ending](walk, key)
    said = told[0].next if ending == "given up" else " ".join(told.next)
    state = {"queued": "queued", "picked": "picked"}.get(stage, "ready")
    status = walk.centre.status(key)
    people = walk.people(key)
    if stage == "queued":
        assert status == "in"
        assert said == ""
    elif next_:
        assert status == {"picked": "picked", "ready": "waiting"}[state]
        assert people[0] == (next_, state)
        assert "Jean Roy" in said
    else:
        assert status == ("in" if stage == "to take out" else "to-refile")
        assert bool(said) == (stage != "to take out")
    assert all(each[0] != "P1" for each in people)
    assert find_request(walk.centre.session, walk.number).closed


@pytest.mark.parametrize(("key", "stage", "behind"), CASES)
def test_a_claim_whose_holding_goes_otherwise_waits_again_or_is_over(
    walk: Walk, key: str, stage: str, behind: str
) -> None:
    claimed(walk, key, stage, behind)
    steps, ended = len(walk.before), len(walk.ended)
    for how in ("put back", "missing", "ended", "lent", "lent on"):
        _goes_otherwise(walk, key, stage, behind, how)
        walk.hold()
        walk.back(steps, ended)


def _goes_otherwise(walk: Walk, key: str, stage: str, behind: str, how: str) -> None:
    session = walk.centre.session
    fetched = stage != "queued"
    if how == "put back":
        if not fetched:
            with pytest.raises(Refused):
                put_back(session, key)
            return
        told = walk.do(put_back, key)
        assert "no longer" in told.next
        assert walk.centre.status(key) == ("in" if stage == "to take out" else "to-refile")
        assert {state for _who, state in walk.people(key)} == {"queued"}
        (pull,) = pick_list(session)
        person = "Jean Roy" if "urgent" in behind else "Aiko Ito"
        assert pull.requester == person
    elif how == "missing":
        walk.do(mark_missing, key, "not there")
        assert {state for _who, state in walk.people(key)} == {"queued"}
        (done,) = walk.do(found, [key])
        person = "Jean Roy" if "urgent" in behind else "Aiko Ito"
        assert person in done.next
        assert walk.centre.status(key) == "waiting"
    elif how == "ended":
        walk.ends("P1")
        if not fetched:
            pulls = [each.requester for each in pick_list(session)]
            assert pulls == (["Jean Roy"] if "P2" in behind and "P2 ended" not in behind else [])
            return
        walk.do(put_back, key)
        pulls = [each.requester for each in pick_list(session)]
        assert pulls == (["Jean Roy"] if "P2" in behind and "P2 ended" not in behind else [])
    elif how == "lent":
        against = "urgent" in behind and not fetched
        if against:
            with pytest.raises(Refused):
                charge_out(session, [key], "P1")
            return
        walk.do(charge_out, [key], "P1")
        assert find_request(session, walk.number).status == "handed-over"
        (done,) = walk.do(return_, [key])
        next_ = "P2" in behind and "P2 ended" not in behind
        assert walk.centre.status(key) == ("waiting" if next_ else "to-refile")
        assert find_request(session, walk.number).status == "closed"
    else:
        walk.ends("P1")
        if "P2" not in behind or "P2 ended" in behind:
            return
        walk.do(charge_out, [key], "P2")
        assert walk.centre.status(key) == "out"
        asked = find_request(session, walk.number)
        assert asked.status == ("assigned" if asked.technician else "waiting")
        walk.do(return_, [key])
        assert walk.centre.status(key) == "to-refile"


# --- how a box comes back, and what becomes of a content that somebody waits for


def lost_and_found(walk: Walk) -> Any:
    walk.do(mark_missing, "BOX", "not there")
    return walk.do(found, ["BOX"])


def lost_and_filed(walk: Walk) -> Any:
    walk.do(mark_missing, "BOX", "not there")
    return walk.do(refile, ["BOX"], "L1")


def scanned(walk: Walk, *codes: str) -> Any:
    counter = Counter()
    return [walk.do(take_scan, counter, code) for code in codes][-1]


COMES: dict[str, Callable[[Walk], Any]] = {
    "returned": lambda walk: walk.do(return_, ["BOX"]),
    "content named first": lambda walk: walk.do(return_, ["IN", "BOX"]),
    "content alone, then the box": lambda walk: (
        walk.do(return_, ["IN"]), walk.do(return_, ["BOX"])
    ),
    "scanned": lambda walk: scanned(walk, "BOX"),
    "scanned, with the content": lambda walk: scanned(walk, "BOX", "IN"),
    "lost and found": lost_and_found,
    "lost and filed": lost_and_filed,
}  # fmt: skip

THEN: dict[str, Callable[[Walk], Any]] = {
    "taken out": lambda walk: walk.do(take_out, "IN"),
    "scanned": lambda walk: scanned(walk, "IN"),
    "scanned for who waits": lambda walk: scanned(walk, "P2", "IN"),
    "scanned for another": lambda walk: scanned(walk, "P1", "IN"),
    "box filed": lambda walk: walk.do(refile, ["BOX"], "L1"),
    "box filed by scan": lambda walk: scanned(walk, "L1", "BOX"),
    "content filed": lambda walk: walk.do(refile, ["IN"], "BOX"),
    "content filed by scan": lambda walk: scanned(walk, "L1", "IN"),
    "box lent on": lambda walk: walk.do(charge_out, ["BOX"], "P1"),
    "box lent to who waits": lambda walk: walk.do(charge_out, ["BOX"], "P2"),
    "both lent to who waits": lambda walk: walk.do(charge_out, ["IN", "BOX"], "P2"),
    "box sent": lambda walk: walk.do(send, ["BOX"], "L2"),
    "content sent": lambda walk: walk.do(send, ["IN"], "L2"),
    "handed over": lambda walk: walk.do(hand_over, walk.number),
    "cancelled": lambda walk: walk.do(close, walk.number, "cancelled"),
    "box missing": lambda walk: walk.do(mark_missing, "BOX", "not there"),
    "content missing": lambda walk: walk.do(mark_missing, "IN", "not there"),
    "put back": lambda walk: walk.do(put_back, "IN"),
}


@pytest.mark.parametrize("comes", COMES)
@pytest.mark.parametrize("who", ["P2", "P2 ended"])
def test_whatever_becomes_of_a_box_and_its_content_all_holds_and_is_undone(
    walk: Walk, who: str, comes: str
) -> None:
    walk.do(charge_out, ["BOX"], "P3")
    with pytest.raises(Refused):  # they have it (R40)
        reserve(walk.centre.session, ["IN"], "P3")
    walk.number = walk.do(intake, "P2", ["IN"]).request.number
    if who == "P2 ended":
        walk.ends("P2")
    COMES[comes](walk)
    walk.hold()
    steps, ended = len(walk.before), len(walk.ended)
    for first in THEN:
        if first == "cancelled" and who == "P2 ended":
            continue  # that is not taken back for who is registered no more
        with suppress(Refused):
            THEN[first](walk)
            if walk.centre.status("BOX") == "out":
                walk.do(return_, ["BOX"])
                walk.hold()
        walk.back(steps, ended)
