"""Disposition: what is due is proposed (R7), agreed to by its owners (R6), approved by another (R5)
and executed; a refusal keeps its record, with the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.desk.registering import found
from rmdesk.desk.takes import HOLDINGS, reason
from rmdesk.duties.container import above, inside
from rmdesk.duties.disposal import (
    DECISIONS,
    Concurrence,
    DisposalItem,
    Disposition,
    against_disposal,
    concurrences_of,
    counted,
    gather,
    items_of,
    known_items,
    owners_awaited,
)
from rmdesk.duties.execution import against_executing, execute
from rmdesk.duties.falling_due import due_numbers, follow_schedule
from rmdesk.duties.retention import Dater, dater_of, retention_of
from rmdesk.duties.states import GONE, move_batch, settle_item
from rmdesk.model.days import day_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.plans import SELECT
from rmdesk.model.records import Holding, Person
from rmdesk.model.values import LINE, choice
from rmdesk.model.words import BatchStatus, ItemState, later

# --- proposing


def propose(session: Session, keys: Sequence[str], why: str) -> Disposition:
    """Propose records for disposition, with all that lies in them (R7).

    Raises Refused with every reason against any of them, NotFound, BadInput.
    """
    follow_schedule(session)
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
    with session.change("propose", why) as transaction:
        number = transaction.number(f"disposition {now.year}")
    batch = Disposition(number=f"D-{now.year}-{number:04}", reason=why)
    move_batch(batch, BatchStatus.PROPOSED, "propose")
    batch.proposed, batch.proposed_by = now.isoformat(timespec="seconds"), session.login
    session.save(batch)
    within = {each.id for each in holdings}
    documents = [_item(session, batch, each, dater, within).to_document() for each in holdings]
    session.store.table(DisposalItem.table).insert_multiple(documents)
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


# --- the owner's answer (R6)


def concur(session: Session, number: str, given: Given) -> Disposition:
    """Keep that the owner of records agrees: the `unit`, `by` whom, and the `evidence`.

    Raises Refused, NotFound.
    """
    with session.change("concur"):
        batch = _found(session, number)
        Refused.for_any(_("Not kept"), against_concurring(session, batch, given))
        person = session.person(given["by"])
        answer = Concurrence(batch=batch.id, unit=given["unit"], person=person.id)
        answer.evidence = given.get("evidence") or ""
        answer.told, answer.told_by = session.now().isoformat(timespec="seconds"), session.login
        session.save(answer)
    return batch


def against_concurring(session: Session, batch: Disposition, given: Given) -> list[Reason]:
    """R6: the unit owns something in it, and whoever answers speaks for the unit."""
    if against := _not(batch, BatchStatus.PROPOSED):
        return against
    unit = given.get("unit")
    if not unit:
        return []
    if unit not in {item.unit for item in known_items(session, batch.id)}:
        text = _("{number} holds nothing of {unit}.").format(number=batch.number, unit=unit)
        return [Reason("R6", text, _("naming the unit that owns it"))]
    return _not_spoken_for(session.person(given["by"]), unit) if given.get("by") else []


def _not_spoken_for(person: Person, unit: str) -> list[Reason]:
    if unit in (person.unit, *person.authorised):
        return []
    text = _("{name} does not speak for {unit}.").format(name=person.name, unit=unit)
    return [Reason("R6", text, _("somebody of the unit"))]


def refuse(session: Session, number: str, given: Given) -> Disposition:
    """Keep an owner's refusal of some records (`keys`), with its `reason`: they are kept (R6)."""
    why = _reason_of(given)
    with session.change("refuse", why):
        batch = _found(session, number)
        Refused.for_any(_("Not kept"), _not(batch, BatchStatus.PROPOSED, BatchStatus.APPROVED))
        for item in _named(session, batch, given):
            settle_item(item, ItemState.REFUSED, why)
            session.save(item)
    return batch


def decide(session: Session, number: str, given: Given) -> Disposition:
    """Decide what becomes of records under selective retention (`keys`, `decision`)."""
    with session.change("decide", given.get("reason")):
        batch = _found(session, number)
        Refused.for_any(_("Not decided"), _not(batch, BatchStatus.PROPOSED))
        for item in _named(session, batch, given):
            if item.disposition != SELECT:
                text = _("{code} is not under selective retention.").format(code=item.schedule)
                Refused.for_any(_("Not decided"), [Reason("R7", text, _("amending the item"))])
            item.decision = given["decision"]
            session.save(item)
    return batch


def _named(session: Session, batch: Disposition, given: Given) -> list[DisposalItem]:
    """The open items of the records that keys name. Raises NotFound, Refused."""
    open_ = {item.holding: item for item in items_of(session, batch.id) if item.open}
    holdings = [session.visible.one(key) for key in given.get("keys") or ()]
    if not holdings:
        raise BadInput(_("Nothing named"), _("No record was named."), "")
    text = _("{key} is not open in {number}.")
    against = [
        Reason("R7", text.format(key=each.key, number=batch.number))
        for each in holdings
        if each.id not in open_
    ]
    Refused.for_any(_("Not done"), against)
    return list({each.id: open_[each.id] for each in holdings}.values())


# --- approving (R5), giving up


def approve(session: Session, number: str) -> Disposition:
    """Approve a batch, as another person than its proposer (R5). Raises Refused, NotFound."""
    with session.change("approve"):
        batch = _found(session, number)
        against = [*not_permitted(session, SUPERVISOR), *against_approving(session, batch, {})]
        Refused.for_any(_("Not approved"), against)
        move_batch(batch, BatchStatus.APPROVED, "approve")
        batch.approved = session.now().isoformat(timespec="seconds")
        batch.approved_by = session.login
        session.save(batch)
    return batch


def against_approving(session: Session, batch: Disposition, _given: Given) -> list[Reason]:
    """R5: by another than the proposer; R6: every owner agrees; nothing is left to decide."""
    if against := _not(batch, BatchStatus.PROPOSED):
        return against
    items = items_of(session, batch.id)
    return [
        *_own_proposal(session, batch),
        *_unseen(session, batch, items),
        *_awaited(session, batch, items),
        *_undecided(items),
    ]


def _own_proposal(session: Session, batch: Disposition) -> list[Reason]:
    """R5, whichever of their accounts a person uses."""
    proposer = session.store.table(Person.table).one("login", batch.proposed_by)
    staff = session.staff
    same = staff is not None and proposer is not None and staff.id == proposer.doc_id
    if batch.proposed_by != session.login and not same:
        return []
    text = _("{number} was proposed by you.").format(number=batch.number)
    return [Reason("R5", text, _("another person"))]


def _unseen(session: Session, batch: Disposition, items: Sequence[DisposalItem]) -> list[Reason]:
    """R16: nobody decides of records that they may not know of."""
    if len(known_items(session, batch.id)) == len(items):
        return []
    text = _("{number} is not for you to decide as it is now.").format(number=batch.number)
    return [Reason("R16", text, _("the security officer"))]


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
    why = _reason_of(given)
    with session.change("drop", why):
        batch = _found(session, number)
        Refused.for_any(_("Not given up"), against_dropping(session, batch, given))
        move_batch(batch, BatchStatus.DROPPED, "drop")
        session.save(batch)
        for item in items_of(session, batch.id):
            if item.open:
                settle_item(item, ItemState.DROPPED, why)
                session.save(item)
    return batch


def against_dropping(_session: Session, batch: Disposition, _given: Given) -> list[Reason]:
    """What is being executed or is over is not given up."""
    return _not(batch, BatchStatus.PROPOSED, BatchStatus.APPROVED)


def _found(session: Session, number: str) -> Disposition:
    batch: Disposition = found(session, BATCHES, number)
    return batch


def _not(batch: Disposition, *wanted: BatchStatus) -> list[Reason]:
    if batch.status in wanted:
        return []
    word = BATCHES.record.specs()["status"].word
    told = word(batch.status) if word else batch.status
    text = _("{number} is {status}.").format(number=batch.number, status=told)
    return [Reason("R35", text, _("a new proposal"))]


def _reason_of(given: Given) -> str:
    why = str(given.get("reason") or "").strip()
    if not why:
        raise BadInput(_("No reason"), _("It wants a reason."), _("Say why."), field_name="reason")
    return why


# --- told


def told_batch(session: Session, batch: Disposition) -> dict[str, Any]:
    """A batch with its counts, and which owners have not answered, since when."""
    items = known_items(session, batch.id)
    told = batch.plain(name for name, spec in Disposition.specs().items() if spec.told)
    return {
        **told,
        "counts": dict(counted(items)),
        "awaited": _awaited_since(session, batch, items),
    }


def _awaited_since(
    session: Session, batch: Disposition, items: Sequence[DisposalItem]
) -> list[str]:
    """The units that have not answered, as texts with the days that they were asked ago."""
    if batch.status != BatchStatus.PROPOSED:
        return []
    asked = day_of(batch.proposed, session.now().tzinfo)
    days = (session.now().date() - asked).days if asked else 0
    awaited = owners_awaited(items, concurrences_of(session, batch.id))
    text = _("{unit}: {n} records, asked {days} days ago")
    return [text.format(unit=unit or "-", n=n, days=days) for unit, n in awaited.items()]


def _parts(session: Session, batch: Disposition) -> Mapping[str, Sequence[Values]]:
    items = known_items(session, batch.id)
    holdings = {each.id: each for each in session.visible.many([i.holding for i in items])}
    names = "reason", "decision", "disposition", "due", "class", "schedule", "version", "authority"
    rows = [
        {
            "key": holdings[item.holding].key,
            "title": holdings[item.holding].title,
            "status": str(item.state),
            "unit": item.unit,
            **item.plain(names),
        }
        for item in items
        if item.holding in holdings
    ]
    answers = [
        {
            "unit": each.unit,
            "by": _name(session, each.person),
            "evidence": each.evidence,
            "told": each.told,
        }
        for each in concurrences_of(session, batch.id)
    ]
    return {"items": rows, "concurrences": answers}


def _name(session: Session, number: int | None) -> str:
    person = session.get(Person, number)
    return person.name if person else ""


BATCHES: RecordKind = RecordKind(
    record=Disposition,
    name="dispositions",
    describe=told_batch,
    parts=_parts,
    by_hand=False,
    grouped=True,
)


def _called_item(session: Session, item: DisposalItem) -> str:
    batch, holding = session.get(Disposition, item.batch), session.get(Holding, item.holding)
    return _("{key} in {number}").format(
        key=holding.key if holding else "", number=batch.number if batch else ""
    )


KINDS = (
    BATCHES,
    RecordKind(record=DisposalItem, name="disposals", by_hand=False, called=_called_item),
    RecordKind(record=Concurrence, name="concurrences", by_hand=False),
)

_WHY = reason(later("Why?"))

ACTS = (
    Act(
        name="concur",
        on=Disposition,
        title=later("Its owner agrees…"),
        help=later("Keep that the owner of records agrees in writing to their disposition (R6)."),
        done=later("Agreed to: {name}"),
        word=later("agreed to"),
        takes=(
            Takes(
                name="unit", help=later("the unit that owns them"), kind=LINE, metavar="UNIT",
                required=True,
            ),
            Takes(
                name="by", help=later("who answered for the unit"), names=Person,
                metavar="PERSON", required=True,
            ),
            Takes(name="evidence", help=later("the letter or mail that says so"), kind=LINE),
        ),
        against=against_concurring,
        do=lambda session, keys, given: concur(session, keys[0], given),
        details=later("No answer is never consent."),
    ),
    Act(
        name="refuse",
        on=Disposition,
        title=later("Its owner refuses…"),
        help=later("Keep that an owner refuses the disposition of records, and why (R6)."),
        done=later("Refused: {name}"),
        word=later("disposition refused"),
        takes=(HOLDINGS, _WHY),
        against=lambda _session, batch, _given: _not(
            batch, BatchStatus.PROPOSED, BatchStatus.APPROVED
        ),
        do=lambda session, keys, given: refuse(session, keys[0], given),
    ),
    Act(
        name="decide",
        on=Disposition,
        title=later("Decide of records…"),
        help=later("Decide what becomes of records under selective retention."),
        done=later("Decided: {name}"),
        word=later("disposition decided"),
        takes=(
            HOLDINGS,
            Takes(
                name="decision", flag="--to", help=later("what becomes of them"),
                kind=choice(*(each.replace(" ", "-") for each in DECISIONS)), required=True,
            ),
        ),
        against=lambda _session, batch, _given: _not(batch, BatchStatus.PROPOSED),
        do=lambda session, keys, given: decide(
            session, keys[0], {**given, "decision": given["decision"].replace("-", " ")}
        ),
    ),
    Act(
        name="approve",
        on=Disposition,
        title=later("Approve it"),
        help=later("Approve a disposition that somebody else proposed (R5)."),
        done=later("Approved: {name}"),
        word=later("disposition approved"),
        against=against_approving,
        do=lambda session, keys, _given: approve(session, keys[0]),
        permission=SUPERVISOR,
    ),
    Act(
        name="execute",
        on=Disposition,
        title=later("Execute it…"),
        help=later("Execute an approved disposition, each record looked at once more (R2)."),
        done=later("Executed: {name}"),
        word=later("disposed of"),
        takes=(
            Takes(
                name="method", help=later("how: shredded, burnt, pulped, handed over ..."),
                label=later("How?"), kind=LINE, required=True,
            ),
            Takes(
                name="witness", flag="--witness", names=Person, metavar="PERSON", many=True,
                help=later("who saw it (R5): two for Secret and above, one for other levels"),
            ),
        ),
        against=against_executing,
        do=lambda session, keys, given: execute(session, _found(session, keys[0]), given),
        confirms=later("Records are disposed of for good."),
        details=later(
            "What may not be disposed of now drops out with its reason. An execution that was "
            "interrupted goes on where it was."
        ),
    ),
    Act(
        name="drop",
        on=Disposition,
        title=later("Give it up…"),
        help=later("Give a disposition up: what was in it is free again."),
        done=later("Given up: {name}"),
        word=later("disposition given up"),
        takes=(_WHY,),
        against=against_dropping,
        do=lambda session, keys, given: drop(session, keys[0], given),
        permission=SUPERVISOR,
    ),
)  # fmt: skip
