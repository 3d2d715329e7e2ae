"""What is no text is refused with a word for it; a file may have any name."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Say, environment
from tests.waiting import LONG_S

LATIN = os.fsdecode(b"\xe9tude")
"""What a shell gives for a word in Latin-1."""


@pytest.mark.parametrize(
    "words",
    [
        ("search", "--", LATIN),
        ("search", "bridge", "--kind", LATIN),
        ("show", LATIN),
        ("charge-out", LATIN, "--to", "P1"),
        ("charge-out", "0001", "--to", LATIN),
        ("label", LATIN),
        ("label", "--search", LATIN),
        ("add", "file", "--title", LATIN),
        ("log", "--actor", LATIN),
        ("--as", LATIN, "search", "bridge"),
        ("search", "bridge", "--as", LATIN),
        ("request", "new", "0001", "--for", LATIN),
        ("search", "bridge", "--limit", LATIN),
    ],
    ids=lambda words: " ".join(words).replace(LATIN, "*"),
)
def test_a_word_that_is_not_text_is_bad_input(say: Say, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert (said.status, said.out) == (2, "")
    assert "“\\xe9tude” is not text in UTF-8" in said.error["message"]
    plain = say(*words, json=False)
    assert plain.status == 2
    assert "\\xe9tude" in plain.err


def test_a_command_that_is_not_text_is_unknown(say: Say) -> None:
    assert say(LATIN).status == 2


@pytest.mark.parametrize("read_as", ["surrogateescape", "strict"])
def test_lines_that_are_not_text_are_bad_input(
    say: Say, monkeypatch: pytest.MonkeyPatch, read_as: str
) -> None:
    lines = io.TextIOWrapper(io.BytesIO(b"0001\n\xe90002\n"), "utf-8", read_as)
    monkeypatch.setattr(sys, "stdin", lines)
    said = say("charge-out", "-", "--to", "P1")
    assert (said.status, said.error["title"]) == (2, "Standard input cannot be read")
    assert say("show", "0001").data["status"] == "in"


def test_files_and_homes_may_have_any_name(say: Say, home: Path, tmp_path: Path) -> None:
    moved = tmp_path / LATIN
    shutil.copytree(home, moved)
    (beside := tmp_path / "beside" / LATIN).mkdir(parents=True)
    assert say("--home", moved, "show", "0001").status == 0
    for json in (True, False):
        assert say("backup", "--force", beside / LATIN, json=json).status == 0
        assert say("verify", beside / LATIN, json=json).status == 0
    assert say("export", "holdings", "--out", beside / f"{LATIN}.csv").status == 0
    assert say("import", "holdings", beside / f"{LATIN}.csv").status == 0


def test_bytes_from_a_real_shell(home: Path) -> None:
    line: list[str | bytes] = [
        sys.executable,
        "-m",
        "screens.cli",
        "--home",
        os.fsencode(home),
        "search",
        b"\xe9tude",
    ]
    for locale in ("C", "C.UTF-8"):
        given = environment(LC_ALL=locale)
        done = subprocess.run(line, env=given, capture_output=True, timeout=LONG_S, check=False)
        assert done.returncode == 2
        assert b"\\xe9tude" in done.stderr


def test_half_a_character_in_a_file_is_told_with_its_entry(say: Say, tmp_path: Path) -> None:
    whole = '{"barcode": "X1", "title": "\\ud83d\\ude00"}'
    (tmp_path / "half.json").write_text(f'[{whole}, {{"barcode": "X2", "title": "\\ud83d"}}]')
    for way in ((), ("--skip-bad",), ("--dry-run",)):
        said = say("import", "holdings", "half.json", *way)
        assert said.status == 2
        assert "Entry 2 has half of a character" in said.error["message"]
        assert "\\ud83d" in said.error["message"]
    (tmp_path / "whole.json").write_text(f"[{whole}]")
    assert say("import", "holdings", "whole.json").status == 0
    assert say("show", "X1").data["title"] == "😀"
