"""Calibration: print the cross-hair sheet, type what the ruler says, test one label, keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.scan import Counter
from rmdesk.labels.presets import Last
from rmdesk.model.errors import BadInput, DeskError
from screens.kit.form import Field, Form
from screens.kit.notice import Told, told_of_error
from screens.kit.paint import Line, wrap
from screens.views.labels.label_proof import Proofed
from screens.views.labels.printing import printed_told

if TYPE_CHECKING:
    from rmdesk.labels.drawing import Calibration, LabelJob, Stock
    from screens.kit.host import Host
    from screens.views.labels.labels import Labels

_WAYS = ("measured", "offsets")
_MEASURED = ("left", "top", "across", "down")
_OFFSETS = ("right_mm", "down_mm", "scale")
_MEASURE = re.compile(r"[-+]?[0-9]{1,3}([.,][0-9]{1,3})?( *(mm|%))?", re.ASCII)
_BEFORE_UNIT = re.compile(r"\s+(?=(?:mm|%)(?:\s|$))")


def calibrating(app: Host, labels: Labels) -> None:
    """Open the calibration of the printer and stock that labels are to be printed with."""
    proofed = labels.proofed

    def opened(found: tuple[Stock, Calibration] | Told) -> None:
        if isinstance(found, Told):
            app.tell(found)
        else:
            app.open(CalibrationForm(proofed, *found))

    app.look_up(partial(_kept, proofed), opened)


def _kept(proofed: Proofed, session: Session) -> tuple[Stock, Calibration] | Told:
    from rmdesk.labels.drawing import calibration_of
    from rmdesk.labels.printing import stock_for

    try:
        stock = stock_for(session, proofed.settings)
        site = session.desk.labels
        return stock, calibration_of(site, proofed.settings.printer, stock)
    except DeskError as error:
        return told_of_error(error)


class CalibrationForm(Form):
    """Two crosses measured, or two offsets and a scale, for one printer and stock."""

    name = "calibration"
    searches = False
    detail_height = 6
    least_list = 9

    def __init__(self, proofed: Proofed, stock: Stock, kept: Calibration) -> None:
        super().__init__({"way": _WAYS[0], **_offsets_of(kept)})
        self._proofed, self._stock, self._kept = proofed, stock, kept
        if kept != type(kept)():
            self.values["way"] = "offsets"

    @property
    def _printer(self) -> str:
        return self._proofed.settings.printer

    def title(self) -> Line:
        told = _("calibration of {printer} for {stock}")
        return [(told.format(printer=self._printer, stock=self._stock.name), "bold")]

    def confirm_title(self) -> str:
        return _("Keep it for this printer and stock")

    def shown_fields(self) -> Sequence[Field]:
        """What is typed in the chosen way, between printing the sheet and testing a label."""
        from rmdesk.labels.drawing.calibration import cross_hairs

        (x0, y0), (x1, y1) = cross_hairs(self._stock)
        right = _("mm; {mm:.1f} would be right")
        measured = (
            ("left", _("from left"), right.format(mm=x0)),
            ("top", _("from top"), right.format(mm=y0)),
            ("across", _("across"), right.format(mm=x1 - x0)),
            ("down", _("down"), right.format(mm=y1 - y0)),
        )
        offsets = (
            ("right_mm", _("to the right"), _("mm; -0.5 moves to the left")),
            ("down_mm", _("down"), _("mm; -0.5 moves up")),
            ("scale", _("scale"), _("percent; two numbers for across and down")),
        )
        typed = measured if self.values["way"] == "measured" else offsets
        return (
            Field("sheet", lambda: _("first"), hint=lambda: _("Enter prints the cross-hair sheet")),
            Field("way", lambda: _("then type"), lambda: _WAYS, _way_word),
            *(_typed(*each) for each in typed),
            Field("test", lambda: _("then"), hint=lambda: _("Enter prints one label to test")),
        )

    def prompt(self) -> str:
        each = self.marked
        if each is None or each.name in ("sheet", "way", "test"):
            return ""
        return f"{each.label()}: {each.hint()}"

    def detail_title(self) -> str:
        return _("how")

    def detail(self, width: int) -> Sequence[Line]:
        texts = [
            _("Print the sheet on plain paper, from this printer, unscaled. Measure with a ruler."),
            _("The first cross is at the top left, the second at the bottom right."),
            self._outcome(),
        ]
        return [[(line, "")] for text in texts for line in wrap(text, width)]

    def _outcome(self) -> str:
        try:
            found = self._calibration()
        except DeskError as error:
            return error.message
        text = _("It moves every sheet {right:+.2f} mm right and {down:+.2f} mm down, scale {x:.2f}"
                 " % across and {y:.2f} % down.")  # fmt: skip
        return text.format(
            right=found.right_mm, down=found.down_mm, x=found.scale_x * 100, y=found.scale_y * 100
        )

    # --- what was typed

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A measure, where one is asked for; a longer number is a scan, heard as anywhere."""
        each = self.marked
        if each is not None and each.name in (*_MEASURED, *_OFFSETS) and _MEASURE.fullmatch(text):
            return Told(text, words=True)
        return super().hear(session, counter, text, tail)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What is typed is a measure."""
        return Told(text, words=True)

    def words(self, app: Host, text: str) -> bool:
        """A number of millimetres, or a scale in percent."""
        each = self.marked
        if each is None or each.name in ("sheet", "way", "test"):
            app.tell(Told(_("Mark what you have measured, then type it."), "?", "warn"))
            return True
        try:
            _numbers(text)
        except BadInput as error:
            app.tell(told_of_error(error))
            return True
        return super().words(app, text)

    def write(self, app: Host, text: str) -> bool:
        """Nothing is kept while a text stands in the line that is no measure."""
        each = self.marked
        asked = each is not None and each.name in (*_MEASURED, *_OFFSETS)
        if text and not (asked and _measures(text)):
            self.words(app, text)
            app.line.offer(text)
            return True
        return super().write(app, text)

    def _calibration(self) -> Calibration:
        """What was typed, as it would be kept. Raises BadInput for what cannot be right."""
        from rmdesk.labels.drawing import Calibration

        if self.values["way"] == "offsets":
            scales = [each / 100 for each in _numbers(self.values["scale"])] or [1.0]
            right, down = (_number(self.values[name]) for name in _OFFSETS[:2])
            return Calibration(right, down, scales[0], scales[-1])
        typed = [self.values.get(name, "") for name in _MEASURED]
        if not all(typed):
            raise BadInput(_("Not measured yet"), _("Type all four measures, in millimetres."))
        left, top, across, down = map(_number, typed)
        if min(across, down) <= 0:
            raise BadInput(_("Not measured yet"), _("The crosses do not lie on each other."))
        return Calibration.measured(self._stock, left, top, across, down)

    # --- printing and keeping

    def choose(self, app: Host) -> None:
        each = self.marked
        if each is not None and each.name == "sheet":
            app.printing.do(partial(_cross_hairs, stock=self._stock, printer=self._printer))
        elif each is not None and each.name == "test":
            self._test(app)
        elif each is None or each.choices is not None:
            super().choose(app)

    def _test(self, app: Host) -> None:
        if not self._proofed.contents:
            app.tell(Told(_("Nothing to test with: choose a label first."), "✗", "warn"))
        elif calibration := self._ready(app):
            app.printing.do(partial(_one_label, proofed=self._proofed, calibration=calibration))

    def _ready(self, app: Host) -> Calibration | None:
        """What was typed; where it cannot be right, that is told."""
        try:
            return self._calibration()
        except DeskError as error:
            app.tell(told_of_error(error))
            return None

    def confirm(self, app: Host) -> None:
        """Keep it: every later sheet is moved by it."""

        def kept(told: Told) -> None:
            if told.role == "good" and app.view is self:
                app.back()

        if calibration := self._ready(app):
            app.do(_keeping(self._printer, self._stock, calibration), kept)


def _keeping(printer: str, stock: Stock, calibration: Calibration) -> Callable[[Session], Told]:
    def work(session: Session) -> Told:
        from rmdesk.labels.drawing import keep_calibration

        keep_calibration(session.desk.labels, printer, stock, calibration)
        text = _("Kept for {printer} and {stock}").format(printer=printer, stock=stock.name)
        return Told(text, "✓", "good", _("every later sheet is moved by it"))

    return work


def _cross_hairs(session: Session, stock: Stock, printer: str) -> tuple[Told, Last | None]:
    from rmdesk.labels.drawing import make_calibration_sheet

    return _sent(session, make_calibration_sheet(stock.name, site=session.desk.labels), printer)


def _one_label(
    session: Session, proofed: Proofed, calibration: Calibration
) -> tuple[Told, Last | None]:
    from rmdesk.labels.contents import Wanted
    from rmdesk.labels.printing import made

    wanted = Wanted(proofed.template, list(proofed.contents[:1]))
    settings = replace(proofed.settings, copies=1)
    return _sent(session, made(session, wanted, settings, calibration), settings.printer)


def _sent(session: Session, job: LabelJob, printer: str) -> tuple[Told, Last | None]:
    from rmdesk.labels.printing import sent

    return printed_told(sent(session, job, printer)), None


# --- words and numbers


def _typed(name: str, label: str, hint: str) -> Field:
    return Field(name, lambda: label, hint=lambda: hint)


def _way_word(way: str) -> str:
    return {"measured": _("what you measured"), "offsets": _("two offsets and a scale")}[way]


def _offsets_of(kept: Calibration) -> dict[str, str]:
    scales = dict.fromkeys(f"{scale * 100:.2f}" for scale in (kept.scale_x, kept.scale_y))
    return {
        "right_mm": f"{kept.right_mm:.2f}",
        "down_mm": f"{kept.down_mm:.2f}",
        "scale": " ".join(scales),
    }


def _numbers(text: str) -> list[float]:
    """Numbers as people type them, with their units or without. Raises BadInput."""
    return [_number(part) for part in _BEFORE_UNIT.sub("", text).split()]


def _measures(text: str) -> bool:
    """Whether a text is numbers alone."""
    return all(map(_MEASURE.fullmatch, _BEFORE_UNIT.sub("", text).split()))


def _number(text: str) -> float:
    if not _MEASURE.fullmatch(text):
        wrong = _("“{text}” is not a number.").format(text=text)
        raise BadInput(_("Not a number"), wrong, _("Write 0.5 or -0.5."))
    return float(text.replace(",", ".").removesuffix("%").removesuffix("mm"))
