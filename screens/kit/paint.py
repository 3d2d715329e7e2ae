"""Painting: lines of plain spans become strips of terminal cells.

A span is a text and its role. No colour of letters can be read on dark and on light screens both,
and which of them a terminal has it does not say: so letters have the terminal's own colour, and
what must be seen is a chip, letters and ground of fixed colours that no theme changes. Colour never
stands alone: what a role says, its text says too.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from data.plain import dataclass
from screens.kit.sanitize import plain

Span = tuple[str, str]
"""A text and its role, a key of ROLES."""

Line = Sequence[Span]

_BLACK, _WHITE = "color(16)", "color(231)"
"""Of the fixed part of the 256 colours, which themes leave alone."""

ROLES = {
    "": Style(),
    "dim": Style(dim=True),
    "bold": Style(bold=True),
    "frame": Style(color="cyan", dim=True),
    "name": Style(bold=True),
    "key": Style(bold=True),
    "door": Style(bold=True, reverse=True),
    "hit": Style(bold=True, underline=True),
    "leads": Style(underline=True),
    "good": Style(bold=True),
    "warn": Style(color=_BLACK, bgcolor="color(214)", bold=True),
    "bad": Style(color=_WHITE, bgcolor="color(124)", bold=True),
    "person": Style(color=_BLACK, bgcolor="color(80)", bold=True),
    "place": Style(color=_BLACK, bgcolor="color(114)", bold=True),
    "stop": Style(color=_WHITE, bgcolor="color(124)", bold=True),
}
_PLAIN = {"dim": Style(), "frame": Style()}
"""What else is dimmed, in high contrast."""

_LINES = ROLES["frame"]
_DIMMED = {
    "": {"dim": ROLES["dim"], "frame": _LINES},
    "unknown": {"dim": Style(), "frame": _LINES},
    "dark": {"dim": Style(color="color(247)"), "frame": _LINES},
    "light": {"dim": Style(color="color(241)"), "frame": _LINES},
}
"""What is dim by the ground of the terminal: a grey that is readable on every such ground; none
where it is not known, for what terminals make of "dim" is too faint in some. "" is for pictures,
whose palettes have a faint colour of their own.
"""

_shown = {"ground": "", "high": ""}


def use_contrast(*, high: bool) -> None:
    """Dim nothing, or what is usually dim."""
    _shown["high"] = "high" if high else ""
    ROLES.update(_PLAIN if high else _DIMMED[_shown["ground"]])


def use_ground(ground: str) -> None:
    """Paint for a ground: `dark`, `light` or `unknown`; "" lets the terminal dim."""
    _shown["ground"] = ground
    use_contrast(high=contrast_is_high())


def contrast_is_high() -> bool:
    """Whether nothing is dim, frames neither."""
    return bool(_shown["high"])


def ground_shown() -> str:
    """What ground it is painted for."""
    return _shown["ground"]


_CHIPS = ("warn", "bad")
"""Roles whose ground is as long as their text, not as their column."""
CHOSEN = Style(reverse=True, bold=True)
_ELLIPSIS = "…"


def fit(text: str, width: int, right: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut with an ellipsis."""
    text = plain(text)
    size = cell_len(text)
    if size > width:
        return set_cell_size(text, width - 1) + _ELLIPSIS if width > 0 else ""
    blank = " " * (width - size)
    return blank + text if right else text + blank


def paint(line: Line, width: int, *, chosen: bool = False) -> Strip:
    """A line in exactly `width` cells; a chosen one is reversed, whatever the colours."""
    segments: list[Segment] = []
    left = width
    for text, role in line:
        text = plain(text)
        size = cell_len(text)
        if size > left:
            text, size = fit(text, left), left
        if text:
            segments += [Segment(text, CHOSEN)] if chosen else _painted(text, role)
        left -= size
    if left > 0:
        segments.append(Segment(" " * left, CHOSEN if chosen else ROLES[""]))
    return Strip(segments, width)


def _painted(text: str, role: str) -> list[Segment]:
    """A text in its role; the blanks around a chip have no ground."""
    style, bare = ROLES[role], text.strip(" ")
    if role not in _CHIPS or not bare or bare == text:
        return [Segment(text, style)]
    before, _bare, after = text.partition(bare)
    parts = ((before, ROLES[""]), (bare, style), (after, ROLES[""]))
    return [Segment(part, each) for part, each in parts if part]


def spread(left: Line, right: Line, width: int, fill: str = " ", role: str = "") -> list[Span]:
    """Two lines at both ends of one, with at least one cell between; the left one gives way."""
    room = max(0, width - _size(right) - 1)
    shown: list[Span] = []
    for text, span_role in left:
        text = plain(text)
        if cell_len(text) > room:
            text = fit(text, room)
        shown.append((text, span_role))
        room -= cell_len(text)
    return [*shown, (fill * (room + 1), role), *right]


def shortened(line: Line, room: int) -> Line:
    """A line that is too long for a room is cut at its end."""
    if _size(line) <= room:
        return line
    shown: list[Span] = []
    for text, role in line:
        kept = fit(text, min(room, cell_len(plain(text))))
        room -= cell_len(kept)
        shown.append((kept, role))
    return shown


def _size(line: Line) -> int:
    return sum(cell_len(plain(text)) for text, _role in line)


_LETTERS_A_CELL = 4
"""Most letters that share a cell: a letter and the marks on it."""


def wrap(text: str, width: int, limit: int = 20) -> list[str]:
    """The text in lines of at most `width` cells, broken at blanks where there are some."""
    lines: list[str] = []
    current = ""
    at_once = _LETTERS_A_CELL * width  # no look at all of a text without blanks for each line
    for word in plain(text).split():
        start = 0
        while start < len(word) and len(lines) <= limit:
            piece = word[start : start + at_once]
            whole = start + len(piece) == len(word)
            joined = f"{current} {piece}" if current else piece
            if whole and cell_len(joined) <= width:
                current, start = joined, len(word)
            elif current:
                lines.append(current)
                current = ""
            else:
                part = set_cell_size(piece, width).rstrip()
                lines.append(part)
                start = start + len(part) if part else len(word)
        if len(lines) > limit:
            break
    if current:
        lines.append(current)
    if len(lines) > limit:
        lines = [*lines[: limit - 1], fit(lines[limit - 1] + _ELLIPSIS, width).rstrip()]
    return lines


@dataclass(frozen=True)
class Column:
    """A column of a table: its least width, its share of what is left over, its side.

    `wide` columns appear only where there is room: from 110 cells on. `name` is what a file calls
    it, where that is another word than its head.
    """

    head: str
    least: int
    share: int = 0
    right: bool = False
    wide: bool = False
    name: str = ""

    def called(self, head: str) -> "Column":
        """The same under another head."""
        return Column(head, self.least, self.share, self.right, self.wide, self.name)

    def of_width(self, width: int) -> "Column":
        """The same, just so wide."""
        return Column(self.head, width, 0, self.right, self.wide, self.name)


WIDE = 100
_GAP = 2
_NARROWEST = 4


def widths(columns: Sequence[Column], total: int, gap: int = _GAP) -> list[int]:
    """The width of each column in `total` cells; 0 for one that is not shown."""
    shown = [column for column in columns if total >= WIDE or not column.wide]
    left = total - sum(column.least for column in shown) - gap * (len(shown) - 1)
    if left < 0:
        return _squeezed(columns, shown, -left)
    shares = sum(column.share for column in shown) or 1
    return [
        column.least + left * column.share // shares if column in shown else 0 for column in columns
    ]


def _squeezed(columns: Sequence[Column], shown: Sequence[Column], over: int) -> list[int]:
    """Less than the least widths: the columns with a share give way, the widest share first."""
    found = {id(column): column.least for column in shown}
    for column in sorted(shown, key=lambda each: -each.share):
        given = min(over, max(0, column.least - _NARROWEST))
        found[id(column)] -= given
        over -= given
    return [found.get(id(column), 0) for column in columns]


def fitted(
    columns: Sequence[Column], rows: Iterable[Sequence[Span]], total: int, gap: int = _GAP
) -> list[Column]:
    """The columns as wide as in `total` cells, but what some have no use for goes to others.

    `rows` say what stands in them; of two that are too narrow the one that lacks less is first, for
    it is whole then.
    """
    now, wanted = widths(columns, total, gap), [cell_len(column.head) for column in columns]
    for row in rows:
        for at, (text, _role) in enumerate(row):
            wanted[at] = max(wanted[at], cell_len(plain(text)))
    gaps = gap * max(0, sum(map(bool, now)) - 1)
    spare = sum(max(0, width - want) for width, want in zip(now, wanted, strict=True))
    free = spare + max(0, total - gaps - sum(now))
    lacks = sorted((wanted[at] - width, at) for at, width in enumerate(now) if width)
    for lack, at in lacks:
        given = min(max(0, lack), free)
        now[at] += given
        free -= given
    over = sum(now) + gaps - total
    for _lack, at in lacks:  # the emptiest first
        given = min(max(0, over), max(0, now[at] - wanted[at]))
        now[at] -= given
        over -= given
    return [column.of_width(width) for column, width in zip(columns, now, strict=True)]


@dataclass
class Fitting:
    """Columns with the rows that say how wide they are; worked out once for a width.

    Where more than a text of any length would be cut for it, they stand a cell closer.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Span]]
    apart: int = _GAP
    _last: tuple[int, Sequence[Column], int] = (0, (), _GAP)

    def at(self, width: int) -> Sequence[Column]:
        """The columns in so many cells."""
        return self._fitted(width)[0]

    def gap(self, width: int) -> int:
        """The cells between them."""
        return self._fitted(width)[1]

    def heads(self, width: int) -> list[Span]:
        """The line that names them."""
        columns, gap = self._fitted(width)
        return heads(columns, width, gap)

    def cells(self, width: int, values: Sequence[Span | Line]) -> list[Span]:
        """A row in them."""
        columns, gap = self._fitted(width)
        return cells(columns, width, values, gap)

    def cuts(self, width: int) -> bool:
        """Whether something is cut in so many cells."""
        return any(self._is_cut(n, each.least) for n, each in enumerate(self.at(width)))

    def _fitted(self, width: int) -> tuple[Sequence[Column], int]:
        if self._last[0] != width:
            gap = self.apart
            found = fitted(self.columns, self.rows, width, gap)
            prose = max((each.share for each in self.columns), default=0)
            if gap > 1 and any(
                self._is_cut(n, each.least) and (prose <= 1 or self.columns[n].share < prose)
                for n, each in enumerate(found)
            ):
                gap -= 1
                found = fitted(self.columns, self.rows, width, gap)
            self._last = (width, found, gap)
        return self._last[1:]

    def _is_cut(self, column: int, width: int) -> bool:
        """Whether something of a column that is shown has no room in it."""
        return bool(width) and any(cell_len(plain(row[column][0])) > width for row in self.rows)


def cells(
    columns: Sequence[Column], total: int, values: Sequence[Span | Line], gap: int = _GAP
) -> list[Span]:
    """A row of a table in `total` cells; a value of several spans fits its column already."""
    line: list[Span] = []
    for column, width, value in zip(columns, widths(columns, total, gap), values, strict=True):
        if not width:
            continue
        if isinstance(value, list):
            blank = width - sum(cell_len(plain(text)) for text, _role in value)
            line += [*value, (" " * (blank + gap), "")]
        else:
            text, role = cast(Span, value)
            line += [(fit(text, width, column.right), role), (" " * gap, "")]
    return _without_gap(line, gap)


def _without_gap(line: list[Span], gap: int) -> list[Span]:
    """A row without the gap after its last column."""
    if not line:
        return line
    *most, (text, role) = line
    return [*most, (text[: len(text) - gap], role)] if len(text) > gap else most


_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar_of(share: float, width: int) -> str:
    """A bar of a share (0 to 1) of `width` cells, to an eighth of one; never nothing for more."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + _EIGHTHS[rest].strip()


def heads(columns: Sequence[Column], total: int, gap: int = _GAP) -> list[Span]:
    """The line that names the columns."""
    return cells(columns, total, [(column.head, "dim") for column in columns], gap)
