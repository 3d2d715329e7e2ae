"""The register of access lists: who is and was on them, what is to be reviewed, what ends soon."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.access_entries import OPEN, entry_named, row_of
from rmdesk.duties.access_named import grantees, subjects
from rmdesk.duties.need_to_know import (
    AccessEntry,
    entries_on,
    entries_to,
    known_entries,
)
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Person

Rows = list[dict[str, Any]]


def access_rows(session: Session, key: str = "", *, over: bool = False) -> Rows:
    """The entries that reach what a key names, or are for whom it names; of all without one.

    With `over` those that are withdrawn or ended too. Raises NotFound.
    """
    entries = _named(session, key) if key else _all(session, Query().until >= "")
    today = session.today()
    wanted = (each for each in entries if over or each.standing(today) in OPEN)
    return _rows(session, sorted(wanted, key=lambda each: (each.granted, each.id)))


def _named(session: Session, key: str) -> Iterable[AccessEntry]:
    """What a key may mean, all of it: an entry, what entries are for, and whom."""
    with suppress(NotFound):
        return [entry_named(session, key)]
    found: dict[int, AccessEntry] = {}
    named = [*subjects(session, key), *grantees(session, key)]
    if not named:
        raise NotFound.key(_("record or person"), key)
    for each in named:
        path, value = each.values[0]
        found.update((entry.id, entry) for entry in _reaching(session, path, value))
    return known_entries(session, list(found.values()))


def _reaching(session: Session, path: str, value: Any) -> list[AccessEntry]:
    """The entries for a record with its boxes and classes, for a person with their unit, ..."""
    if path == "holding":
        holding = session.visible.get(value)
        return entries_on(session, holding) if holding else []
    if path == "person":
        person = session.get(Person, value)
        return entries_to(session, person) if person else []
    return session.where(AccessEntry, Query()[path] == value)


def review_due(session: Session, by: date) -> Rows:
    """The open entries that are to be reviewed by a day, the longest due first."""
    found = _all(session, Query().review <= by.isoformat(), "review")
    return _rows(session, (each for each in found if _open(session, each)))


def expiring(session: Session, by: date) -> Rows:
    """The open entries that end by a day or the site's days after it, the next first."""
    ahead = timedelta(days=session.guidelines.access.ahead_days)
    last = min(by, date.max - ahead) + ahead
    found = _all(session, Query().until <= last.isoformat(), "until")
    return _rows(session, (each for each in found if _open(session, each)))


def ledger(session: Session, start: date, end: date) -> Rows:
    """Who was on a list on any of these days, both included, in the order of the granting."""
    found = _all(session, Query().until >= start.isoformat(), "until")
    first, last = start.isoformat(), end.isoformat()
    meant = (
        each
        for each in found
        if each.from_ <= last and (not each.withdrawn or each.withdrawn[:10] >= first)
    )
    return _rows(session, sorted(meant, key=lambda each: each.id))


def _open(session: Session, entry: AccessEntry) -> bool:
    return entry.standing(session.today()) in OPEN


def _all(session: Session, condition: QueryInstance, order: str = "until") -> Iterator[AccessEntry]:
    found = session.visible.all_in(AccessEntry.table, condition, order_by=order)
    return map(AccessEntry.from_document, found)


def _rows(session: Session, entries: Iterable[AccessEntry]) -> Rows:
    return [row_of(session, each) for each in entries]
