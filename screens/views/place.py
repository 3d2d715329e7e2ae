"""A place: where it is, and what lives there, in the order of its codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.scan import place_scanned
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import kind_word, status_span
from screens.kit.notice import Told, told_of_answer
from screens.kit.paint import Column, Line, cells, fit, heads
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

SHOWN = 500
"""Most records listed of one place; the count above them counts all."""


@dataclass(frozen=True)
class _Loaded:
    address: str = ""
    holdings: list[Holding] = field(default_factory=list)
    total: int = 0
    today: str = ""
    against: Mapping[str, Sequence[Reason]] = field(default_factory=dict)


class PlaceView(View):
    """One place; its first row starts filing there, as its scan does, its last are what can be done
    to it.
    """

    name = "place"

    def __init__(self, place: Place) -> None:
        self.place = place
        self._read = _Loaded(place.address)
        self._acts = duties.acts_on(Place)

    @property
    def subject(self) -> Place:
        return self.place

    def title(self) -> Line:
        place = self.place
        rooms = " · ".join(part for part in (place.building, place.floor, place.room) if part)
        return [(_("place") + " ", "dim"), (self._read.address, "name"), (f" {rooms}", "dim")]

    def status(self) -> Line:
        return [(_("{n:,} live here").format(n=self._read.total), "bold")]

    def load(self, session: Session) -> _Loaded:
        lives = Query().home_id == self.place.id
        rows = session.visible.page(lives, limit=SHOWN).rows
        found = sorted(map(Holding.from_document, rows), key=_as_people_count)
        address = session.address(self.place.id)
        place = session.get(Place, self.place.id) or self.place
        against = {act.name: act.reasons_against(session, place, {}) for act in self._acts}
        return _Loaded(address, found, session.visible.count(lives), session.today(), against)

    def show(self, loaded: _Loaded) -> None:
        self._read = loaded

    @property
    def holdings(self) -> list[Holding]:
        """What lives there."""
        return self._read.holdings

    def __len__(self) -> int:
        return 1 + len(self.holdings) + len(self._acts)

    def head(self, width: int) -> Line:
        return heads(_columns(), width)

    def row(self, index: int, width: int) -> Line:
        if index == 0:
            return [(_("File here what is scanned next, as a scan of the place does"), "bold")]
        if index > len(self.holdings):
            return self._act_row(self._act_at(index))
        holding = self.holdings[index - 1]
        values = (
            (holding.identifier or holding.key, "name"),
            (holding.name, ""),
            (kind_word(holding.kind), "dim"),
            (holding.dates, "dim"),
            status_span(holding.status, holding.due, self._read.today),
        )
        return cells(_columns(), width, values)

    def _act_at(self, index: int) -> Act:
        return self._acts[index - 1 - len(self.holdings)]

    def _act_row(self, act: Act) -> Line:
        """Dimmed, with the rules that stand against it, where it cannot be done now."""
        if against := self._read.against.get(act.name):
            why = " ".join(reason.told for reason in against)
            return [(fit(_(act.title), 30), "dim"), (" ", ""), (why, "dim")]
        return [(_(act.title), "bold")]

    def _take(self, app: Host, act: Act) -> None:
        from screens.records.act_form import take  # with the first act that is taken here

        if against := self._read.against.get(act.name):
            told = f"{_(act.title).rstrip('…')}: {self._read.address}"
            app.tell(Told(told, "✗", "warn", reasons=against))
        else:
            take(app, act, f"#{self.place.id}", self._read.address, {})

    def choose(self, app: Host) -> None:
        """Open the marked record, file here, or do to the place what is marked."""
        if self.cursor > len(self.holdings):
            self._take(app, self._act_at(self.cursor))
        elif self.cursor:
            app.open_record(self.holdings[self.cursor - 1].id)
        elif self.moved:
            place = self.place

            def work(session: Session) -> Told:
                app.counter.used = session.now()
                return told_of_answer(place_scanned(session, app.counter, place))

            app.do(work)
        else:
            self.moved = True
            app.repaint()


def _as_people_count(holding: Holding) -> list[tuple[int, int | str]]:
    return as_counted(holding.identifier or holding.key)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("code"), 14, 1),
        Column(_("title"), 20, 5),
        Column(_("kind"), 8, wide=True),
        Column(_("dates"), 10, 1, wide=True),
        Column(_("status"), 10),
    )
