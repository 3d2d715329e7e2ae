"""The entries of access lists as they are told: in lists, on a record, in the log."""

from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind
from rmdesk.desk.registering import found
from rmdesk.duties.access_named import grantee_of, named_word, subject_of
from rmdesk.duties.need_to_know import (
    IN_FORCE,
    TO_COME,
    AccessEntry,
    entries_on,
    known_entries,
)
from rmdesk.model.errors import NotFound, Reason
from rmdesk.model.records import Holding
from rmdesk.model.words import later

OPEN = (IN_FORCE, TO_COME)
"""How an entry stands that is not over."""

_SHOWN = 8
"""Most entries that a record's screen tells."""


def row_of(session: Session, entry: AccessEntry) -> dict[str, Any]:
    """An entry as people read it."""
    what, whom = subject_of(session, entry), grantee_of(session, entry)
    names = (
        "purpose", "authority", "granted", "granted_by", "from", "until", "review", "reviewed",
        "reviewed_by", "withdrawn", "withdrawn_by", "withdrawn_for",
    )  # fmt: skip
    return {
        "number": entry.number,
        "on": what.key,
        "kind": what.kind,
        "to": whom.key,
        "to_kind": whom.kind,
        "state": entry.standing(session.today()),
        **entry.plain(names),
    }


def _called(session: Session, entry: AccessEntry) -> str:
    whom, what = grantee_of(session, entry), subject_of(session, entry)
    return _("{number}: {name} on {key}").format(number=entry.number, name=whom.key, key=what.key)


def in_words(session: Session, entry: AccessEntry) -> str:
    """Whom an entry is for, until when and what for, in a line."""
    whom = grantee_of(session, entry)
    name = whom.key if whom.kind == "person" else f"{named_word(whom.kind)} {whom.key}"
    text = _("{name} until {day}: {purpose}")
    return text.format(name=name, day=entry.until, purpose=entry.purpose)


def _notes_of(session: Session, holding: Holding) -> list[Note]:
    """Who is on the access list of a record today, as far as this person may know of it."""
    open_ = [
        each for each in entries_on(session, holding) if each.standing(session.today()) in OPEN
    ]
    return [
        Note(later("access"), in_words(session, each), row_of(session, each), of=each)
        for each in known_entries(session, open_)[:_SHOWN]
    ]


def _stays(_session: Session, entry: AccessEntry) -> list[Reason]:
    """R34: what the lists tell is neither amended nor taken away."""
    text = _("{number} stays as it is.").format(number=entry.number)
    return [Reason("R34", text, _("withdrawing it, or a new entry"))]


def _find(session: Session, key: str) -> AccessEntry:
    document = session.store.table(AccessEntry.table).one("number", key.strip().upper())
    if document and session.visible.known(AccessEntry.table, [document]):
        return AccessEntry.from_document(document)
    raise NotFound.key(_(AccessEntry.word), key)


def entry_named(session: Session, key: str) -> AccessEntry:
    """The entry with a number, in either case. Raises NotFound."""
    entry: AccessEntry = found(session, ENTRIES, key)
    return entry


ENTRIES: RecordKind = RecordKind(
    record=AccessEntry,
    name="access",
    by_hand=False,
    grouped=True,
    find=_find,
    describe=row_of,
    notes=_notes_of,
    called=_called,
    against=lambda session, entry, _before: _stays(session, entry),
)
KINDS = (ENTRIES,)
