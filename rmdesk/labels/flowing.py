"""Text and tables that flow over pages, as reportlab lays them out, in the site's fonts."""

from __future__ import annotations

from html import escape
from typing import Any

from rmdesk.labels.drawing.fonts import REGULAR, Fonts

ROWS_AT_ONCE = 500
"""Rows of one table: reportlab lays a table out as a whole, and a longer one takes long."""


def register_faces(fonts: Fonts) -> None:
    """Make the faces known that text stands in until another is needed."""
    for face in fonts.faces.values():
        if face.name.startswith(("Vera", "DejaVu")):
            _register(fonts, face.name)


def flowing_text(fonts: Fonts, text: str, size: float, style: str = REGULAR) -> Any:
    """A paragraph, each character in a face that has it."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    runs = fonts.runs(text, style)
    for run in runs:
        _register(fonts, run.font)
    marked = "".join(f'<font name="{run.font}">{escape(run.text)}</font>' for run in runs)
    look = ParagraphStyle("text", fontName="Vera", fontSize=size, leading=size * 1.3)
    look.splitLongWords = 1
    return Paragraph(marked, look)


def _register(fonts: Fonts, name: str) -> None:
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont

    if name not in getRegisteredFontNames():
        registerFont(fonts.faces[name].font)


def table_style(*, lines: bool) -> list[tuple[Any, ...]]:
    """Close rows, a line under each or none."""
    from reportlab.lib.colors import grey

    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    return [*style, ("LINEBELOW", (0, 0), (-1, -1), 0.25, grey)] if lines else style
