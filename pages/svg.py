"""A picture of a screen as SVG: runs of text, and the frame as lines, without a font of its own.

Textual's own export asks a font server for its font and leaves gaps in frames.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

_W, _H, _FONT = 8.4, 18.0, 14
_PAD = 14.0
_PAPER, _INK, _FAINT = "#1b1f24", "#d8dee4", "#7d8790"
_COLOURS = {1: "#f47067", 2: "#8ddb8c", 3: "#e0b341", 4: "#6cb6ff", 6: "#5fb3c4"}
"""The terminal's colours by their numbers."""

_FRAME = {
    "│": "ud", "─": "lr", "┌": "dr", "┐": "dl", "└": "ur", "┘": "ul", "├": "udr", "┤": "udl",
}  # fmt: skip
_ENDS = {"u": (0.5, 0.0), "d": (0.5, 1.0), "l": (0.0, 0.5), "r": (1.0, 0.5)}


def picture(lines: Sequence[Iterable[Segment]], width: int, title: str) -> str:
    """The lines of a screen of `width` cells as an SVG document."""
    w, h = width * _W + 2 * _PAD, len(lines) * _H + 2 * _PAD
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.1f} {h:.1f}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{w:.1f}" height="{h:.1f}" rx="8" fill="{_PAPER}"/>',
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{_FONT}">',
    ]
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            if not segment.control:
                out += _segment(segment.text, segment.style or Style(), column, row)
                column += cell_len(segment.text)
    return "\n".join([*out, "</g>", "</svg>", ""])


def _segment(text: str, style: Style, column: int, row: int) -> list[str]:
    ink = _ink(style)
    out = []
    if style.bgcolor and style.bgcolor.number is not None:
        out.append(_box(column, row, cell_len(text), _colour(style.bgcolor)))
    if style.reverse:
        out.append(_box(column, row, cell_len(text), ink))
        ink = _PAPER
    run, start = "", column
    for letter in text + "\0":
        if letter in _FRAME or letter == "\0" or (letter == " " and run.endswith(" ")):
            out += _run(run, style, start, row, ink)
            if letter in _FRAME:
                out.append(_lines(letter, column, row, ink))
            run, start = "", column + max(1, cell_len(letter))
        else:
            run += letter
        column += cell_len(letter)
    return out


def _ink(style: Style) -> str:
    if style.color and style.color.number is not None:
        return _colour(style.color)
    return _FAINT if style.dim else _INK


def _colour(colour: Color) -> str:
    """The terminal's own colours as this picture has them, the fixed ones as they are."""
    return _COLOURS.get(colour.number or 0, "") or colour.get_truecolor().hex


def _box(column: int, row: int, cells: int, ink: str) -> str:
    x, y = _PAD + column * _W, _PAD + row * _H
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{cells * _W:.1f}" height="{_H}" fill="{ink}"/>'


def _run(text: str, style: Style, column: int, row: int, ink: str) -> list[str]:
    column += len(text) - len(text.lstrip(" "))
    text = text.strip(" ")
    if not text:
        return []
    x, y = _PAD + column * _W, _PAD + (row + 0.76) * _H
    bold = ' font-weight="bold"' if style.bold else ""
    length = f'textLength="{cell_len(text) * _W:.1f}" lengthAdjust="spacingAndGlyphs"'
    return [f'<text x="{x:.1f}" y="{y:.1f}" {length} fill="{ink}"{bold}>{escape(text)}</text>']


def _lines(letter: str, column: int, row: int, ink: str) -> str:
    x, y = _PAD + column * _W, _PAD + row * _H
    middle = f"{x + _W / 2:.1f} {y + _H / 2:.1f}"
    path = "".join(
        f"M{middle}L{x + _W * _ENDS[way][0]:.1f} {y + _H * _ENDS[way][1]:.1f}"
        for way in _FRAME[letter]
    )
    return f'<path d="{path}" stroke="{ink}" fill="none"/>'
