"""What is drawn on a label, in millimetres from its top left corner; no device is known here.

Every output (PDF, SVG, ZPL, PNG, receipts, the preview) draws these few things and nothing else.
"""

from data.plain import dataclass

MM_PER_INCH = 25.4
PT_PER_MM = 72 / MM_PER_INCH
BLACK, WHITE = "#000000", "#ffffff"


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
    """Consecutive characters in one font (`rmdesk.labels.drawing.fonts` knows the name)."""

    font: str
    text: str


@dataclass(frozen=True)
class InkText:
    """One line of text; `x` and `y` are the left end of its baseline, `width` its width in mm.

    `on` is the colour of the filled area that it lies on, if it does.
    """

    x: float
    y: float
    size: float
    width: float
    runs: tuple[Run, ...]
    on: str = ""

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(run.text for run in self.runs)

    @property
    def colour(self) -> str:
        """Black or white, whichever is read better."""
        if not self.on:
            return BLACK
        red, green, blue = (int(self.on[i : i + 2], 16) for i in (1, 3, 5))
        return BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else WHITE


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


Ink = Bars | InkText | Fill | Frame
