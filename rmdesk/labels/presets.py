"""What somebody chose to print and how, and what each account printed last; without the engine."""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import quote

from data.files import keep
from data.plain import asdict, dataclass, field, fields
from rmdesk.labels.settings import Settings

SPOOLED = 0o640
"""The group reads a job to print it; to change one it has to put another file in its place."""


class Sort(StrEnum):
    """Where the records come from that get labels."""

    RECORDS = "records"
    PEOPLE = "people"
    RESULTS = "results"
    INSIDE = "inside"
    ACCESSION = "accession"
    PLACES = "places"
    STORED = "stored"
    NEW = "new"


@dataclass(frozen=True)
class LabelSource:
    """The records that get labels.

    `keys` are barcodes, codes or `#` numbers (of records, of people, of a container). `text` is
    the number of an accession, a range of places such as `A-01-01..A-01-20`, or the words of a
    search, whose last may be `unfinished`. `only` is the kind of
    holding wanted, all if empty. New barcodes are of a `kind` (holding, place, person) and as many
    as `count`.
    """

    sort: Sort = Sort.RECORDS
    keys: tuple[str, ...] = ()
    text: str = ""
    only: str = ""
    kind: str = "holding"
    count: int = 1
    unfinished: bool = False


@dataclass(frozen=True)
class Last:
    """What was printed last, and where the sheet goes on.

    `job` is its number in the spool. `blanks` are barcodes of a block, printed again as they are.
    `next_start` is the first free label of the last sheet of `stock`. `printers` keeps, for each
    printer used, the settings it was used with, `stocks` the stock last used for each template.
    """

    source: LabelSource = field(default_factory=LabelSource)
    settings: Settings = field(default_factory=Settings)
    blanks: tuple[str, ...] = ()
    job: str = ""
    stock: str = ""
    next_start: int = 1
    printers: Mapping[str, Settings] = field(default_factory=dict)
    stocks: Mapping[str, str] = field(default_factory=dict)


def unprinted(home: Path, may_know: Callable[[str], bool]) -> int:
    """How many jobs wait in the spool of a home, of those that somebody may know of (R17).

    Cheap enough to be asked every few seconds.
    """
    folder = home / "spool"
    files = folder.glob("*.json") if folder.is_dir() else ()
    return sum(1 for file in files if may_know(_guard_of(file)))


def _guard_of(job: Path) -> str:
    harmed = (OSError, ValueError, LookupError, TypeError, RecursionError)
    with suppress(*harmed), opened(job) as told:
        return str(json.loads(told.read())["guard"])
    return ""


def opened(path: Path) -> BinaryIO:
    """Open a file of the spool; no link, which could lead to what is nobody's business, no pipe."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags), "rb")


def remember(home: Path, login: str, last: Last) -> None:
    """Keep what an account printed last: the file is there whole or not at all."""
    text = json.dumps(asdict(last), ensure_ascii=False, indent=1)
    keep(_file(home, login), text.encode())


def recall(home: Path, login: str) -> Last | None:
    """What this account printed last; None where it printed nothing yet, or it cannot be read."""
    return _read(_file(home, login))


def usual(home: Path) -> Last:
    """The settings of whoever printed last at this home, without what they printed.

    An account that printed nothing yet begins with them: stock and printer are the desk's.
    """
    files = sorted(_folder(home).glob("*.json"), key=_written, reverse=True)
    newest = next(filter(None, map(_read, files)), Last())
    settings = _made(Settings, {**asdict(newest.settings), "template": "", "start": 1, "copies": 1})
    return Last(settings=settings, printers=newest.printers, stocks=newest.stocks)


def _folder(home: Path) -> Path:
    return home / "labels" / "last"


def _file(home: Path, login: str) -> Path:
    return _folder(home) / f"{quote(login, safe='')}.json"


def _written(file: Path) -> float:
    with suppress(OSError):
        return file.stat().st_mtime
    return 0.0


def _read(file: Path) -> Last | None:
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        kept = json.loads(file.read_text("utf-8"))
        source, printers = dict(kept["source"]), dict(kept["printers"])
        source["sort"] = Sort(source["sort"])
        return _made(
            Last,
            {
                **kept,
                "source": _made(LabelSource, source),
                "settings": _made(Settings, kept["settings"]),
                "printers": {name: _made(Settings, each) for name, each in printers.items()},
            },
        )
    return None


Made = TypeVar("Made", LabelSource, Settings, Last)


def _made(kind: type[Made], kept: Mapping[str, Any]) -> Made:
    """Make one of ours from what was kept: lists are tuples, unknown keys of later versions go."""
    known = {each.name for each in fields(kind)}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in kept.items()
        if key in known
    }
    return kind(**values)
