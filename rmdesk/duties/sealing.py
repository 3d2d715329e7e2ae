"""The seal of an executed disposition: its certificate's number, and the hash of its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinydb import Query

from data import APART, Entry, Transaction
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.batch import DONE, DisposalItem, Disposition, batch_named, items_of
from rmdesk.duties.states import move_batch
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus


def seal(session: Session, number: int) -> Disposition:
    """End an execution in which nothing is open any more; what another has ended stays as it is."""
    with session.change("execute") as transaction:
        batch = session.get(Disposition, number)
        assert batch is not None
        is_open = any(item.open for item in items_of(session, number))
        if is_open or batch.status != BatchStatus.EXECUTING:
            return batch
        entries = list(entries_of(session, batch))
        now = session.now()
        move_batch(batch, BatchStatus.EXECUTED, "execute")
        batch.executed = now.isoformat(timespec="seconds")
        batch.ended = entries[-1].seq if entries else batch.started
        batch.entries, batch.sealed = len(entries), seal_of(entries)
        batch.certificate = _certificate(session, transaction, batch)
        session.save(batch)
    return batch


def _certificate(session: Session, transaction: Transaction, batch: Disposition) -> str:
    """The number of a batch's certificate; one numbered apart leaves no gap here either (R17)."""
    year = session.now().year
    if batch.id >= APART:
        return f"DC-{year}-{batch.number.rpartition('-')[2]}"
    return f"DC-{year}-{transaction.number(f'certificate {year}'):04}"


def entries_of(session: Session, batch: Disposition) -> Iterator[Entry]:
    """The journal entries by which the records of a batch were decided of, or dropped out.

    What dropped out here may go in a later batch: that is no entry of this one.
    """
    items = items_of(session, batch.id)
    subjects = {f"{DisposalItem.table}:{item.id}" for item in items}
    subjects |= {f"{Holding.table}:{item.holding}" for item in items if item.state in DONE}
    seq = batch.started
    while entries := session.store.journal.since(seq):
        for each in entries:
            if batch.ended and each.seq > batch.ended:
                return
            if each.action == "execute" and each.subject in subjects:
                yield each
        seq = entries[-1].seq


def seal_of(entries: Sequence[Entry]) -> str:
    """The SHA-256 of the hashes of journal entries, in their order."""
    from hashlib import sha256  # and OpenSSL with it: not at each start

    return sha256("".join(each.hash for each in entries).encode()).hexdigest()


def is_sound(session: Session, batch: Disposition) -> bool:
    """Whether the journal still says what the certificate was sealed with."""
    entries = list(entries_of(session, batch))
    return len(entries) == batch.entries and seal_of(entries) == batch.sealed


def certified(session: Session, number: str) -> Disposition:
    """The executed batch with a number, its own or its certificate's. Raises Refused, NotFound."""
    table = session.store.table(Disposition.table)
    rows = table.search(Query().certificate == number.strip().upper())
    key = rows[0]["number"] if rows else number
    batch = batch_named(session, key)
    if batch.status != BatchStatus.EXECUTED:
        text = _("{number} is not executed yet.").format(number=batch.number)
        raise Refused.by(_("No certificate"), Reason("R8", text, _("its execution")))
    return batch
