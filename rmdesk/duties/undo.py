"""Undo: the last thing a person did is taken back as a new journal entry, never an edit (R35).

It passes what the act itself would have to pass today: the person may still know of all that it
touched, may still give what it gives back, and the gate still lets people have what they had.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tinydb.table import Document

from data import DuplicateKey, Entry
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.access.matters import BREACH, without_parting
from rmdesk.desk.barcodes import keep
from rmdesk.desk.desk import Session
from rmdesk.duties.audit import act_word, meant_by
from rmdesk.duties.container import cut_off_already
from rmdesk.duties.eligibility import against_drawing
from rmdesk.duties.former_units import give_up_units, is_of_unit
from rmdesk.duties.onward import follow, follow_queue
from rmdesk.duties.place import home_of
from rmdesk.duties.reservation import against_reserve, waiting
from rmdesk.duties.soundness import against_holding, against_request
from rmdesk.duties.space import against_living
from rmdesk.duties.states import CLAIM, GONE, HOLDING, REQUEST, check
from rmdesk.model.errors import DeskError, Reason, Refused
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import ReservationState, Status

_LIMIT = 500
"""Most changes in one act that a key takes back; a bulk change is taken back by another (R36)."""

_LOOKED_BACK = 1000
"""How many entries of a person are looked through for the last act that stands."""

_STATES = {
    Holding.table: (HOLDING, "status"),
    Request.table: (REQUEST, "status"),
    Reservation.table: (CLAIM, "state"),
}
"""The tables whose records have a state, and the field that it is in."""

_FURTHER = {
    state: far
    for far, state in enumerate(
        (ReservationState.QUEUED, ReservationState.PICKED, ReservationState.READY), start=1
    )
}
"""How far each claim that is open is on its way to its person."""

_FOLLOWED = BREACH, "date anew", "amendments take effect"
"""What is kept in somebody's name without being done by them: what was refused, and what the day
brings about for whoever is the first to look."""

_NEVER = (
    *_FOLLOWED, "undo", "init", "import", "take back import", "restore", "execute", "notices",
    "custody", "went", "again", "fixity", "set PIN", "unlock", "sign in", "sign-in refused",
)  # fmt: skip


@dataclass(frozen=True)
class Undone:
    """What was taken back: the act's number, its action, and the subjects it touched.

    `word` is what the history calls it, `against` what keeps it from being taken back at all.
    """

    act: int
    action: str
    subjects: list[str]
    word: str
    against: tuple[Reason, ...] = ()


def _told(entries: Sequence[Entry], against: Sequence[Reason] = ()) -> Undone:
    first = meant_by(entries)
    subjects = [each.subject for each in entries if each.new is not None or not is_of_unit(each)]
    return Undone(first.act, first.action, subjects, act_word(entries), tuple(against))


def next_undo(session: Session) -> Undone:
    """What `undo` would take back now. Raises DeskError when there is nothing to undo."""
    entries = _last_act(session)
    return _told(entries, _against(session, entries))


def act_told(session: Session, act: int) -> Undone:
    """What taking back an act of one's own would touch. Raises DeskError for any other."""
    entries = _own_act(session, act)
    return _told(entries, _against(session, entries))


def undo(session: Session, act: int | None = None) -> Undone:
    """Take back this person's last act that was not taken back yet, or the act with a number.

    Raises Refused when somebody has changed the same records since, when the act cannot be undone,
    or when a rule stands against it today; DeskError when there is nothing to undo.
    """
    with session.change("undo") as transaction:
        entries = _last_act(session) if act is None else _own_act(session, act)
        action = meant_by(entries).action
        Refused.for_any(_("Not undone"), _against(session, entries))
        stood = _claims(session, entries)
        for entry in reversed(entries):
            if entry.change and not is_of_unit(entry):
                _take_back(session, entry)
        give_up_units(session, entries)
        _follow(session, entries)
        if against := _against_undone(session, entries, stood):
            raise Refused.by(_("Not undone"), *dict.fromkeys(against))
        transaction.note("undo", f"act:{entries[0].act}", new={"undone": action})
    return _told(entries)


def _against(session: Session, entries: Sequence[Entry]) -> list[Reason]:
    """What keeps an act from being taken back, whatever it has touched and stands now."""
    if len(entries) <= _LIMIT and (action := meant_by(entries).action) not in _NEVER:
        return _not_permitted(session, action)
    text = _("“{action}” is not undone by a key.").format(action=act_word(entries))
    return [Reason("R36", text, _("a change of its own"))]


def _not_permitted(session: Session, action: str) -> list[Reason]:
    """R37: what who did it may not do any more, they do not take back either."""
    acts = (each for each in duties.acts().values() if (each.journal or each.name) == action)
    permissions = {each.permission for each in acts} - {HANDLE}
    return [reason for each in sorted(permissions) for reason in session.against(each)]


def _last_act(session: Session) -> list[Entry]:
    """The entries of the newest act of this person that stands, past what only followed.

    An act on what they may not know of any more is none that they could take back (R17).
    """
    taken_back: set[int] = set()
    looked_at: set[int] = set()
    journal = session.store.journal
    for entry in journal.latest(_LOOKED_BACK, session.login, besides=_FOLLOWED):
        if entry.action == "undo":
            if entry.subject.startswith("act:"):
                taken_back.add(int(entry.subject.removeprefix("act:")))
        elif entry.act not in taken_back | looked_at and (entry.new or entry.old):
            looked_at.add(entry.act)
            entries = without_parting(journal.act(entry.act))
            if session.journal.may_give_back(entries):
                return entries
    raise DeskError(_("Nothing to undo"), _("You have done nothing that could be undone."))


def _own_act(session: Session, act: int) -> list[Entry]:
    """The entries of an act of this person that stands. Raises DeskError for any other."""
    entries = without_parting(session.store.journal.act(act))
    own = bool(entries) and all(each.actor == session.login for each in entries)
    if not own or not session.journal.may_give_back(entries):
        raise DeskError(_("Nothing to undo"), _("You have done nothing that could be undone."))
    if is_taken_back(session, act):
        raise DeskError(_("Nothing to undo"), _("This was undone already."))
    return entries


def is_taken_back(session: Session, act: int) -> bool:
    """Whether an act was taken back as one."""
    return any(each.action == "undo" for each in session.store.journal.of(f"act:{act}", limit=1))


def may_be_undone(entries: Sequence[Entry]) -> bool:
    """Whether an act is of those that a key takes back at all, whatever stands against it today."""
    changes = any(each.change and (each.new or each.old) for each in entries)
    return changes and len(entries) <= _LIMIT and meant_by(entries).action not in _NEVER


def _take_back(session: Session, entry: Entry) -> None:
    """Restore what one entry changed, if nobody changed it since."""
    table_name, _colon, number_text = entry.subject.partition(":")
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
        _may_go(session, table_name, Document(kept, number))
        if dict(kept) != new or _built_on(session, entry):
            raise _changed_since(entry)
        table.remove(doc_ids=[number])
        return
    _passes(session, table_name, Document(kept, number), new, old)

    def restore(document: Document) -> None:
        for key in new:
            document.pop(key, None)
        document.update(old)

    try:
        table.update(restore, doc_ids=[number])
    except DuplicateKey as error:
        raise _changed_since(entry) from error


def _may_go(session: Session, table: str, kept: Document) -> None:
    """Raise what stands against removing a record that an act made, such as a hold (R1)."""
    if kind := session.desk.kinds.get(table):
        against = kind.reasons_against_removing(session, kind.record.from_document(kept))
        if against:
            raise Refused.by(_("Not undone"), *against)


def _passes(
    session: Session,
    table: str,
    kept: Document,
    new: Mapping[str, Any],
    old: Mapping[str, Any],
) -> None:
    """Raise what stands against giving a record back its old fields, whoever does it."""
    before = {key: value for key, value in kept.items() if key not in new} | dict(old)
    if table in _STATES:
        machine, field = _STATES[table]
        check(machine, "undo", str(kept.get(field, "")), str(before.get(field, "")))
    kind = session.desk.kinds.get(table)
    if kind is None:
        return
    record = kind.record.from_document(Document(before, kept.doc_id))
    if against := kind.reasons_against(session, record, kept):
        raise Refused.by(_("Not undone"), *against)
    if "barcode" in {*new, *old}:
        keep(session, record)


def _follow(session: Session, entries: Sequence[Entry]) -> None:
    """Make anew what follows from the records that an act had changed, as they were and are now."""
    for table, kind in session.desk.kinds.items():
        if kind.follow is None:
            continue
        touched = (each for each in entries if each.subject.startswith(f"{table}:"))
        kept = [_as_kept(session, kind.record, each) for each in touched if each.change]
        if kept:
            kind.follow(session, kept)


def _as_kept(session: Session, record: type[Record], entry: Entry) -> Record:
    """The record of an entry as it is now; as it was, where it is there no more."""
    number = int(entry.subject.partition(":")[2])
    was = Document({**(entry.new or {}), **(entry.old or {})}, number)
    return session.get(record, number) or record.from_document(was)


def _against_undone(
    session: Session, entries: Sequence[Entry], stood: Mapping[int, Reservation]
) -> list[Reason]:
    """Every reason why what the act has touched may not be as it was before it, today.

    `stood` is its claims as they were until now, those that are gone with it among them.
    """
    touched: dict[str, set[int]] = {}
    for entry in entries:
        table, _colon, text = entry.subject.partition(":")
        if entry.change:
            touched.setdefault(table, set()).add(int(text))
    claims = [session.get(Reservation, n) for n in touched.get(Reservation.table, ())]
    holdings = touched.get(Holding.table, set()) | {each.holding for each in claims if each}
    claimed = [*claims, *stood.values()]
    requests = touched.get(Request.table, set()) | {each.request or 0 for each in claimed if each}
    found = [
        reason
        for each in claims
        if each
        for reason in _against_claim(session, each, stood.get(each.id))
    ]
    for number in sorted(holdings):
        holding = session.get(Holding, number)
        if holding is not None:
            follow_queue(session, holding, "undo")
            if _lent_again(entries, holding):
                found += _against_lending(session, holding, entries[0])
            found += _against_staying(session, entries, holding)
            found += _against_filing(session, entries, holding)
            found += against_holding(session, holding)
    for number in sorted(requests):
        follow(session, number, "end-item")  # with the last claim that is taken back it ends (R39)
        if request := session.get(Request, number):
            found += against_request(session, request)
    return found


def _claims(session: Session, entries: Sequence[Entry]) -> dict[int, Reservation]:
    """The claims that an act has touched, as they are, by their numbers."""
    named = (each.subject.partition(":") for each in entries if each.change)
    numbers = {int(number) for table, _colon, number in named if table == Reservation.table}
    kept = (session.get(Reservation, number) for number in sorted(numbers))
    return {each.id: each for each in kept if each}


def _against_claim(session: Session, claim: Reservation, stood: Reservation | None) -> list[Reason]:
    """What stands today against a claim that is further again than it `stood`.

    Who queues is registered; what is set aside for somebody is so for who may draw it now
    (R14, R16, R40).
    """
    state = ReservationState(claim.state)
    before = ReservationState(stood.state) if stood else ReservationState.CANCELLED
    holding, person = session.get(Holding, claim.holding), session.get(Person, claim.person)
    if holding is None or person is None or _FURTHER.get(state, 0) <= _FURTHER.get(before, 0):
        return []
    if before == ReservationState.DENIED and state == ReservationState.QUEUED:
        return []  # it waited so before, and it blocks nobody (R40)
    if state == ReservationState.READY:
        return against_drawing(session, holding, person)
    return against_reserve(session, holding, person)


def _against_staying(session: Session, entries: Sequence[Entry], holding: Holding) -> list[Reason]:
    """R18, R30: where what had left for good lived, another may live by now, or nobody may."""
    subject = f"{Holding.table}:{holding.id}"
    left = any(e.subject == subject and (e.new or {}).get("status") in GONE for e in entries)
    home = home_of(session, holding) if left and holding.status not in GONE else None
    return against_living(session, holding, home) if home else []


def _against_filing(session: Session, entries: Sequence[Entry], holding: Holding) -> list[Reason]:
    """R9: what was taken out of a file that was closed since is not filed into it again."""
    subject = f"{Holding.table}:{holding.id}"
    moved = any(
        e.subject == subject and "inside" in {*(e.new or {}), *(e.old or {})} for e in entries
    )
    box = session.get(Holding, holding.inside) if moved else None
    return [cut_off_already(box)] if box is not None and box.closed else []


def _lent_again(entries: Sequence[Entry], holding: Holding) -> bool:
    """Whether somebody has a holding again who had given it back."""
    if holding.status != Status.OUT:
        return False
    subject = f"{Holding.table}:{holding.id}"
    return any(
        e.subject == subject and "holder_id" in {*(e.new or {}), *(e.old or {})} for e in entries
    )


def _against_lending(session: Session, holding: Holding, act: Entry) -> list[Reason]:
    """What the gate says today of who has a holding again (R14).

    Who waited already before the act that is undone waits again, and who came since behind them:
    where all came since, the head of the queue is not passed over (R20).
    """
    borrower = session.get(Person, holding.holder_id)
    if borrower is None:
        return []
    found = against_drawing(session, holding, borrower)
    others = list(waiting(session, holding, borrower.id))
    if others and not any(_waited_before(session, each, act) for each in others):
        text = _("Someone waits for {key}.").format(key=holding.key)
        found.append(Reason("R20", text, _("cancelling that reservation")))
    return found


def _waited_before(session: Session, claim: Reservation, act: Entry) -> bool:
    """Whether a claim was there and open before an act, by what was changed of it from then on."""
    since = session.store.journal.of(f"{Reservation.table}:{claim.id}")
    changed = [each for each in since if each.change and each.seq >= act.seq]
    if not changed:
        return True
    if changed[-1].old is None:  # it was made then, or later
        return False
    states = (old["state"] for each in reversed(changed) if "state" in (old := each.old or {}))
    return next(states, claim.state) in _FURTHER


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
