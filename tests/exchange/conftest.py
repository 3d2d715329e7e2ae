"""A records centre in a temporary home, with a fixed clock."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Desk, Session
from rmdesk.exchange import ImportReport, import_file
from rmdesk.model.records import Holding
from rmdesk.opening import init_home, open_desk

Bring = Callable[..., ImportReport]


def fixed_now() -> datetime:
    return datetime.fromisoformat("2026-03-02T09:30:00-05:00")


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new home, closed, to be copied: making it takes three times as long."""
    folder = tmp_path_factory.mktemp("made") / "home"
    init_home(folder, "mlee", now=fixed_now).close()
    return folder


@pytest.fixture
def desk(made_home: Path, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(shutil.copytree(made_home, tmp_path / "home"), now=fixed_now) as opened:
        yield opened


@pytest.fixture
def session(desk: Desk) -> Session:
    return desk.session("mlee")


@pytest.fixture
def bring(session: Session, tmp_path: Path) -> Bring:
    """Write a file and perhaps a map, and import it."""

    def run(
        text: str | bytes, map_text: str = "", *, kind: str = "holdings", name: str = "in.csv",
        **options: Any,
    ) -> ImportReport:  # fmt: skip
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        map_path = None
        if map_text:
            map_path = tmp_path / "map.toml"
            map_path.write_text(map_text, "utf-8")
        return import_file(session, kind, path, map_path=map_path, **options)

    return run


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.refused)


def kept(session: Session) -> list[Holding]:
    return [Holding.from_document(each) for each in session.store.table("holdings").all()]
