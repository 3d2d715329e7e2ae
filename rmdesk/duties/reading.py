"""What is read in the room: it stays at the desk, and is back by closing."""

from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.place import address_of_home
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.schema import IS_OPEN


def in_the_room(session: Session) -> list[dict[str, Any]]:
    """What is read in the room now, the longest first; what went along in a container is with it.

    Of this person's knowledge only (R17).
    """
    here = (Query().here == True) & IS_OPEN  # noqa: E712  (a query, not a test)
    found = session.visible.all_in(Loan.table, here, order_by=("here", "open"))
    loans = [loan for loan in map(Loan.from_document, found) if not loan.with_container]
    return [_row(session, each) for each in sorted(loans, key=lambda each: (each.out, each.id))]


def _row(session: Session, loan: Loan) -> dict[str, Any]:
    holding = session.visible.get(loan.holding) or Holding()
    person = session.get(Person, loan.person) or Person()
    return {
        "since": loan.out,
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "holder": person.name,
        "unit": person.unit,
        "place": address_of_home(session, holding),
        "due": loan.due,
    }
