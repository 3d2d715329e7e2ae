"""A record of any kind in the parts of a large window: its lists, and what was done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.kinds import Values
from screens.kit.paint import Line
from screens.kit.panes import Opens, Pane, PaneRow
from screens.records.columns_of_parts import key_named

if TYPE_CHECKING:
    from screens.kit.host import Host

Lines = Callable[[int], Iterable[tuple[Line, Values]]]
"""The lines of a part in so many cells, each with the row that it tells."""


@dataclass(frozen=True)
class PartRow(PaneRow):
    """A row of a part, with what it tells."""

    part: Values = field(default_factory=dict)


def panes_of(parts: Mapping[str, tuple[Lines, str]], history: Sequence[Line]) -> list[Pane]:
    """A pane for each part by its title, with its count beside it, and the history last."""
    found = [Pane(title, partial(_rows, lines), count) for title, (lines, count) in parts.items()]
    rows = [PaneRow(line) for line in history]
    return [*found, Pane(_("history"), lambda _width: rows, f"{len(rows)}")]


def _rows(lines: Lines, width: int) -> list[PaneRow]:
    return [PartRow(line, _opens(part), part) for line, part in lines(width)]


def _opens(part: Values) -> Opens | None:
    """To the record that a row names."""
    key = key_named(part)
    return partial(_open_key, key) if key else None


def _open_key(key: str, app: Host) -> None:
    app.open_key(key)
