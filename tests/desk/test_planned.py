"""What leaves for good is planned for nothing more: no bring-forward, no scan to be made (R28)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rmdesk.duties.capturing import accept, against_capturing, capture, reject
from rmdesk.duties.execution import execute
from rmdesk.duties.forward import BringForward, bring_forward, cancel_forward
from rmdesk.duties.hold import place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.report import make_report
from rmdesk.duties.request import hand_over
from rmdesk.duties.sending import receive
from rmdesk.duties.undo import undo
from rmdesk.model.checksum import summed
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.desk.test_digitizing import job, queued
from tests.desk.test_disposition import OLD, Batches
from tests.desk.test_hold import opened
from tests.desk.test_transfer import GOES, Out
from tests.desk.test_withdrawal import fetched
from tests.staff import colleague

FRIDAY = date(2026, 3, 6)
KEYS = ("F1", "BOX", "IN")
NUMBERS = ("S-2026-0001", "S-2026-0002", "S-2026-0003")


def planned(centre: Centre, *keys: str) -> None:
    """Each is to be brought forward, and to be scanned."""
    for key in keys:
        bring_forward(centre.session, [key], "P2", FRIDAY)
        queued(centre, key)


def forwards(centre: Centre) -> list[tuple[str, str]]:
    rows = centre.session.store.table(BringForward.table)
    return [(row.get("waits", ""), row.get("outcome", "")) for row in rows]


def scans(centre: Centre) -> list[str]:
    rows = centre.session.store.table("digitizations")
    return [row["status"] for row in rows]


def withdraw_all(centre: Centre) -> None:
    for key in ("F1", "BOX"):
        hand_over(centre.session, fetched(centre, key))


def transfer_all(centre: Centre) -> None:
    out = Out(centre)
    for key in ("F1", "IN"):
        edit_holding(centre.session, key, GOES)
    edit_holding(centre.session, "BOX", {"unit": "Finance"})
    receive(out.session, out.sent("F1", "BOX"), {"signed": "A. Keeper", "receipt": "1"})


def destroy_all(centre: Centre) -> None:
    made = Batches(centre)
    for key in ("F1", "IN", "BOX"):
        edit_holding(centre.session, key, OLD)
    made.executed("F1", "BOX")


Way = Callable[[Centre], None]
WAYS: dict[str, Way] = {
    "withdrawn": withdraw_all,
    "transferred": transfer_all,
    "destroyed": destroy_all,
}


@pytest.fixture
def room(centre: Centre) -> Centre:
    """A file, and a box with another in it."""
    centre.file("F1")
    centre.file("BOX", kind="box")
    centre.file("IN", container="BOX", home="")
    return centre


@pytest.mark.parametrize(("status", "go"), WAYS.items(), ids=WAYS)
def test_what_is_planned_ends_with_it(room: Centre, status: str, go: Way) -> None:
    planned(room, *KEYS)
    go(room)
    assert [room.status(key) for key in KEYS] == [status] * 3
    assert forwards(room) == [("", "gone")] * 3
    assert scans(room) == ["given-up"] * 3
    assert make_report(room.session, "bring-forward", end=FRIDAY).rows == []
    for number in NUMBERS:
        (told, *more) = against_capturing(room.session, job(room, number))
        assert (told.text, more) == (f"{number} is “given up”.", [])


def test_what_drops_out_of_a_disposition_stays_planned(room: Centre) -> None:
    made = Batches(room)
    planned(room, "F1")
    before = forwards(room), scans(room)
    edit_holding(room.session, "F1", OLD)
    number = made.approved("F1")
    place(room.session, opened(room.session), {"on": ["F1"]})
    execute(room.session, made.batch(number), {"method": "shredded"})
    assert made.states(number) == {"F1": "dropped"}
    assert (forwards(room), scans(room)) == before


def test_a_withdrawal_tells_what_ended_with_it(room: Centre) -> None:
    planned(room, "F1")
    told = hand_over(room.session, fetched(room, "F1")).next
    assert list(told) == [
        "F1 is withdrawn for good; not brought forward to Jean Roy on 2026-03-06; "
        "S-2026-0001 is given up"
    ]


def test_undoing_the_withdrawal_plans_it_again(room: Centre) -> None:
    planned(room, *KEYS)
    hand_over(room.session, fetched(room, "BOX"))
    undo(room.session)
    assert sorted(forwards(room)) == [("2026-03-06", "")] * 3
    assert scans(room) == ["to-scan"] * 3


def test_undoing_the_receipt_of_an_archives_plans_it_again(room: Centre) -> None:
    planned(room, *KEYS)
    transfer_all(room)
    undo(room.session)
    assert forwards(room) == [("2026-03-06", "")] * 3
    assert scans(room) == ["to-scan"] * 3


def test_what_was_given_up_before_is_not_planned_again_by_undo(room: Centre) -> None:
    """R28: who gave it up may not have it wait for what has left since."""
    planned(room, "F1")
    cancel_forward(room.session, ["F1"], "P2")
    act = room.session.store.journal.latest(limit=1)[0].act
    hand_over(room.session, fetched(room, "F1"))
    with pytest.raises(Refused) as refused:
        undo(room.session, act)
    assert [each.rule for each in refused.value.reasons] == ["R28"]
    assert forwards(room) == [("", "cancelled")]


def test_a_scan_that_is_there_is_checked_still_and_not_made_again(
    room: Centre, tmp_path: Path
) -> None:
    image = tmp_path / "a.tif"
    image.write_bytes(b"II*")
    checker = colleague(room.desk, "checker")
    files = {"master": summed(str(image)), "pages": 1, "resolution": 300}
    for key in ("F1", "IN"):
        capture(room.session, queued(room, key), files)
    withdraw_all(room)
    assert scans(room) == ["scanned"] * 2
    accept(checker, NUMBERS[0])
    reject(checker, NUMBERS[1], "blurred")
    assert (scans(room), job(room, NUMBERS[1]).why) == (["accepted", "given-up"], "blurred")
    with pytest.raises(Refused) as refused:
        queued(room, "F1")
    assert [each.rule for each in refused.value.reasons] == ["R28"]
