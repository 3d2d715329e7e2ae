"""Proposing records for disposition: with all that lies in them, and only what may go (R7)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered
from rmdesk.duties.batch import DisposalItem, Disposition
from rmdesk.duties.container import above, inside
from rmdesk.duties.covering import follow_searches
from rmdesk.duties.disposal import against_disposal, gather
from rmdesk.duties.falling_due import due_numbers, follow_schedule
from rmdesk.duties.retention import Dater, dater_of, retention_of
from rmdesk.duties.states import GONE, move_batch
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus


def propose(session: Session, keys: Sequence[str], why: str) -> Disposition:
    """Propose records for disposition, with all that lies in them (R7).

    Raises Refused with every reason against any of them, NotFound, BadInput.
    """
    follow_schedule(session)
    follow_searches(session)
    with session.change("propose", why):
        named = list({each.id: each for each in map(session.visible.one, keys)}.values())
        dater = dater_of(session)
        whole = _with_contents(session, named)
        against = [r for each in whole for r in against_disposal(gather(session, each, dater))]
        if hidden := _hidden_contents(session, named):
            against.append(hidden)
        Refused.for_any(_("Not proposed"), against)
        return _listed(session, whole, why, dater)


def propose_due(
    session: Session, by: str, why: str, *, unit: str = "", class_: str = ""
) -> Disposition:
    """Propose all that is due by a day and may be disposed of; what may not is left out.

    Raises BadInput for a day to come, and where nothing is due.
    """
    if by > session.today():
        told = _("What falls due only until {day} cannot be proposed yet.").format(day=by)
        raise BadInput(_("A day to come"), told, _("Give a day that is past."), field_name="due_by")
    follow_schedule(session)
    follow_searches(session)
    with session.change("propose", why):
        dater = dater_of(session)
        whole: dict[int, Holding] = {}
        for number in due_numbers(session, by, unit=unit, class_=class_):
            if number not in whole and (holding := session.visible.get(number)):
                _take_free(session, holding, dater, whole)
        if not whole:
            told = _("Nothing that is due by {day} may be disposed of now.").format(day=by)
            raise BadInput(_("Nothing to propose"), told, _("See: rmdesk disposition due"))
        return _listed(session, list(whole.values()), why, dater)


def _take_free(session: Session, holding: Holding, dater: Dater, whole: dict[int, Holding]) -> None:
    """Take a record with its contents, if nothing stands against any of them."""
    each_of = [each for each in _with_contents(session, [holding]) if each.id not in whole]
    free = all(not against_disposal(gather(session, each, dater)) for each in each_of)
    if free and _hidden_contents(session, [holding]) is None:
        whole.update({each.id: each for each in each_of})


def _with_contents(session: Session, holdings: Iterable[Holding]) -> list[Holding]:
    """Records with all that belongs in them and has not left for good, each once."""
    found: dict[int, Holding] = {}
    for each in holdings:
        found[each.id] = each
        for content in inside(session, each.id):
            if content.status not in GONE and session.visible.may_know(content.guard):
                found[content.id] = content
    return list(found.values())


def _hidden_contents(session: Session, holdings: Iterable[Holding]) -> Reason | None:
    """A box with something in it that this person may not know of does not go by their hand."""
    for box in holdings:
        for content in inside(session, box.id):
            if content.status not in GONE and not session.visible.may_know(content.guard):
                text = _("{box} does not go as it is now.").format(box=box.key)
                return Reason("R16", text, _("the security officer"))
    return None


def _listed(session: Session, holdings: Sequence[Holding], why: str, dater: Dater) -> Disposition:
    """Keep a new batch with its items, inside a transaction."""
    now = session.now()
    apart = all(each.guard for each in holdings)
    with session.change("propose", why) as transaction:
        number = numbered(
            session, transaction, Disposition, f"disposition {now.year}",
            f"D-{now.year}-{{:04}}".format, apart=apart,
        )  # fmt: skip
    batch = Disposition(number=number, reason=why)
    move_batch(batch, BatchStatus.PROPOSED, "propose")
    batch.proposed, batch.proposed_by = now.isoformat(timespec="seconds"), session.login
    session.save(batch, apart=apart)
    within = {each.id for each in holdings}
    items = session.store.table(DisposalItem.table)
    for guarded, some in groupby(holdings, lambda each: bool(each.guard)):
        documents = [_item(session, batch, each, dater, within).to_document() for each in some]
        items.insert_multiple(documents, apart=guarded)
    return batch


def _item(
    session: Session, batch: Disposition, holding: Holding, dater: Dater, within: set[int]
) -> DisposalItem:
    told = retention_of(session, holding, dater)
    return DisposalItem(
        batch=batch.id,
        holding=holding.id,
        open=True,
        depth=sum(box.id in within for box in above(session, holding)) if holding.inside else 0,
        unit=holding.unit,
        class_=told.class_,
        schedule=told.schedule,
        version=told.version or 0,
        authority=told.authority,
        disposition=told.disposition,
        due=told.dated.due,
        explained=list(told.explained),
        security=holding.security,
    )
