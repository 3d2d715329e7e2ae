"""The volumes of a file: which others there are, and where each is now."""

from collections.abc import Iterator, Sequence

from tinydb import Query

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.container import lies_in, named
from rmdesk.duties.states import GONE
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status, status_word

_MOST = 100
"""Most volumes of one file that are looked at."""
_TOLD = 5
"""Most that are told one by one at a hand-over."""


def other_volumes(session: Session, holding: Holding) -> list[Holding]:
    """The other volumes of a file that one may know of and that have not left for good (R17)."""
    if not holding.identifier or not holding.volume:
        return []
    rows = session.visible.page(Query().identifier == holding.identifier, limit=_MOST).rows
    volumes = (Holding.from_document(row) for row in rows if row.get("volume"))
    return [each for each in volumes if each.id != holding.id and each.status not in GONE]


def elsewhere(session: Session, holding: Holding, borrower: int = 0) -> Iterator[str]:
    """Where the other volumes of a file are that are neither in their place nor with a borrower."""
    for each in other_volumes(session, holding):
        away = each if each.status != Status.IN else lies_in(session, each)
        if away is not None and (not borrower or away.holder_id != borrower):
            yield _where(session, each, away)


def told_at_hand_over(session: Session, lent: Sequence[Holding], borrower: int) -> Iterator[str]:
    """What is to be said of other volumes of what was lent, and of what went with that in a box.

    Of a content it is said whose volumes they are; of what one may not know of, nothing (R17).
    """
    known = (each for each in lent if each.volume and session.visible.may_know(each.guard))
    told = [
        *dict.fromkeys(
            text if each is lent[0] else f"{each.identifier}: {text}"
            for each in known
            for text in elsewhere(session, each, borrower)
        )
    ]
    yield from told[:_TOLD]
    if more := len(told[_TOLD:]):
        text = ngettext("{n} more volume is elsewhere", "{n} more volumes are elsewhere", more)
        yield text.format(n=more)


def _where(session: Session, volume: Holding, away: Holding) -> str:
    """Where a volume is; `away` is itself, or the container that is not in its place with it."""
    loans = session.store.table(Loan.table)
    loan = loans.get((Query().holding == away.id) & IS_OPEN) if away.status == Status.OUT else None
    assert not isinstance(loan, list)
    person = session.get(Person, loan["person"]) if loan else None
    if person is not None:
        text = _("volume {volume} is out with {name}")
        return text.format(volume=volume.volume, name=person.name)
    if away.id != volume.id:
        text = _("volume {volume} is in {box}, which is {state}")
        return text.format(
            volume=volume.volume, box=named(session, away), state=status_word(away.status)
        )
    text = _("volume {volume} is {state}")
    return text.format(volume=volume.volume, state=status_word(volume.status))
