"""The tasks of docs/tasks.md as a person does them, said once for wherever they are tried."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.capturing import capture
from rmdesk.duties.census import start
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.film import jobs_on
from rmdesk.duties.holding import add_holding
from rmdesk.duties.indexing import TERMS, term_called
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.place import edit_place
from rmdesk.duties.print_search import search_prints
from rmdesk.duties.request import find_request, intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.tally import tally
from rmdesk.model.checksum import summed
from rmdesk.model.records import Loan, Request
from rmdesk.model.words import RequestStatus, ScanStatus, Status, TermStatus
from tests.staff import colleague

PAGE = (Path(__file__).parents[2] / "docs" / "tasks.md").read_text("utf-8")
ROW = re.compile(r"\| (\d+) \| (.+?) \| (.+?) \| (\d+) \| (\d+) \| (\d+) \|")


class Hands(ABC):
    """A person at the desk, whose scans, letters and keys are counted where they are sent.

    Before the first of them a task makes what it needs; after each the person looks for what was
    not on the screen before.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        """The same account at the same home, to make what is needed and see what is kept."""
        self.scans = self.letters = self.keys = 0
        for place in ("S1", "S2"):
            edit_place(session, place, {"barcode": _longer(place)})
        edit_person(session, "P1", {"barcode": _longer("P1")})

    @abstractmethod
    async def scan(self, *codes: str, sees: str) -> None:
        """Scan one code after the other, each in one piece with its end."""

    @abstractmethod
    async def type(self, text: str, sees: str = "") -> None:
        """Strike a text letter by letter."""

    @abstractmethod
    async def press(self, key: str, sees: str = "", *, gone: str = "") -> None:
        """Press a key that is no letter, and see what was not there before, or what is gone."""

    @abstractmethod
    async def mark(self, key: str, row: str) -> None:
        """Press a key that marks a row: nothing else on the screen changes."""

    @abstractmethod
    async def holds(self, kept: Callable[[], object]) -> None:
        """See that something is so, in what the desk keeps."""

    async def beforehand(self, *codes: str, sees: str) -> None:
        """Scans from before the task begins."""
        before = self.scans
        await self.scan(*codes, sees=sees)
        self.scans = before

    @property
    def counts(self) -> tuple[int, int, int]:
        """Scans, letters and other keys."""
        return self.scans, self.letters, self.keys

    def out(self, *codes: str) -> None:
        """Lent to Keiko Ito beforehand."""
        charge_out(self.session, list(codes), "P0001")

    def statuses(self, *codes: str) -> set[Status]:
        return {Status(self.session.visible.one(code).status) for code in codes}

    def request(self, number: str = "R-1001") -> Request:
        return find_request(self.session, number)


def _longer(code: str) -> str:
    """A code as long as those in use: of two letters one read late is half of the code."""
    return f"{code[0]}{code[1:]:0>4}"


FILES = ("F0001", "F0002", "F0003", "F0004")


async def lend(at: Hands) -> None:
    await at.scan("P0001", *FILES, sees="Out to Keiko Ito: 上海市专利保护条例")
    await at.holds(lambda: at.statuses(*FILES) == {Status.OUT})


async def take_back(at: Hands) -> None:
    at.out(*FILES)
    await at.scan(*FILES, sees="Returned: 上海市专利保护条例 → refile at B3-04-2")
    await at.holds(lambda: at.statuses(*FILES) == {Status.TO_REFILE})


async def hand_over(at: Hands) -> None:
    intake(at.session, "P0001", ["F0001"])
    pick(at.session, "F0001")
    make_ready(at.session, "R-1001")
    await at.scan("P0001", "F0001", sees="Out to Keiko Ito: ACME contract v.3")
    await at.holds(lambda: at.request().status == RequestStatus.HANDED_OVER)


async def where_is_it(at: Hands) -> None:
    await at.type("harbour", sees="home B3-04-2 · in")


async def who_has_it(at: Hands) -> None:
    at.out("F0003")
    due = at.session.store.table(Loan.table).page().rows[0]["due"]
    await at.type("harbour", sees=f"out with Keiko Ito, due {due}")


async def find_and_request(at: Hands) -> None:
    await at.type("harb", sees="▸ 1250-003")
    await at.press("f2", sees="▸ requester")
    await at.type("ito", sees="▸ Keiko Ito Finance")
    await at.press("enter", sees="requester Keiko Ito")
    await at.press("ctrl+s", sees="R-1001 written")
    await at.holds(lambda: at.request().requester == "Keiko Ito")
    assert queue_of(at.session, at.session.visible.one("F0003").id)
    assert at.letters + at.keys <= 12


async def request_by_scans(at: Hands) -> None:
    await at.press("f2", sees="▸ requester")
    await at.scan("P0001", "F0001", sees="Asked for: ACME contract v.3")
    await at.press("ctrl+s", sees="R-1001 written")
    await at.holds(lambda: at.request().requester == "Keiko Ito")


async def refile(at: Hands) -> None:
    at.out(*FILES)
    return_(at.session, list(FILES))
    await at.scan("S0001", *FILES, sees="Refiled: 上海市专利保护条例")
    await at.holds(lambda: at.statuses(*FILES) == {Status.IN})


async def pick_the_list(at: Hands) -> None:
    intake(at.session, "P0001", ["F0001", "F0002"])
    await at.press("f3", sees="▸ B3-04-2 1250-001")
    await at.scan("F0001", "F0002", sees="Nothing is left to pick.")
    await at.holds(lambda: at.statuses("F0001", "F0002") == {Status.PICKED})


async def set_aside(at: Hands) -> None:
    intake(at.session, "P0001", ["F0001"])
    pick(at.session, "F0001")
    await at.scan("R-1001", sees="▸ Set aside what was picked")
    await at.mark("enter", "Set aside what was picked")
    await at.press("enter", sees="Set aside: R-1001")
    await at.holds(lambda: at.statuses("F0001") == {Status.WAITING})


async def how_somebody_stands(at: Hands) -> None:
    at.out("F0001")
    await at.scan("P0001", sees="For Keiko Ito")
    await at.press("f7", sees="1250-001 ACME contract v.3")


async def find_somebody(at: Hands) -> None:
    at.out("F0001")
    await at.type("ito", sees="▸ P0001 Keiko Ito")
    await at.press("enter", sees="1250-001 ACME contract v.3")


async def not_in_its_place(at: Hands) -> None:
    await at.scan("F0001", sees="status in at B3-04-2")
    await at.type(">miss", sees="▸ Mark missing…")
    await at.press("enter", sees="Yes: Mark missing Why?")
    await at.type("not on the shelf")
    await at.press("enter", sees="looked? not on the shelf")
    await at.press("down", sees="▸ Yes: Mark missing")
    await at.press("enter", sees="Marked missing: ACME contract v.3")
    await at.holds(lambda: at.statuses("F0001") == {Status.MISSING})


async def found_again(at: Hands) -> None:
    mark_missing(at.session, "F0001", "not on the shelf")
    await at.scan("F0001", sees="Found: ACME contract v.3 → refile at B3-04-2")
    await at.holds(lambda: at.statuses("F0001") == {Status.TO_REFILE})


async def undo(at: Hands) -> None:
    await at.beforehand("P0001", "F0001", sees="Out to Keiko Ito: ACME contract v.3")
    await at.press("f9", sees="▸ No, leave it as it is")
    await at.press("down", sees="▸ Yes, undo it")
    await at.press("enter", sees="Undone: charged out")
    await at.holds(lambda: at.statuses("F0001") == {Status.IN})


async def renew(at: Hands) -> None:
    until = at.session.now().date() + timedelta(days=7)
    charge_out(at.session, ["F0001"], "P0001", due=until)
    await at.type("F0001", sees="▸ 1250-001")
    await at.press("enter", sees="status out with Keiko Ito")
    await at.type(">renew", sees="▸ Renew the loan")
    await at.press("enter", sees="Renewed: ACME contract v.3")


async def cancel(at: Hands) -> None:
    intake(at.session, "P0001", ["F0001"])
    await at.scan("R-1001", sees="1250-001 to pick")
    await at.type(">cancel it", sees="▸ Cancel it…")
    await at.press("enter", sees="▸ No, leave it as it is")
    await at.press("down", sees="▸ Yes: Cancel it")
    await at.press("enter", sees="Cancelled: R-1001")
    await at.holds(lambda: at.request().status == RequestStatus.CANCELLED)


async def what_is_to_be_refiled(at: Hands) -> None:
    at.out("F0001")
    return_(at.session, ["F0001"])
    await at.type(">refiled", sees="▸ What is to be refiled")
    await at.press("enter", sees="▸ B3-04-2 F0001")


async def what_is_out(at: Hands) -> None:
    at.out("F0001")
    await at.type(">out", sees="▸ What is out")
    await at.press("enter", sees="▸ F0001 ACME contract v.3 Keiko Ito")


async def end_with_a_person(at: Hands) -> None:
    await at.beforehand("P0001", sees="For Keiko Ito")
    await at.press("escape", gone="For Keiko Ito")
    await at.scan("F0001", sees="status in at B3-04-2")
    await at.holds(lambda: at.statuses("F0001") == {Status.IN})


async def count_a_shelf(at: Hands) -> None:
    census = start(at.session, {"scope": "S0001"})
    await at.scan("S0001", *FILES, "S0002", sees="Counting at A1-11-5")
    counts = tally(at.session, census).counts
    assert (counts["found"], counts["missing"]) == (4, 0)


async def what_should_stand_there(at: Hands) -> None:
    await at.type(">inve", sees="▸ Inventory…")
    await at.press("enter", sees="Of what?")
    await at.type("B3-04-2")
    await at.press("enter", sees="Of what? B3-04-2")
    await at.press("down", sees="▸ Yes: list it")
    await at.press("enter", sees="shelf list B3-04-2")


async def log_what_was_filmed(at: Hands) -> None:
    add_holding(at.session, {"barcode": "M0001", "kind": "reel", "generation": "master"})
    await at.type(">new film", sees="▸ New film job…")
    await at.press("enter", sees="▸ film (needed)")
    await at.scan("M0001", sees="▸ frames (needed)")
    await at.type("1-40")
    await at.press("enter", sees="▸ record")
    await at.scan("F0001", sees="▸ batch")
    await at.press("ctrl+s", sees="Registered: F-")
    (job,) = jobs_on(at.session, at.session.visible.one("M0001"))
    assert (job.frames, job.record, job.operator) == ("1-40", "F0001", "mlee")


async def from_a_name_to_reel_and_frame(at: Hands) -> None:
    session = at.session
    add_holding(session, {"barcode": "M0001", "kind": "reel", "generation": "master", "title": "A"})
    add_holding(
        session, {"barcode": "U0001", "kind": "reel", "copy_of": "M0001", "home": "A1-11-5"}
    )
    add_holding(session, {
        "barcode": "N0001", "kind": "frame", "title": "Tremblay, Marie", "container": "M0001",
        "frames": "17",
    })  # fmt: skip
    await at.type("trembl", sees="▸ N0001")
    await at.press("enter", sees="hand out frames 17 of U0001 · A1-11-5 · in")


async def check_a_scan(at: Hands) -> None:
    file = at.session.desk.home / "a.tif"
    file.write_bytes(b"II*")
    other = colleague(at.session.desk, "other")
    job = register(other, DIGITIZATIONS, {"record": "F0001"})
    files = {"master": summed(str(file)), "pages": 3, "resolution": 300}
    capture(other, job.number, files)
    await at.type(">digitizations", sees="▸ Digitizations")
    await at.press("enter", sees=f"▸ {job.number} to check")
    await at.press("enter", sees="▸ Pass its quality check")
    await at.mark("enter", "Pass its quality check")
    await at.press("enter", sees=f"Checked: {job.number}")
    assert at.session.get(type(job), job.id).status == ScanStatus.ACCEPTED  # type: ignore[union-attr]


async def classify_a_fingerprint_card(at: Hands) -> None:
    add_holding(at.session, {"barcode": "C0001", "kind": "fingerprint-card", "title": "Card"})
    await at.type(">new finger", sees="▸ New fingerprint…")
    await at.press("enter", sees="▸ card (needed)")
    await at.scan("C0001", sees="▸ prints (needed)")
    await at.type("U12 U9 U11 U13 U5 U17 U10 U10 U14 U8")
    await at.press("enter", sees="▸ formula")
    await at.press("ctrl+s", sees="Registered: C0001")
    (found,) = search_prints(at.session, "12 S 1 U IOI 5 / L 1 U OIO")
    assert found.holding.barcode == "C0001"


async def approve_a_term(at: Hands) -> None:
    register(colleague(at.session.desk, "other"), TERMS, {"term": "Harbours"})
    await at.type(">terms", sees="▸ Index terms")
    await at.press("enter", sees="▸ Harbours proposed")
    await at.press("enter", sees="▸ Approve the term")
    await at.mark("enter", "Approve the term")
    await at.press("enter", sees="Approved: Harbours")
    assert term_called(at.session, "harbours").status == TermStatus.APPROVED  # type: ignore[union-attr]


async def move_by_two_scans(at: Hands) -> None:
    await at.scan("F0001", "S0002", sees="from B3-04-2 to A1-11-5")
    await at.press("down", sees="▸ Yes: it lives here")
    await at.press("enter", sees="Moved: ACME contract v.3")
    assert at.session.visible.one("F0001").home == "A1-11-5"


TASKS: dict[str, Callable[[Hands], Coroutine[None, None, None]]] = {
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
