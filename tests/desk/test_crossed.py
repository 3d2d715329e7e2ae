"""The rules of the counter crossed with what they may be about, who it is for, and by what way.

One home has everything at once: a file, a box with contents, contents of boxes that are in, out,
to be refiled and back again, what is picked, set aside, to be refiled and missing. Each act is
tried on each of it, for each person, as the screens call it, by scans, by a batch and by the
command line: it is refused for the same reasons, or does the same, and `undo` brings back the
same records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rmdesk import opening
from rmdesk.desk.acts import perform
from rmdesk.desk.registering import found as named
from rmdesk.duties import acts, kinds
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.request import intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound, Reason, Refused
from screens.cli import main
from tests.desk.conftest import Centre
from tests.desk.counter_checks import (
    all_is_sound,
    replays,
    tables,
    who_is_on_the_waiting_list_waits_for_what_is_not_here,
)
from tests.staff import signed_in

pytestmark = pytest.mark.whole

ALONE = ("F-IN", "F-OUT", "F-PICKED", "F-ASIDE", "F-REFILE", "F-GONE")
BOXES = {
    "B-IN": ("IN1", "PICKED", "ASIDE", "REFILE", "LENT", "MISSING"),
    "B-OUT": ("WITH", "WANTED", "BY-ITSELF"),
    "B-BACK": ("TAKE", "BACK1"),
    "B-OUTER": ("B-INNER",),
    "B-INNER": ("DEEP",),
}
KEYS = (*ALONE, *BOXES, *(key for inside in BOXES.values() for key in inside if key != "B-INNER"))
PEOPLE = ("P1", "P2", "P3", "ENDED")
"""Who has things set aside, who waits behind, who has things, and who is registered no more."""


PLACES = ("L1", "L2")


@dataclass
class Room:
    """A small centre in which everything is, and its home's own command line."""

    centre: Centre
    folder: Path
    batches: int = 0

    def say(self, *words: str) -> int:
        return main(["--home", str(self.centre.home), "--json", *words])


def furnish(centre: Centre) -> None:
    """Bring about each state in which a holding can be, by the acts that lead to it."""
    session = centre.session
    add_person(session, {"barcode": "P3", "name": "Luc Petit"})
    add_person(session, {"barcode": "ENDED", "name": "Over", "valid_until": "2026-03-03"})
    for key in ALONE:
        centre.file(key)
    for box, inside in BOXES.items():
        if box != "B-INNER":
            centre.file(box, kind="box")
        for key in inside:
            kind = "box" if key in BOXES else "file"
            centre.file(key, container=box, home="", kind=kind)
    reserve(session, ["F-IN", "IN1", "F-PICKED"], "ENDED")
    centre.clock.forward(days=3)
    number = intake(session, "P1", ["F-PICKED", "F-ASIDE", "PICKED", "ASIDE"]).request.number
    for key in ("F-ASIDE", "ASIDE"):
        pick(session, key)
    make_ready(session, number)
    for key in ("F-PICKED", "PICKED"):
        pick(session, key)
    charge_out(session, ["F-OUT", "F-REFILE", "REFILE", "LENT", "BY-ITSELF"], "P3")
    return_(session, ["F-REFILE", "REFILE"])
    charge_out(session, ["B-OUT", "B-BACK"], "P3")
    intake(session, "P1", ["WANTED", "TAKE", "F-OUT"])
    return_(session, ["B-BACK"])
    for key in ("F-GONE", "MISSING"):
        mark_missing(session, key, "not there")
    intake(session, "P2", ["F-PICKED", "ASIDE", "TAKE", "LENT", "MISSING", "B-IN"])
    centre.clock.forward(days=3)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """What is done in it is undone by each test: the same home serves them all."""
    folder = tmp_path_factory.mktemp("crossed")
    centre = Centre(folder / "home")
    furnish(centre)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "en")
        signed_in(patch, "mlee")
        patch.setattr(opening, "open_desk", partial(opening.open_desk, now=centre.clock))
        yield Room(centre, folder)
    replays(centre.session)
    assert not centre.session.store.verify().faults
    centre.desk.close()


# --- by what way

Way = Callable[[Room, str, str, dict[str, str]], list[str] | None]
"""Does an act on a record; the rules that it was refused for, None where the way has no such."""


def as_screens_do(room: Room, act: str, key: str, given: dict[str, str]) -> list[str] | None:
    """By the act's own declaration: dimmed exactly when it is refused, and for the same."""
    session = room.centre.session
    declared = acts()[act]
    read = {takes.name: takes.read(given[takes.name]) for takes in declared.takes
            if takes.name in given}  # fmt: skip
    record = named(session, kinds()[declared.on.table], key)
    try:
        against = list(dict.fromkeys(declared.reasons_against(session, record, read)))
    except NotFound:  # what it is told names nothing that this record could go to
        with pytest.raises(NotFound):
            perform(session, declared, [key], read)
        return ["not found"]
    told: list[Reason] = []
    try:
        perform(session, declared, [key], read)
    except Refused as refused:
        told = refused.reasons
    assert list(dict.fromkeys(told)) == against
    return [each.rule for each in told]


def by_command(room: Room, act: str, key: str, given: dict[str, str]) -> list[str] | None:
    flags = {"to": "--for" if act == "unreserve" else "--to"}
    words = [
        word for name, value in given.items() for word in (flags.get(name, f"--{name}"), value)
    ]
    try:
        status = room.say(act, key, *words)
    except SystemExit as error:
        raise AssertionError(act, words) from error
    return [] if status == 0 else ["refused"]


def codes(room: Room, act: str, key: str, given: dict[str, str]) -> list[str] | None:
    """What is scanned to do an act; None where a scan does not do it, or does another."""
    status = room.centre.status(key)
    asked = queue_of(room.centre.session, room.centre.now(key).id)
    inside = any(each.take_out for each in asked)
    means = {"out": "return", "missing": "found", "transit": "receive"}.get(status, "")
    if act == means:
        return [key]
    if act == "take-out" and inside:
        return [key]
    if means:
        return None
    if act == "charge-out":
        return [given["to"], key]
    if act == "refile" and status != "in" and given["at"] in PLACES:
        return [given["at"], key]
    return None


def by_scan(room: Room, act: str, key: str, given: dict[str, str]) -> list[str] | None:
    said = codes(room, act, key, given)
    if said is None:
        return None
    counter = Counter()
    try:
        for code in said:
            take_scan(room.centre.session, counter, code)
    except Refused as refused:
        return [each.rule for each in refused.reasons]
    twice = tables(room.centre.session)
    assert take_scan(room.centre.session, counter, key).heard is Heard.AGAIN  # R42
    assert tables(room.centre.session) == twice
    return []


def by_batch(room: Room, act: str, key: str, given: dict[str, str]) -> list[str] | None:
    said = codes(room, act, key, given)
    if said is None:
        return None
    room.batches += 1
    path = room.folder / f"batch{room.batches}.txt"
    scans = [Scan(row, code) for row, code in enumerate([*said, key], 1)]
    report = apply_batch(room.centre.session, path, scans, again=True)
    return [] if report.taken else ["refused"]


WAYS: tuple[Way, ...] = (as_screens_do, by_scan, by_batch, by_command)


def alike(room: Room, before: dict[str, Any]) -> Any:
    """What an act has changed, whatever numbers the new records were given."""
    after = tables(room.centre.session)
    new = {
        (table, number): n
        for table, rows in after.items()
        for n, number in enumerate(sorted(rows.keys() - before[table].keys()))
    }
    loans = {number: f"new {n}" for (table, number), n in new.items() if table == "loans"}
    found = {}
    for table, rows in after.items():
        for number, row in rows.items():
            if before[table].get(number) != row:
                told = {name: loans.get(value, value) if name == "with_container" else value
                        for name, value in row.items()}  # fmt: skip
                found[table, new.get((table, number), number)] = told
    return found


def cross(room: Room, act: str, key: str, given: dict[str, str]) -> list[str]:
    """An act by each way: refused by all or done by all, the same is done, and undone."""
    session = room.centre.session
    before = tables(session)
    told: list[tuple[str, list[str], Any]] = []
    for way in WAYS:
        if way is by_command and told[0][1] and PEOPLE[0] not in given.values():
            continue  # one refusal is as good as another there: it asks the same act
        rules = way(room, act, key, given)
        if rules is None:
            continue
        changed = alike(room, before)
        told.append((way.__name__, rules, changed))
        if rules:
            assert not changed, (act, key, given, way.__name__)
            continue
        if way is as_screens_do:
            all_is_sound(room.centre, KEYS)
            who_is_on_the_waiting_list_waits_for_what_is_not_here(room.centre)
        if changed:
            undo(session)
        assert tables(session) == before, (act, key, given, way.__name__)
    first = told[0]
    for way_, rules, changed in told[1:]:
        assert bool(rules) == bool(first[1]), (act, key, given, way_, rules, first[1])
        assert changed == first[2], (act, key, given, way_)
    return first[1]


ON_A_RECORD: dict[str, tuple[dict[str, str], ...]] = {
    "charge-out": tuple({"to": each} for each in ("P1", "P2", "ENDED")),
    "consult": ({"to": "P1"}, {"to": "ENDED"}),
    "return": ({},),
    "found": ({},),
    "refile": ({"at": "L1"}, {"at": "L2"}, {"at": "B-IN"}),
    "renew": ({},),
    "recall": ({},),
    "reserve": ({"to": "P2", "priority": "urgent"}, {"to": "ENDED"}),
    "unreserve": ({"to": "P1"}, {"to": "P2"}),
    "pick": ({},),
    "put-back": ({},),
    "take-out": ({},),
    "missing": ({"reason": "not there"},),
    "claim-returned": ({"reason": "says so"},),
    "send": ({"to": "L2"},),
    "lost": ({"reason": "looked everywhere"},),
}


@pytest.mark.parametrize("act", ON_A_RECORD)
def test_an_act_on_a_record_is_the_same_by_every_way_and_undone(
    room: Room, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = [
        (key, given)
        for key in KEYS
        for given in ON_A_RECORD[act]
        if cross(room, act, key, given) == []
    ]
    assert done
