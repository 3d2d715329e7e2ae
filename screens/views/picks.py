"""The pick list: what to take off the shelves, in walking order. A scan picks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.picking import Pull, pick, pick_list
from rmdesk.duties.scan import Counter, clean, resolve
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import clock_word, is_late, late_word, priority_word, turning
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span, cells, heads
from screens.kit.scan_queue import at_the_counter
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Loaded:
    pulls: list[Pull]
    now: datetime


class Picks(View):
    """Pulls in walking order."""

    name = "picks"

    def __init__(self) -> None:
        self._pulls: list[Pull] | None = None
        self._now = datetime.now().astimezone()

    def title(self) -> Line:
        return [(_("pick list, in walking order"), "bold")]

    def status(self) -> Line:
        if self._pulls is None:
            return ()
        n = len(self._pulls)
        return [(ngettext("{n} to pick", "{n} to pick", n).format(n=n), "bold")]

    def prompt(self) -> str:
        return _("scan each record as you take it off its shelf")

    def load(self, session: Session) -> _Loaded:
        return _Loaded(pick_list(session), session.now())

    def show(self, loaded: _Loaded) -> None:
        """Keep the mark where it is in the walk."""
        self._pulls, self._now = loaded.pulls, loaded.now

    def __len__(self) -> int:
        return len(self._pulls or ())

    @property
    def holdings(self) -> list[Holding]:
        """Everything that is to be picked."""
        return [pull.holding for pull in self._pulls or ()]

    @property
    def marked(self) -> Holding | None:
        """The holding that the mark is on."""
        return self._pulls[self.cursor].holding if self._pulls else None

    def head(self, width: int) -> Line:
        return heads(_columns(), width) if self._pulls else ()

    def row(self, index: int, width: int) -> Line:
        """Place first: that is what one walks by."""
        assert self._pulls is not None
        pull = self._pulls[index]
        request = pull.request
        urgent = bool(request and request.rank == 0)
        values = (
            (pull.address or "–", "name"),
            (pull.holding.identifier or pull.holding.key, ""),
            (pull.holding.name, ""),
            (pull.requester, ""),
            (request.number if request else "", "dim"),
            (priority_word(request.priority) if request else "", "warn" if urgent else ""),
            self._clock(request),
        )
        return cells(_columns(), width, values)

    def _clock(self, request: Request | None) -> Span:
        """When the request is due, by the clock of the desk's rows and counts."""
        if request is None:
            return "", ""
        if is_late(request.due, self._now):
            return late_word(request.due, self._now), "bad"
        return clock_word(request.due, self._now), ""

    @property
    def turns(self) -> datetime | None:
        """When the next of them is late."""
        return turning((p.request.due for p in self._pulls or () if p.request), self._now)

    def empty(self) -> Line:
        if self._pulls is None:
            return ()
        return [(_("Nothing is left to pick."), "good")]

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A holding that is asked for is picked; anything else is a scan as anywhere."""
        found = resolve(session, clean(text))
        if counter.person is None and counter.place is None and isinstance(found, Holding):
            wanted = {pull.holding.id: pull for pull in pick_list(session)}
            if found.id in wanted:
                return _picked(pick(session, f"#{found.id}"), wanted[found.id])
        try:
            return at_the_counter(session, counter, text, tail)
        except Refused as refused:
            refused.next_step = refused.next_step or _("It is not on the pick list.")
            raise

    def enter_does(self) -> str:
        return _("Open {name}").format(name=self.marked.key) if self.marked else ""

    def choose(self, app: Host) -> None:
        if self.marked:
            app.open_record(self.marked.id)


def _picked(holding: Holding, pull: Pull) -> Told:
    text = _("Picked: {name}").format(name=holding.name)
    step = _("for {name}").format(name=pull.requester)
    number = pull.request.number if pull.request else ""
    return Told(text, "✓", "good", f"{step} {number}".strip(), holding=holding)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("place"), 8, 1),
        Column(_("code"), 12, 1),
        Column(_("title"), 14, 5),
        Column(_("for"), 10, 1),
        Column(_("request"), 7, wide=True),
        Column(_("priority"), 8),
        Column(_("due"), 11),
    )
