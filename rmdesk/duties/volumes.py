"""The volumes of a file: which others there are, and where each is now."""

from collections.abc import Iterator

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.states import GONE
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status, status_word

_MOST = 100
"""Most volumes of one file that are looked at."""


def other_volumes(session: Session, holding: Holding) -> list[Holding]:
    """The other volumes of a file that one may know of and that have not left for good (R17)."""
    if not holding.identifier or not holding.volume:
        return []
    rows = session.visible.page(Query().identifier == holding.identifier, limit=_MOST).rows
    volumes = (Holding.from_document(row) for row in rows if row.get("volume"))
    return [each for each in volumes if each.id != holding.id and each.status not in GONE]


def elsewhere(session: Session, holding: Holding) -> Iterator[str]:
    """What is to be said at a hand-over of volumes that are not in their place."""
    for each in other_volumes(session, holding):
        if each.status != Status.IN:
            yield _where(session, each)


def _where(session: Session, volume: Holding) -> str:
    loans = session.store.table(Loan.table)
    loan = (
        loans.get((Query().holding == volume.id) & IS_OPEN) if volume.status == Status.OUT else None
    )
    assert not isinstance(loan, list)
    person = session.get(Person, loan["person"]) if loan else None
    if person is not None:
        text = _("volume {volume} is out with {name}")
        return text.format(volume=volume.volume, name=person.name)
    text = _("volume {volume} is {state}")
    return text.format(volume=volume.volume, state=status_word(volume.status))
