"""Labels: codes, stocks, templates, sheets, printers (D5).

`make_labels` is all that most callers need. It takes plain values and gives the bytes to write or
to print; what is odd about them (text cut short, characters that no font has) it says before
anything is printed. Heavy libraries are imported at the first label.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from rmdesk.errors import BadInput
from rmdesk.label.calibration import Calibration
from rmdesk.label.codes import Symbology, symbology_named
from rmdesk.label.fonts import Fonts, load_fonts
from rmdesk.label.layout import Designer, LabelContent
from rmdesk.label.palette import band_colours
from rmdesk.label.sheet import Sheet, lay_out
from rmdesk.label.stock import Stock, find_stocks, load_stocks, stock_named
from rmdesk.label.template import Template, load_template, template_names

__all__ = [
    "FORMATS",
    "Calibration",
    "LabelContent",
    "LabelJob",
    "Stock",
    "Symbology",
    "Template",
    "find_stocks",
    "load_stocks",
    "load_template",
    "make_calibration_sheet",
    "make_labels",
    "stock_named",
    "template_names",
]

DPI = 300
LABEL_PRINTERS = ("zpl", "epl")
"""Formats of printers that feed labels one by one, whatever sheet they were chosen from."""


@dataclass(frozen=True)
class LabelJob:
    """Labels ready for a file or a printer, and what a person should know before."""

    labels: int
    pages: int
    data: bytes
    warnings: tuple[str, ...]


def make_labels(
    contents: Sequence[LabelContent],
    *,
    template: str = "folder",
    stock: str | None = None,
    symbology: str | None = None,
    start: int = 1,
    copies: int = 1,
    collate: bool = True,
    output: str = "pdf",
    dpi: int = DPI,
    calibration: Calibration | None = None,
    site: Path | None = None,
) -> LabelJob:
    """Make labels of these contents by a template, on a stock, as one of `FORMATS`.

    `stock` and `symbology` are the template's own unless given; `site` is the site's folder of
    templates, stocks, fonts and colours (`labels` in its home). Raises BadInput for what cannot be
    printed as asked, NotFound for a name that is none, Refused for a code that has no room.
    """
    if output not in _WRITERS:
        raise _bad("format", _("“{value}” is no format of labels."), output, list(_WRITERS))
    if not contents:
        raise _bad("labels", _("There is nothing to print."), "", [])
    design = load_template(template, site)
    sheet_stock = stock_named(stock or design.stock, site)
    if output in LABEL_PRINTERS:
        sheet_stock = sheet_stock.single()
    fonts = load_fonts(site / "fonts" if site is not None else None)
    designer = Designer(
        design,
        (sheet_stock.label_w_mm, sheet_stock.label_h_mm),
        symbology=symbology_named(symbology) if symbology else design.symbology,
        fonts=fonts,
        palette=band_colours(site),
        # Paper is printed at any resolution: modules are dots of 300 or, where tight, of 600.
        dots=(DPI, 2 * DPI) if output in ("pdf", "svg") else (dpi,),
    )
    sheet = lay_out(
        contents,
        designer,
        sheet_stock,
        start=start,
        copies=copies,
        collate=collate,
        calibration=calibration,
    )
    data = _WRITERS[output](sheet, fonts, dpi, _(design.title))
    return LabelJob(sheet.labels, len(sheet.pages), data, tuple(sheet.warnings))


def make_calibration_sheet(
    stock: str, *, calibration: Calibration | None = None, site: Path | None = None
) -> LabelJob:
    """Make the cross-hair sheet of a stock as PDF; with a calibration, to see that it is right."""
    from rmdesk.label.crosshair import crosshair_sheet

    fonts = load_fonts(site / "fonts" if site is not None else None)
    sheet = crosshair_sheet(stock_named(stock, site), fonts, calibration)
    return LabelJob(0, 1, _pdf(sheet, fonts, DPI, _("Calibration")), ())


def _bad(field: str, text: str, value: str, accepted: Sequence[str]) -> BadInput:
    return BadInput(
        _("These labels cannot be printed"),
        text.format(value=value),
        _("Choose one of {names}.").format(names=", ".join(accepted)) if accepted else "",
        field_name=field,
    )


def _pdf(sheet: Sheet, fonts: Fonts, _dpi: int, title: str) -> bytes:
    from rmdesk.label.pdf import to_pdf

    return to_pdf(sheet, fonts, title)


def _svg(sheet: Sheet, _fonts: Fonts, _dpi: int, title: str) -> bytes:
    from rmdesk.label.svg import to_svg

    return to_svg(sheet, title)


def _png(sheet: Sheet, fonts: Fonts, dpi: int, _title: str) -> bytes:
    from rmdesk.label.raster import to_png

    return to_png(sheet, fonts, dpi)


def _zpl(sheet: Sheet, fonts: Fonts, dpi: int, _title: str) -> bytes:
    from rmdesk.label.zpl import to_zpl

    return to_zpl(sheet, fonts, dpi)


def _epl(sheet: Sheet, fonts: Fonts, dpi: int, _title: str) -> bytes:
    from rmdesk.label.epl import to_epl

    return to_epl(sheet, fonts, dpi)


_WRITERS: dict[str, Callable[[Sheet, Fonts, int, str], bytes]] = {
    "pdf": _pdf,
    "svg": _svg,
    "png": _png,
    "zpl": _zpl,
    "epl": _epl,
}
FORMATS = tuple(_WRITERS)
"""The formats that labels can be made as."""
