"""Tasks of the desk at 80x24, done with scans and keys: docs/tasks.md tells how many."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.capturing import capture
from rmdesk.duties.census import start
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.film import jobs_on
from rmdesk.duties.holding import add_holding
from rmdesk.duties.indexing import TERMS, term_called
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.print_search import search_prints
from rmdesk.duties.request import find_request, intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.tally import tally
from rmdesk.model.checksum import summed
from rmdesk.model.words import RequestStatus, ScanStatus, Status, TermStatus
from tests.screens.centre import Desktop, at_the_desk
from tests.staff import colleague

PAGE = (Path(__file__).parents[2] / "docs" / "tasks.md").read_text("utf-8")
ROW = re.compile(r"\| (\d+) \| (.+?) \| (.+?) \| (\d+) \| (\d+) \| (\d+) \|")


class Hands:
    """A person at the desk, whose scans, letters and keys are counted."""

    def __init__(self, desk: Desktop) -> None:
        self.desk = desk
        self.scans = self.letters = self.keys = 0

    async def scan(self, *codes: str) -> None:
        self.scans += len(codes)
        await self.desk.scan(*codes)

    async def type(self, text: str) -> None:
        self.letters += len(text)
        await self.desk.type(text)

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.desk.press(*keys)

    def out(self, *codes: str) -> None:
        """Lent to Keiko Ito beforehand."""
        charge_out(self.desk.session, list(codes), "P1")

    def statuses(self, *codes: str) -> set[Status]:
        return {self.desk.status(code) for code in codes}


FILES = ("F0001", "F0002", "F0003", "F0004")


async def lend(at: Hands) -> None:
    await at.scan("P1", *FILES)
    assert at.statuses(*FILES) == {Status.OUT}


async def take_back(at: Hands) -> None:
    at.out(*FILES)
    await at.scan(*FILES)
    assert at.statuses(*FILES) == {Status.TO_REFILE}


async def hand_over(at: Hands) -> None:
    intake(at.desk.session, "P1", ["F0001"])
    pick(at.desk.session, "F0001")
    make_ready(at.desk.session, "R-1001")
    await at.scan("P1", "F0001")
    assert find_request(at.desk.session, "R-1001").status == RequestStatus.HANDED_OVER


async def where_is_it(at: Hands) -> None:
    await at.type("harbour")
    assert "home B3-04-2 · in" in at.desk.text


async def who_has_it(at: Hands) -> None:
    at.out("F0003")
    await at.type("harbour")
    assert "out with Keiko Ito, due 2026-12-22" in at.desk.text


async def find_and_request(at: Hands) -> None:
    await at.type("harb")
    await at.press("f2")
    await at.type("ito")
    await at.press("enter", "ctrl+s")
    made = find_request(at.desk.session, "R-1001")
    assert made.requester == "Keiko Ito"
    assert queue_of(at.desk.session, at.desk.session.visible.one("F0003").id)
    assert at.letters + at.keys <= 12


async def request_by_scans(at: Hands) -> None:
    await at.press("f2")
    await at.scan("P1", "F0001")
    await at.press("ctrl+s")
    assert find_request(at.desk.session, "R-1001").requester == "Keiko Ito"


async def refile(at: Hands) -> None:
    at.out(*FILES)
    return_(at.desk.session, list(FILES))
    await at.scan("S1", *FILES)
    assert at.statuses(*FILES) == {Status.IN}


async def pick_the_list(at: Hands) -> None:
    intake(at.desk.session, "P1", ["F0001", "F0002"])
    await at.press("f3")
    await at.scan("F0001", "F0002")
    assert at.statuses("F0001", "F0002") == {Status.PICKED}


async def set_aside(at: Hands) -> None:
    intake(at.desk.session, "P1", ["F0001"])
    pick(at.desk.session, "F0001")
    await at.scan("R-1001")
    await at.press("enter", "enter")
    assert at.statuses("F0001") == {Status.WAITING}


async def how_somebody_stands(at: Hands) -> None:
    at.out("F0001")
    await at.scan("P1")
    await at.press("f7")
    assert "1250-001" in at.desk.screen


async def find_somebody(at: Hands) -> None:
    at.out("F0001")
    await at.type("ito")
    await at.press("enter")
    assert "1250-001" in at.desk.screen


async def not_in_its_place(at: Hands) -> None:
    await at.scan("F0001")
    await at.type(">miss")
    await at.press("enter")
    await at.type("not on the shelf")
    await at.press("enter", "down", "enter")
    assert at.statuses("F0001") == {Status.MISSING}


async def found_again(at: Hands) -> None:
    mark_missing(at.desk.session, "F0001", "not on the shelf")
    await at.scan("F0001")
    assert at.statuses("F0001") == {Status.TO_REFILE}


async def undo(at: Hands) -> None:
    await at.desk.scan("P1", "F0001")
    await at.press("f9", "down", "enter")
    assert at.statuses("F0001") == {Status.IN}


async def renew(at: Hands) -> None:
    charge_out(at.desk.session, ["F0001"], "P1", due=date(2026, 12, 1))
    await at.type("F0001")
    await at.press("enter")
    await at.type(">renew")
    await at.press("enter")
    assert "Renewed" in at.desk.text


async def cancel(at: Hands) -> None:
    intake(at.desk.session, "P1", ["F0001"])
    await at.scan("R-1001")
    await at.type(">cancel it")
    await at.press("enter", "down", "enter")
    assert find_request(at.desk.session, "R-1001").status == RequestStatus.CANCELLED


async def what_is_to_be_refiled(at: Hands) -> None:
    at.out("F0001")
    return_(at.desk.session, ["F0001"])
    await at.type(">refiled")
    await at.press("enter")
    assert "F0001" in at.desk.screen


async def what_is_out(at: Hands) -> None:
    at.out("F0001")
    await at.type(">out")
    await at.press("enter")
    assert "Keiko Ito" in at.desk.screen


async def end_with_a_person(at: Hands) -> None:
    await at.desk.scan("P1")
    await at.press("escape")
    await at.scan("F0001")
    assert at.statuses("F0001") == {Status.IN}


async def count_a_shelf(at: Hands) -> None:
    census = start(at.desk.session, {"scope": "S1"})
    await at.scan("S1", *FILES, "S2")
    counts = tally(at.desk.session, census).counts
    assert (counts["found"], counts["missing"]) == (4, 0)


async def what_should_stand_there(at: Hands) -> None:
    await at.type(">inve")
    await at.press("enter")
    await at.type("S1")
    await at.press("enter", "down", "enter")
    assert "shelf list B3-04-2" in at.desk.text


async def log_what_was_filmed(at: Hands) -> None:
    add_holding(at.desk.session, {"barcode": "M1", "kind": "reel", "generation": "master"})
    await at.type(">new film")
    await at.press("enter")
    await at.scan("M1")
    await at.type("1-40")
    await at.press("enter")
    await at.scan("F0001")
    await at.press("ctrl+s")
    (job,) = jobs_on(at.desk.session, at.desk.session.visible.one("M1"))
    assert (job.frames, job.record, job.operator) == ("1-40", "F0001", "mlee")


async def from_a_name_to_reel_and_frame(at: Hands) -> None:
    session = at.desk.session
    add_holding(session, {"barcode": "M1", "kind": "reel", "generation": "master", "title": "A"})
    add_holding(session, {"barcode": "U1", "kind": "reel", "copy_of": "M1", "home": "S2"})
    add_holding(session, {
        "barcode": "N1", "kind": "frame", "title": "Tremblay, Marie", "container": "M1",
        "frames": "17",
    })  # fmt: skip
    await at.type("trembl")
    await at.press("enter")
    assert "hand out frames 17 of U1 · A1-11-5 · in" in at.desk.text


async def check_a_scan(at: Hands) -> None:
    file = at.desk.app.desk.home / "a.tif"
    file.write_bytes(b"II*")
    other = colleague(at.desk.app.desk, "other")
    job = register(other, DIGITIZATIONS, {"record": "F0001"})
    files = {"master": summed(str(file)), "pages": 3, "resolution": 300}
    capture(other, job.number, files)
    await at.type(">digitizations")
    await at.press("enter", "enter", "enter", "enter")
    assert at.desk.session.get(type(job), job.id).status == ScanStatus.ACCEPTED  # type: ignore[union-attr]


async def classify_a_fingerprint_card(at: Hands) -> None:
    add_holding(at.desk.session, {"barcode": "C1", "kind": "fingerprint-card", "title": "Card"})
    await at.type(">new finger")
    await at.press("enter")
    await at.scan("C1")
    await at.type("U12 U9 U11 U13 U5 U17 U10 U10 U14 U8")
    await at.press("enter", "ctrl+s")
    (found,) = search_prints(at.desk.session, "12 S 1 U IOI 5 / L 1 U OIO")
    assert found.holding.barcode == "C1"


async def approve_a_term(at: Hands) -> None:
    register(colleague(at.desk.app.desk, "other"), TERMS, {"term": "Harbours"})
    await at.type(">terms")
    await at.press("enter", "enter", "enter", "enter")
    assert term_called(at.desk.session, "harbours").status == TermStatus.APPROVED  # type: ignore[union-attr]


async def move_by_two_scans(at: Hands) -> None:
    await at.scan("F0001", "S2")
    assert "from B3-04-2 to A1-11-5" in at.desk.text
    await at.press("down", "enter")
    assert at.desk.session.visible.one("F0001").home == "A1-11-5"


TASKS: dict[str, Callable[[Hands], Awaitable[None]]] = {
    "Lend four files to one person": lend,
    "Take four files back": take_back,
    "Hand over what is set aside": hand_over,
    "Where is it?": where_is_it,
    "Who has it?": who_has_it,
    "Find and request a known record": find_and_request,
    "Take in a request by badge and record": request_by_scans,
    "Refile four files": refile,
    "Pick what the list asks for": pick_the_list,
    "Set aside what was picked": set_aside,
    "How does somebody stand, by the badge?": how_somebody_stands,
    "How does somebody stand, by the name?": find_somebody,
    "It is not in its place": not_in_its_place,
    "It is found again": found_again,
    "Undo the last act": undo,
    "Renew a loan": renew,
    "Cancel a request": cancel,
    "What is to be refiled?": what_is_to_be_refiled,
    "What is out?": what_is_out,
    "End with a person, look at a record": end_with_a_person,
    "Count a shelf of four files": count_a_shelf,
    "What should stand on a shelf?": what_should_stand_there,
    "Move a record to another place": move_by_two_scans,
    "Microfilmer: log what was filmed": log_what_was_filmed,
    "Microfilm searcher: from a name to reel, frame and copy": from_a_name_to_reel_and_frame,
    "Digitizing technician: pass a scan's quality check": check_a_scan,
    "Fingerprint classifier: classify a card": classify_a_fingerprint_card,
    "Technical indexer: approve a term": approve_a_term,
}


def told() -> dict[str, tuple[int, int, int]]:
    """What the page says of each task: its scans, letters and keys."""
    found = {row[2]: tuple(map(int, row.groups()[3:])) for row in ROW.finditer(PAGE)}
    return {name: (counts[0], counts[1], counts[2]) for name, counts in found.items()}


def test_the_page_tells_of_just_these() -> None:
    assert list(told()) == list(TASKS)
    assert len(TASKS) >= 20


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_done_with_the_scans_and_keys_that_the_page_tells(
    tmp_path: Path, name: str
) -> None:
    async def does(desk: Desktop) -> None:
        hands = Hands(desk)
        await TASKS[name](hands)
        assert (hands.scans, hands.letters, hands.keys) == told()[name]

    at_the_desk(tmp_path, does)
