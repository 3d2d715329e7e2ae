"""What the centre holds: items and linear metres, by what people ask for."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind
from rmdesk.duties.states import GONE
from rmdesk.model.records import Place
from rmdesk.model.words import Status, later

_GROUPS = ("kind", "unit", "class", "medium", "status", "security", "place", "room")
_ALL = Period(date.min, date.max)
_PATHS = {"place": "home_id", "room": "home_id"}


def held_by(session: Session, path: str) -> dict[Any, list[float]]:
    """By the value at a path: items, those whose extent is known, and its metres.

    Of what has not left the centre for good; asked status by status, which has an index.
    """
    found: dict[Any, list[float]] = {}
    for status in Status:
        if status in GONE:
            continue
        condition = Query().status == str(status)
        for value, sums in session.visible.sums(path, "extent_m", condition).items():
            _add(found.setdefault(value, [0, 0, 0.0]), sums)
    return found


def _add(figures: list[float], more: Iterable[float]) -> None:
    for place, each in enumerate(more):
        figures[place] += each


def _holdings(session: Session, period: Period) -> Report:
    by = period.by or "kind"
    found: dict[str, list[float]] = {}
    for value, sums in held_by(session, _PATHS.get(by, by)).items():
        _add(found.setdefault(_group(session, by, value), [0, 0, 0.0]), sums)
    rows = [{by: name} | _figures(*found[name]) for name in sorted(found)]
    totals = [sum(each[place] for each in found.values()) for place in range(3)]
    return Report("holdings", rows, _figures(*(totals or [0, 0, 0.0])))


def _group(session: Session, by: str, value: Any) -> str:
    if by not in _PATHS:
        return str(value or "")
    place = session.get(Place, value)
    return "" if place is None else place.address if by == "place" else place.room


def _figures(count: float, measured: float, metres: float) -> dict[str, Any]:
    """Metres are of those whose extent is known; how many are not stands beside them."""
    return {"count": int(count), "metres": round(metres, 2), "unmeasured": int(count - measured)}


def held_and_free(session: Session) -> dict[str, Any]:
    """Items and metres that the centre holds, and the metres that are free."""
    held, space = _holdings(session, _ALL).totals, _space(session, _ALL).totals
    return {"items": held["count"], "metres": held["metres"], "free_m": space["free_m"]}


def _space(session: Session, period: Period) -> Report:
    """Places with a capacity: what stands there, what is free."""
    used = held_by(session, "home_id")
    rooms: dict[str, list[float]] = {}
    for place in _places(session):
        figures = rooms.setdefault(getattr(place, period.by) if period.by else "", [0, 0.0, 0.0])
        _add(figures, (1, place.capacity_m or 0, used.get(place.id, (0, 0, 0.0))[2]))
    rows = [
        ({period.by: name} if period.by else {}) | _room(*figures)
        for name, figures in sorted(rooms.items())
    ]
    totals = [sum(each[place] for each in rooms.values()) for place in range(3)]
    return Report("space", rows, _room(*totals))


def _places(session: Session) -> Iterator[Place]:
    for page in session.store.table(Place.table).pages():
        for document in page:
            place = Place.from_document(document)
            if place.capacity_m:
                yield place


def _room(places: float, capacity: float, used: float) -> dict[str, Any]:
    return {
        "places": int(places),
        "capacity_m": round(capacity, 2),
        "used_m": round(used, 2),
        "free_m": round(capacity - used, 2),
    }


REPORTS = (
    ReportKind(
        "holdings",
        later("Holdings"),
        later(
            "what the centre holds now, without what was withdrawn, transferred or destroyed: items"
            " and the linear metres of those whose extent is known; `unmeasured` are the others"
        ),
        _holdings,
        _GROUPS,
        records="",
    ),
    ReportKind(
        "space",
        later("Space"),
        later("places whose capacity is known: their metres, those of what lives there, the rest"),
        _space,
        ("building", "room", "row"),
    ),
)
