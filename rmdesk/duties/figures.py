"""Figures of dispositions: what was done in a period, and what falls due in the years to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, told
from rmdesk.duties.batch import DONE, DisposalItem, Disposition, known_items
from rmdesk.duties.covered import holds_rows
from rmdesk.duties.falling_due import follow_schedule
from rmdesk.duties.retention import Dater, dater_of
from rmdesk.duties.schedule import vital_rows
from rmdesk.model.days import BY_TIME, day_of
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus, later

YEARS = 10
"""Years that the list of what falls due looks ahead where nobody says another period."""


def done_rows(session: Session, start: date, end: date) -> list[dict[str, Any]]:
    """Each record whose disposition was executed in a period, and what became of it."""
    return [row for batch in _executed(session, start, end) for row in _items(session, batch)]


def _executed(session: Session, start: date, end: date) -> Iterator[Disposition]:
    """The dispositions that were executed in a period, by the day of the site."""
    rows = session.visible.all_in(
        Disposition.table, Query().status == BatchStatus.EXECUTED, order_by=("status", "proposed")
    )
    for batch in map(Disposition.from_document, rows):
        day = day_of(batch.executed, session.now().tzinfo)
        if day is not None and start <= day <= end:
            yield batch


def _items(session: Session, batch: Disposition) -> Iterator[dict[str, Any]]:
    items = [item for item in known_items(session, batch.id) if item.state in DONE]
    holdings = {each.id: each for each in session.visible.many([i.holding for i in items])}
    outermost = session.guidelines.containers.outermost(holdings.values())
    extents = {each.id: extent for each, extent in outermost}
    day = str(day_of(batch.executed, session.now().tzinfo))
    for item in items:
        if holding := holdings.get(item.holding):
            metres = extents.get(holding.id, 0.0)  # what lies in a box that went takes no room
            yield _done(batch, day, item, holding, metres)


def _done(
    batch: Disposition, day: str, item: DisposalItem, holding: Holding, metres: float | None
) -> dict[str, Any]:
    return {
        "day": day,
        "number": batch.number,
        "certificate": batch.certificate,
        "barcode": holding.key,
        "title": holding.title,
        "unit": item.unit,
        "class": item.class_,
        "authority": item.authority,
        "state": str(item.state),
        "metres": "" if metres is None else metres,
    }


def _measured(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Linear metres of rows, and of how many they are not known (R44)."""
    known = [row["metres"] for row in rows if row["metres"] != ""]
    return {"metres": round(float(sum(known)), 2), "unmeasured": len(rows) - len(known)}


# --- what falls due


def due_counts(session: Session, start: date, end: date, by: str) -> list[dict[str, Any]]:
    """How many records fall due in each year of a period, what is due already first.

    By `unit`, `class`, `authority` or `disposition` it is how many of each fall due in all of it.
    """
    follow_schedule(session)
    if by and by != "year":
        return _grouped(session, end, by)
    before = date(start.year, 1, 1).isoformat()
    rows = [{"year": _("before"), "count": session.visible.count(Query().ends < before)}]
    for year in range(start.year, end.year + 1):
        ends = Query().ends
        last = min(date(year, 12, 31), end).isoformat()
        asked = (ends >= date(year, 1, 1).isoformat()) & (ends <= last)
        rows.append({"year": str(year), "count": session.visible.count(asked)})
    return rows


def _grouped(session: Session, end: date, by: str) -> list[dict[str, Any]]:
    dater, counts = dater_of(session), Counter[str]()
    asked = Query().ends <= end.isoformat()
    for row in session.visible.all_in(Holding.table, asked, order_by="ends"):
        counts[_group(dater, row, by)] += 1
    return [{by: name, "count": n} for name, n in sorted(counts.items())]


def _group(dater: Dater, row: Any, by: str) -> str:
    if by in ("unit", "class"):
        return str(row.get(by, ""))
    rule = dater.rule_of(row)
    if by == "authority":
        return rule.item.authority if rule.item else ""
    return rule.plan.fate if rule.plan else ""


def _disposed(session: Session, period: Period) -> Report:
    """What was destroyed, transferred and kept by dispositions executed in the period."""
    rows = done_rows(session, period.start, period.end)
    counts = Counter(row["state"] for row in rows)
    totals: dict[str, float] = {"count": len(rows), **dict(sorted(counts.items()))}
    totals |= _measured(rows) if rows else {}
    return told("disposed", rows, period, totals, day="day")


def _due_ahead(session: Session, period: Period) -> Report:
    """What falls due for disposition: by year, in the ten years to come if no period is said."""
    rows = due_counts(session, *due_days(session, period), period.by)
    return Report("due-ahead", rows, {"count": sum(row["count"] for row in rows)})


def due_days(session: Session, period: Period) -> tuple[date, date]:
    """From when to when what falls due is asked for: of a period that is over, ten years ahead."""
    today = session.now().date()
    return (today, _in_years(today, YEARS)) if period.end <= today else (period.start, period.end)


def _in_years(day: date, years: int) -> date:
    return date(day.year + years, 12, 31)


def _holds(session: Session, period: Period) -> Report:
    """Every hold in force: how old it is, and how many days its review is past."""
    rows = holds_rows(session)
    late = sum(1 for row in rows if row["late"])
    return told("holds", rows, period, {"count": len(rows), "late": late})


def _vital(session: Session, period: Period) -> Report:
    """Items of essential records: every how many years, when reviewed last, when again."""
    rows = vital_rows(session)
    late = sum(1 for row in rows if row["late"])
    return told("vital", rows, period, {"count": len(rows), "late": late})


REPORTS = (
    ReportKind(
        "disposed",
        later("Disposed of"),
        later(
            "records whose disposition was executed in the period, and what became of each; what"
            " went in a box is in its metres, and of `unmeasured` they are not known"
        ),
        _disposed,
        ("unit", "class", "authority", "state", "number", *BY_TIME),
        dated=True,
        behind="disposed",
    ),
    ReportKind(
        "due-ahead",
        later("Due in ten years"),
        later("what falls due for disposition by year, to the last day or for ten years to come"),
        _due_ahead,
        ("year", "unit", "class", "authority", "disposition"),
        dated=True,
        behind="falling-due",
    ),
    ReportKind(
        "holds",
        later("Legal holds"),
        later("holds in force, their age, and those whose review is past"),
        _holds,
        ("authority", "matter"),
        behind="holds",
    ),
    ReportKind(
        "vital",
        later("Essential records"),
        later("items of essential records: how often they are reviewed, when last, when again"),
        _vital,
    ),
)
