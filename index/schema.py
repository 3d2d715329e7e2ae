"""What the index takes in and gives back: plain values, no engine.

A `Text` is all that full text needs to know of one record. Its `fields` may hold:

=============  =====================  =========================================================
name           value                  searched as
=============  =====================  =========================================================
title          str                    words, weight 6; exact title and start of title come first
names          str or list            people and bodies, in any order, weight 5
code           str or list            identifiers, barcodes, class codes, accession numbers:
                                      whole, in part, with any separators and leading zeros
terms          str or list            keywords and index terms, weight 4
box            str or list            "Box 12", "Folder 3", "Reel 7", in nesting order
parent         str or list            titles above: series, accession, container, class
notes          str or list            description, notes
place          str                    home place; up to the first " > " it is a facet
unit           str                    unit name; a facet
kind           str                    kind of holding; a facet
dates          str                    dates as written
date_from      int yyyymmdd or None   the earliest day; a span with one of the two is open
date_to        int yyyymmdd or None   the latest day
=============  =====================  =========================================================

Keys are whole numbers from 0 up to 2**62. Whoever also wants other things found (classes of the
scheme, say) shares the key space out, for instance by key * 8 + sort.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from index.segments.arrays import Bools, Ints

FORMAT = 7
"""Version of what is written to the index folder; another version is built anew."""

Value = str | int | Sequence[str] | None

NO_DATE = 0
EVER = 101, 99991231
"""The days that stand for the open end of a span: before or after all others."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A field's share of a record's positions, so that one term list serves every field."""

    name: str
    start: int
    end: int
    weight: int


def _zones() -> tuple[Zone, ...]:
    weights = (
        ("title", 6),
        ("names", 5),
        ("code", 5),
        ("terms", 4),
        ("box", 3),
        ("parent", 2),
        ("place", 1),
        ("unit", 1),
        ("kind", 1),
        ("dates", 1),
    )
    zones = [Zone(name, i * 4096, (i + 1) * 4096, w) for i, (name, w) in enumerate(weights)]
    return (*zones, Zone("notes", len(weights) * 4096, 65536, 1))


ZONES = _zones()
ZONE = {zone.name: zone for zone in ZONES}
ZONE_BITS = 12
"""A position's weight is that of block `position >> ZONE_BITS`."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is searched of one record. `guard` names what one must be allowed to know of it.

    `inside`: keys of the containers that it lies in, the outermost first, 16 at most. It lives
    where the outermost is that has a place.
    """

    key: int
    guard: str
    fields: Mapping[str, Value]
    inside: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Records changed after a journal sequence, each once, as they are at `upto`."""

    upto: int
    texts: list[Text]
    gone: list[int]


class IndexSource(Protocol):
    """Where the index learns of records. Called from any thread."""

    def last(self) -> int:
        """Sequence of the last journal entry; 0 when there is none."""
        ...

    def mark(self, seq: int) -> str:
        """What tells the journal up to this entry from any other, such as a hash over it.

        "" where there is no such entry. By it an index knows the source that it was made from.
        """
        ...

    def changed(self, after: int, limit: int) -> Changes:
        """Records that entries after `after` changed, some `limit` of them, oldest entries first.

        A single entry that changes more (a class with all that is filed under it) is given whole.

        `upto` is the last entry covered, `last()` when there are no more.
        """
        ...

    def all(self, after_key: int, limit: int) -> list[Text]:
        """The next records by ascending key, for building anew; empty at the end."""
        ...


class Progress(Protocol):
    """Told of work done; `total` is 0 when nobody knows it."""

    def __call__(self, done: int, total: int, /) -> None:
        """Records done, of how many."""
        ...


class Hit(NamedTuple):
    """A record found."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. Nothing in it depends on records that `may_know` refuses (R17).

    - `total`: how many records match; `exact` is False while many records wait to be taken in, for
      a pattern that stands for more words than are looked up, or when the answer is only near.
    - `did_you_mean`: not empty when nothing was found for what was typed, and the hits are for
      this text instead.
    - `others`: other respellings of it, which find something too.
    - `left_out`: words of the query that most of the near hits do not hold, when only near
      answers were found, or a few exact ones.
    - `besides`: how many of the hits, the last ones, are near answers below those few exact ones;
      `total` and `facets` do not count them.
    - `cut`: the query was longer than the index reads, and only its beginning was used.
    - `growing`: the index still takes records in, and a later search may find more.
    - `containers`: names of the kind of container that was asked for by its number, if one was.
    - `facets`: for each facet its values and counts, most frequent first.
    """

    total: int
    exact: bool
    took_ms: float
    hits: list[Hit]
    did_you_mean: str = ""
    others: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    besides: int = 0
    cut: bool = False
    growing: bool = False
    containers: frozenset[str] = frozenset()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statuses:
    """What the store knows of records and the index does not: `status:out` finds those.

    `asked` gives, for the other fields of this sort (`class`, `due`, `hold`), the records of a text
    that stands behind one. `keys` gives the records of each status; a record has one at most.
    `other` is the status of the rest of those that `may_have` one, which tells it of an array of
    keys.
    """

    keys: Mapping[str, Callable[[], Collection[int]]] = field(default_factory=dict)
    other: str = ""
    may_have: Callable[[Ints], Bools] = lambda keys: keys >= 0
    asked: Mapping[str, Callable[[str], Collection[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """State of the index: records in it and waiting, and the journal sequence it is at."""

    documents: int
    waiting: int
    segments: int
    position: int
    generation: int
    missing_sidecars: int
    bytes: int
    building: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What comparing the index with its source found.

    `harmed` counts segments whose arrays were not what was written; they are made again, and what
    else is told is of those.
    """

    records: int
    missing: list[int]
    extra: list[int]
    wrong: list[int]
    harmed: int = 0

    @property
    def sound(self) -> bool:
        """Nothing missing, nothing too much, no sampled record out of date, no array harmed."""
        return not (self.missing or self.extra or self.wrong or self.harmed)
