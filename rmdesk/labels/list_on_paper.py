"""A list on A4 with what is told above it: a certificate, what a hold covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from data.plain import dataclass
from rmdesk.labels.drawing.fonts import BOLD, REGULAR, Fonts
from rmdesk.labels.drawing.make import fonts_of
from rmdesk.labels.flowing import ROWS_AT_ONCE, flowing_text, register_faces, table_style


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
        return _Page(fonts_of(labels), self).drawn()


class _Page:
    """Draws it, with a face for every character that the machine has."""

    def __init__(self, fonts: Fonts, told: ListOnPaper) -> None:
        self._fonts, self._told = fonts, told

    def drawn(self) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.units import mm
        from reportlab.platypus import SimpleDocTemplate, Spacer

        register_faces(self._fonts)
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
        widths = [42 * mm, 132 * mm]
        return Table(rows, colWidths=widths, splitInRow=1, style=table_style(lines=False))

    def _lists(self) -> Iterator[Any]:
        from reportlab.lib.units import mm
        from reportlab.platypus import Spacer, Table

        yield Spacer(1, 10)
        head = [self._text(name, 8, BOLD) for name in self._told.heads]
        told = [[self._text(cell, 8) for cell in row] for row in self._told.rows]
        for start in range(0, len(told), ROWS_AT_ONCE):
            yield Table(
                [head, *told[start : start + ROWS_AT_ONCE]],
                colWidths=[width * mm for width in self._told.widths],
                repeatRows=1,
                splitInRow=1,  # one row may be longer than a page
                style=table_style(lines=True),
            )

    def _foot(self, canvas: Any, document: Any) -> None:
        from reportlab.lib.units import mm

        canvas.setFont("Vera", 7)
        canvas.drawString(18 * mm, 10 * mm, self._told.foot)
        canvas.drawRightString(192 * mm, 10 * mm, f"{document.page}")

    def _text(self, text: str, size: float, style: str = REGULAR) -> Any:
        return flowing_text(self._fonts, text, size, style)
