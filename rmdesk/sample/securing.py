"""The sample centre's access lists: who needs to know of its classified records, and who did."""

from datetime import timedelta

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.access_list import grant, withdraw
from rmdesk.model.records import Person
from rmdesk.model.schema import IS_CUSTODIAN

_UNIT = "Police Identification"
"""The unit whose records are classified."""


def keep_lists(session: Session) -> None:
    """An entry for a unit's custodian, one that is to be reviewed, and one that was withdrawn."""
    people = [each for each in _people(session) if each.clearance]
    custodian, deputy = sorted(people, key=lambda each: not each.custodian)[:2]
    today = session.now().date()
    about = {"authority": "Chief of identification", "purpose": "daily identification work"}
    grant(session, [f"unit:{_UNIT}"], {"to": f"#{custodian.id}", **about})
    given = {"to": f"#{deputy.id}", "purpose": "cold case review", "authority": "Crown counsel"}
    grant(session, ["class:3100"], {**given, "review": today + timedelta(days=60)})
    (over,) = grant(session, ["unit:Land Registry"], {"to": f"#{deputy.id}", "purpose": "survey"})
    withdraw(session, [over.entry.number], {"reason": "the survey is done"})


def _people(session: Session) -> list[Person]:
    table = session.store.table(Person.table)
    custodians = table.search(IS_CUSTODIAN & (Query().unit == _UNIT))
    first = custodians[0].doc_id
    found = (session.get(Person, number) for number in range(first, first + 5))
    return [each for each in found if each is not None]
