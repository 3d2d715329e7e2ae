"""What was fetched for somebody and is taken from their claim: it is said whose it was (R38)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.handled import Handled
from rmdesk.duties.intake import intake
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import not_on_shelf, pick, put_back, say_missing
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import find_request, make_ready
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.duties.undo import undo
from tests.desk.conftest import Centre
from tests.screens.centre import Desktop, at_the_desk
from tests.staff import colleague


@pytest.fixture
def room(centre: Centre) -> Centre:
    centre.file("F1")
    return centre


STATES = {
    "picked": "no longer fetched for Aiko Ito; R-1001 waits for it again",
    "set aside": "no longer set aside for Aiko Ito; R-1001 waits for it again",
    "reserved": "no longer fetched for Aiko Ito; they wait for it again",
}


def put(centre: Centre, state: str) -> None:
    if state == "reserved":
        reserve(centre.session, ["F1"], "P1")
    else:
        number = intake(centre.session, "P1", ["F1"]).request.number
    pick(centre.session, "F1")
    if state == "set aside":
        make_ready(centre.session, number)


PULL = "still reserved: pull it for the head of its queue"
Act = Callable[[Session], Handled]
ACTS: dict[str, tuple[Act, str]] = {
    "refile": (lambda s: refile(s, ["F1"], "L1")[0], PULL),
    "put back": (lambda s: put_back(s, "F1"), "refile it, or pick it again"),
    "missing": (lambda s: say_missing(s, "F1", "not there"), "missing until it is found"),
    "not on its shelf": (
        lambda s: not_on_shelf(s, "F1", "misfiled"),
        "missing until it is found",
    ),
    "lent to another": (
        lambda s: charge_out_anyway(s, ["F1"], "P2", "the court sits")[0],
        "leave its OUT card at B3-04-2",
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_it_is_said_whose_it_was(room: Centre, state: str, act: str) -> None:
    put(room, state)
    do, step = ACTS[act]
    told = do(room.session).next
    head = "misfiled, seen elsewhere; " if act == "not on its shelf" else ""
    assert told == f"{head}{STATES[state]}; {step}"
    if state != "reserved":
        request = find_request(room.session, "R-1001")
        assert request.status in ("assigned", "waiting")
    undo(room.session)
    assert room.status("F1") == ("waiting" if state == "set aside" else "picked")


@pytest.mark.parametrize("act", ["refile", "missing", "not on its shelf"])
def test_of_what_was_fetched_for_nobody_nothing_is_said(room: Centre, act: str) -> None:
    charge_out(room.session, ["F1"], "P1")
    return_(room.session, ["F1"])
    told = ACTS[act][0](room.session).next
    assert "Ito" not in told
    assert "again" not in told


def test_who_waits_behind_is_not_said_to_have_had_it(room: Centre) -> None:
    put(room, "set aside")
    reserve(room.session, ["F1"], "P2")
    told = refile(room.session, ["F1"], "L1")[0].next
    assert told == f"{STATES['set aside']}; {PULL}"


def test_whose_registration_has_ended_is_named_too(room: Centre) -> None:
    """Nobody is next: it would go home without a word."""
    put(room, "set aside")
    edit_person(room.session, "P1", {"valid_until": "2026-03-02"})
    room.clock.forward(days=1)
    assert refile(room.session, ["F1"], "L1")[0].next == STATES["set aside"]


def test_a_scan_says_it(room: Centre) -> None:
    put(room, "set aside")
    counter = Counter()
    take_scan(room.session, counter, "L1")
    assert take_scan(room.session, counter, "F1").next == f"{STATES['set aside']}; {PULL}"


def test_a_batch_says_it(room: Centre, tmp_path: Path) -> None:
    put(room, "set aside")
    scans = [Scan(row, code) for row, code in enumerate(("L1", "F1"), 1)]
    report = apply_batch(room.session, tmp_path / "scans.txt", scans)
    assert report.scans[-1].next == f"{STATES['set aside']}; {PULL}"


def test_the_command_line_says_it_before_and_after(room: Centre) -> None:
    put(room, "set aside")
    for dry in (True, False):
        (done,) = perform(room.session, acts()["refile"], ["F1"], {"at": "L1"}, dry_run=dry)
        assert done.next == f"{STATES['set aside']}; {PULL}"


def test_a_screen_says_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = intake(desk.session, "P1", ["F0001"]).request.number
        pick(desk.session, "F0001")
        make_ready(desk.session, number)
        await desk.scan("S1")
        await desk.scan("F0001")
        assert "no longer set aside for Keiko Ito; R-1001 waits for it again" in desk.text

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_of_what_may_not_be_known_of_nothing_is_said(room: Centre) -> None:
    for key in ("P1", "mlee"):
        edit_person(room.session, key, {"clearance": "secret"})
    room.file("BOX", kind="box")
    room.file("HIDDEN", container="BOX", home="", security="secret")
    room.entered("HIDDEN", "P1")
    charge_out(room.session, ["BOX"], "P1")
    return_(room.session, ["BOX"])
    refile(room.session, ["BOX"], "L1")
    reserve(room.session, ["HIDDEN"], "P1")
    pick(room.session, "HIDDEN")
    told = refile(colleague(room.desk, "low"), ["BOX"], "L1")[0].next
    assert told == ""
