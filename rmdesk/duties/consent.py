"""What the owners of records say to their disposition (R6): they agree, refuse, or decide of each.

No answer is never consent.
"""

from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Values
from rmdesk.duties.batch import (
    Concurrence,
    DisposalItem,
    Disposition,
    against_state,
    against_unseen,
    batch_named,
    items_of,
    known_items,
    reason_of,
)
from rmdesk.duties.disposal import listed_in, on_a_list
from rmdesk.duties.states import settle_item
from rmdesk.duties.two_persons import against_ended
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.plans import SELECT
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import BatchStatus, ItemState


def concur(session: Session, number: str, given: Given) -> Disposition:
    """Keep that the owner of records agrees: the `unit`, `by` whom, and the `evidence`.

    Raises Refused, NotFound.
    """
    with session.change("concur"):
        batch = batch_named(session, number)
        Refused.for_any(_("Not kept"), against_concurring(session, batch, given))
        person = session.person(given["by"])
        answer = Concurrence(batch=batch.id, unit=given["unit"], person=person.id)
        answer.evidence = given.get("evidence") or ""
        answer.told, answer.told_by = session.now().isoformat(timespec="seconds"), session.login
        session.save(answer)
    return batch


def against_concurring(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """R6: the unit owns something in it, and whoever answers speaks for the unit."""
    if against := against_state(batch, BatchStatus.PROPOSED):
        return against
    unit = given.get("unit")
    if not unit:
        return []
    if unit not in {item.unit for item in known_items(session, batch.id)}:
        text = _("{number} holds nothing of {unit}.").format(number=batch.number, unit=unit)
        return [Reason("R6", text, _("naming the unit that owns it"))]
    if unseen := against_unseen(session, batch, unit):
        return unseen
    if not given.get("by"):
        return []
    person = session.person(given["by"])
    ended = against_ended(session, person, "R6", _("somebody of the unit"))
    return [*_not_spoken_for(person, unit), *ended]


def _not_spoken_for(person: Person, unit: str) -> list[Reason]:
    if unit in (person.unit, *person.authorised):
        return []
    text = _("{name} does not speak for {unit}.").format(name=person.name, unit=unit)
    return [Reason("R6", text, _("somebody of the unit"))]


def refuse(session: Session, number: str, given: Given) -> Disposition:
    """Keep an owner's refusal of some records (`keys`), with its `reason`: they are kept (R6)."""
    why = reason_of(given)
    with session.change("refuse", why):
        batch = batch_named(session, number)
        Refused.for_any(_("Not kept"), against_refusing(session, batch, given))
        for item in _named(session, batch, given):
            settle_item(item, ItemState.REFUSED, why)
            session.save(item)
    return batch


def against_refusing(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """It is not over, and what is named is open in it: by scans an execution takes its time."""
    alive = BatchStatus.PROPOSED, BatchStatus.APPROVED, BatchStatus.EXECUTING
    against = against_state(batch, *alive)
    return against or _not_open(session, batch, given)


def decide(session: Session, number: str, given: Given) -> Disposition:
    """Decide what becomes of records under selective retention (`keys`, `decision`)."""
    with session.change("decide", given.get("reason")):
        batch = batch_named(session, number)
        Refused.for_any(_("Not decided"), against_deciding(session, batch, given))
        for item in _named(session, batch, given):
            item.decision = given["decision"]
            session.save(item)
    return batch


def against_deciding(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """It is not approved yet, and what is named is open in it and under selective retention."""
    against = against_state(batch, BatchStatus.PROPOSED)
    if against := against or _not_open(session, batch, given):
        return against
    selective = _("a class whose item says selective retention")
    if given.get("keys"):
        text = _("{code} is not under selective retention.")
        return [
            Reason("R7", text.format(code=item.schedule), selective)
            for item in _named(session, batch, given)
            if item.disposition != SELECT
        ]
    if any(item.open and item.disposition == SELECT for item in known_items(session, batch.id)):
        return []
    text = _("Nothing that is open in {number} is under selective retention.")
    return [Reason("R7", text.format(number=batch.number), selective)]


def _not_open(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """R7: what is named is open in the batch."""
    if not given.get("keys"):
        return []
    open_ = {item.holding for item in items_of(session, batch.id) if item.open}
    text = _("{key} is not open in {number}.")
    named = (session.visible.one(key) for key in given["keys"])
    return [
        Reason("R7", text.format(key=each.key, number=batch.number))
        for each in named
        if each.id not in open_
    ]


def _named(session: Session, batch: Disposition, given: Given) -> list[DisposalItem]:
    """The open items of the records that keys name. Raises NotFound, BadInput."""
    open_ = {item.holding: item for item in items_of(session, batch.id) if item.open}
    holdings = [session.visible.one(key) for key in given.get("keys") or ()]
    if not holdings:
        raise BadInput(_("Nothing named"), _("No record was named."), "")
    return list({each.id: open_[each.id] for each in holdings}.values())


# --- taking back what was said (R35)


def against_answer_taken_back(
    session: Session, answer: Concurrence, _before: Values
) -> list[Reason]:
    """R6: an owner's answer by which a batch was approved stays."""
    batch = session.get(Disposition, answer.batch)
    return against_state(batch, BatchStatus.PROPOSED) if batch else []


def against_item_taken_back(session: Session, item: DisposalItem, before: Values) -> list[Reason]:
    """What was approved stays as it was approved; R7: a record is open in one batch alone.

    `before` is the item as it is kept now. Only giving a batch up is taken back after it.
    """
    batch, holding = session.get(Disposition, item.batch), session.get(Holding, item.holding)
    assert batch is not None, "an item is of a batch"
    assert holding is not None, "what is listed is not removed"
    again = before.get("state") == ItemState.DROPPED and item.state != ItemState.DROPPED
    wanted = BatchStatus.DROPPED if again else BatchStatus.PROPOSED
    against = against_state(batch, wanted)
    listed = listed_in(session, holding) if item.open and not before.get("open") else ""
    return [*against, on_a_list(holding, listed)] if listed else against
