"""Transfers to an archives and their lists: what is kept of them, and looked up of them."""

from collections.abc import Sequence
from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.model.fields import Paths, Record, kept, refers
from rmdesk.model.records import Holding
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import (
    later,
    transfer_line_word,
    transfer_word,
)


@dataclass(kw_only=True, slots=True)
class Transfer(Record):
    """Records on their way out to an archives, from their list to its receipt.

    `agreed` is the letter by which their owners agree (R6), `receipt` the archives' own number,
    `signed` who signed for them there; `bag` is the SHA-256 of the manifest of the bag that was
    written of their files, `bagged` when. `makers` are the numbers of who listed it, also of who
    did so for another.
    """

    table: ClassVar[str] = "transfers"
    word: ClassVar[str] = later("transfer")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = (("status", "made"),)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    numbered: ClassVar[str] = "T"
    known_through: ClassVar[tuple[str, str] | None] = ("transfer_lines", "transfer")

    number: str = kept("", later("number"))
    archives: str = kept("", later("archives"))
    title: str = kept("", later("title"))
    agreed: str = kept("", later("agreed to by"))
    status: str = kept("", later("status"), word=transfer_word)
    made: str = kept("", later("listed"))
    made_by: str = kept("", later("listed by"))
    makers: str = kept("")
    sent: str = kept("", later("sent"))
    sent_by: str = kept("", later("sent by"))
    received: str = kept("", later("received there"))
    received_by: str = kept("", later("receipt kept by"))
    signed: str = kept("", later("signed for by"))
    receipt: str = kept("", later("receipt"))
    bagged: str = kept("", later("bag written"))
    bag: str = kept("", later("SHA-256 of its manifest"))


@dataclass(kw_only=True, slots=True)
class TransferLine(Record):
    """A record on the list of a transfer, with the rule under which it goes (R13).

    `depth` counts the containers of the same list that it lay in when it was listed.
    """

    table: ClassVar[str] = "transfer_lines"
    word: ClassVar[str] = later("line of a transfer")
    indexed: ClassVar[tuple[Paths, ...]] = ("transfer",)
    sparse: ClassVar[tuple[Paths, ...]] = (("holding", "open"),)
    known_by: ClassVar[str] = "holding"

    transfer: int = refers(Transfer.table, later("transfer"), "transfer")
    holding: int = refers(Holding.table, later("record"), "holding")
    state: str = kept("", later("state"), word=transfer_line_word)
    open: bool = kept(False)
    reason: str = kept("", later("reason"))
    depth: int = kept(0)
    unit: str = kept("", later("unit"))
    class_: str = kept("", later("class"))
    schedule: str = kept("", later("schedule"))
    version: int = kept(0, later("version"))
    authority: str = kept("", later("authority"))
    disposition: str = kept("", later("disposition"))


def lines_of(session: Session, transfer: int) -> list[TransferLine]:
    """The lines of a transfer, hidden ones included, in the order in which they were listed."""
    return session.where(TransferLine, Query().transfer == transfer)


def known_lines(session: Session, transfer: int) -> list[TransferLine]:
    """Those of them that this person may know of (R17)."""
    return session.visible.where(TransferLine, Query().transfer == transfer)


def on_list(session: Session, holding: int) -> Transfer | None:
    """The open transfer that a record is on the list of."""
    asked = (Query().holding == holding) & IS_OPEN
    rows = session.store.table(TransferLine.table).search(asked)
    return session.get(Transfer, rows[0]["transfer"]) if rows else None


def open_lines(lines: Sequence[TransferLine]) -> list[TransferLine]:
    """The lines that are not over."""
    return [each for each in lines if each.open]
