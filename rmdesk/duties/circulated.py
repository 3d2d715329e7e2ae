"""Figures of circulation: what was lent and came back in a period, and why requests failed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, documents_in, groups_in, told
from rmdesk.duties.place import home_of
from rmdesk.duties.turnaround import (
    OF_RECORDS,
    UNSAID,
    end_of,
    ended_in,
    ended_undated,
    ended_under,
    number_of,
    undated_rows,
    undated_total,
    with_records,
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
    group = _grouping(session, by)
    for path in ("out", "returned"):
        for each in known_loans(session, period, path):
            day = day_of(each.loan[path], zone)
            key = span_of(day, by) if by in SPANS else group(each, path)
            figures = groups.setdefault(key, Counter())
            figures.update(_lent(each.loan) if path == "out" else _returned(each.loan, day))
    keys = groups_in(period, by, groups)
    rows = [{by: key, **_row(groups.get(key, Counter()))} for key in keys]
    return Report("circulation", rows, _row(sum(groups.values(), Counter())))


def _one_by_one(session: Session, period: Period) -> Report:
    """Each loan once where it began in the period, and once where it came back in it."""
    zone = session.now().tzinfo
    rows = [
        {
            "move": _MOVES[path],
            "day": str(day_of(each.loan[path], zone)),
            "barcode": each.holding.key if each.holding else "",
            "title": each.holding.title if each.holding else "",
            "due": each.loan.get("due", ""),
            **{by: _grouping(session, by)(each, path) for by in GROUPS},
        }
        for path in _MOVES
        for each in known_loans(session, period, path)
    ]
    rows.sort(key=lambda row: row["day"])
    return told("circulated", rows, period, day="day")


_MOVES = {"out": "lent", "returned": "returned"}
GROUPS = ("kind", "unit", "class", "room", "holder", "borrowing unit", "technician")
"""What a loan is counted by, beside when it began or ended."""


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


def _grouping(session: Session, by: str) -> Callable[[KnownLoan, str], str]:
    """What a loan is counted under: of its holding, of its borrower, or who lent or took it."""
    if by == "technician":
        return lambda each, path: str(each.loan.get("out_by" if path == "out" else "returned_by"))
    if by in ("holder", "borrowing unit"):
        field = "name" if by == "holder" else "unit"
        return lambda each, _path: getattr(each.person, field, "")
    if by == "room":
        return lambda each, _path: _room(session, each.holding)
    field = {"class": "class_"}.get(by, by)
    return lambda each, _path: str(getattr(each.holding, field, ""))


def _room(session: Session, holding: Holding | None) -> str:
    """Where a record lives: where its box does, if it belongs in one (R24)."""
    home = home_of(session, holding) if holding else None
    return home.room if home else ""


def _unfilled(session: Session, period: Period) -> Report:
    """Requests that ended in the period and were not filled: how they ended, and why.

    The reason is that of the holdings that were not on their shelf; one request may have several,
    and counts in each, in the totals once.
    """
    ended = list(ended_in(session, period))
    failed = [each for each in ended if each.get("outcome") != "filled"]
    groups: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for each, said, why in _with_reasons(session, failed, [period.by]):
        group = said.get(period.by, ended_under(each, period.by, session.now().tzinfo))
        groups[group][each.get("outcome") or UNSAID, why] += 1
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


def _not_filled(session: Session, period: Period) -> Report:
    """Each of them, once for each reason."""
    ended = ended_undated(session) if period.of_undated else ended_in(session, period)
    failed = [each for each in ended if each.get("outcome") != "filled"]
    names = "number", "requester", "unit", "type", "priority", "technician", "delivery"
    rows = [
        {name: each.get(name, "") for name in names}
        | said
        | {"answered": end_of(each), "outcome": each.get("outcome") or UNSAID, "absence": why}
        for each, said, why in _with_reasons(session, failed, period.asked)
    ]
    return told("not-filled", rows, period, day="answered", zone=session.now().tzinfo)


def _with_reasons(
    session: Session, failed: list[Mapping[str, Any]], asked: Collection[str]
) -> Iterator[tuple[Mapping[str, Any], dict[str, str], str]]:
    """Each request with each reason why what it asked for was not on its shelf.

    One that names no day has none here, as in the line of these.
    """
    dated = [number_of(each) for each in failed if day_of(end_of(each), None)]
    absences = _absences(session, dated)
    for each, said in with_records(session, failed, asked):
        for why in absences.get(number_of(each)) or [""]:
            yield each, said, why or UNSAID


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
        (*GROUPS, "day", "week", "month"),
        dated=True,
        behind="circulated",
    ),
    ReportKind(
        "circulated",
        later("Lent and back"),
        later(
            "each loan that began in the period (lent), and each that came back in it (returned):"
            " one that did both counts in each, as in `circulation`"
        ),
        _one_by_one,
        ("move", *GROUPS, "day", "week", "month"),
        dated=True,
        behind="circulated",
    ),
    ReportKind(
        "unfilled",
        later("Not filled"),
        later(
            "requests that ended in the period and were not filled, by how they ended and why their"
            " records were not on the shelf; one with several reasons, or records of several kinds"
            " or classes, counts in each, in the totals once; what is over and names no day of it"
            " has a line of its own"
        ),
        _unfilled,
        ("type", "priority", "unit", *OF_RECORDS, "technician", "delivery", *BY_TIME),
        dated=True,
        behind="not-filled",
    ),
    ReportKind(
        "not-filled",
        later("Requests not filled"),
        later(
            "each request that ended in the period and was not filled, and why its records were not"
            " on the shelf; one with several reasons counts in each: those that `unfilled` counts"
        ),
        _not_filled,
        (
            "outcome", "absence", "type", "priority", "unit", *OF_RECORDS, "technician", "delivery",
            *BY_TIME,
        ),
        dated=True,
        behind="not-filled",
    ),
)  # fmt: skip
