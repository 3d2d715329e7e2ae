"""What may be disposed of, item by item: the records of a batch, and every reason against one.

`against_disposal` is the one rule: proposing asks it, the list of what is due, and the execution
asks it again, at the moment (R2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any, ClassVar

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.duties.container import in_away_box
from rmdesk.duties.dating import Dated
from rmdesk.duties.held import against_altering
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.retention import Dater, decisive, items_in
from rmdesk.duties.states import GONE
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.plans import DESTROY, KEEP, SELECT, TRANSFER
from rmdesk.model.records import Holding, Person
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.values import LINE, WORDS
from rmdesk.model.words import (
    BatchStatus,
    ItemState,
    Status,
    batch_word,
    item_word,
    later,
    status_word,
)

DECISIONS = (DESTROY, KEEP, TRANSFER)
"""What may be decided of an item under selective retention."""


@dataclass(kw_only=True, slots=True)
class Disposition(Record):
    """A batch of records proposed for disposition, from the proposal to the certificate.

    `started` is the last journal entry before its execution and `ended` the last of it, `sealed`
    the hash of its entries, `entries` how many they are.
    """

    table: ClassVar[str] = "dispositions"
    word: ClassVar[str] = later("disposition")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    sparse: ClassVar[tuple[Paths, ...]] = ("certificate",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_through: ClassVar[tuple[str, str] | None] = ("disposals", "batch")

    number: str = kept("", later("number"))
    reason: str = given(LINE, later("reason"), later("why it is proposed"))
    status: str = kept(BatchStatus.PROPOSED, later("status"), word=batch_word)
    proposed: str = kept("", later("proposed"))
    proposed_by: str = kept("", later("proposed by"))
    approved: str = kept("", later("approved"))
    approved_by: str = kept("", later("approved by"))
    method: str = kept("", later("method"))
    witnesses: list[str] = given(WORDS, later("witnesses"), by="file")
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
    known_also: ClassVar[tuple[str, ...]] = ("batch",)

    batch: int = refers(Disposition.table, later("disposition"), "disposition")
    unit: str = kept("", later("unit"))
    person: int | None = link(Person.table, later("by"), "by")
    evidence: str = kept("", later("evidence"))
    told: str = kept("", later("told"))
    told_by: str = kept("", later("told by"))


@dataclass(frozen=True)
class Case:
    """The facts of one item, gathered in the transaction that asks.

    `by` is the record whose rule counts, `left` what lies in it and would be left without a place;
    `items` those of what lies in it, `listed` the other batch that it is in.
    """

    holding: Holding
    by: Holding
    dater: Dater
    dated: Dated | None
    today: str
    listed: str = ""
    held: tuple[Reason, ...] = ()
    box_away: tuple[Reason, ...] = ()
    items: frozenset[str] = frozenset()
    waited_for: bool = False


def gather(session: Session, holding: Holding, dater: Dater, batch: int = 0) -> Case:
    """Look up the facts of an item; `batch` is the one it is asked for, 0 for a new one."""
    by = decisive(session, holding, dater)
    return Case(
        holding=holding,
        by=by,
        dater=dater,
        dated=_counted(dater, by),
        today=session.today(),
        listed=_listed(session, holding, batch),
        held=tuple(against_altering(session, holding)),
        box_away=tuple(in_away_box(session, holding)),
        items=frozenset(items_in(session, holding, dater)),
        waited_for=bool(queue_of(session, holding.id)),
    )


def _counted(dater: Dater, by: Holding) -> Dated | None:
    """Until when it is kept; what is not known of it in a sentence, and nothing else."""
    document = by.to_document()
    found = dater.dated(document, quiet=True)
    return dater.dated(document) if found and found.waits else found


def _listed(session: Session, holding: Holding, batch: int) -> str:
    """The number of another open batch that a holding is in."""
    asked = (Query().holding == holding.id) & IS_OPEN
    items = session.store.table(DisposalItem.table).search(asked)
    others = (session.get(Disposition, each["batch"]) for each in items if each["batch"] != batch)
    return next((other.number for other in others if other), "")


def against_disposal(case: Case) -> list[Reason]:
    """Every reason why a record may not be disposed of now; none means that it may."""
    gone = list(_gone(case))
    return gone or [reason for rule in _RULES for reason in rule(case)]


def _gone(case: Case) -> Iterator[Reason]:
    """R7: what left for good is not disposed of, nor anything twice."""
    if case.holding.status in GONE:
        text = _("{key} is {status} already.")
        told = text.format(key=case.holding.key, status=status_word(case.holding.status))
        yield Reason("R7", told)


def _here(case: Case) -> Iterator[Reason]:
    """R7: it is in its place, and so is the box that it lies in."""
    holding = case.holding
    if holding.status != Status.IN:
        text = _("{key} is {status}.")
        told = text.format(key=holding.key, status=status_word(holding.status))
        yield Reason("R7", told, _("its return to its place"))
    for away in case.box_away:
        yield Reason("R7", away.text, away.lifted_by)


def _not_listed(case: Case) -> Iterator[Reason]:
    if case.listed:
        text = _("{key} is in {number} already.")
        told = text.format(key=case.holding.key, number=case.listed)
        yield Reason("R7", told, _("the end of that disposition"))


def _scheduled(case: Case) -> Iterator[Reason]:
    """R10, R7: an item of the schedule says so, is understood, and says nothing permanent."""
    rule = case.dater.rule(case.by.class_)
    key = case.holding.key
    if rule.item is None or rule.plan is None:
        text = _("{key} stands under no item of the schedule.")
        yield Reason("R10", text.format(key=key), _("giving its class an item"))
    elif rule.plan.unread:
        text = _("The item {code} of {key} is not understood: {why}.")
        told = text.format(code=rule.item.code, key=key, why=rule.plan.unread)
        yield Reason("R10", told, _("amending the item"))
    elif rule.plan.permanent or rule.plan.fate == KEEP or not (case.dated and _dated(case.dated)):
        told = _("{key} is permanent.").format(key=key)
        yield Reason("R7", told, _("an amendment of the schedule"))
    elif not rule.plan.fate:
        text = _("The item {code} of {key} names no disposition that is known.")
        yield Reason("R7", text.format(code=rule.item.code, key=key), _("amending the item"))


def _dated(found: Dated) -> bool:
    return bool(found.due or found.waits)


def _due(case: Case) -> Iterator[Reason]:
    """Only what is due: the day after its last day, and never where that is not known."""
    found = case.dated
    if found is None or not _dated(found) or case.dater.rule(case.by.class_).plan is None:
        return
    if found.waits:
        text = _("{key} is not due: {why}.").format(key=case.holding.key, why=found.waits)
        yield Reason("R7", text, _("telling what is not known"))
    elif found.due >= case.today:
        text = _("{key} is kept to {day}.").format(key=case.holding.key, day=found.due)
        yield Reason("R7", text, _("its day"))


def _authorised(case: Case) -> Iterator[Reason]:
    """R3: nothing is destroyed without a disposition authority."""
    rule = case.dater.rule(case.by.class_)
    if rule.item and rule.plan and rule.plan.fate in (DESTROY, SELECT) and not rule.item.authority:
        text = _("No disposition authority is told for {code}, the item of {key}.")
        told = text.format(code=rule.item.code, key=case.holding.key)
        yield Reason("R3", told, _("the authority's number"))


def _not_held(case: Case) -> Iterator[Reason]:
    yield from case.held


def _not_asked_for(case: Case) -> Iterator[Reason]:
    """Somebody waits for it."""
    if case.waited_for:
        text = _("Somebody waits for {key}.").format(key=case.holding.key)
        yield Reason("R20", text, _("the end of that claim"))


def _one_rule(case: Case) -> Iterator[Reason]:
    """R11: a box that goes to another place holds records of one item."""
    plan = case.dater.rule(case.by.class_).plan
    if len(case.items) > 1 and plan is not None and plan.fate == TRANSFER:
        text = _("{key} holds records of several items: {items}.")
        told = text.format(key=case.holding.key, items=", ".join(sorted(case.items)))
        yield Reason("R11", told, _("packing them apart"))


_RULES = (_one_rule, _here, _not_listed, _scheduled, _due, _authorised, _not_held, _not_asked_for)


# --- the items of a batch


def items_of(session: Session, batch: int) -> list[DisposalItem]:
    """The items of a batch, hidden ones included: for the rules."""
    found = session.store.table(DisposalItem.table).search(Query().batch == batch)
    return sorted(map(DisposalItem.from_document, found), key=lambda each: each.id)


def known_items(session: Session, batch: int) -> list[DisposalItem]:
    """Those of them that this person may know of (R17)."""
    found = session.store.table(DisposalItem.table).search(Query().batch == batch)
    known = session.visible.known(DisposalItem.table, found)
    return sorted(map(DisposalItem.from_document, known), key=lambda each: each.id)


def concurrences_of(session: Session, batch: int) -> list[Concurrence]:
    """Which owners agreed, in the order in which they did."""
    found = session.store.table(Concurrence.table).search(Query().batch == batch)
    return sorted(map(Concurrence.from_document, found), key=lambda each: each.id)


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


def counted(items: Sequence[DisposalItem]) -> Mapping[str, int]:
    """How many items are in each state."""
    counts: dict[str, Any] = {}
    for item in items:
        counts[str(item.state)] = counts.get(str(item.state), 0) + 1
    return counts
