"""What the centre holds: items and linear metres, by what people ask for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind
from rmdesk.duties.states import GONE
from rmdesk.model.records import Place
from rmdesk.model.words import Status, later

GROUPS = ("kind", "unit", "class", "medium", "status", "security", "place", "room")
_ALL = Period(date.min, date.max)
PATHS = {"place": "home_id", "room": "home_id"}
Figures = list[float]
"""Items, those whose extent is not known, and linear metres."""

_SIZED_BY = ("kind", "container_type")


def measured(session: Session, path: str, condition: QueryInstance) -> dict[Any, Figures]:
    """By the value at a path: items, those whose extent is not known, and linear metres.

    What was measured counts, else its container type; a box that says neither is standard. What
    lies in a container takes no room of its own: it is an item, and has no metres.
    """
    found: dict[Any, Figures] = {}
    for value, figures in _as_if_alone(session, path, condition):
        add_figures(found.setdefault(value, [0, 0, 0.0]), figures)
    lies_in = (Query().inside > 0) | Query().container.exists()
    for value, (_count, unmeasured, metres) in _as_if_alone(session, path, condition & lies_in):
        add_figures(found[value], (0, -unmeasured, -metres))
    return found


def _as_if_alone(
    session: Session, path: str, condition: QueryInstance
) -> Iterator[tuple[Any, Figures]]:
    """The same, whether it lies in a container or not."""
    sums = session.visible.sums((path, *_SIZED_BY), "extent_m", condition)
    for (value, kind, type_), (count, known, metres) in sums.items():
        sized = type_ or kind == "box"
        each = session.guidelines.containers.metres(type_ or "") if sized else None
        rest = count - known
        yield value, [count, 0 if each else rest, metres + rest * (each or 0)]


def add_figures(figures: Figures, more: Iterable[float]) -> None:
    """Add some figures to others, each to its like."""
    for place, each in enumerate(more):
        figures[place] += each


def held(session: Session, path: str) -> dict[Any, Figures]:
    """The same of what has not left the centre for good; status by status, which has an index."""
    found: dict[Any, Figures] = {}
    for status in Status:
        if status in GONE:
            continue
        for value, figures in measured(session, path, Query().status == str(status)).items():
            add_figures(found.setdefault(value, [0, 0, 0.0]), figures)
    return found


def _holdings(session: Session, period: Period) -> Report:
    by = period.by or "kind"
    found: dict[str, Figures] = {}
    for value, figures in held(session, PATHS.get(by, by)).items():
        add_figures(found.setdefault(group_of(session, by, value), [0, 0, 0.0]), figures)
    rows = [{by: name} | _line(found[name]) for name in sorted(found)]
    return Report("holdings", rows, _line(whole(found)))


def whole(found: Mapping[Any, Figures]) -> Figures:
    """The sums of all groups."""
    sums: Figures = [0, 0, 0.0]
    for each in found.values():
        add_figures(sums, each)
    return sums


def group_of(session: Session, by: str, value: Any) -> str:
    """What a group is called: a place by its address, one that says nothing "".

    What lives nowhere is in no place and no room.
    """
    if by not in PATHS:
        return str(value or "")
    place = session.get(Place, value)
    return "" if place is None else place.address if by == "place" else place.room


def _line(figures: Figures) -> dict[str, Any]:
    """Metres are of those whose extent is known; how many are not stands beside them."""
    count, unmeasured, metres = figures
    return {"count": int(count), "metres": round(metres, 2), "unmeasured": int(unmeasured)}


def held_and_free(session: Session) -> dict[str, Any]:
    """Items and metres that the centre holds, and the metres that are free."""
    living = held(session, "home_id")
    items, _unmeasured, metres = whole(living)
    free = _by_room(session, living, "")[1]["free_m"]
    return {"items": int(items), "metres": round(metres, 2), "free_m": free}


def _space(session: Session, period: Period) -> Report:
    """Places with a capacity: what stands there, what is free."""
    rows, totals = _by_room(session, held(session, "home_id"), period.by)
    return Report("space", rows, totals)


def _by_room(
    session: Session, living: Mapping[Any, Figures], by: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    rooms: dict[str, Figures] = {}
    for place, used in _filled(session, living):
        figures = rooms.setdefault(getattr(place, by) if by else "", [0, 0.0, 0.0])
        add_figures(figures, (1, place.capacity_m or 0, used))
    rows = [({by: name} if by else {}) | _room(*figures) for name, figures in sorted(rooms.items())]
    return rows, _room(*whole(rooms))


def places_measured(session: Session) -> Iterator[tuple[Place, float]]:
    """Each place whose capacity is known, with the metres of what lives there."""
    return _filled(session, held(session, "home_id"))


def _filled(session: Session, living: Mapping[Any, Figures]) -> Iterator[tuple[Place, float]]:
    for place in _places(session):
        yield place, living.get(place.id, (0, 0, 0.0))[2]


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
            " and linear metres, as measured or by the size of the container; what lies in a"
            " container is an item and takes no metres; `unmeasured` are those that stand by"
            " themselves and whose extent is not known"
        ),
        _holdings,
        GROUPS,
        behind="held",
    ),
    ReportKind(
        "space",
        later("Space"),
        later("places whose capacity is known: their metres, those of what lives there, the rest"),
        _space,
        ("building", "room", "row"),
        behind="places",
    ),
)
