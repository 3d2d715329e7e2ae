"""Making labels: from plain values to the bytes of a file or a printer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from rmdesk.errors import BadInput
from rmdesk.label.calibration import Calibration
from rmdesk.label.codes import Symbology, symbology_named
from rmdesk.label.fonts import Fonts, load_fonts
from rmdesk.label.layout import Designer, LabelContent
from rmdesk.label.palette import band_colours
from rmdesk.label.sheet import Sheet, in_copies, lay_out
from rmdesk.label.stock import Stock, stock_named
from rmdesk.label.template import Template, load_template

if TYPE_CHECKING:
    from rmdesk.label.receipt import Slip

__all__ = [
    "FORMATS",
    "ONE_BY_ONE",
    "LabelJob",
    "check_output",
    "designer_for",
    "fonts_of",
    "make_calibration_sheet",
    "make_labels",
    "slip_for",
    "symbology_of",
]

DPI = 300
MIN_DPI, MAX_DPI = 96, 2400
ON_PAPER = (DPI, 2 * DPI)
"""Paper is printed at any resolution: modules are whole dots of 300 or, where tight, of 600."""
PAPER_MM = 80
PAPERS_MM = (58, 80)
"""Widths of receipts."""
ONE_BY_ONE = ("zpl", "epl")
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
    paper_mm: int = PAPER_MM,
    calibration: Calibration | None = None,
    site: Path | None = None,
) -> LabelJob:
    """Make labels of these contents by a template, on a stock, as one of `FORMATS`.

    `stock` and `symbology` are the template's own unless given, `start` is the first free place of
    a used sheet, `site` is the site's folder of templates, stocks, fonts and colours (`labels` in
    its home). `escpos` slips know no stock, but the width of the receipt, `paper_mm`.
    Raises BadInput for what cannot be printed as asked, NotFound for a name that is none, Refused
    for a code that has no room.
    """
    check_output(output, dpi, paper_mm)
    if not contents:
        raise _bad("labels", _("There is nothing to print."))
    design = load_template(template, site)
    if output == "escpos":
        ordered = in_copies(contents, copies, collate=collate)
        return _slips(ordered, slip_for(design, symbology, paper_mm, site))
    sheet_stock = stock_named(stock or design.stock, site)
    if output in ONE_BY_ONE:
        sheet_stock, start = sheet_stock.single(), 1
    sheet = lay_out(
        contents,
        designer_for(design, sheet_stock, symbology, output, dpi, site),
        sheet_stock,
        start=start,
        copies=copies,
        collate=collate,
        calibration=calibration,
    )
    data = _WRITERS[output](sheet, fonts_of(site), dpi, _(design.title))
    return LabelJob(sheet.labels, len(sheet.pages), data, tuple(sheet.warnings))


def make_calibration_sheet(
    stock: str, *, calibration: Calibration | None = None, site: Path | None = None
) -> LabelJob:
    """Make the cross-hair sheet of a stock as PDF; with a calibration, to see that it is right."""
    from rmdesk.label.crosshair import crosshair_sheet

    fonts = fonts_of(site)
    sheet = crosshair_sheet(stock_named(stock, site), fonts, calibration)
    return LabelJob(0, 1, _pdf(sheet, fonts, DPI, _("Calibration")), ())


def check_output(output: str, dpi: int, paper_mm: int) -> None:
    """Raise BadInput for a format, a resolution or a paper width that no printer has."""
    if output not in FORMATS:
        raise _bad("format", _("“{value}” is no format of labels.").format(value=output), FORMATS)
    if not MIN_DPI <= dpi <= MAX_DPI:
        raise _bad("dpi", _("No printer has {dpi} dots to the inch.").format(dpi=dpi))
    if paper_mm not in PAPERS_MM:
        text = _("No receipt printer here has paper of {mm} mm.").format(mm=paper_mm)
        raise _bad("paper", text, [str(mm) for mm in PAPERS_MM])


def designer_for(
    template: Template,
    stock: Stock,
    symbology: str | None,
    output: str,
    dpi: int,
    site: Path | None,
) -> Designer:
    """Return what draws labels of this stock for this output, in whole dots of its printer."""
    return Designer(
        template,
        (stock.label_w_mm, stock.label_h_mm),
        symbology=symbology_of(symbology, template),
        fonts=fonts_of(site),
        palette=band_colours(site),
        dots=ON_PAPER if output in ("pdf", "svg") else (dpi,),
    )


def symbology_of(name: str | None, template: Template) -> Symbology:
    """Return the symbology of this name, by default the template's."""
    return symbology_named(name) if name else template.symbology


def fonts_of(site: Path | None) -> Fonts:
    """Return the fonts of this machine and of the site's folder."""
    return load_fonts(site / "fonts" if site is not None else None)


def slip_for(template: Template, symbology: str | None, paper_mm: int, site: Path | None) -> "Slip":
    """Return what prints and looks at slips of this template on paper of this width."""
    from rmdesk.label.receipt import Slip

    return Slip(template, fonts_of(site), symbology_of(symbology, template), paper_mm)


def _slips(contents: Sequence[LabelContent], slip: "Slip") -> LabelJob:
    odd = dict.fromkeys(said for content in contents for said in slip.odd(content))
    data = b"".join(map(slip.printed, contents))
    return LabelJob(len(contents), len(contents), data, tuple(odd))


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
