"""Proofs: what labels will look like and what is odd about them, before anything is printed."""

from collections.abc import Sequence
from pathlib import Path

from data.plain import dataclass
from rmdesk.labels.drawing.catalogue import stock_named
from rmdesk.labels.drawing.layout import LabelContent
from rmdesk.labels.drawing.make import (
    check_copies,
    check_output,
    designer_for,
    slip_for,
    template_for,
)
from rmdesk.labels.settings import AS_USUAL, Settings
from rmdesk.model.errors import DeskError


@dataclass(frozen=True)
class LabelPreview:
    """One label drawn in characters, what it says line by line, and what is odd about it."""

    drawn: tuple[str, ...]
    said: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """How many labels and pages there will be, what is odd, and why some cannot be printed."""

    labels: int
    pages: int
    warnings: tuple[str, ...]
    refusals: tuple[DeskError, ...]


def preview_label(
    content: LabelContent,
    settings: Settings = AS_USUAL,
    *,
    columns: int = 78,
    site: Path | None = None,
) -> LabelPreview:
    """Draw one label in characters, with the warnings that printing it would give.

    It raises what printing it would raise: a code that has no room is refused here too.
    """
    from rmdesk.labels.drawing.preview import draw_as_text, framed, said

    check_output(settings)
    template = template_for(settings, site)
    if settings.format == "escpos":
        slip = slip_for(settings, template, site)
        odd, lines = slip.odd(content), list(slip.said(content))
        return LabelPreview(tuple(framed(lines)), tuple(lines), tuple(odd))
    stock = stock_named(settings.stock or template.stock, site)
    odd = stock.odd() if settings.on_sheets else []
    drawn = designer_for(settings, template, stock, site).design(content)
    picture = draw_as_text(drawn, (stock.label_w_mm, stock.label_h_mm), columns)
    return LabelPreview(tuple(picture), tuple(said(drawn)), (*odd, *drawn.warnings))


def proof_labels(
    contents: Sequence[LabelContent], settings: Settings = AS_USUAL, *, site: Path | None = None
) -> Proof:
    """Look at every label without printing any: all that is odd, and every refusal, at once."""
    check_output(settings)
    check_copies(len(contents), settings.copies)
    template = template_for(settings, site)
    stock = stock_named(settings.stock or template.stock, site)
    looked_at = (
        slip_for(settings, template, site)
        if settings.format == "escpos"
        else designer_for(settings, template, stock, site)
    )
    warnings = dict.fromkeys(stock.odd() if settings.on_sheets else ())
    refusals: dict[str, DeskError] = {}
    for content in contents:
        try:
            warnings |= dict.fromkeys(looked_at.odd(content))
        except DeskError as refusal:
            refusals.setdefault(str(refusal), refusal)
    labels = pages = len(contents) * settings.copies
    if settings.on_sheets:
        pages = -(-(settings.start - 1 + labels) // stock.per_sheet)
    return Proof(labels, pages, tuple(warnings), tuple(refusals.values()))
