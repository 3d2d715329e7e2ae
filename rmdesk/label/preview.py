"""A label as text, for the terminal and for people who use a screen reader."""

import unicodedata
from collections.abc import Sequence

from rmdesk.label.ink import PT_PER_MM, Bars, Fill, Frame, Ink, Text
from rmdesk.label.layout import Design

__all__ = ["draw_as_text", "said"]

COLUMN_MM = 1.2
"""A column is at least this wide, and a row twice as high: some seven points of type."""
SHADES = " ▏▎▍▌▋▊▉█"


def said(design: Design) -> list[str]:
    """Return what the label says, from top to bottom, a line for each line."""
    texts = [ink for ink in design.ink if isinstance(ink, Text)]
    return [text.text for text in sorted(texts, key=lambda text: (round(text.y, 1), text.x))]


def draw_as_text(design: Design, size_mm: tuple[float, float], columns: int = 78) -> list[str]:
    """Draw a label in a frame of at most `columns`; bars become blocks, text stays text."""
    scale = max(COLUMN_MM, size_mm[0] / (columns - 2))
    width, height = round(size_mm[0] / scale), max(round(size_mm[1] / (scale * 2)), 1)
    grid = _Grid(width, height, scale)
    for ink in sorted(design.ink, key=lambda ink: isinstance(ink, Text)):
        grid.draw(ink)
    inside = [f"│{line}│" for line in grid.lines()]
    return [f"┌{'─' * width}┐", *inside, f"└{'─' * width}┘"]


class _Grid:
    def __init__(self, width: int, height: int, scale: float) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.cells = [[" "] * width for _ in range(height)]

    def lines(self) -> list[str]:
        return ["".join(row) for row in self.cells]

    def draw(self, ink: Ink) -> None:
        if isinstance(ink, Text):
            self._text(ink)
        elif isinstance(ink, Bars):
            self._bars(ink)
        elif isinstance(ink, Fill):
            area = ink.area
            self._block(area.x, area.y, area.w, area.h, "▓")
        else:
            assert isinstance(ink, Frame)  # the label's own frame says enough

    def _row(self, mm: float) -> int:
        return min(max(int(mm / (2 * self.scale)), 0), self.height - 1)

    def _text(self, text: Text) -> None:
        row = self.cells[self._row(text.y - text.size / PT_PER_MM / 2)]
        free = max(self.width - _columns(text.text), 0)
        column = min(round(text.x / self.scale), free)
        for character in text.text:
            wide = _columns(character)
            if column + wide > self.width:
                break
            row[column : column + wide] = [character, *[""] * (wide - 1)]
            column += wide

    def _bars(self, bars: Bars) -> None:
        height = bars.height * len(bars.rows)
        across = len(bars.rows[0])
        for step in range(max(round(across * bars.module / self.scale), 1)):
            begin = int(step * self.scale / bars.module)
            end = max(int((step + 1) * self.scale / bars.module), begin + 1)
            dark = _share(bars.rows, begin, end)
            shade = SHADES[round(dark * (len(SHADES) - 1))]
            self._block(bars.x + step * self.scale, bars.y, self.scale, height, shade)

    def _block(self, x: float, y: float, w: float, h: float, shade: str) -> None:
        left = min(round(x / self.scale), self.width - 1)
        right = min(max(round((x + w) / self.scale), left + 1), self.width)
        for row in self.cells[self._row(y) : self._row(y + h - 0.1) + 1]:
            row[left:right] = [shade] * (right - left)


def _share(rows: Sequence[str], begin: int, end: int) -> float:
    cells = "".join(row[begin:end] for row in rows)
    return cells.count("1") / len(cells) if cells else 0.0


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
