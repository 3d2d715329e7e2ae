"""Every act that is declared, whatever it is told, is refused for what it says stands against it.

A screen dims by `against`, `do` refuses: over whatever state the desk comes to by the acts
themselves, both give the same reasons. A new act is tried here by being declared.
"""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from rmdesk import duties
from rmdesk.desk.acts import Act, Takes, perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found, register
from rmdesk.duties.accession import list_boxes
from rmdesk.duties.person import add_person
from rmdesk.duties.request import intake
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Person, Place
from tests.desk.conftest import Centre

pytestmark = pytest.mark.whole

FILES = ("A0", "A1", "S0", "BOX1", "I0")
NAMED = {Holding: FILES, Person: ("P1", "P2", "GONE"), Place: ("L1", "L2")}
"""What may be named of each kind of record."""

WORDS = {
    "on": ("2026-03-06", "2026-12-31"),
    "to": ("L1", "L2"),
    "due": ("2026-03-20", "2026-04-30", "2026-03-01"),
    "day": ("2026-03-01", "2026-02-10"),
    "priority": ("urgent", "routine"),
    "from_": ("2026-03-01", "2026-03-20"),
    "until": ("2026-03-01", "2026-04-30"),
    "review": ("2026-03-20", "2026-05-01"),
    "search": ("File",),
    "unit": ("Legal",),
    "class_": ("1250",),
    "place": ("L1", "L2"),
    "box": ("1", "X1"),
    "master": (__file__,),
    "access": (__file__,),
    "pages": ("3",),
    "resolution": ("300",),
    "minutes": ("40",),
    "density": ("1.0",),
    "residue": ("0.4",),
}
"""What may be said in words, for what has no choices of its own."""


def told(act: Act, data: st.DataObject, records: dict[type[Record], Sequence[str]]) -> Any:
    """What an act is told: what it must be, and perhaps the rest."""
    given: dict[str, Any] = {}
    for takes in act.takes:
        if takes.required or data.draw(st.booleans(), label=takes.name):
            given[takes.name] = data.draw(_values(takes, records), label=takes.name)
    return given


def _values(takes: Takes, records: dict[type[Record], Sequence[str]]) -> st.SearchStrategy[Any]:
    if takes.names is not None:
        one = st.sampled_from(records[takes.names])
        return st.lists(one, min_size=1, max_size=2, unique=True) if takes.many else one
    numbers = next((records[kind] for kind in records if kind.__name__.lower() == takes.name), ())
    if numbers:
        return st.sampled_from(numbers).map(takes.read)
    return st.sampled_from(_words(takes)).map(takes.read)


def _words(takes: Takes) -> Sequence[str]:
    choices = takes.kind.choices if takes.kind is not None else ()
    return [*choices] or WORDS.get(takes.name, ("because",))


@pytest.mark.parametrize("name", duties.acts())
def test_what_an_act_may_be_told_here_can_be_read(name: str) -> None:
    for takes in duties.acts()[name].takes:
        if takes.names is None:
            assert all(takes.read(word) is not None for word in _words(takes)), takes.name


class EveryAct(RuleBasedStateMachine):
    """A small centre whose acts come in any order."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.centre = centre = Centre(self.folder / "home")
        add_person(centre.session, {"barcode": "GONE", "name": "Gone", "valid_until": "2026-03-03"})
        centre.file("A0", unit="Legal")
        centre.file("A1")
        centre.file("S0", security="secret")
        centre.file("BOX1", kind="box")
        centre.file("I0", container="BOX1", home="")
        self.staff = centre.session
        hold = {"title": "Suit", "matter": "M 1", "authority": "Counsel"}
        register(self.staff, duties.kinds()["holds"], hold)
        about = {"unit": "Legal", "title": "Letters"}
        number = register(self.staff, duties.kinds()["accessions"], about).number
        list_boxes(self.staff, number, [{"barcode": "X1"}, {"title": "Two"}])
        register(self.staff, duties.kinds()["digitizations"], {"record": "A0", "counted": 3})
        add_person(centre.session, {"name": "Clerk", "login": "clerk", "role": "technician"})
        self.clerk = centre.desk.session("clerk")

    def teardown(self) -> None:
        if hasattr(self, "centre"):
            self.centre.desk.close()
            shutil.rmtree(self.folder)

    @rule(key=st.sampled_from(FILES), who=st.sampled_from(NAMED[Person]))
    def request(self, key: str, who: str) -> None:
        with suppress(Refused):
            intake(self.staff, who, [key])

    @rule(
        data=st.data(),
        act=st.sampled_from(sorted(duties.acts().values(), key=lambda act: act.name)),
        hours=st.sampled_from((0, 1, 30, 200)),
    )
    def try_it(self, data: st.DataObject, act: Act, hours: int) -> None:
        self.centre.clock.forward(seconds=1, hours=hours)
        records = self.records()
        if not records.get(act.on):
            return
        key = data.draw(st.sampled_from(records[act.on]), label=act.on.__name__)
        given = told(act, data, records)
        for session in (self.clerk, self.staff):
            case = (session.login, act.name, key, given)
            try:
                record = found(session, duties.kinds()[act.on.table], key)
                against = _once(act.reasons_against(session, record, given))
            except (BadInput, NotFound):  # not to be known, or nothing that can be said
                assert refusal(session, act, key, given) != [], case
                continue
            assert refusal(session, act, key, given) in (against, None), case

    def records(self) -> dict[type[Record], Sequence[str]]:
        """The keys of what there is now, by the kind of record."""
        numbers: dict[type[Record], Sequence[str]] = dict(NAMED)
        for kind in duties.kinds().values():
            if kind.record not in numbers and duties.acts_on(kind.record):
                rows = self.staff.store.table(kind.record.table).page(limit=50).rows
                numbers[kind.record] = [str(row[kind.keys[0]]) for row in rows]
        return numbers


def refusal(session: Session, act: Act, key: str, given: Any) -> list[Reason] | None:
    """What an act is refused for; None where what it is told cannot be taken at all."""
    try:
        perform(session, act, [key], given)
    except Refused as refused:
        return _once(refused.reasons)
    except (BadInput, NotFound):
        return None
    return []


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    return list(dict.fromkeys(reasons))


EveryAct.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck)
)
TestEveryAct = EveryAct.TestCase
