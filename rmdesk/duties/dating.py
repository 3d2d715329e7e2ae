"""Until when a record is kept, by its schedule item: the one convention, and a sentence a step.

A clock starts on the latest day that the record's own dates may mean, or on a day that somebody
told. Where no day is known nothing starts, and nothing falls due. `model.lengths.after` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.days import iso_day
from rmdesk.model.lengths import NOTHING, Length, after, end_of
from rmdesk.model.plans import CLOSURE, EVENT, KEEP, Period, Plan, Term, of_medium
from rmdesk.model.words import later

WAITS = "waits"
"""Stands for the last day of what is scheduled and has none: it sorts after every day."""


@dataclass(frozen=True)
class Days:
    """The days of a record: `last`, the latest that its dates may mean; `closed`, its cut-off.

    `written` are its dates as written, `events` the days of what has happened, by its name without
    case. A day that is not known is None.
    """

    last: date | None = None
    written: str = ""
    closed: date | None = None
    events: Mapping[str, date] | None = None


@dataclass(frozen=True)
class Step:
    """A step of retention (`active`, `semi-active`) and its last day, ISO."""

    step: str
    until: str


@dataclass(frozen=True)
class Dated:
    """When the clock started, the last day of each step, and of all: `due`, "" where there is none.

    `said` tells it in sentences; `waits` is what is not known, "" where all is.
    """

    trigger: str = ""
    steps: tuple[Step, ...] = ()
    due: str = ""
    said: tuple[str, ...] = ()
    waits: str = ""


Tell = Callable[..., str]
"""Makes a sentence of a text and its values."""


def _sentence(text: str, **values: object) -> str:
    return _(text).format(**values)


def _unsaid(text: str, **_values: object) -> str:
    """The text as it stands, for who only counts: a sentence costs more than its day."""
    return text


def dated(
    plan: Plan,
    days: Days,
    medium: str = "",
    fiscal: tuple[int, int] = (1, 1),
    *,
    quiet: bool = False,
) -> Dated:
    """Count a plan from the days of a record; `fiscal` is when the site's fiscal year begins.

    With `quiet` the sentences are not to be read.
    """
    tell = _unsaid if quiet else _sentence
    if plan.unread:
        return _waiting(tell(later("the schedule item is not understood: {why}"), why=plan.unread))
    own = of_medium(plan, medium)
    if plan.permanent or (own and own.permanent):
        return Dated(said=(tell(later("kept for ever")),))
    runs = [_run(_of_own(term, own), days, fiscal, tell) for term in plan.terms]
    known = [run for run in runs if run.end is not None]
    told = tuple(sentence for run in runs for sentence in run.said)
    if not known or (plan.latest and len(known) < len(runs)):
        missing = next(run.said[-1] for run in runs if run.end is None)
        return Dated(said=told, waits=missing)
    return _stepped(plan, _chosen(plan, known, len(runs), tell), told, tell)


def _waiting(why: str) -> Dated:
    return Dated(said=(why,), waits=why)


@dataclass(frozen=True)
class _Run:
    """One term from its start to its end; `from_the_end` of a month, quarter or year."""

    start: date | None
    end: date | None
    length: Length
    from_the_end: bool
    said: tuple[str, ...]


def _of_own(term: Term, own: Period | None) -> Term:
    return Term(term.clock, own.length) if own and own.length is not None else term


def _run(term: Term, days: Days, fiscal: tuple[int, int], tell: Tell) -> _Run:
    start, said = _start(term, days, tell)
    rounded = term.clock.rounded
    if start is None:
        return _Run(None, None, term.length, bool(rounded), (said,))
    told = [said]
    if rounded:
        start = end_of(rounded, start, fiscal)
        told.append(tell(_ENDS[rounded], day=start))
    end = after(start, term.length, from_the_end=bool(rounded))
    return _Run(start, end, term.length, bool(rounded), tuple(told))


_ENDS = {
    "month": later("the month ends {day}"),
    "quarter": later("the quarter ends {day}"),
    "year": later("the calendar year ends {day}"),
    "fiscal": later("the fiscal year ends {day}"),
}


def _start(term: Term, days: Days, tell: Tell) -> tuple[date | None, str]:
    """The day a clock starts from, and a sentence: which it is, or what is not known."""
    clock = term.clock
    if clock.start == EVENT:
        day = (days.events or {}).get(clock.event.casefold())
        if day is None:
            return None, tell(later("“{event}” has not been told yet"), event=clock.event)
        return day, tell(later("{event} {day}"), event=clock.event, day=day)
    if clock.start == CLOSURE and days.closed:
        return days.closed, tell(later("closed {day}"), day=days.closed)
    if days.last is None:
        return None, tell(later("its last date is not known, and no day of closure was told"))
    if days.written == days.last.isoformat():
        return days.last, tell(later("its last date is {day}"), day=days.last)
    told = later("its last date may be as late as {day} (“{written}”)")
    return days.last, tell(told, day=days.last, written=days.written)


def _chosen(plan: Plan, known: Sequence[_Run], of: int, tell: Tell) -> _Run:
    pick = max if plan.latest else min
    run = pick(known, key=lambda each: each.end or date.max)
    if of < 2:
        return run
    told = later("the latest counts: {day}") if plan.latest else later("the earliest counts: {day}")
    return _Run(run.start, run.end, run.length, run.from_the_end, (tell(told, day=run.end),))


def _stepped(plan: Plan, run: _Run, told: tuple[str, ...], tell: Tell) -> Dated:
    """The steps of the term that counts, and what follows upon it."""
    assert run.start is not None
    assert run.end is not None
    said = [*told, *(run.said if len(plan.terms) > 1 else ())]
    active = (
        later("active {length} to {day}") if run.length != NOTHING else later("active to {day}")
    )
    said.append(tell(active, length=run.length, day=run.end))
    steps, due = [Step("active", run.end.isoformat())], run.end
    if plan.semi is not None:
        due = after(run.end, plan.semi, from_the_end=run.from_the_end)
        steps.append(Step("semi-active", due.isoformat()))
        said.append(tell(later("semi-active {length} to {day}"), length=plan.semi, day=due))
    last = "" if plan.fate == KEEP else due.isoformat()
    return Dated(run.start.isoformat(), tuple(steps), last, tuple(said))


def days_of(document: Mapping[str, object]) -> Days:
    """The days of a holding's document."""
    latest, closed = document.get("latest"), document.get("closed")
    last = None
    if isinstance(latest, int):
        last = date(latest // 10000, latest // 100 % 100, latest % 100)
    events = document.get("events") or ()
    assert isinstance(events, Sequence)
    written = document.get("dates") or document.get("date_to") or ""
    return Days(
        last,
        str(written),
        iso_day(str(closed)) if closed else None,
        _events(tuple(map(str, events))) if events else None,
    )


@lru_cache(maxsize=1024)
def _events(told: tuple[str, ...]) -> Mapping[str, date]:
    """What happened and when, of texts such as `end of contract: 2020-03-31`; the latest counts."""
    days: dict[str, date] = {}
    for each in told:
        name, day = event_in(each)
        if day is not None:
            days[name] = max(day, days.get(name, date.min))
    return days


def event_in(text: str) -> tuple[str, date | None]:
    """What happened and when, of `end of contract: 2020-03-31`; None where it names no day."""
    name, _sign, day = text.rpartition(":")
    try:
        return name.strip().casefold(), iso_day(day.strip())
    except ValueError:
        return text.strip().casefold(), None


def last_day(ends: str) -> str:
    """Until when a record is kept, ISO, of what is kept of it; "" for what waits, or has no end."""
    return "" if ends == WAITS else ends
