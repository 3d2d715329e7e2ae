"""The body of every screen: a list of any size, and beside or below it what is marked, in full.

Only the lines in the window are asked for and painted, so a list may have a million rows. The
view says what the rows are; the body knows where the mark is and what of it fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from data.plain import dataclass
from screens.kit.frame import framed
from screens.kit.paint import Line, Span, paint, spread
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.panes import Box, Grid

_LEAST_DETAIL = 2

_LEAST_BESIDE = 48
"""Cells that a list keeps beside a wide detail."""


@dataclass(frozen=True)
class _Plan:
    """Where the list and the detail are: widths inside the frame, heights in lines."""

    list_w: int
    list_h: int
    detail_w: int
    detail_h: int
    beside: bool


class Body(Widget):
    """Paints a view."""

    ALLOW_SELECT = False

    @dataclass
    class Pointed(Message):
        """A row was clicked with the mouse; `again` when it was marked already."""

        index: int
        again: bool

    @dataclass
    class PointedHead(Message):
        """The names of the columns were clicked, at a cell of so many."""

        x: int
        width: int

    @dataclass
    class PointedPane(Message):
        """A part beside the list was clicked; `again` when the row was marked already."""

        pane: int
        again: bool

    def __init__(self, view: View) -> None:
        super().__init__(id="body")
        self._view = view
        self._top = 0
        self._split: tuple[object, ...] = ()
        self._drawn: Grid | None = None

    @property
    def view(self) -> View:
        """What is shown."""
        return self._view

    @property
    def grid(self) -> Grid | None:
        """How the window is split into parts; None where it is the list alone."""
        width, height = self.size
        split = self._view.split(width, height) if self._view.panes else None
        if split is None:
            return None
        if self._split != (split, width, height):
            from screens.kit.panes import Grid  # where a window has room for parts

            self._split, self._drawn = (split, width, height), Grid(split, width, height)
        return self._drawn

    def show(self, view: View) -> None:
        """Show a view, or what has changed in it."""
        if view is not self._view:
            self._view, self._top = view, view.top
        if view.pane > len(view.panes) or (view.pane and self.grid is None):
            view.pane = 0
        self._keep_visible()
        self.refresh()

    def move(self, key: str) -> None:
        """Move the mark by a key: up, down, pageup, pagedown, home, end."""
        view, page = self._view, max(1, self._plan().list_h - 1)
        if view.pane and (grid := self.grid) and (box := grid.box(view.pane)):
            view.panes[view.pane - 1].move(key, box.height)
            view.moved = True
            self.refresh()
            return None
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        last = len(view) - 1
        if view.reads:
            return self._scroll(steps.get(key, last if key == "end" else -last))
        start = {"home": -1, "end": last + 1}.get(key, view.cursor)
        step = {"home": 1, "end": -1}.get(key, steps.get(key, 0))
        target = max(0, min(last, start + step))
        direction = 1 if step > 0 else -1
        while 0 <= target <= last and not view.selectable(target):
            target += direction
        if abs(step) > 1 and not 0 <= target <= last:
            return self.move("end" if step > 0 else "home")
        if key not in ("home", "end") and self._passes_over(target, page):
            return self._scroll(page * direction)
        if 0 <= target <= last:
            self._mark(target)
        else:  # lines that cannot be marked are read all the same
            self._scroll(direction)
        return None

    def _passes_over(self, target: int, page: int) -> bool:
        """Whether a mark there would leave lines unread that cannot be marked: then one scrolls."""
        above, below = self._top - target, target - (self._top + self._rows_shown() - 1)
        return max(above, below) > page and 0 <= target < len(self._view)

    def _mark(self, target: int) -> None:
        """Put the mark on a row; where nothing scrolls only two lines and the detail change."""
        view, before, top = self._view, self._view.cursor, self._top
        view.cursor, view.moved = target, True
        self._keep_visible()
        if self._top != top:
            self.refresh()
            return
        plan = self._plan()
        head = 1 if view.head(plan.list_w) else 0
        for index in {before, target}:
            self.refresh(Region(0, index - top + head, self.size.width, 1))
        if plan.detail_h and not plan.beside:
            self.refresh(Region(0, plan.list_h, self.size.width, plan.detail_h + 1))
        elif plan.beside or self.grid:
            self.refresh()

    def _scroll(self, by: int) -> None:
        """Show what lies before the first or after the last row that can be marked."""
        most = max(0, len(self._view) - self._rows_shown())
        top = max(0, min(most, self._top + by))
        if top != self._top:
            self._top = top
            self.refresh()

    def _rows_shown(self) -> int:
        plan = self._plan()
        return max(1, plan.list_h - (1 if self._view.head(plan.list_w) else 0))

    def _keep_visible(self) -> None:
        view, shown = self._view, self._rows_shown()
        view.cursor = max(0, min(view.cursor, len(view) - 1))
        if view.cursor < self._top:
            self._top = view.cursor
        elif view.cursor >= self._top + shown:
            self._top = view.cursor - shown + 1
        self._top = max(0, min(self._top, len(view) - shown))
        view.top = self._top

    def _plan(self) -> _Plan:
        inner, height = max(1, self.size.width - 4), self.size.height
        if (grid := self.grid) and (box := grid.box(0)):
            return _Plan(box.width, box.height, 0, 0, beside=False)
        wanted = min(self._view.detail_height, height - self._view.least_list - 1)
        if wanted < _LEAST_DETAIL:
            return _Plan(inner, height, 0, 0, beside=False)
        if self.size.width >= self._view.beside_from:
            wide = self._view.detail_width or max(36, inner * 3 // 10)
            detail = min(wide, inner - _LEAST_BESIDE - 3)
            return _Plan(inner - detail - 3, height, detail, height, beside=True)
        return _Plan(inner, height - wanted - 1, inner, wanted, beside=False)

    def render_line(self, y: int) -> Strip:
        """A line of the list, of the detail, or of both."""
        plan, width = self._plan(), self.size.width
        if grid := self.grid:
            return grid.line(y, self._pane_head, self._pane_row)
        if plan.beside:
            row, chosen = self._row(y, plan.list_w)
            side = [("│ ", "frame")]
            parts = [
                paint(side, 2),
                paint(row, plan.list_w, chosen=chosen),
                paint([(" ", ""), *side], 3),
                paint(self._detail(y, plan), plan.detail_w),
                paint([(" │", "frame")], 2),
            ]
            return Strip.join(parts)
        if y < plan.list_h:
            row, chosen = self._row(y, plan.list_w)
            return framed(row, width, chosen=chosen)
        if y == plan.list_h:
            return self._divider(width)
        return framed(self._detail(y - plan.list_h - 1, plan), width)

    def _pane_head(self, pane: int) -> Line:
        view = self._view
        return view.panes[pane - 1].head(pane + 1, view.pane == pane) if pane else ()

    def _pane_row(self, box: Box, number: int) -> tuple[Line, bool]:
        if not box.pane:
            row, chosen = self._row(number, box.width)
            return row, chosen and not self._view.pane
        pane, here = self._view.panes[box.pane - 1], self._view.pane == box.pane
        rows = pane.rows(box.width - 2)
        pane.settle(box.height)
        at = pane.top + number
        if at >= len(rows):
            return (), False
        marked = here and at == pane.cursor and rows[at].opens is not None
        return [("▸ " if marked else "  ", "key" if marked else ""), *rows[at].line], marked

    def _divider(self, width: int) -> Strip:
        title = self._view.detail_title()
        head: list[Span] = [("├", "frame")]
        if title:
            head += [(f" {title} ", "dim")]
        return paint(spread(head, [("┤", "frame")], width, "─", "frame"), width)

    def _row(self, y: int, width: int) -> tuple[Line, bool]:
        view = self._view
        head = view.head(width - 2)
        if head:
            if y == 0:
                return [("  ", ""), *head], False
            y -= 1
        index = self._top + y
        if index >= len(view):
            return (view.empty() if not len(view) and y == 0 else ()), False
        marked = index == view.cursor and view.selectable(index) and not view.reads
        mark = ("▸" if marked else " ") + ("*" if view.starred(index) else " ")
        return [
            (mark, "key" if mark.strip() else ""),
            *view.row(index, width - 2),
        ], marked and view.moved

    def _detail(self, y: int, plan: _Plan) -> Line:
        lines = self._view.detail_in(plan.detail_w, plan.detail_h)
        return lines[y] if y < len(lines) else ()

    def _on_resize(self, _event: events.Resize) -> None:
        self._keep_visible()

    async def _on_click(self, event: events.Click) -> None:
        plan = self._plan()
        if (grid := self.grid) and (box := grid.at(event.x, event.y)) and box.pane:
            self._pointed_pane(box, event.y - box.y0 - 1 - box.headed)
            return
        if (
            event.y >= plan.list_h
            or (grid and event.x > plan.list_w + 3)
            or (plan.beside and event.x > plan.list_w + 3)
        ):
            return
        headed = bool(self._view.head(plan.list_w))
        if headed and event.y == 0:
            self.post_message(self.PointedHead(event.x - 4, plan.list_w - 2))
            return
        index = self._top + event.y - headed
        if 0 <= index < len(self._view) and self._view.selectable(index):
            again = index == self._view.cursor and self._view.moved
            self._mark(index)
            self.post_message(self.Pointed(index, again))

    def _pointed_pane(self, box: Box, number: int) -> None:
        pane = self._view.panes[box.pane - 1]
        at, again = pane.top + number, False
        if number >= 0 and at < len(pane.made) and pane.made[at].opens:
            again = self._view.pane == box.pane and pane.cursor == at
            pane.cursor = at
        self.post_message(self.PointedPane(box.pane, again))

    def _on_mouse_scroll_down(self, _event: events.MouseScrollDown) -> None:
        self.move("down")

    def _on_mouse_scroll_up(self, _event: events.MouseScrollUp) -> None:
        self.move("up")
