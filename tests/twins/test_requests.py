"""R17 in a request for something that one may not know of too: acts on it, and what follows.

R-1002 was taken in for F4, which everybody may know of, and in one of the homes for S1, which goes
by a request of its own. Each line is told the same in both, byte for byte, and so is all that one
can look at afterwards.
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
from tests.twins.test_commands import Told, made, told_of  # noqa: F401  (made once)
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
        found.append((line, told_of(status, said.out, said.err, room)))
    return found


BESIDE: dict[str, tuple[Line, ...]] = {
    "picked": (("pick", "S1"),),
    "assigned": (("request", "assign", "{rest}"),),
    "missing": (("missing", "S1", "--reason", "gone"),),
    "closed": (("request", "close", "{rest}", "--outcome", "not-found"),),
    "closed and undone": (("request", "cancel", "{rest}"), UNDO),
    "picked and put back": (("pick", "S1"), ("put-back", "S1"), ("refile", "S1", "--at", "L1")),
    "asked for by one that is known": (("request", "add", "R-1001", "S4"),),
    "asked for by one in words": (("request", "add", "R-1003", "S4"),),
}
"""What who may know of S1 does with it; `{rest}` is the request that asks for it for P2."""


@pytest.mark.parametrize("way", BESIDE)
def test_what_becomes_of_the_rest_is_no_news(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    room: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    looks: tuple[Line, ...] = (
        *AFTER,
        ("request", "show", "R-1001"),
        ("request", "show", "R-1003"),
        ("--json", "request", "list"),
        ("verify",),
    )
    seen = []
    for home in (made[0], made[1][""]):
        monkeypatch.chdir(room.parent)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        monkeypatch.chdir(room)
        if home == made[0]:
            shutil.rmtree(room.parent / "done", ignore_errors=True)
            shutil.copytree(home, room.parent / "done")
            signed_in(monkeypatch, homes.login_of("technician", "secret"))
            rest = _asked_for_by("P2", "S1", capsys)
            for line in BESIDE[way]:
                words = [each.format(rest=rest) for each in line]
                assert main(["--home", "../done", *words]) == 0, capsys.readouterr()
        signed_in(monkeypatch, homes.login_of("technician", ""))
        seen.append(
            told_here(room.parent / "done" if home == made[0] else home, room, looks, capsys)
        )
    differ = [
        f"{' '.join(line)}\n{change}"
        for (line, one), (_line, other) in zip(*seen, strict=True)
        for change in _changes(one, other)
    ]
    assert not differ, "\n".join(differ)


def _asked_for_by(person: str, key: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The number of the request of a person that asks for a record, to who is signed in."""
    capsys.readouterr()
    assert main(["--home", "../done", "--json", "request", "list"]) == 0
    listed = json.loads(capsys.readouterr().out)
    (number,) = [
        each["number"]
        for each in listed
        if each["requester"] == "Jean Roy" and key in [one["key"] for one in each["items"]]
    ]
    return str(number)


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
