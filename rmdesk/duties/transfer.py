"""Transfers to an archives, as they are kept and told; `transferring` has what is done to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.duties.transfers import Transfer, TransferLine, known_lines, on_list
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding
from rmdesk.model.words import TransferLineState, TransferStatus, later, transfer_word

S, L = TransferStatus, TransferLineState


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
    return [Note(later("transfer"), text, data, of=transfer)]


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


def _against_line_taken_back(
    session: Session, line: TransferLine, before: Values
) -> Sequence[Reason]:
    """What was sent stays as it was sent (R35); R7: a record is open on one list alone.

    `before` is the line as it is kept now. A transfer that was sent, received or given up by the
    act that is taken back is put back before its lines.
    """
    from rmdesk.duties.disposal import listed_in, on_a_list  # few starts undo
    from rmdesk.duties.transfer_list import against_state

    transfer, holding = session.get(Transfer, line.transfer), session.get(Holding, line.holding)
    assert transfer is not None, "a line is of a transfer"
    assert holding is not None, "what is listed is not removed"
    against = [] if line.state == L.SENT else against_state(transfer, S.LISTED)
    listed = listed_in(session, holding) if line.open and not before.get("open") else ""
    return [*against, on_a_list(holding, listed)] if listed else against


KINDS = (
    TRANSFERS,
    RecordKind(
        record=TransferLine,
        name="transfer lines",
        by_hand=False,
        called=_called_line,
        against=_against_line_taken_back,
    ),
)
