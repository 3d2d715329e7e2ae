"""Making labels: from plain values to the bytes of a file or a printer."""

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
from rmdesk.label.stock import Stock, stock_named
from rmdesk.label.template import Template, load_template

__all__ = [
    "FORMATS",
    "LabelJob",
    "LabelPreview",
    "make_calibration_sheet",
    "make_labels",
    "preview_label",
]

DPI = 300
MIN_DPI, MAX_DPI = 96, 2400
ON_PAPER = (DPI, 2 * DPI)
"""Paper is printed at any resolution: modules are whole dots of 300 or, where tight, of 600."""
ONE_BY_ONE = ("zpl", "epl")
"""Formats of printers that feed labels one by one, whatever sheet they were chosen from."""


@dataclass(frozen=True)
class LabelJob:
    """Labels ready for a file or a printer, and what a person should know before."""

    labels: int
    pages: int
    data: bytes
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class LabelPreview:
    """One label drawn in characters, what it says line by line, and what is odd about it."""

    drawn: tuple[str, ...]
    said: tuple[str, ...]
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

    `stock` and `symbology` are the template's own unless given, `start` is the first free place of
    a used sheet, `site` is the site's folder of templates, stocks, fonts and colours (`labels` in
    its home). `escpos` slips know no stock. Raises BadInput for what cannot be printed as asked,
    NotFound for a name that is none, Refused for a code that has no room.
    """
    if output not in FORMATS:
        raise _bad("format", _("“{value}” is no format of labels.").format(value=output), FORMATS)
    if not MIN_DPI <= dpi <= MAX_DPI:
        raise _bad("dpi", _("No printer has {dpi} dots to the inch.").format(dpi=dpi))
    if not contents:
        raise _bad("labels", _("There is nothing to print."))
    design = load_template(template, site)
    fonts = _fonts(site)
    if output == "escpos":
        return _slips(contents, design, fonts, symbology, copies)
    sheet_stock = stock_named(stock or design.stock, site)
    if output in ONE_BY_ONE:
        sheet_stock, start = sheet_stock.single(), 1
    dots = ON_PAPER if output in ("pdf", "svg") else (dpi,)
    sheet = lay_out(
        contents,
        _designer(design, sheet_stock, symbology, fonts, dots, site),
        sheet_stock,
        start=start,
        copies=copies,
        collate=collate,
        calibration=calibration,
    )
    data = _WRITERS[output](sheet, fonts, dpi, _(design.title))
    return LabelJob(sheet.labels, len(sheet.pages), data, tuple(sheet.warnings))


def preview_label(
    content: LabelContent,
    *,
    template: str = "folder",
    stock: str | None = None,
    symbology: str | None = None,
    columns: int = 78,
    site: Path | None = None,
) -> LabelPreview:
    """Draw one label in characters, with the warnings that printing it would give."""
    from rmdesk.label.preview import draw_as_text, said

    design = load_template(template, site)
    label = stock_named(stock or design.stock, site)
    drawn = _designer(design, label, symbology, _fonts(site), ON_PAPER, site).design(content)
    lines = draw_as_text(drawn, (label.label_w_mm, label.label_h_mm), columns)
    return LabelPreview(tuple(lines), tuple(said(drawn)), tuple(drawn.warnings))


def make_calibration_sheet(
    stock: str, *, calibration: Calibration | None = None, site: Path | None = None
) -> LabelJob:
    """Make the cross-hair sheet of a stock as PDF; with a calibration, to see that it is right."""
    from rmdesk.label.crosshair import crosshair_sheet

    fonts = _fonts(site)
    sheet = crosshair_sheet(stock_named(stock, site), fonts, calibration)
    return LabelJob(0, 1, _pdf(sheet, fonts, DPI, _("Calibration")), ())


def _designer(
    template: Template,
    stock: Stock,
    symbology: str | None,
    fonts: Fonts,
    dots: Sequence[int],
    site: Path | None,
) -> Designer:
    return Designer(
        template,
        (stock.label_w_mm, stock.label_h_mm),
        symbology=_symbology(symbology, template),
        fonts=fonts,
        palette=band_colours(site),
        dots=dots,
    )


def _symbology(name: str | None, template: Template) -> Symbology:
    return symbology_named(name) if name else template.symbology


def _fonts(site: Path | None) -> Fonts:
    return load_fonts(site / "fonts" if site is not None else None)


def _slips(
    contents: Sequence[LabelContent],
    template: Template,
    fonts: Fonts,
    symbology: str | None,
    copies: int,
) -> LabelJob:
    from rmdesk.label.receipt import to_receipt

    data = to_receipt(contents, template, fonts, symbology=_symbology(symbology, template))
    count = len(contents) * copies
    return LabelJob(count, count, data * copies, ())


def _bad(field: str, message: str, accepted: Sequence[str] = ()) -> BadInput:
    choose = _("Choose one of {names}.").format(names=", ".join(accepted)) if accepted else ""
    return BadInput(_("These labels cannot be printed"), message, choose, field_name=field)


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
FORMATS = (*_WRITERS, "escpos")
"""The formats that labels can be made as."""
