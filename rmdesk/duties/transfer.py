"""Transfers to an archives: listed, sent by another person than who listed them, signed for there.

A transfer is a disposition too: nothing goes that is held (R1), on another list, out or missing
(R7), each record is looked at once more when it is sent (R2), its owners agree in writing (R6),
who lists it does not send it (R5), a box holds records of one item (R11), and stubs stay (R8).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.desk.takes import reason
from rmdesk.duties.sending import against_receiving, against_sending, give_up, receive, send
from rmdesk.duties.transfer_list import (
    add,
    against_add,
    against_begin,
    against_listing,
    against_striking,
    begin,
    strike,
)
from rmdesk.duties.transfers import Transfer, TransferLine, known_lines, on_list
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE
from rmdesk.model.words import TransferLineState, later, transfer_word

L = TransferLineState


def told_transfer(session: Session, transfer: Transfer) -> dict[str, Any]:
    """A transfer, and how many of its records are in each state."""
    told = transfer.plain(name for name, spec in Transfer.specs().items() if spec.told)
    counts: dict[str, int] = {}
    for line in known_lines(session, transfer.id):
        counts[line.state] = counts.get(line.state, 0) + 1
    return {**told, "counts": counts}


def _parts(session: Session, transfer: Transfer) -> Mapping[str, Sequence[Values]]:
    lines = known_lines(session, transfer.id)
    holdings = {each.id: each for each in session.visible.many([e.holding for e in lines])}
    names = "state", "reason", "unit", "class", "schedule", "version", "authority", "disposition"
    return {
        "lines": [
            {"key": holdings[each.holding].key, "title": holdings[each.holding].title,
             "kind": holdings[each.holding].kind, **each.plain(names)}
            for each in lines if each.holding in holdings
        ],
        "differs": [
            {"key": holdings[each.holding].key, "state": each.state, "reason": each.reason}
            for each in lines
            if each.holding in holdings and each.state in (L.DROPPED, L.RETURNED)
        ],
    }  # fmt: skip


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """The open transfer that a record is on the list of, wherever the record is shown."""
    transfer = on_list(session, holding.id)
    if transfer is None or not session.visible.known_among(Transfer, [transfer]):
        return []
    text = f"{transfer.number} {transfer.archives}, {transfer_word(transfer.status)}"
    data = {"number": transfer.number, "archives": transfer.archives, "status": transfer.status}
    return [Note(later("transfer"), text, data)]


TRANSFERS: RecordKind = RecordKind(
    record=Transfer,
    name="transfers",
    describe=told_transfer,
    parts=_parts,
    notes=notes_of,
    by_hand=False,
    grouped=True,
)


def _called_line(session: Session, line: TransferLine) -> str:
    transfer, holding = session.get(Transfer, line.transfer), session.get(Holding, line.holding)
    return _("{key} in {number}").format(
        key=holding.key if holding else "", number=transfer.number if transfer else ""
    )


KINDS = (
    TRANSFERS,
    RecordKind(record=TransferLine, name="transfer lines", by_hand=False, called=_called_line),
)

_WHY = reason(later("Why?"))
_AGREED = Takes(
    name="agreed", help=later("the letter or mail by which their owners agree (R6)"), kind=LINE
)

ACTS = (
    Act(
        name="transfer new",
        on=Holding,
        title=later("List it for an archives…"),
        help=later("List records for a new transfer to an archives, with all that lies in them."),
        done=later("Listed: {name}"),
        word=later("listed for an archives"),
        takes=(
            Takes(
                name="archives", help=later("the archives that shall receive them"), kind=LINE,
                label=later("To which archives?"), metavar="NAME", required=True,
            ),
            Takes(name="title", help=later("what the records are"), kind=LINE),
            _AGREED,
        ),
        against=against_begin,
        do=begin,
        examples=("rmdesk transfer new 2026-0067-01 --archives 'City Archives'",),
        also=("accession elsewhere", "archives", "transfer"),
    ),
    Act(
        name="transfer add",
        on=Holding,
        title=later("Add it to a transfer…"),
        help=later("List further records for a transfer that is not sent yet."),
        done=later("Listed: {name}"),
        word=later("listed for an archives"),
        takes=(
            Takes(
                name="transfer", flag="--transfer", help=later("number of the transfer"),
                kind=LINE, label=later("Which transfer? Its number"), metavar="NUMBER",
                required=True,
            ),
        ),
        against=against_add,
        do=add,
    ),
    Act(
        name="strike-transfer",
        on=Transfer,
        title=later("Take records off its list…"),
        help=later("Take records off the list of a transfer, with what lies in them."),
        done=later("Taken off the list of: {name}"),
        word=later("taken off a transfer"),
        takes=(
            Takes(
                name="keys", names=Holding, metavar="KEY", many=True, required=True,
                help=later("barcode, code or # number; - reads keys from standard input"),
            ),
            _WHY,
        ),
        against=against_striking,
        do=lambda session, keys, given: strike(session, keys[0], given),
    ),
    Act(
        name="send-transfer",
        on=Transfer,
        title=later("Send it"),
        help=later("Send a transfer that somebody else listed (R5), each record looked at again."),
        done=later("Sent: {name}"),
        word=later("sent to an archives"),
        takes=(_AGREED,),
        against=against_sending,
        do=lambda session, keys, given: send(session, keys[0], given),
        confirms=later("Its records leave the centre."),
        permission=SUPERVISOR,
        details=later("What may not go now drops out, with the reason. The rest is in transit."),
    ),
    Act(
        name="receive-transfer",
        on=Transfer,
        title=later("The archives signed for it…"),
        help=later("Keep the receipt of an archives: what it took is gone, the rest comes back."),
        done=later("Received there: {name}"),
        word=later("transferred"),
        takes=(
            Takes(
                name="signed", flag="--signed", help=later("who signed for it there"), kind=LINE,
                label=later("Who signed for it?"), metavar="NAME", required=True,
            ),
            Takes(name="receipt", help=later("the archives' own number"), kind=LINE),
            Takes(
                name="missing", flag="--missing", names=Holding, metavar="KEY", many=True,
                help=later("what it did not take: it comes back"),
            ),
        ),
        against=against_receiving,
        do=lambda session, keys, given: receive(session, keys[0], given),
    ),
    Act(
        name="give-up-transfer",
        on=Transfer,
        title=later("Give it up…"),
        help=later("Give a transfer up that is not sent: its records are free again."),
        done=later("Given up: {name}"),
        word=later("transfer given up"),
        takes=(_WHY,),
        against=lambda session, transfer, _given: against_listing(session, transfer),
        do=lambda session, keys, given: give_up(session, keys[0], given),
    ),
)  # fmt: skip
