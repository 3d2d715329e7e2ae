"""What a schedule item means: its periods and clocks, and what finally becomes of the records.

How it is read of what is written is in `understanding`; that is long, and seldom needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.patterns import pattern
from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.model.lengths import NOTHING, Length
from rmdesk.model.words import DISPOSITIONS

DESTROY, SELECT, KEEP, TRANSFER = DISPOSITIONS

CREATION, CLOSURE, EVENT = "creation", "closure", "event"
"""Where a clock may start."""


@dataclass(frozen=True)
class Clock:
    """What starts a period: `start`, with the `event` in the schedule's words where it is one.

    `rounded` is the unit at whose end it starts: `month`, `quarter`, `year`, `fiscal`; "" for the
    very day.
    """

    start: str
    event: str = ""
    rounded: str = ""

    def __str__(self) -> str:
        """In words, as in “2 years after …”."""
        base = {CREATION: _("the last date of the record"), CLOSURE: _("closure")}.get(
            self.start, self.event
        )
        if not self.rounded:
            return base
        end = {
            "month": _("the end of the month of {base}"),
            "quarter": _("the end of the quarter of {base}"),
            "year": _("the end of the calendar year of {base}"),
            "fiscal": _("the end of the fiscal year of {base}"),
        }[self.rounded]
        return end.format(base=base)


CLOSED = Clock(CLOSURE)
"""The clock of a period for which none is told."""


@dataclass(frozen=True)
class Term:
    """A clock and how long it runs. `until` says that the text names it as an end, not a start."""

    clock: Clock
    length: Length
    until: bool = False


NUMBER = pattern(r"[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+")
"""A period that is nothing but a number of years."""


@dataclass(frozen=True)
class Period:
    """A period: as written, in years where it is a number, whether it is for ever.

    `length` is the same to the day, in its units; `odd` says why a person should look at it, "" for
    nothing.
    """

    written: str
    years: float | None = None
    permanent: bool = False
    odd: str = ""
    length: Length | None = None

    def __str__(self) -> str:
        return self.written

    @property
    def is_plain(self) -> bool:
        """Whether the number of years says all that is written."""
        return self.years is not None and NUMBER.fullmatch(self.written) is not None


@dataclass(frozen=True)
class Plan:
    """What an item means. Of several `terms` the latest end counts, or the earliest.

    `semi` follows upon them; `fate` is one of DISPOSITIONS, or "" where none is understood;
    `unread` says why the item was not understood, `media` the periods that media have of their own.
    """

    terms: tuple[Term, ...] = ()
    latest: bool = True
    semi: Length | None = None
    permanent: bool = False
    fate: str = ""
    unread: str = ""
    media: Mapping[str, Period] = field(default_factory=dict)

    def __str__(self) -> str:
        """In one sentence, to stand beside what is written."""
        if self.unread:
            return ""
        if self.permanent:
            return _("kept for ever")
        told = [_term(term) for term in self.terms]
        join = _("; the latest of these: ") if self.latest else _("; the earliest of these: ")
        said = told[0] if len(told) == 1 else join.removeprefix("; ") + " / ".join(told)
        if self.semi is not None:
            said = _("{said}, then {length}").format(said=said, length=self.semi)
        return f"{said}; {self.fate}" if self.fate else said


def _term(term: Term) -> str:
    if term.length == NOTHING:
        return _("until {clock}").format(clock=term.clock)
    return _("{length} after {clock}").format(length=term.length, clock=term.clock)


def of_medium(plan: Plan, medium: str) -> Period | None:
    """The period that records of a medium have of their own; None for those that have none."""
    return plan.media.get(medium.strip().casefold()) if medium else None
