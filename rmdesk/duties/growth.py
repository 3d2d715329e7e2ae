"""How the holdings grew: items and linear metres that came and left, by time or by group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, spans_in
from rmdesk.duties.stock import GROUPS, PATHS, Figures, group_of, held_and_free, measured, whole
from rmdesk.model.days import SPANS, day_of, span_of
from rmdesk.model.words import later

_DAY = timedelta(days=1)
_FIGURES = ("came", "came_m", "gone", "gone_m")


def growth_in(session: Session, period: Period) -> Report:
    """What came and left in a period, and what was held at its end."""
    by = period.by or "month"
    days = by in SPANS
    found: dict[str, Figures] = {}
    for column, field in ((0, "came"), (2, "left")):
        path = field if days else PATHS.get(by, by)
        for value, figures in measured(session, path, within(field, period)).items():
            key = span_of(day_of(value, None), by) if days else group_of(session, by, value)
            line = found.setdefault(key, [0, 0.0, 0, 0.0])
            line[column] += figures[0]
            line[column + 1] += figures[2]
    then = _held_then(session, period)
    totals = _line([sum(each[n] for each in found.values()) for n in range(4)])
    if days:
        rows = _rows_of_time(found, Period(period.start, period.end, by), then)
    else:
        rows = [{by: key} | _line(found[key]) for key in sorted(found)]
    return Report("growth", rows, totals | _standing(*then))


def within(field: str, period: Period) -> QueryInstance:
    """That a record came, or left, in a period."""
    found: QueryInstance = (Query()[field] >= period.start.isoformat()) & (
        Query()[field] <= period.end.isoformat()
    )
    return found


def _held_then(session: Session, period: Period) -> tuple[float, float, float]:
    """Items and metres at the end of a period: those of now, less what came since, and so on.

    And the metres that were free, of the places of now: what came since had not taken them yet.
    """
    now = held_and_free(session)
    count, metres, free = now["items"], now["metres"], now["free_m"]
    for field, sign in (("came", -1), ("left", 1)):
        after = Query()[field] >= (period.end + _DAY).isoformat()
        items, _unmeasured, more = whole(measured(session, "kind", after))
        count, metres, free = count + sign * items, metres + sign * more, free - sign * more
    return count, metres, free


def _rows_of_time(
    found: Mapping[str, Figures], period: Period, then: tuple[float, float, float]
) -> list[dict[str, Any]]:
    """A line of each span, with what was held at its end: counted back from the last."""
    count, metres, free = then
    rows = []
    for key in reversed(spans_in(period, found)):
        came, came_m, gone, gone_m = figures = found.get(key, [0, 0.0, 0, 0.0])
        rows.append({period.by: key, **_line(figures), **_standing(count, metres, free)})
        count, metres = count - came + gone, metres - came_m + gone_m
        free += came_m - gone_m
    return rows[::-1]


def _standing(count: float, metres: float, free: float) -> dict[str, Any]:
    return {"items": int(count), "metres": round(metres, 2), "free_m": round(free, 2)}


def _line(figures: Figures) -> dict[str, Any]:
    came, came_m, gone, gone_m = figures
    return dict(
        zip(_FIGURES, (int(came), round(came_m, 2), int(gone), round(gone_m, 2)), strict=True)
    )


REPORTS = (
    ReportKind(
        "growth",
        later("Growth"),
        later(
            "records that were registered in the period, and those that were withdrawn,"
            " transferred or destroyed in it, with their linear metres, as `holdings` counts them;"
            " by time also what was held at the end of each, and what was free of places as now,"
            " as `space` counts them. Place, medium and the like are those of now. What was"
            " registered before the program kept the day is among what was held, and came in no"
            " period; what left then is in neither"
        ),
        growth_in,
        ("month", "week", "day", *GROUPS),
        dated=True,
        behind="moved",
    ),
)
