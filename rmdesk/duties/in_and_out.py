"""Figures of accessions, step by step, and of transfers to an archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import UNDATED, Period, Report, ReportKind, groups_in, told
from rmdesk.duties.accessions import Accession, AccessionLine
from rmdesk.duties.transfers import Transfer, TransferLine
from rmdesk.model.days import BY_TIME, SPANS, day_of, span_of
from rmdesk.model.records import Holding
from rmdesk.model.words import AccessionStatus, TransferLineState, TransferStatus, later


@dataclass(frozen=True)
class _Flow:
    """A kind of record that goes through steps, each kept as a moment and by whom it was done.

    `status` is the one that a record is in once a step is done and none after it. `brings` is the
    step at which records pass, and `passed` which those are. `groups` are its fields by which it
    is told, beside when each step was taken and by whom.
    """

    record: type[Any]
    steps: Mapping[str, str]
    status: Mapping[str, str]
    brings: str
    passed: Callable[[Session, int], list[Holding]]
    groups: tuple[str, ...]


def _told(session: Session, name: str, flow: _Flow, period: Period) -> Report:
    """A line of each group: how many took each step in the period, and what passed at that."""
    by = period.by or "month"
    groups: dict[str, Counter[str]] = {}
    undated: Counter[str] = Counter()
    for each in _known(session, flow):
        for step, day, key in _steps(session, flow, each, by):
            if day is None:
                undated.update(_figures(session, flow, each, step))
            elif period.start <= day <= period.end:
                groups.setdefault(key, Counter()).update(_figures(session, flow, each, step))
    keys = groups_in(period, by, groups)
    rows = [{by: key} | _line(flow, groups.get(key, Counter())) for key in keys]
    totals = _line(flow, sum(groups.values(), Counter()))
    if undated:
        rows.append({by: UNDATED} | _line(flow, undated))
        totals["undated"] = sum(undated[step] for step in flow.steps)
    return Report(name, rows, totals)


def _one_by_one(name: str, session: Session, flow: _Flow, period: Period) -> Report:
    """Each of them once for each step that it took in the period."""
    rows = [
        {
            "number": each.number,
            "taken": _COLUMNS.get(step, step),
            "day": str(day or ""),
            "title": each.title,
            "technician": key,
            **{field: getattr(each, _FIELDS.get(field, field)) for field in flow.groups},
        }
        for each in _known(session, flow)
        for step, day, key in _steps(session, flow, each, "technician")
        if (day is None if period.of_undated else _is_in(period, day))
    ]
    rows.sort(key=lambda row: (row["day"], row["number"]))
    return told(name, rows, period, day="day")


def _is_in(period: Period, day: date | None) -> bool:
    return day is not None and period.start <= day <= period.end


def _known(session: Session, flow: _Flow) -> Iterator[Any]:
    for rows in session.store.table(flow.record.table).pages():
        yield from map(flow.record.from_document, session.visible.known(flow.record.table, rows))


def _steps(
    session: Session, flow: _Flow, each: Any, by: str
) -> Iterator[tuple[str, date | None, str]]:
    """Each step that was taken, its day (None where none is said), and what it counts under."""
    zone = session.now().tzinfo
    for step, who in flow.steps.items():
        moment = getattr(each, step)
        if not moment and flow.status[step] != each.status:
            continue
        day = day_of(moment, zone)
        if by in SPANS:
            yield step, day, span_of(day, by) if day else ""
        elif by == "technician":
            yield step, day, getattr(each, who)
        else:
            yield step, day, str(getattr(each, _FIELDS.get(by, by)) or "")


def _figures(session: Session, flow: _Flow, each: Any, step: str) -> dict[str, float]:
    if step != flow.brings:
        return {step: 1}
    passed = flow.passed(session, each.id)
    alone = [h for h in passed if not (h.inside or h.container)]
    extents = [session.guidelines.containers.extent_of(h) for h in alone]
    return {
        step: 1,
        "boxes": sum(h.kind == "box" for h in passed),
        "others": sum(h.kind != "box" for h in passed),
        "metres": sum(extent or 0.0 for extent in extents),
        "unmeasured": sum(extent is None for extent in extents),
    }


def _line(flow: _Flow, figures: Mapping[str, float]) -> dict[str, Any]:
    counts = {
        _COLUMNS.get(name, name): int(figures[name]) for name in (*flow.steps, "boxes", "others")
    }
    metres = round(float(figures["metres"]), 2)
    return {**counts, "metres": metres, "unmeasured": int(figures["unmeasured"])}


_FIELDS = {"class": "class_"}

_COLUMNS = {"made": "listed"}
"""How a step is called, where it is not by the name of its field."""


def _taken_in(session: Session, accession: int) -> list[Holding]:
    lines = session.visible.where(AccessionLine, Query().accession == accession)
    return session.visible.many(_numbers(each.holding for each in lines))


def _given_away(session: Session, transfer: int) -> list[Holding]:
    lines = session.visible.where(TransferLine, Query().transfer == transfer)
    went = (each.holding for each in lines if each.state == TransferLineState.RECEIVED)
    return session.visible.many(_numbers(went))


def _numbers(numbers: Iterable[int | None]) -> list[int]:
    return list({each: None for each in numbers if each})


_ACCESSIONS = _Flow(
    Accession,
    {each: f"{each}_by" for each in ("announced", "received", "accessioned", "refused")},
    {str(each): str(each) for each in AccessionStatus},
    "accessioned",
    _taken_in,
    ("unit", "class", "series", "authority"),
)
_TRANSFERS = _Flow(
    Transfer,
    {"made": "made_by", "sent": "sent_by", "received": "received_by"},
    {
        "made": str(TransferStatus.LISTED),
        "sent": str(TransferStatus.SENT),
        "received": str(TransferStatus.RECEIVED),
    },
    "received",
    _given_away,
    ("archives",),
)

REPORTS = (
    ReportKind(
        "accessions",
        later("Accessions"),
        later(
            "accessions that were announced, received, accessioned or refused in the period, each"
            " on the day of that step and by who did it, so that one may count in several columns;"
            " boxes and other records that were taken in with those accessioned, and the linear"
            " metres of those that stand by themselves, as `holdings` counts them; a step whose day"
            " is not said has a line of its own and is in no total but `undated`"
        ),
        lambda session, period: _told(session, "accessions", _ACCESSIONS, period),
        (*BY_TIME, *_ACCESSIONS.groups, "technician"),
        dated=True,
        behind="accession-steps",
    ),
    ReportKind(
        "accession-steps",
        later("Steps of accessions"),
        later(
            "each accession once for each step that it took in the period: those that `accessions`"
            " counts"
        ),
        lambda session, period: _one_by_one("accession-steps", session, _ACCESSIONS, period),
        (*BY_TIME, "taken", *_ACCESSIONS.groups, "technician"),
        dated=True,
        behind="accession-steps",
    ),
    ReportKind(
        "transfers",
        later("Transfers"),
        later(
            "transfers to an archives that were listed, sent, or received there in the period, each"
            " on the day of that step and by who did it; boxes and other records that the archives"
            " took of those it received, and the linear metres of those that stood by themselves"
        ),
        lambda session, period: _told(session, "transfers", _TRANSFERS, period),
        (*BY_TIME, *_TRANSFERS.groups, "technician"),
        dated=True,
        behind="transfer-steps",
    ),
    ReportKind(
        "transfer-steps",
        later("Steps of transfers"),
        later(
            "each transfer once for each step that it took in the period: those that `transfers`"
            " counts"
        ),
        lambda session, period: _one_by_one("transfer-steps", session, _TRANSFERS, period),
        (*BY_TIME, "taken", *_TRANSFERS.groups, "technician"),
        dated=True,
        behind="transfer-steps",
    ),
)
