from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Finder, open_finder
from index.storage import folder
from tests.finding.records import Records, a_few


@pytest.fixture
def records() -> Records:
    return a_few()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else replaces files meanwhile: what cannot be read is not waited for."""
    monkeypatch.setattr(folder, "_TRIES", 2)


@pytest.fixture(params=["waiting", "taken in"])
def finder(records: Records, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Finder]:
    """A finder that has taken the records in, or has them all still waiting."""
    finder = open_finder(tmp_path / "index", records)
    if request.param == "taken in":
        finder.catch_up()
    yield finder
    finder.close()
