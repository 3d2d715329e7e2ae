"""Calibration: how far a printer is off on a stock, measured once on a cross-hair sheet."""

import json
from pathlib import Path

from data.files import keep
from data.plain import asdict, dataclass
from data.texts import gettext as _
from rmdesk.labels.drawing.stock import Stock
from rmdesk.model.errors import BadInput

FARTHEST_MM = 25.0
WIDEST = 0.1


@dataclass(frozen=True)
class Calibration:
    """Send everything right and down by these millimetres, after scaling from the top left corner.

    The scale stretches the distances between labels and leaves each label as it is, so that the
    bars of its code stay whole dots.
    """

    right_mm: float = 0.0
    down_mm: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def __post_init__(self) -> None:
        near = all(abs(each) <= FARTHEST_MM for each in (self.right_mm, self.down_mm))
        like = all(abs(each - 1) <= WIDEST for each in (self.scale_x, self.scale_y))
        if not (near and like):  # what is no number is neither
            raise BadInput(
                _("This calibration cannot be right"),
                _("Offsets go up to {mm:g} mm, scales from 90 to 110 %.").format(mm=FARTHEST_MM),
                _("Measure the cross-hair sheet again, in millimetres."),
                field_name="calibration",
            )

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """Return where the corner of a label has to be sent to land at (x, y)."""
        return x * self.scale_x + self.right_mm, y * self.scale_y + self.down_mm

    @classmethod
    def measured(
        cls, stock: Stock, left_mm: float, top_mm: float, across_mm: float, down_mm: float
    ) -> "Calibration":
        """Work out the calibration from an uncalibrated cross-hair sheet.

        `left_mm` and `top_mm` are from the edges of the paper to the first cross, `across_mm` and
        `down_mm` from the first cross to the second.
        """
        (x0, y0), (x1, y1) = cross_hairs(stock)
        scale_x, scale_y = (x1 - x0) / across_mm, (y1 - y0) / down_mm
        return cls(x0 - left_mm * scale_x, y0 - top_mm * scale_y, scale_x, scale_y)


def cross_hairs(stock: Stock) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where the two crosses of a stock's calibration sheet should lie, in mm."""
    inset = min(20.0, stock.page_w_mm / 5, stock.page_h_mm / 5)
    return (inset, inset), (stock.page_w_mm - inset, stock.page_h_mm - inset)


def calibration_of(site: Path, printer: str, stock: Stock) -> Calibration:
    """Return what is kept in the site's folder for this printer and stock, or none at all."""
    return _read(site).get(printer, {}).get(stock.name, Calibration())


def keep_calibration(site: Path, printer: str, stock: Stock, calibration: Calibration) -> None:
    """Keep a calibration: every later sheet for this printer and stock is moved by it."""
    kept = _read(site)
    kept.setdefault(printer, {})[stock.name] = calibration
    text = json.dumps(kept, default=asdict, ensure_ascii=False, indent=1, sort_keys=True)
    keep(site / "calibration.json", text.encode())


def _read(site: Path) -> dict[str, dict[str, Calibration]]:
    file = site / "calibration.json"
    if not file.is_file():
        return {}
    try:
        kept = json.loads(file.read_text("utf-8"))
        return {p: {s: Calibration(**c) for s, c in stocks.items()} for p, stocks in kept.items()}
    except (ValueError, AttributeError, TypeError) as problem:
        raise BadInput(
            _("The calibrations cannot be read"),
            _("{file}: {problem}.").format(file=file, problem=problem),
            _("Correct the file, or remove it and calibrate again."),
            file=str(file),
        ) from problem
