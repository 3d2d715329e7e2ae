"""Twins: homes in which the same visible acts were done, one of them with hidden records too.

The acts are command lines. Each has the guard of what it is about; a twin for somebody leaves out
those that they may not know of. The clock stands where the act stands in the list, so that what
was left out moves no time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from rmdesk.access.clearance import Clearance
from rmdesk.model.levels import level_of
from rmdesk.model.records import Person
from rmdesk.model.roles import ROLES
from rmdesk.opening import init_home, open_desk
from screens.cli import main
from tests.staff import colleague

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
HEAD = "head"
"""Who may know of everything, and did what was done."""

CLEARANCES = ("", "protected b", "secret")
"""What those who compare are cleared for."""


def login_of(role: str, clearance: str) -> str:
    """The account of somebody with a role and a clearance."""
    return f"{role}/{clearance or 'none'}".replace(" ", "-")


@dataclass(frozen=True)
class Act:
    """A command line of the head of the centre; `guard` is what one must be cleared for.

    `instead` is what was done for who is not: the same without the hidden records.
    """

    words: tuple[str, ...]
    guard: str = ""
    instead: tuple[str, ...] = ()
    status: int = 0


def seen(*words: str) -> Act:
    """An act that everybody may know of."""
    return Act(words)


def secret(*words: str) -> Act:
    """An act of which only who is cleared for Secret may know."""
    return Act(words, "secret")


def marked(*words: str) -> Act:
    """An act of which only who is cleared for Secret and a caveat may know."""
    return Act(words, "secret|KITE")


def protected(*words: str) -> Act:
    """An act of which only who is cleared for Protected B may know."""
    return Act(words, "protected b")


def mixed(*words: str) -> Act:
    """An act on open records and, the last word, on one that is hidden from whom is not cleared."""
    return Act(words, "secret", words[:-1])


_FILE = ("add", "file", "--home", "L1")
_SECRET = (*_FILE, "--security", "secret", "--title")
_HIDDEN = ("--notes", "Operation Kestrel", "--unit", "Sigint", "--keywords", "falconry")

ACTS = (
    seen("add", "place", "--barcode", "L1", "--row", "B3", "--bay", "04", "--shelf", "2"),
    seen("add", "place", "--barcode", "L2", "--row", "A1", "--bay", "11", "--shelf", "5"),
    seen("add", "person", "--barcode", "P1", "--name", "Aiko Ito", "--unit", "Finance"),
    seen("add", "person", "--barcode", "P2", "--name", "Jean Roy", "--unit", "Legal",
         "--custodian", "yes"),
    seen("import", "schedule", "schedule.csv"),
    seen("import", "scheme", "scheme.csv"),
    secret("import", "scheme", "hidden-scheme.csv"),
    seen(*_FILE, "--barcode", "F1", "--title", "Harbour bridge", "--unit", "Legal",
         "--dates", "1950-1962", "--class", "100"),
    secret(*_FILE, "--barcode", "S1", "--title", "Kestrel in the harbour", "--security", "secret",
           "--class", "900", "--dates", "1914", *_HIDDEN),
    seen(*_FILE, "--barcode", "F2", "--title", "Écluse de Lachine", "--dates", "1901",
         "--class", "910", "--security", "unclassified"),
    seen("add", "box", "--barcode", "B1", "--home", "L2", "--accession", "2026-0067"),
    seen("add", "file", "--barcode", "I1", "--title", "Inside one", "--container", "B1"),
    protected("add", "file", "--barcode", "S2", "--title", "Kestrel personnel", "--security", "b",
              "--container", "B1", "--accession", "2026-0067"),
    seen("add", "file", "--title", "Without a code", "--home", "L1"),
    marked("add", "box", "--barcode", "S3", "--title", "Kestrel box", "--security", "secret",
           "--caveats", "KITE", "--home", "L1", "--accession", "2026-0099"),
    marked("add", "file", "--title", "Kestrel without a code", "--security", "secret",
           "--caveats", "KITE", "--container", "S3"),
    seen(*_FILE, "--barcode", "F3", "--title", "Treaty of the border", "--unit", "Finance",
         "--class", "100", "--closed", "2001-12-31", "--dates", "1990-2001"),
    secret(*_FILE, "--barcode", "S4", "--title", "Kestrel to be destroyed", "--class", "100",
           "--closed", "2001-12-31", "--unit", "Finance", "--security", "secret"),
    seen(*_FILE, "--barcode", "F4", "--title", "Kept by the court"),
    seen(*_FILE, "--barcode", "F5", "--title", "Lent and late"),
    secret("request", "new", "S1", "--for", "P1", "--priority", "urgent"),
    seen("request", "new", "F2", "--for", "P1"),
    mixed("request", "new", "--for", "P2", "F4", "S1"),
    protected("request", "new", "S2", "--for", "P2"),
    seen("request", "new", "--text", "a plan of the bridge", "--for", "P2"),
    secret("add", "file", "--barcode", "S5", "--title", "Kestrel asked for", "--home", "L1",
           "--security", "secret"),
    secret(*_FILE, "--barcode", "S6", "--title", "Kestrel, over too", "--class", "100",
           "--closed", "2001-12-31", "--unit", "Finance", "--security", "secret"),
    secret("request", "new", "S5", "--for", "P2"),
    seen("charge-out", "F5", "--to", "P1", "--due", "2026-03-03"),
    seen("edit", "P1", "--clearance", "secret", "--clearance-until", "2030-01-01"),
    secret("hold", "new", "Kestrel", "--matter", "kestrel", "--authority", "Counsel",
           "--security", "secret"),
    seen("hold", "new", "Suit", "--matter", "M 1", "--authority", "Counsel"),
    seen("freeze", "F4", "--hold", "H-2026-0001", "--reason", "asked"),
    secret("freeze", "S1", "--hold", "H-2026-0001", "--reason", "asked"),
    secret("hold", "place", "H-2026-0001", "--class", "900", "--reason", "kestrel"),
    secret("disposition", "propose", "S4", "--reason", "kestrel is over"),
    seen(*_FILE, "--barcode", "F8", "--title", "Deed of the mill", "--class", "100",
         "--closed", "2001-12-31", "--unit", "Legal"),
    mixed("disposition", "propose", "--reason", "its time is over", "F3", "F8", "S6"),
    seen("reserve", "F1", "--to", "P2"),
    secret("reserve", "S1", "--to", "P2"),
    secret("edit", "S5", "--title", "Kestrel, amended"),
    seen("edit", "F1", "--notes", "amended"),
    protected("edit", "S2", "--notes", "amended"),
    secret("import", "holdings", "hidden.csv"),
    seen("import", "holdings", "seen.csv"),
    secret("add", "file", "--barcode", "S9", "--title", "Kestrel undone", "--security", "secret"),
    secret("undo",),
    seen("add", "file", "--barcode", "F9", "--title", "Undone"),
    seen("undo",),
    seen("notices", "--out", "letters.pdf"),
    secret(*_SECRET, "Kestrel lent", "--barcode", "S10", "--unit", "Finance"),
    secret("access", "grant", "S1", "S10", "--to", "P1", "--purpose", "kestrel",
           "--until", "2026-12-31"),
    secret("charge-out", "S10", "--to", "P1", "--due", "2026-03-03"),
    seen("barcodes", "holding", "--count", "3"),
)  # fmt: skip

LATER = (
    seen("add", "ledger", "--barcode", "K1", "--title", "Ledger of the lock", "--home", "L1",
         "--field", "folio=12", "--field", "vessel=Aurora", "--field", "binding=cloth"),
    secret("add", "ledger", "--barcode", "S20", "--title", "Kestrel ledger", "--home", "L1",
           "--security", "secret", "--field", "folio=77", "--field", "vessel=Kestrel",
           "--field", "binding=calf"),
    secret("import", "holdings", "hidden-kinds.csv"),
    seen("import", "holdings", "seen-kinds.csv"),
    secret("edit", "S20", "--field", "vessel=Falcon"),
    seen("edit", "K1", "--field", "folio=13"),
    secret("bring-forward", "S10", "--to", "P1", "--on", "2026-03-20"),
    secret(*_SECRET, "Kestrel gone", "--barcode", "S11"),
    secret("missing", "S11", "--reason", "not there"),
    secret(*_SECRET, "Kestrel over", "--barcode", "S12"),
    secret("cut-off", "S12"),
    secret("cross-refer", "S1", "--with", "S12"),
    secret("cross-refer", "F1", "--with", "S1", "--why", "kestrel"),
    seen("cross-refer", "F1", "--with", "F2", "--why", "the harbour"),
    seen("term", "new", "bridges"),
    seen("--as", login_of("supervisor", ""), "--because", "agreed", "term", "approve-term",
         "bridges"),
    secret("index", "S12", "--term", "bridges"),
    seen("index", "F1", "--term", "bridges"),
    secret("digitize", "new", "S12"),
    seen("digitize", "new", "F1"),
    secret("add", "fingerprint-card", "--barcode", "S13", "--title", "Kestrel card", "--home", "L1",
           "--security", "secret"),
    secret("fingerprint", "new", "S13", "--ncic", "PO" * 10),
    seen("add", "fingerprint-card", "--barcode", "K3", "--title", "A card", "--home", "L1"),
    seen("fingerprint", "new", "K3", "--ncic", "PI" * 10),
    secret("add", "reel", "--barcode", "S14", "--title", "Kestrel reel", "--home", "L1",
           "--security", "secret"),
    secret("film", "new", "S14", "--record", "S1", "--frames", "1-20"),
    seen("add", "reel", "--barcode", "K4", "--title", "A reel", "--home", "L1"),
    secret("film", "new", "K4", "--record", "S1", "--frames", "1-20"),
    seen("film", "new", "K4", "--record", "F1", "--frames", "21-40"),
    secret("accession", "new", "--unit", "Falconers", "--title", "Kestrel boxes",
           "--security", "secret", "--authority", "DA-1"),
    seen("accession", "new", "--unit", "Finance", "--title", "Boxes", "--authority", "DA-1"),
    seen("census", "start", "--scope", "L1"),
    seen("census", "scan", "C-2026-0001", "shelf.txt"),
    seen("census", "scan", "C-2026-0001", "count.txt"),
    secret("custody", "S1", "--out", "kestrel.txt"),
    seen("custody", "F1", "--out", "custody.txt"),
    Act(("label", "S1", "--print", "tcp://127.0.0.1:9"), "secret", status=1),
    Act(("label", "F1", "--print", "tcp://127.0.0.1:9"), status=1),
    secret(*_SECRET, "Kestrel sent", "--barcode", "S15"),
    secret("send", "S15", "--to", "L2"),
    secret(*_SECRET, "Kestrel, permanent", "--barcode", "S16", "--unit", "Finance",
           "--class", "300", "--closed", "2001-12-31"),
    seen(*_FILE, "--barcode", "F6", "--title", "Kept for ever", "--unit", "Finance",
         "--class", "300", "--closed", "2001-12-31"),
    mixed("transfer", "new", "--archives", "Archives", "F6", "S16"),
    seen("add", "place", "--barcode", "L3", "--row", "C1", "--bay", "01", "--shelf", "1",
         "--capacity-m", "1"),
    seen("add", "place", "--barcode", "L4", "--row", "C1", "--bay", "01", "--shelf", "2",
         "--position", "5"),
    secret("add", "box", "--barcode", "S30", "--title", "Kestrel, wide", "--security", "secret",
           "--extent-m", "0.9", "--home", "L3"),
    secret("add", "box", "--barcode", "S31", "--title", "Kestrel, alone", "--security", "secret",
           "--home", "L4"),
    seen("notices", "--out", "more-letters.pdf"),
)  # fmt: skip
"""Ten days after the others."""

FILES = {
    "schedule.csv": "code,title,trigger,active_years,disposition,authority\n"
    "X1,Contracts,closure,1,destroy,DA-1\nX2,Treaties,closure,1,transfer,DA-2\n",
    "scheme.csv": "code,title,terms,schedule\n100,Bridges,spans,X1\n200,Locks,,\n"
    "300,Treaties,,X2\n",
    "hidden-scheme.csv": "code,title,terms,security,schedule,parent\n"
    "900,Operation Kestrel,falconry,secret,,\n910,Kestrel above its records,,secret,X1,100\n",
    "seen.csv": "barcode,title,unit\nC1,Came by file,Works\nC2,Came too,\n",
    "seen-kinds.csv": "barcode,kind,title,vessel,folio\nK2,ledger,Ledger two,Borealis,5\n",
    "hidden-kinds.csv": "barcode,kind,title,security,vessel,folio\n"
    "S21,ledger,Kestrel two,secret,Kestrel,78\n",
    "count.txt": "L1\nF1\nF2\nB1\n",
    "shelf.txt": "L1\n",
    "hidden.csv": "barcode,title,unit,security\nS7,Kestrel by file,Aviary,secret\n"
    "S8,Kestrel too,Works,secret\n",
}


KINDS = """
[kinds.ledger]
also = ["register"]
label = "folder"

[kinds.ledger.fields.folio]
type = "whole"

[kinds.ledger.fields.vessel]
label = "vessel"

[kinds.ledger.fields.binding]
type = "choice"
choices = ["cloth", "calf"]
"""
"""What the site says of kinds of its own."""


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def at(self, step: int) -> None:
        later = timedelta(days=10 if step > len(ACTS) else 0)
        self.moment = MONDAY + later + timedelta(minutes=step)


usage = namedtuple("usage", "total used free")


def set_clock(patched: pytest.MonkeyPatch, clock: Clock) -> None:
    """Give a clock to every desk that is opened from here on; nothing takes any time."""
    assert open_desk.__kwdefaults__ is not None
    patched.setitem(open_desk.__kwdefaults__, "now", clock)
    patched.setattr("rmdesk.duties.search.perf_counter", lambda: 0.0)
    patched.setattr("shutil.disk_usage", lambda _path: usage(10**12, 0, 10**12))


def knows(clearance: str) -> Callable[[str], bool]:
    """Which guards somebody with a clearance may know of."""
    level = level_of(clearance) if clearance else ""
    return Clearance.of(Person(name="x", clearance=level), MONDAY.date()).covers


def make(home: Path, known: Callable[[str], bool], standing: Clock) -> None:
    """Do the acts in a new home, but for those that may not be known of."""
    scratch = home.parent
    for name, text in FILES.items():
        (scratch / name).write_text(text, "utf-8")
    if known("secret"):
        (scratch / "shelf.txt").write_text("L1\nS1\nS4\n", "utf-8")
    standing.at(0)
    with init_home(home, HEAD, now=standing) as desk:
        for role in ROLES:
            for clearance in CLEARANCES:
                colleague(desk, login_of(role, clearance), role=role, clearance=clearance)
    (home / "kinds.toml").write_text(KINDS, "utf-8")
    for step, act in enumerate((*ACTS, *LATER), 1):
        standing.at(step)
        if words := act.words if known(act.guard) else act.instead:
            assert main(["--home", str(home), "--json", *words]) == act.status, words
    standing.at(len(ACTS) + len(LATER) + 1)
