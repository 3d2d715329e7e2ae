"""The parts of a record in columns: as wide as their rows ask for, what all say alike said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from data.texts import gettext as _
from rmdesk.desk.kinds import Values
from rmdesk.model.days import moment_said
from rmdesk.model.values import written
from screens.kit.paint import Column, Fitting, Line, Span

_MEASURED = 100
"""Rows of a part that say how wide its columns are."""
_WIDE = ("title", "reason", "placed_for", "explained", "evidence", "changes")
"""Columns that take what is left over."""


def fitted(names: Sequence[str], rows: Sequence[Values], width: int) -> tuple[Fitting, Line]:
    """The columns of rows in so many cells, and what is said once above them for want of room."""
    part, same = _fitting(names, rows), dict[str, str]()
    alike = {each: said_of(rows[0].get(each)) for each in names[1:] if _is_same(each, rows)}
    while alike and part.cuts(width):  # the widest is said once
        widest = max(alike, key=lambda each: cell_len(alike[each]))
        same[widest] = alike.pop(widest)
        part = _fitting([each for each in names if each not in same], rows)
    once = " · ".join(f"{heading(each)} {text}" for each, text in same.items())
    return part, [(once, "dim")] if once else []


def key_named(part: Values) -> str:
    """The key of the record that a row of a part names; "" if none."""
    return str(part.get("key") or part.get("on") or "")


def counted(total: int, shown: int) -> str:
    """How many a part has, and how many of them are shown."""
    if total == shown:
        return f"{total:,}"
    return _("{n:,} of {total:,}").format(n=shown, total=total)


def _fitting(names: Sequence[str], rows: Sequence[Values]) -> Fitting:
    columns = tuple(map(_column, names))
    return Fitting(columns, [cells_of(columns, row) for row in rows[:_MEASURED]])


def _is_same(name: str, rows: Sequence[Values]) -> bool:
    """Whether several rows say the same in a column: it tells none of them from the others."""
    return len(rows) > 1 and all(row.get(name) == rows[0].get(name) for row in rows)


def _column(name: str) -> Column:
    wide = name in _WIDE
    return Column(heading(name), 12 if wide else 10, 4 if wide else 1)


def cells_of(columns: Sequence[Column], row: Values) -> Sequence[Span]:
    """A row in its columns."""
    said = {heading(name): said_of(value) for name, value in row.items()}
    return [(said.get(each.head, ""), "" if n else "name") for n, each in enumerate(columns)]


def heading(name: str) -> str:
    """What a field or a part is called over its values."""
    return _(name.replace("_", " "))


def said_of(value: Any) -> str:
    """A value in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {n}" for name, n in value.items())
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return moment_said(written(value))
