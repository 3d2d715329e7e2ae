"""Making labels: from plain values to the bytes of a file or a printer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.plain import dataclass, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.labels.drawing.calibration import Calibration
from rmdesk.labels.drawing.catalogue import stock_named
from rmdesk.labels.drawing.codes import Symbology, symbology_named
from rmdesk.labels.drawing.fonts import Fonts, load_fonts
from rmdesk.labels.drawing.layout import Designer, LabelContent
from rmdesk.labels.drawing.palette import band_colours
from rmdesk.labels.drawing.sheet import Sheet, in_copies, lay_out
from rmdesk.labels.drawing.stock import Stock
from rmdesk.labels.drawing.template import Template, load_template
from rmdesk.labels.settings import AS_USUAL, FORMATS, PAPERS_MM, Settings
from rmdesk.model.errors import BadInput

if TYPE_CHECKING:
    from rmdesk.labels.drawing.receipt import Slip

DPI = 300
MIN_DPI, MAX_DPI = 96, 2400
MOST_COPIES = 1000
MOST_LABELS = 200_000
"""Labels of one job, copies counted: more would fill a machine's memory before a printer."""
ON_PAPER = (DPI, 2 * DPI)
"""Paper is printed at any resolution: modules are whole dots of 300 or, where tight, of 600."""


@dataclass(frozen=True)
class LabelJob:
    """Labels ready for a file or a printer, and what a person should know before."""

    labels: int
    pages: int
    data: bytes
    warnings: tuple[str, ...]


def make_labels(
    contents: Sequence[LabelContent],
    settings: Settings = AS_USUAL,
    *,
    calibration: Calibration | None = None,
    site: Path | None = None,
) -> LabelJob:
    """Make labels of these contents, by the folder's template unless `settings` name another.

    `site` is the site's folder of templates, stocks, fonts and colours (`labels` in its home).
    Raises BadInput for what cannot be printed as asked, NotFound for a name that is none, Refused
    for a code that has no room.
    """
    check_output(settings)
    if not contents:
        raise _bad("labels", _("There is nothing to print."))
    check_copies(len(contents), settings.copies)
    template = template_for(settings, site)
    if settings.format == "escpos":
        ordered = in_copies(contents, settings.copies, collate=settings.collate)
        return _slips(ordered, slip_for(settings, template, site))
    stock = stock_named(settings.stock or template.stock, site)
    if not settings.on_sheets:
        stock, settings = stock.single(), replace(settings, start=1)
    sheet = lay_out(
        contents, designer_for(settings, template, stock, site), stock, settings, calibration
    )
    data = _written(sheet, settings, fonts_of(site), _(template.title))
    return LabelJob(sheet.labels, len(sheet.pages), data, tuple(sheet.warnings))


def make_calibration_sheet(stock: str, *, site: Path | None = None) -> LabelJob:
    """Make the cross-hair sheet of a stock as PDF."""
    from rmdesk.labels.drawing.crosshair import crosshair_sheet

    fonts = fonts_of(site)
    sheet = crosshair_sheet(stock_named(stock, site), fonts)
    return LabelJob(0, 1, _written(sheet, AS_USUAL, fonts, _("Calibration")), ())


def check_output(settings: Settings) -> None:
    """Raise BadInput for a format, a resolution or a paper width that no printer has."""
    form, dpi, mm = settings.format, settings.dpi, settings.paper_mm
    if form not in FORMATS:
        raise _bad("format", _("“{value}” is no format of labels.").format(value=form), FORMATS)
    if not MIN_DPI <= dpi <= MAX_DPI:
        raise _bad("dpi", _("No printer has {dpi} dots to the inch.").format(dpi=dpi))
    if mm not in PAPERS_MM:
        text = _("No receipt printer here has paper of {mm} mm.").format(mm=mm)
        raise _bad("paper", text, [str(each) for each in PAPERS_MM])


def check_copies(labels: int, copies: int) -> None:
    """Raise BadInput for more copies, of each or in all, than can be meant."""
    most = max(min(MOST_COPIES, MOST_LABELS // max(labels, 1)), 1)
    if not 1 <= copies <= most:
        raise BadInput(
            _("This number of copies cannot be printed"),
            ngettext(
                "{copies} copies of {n} label were asked for.",
                "{copies} copies of {n} labels were asked for.",
                labels,
            ).format(copies=copies, n=labels),
            _("Give from 1 to {most} copies; more are printed by printing again.").format(
                most=most
            ),
            field_name="copies",
        )


def template_for(settings: Settings, site: Path | None) -> Template:
    """Return the template that is named, else the folder's. Raises NotFound."""
    return load_template(settings.template or "folder", site)


def designer_for(
    settings: Settings, template: Template, stock: Stock, site: Path | None
) -> Designer:
    """Return what draws labels of this stock, in whole dots of the printer."""
    return Designer(
        template,
        (stock.label_w_mm, stock.label_h_mm),
        symbology=_symbology(settings, template),
        fonts=fonts_of(site),
        palette=band_colours(site),
        dots=ON_PAPER if settings.format in ("pdf", "svg") else (settings.dpi,),
    )


def slip_for(settings: Settings, template: Template, site: Path | None) -> "Slip":
    """Return what prints slips of this template, and looks at them."""
    from rmdesk.labels.drawing.receipt import Slip

    return Slip(template, fonts_of(site), _symbology(settings, template), settings.paper_mm)


def _symbology(settings: Settings, template: Template) -> Symbology:
    return symbology_named(settings.symbology) if settings.symbology else template.symbology


def fonts_of(site: Path | None) -> Fonts:
    """Return the fonts of this machine and of the site's folder."""
    return load_fonts(site / "fonts" if site is not None else None)


def _slips(contents: Sequence[LabelContent], slip: "Slip") -> LabelJob:
    odd = dict.fromkeys(said for content in contents for said in slip.odd(content))
    data = b"".join(map(slip.printed, contents))
    return LabelJob(len(contents), len(contents), data, tuple(odd))


def _bad(field: str, message: str, accepted: Sequence[str] = ()) -> BadInput:
    choose = _("Choose one of {names}.").format(names=", ".join(accepted)) if accepted else ""
    return BadInput(_("These labels cannot be printed"), message, choose, field_name=field)


def _written(sheet: Sheet, settings: Settings, fonts: Fonts, title: str) -> bytes:
    """A sheet in its format; the libraries for it are imported when it is first written."""
    if settings.format == "svg":
        from rmdesk.labels.drawing.svg import to_svg

        return to_svg(sheet, title)
    if settings.format == "png":
        from rmdesk.labels.drawing.raster import to_png

        return to_png(sheet, fonts, settings.dpi)
    if settings.format == "zpl":
        from rmdesk.labels.drawing.zpl import to_zpl

        return to_zpl(sheet, fonts, settings.dpi)
    if settings.format == "epl":
        from rmdesk.labels.drawing.epl import to_epl

        return to_epl(sheet, fonts, settings.dpi)
    from rmdesk.labels.drawing.pdf import to_pdf

    return to_pdf(sheet, fonts, title)
