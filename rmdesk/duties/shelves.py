"""What stands on the shelves of the desk: what is to be refiled, and what is set aside for whom."""

from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.duties.place import home_of
from rmdesk.duties.reservation import queue_of
from rmdesk.model.counting import as_counted
from rmdesk.model.records import Holding, Person, Request
from rmdesk.model.words import Status


def to_refile(session: Session) -> list[dict[str, Any]]:
    """What came back and is not in its place yet, in walking order; what has no home comes last."""
    describer = Describer(session)

    def walked(holding: Holding) -> tuple[bool, str, list[tuple[int, int | str]]]:
        home = home_of(session, holding)
        walk = home.walk if home else ""
        return not walk, walk, as_counted(holding.identifier or holding.key)

    return [
        {"place": describer.home(holding), **_named(holding), "unit": holding.unit}
        for holding in sorted(_of_status(session, Status.TO_REFILE), key=walked)
    ]


def set_aside(session: Session) -> list[dict[str, Any]]:
    """What waits on the hold shelf, for whom, by which request and since when; the oldest first."""
    rows = []
    for holding in _of_status(session, Status.WAITING):
        for claim in queue_of(session, holding.id)[:1]:
            person = session.get(Person, claim.person)
            request = session.get(Request, claim.request)
            rows.append(
                {
                    **_named(holding),
                    "requester": person.name if person else "",
                    "unit": person.unit if person else "",
                    "number": request.number if request else "",
                    "since": claim.since,
                }
            )
    return sorted(rows, key=lambda row: str(row["since"]))


def _named(holding: Holding) -> dict[str, Any]:
    return {
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
    }


def _of_status(session: Session, status: Status) -> list[Holding]:
    found = session.visible.all_in(Holding.table, Query().status == status, order_by="due")
    return [Holding.from_document(document) for document in found]
