"""Something long that a view does in turn with the scans: how far it is, and Esc to stop it."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from screens.kit.paint import Line, Span, bar_of, fit

_BAR = 24


class Stopped(BadInput):
    """Somebody pressed Esc."""


class Work:
    """What runs, in a word, "" for nothing; `stopped` says what holds then if it is stopped."""

    def __init__(self, stopped: str) -> None:
        self.runs = ""
        self._stopped = stopped
        self._stop = False
        self._done, self._of, self._began = 0, 0, 0.0

    def begin(self, what: str) -> None:
        """It runs from now on."""
        self.runs, self._stop = what, False
        self._done, self._of, self._began = 0, 0, monotonic()

    def end(self) -> None:
        """It is over."""
        self.runs = ""

    def stop(self) -> bool:
        """Esc: stop at the next step; whether there is anything to stop."""
        self._stop = bool(self.runs)
        return self._stop

    def count(self, done: int, of: int | None) -> None:
        """In the thread that works, between two steps. Raises Stopped; what is done stays done."""
        self._done, self._of = done, of or 0
        if self._stop and done != of:
            raise Stopped(_("Stopped"), self._stopped, "")

    def status(self) -> Line:
        """What runs, how far it is and how long it still takes."""
        return [(self.runs + " ", "bold"), *self._progress(), (_(" · Esc stops"), "warn")]

    def _progress(self) -> list[Span]:
        if not self._of:
            return [(_("{n:,} rows read").format(n=self._done), "")] if self._done else []
        share = min(1.0, self._done / self._of)
        left = (monotonic() - self._began) * (1 - share) / share if share else 0.0
        told = _("{percent} %, {seconds} s left").format(
            percent=int(share * 100), seconds=int(left) + 1
        )
        return [(fit(bar_of(share, _BAR), _BAR), ""), (f" {told}", "")]

    @property
    def turns(self) -> datetime | None:
        """While it runs it is shown again and again."""
        zone = datetime.now().astimezone().tzinfo
        return datetime.min.replace(tzinfo=zone) if self.runs else None
