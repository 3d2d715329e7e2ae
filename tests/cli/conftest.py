"""A small records centre and a way to say commands to it, as a script would."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Desk
from rmdesk.desk.registering import register
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.opening import init_home
from screens.cli import main
from tests.staff import signed_in


@dataclass(frozen=True)
class Said:
    """What a command line gave back."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON document on standard output."""
        assert self.out, self.err
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The body of the refusal on standard error."""
        told: dict[str, Any] = json.loads(self.err)["error"]
        return told


Say = Callable[..., Said]


@pytest.fixture(autouse=True)
def _nothing_leaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No locale, home or cache of this machine reaches a test, and no language leaves it."""
    for name in ("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG", "RMDESK_HOME", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    signed_in(monkeypatch, "mlee")


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """A home with a shelf, two people, three files, a box, an accession; mlee is supervisor."""
    return shutil.copytree(made_home, tmp_path / "home")


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, closed, to be copied: making it takes ten times as long."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with init_home(folder, "mlee") as desk:
        session = desk.session("mlee")
        add_place(session, {"barcode": "L1", "row": "B3", "bay": "04", "shelf": "2"})
        add_place(session, {"barcode": "L2", "row": "A1", "bay": "11", "shelf": "5"})
        add_person(session, {"barcode": "P1", "name": "Aiko Ito", "unit": "Finance"})
        add_person(session, {"barcode": "P2", "name": "Jean Roy", "login": "jroy"})
        for number, title in enumerate(("Harbour bridge", "Écluse de Lachine", "黄河大桥"), 1):
            values = {"title": title, "kind": "file", "home": "L1", "dates": "1950-1962"}
            add_holding(session, {"barcode": f"000{number}", **values})
        box = {"barcode": "B1", "kind": "box", "accession": "2026-0067", "identifier": "96-01"}
        add_holding(session, {**box, "home": "L2"})
        register(session, ACCESSIONS, {"number": "A-1", "unit": "Finance", "title": "Invoices"})
    return folder


@pytest.fixture
def say(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Say]:
    """Says a command to the home as mlee; no query of any command may scan a table."""
    scans: Counter[str] = Counter()
    close = Desk.close

    def closed(desk: Desk) -> None:
        scans.update(desk.store.scans)
        close(desk)

    monkeypatch.setattr(Desk, "close", closed)

    def run(*words: object, json: bool = True, own: bool = False) -> Said:
        who = [] if own or "--as" in words else ["--as", "mlee"]
        general = ["--home", str(home), *who, *(["--json"] if json else [])]
        capsys.readouterr()
        status = main([*general, *map(str, words)])
        told = capsys.readouterr()
        return Said(status, told.out, told.err)

    yield run
    if not request.node.get_closest_marker("slow"):  # in bulk SQLite may rightly walk a table
        assert dict(scans) == {}


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of its own that finds the program here."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **more}
