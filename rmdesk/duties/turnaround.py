"""How long requests took over the open hours of the site, and how they ended."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Any, NamedTuple

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import (
    UNDATED,
    Period,
    Report,
    ReportKind,
    documents_in,
    groups_in,
    rounded,
    told,
    without_day,
)
from rmdesk.duties.states import ENDED, OPEN_STATUSES
from rmdesk.model.days import BY_TIME, SPANS, day_of, instant_of, span_of
from rmdesk.model.records import Request, Reservation
from rmdesk.model.words import RequestStatus, later

_DAY = timedelta(days=1)
_GROUPS = ("type", "priority", "unit", "kind", "class", "technician", "delivery")
_HALF, _NINE_TENTHS = 0.5, 0.9


@dataclass(frozen=True)
class _Ended:
    """A request that ended in the period; `hours` of an open counter it took, if it says so.

    `minutes` of work were spent on it, as far as who closed it said.
    """

    hours: float | None
    within: bool | None
    minutes: int = 0


def requests_in(session: Session, period: Period, path: str) -> Iterator[Mapping[str, Any]]:
    """Requests whose `received` or `closed` names a day of the period, on the site's calendar."""
    return documents_in(session, Request.table, period, path)


def ended_in(session: Session, period: Period) -> Iterator[Mapping[str, Any]]:
    """Requests that were handed over in the period, or ended otherwise: `end_of` is in it."""
    yield from requests_in(session, period, "answered")
    for request in requests_in(session, period, "closed"):
        if not request.get("answered"):
            yield request


def ended_undated(session: Session) -> list[Mapping[str, Any]]:
    """Requests of files that are over and tell no day of it: they are in no period (R44)."""
    over = Query().status.one_of([str(each) for each in ENDED]) & ~Query().answered.exists()
    return [
        each
        for condition in without_day(session, Request.table, "closed")
        for each in session.visible.all_in(Request.table, condition & over, order_by="closed")
    ]


def end_of(request: Mapping[str, Any]) -> str:
    """The moment at which the clock of a request stopped; "" while it runs."""
    return request.get("answered") or request.get("closed") or ""


OF_RECORDS = ("kind", "class")
"""What a request counts by of the records that it asks for: in each, where it asks for several."""

_STEP = 500


def with_records(
    session: Session, requests: Iterable[Mapping[str, Any]], asked: Collection[str]
) -> Iterator[tuple[Mapping[str, Any], dict[str, str]]]:
    """Each request, once for each kind or class that its records say now, where that is asked.

    Of one that names no record, or none that this person may know of: "" (R17).
    """
    fields = [each for each in OF_RECORDS if each in asked]
    left = iter(requests)
    while some := list(islice(left, _STEP)):
        said = _said_of_records(session, some, fields) if fields else {}
        for each in some:
            for values in sorted(said.get(number_of(each)) or {("",) * len(fields)}):
                yield each, dict(zip(fields, values, strict=True))


def number_of(request: Mapping[str, Any]) -> int:
    """The number of a request's document."""
    number: int = request.doc_id  # type: ignore[attr-defined]
    return number


def _said_of_records(
    session: Session, requests: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> dict[int, set[tuple[str, ...]]]:
    asked = Query().request.one_of([number_of(each) for each in requests])
    claims = session.store.table(Reservation.table).search(asked)
    known = session.visible.known(Reservation.table, claims)
    documents = session.visible.documents([claim["holding"] for claim in known])
    values = {each.doc_id: tuple(str(each.get(name, "")) for name in fields) for each in documents}
    found: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for claim in known:
        if claim["holding"] in values:
            found[claim["request"]].add(values[claim["holding"]])
    return found


def _turnaround(session: Session, period: Period) -> Report:
    ended: list[_Ended] = []
    groups: dict[str, list[_Ended]] = defaultdict(list)
    last = None
    for request, said in with_records(session, ended_in(session, period), [period.by]):
        if request is not last:  # of several kinds or classes it counts in each, in the totals once
            last = request
            ended.append(_measured(session, request))
        group = said.get(period.by, ended_under(request, period.by, session.now().tzinfo))
        groups[group].append(ended[-1])
    names = groups_in(period, period.by, groups)
    rows = [{period.by: name} | _figures(groups.get(name, ())) for name in names]
    totals = _figures(ended)
    if undated := len(ended_undated(session)):
        rows.append({period.by: UNDATED} | _figures([_Ended(None, None)] * undated))
        totals["undated"] = undated
    return Report("turnaround", rows if period.by else [totals] if ended else [], totals)


def turnaround_of(session: Session, period: Period) -> dict[str, Any]:
    """The figures of all requests that ended in a period."""
    return _figures([_measured(session, each) for each in ended_in(session, period)])


def _measured(session: Session, request: Mapping[str, Any]) -> _Ended:
    zone, minutes = session.now().tzinfo, request.get("minutes") or 0
    received, answered = request.get("received", ""), end_of(request)
    if "T" not in received or "T" not in answered:  # a day is no moment
        return _Ended(None, None, minutes)
    start, end = instant_of(received, zone), instant_of(answered, zone)
    if start is None or end is None or end < start:
        return _Ended(None, None, minutes)
    hours = session.guidelines.service.calendar.hours_between(
        start.astimezone(zone), end.astimezone(zone)
    )
    due = instant_of(request.get("due", ""), zone)
    return _Ended(hours, None if due is None else end <= due, minutes)


def ended_under(request: Mapping[str, Any], by: str, zone: tzinfo | None) -> str:
    """Under what a request that ended counts: a field of it, or when it ended; "" for all."""
    if by in SPANS:
        return span_of(day_of(end_of(request), zone), by)
    return str(request.get(by) or "") if by else ""


def _figures(ended: Sequence[_Ended]) -> dict[str, Any]:
    hours = [each.hours for each in ended if each.hours is not None]
    within = [each.within for each in ended if each.within is not None]
    return {
        "count": len(ended),
        "median_hours": rounded(hours, _HALF),
        "p90_hours": rounded(hours, _NINE_TENTHS),
        "within_percent": round(100 * sum(within) / len(within), 1) if within else None,
        "unmeasured": len(ended) - len(hours),
        "minutes": sum(each.minutes for each in ended),
    }


def _outcomes(session: Session, period: Period) -> Report:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    last = None
    for request, said in with_records(session, ended_in(session, period), [period.by]):
        outcome = request.get("outcome") or UNSAID
        group = said.get(period.by, ended_under(request, period.by, session.now().tzinfo))
        groups[group][outcome] += 1
        total[outcome] += request is not last
        last = request
    rows = [
        ({period.by: group} if period.by else {}) | {"outcome": outcome, "count": count}
        for group in groups_in(period, period.by, groups)
        for outcome, count in sorted(groups.get(group, {"": 0}).items())
    ]
    count = sum(total.values())
    filled = round(100 * total["filled"] / count, 1) if count else None
    undated = Counter(each.get("outcome") or UNSAID for each in ended_undated(session))
    rows += undated_rows(period.by, "outcome", undated)
    totals = {"count": count, "filled_percent": filled}
    return Report("outcomes", rows, totals | undated_total(undated))


def undated_rows(by: str, column: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Lines of what names no day: of each value of a column, or without groups one of them all."""
    if by:
        return [{by: UNDATED, column: key, "count": n} for key, n in sorted(counts.items())]
    return [{column: UNDATED, "count": sum(counts.values())}] if counts else []


def undated_total(counts: Mapping[str, int]) -> dict[str, int]:
    """How many name no day, where any do."""
    return {"undated": sum(counts.values())} if counts else {}


UNSAID = "(unsaid)"
"""Of a request that was closed without a word on how."""


class _Age(NamedTuple):
    name: str
    days: float


_AGES = (
    _Age("up to 1 day", 1), _Age("up to 3 days", 3), _Age("up to 7 days", 7),
    _Age("up to 30 days", 30), _Age("more than 30 days", float("inf")),
)  # fmt: skip


def _ageing(session: Session, period: Period) -> Report:
    now = session.now()
    rows: Counter[tuple[str, str]] = Counter()
    found = list(_open(session))
    for request, said in with_records(session, found, [period.by]):
        group = said.get(period.by, str(request.get(period.by) or ""))
        rows[_age(request.get("received", ""), now), group] += 1
    names = [each.name for each in _AGES] + [UNDATED]
    groups = sorted({group for _name, group in rows}) if period.by else [""]
    return Report(
        "ageing",
        [
            ({period.by: group} if period.by else {}) | {"age": name, "count": rows[name, group]}
            for group in groups
            for name in names
        ],
        {"count": len(found)},
    )


_OPEN_COLUMNS = (
    "number", "requester", "unit", "type", "priority", "status", "technician", "delivery",
    "received", "due",
)  # fmt: skip


def _open_requests(session: Session, period: Period) -> Report:
    """Each request that is open now, the oldest first; those that name no moment last."""
    now = session.now()
    rows = [
        {column: request.get(column, "") for column in _OPEN_COLUMNS}
        | said
        | _standing(request, now)
        for request, said in with_records(session, _open(session), period.asked)
    ]
    rows.sort(key=lambda row: (row["age"] == UNDATED, row["received"]))
    return told("open", rows, period)


def _standing(request: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """How old a request is, and whether it waits for the desk still, and does so past its due."""
    waiting = request.get("status") != RequestStatus.HANDED_OVER
    due = instant_of(request.get("due", ""), now.tzinfo)
    late = waiting and due is not None and due < now
    return {
        "age": _age(request.get("received", ""), now),
        "waiting": "yes" if waiting else "no",
        "late": "yes" if late else "no",
    }


def _open(session: Session) -> Iterable[Mapping[str, Any]]:
    condition = Query().status.one_of([str(each) for each in OPEN_STATUSES])
    return session.visible.all_in(Request.table, condition, order_by="status")


def _age(received: str, now: datetime) -> str:
    moment = instant_of(received, now.tzinfo)
    if moment is None:
        return UNDATED
    days = (now - moment) / _DAY
    return next(each.name for each in _AGES if days <= each.days)


REPORTS = (
    ReportKind(
        "turnaround",
        later("Turnaround"),
        later(
            "requests that were handed over in the period or ended otherwise: the hours of an open"
            " counter from received until then, not until a loan came back (half of them took at"
            " most the median, nine in ten at most p90), and the share that did so by the end of"
            " its service level; without an hour of both it is unmeasured; `minutes` are those"
            " spent on them, as far as who closed them said; what is over and names"
            " no day of it has a line of its own and is in no other figure; by kind and class"
            " of its records one for several counts in each, in the totals once"
        ),
        _turnaround,
        (*_GROUPS, *BY_TIME),
        dated=True,
        behind="ended",
    ),
    ReportKind(
        "outcomes",
        later("Outcomes"),
        later(
            "requests that were handed over in the period or ended otherwise, by how they ended,"
            " and the share that was filled; what is over and names no day of it has a line of its"
            " own; by kind and class of its records one for several counts in each, in the totals"
            " once"
        ),
        _outcomes,
        (*_GROUPS, *BY_TIME),
        dated=True,
        behind="ended",
    ),
    ReportKind(
        "ageing",
        later("Ageing"),
        later(
            "requests that are open now, by the time since they were received; by kind and class of"
            " its records one for several counts in each, in the totals once"
        ),
        _ageing,
        (*_GROUPS, "status"),
        behind="open",
    ),
    ReportKind(
        "open",
        later("Open requests"),
        later(
            "each request that is open now, and its age: those that `ageing` counts; whether it is"
            " waiting for the desk or was handed over, and late, past the end of its service level;"
            " by kind and class of its records one for several counts in each, in the totals once"
        ),
        _open_requests,
        (
            "age",
            *_GROUPS,
            "status",
            "waiting",
            "late",
        ),
        behind="open",
    ),
)
