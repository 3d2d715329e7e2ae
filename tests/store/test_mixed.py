"""Short forms of the crash loop and of the crowd; the long ones are in benchmarks/."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def mixed(home: Path, *arguments: str, timeout: float = 60) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.mixed", str(home), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    told = mixed(tmp_path, "crash", "--kills", "20", "--check-every", "10")
    assert told["acknowledged"]["lend"] > 0


def test_sixteen_processes_lose_no_update_and_issue_nothing_twice(tmp_path: Path) -> None:
    told = mixed(tmp_path, "crowd", "--processes", "16", "--operations", "12")
    assert told["acknowledged"]["lend"] > 0


@pytest.mark.slow
def test_five_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    mixed(tmp_path, "crash", "--kills", "500", timeout=900)


@pytest.mark.slow
def test_sixteen_processes_of_five_hundred_operations(tmp_path: Path) -> None:
    mixed(tmp_path, "crowd", timeout=900)
