"""What is drawn on a label, in millimetres from its top left corner; no device is known here.

Every output (PDF, SVG, ZPL, PNG, receipts, the preview) draws these few things and nothing else.
"""

from dataclasses import dataclass

__all__ = ["MM_PER_INCH", "PT_PER_MM", "Area", "Bars", "Fill", "Frame", "Ink", "Run", "Text"]

MM_PER_INCH = 25.4
PT_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True)
class Area:
    """A rectangle in millimetres; `y` grows downwards."""

    x: float
    y: float
    w: float
    h: float

    def inset(self, margin: float) -> "Area":
        """Return the rectangle that leaves this margin on every side."""
        return Area(self.x + margin, self.y + margin, self.w - 2 * margin, self.h - 2 * margin)


@dataclass(frozen=True)
class Bars:
    """Dark modules: rows of `1` and `0`, each module `module` wide and `height` high (mm)."""

    x: float
    y: float
    module: float
    height: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """Consecutive characters in one font (`rmdesk.label.fonts` knows the name)."""

    font: str
    text: str


@dataclass(frozen=True)
class Text:
    """One line of text; `x` and `y` are the left end of its baseline, `width` its width in mm."""

    x: float
    y: float
    size: float
    width: float
    runs: tuple[Run, ...]
    colour: str = "#000000"

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Fill:
    """A filled rectangle."""

    area: Area
    colour: str


@dataclass(frozen=True)
class Frame:
    """The outline of a rectangle; `line` is its thickness in mm."""

    area: Area
    line: float


Ink = Bars | Text | Fill | Frame
