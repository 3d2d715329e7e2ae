"""The frame around every screen: header, rules with their titles, what was told, the keys."""

from collections import deque
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from data.plain import dataclass
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, paint, shortened, spread


class Bar(Widget):
    """One line across the screen: two ends, no frame. Header and footer are bars."""

    ALLOW_SELECT = False
    EDGE = 1
    """Cells before the first text and after the last."""

    @dataclass
    class Pointed(Message):
        """A text of a bar was clicked with the mouse: the nth of its left or of its right end."""

        bar: str
        right: bool
        number: int

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._ends: tuple[Line, Line] = ((), ())

    def show(self, left: Line, right: Line = ()) -> None:
        """Show these ends; the same again costs nothing."""
        if (left, right) != self._ends:
            self._ends = (left, right)
            self.refresh()

    async def _on_click(self, event: events.Click) -> None:
        left, right = self._ends
        begins = self.size.width - self.EDGE - _cells(right)
        of_right = event.x >= begins
        number = _at(right if of_right else left, event.x - (begins if of_right else self.EDGE))
        if number is not None:
            self.post_message(self.Pointed(self.id or "", of_right, number))

    def render_line(self, y: int) -> Strip:
        """The line; there is only one."""
        width = self.size.width
        left, right = self._ends
        return paint(spread([(" ", ""), *left], [*right, (" ", "")], width), width)


_BESIDE = 5
"""Cells of a rule that hold neither of its texts: its corners, and blanks."""


_STAYS = 3
"""The share of a rule that its right has, whatever its title takes: a third."""


def _cells(line: Line) -> int:
    return sum(cell_len(text) for text, _role in line)


def _at(line: Line, x: int) -> int | None:
    """Which text of a line is at a cell, from its first one."""
    for number, (text, _role) in enumerate(line):
        if 0 <= x < cell_len(text):
            return number
        x -= cell_len(text)
    return None


class Rule(Bar):
    """A line of the frame with a title at each end."""

    EDGE = 2

    def __init__(self, name: str, corners: str) -> None:
        super().__init__(name)
        self._corners = corners
        self._joints: tuple[int, ...] = ()

    def join(self, cells: tuple[int, ...]) -> None:
        """At which cells lines of the frame below, or above, meet it."""
        if cells != self._joints:
            self._joints = cells
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """`├ left ──── right ┤`, or a bare line."""
        width = self.size.width
        left, right = self._ends
        first: list[Span] = [(self._corners[0], "frame")]
        last: list[Span] = [(self._corners[1], "frame")]
        head = [(" ", ""), *left, (" ", "")] if left else []
        room = max(width - _cells(head) - _BESIDE, min(_cells(right), width // _STAYS))
        right = shortened(right, room)  # before the title, of which a third of the rule is taken
        tail = [(" ", ""), *right, (" ", "")] if _cells(right) else []
        line = spread([*first, *head], [*tail, *last], width, "─", "frame")
        return paint(self._joined(line) if self._joints else line, width)

    def _joined(self, line: Line) -> list[Span]:
        """The line with the lines that meet it, where no text stands."""
        joint, at, found = "┴" if self._corners == "└┘" else "┬", 0, list[Span]()
        for text, role in line:
            if role == "frame" and len(text) > 1:
                ends = [x - at for x in self._joints if at <= x < at + len(text)]
                text = "".join(joint if n in ends else letter for n, letter in enumerate(text))
            at += cell_len(text)
            found.append((text, role))
        return found


def framed(line: Line, width: int, *, chosen: bool = False) -> Strip:
    """A line between the sides of the frame, in `width` cells."""
    inner = paint(line, max(0, width - 4), chosen=chosen)
    edge = [("│ ", "frame")]
    return Strip.join([paint(edge, 2), inner, paint([(" │", "frame")], 2)])


class Answers(Widget):
    """What was told of the last scans: the newest in full, the others a line each.

    It grows to its usual height and stays there, so that the screen below does not jump at every
    scan; a refusal with many reasons makes it as tall as it needs.
    """

    ALLOW_SELECT = False
    KEPT = 50
    LOGGED = 500

    def __init__(self) -> None:
        super().__init__(id="answers")
        self._told: list[Told] = []
        self.history: deque[Told] = deque(maxlen=self.LOGGED)
        """All that was told in this session, oldest first; the last five hundred."""
        self._usual = 4
        self._grown = 0

    class Pointed(Message):
        """What was told was clicked with the mouse."""

    async def _on_click(self, _event: events.Click) -> None:
        self.post_message(self.Pointed())

    @property
    def told(self) -> Sequence[Told]:
        """What was told, oldest first; the last fifty."""
        return self._told

    def tell(self, told: Told) -> None:
        """Show a new answer, the older ones below it."""
        self._told = [*self._told, told][-self.KEPT :]
        self.history.append(told)
        self.fit_height(self._usual)

    def forget_passing(self) -> None:
        """Take off why something was not done: something else is begun now."""
        self._told = [told for told in self._told if not told.passes]
        self.fit_height(self._usual)

    def forget_current(self) -> None:
        """Take off who and where was current: nobody and no place is any more."""
        self._told = [told for told in self._told if not told.of_now]
        self.fit_height(self._usual)

    def forget(self, hidden: Callable[[Told], bool]) -> None:
        """Take off, and out of all that was told, what may not be known any more."""
        self._told = [told for told in self._told if not hidden(told)]
        kept = [told for told in self.history if not hidden(told)]
        self.history.clear()
        self.history.extend(kept)
        self.fit_height(self._usual)

    def hush(self) -> None:
        """Take what was told off the screen."""
        self._told = []
        self.fit_height(self._usual)

    def fit_height(self, usual: int) -> None:
        """Take this height where there is something to show, or more for many reasons."""
        self._usual = usual
        wanted = len(self._lines(usual))
        self._grown = max(min(self._grown, usual), min(wanted, usual)) if self._told else 0
        height = max(self._grown, wanted)
        self.styles.height = height
        self.display = bool(height)
        self.refresh()

    def _lines(self, height: int) -> list[Line]:
        if not self._told:
            return []
        width = max(10, self.app.size.width - 4)
        newest, *older = reversed(self._told)
        lines = newest.lines(width)
        return lines + [each.short() for each in older][: max(0, height - len(lines))]

    def render_line(self, y: int) -> Strip:
        """A line of the answers, between the sides of the frame."""
        lines = self._lines(self.size.height)
        return framed(lines[y] if y < len(lines) else (), self.size.width)
