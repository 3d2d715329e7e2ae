"""What a site of the store declares: its tables, their keys, its version, and who writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from data.patterns import pattern
from data.plain import dataclass, field

if TYPE_CHECKING:
    from data.store import Store

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = pattern(r"[^.\"'\\\x00-\x1f]+(\.[^.\"'\\\x00-\x1f]+)*")
RESERVED = frozenset({"journal", "counter", "meta", "summary"})


@dataclass(frozen=True)
class Index:
    """An index over dotted document paths.

    A unique one is sparse: documents in which one of the paths is absent, None or "" are free.
    Another may be `sparse`: documents without its first path are left out of it, which spares
    writing to it whenever such a document changes. It serves `==`, `<` and the like on that path,
    but no list of all documents.
    """

    paths: tuple[str, ...]
    unique: bool = False
    sparse: bool = False

    def __post_init__(self) -> None:
        if not self.paths or not all(_PATH.fullmatch(path) for path in self.paths):
            raise ValueError(f"not document paths: {self.paths!r}")


@dataclass(frozen=True)
class TableSpec:
    """A table; changes to a journaled one need a transaction and are told in the journal.

    A document with a value at one of the paths of `apart` is numbered apart from the others: those
    count up without a gap, whether it is there or not. At the paths of `named` it says which other
    documents it stands or falls with. How many documents of a `counted` one each act was on is
    kept as the journal grows.
    """

    name: str
    indexes: tuple[Index, ...] = ()
    journaled: bool = True
    apart: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    counted: bool = False

    def __post_init__(self) -> None:
        reserved = self.name in RESERVED or self.name.startswith("sqlite_")
        if reserved or not _NAME.fullmatch(self.name):
            raise ValueError(f"not a table name: {self.name!r}")


@dataclass(frozen=True)
class Schema:
    """The tables at one version; `migrations[n]` takes a store of version n to n + 1."""

    version: int
    tables: tuple[TableSpec, ...]
    migrations: Mapping[int, Callable[[Store], None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Author:
    """Who writes, and in which session."""

    actor: str
    session: str
