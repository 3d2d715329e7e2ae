"""Boxes that come in, move and go, in any order of acts of two people: each position holds one, no
place more than its capacity, boxes of an accession are numbered without gap or double, what is
refused leaves nothing, and where it is said that boxes fit they do.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
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

from rmdesk.desk.registering import register
from rmdesk.duties.accession import (
    ACCESSIONS,
    accept,
    list_boxes,
    receive,
    refuse_accession,
    strike,
)
from rmdesk.duties.accessions import Accession, boxes_of, lines_in
from rmdesk.duties.box_list import pasted
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.fitting import fit
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.making import make_places
from rmdesk.duties.moving import move
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.place import add_place, edit_place, reopen, shut
from rmdesk.duties.refiling import refile
from rmdesk.duties.returning import return_
from rmdesk.duties.space import takes_room
from rmdesk.duties.transit import receive as come_in
from rmdesk.duties.transit import send
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import DeskError, Refused
from rmdesk.model.records import Holding, Place
from tests.desk.conftest import Centre
from tests.staff import colleague

pytestmark = pytest.mark.whole

PLACES = ("POS1", "POS2", "SHELF", "SMALL", "BAY", "L1")
PLACE, NTH = st.sampled_from(PLACES), st.integers(0, 6)
WHO = st.sampled_from(("mlee", "boss"))
EXTENT = 0.4
CAME: list[str] = []
"""What came in, in all runs together: a model in which nothing comes proves nothing."""
FITTED: list[int] = []
"""How many boxes were put where they were said to fit, in all runs together."""


class Boxes(RuleBasedStateMachine):
    """A bay with two positions and two shelves, and the counter."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = Centre(self.folder / "home")
        self.session = self.centre.session
        self.sessions = {
            "mlee": self.session,
            "boss": colleague(self.centre.desk, "boss", role="supervisor"),
        }
        bay = {"row": "C", "bay": "1"}
        add_place(self.session, {"barcode": "BAY", **bay, "capacity_m": 2.0})
        add_place(self.session, {"barcode": "SHELF", **bay, "shelf": "1", "capacity_m": 0.9})
        add_place(self.session, {"barcode": "SMALL", **bay, "shelf": "2", "capacity_m": 0.3})
        for n in "12":
            place = {"barcode": f"POS{n}", **bay, "shelf": "3", "position": n}
            add_place(self.session, place)
        self.made = 0

    def teardown(self) -> None:
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    @rule(who=WHO)
    def another_acts(self, who: str) -> None:
        self.session = self.sessions[who]

    def _try(self, do: Callable[[], Any]) -> None:
        with suppress(DeskError):
            do()

    def _number(self, nth: int) -> str:
        rows = self.session.store.table(Accession.table).all()
        return rows[nth % len(rows)]["number"] if rows else "none"

    def _box(self, nth: int) -> str:
        rows = self.session.store.table(Holding.table).all()
        return f"#{rows[nth % len(rows)].doc_id}" if rows else "none"

    def _announced(self, boxes: int, place: str) -> str:
        about = {"unit": "Finance", "title": "Invoices", "place": place}
        number = str(register(self.session, ACCESSIONS, about).number)
        list_boxes(self.session, number, pasted("\n".join(f"Box {n}" for n in range(boxes))))
        return number

    @rule(boxes=st.integers(1, 3), place=st.sampled_from(("", *PLACES)))
    def announce(self, boxes: int, place: str) -> None:
        self._announced(boxes, place)

    @rule(boxes=st.integers(1, 3), place=st.sampled_from(("", *PLACES)))
    def come(self, boxes: int, place: str) -> None:
        self._take_in(self._announced(boxes, place), "")

    @rule(nth=NTH)
    def list_more(self, nth: int) -> None:
        self._try(lambda: list_boxes(self.session, self._number(nth), pasted("One more")))

    @rule(nth=NTH, which=st.sampled_from(((), ("1",), ("2", "X"))))
    def receive(self, nth: int, which: tuple[str, ...]) -> None:
        self._try(lambda: receive(self.session, self._number(nth), {"boxes": which}))

    @rule(nth=NTH, box=st.sampled_from(("1", "2", "X")))
    def strike(self, nth: int, box: str) -> None:
        self._try(lambda: strike(self.session, self._number(nth), {"box": box}))

    @rule(nth=NTH, place=st.sampled_from(("", *PLACES)))
    def accept(self, nth: int, place: str) -> None:
        self._take_in(self._number(nth), place)

    def _take_in(self, number: str, place: str) -> None:
        self._try(lambda: receive(self.session, number, {}))

        def take_in() -> None:
            accept(self.session, number, {"place": place})
            CAME.append(number)

        self._try(take_in)

    @rule(nth=NTH)
    def refuse(self, nth: int) -> None:
        given = {"reason": "mould"}
        self._try(lambda: refuse_accession(self.session, self._number(nth), given))

    @rule(nth=NTH, more=NTH, place=PLACE)
    def move(self, nth: int, more: int, place: str) -> None:
        keys = [self._box(nth), self._box(more)]
        self._try(lambda: move(self.session, keys, {"place": place}))

    @rule(nth=NTH, place=PLACE)
    def give_a_home(self, nth: int, place: str) -> None:
        self._try(lambda: edit_holding(self.session, self._box(nth), {"home": place}))

    @rule(place=PLACE)
    def register_one(self, place: str) -> None:
        self.made += 1
        self._try(lambda: self.centre.file(f"N{self.made}", kind="box", home=place))

    @rule(one=PLACE, other=PLACE)
    def bring_some(self, one: str, other: str) -> None:
        self.made += 2
        path = self.folder / "rows.csv"
        rows = f"N{self.made - 1},A,box,{one}\nN{self.made},B,box,{other}\n"
        path.write_text(f"barcode,title,kind,home\n{rows}", "utf-8")
        self._try(lambda: import_file(self.session, "holdings", path, skip_bad=True))

    @rule(nth=NTH, place=PLACE)
    def lend_and_refile(self, nth: int, place: str) -> None:
        key = self._box(nth)
        self._try(lambda: charge_out(self.session, [key], "P1"))
        self._try(lambda: return_(self.session, [key]))
        self._try(lambda: refile(self.session, [key], place))

    @rule(nth=NTH, box=NTH, inside=st.booleans())
    def put_in_or_take_out(self, nth: int, box: int, inside: bool) -> None:
        values = {"container": self._box(box) if inside else ""}
        self._try(lambda: edit_holding(self.session, self._box(nth), values))

    @rule(nth=NTH, place=PLACE, arrives=st.booleans())
    def send_on(self, nth: int, place: str, arrives: bool) -> None:
        key = self._box(nth)
        self._try(lambda: send(self.session, [key], place))
        if arrives:
            self._try(lambda: come_in(self.session, [key]))

    @rule(nth=NTH)
    def lose(self, nth: int) -> None:
        self._try(lambda: mark_missing(self.session, self._box(nth), "not there"))

    @rule(shelves=st.sampled_from(("4-5", "2-3")), metres=st.sampled_from((0.5, None)))
    def make_shelves(self, shelves: str, metres: float | None) -> None:
        ranges = {"row": "C", "bay": "1", "shelf": shelves}
        self._try(lambda: make_places(self.session, ranges, {"capacity_m": metres}))

    @rule(boxes=st.integers(1, 3), which=NTH)
    def put_where_they_fit(self, boxes: int, which: int) -> None:
        """What is offered is taken: the last box too, and one more than it says is not."""
        if not (found := fit(self.session, EXTENT * boxes).stretches):
            return
        stretch = found[which % len(found)]
        before = len(FITTED)
        for free in stretch.places:
            for _nth in range(free.boxes):
                if len(FITTED) - before == boxes:
                    return
                with suppress(Refused):  # what lies around is full: the next has room for it
                    self.made += 1
                    self.centre.file(f"N{self.made}", kind="box", home=f"#{free.place.id}")
                    FITTED.append(free.place.id)
        assert len(FITTED) - before == boxes

    @rule(place=PLACE, closes=st.booleans())
    def shut_or_reopen(self, place: str, closes: bool) -> None:
        self._try(lambda: (shut if closes else reopen)(self.session, place, {}))

    @rule(place=PLACE, metres=st.sampled_from((0.3, 0.5, 0.9)))
    def amend_its_capacity(self, place: str, metres: float) -> None:
        self._try(lambda: edit_place(self.session, place, {"capacity_m": metres}))

    @rule()
    def undo(self) -> None:
        self._try(lambda: undo(self.session))

    @invariant()
    def each_place_holds_what_it_may(self) -> None:
        if not hasattr(self, "centre"):
            return
        rows = self.session.store.table(Holding.table).all()
        holdings = list(map(Holding.from_document, rows))
        counts = Counter(each.home_id for each in holdings if each.home_id and takes_room(each))
        places = map(Place.from_document, self.session.store.table(Place.table).all())
        kept = {each.barcode: each for each in places}
        for each in kept.values():
            assert not each.position or counts[each.id] <= 1
            assert each.capacity_m is None or counts[each.id] * EXTENT <= each.capacity_m + 0.001
        if (bay := kept.get("BAY")) and bay.capacity_m is not None:  # else its making was undone
            inside = sum(counts[each.id] for each in kept.values() if each.row == "C")
            assert inside * EXTENT <= bay.capacity_m + 0.001

    @invariant()
    def boxes_are_numbered_from_one(self) -> None:
        if not hasattr(self, "centre"):
            return
        rows = self.session.store.table(Holding.table).all()
        for document in self.session.store.table(Accession.table).all():
            accession = Accession.from_document(document)
            listed = [each.box for each in boxes_of(lines_in(self.session, accession.id))]
            assert listed == list(range(1, len(listed) + 1))
            codes = [row["identifier"] for row in rows if row.get("accession") == accession.number]
            wanted = [f"{accession.number}-{n:02}" for n in listed]
            assert codes == (wanted if accession.status == "accessioned" else [])


def _run(examples: int, steps: int) -> None:
    CAME.clear()
    FITTED.clear()
    run_state_machine_as_test(
        Boxes,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert CAME
    assert FITTED


def test_boxes_come_in_move_and_find_room() -> None:
    _run(25, 30)


@pytest.mark.slow
def test_boxes_come_in_move_and_find_room_for_long() -> None:
    _run(150, 60)
