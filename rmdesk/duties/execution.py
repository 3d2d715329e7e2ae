"""Executing a disposition: each record is looked at once more (R2), and is disposed of or not.

What was interrupted goes on where it was; nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.duties.alone import Alone
from rmdesk.duties.amendment import take_effect
from rmdesk.duties.batch import (
    DisposalItem,
    Disposition,
    against_state,
    batch_named,
    concurrences_of,
    fate_of_item,
    items_of,
    known_items,
    not_whole,
)
from rmdesk.duties.container import inside
from rmdesk.duties.covering import follow_searches
from rmdesk.duties.departure import depart
from rmdesk.duties.disposal import Case, against_disposal, gather, words_kept
from rmdesk.duties.retention import Dater, Rule, dater_of
from rmdesk.duties.states import GONE, move_batch, settle_item
from rmdesk.duties.two_persons import against_ended, numbers_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Record
from rmdesk.model.levels import CLASSIFIED, LEVELS
from rmdesk.model.naming import fold_name
from rmdesk.model.plans import DESTROY, KEEP, TRANSFER
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import BatchStatus, ItemState, Status

STEP = 250
"""Records that are disposed of in one transaction."""

Progress = Callable[[int, int], None]
_ENDS = {DESTROY: Status.DESTROYED, TRANSFER: Status.TRANSFERRED}
_STATES = {DESTROY: ItemState.DESTROYED, TRANSFER: ItemState.TRANSFERRED, KEEP: ItemState.KEPT}


def against_executing(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """It is approved; R5: enough have witnessed it, none of them who executes it; R16."""
    if batch.status not in (BatchStatus.APPROVED, BatchStatus.EXECUTING):
        text = _("{number} is not approved, or is over.").format(number=batch.number)
        return [Reason("R5", text, _("a supervisor who did not propose it"))]
    items = [item for item in items_of(session, batch.id) if item.open]
    if len([item for item in known_items(session, batch.id) if item.open]) < len(items):
        return [not_whole(batch.number)]
    if batch.status == BatchStatus.EXECUTING:
        by_witness = [_no_witness()] if _is_witness(session, batch) else []
        return [*by_witness, *_told_otherwise(session, batch, given)]
    if "method" not in given:
        return []
    return _unwitnessed(session, items, _witnesses(session, given))


def against_beginning(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """The same; what is being executed is begun no second time."""
    if batch.status != BatchStatus.EXECUTING:
        return against_executing(session, batch, given)
    text = _("{number} is being executed already: {method}.")
    told = text.format(number=batch.number, method=batch.method)
    return [Reason("R35", told, _("execute --scanned KEY, or finish"))]


def _is_witness(session: Session, batch: Disposition) -> bool:
    """R5: whether who acts was named as a witness: as the person, however they are called now."""
    return any(_saw(batch, each) for each in session.own)


def _saw(batch: Disposition, person: Person) -> bool:
    if batch.seen_by:
        return str(person.id) in batch.seen_by.split()
    return person.name in batch.witnesses  # kept by an earlier version


def _told_otherwise(session: Session, batch: Disposition, given: Given) -> Iterator[Reason]:
    """R35: how and before whom was told as it began; nothing that is told otherwise is dropped."""
    text = _("{number} is being executed already: {told}.")
    for name in ("method", "recipient"):
        told, said = getattr(batch, name), _told(given, name)
        if said and fold_name(said) != fold_name(told):
            filled = text.format(number=batch.number, told=told or "-")
            yield Reason("R35", filled, _("the same, for the rest of it"), at=name)
    if not all(_saw(batch, each) for each in _witnesses(session, given)):
        told = _("witnessed by {names}").format(names=", ".join(batch.witnesses) or "-")
        filled = text.format(number=batch.number, told=told)
        yield Reason("R35", filled, _("the same, for the rest of it"), at="witness")


def _witnesses(session: Session, given: Given) -> list[Person]:
    found = [session.person(key) for key in given.get("witness") or ()]
    return list({each.id: each for each in found}.values())


def _unwitnessed(
    session: Session, items: Sequence[DisposalItem], witnesses: Sequence[Person]
) -> list[Reason]:
    """R5: two for Secret and above, one for other sensitive levels: those of now and of then."""
    own = {each.id for each in session.own}
    others = [each for each in witnesses if each.id not in own]
    now = session.visible.many([item.holding for item in items])
    wanted = witnesses_wanted([each.security for each in items] + [each.security for each in now])
    if len(others) < len(witnesses):
        return [_no_witness()]
    other = _("naming somebody else")
    if ended := [told for each in others for told in against_ended(session, each, "R5", other)]:
        return ended
    if len(others) >= wanted:
        return []
    text = _("{n} witnesses must be named for records of this level; {told} are.")
    return [Reason("R5", text.format(n=wanted, told=len(others)), _("naming them"))]


def _no_witness() -> Reason:
    told = _("Who executes it is no witness of it.")
    return Reason("R5", told, _("naming somebody else"))


def witnesses_wanted(levels: Iterable[str]) -> int:
    """How many must witness the disposition of records of these levels (R5)."""
    given = {level for level in levels if level and level != LEVELS[0]}
    return 2 if given & set(CLASSIFIED[1:]) else 1 if given else 0


def execute(
    session: Session, batch: Disposition, given: Given, progress: Progress | None = None
) -> Disposition:
    """Dispose of what is open in a batch, some at a time, and seal it once nothing is open.

    With `scanned`, keys of records and boxes, only of those and of what lies in them: the rest
    waits for its own scan. Each step is a transaction; called again after a kill, it goes on with
    what is still open. Raises Refused, BadInput, NotFound.
    """
    from rmdesk.duties.sealing import seal  # few starts execute

    now = _Now(session)
    now.follow()  # nothing is begun while it cannot be told what is held
    batch = begin(session, batch.number, given)  # with the witnesses it has from here on
    waiting = [item.id for item in _in_order(session, batch, given)]
    for start in range(0, len(waiting), STEP):
        _step(session, batch, waiting[start : start + STEP], now)
        if progress:
            progress(min(start + STEP, len(waiting)), len(waiting))
    return seal(session, batch.id)


class _Now:
    """Schedule and holds as they are at the journal's end: R2 asks at the moment, item by item.

    What others decide while a long batch is executed bears on all that is still open.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._end = session, -1
        self.dater = dater_of(session)

    def follow(self) -> None:
        """Look anew, if anybody has written since."""
        while not self.is_so:
            self.wrote()
            take_effect(self._session)
            follow_searches(self._session)
            self.dater = dater_of(self._session)

    @property
    def is_so(self) -> bool:
        """Whether nobody has written since."""
        return self._end == self._session.store.journal.last()

    def wrote(self) -> None:
        """What stands in the journal so far is known."""
        self._end = self._session.store.journal.last()


def _step(session: Session, batch: Disposition, numbers: Sequence[int], now: _Now) -> None:
    """Dispose of some items in a transaction of their own, in which nobody else writes."""
    done = False
    while not done:
        now.follow()
        with session.change("execute"):
            if done := now.is_so:
                _dispose_of(session, batch, numbers, now.dater)
                now.wrote()


def _in_order(session: Session, batch: Disposition, given: Given) -> list[DisposalItem]:
    """What is to be disposed of now, what lies inside of something before that."""
    waiting = sorted(_open(session, batch), key=lambda item: -item.depth)
    if not given.get("scanned"):
        return waiting
    named = [session.visible.one(key) for key in given["scanned"]]
    open_ = {item.holding for item in waiting}
    text = _("{key} is not open in {number}.")
    Refused.for_any(_("Not executed"), [
        Reason("R2", text.format(key=each.key, number=batch.number), _("another disposition"))
        for each in named if each.id not in open_
    ])  # fmt: skip
    seen = {each.id for each in named}
    seen |= {content.id for each in named for content in inside(session, each.id)}
    return [item for item in waiting if item.holding in seen]


def finish(session: Session, batch: Disposition, why: str) -> Disposition:
    """End an execution by scans: what was not scanned drops out, with the reason; it is sealed.

    Raises Refused.
    """
    from rmdesk.duties.sealing import seal

    with session.change("execute", why):
        kept_now = batch_named(session, batch.number)
        Refused.for_any(_("Not ended"), against_finishing(session, kept_now, {}))
        left = _open(session, kept_now)
        for item in left:
            settle_item(item, ItemState.DROPPED, why)
        session.save_all(left)
        return seal(session, batch.id)


def against_finishing(session: Session, batch: Disposition, _given: Given) -> list[Reason]:
    """Only what is being executed is ended so, by who could go on with it (R5, R16)."""
    return against_state(batch, BatchStatus.EXECUTING) or against_executing(session, batch, {})


def _open(session: Session, batch: Disposition) -> list[DisposalItem]:
    return [item for item in items_of(session, batch.id) if item.open]


def begin_anew(session: Session, number: str, given: Given) -> Disposition:
    """Begin a batch that is not begun. Raises as `begin` does."""
    with session.change("execute"):
        batch = batch_named(session, number)
        Refused.for_any(_("Not begun"), against_beginning(session, batch, given))
        return begin(session, number, given)


def begin(session: Session, number: str, given: Given) -> Disposition:
    """Mark a batch as being executed, by whom, how and before whom; going on asks nothing anew.

    Raises Refused, NotFound, and BadInput where it is not told how, or who receives a transfer.
    """
    with session.change("execute"):
        kept_now = batch_named(session, number)
        Refused.for_any(_("Not executed"), against_executing(session, kept_now, given))
        if kept_now.status == BatchStatus.EXECUTING:
            return kept_now
        kept_now.method, kept_now.recipient = _told(given, "method"), _told(given, "recipient")
        _check_told(session, kept_now)
        move_batch(kept_now, BatchStatus.EXECUTING, "execute")
        witnesses = _witnesses(session, given)
        kept_now.witnesses = [each.name for each in witnesses]
        kept_now.seen_by = numbers_of(witnesses)
        kept_now.executed_by = session.login
        kept_now.started = session.store.journal.last()
        session.save(kept_now)
    return kept_now


def _told(given: Given, name: str) -> str:
    return str(given.get(name) or "").strip()


def _check_told(session: Session, batch: Disposition) -> None:
    """How it is disposed of, and of a transfer who receives it."""
    if not batch.method:
        told = _("How it is disposed of was not told.")
        raise BadInput(_("No method"), told, _("Say how."), field_name="method")
    goes = any(fate_of_item(item) == TRANSFER for item in _open(session, batch))
    if goes and not batch.recipient:
        told = _("Records are transferred, and nobody was named who receives them.")
        raise BadInput(_("No recipient"), told, _("Name the archives."), field_name="recipient")


def _dispose_of(session: Session, batch: Disposition, numbers: Sequence[int], dater: Dater) -> None:
    """Dispose of some of its items, inside a transaction; what nothing bears on is asked at once.

    All of it is read in the transaction that disposes of it.
    """
    from rmdesk.duties.planned import end_planned, planned_among  # few starts execute

    items = [item for number in numbers if (item := session.get(DisposalItem, number))]
    holdings = [found for item in items if (found := session.get(Holding, item.holding))]
    alone = Alone(session, holdings, batch.id)
    planned = planned_among(session, [each.id for each in holdings])
    by_number = {each.id: each for each in holdings}
    agreed = {each.unit for each in concurrences_of(session, batch.id)}
    done: list[Record] = []
    for item in items:
        holding = by_number.get(item.holding)
        if holding is None or not item.open:
            continue
        if holding not in alone:  # it may be the box of what was disposed of before it
            session.save_all(done)
            done = []
        done += _dispose(session, batch, item, holding, dater, alone, agreed)
        if holding.id in planned and holding.status in GONE:
            end_planned(session, holding, "execute")
    session.save_all(done)


def _dispose(
    session: Session,
    batch: Disposition,
    item: DisposalItem,
    holding: Holding,
    dater: Dater,
    alone: Alone,
    agreed: Container[str],
) -> list[Record]:
    """Dispose of one record, or let it drop out with the reasons (R2); what is to be kept of it."""

    def against(teller: Session, by: Dater) -> list[Reason]:
        case = gather(teller, holding, by, batch.id, alone=alone)
        return [
            *against_disposal(case),
            *_otherwise(item, case.rule),
            *_left_behind(case),
            *_raised(batch, holding),
            *_handed_on(item, holding, agreed),
        ]

    if reasons := against(session, dater):
        why = words_kept(
            session, holding, reasons, lambda teller: against(teller, dater_of(teller))
        )
        settle_item(item, ItemState.DROPPED, why)
        return [item]
    _end(batch, item, holding)
    return [item, holding]


def _otherwise(item: DisposalItem, rule: Rule) -> Iterator[Reason]:
    """What was approved is what would be done now: under the same item and disposition (R13).

    A later version of that item is no other: whether the record is due by it is asked apart.
    """
    plan = rule.plan
    if rule.item is not None and rule.item.code != item.schedule:
        text = _("It was approved under the item {was}, and stands under {now} now.")
        told = text.format(was=item.schedule, now=rule.item.code)
        yield Reason("R2", told, _("a new proposal"))
    if plan is not None and plan.fate != item.disposition:
        text = _("It was approved for “{was}”, and its item now says “{now}”.")
        told = text.format(was=item.disposition, now=plan.fate)
        yield Reason("R2", told, _("a new proposal"))


def _handed_on(item: DisposalItem, holding: Holding, agreed: Container[str]) -> Iterator[Reason]:
    """R6: it belongs to another unit since, which was never asked: no answer is no consent."""
    if holding.unit == item.unit or holding.unit in agreed:
        return
    text = _("{was} agreed to it, and {key} belongs to {unit} now.")
    told = text.format(was=item.unit, key=holding.key, unit=holding.unit or _("no unit"))
    yield Reason("R6", told, _("a new proposal"))


def _raised(batch: Disposition, holding: Holding) -> Iterator[Reason]:
    """R5: its level was raised since, and fewer witness the disposition than it wants now."""
    if witnesses_wanted([holding.security]) > len(batch.witnesses):
        text = _("{key} is {level} now: more must witness its disposition.")
        told = text.format(key=holding.key, level=holding.security)
        yield Reason("R5", told, _("a new proposal"))


def _left_behind(case: Case) -> list[Reason]:
    """What is in a box that is disposed of goes before it."""
    if all(each.status in GONE for each in case.contents):
        return []
    text = _("{key} still holds what is not disposed of.").format(key=case.holding.key)
    return [Reason("R11", text, _("taking it out"))]


def _end(batch: Disposition, item: DisposalItem, holding: Holding) -> None:
    """The record goes; its stub stays (R8). One that is kept is permanent from now on (R7)."""
    fate = fate_of_item(item)
    settle_item(item, _STATES[fate])
    if fate == KEEP:
        holding.permanent, holding.ends = batch.number, ""
        return
    depart(holding, _ENDS[fate], "execute", batch.number)
