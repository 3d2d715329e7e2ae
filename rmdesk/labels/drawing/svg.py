"""Sheets as SVG, in millimetres; pages lie one under another."""

import re
from xml.sax.saxutils import escape, quoteattr

from rmdesk.labels.drawing.ink import PT_PER_MM, Bars, Fill, Ink, InkText, Run
from rmdesk.labels.drawing.sheet import Sheet

FAMILIES = {
    "Vera": "'Bitstream Vera Sans','DejaVu Sans',Verdana,sans-serif",
    "VeraBd": "'Bitstream Vera Sans','DejaVu Sans',Verdana,sans-serif",
    "DejaVuSansMono": "'DejaVu Sans Mono',monospace",
}
DARK = re.compile("1+")


def to_svg(sheet: Sheet, title: str) -> bytes:
    """Draw every page; text keeps the width it was measured with, whatever font shows it."""
    stock = sheet.stock
    height = stock.page_h_mm * max(len(sheet.pages), 1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{stock.page_w_mm:g}mm" '
        f'height="{height:g}mm" viewBox="0 0 {stock.page_w_mm:g} {height:g}">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, page in enumerate(sheet.pages):
        for placed in page:
            y = placed.y + number * stock.page_h_mm
            lines.append(f'<g transform="translate({placed.x:.4f} {y:.4f})">')
            lines += map(_element, placed.ink)
            lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""]).encode()


def _element(ink: Ink) -> str:
    if isinstance(ink, Bars):
        return f'<path shape-rendering="crispEdges" d="{_path(ink)}"/>'
    if isinstance(ink, InkText):
        return _text(ink)
    area = ink.area
    box = f'<rect x="{area.x:.4f}" y="{area.y:.4f}" width="{area.w:.4f}" height="{area.h:.4f}"'
    if isinstance(ink, Fill):
        return f'{box} fill="{ink.colour}"/>'
    return f'{box} fill="none" stroke="#000" stroke-width="{ink.line:g}"/>'


def _path(bars: Bars) -> str:
    moves = []
    for number, row in enumerate(bars.rows):
        y = bars.y + number * bars.height
        for dark in DARK.finditer(row):
            begin, end = dark.span()
            x, width = bars.x + begin * bars.module, (end - begin) * bars.module
            moves.append(f"M{x:.4f} {y:.4f}h{width:.4f}v{bars.height:.4f}h{-width:.4f}z")
    return "".join(moves)


def _text(text: InkText) -> str:
    return (
        f'<text xml:space="preserve" x="{text.x:.4f}" y="{text.y:.4f}" fill="{text.colour}" '
        f'font-size="{text.size / PT_PER_MM:.4f}" textLength="{text.width:.4f}" '
        f'lengthAdjust="spacingAndGlyphs">{"".join(map(_run, text.runs))}</text>'
    )


def _run(run: Run) -> str:
    family = quoteattr(FAMILIES.get(run.font, "sans-serif"))
    weight = "bold" if run.font == "VeraBd" else "normal"
    return f'<tspan font-family={family} font-weight="{weight}">{escape(run.text)}</tspan>'
