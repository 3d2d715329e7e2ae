"""How far the records of each class are indexed."""

from __future__ import annotations

from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind
from rmdesk.duties.classification import classes
from rmdesk.duties.states import GONE
from rmdesk.model.words import Status, later


def _coverage(session: Session, _period: Period) -> Report:
    """Records and those with terms, class by class in the order of the scheme (R17)."""
    held, indexed = _counted(session, False), _counted(session, True)
    titles = {each.code: each.title for each in classes(session)}
    codes = [*(code for code in titles if code in held), *sorted(held.keys() - titles.keys())]
    rows: list[dict[str, Any]] = [
        {"class": code, "title": titles.get(code, "")} | _figures(held[code], indexed.get(code, 0))
        for code in codes
    ]
    return Report("term-coverage", rows, _figures(sum(held.values()), sum(indexed.values())))


def _figures(records: int, indexed: int) -> dict[str, Any]:
    percent = round(100 * indexed / records, 1) if records else None
    return {"records": records, "indexed": indexed, "indexed_percent": percent}


def _counted(session: Session, with_terms: bool) -> dict[str, int]:
    """Records that are held, by class; asked status by status, which has an index."""
    found: dict[str, int] = {}
    for status in Status:
        if status in GONE:
            continue
        condition = Query().status == str(status)
        if with_terms:
            condition &= Query().keywords.exists()
        for (code,), sums in session.visible.sums(["class"], "extent_m", condition).items():
            found[str(code or "")] = found.get(str(code or ""), 0) + int(sums[0])
    return found


REPORTS = (
    ReportKind(
        "term-coverage",
        later("Indexed by class"),
        later(
            "of each class the records that the centre holds, and those of them that have index "
            "terms, in per cent; what has no class stands in the first line"
        ),
        _coverage,
    ),
)
