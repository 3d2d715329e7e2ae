"""Proofs: what labels will look like and what is odd about them, before anything is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rmdesk.errors import DeskError
from rmdesk.label.layout import LabelContent
from rmdesk.label.make import (
    DPI,
    ONE_BY_ONE,
    PAPER_MM,
    check_output,
    designer_for,
    slip_for,
)
from rmdesk.label.stock import stock_named
from rmdesk.label.template import load_template

__all__ = ["LabelPreview", "Proof", "preview_label", "proof_labels"]


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
    *,
    template: str = "folder",
    stock: str | None = None,
    symbology: str | None = None,
    output: str = "pdf",
    dpi: int = DPI,
    paper_mm: int = PAPER_MM,
    columns: int = 78,
    site: Path | None = None,
) -> LabelPreview:
    """Draw one label in characters, with the warnings that printing it would give.

    It raises what printing it would raise: a code that has no room is refused here too.
    """
    from rmdesk.label.preview import draw_as_text, framed, said

    check_output(output, dpi, paper_mm)
    design = load_template(template, site)
    if output == "escpos":
        slip = slip_for(design, symbology, paper_mm, site)
        odd, lines = slip.odd(content), list(slip.said(content))
        return LabelPreview(tuple(framed(lines)), tuple(lines), tuple(odd))
    label = stock_named(stock or design.stock, site)
    drawn = designer_for(design, label, symbology, output, dpi, site).design(content)
    lines = draw_as_text(drawn, (label.label_w_mm, label.label_h_mm), columns)
    return LabelPreview(tuple(lines), tuple(said(drawn)), tuple(drawn.warnings))


def proof_labels(
    contents: Sequence[LabelContent],
    *,
    template: str = "folder",
    stock: str | None = None,
    symbology: str | None = None,
    start: int = 1,
    copies: int = 1,
    output: str = "pdf",
    dpi: int = DPI,
    paper_mm: int = PAPER_MM,
    site: Path | None = None,
) -> Proof:
    """Lay out every label without printing any: all that is odd, and every refusal, at once."""
    check_output(output, dpi, paper_mm)
    design = load_template(template, site)
    label = stock_named(stock or design.stock, site)
    looked_at = (
        slip_for(design, symbology, paper_mm, site)
        if output == "escpos"
        else designer_for(design, label, symbology, output, dpi, site)
    )
    warnings: dict[str, None] = {}
    refusals: dict[str, DeskError] = {}
    for content in contents:
        try:
            odd = looked_at.odd(content)
        except DeskError as refusal:
            refusals.setdefault(str(refusal), refusal)
        else:
            warnings.update(dict.fromkeys(odd))
    labels = len(contents) * copies
    alone = output in ONE_BY_ONE or output == "escpos"
    pages = labels if alone else -(-(start - 1 + labels) // label.per_sheet)
    return Proof(labels, pages, tuple(warnings), tuple(refusals.values()))
