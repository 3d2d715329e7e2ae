"""docs/tutorial.md is done as it is written: its commands, and each row of its tables."""

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from rmdesk.access.account import process_account
from rmdesk.model.words import Status
from rmdesk.opening import open_desk
from screens.cli import main
from tests.screens.centre import Desktop, opened

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text("utf-8")
BEFORE, AFTER = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
STEPS = re.findall(r"^\| ((?:scan|type|press) .+?) \| (.+?) \|$", PAGE, re.MULTILINE)
KEYS = {"Escape": "escape", "Enter": "enter", "Down": "down", "Ctrl+S": "ctrl+s"}


def said(lines: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the commands of a block tell; each must be done."""
    for line in lines.splitlines():
        words = shlex.split(line)
        if words[0] == "rmdesk":
            assert main(words[1:]) == 0, (line, capsys.readouterr())
    return capsys.readouterr().out


async def do(at: Desktop, step: str) -> None:
    done = re.sub(r"(scan|type|press) `([^`]+)`", "", step)
    assert not done.replace(",", "").strip(), f"not a step: {step}"
    for how, what in re.findall(r"(scan|type|press) `([^`]+)`", step):
        if how == "press":
            await at.press(KEYS.get(what, what.lower()))
        else:
            await (at.scan(what) if how == "scan" else at.type(what))


def test_every_step_of_the_first_day_does_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RMDESK_HOME", "practice")
    said(BEFORE, capsys)
    assert {path.name for path in tmp_path.glob("*.pdf")} == {
        "files.pdf",
        "badges.pdf",
        "shelf.pdf",
    }
    assert len(STEPS) == len(re.findall(r"^\| (?!do \||-)", PAGE, re.MULTILINE)) > 20

    async def day() -> None:
        with open_desk(tmp_path / "practice") as desk:
            async with opened(desk, login=process_account()) as at:
                for step, seen in STEPS:
                    await do(at, step)
                    for text in re.findall("`([^`]+)`", seen):
                        assert text in at.text, (step, text, at.text)
                assert at.status("F1") == at.status("F2") == Status.IN
                assert at.status("F3") == Status.OUT

    asyncio.run(day())
    assert "Anna Roy" in said(AFTER, capsys)
