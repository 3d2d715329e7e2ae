"""The labels of a job drawn one by one, as text, before any is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.errors import DeskError
from screens.kit.form import whole
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, wrap
from screens.kit.view import View
from screens.views.labels.labels import Labels

if TYPE_CHECKING:
    from rmdesk.labels.drawing import LabelPreview
    from screens.kit.host import Host

_COLUMNS = 60


class LabelPreviews(View):
    """One label at a time; Left and Right go on."""

    name = "label-preview"
    live = False
    searches = False
    reads = True

    def __init__(self, labels: Labels) -> None:
        self.asker = self._labels = labels
        self._number = 0
        self._lines: list[Line] = []

    @property
    def _count(self) -> int:
        return len(self._labels.proofed.contents)

    def title(self) -> Line:
        told = _("label {n:,} of {all:,}").format(n=self._number + 1, all=self._count)
        return [(told if self._count else _("no label yet"), "bold")]

    def status(self) -> Line:
        return [(_("← → another · Ctrl+S prints · Esc leaves"), "dim")]

    def prompt(self) -> str:
        return _("type a number to see that label")

    def load(self, session: Session) -> list[Line]:
        from rmdesk.labels.printing import previewed

        proofed = self._labels.proofed
        if not proofed.contents:
            return _refused(proofed.problem) if proofed.problem else []
        content = proofed.contents[min(self._number, self._count - 1)]
        try:
            drawn = previewed(session, content, proofed.template, proofed.settings, _COLUMNS)
        except DeskError as refusal:
            return _refused(refusal)
        return _drawn(drawn)

    def show(self, loaded: list[Line]) -> None:
        self._lines = loaded

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, index: int, width: int) -> Line:
        return self._lines[index]

    def empty(self) -> Line:
        return [(_("Nothing has a label yet: scan a record."), "dim")]

    def turn(self, app: Host, step: int) -> None:
        if self._count:
            self._number = (self._number + step) % self._count
            app.reload()

    def words(self, app: Host, text: str) -> bool:
        number = whole(text)
        if 1 <= number <= self._count:
            self._number = number - 1
            app.reload()
        else:
            app.tell(Told(_("There is no label {text}.").format(text=text), "?", "warn"))
        return True


def _drawn(drawn: LabelPreview) -> list[Line]:
    """The label with what is odd about it; lines of small type are said in full below."""
    odd: list[Line] = [[("! ", "warn"), (text, "")] for text in drawn.warnings]
    picture = "\n".join(drawn.drawn)
    longer: list[Line] = [[(line, "dim")] for line in drawn.said if line not in picture]
    if longer:
        longer.insert(0, [(_("in full:"), "dim")])
    return [*odd, *([(line, "")] for line in drawn.drawn), *longer]


def _refused(refusal: DeskError) -> list[Line]:
    texts: Sequence[tuple[str, str]] = (
        (refusal.title, "bad"), (refusal.message, ""), (refusal.next_step, "dim"),
    )  # fmt: skip
    lines: list[list[Span]] = []
    for text, role in texts:
        lines += [[(line, role)] for line in wrap(text, _COLUMNS)]
    return [*lines]
