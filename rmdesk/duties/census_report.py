"""Which shelves were counted last when, and how much of what should be there was there."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, told
from rmdesk.duties.counted import Census, CountedShelf
from rmdesk.duties.tally import Tally, accuracy, tally
from rmdesk.model.days import day_of
from rmdesk.model.records import Place
from rmdesk.model.words import CountOutcome, later

_FIGURES = (CountOutcome.FOUND, CountOutcome.MISSING, CountOutcome.MISPLACED)


def counted_places(session: Session, until: date) -> list[dict[str, Any]]:
    """Every place that was counted by a day, in walking order, with its last count.

    `accuracy` is in per cent of what was looked for on it, "" where nothing was.
    """
    tallies: dict[int, tuple[Census, dict[str, Counter[int]]]] = {}
    rows = []
    for place, shelf in _last_counts(session, until):
        if shelf.census not in tallies:
            census = session.get(Census, shelf.census) or Census()
            tallies[shelf.census] = census, _by_place(tally(session, census))
        census, figures = tallies[shelf.census]
        found, missing, misplaced = (figures[name][place.id] for name in _FIGURES)
        per_cent = accuracy(found, missing, misplaced)
        rows.append(
            {
                "place": session.address(place.id),
                "room": place.room,
                "counted": str(day_of(shelf.begun, session.now().tzinfo) or ""),
                "census": census.number,
                "found": found,
                "missing": missing,
                "misplaced": misplaced,
                "accuracy": "" if per_cent is None else per_cent,
            }
        )
    return rows


def _last_counts(session: Session, until: date) -> list[tuple[Place, CountedShelf]]:
    last: dict[int, CountedShelf] = {}
    zone = session.now().tzinfo
    for rows in session.store.table(CountedShelf.table).pages(order_by=("place", "begun")):
        for document in session.visible.known(CountedShelf.table, rows):
            shelf = CountedShelf.from_document(document)
            if (day_of(shelf.begun, zone) or until) <= until:
                last[shelf.place] = shelf
    places = session.store.table(Place.table).get(doc_ids=list(last)) if last else []
    assert isinstance(places, list)
    found = [(Place.from_document(each), last[each.doc_id]) for each in places]
    return sorted(found, key=lambda each: each[0].walk)


def _by_place(made: Tally) -> dict[str, Counter[int]]:
    return {
        name: Counter(each.place for each in made.lists[name] if each.holding and each.place)
        for name in _FIGURES
    }


def _census(session: Session, period: Period) -> Report:
    """Every shelf with its last count up to the last day asked for, or those of each census."""
    rows = counted_places(session, period.end)
    never = len(session.store.table(Place.table)) - len(rows)
    totals = {**_figures(rows), "never": never}
    if not (by := period.by):
        return told("census", rows, period, totals)
    groups = {key: [row for row in rows if row[by] == key] for key in {row[by] for row in rows}}
    return Report("census", [{by: key} | _figures(groups[key]) for key in sorted(groups)], totals)


def _figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """So many shelves, and of what was looked for on all of them how much was there."""
    found, missing, misplaced = (sum(row[name] for row in rows) for name in _FIGURES)
    counts = {"found": found, "missing": missing, "misplaced": misplaced}
    return {"count": len(rows), **counts, "accuracy": accuracy(found, missing, misplaced)}


REPORTS = (
    ReportKind(
        "census",
        later("Shelves counted"),
        later(
            "every shelf with its last count up to the last day, and how accurate it was: of what"
            " was looked for on it, found, missing or misplaced, the share that was found, never"
            " rounded up; of a census the shelves that were not counted again since"
        ),
        _census,
        ("census", "room"),
        dated=True,
        behind="census",
    ),
)
