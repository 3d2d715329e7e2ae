"""The fields of a print job: which there are, what they say, and what follows from a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.plain import asdict, replace
from data.texts import gettext as _
from rmdesk.labels.presets import LabelSource, Last, Sort
from rmdesk.labels.settings import FORMATS, PAPERS_MM, Settings
from rmdesk.model.words import kind_word
from screens.kit.form import Field
from screens.views.labels.label_sources import sort_word, what_word

if TYPE_CHECKING:
    from screens.views.labels.label_proof import Proofed

_DPIS = ("203", "300", "600")
_ORDERS = ("", "1")
_NEW = ("holding", "place", "person")
_IN_DOTS = ("zpl", "epl", "png")


def values_of(settings: Settings) -> dict[str, str]:
    """Settings as a form keeps them."""
    values = {name: str(value) for name, value in asdict(settings).items()}
    return {**values, "collate": "1" if settings.collate else ""}


def settings_of(values: Mapping[str, str]) -> Settings:
    """What a form keeps as settings."""
    return Settings(
        template=values["template"],
        stock=values["stock"],
        symbology=values["symbology"],
        start=int(values["start"]),
        copies=int(values["copies"]),
        collate=bool(values["collate"]),
        format=values["format"],
        dpi=int(values["dpi"]),
        paper_mm=int(values["paper_mm"]),
        printer=values["printer"],
    )


def changed(values: Mapping[str, str], name: str, value: str, last: Last) -> dict[str, str]:
    """The values after a change: a printer brings its settings, a file's ending is its format."""
    after = {**values, name: value}
    printer = after["printer"]
    if name == "printer":
        known = last.printers.get(value)
        if known is not None:
            used = replace(settings_of(after), format=known.format, dpi=known.dpi)
            return values_of(replace(used, paper_mm=known.paper_mm))
        ending = Path(value).suffix.lower().removeprefix(".")
        if value.startswith("file:") and ending in FORMATS:
            after["format"] = ending
        elif value.startswith("tcp:") and values["printer"].startswith("file:"):
            after["format"] = "zpl"  # what listens at a raw socket is a label printer, as a rule
    if name == "format" and printer.startswith("file:"):
        after["printer"] = str(Path(printer).with_suffix(f".{value}"))
    return after


# --- which fields there are


def fields_for(
    source: LabelSource, sorts: Sequence[str], settings: Settings, proofed: Proofed
) -> Sequence[Field]:
    """The fields that a source, a format and a stock call for."""
    sheets = settings.on_sheets and (proofed.per_sheet > 1 or settings.start > 1)
    there = {
        "kind": source.sort == Sort.NEW,
        "only": len(proofed.kinds) > 1 or bool(source.only),
        "stock": settings.format != "escpos",
        "start": sheets,
        "collate": settings.copies > 1,
        "dpi": settings.format in _IN_DOTS,
        "paper_mm": settings.format == "escpos",
        "calibration": settings.format == "pdf",
    }
    return [each for each in _fields(source, sorts, proofed) if there.get(each.name, True)]


def _fields(source: LabelSource, sorts: Sequence[str], proofed: Proofed) -> Sequence[Field]:
    return (
        Field("sort", lambda: _("labels of"), lambda: sorts, sort_word),
        Field("kind", lambda: _("for"), lambda: _NEW, _new_word),
        Field("what", lambda: what_word(source.sort)[0], hint=lambda: what_word(source.sort)[1]),
        Field("only", lambda: _("only"), lambda: ("", *proofed.kinds), _only_word),
        Field("template", lambda: _("template"), lambda: ("", *proofed.templates)),
        Field(
            "stock",
            lambda: _("stock"),
            lambda: proofed.stocks,
            hint=lambda: _("type any part number"),
        ),
        Field("symbology", lambda: _("code"), lambda: ("", *proofed.symbologies), _symbology_word),
        Field("start", lambda: _("start at"), hint=lambda: "1"),
        Field("copies", lambda: _("copies"), hint=lambda: "1"),
        Field("collate", lambda: _("order"), lambda: _ORDERS, _order_word),
        Field(
            "printer",
            lambda: _("printer"),
            lambda: proofed.printers,
            hint=lambda: _("file:NAME.pdf, lp:QUEUE or tcp://HOST:9100"),
        ),
        Field("format", lambda: _("format"), lambda: FORMATS, _format_word),
        Field("dpi", lambda: _("dots an inch"), lambda: _DPIS),
        Field("paper_mm", lambda: _("paper"), lambda: [str(mm) for mm in PAPERS_MM], _paper_word),
        Field("calibration", lambda: _("calibration")),
        Field("look", lambda: _("preview"), hint=lambda: _("Enter draws the labels one by one")),
    )


# --- what they say


def shown_value(each: Field, values: Mapping[str, str], proofed: Proofed) -> str:
    """What is chosen in a field, and what is used where nothing is."""
    value = values.get(each.name, "")
    told: Mapping[str, Callable[[], str]] = {
        "template": lambda: _template_words(value, proofed),
        "stock": lambda: proofed.stock_words or value,
        "symbology": lambda: (
            each.shown(value or proofed.symbology) + ("" if value else _(", the template's"))
        ),
        "start": lambda: _start_words(value, proofed),
        "look": lambda: "",
    }
    return told.get(each.name, lambda: each.shown(value))()


def calibration_words(proofed: Proofed) -> str:
    """How this printer is corrected for this stock."""
    kept = proofed.calibration
    if kept is None or kept == type(kept)():
        return _("none kept for this printer and stock · Enter begins")
    scale = (kept.scale_x + kept.scale_y) / 2 * 100
    text = _("{right:+.1f} mm right, {down:+.1f} mm down, {scale:.1f} % · Enter changes it")
    return text.format(right=kept.right_mm, down=kept.down_mm, scale=scale)


def _template_words(value: str, proofed: Proofed) -> str:
    name = value or proofed.template
    title = f"{name}: {_(proofed.title)}" if proofed.title and name == proofed.template else name
    return title if value else title + _(", by kind")


def _start_words(value: str, proofed: Proofed) -> str:
    text = _("label {n} of {all}").format(n=value, all=proofed.per_sheet)
    if proofed.next_start > 1 and value == "1":
        text += _("   the last sheet goes on at {n}").format(n=proofed.next_start)
    return text


def _symbology_word(name: str) -> str:
    return {
        "code128": "Code 128", "code39": "Code 39", "codabar": "Codabar", "itf": "ITF",
        "ean13": "EAN-13", "ean8": "EAN-8", "qr": "QR", "datamatrix": "Data Matrix",
    }.get(name, name)  # fmt: skip


def _format_word(name: str) -> str:
    return {
        "pdf": _("PDF: sheets"),
        "zpl": _("ZPL: label printers"),
        "epl": _("EPL: older label printers"),
        "escpos": _("receipt: slips"),
        "svg": _("SVG: a picture"),
        "png": _("PNG: a picture"),
    }.get(name, name)


def _paper_word(mm: str) -> str:
    return _("{mm} mm").format(mm=mm)


def _order_word(collated: str) -> str:
    return _("1 2 3, 1 2 3") if collated else _("1 1, 2 2, 3 3")


def _only_word(kind: str) -> str:
    return kind_word(kind) if kind else _("all kinds")


def _new_word(kind: str) -> str:
    return {"holding": _("holdings"), "place": _("places"), "person": _("people")}[kind]
