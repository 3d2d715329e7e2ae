"""Parts of a screen beside its list: each with a number to jump to, a mark of its own, and doors.

A view says how its window is split into them; the frame between them is drawn here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual.strip import Strip

from data.plain import dataclass
from screens.kit.paint import Line, Span, paint

if TYPE_CHECKING:
    from screens.kit.host import Host

Opens = Callable[["Host"], None]


@dataclass(frozen=True)
class PaneRow:
    """A line of a part; with `opens` the mark may be on it, and Enter or a click goes there."""

    line: Line
    opens: Opens | None = None


class Pane:
    """A part: `make` gives its rows in so many cells. `count` stands beside its title."""

    def __init__(
        self, title: str, make: Callable[[int], Sequence[PaneRow]], count: str = ""
    ) -> None:
        self.title, self.count = title, count
        self._make = make
        self._made: tuple[int, Sequence[PaneRow]] = (-1, ())
        self.cursor, self.top = 0, 0

    def rows(self, width: int) -> Sequence[PaneRow]:
        """Its rows in so many cells."""
        if self._made[0] != width:
            self._made = (width, self._make(width))
        return self._made[1]

    @property
    def made(self) -> Sequence[PaneRow]:
        """Its rows as they were painted last."""
        return self._made[1]

    def head(self, number: int, here: bool) -> Line:
        """Its number, its title and how many it lists."""
        count: list[Span] = [(f" {self.count}", "bold")] if self.count else []
        return [(f"{number} ", "key"), (self.title, "door" if here else "dim"), *count]

    def move(self, key: str, page: int) -> None:
        """Move its mark to the next row that opens something; without one it scrolls."""
        rows = self.made
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        doors = [n for n, row in enumerate(rows) if row.opens]
        if not doors:
            by = steps.get(key, len(rows) if key == "end" else -len(rows))
            self.top = max(0, min(len(rows) - page, self.top + by))
            return
        at = min(range(len(doors)), key=lambda n: abs(doors[n] - self.cursor))
        to = {"home": 0, "end": len(doors) - 1}.get(key, at + steps.get(key, 0))
        self.cursor = doors[max(0, min(len(doors) - 1, to))]

    def settle(self, height: int) -> None:
        """Put the mark on a row that opens something, and keep it in sight."""
        doors = [n for n, row in enumerate(self.made) if row.opens]
        if doors and self.cursor not in doors:
            self.cursor = min(doors, key=lambda n: abs(n - self.cursor))
        if doors:
            first = 0 if self.cursor == doors[0] else self.cursor
            self.top = min(self.top, first)
            self.top = max(self.top, self.cursor - height + 1)
        self.top = max(0, min(self.top, len(self.made) - height))

    def open(self, app: Host) -> None:
        """Go where the marked row leads."""
        rows = self.made
        opens = rows[self.cursor].opens if self.cursor < len(rows) else None
        if opens is not None:
            opens(app)


def kept(before: Sequence[Pane], after: Sequence[Pane]) -> Sequence[Pane]:
    """The new parts, with the marks where they were in those of the same titles."""
    marks = {each.title: each for each in before}
    for each in after:
        if old := marks.get(each.title):
            each.cursor, each.top = old.cursor, old.top
    return after


@dataclass(frozen=True)
class Split:
    """A window in rows or columns; each part a number (0 is the list) or a split, with its size.

    A size is a count of cells, a share below 1, or 0 for what is left over.
    """

    across: bool
    parts: tuple[tuple[int | Split, float], ...]


def rows(*parts: tuple[int | Split, float]) -> Split:
    """Parts below each other."""
    return Split(False, parts)


def columns(*parts: tuple[int | Split, float]) -> Split:
    """Parts beside each other."""
    return Split(True, parts)


@dataclass(frozen=True)
class Box:
    """Where a part is: the lines of its frame, left, top, right and bottom."""

    pane: int
    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Cells of its rows."""
        return max(1, self.x1 - self.x0 - 3)

    @property
    def height(self) -> int:
        """Its rows, without the head that a part at the top has inside."""
        return max(1, self.y1 - self.y0 - 1 - self.headed)

    @property
    def headed(self) -> int:
        """1 where its head stands on its first line: the rule above it is the view's."""
        return int(self.y0 < 0 and self.pane > 0)


_LINES = {
    "ud": "│", "lr": "─", "dlr": "┬", "ulr": "┴", "udr": "├", "udl": "┤", "udlr": "┼",
    "dr": "┌", "dl": "┐", "ur": "└", "ul": "┘",
}  # fmt: skip


class Grid:
    """A split in a window of a size: its boxes, and the frame between them."""

    def __init__(self, split: Split, width: int, height: int) -> None:
        self.size = (width, height)
        self.boxes = list(_boxes(split, 0, -1, width - 1, height))

    @cached_property
    def _ways(self) -> Mapping[tuple[int, int], set[str]]:
        """Which ways the lines of the frame go from each of its cells."""
        found: dict[tuple[int, int], set[str]] = {}
        for box in self.boxes:
            for x in (box.x0, box.x1):
                for y in range(box.y0, box.y1):
                    found.setdefault((x, y), set()).add("d")
                    found.setdefault((x, y + 1), set()).add("u")
            for y in (box.y0, box.y1):
                for x in range(box.x0, box.x1):
                    found.setdefault((x, y), set()).add("r")
                    found.setdefault((x + 1, y), set()).add("l")
        return found

    def joints(self, below: bool) -> tuple[int, ...]:
        """At which cells a line of the frame meets the rule above, or below."""
        width, height = self.size
        y, way = (height, "u") if below else (-1, "d")
        return tuple(x for x in range(1, width - 1) if way in self._ways.get((x, y), ()))

    def _letter(self, x: int, y: int) -> str:
        ways = self._ways.get((x, y), set())
        return _LINES.get("".join(way for way in "udlr" if way in ways), " ")

    def box(self, pane: int) -> Box | None:
        """Where a part is."""
        return next((each for each in self.boxes if each.pane == pane), None)

    def at(self, x: int, y: int) -> Box | None:
        """The part at a cell."""
        for each in self.boxes:
            if each.x0 < x < each.x1 and each.y0 <= y < each.y1:
                return each
        return None

    def line(
        self, y: int, head: Callable[[int], Line], row: Callable[[Box, int], tuple[Line, bool]]
    ) -> Strip:
        """A line of the window: `head` titles a part, `row` gives its nth row."""
        strips: list[Strip] = []
        x = 0
        for box in sorted(self.boxes, key=lambda each: each.x0):
            if not box.y0 <= y < box.y1 or box.x0 < x - 1:
                continue
            if box.x0 >= x:
                strips.append(paint([(self._letter(box.x0, y), "frame")], 1))
            if box.y0 == y:
                strips.append(self._rule(box, y, head(box.pane)))
            else:
                strips.append(_inside(box, y, head, row))
            strips.append(paint([(self._letter(box.x1, y), "frame")], 1))
            x = box.x1 + 1
        return Strip.join(strips)

    def _rule(self, box: Box, y: int, head: Line) -> Strip:
        """The line above a part, with its head in it."""
        room = box.x1 - box.x0 - 1
        fill = "".join(self._letter(x, y) for x in range(box.x0 + 1, box.x1))
        titled = paint([(fill[:1], "frame"), (" ", ""), *head, (" ", "")], room)
        size = sum(len(text) for text, _role in head) + 3
        if size >= room:
            return titled
        return Strip.join([titled.crop(0, size), paint([(fill[size:], "frame")], room - size)])


def _inside(
    box: Box, y: int, head: Callable[[int], Line], row: Callable[[Box, int], tuple[Line, bool]]
) -> Strip:
    number = y - box.y0 - 1 - box.headed
    line, chosen = (head(box.pane), False) if number < 0 else row(box, number)
    blank = paint([(" ", "")], 1)
    return Strip.join([blank, paint(line, box.width, chosen=chosen), blank])


def _boxes(split: int | Split, x0: int, y0: int, x1: int, y1: int) -> Iterator[Box]:
    if isinstance(split, int):
        yield Box(split, x0, y0, x1, y1)
        return
    start, end = (x0, x1) if split.across else (y0, y1)
    sizes = _sizes([size for _part, size in split.parts], end - start - 1)
    for (part, _size), cells in zip(split.parts, sizes, strict=True):
        last = start + cells + 1
        if split.across:
            yield from _boxes(part, start, y0, last, y1)
        else:
            yield from _boxes(part, x0, start, x1, last)
        start = last


def _sizes(asked: Sequence[float], room: int) -> list[int]:
    """Cells for each part, without the lines between them."""
    room -= len(asked) - 1
    fixed = [int(room * size) if 0 < size < 1 else int(size) for size in asked]
    free = [n for n, size in enumerate(asked) if not size]
    left = room - sum(fixed)
    for nth, n in enumerate(free):
        fixed[n] = left // len(free) + (1 if nth < left % len(free) else 0)
    return fixed
