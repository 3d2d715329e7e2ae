"""A picture of a screen as SVG: runs of text, and the frame as lines, without a font of its own.

Textual's own export asks a font server for its font and leaves gaps in frames.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from html import unescape
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

_W, _H, _FONT = 8.4, 18.0, 14
_PAD = 14.0


@dataclass(frozen=True)
class Palette:
    """What a terminal paints with: its ground, its letters, dim ones, and the sixteen colours."""

    name: str
    paper: str
    ink: str
    faint: str
    colours: tuple[str, ...]


DARK = Palette("dark", "#1b1f24", "#d8dee4", "#8b959e", (
    "#1b1f24", "#f47067", "#8ddb8c", "#e0b341", "#6cb6ff", "#dcbdfb", "#5fb3c4", "#d8dee4",
    "#8b959e", "#ff938a", "#b4f1b4", "#f7d070", "#96d0ff", "#eedcff", "#8fdcec", "#ffffff",
))  # fmt: skip
LIGHT = Palette("light", "#ffffff", "#1f2328", "#636c76", (
    "#1f2328", "#b3261e", "#116329", "#7d4e00", "#0550ae", "#6639ba", "#0b5563", "#57606a",
    "#636c76", "#cf222e", "#1a7f37", "#9a6700", "#0969da", "#8250df", "#1b7c83", "#000000",
))  # fmt: skip

_FRAME = {
    "│": "ud", "─": "lr", "┌": "dr", "┐": "dl", "└": "ur", "┘": "ul", "├": "udr", "┤": "udl",
    "┬": "dlr", "┴": "ulr", "┼": "udlr",
}  # fmt: skip
_ENDS = {"u": (0.5, 0.0), "d": (0.5, 1.0), "l": (0.0, 0.5), "r": (1.0, 0.5)}


class _Drawing:
    """The parts of a picture as they are found: grounds, the frame by its ink, runs of text."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.grounds: list[str] = []
        self.frame: defaultdict[str, list[str]] = defaultdict(list)
        self.texts: list[str] = []

    def segment(self, text: str, style: Style, column: int, row: int) -> None:
        """A segment of a line, at a cell."""
        ink, ground = self._ink(style), self._ground(style)
        if style.reverse:
            ink, ground = ground or self.palette.paper, ink
        if ground:
            self.grounds.append(_box(column, row, cell_len(text), ground))
        run, start = "", column
        for letter in text + "\0":
            if letter in _FRAME or letter == "\0" or (letter == " " and run.endswith(" ")):
                self._run(run, style, start, row, ink)
                if letter in _FRAME:
                    self._line(letter, column, row, ink)
                run, start = "", column + max(1, cell_len(letter))
            else:
                run += letter
            column += cell_len(letter)

    def _ink(self, style: Style) -> str:
        if style.color and style.color.number is not None:
            return self._colour(style.color)
        return self.palette.faint if style.dim else self.palette.ink

    def _ground(self, style: Style) -> str:
        if style.bgcolor and style.bgcolor.number is not None:
            return self._colour(style.bgcolor)
        return ""

    def _colour(self, colour: Color) -> str:
        """The terminal's own colours as this palette has them, the fixed ones as they are."""
        number = colour.number or 0
        return self.palette.colours[number] if number < 16 else colour.get_truecolor().hex

    def _run(self, text: str, style: Style, column: int, row: int, ink: str) -> None:
        column += len(text) - len(text.lstrip(" "))
        text = text.strip(" ")
        if not text:
            return
        x, y = _PAD + column * _W, _PAD + (row + 0.76) * _H
        bold = ' font-weight="bold"' if style.bold else ""
        bold += ' text-decoration="underline"' if style.underline else ""
        fill = f' fill="{ink}"' if ink != self.palette.ink else ""
        length = f'textLength="{_short(cell_len(text) * _W)}"'
        place = f'x="{_short(x)}" y="{_short(y)}"'
        self.texts.append(f"<text {place} {length}{fill}{bold}>{escape(text)}</text>")

    def _line(self, letter: str, column: int, row: int, ink: str) -> None:
        x, y = _PAD + column * _W, _PAD + row * _H
        middle = f"{_short(x + _W / 2)} {_short(y + _H / 2)}"
        for way in _FRAME[letter]:
            end = f"{_short(x + _W * _ENDS[way][0])} {_short(y + _H * _ENDS[way][1])}"
            self.frame[ink].append(f"M{middle}L{end}")


def picture(
    lines: Sequence[Iterable[Segment]], width: int, title: str, palette: Palette = DARK
) -> str:
    """The lines of a screen of `width` cells as an SVG document."""
    w, h = width * _W + 2 * _PAD, len(lines) * _H + 2 * _PAD
    drawing = _Drawing(palette)
    for row, line in enumerate(lines):
        column = 0
        for text, style in _joined(line):
            drawing.segment(text, style, column, row)
            column += cell_len(text)
    frame = [
        f'<path d="{"".join(parts)}" stroke="{ink}" fill="none"/>'
        for ink, parts in drawing.frame.items()
    ]
    font = f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{_FONT}"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.1f} {h:.1f}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{w:.1f}" height="{h:.1f}" rx="8" fill="{palette.paper}"/>',
        *drawing.grounds,
        *frame,
        f'<g {font} fill="{palette.ink}">',
        *drawing.texts,
    ]
    return "\n".join([*out, "</g>", "</svg>", ""])


def _joined(line: Iterable[Segment]) -> list[tuple[str, Style]]:
    """The segments of a line, those of one style beside each other as one."""
    found: list[tuple[str, Style]] = []
    for segment in line:
        if segment.control:
            continue
        style = segment.style or Style()
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + segment.text, style)
        else:
            found.append((segment.text, style))
    return found


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _box(column: int, row: int, cells: int, ink: str) -> str:
    x, y = _short(_PAD + column * _W), _short(_PAD + row * _H)
    return f'<rect x="{x}" y="{y}" width="{_short(cells * _W)}" height="{_H:.0f}" fill="{ink}"/>'


_TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


def lines_in(svg: str) -> list[str]:
    """The lines of text that a picture shows, for people to compare."""
    rows: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for x, y, text in _TEXT.findall(svg):
        row = round((float(y) - _PAD) / _H - 0.76)
        rows[row][round((float(x) - _PAD) / _W)] = unescape(text)
    found = []
    for row in range(max(rows, default=-1) + 1):
        line = ""
        for column, text in sorted(rows[row].items()):
            line += " " * (column - cell_len(line)) + text
        found.append(line)
    return found


def difference(kept: str, drawn: str, name: str) -> str:
    """What has changed between two pictures, line by line as one reads them."""
    told = list(unified_diff(lines_in(kept), lines_in(drawn), name, "drawn now", lineterm="", n=1))
    return "\n".join(told) or f"{name}: only colours have changed"
