"""Command lines made from what is declared: every command, every option, for keys of every sort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rmdesk import duties
from rmdesk.duties.report import REPORTS
from rmdesk.model.words import OUTCOMES
from screens.cli.catalogue import commands
from screens.cli.command import Argument, Command

Line = tuple[str, ...]

KEYS = (
    "F1",
    "S1",
    "B1",
    "F2",
    "F3",
    "F4",
    "F5",
    "I1",
    "S2",
    "S3",
    "#5",
    "R-1001",
    "P1",
    "L1",
    "S20",
    "K1",
    "S10",
)
"""What may be named: open records, hidden ones, a box with both, what speaks of them."""

VALUES: dict[str, Sequence[str]] = {
    "KEY": KEYS,
    "PERSON": ("P1", "P2"),
    "PLACE": ("L1", "L2"),
    "UNIT": ("Finance", "Sigint", "Aviary"),
    "CODE": ("100", "900", "X1"),
    "DAY": ("2026-03-20",),
    "N": ("1", "7"),
    "FIELD=TEXT": ("title=kestrel", "unit=Sigint", "barcode=S", "number=1", "vessel=Falcon"),
    "FILE": ("made.file",),
    "LOGIN": ("head",),
    "RULE": ("R20",),
    "SEARCH": ("kestrel", "title:kestrel"),
    "STATUS": ("in", "out"),
    "PRINTER": ("file:printed",),
    "STOCK": ("Avery 5160",),
    "KIND": ("file", "box", "ledger"),
}
"""Values by what the reference calls them."""

OWN: dict[str, Sequence[str]] = {
    "search text": (
        "kestrel",
        "kestral",
        "bridge",
        "S1",
        "class:900",
        "falconry",
        "unit:sigint",
        "date:1914",
        "harbour",
        "kind:file",
        "inside:S3",
        "1914",
        "B1",
        "vessel:falcon",
        "folio:70..80",
        "kind:ledger",
        "term:bridges",
    ),
    "list kind_of_record": (*(kind.name for kind in duties.kinds().values()), "nothing"),
    "add kind_of_record": ("file", "ledger", "place", "person", "class", "schedule", "hold"),
    "export kind": ("holdings", "scheme", "schedule", "locations", "people", "requests"),
    "import kind": ("holdings", "scheme", "people", "requests"),
    "import file": ("guess.csv",),
    "take-back file": ("seen.csv", "hidden.csv"),
    "scan-batch file": ("scans.txt",),
    "report name": tuple(REPORTS),
    "request list --status": ("new", "waiting", "ready", "closed", "cancelled", "denied"),
    "scheme words": ("bridge", "kestrel", "falconry"),
    "stocks text": ("5160",),
    "calibrate printer": ("file:printed",),
    "calibrate --stock": ("Avery 5160",),
    "label --stock": ("Avery 5160",),
    "census scan file": ("scans.txt",),
    "census settle number": ("C-2026-0001",),
    "transfer show number": ("T-2026-0001",),
    "transfer add --transfer": ("T-2026-0001",),
    "transfer form number": ("T-2026-0001",),
    "transfer bag number": ("T-2026-0001",),
    "transfer check-bag number": ("T-2026-0001",),
    "transfer check-bag file": ("guess.csv",),
    "film new film": ("K4", "S14"),
    "film find text": ("S1", "F1", "K4"),
    "fingerprint new card": ("K3", "S13"),
    "fingerprint search text": ("PI" * 10, "PO" * 10),
    "term new term": ("falconry", "bridges"),
    "term show term": ("bridges",),
    "cross-refer --with": ("F3", "S1"),
    "unrefer --with": ("F2", "S1"),
    "index --term": ("bridges",),
    "accession new --class": ("900", "100"),
    "barcodes kind_of_record": ("holding", "place"),
    "guideline check file": ("guess.csv",),
    "backup file": ("copy.db",),
    "restore file": ("guess.csv",),
    "verify file": ("guess.csv",),
    "add --barcode": ("N1", "S1", "s1"),
    "add --identifier": ("S1",),
    "add --title": ("Kestrel in the harbour",),
    "add --container": ("S3", "B1"),
    "add --class": ("900", "100"),
    "add --code": ("900", "901"),
    "edit --barcode": ("S1", "N1"),
    "edit --container": ("S3", "B1"),
    "classify --class": ("900", "200"),
    "request show number": ("R-1001", "R-1002", "R-1003", "1001"),
    "hold show key": ("H-2026-0001",),
    "disposition show number": ("D-2026-0001", "D-2026-0002"),
    "schedule show code": ("X1",),
    "schedule amend code": ("X1",),
    "notice show key": ("N-2026-0001", "N-2026-0002"),
}
"""Values where a command means its own by a word."""

NUMBERED = {"request": "R-1001", "hold": "H-2026-0001", "disposition": "D-2026-0001",
            "notice": "N-2026-0001", "schedule": "A-2026-0001", "accession": "2026-0001",
            "census": "C-2026-0001", "digitize": "S-2026-0001"}  # fmt: skip

FURTHER: tuple[Line, ...] = (
    ("charge-out", "B1", "--to", "P2"),
    ("charge-out", "S2", "--to", "P2"),
    ("charge-out", "S1", "F1", "--to", "P2"),
    ("override", "S1", "--to", "P2", "--rule", "R20", "--reason", "because"),
    ("request", "new", "B1", "--for", "P2"),
    ("request", "new", "S2", "--for", "P2"),
    *(("request", "close", "R-1002", "--outcome", each) for each in OUTCOMES),
    ("request", "cancel", "R-1002"), ("request", "ready", "R-1002", "F4"),
    ("request", "end", "R-1002", "F4", "--outcome", "denied"),
    ("request", "hand-over", "R-1002"), ("request", "assign", "R-1002"),
    ("pick", "F4"), ("unreserve", "F4", "--for", "P2"),
    ("request", "add", "R-1001", "S1"),
    ("refile", "S1", "--at", "L1"),
    ("refile", "F1", "--at", "S3"),
    ("add", "file", "--title", "x", "--container", "S3", "--security", "secret"),
    ("edit", "F1", "--security", "secret"),
    ("edit", "P1", "--unit", "Sigint"),
    *((*put, place) for place in ("L3", "L4") for put in (
        ("add", "box", "--title", "x", "--extent-m", "0.5", "--home"), ("move", "F2", "--to"),
        ("move", "F2", "--dry-run", "--to"), ("edit", "F2", "--home"), ("show",), ("inventory",),
        ("send", "F2", "--to"), ("label", "--preview", "--places"),
    )),
    ("fit", "0.5"), ("fit", "1"), ("report", "space"), ("report", "shelf"), ("places",),
    ("hold", "place", "H-2026-0001", "--unit", "Sigint", "--reason", "because"),
    ("hold", "place", "H-2026-0001", "--class", "900", "--reason", "because"),
    ("hold", "place", "H-2026-0001", "--search", "kestrel", "--reason", "because"),
    ("freeze", "B1", "--hold", "H-2026-0001", "--reason", "because"),
    ("disposition", "approve", "D-2026-0001"),
    ("disposition", "refuse", "D-2026-0001", "S6", "--reason", "because"),
    ("disposition", "concur", "D-2026-0001", "--unit", "Sigint", "--by", "P1"),
    ("disposition", "due", "--unit", "Sigint"),
    ("label", "--inside", "B1", "--preview"),
    ("label", "--inside", "S3", "--preview"),
    ("label", "--accession", "2026-0067", "--preview"),
    ("label", "--accession", "2026-0099", "--preview"),
    ("label", "--stored", "L1", "--preview"),
    ("label", "--search", "kestrel", "--preview"),
    ("undo", "--act", "3"),
    ("show", "900"), ("show", "Sigint"), ("log", "900"), ("log", "Sigint"),
    ("report", "activity", "--by", "unit"), ("report", "activity", "--by", "class"),
    ("report", "activity", "--by", "day"), ("report", "activity", "--by", "month"),
    ("report", "activity", "--by", "channel"), ("report", "activity", "--by", "week"),
    ("report", "requests", "--by", "unit"),
    ("report", "shelf", "--by", "unit"), ("report", "out", "--by", "holder"),
)  # fmt: skip
"""What one tries who guesses: several words of a line at once."""

LEFT_OUT = frozenset({"demo", "bench"})
"""Commands that open no records centre, or another."""


def lines() -> Iterator[Line]:
    """Every line: each command with each key, and with each option."""
    for command in commands():
        if command.name not in LEFT_OUT:
            yield from _lines(command, ())
    yield from FURTHER


def _lines(command: Command, before: Line) -> Iterator[Line]:
    path = (*before, command.name)
    if command.children:
        for child in command.children:
            yield from _lines(child, path)
        return
    needed = [each for each in command.arguments if _is_needed(each)]
    plain = tuple(word for each in needed for word in _said(each, _values(path, each)[0]))
    yield (*path, *plain)
    for argument in command.arguments:
        if argument.options.get("action") == "store_true":
            yield (*path, *plain, argument.flags[0])
            continue
        others = [each for each in needed if each is not argument]
        rest = tuple(word for each in others for word in _said(each, _values(path, each)[0]))
        for value in _values(path, argument):
            said = _said(argument, value)
            line = (*path, *said, *rest) if _is_positional(argument) else (*path, *rest, *said)
            if line != (*path, *plain):
                yield line


def _is_positional(argument: Argument) -> bool:
    return not argument.flags[0].startswith("-")


def _is_needed(argument: Argument) -> bool:
    """Whether nothing is done without it; keys that may be left out are said all the same."""
    if _is_positional(argument):
        return argument.options.get("nargs") != "?" or argument.flags[0] in ("text", "key")
    return bool(argument.options.get("required"))


def _said(argument: Argument, value: str) -> Line:
    return (value,) if _is_positional(argument) else (argument.flags[0], value)


def _values(path: Line, argument: Argument) -> Sequence[str]:
    flag = argument.flags[0]
    if own := OWN.get(f"{' '.join(path)} {flag}"):
        return own
    if flag in ("number", "key") and path[0] in NUMBERED and len(path) > 1:
        return (NUMBERED[path[0]],)
    if choices := argument.options.get("choices"):
        return tuple(islice(choices, 4))
    named = str(argument.options.get("metavar") or flag).upper()
    return VALUES.get(named, KEYS if flag in ("keys", "key") else ("because",))
