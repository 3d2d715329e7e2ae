"""Statements of custody: the whole history of a record, given out and known again later.

A statement is kept by its number and the hash of what was given out: the file that is brought
back is the one, to the last letter, or it is not (R34). It tells what the person who asks may know
(R17).
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from tinydb import Query

from data import Entry
from data.patterns import pattern
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.duties.holding import holdings_named
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.fields import Paths, Record, kept, refers
from rmdesk.model.records import Holding
from rmdesk.model.words import later, status_word

__all__ = ["KINDS", "Known", "Statement", "give_out", "known_again", "refuse_unknown", "sealed"]

_ALL = 1_000_000
_NUMBER = pattern(rb"ST-\d{4,}")


@dataclass(kw_only=True, slots=True)
class Statement(Record):
    """That the history of a record was given out; `digest` is the SHA-256 of what was.

    How much it told of is not kept, and told by no log where an earlier version kept it: it may be
    more than who knows of the record may know (R17).
    """

    table: ClassVar[str] = "statements"
    word: ClassVar[str] = later("statement of custody")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("holding", "digest")
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "holding"
    unsaid: ClassVar[tuple[str, ...]] = ("entries",)

    number: str = kept("", later("number"))
    holding: int = refers("holdings", later("record"), "holding")
    made: str = kept("", later("made"))
    made_by: str = kept("", later("made by"))
    digest: str = kept("", later("hash"))


@dataclass(frozen=True)
class Known:
    """What is known of a file that may be a statement."""

    sound: bool
    statement: Statement | None
    told: str


def give_out(session: Session, key: str) -> tuple[Statement, Holding, list[str], int]:
    """Begin a statement of a record: its number and its lines, to be sealed by what is written.

    Beside the record, how many entries of the journal it tells of. Raises NotFound and BadInput.
    Nothing is kept before it is sealed, in the same transaction.
    """
    from rmdesk.duties.audit import trail_of  # what a start does not need

    (holding,) = holdings_named(session, [key])
    with session.change("custody") as transaction:
        statement = Statement(
            holding=holding.id,
            made=session.now().isoformat(timespec="seconds"),
            made_by=session.login,
        )
        statement.number = numbered_as_known(
            session, transaction, statement, "statement", "ST-{:04}".format
        )
    entries = trail_of(session, f"#{holding.id}", _ALL)
    lines = _lines(session, statement, holding, entries)
    return statement, holding, lines, len(entries)


def sealed(session: Session, statement: Statement, file: bytes) -> Statement:
    """Keep what was given out by its hash."""
    with session.change("custody"):
        statement.digest = _hash(file)
        session.save(statement)
    return statement


def known_again(session: Session, file: bytes) -> Known:
    """Whether a file is a statement of this centre, letter by letter, by what the journal tells."""
    digest = _hash(file)
    if same := _known(session, Query().digest == digest):
        if not _in_journal(session, same):
            text = _(
                "{number} is not what the journal tells that was given out: `verify` the store."
            )
            return Known(False, same, text.format(number=same.number))
        text = _("{number} of {day} is as it was given out.")
        return Known(True, same, text.format(number=same.number, day=same.made[:10]))
    named = _NUMBER.search(file)
    other = _known(session, Query().number == named[0].decode()) if named else None
    if other:
        text = _("{number} was given out on {day}, and not with these words: it was altered.")
        return Known(False, other, text.format(number=other.number, day=other.made[:10]))
    return Known(False, None, _("It is no statement that was given out here."))


def _in_journal(session: Session, statement: Statement) -> bool:
    """Whether the journal tells that just this was given out, and of nothing else by its number."""
    entries = session.store.journal.of(f"{Statement.table}:{statement.id}")
    given = [(each.new or {}) for each in entries if each.change]
    said = {"number": statement.number, "digest": statement.digest}
    return len(given) == 1 and said.items() <= given[0].items()


def refuse_unknown(known: Known) -> None:
    """Raises Refused unless a file is what was given out."""
    if not known.sound:
        raise Refused.by(_("Not as it was given out"), Reason("R34", known.told))


def _hash(text: bytes) -> str:
    from hashlib import sha256  # with the first statement: every look at a record imports this

    return sha256(text).hexdigest()


def _known(session: Session, condition: Any) -> Statement | None:
    found = session.visible.known(
        Statement.table, session.store.table(Statement.table).search(condition)
    )
    return Statement.from_document(found[0]) if found else None


def _lines(
    session: Session, statement: Statement, holding: Holding, entries: Sequence[Entry]
) -> list[str]:
    """The statement: what the record is, where it is, then who did what, when, where and why."""
    from rmdesk.duties.describe import Describer

    describer = Describer(session)
    facts = {
        _("record"): " · ".join(filter(None, (holding.barcode, holding.identifier, holding.title))),
        _("home"): describer.home(holding),
        _("status"): status_word(holding.status),
        _("place"): describer.place(holding),
        _("holder"): describer.name(holding.holder_id),
        _("made"): f"{statement.made[:16].replace('T', ' ')} {statement.made_by}",
    }
    lines = [_("Statement of custody {number}").format(number=statement.number), ""]
    lines += [f"{name}: {value}" for name, value in facts.items() if value]
    for entry in entries:
        lines += ["", *_told(session, entry)]
    end = _("{n} entries of the journal, each with its hash. Checked by: verify --statement FILE")
    return [*lines, "", end.format(n=len(entries))]


def _told(session: Session, entry: Entry) -> list[str]:
    from rmdesk.duties.audit import action_word, entry_line

    line = entry_line(session, entry)
    head = f"{line['time']}  {line['actor']}  {action_word(line['action'])}  {line['subject']}"
    why = _("because: {reason}").format(reason=line["reason"]) if line["reason"] else ""
    told = [head, *(f"  {each}" for each in (line["change"], why) if each)]
    # An entry's place in the chain hangs on all before it, also on what one may not know of (R17).
    mark = entry.hash if session.visible.knows_all else _hash("\n".join(told).encode())
    return [*told, f"  {line['seq']}: {mark}"]


KINDS = (RecordKind(record=Statement, name="statements", by_hand=False),)
