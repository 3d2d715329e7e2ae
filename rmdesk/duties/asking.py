"""Asking the owners of records whether these may be disposed of, by letter (R6).

Each unit is asked once when a disposition is proposed and again on each step of the site's ladder,
until it answers, refuses, or the disposition is given up. No answer is never consent.
"""

from collections.abc import Iterator

from tinydb import Query

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.batch import (
    DisposalItem,
    Disposition,
    against_unseen,
    concurrences_of,
    known_items,
    owners_awaited,
)
from rmdesk.duties.notice import CONCURRENCE, Notice, Owed, told_of
from rmdesk.model.days import day_of
from rmdesk.model.records import Person
from rmdesk.model.schema import IS_CUSTODIAN
from rmdesk.model.words import BatchStatus


def of_batches(session: Session) -> Iterator[Owed]:
    """What owners are to be asked today of all dispositions that wait for them."""
    waiting = Query().status == BatchStatus.PROPOSED
    rows = session.visible.all_in(Disposition.table, waiting, order_by=("status", "proposed"))
    for row in rows:
        yield from of_batch(session, Disposition.from_document(row))


def of_batch(session: Session, batch: Disposition) -> Iterator[Owed]:
    """What the owners of one disposition are to be asked today, a letter for each unit.

    Who may not know of all of a unit's asks it of nothing: it would answer for what no letter
    names.
    """
    if batch.status != BatchStatus.PROPOSED:
        return
    items, days = known_items(session, batch.id), days_asked(session, batch)
    for unit in owners_awaited(items, concurrences_of(session, batch.id)):
        if against_unseen(session, batch, unit):
            continue
        step = _reached(session, batch, unit, days)
        owner = addressee(session, unit)
        if step is not None and owner is not None:
            yield from _owed(session, batch, unit, owner, step, items)


def days_asked(session: Session, batch: Disposition) -> int:
    """Since how many days its owners are asked."""
    asked = day_of(batch.proposed, session.now().tzinfo)
    return (session.now().date() - asked).days if asked else 0


def _reached(session: Session, batch: Disposition, unit: str, days: int) -> int | None:
    """The highest step of the ladder that was reached and not told; None where it was."""
    ladder = (0, *session.guidelines.retention.ask_again_days)
    step = max(each for each in ladder if each <= max(0, days))
    told = (each.step or 0 for each in letters_to(session, batch, unit))
    return None if any(each >= step for each in told) else step


def letters_to(session: Session, batch: Disposition, unit: str) -> list[Notice]:
    """The letters by which a unit was asked of a disposition, oldest first."""
    told = [each for each in told_of(session, "batch", batch.id) if each.unit == unit]
    return sorted(told, key=lambda each: each.begun)


def addressee(session: Session, unit: str) -> Person | None:
    """Who is asked for a unit: a custodian of it, rather one with an e-mail address."""
    if not unit:
        return None
    people = session.where(Person, IS_CUSTODIAN & (Query().unit == unit))
    today = session.today()
    there = [each for each in people if not each.valid_until or each.valid_until >= today]
    return min(there, key=lambda each: (not each.email, each.id), default=None)


def _owed(
    session: Session,
    batch: Disposition,
    unit: str,
    owner: Person,
    step: int,
    items: list[DisposalItem],
) -> Iterator[Owed]:
    own = [item.holding for item in items if item.open and item.unit == unit]
    holdings = session.visible.many(own)
    if holdings:
        occasion = f"batch:{batch.id}/{CONCURRENCE}/{unit}/{step}"
        yield Owed(
            CONCURRENCE, step, occasion, owner, holdings[0], "", days_asked(session, batch),
            request=batch.number, batch=batch.id, unit=unit, asked=batch.proposed,
            items=tuple(holdings),
        )  # fmt: skip


def awaited_since(session: Session, batch: Disposition, items: list[DisposalItem]) -> list[str]:
    """The units that have not answered: since when they are asked, and by how many letters."""
    if batch.status != BatchStatus.PROPOSED:
        return []
    awaited = owners_awaited(items, concurrences_of(session, batch.id))
    return [_awaited(session, batch, unit, n) for unit, n in awaited.items()]


def _awaited(session: Session, batch: Disposition, unit: str, n: int) -> str:
    text = _("{unit}: {n} records, asked {days} days ago")
    told = text.format(unit=unit or "-", n=n, days=days_asked(session, batch))
    letters = letters_to(session, batch, unit)
    if letters:
        text = ngettext("{n} letter, on {day}", "{n} letters, the last on {day}", len(letters))
        return f"{told}; {text.format(n=len(letters), day=letters[-1].begun[:10])}"
    if addressee(session, unit) is None:
        return f"{told}; {_('it has no custodian to write to')}"
    return told
