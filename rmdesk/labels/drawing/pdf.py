"""Sheets as PDF by reportlab: bars as one filled path, fonts embedded, the same bytes always."""

import re
from io import BytesIO
from typing import Any

from data.plain import dataclass
from rmdesk.labels.drawing.fonts import Fonts
from rmdesk.labels.drawing.ink import PT_PER_MM, Bars, Fill, Frame, Ink, InkText
from rmdesk.labels.drawing.sheet import Sheet

DARK = re.compile("1+")


def to_pdf(sheet: Sheet, fonts: Fonts, title: str) -> bytes:
    """Draw every page; nothing in the file tells when or by whom it was made."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    stock = sheet.stock
    size = (stock.page_w_mm * PT_PER_MM, stock.page_h_mm * PT_PER_MM)
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("rmdesk")
    pen = _Pen(canvas, fonts, size[1])
    for page in sheet.pages:
        for placed in page:
            for ink in placed.ink:
                pen.draw(ink, placed.x, placed.y)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@dataclass(frozen=True)
class _Path:
    """A path whose operators are written already; reportlab's own takes most of a sheet's time."""

    code: str

    def getCode(self) -> str:  # noqa: N802 - reportlab asks its paths for it by this name
        """Return the operators."""
        return self.code


class _Pen:
    """Draws ink on a reportlab canvas, whose y grows upwards and whose unit is the point."""

    def __init__(self, canvas: Any, fonts: Fonts, height_pt: float) -> None:
        self.canvas, self.fonts, self.height = canvas, fonts, height_pt
        self.colour = ""
        self.registered: set[str] = set()

    def draw(self, ink: Ink, left: float, top: float) -> None:
        if isinstance(ink, Bars):
            self._bars(ink, left, top)
        elif isinstance(ink, InkText):
            self._text(ink, left, top)
        elif isinstance(ink, Fill):
            self._ink(ink.colour)
            self.canvas.rect(*self._corner(ink, left, top), stroke=0, fill=1)
        else:
            self.canvas.setLineWidth(ink.line * PT_PER_MM)
            self.canvas.rect(*self._corner(ink, left, top), stroke=1, fill=0)

    def _corner(self, ink: Fill | Frame, left: float, top: float) -> tuple[float, ...]:
        area = ink.area
        x, y = (left + area.x) * PT_PER_MM, self.height - (top + area.y + area.h) * PT_PER_MM
        return x, y, area.w * PT_PER_MM, area.h * PT_PER_MM

    def _bars(self, bars: Bars, left: float, top: float) -> None:
        self._ink("#000000")
        x, module = (left + bars.x) * PT_PER_MM, bars.module * PT_PER_MM
        height = bars.height * PT_PER_MM
        y = self.height - (top + bars.y) * PT_PER_MM
        boxes = ["n"]
        for row in bars.rows:
            y -= height
            for dark in DARK.finditer(row):
                begin, end = dark.span()
                box = f"{x + begin * module:.3f} {y:.3f} {(end - begin) * module:.3f} {height:.3f}"
                boxes.append(f"{box} re")
        self.canvas.drawPath(_Path(" ".join(boxes)), stroke=0, fill=1)

    def _text(self, text: InkText, left: float, top: float) -> None:
        self._ink(text.colour)
        x, y = (left + text.x) * PT_PER_MM, self.height - (top + text.y) * PT_PER_MM
        line = self.canvas.beginText(x, y)
        for run in text.runs:
            line.setFont(self._font(run.font), text.size)
            line.textOut(run.text)
        self.canvas.drawText(line)

    def _font(self, name: str) -> str:
        if name not in self.registered:
            from reportlab.pdfbase.pdfmetrics import registerFont

            registerFont(self.fonts.faces[name].font)
            self.registered.add(name)
        return name

    def _ink(self, colour: str) -> None:
        if colour != self.colour:
            from reportlab.lib.colors import HexColor

            self.canvas.setFillColor(HexColor(colour))
            self.colour = colour
