"""Label stocks: the geometry of real sheets and rolls, found by any of their part numbers.

`stocks.csv` holds one geometry a line with all part numbers that share it, the main one first.
A site adds its own in `labels/stocks.csv`, in the same columns; its lines are taken before ours.
Rolls are sheets of one label.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from gettext import gettext as _
from importlib.resources import files
from pathlib import Path

from rmdesk.labels.drawing.ink import MM_PER_INCH
from rmdesk.labels.drawing.reading import site_text
from rmdesk.model.errors import BadInput, NotFound

COLUMNS = ["brand", "parts", "paper", "unit"]
LENGTHS = ["label_w", "label_h", "nx", "ny", "x0", "y0", "pitch_x", "pitch_y"]
PAPERS_MM = {"letter": (215.9, 279.4), "a4": (210.0, 297.0), "a5": (148.0, 210.0)}
UNITS_MM = {"mm": 1.0, "in": MM_PER_INCH}
OVERLAP_MM = 1.0
"""Real definitions overlap by up to 0.7 mm, where a pitch was rounded; more is a mistake."""
ROUNDING_MM = 0.05


@dataclass(frozen=True)
class Stock:
    """A sheet of `nx` by `ny` equal labels, or a roll of single ones; lengths in millimetres."""

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

    @property
    def name(self) -> str:
        """Brand and part number, as a person says it."""
        return f"{self.brand} {self.part}"

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

    def off_sheet_mm(self) -> float:
        """How far labels reach over the edge of the sheet; 0 where they do not."""
        right = self.x0_mm + (self.nx - 1) * self.pitch_x_mm + self.label_w_mm - self.page_w_mm
        below = self.y0_mm + (self.ny - 1) * self.pitch_y_mm + self.label_h_mm - self.page_h_mm
        return max(-self.x0_mm, -self.y0_mm, right, below, 0.0)


@dataclass(frozen=True)
class Catalogue:
    """The stocks there are, and what is odd about some of them."""

    stocks: tuple[Stock, ...]
    warnings: tuple[str, ...]


@cache
def load_stocks(site: Path | None = None) -> Catalogue:
    """Read our stocks and those of the site's folder; BadInput for geometry that cannot be."""
    texts = [("stocks.csv", (files(__package__) / "stocks.csv").read_text("utf-8"))]
    if site is not None and (own := site / "stocks.csv").is_file():
        texts.insert(0, (str(own), site_text(own)))
    stocks: list[Stock] = []
    warnings: list[str] = []
    for file, text in texts:
        for row, stock in _rows(file, text):
            _refuse_impossible(stock, file, row)
            if overlap := stock.overlap_mm():
                warnings.append(
                    _("{stock}: neighbouring labels overlap by {mm:.2f} mm.").format(
                        stock=stock.name, mm=overlap
                    )
                )
            stocks.append(stock)
    return Catalogue(tuple(stocks), tuple(warnings))


def find_stocks(text: str = "", site: Path | None = None) -> list[Stock]:
    """Return the stocks that answer to a part number, brand or paper; those named exactly win."""
    words = [_plain(word) for word in text.split()]
    found = [s for s in load_stocks(site).stocks if all(_answers(s, word) for word in words)]
    exact = [s for s in found if any(word in map(_plain, _parts(s)) for word in words)]
    return exact or found


def stock_named(text: str, site: Path | None = None) -> Stock:
    """Return the one stock meant; NotFound where none is, BadInput where several are."""
    found = find_stocks(text, site) if text.strip() else []
    if not found:
        known = _("Type a part number, a brand or a paper; `rmdesk stocks` lists what is known.")
        raise NotFound.key(_("label stock"), text, known)
    if len({stock.name for stock in found}) > 1:
        raise BadInput(
            _("Several label stocks answer to this"),
            _("“{text}” could be {names}.").format(text=text, names=_some(found)),
            _("Give the brand and the part number."),
            field_name="stock",
        )
    return found[0]


def _some(stocks: Sequence[Stock], most: int = 6) -> str:
    names = [stock.name for stock in stocks[:most]]
    return ", ".join([*names, "…"] if len(stocks) > most else names)


def _parts(stock: Stock) -> tuple[str, ...]:
    return (stock.part, *stock.equivalents)


@cache
def _plain(word: str) -> str:
    return re.sub(r"[^0-9a-z]", "", word.lower())


def _answers(stock: Stock, word: str) -> bool:
    said = (stock.brand, stock.paper, *_parts(stock))
    return any(word in _plain(text) for text in said)


def _rows(file: str, text: str) -> Iterator[tuple[int, Stock]]:
    lines = text.splitlines()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    reader = csv.DictReader(line for _number, line in numbered)
    if reader.fieldnames != [*COLUMNS, *LENGTHS]:
        raise _bad(
            file,
            1,
            "",
            _("The columns must be {columns}.").format(columns=",".join(COLUMNS + LENGTHS)),
        )
    rows = list(reader)
    if len(rows) != len(numbered) - 1:
        raise _bad(file, 1, "", _("A quoted cell goes over several lines; each stock is one line."))
    for (number, _line), row in zip(numbered[1:], rows, strict=True):
        yield number, _stock(row, file, number)


def _stock(row: dict[str, str], file: str, number: int) -> Stock:
    def value(field: str) -> float:
        try:
            return float(row[field])
        except (TypeError, ValueError):
            raise _bad(file, number, field, _("It is not a number.")) from None

    if row["unit"] not in UNITS_MM or not row["parts"]:
        raise _bad(file, number, "unit", _("The unit is mm or in, and a part must be named."))
    mm = UNITS_MM[row["unit"]]
    w, h, x0, y0, pitch_x, pitch_y = (
        round(value(field) * mm, 4) for field in LENGTHS if field not in ("nx", "ny")
    )
    if row["paper"] != "roll" and row["paper"] not in PAPERS_MM:
        raise _bad(file, number, "paper", _("It is none of roll, {all}.").format(all=[*PAPERS_MM]))
    page_w, page_h = PAPERS_MM.get(row["paper"], (2 * x0 + w, 2 * y0 + h))
    part, *equivalents = row["parts"].split()
    nx, ny = int(value("nx")), int(value("ny"))
    return Stock(
        row["brand"], part, tuple(equivalents), row["paper"],
        round(page_w, 4), round(page_h, 4), w, h, nx, ny, x0, y0, pitch_x, pitch_y,
    )  # fmt: skip


def _refuse_impossible(stock: Stock, file: str, row: int) -> None:
    lengths = (stock.label_w_mm, stock.label_h_mm, stock.nx, stock.ny)
    if min(lengths) <= 0:
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
