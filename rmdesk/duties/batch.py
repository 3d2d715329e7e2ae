"""Batches of records proposed for disposition: what is kept of a batch, its items, who agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.plans import DESTROY, KEEP, SELECT, TRANSFER
from rmdesk.model.records import Holding, Person
from rmdesk.model.values import LINE, WORDS
from rmdesk.model.words import BatchStatus, ItemState, batch_word, item_word, later

DECISIONS = (DESTROY, KEEP, TRANSFER)
"""What may be decided of an item under selective retention."""

DONE = (ItemState.DESTROYED, ItemState.TRANSFERRED, ItemState.KEPT)
"""The states of items of which their batch has decided for good."""


@dataclass(kw_only=True, slots=True)
class Disposition(Record):
    """A batch of records proposed for disposition, from the proposal to the certificate.

    `started` is the last journal entry before its execution and `ended` the last of it, `sealed`
    the hash of its entries, `entries` how many they are: no log tells these, which count
    what one may not know of too (R17). `recipient` is who receives what is transferred, such as an
    archives. `witnesses` are named as they were called then, `seen_by` has
    their numbers, parted by blanks, and `proposers` those of who proposed it, also of who did so
    for another: what an earlier version kept has none.
    """

    table: ClassVar[str] = "dispositions"
    word: ClassVar[str] = later("disposition")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = (("status", "proposed"),)
    sparse: ClassVar[tuple[Paths, ...]] = ("certificate",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    numbered: ClassVar[str] = "D"
    known_through: ClassVar[tuple[str, str] | None] = ("disposals", "batch")
    unsaid: ClassVar[tuple[str, ...]] = ("started", "ended", "entries")

    number: str = kept("", later("number"))
    reason: str = given(LINE, later("reason"), later("why it is proposed"))
    status: str = kept(BatchStatus.PROPOSED, later("status"), word=batch_word)
    proposed: str = kept("", later("proposed"))
    proposed_by: str = kept("", later("proposed by"))
    proposers: str = kept("")
    approved: str = kept("", later("approved"))
    approved_by: str = kept("", later("approved by"))
    method: str = kept("", later("method"))
    witnesses: list[str] = given(WORDS, later("witnesses"), by="file")
    seen_by: str = kept("")
    recipient: str = kept("", later("handed over to"))
    executed: str = kept("", later("executed"))
    executed_by: str = kept("", later("executed by"))
    certificate: str = kept("", later("certificate"))
    started: int = kept(0)
    ended: int = kept(0)
    entries: int = kept(0)
    sealed: str = kept("", later("hash of its journal entries"))


@dataclass(kw_only=True, slots=True)
class DisposalItem(Record):
    """A record in a batch, with all by which it was decided then (R13)."""

    table: ClassVar[str] = "disposals"
    word: ClassVar[str] = later("item of a disposition")
    indexed: ClassVar[tuple[Paths, ...]] = ("batch",)
    sparse: ClassVar[tuple[Paths, ...]] = (("holding", "open"),)
    known_by: ClassVar[str] = "holding"

    batch: int = refers(Disposition.table, later("disposition"), "disposition")
    holding: int = refers(Holding.table, later("record"), "holding")
    state: str = kept(ItemState.PROPOSED, later("state"), word=item_word)
    open: bool = kept(False)
    reason: str = kept("", later("reason"))
    depth: int = kept(0)
    unit: str = kept("", later("unit"))
    class_: str = kept("", later("class"))
    schedule: str = kept("", later("schedule"))
    version: int = kept(0, later("version"))
    authority: str = kept("", later("authority"))
    disposition: str = kept("", later("disposition"))
    decision: str = kept("", later("decision"))
    due: str = kept("", later("due"))
    explained: list[str] = given(WORDS, later("explained"), by="file", told=False)
    security: str = kept("", later("security"))


@dataclass(kw_only=True, slots=True)
class Concurrence(Record):
    """That the owner of records in a batch agrees to their disposition, in writing (R6)."""

    table: ClassVar[str] = "concurrences"
    word: ClassVar[str] = later("concurrence")
    indexed: ClassVar[tuple[Paths, ...]] = ("batch",)
    known_by: ClassVar[str] = "batch"

    batch: int = refers(Disposition.table, later("disposition"), "disposition")
    unit: str = kept("", later("unit"))
    person: int | None = link(Person.table, later("by"), "by")
    evidence: str = kept("", later("evidence"))
    told: str = kept("", later("told"))
    told_by: str = kept("", later("told by"))


def batch_named(session: Session, number: str) -> Disposition:
    """The batch with a number. Raises NotFound."""
    batch: Disposition = found(session, session.desk.kinds[Disposition.table], number)
    return batch


def against_state(batch: Disposition, *wanted: BatchStatus) -> list[Reason]:
    """That a batch is not in any of the states in which something is done to it."""
    if batch.status in wanted:
        return []
    word = Disposition.specs()["status"].word
    told = word(batch.status) if word else batch.status
    text = _("{number} is {status}.").format(number=batch.number, status=told)
    return [Reason("R35", text, _("a new proposal"))]


def reason_of(given: Given) -> str:
    """Why it is done, which must be told. Raises BadInput."""
    why = str(given.get("reason") or "").strip()
    if not why:
        raise BadInput(_("No reason"), _("It wants a reason."), _("Say why."), field_name="reason")
    return why


# --- its items


def items_of(session: Session, batch: int) -> list[DisposalItem]:
    """The items of a batch, hidden ones included: for the rules."""
    return session.where(DisposalItem, Query().batch == batch)


def not_whole(number: str) -> Reason:
    """R16: a list goes whole, and not by who may not know of all that is on it."""
    text = _("{number} does not go as it is now.").format(number=number)
    return Reason("R16", text, _("the security officer"))


def known_items(session: Session, batch: int) -> list[DisposalItem]:
    """Those of them that this person may know of (R17)."""
    return session.visible.where(DisposalItem, Query().batch == batch)


def concurrences_of(session: Session, batch: int) -> list[Concurrence]:
    """Which owners agreed, in the order in which they did."""
    return session.where(Concurrence, Query().batch == batch)


def owners_awaited(
    items: Sequence[DisposalItem], concurrences: Sequence[Concurrence]
) -> dict[str, int]:
    """Units that have not answered yet, with how many items of theirs are open (R6)."""
    agreed = {each.unit for each in concurrences}
    awaited: dict[str, int] = {}
    for item in items:
        if item.open and item.unit not in agreed:
            awaited[item.unit] = awaited.get(item.unit, 0) + 1
    return awaited


def against_unseen(session: Session, batch: Disposition, unit: str | None = None) -> list[Reason]:
    """R16: nobody decides of records that they may not know of, or for a unit of some of its.

    Nothing else of them is told with it (R17).
    """
    asked = Query().batch == batch.id
    if unit is not None:
        asked &= Query().unit == unit
    # Counted, not read: each act of its screen asks, and a batch may be of tens of thousands.
    all_of_it = session.store.table(DisposalItem.table).count(asked)
    if session.visible.count_in(DisposalItem.table, asked) == all_of_it:
        return []
    return [not_whole(batch.number)]


def fate_of_item(item: DisposalItem) -> str:
    """What becomes of a record: under selective retention what was decided of it."""
    return item.decision if item.disposition == SELECT else item.disposition


def counted(items: Sequence[DisposalItem]) -> Mapping[str, int]:
    """How many items are in each state."""
    counts: dict[str, Any] = {}
    for item in items:
        counts[str(item.state)] = counts.get(str(item.state), 0) + 1
    return counts
