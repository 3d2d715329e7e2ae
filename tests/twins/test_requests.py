"""R17 in a request for something that one may not know of too: acts on it, and what follows.

R-1002 asks for F4, which everybody may know of, and in one of the homes for S1. Each line is told
the same in both, byte for byte, and so is all that one can look at afterwards.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator, Sequence
from difflib import ndiff
from pathlib import Path

import pytest

from rmdesk.opening import open_desk
from screens.app.app import DeskApp
from screens.cli import main
from screens.kit.paint import use_contrast, use_ground
from tests.screens.centre import Desktop
from tests.staff import signed_in
from tests.twins import homes
from tests.twins.lines import Line
from tests.twins.test_commands import Told, _left, _settled, made  # noqa: F401  (made once)
from tests.twins.test_screens import settled

pytestmark = pytest.mark.whole

NUMBER = "R-1002"
CLOSE = ("request", "close", NUMBER, "--outcome")
END = ("request", "end", NUMBER, "F4", "--outcome")
PICK: Line = ("pick", "F4")
READY: Line = ("request", "ready", NUMBER)
LEND: Line = ("request", "hand-over", NUMBER)
BACK: Line = ("return", "F4")
UNDO: Line = ("undo",)

AFTER: tuple[Line, ...] = (
    ("request", "show", NUMBER),
    ("--json", "request", "show", NUMBER),
    ("request", "list"),
    ("--json", "request", "list"),
    *(("request", "list", "--status", each) for each in ("closed", "cancelled", "not-found")),
    ("request", "list", "--status", "handed-over"),
    ("show", "F4"),
    ("log", "--mine"),
    ("--json", "log", "--mine"),
    ("log", NUMBER),
    ("log", "F4"),
    ("picklist",),
    ("shift",),
    ("--json", "shift"),
    ("report", "activity"),
    ("report", "requests"),
    ("report", "turnaround"),
    ("report", "shelf"),
    ("list", "requests"),
    ("list", "reservations"),
    ("export", "requests", "--force"),
)
"""All in which it may show what became of a request."""

WAYS: dict[str, tuple[Line, ...]] = {
    "not found": ((*CLOSE, "not-found"),),
    "denied": ((*CLOSE, "denied"),),
    "referred": ((*CLOSE, "referred"),),
    "cancelled by its outcome": ((*CLOSE, "cancelled"),),
    "cancelled": (("request", "cancel", NUMBER),),
    "filled": ((*CLOSE, "filled"),),
    "partly": ((*CLOSE, "partly"),),
    "ended for one": ((*END, "not-found", "--reason", "looked"),),
    "assigned": (("request", "assign", NUMBER),),
    "set aside unpicked": (READY,),
    "set aside in hand": ((*READY, "F4"),),
    "handed over unpicked": (LEND,),
    "picked": (PICK,),
    "put back": (PICK, ("put-back", "F4")),
    "set aside": (PICK, READY),
    "handed over": (PICK, READY, LEND),
    "back": (PICK, READY, LEND, BACK),
    "closed while out": (PICK, LEND, (*CLOSE, "filled"), BACK),
    "partly while out": (PICK, LEND, (*CLOSE, "partly")),
    "closed twice": ((*CLOSE, "not-found"), (*CLOSE, "not-found")),
    "no longer waited for": (("unreserve", "F4", "--for", "P2"),),
    "given up once set aside": (PICK, READY, (*CLOSE, "cancelled")),
    "missing": (PICK, ("missing", "F4", "--reason", "gone"), (*CLOSE, "not-found")),
    "asked for more": (("request", "add", NUMBER, "F1"), (*CLOSE, "not-found")),
    "asked for what is hidden": (("request", "add", NUMBER, "S1"),),
    "undone": ((*CLOSE, "not-found"), UNDO),
    "undone, as JSON": ((*CLOSE, "not-found"), ("--json", *UNDO)),
    "undone and done": ((*CLOSE, "not-found"), UNDO, PICK, READY, LEND, BACK),
    "cancelled and undone": (("request", "cancel", NUMBER), UNDO),
    "set aside and undone": (PICK, READY, UNDO, UNDO),
    "handed over and undone": (PICK, READY, LEND, UNDO),
    "back and undone": (PICK, READY, LEND, BACK, UNDO),
    "tried": (("request", "close", NUMBER, "--outcome", "denied", "--dry-run"),),
    "tried to cancel": (("request", "cancel", NUMBER, "--dry-run"),),
}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "room"


@pytest.mark.parametrize("way", WAYS)
def test_a_request_is_as_if_there_were_nothing_else_in_it(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    room: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    whole, known = made
    signed_in(monkeypatch, homes.login_of("technician", ""))
    homes_told = []
    for home in (whole, known[""]):
        monkeypatch.chdir(room.parent)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        monkeypatch.chdir(room)
        homes_told.append(told_here(home, room, (*WAYS[way], *AFTER), capsys))
    differ = [
        f"{' '.join(line)}\n{change}"
        for (line, one), (_line, other) in zip(*homes_told, strict=True)
        for change in _changes(one, other)
    ]
    assert not differ, "\n".join(differ)
    statuses = [each.status for _line, each in homes_told[0]]
    assert set(statuses[len(WAYS[way]) :]) <= {0}, statuses


def _changes(one: Told, other: Told) -> Iterator[str]:
    for name in ("status", "out", "err", "files"):
        was, now = (str(getattr(each, name)).splitlines() for each in (one, other))
        yield from (each[:300] for each in ndiff(was, now) if each[:1] in "+-")


def told_here(
    home: Path, room: Path, lines: Sequence[Line], capsys: pytest.CaptureFixture[str]
) -> list[tuple[Line, Told]]:
    shutil.copytree(home, room / "home")
    found = []
    for line in lines:
        capsys.readouterr()
        status = main(["--home", "home", *line])
        said = capsys.readouterr()
        found.append((line, Told(status, _settled(said.out), _settled(said.err), _left(room))))
    return found


def test_the_rest_goes_on_and_the_officer_is_told(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    room: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(room)
    shutil.copytree(made[0], room / "home")

    def said(login: str, *line: str) -> object:
        signed_in(monkeypatch, login)
        capsys.readouterr()
        assert main(["--home", "home", "--json", *line]) == 0
        return json.loads(capsys.readouterr().out)

    said(homes.login_of("technician", ""), *CLOSE, "not-found")
    before = said(homes.login_of("technician", "secret"), "request", "show", NUMBER)
    assert isinstance(before, dict)
    assert (before["status"], len(before["items"])) == ("not-found", 1)
    matters = said(homes.login_of("security officer", "secret"), "log", "--security")
    assert isinstance(matters, list)
    (parted,) = [each for each in matters if each["action"] == "part"]
    assert parted["new"]["of"] == NUMBER
    rest = said(homes.login_of("technician", "secret"), "request", "show", parted["new"]["number"])
    assert isinstance(rest, dict)
    assert (rest["status"], rest["requester"]) == ("new", "Jean Roy")
    assert [each["key"] for each in rest["items"]] == ["S1"]
    for login in (homes.login_of("security officer", ""), homes.login_of("technician", "")):
        kind = ("log", "--security") if login.startswith("security") else ("log",)
        assert parted["new"]["number"] not in str(said(login, *kind))


@pytest.mark.parametrize("act", ["cancel it", "assign to me", "close as filled", "hand over"])
def test_on_the_screen_too(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    tmp_path: Path,
    act: str,
) -> None:
    login = homes.login_of("technician", "")
    seen = [screens(home, tmp_path / "home", login, act) for home in (made[0], made[1][""])]
    assert len(seen[0]) > 3
    assert seen[0] == seen[1]


def screens(home: Path, room: Path, login: str, act: str) -> list[str]:
    """What one sees of the request before an act on it, at it, after it, and undone."""
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(home, room)
    use_ground("")
    use_contrast(high=False)
    seen: list[str] = []

    async def look(desk: Desktop) -> None:
        await desk.settle()
        seen.append(settled(desk.screen))

    async def run() -> None:
        with open_desk(room) as opened:
            app = DeskApp(opened, opened.session(login))
            try:
                async with app.run_test(size=(120, 40)) as pilot:
                    desk = Desktop(app, pilot)
                    await desk.settle()
                    await desk.type(NUMBER)
                    await desk.press("enter")
                    await look(desk)
                    await desk.type(f">{act}")
                    await look(desk)
                    for _key in range(2):
                        await desk.press("enter")
                        await look(desk)
                    await desk.press("ctrl+z")
                    await look(desk)
                    await desk.press("enter")
                    await look(desk)
            finally:
                app.release()

    asyncio.run(run())
    return seen
