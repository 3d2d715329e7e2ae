"""Laying out a label: the parts of a template become ink, on a label of a given size.

Codes come first: their modules are whole dots of the printer, never under the least width, with
their quiet zones inside the label; a code that has no room is refused. Text gives way: it shrinks
to its floor and then ends in an ellipsis.
"""

from collections.abc import Mapping, Sequence

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.labels.drawing.bars import ROUNDING_MM, least_width, place_bars, place_square
from rmdesk.labels.drawing.codes import Symbol, Symbology, encode
from rmdesk.labels.drawing.fonts import BOLD, MONO, REGULAR, Fonts
from rmdesk.labels.drawing.ink import BLACK, PT_PER_MM, Area, Fill, Frame, Ink, InkText
from rmdesk.labels.drawing.scripts import out_of_order
from rmdesk.labels.drawing.template import (
    FIELD,
    BandPart,
    CodePart,
    Part,
    RulePart,
    Template,
    TextPart,
)
from rmdesk.labels.drawing.wrapping import (
    LINE_HEIGHT,
    Fitted,
    brief,
    clean,
    fit,
    line_mm,
    without_font,
)

DOT = " · "
CAPTION_PT = 6.0
CODE_FLOOR_PT = 5.0
BAND_GAP_MM = 0.3
ASCENT = 0.94
"""Where the baseline lies in a line, as a share of the size from the top of the line."""


@dataclass(frozen=True)
class LabelContent:
    """What one label says: its code, and the texts that a template may ask for by name."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


def fill_in(text: str, content: LabelContent) -> str:
    """Put the fields into a text; between ` · `, pieces that stay empty are left out.

    A text without fields is a word of ours, printed in the language spoken now.
    """
    if text and "{" not in text:
        return _(text)
    fields = {"code": content.code, **content.fields}
    pieces = (FIELD.sub(lambda m: fields.get(m[1], ""), piece).strip() for piece in text.split(DOT))
    return DOT.join(piece for piece in pieces if piece)


@dataclass
class Design:
    """One label drawn: its ink, and what a person should know before it is printed."""

    ink: list[Ink]
    warnings: list[str]


class Designer:
    """Draws labels of one size by one template; `dots` are the printer's, in dots per inch.

    The first resolution in `dots` in which a module fits is taken, so that bars are whole dots.
    """

    def __init__(
        self,
        template: Template,
        size_mm: tuple[float, float],
        *,
        symbology: Symbology,
        fonts: Fonts,
        palette: Mapping[str, str],
        dots: Sequence[int],
    ) -> None:
        self.template, self.symbology, self.fonts = template, symbology, fonts
        self.palette, self.dots = palette, dots
        self.label = Area(0, 0, *size_mm)
        self.inner = self.label.inset(template.margin_mm)

    def design(self, content: LabelContent) -> Design:
        """Lay out one label; Refused where its code cannot fit, with the widths named."""
        drawing = _Drawing(self, content)
        if self.template.frame_mm:
            edge = self.label.inset(self.template.margin_mm / 2)
            drawing.ink.append(Frame(edge, self.template.frame_mm))
        for part in self.template.parts:
            drawing.add(part)
        return Design(drawing.ink, drawing.warnings)

    def odd(self, content: LabelContent) -> list[str]:
        """What a person should know before a label is printed; Refused as in `design`."""
        return self.design(content).warnings


class _Drawing:
    """One label being drawn: what is left free, and the ink so far."""

    def __init__(self, designer: Designer, content: LabelContent) -> None:
        self.designer, self.content = designer, content
        self.fonts = designer.fonts
        self.free = designer.inner
        self.ink: list[Ink] = []
        self.warnings: list[str] = []

    def add(self, part: Part) -> None:
        if isinstance(part, CodePart):
            self._code(part)
        elif isinstance(part, BandPart):
            self._bands(part)
        elif isinstance(part, RulePart):
            self._rule(part)
        else:
            self._text(part)

    def _fill_in(self, text: str) -> str:
        shown = fill_in(text, self.content)
        for warning in (*without_font(shown, self.fonts), *out_of_order(shown)):
            self._warn(warning)
        return clean(shown, self.fonts)

    def _warn(self, text: str) -> None:
        self.warnings.append(f"{self.content.code}: {text}")

    def _take(self, at: str, size: float) -> Area:
        """Cut a strip off an edge of the free room and return it."""
        free = self.free
        if at in ("top", "bottom"):
            size = min(size, free.h)
            rest = free.h - size
            top = at == "top"
            self.free = Area(free.x, free.y + size if top else free.y, free.w, rest)
            return Area(free.x, free.y if top else free.y + rest, free.w, size)
        if at in ("left", "right"):
            size = min(size, free.w)
            rest = free.w - size
            left = at == "left"
            self.free = Area(free.x + size if left else free.x, free.y, rest, free.h)
            return Area(free.x if left else free.x + rest, free.y, size, free.h)
        self.free = Area(free.x, free.y + free.h, free.w, 0)
        return free

    def _size(self, size: float | str, at: str, otherwise: float) -> float:
        """Turn a size of a template into millimetres; shares are of the label inside its margin."""
        if isinstance(size, str):
            inner = self.designer.inner
            whole = inner.h if at in ("top", "bottom") else inner.w
            return whole * float(size[:-1]) / 100 if size else otherwise
        return size

    def _text(self, part: TextPart) -> None:
        text = self._fill_in(part.text)
        if not text or (self.free.h <= 0 and part.at != "fill"):
            return
        stacked = part.at in ("top", "bottom")
        area = self.free
        if part.at in ("left", "right"):
            area = self._take(part.at, self._size(part.size, part.at, area.w / 2))
        height = self._size(part.size, part.at, area.h) if stacked else area.h
        above = line_mm(CAPTION_PT) if part.caption and not part.caption_mm else 0.0
        fitted = fit(
            text,
            part.style,
            self.fonts,
            width_mm=area.w - part.caption_mm,
            height_mm=min(height, area.h) - above,
            pt=part.pt,
            floor_pt=part.floor_pt,
            lines=part.lines,
        )
        if fitted is None:
            self._warn(_("no room for “{text}”.").format(text=brief(text)))
            return
        if fitted.cut:
            self._warn(_("“{text}” is cut to fit.").format(text=brief(text)))
        if stacked:
            natural = fitted.height_mm + above
            area = self._take(part.at, max(natural, self._size(part.size, part.at, natural)))
            self._take(part.at, part.gap_mm)
        elif part.at == "fill":
            self._take("fill", 0)
        self._write_part(part, fitted, area, above)

    def _write_part(self, part: TextPart, fitted: Fitted, area: Area, above: float) -> None:
        on = BLACK if part.reverse else ""
        if on:
            self.ink.append(Fill(area, on))
        if part.caption:
            self._write_caption(part, fitted, area, on)
        spare = area.h - above - fitted.height_mm
        down = above + (spare / 2 if part.middle or part.reverse else 0)
        beside = part.caption_mm
        inside = Area(area.x + beside, area.y + down, area.w - beside, area.h - down)
        self._write(fitted, inside, part.style, part.align, on)

    def _write_caption(self, part: TextPart, fitted: Fitted, area: Area, on: str) -> None:
        """Write the caption above the text, or beside it on the baseline of its first line."""
        caption = Fitted((_(part.caption),), CAPTION_PT, cut=False)
        if part.caption_mm:
            lower = ASCENT * (fitted.pt - CAPTION_PT) / PT_PER_MM
            area = Area(area.x, area.y + lower, part.caption_mm, area.h)
        self._write(caption, area, REGULAR, "left" if part.caption_mm else part.align, on)

    def _write(self, fitted: Fitted, area: Area, style: str, align: str, on: str = "") -> None:
        mm = fitted.pt / PT_PER_MM
        for number, line in enumerate(fitted.lines):
            width = sum(self.fonts.advances(line, style)) * mm
            spare = area.w - width
            x = area.x + spare * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
            y = area.y + (number * LINE_HEIGHT + ASCENT) * mm
            self.ink.append(InkText(x, y, fitted.pt, width, self.fonts.runs(line, style), on))

    def _code(self, part: CodePart) -> None:
        symbol = encode(self.content.code, self.designer.symbology)
        if symbol.linear:
            self._linear(symbol, part)
        else:
            self._square(symbol, part)

    def _linear(self, symbol: Symbol, part: CodePart) -> None:
        inner, template, at = self.designer.inner, self.designer.template, part.at
        # Quiet zones may reach into the label's own margin, but never over its edge or a frame.
        blank = 0.0 if template.frame_mm else template.margin_mm
        if at in ("left", "right"):
            least = least_width(symbol, part, self.designer.dots) - blank
            area = self._take(at, max(self._size(part.size, at, 0), least))
            if part.shown:
                area = self._characters_under(area, part)
        else:
            if part.shown:
                self._write_characters(part, "centre")
            area = self._take(at, max(self._size(part.size, at, self.free.h), part.least_mm))
        left = blank if area.x <= inner.x + ROUNDING_MM else 0.0
        right = blank if area.x + area.w >= inner.x + inner.w - ROUNDING_MM else 0.0
        wide = Area(area.x - left, area.y, area.w + left + right, area.h)
        self.ink.append(place_bars(symbol, wide, part, self.designer.dots))
        self._take(at, part.gap_mm)

    def _square(self, symbol: Symbol, part: CodePart) -> None:
        inner = self.designer.inner
        at = part.square_at if inner.h <= 1.2 * inner.w else "bottom"
        if part.shown:
            self._write_characters(part, {"left": "right", "right": "left"}.get(at, "centre"))
        bars, side = place_square(symbol, self.free, at, part, self.designer.dots)
        self.ink.append(bars)
        self._take(at, side + part.gap_mm)

    def _characters_under(self, area: Area, part: CodePart) -> Area:
        """Write the code under the bars of a code that stands at a side; return what is left."""
        outer, self.free = self.free, area
        self._write_characters(part, "centre")
        area, self.free = self.free, outer
        return area

    def _write_characters(self, part: CodePart, align: str) -> None:
        """Write the code itself, whole or not at all: a cut code would be read as another one."""
        fitted = fit(
            clean(self.content.code, self.fonts),
            MONO,
            self.fonts,
            width_mm=self.free.w,
            height_mm=self.free.h,
            pt=part.pt,
            floor_pt=CODE_FLOOR_PT,
            lines=1,
        )
        if fitted is None or fitted.cut:
            self._warn(_("no room for the code in characters."))
            return
        self._write(fitted, self._take("bottom", fitted.height_mm), MONO, align)

    def _bands(self, part: BandPart) -> None:
        digits = [c for c in self._fill_in(part.text) if c in self.designer.palette]
        if not digits:
            return
        digits = digits[-part.digits :]
        area = self._take(part.at, self._size(part.size, part.at, 7))
        self._take(part.at, part.gap_mm)
        across = part.at in ("top", "bottom")
        for number, digit in enumerate(digits):
            share = number / len(digits)
            band = (
                Area(area.x + area.w * share, area.y, area.w / len(digits), area.h)
                if across
                else Area(area.x, area.y + area.h * share, area.w, area.h / len(digits))
            )
            colour = self.designer.palette[digit]
            self.ink.append(Fill(band.inset(BAND_GAP_MM / 2), colour))
            height = min(part.pt, band.h * PT_PER_MM / LINE_HEIGHT)
            fitted = Fitted((digit,), height, cut=False)
            down = (band.h - fitted.height_mm) / 2
            inside = Area(band.x, band.y + down, band.w, fitted.height_mm)
            self._write(fitted, inside, BOLD, "centre", colour)

    def _rule(self, part: RulePart) -> None:
        area = self._take(part.at, self._size(part.size, part.at, 8))
        if part.caption:
            self._write(Fitted((_(part.caption),), part.pt, cut=False), area, REGULAR, "left")
        self.ink.append(Fill(Area(area.x, area.y + area.h - 0.2, area.w, 0.2), "#000000"))
        self._take(part.at, part.gap_mm)
