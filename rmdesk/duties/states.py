"""The states of what the desk keeps, holdings and claims above all, and every step between them.

What is not in TRANSITIONS does not happen: every write of a state goes through `move`.
docs/states.md draws the table.
"""

from collections.abc import Iterator
from itertools import product
from typing import Protocol

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan, Request, Reservation
from rmdesk.model.words import (
    GONE as GONE,
)
from rmdesk.model.words import (
    OPEN_RESERVATIONS,
    AccessionStatus,
    BatchStatus,
    CensusStatus,
    FilmStatus,
    ItemState,
    LoanState,
    NoticeState,
    RequestStatus,
    ReservationState,
    ScanStatus,
    Status,
    TermStatus,
    TransferLineState,
    TransferStatus,
    accession_word,
    batch_word,
    census_word,
    later,
    notice_state_word,
    request_word,
    scan_word,
    state_word,
    status_word,
    transfer_word,
)

NEW = ""
"""What a record is before it is there."""

S, R, C, L = Status, RequestStatus, ReservationState, LoanState
B, N = BatchStatus, NoticeState
A, T = AccessionStatus, TransferStatus

LENDABLE = (S.IN, S.PICKED, S.WAITING, S.TO_REFILE)
"""A holding that is here, on its shelf or off it."""

FETCHED = (S.PICKED, S.WAITING)
"""A holding that was taken off its shelf for somebody (R39)."""

AWAY = (S.OUT, S.TRANSIT, S.MISSING, S.WITHDRAWN, S.TRANSFERRED, S.DESTROYED)
"""A holding that is not here, and with it what lies in it."""

UNDONE = (R.NEW, R.WAITING, R.ASSIGNED, R.PICKING, R.READY)
"""A request that somebody still has to do something about: the queue of the desk."""

OPEN_STATUSES = (*UNDONE, R.HANDED_OVER)
"""A request that is not over: once handed over it ends with its loans."""

ENDED = (R.CLOSED, R.DENIED, R.NOT_FOUND, R.CANCELLED)
"""A request that is over."""

_HELD = (C.PICKED, C.READY)
_UNFILLED = (C.NOT_FOUND, C.DENIED, C.REFERRED, C.CANCELLED)
_CLAIMED = ("request", "add-to-request", "reserve", "bring")
_ARRIVED = ("return", "found", "receive")
_GIVEN_BACK = ("put-back", "refile", "missing", "charge-out")
_UNCLAIMED = ("close", "end-item", "cancel-reservation", "pass-on")
_FOLLOWED = (
    "pick", "ready", "take-out", "send", *_ARRIVED, *_GIVEN_BACK, *_UNCLAIMED, "add-to-request",
    "withdraw", "receive-transfer",
)  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """The states of one sort of record: what it is called, and how a state is said."""

    name: str
    states: tuple[str, ...]


HOLDING = Machine("holding", tuple(Status))
CLAIM = Machine("claim", tuple(ReservationState))
REQUEST = Machine("request", tuple(RequestStatus))
LOAN = Machine("loan", tuple(LoanState))
BATCH = Machine("disposition", tuple(BatchStatus))
AMENDMENT = Machine("amendment", ("proposed", "approved", "in force"))
NOTICE = Machine("notice", tuple(NoticeState))
CENSUS = Machine("census", tuple(CensusStatus))
ACCESSION = Machine("accession", tuple(AccessionStatus))
SCAN = Machine("digitization", tuple(ScanStatus))
FILMING = Machine("film job", tuple(FilmStatus))
TERM = Machine("term", tuple(TermStatus))
TRANSFER = Machine("transfer", tuple(TransferStatus))
MACHINES = (
    HOLDING, CLAIM, REQUEST, LOAN, BATCH, AMENDMENT, ACCESSION, TRANSFER, NOTICE, CENSUS, SCAN,
    FILMING, TERM,
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """Some acts, each of which takes a record from any of `before` to any of `after`."""

    machine: Machine
    acts: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str


TRANSITIONS = (
    Move(HOLDING, ("add holding",), (NEW,), (S.IN,), later("registered")),
    Move(HOLDING, ("pick",), (S.IN, S.TO_REFILE), (S.PICKED,), later("fetched for a claim")),
    Move(HOLDING, ("ready",), (S.PICKED,), (S.WAITING,), later("set aside")),
    Move(HOLDING, ("charge-out",), LENDABLE, (S.OUT,), later("lent (R14)")),
    Move(HOLDING, ("send",), LENDABLE, (S.TRANSIT,), later("on its way to another desk")),
    Move(
        HOLDING, ("receive",), (S.TRANSIT,), (S.TO_REFILE, S.WAITING),
        later("there: aside for who it was fetched for or the next, or to refile"),
    ),
    Move(
        HOLDING, ("return",), (S.OUT, S.TRANSIT, S.MISSING), (S.TO_REFILE, S.WAITING),
        later("back: aside for the next, or to refile"),
    ),
    Move(
        HOLDING, ("found",), (S.MISSING,), (S.TO_REFILE, S.WAITING),
        later("seen again: aside for the next, or to refile"),
    ),
    Move(HOLDING, ("return",), (S.OUT,), (S.IN,), later("back inside its container (R24)")),
    Move(
        HOLDING, ("refile",), (*LENDABLE, S.TRANSIT, S.MISSING), (S.IN,),
        later("in its place, confirmed by a scan (R26)"),
    ),
    Move(HOLDING, ("put-back",), FETCHED, (S.TO_REFILE,), later("not wanted now: to refile")),
    Move(HOLDING, ("put-back",), (S.WAITING,), (S.IN,), later("never taken out of its box")),
    Move(
        HOLDING, _UNCLAIMED, FETCHED, (S.TO_REFILE, S.IN),
        later("nobody waits any more: home (R38)"),
    ),
    Move(
        HOLDING, ("withdraw",), (*FETCHED, S.IN), (S.WITHDRAWN,),
        later("for good to its unit, with what is in it; its stub stays (R28)"),
    ),
    Move(
        HOLDING, ("missing",), (*LENDABLE, S.OUT, S.TRANSIT), (S.MISSING,),
        later("not where it should be"),
    ),
    Move(
        HOLDING, ("execute",), (S.IN,), (S.DESTROYED, S.TRANSFERRED),
        later("disposed of (R2); its stub stays (R8)"),
    ),
    Move(
        HOLDING, ("send-transfer",), (S.IN,), (S.TRANSIT,),
        later("on its way to an archives (R2)"),
    ),
    Move(
        HOLDING, ("receive-transfer",), (S.IN,), (S.TRANSIT,),
        later("its box was taken there, it was not: on its way home"),
    ),
    Move(
        HOLDING, ("receive-transfer",), (S.TRANSIT, S.IN), (S.TRANSFERRED,),
        later("signed for there, itself or with its box; its stub stays (R8)"),
    ),
    Move(CLAIM, _CLAIMED, (NEW,), (C.QUEUED,), later("queues (R20)")),
    Move(CLAIM, ("pick",), (C.QUEUED,), (C.PICKED,), later("fetched")),
    Move(CLAIM, ("ready",), (C.PICKED,), (C.READY,), later("set aside")),
    Move(CLAIM, ("send",), (C.READY,), (C.PICKED,), later("on its way to another desk")),
    Move(
        CLAIM, _ARRIVED, (C.QUEUED, C.PICKED), (C.READY,),
        later("head of the queue, or arrived for it"),
    ),
    Move(CLAIM, _UNCLAIMED, (C.QUEUED,), _HELD, later("the one before it ended (R38)")),
    Move(CLAIM, _GIVEN_BACK, _HELD, (C.QUEUED,), later("to be fetched again")),
    Move(CLAIM, ("charge-out",), (C.QUEUED, *_HELD), (C.FILLED,), later("lent")),
    Move(CLAIM, ("withdraw",), (C.QUEUED, *_HELD), (C.FILLED,), later("gone for good (R28)")),
    Move(CLAIM, ("withdraw",), (C.QUEUED,), (C.DENIED,), later("of who may not draw it (R40)")),
    Move(CLAIM, ("close",), _HELD, (C.FILLED,), later("copied, scanned, consulted")),
    Move(CLAIM, _UNCLAIMED, (C.QUEUED, *_HELD), _UNFILLED, later("ended unfilled")),
    Move(CLAIM, ("receive-transfer",), (C.QUEUED,), (C.REFERRED,), later("an archives has it")),
    Move(REQUEST, ("request",), (NEW,), (R.NEW, R.WAITING), later("taken in")),
    Move(
        REQUEST, ("part",), (NEW, *OPEN_STATUSES), (*OPEN_STATUSES, *ENDED),
        later("what somebody may not know of goes on by itself (R17)"),
    ),
    Move(REQUEST, ("import",), (NEW, *OPEN_STATUSES), ENDED, later("over where it came from")),
    Move(REQUEST, ("assign",), (R.NEW, R.WAITING), (R.ASSIGNED,), later("given to somebody")),
    Move(
        REQUEST, _FOLLOWED, UNDONE, UNDONE,
        later("follows its holdings: waiting list, to pick, picking, ready"),
    ),
    Move(REQUEST, ("charge-out",), UNDONE, (R.HANDED_OVER,), later("its last holding is lent")),
    Move(
        REQUEST, (*_UNCLAIMED, "withdraw", "receive-transfer"), OPEN_STATUSES,
        (R.HANDED_OVER, *ENDED), later("its last holding ended (R39)"),
    ),
    Move(
        REQUEST, ("return", "found", "refile"), (R.HANDED_OVER,), (R.CLOSED,),
        later("its last loan came back"),
    ),
    Move(LOAN, ("charge-out",), (NEW,), (L.OUT,), later("lent")),
    Move(LOAN, ("recall",), (L.OUT,), (L.RECALLED,), later("called back (R22)")),
    Move(LOAN, ("lift-recall",), (L.RECALLED,), (L.OUT,), later("the recall is lifted")),
    Move(
        LOAN, ("claim-returned",), (L.OUT, L.RECALLED), (L.CLAIMED,),
        later("its borrower says that it was returned; it is looked for"),
    ),
    Move(
        LOAN, ("still-out",), (L.CLAIMED,), (L.OUT, L.RECALLED),
        later("its borrower has it after all"),
    ),
    Move(
        LOAN, ("return", "found", "refile"), (L.OUT, L.RECALLED, L.CLAIMED), (L.RETURNED,),
        later("back"),
    ),
    Move(BATCH, ("propose",), (NEW,), (B.PROPOSED,), later("proposed (R7)")),
    Move(
        BATCH, ("approve",), (B.PROPOSED,), (B.APPROVED,),
        later("by another than its proposer (R5), with its owners (R6)"),
    ),
    Move(BATCH, ("execute",), (B.APPROVED,), (B.EXECUTING,), later("record by record (R2)")),
    Move(BATCH, ("execute",), (B.EXECUTING,), (B.EXECUTED,), later("sealed and certified (R8)")),
    Move(BATCH, ("drop",), (B.PROPOSED, B.APPROVED), (B.DROPPED,), later("given up")),
    Move(AMENDMENT, ("amend schedule",), (NEW,), ("proposed",), later("with what it would change")),
    Move(
        AMENDMENT, ("approve amendment",), ("proposed",), ("approved",),
        later("by another than its proposer (R5)"),
    ),
    Move(AMENDMENT, ("take effect",), ("approved",), ("in force",), later("on its day (R13)")),
    Move(CENSUS, ("add census",), (NEW,), (CensusStatus.OPEN,), later("started, with its scope")),
    Move(
        CENSUS, ("close-census",), (CensusStatus.OPEN,), (CensusStatus.CLOSED,),
        later("what was not found on counted shelves is missing (R31)"),
    ),
    Move(ACCESSION, ("add accession",), (NEW,), (A.ANNOUNCED,), later("announced by its unit")),
    Move(
        ACCESSION, ("receive-accession",), (A.ANNOUNCED,), (A.RECEIVED,),
        later("boxes came; what differs from the list is told"),
    ),
    Move(
        ACCESSION, ("accept-accession",), (A.RECEIVED,), (A.ACCESSIONED,),
        later("as it was listed: its boxes are holdings (R11, R12)"),
    ),
    Move(
        ACCESSION, ("refuse-accession",), (A.ANNOUNCED, A.RECEIVED), (A.REFUSED,),
        later("with a reason; nothing of it is registered"),
    ),
    Move(TRANSFER, ("transfer new",), (NEW,), (T.LISTED,), later("with what it shall take (R7)")),
    Move(
        TRANSFER, ("send-transfer",), (T.LISTED,), (T.SENT,),
        later("by another than who listed it (R5), agreed to by its owners (R6)"),
    ),
    Move(
        TRANSFER, ("receive-transfer",), (T.SENT,), (T.RECEIVED,),
        later("signed for by the archives (R8)"),
    ),
    Move(TRANSFER, ("give-up-transfer",), (T.LISTED,), (T.GIVEN_UP,), later("not sent")),
    Move(
        NOTICE, ("notices",), (NEW, N.FAILED), (N.SENDING,),
        later("begun: whatever happens now, it does not go twice (R23)"),
    ),
    Move(NOTICE, ("notices",), (N.SENDING,), (N.SENT,), later("taken by the mail server, printed")),
    Move(NOTICE, ("notices",), (N.SENDING,), (N.FAILED,), later("surely not sent: due again")),
    Move(NOTICE, ("went",), (N.SENDING,), (N.SENT,), later("somebody knows that it went")),
    Move(NOTICE, ("again",), (N.SENDING, N.SENT), (N.FAILED,), later("somebody wants it again")),
    Move(SCAN, ("add digitization",), (NEW,), (ScanStatus.TO_SCAN,), later("queued")),
    Move(
        SCAN, ("capture",), (ScanStatus.TO_SCAN, ScanStatus.REJECTED), (ScanStatus.SCANNED,),
        later("its files are there, with their SHA-256"),
    ),
    Move(
        SCAN, ("accept",), (ScanStatus.SCANNED,), (ScanStatus.ACCEPTED,),
        later("checked by another person than the operator (R5)"),
    ),
    Move(
        SCAN, ("reject",), (ScanStatus.SCANNED,), (ScanStatus.REJECTED,),
        later("to be scanned again, with the reason"),
    ),
    Move(
        SCAN, ("reject",), (ScanStatus.SCANNED,), (ScanStatus.GIVEN_UP,),
        later("the same of what has left for good: there is no paper to scan"),
    ),
    Move(
        SCAN, ("withdraw", "execute", "receive-transfer"),
        (ScanStatus.TO_SCAN, ScanStatus.REJECTED), (ScanStatus.GIVEN_UP,),
        later("its record has left for good (R28)"),
    ),
    Move(TERM, ("add term",), (NEW,), (TermStatus.PROPOSED,), later("proposed for the list")),
    Move(
        TERM, ("approve-term",), (TermStatus.PROPOSED,), (TermStatus.APPROVED,),
        later("by another than who proposed it (R5)"),
    ),
    Move(
        TERM, ("refuse-term",), (TermStatus.PROPOSED,), (TermStatus.REFUSED,),
        later("with the reason"),
    ),
    Move(FILMING, ("add film job",), (NEW,), (FilmStatus.FILMED,), later("exposed on its film")),
    Move(
        FILMING, ("pass-film",), (FilmStatus.FILMED,), (FilmStatus.PASSED,),
        later("read by another person than the operator (R5)"),
    ),
    Move(
        FILMING, ("retake-film",), (FilmStatus.FILMED,), (FilmStatus.TO_RETAKE,),
        later("to be taken again, with the reason"),
    ),
    Move(
        FILMING, ("add film job",), (FilmStatus.TO_RETAKE,), (FilmStatus.RETAKEN,),
        later("by the job that says so"),
    ),
)  # fmt: skip
"""Every transition; `undo` takes any of them back."""


def _spelt() -> Iterator[tuple[str, str, str, str]]:
    for move in TRANSITIONS:
        for act, before, after in product(move.acts, move.before, move.after):
            yield move.machine.name, act, before, after


_KNOWN = frozenset(_spelt())
_WAYS = frozenset((machine, before, after) for machine, _act, before, after in _KNOWN)


def known(machine: Machine, act: str, before: str, after: str) -> bool:
    """Whether a transition is in the table; staying as it is is none."""
    if before == after:
        return True
    if act == "undo":
        return (machine.name, after, before) in _WAYS
    return (machine.name, act, before, after) in _KNOWN


def unknown(machine: Machine, act: str, before: str, after: str) -> Exception:
    """What is raised for a transition that is not in the table: in use, a refusal."""
    say = {
        "holding": status_word,
        "request": request_word,
        "claim": state_word,
        "disposition": batch_word,
        "notice": notice_state_word,
        "census": census_word,
        "accession": accession_word,
        "digitization": scan_word,
        "transfer": transfer_word,
    }
    word = say.get(machine.name, str)
    text = _("It does not go from “{before}” to “{after}” by this act ({act}).").format(
        before=word(before) if before else "-", after=word(after) if after else "-", act=act
    )
    return Refused.by(_("Not done"), Reason("R34", text))


def check(machine: Machine, act: str, before: str, after: str) -> None:
    """Raise what stands against a transition that is not in the table."""
    if not known(machine, act, before, after):
        raise unknown(machine, act, before, after)


def move(record: Holding | Request | Reservation, after: str, act: str) -> None:
    """Take a record to another state. The caller keeps it, in the transaction of the act."""
    if isinstance(record, Reservation):
        check(CLAIM, act, record.state if record.id else NEW, after)
        record.state, record.open = after, after in OPEN_RESERVATIONS
    else:
        machine = HOLDING if isinstance(record, Holding) else REQUEST
        check(machine, act, record.status if record.id else NEW, after)
        record.status = after
    if isinstance(record, Holding):
        _over_with(record, after)


def _over_with(holding: Holding, after: str) -> None:
    """What was said of the state before ends with it: where it was bound, that it is lost."""
    if after != S.TRANSIT:
        holding.bound_id = None
    if after != S.MISSING:
        holding.lost = holding.lost_for = ""


class Batch(Protocol):
    """A disposition, an amendment, a census, a transfer ..., as far as its state goes."""

    id: int
    status: str


class Listed(Protocol):
    """A record in a disposition or a transfer, as far as its state goes."""

    state: str
    open: bool
    reason: str


def move_batch(batch: Batch, after: str, act: str, machine: Machine = BATCH) -> None:
    """Take one of these to another state. The caller keeps it."""
    check(machine, act, batch.status if batch.id else NEW, after)
    batch.status = after


def settle_item(item: Listed, state: ItemState, reason: str = "") -> None:
    """End an open record of a disposition, and say why. The caller keeps it."""
    assert item.open, "nothing is done twice"
    item.state, item.open, item.reason = state, False, reason


def settle_line(line: Listed, state: TransferLineState, reason: str = "") -> None:
    """Say what became of a record on the list of a transfer. The caller keeps it."""
    line.state, line.reason = state, reason
    line.open = state in (TransferLineState.LISTED, TransferLineState.SENT)


class Told(Protocol):
    """A notice, as far as its state goes."""

    id: int
    state: str


def move_notice(notice: Told, after: NoticeState, act: str) -> None:
    """Take a notice to another state. The caller keeps it, in the transaction of the act."""
    check(NOTICE, act, notice.state if notice.id else NEW, after)
    notice.state = after


def loan_state(loan: Loan) -> str:
    """Which state a loan is in; it follows from its fields."""
    if not loan.id:
        return NEW
    if not loan.open:
        return LoanState.RETURNED
    if loan.claimed:
        return LoanState.CLAIMED
    return LoanState.RECALLED if loan.recalled else LoanState.OUT


def move_loan(loan: Loan, after: LoanState, act: str, today: str) -> None:
    """Take a loan to another state; `today` is the day on which it was recalled, or claimed.

    What is claimed to be returned stays recalled beneath that. The caller keeps it.
    """
    check(LOAN, act, loan_state(loan), after)
    loan.open = after is not LoanState.RETURNED
    if after is LoanState.CLAIMED:
        loan.claimed = today
    elif loan.open and loan.claimed:
        loan.claimed = ""
    elif loan.open:
        loan.recalled = today if after is LoanState.RECALLED else ""
