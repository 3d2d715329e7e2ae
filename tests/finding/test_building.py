"""Building on two cores gives what building on one gives, whatever happens to the second."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Text
from index.segments.arrays import ARRAYS, NAMES, Segment
from index.segments.pieces import build
from index.storage import building
from index.storage.building import Builder
from index.storage.folder import open_segment
from tests.waiting import until

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(os.cpu_count() == 1, reason="one core has no use for a second process"),
]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "CHUNK", 50)


def some(first: int, last: int) -> list[Text]:
    chance = random.Random(first)
    words = ["acme", "contract", "l'hôpital", "O'Brien", "专利条例", "1954", "zanzibar", "rue"]
    return [
        Text(
            key,
            chance.choice(["", "secret|"]),
            {
                "title": " ".join(chance.choices(words, k=chance.randrange(1, 9))),
                "code": [f"{key:06}", f"G{key}/12"],
                "box": f"Box {key % 9}",
                "parent": chance.choice(words) * 2,
                "date_from": 19500101 if key % 3 else None,
            },
        )
        for key in range(first, last)
    ]


def stored(pages: Sequence[list[Text]], folder: Path, builder: Builder) -> Segment:
    folder.mkdir()
    for page in pages:
        builder.add(page)
    entry, keys = builder.store(folder)
    segment, mapped = open_segment(folder, entry)
    assert mapped
    assert keys.tolist() == segment.keys.tolist()
    return segment


def the_same(segment: Segment, other: Segment) -> bool:
    def facts(of: Segment) -> list[Any]:
        columns = [of.keys, of.lengths, of.title_words, of.dates_from, of.dates_to]
        names = [[of.names[n][code] for code in of.coded[n].tolist()] for n in NAMES]
        postings = [getattr(part, name) for part in (of.words, of.codes) for name in ARRAYS]
        return [np.asarray(c).tolist() for c in columns] + names + [list(p) for p in postings]

    return facts(segment) == facts(other)


def test_two_processes_make_what_one_makes(tmp_path: Path) -> None:
    pages = [some(start, start + 50) for start in range(0, 400, 50)]
    with Builder() as builder:
        segment = stored(pages, tmp_path / "two", builder)
        assert builder._helper is not None
    assert the_same(segment, build([text for page in pages for text in page]))


def test_a_builder_stores_one_segment_after_the_other(tmp_path: Path) -> None:
    with Builder() as builder:
        for start in (0, 200, 400):
            pages = [some(start, start + 50), some(start + 50, start + 100)]
            segment = stored(pages, tmp_path / str(start), builder)
            assert the_same(segment, build([*pages[0], *pages[1]]))


def test_a_lost_helper_costs_time_and_nothing_else(tmp_path: Path) -> None:
    pages = [some(start, start + 50) for start in range(0, 400, 50)]
    with Builder() as builder:
        builder.add(pages[0])
        assert builder._helper is not None
        os.kill(builder._helper._process.pid, signal.SIGKILL)
        segment = stored(pages[1:], tmp_path / "index", builder)
    assert the_same(segment, build([text for page in pages for text in page]))


def test_a_machine_without_room_for_a_helper_builds_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_given: object, **_options: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr(subprocess, "Popen", no_room)
    with Builder() as builder:
        segment = stored([some(0, 50), some(50, 100)], tmp_path / "index", builder)
    assert the_same(segment, build(some(0, 50) + some(50, 100)))


KILLED = """
import os, signal
from index.storage import building
from tests.finding.test_building import some
building.CHUNK = 50
builder = building.Builder()
builder.add(some(0, 50))
print(builder._helper._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_build_leaves_no_process(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=root, capture_output=True, text=True)
    helper = Path("/proc", done.stdout.strip(), "stat")
    until(lambda: _ended(helper))


def _ended(stat: Path) -> bool:
    """Whether a process is gone, or dead and only not yet taken note of."""
    try:
        return " Z " in stat.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
