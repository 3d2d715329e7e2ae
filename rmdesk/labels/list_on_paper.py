"""A list on A4 with what is told above it: a certificate, what a hold covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from rmdesk.labels.drawing.fonts import BOLD, REGULAR, Fonts, load_fonts

_ROWS = 500
"""Rows of one table: a longer one takes long to lay out."""


@dataclass(frozen=True, kw_only=True)
class ListOnPaper:
    """A title, a statement, facts by their names, then rows under `heads`; `widths` in millimetres.

    `foot` stands on every page. Nothing in it tells when it was printed.
    """

    title: str
    statement: str
    facts: Sequence[tuple[str, str]]
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    foot: str

    def drawn(self, labels: Path) -> bytes:
        """The whole document as PDF, with the fonts in a site's folder of labels too."""
        folder = labels / "fonts"
        return _Page(load_fonts(folder if folder.is_dir() else None), self).drawn()


class _Page:
    """Draws it, with a face for every character that the machine has."""

    def __init__(self, fonts: Fonts, told: ListOnPaper) -> None:
        self._fonts, self._told = fonts, told

    def drawn(self) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.units import mm
        from reportlab.pdfbase.pdfmetrics import registerFont
        from reportlab.platypus import SimpleDocTemplate, Spacer

        for face in self._fonts.faces.values():
            if face.name.startswith(("Vera", "DejaVu")):
                registerFont(face.font)
        out, told = BytesIO(), self._told
        document = SimpleDocTemplate(
            out, pagesize=A4, invariant=1, title=told.title, author="rmdesk",
            leftMargin=18 * mm, rightMargin=18 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
        )  # fmt: skip
        head = [self._text(told.title, 14, BOLD), Spacer(1, 8), self._text(told.statement, 9)]
        flow = [*head, Spacer(1, 8), self._facts(), *self._lists()]
        document.build(flow, onFirstPage=self._foot, onLaterPages=self._foot)
        return out.getvalue()

    def _facts(self) -> Any:
        from reportlab.lib.units import mm
        from reportlab.platypus import Table

        rows = [[self._text(n, 9, BOLD), self._text(value, 9)] for n, value in self._told.facts]
        return Table(rows, colWidths=[42 * mm, 132 * mm], style=_style(lines=False))

    def _lists(self) -> Iterator[Any]:
        from reportlab.lib.units import mm
        from reportlab.platypus import Spacer, Table

        yield Spacer(1, 10)
        head = [self._text(name, 8, BOLD) for name in self._told.heads]
        told = [[self._text(cell, 8) for cell in row] for row in self._told.rows]
        for start in range(0, len(told), _ROWS):
            yield Table(
                [head, *told[start : start + _ROWS]],
                colWidths=[width * mm for width in self._told.widths],
                repeatRows=1,
                style=_style(lines=True),
            )

    def _foot(self, canvas: Any, document: Any) -> None:
        from reportlab.lib.units import mm

        canvas.setFont("Vera", 7)
        canvas.drawString(18 * mm, 10 * mm, self._told.foot)
        canvas.drawRightString(192 * mm, 10 * mm, f"{document.page}")

    def _text(self, text: str, size: float, style: str = REGULAR) -> Any:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
        from reportlab.platypus import Paragraph

        runs = self._fonts.runs(text, style)
        for run in runs:
            if run.font not in getRegisteredFontNames():
                registerFont(self._fonts.faces[run.font].font)
        marked = "".join(f'<font name="{run.font}">{escape(run.text)}</font>' for run in runs)
        look = ParagraphStyle("text", fontName="Vera", fontSize=size, leading=size * 1.3)
        look.splitLongWords = 1
        return Paragraph(marked, look)


def _style(*, lines: bool) -> list[tuple[Any, ...]]:
    from reportlab.lib.colors import grey

    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    return [*style, ("LINEBELOW", (0, 0), (-1, -1), 0.25, grey)] if lines else style
