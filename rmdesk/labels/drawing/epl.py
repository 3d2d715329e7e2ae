"""Labels as EPL2 for older label printers: each label is one picture of dots."""

from PIL import Image

from rmdesk.labels.drawing.fonts import Fonts
from rmdesk.labels.drawing.raster import draw_page
from rmdesk.labels.drawing.sheet import Sheet


def to_epl(sheet: Sheet, fonts: Fonts, dpi: int) -> bytes:
    """Draw every label for a printer of `dpi` dots per inch (203, or 300)."""
    return b"".join(_label(draw_page(sheet, page, fonts, dpi, "1")) for page in sheet.pages)


def _label(drawn: Image.Image) -> bytes:
    # A row is whole bytes, and a 0 prints black as it does in Pillow: what fills up must be white.
    across = (drawn.width + 7) // 8
    image = Image.new("1", (across * 8, drawn.height), "white")
    image.paste(drawn)
    head = f"\nN\nq{across * 8}\nQ{image.height},24\nGW0,0,{across},{image.height},"
    return head.encode("ascii") + image.tobytes() + b"\nP1\n"
