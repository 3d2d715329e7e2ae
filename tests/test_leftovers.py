"""A run of the tests that was killed leaves nothing for long."""

import os
import subprocess
import sys
from pathlib import Path

from tests.leftovers import PREFIX, clear


def ended_process() -> int:
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def run_of(root: Path, name: str, process: object) -> Path:
    folder = root / "pytest-of-somebody" / name
    (folder / "popen-gw0" / "test_home0" / "home").mkdir(parents=True)
    (folder / ".lock").write_text(str(process))
    return folder


def test_the_folders_of_a_killed_run_go_with_the_next_one(tmp_path: Path) -> None:
    killed = run_of(tmp_path, "pytest-1", gone := ended_process())
    elsewhere = tmp_path / f"{PREFIX}{gone}-abc"
    elsewhere.mkdir()
    (killed.parent / "pytest-current").symlink_to(killed)
    clear(tmp_path)
    assert not killed.exists()
    assert not elsewhere.exists()


def test_what_another_run_works_in_stays(tmp_path: Path) -> None:
    folders = [
        run_of(tmp_path, "pytest-1", os.getpid()),
        run_of(tmp_path, "pytest-2", ""),  # it is only beginning
        tmp_path / f"{PREFIX}{os.getpid()}-abc",
        tmp_path / f"{PREFIX}abc-1",
        tmp_path / "pytest-of-somebody" / "pytest-3",  # ended, and kept for its failures
    ]
    for folder in folders[2:]:
        folder.mkdir()
    clear(tmp_path, tmp_path / "nowhere")
    assert all(folder.exists() for folder in folders)
