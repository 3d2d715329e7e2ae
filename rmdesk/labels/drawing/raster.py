"""Labels as dots: what PNG, ZPL, EPL and receipt printers are made from. Bars are whole dots."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from math import ceil, floor

from PIL import Image, ImageDraw, ImageFont

from data.plain import dataclass
from rmdesk.labels.drawing.fonts import Fonts
from rmdesk.labels.drawing.ink import MM_PER_INCH, PT_PER_MM, Area, Bars, Fill, Frame, InkText
from rmdesk.labels.drawing.sheet import Placed, Sheet

DARK = re.compile("1+")
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Dots:
    """Turns millimetres into whole dots of a printer or screen of `dpi` dots per inch."""

    dpi: int

    def of(self, mm: float) -> int:
        """Return the nearest whole number of dots."""
        return round(mm * self.dpi / MM_PER_INCH)

    def area(self, area: Area, left: float, top: float) -> Box:
        """Return x, y, width and height of an area in dots, at least one dot each way."""
        x, y = self.of(left + area.x), self.of(top + area.y)
        far_x, far_y = self.of(left + area.x + area.w), self.of(top + area.y + area.h)
        return x, y, max(far_x - x, 1), max(far_y - y, 1)

    def boxes(self, bars: Bars, left: float, top: float) -> Iterator[Box]:
        """Give every dark run of a code as x, y, width, height; all modules are equally wide."""
        module, x0, y = max(self.of(bars.module), 1), self.of(left + bars.x), self.of(top + bars.y)
        height = module if len(bars.rows) > 1 else max(self.of(bars.height), 1)
        for row in bars.rows:
            for dark in DARK.finditer(row):
                begin, end = dark.span()
                yield x0 + begin * module, y, (end - begin) * module, height
            y += height


def to_png(sheet: Sheet, fonts: Fonts, dpi: int) -> bytes:
    """Draw every page in colour, one under another."""
    pages = [draw_page(sheet, page, fonts, dpi, "RGB") for page in sheet.pages]
    whole = Image.new("RGB", (pages[0].width, sum(page.height for page in pages)), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * page.height))
    out = BytesIO()
    whole.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def draw_page(
    sheet: Sheet, page: Sequence[Placed], fonts: Fonts, dpi: int, mode: str
) -> Image.Image:
    """Draw one page at `dpi`: mode `1` for printers that know dots only, `RGB` for the eye."""
    dots = Dots(dpi)
    size = dots.of(sheet.stock.page_w_mm), dots.of(sheet.stock.page_h_mm)
    image = Image.new(mode, size, "white")
    canvas = ImageDraw.Draw(image)
    for placed in page:
        for ink in placed.ink:
            if isinstance(ink, Bars):
                for box in dots.boxes(ink, placed.x, placed.y):
                    canvas.rectangle(_corners(box), fill="black")
            elif isinstance(ink, InkText):
                _write(canvas, ink, placed.x, placed.y, dots, fonts, _text_shade(ink, mode))
            else:
                _rectangle(canvas, ink, dots.area(ink.area, placed.x, placed.y), dots, mode)
    return image


def draw_text(
    text: InkText, left: float, top: float, dots: Dots, fonts: Fonts
) -> tuple[int, int, Image.Image] | None:
    """Draw one line in black; return where its dots begin and their image, None if it has none."""
    size = text.size / PT_PER_MM
    x, y = floor((left + text.x) * dots.dpi / MM_PER_INCH), dots.of(top + text.y - size)
    image = Image.new("1", (dots.of(text.width + size), dots.of(2 * size)), "white")
    _write(ImageDraw.Draw(image), text, left, top, dots, fonts, "black", (x, y))
    used = image.point(lambda dot: 255 - dot).getbbox()
    if used is None:
        return None
    return x + used[0], y + used[1], image.crop(used)


def draw_bars(bars: Bars, dots: Dots, width: int) -> Image.Image:
    """Draw a code alone, `width` dots across, as it was placed."""
    boxes = list(dots.boxes(bars, 0, 0))
    image = Image.new("1", (width, max(y + height for _x, y, _w, height in boxes)), "white")
    canvas = ImageDraw.Draw(image)
    for box in boxes:
        canvas.rectangle(_corners(box), fill="black")
    return image


def _write(
    canvas: ImageDraw.ImageDraw,
    text: InkText,
    left: float,
    top: float,
    dots: Dots,
    fonts: Fonts,
    shade: str,
    origin: tuple[int, int] = (0, 0),
) -> None:
    scale = dots.dpi / MM_PER_INCH
    x, y = (left + text.x) * scale - origin[0], (top + text.y) * scale - origin[1]
    for run in text.runs:
        face = _face(str(fonts.faces[run.font].path), text.size / PT_PER_MM * scale)
        canvas.text((x, y), run.text, shade, face, anchor="ls")
        x += face.getlength(run.text)


def _rectangle(
    canvas: ImageDraw.ImageDraw, ink: Fill | Frame, box: Box, dots: Dots, mode: str
) -> None:
    if isinstance(ink, Fill):
        canvas.rectangle(_corners(box), fill=_shade(ink.colour, mode))
    else:
        canvas.rectangle(_corners(box), outline="black", width=max(dots.of(ink.line), 1))


def _corners(box: Box) -> Box:
    x, y, width, height = box
    return x, y, x + width - 1, y + height - 1


def _shade(colour: str, mode: str) -> str:
    """Printers that know only dots print every colour black."""
    return colour if mode == "RGB" else "black"


def _text_shade(text: InkText, mode: str) -> str:
    """So they print text white that lies on any colour."""
    return text.colour if mode == "RGB" else "white" if text.on else "black"


@cache
def _face(path: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, ceil(pixels * 4) / 4)
