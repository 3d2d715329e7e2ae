"""Undo: the last thing a person did is taken back as a new journal entry, never an edit (R35)."""

from dataclasses import dataclass
from gettext import gettext as _

from tinydb.table import Document

from data import Entry
from rmdesk.desk.desk import Session
from rmdesk.model.errors import DeskError, Reason, Refused

_LIMIT = 500
"""Most changes in one act that a key takes back; a bulk change is taken back by another (R36)."""

_NEVER = ("undo", "init", "import", "restore")


@dataclass(frozen=True)
class Undone:
    """What was taken back: the act's number, its action, and the subjects it touched."""

    act: int
    action: str
    subjects: list[str]


def next_undo(session: Session) -> Undone:
    """What `undo` would take back now. Raises DeskError when there is nothing to undo."""
    entries = _last_act(session)
    return Undone(entries[0].act, entries[0].action, [entry.subject for entry in entries])


def undo(session: Session) -> Undone:
    """Take back this person's last act that was not taken back yet.

    Raises Refused when somebody has changed the same records since, or the act cannot be undone,
    and DeskError when there is nothing to undo.
    """
    with session.change("undo") as transaction:
        entries = _last_act(session)
        action = entries[0].action
        if len(entries) > _LIMIT or action in _NEVER:
            text = _("“{action}” is not taken back by a key.").format(action=action)
            raise Refused.by(_("Not undone"), Reason("R36", text, _("a change of its own")))
        for entry in reversed(entries):
            _take_back(session, entry)
        transaction.note("undo", f"act:{entries[0].act}", new={"undone": action})
    return Undone(entries[0].act, action, [entry.subject for entry in entries])


def _last_act(session: Session) -> list[Entry]:
    """The entries of the newest act of this person that stands."""
    taken_back: set[int] = set()
    for entry in session.store.journal.latest(limit=1000, actor=session.login):
        if entry.action == "undo":
            if entry.subject.startswith("act:"):
                taken_back.add(int(entry.subject.removeprefix("act:")))
        elif entry.act not in taken_back and (entry.new or entry.old):
            return session.store.journal.act(entry.act)
    raise DeskError(_("Nothing to undo"), _("You have done nothing that could be taken back."))


def _take_back(session: Session, entry: Entry) -> None:
    """Restore what one entry changed, if nobody changed it since."""
    table_name, _colon, number_text = entry.subject.partition(":")
    if not number_text.isdecimal():
        return
    number = int(number_text)
    table = session.store.table(table_name)
    kept = table.get(doc_id=number)
    assert not isinstance(kept, list)
    new, old = entry.new, entry.old
    if new is None:
        table.insert(Document(old or {}, number))
        return
    gone = [] if old is None else [key for key in old if key not in new]
    if kept is None or any(kept.get(key) != value for key, value in new.items()):
        raise _changed_since(entry)
    if any(key in kept for key in gone):
        raise _changed_since(entry)
    if old is None:
        if dict(kept) != new or _built_on(session, entry):
            raise _changed_since(entry)
        table.remove(doc_ids=[number])
        return

    def restore(document: Document) -> None:
        for key in new:
            document.pop(key, None)
        document.update(old)

    table.update(restore, doc_ids=[number])


def _built_on(session: Session, entry: Entry) -> bool:
    """Whether something recorded later still names the record that is to go."""
    seq = entry.seq
    while later := session.store.journal.since(seq):
        seq = later[-1].seq
        if any(each.change and _still_names(session, each, entry.subject) for each in later):
            return True
    return False


def _still_names(session: Session, entry: Entry, subject: str) -> bool:
    """Whether the record of an entry named the subject then, and does so now."""
    table, _colon, own = entry.subject.partition(":")
    named, _colon, number = subject.partition(":")
    kind = session.desk.kinds.get(table)
    paths = [path for path, to in kind.record.links().items() if to == named] if kind else []
    if not any((entry.new or {}).get(path) == int(number) for path in paths):
        return False
    kept = session.store.table(table).get(doc_id=int(own))
    return kept is not None and any(kept.get(path) == int(number) for path in paths)


def _changed_since(entry: Entry) -> Refused:
    text = _("{subject} was changed again since.").format(subject=entry.subject)
    return Refused.by(_("Not undone"), Reason("R35", text, _("a correction by hand")))
