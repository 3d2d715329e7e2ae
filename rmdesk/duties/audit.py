"""The trail: what the journal tells of a record or of the desk, as one person may read it (R34)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tinydb import Query

from data import Entry
from data.plain import asdict, replace
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.registering import called
from rmdesk.duties.scan import resolve
from rmdesk.model.errors import NotFound, Refused
from rmdesk.model.fields import FieldSpec, Record
from rmdesk.model.records import Holding, Person
from rmdesk.model.roles import SECURE
from rmdesk.model.values import written
from rmdesk.model.words import Status, later, status_word


def latest_entries(
    session: Session, limit: int, actor: str | None = None, *, security: bool = False
) -> list[Entry]:
    """The newest entries, by anyone or by one account, oldest of them first.

    With `security` only matters of that: attempted breaches, clearances, levels, access lists,
    who acts for whom. Raises Refused for who is no security officer (R37), NotFound for an `actor`
    who has no account here and of whom nothing may be read.
    """
    if security:
        Refused.for_any(_("Not told"), session.against(SECURE))
    known, journal = session.journal, session.store.journal
    read = known.matters if security else known.entries
    asked = limit
    while True:
        entries = journal.latest(asked, actor)
        readable = read(entries)[:limit]
        # What may not be read is made up for, so that its absence does not show (R17).
        if len(readable) == limit or len(entries) < asked:
            if actor is not None and not readable:
                _refuse_unknown(session, actor)
            return _numbered(session, readable[::-1])
        asked *= 4


def _refuse_unknown(session: Session, actor: str) -> None:
    """Say that nobody has an account: else a slip of the pen would read as idleness (R34)."""
    if session.store.table(Person.table).one("login", actor) is None and actor != session.login:
        step = _("Name one as the log does, or see: rmdesk list people.")
        raise NotFound.key(_("account"), actor, step)


def trail_of(session: Session, key: str, limit: int) -> list[Entry]:
    """What was done to a record, and who asked for it, oldest first. Raises NotFound, BadInput."""
    subjects = _subjects(session, key)
    entries = [
        entry for subject in subjects for entry in session.store.journal.of(subject, limit=limit)
    ]
    readable = session.journal.entries(sorted(entries, key=lambda entry: entry.seq))
    return _numbered(session, readable[-limit:])


def _numbered(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """Entries with the journal's own numbers for who may know of everything, else from 1.

    The journal counts every act: a gap would tell that something was done that one may not know
    of (R17). Whether it is there just now makes no difference to how they are numbered.
    """
    if session.journal.reads_all:
        return list(entries)
    first: dict[int, int] = {}
    told = []
    for number, entry in enumerate(entries, 1):
        act, subject = first.setdefault(entry.act, number), entry.subject
        if subject.startswith("act:"):  # what an undo has taken back
            undone = first.get(int(subject.removeprefix("act:")))
            subject = f"act:{undone}" if undone else "act"
        told.append(replace(entry, seq=number, act=act, subject=subject))
    return told


def _subjects(session: Session, key: str) -> list[str]:
    """The journal's names of a record and of what speaks of it: its claims, its loans."""
    found = resolve(session, key) or called(session, key) or session.visible.one(key)
    if isinstance(found, Holding):
        return [f"{found.table}:{found.id}", *_speaking_of(session, found.id)]
    return [f"{found.table}:{found.id}", *_known_through(session, found)]


def _known_through(session: Session, record: Record) -> Iterator[str]:
    """The records through which one is known, such as the claims of a request."""
    if record.known_through is not None:
        table, path = record.known_through
        for number in session.store.table(table).ids(Query()[path] == record.id):
            yield f"{table}:{number}"


def _speaking_of(session: Session, holding: int) -> Iterator[str]:
    """The records that are about a holding, and known with it: at either end, if they have two."""
    for kind in session.desk.kinds.values():
        record = kind.record
        for path in (record.known_by, *record.known_also):
            if record.links().get(path) == Holding.table:
                for number in session.store.table(record.table).ids(Query()[path] == holding):
                    yield f"{record.table}:{number}"


def local_time(entry: Entry) -> str:
    """When something was done, by the clock of the desk where it was done."""
    moment = datetime.fromisoformat(entry.time)
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{entry.offset}").tzinfo
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as `--json` prints it: without what only `verify` needs."""
    data = asdict(entry)
    for chained in ("change", "prev", "hash"):
        del data[chained]
    return data


def entry_line(session: Session, entry: Entry) -> dict[str, Any]:
    """An entry as a line: the time on the desk's clock, records by their keys."""
    table, _colon, number = entry.subject.partition(":")
    kind = session.desk.kinds.get(table)
    called = called_in(session, table, int(number)) if kind and number.isdecimal() else ""
    return {
        "seq": entry.seq,
        "time": local_time(entry),
        "actor": entry.actor,
        "action": entry.action,
        "subject": called or entry.subject,
        "change": _change(session, kind, entry),
        "reason": entry.reason or "",
    }


def called_in(session: Session, table: str, number: int) -> str:
    """What people call a record of a table; "" for one that is gone or may not be known of."""
    kind = session.desk.kinds[table]
    document = session.store.table(table).get(doc_id=number) if number else None
    assert not isinstance(document, list)
    if document is None or not session.visible.known(table, [document]):
        return ""
    return kind.called(session, kind.record.from_document(document))


def _change(session: Session, kind: RecordKind | None, entry: Entry) -> str:
    """What changed, field by field, and what was there before."""
    specs = kind.specs if kind else {}
    old, new = (
        _worded(session, specs, values) for values in apart(entry.old or {}, entry.new or {})
    )
    told = []
    for name in {**new, **old}:
        before, after = old.get(name, ""), new.get(name, "") or "-"
        was = _(" (was {value})").format(value=before) if before else ""
        told.append(f"{name}: {after}{was}")
    return ", ".join(told)


def apart(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Old and new values with the own fields of a kind among them, those that changed."""
    was, now = old.get("own") or {}, new.get("own") or {}
    same = {name for name in was if now.get(name) == was[name]}
    for values, own in ((old, was), (new, now)):
        said = {name: value for name, value in own.items() if name not in same}
        yield {name: value for name, value in values.items() if name != "own"} | said


def _worded(
    session: Session, specs: Mapping[str, FieldSpec], values: Mapping[str, Any] | None
) -> dict[str, str]:
    """Values in words, with names and addresses instead of numbers, without what is no news."""
    worded: dict[str, str] = {}
    for name, value in (values or {}).items():
        spec = specs.get(name)
        if spec is None:
            worded[name] = written(value)
        elif spec.names:
            worded.setdefault(spec.said_as or name, called_in(session, spec.names, value))
        elif spec.told:
            worded[name] = spec.word(value) if spec.word and value else written(value)
    return worded


_OTHERS = {
    "request": later("requested"),
    "ready": later("set aside"),
    "undo": later("undone"),
    "import": later("imported"),
    "assign": later("assigned"),
    "close": later("closed"),
    "notices": later("told to somebody"),
    "count": later("counted"),
    "part": later("goes on by itself"),
    "propose": later("proposed for disposition"),
    "amend schedule": later("amendment proposed"),
    "list-boxes": later("boxes listed"),
    "bag-transfer": later("bag made"),
    "issue barcodes": later("barcodes issued"),
    "make places": later("places made"),
    "fixity": later("files looked at"),
    "set PIN": later("PIN set"),
}
"""What the history calls what is no act on a record."""


def entry_word(entry: Entry) -> str:
    """What the history calls an entry: that a record was withdrawn, by whatever act it left."""
    now = (entry.new or {}).get("status")
    return status_word(now) if now == Status.WITHDRAWN else action_word(entry.action)


def act_word(entries: Sequence[Entry]) -> str:
    """What the history calls a whole act, by all its entries."""
    withdrawn = status_word(Status.WITHDRAWN)
    if withdrawn in map(entry_word, entries):
        return withdrawn
    return entry_word(meant_by(entries))


def meant_by(entries: Sequence[Entry]) -> Entry:
    """The entry that tells what a whole act was for: barcodes are issued for what gets them."""
    return next((each for each in entries if each.action != "issue barcodes"), entries[0])


def action_word(action: str) -> str:
    """What the journal calls an act, as said at the desk."""
    verb, _blank, word = action.partition(" ")
    if verb in ("add", "edit") and word in {kind.word for kind in duties.kinds().values()}:
        return _("registered") if verb == "add" else _("amended")
    named = (each for each in duties.acts().values() if action in (each.name, each.journal))
    act = duties.acts().get(action) or next(named, None)
    return _(act.word) if act else _(_OTHERS.get(action, action))
