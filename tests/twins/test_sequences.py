"""R17 in what somebody does after another: each line, and all that can be looked at afterwards.

What one may not know of stands beside what one names: a unit, a class, a box's contents, a list, a
count. Each act is done, looked at and taken back, and told the same in both homes, byte for byte.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.staff import signed_in
from tests.twins import homes
from tests.twins.declared import only_declared
from tests.twins.lines import Line
from tests.twins.test_commands import made  # noqa: F401  (made once)
from tests.twins.test_requests import _changes, room, told_here  # noqa: F401

pytestmark = pytest.mark.whole

UNDO: Line = ("undo",)
LOOK: tuple[Line, ...] = (
    ("--json", "log", "--mine"),
    ("log", "--limit", "12"),
    ("--json", "log", "--security"),
    ("shift",),
    ("report", "activity"),
    ("list", "units"),
    ("--json", "list", "holdings"),
)
"""What may show what was done."""

FILES = {
    "units.csv": "barcode,title,unit\nN1,One,Sigint\nN2,Two,Aviary\nN3,Three,New\n",
    "kinds.csv": "barcode,kind,title,vessel,folio\nN1,ledger,One,Kestrel,77\n",
    "scheme.csv": "code,title,terms\n901,Falcons,falconry\n",
    "count.txt": "L1\nS1\nF1\nS4\nF2\nL2\nB1\nS2\n",
    "people.csv": "barcode,name,unit\nN9,Sam Low,Sigint\n",
}

WAYS: dict[str, tuple[Line, ...]] = {
    "a file of a hidden unit": (
        ("add", "file", "--barcode", "N1", "--title", "x", "--unit", "Sigint"), UNDO),
    "a person of a hidden unit": (
        ("add", "person", "--barcode", "N1", "--name", "Sam Low", "--unit", "Aviary"), UNDO),
    "a unit given to a file": (("edit", "F1", "--unit", "Sigint"), UNDO),
    "an accession of a hidden unit": (
        ("accession", "new", "--unit", "Sigint", "--title", "x"), UNDO),
    "units by a file": (("import", "holdings", "units.csv"), ("take-back", "units.csv")),
    "people by a file": (("import", "people", "people.csv"), ("take-back",)),
    "a kind of the site by a file": (
        ("import", "holdings", "kinds.csv"), ("search", "vessel:kestrel"), ("take-back",)),
    "a class by a file": (
        ("import", "scheme", "scheme.csv"), ("scheme", "falconry"), ("take-back",)),
    "what comes out goes in again": (
        ("export", "holdings", "--out", "all.csv"), ("import", "holdings", "all.csv"),
        ("export", "people", "--out", "who.csv"), ("import", "people", "who.csv")),
    "a box waited for": (("reserve", "I1", "--to", "P2"), ("show", "B1"), UNDO),
    "a count": (
        ("census", "scan", "C-2026-0001", "count.txt", "--again"),
        ("census", "show", "C-2026-0001"), ("list", "counts"),
        ("census", "close", "C-2026-0001"), ("report", "census"), ("show", "F3")),
    "put on a transfer": (
        ("transfer", "strike", "T-2026-0001", "F6", "--reason", "x"), UNDO,
        ("transfer", "show", "T-2026-0001")),
    "an answer to a disposition": (
        ("disposition", "concur", "D-2026-0001", "--unit", "Legal", "--by", "P2"), UNDO,
        ("disposition", "show", "D-2026-0001")),
    "referred to": (
        ("cross-refer", "F2", "--with", "F5"), UNDO, ("unrefer", "F1", "--with", "F2"),
        ("show", "F1"), UNDO),
    "indexed": (
        ("index", "F2", "--term", "bridges"), ("report", "term-coverage"), UNDO),
    "cut off": (("cut-off", "F2"), UNDO, ("retention", "F2")),
    "missing and found": (
        ("missing", "F1", "--reason", "x"), ("found", "F1"), UNDO, UNDO),
    "brought forward": (
        ("bring-forward", "F5", "--to", "P1", "--on", "2026-03-20"), ("show", "P1"), UNDO),
    "returned and refiled": (
        ("return", "F5"), ("refilelist",), ("refile", "F5", "--at", "L1"), UNDO, UNDO),
    "read for the microfilm": (
        ("film", "new", "K4", "--record", "F2", "--frames", "41-50"), ("film", "find", "F2"),
        ("film", "list"), UNDO),
    "a card": (
        ("fingerprint", "search", "PO" * 10, "--margin", "3"), ("fingerprint", "list"),
        ("add", "fingerprint-card", "--barcode", "N1", "--title", "x"),
        ("fingerprint", "new", "N1", "--ncic", "PO" * 10), UNDO, UNDO),
    "labels": (
        ("jobs",), ("label", "F1", "--print", "tcp://127.0.0.1:9"), ("jobs",),
        ("jobs", "--retry")),
    "looked after": (("doctor",), ("verify",), ("reindex",), ("search", "kestrel")),
}  # fmt: skip


LATER = [pytest.param(role, marks=pytest.mark.slow) for role in ("supervisor", "security officer")]


@pytest.mark.parametrize("role", ["technician", *LATER])
@pytest.mark.parametrize("way", WAYS)
def test_what_one_does_after_another_tells_nothing(
    made: tuple[Path, dict[str, Path]],  # noqa: F811
    room: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    role: str,
) -> None:
    signed_in(monkeypatch, homes.login_of(role, ""))
    homes_told = []
    for home in (made[0], made[1][""]):
        monkeypatch.chdir(room.parent)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        monkeypatch.chdir(room)
        for name, text in FILES.items():
            Path(name).write_text(text, "utf-8")
        homes_told.append(told_here(home, room, (*WAYS[way], *LOOK), capsys))
    differ = [
        f"{' '.join(line)}\n{change}"
        for (line, one), (_line, other) in zip(*homes_told, strict=True)
        for change in _changes(one, other)
        if not only_declared(one.out + one.err, other.out + other.err)
    ]
    assert not differ, "\n".join(differ)
