"""What may be disposed of: every reason against one record.

`against_disposal` is the one rule: proposing asks it, the list of what is due, and the execution
asks it again, at the moment (R2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.accessions import Accession
from rmdesk.duties.alone import Alone
from rmdesk.duties.amendment import authorities_of
from rmdesk.duties.batch import DisposalItem, Disposition
from rmdesk.duties.container import above, in_box_elsewhere, inside
from rmdesk.duties.dating import Dated
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.held import held_by
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.retention import Dater, Rule, decisive, items_in
from rmdesk.duties.states import GONE
from rmdesk.duties.transfers import on_list
from rmdesk.model.errors import Reason
from rmdesk.model.naming import fold_name
from rmdesk.model.plans import DESTROY, KEEP, SELECT, TRANSFER
from rmdesk.model.records import Holding, ScheduleItem
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status, status_word


@dataclass(frozen=True)
class Case:
    """The facts of one item, gathered in the transaction that asks.

    `contents` is all that belongs in it, hidden records too; `by` is the record whose rule counts,
    `items` those of what lies in it, `listed` the other batch or transfer that it is in, `came`
    what its accession says otherwise.
    """

    holding: Holding
    contents: tuple[Holding, ...]
    by: Holding
    dater: Dater
    dated: Dated | None
    today: str
    listed: str = ""
    held: tuple[Reason, ...] = ()
    box_away: tuple[Reason, ...] = ()
    items: frozenset[str] = frozenset()
    waited_for: tuple[Reason, ...] = ()
    came: tuple[Reason, ...] = ()

    @property
    def rule(self) -> Rule:
        """What holds for it: the item of the schedule of the record that counts."""
        return self.dater.rule(self.by.class_, self.by.guard)


def gather(
    session: Session,
    holding: Holding,
    dater: Dater,
    batch: int = 0,
    transfer: int = 0,
    alone: Alone | None = None,
) -> Case:
    """Look up the facts of an item, read in this transaction.

    `batch` or `transfer` is the one it is asked for, 0 for a new one; `alone` are those of many on
    which nothing else bears.
    """
    if alone is not None and holding in alone:
        came = tuple(_came(session, holding, dater, holding))
        return Case(holding, (), holding, dater, _counted(dater, holding), alone.today, came=came)
    contents = tuple(inside(session, holding.id))
    by = decisive(session, holding, dater, contents)
    return Case(
        holding=holding,
        contents=contents,
        by=by,
        dater=dater,
        dated=_counted(dater, by),
        today=session.today(),
        listed=listed_in(session, holding, batch, transfer),
        held=tuple(held_by(session, holding)),
        box_away=tuple(in_box_elsewhere(session, holding)),
        items=frozenset(items_in(session, dater, contents)),
        waited_for=tuple(_waited_for(session, holding)),
        came=tuple(_came(session, holding, dater, by)),
    )


def _waited_for(session: Session, holding: Holding) -> Iterator[Reason]:
    for each in (holding, *above(session, holding)):
        if queue_of(session, each.id):
            text = _("Somebody waits for {key}.")
            known = session.visible.may_know(each.guard)
            told = text.format(key=each.key if known else _("its container"))
            yield Reason("R20", told, _("the end of that claim"))
            return


def _came(session: Session, holding: Holding, dater: Dater, by: Holding) -> Iterator[Reason]:
    """R12: what its accession says of its series and authority, and it and its item say otherwise.

    It is worked out once for all records of an accession, a series and an item.
    """
    if not holding.accession:
        return
    item = dater.rule(by.class_, by.guard).item
    asked = holding.accession, holding.series, item.code if item else ""
    if asked not in dater.remembered:
        dater.remembered[asked] = list(_otherwise_accessioned(session, holding, item))
    for text, said, lifted in dater.remembered[asked]:
        yield Reason("R12", text.format(key=holding.key, **said), lifted)


def _otherwise_accessioned(
    session: Session, holding: Holding, item: ScheduleItem | None
) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """The same as texts for any key, with what fills them. Of an accession that one may not know
    of it is told only that there is something (R17)."""
    row = session.store.table(Accession.table).one("number", holding.accession)
    accession = Accession.from_document(row) if row else None
    if accession is None:
        return
    found = []
    authorities = authorities_of(session, item) if item and item.authority else []
    if authorities and accession.authority and _unlike(accession.authority, authorities):
        assert item is not None
        text = _("{key} came in {accession} under {own}, and its item {item} names {other}.")
        said = {"own": accession.authority, "other": item.authority, "item": item.code}
        found.append((text, said, _("a class whose item has that authority")))
    if holding.series and accession.series and _unlike(accession.series, [holding.series]):
        text = _("{key} is of the series {other}, and its accession {accession} is of {own}.")
        said = {"own": accession.series, "other": holding.series}
        found.append((text, said, _("correcting its series")))
    if found and not session.visible.may_know(accession.guard):
        yield _("{key} does not go as it is now."), {}, _("the security officer")
        return
    for text, said, lifted in found:
        yield text, {**said, "accession": accession.number}, lifted


def _unlike(own: str, others: Iterable[str]) -> bool:
    return fold_name(own) not in {fold_name(each) for each in others}


def _counted(dater: Dater, by: Holding) -> Dated | None:
    """Until when it is kept; what is not known of it in a sentence, and nothing else."""
    document = by.to_document()
    found = dater.dated(document, quiet=True)
    return dater.dated(document) if found and found.waits else found


def listed_in(session: Session, holding: Holding, batch: int = 0, transfer: int = 0) -> str:
    """The number of another open batch or transfer that a holding is in."""
    asked = (Query().holding == holding.id) & IS_OPEN
    items = session.store.table(DisposalItem.table).search(asked)
    others = (session.get(Disposition, each["batch"]) for each in items if each["batch"] != batch)
    listed = next((other.number for other in others if other), "")
    on_other = None if listed else on_list(session, holding.id)
    return on_other.number if on_other and on_other.id != transfer else listed


def against_disposal(case: Case) -> list[Reason]:
    """Every reason why a record may not be disposed of now; none means that it may."""
    gone = list(gone_already(case))
    return gone or [reason for rule in _RULES for reason in rule(case)]


def words_kept(
    session: Session,
    holding: Holding,
    reasons: Sequence[Reason],
    against: Callable[[Session], Sequence[Reason]],
) -> str:
    """Why a record stays, in words that are kept: as whoever may just know of it is told (R17).

    `reasons` are those that who acts was told, `against` asks for them in the name of a session.
    """
    teller = session.telling(holding.guard)
    if teller.visible.hides_any:
        reasons = against(teller) or [not_as_it_is(holding)]
    return " ".join(f"{each.text} ({each.rule})" for each in dict.fromkeys(reasons))


def gone_already(case: Case) -> Iterator[Reason]:
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
        yield on_a_list(case.holding, case.listed)


def on_a_list(holding: Holding, number: str) -> Reason:
    """R7: what stands in a batch or on a transfer goes by that, or not at all."""
    text = _("{key} is in {number} already.")
    told = text.format(key=holding.key, number=number)
    return Reason("R7", told, _("the end of that disposition"))


def _scheduled(case: Case) -> Iterator[Reason]:
    """R10, R7: an item of the schedule says so, is understood, and says nothing permanent."""
    rule = case.rule
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
    if found is None or not _dated(found) or case.rule.plan is None:
        return
    if found.waits:
        text = _("{key} is not due: {why}.").format(key=case.holding.key, why=found.waits)
        yield Reason("R7", text, _("telling what is not known"))
    elif found.due >= case.today:
        text = _("{key} is kept to {day}.").format(key=case.holding.key, day=found.due)
        yield Reason("R7", text, _("its day"))


def _authorised(case: Case) -> Iterator[Reason]:
    """R3: nothing is destroyed without a disposition authority."""
    rule = case.rule
    if rule.item and rule.plan and rule.plan.fate in (DESTROY, SELECT) and not rule.item.authority:
        text = _("No disposition authority is told for {code}, the item of {key}.")
        told = text.format(code=rule.item.code, key=case.holding.key)
        yield Reason("R3", told, _("the authority's number"))


def _as_it_came(case: Case) -> Iterator[Reason]:
    """R12: one accession is one series with one authority, to its end."""
    yield from case.came


def _not_held(case: Case) -> Iterator[Reason]:
    yield from case.held


def _not_asked_for(case: Case) -> Iterator[Reason]:
    """R20: somebody waits for it, or for what it lies in."""
    yield from case.waited_for


def _one_rule(case: Case) -> Iterator[Reason]:
    """R11: a box that goes to another place holds records of one item."""
    plan = case.rule.plan
    if len(case.items) > 1 and plan is not None and plan.fate == TRANSFER:
        text = _("{key} holds records of several items: {items}.")
        told = text.format(key=case.holding.key, items=", ".join(sorted(case.items)))
        yield Reason("R11", told, _("packing them apart"))


LEAVING = (_here, _not_listed, _not_held, _not_asked_for, _as_it_came)
"""What is asked of whatever leaves for good, wherever it goes."""

_RULES = (_one_rule, *LEAVING[:2], _scheduled, _due, _authorised, *LEAVING[2:])
