"""Figures of circulation: what was lent and came back in a period, and why requests failed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, documents_in, groups_in
from rmdesk.duties.turnaround import (
    UNSAID,
    ended_in,
    ended_undated,
    ended_under,
    undated_rows,
    undated_total,
)
from rmdesk.model.days import BY_TIME, SPANS, day_of, instant_of, span_of
from rmdesk.model.records import Holding, Loan, Person, Reservation
from rmdesk.model.words import later

_FIGURES = ("lent", "returned", "late", "renewals", "recalled")
_BATCH = 500


@dataclass(frozen=True)
class KnownLoan:
    """A loan with its holding and its borrower, as they are now."""

    loan: Mapping[str, Any]
    holding: Holding | None
    person: Person | None


def _circulation(session: Session, period: Period) -> Report:
    """What was lent and what came back in the period: one may be lent in one and back in another.

    A loan that is not in the figures of its day of lending is in those of its return alone.
    """
    zone, by = session.now().tzinfo, period.by or "kind"
    groups: dict[str, Counter[str]] = {}
    group = _grouping(by)
    for path in ("out", "returned"):
        for each in known_loans(session, period, path):
            day = day_of(each.loan[path], zone)
            key = span_of(day, by) if by in SPANS else group(each, path)
            figures = groups.setdefault(key, Counter())
            figures.update(_lent(each.loan) if path == "out" else _returned(each.loan, day))
    keys = groups_in(period, by, groups)
    rows = [{by: key, **_row(groups.get(key, Counter()))} for key in keys]
    return Report("circulation", rows, _row(sum(groups.values(), Counter())))


def _row(figures: Counter[str]) -> dict[str, Any]:
    return {name: figures[name] for name in _FIGURES}


def _lent(loan: Mapping[str, Any]) -> dict[str, int]:
    return {
        "lent": 1,
        "renewals": loan.get("renewals", 0),
        "recalled": int(bool(loan.get("recalled"))),
    }


def _returned(loan: Mapping[str, Any], day: Any) -> dict[str, int]:
    """Late is what came back after its due day."""
    due = day_of(loan.get("due", ""), None)
    return {"returned": 1, "late": int(due is not None and day > due)}


def known_loans(session: Session, period: Period, path: str) -> Iterator[KnownLoan]:
    """The loans that began (`out`) or came back (`returned`) in a period, some at a time."""
    people: dict[int, Person | None] = {}
    loans = documents_in(session, Loan.table, period, path)
    while batch := list(islice(loans, _BATCH)):
        yield from _with_records(session, batch, people)


def _with_records(
    session: Session, loans: list[Mapping[str, Any]], people: dict[int, Person | None]
) -> Iterator[KnownLoan]:
    numbers = list({loan["holding"] for loan in loans})
    holdings = {each.id: each for each in session.visible.many(numbers)}
    for loan in loans:
        number = loan["person"]
        if number not in people:
            people[number] = session.get(Person, number)
        yield KnownLoan(loan, holdings.get(loan["holding"]), people[number])


def _grouping(by: str) -> Callable[[KnownLoan, str], str]:
    """What a loan is counted under: of its holding, of its borrower, or who lent or took it."""
    if by == "technician":
        return lambda each, path: str(each.loan.get("out_by" if path == "out" else "returned_by"))
    if by in ("holder", "borrowing unit"):
        field = "name" if by == "holder" else "unit"
        return lambda each, _path: getattr(each.person, field, "")
    field = {"class": "class_"}.get(by, by)
    return lambda each, _path: str(getattr(each.holding, field, ""))


def _unfilled(session: Session, period: Period) -> Report:
    """Requests that ended in the period and were not filled: how they ended, and why.

    The reason is that of the holdings that were not on their shelf; one request may have several,
    and counts in each, in the totals once.
    """
    ended = list(ended_in(session, period))
    failed = [each for each in ended if each.get("outcome") != "filled"]
    absences = _absences(session, [each.doc_id for each in failed])  # type: ignore[attr-defined]
    groups: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for each in failed:
        group = ended_under(each, period.by, session.now().tzinfo)
        outcome = each.get("outcome") or UNSAID
        for why in absences.get(each.doc_id) or [""]:  # type: ignore[attr-defined]
            groups[group][outcome, why or UNSAID] += 1
    rows = [
        ({period.by: group} if period.by else {})
        | {"outcome": outcome, "absence": why, "count": count}
        for group in groups_in(period, period.by, groups)
        for (outcome, why), count in sorted(groups.get(group, {("", ""): 0}).items())
    ]
    share = round(100 * (len(ended) - len(failed)) / len(ended), 1) if ended else None
    undated = Counter(
        each.get("outcome") or UNSAID
        for each in ended_undated(session)
        if each.get("outcome") != "filled"
    )
    for row in undated_rows(period.by, "outcome", undated):
        count = row.pop("count")
        rows.append({**row, "absence": UNSAID, "count": count})
    totals = {"count": len(failed), "ended": len(ended), "filled_percent": share}
    return Report("unfilled", rows, totals | undated_total(undated))


def _absences(session: Session, requests: list[int]) -> dict[int, list[str]]:
    """Why holdings of these requests were not on their shelf, each reason once."""
    found: dict[int, set[str]] = {}
    table = session.store.table(Reservation.table)
    for step in range(0, len(requests), _BATCH):
        claims = table.search(Query().request.one_of(requests[step : step + _BATCH]))
        for claim in session.visible.known(Reservation.table, claims):
            if claim.get("absence"):
                found.setdefault(claim["request"], set()).add(claim["absence"])
    return {number: sorted(reasons) for number, reasons in found.items()}


def is_within(closed: str, due: str, zone: Any) -> bool | None:
    """Whether a request ended by the end of its service level; None where that cannot be said."""
    if not due:
        return None
    end, until = instant_of(closed, zone), instant_of(due, zone)
    return None if "T" not in closed or end is None or until is None else end <= until


REPORTS = (
    ReportKind(
        "circulation",
        later("Circulation"),
        later(
            "loans whose day of lending lies in the period (with their renewals, and whether they"
            " were recalled), and loans whose day of return does (late: after their due day); the"
            " contents of a box that is lent are loans of their own; unit, class and kind are those"
            " of the record now, and a loan that was taken back counts no more"
        ),
        _circulation,
        (
            "kind", "unit", "class", "holder", "borrowing unit", "technician", "day", "week",
            "month",
        ),
        dated=True,
        behind="loans",
    ),
    ReportKind(
        "unfilled",
        later("Not filled"),
        later(
            "requests that ended in the period and were not filled, by how they ended and why their"
            " records were not on the shelf; one with several reasons counts in each, in the totals"
            " once; what is over and names no day of it has a line of its own"
        ),
        _unfilled,
        ("type", "priority", "unit", "technician", "delivery", *BY_TIME),
        dated=True,
    ),
)  # fmt: skip
