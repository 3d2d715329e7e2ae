"""Disposition: what is due is proposed (R7), agreed to by its owners (R6), approved by another (R5)
and executed; a refusal keeps its record, with the reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.desk.takes import HOLDINGS, reason
from rmdesk.duties.approval import against_approving, against_dropping, approve, drop
from rmdesk.duties.asking import awaited_since
from rmdesk.duties.batch import (
    DECISIONS,
    Concurrence,
    DisposalItem,
    Disposition,
    batch_named,
    concurrences_of,
    counted,
    known_items,
)
from rmdesk.duties.consent import (
    against_answer_taken_back,
    against_concurring,
    against_deciding,
    against_item_taken_back,
    against_refusing,
    concur,
    decide,
    refuse,
)
from rmdesk.duties.execution import (
    against_beginning,
    against_executing,
    against_finishing,
    begin_anew,
    execute,
    finish,
)
from rmdesk.model.records import Holding, Person
from rmdesk.model.values import LINE, choice
from rmdesk.model.words import later

# --- told


def told_batch(session: Session, batch: Disposition) -> dict[str, Any]:
    """A batch with its counts, and which owners have not answered, since when."""
    items = known_items(session, batch.id)
    told = batch.plain(name for name, spec in Disposition.specs().items() if spec.told)
    return {
        **told,
        "counts": dict(counted(items)),
        "awaited": awaited_since(session, batch, items),
    }


def _parts(session: Session, batch: Disposition) -> Mapping[str, Sequence[Values]]:
    return {
        "items": item_rows(session, known_items(session, batch.id)),
        "concurrences": answer_rows(session, batch),
    }


def item_rows(session: Session, items: Sequence[DisposalItem]) -> list[Values]:
    """Items of a batch as they are told, with the records that they are of."""
    holdings = {each.id: each for each in session.visible.many([i.holding for i in items])}
    names = "reason", "decision", "disposition", "due", "class", "schedule", "version", "authority"
    return [
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


def answer_rows(session: Session, batch: Disposition) -> list[Values]:
    """What the owners answered, in the order in which they did."""
    return [
        {
            "unit": each.unit,
            "by": _name(session, each.person),
            "evidence": each.evidence,
            "told": each.told,
        }
        for each in concurrences_of(session, batch.id)
    ]


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
    RecordKind(
        record=DisposalItem,
        name="disposals",
        by_hand=False,
        called=_called_item,
        against=against_item_taken_back,
    ),
    RecordKind(
        record=Concurrence,
        name="concurrences",
        by_hand=False,
        against=against_answer_taken_back,
    ),
)

_WHY = reason(later("Why?"))
_HOW = (
    Takes(
        name="method", help=later("how: shredded, burnt, pulped, handed over ..."),
        label=later("How?"), kind=LINE, required=True,
    ),
    Takes(
        name="witness", flag="--witness", names=Person, metavar="PERSON", many=True,
        help=later("who saw it (R5): two for Secret and above, one for other levels"),
    ),
    Takes(
        name="recipient", help=later("who receives what is transferred, such as an archives"),
        kind=LINE,
    ),
)  # fmt: skip

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
        against=against_refusing,
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
        against=against_deciding,
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
        name="begin",
        on=Disposition,
        title=later("Begin it: its boxes are scanned…"),
        help=later("Begin to execute an approved disposition; each box or record is scanned then."),
        done=later("Begun: {name}"),
        word=later("disposition begun"),
        takes=_HOW,
        against=against_beginning,
        do=lambda session, keys, given: begin_anew(session, keys[0], given),
        journal="execute",
        details=later("Then `execute --scanned KEY`, or a scan on its screen; `finish` ends it."),
    ),
    Act(
        name="execute",
        on=Disposition,
        title=later("Execute it…"),
        help=later("Execute an approved disposition, each record looked at once more (R2)."),
        done=later("Executed: {name}"),
        word=later("disposed of"),
        takes=(
            *_HOW,
            Takes(
                name="scanned", flag="--scanned", names=Holding, metavar="KEY", many=True,
                help=later("only these and what lies in them; - reads keys from standard input"),
            ),
        ),
        against=against_executing,
        do=lambda session, keys, given: execute(session, batch_named(session, keys[0]), given),
        confirms=later("Records are disposed of for good."),
        details=later(
            "What may not be disposed of now drops out with its reason. An execution that was "
            "interrupted goes on where it was."
        ),
    ),
    Act(
        name="finish",
        on=Disposition,
        title=later("End it: what was not scanned stays…"),
        help=later("End an execution by scans: what was not scanned drops out, with the reason."),
        done=later("Ended: {name}"),
        word=later("disposition ended"),
        takes=(_WHY,),
        against=against_finishing,
        do=lambda session, keys, given: finish(
            session, batch_named(session, keys[0]), given["reason"]
        ),
        journal="execute",
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
