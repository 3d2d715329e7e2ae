"""The records behind figures: each request that ended in a period, each loan, each scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, documents_in, groups_in, told
from rmdesk.duties.circulated import is_within, known_loans
from rmdesk.duties.digitized import Digitization
from rmdesk.duties.turnaround import end_of, ended_in, ended_undated, with_records
from rmdesk.model.days import BY_TIME, SPANS, day_of, span_of
from rmdesk.model.words import ScanStatus, later, scan_word

_COLUMNS = (
    "number", "requester", "unit", "type", "priority", "outcome", "technician", "delivery",
)  # fmt: skip


def _ended(session: Session, period: Period) -> Report:
    zone = session.now().tzinfo
    rows = []
    found = ended_undated(session) if period.of_undated else list(ended_in(session, period))
    for request, said in with_records(session, found, period.asked):
        within = is_within(end_of(request), request.get("due", ""), zone)
        rows.append(
            {
                **{column: request.get(column, "") for column in _COLUMNS},
                **said,
                "answered": end_of(request),
                "minutes": request.get("minutes") or "",
                "in_time": {True: "yes", False: "no", None: "unknown"}[within],
            }
        )
    rows.sort(key=lambda row: row["answered"])
    undated = len(ended_undated(session))
    totals = {"count": len(found)}
    return told("ended", rows, period, totals, day="answered", zone=zone, undated=undated)


def _loans(session: Session, period: Period) -> Report:
    zone = session.now().tzinfo
    return told("loans", list(_loan_rows(session, period)), period, day="out", zone=zone)


def _loan_rows(session: Session, period: Period) -> Iterator[dict[str, Any]]:
    for each in known_loans(session, period, "out"):
        if each.holding is None:
            continue
        yield {
            "barcode": each.holding.key,
            "title": each.holding.title,
            "unit": each.holding.unit,
            "kind": str(each.holding.kind),
            "class": each.holding.class_,
            "holder": each.person.name if each.person else "",
            "borrowing unit": each.person.unit if each.person else "",
            "out": each.loan["out"],
            "due": each.loan.get("due", ""),
            "returned": each.loan.get("returned", ""),
            "technician": each.loan.get("out_by", ""),
        }


def _digitized(session: Session, period: Period) -> Report:
    by = period.by or "month"
    groups: dict[str, Counter[str]] = {}
    for job in documents_in(session, Digitization.table, period, "scanned"):
        key = under(session, job, by, job["scanned"], job.get("holding"))
        groups.setdefault(key, Counter()).update(_scanned(job))
    keys = groups_in(period, by, groups)
    rows = [{by: key} | _line(groups.get(key, Counter())) for key in keys]
    return Report("digitized", rows, _line(sum(groups.values(), Counter())))


def _scans(session: Session, period: Period) -> Report:
    """Each record that was scanned, as its last scan is now."""
    zone, rows = session.now().tzinfo, []
    for job in documents_in(session, Digitization.table, period, "scanned"):
        holding = session.visible.get(job.get("holding"))
        rows.append(
            {
                "barcode": holding.key if holding else "",
                "title": holding.title if holding else "",
                "scanned": job["scanned"],
                "pages": job.get("pages") or 0,
                "state": scan_word(job.get("status", "")),
                **{by: under(session, job, by, "", job.get("holding")) for by in _SCAN_GROUPS},
            }
        )
    return told("scans", rows, period, day="scanned", zone=zone)


def under(
    session: Session, job: Mapping[str, Any], by: str, moment: str, holding: int | None
) -> str:
    """Under what a job counts: when it was done, what its record says now, or what it says itself.

    Of a record that one may not know of: "" (R17).
    """
    if by in SPANS:
        return span_of(day_of(moment, session.now().tzinfo), by)
    if by in ("unit", "class", "kind"):
        found = session.visible.get(holding)
        return str(getattr(found, {"class": "class_"}.get(by, by), ""))
    return str(job.get({"technician": "operator"}.get(by, by)) or "")


def _scanned(job: Mapping[str, Any]) -> dict[str, int]:
    """A record that was scanned, and what its check has found so far."""
    status = job.get("status")
    return {
        "count": 1,
        "pages": job.get("pages") or 0,
        "accepted": int(status == ScanStatus.ACCEPTED),
        "rejected": int(status == ScanStatus.REJECTED),
    }


def _line(figures: Counter[str]) -> dict[str, Any]:
    return {name: figures[name] for name in ("count", "pages", "accepted", "rejected")}


_SCAN_GROUPS = ("technician", "unit", "class", "kind", "batch", "paper")

REPORTS = (
    ReportKind(
        "ended",
        later("Requests ended"),
        later(
            "each request that was handed over in the period or ended otherwise, when, how, and"
            " whether by the end of its service level (unknown: where a moment is not); those that"
            " are over and name no day of it have a line of their own; by kind and class of its"
            " records one for several counts in each, in the totals once"
        ),
        _ended,
        (
            "outcome",
            "in_time",
            "type",
            "priority",
            "unit",
            "kind",
            "class",
            "technician",
            "delivery",
            *BY_TIME,
        ),
        dated=True,
        behind="ended",
    ),
    ReportKind(
        "loans",
        later("Loans begun"),
        later("each loan whose day of lending lies in the period, and whether it is back"),
        _loans,
        ("unit", "holder", "technician", "kind", "class", "borrowing unit", *BY_TIME),
        dated=True,
        behind="loans",
    ),
    ReportKind(
        "digitized",
        later("Digitizing"),
        later(
            "records whose last scan was made in the period, with its pages, and how many of these"
            " scans were accepted or rejected since; a record that was scanned again counts once,"
            " on the day of its last scan"
        ),
        _digitized,
        (*BY_TIME, *_SCAN_GROUPS),
        dated=True,
        behind="scans",
    ),
    ReportKind(
        "scans",
        later("Records scanned"),
        later("each record whose last scan was made in the period: those that `digitized` counts"),
        _scans,
        (*BY_TIME, *_SCAN_GROUPS),
        dated=True,
        behind="scans",
    ),
)
