"""Lists that one walks by: scan a shelf to be sure of it, then what is taken there or put there.

Nothing is done with a record that is not on the list, nor at a shelf that is not its own; after a
scan that names nothing, a shelf has to be scanned before anything else (R29).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.lookup import heard_as
from rmdesk.duties.scan import Counter, clean
from rmdesk.duties.walking import way_told
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status
from screens.kit.listing import Listing
from screens.kit.notice import Told
from screens.kit.paint import Line, Span
from screens.kit.scan_queue import at_the_counter

if TYPE_CHECKING:
    from screens.kit.host import Host


class Walking(Listing):
    """A list to walk by."""

    def __init__(self) -> None:
        super().__init__()
        self.at: Place | None = None
        """The shelf that was scanned last."""
        self.stopped = False
        self._address = ""
        self.metres, self.plain = 0.0, 0.0
        self._met: set[Hashable] = set()

    # --- what each says of itself

    def wanted_at(self, session: Session, place: Place) -> int:
        """How much of the list is to be taken or put at a shelf."""
        raise NotImplementedError

    def handle(self, session: Session, holding: Holding) -> Told:
        """Do with a record that was scanned what the list is for, or tell why not."""
        raise NotImplementedError

    # --- what is shown

    def progress(self, left: int, done: int) -> Line:
        """Done of all, the shelf that was scanned, or that a shelf has to be."""
        all_ = left + done
        line: list[Span] = (
            [(_("{n} of {total}").format(n=done, total=all_), "bold")] if done else []
        )
        if self.stopped:
            return [(" " + _("STOPPED: scan a place") + " ", "stop"), (" · ", "dim"), *line]
        if self.at is not None:
            at = _("at {place}").format(place=self._address)
            return [(at, "name"), *([(" · ", "dim")] if line else []), *line]
        return line

    def said(self) -> list[str]:
        way = way_told(self.metres, self.plain)
        return [way] if way else []

    def way(self) -> Line:
        """The metres of the walk beside those by address, for the title."""
        if not self.metres:
            return []
        text = _("{metres:.0f} m, by address {plain:.0f}")
        return [(" · ", "dim"), (text.format(metres=self.metres, plain=self.plain), "dim")]

    def returned(self, text: str) -> None:
        """A code that was entered meanwhile narrows no more: one goes on walking."""
        if self.text and not text:
            self.text = ""
            self.narrow(stay=self.marked)

    # --- scans

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A shelf is kept in mind, what is on the list is handled; what was missing is found."""
        meant = heard_as(session, clean(text))
        if counter.person is not None or counter.place is not None or len(meant) > 1:
            return at_the_counter(session, counter, text, tail)
        found = meant[0] if meant else None
        if isinstance(found, Place):
            return self._at_shelf(session, found)
        if isinstance(found, Holding) and found.status != Status.MISSING:
            if self.stopped:
                return _stop(_("Not done: {name}.").format(name=found.name))
            return self.handle(session, found)
        if found is None and self.at is not None:
            self.at, self.stopped = None, True
            return _stop(_("“{text}” is not known.").format(text=text))
        return at_the_counter(session, counter, text, tail)

    def _at_shelf(self, session: Session, place: Place) -> Told:
        self.at, self.stopped, self._address = place, False, session.address(place.id)
        n = self.wanted_at(session, place)
        if not n:
            told = _("Nothing of this list is at {place}.").format(place=self._address)
            return Told(told, "!", "warn")
        told = ngettext("At {place}: {n} record", "At {place}: {n} records", n)
        return Told(told.format(place=self._address, n=n), "▸", "name")

    def heard(self, app: Host, told: Told) -> None:
        app.repaint()


def not_listed(holding: Holding, listed: str, state: str) -> Told:
    """That a record is not on the list, and what it is: nothing is done with it."""
    text = _("{key} is not on the {list}: it is {state}. Nothing was done.")
    told = text.format(key=holding.key, list=listed, state=state)
    return Told(_("Not done: {name}").format(name=holding.name), "✗", "bad",
                reasons=(Reason("R29", told),), holding=holding)  # fmt: skip


def _stop(why: str) -> Told:
    stop = _("Nothing more is done here until a place is scanned (R29).")
    return Told(f"{why} {stop}", "✗", "bad")
