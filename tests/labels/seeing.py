"""What a scanner and a scanner's eye see: sheets as pictures, pictures as codes."""

import io
import shutil
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from zxingcpp import BarcodeFormat

from rmdesk.labels.drawing.codes import Symbol, Symbology
from tests.waiting import LONG_S

needs_pdftoppm = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed"
)


needs_zbar = pytest.mark.skipif(
    shutil.which("zbarimg") is None, reason="zbarimg (zbar-tools) is not installed"
)

FORMATS = {
    Symbology.CODE128: [BarcodeFormat.Code128],
    # Some six characters are also a valid Italian pharmacy number (Code 32), for which scanners
    # take them only when they are set to.
    Symbology.CODE39: [BarcodeFormat.Code39Std, BarcodeFormat.Code39Ext],
    Symbology.CODABAR: [BarcodeFormat.Codabar],
    Symbology.ITF: [BarcodeFormat.ITF],
    Symbology.EAN13: [BarcodeFormat.EAN13],
    Symbology.EAN8: [BarcodeFormat.EAN8],
    Symbology.QR: [BarcodeFormat.QRCode],
    Symbology.DATAMATRIX: [BarcodeFormat.DataMatrix],
}
"""What a reader looks for that is set to one symbology."""


def decoded(image: Image.Image, only: Symbology | None = None) -> list[str]:
    """Return every code that zxing-cpp reads in a picture, `only` those of one symbology."""
    formats = zxingcpp.BarcodeFormats(FORMATS[only] if only else [])
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"), formats=formats)]


def seen_by_zbar(image: Image.Image) -> list[str]:
    """Return every code that a second reader sees in a picture, whatever its symbology."""
    with NamedTemporaryFile(suffix=".png") as file:
        image.save(file, "PNG")
        file.flush()
        seen = subprocess.run(
            ["zbarimg", "--quiet", "--raw", file.name],
            check=False, capture_output=True, text=True, timeout=LONG_S,
        )  # fmt: skip
    return seen.stdout.splitlines()


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
        cwd=folder, check=True, timeout=LONG_S,
    )  # fmt: skip
    return [Image.open(io.BytesIO(p.read_bytes())) for p in sorted(folder.glob("page*.pgm"))]
