"""What an administrator sets up: backups by the timer, generations, upgrade and restore."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from screens.cli.parsing import parse
from tests.cli.conftest import Say

CONTRIB = Path(__file__).resolve().parents[2] / "contrib"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def old(shelf: Path, mark: str, days: int) -> list[str]:
    """Backups of a store on the first days of a month long ago."""
    names = [f"rmdesk-{mark}-199901{day:02}-193000.backup" for day in range(1, days + 1)]
    for name in names:
        (shelf / name).write_text("old")
    return names


@pytest.mark.parametrize(("keep", "gone"), [(1, 4), (3, 2), (5, 0), (99, 0)])
def test_the_newest_backups_are_kept(say: Say, shelf: Path, keep: int, gone: int) -> None:
    first = Path(say("backup", shelf, "--keep", keep).data["file"])
    mark = first.name.split("-")[1]
    first.unlink()
    names = old(shelf, mark, 4)
    told = say("backup", shelf, "--keep", keep).data
    assert told["removed"] == names[:gone]
    left = sorted(path.name for path in shelf.iterdir())
    assert left == [*names[gone:], Path(told["file"]).name]
    assert say("verify", told["file"]).data["sound"] is True


def test_nothing_else_in_the_folder_is_touched(say: Say, shelf: Path) -> None:
    mark = Path(say("backup", shelf, "--keep", 1).data["file"]).name.split("-")[1]
    kept = [
        *old(shelf, "0123abcd", 3),  # another centre's
        f"rmdesk-{mark}-19990101-193000.backup.txt", "letter.backup",
    ]  # fmt: skip
    for name in kept:
        (shelf / name).write_text("theirs")
    link = shelf / f"rmdesk-{mark}-19990101-193000.backup"
    link.symlink_to(shelf / "letter.backup")
    (shelf / f"rmdesk-{mark}-19990102-193000.backup").mkdir()
    for path in shelf.glob(f"rmdesk-{mark}-2*"):
        path.unlink()
    assert say("backup", shelf, "--keep", 1).data["removed"] == []
    assert all((shelf / name).exists() for name in kept)
    assert link.is_symlink()


def test_nothing_is_removed_where_the_backup_fails(say: Say, shelf: Path, home: Path) -> None:
    mark = Path(say("backup", shelf, "--keep", 9).data["file"]).name.split("-")[1]
    names = old(shelf, mark, 3)
    assert say("backup", shelf, "--keep", 1, "--encrypt-to", "nobody").status == 2
    assert say("backup", shelf / names[0], "--keep", 1).status == 2
    assert say("backup", home, "--keep", 1).status == 2
    assert all((shelf / name).exists() for name in names)


def test_a_centre_moves_to_another_machine_by_its_backup(
    say: Say, shelf: Path, tmp_path: Path
) -> None:
    """As the page for administrators walks through it."""
    assert say("charge-out", "0001", "--to", "P1").status == 0
    file = say("backup", shelf, "--keep", 14).data["file"]
    other = tmp_path / "other"
    assert say("--home", other, "init").status == 0
    done = say("--home", other, "restore", file)
    assert done.status == 0, done.err
    assert Path(done.data["kept_aside"]).exists()
    assert say("--home", other, "verify").data["sound"] is True
    assert say("--home", other, "show", "0001").data["status"] == "out"
    assert say("--home", other, "return", "0001").status == 0


def commands_in(name: str) -> list[list[str]]:
    """The words behind `rmdesk` in a file for cron or systemd."""
    text = (CONTRIB / name).read_text()
    return [shlex.split(line) for line in re.findall(r"/bin/rmdesk (.+)", text)]


@pytest.mark.parametrize("name", ["rmdesk-backup.service", "rmdesk.cron"])
def test_what_is_run_by_the_clock_is_said_as_the_program_takes_it(name: str) -> None:
    found = commands_in(name)
    assert found
    for words in found:
        parsed = parse(words)
        assert parsed.command is not None
        assert parsed.arguments.quiet


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in CONTRIB.glob("rmdesk-backup.*"):
        text = path.read_text().replace("/usr/local/bin/rmdesk", sys.executable)
        (tmp_path / path.name).write_text(text)
    units = [str(path) for path in sorted(tmp_path.glob("rmdesk-backup.*"))]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "rmdesk-backup" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


PAGE = CONTRIB.parent / "docs" / "administration.md"
LINES = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
]


def test_what_the_page_for_administrators_says_works(say: Say, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "staff.csv").write_text("badge,full name,account\nS7,Nia Okafor,nokafor\n")
    assert len(LINES) > 5
    for words in LINES:
        done = say(*words)
        assert done.status == 0, (words, done.err)
