"""Transfers to an archives, as they are kept and told; `transferring` has what is done to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.duties.transfers import Transfer, TransferLine, known_lines, on_list
from rmdesk.model.records import Holding
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
