"""What may go to an archives: the rules of a transfer, of a record with all that lies in it."""

from collections.abc import Container, Iterator

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.disposal import LEAVING, Case, gather, gone_already
from rmdesk.duties.retention import Dater, dater_of
from rmdesk.duties.states import GONE
from rmdesk.model.errors import Reason
from rmdesk.model.plans import DESTROY, KEEP, SELECT
from rmdesk.model.records import Holding


def against_leaving(
    session: Session, holding: Holding, transfer: int = 0, dater: Dater | None = None
) -> list[Reason]:
    """Every reason why a record, with all that lies in it, may not go to an archives now.

    `transfer` is the one on whose list it is already, 0 for none; who asks of many gives a `dater`.
    """
    cases = list(whole_of(session, holding, (), transfer, dater))
    return [reason for case in cases for reason in against_going(case)] + hidden_in(
        session, cases[0]
    )


def against_going(case: Case) -> list[Reason]:
    """Every reason against one record, whatever lies in it."""
    rules = (_one_item, *LEAVING, _under_its_item)
    return list(gone_already(case)) or [reason for rule in rules for reason in rule(case)]


def _under_its_item(case: Case) -> Iterator[Reason]:
    """R7, R10: its item sends it to an archives, on its day, or keeps it for ever."""
    rule, key = case.rule, case.holding.key
    if case.by.permanent:
        return
    if rule.item is None or rule.plan is None:
        text = _("{key} stands under no item of the schedule.")
        yield Reason("R10", text.format(key=key), _("giving its class an item"))
    elif rule.plan.unread:
        text = _("The item {code} of {key} is not understood: {why}.")
        told = text.format(code=rule.item.code, key=key, why=rule.plan.unread)
        yield Reason("R10", told, _("amending the item"))
    elif rule.plan.fate == DESTROY:
        text = _("{key} is to be destroyed, says its item {code}.")
        told = text.format(key=key, code=rule.item.code)
        yield Reason("R7", told, _("an amendment of the schedule"))
    elif rule.plan.fate == SELECT:
        text = _("Of {key} it is to be decided, says its item {code}.")
        told = text.format(key=key, code=rule.item.code)
        yield Reason("R7", told, _("a disposition in which it is decided"))
    elif not (rule.plan.permanent or rule.plan.fate == KEEP):
        yield from _on_its_day(case)


def _on_its_day(case: Case) -> Iterator[Reason]:
    dated = case.dated
    if dated and dated.waits:
        text = _("{key} is not due: {why}.").format(key=case.holding.key, why=dated.waits)
        yield Reason("R7", text, _("telling what is not known"))
    elif dated and dated.due >= case.today:
        text = _("{key} is kept to {day}.").format(key=case.holding.key, day=dated.due)
        yield Reason("R7", text, _("its day"))


def _one_item(case: Case) -> Iterator[Reason]:
    """R11: a mixed box is refused at transfer."""
    if len(case.items) > 1:
        text = _("{key} holds records of several items: {items}.")
        told = text.format(key=case.holding.key, items=", ".join(sorted(case.items)))
        yield Reason("R11", told, _("packing them apart"))


def whole_of(
    session: Session,
    holding: Holding,
    known: Container[int],
    transfer: int = 0,
    dater: Dater | None = None,
) -> Iterator[Case]:
    """The facts of a record, then of all that belongs in it and has not left for good."""
    dater = dater or dater_of(session)
    case = gather(session, holding, dater, transfer=transfer)
    yield case
    within = [each for each in case.contents if each.id not in known and each.status not in GONE]
    for each in session.visible.known_among(Holding, within) if within else ():
        yield gather(session, each, dater, transfer=transfer)


def hidden_in(session: Session, case: Case) -> list[Reason]:
    """A box with something in it that this person may not know of does not go by their hand."""
    still = [each for each in case.contents if each.status not in GONE]
    if not still or len(session.visible.known_among(Holding, still)) == len(still):
        return []
    text = _("{box} does not go as it is now.").format(box=case.holding.key)
    return [Reason("R16", text, _("the security officer"))]
