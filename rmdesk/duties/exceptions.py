"""What the desk should look at though nobody asks: loans of people who left, claims passed over."""

from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.picking import passed_over
from rmdesk.duties.place import address_of_home
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.schema import IS_OPEN


def loans_of_people_who_left(session: Session) -> list[dict[str, Any]]:
    """What is out with somebody whose registration has ended, the longest gone first."""
    today = session.today()
    people: dict[int, Person | None] = {}
    found = []
    for document in session.store.table(Loan.table).search(IS_OPEN):
        number = document["person"]
        if number not in people:
            people[number] = session.get(Person, number)
        person, holding = people[number], session.visible.get(document["holding"])
        if person is None or holding is None or "with_container" in document:
            continue
        if person.valid_until and person.valid_until < today:
            found.append(
                {
                    "barcode": holding.barcode,
                    "identifier": holding.identifier,
                    "title": holding.title,
                    "holder": person.name,
                    "unit": person.unit,
                    "left": person.valid_until,
                    "due": holding.due,
                }
            )
    return sorted(found, key=lambda row: (row["left"], row["holder"], row["due"]))


def looked_for(
    session: Session, holding: Holding, person: Person | None, since: str
) -> dict[str, Any]:
    """A record that is looked for: since when, where it should be, who had it."""
    return {
        "since": since,
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "place": address_of_home(session, holding),
        "holder": person.name if person else "",
        "unit": person.unit if person else "",
    }


def claims_passed_over(session: Session) -> list[dict[str, Any]]:
    """Claims whose person may not draw the holding today, with every reason (R40)."""
    return [
        {
            "barcode": each.holding.barcode,
            "identifier": each.holding.identifier,
            "title": each.holding.title,
            "requester": each.person.name,
            "unit": each.person.unit,
            "since": each.reservation.since,
            "reasons": " ".join(reason.told for reason in each.reasons),
        }
        for each in passed_over(session)
    ]
