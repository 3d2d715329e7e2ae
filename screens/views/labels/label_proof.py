"""The proof of a print job: how many labels and sheets, what is odd, and the first one drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.labels.presets import LabelSource, Last, Sort
from rmdesk.labels.settings import Settings
from rmdesk.model.errors import DeskError
from screens.kit.paint import Line, Span, fit, wrap

if TYPE_CHECKING:
    from rmdesk.labels.contents import Wanted
    from rmdesk.labels.drawing import Calibration, LabelContent, LabelPreview, Proof

MOST = 2_000
"""Labels of one job that are laid out for its proof; more of them are printed unseen."""

_COLUMNS = 58
_TOLD = 3
"""Warnings and refusals that are told; the others are counted."""


@dataclass(frozen=True)
class Proofed:
    """What the thread found out about a print job; `problem` is why nothing of it can be made."""

    contents: Sequence[LabelContent] = ()
    total: int = 0
    labels: int = 0
    pages: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    source: LabelSource = field(default_factory=LabelSource)
    template: str = ""
    title: str = ""
    stock: str = ""
    stock_words: str = ""
    per_sheet: int = 1
    symbology: str = ""
    next_start: int = 1
    calibration: Calibration | None = None
    templates: Sequence[str] = ()
    symbologies: Sequence[str] = ()
    stocks: Sequence[str] = ()
    printers: Sequence[str] = ()
    settings: Settings = field(default_factory=Settings)
    proof: Proof | None = None
    preview: LabelPreview | None = None
    problem: DeskError | None = None

    @property
    def refusals(self) -> Sequence[DeskError]:
        """Why some labels, or all, cannot be printed."""
        if self.problem is not None:
            return (self.problem,)
        return self.proof.refusals if self.proof else ()

    @property
    def warnings(self) -> Sequence[str]:
        """What is odd about those that can be printed."""
        return self.proof.warnings if self.proof else ()

    def status(self) -> Line:
        """How many, on how many sheets, whether anything is odd."""
        spans: list[Span] = []
        if n := len(self.refusals):
            told = ngettext("{n} cannot be printed", "{n} cannot be printed", n).format(n=n)
            spans += [(_("cannot be printed") if self.problem else told, "bad"), (" · ", "dim")]
        if n := len(self.warnings):
            told = ngettext("{n} warning", "{n} warnings", n).format(n=n)
            spans += [(told, "warn"), (" · ", "dim")]
        said = ngettext("{n:,} label", "{n:,} labels", self.labels).format(n=self.labels)
        spans.append((said, "bold"))
        if self.per_sheet > 1 and self.settings.on_sheets:
            told = ngettext("{n:,} sheet", "{n:,} sheets", self.pages).format(n=self.pages)
            spans.append((f" · {told}", ""))
        return spans


def proof_of(
    session: Session,
    source: LabelSource,
    settings: Settings,
    last: Last,
    printers: Sequence[str] = (),
) -> Proofed:
    """Lay out the labels of a source without printing any. Problems are told, not raised."""
    from rmdesk.labels.drawing import Symbology, find_stocks, template_names

    site = session.desk.labels
    found = Proofed(
        templates=template_names(site),
        symbologies=[str(each) for each in Symbology],
        stocks=[stock.name for stock in find_stocks("", site)],
        printers=printers or _printers(last, site),
        source=source,
        settings=settings,
    )
    try:
        return _proofed(session, source, settings, last, found)
    except DeskError as problem:
        return replace(_on_stock(session, source, settings, last, found), problem=problem)


def _proofed(
    session: Session, source: LabelSource, settings: Settings, last: Last, found: Proofed
) -> Proofed:
    from rmdesk.labels.printing import in_detail, previewed, proofed

    wanted = _wanted(session, source, settings)
    if (
        source.only and source.text and not wanted.contents
    ):  # an accession without boxes: all that it has
        source = replace(source, only="")
        wanted = _wanted(session, source, settings)
    used = in_detail(settings, wanted.template, last)
    labels = wanted.total * used.copies
    found = _stocked(session, used, last, found)
    pages = -(-(used.start - 1 + labels) // found.per_sheet) if used.on_sheets else labels
    found = replace(
        found,
        source=source,
        contents=wanted.contents,
        total=wanted.total,
        labels=labels,
        pages=pages,
        kinds=wanted.kinds or {},
    )
    if not wanted.contents:
        return found
    proof = proofed(session, wanted, used)
    found = replace(found, proof=proof)
    drawn = previewed(session, wanted.contents[0], found.template, used, _COLUMNS)
    return replace(found, preview=drawn)


def _wanted(session: Session, source: LabelSource, settings: Settings) -> Wanted:
    from rmdesk.labels.contents import Wanted, example_of, labels_of

    if source.sort == Sort.NEW:
        return example_of(session, source)
    if not source.keys and not source.text.strip():
        template = {Sort.PEOPLE: "badge", Sort.PLACES: "place"}.get(source.sort, "folder")
        return Wanted(template, [])
    return labels_of(session, source, settings.template, most=MOST)


def _on_stock(
    session: Session, source: LabelSource, settings: Settings, last: Last, found: Proofed
) -> Proofed:
    """What can be said of template and stock even where the records cannot be labelled."""
    from rmdesk.labels.printing import in_detail

    try:
        used = in_detail(settings, "badge" if source.sort == Sort.PEOPLE else "folder", last)
        return _stocked(session, used, last, found)
    except DeskError:
        return found


def _stocked(session: Session, used: Settings, last: Last, found: Proofed) -> Proofed:
    from rmdesk.labels.drawing import calibration_of, load_template
    from rmdesk.labels.printing import stock_for

    site = session.desk.labels
    template = load_template(used.template, site)
    stock = stock_for(session, used)
    size = f"{_mm(stock.label_w_mm)}x{_mm(stock.label_h_mm)} mm"
    sheet = f"{stock.nx}x{stock.ny} {stock.paper}" if stock.per_sheet > 1 else stock.paper
    goes_on = last.next_start if last.stock and last.stock == stock.name else 1
    return replace(
        found,
        template=used.template,
        title=template.title,
        stock=stock.name,
        stock_words=f"{stock.name} · {size}, {sheet}",
        per_sheet=stock.per_sheet,
        symbology=used.symbology or str(template.symbology),
        next_start=goes_on,
        calibration=calibration_of(site, used.printer, stock),
        settings=used,
    )


def _mm(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")


def _printers(last: Last, site: Path) -> list[str]:
    from rmdesk.labels.printer import printer_queues
    from rmdesk.labels.printers import printers_to_choose

    return printers_to_choose(["file:labels.pdf", *last.printers, *printer_queues()], site)


# --- in lines


def proof_lines(proofed: Proofed, width: int, height: int) -> Sequence[Line]:
    """What is odd, then the first label: drawn where there is room, else what it says."""
    lines = _odd_lines(proofed, width, height)
    if proofed.preview is None:
        if not lines:
            lines = [[(_("Name what gets labels, and the first one is shown here."), "dim")]]
        return lines
    drawn = proofed.preview.drawn
    if len(drawn) <= height - len(lines) and max(map(len, drawn)) <= width:
        return [*lines, *([(line, "")] for line in drawn)]
    said, room = " · ".join(proofed.preview.said), height - len(lines)
    return [*lines, *([(line, "")] for line in wrap(said, width, room))] if room > 0 else lines


def _odd_lines(proofed: Proofed, width: int, most: int) -> list[Line]:
    lines: list[Line] = []
    for refusal in proofed.refusals[:_TOLD]:
        lines += _told(refusal.message, "✗", "bad", width)
        lines += _told(refusal.next_step, "→", "dim", width) if refusal.next_step else []
    for warning in proofed.warnings[:_TOLD]:
        lines += _told(warning, "!", "warn", width)
    more = sum(max(0, len(odd) - _TOLD) for odd in (proofed.refusals, proofed.warnings))
    if proofed.total > MOST:
        text = _("Only the first {n:,} of {all:,} were looked at.")
        lines += _told(text.format(n=MOST, all=proofed.total), "!", "warn", width)
    if proofed.source.sort == Sort.NEW and proofed.contents:
        told = _("The numbers are given when they are printed; this is one as they will be.")
        lines += _told(told, "·", "dim", width)
    if more:
        lines += [[(fit(_("and {n} more").format(n=more), width), "dim")]]
    return lines[:most]


def _told(text: str, mark: str, role: str, width: int) -> list[Line]:
    first, *rest = wrap(text, width - 2, 4) or [""]
    return [[(f"{mark} ", role), (first, "")], *([("  ", ""), (line, "")] for line in rest)]
