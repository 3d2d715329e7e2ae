"""How labels are made, and where they go; known without the label engine."""

from data.plain import dataclass

FORMATS = ("pdf", "zpl", "epl", "escpos", "svg", "png")
"""The formats that labels can be made as."""
PAPERS_MM = (58, 80)
"""Widths of receipts."""


@dataclass(frozen=True)
class Settings:
    """How labels are made, and where they go; what is empty is the template's own.

    `start` is the first free label of a used sheet, counted from 1. Copies are collated (1 2 3,
    1 2 3) or not (1 1, 2 2). `dpi` is the label printer's. Slips (`escpos`) know no stock, but the
    width of the receipt, `paper_mm`.
    """

    template: str = ""
    stock: str = ""
    symbology: str = ""
    start: int = 1
    copies: int = 1
    collate: bool = True
    format: str = "pdf"
    dpi: int = 300
    paper_mm: int = 80
    printer: str = "file:labels.pdf"

    @property
    def on_sheets(self) -> bool:
        """Whether a sheet takes several labels; printers for labels feed them one by one."""
        return self.format in ("pdf", "svg", "png")


AS_USUAL = Settings()
