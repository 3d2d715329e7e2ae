"""Letters and lists on whole pages, as PDF: text that flows, and tables whose heads repeat."""

from collections.abc import Sequence
from pathlib import Path

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.labels.drawing.fonts import BOLD, REGULAR, Fonts, Style
from rmdesk.labels.drawing.ink import PT_PER_MM, Area, Frame, Ink, InkText
from rmdesk.labels.drawing.make import fonts_of
from rmdesk.labels.drawing.pdf import to_pdf
from rmdesk.labels.drawing.raster import to_png
from rmdesk.labels.drawing.sheet import Placed, Sheet
from rmdesk.labels.drawing.stock import PAPERS_MM, Stock
from rmdesk.labels.drawing.wrapping import clean, fit, line_mm

MARGIN_MM, FOOT_MM, GAP_MM = 18.0, 12.0, 3.0
TEXT_PT, TABLE_PT, HEAD_PT, FOOT_PT = 10.5, 8.5, 13.0, 7.5
_SIGNED_LINES, _SIGN_MM = 3, 6.0
"""Lines of one who signs, and the room before and behind the last."""
_ASCENT = 0.8
_RULE_MM, _PAD_MM = 0.1, 0.8
_INDENT_MM = 2.2
"""Of each blank that a line begins with."""
_MOST_LINES = 500
_CELL_LINES = 3


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and its share of the width."""

    head: str
    share: float


@dataclass
class Pages:
    """Pages that are filled from the top; each part goes on where the one before it ended."""

    paper: str
    fonts: Fonts
    title: str
    _pages: list[list[Ink]] = field(default_factory=list)
    _y: float = 0.0

    @classmethod
    def of(cls, paper: str, title: str, site: Path | None = None) -> "Pages":
        """Empty pages of a paper (`letter`, `a4`); `site` is the site's folder of labels."""
        return cls(paper, fonts_of(site), title)

    # --- what stands on them

    def begin_page(self) -> None:
        """Go on at the top of a new page."""
        self._pages.append([])
        self._y = MARGIN_MM

    def heading(self, text: str) -> None:
        """A line in large letters."""
        self._lines(text, BOLD, HEAD_PT)
        self.gap()

    def text(self, text: str, style: Style = REGULAR) -> None:
        """Lines as they are broken, each wrapped where it is too long; blanks before it indent."""
        for line in text.split("\n"):
            indent = (len(line) - len(line.lstrip(" "))) * _INDENT_MM
            self._lines(line, style, TEXT_PT, min(indent, self._width / 2))

    def gap(self, mm: float = GAP_MM) -> None:
        """Leave room before what comes next."""
        self._y += mm

    def keep(self, mm: float) -> None:
        """Begin a page, unless so much room is left on this one."""
        self._room(mm)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Rows under their heads, which stand on each page again."""
        self._heads(columns)
        for row in rows:
            cells = self._cells(columns, row, REGULAR)
            if self._y + max(each.height for each in cells) > self._bottom:
                self.begin_page()
                self._heads(columns)
                cells = self._cells(columns, row, REGULAR)
            self._put(cells)

    # --- what becomes of them

    def pdf(self) -> bytes:
        """All pages as a PDF; nothing in it tells when or by whom it was made."""
        return to_pdf(self._sheet(), self.fonts, self.title)

    def png(self, dpi: int = 100) -> bytes:
        """All pages as one picture, one under another."""
        return to_png(self._sheet(), self.fonts, dpi)

    def __len__(self) -> int:
        return len(self._pages)

    # --- how it is laid out

    @property
    def _size(self) -> tuple[float, float]:
        return PAPERS_MM[self.paper]

    @property
    def _width(self) -> float:
        return self._size[0] - 2 * MARGIN_MM

    @property
    def _bottom(self) -> float:
        return self._size[1] - MARGIN_MM

    def _room(self, height: float) -> None:
        """See to it that so much is left on the page."""
        if not self._pages or self._y + height > self._bottom:
            self.begin_page()

    def _lines(self, text: str, style: Style, pt: float, indent: float = 0.0) -> None:
        for line in _wrapped(clean(text, self.fonts), style, self.fonts, self._width - indent, pt):
            self._room(line_mm(pt))
            self._pages[-1].append(self._ink(line, style, pt, MARGIN_MM + indent, self._y))
            self._y += line_mm(pt)

    def _ink(self, line: str, style: Style, pt: float, x: float, top: float) -> InkText:
        width = sum(self.fonts.advances(line, style)) * pt / PT_PER_MM
        baseline = top + pt / PT_PER_MM * _ASCENT
        return InkText(x, baseline, pt, width, self.fonts.runs(line, style))

    def _heads(self, columns: Sequence[Column]) -> None:
        cells = self._cells(columns, [each.head for each in columns], BOLD)
        self._room(3 * max(each.height for each in cells))
        self._put(cells)

    def _cells(self, columns: Sequence[Column], row: Sequence[str], style: Style) -> list["_Cell"]:
        whole, x, cells = sum(each.share for each in columns), MARGIN_MM, []
        for column, text in zip(columns, row, strict=True):
            width = self._width * column.share / whole
            fitted = fit(
                clean(text, self.fonts), style, self.fonts, width_mm=width - 1.5, height_mm=100,
                pt=TABLE_PT, floor_pt=TABLE_PT, lines=_CELL_LINES,
            )  # fmt: skip
            cells.append(_Cell(x, style, fitted.lines if fitted else ()))
            x += width
        return cells

    def _put(self, cells: Sequence["_Cell"]) -> None:
        height = max(each.height for each in cells)
        self._room(height)
        page = self._pages[-1]
        for cell in cells:
            for n, line in enumerate(cell.lines):
                top = self._y + _PAD_MM + n * line_mm(TABLE_PT)
                page.append(self._ink(line, cell.style, TABLE_PT, cell.x, top))
        self._y += height
        page.append(Frame(Area(MARGIN_MM, self._y, self._width, 0.01), _RULE_MM))

    def _sheet(self) -> Sheet:
        w, h = self._size
        stock = Stock("", self.title, (), self.paper, w, h, w, h, 1, 1, 0.0, 0.0, w, h)
        if not self._pages:
            self.begin_page()
        pages = [[Placed(0.0, 0.0, [*ink, self._foot(n)])] for n, ink in enumerate(self._pages, 1)]
        return Sheet(stock, pages, [])

    def _foot(self, number: int) -> InkText:
        told = _("{title} · page {n} of {total}").format(
            title=self.title, n=number, total=len(self._pages)
        )
        return self._ink(
            clean(told, self.fonts), REGULAR, FOOT_PT, MARGIN_MM, self._size[1] - FOOT_MM
        )


@dataclass(frozen=True)
class _Cell:
    x: float
    style: Style
    lines: Sequence[str]

    @property
    def height(self) -> float:
        return max(len(self.lines), 1) * line_mm(TABLE_PT) + 2 * _PAD_MM


def _wrapped(text: str, style: Style, fonts: Fonts, width: float, pt: float) -> Sequence[str]:
    fitted = fit(
        text, style, fonts, width_mm=width, height_mm=10_000, pt=pt, floor_pt=pt, lines=_MOST_LINES
    )
    return fitted.lines if fitted and text else ("",)


def sign_twice(pages: Pages, *sides: str) -> None:
    """Room for name, day and signature of each side of a hand-over, all on one page."""
    pages.keep(len(sides) * (_SIGNED_LINES * line_mm(TEXT_PT) + 2 * _SIGN_MM))
    for side in sides:
        pages.text(side, BOLD)
        pages.text(_("Name: {line}   Date: {line}").format(line="_" * 24))
        pages.gap(_SIGN_MM)
        pages.text(_("Signature: {line}").format(line="_" * 40))
        pages.gap(_SIGN_MM)
