"""A place: where it is, its room, and what lives there and in what lies in it, shelf by shelf."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass, field
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.place import lives_there
from rmdesk.duties.scan import place_scanned
from rmdesk.duties.space import room_of
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import kind_word, status_span
from screens.kit.listing import Listing, Target
from screens.kit.notice import Told, told_of_answer
from screens.kit.paint import Column, Line, Span, fit
from screens.kit.view import why_not

if TYPE_CHECKING:
    from screens.kit.host import Host

SHOWN = 5_000
"""Most records listed of one place; the count above them counts all."""


@dataclass(frozen=True)
class _Loaded:
    """`homes` are the addresses of what lives in places that lie in this one, by their numbers."""

    address: str = ""
    holdings: list[Holding] = field(default_factory=list)
    total: int = 0
    today: str = ""
    room: str = ""
    homes: Mapping[int, str] = field(default_factory=dict)
    against: Mapping[str, Sequence[Reason]] = field(default_factory=dict)


class PlaceView(Listing):
    """One place; its first row starts filing there, as its scan does. Below it what lives there,
    and last what can be done to it.
    """

    name = "place"

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._read = _Loaded(place.address)
        self._acts = duties.acts_on(Place)

    @property
    def subject(self) -> Place:
        return self.place

    def title(self) -> Line:
        place = self.place
        rooms = " · ".join(part for part in (place.building, place.floor, place.room) if part)
        words = [(f" “{self.text}”", "")] if self.text else []
        return [
            (_("place") + " ", "dim"),
            (self._read.address, "name"),
            (f" {rooms}", "dim"),
            *words,
        ]

    def status(self) -> Line:
        """How many live there, and how many of them are shown."""
        n, total = len(self.listed), self._read.total
        text = _("{n:,} live here").format(n=total)
        if n != total:
            text = _("{n:,} of {total:,} that live here").format(n=n, total=total)
        return [(text, "bold"), (self._read.room, ""), *self.marks_line()]

    def total(self) -> int:
        return self._read.total

    def load(self, session: Session) -> _Loaded:
        place = session.get(Place, self.place.id) or self.place
        found = lives_there(session, place)
        homes = {each.home_id or 0 for each in found[:SHOWN]} - {place.id}
        return _Loaded(
            session.address(place.id),
            found[:SHOWN],
            len(found),
            session.today(),
            _room(session, place),
            {number: session.address(number) for number in homes},
            {act.name: act.reasons_against(session, place, {}) for act in self._acts},
        )

    def show(self, loaded: _Loaded) -> None:
        self._read = loaded
        self.take(loaded.holdings)

    def arranged(self, found: list[Any]) -> list[Any]:
        none = [_("Nothing here has these words.")] if self.text and not found else []
        return [None, *found, *none, *self._acts]

    def is_listed(self, row: Holding | Act | str | None) -> bool:
        return isinstance(row, Holding)

    def selectable(self, index: int) -> bool:
        return not isinstance(self.seen[index], str)

    @property
    def holdings(self) -> list[Holding]:
        """What is marked of what lives there, or else all that is shown."""
        return self.chosen or self.listed

    def prompt(self) -> str:
        if self.marked is None and not self.moved:
            return _("Enter twice files here; type words to narrow what lives here")
        return super().prompt()

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("code"), 14, 1, name="code"),
            Column(_("title"), 20, 5, name="title"),
            Column(_("kind"), 8, wide=True, name="kind"),
            Column(_("dates"), 10, 1, wide=True, name="dates"),
            *([Column(_("home"), 10, name="home")] if self._read.homes else []),
            Column(_("status"), 10, name="status"),
        )

    def cells_of(self, row: Holding) -> Sequence[Span]:
        homes = self._read.homes
        return (
            (row.identifier or row.key, "name"),
            (row.name, ""),
            (kind_word(row.kind), "dim"),
            (row.dates, "dim"),
            *([(homes.get(row.home_id or 0, ""), "dim")] if homes else []),
            status_span(row.status, row.due, self._read.today),
        )

    def key_of(self, row: Holding | Act | str | None) -> Hashable:
        if isinstance(row, Act):
            return row.name
        return row.id if isinstance(row, Holding) else row

    def target_of(self, row: Holding | Act) -> Target | None:
        if isinstance(row, Act):
            return None
        return Target(Holding, f"#{row.id}", row.name)

    def also_of(self, row: Holding) -> str:
        return f"{row.barcode} {row.container} {row.unit}"

    def row(self, index: int, width: int) -> Line:
        if self.seen[index] is None:
            return [(_("File here what is scanned next, as a scan of the place does"), "bold")]
        if isinstance(self.seen[index], str):
            return [(self.seen[index], "dim")]
        if isinstance(self.seen[index], Act):
            return self._act_row(self.seen[index])
        return super().row(index, width)

    def head(self, width: int) -> Line:
        return super().head(width) if self.listed else ()

    def enter_does(self) -> str:
        if isinstance(self.marked, Act):
            dimmed = self._read.against.get(self.marked.name)
            return why_not() if dimmed else _(self.marked.title)
        return _("Open what is marked") if self.marked is not None else _("File here")

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
        if isinstance(self.marked, Act):
            self._take(app, self.marked)
        elif isinstance(self.marked, Holding):
            app.open_record(self.marked.id)
        elif self.moved:
            place = self.place

            def work(session: Session) -> Told:
                app.counter.used = session.now()
                return told_of_answer(place_scanned(session, app.counter, place))

            app.do(work)
        else:
            self.moved = True
            app.repaint()


def _room(session: Session, place: Place) -> str:
    """How much room is free, as far as one may know of what is there (R17), and since when it is
    closed.
    """
    told, room = [], room_of(session, place, known_only=True)
    boxes = room.boxes(session.guidelines.containers.metres() or 1.0)
    if boxes is not None and room.free_m is not None:
        text = ngettext("{metres:g} m free, {n:,} box", "{metres:g} m free, {n:,} boxes", boxes)
        told.append(text.format(metres=round(room.free_m, 2), n=boxes))
    if place.closed:
        told.append(_("closed {day}").format(day=place.closed))
    return "".join(f" · {each}" for each in told)
