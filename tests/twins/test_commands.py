"""R17 over every command: what one may not know of makes no difference to what one is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from rmdesk.model.roles import ROLES
from screens.cli import main
from tests.staff import signed_in
from tests.twins import homes
from tests.twins.declared import Settled, only_declared
from tests.twins.lines import Line, lines

pytestmark = pytest.mark.whole

GUESSES = {
    "guess.csv": "code,barcode,title\n900,S1,Operation Kestrel\n,N9,Kestrel\n",
    "scans.txt": "S1\nF1\nP1\nF2\nS2\n",
    "seen.csv": homes.FILES["seen.csv"],
    "hidden.csv": homes.FILES["hidden.csv"],
}
"""Files beside a home, as somebody would make them who tries what is there."""

OWN = ("rmdesk.db", "rmdesk.receipt", "rmdesk.lock", "rmdesk.sessions", "index/", "spool/")
"""The files of a home that its group alone can read, and no command gives to others whole."""


@dataclass(frozen=True)
class Told:
    """All that a command gave: what it said, and what files it left beside the home's own."""

    status: int
    out: str
    err: str
    files: Mapping[str, bytes]

    def part(self, name: str) -> object:
        """The status, what was said, or what is in a file; None where there is no such file."""
        return getattr(self, name, self.files.get(name))


@dataclass
class Twins:
    """The home that holds all, and for each clearance one that holds what may be known of."""

    whole: Path
    known: Mapping[str, Path]
    room: Path
    capsys: pytest.CaptureFixture[str]
    patched: pytest.MonkeyPatch

    def told(self, made: Path, login: str, line: Line) -> Told:
        """What a line tells somebody in a copy of a home, which lies where every copy does."""
        shutil.rmtree(self.room, ignore_errors=True)
        self.room.mkdir()
        shutil.copytree(made, self.room / "home")
        for name, text in GUESSES.items():
            (self.room / name).write_text(text, "utf-8")
        self.patched.chdir(self.room)
        signed_in(self.patched, login)
        self.patched.setattr("sys.stdin", StringIO("246810\n246810\n"))
        self.capsys.readouterr()
        status = main(["--home", "home", *line])
        said = self.capsys.readouterr()
        return told_of(status, said.out, said.err, self.room)

    def difference(self, role: str, clearance: str, line: Line) -> str:
        """How the homes differ for somebody, "" where they do not."""
        login = homes.login_of(role, clearance)
        whole = self.told(self.whole, login, line)
        known = self.told(self.known[clearance], login, line)
        if whole == known or only_declared(whole.out + whole.err, known.out + known.err):
            return ""
        told = [f"{login}: rmdesk {' '.join(line)}"]
        for name in ("status", "out", "err", *sorted(whole.files.keys() | known.files.keys())):
            one, other = whole.part(name), known.part(name)
            if one != other:
                told += [f"  {name} with them:    {one!s:.1500}"]
                told += [f"  {name} without them: {other!s:.1500}"]
        return "\n".join(told)


def told_of(status: int, out: str, err: str, room: Path) -> Told:
    """What was told and left in a folder, without what is of chance."""
    settled = Settled()
    return Told(status, settled.text(out), settled.text(err), _left(room, settled))


def _left(room: Path, settled: Settled) -> dict[str, bytes]:
    own = tuple(f"home/{each}" for each in OWN)
    files = {str(each.relative_to(room)): each for each in room.rglob("*") if each.is_file()}
    return {
        settled.text(name): settled(files[name].read_bytes())
        for name in sorted(files)
        if not name.startswith(own)
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Path]]]:
    """The homes, each made once; the clock stands where the last act was."""
    folder = tmp_path_factory.mktemp("twins")
    everything = {"all": lambda _guard: True}
    known = everything | {each: homes.knows(each) for each in homes.CLEARANCES}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HOME", str(folder))
        patched.setenv("LANGUAGE", "en")
        patched.setattr("os.getpid", lambda: 4242)
        signed_in(patched, homes.HEAD)
        clock = homes.Clock()
        homes.set_clock(patched, clock)
        found = {}
        for name, may_know in known.items():
            room = folder / (name or "none")
            room.mkdir()
            patched.chdir(room)
            homes.make(room / "home", may_know, clock)
            found[name] = room / "home"
        yield found.pop("all"), found


@pytest.fixture
def twins(
    made: tuple[Path, dict[str, Path]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Twins:
    return Twins(*made, tmp_path / "room", capsys, monkeypatch)


def _form(at: int, line: Line) -> Line:
    return line if at % 2 else ("--json", *line)


EACH = 97
"""Of the lines of every role and clearance, the plain run tries one in this many, in turn."""


@pytest.mark.parametrize("clearance", homes.CLEARANCES)
def test_nobody_is_told(twins: Twins, clearance: str) -> None:
    roles = [*ROLES]
    found = [
        difference
        for at, line in enumerate([*lines()][homes.CLEARANCES.index(clearance) :: EACH])
        if (difference := twins.difference(roles[at % len(roles)], clearance, _form(at, line)))
    ]
    assert not found, "\n".join(found)


ABOVE: Sequence[Line] = (
    ("retention", "F2"),
    ("show", "F2"),
    ("disposition", "due", "--by", "2030"),
    ("disposition", "due", "--undated"),
    ("disposition", "propose", "F2", "--reason", "x"),
    ("transfer", "new", "F2", "--archives", "Archives"),
    ("search", "due:..2030"),
    ("search", "class:910"),
    ("search", "class:100"),
    ("inventory", "class:100"),
    ("census", "start", "--class", "100"),
    ("scheme", "100"),
    ("report", "due-ahead"),
    ("report", "due-ahead", "--by", "class"),
    ("schedule", "amend", "X1", "--active-years", "90", "--dry-run"),
    ("schedule", "put", "910", "--under", "X2", "--dry-run"),
    ("edit", "X1", "--citation", "Act of 1901"),
    ("edit", "F2", "--notes", "looked at"),
    ("classify", "F2", "--class", "910"),
    ("add", "file", "--title", "Guessed", "--class", "910"),
    ("add", "class", "--code", "911", "--parent", "910"),
    ("hold", "place", "H-2026-0001", "--class", "910"),
    ("census", "start", "--class", "910"),
    ("access", "grant", "--class", "910", "--to", "P1", "--purpose", "x", "--until", "2026-12-31"),
    ("inventory", "class:910"),
    ("report", "inventory", "--of", "class:910"),
    ("accession", "new", "--unit", "Works", "--title", "Boxes", "--class", "910"),
    ("scheme", "suggest", "F2"),
    ("scheme", "910"),
)
"""What might tell of a hidden class by the open record F2 that has its code."""


@pytest.mark.parametrize("line", ABOVE, ids=" ".join)
def test_an_open_record_of_a_hidden_class_tells_nothing_of_it(twins: Twins, line: Line) -> None:
    for form in ((), ("--json",)):
        assert not twins.difference("supervisor", "", (*form, *line))


@pytest.mark.parametrize("by", ["action", "actor", "day", "week", "unit"])
def test_matters_of_security_count_alike(twins: Twins, by: str) -> None:
    line = ("--json", "report", "activity", "--by", by)
    assert not twins.difference("viewer", "", line)


@pytest.mark.slow
@pytest.mark.parametrize("clearance", homes.CLEARANCES)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_told_by_any_line(twins: Twins, role: str, clearance: str) -> None:
    found = [
        difference
        for line in lines()
        for form in ((), ("--json",))
        if (difference := twins.difference(role, clearance, (*form, *line)))
    ]
    assert not found, "\n".join(found)
