"""A list as PDF: its rows under their heads, as wide as they need, and its totals."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from data.texts import gettext as _
from rmdesk.labels.drawing.fonts import BOLD, REGULAR, Fonts
from rmdesk.labels.drawing.make import fonts_of
from rmdesk.labels.flowing import ROWS_AT_ONCE, flowing_text, register_faces, table_style

_LEAST, _MOST = 4, 40
"""Of the letters that a column is made wide for."""

_WORD, _LETTER_MM, _PADDING_MM, _TINY_MM = 20, 1.95, 1.5, 1e-6
"""The longest word that a column is made wide for, a letter of it, and what stands around."""

_MARGIN_MM, _WIDTH_MM = 15, 267
"""Of a sheet A4 on its side."""


def list_pdf(
    labels: Path,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    totals: Mapping[str, str],
) -> bytes:
    """Draw a list on A4 sheets. `labels` is the site's folder, whose fonts are used as well.

    Nothing in it tells when it was printed: the same rows give the same file.
    """
    return _Sheet(fonts_of(labels)).drawn(title, heads, rows, totals)


class _Sheet:
    """Draws with a face for every character that the machine has."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def drawn(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        totals: Mapping[str, str],
    ) -> bytes:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.lib.units import mm
        from reportlab.platypus import SimpleDocTemplate, Spacer

        register_faces(self._fonts)
        out, margin = BytesIO(), _MARGIN_MM * mm
        document = SimpleDocTemplate(
            out, pagesize=landscape(A4), invariant=1, title=title, author="rmdesk",
            leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
        )  # fmt: skip
        summed = " · ".join(f"{name}: {value}" for name, value in totals.items())
        flow = [self._text(title, 13, BOLD), Spacer(1, 6), *self._tables(heads, rows)]
        told = [] if rows else [self._text(_("Nothing is listed."), 9)]

        def foot(canvas: Any, page: Any) -> None:
            canvas.setFont("Vera", 7)
            canvas.drawRightString((_MARGIN_MM + _WIDTH_MM) * mm, 8 * mm, str(page.page))

        document.build(
            [*flow, *told, Spacer(1, 6), self._text(summed, 9)], onFirstPage=foot, onLaterPages=foot
        )
        return out.getvalue()

    def _tables(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Any]:
        from reportlab.lib.units import mm
        from reportlab.platypus import Table

        widths = [each * mm for each in widths_mm(heads, rows)]
        head = [self._text(name, 8, BOLD) for name in heads]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            told = [
                [self._text(cell, 8) for cell in row] for row in rows[start : start + ROWS_AT_ONCE]
            ]
            yield Table(
                [head, *told],
                colWidths=widths,
                repeatRows=1,
                splitInRow=1,  # one row may be longer than a page
                style=table_style(lines=True),
            )

    def _text(self, text: str, size: float, style: str = REGULAR) -> Any:
        return flowing_text(self._fonts, text, size, style)


def widths_mm(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """The widths of the columns in millimetres: the whole sheet, shared by their longest texts.

    None is narrower than its longest word, so that no code is broken, as long as there is room.
    """
    longest, words = [len(head) for head in heads], [_longest_word(head) for head in heads]
    for row in rows:
        longest = [max(n, len(cell)) for n, cell in zip(longest, row, strict=True)]
        words = [max(n, _longest_word(cell)) for n, cell in zip(words, row, strict=True)]
    shares = [min(max(n, _LEAST), _MOST) for n in longest]
    least = [min(n, _WORD) * _LETTER_MM + _PADDING_MM for n in words]
    widths = [_WIDTH_MM * share / sum(shares) for share in shares]
    narrow: set[int] = set()
    while sum(least) <= _WIDTH_MM:
        found = {n for n, width in enumerate(widths) if width < least[n] - _TINY_MM} - narrow
        if not found:
            break
        narrow |= found
        left = _WIDTH_MM - sum(least[n] for n in narrow)
        rest = sum(share for n, share in enumerate(shares) if n not in narrow)
        widths = [
            least[n] if n in narrow else left * share / rest for n, share in enumerate(shares)
        ]
    return widths


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)
