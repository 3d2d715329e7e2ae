"""What came of bringing a file in: figures, refused rows, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["STEP", "Caution", "ImportReport", "Progress", "Refusal", "counted"]

Progress = Callable[[int, int | None], None]
"""Takes how many rows are done, and of how many where that is known."""

STEP = 1000
"""Rows that are done between two tellings."""


@dataclass(frozen=True)
class Refusal:
    """Why a row was not taken; the row as a person counts it, the field, the reason."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Caution:
    """What a person should look at in a row that was taken; `rows` is of how many it is so."""

    row: int
    field: str
    text: str
    rows: int = 1


def counted(cautions: Iterable[Caution]) -> list[Caution]:
    """Equal warnings once, at the first of their rows, with how many rows they are about."""
    firsts: dict[tuple[str, str], Caution] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for each in sorted(cautions, key=lambda caution: caution.row):
        what = each.field, each.text
        firsts.setdefault(what, each)
        numbers[what] += each.rows
    return [replace(first, rows=numbers[what]) for what, first in firsts.items()]


@dataclass
class ImportReport:
    """What an import did, or with `dry_run` would do.

    Where rows are refused and not skipped, nothing is taken: added, updated and unchanged are 0.
    """

    kind: str
    file: str
    dry_run: bool = False
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    overwritten: int = 0  # updated rows that changed what was filled
    units: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    refused_file: str = ""
    taken: bool = False

    def to_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        lists = {
            "refused": [vars(each) for each in self.refused],
            "warnings": [vars(each) for each in self.warnings],
        }
        return {**vars(self), **lists}
