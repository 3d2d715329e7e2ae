"""A home that several real accounts share: each goes on where another left off, and no others."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Said, Say, environment
from tests.rights import open_folder

pytestmark = pytest.mark.whole

GROUP, OTHER_GROUP = 47_110, 47_119
ANN, BEN, CAI, STRANGER = 47_111, 47_112, 47_113, 47_114

needs_accounts = pytest.mark.skipif(
    os.getuid() != 0, reason="acting as several accounts needs root's rights"
)

SCRIPT = """
import os, sys
from tests.rights import give_up_rights
user, group = map(int, sys.argv[1:3])
give_up_rights(user, user, [group])
os.umask(0o077)
from screens.cli import main
sys.exit(main(sys.argv[3:]))
"""


@dataclass(frozen=True)
class Machine:
    """A machine with accounts of its own; what they say is said of one home."""

    home: Path

    def told(self, user: int, *words: object, group: int = GROUP) -> Said:
        """What a command gives to an account of a group; its files are for it alone by umask."""
        line = [sys.executable, "-B", "-c", SCRIPT, str(user), str(group)]
        done = subprocess.run(
            [*line, "--home", str(self.home), "--json", *map(str, words)],
            env=environment(HOME=str(self.home.parent / "none")),
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def done(self, user: int, *words: object) -> Said:
        said = self.told(user, *words)
        assert said.status == 0, said
        return said


@pytest.fixture
def machine() -> Iterator[Machine]:
    with open_folder() as folder:
        folder.chmod(0o777)
        yield Machine(folder / "home")


def modes(home: Path) -> dict[str, str]:
    """What of a home is not the group's, or not for it to write, or for others."""
    wrong = {}
    for path in (home, *home.rglob("*")):
        about = path.lstat()
        wanted = 0o2770 if path.is_dir() else 0o660
        if about.st_gid != GROUP or stat.S_IMODE(about.st_mode) != wanted:
            wrong[str(path.relative_to(home))] = f"{about.st_gid} {about.st_mode:o}"
    return wrong


@needs_accounts
def test_three_accounts_work_in_one_home_and_nobody_else(machine: Machine) -> None:
    machine.done(ANN, "init", "--group", GROUP)
    machine.done(ANN, "add", "person", "--name", "Ben", "--login", f"uid-{BEN}")
    supervisor = ("--role", "supervisor,administrator", "--barcode", "P3")
    machine.done(ANN, "add", "person", "--name", "Cai", "--login", f"uid-{CAI}", *supervisor)
    machine.done(BEN, "add", "file", "--title", "Harbour bridge", "--barcode", "0001")
    assert machine.done(CAI, "search", "harbour").data["total"] == 1
    machine.done(CAI, "add", "file", "--title", "Harbour wall", "--barcode", "0002")
    machine.done(ANN, "reindex")
    assert machine.done(BEN, "search", "harbour").data["total"] == 2
    machine.done(BEN, "charge-out", "0001", "--to", "P3")
    machine.done(CAI, "return", "0001")
    assert machine.done(ANN, "verify").data["sound"] is True
    for user in (ANN, BEN, CAI):
        examined = machine.done(user, "doctor").data
        assert (examined["modes"], examined["index"]["sound"]) == ([], True)
    assert not modes(machine.home)

    assert machine.told(STRANGER, "list", "people").status == 1  # of the group, not registered
    outside = machine.told(BEN, "show", "0001", group=OTHER_GROUP)  # registered, not of the group
    assert outside.status in (3, 4)
    assert "Traceback" not in outside.err


@needs_accounts
def test_labels_are_made_where_the_account_may_not_look_into_the_folder_of_its_fonts(
    machine: Machine,
) -> None:
    elsewhere = machine.home.parent / "none" / ".local" / "share" / "fonts"
    elsewhere.mkdir(parents=True)
    (machine.home.parent / "none").chmod(0o700)
    machine.done(ANN, "init", "--group", GROUP)
    machine.done(ANN, "add", "file", "--title", "Harbour bridge", "--barcode", "0001")
    out = machine.home.parent / "labels.pdf"
    assert machine.done(ANN, "label", "0001", "--out", out).data["labels"] == 1


@needs_accounts
def test_a_home_that_was_one_accounts_becomes_a_groups(machine: Machine) -> None:
    machine.done(ANN, "init")
    machine.done(ANN, "add", "person", "--name", "Ben", "--login", f"uid-{BEN}")
    machine.done(ANN, "search", "harbour")
    outside = machine.home.parent / "elsewhere"
    outside.write_text("not of this home")
    (machine.home / "labels").mkdir(exist_ok=True)
    os.chown(machine.home / "labels", ANN, ANN)
    (machine.home / "labels" / "link").symlink_to(outside)
    os.link(outside, machine.home / "labels" / "second name")
    before = outside.stat()
    assert machine.told(BEN, "init", "--group", GROUP).status != 0
    machine.done(ANN, "init", "--group", GROUP)
    assert machine.done(BEN, "search", "harbour").data["total"] == 0
    after = outside.stat()
    assert (after.st_gid, after.st_mode) == (before.st_gid, before.st_mode)
    again = machine.done(ANN, "init", "--group", GROUP)
    assert again.status == 0


@needs_accounts
def test_the_doctor_says_what_is_astray_and_what_to_do(machine: Machine) -> None:
    machine.done(ANN, "init", "--group", GROUP)
    (machine.home / "guidelines.toml").chmod(0o600)
    (told,) = machine.done(ANN, "doctor").data["modes"]
    assert "guidelines.toml" in told
    assert f"init --group {GROUP}" in told
    machine.done(ANN, "init", "--group", GROUP)
    machine.done(ANN, "add", "file", "--title", "Harbour bridge", "--barcode", "0001")
    assert machine.told(ANN, "label", "0001", "--print", "tcp://127.0.0.1:9").status == 1
    machine.done(ANN, "init", "--group", GROUP)
    jobs = [stat.S_IMODE(each.stat().st_mode) for each in (machine.home / "spool").iterdir()]
    assert jobs == [0o640, 0o640]
    assert machine.done(ANN, "doctor").data["modes"] == []
    machine.home.chmod(0o2775)
    (machine.home / "rmdesk.db").chmod(0o664)
    told = machine.done(ANN, "doctor").data["modes"][0]
    assert "chmod -R o-rwx" in told
    assert "rmdesk.db" in told


def test_a_home_others_can_enter_is_told_by_the_doctor(say: Say, home: Path) -> None:
    home.chmod(0o755)
    (told,) = (each for each in say("doctor").data["findings"] if "chmod" in each)
    assert str(home) in told
    home.chmod(0o700)
    assert say("doctor").data["modes"] == []


def test_a_group_that_is_none_is_told_before_anything_is_made(say: Say, tmp_path: Path) -> None:
    said = say("--home", tmp_path / "new", "init", "--group", "no-such-group", own=True)
    assert (said.status, said.error["title"]) == (2, "No such group")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("role", ["viewer", "technician", "supervisor", "security officer"])
def test_a_home_is_shared_by_an_administrator(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    from tests.staff import signed_in

    say("edit", "P2", "--role", role)
    signed_in(monkeypatch, "jroy")
    before = stat.S_IMODE(home.stat().st_mode)
    said = say("init", "--group", str(os.getgid()), own=True)
    assert (said.status, said.error["reasons"][0]["rule"]) == (1, "R37")
    assert stat.S_IMODE(home.stat().st_mode) == before


def test_it_says_nothing_more_where_it_is_as_it_should_be(say: Say, home: Path) -> None:
    shutil.rmtree(home / "index", ignore_errors=True)
    assert say("init", "--group", os.getgid()).status == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o2770
    assert say("doctor").data["modes"] == []


@pytest.mark.parametrize("name", [".", "rmdesk.db", "index", "guidelines.toml"])
def test_no_home_is_opened_that_everybody_may_write(say: Say, home: Path, name: str) -> None:
    say("reindex")
    mode = (home / name).stat().st_mode
    (home / name).chmod(mode | 0o002)
    for words in (("show", "0001"), ("search", "bridge"), ("doctor",)):
        said = say(*words)
        assert (said.status, said.error["title"]) == (4, "The home is open to everybody")
    (home / name).chmod(mode)
    assert say("show", "0001").status == 0
