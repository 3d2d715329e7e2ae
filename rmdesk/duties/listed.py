"""The records behind figures of holdings: what is held, came and left, falls due; and the places.

Their groups are those of the reports whose figures they list. What is asked of them is asked of the
store: of a million records a figure lists the first ones, and tells how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain, islice
from operator import and_
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, told
from rmdesk.duties.falling_due import follow_schedule, told_due
from rmdesk.duties.figures import due_counts, due_days
from rmdesk.duties.growth import growth_in, within
from rmdesk.duties.kinds_held import saying_in
from rmdesk.duties.states import GONE
from rmdesk.duties.stock import GROUPS, PATHS, group_of, held, places_measured
from rmdesk.model.days import BY_TIME
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status, later

_STEP = 500
Row = dict[str, Any]
Asked = Sequence[tuple[QueryInstance, str | tuple[str, ...]]]
"""Conditions that exclude each other, each with the order in which it is read."""


def _says(path: str, said: str) -> QueryInstance:
    """That a record says so at a path; "" that it says nothing there."""
    asked: QueryInstance = Query()[path] == said
    return asked if said else asked | ~Query()[path].exists()


def _of(session: Session, period: Period) -> list[QueryInstance]:
    """What the columns of a record are to say, as the store is asked."""
    asked = []
    for name, said in period.only.items():
        if name in PATHS:
            homes = _homes(session, name, said)
            at: QueryInstance = Query().home_id.one_of(homes)
            asked.append(at if said else at | ~Query().home_id.exists())
        elif name in GROUPS:
            asked.append(_says(name, said))
    return asked


def _homes(session: Session, name: str, said: str) -> list[int]:
    """The places that are called so, or that lie in a room of that name."""
    pages = session.store.table(Place.table).pages()
    places = map(Place.from_document, chain.from_iterable(pages))
    field = "address" if name == "place" else name
    return [each.id for each in places if getattr(each, field) == said]


def _counted(session: Session, asked: Asked) -> int:
    return sum(session.visible.count(condition) for condition, _order in asked)


def _read(session: Session, asked: Asked) -> Iterator[list[Holding]]:
    """What is asked for, some at a time."""
    for condition, order in asked:
        found = session.visible.all_in(Holding.table, condition, order_by=order)
        while some := list(map(Holding.from_document, islice(found, _STEP))):
            yield some


class _Describing:
    """What the rows say of records; each place is looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._homes: dict[tuple[str, int | None], str] = {}

    def row(self, holding: Holding) -> Row:
        alone = not (holding.inside or holding.container)
        metres = self._session.guidelines.containers.extent_of(holding) if alone else 0.0
        return {
            "barcode": holding.key,
            "title": holding.title,
            "kind": str(holding.kind),
            "unit": holding.unit,
            "class": holding.class_,
            "medium": holding.medium,
            "status": str(holding.status),
            "security": holding.security,
            "place": self._home("place", holding.home_id),
            "room": self._home("room", holding.home_id),
            "metres": "" if metres is None else metres,
        }

    def _home(self, name: str, number: int | None) -> str:
        if (name, number) not in self._homes:
            self._homes[name, number] = group_of(self._session, name, number)
        return self._homes[name, number]


def _listing(
    name: str, session: Session, period: Period, asked: Asked, rows: Iterable[Row]
) -> Report:
    """Rows of what is asked for, which the store has counted."""
    plain = Period(period.start, period.end, "", period.most)
    return told(name, rows, plain, {"count": _counted(session, asked)})


def _grouped(name: str, by: str, counts: Mapping[str, int]) -> Report:
    rows = [{by: key, "count": counts[key]} for key in counts]
    return Report(name, rows, {"count": sum(counts.values())})


# --- what is held


def _held(session: Session, period: Period) -> Report:
    if by := period.by:
        found: dict[str, int] = {}
        for value, (count, *_rest) in held(session, PATHS.get(by, by)).items():
            key = group_of(session, by, value)
            found[key] = found.get(key, 0) + int(count)
        return _grouped("held", by, dict(sorted(found.items())))
    also = _of(session, period)
    there = [Query().status == str(status) for status in Status if status not in GONE]
    asked = [(reduce(and_, also, each), ("status", "due")) for each in there]
    describing = _Describing(session)
    rows = (describing.row(each) for some in _read(session, asked) for each in some)
    return _listing("held", session, period, asked, rows)


# --- what came and left

_MOVES = {"came": "came", "left": "went"}


def _moved(session: Session, period: Period) -> Report:
    if by := period.by:
        grown = growth_in(session, period).rows
        return _grouped("moved", by, {row[by]: row["came"] + row["gone"] for row in grown})
    also, move = _of(session, period), period.only.get("move", "")
    fields = [field for field, said in _MOVES.items() if move in ("", said)]
    asked = {field: [(reduce(and_, also, within(field, period)), field)] for field in fields}
    describing = _Describing(session)
    rows = (
        {"day": getattr(each, field), "move": _MOVES[field], **describing.row(each)}
        for field in fields
        for some in _read(session, asked[field])
        for each in some
    )
    return _listing("moved", session, period, [*chain.from_iterable(asked.values())], rows)


# --- what falls due


def _due(session: Session, period: Period) -> Report:
    start, end = due_days(session, period)
    if by := period.by:
        counts = due_counts(session, start, end, by)
        return _grouped("falling-due", by, {row[by]: row["count"] for row in counts})
    follow_schedule(session)
    first = str(start.year)
    asked = [(reduce(and_, _of(session, period), Query().ends <= end.isoformat()), "ends")]
    rows = (
        {"year": _year(each, first), **_due_row(row)}
        for some in _read(session, asked)
        for each, row in zip(some, told_due(session, some), strict=True)
    )
    if period.only.keys() - {"unit", "class"}:
        return told("falling-due", rows, period)
    return _listing("falling-due", session, period, asked, rows)


def _year(holding: Holding, first: str) -> str:
    return _("before") if holding.ends[:4] < first else holding.ends[:4]


def _due_row(row: Mapping[str, Any]) -> Row:
    names = "title", "unit", "class", "schedule", "authority", "disposition", "due", "status"
    return {"barcode": row["key"], **{name: row[name] for name in names}, "listed": row["listed"]}


# --- places, and what records say in their own fields


def _places(session: Session, period: Period) -> Report:
    rows = [
        {
            "place": session.address(place.id),
            "building": place.building,
            "room": place.room,
            "row": place.row,
            "capacity_m": place.capacity_m or 0,
            "used_m": round(used, 2),
            "free_m": round((place.capacity_m or 0) - used, 2),
        }
        for place, used in places_measured(session)
    ]
    return told("places", rows, period)


def _said_in_fields(session: Session, period: Period) -> Report:
    return told("field-values", saying_in(session), period)


REPORTS = (
    ReportKind(
        "held",
        later("Records held"),
        later(
            "each record that the centre holds now, with the linear metres that it takes where it"
            " stands by itself: those that `holdings` counts"
        ),
        _held,
        GROUPS,
        behind="held",
    ),
    ReportKind(
        "moved",
        later("Came and went"),
        later(
            "each record that was registered in the period (came), or withdrawn, transferred or"
            " destroyed in it (went); one that did both counts in each: those that `growth` counts"
        ),
        _moved,
        (*BY_TIME, *GROUPS),
        dated=True,
        behind="moved",
    ),
    ReportKind(
        "falling-due",
        later("Falling due"),
        later(
            "each record that falls due for disposition to the last day, or in ten years to come:"
            " those that `due-ahead` counts"
        ),
        _due,
        ("year", "unit", "class", "authority", "disposition"),
        dated=True,
        behind="falling-due",
    ),
    ReportKind(
        "places",
        later("Places"),
        later("each place whose capacity is known, how much is used of it, and the rest"),
        _places,
        ("building", "room", "row"),
        behind="places",
    ),
    ReportKind(
        "field-values",
        later("Said in fields"),
        later("each record that says something in an own field of its kind, and what"),
        _said_in_fields,
        ("kind", "field", "value"),
        behind="field-values",
    ),
)
