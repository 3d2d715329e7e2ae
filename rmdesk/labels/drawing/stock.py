"""Label stocks: the geometry of real sheets and rolls, read from lines of a table.

`stocks.csv` holds one geometry a line with all part numbers that share it, the main one first.
A site adds its own in `labels/stocks.csv`, in the same columns. Rolls are sheets of one label.
"""

import csv
import math
from collections.abc import Iterator

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.labels.drawing.ink import MM_PER_INCH
from rmdesk.model.errors import BadInput

COLUMNS = ["brand", "parts", "paper", "unit"]
LENGTHS = ["label_w", "label_h", "nx", "ny", "x0", "y0", "pitch_x", "pitch_y"]
TOLD = ["source", "second_source", "note", "unconfirmed"]
"""Columns that a site may leave out: where a geometry comes from, and how sure it is."""
PAPERS_MM = {"letter": (215.9, 279.4), "a4": (210.0, 297.0), "a5": (148.0, 210.0)}
UNITS_MM = {"mm": 1.0, "in": MM_PER_INCH}
OVERLAP_MM = 1.0
"""Real definitions overlap by up to 0.7 mm, where a pitch was rounded; more is a mistake."""
ROUNDING_MM = 0.05


@dataclass(frozen=True)
class Stock:
    """A sheet of `nx` by `ny` equal labels, or a roll of single ones; lengths in millimetres.

    `sources` are the publications that give this geometry, `note` where they differ. `equivalents`
    are other part numbers of the same geometry; those `unconfirmed` stand in no publication.
    """

    brand: str
    part: str
    equivalents: tuple[str, ...]
    paper: str
    page_w_mm: float
    page_h_mm: float
    label_w_mm: float
    label_h_mm: float
    nx: int
    ny: int
    x0_mm: float
    y0_mm: float
    pitch_x_mm: float
    pitch_y_mm: float
    sources: tuple[str, ...] = ()
    note: str = ""
    unconfirmed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Brand and part number, as a person says it."""
        return f"{self.brand} {self.part}"

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every part number that it is found by."""
        return (self.part, *self.equivalents, *self.unconfirmed)

    @property
    def per_sheet(self) -> int:
        """Labels on one sheet."""
        return self.nx * self.ny

    def single(self) -> "Stock":
        """Return one label of a sheet as a page of its own; a roll stays as it is."""
        if self.paper == "roll":
            return self
        w, h = self.label_w_mm, self.label_h_mm
        return replace(self, page_w_mm=w, page_h_mm=h, nx=1, ny=1, x0_mm=0.0, y0_mm=0.0)

    def corner(self, place: int) -> tuple[float, float]:
        """Top left corner of the label at a place (0 is the first; row by row), in mm."""
        row, column = divmod(place, self.nx)
        return self.x0_mm + column * self.pitch_x_mm, self.y0_mm + row * self.pitch_y_mm

    def overlap_mm(self) -> float:
        """How far neighbouring labels overlap; 0 where they do not."""
        across = self.label_w_mm - self.pitch_x_mm if self.nx > 1 else 0.0
        down = self.label_h_mm - self.pitch_y_mm if self.ny > 1 else 0.0
        return max(across, down, 0.0)

    def odd(self) -> list[str]:
        """What a person should know before a sheet is printed."""
        if self.overlap_mm() <= ROUNDING_MM:
            return []
        text = _("{stock}: neighbouring labels overlap by {mm:.2f} mm.")
        return [text.format(stock=self.name, mm=self.overlap_mm())]

    def off_sheet_mm(self) -> float:
        """How far labels reach over the edge of the sheet; 0 where they do not."""
        right = self.x0_mm + (self.nx - 1) * self.pitch_x_mm + self.label_w_mm - self.page_w_mm
        below = self.y0_mm + (self.ny - 1) * self.pitch_y_mm + self.label_h_mm - self.page_h_mm
        return max(-self.x0_mm, -self.y0_mm, right, below, 0.0)


@dataclass(frozen=True)
class RefusedStock:
    """A line that cannot be used: why, and the part numbers it was for, as far as it names any."""

    brand: str
    numbers: tuple[str, ...]
    problem: BadInput


def read_stocks(file: str, text: str) -> Iterator[Stock | RefusedStock]:
    """Give the stock of each line, or why it is none; one bad line leaves the others alone.

    Raises BadInput where the columns are others, so that no line can be read.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if _says_something(line)]
    (first, header), *rest = lines or [(1, "")]
    columns = header.rstrip(" ,").split(",")
    if columns not in (COLUMNS + LENGTHS, COLUMNS + LENGTHS + TOLD):
        why = _("The columns must be {columns}.").format(columns=",".join(COLUMNS + LENGTHS))
        raise _bad(file, first, "", why)
    for number, line in rest:
        yield _stock_or_why(file, number, line, columns)


def _says_something(line: str) -> bool:
    return bool(line.strip(" ,\t")) and not line.startswith("#")


def _stock_or_why(file: str, number: int, line: str, columns: list[str]) -> Stock | RefusedStock:
    row: dict[str, str] = {}
    try:
        row = _cells(file, number, line, columns)
        stock = _stock(row, file, number)
        _refuse_impossible(stock, file, number)
    except BadInput as problem:
        numbers = (row.get("parts", "") + " " + row.get("unconfirmed", "")).split()
        return RefusedStock(row.get("brand", ""), tuple(numbers), problem)
    return stock


def _cells(file: str, number: int, line: str, columns: list[str]) -> dict[str, str]:
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as problem:
        why = _("A quoted cell does not end on its line; each stock is one line.")
        raise _bad(file, number, "", why) from problem
    if any(cells[len(columns) :]):
        raise _bad(file, number, "", _("It has more cells than there are columns."))
    return dict(zip(columns, [cell.strip() for cell in cells], strict=False))


def _stock(row: dict[str, str], file: str, number: int) -> Stock:
    def value(field: str) -> float:
        try:
            found = float(row[field])
        except (KeyError, ValueError):
            found = math.nan
        if not math.isfinite(found):
            raise _bad(file, number, field, _("“{field}” is not a number.").format(field=field))
        return found

    def count(field: str) -> int:
        found = value(field)
        if found < 1 or found != int(found):
            raise _bad(file, number, field, _("“{field}” is no count.").format(field=field))
        return int(found)

    if row.get("unit") not in UNITS_MM or not row.get("parts"):
        raise _bad(file, number, "unit", _("The unit is mm or in, and a part must be named."))
    mm = UNITS_MM[row["unit"]]
    w, h, x0, y0, pitch_x, pitch_y = (
        round(value(field) * mm, 4) for field in LENGTHS if field not in ("nx", "ny")
    )
    if row["paper"] != "roll" and row["paper"] not in PAPERS_MM:
        papers = ", ".join(("roll", *PAPERS_MM))
        raise _bad(file, number, "paper", _("The paper is one of {all}.").format(all=papers))
    page_w, page_h = PAPERS_MM.get(row["paper"], (2 * x0 + w, 2 * y0 + h))
    part, *equivalents = row["parts"].split()
    return Stock(
        row["brand"], part, tuple(equivalents), row["paper"],
        round(page_w, 4), round(page_h, 4), w, h, count("nx"), count("ny"),
        x0, y0, pitch_x, pitch_y,
        tuple(filter(None, (row.get("source"), row.get("second_source")))),
        row.get("note", ""),
        tuple(row.get("unconfirmed", "").split()),
    )  # fmt: skip


def _refuse_impossible(stock: Stock, file: str, row: int) -> None:
    if min(stock.label_w_mm, stock.label_h_mm) <= 0:
        raise _bad(file, row, "label_w", _("A label must have a size."))
    if stock.off_sheet_mm() > ROUNDING_MM:
        reach = _("{stock} reaches {mm:.1f} mm over the edge of its sheet.")
        raise _bad(file, row, "x0", reach.format(stock=stock.name, mm=stock.off_sheet_mm()))
    if stock.overlap_mm() >= OVERLAP_MM:
        overlap = _("Labels of {stock} overlap by {mm:.1f} mm.")
        raise _bad(file, row, "pitch_x", overlap.format(stock=stock.name, mm=stock.overlap_mm()))


def _bad(file: str, row: int, field: str, why: str) -> BadInput:
    return BadInput(
        _("This label stock cannot be used"),
        _("{file}, line {row}: {why}").format(file=file, row=row, why=why),
        _("Correct the line; docs/labels.md describes the columns."),
        file=file,
        row=row,
        field_name=field,
    )
