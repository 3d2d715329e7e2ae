"""The trail: what the journal tells of a record or of the desk, as one person may read it (R34)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from gettext import gettext as _

from data import Entry
from rmdesk.desk.desk import Session
from rmdesk.duties.reservation import reservations_for, reservations_of
from rmdesk.duties.scan import resolve
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Holding, Person, Place, Request, Reservation


def latest_entries(session: Session, limit: int, actor: str | None = None) -> list[Entry]:
    """The newest entries, by anyone or by one account, oldest of them first."""
    visible, journal = session.visible, session.store.journal
    asked = limit
    while True:
        entries = journal.latest(asked, actor)
        readable = visible.entries(entries)[:limit]
        # What may not be read is made up for, so that its absence does not show (R17).
        if len(readable) == limit or len(entries) < asked:
            return _numbered(session, readable[::-1])
        asked *= 4


def trail_of(session: Session, key: str, limit: int) -> list[Entry]:
    """What was done to a record, and who asked for it, oldest first. Raises NotFound, BadInput."""
    subjects = _subjects(session, key)
    entries = [
        entry for subject in subjects for entry in session.store.journal.of(subject, limit=limit)
    ]
    readable = session.visible.entries(sorted(entries, key=lambda entry: entry.seq))
    return _numbered(session, readable[-limit:])


def _numbered(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """Entries with the journal's own numbers for who may know of everything, else from 1.

    The journal counts every act: a gap would tell that something was done that one may not know
    of (R17). Whether it is there just now makes no difference to how they are numbered.
    """
    if session.visible.knows_all:
        return list(entries)
    first: dict[int, int] = {}
    return [
        replace(entry, seq=number, act=first.setdefault(entry.act, number))
        for number, entry in enumerate(entries, 1)
    ]


def _subjects(session: Session, key: str) -> list[str]:
    """The journal's names of a record and of the claims on it."""
    found = resolve(session, key) or session.visible.one(key)
    claims: list[Reservation] = []
    if isinstance(found, Holding):
        claims = reservations_for(session, found.id)
    elif isinstance(found, Request):
        claims = reservations_of(session, found.id)
    elif not isinstance(found, Person | Place):
        raise NotFound.key(_("record"), key)
    return [f"{each.table}:{each.id}" for each in (found, *claims)]


def local_time(entry: Entry) -> str:
    """When something was done, by the clock of the desk where it was done."""
    moment = datetime.fromisoformat(entry.time)
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{entry.offset}").tzinfo
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
