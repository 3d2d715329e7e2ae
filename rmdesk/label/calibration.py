"""Calibration: how far a printer is off on a stock, measured once on a cross-hair sheet."""

from dataclasses import dataclass

__all__ = ["Calibration"]


@dataclass(frozen=True)
class Calibration:
    """Move everything right and down by these millimetres, after scaling from the top left corner.

    The scale stretches the distances between labels and leaves each label as it is, so that the
    bars of its code stay whole dots.
    """

    right_mm: float = 0.0
    down_mm: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """Return where the corner of a label has to be sent to land at (x, y)."""
        return x * self.scale_x + self.right_mm, y * self.scale_y + self.down_mm
