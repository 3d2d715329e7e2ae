"""What nothing bears on is told apart for many records at once, and just as one by one."""

import gc
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.alone import Alone
from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.disposal import against_disposal, gather
from rmdesk.duties.execution import execute
from rmdesk.duties.hold import HOLDS, lift, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.retention import dater_of, kept_until
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.transfer_list import begin
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches


@pytest.fixture
def batches(centre: Centre) -> Batches:
    made = Batches(centre)
    register(made.session, SCHEME, {"code": "S-1", "parent": "S", "schedule": "S"})
    made.centre.file("OUTER", kind="box")
    made.centre.file("BOX", kind="box", container="OUTER", home="", unit="Legal")
    made.file("IN", container="BOX", home="")
    made.file("F", **{"class": "S-1"})
    made.file("OTHER", unit="Other")
    return made


def on(batches: Batches, **what: object) -> str:
    """A hold on something; its number."""
    about = {"title": "A", "matter": "A v. B", "authority": "Legal"}
    number = str(register(batches.session, HOLDS, about).number)
    place(batches.session, number, what)
    return number


def lifted(batches: Batches) -> None:
    number = on(batches, on=["F"])
    lift(batches.session, number, {"reason": "settled"})


def with_something(batches: Batches) -> None:
    edit_holding(batches.session, "F", {"closed": ""})
    batches.file("X", container="F", home="")
    edit_holding(batches.session, "F", {"closed": "2010-03-31"})


BEARS: list[tuple[str, Callable[[Batches], Any], set[str]]] = [
    ("nothing", lambda b: None, {"F", "IN", "OTHER"}),
    ("a hold on it", lambda b: on(b, on=["F"]), {"IN", "OTHER"}),
    ("a hold that was lifted", lifted, {"F", "IN", "OTHER"}),
    ("a hold on its class", lambda b: on(b, class_="S-1"), {"IN", "OTHER"}),
    ("a hold above its class", lambda b: on(b, class_="S"), set()),
    ("a hold on its unit", lambda b: on(b, unit="Finance"), {"OTHER"}),
    ("a hold on the unit of its box", lambda b: on(b, unit="Legal"), {"F", "OTHER"}),
    ("a hold on its box", lambda b: on(b, on=["BOX"]), {"F", "OTHER"}),
    ("a hold on the box of its box", lambda b: on(b, on=["OUTER"]), {"F", "OTHER"}),
    ("a claim", lambda b: reserve(b.session, ["F"], "P1"), {"IN", "OTHER"}),
    ("another batch", lambda b: b.propose("F"), {"IN", "OTHER"}),
    ("its box is out", lambda b: charge_out(b.session, ["OUTER"], "P1"), {"F", "OTHER"}),
    ("its box is missing", lambda b: mark_missing(b.session, "BOX", "gone"), {"F", "OTHER"}),
    ("something in it", with_something, {"IN", "OTHER"}),
]


@pytest.mark.parametrize(("do", "free"), [e[1:] for e in BEARS], ids=[e[0] for e in BEARS])
def test_what_bears_on_a_record_is_seen(
    batches: Batches, do: Callable[[Batches], Any], free: set[str]
) -> None:
    do(batches)
    session, dater = batches.session, dater_of(batches.session)
    some = [batches.centre.now(key) for key in ("F", "IN", "OTHER", "BOX", "OUTER")]
    alone = Alone(session, some)
    assert {each.barcode for each in some if each in alone} == free
    for each in some:
        at_once, one_by_one = (
            gather(session, each, dater, alone=alone),
            gather(session, each, dater),
        )
        assert against_disposal(at_once) == against_disposal(one_by_one)
        told = kept_until(dater, each, at_once.by, at_once.items)
        assert told == kept_until(dater, each, one_by_one.by, one_by_one.items)


def test_its_own_batch_is_no_other(batches: Batches) -> None:
    number = batches.batch(batches.propose("F")).id
    some = [batches.centre.now("F")]
    assert some[0] in Alone(batches.session, some, number)


def test_what_is_on_the_list_of_a_transfer_is_not_alone(batches: Batches) -> None:
    for key in ("T1", "T2"):
        batches.file(key, **{"class": "T"})
    begin(batches.session, ["T1"], {"archives": "City Archives", "agreed": "memo 7"})
    some = [batches.centre.now(key) for key in ("T1", "T2")]
    alone = Alone(batches.session, some)
    assert [each.barcode for each in some if each in alone] == ["T2"]
    case = gather(batches.session, some[0], dater_of(batches.session), alone=alone)
    assert "R7" in [each.rule for each in against_disposal(case)]


def asked(do: Callable[[], Any]) -> int:
    """How many statements the store takes for it."""
    told: list[str] = []
    connections = [each for each in gc.get_objects() if isinstance(each, sqlite3.Connection)]
    for each in connections:
        each.set_trace_callback(told.append)
    try:
        do()
    finally:
        for each in connections:
            each.set_trace_callback(None)
    return len([each for each in told if each.startswith("SELECT")])


def test_many_take_few_questions_more_than_few(batches: Batches) -> None:
    """To propose a record takes its own key, to execute it itself, its item, and since when it is
    gone; and no more.
    """
    few, many = [f"A{n}" for n in range(3)], [f"B{n}" for n in range(43)]
    for key in (*few, *many):
        batches.file(key)
    batches.propose("F")  # what is read once is read
    proposed = [asked(partial(batches.propose, *keys)) for keys in (few, many)]
    assert proposed[1] - proposed[0] <= 40 * 3 + 3

    def goes(*keys: str) -> int:
        for key in keys:
            batches.file(key)
        batch = batches.batch(batches.approved(*keys))
        return asked(lambda: execute(batches.session, batch, {"method": "shredded"}))

    executed = [
        goes(*(f"{name}{n}" for n in range(count))) for name, count in (("C", 3), ("D", 43))
    ]
    assert executed[1] - executed[0] <= 40 * 3 + 6
    assert set(batches.states(batches.batch("D-2026-0005").number).values()) == {"destroyed"}
