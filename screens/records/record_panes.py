"""A record in the parts of a large window: what it is, who waits, what is in it, where it leads,
and what was done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data import Entry
from data.texts import gettext as _
from rmdesk.model.words import status_span
from screens.kit.paint import Column, Line, cells, fit, wrap
from screens.kit.panes import Opens, Pane, PaneRow, Split, columns, rows

if TYPE_CHECKING:
    from screens.records.doors import Door
    from screens.records.facts import Facts

WIDE, HIGH, WIDEST = 110, 28, 170
"""The windows from which there are parts beside the acts, and a third column of them."""

_LABEL = 10
Told = Callable[[Entry], Line]
Rows = Callable[[int], Sequence[PaneRow]]


def panes_of(facts: Facts, described: Rows, queue: Sequence[PaneRow], told: Told) -> list[Pane]:
    """What it is and what was done with it always; the queue, contents and links it has."""
    found = [Pane(_("what it is"), described)]
    if queue:
        found.append(Pane(_("who waits"), lambda _width: queue, f"{len(queue)}"))
    if facts.contents:
        contents = partial(_content_rows, facts)
        found.append(Pane(_("contents"), contents, f"{facts.contents:,}"))
    if doors := facts.doors:
        found.append(Pane(_("leads to"), lambda width: [_link(each, width) for each in doors]))
    history = [PaneRow(told(entry)) for entry in facts.history]
    found.append(Pane(_("history"), lambda _width: history, f"{len(history)}"))
    return found


def split_of(
    panes: Sequence[Pane],
    width: int,
    height: int,
    left: tuple[float, float] = (0.5, 0.36),
    right: float = 0.34,
    share: Mapping[str, float] | None = None,
) -> Split | None:
    """The acts to the left, the parts to the right; on a wide window the history a column.

    `left` is the share of the acts in a large and in a wide window, `right` that of the history,
    `share` the weights of parts that stand below each other, by their titles.
    """
    if width < WIDE or height < HIGH - 13 or not panes:
        return None
    numbers = list(range(1, len(panes) + 1))
    *others, history = numbers
    share = share or {_("contents"): 2.0, _("what it is"): 1.5}
    if width < WIDEST or not others:
        return columns((0, left[width >= WIDEST]), (_stacked(numbers, panes, share), 0))
    return columns((0, left[1]), (_stacked(others, panes, share), 0), (history, right))


def _stacked(
    numbers: Sequence[int], panes: Sequence[Pane], share: Mapping[str, float]
) -> int | Split:
    if len(numbers) == 1:
        return numbers[0]
    weights = [share.get(panes[number - 1].title, 1.0) for number in numbers]
    parts = [w / sum(weights) for w in weights]
    return rows(*((number, part) for number, part in zip(numbers[:-1], parts, strict=False)),
                (numbers[-1], 0))  # fmt: skip


def _content_rows(facts: Facts, width: int) -> list[PaneRow]:
    """What is in it, by code; those that are not in it now say where they are."""
    shape = (Column("", 12, 1), Column("", 12, 4), Column("", 11))
    shown = [
        PaneRow(
            cells(shape, width, (
                (each.identifier or each.key, "name"),
                (each.name, ""),
                status_span(each.status, each.due, facts.today),
            ), 1),
            _record(each.id),
        )
        for each in facts.inside
    ]  # fmt: skip
    more = facts.contents - len(shown)
    return [*shown, *([PaneRow([(_("and {n} more").format(n=more), "dim")])] if more > 0 else [])]


def _record(number: int) -> Opens:
    return lambda app: app.open_record(number)


def _link(door: Door, width: int) -> PaneRow:
    shown = (wrap(door.text, max(8, width - _LABEL), 1) or [""])[0]
    return PaneRow([(fit(door.label, _LABEL), "dim"), (shown, "")], door.open)
