"""The pick list: what to take off the shelves, in walking order. A scan picks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.picking import Pull, pick, pick_list
from rmdesk.duties.picklist import PickLine, PickList, pick_cells, pick_lines
from rmdesk.model.records import Holding, Place, Request
from rmdesk.model.words import clock_word, is_late, late_word, status_word, turning
from screens.kit.listing import Target
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span
from screens.views.walks import Walking, not_listed

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Loaded:
    found: PickList
    now: datetime


class Picks(Walking):
    """Lines in walking order, one for each box."""

    name = "picks"

    def __init__(self) -> None:
        super().__init__()
        self._read: _Loaded | None = None

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(_("pick list, in walking order"), "bold"), *words, *self.way()]

    def called(self) -> str:
        return _("Pick list")

    def status(self) -> Line:
        """How much is still to be picked, after what is on the trolley already."""
        if self._read is None:
            return ()
        n, found = self._read.found.to_pick, self._read.found
        line = self.progress(n, found.picked)
        told = ngettext("{n} to pick", "{n} to pick", n).format(n=n)
        shown = self.counted_line() if len(self.seen) < len(self.rows) else [(told, "bold")]
        marks = self.marks_line() if len(self.seen) == len(self.rows) else []
        return [*line, *([(" · ", "dim")] if line else []), *shown, *marks]

    def prompt(self) -> str:
        return _("scan each record as you take it off its shelf, or its shelf first")

    def load(self, session: Session) -> _Loaded:
        return _Loaded(pick_lines(session), session.now())

    def show(self, loaded: _Loaded) -> None:
        """Keep the mark where it is in the walk."""
        self._read = loaded
        self.metres, self.plain = loaded.found.metres, loaded.found.plain
        self.take(loaded.found.lines)

    @property
    def holdings(self) -> list[Holding]:
        """Everything that is to be picked, or what is marked of it."""
        return [pull.holding for line in self.chosen or self.seen for pull in line.pulls]

    @property
    def taken(self) -> Holding | None:
        """The record that the mark is on."""
        return self.marked.main.holding if self.marked else None

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("place"), 8, 1, name="place"),
            Column(_("code"), 24, 1, name="code"),
            Column(_("title"), 14, 5, name="title"),
            Column(_("for"), 10, 1, wide=True, name="for"),
            Column(_("request"), 7, 1, wide=True, name="request"),
            Column(_("priority"), 8, name="priority"),
            Column(_("due"), 11, name="due"),
        )

    def cells_of(self, row: PickLine) -> Sequence[Span]:
        """Place first: that is what one walks by."""
        said = pick_cells(row)
        request = row.main.request
        urgent = bool(request and request.rank == 0)
        return (
            (said["place"] or "–", "name"),
            (said["code"], ""),
            (said["title"], ""),
            (said["for"], ""),
            (said["request"], "dim"),
            (said["priority"], "warn" if urgent else ""),
            self._clock(request),
        )

    def sort_key(self, row: PickLine, column: int) -> str:
        request = row.main.request
        if request is not None and column >= len(self.columns()) - 2:
            return request.due if column == len(self.columns()) - 1 else str(request.rank)
        return super().sort_key(row, column)

    def key_of(self, row: PickLine) -> Hashable:
        return row.box.id if row.box else row.main.holding.id

    def also_of(self, row: PickLine) -> str:
        held = [pull.holding for pull in row.pulls] + ([row.box] if row.box else [])
        return " ".join(each.barcode for each in held)

    def target_of(self, row: PickLine) -> Target | None:
        holding = row.main.holding
        return Target(Holding, f"#{holding.id}", holding.name)

    def targets(self) -> list[Target]:
        """Every record of the marked lines."""
        rows = self.chosen or ([self.marked] if self.marked else [])
        pulls = [pull for row in rows for pull in row.pulls]
        return [Target(Holding, f"#{each.holding.id}", each.holding.name) for each in pulls]

    def _clock(self, request: Request | None) -> Span:
        """When the request is due, by the clock of the desk's rows and counts."""
        if request is None or self._read is None:
            return "", ""
        now = self._read.now
        if is_late(request.due, now):
            return late_word(request.due, now), "bad"
        return clock_word(request.due, now), ""

    @property
    def turns(self) -> datetime | None:
        """When the next of them is late."""
        if self._read is None:
            return None
        requests = (pull.request for line in self.rows for pull in line.pulls)
        return turning((each.due for each in requests if each), self._read.now)

    def nothing(self) -> Line:
        return [(_("Nothing is left to pick."), "good")]

    def wanted_at(self, session: Session, place: Place) -> int:
        at = (pull.place for pull in pick_list(session))
        return sum(1 for each in at if each is not None and each.id == place.id)

    def handle(self, session: Session, holding: Holding) -> Told:
        wanted = {pull.holding.id: pull for pull in pick_list(session)}
        if holding.id not in wanted:
            return not_listed(holding, _("pick list"), status_word(holding.status))
        return _picked(pick(session, f"#{holding.id}", self.at), wanted[holding.id])

    def heard(self, app: Host, told: Told) -> None:
        """What was picked gets its OUT card, where the site wants one at each pick."""
        super().heard(app, told)
        if told.holding and told.mark == "✓" and app.session.guidelines.walk.out_cards:
            print_cards(app, [told.holding])

    def enter_does(self) -> str:
        return _("Open {name}").format(name=self.taken.key) if self.taken else ""

    def choose(self, app: Host) -> None:
        if self.taken:
            app.open_record(self.taken.id)


def print_cards(app: Host, holdings: Sequence[Holding]) -> None:
    """Print the OUT card of records, to the printer that was used last for them."""
    from data.plain import replace
    from rmdesk.labels.presets import LabelSource

    last = app.printing.remembered
    printers = {each.template: each for each in last.printers.values()}
    used = printers.get("outcard", last.settings)
    settings = replace(used, template="outcard", stock=last.stocks.get("outcard", ""), copies=1)
    source = LabelSource(keys=tuple(f"#{each.id}" for each in holdings))
    app.printing.print(source, settings, lambda: None)


def _picked(holding: Holding, pull: Pull) -> Told:
    text = _("Picked: {name}").format(name=holding.name)
    step = _("for {name}").format(name=pull.requester)
    number = pull.request.number if pull.request else ""
    return Told(text, "✓", "good", f"{step} {number}".strip(), holding=holding)
