"""Figures of dispositions: what was done in a period, and what falls due in the years to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.batch import DisposalItem, Disposition, known_items
from rmdesk.duties.falling_due import follow_schedule
from rmdesk.duties.retention import Dater, dater_of
from rmdesk.model.days import day_of
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus, ItemState

YEARS = 10
"""Years that the list of what falls due looks ahead where nobody says another period."""

_DONE = (ItemState.DESTROYED, ItemState.TRANSFERRED, ItemState.KEPT)


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
    items = [item for item in known_items(session, batch.id) if item.state in _DONE]
    holdings = {each.id: each for each in session.visible.many([i.holding for i in items])}
    for item in items:
        if holding := holdings.get(item.holding):
            yield _done(batch, item, holding)


def _done(batch: Disposition, item: DisposalItem, holding: Holding) -> dict[str, Any]:
    return {
        "day": batch.executed[:10],
        "number": batch.number,
        "certificate": batch.certificate,
        "barcode": holding.key,
        "title": holding.title,
        "unit": item.unit,
        "class": item.class_,
        "authority": item.authority,
        "state": str(item.state),
        "metres": holding.extent_m or 0,
    }


def metres_in(rows: list[dict[str, Any]]) -> float:
    """Linear metres of rows, as far as they were measured."""
    return round(float(sum(row["metres"] for row in rows)), 2)


# --- what falls due


def due_counts(session: Session, start: date, end: date, by: str) -> list[dict[str, Any]]:
    """How many records fall due in each year of a period, what is due already first.

    By `unit`, `class` or `disposition` it is how many of each fall due in the whole of it.
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
    if by != "disposition":
        return str(row.get(by, ""))
    plan = dater.rule(row.get("class", "")).plan
    return plan.fate if plan else ""
