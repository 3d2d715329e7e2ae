"""Taking an import back: as one act, while nothing was built on it, with a dry run (R35, R36).

What the import made is removed, what it changed is as it was; both are new entries of the journal.
Every reason against it is given at once, and with one of them nothing is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tinydb.table import Document

from data import Entry
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.barcodes import given
from rmdesk.desk.desk import Session
from rmdesk.duties.former_units import give_up_units, is_of_unit
from rmdesk.duties.person import not_entrusted
from rmdesk.model.errors import NotFound, Reason, Refused
from rmdesk.model.records import Person
from rmdesk.model.roles import SUPERVISE

__all__ = ["ACTION", "TakenBack", "take_back"]

ACTION = "take back import"
_BATCH = 1000
_MOST_NAMED = 5
"""Most records named in one reason."""


@dataclass
class TakenBack:
    """What was taken back, or with `dry_run` would be: records removed, and restored."""

    file: str
    time: str  # when it was brought in, UTC
    dry_run: bool = False
    removed: int = 0
    restored: int = 0


def take_back(session: Session, file: str = "", *, dry_run: bool = False) -> TakenBack:
    """Take back the last import of a file of this name, or of any, that stands.

    One's own; a supervisor takes back anybody's. Raises NotFound where there is none, and Refused
    with every reason against it: records changed or built on since, or not this person's to change.
    """
    try:
        with session.change(ACTION) as transaction:
            entry = _last_import(session, file)
            transaction.reason = entry.reason
            done = TakenBack(entry.reason or "", entry.time, dry_run)
            _Taking(session, entry.act, done).run()
            if dry_run:
                raise _OnlyTried
            transaction.note(ACTION, f"act:{entry.act}", new={"undone": "import"})
    except _OnlyTried:
        pass
    return done


class _OnlyTried(Exception):
    """A dry run: all was done, and is given up again."""


def _last_import(session: Session, file: str) -> Entry:
    """The first entry of the import that is meant. Raises NotFound."""
    anybodys = not session.against(SUPERVISE)
    name = PurePath(file).name or file  # by which it is kept, in whatever folder it is named now
    over: set[str] = set()
    for entry in _acts_backwards(session):
        if entry.action == ACTION:
            over.add(_taken_by(session, entry))
        elif (
            entry.action == "import"
            and (anybodys or entry.actor == session.login)
            and name in ("", entry.reason, *(entry.reason or "").split(", "))
            and f"act:{entry.act}" not in over
            and session.journal.knows_any(_pages(session, entry.act))
        ):
            return entry
    raise NotFound(
        _("Nothing to take back"),
        _("No import of yours stands that could be taken back.")
        if not file
        else _("No import of “{file}” by you stands.").format(file=file),
        _("Name the file as it was brought in; `rmdesk log` tells it."),
    )


def _acts_backwards(session: Session) -> Iterator[Entry]:
    """The first entry of each act, the newest first; a long act is stepped over."""
    journal = session.store.journal
    seq = journal.last()
    while seq > 0:
        entries = journal.since(max(seq - _BATCH, 0), limit=min(seq, _BATCH))
        wanted = seq
        for entry in reversed(entries):
            if entry.seq == wanted:
                first = entry if entry.act == entry.seq else journal.since(entry.act - 1, 1)[0]
                yield first
                wanted = entry.act - 1
        seq = wanted


def _pages(session: Session, act: int) -> Iterator[list[Entry]]:
    """The entries of an act, so many at once."""
    seq = act - 1
    while entries := session.store.journal.since(seq, _BATCH):
        if mine := [entry for entry in entries if entry.act == act]:
            yield mine
        if len(mine) < len(entries):
            return
        seq = entries[-1].seq


def _taken_by(session: Session, entry: Entry) -> str:
    """The subject of the act that a taking back took back: its last entry says it."""
    return session.store.journal.act(entry.act)[-1].subject


class _Taking:
    """Goes through the entries of an act, the last first, inside a transaction."""

    def __init__(self, session: Session, act: int, done: TakenBack) -> None:
        self.session = session
        self.act = act
        self.done = done
        self.made: set[str] = set()
        self.changed: dict[str, str] = {}  # by subject, each with its name
        self.built_on: dict[str, str] = {}
        self.of_units: list[Entry] = []
        self.ruled_out: dict[Reason, None] = {}
        self.forbidden = False

    def run(self) -> None:
        """Take the act back. Raises Refused with every reason against it."""
        last = self._read_on()
        self._look_at_what_followed(last)
        for batch in self._backwards(last):
            self.forbidden |= not self.session.journal.may_give_back(batch)
            for entry in reversed(batch):
                if not is_of_unit(entry):
                    self._take_back(entry)
        give_up_units(self.session, self.of_units)
        if reasons := list(self._reasons()):
            raise Refused.by(_("Not taken back"), *reasons)

    def _read_on(self) -> int:
        """Note what the act made; the number of its last entry."""
        seq = self.act - 1
        for mine in _pages(self.session, self.act):
            self.of_units += filter(is_of_unit, mine)
            self.made.update(entry.subject for entry in mine if entry.change and entry.old is None)
            seq = mine[-1].seq
        return seq

    def _look_at_what_followed(self, last: int) -> None:
        """Note which of the records made are named by what was done since, and still are."""
        seq = last
        while entries := self.session.store.journal.since(seq, _BATCH):
            seq = entries[-1].seq
            for entry in entries:
                if entry.change and entry.new:
                    self._note_names(entry, entry.new)

    def _note_names(self, entry: Entry, new: dict[str, Any]) -> None:
        table, _colon, number = entry.subject.partition(":")
        kind = self.session.desk.kinds.get(table)
        links = kind.record.links() if kind else {}
        named = {path for path, to in links.items() if f"{to}:{new.get(path)}" in self.made}
        if not named or entry.subject in self.made:
            return
        kept = self._kept(table, int(number))
        if kept is None:
            return
        for path in named:
            if kept.get(path) == new[path]:
                subject = f"{links[path]}:{new[path]}"
                self.built_on[subject] = self._name(subject)

    def _backwards(self, last: int) -> Iterator[list[Entry]]:
        seq = last
        while seq >= self.act:
            first = max(seq - _BATCH, self.act - 1)
            yield self.session.store.journal.since(first, seq - first)
            seq = first

    def _take_back(self, entry: Entry) -> None:
        table_name, _colon, number_text = entry.subject.partition(":")
        if not entry.change:
            return
        number, new, old = int(number_text), entry.new or {}, entry.old
        kept = self._kept(table_name, number)
        if kept is None or not _is_as_left(kept, new, old):
            self.changed[entry.subject] = self._name(entry.subject)
        else:
            after = {} if old is None else {**_without(kept, new), **old}
            self._put(table_name, number, kept, after)

    def _put(
        self, table_name: str, number: int, kept: dict[str, Any], after: dict[str, Any]
    ) -> None:
        if table_name == Person.table:
            person = Person.from_document(Document(after, number))
            self.forbidden |= bool(not_entrusted(self.session, kept, person))
        self._ask_rules(table_name, number, kept, after)
        table = self.session.store.table(table_name)
        if not after:
            table.remove(doc_ids=[number])
            self.done.removed += 1
            return

        def replace(document: Document) -> None:
            document.clear()
            document.update(after)

        if self._is_given(table_name, kept, after):
            self.changed[f"{table_name}:{number}"] = self._name(f"{table_name}:{number}")
            return
        table.update(replace, doc_ids=[number])
        self.done.restored += f"{table_name}:{number}" not in self.made

    def _ask_rules(
        self, table: str, number: int, kept: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """Note what stands against altering this record today, such as a hold (R1)."""
        if kind := self.session.desk.kinds.get(table):
            record = kind.record.from_document(Document(after or kept, number))
            against = (
                kind.reasons_against(self.session, record, kept)
                if after
                else kind.reasons_against_removing(self.session, record)
            )
            self.ruled_out.update(dict.fromkeys(against))

    def _is_given(self, table: str, kept: dict[str, Any], after: dict[str, Any]) -> bool:
        """Whether a code that a record would get back is another's by now."""
        kind = self.session.desk.kinds.get(table)
        if kind is None:
            return False
        for name in ("barcode", "code", "login", "name"):
            value = after.get(name)
            if not value or value == kept.get(name) or name not in kind.record.unique:
                continue
            if given(self.session, kind.record, name, [value]):
                return True
        return False

    def _kept(self, table: str, number: int) -> Document | None:
        kept = self.session.store.table(table).get(doc_id=number)
        assert not isinstance(kept, list)
        return kept

    def _reasons(self) -> Iterator[Reason]:
        if self.forbidden:
            yield Reason("R16", _("It cannot be taken back by you."), _("a supervisor"))
            return  # nothing more is told of what one may not know (R17)
        yield from list(self.ruled_out)[:_MOST_NAMED]
        if self.changed:
            yield Reason("R35", self._told(self.changed, changed=True), _("a correction by hand"))
        if self.built_on:
            yield Reason("R36", self._told(self.built_on, changed=False), _("undoing that first"))

    def _told(self, named: dict[str, str], *, changed: bool) -> str:
        text = (
            ngettext(
                "{n} record was changed again since: {names}.",
                "{n} records were changed again since: {names}.",
                len(named),
            )
            if changed
            else ngettext(
                "{n} record is in use since: {names}.",
                "{n} records are in use since: {names}.",
                len(named),
            )
        )
        names = list(named.values())[:_MOST_NAMED]
        more = [] if len(named) <= _MOST_NAMED else ["…"]
        return text.format(n=f"{len(named):,}", names=", ".join([*names, *more]))

    def _name(self, subject: str) -> str:
        """A record in words: its code or name, or its number where it is gone."""
        table, _colon, number = subject.partition(":")
        kept: dict[str, Any] = dict(self._kept(table, int(number)) or {})
        codes = (kept.get(name) for name in ("barcode", "identifier", "number", "code", "address"))
        names = (kept.get(name) for name in ("title", "name", "text"))
        code = next(filter(None, codes), f"#{number}")
        name = next(filter(None, names), "")
        return f"{code} “{name[:60]}”" if name else str(code)


def _is_as_left(kept: dict[str, Any], new: dict[str, Any], old: dict[str, Any] | None) -> bool:
    """Whether a record still is as the act left it: all of a new one, else what was changed."""
    if old is None:
        return dict(kept) == new
    gone = [name for name in old if name not in new]
    same = all(name in kept and kept[name] == value for name, value in new.items())
    return same and not any(name in kept for name in gone)


def _without(kept: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name not in names}
