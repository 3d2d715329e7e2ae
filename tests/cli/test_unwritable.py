"""A disk that is full or only to be read: what is there is read, and nothing is called unsound."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Said, Say
from tests.cli.test_faults import apart
from tests.rights import open_folder

pytestmark = pytest.mark.whole

Told = Callable[..., Said]
READS = (
    ("show", "0001"),
    ("search", "bridge"),
    ("log", "0001"),
    ("report", "out"),
)


@pytest.fixture
def small(tmp_path: Path, home: Path, say: Say) -> Iterator[Path]:
    """A small file system of its own, with the home in it; its index is built."""
    assert say("search", "bridge").status == 0
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        shutil.copytree(home, folder / "home")
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(params=["full", "read-only", "not ours"])
def told(request: pytest.FixtureRequest, home: Path) -> Told:
    """Says a command to a home that cannot be written."""
    if request.param == "not ours":
        if os.getuid() != 0:
            pytest.skip("needs an account whose rights can be taken away")
        return _not_ours(request.getfixturevalue("reachable_home"))
    small = request.getfixturevalue("small")
    if request.param == "full":
        with (small / "rest").open("wb", buffering=0) as rest, suppress(OSError):
            while True:
                rest.write(bytes(4096))
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    say: Say = request.getfixturevalue("say")
    return lambda *words: say("--home", small / "home", *words)


@pytest.fixture
def reachable_home(home: Path, say: Say) -> Iterator[Path]:
    """A copy of the home where an account without rights may look for it."""
    assert say("search", "bridge").status == 0
    with open_folder() as folder:
        yield Path(shutil.copytree(home, folder / "home"))


def _not_ours(home: Path) -> Told:
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return lambda *words: apart(home, "give_up_rights()", *words)


def test_what_is_there_is_read(told: Told) -> None:
    for words in READS:
        said = told(*words)
        assert said.status == 0, said
    assert told("search", "bridge").data["total"] == 1
    with open_folder() as folder:
        folder.chmod(0o777)
        out = folder / "all.csv"
        assert told("export", "holdings", "--out", str(out)).data["count"] == 4
        assert out.read_text().count("\n") == 5


def test_a_sound_store_is_not_called_unsound(told: Told) -> None:
    said = told("verify")
    assert (said.status, said.data["sound"]) == (0, True), said


def test_what_would_be_written_is_refused_plainly(told: Told) -> None:
    for words in (
        ("charge-out", "0001", "--to", "P1"),
        ("calibrate", "laser", "--stock", "5160", "--offset", "1", "1"),
        ("calibrate", "laser", "--stock", "5160", "--sheet"),
    ):
        said = told(*words)
        assert said.status in (2, 4), said
        assert "Traceback" not in said.err
        assert said.error["title"]


def test_a_file_over_its_limit_is_told(home: Path, tmp_path: Path) -> None:
    for form in ("csv", "json", "xlsx", "tinydb"):
        limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))"
        said = apart(home, limit, "export", "holdings", "--out", str(tmp_path / f"a.{form}"))
        assert said.status in (2, 4), said
        assert "cannot be written" in said.error["title"]
        assert "size limit" in said.error["message"]
    assert not list(tmp_path.glob("*a.*"))
    assert not list(tmp_path.glob(".rmdesk-*"))
