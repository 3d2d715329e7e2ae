"""Tasks of the desk at 80x24, done with scans and keys: docs/tasks.md tells how many."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from rmdesk.duties.census import start
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.request import find_request, intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.tally import tally
from rmdesk.model.words import RequestStatus, Status
from tests.screens.centre import Desktop, at_the_desk

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
