"""R17 on the screens: what one may not know of makes no difference to what one sees.

Each twin is looked at as the same person: every list and every command that opens something,
guesses typed and scanned, records opened and their parts.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest

from rmdesk.opening import open_desk
from screens.app.app import DeskApp
from screens.app.keys import every_command
from screens.kit.paint import use_contrast, use_ground
from tests.screens.centre import Desktop, in_one_line
from tests.twins import homes
from tests.twins.declared import Settled, only_declared
from tests.twins.test_commands import made  # noqa: F401  (the homes, made once)

pytestmark = pytest.mark.whole

LEFT_OUT = (
    "quit",
    "lock",
    "undo",
    "print",
    "again",
    "language",
    "export",
    "write",
    "contrast",
    "messages",
)
"""Commands that leave, that write (these are asked of the command line), or that stay changed."""

GUESSES = (
    "S1", "S2", "S7", "kestrel", "kestr", "falconry", "operation", "aviary", "bridge", "900",
    "S20", "vessel:fal", "kind:ledger", "folio:7",
)  # fmt: skip
OPENED = (
    "F1", "F2", "F4", "B1", "P1", "P2", "L1", "100", "R-1001", "H-2026-0001", "D-2026-0001",
    "K1", "K4", "T-2026-0001", "C-2026-0001", "2026-0001", "bridges",
)  # fmt: skip


async def looked(desk: Desktop, guesses: Sequence[str], opened: Sequence[str]) -> dict[str, str]:
    """All that somebody sees who looks at everything."""
    await desk.settle()
    seen = {"begin": desk.screen}

    async def see(name: str) -> None:
        await desk.settle()
        seen[name] = desk.screen
        desk.app.go_home()
        desk.app.hush()
        desk.app.line.empty()
        await desk.settle()

    for command in every_command():
        if any(word in command.name for word in LEFT_OUT) or command.against(desk.app):
            continue
        command.run(desk.app)
        await see(command.name)
    for guess in guesses:
        await desk.type(guess)
        await see(f"typed {guess}")
        await desk.press("ctrl+u")
        await desk.scan(guess)
        await see(f"scanned {guess}")
        await desk.press("escape")
    for key in opened:
        await desk.type(key)
        await desk.press("enter")
        for part in range(1, 5):
            await desk.press(f"alt+{part}")
            seen[f"{key} part {part}"] = desk.screen
        await see(f"opened {key}")
        await desk.press("ctrl+u", "escape")
    return seen


def looks(made_home: Path, room: Path, login: str, each: int) -> dict[str, str]:
    """What somebody sees in a copy of a home; of guesses and records one in so many."""
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(made_home, room)
    use_ground("")  # which whoever looked before has turned
    use_contrast(high=False)

    async def run() -> dict[str, str]:
        with open_desk(room) as desk:
            app = DeskApp(desk, desk.session(login))
            try:
                async with app.run_test(size=(120, 40)) as pilot:
                    return await looked(Desktop(app, pilot), GUESSES[::each], OPENED[::each])
            finally:
                app.release()

    return asyncio.run(run())


_HEAD = re.compile("├ search.*")
"""Whether words that were scanned were looked for before their Enter is the machine's speed."""


def differences(whole: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    found = []
    for name in whole.keys() | known.keys():
        one, other = (settled(each.get(name, "")) for each in (whole, known))
        if name.startswith("scanned"):
            one, other = (_HEAD.sub("", each) for each in (one, other))
        if one != other and not only_declared(in_one_line(one), in_one_line(other)):
            lines = zip_longest(one.splitlines(), other.splitlines(), fillvalue="")
            told = [f"  with them:    {a}\n  without them: {b}" for a, b in lines if a != b]
            found.append("\n".join([f"{name}:", *told]))
    return found


def settled(text: str) -> str:
    """A screen without what is of chance."""
    return Settled().text(text)


LATER = [
    pytest.param(clearance, role, 1, marks=pytest.mark.slow)
    for clearance, role in (
        ("", "technician"),
        ("protected b", "supervisor"),
        ("", "administrator"),
        ("", "security officer"),
    )
]


@pytest.mark.parametrize(("clearance", "role", "each"), [("", "technician", 4), *LATER])
def test_nobody_sees_more(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    tmp_path: Path,
    clearance: str,
    role: str,
    each: int,
) -> None:
    whole, known = made
    login = homes.login_of(role, clearance)
    told = [looks(home, tmp_path / "home", login, each) for home in (whole, known[clearance])]
    assert len(told[0]) > 20
    found = differences(told[0], told[1])
    assert not found, "\n\n".join(found[:5])
