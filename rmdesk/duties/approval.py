"""Approving a disposition as another person than its proposer (R5), and giving one up."""

from collections.abc import Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Given, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.duties.batch import (
    DisposalItem,
    Disposition,
    against_state,
    against_unseen,
    batch_named,
    concurrences_of,
    items_of,
    owners_awaited,
    reason_of,
)
from rmdesk.duties.states import move_batch, settle_item
from rmdesk.duties.two_persons import against_own
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.plans import SELECT
from rmdesk.model.words import BatchStatus, ItemState


def approve(session: Session, number: str) -> Disposition:
    """Approve a batch, as another person than its proposer (R5). Raises Refused, NotFound."""
    with session.change("approve"):
        batch = batch_named(session, number)
        against = [*not_permitted(session, SUPERVISOR), *against_approving(session, batch, {})]
        Refused.for_any(_("Not approved"), against)
        move_batch(batch, BatchStatus.APPROVED, "approve")
        batch.approved = session.now().isoformat(timespec="seconds")
        batch.approved_by = session.login
        session.save(batch)
    return batch


def against_approving(session: Session, batch: Disposition, _given: Given) -> list[Reason]:
    """R5: by another than the proposer; R6: every owner agrees; nothing is left to decide."""
    if against := against_state(batch, BatchStatus.PROPOSED):
        return against
    own = against_own(session, batch.number, batch.proposed_by, batch.proposers)
    if unseen := against_unseen(session, batch):
        return [*own, *unseen]
    items = items_of(session, batch.id)
    return [*own, *_awaited(session, batch, items), *_undecided(items)]


def _awaited(session: Session, batch: Disposition, items: Sequence[DisposalItem]) -> list[Reason]:
    awaited = owners_awaited(items, concurrences_of(session, batch.id))
    if not any(item.open for item in items):
        told = _("Nothing in {number} is open.").format(number=batch.number)
        return [Reason("R7", told, _("a new proposal"))]
    text = _("{unit} has not agreed in writing to the disposition of {n} records.")
    nobodys = _("{n} records belong to no unit that could agree.")
    return [
        Reason("R6", (text if unit else nobodys).format(unit=unit, n=n),
               _("its answer, or its refusal") if unit else _("giving them a unit"))
        for unit, n in awaited.items()
    ]  # fmt: skip


def _undecided(items: Sequence[DisposalItem]) -> list[Reason]:
    n = sum(item.open and item.disposition == SELECT and not item.decision for item in items)
    if not n:
        return []
    text = _("{n} records under selective retention wait for a decision each.").format(n=n)
    return [Reason("R5", text, _("deciding them one by one"))]


def drop(session: Session, number: str, given: Given) -> Disposition:
    """Give a batch up: what was in it is free again. Raises Refused, NotFound."""
    why = reason_of(given)
    with session.change("drop", why):
        batch = batch_named(session, number)
        Refused.for_any(_("Not given up"), against_dropping(session, batch, given))
        move_batch(batch, BatchStatus.DROPPED, "drop")
        session.save(batch)
        for item in items_of(session, batch.id):
            if item.open:
                settle_item(item, ItemState.DROPPED, why)
                session.save(item)
    return batch


def against_dropping(session: Session, batch: Disposition, _given: Given) -> list[Reason]:
    """What is being executed or is over is not given up, nor what one knows in part (R16)."""
    against = against_state(batch, BatchStatus.PROPOSED, BatchStatus.APPROVED)
    return against or against_unseen(session, batch)
