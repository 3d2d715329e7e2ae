"""A census as plain values: its counts, and its lists by outcome."""

from collections.abc import Iterable
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.counted import Census, told_census
from rmdesk.duties.describe import Describer
from rmdesk.duties.tally import OUTCOMES, Line, tally


def counted(session: Session, census: Census) -> dict[str, Any]:
    """A census with its counts, and its lists by outcome."""
    made, describer = tally(session, census), Describer(session)
    return {
        **told_census(session, census),
        "counts": made.counts,
        "accuracy": made.accuracy,
        "shelves": {**made.shelves, "left-unfinished": _addresses(describer, made.unfinished)},
        "lists": {
            name: [told_line(describer, line) for line in made.lists[name]] for name in OUTCOMES
        },
    }


def _addresses(describer: Describer, places: Iterable[int]) -> list[str]:
    return [describer.address(each) for each in places]


def told_line(describer: Describer, line: Line) -> dict[str, Any]:
    """A record, or a code that nothing answers to, as plain values."""
    holding = line.holding
    return {
        "key": describer.key(holding) if holding else line.code,
        "identifier": holding.identifier if holding else "",
        "title": holding.title if holding else "",
        "kind": holding.kind if holding else "",
        "home": describer.home(holding) if holding else "",
        "place": describer.address(line.place),
        "status": str(holding.status) if holding else "",
        "holder": describer.name(holding.holder_id) if holding else "",
        "counted": line.at,
        "by": line.by,
        "to_do": line.to_do,
    }
