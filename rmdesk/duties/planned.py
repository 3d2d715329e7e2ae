"""What is still planned for a record ends as it leaves for good (R8, R28).

A claim holds it back, or ends with it, by the rules of the act. What would wait for a day or for a
person's hand, and never find it again, ends here: its bring-forwards, and its scan not made yet.
"""

from collections.abc import Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.departure import depart
from rmdesk.duties.digitized import TO_MAKE, Digitization, give_up_scan, scans_to_make
from rmdesk.duties.forward import BringForward, end_forward, forwards_of
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status

_GONE = "gone"
"""How a bring-forward ends whose record has left for good."""


def planned_among(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of some records for which anything is planned still: asked at once for all of them."""
    forwards = session.where(BringForward, Query().holding.one_of(list(numbers)))
    jobs = session.where(Digitization, Query().holding.one_of(list(numbers)))
    found = {each.holding for each in forwards if each.waits}
    return found | {each.holding for each in jobs if each.holding and each.status in TO_MAKE}


def let_go(session: Session, holding: Holding, after: Status, act: str, by: str) -> list[str]:
    """Let a record leave for good by what is numbered `by`, and end what was planned for it.

    What ended, in words. The caller keeps the record, after this: undo gives back what was kept
    last before all else, and nothing is planned again for what is not here.
    """
    depart(holding, after, act, by)
    return end_planned(session, holding, act)


def end_planned(session: Session, holding: Holding, act: str) -> list[str]:
    """The same of what has left already, in the transaction of that act."""
    told = []
    for forward in forwards_of(session, holding):
        end_forward(session, forward, _GONE)
        person = session.get(Person, forward.person) or Person()
        text = _("not brought forward to {name} on {day}")
        told.append(text.format(name=person.name, day=forward.on))
    for job in scans_to_make(session, holding):
        give_up_scan(session, job, act)
        told.append(_("{number} is given up").format(number=job.number))
    return told
