"""Slips for receipt printers, as ESC/POS: text as text, bars and other scripts as dots."""

from collections.abc import Iterator
from textwrap import wrap

from PIL import Image, ImageChops

from data.texts import gettext as _
from rmdesk.labels.drawing.bars import place_bars, place_square
from rmdesk.labels.drawing.codes import Symbol, Symbology, encode
from rmdesk.labels.drawing.fonts import BOLD, REGULAR, Fonts
from rmdesk.labels.drawing.ink import MM_PER_INCH, PT_PER_MM, Area, Bars, InkText
from rmdesk.labels.drawing.layout import LabelContent, fill_in
from rmdesk.labels.drawing.raster import Dots, draw_bars, draw_text
from rmdesk.labels.drawing.scripts import out_of_order
from rmdesk.labels.drawing.template import CodePart, RulePart, Template, TextPart
from rmdesk.labels.drawing.wrapping import clean, fit, without_font

PAPER_WIDTHS = {80: 576, 58: 384}
"""Width of the paper in mm: dots across that it prints, at 203 to the inch."""
DPI = 203
DOTS_PER_COLUMN = 12
CODE_MM = 12.0
LARGE_PT = 18

START = b"\x1b@\x1bt\x13"  # begin anew, code page 858: Western European with the euro
CUT = b"\n\n\n\x1dVB\x00"
CODE_PAGE = "cp858"
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
PLAIN, BOLD_ON, BOLD_OFF = b"\x1d!\x00", b"\x1bE\x01", b"\x1bE\x00"
LARGE = b"\x1d!\x11"


class Slip:
    """A template on a receipt printer's paper: each content is a slip of its own, its code last."""

    def __init__(
        self, template: Template, fonts: Fonts, symbology: Symbology, paper_mm: int
    ) -> None:
        self.template, self.fonts, self.symbology = template, fonts, symbology
        self.dots = PAPER_WIDTHS[paper_mm]
        self.columns = self.dots // DOTS_PER_COLUMN
        self.width_mm = self.dots * MM_PER_INCH / DPI

    def printed(self, content: LabelContent) -> bytes:
        """What the printer is sent. Refused for a code that has no room."""
        return START + b"".join(self._lines(content)) + CUT

    def odd(self, content: LabelContent) -> list[str]:
        """What a person should know before a slip is printed; Refused as when it is printed."""
        for part in self.template.parts:
            if isinstance(part, CodePart):
                self._placed(part, content.code)
        parts = [part.text for part in self.template.parts if isinstance(part, TextPart)]
        texts = [fill_in(text, content) for text in parts]
        odd = ([*without_font(text, self.fonts), *out_of_order(text)] for text in texts)
        return [f"{content.code}: {said}" for each in odd for said in each]

    def _lines(self, content: LabelContent) -> Iterator[bytes]:
        for part in self.template.parts:
            if isinstance(part, TextPart) and (text := fill_in(part.text, content)):
                yield self._text(part, clean(text, self.fonts))
            elif isinstance(part, RulePart):
                yield f"\n\n{_(part.caption) if part.caption else ''}\n".encode(
                    CODE_PAGE, "replace"
                )
                yield b"_" * self.columns + b"\n"
        for part in self.template.parts:
            if isinstance(part, CodePart):
                yield from self._code(part, content.code)

    def said(self, content: LabelContent) -> Iterator[str]:
        """Give the lines as a person reads them; the code is bars over its characters."""
        for part in self.template.parts:
            if isinstance(part, TextPart) and (text := fill_in(part.text, content)):
                lines = wrap(_captioned(part, clean(text, self.fonts)), self._columns(part))
                yield from (line.center(self.columns) if part.align == "centre" else line
                            for line in lines)  # fmt: skip
            elif isinstance(part, RulePart):
                yield _(part.caption) if part.caption else ""
                yield "_" * self.columns
        for part in self.template.parts:
            if isinstance(part, CodePart):
                symbol, bars = self._placed(part, content.code)
                across = round(bars.module * symbol.width / self.width_mm * self.columns)
                yield ("▌▐█▌▐" * self.columns)[:across].center(self.columns)
                yield content.code.center(self.columns)

    def _columns(self, part: TextPart) -> int:
        return self.columns // 2 if part.pt >= LARGE_PT else self.columns

    def _text(self, part: TextPart, text: str) -> bytes:
        line = _captioned(part, text)
        try:
            line.encode(CODE_PAGE)
        except UnicodeEncodeError:
            return self._drawn(line, part)
        large = part.pt >= LARGE_PT
        said = "\n".join(wrap(line, self._columns(part))).encode(CODE_PAGE) + b"\n"
        align = CENTRE if part.align == "centre" else LEFT
        size = LARGE if large else PLAIN
        weight = BOLD_ON if part.style == BOLD else BOLD_OFF
        return align + size + weight + said + PLAIN + BOLD_OFF

    def _drawn(self, line: str, part: TextPart) -> bytes:
        """Draw what the printer's own code page cannot say."""
        style = BOLD if part.style == BOLD else REGULAR
        pt = min(part.pt, 14.0)
        fitted = fit(
            line,
            style,
            self.fonts,
            width_mm=self.width_mm,
            height_mm=200,
            pt=pt,
            floor_pt=pt,
            lines=20,
        )
        assert fitted is not None
        drawn = b""
        for words in fitted.lines:
            width = sum(self.fonts.advances(words, style)) * pt / PT_PER_MM
            text = InkText(0, pt / PT_PER_MM, pt, width, self.fonts.runs(words, style))
            if found := draw_text(text, 0, 0, Dots(DPI), self.fonts):
                drawn += LEFT + _picture(found[2])
        return drawn

    def _placed(self, part: CodePart, code: str) -> tuple[Symbol, Bars]:
        """Put the code on the paper; Refused where it cannot fit, with the widths named."""
        symbol = encode(code, self.symbology)
        if symbol.linear:
            area = Area(0, 0, self.width_mm, CODE_MM)
            return symbol, place_bars(symbol, area, part, (DPI,))
        side = self.width_mm / 2
        bars, _side = place_square(symbol, Area(0, 0, side, side), "fill", part, (DPI,))
        return symbol, bars

    def _code(self, part: CodePart, code: str) -> Iterator[bytes]:
        _symbol, bars = self._placed(part, code)
        yield b"\n" + CENTRE + _picture(draw_bars(bars, Dots(DPI), self.dots))
        yield PLAIN + code.encode(CODE_PAGE, "replace") + b"\n" + LEFT


def _captioned(part: TextPart, text: str) -> str:
    return f"{_(part.caption)}: {text}" if part.caption else text


def _picture(image: Image.Image) -> bytes:
    """Wrap dots into a raster command; rows are whole bytes, a 1 prints black."""
    across = (image.width + 7) // 8
    size = across.to_bytes(2, "little") + image.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + ImageChops.invert(image).tobytes()
