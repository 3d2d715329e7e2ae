"""The cross-hair sheet: two crosses to measure, and the outlines of the stock's labels."""

from collections.abc import Iterator

from data.texts import gettext as _
from rmdesk.labels.drawing.calibration import cross_hairs
from rmdesk.labels.drawing.fonts import REGULAR, Fonts
from rmdesk.labels.drawing.ink import PT_PER_MM, Area, Fill, Frame, Ink, InkText
from rmdesk.labels.drawing.sheet import Placed, Sheet
from rmdesk.labels.drawing.stock import Stock

LINE_MM = 0.15
ARM_MM = 8.0
PT = 7.0


def crosshair_sheet(stock: Stock, fonts: Fonts) -> Sheet:
    """Draw the sheet to calibrate on."""
    page = [Placed(*stock.corner(place), [_outline(stock)]) for place in range(stock.per_sheet)]
    first, second = cross_hairs(stock)
    for point in (first, second):
        page.append(Placed(*point, list(_cross(min(ARM_MM, *first)))))
    page.append(Placed(*first, list(_words(stock, fonts))))
    return Sheet(stock, [page], [])


def _outline(stock: Stock) -> Ink:
    return Frame(Area(0, 0, stock.label_w_mm, stock.label_h_mm), LINE_MM)


def _cross(arm: float) -> Iterator[Ink]:
    yield Fill(Area(-arm, -LINE_MM / 2, 2 * arm, LINE_MM), "#000000")
    yield Fill(Area(-LINE_MM / 2, -arm, LINE_MM, 2 * arm), "#000000")


def _words(stock: Stock, fonts: Fonts) -> Iterator[Ink]:
    (x0, y0), (x1, y1) = cross_hairs(stock)
    lines = (
        stock.name,
        _("This cross: {mm:.1f} mm from the left edge,").format(mm=x0),
        _("{mm:.1f} mm from the top edge.").format(mm=y0),
        _("The other cross: {mm:.1f} mm to the right,").format(mm=x1 - x0),
        _("{mm:.1f} mm down.").format(mm=y1 - y0),
    )
    for number, line in enumerate(lines):
        width = sum(fonts.advances(line, REGULAR)) * PT / PT_PER_MM
        yield InkText(2, 4 + number * 3, PT, width, fonts.runs(line, REGULAR))
