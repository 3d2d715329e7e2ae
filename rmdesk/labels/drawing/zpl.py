"""Labels as ZPL: bars and boxes as whole dots, text as dots of our own fonts.

Nothing is left to the printer's own encoder and fonts, so that a label prints on any make as it was
laid out and previewed, in any script. A label takes a few kilobytes.
"""

import re
from collections.abc import Iterator

from PIL import Image, ImageChops

from rmdesk.labels.drawing.fonts import Fonts
from rmdesk.labels.drawing.ink import Bars, Fill, Frame, Ink, InkText
from rmdesk.labels.drawing.raster import Dots, draw_text
from rmdesk.labels.drawing.sheet import Sheet

STRIP_BYTES = 24_000
"""Fields of dots are cut into strips of this size: small printers take no more at once."""
RUN = re.compile(r"(.)\1{2,}")


def to_zpl(sheet: Sheet, fonts: Fonts, dpi: int) -> bytes:
    """Draw every label for a printer of `dpi` (203, 300 or 600)."""
    dots = Dots(dpi)
    width, length = dots.of(sheet.stock.page_w_mm), dots.of(sheet.stock.page_h_mm)
    labels = (
        "".join(f for placed in page for ink in placed.ink
                for f in _fields(ink, placed.x, placed.y, dots, fonts))
        for page in sheet.pages
    )  # fmt: skip
    head = f"^XA^PW{width}^LL{length}^LH0,0"
    return "".join(f"{head}{label}^XZ\n" for label in labels).encode("ascii")


def _fields(ink: Ink, left: float, top: float, dots: Dots, fonts: Fonts) -> Iterator[str]:
    if isinstance(ink, Bars):
        yield from _bars(ink, left, top, dots)
    elif isinstance(ink, InkText):
        yield from _text(ink, left, top, dots, fonts)
    else:
        yield _box(ink, left, top, dots)


def _bars(bars: Bars, left: float, top: float, dots: Dots) -> Iterator[str]:
    for x, y, width, height in dots.boxes(bars, left, top):
        yield f"^FO{x},{y}^GB{width},{height},{min(width, height)}^FS"


def _box(ink: Fill | Frame, left: float, top: float, dots: Dots) -> str:
    x, y, width, height = dots.area(ink.area, left, top)
    line = min(width, height) if isinstance(ink, Fill) else max(dots.of(ink.line), 1)
    return f"^FO{x},{y}^GB{width},{height},{line}^FS"


def _text(text: InkText, left: float, top: float, dots: Dots, fonts: Fonts) -> Iterator[str]:
    drawn = draw_text(text, left, top, dots, fonts)
    if drawn is None:
        return
    x, y, image = drawn
    # What is filled prints black: ^FR turns the dots under the text white.
    turned = "^FR" if text.on else ""
    across = (image.width + 7) // 8
    for begin in range(0, image.height, strip := max(STRIP_BYTES // across, 1)):
        part = image.crop((0, begin, image.width, min(begin + strip, image.height)))
        yield f"^FO{x},{y + begin}{turned}{_graphic(part, across)}^FS"


def _graphic(image: Image.Image, across: int) -> str:
    # Printers see 1 as black and Pillow sees 0; a row of the field is whole bytes.
    data = ImageChops.invert(image).tobytes()
    return f"^GFA,{len(data)},{len(data)},{across},{''.join(_rows(data, across))}"


def _rows(data: bytes, across: int) -> Iterator[str]:
    """Give the rows as hexadecimal in short form: `:` is the row above, `,` zeros to the end."""
    before = b""
    for start in range(0, len(data), across):
        row = data[start : start + across]
        if row == before:
            yield ":"
        else:
            text = row.hex().upper()
            kept = text.rstrip("0")
            yield RUN.sub(_short, kept) + ("," if len(kept) < len(text) else "")
        before = row


def _short(run: re.Match[str]) -> str:
    """Write a run of one digit: g to z are 20 to 400 of it, G to Y are 1 to 19."""
    count, digit = len(run[0]), run[1]
    text = "z" * (count // 400)
    count %= 400
    if count >= 20:
        text += chr(ord("g") + count // 20 - 1)
    if count % 20:
        text += chr(ord("G") + count % 20 - 1)
    return text + digit
