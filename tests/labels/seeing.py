"""What a scanner and a scanner's eye see: sheets as pictures, pictures as codes."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from rmdesk.label.codes import Symbol

needs_pdftoppm = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed"
)


# Some six-character codes are also valid Italian pharmacy numbers (Code 32), for which scanners
# take them only when they are set to.
ONLY_CODE39 = [zxingcpp.BarcodeFormat.Code39Std, zxingcpp.BarcodeFormat.Code39Ext]


def decoded(image: Image.Image, *, code39: bool = False) -> list[str]:
    """Return every code that is read in a picture; `code39` reads nothing else into its bars."""
    formats = zxingcpp.BarcodeFormats(ONLY_CODE39 if code39 else [])
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"), formats=formats)]


def picture_of(symbol: Symbol, module: int = 3) -> Image.Image:
    """Draw a symbol alone, `module` dots a module, with its quiet zone."""
    quiet = 10 * module
    tall = 60 if symbol.linear else module
    size = (symbol.width * module + 2 * quiet, tall * len(symbol.rows) + 2 * quiet)
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(symbol.rows):
        for x, bit in enumerate(row):
            if bit == "1":
                left, top = quiet + x * module, quiet + y * tall
                draw.rectangle((left, top, left + module - 1, top + tall - 1), fill=0)
    return image


def pages_of(pdf: bytes, folder: Path, dpi: int = 300) -> list[Image.Image]:
    """Render a PDF as paper would show it."""
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "sheet.pdf", "page"],
        cwd=folder, check=True, timeout=60,
    )  # fmt: skip
    return [Image.open(io.BytesIO(p.read_bytes())) for p in sorted(folder.glob("page*.pgm"))]
