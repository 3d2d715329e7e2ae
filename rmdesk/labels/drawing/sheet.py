"""Sheets: labels put on the places of a stock, from any start, in copies, moved by calibration."""

from collections.abc import Sequence
from typing import TypeVar

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.labels.drawing.calibration import Calibration
from rmdesk.labels.drawing.ink import Ink
from rmdesk.labels.drawing.layout import Design, Designer, LabelContent
from rmdesk.labels.drawing.stock import Stock
from rmdesk.labels.settings import Settings
from rmdesk.model.errors import BadInput

Each = TypeVar("Each")


@dataclass(frozen=True)
class Placed:
    """The ink of one label and where its top left corner lies on the page, in mm."""

    x: float
    y: float
    ink: Sequence[Ink]


@dataclass(frozen=True)
class Sheet:
    """Pages of one stock, ready for any output."""

    stock: Stock
    pages: list[list[Placed]]
    warnings: list[str]

    @property
    def labels(self) -> int:
        """How many labels there are on all pages."""
        return sum(map(len, self.pages))


def lay_out(
    contents: Sequence[LabelContent],
    designer: Designer,
    stock: Stock,
    settings: Settings,
    calibration: Calibration | None = None,
) -> Sheet:
    """Put labels on sheets, the first at the place where `settings` start (1 is top left).

    Raises BadInput for a start that the sheet does not have, Refused for a code that cannot fit.
    """
    start = settings.start
    if not 1 <= start <= stock.per_sheet:
        raise BadInput(
            _("These labels cannot be laid out"),
            _("{stock} has {count} labels on a sheet; it cannot start at {start}.").format(
                stock=stock.name, count=stock.per_sheet, start=start
            ),
            _("Places are counted from 1 at the top left, row by row."),
            field_name="start",
        )
    designs = [designer.design(content) for content in contents]
    wanted = in_copies(designs, settings.copies, collate=settings.collate)
    return Sheet(
        stock,
        _pages(wanted, stock, start - 1, calibration or Calibration()),
        list(dict.fromkeys([*stock.odd(), *(w for design in designs for w in design.warnings)])),
    )


def in_copies(labels: Sequence[Each], copies: int, *, collate: bool) -> list[Each]:
    """Put labels and their copies in order: 1 2 3, 1 2 3 if collated, else 1 1, 2 2, 3 3."""
    return [*labels] * copies if collate else [each for each in labels for _copy in range(copies)]


def _pages(
    designs: Sequence[Design], stock: Stock, first: int, calibration: Calibration
) -> list[list[Placed]]:
    corners = [calibration.moved(*stock.corner(place)) for place in range(stock.per_sheet)]
    pages: list[list[Placed]] = []
    for number, design in enumerate(designs, first):
        place = number % stock.per_sheet
        if place == 0 or not pages:
            pages.append([])
        pages[-1].append(Placed(*corners[place], design.ink))
    return pages
