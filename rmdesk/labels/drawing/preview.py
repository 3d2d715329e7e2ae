"""A label as text, for the terminal and for people who use a screen reader."""

import unicodedata
from collections.abc import Sequence

from rmdesk.labels.drawing.ink import PT_PER_MM, Bars, Fill, Frame, Ink, InkText
from rmdesk.labels.drawing.layout import Design

COLUMN_MM = 1.2
"""A column is at least this wide, and a row twice as high: some seven points of type."""
BASELINE_MM = 1.0
"""So far above its baseline a text is sought: texts on one baseline stand in one row."""
SHADES = " ▏▎▍▌▋▊▉█"


def said(design: Design) -> list[str]:
    """Return what the label says, from top to bottom, a line for each line."""
    texts = [ink for ink in design.ink if isinstance(ink, InkText)]
    return [text.text for text in sorted(texts, key=lambda text: (round(text.y, 1), text.x))]


def draw_as_text(design: Design, size_mm: tuple[float, float], columns: int = 78) -> list[str]:
    """Draw a label in a frame of at most `columns`; bars become blocks, text stays text."""
    scale = max(COLUMN_MM, size_mm[0] / (columns - 2))
    width, height = round(size_mm[0] / scale), max(round(size_mm[1] / (scale * 2)), 1)
    grid = _Grid(width, height, scale)
    for ink in sorted(design.ink, key=_order):
        grid.draw(ink)
    return framed(grid.lines())


def framed(lines: Sequence[str]) -> list[str]:
    """Put a frame around lines, as wide as the widest."""
    width = max(map(_columns, lines), default=0)
    inside = [f"│{line}{' ' * (width - _columns(line))}│" for line in lines]
    return [f"┌{'─' * width}┐", *inside, f"└{'─' * width}┘"]


def _order(ink: Ink) -> int:
    """Fills lie under everything; bars give way to the text in whose row they would end."""
    return 2 if isinstance(ink, Bars) else 1 if isinstance(ink, InkText) else 0


class _Grid:
    def __init__(self, width: int, height: int, scale: float) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.cells = [[" "] * width for _ in range(height)]
        self.written: dict[int, list[range]] = {}
        """The columns of each row that text stands in."""

    def lines(self) -> list[str]:
        return ["".join(row) for row in self.cells]

    def draw(self, ink: Ink) -> None:
        if isinstance(ink, InkText):
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

    def _text(self, text: InkText) -> None:
        half, size = text.size / PT_PER_MM / 2, _columns(text.text)
        free = max(self.width - size, 0)
        column = min(round(self._left(text, size) / self.scale), free)
        columns = range(column, column + size)
        number = self._row(text.y - (half if text.on else min(half, BASELINE_MM)))
        if self._taken(number, columns) and not self._taken(number + 1, columns):
            number = min(number + 1, self.height - 1)  # small type has more lines than rows
        row = self.cells[number]
        self.written.setdefault(number, []).append(columns)
        if text.on:  # a blank on either side: text in a filled area is found at a glance
            row[max(column - 1, 0) : column + size + 1] = " " * (
                min(column + size + 1, self.width) - max(column - 1, 0)
            )
        for character in text.text:
            wide = _columns(character)
            if column + wide > self.width:
                break
            row[column : column + wide] = [character, *[""] * (wide - 1)]
            column += wide

    def _left(self, text: InkText, size: int) -> float:
        """Where a text begins, in mm; what is centred stays so, though large type is small here."""
        middle = text.x + text.width / 2
        large = text.width > size * self.scale
        centred = large and abs(middle - self.width * self.scale / 2) < self.scale
        return middle - size * self.scale / 2 if text.on or centred else text.x

    def _bars(self, bars: Bars) -> None:
        height = bars.height * len(bars.rows)
        across = len(bars.rows[0])
        rows = self._rows_beside_text(bars, height, across)
        for step in range(max(round(across * bars.module / self.scale), 1)):
            begin = int(step * self.scale / bars.module)
            end = max(int((step + 1) * self.scale / bars.module), begin + 1)
            dark = _share(bars.rows, begin, end)
            shade = SHADES[round(dark * (len(SHADES) - 1))]
            column = min(round(bars.x / self.scale) + step, self.width - 1)
            for row in rows:
                self.cells[row][column] = shade

    def _rows_beside_text(self, bars: Bars, height: float, across: int) -> list[int]:
        """The rows of a code without those that a text stands in; one of them at least."""
        left = round(bars.x / self.scale)
        columns = range(left, left + round(across * bars.module / self.scale))
        rows = list(range(self._row(bars.y), self._row(bars.y + height - 0.1) + 1))
        return [row for row in rows if not self._taken(row, columns)] or rows[:1]

    def _taken(self, row: int, columns: range) -> bool:
        """Whether a text stands in these columns of a row."""
        return any(_meet(columns, text) for text in self.written.get(row, []))

    def _block(self, x: float, y: float, w: float, h: float, shade: str) -> None:
        left = min(round(x / self.scale), self.width - 1)
        right = min(max(round((x + w) / self.scale), left + 1), self.width)
        for row in self.cells[self._row(y) : self._row(y + h - 0.1) + 1]:
            row[left:right] = [shade] * (right - left)


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _share(rows: Sequence[str], begin: int, end: int) -> float:
    cells = "".join(row[begin:end] for row in rows)
    return cells.count("1") / len(cells) if cells else 0.0


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
