"""The words of the desk: those that documents and files hold, and what people read for them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from data.texts import gettext as _
from rmdesk.model.days import instant_of


class Status(StrEnum):
    """Where a holding stands in its life at the desk; these words are the same in every file."""

    IN = "in"
    PICKED = "picked"
    WAITING = "waiting"
    OUT = "out"
    TRANSIT = "transit"
    TO_REFILE = "to-refile"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"


GONE = (Status.WITHDRAWN, Status.TRANSFERRED, Status.DESTROYED)
"""A holding that does not come back (R8, R28)."""


class RequestStatus(StrEnum):
    """Where a request stands between the counter and its close."""

    NEW = "new"
    ASSIGNED = "assigned"
    PICKING = "picking"
    READY = "ready"
    HANDED_OVER = "handed-over"
    CLOSED = "closed"
    WAITING = "waiting"
    DENIED = "denied"
    NOT_FOUND = "not-found"
    CANCELLED = "cancelled"


class ReservationState(StrEnum):
    """A claim of a person on a holding: in the queue, off the shelf, set aside, or over."""

    QUEUED = "queued"
    PICKED = "picked"
    READY = "ready"
    FILLED = "filled"
    NOT_FOUND = "not-found"
    DENIED = "denied"
    REFERRED = "referred"
    CANCELLED = "cancelled"


class LoanState(StrEnum):
    """A loan from its charge-out to its return."""

    OUT = "out"
    RECALLED = "recalled"
    CLAIMED = "claimed-returned"
    RETURNED = "returned"


class BatchStatus(StrEnum):
    """Where a disposition stands, from its proposal to its certificate."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTING = "executing"
    EXECUTED = "executed"
    DROPPED = "dropped"


class ItemState(StrEnum):
    """What became of a record in a disposition."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    DROPPED = "dropped"
    KEPT = "kept"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"


class AccessionStatus(StrEnum):
    """An accession, from its announcement until it is taken in or refused."""

    ANNOUNCED = "announced"
    RECEIVED = "received"
    ACCESSIONED = "accessioned"
    REFUSED = "refused"


class TransferStatus(StrEnum):
    """A transfer to an archives, from its list until it is signed for there."""

    LISTED = "listed"
    SENT = "sent"
    RECEIVED = "received"
    GIVEN_UP = "given up"


class TransferLineState(StrEnum):
    """A record on the list of a transfer, and what became of it."""

    LISTED = "listed"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    DROPPED = "dropped"


class NoticeState(StrEnum):
    """A notice to somebody: on its way, gone, or not gone and to be sent again."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class CensusStatus(StrEnum):
    """A census from its start to its close."""

    OPEN = "open"
    CLOSED = "closed"


class ScanStatus(StrEnum):
    """A digitization, from its place in the queue to the check of its files."""

    TO_SCAN = "to-scan"
    SCANNED = "scanned"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    GIVEN_UP = "given-up"


class FilmStatus(StrEnum):
    """Frames from the camera to their check, and to the retake that stands for them."""

    FILMED = "filmed"
    PASSED = "passed"
    TO_RETAKE = "to-retake"
    RETAKEN = "retaken"


class TermStatus(StrEnum):
    """A term of the index from its proposal to who decides on it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class CountOutcome(StrEnum):
    """What a count found of a record; the last two are no scans.

    `not-counted` was read where no place was certain (R29), `listed` belongs to what is counted.
    """

    FOUND = "found"
    MISPLACED = "misplaced"
    OUT_BUT_HERE = "charged-out-but-here"
    UNKNOWN = "unknown"
    NOT_COUNTED = "not-counted"
    MISSING = "missing"
    LISTED = "listed"


OPEN_RESERVATIONS = (ReservationState.QUEUED, ReservationState.PICKED, ReservationState.READY)
"""States in which a reservation still holds a place in the queue (R20)."""


KINDS = (
    "box", "file", "volume", "document", "reel", "microfiche", "jacket", "aperture-card", "frame",
    "map", "plan", "photograph", "fingerprint-card", "digital-object", "series",
)  # fmt: skip
"""The kinds of holding (DOMAIN 2); a site's own words are taken too."""

WITHOUT_OWN = frozenset(("", "box", "file", "volume", "document", "digital-object", "series"))
"""Kinds that have no fields of their own; no site can give them any."""

FILMS = ("reel", "microfiche", "jacket", "aperture-card")
"""The kinds of holding that are film."""

GENERATIONS = ("master", "printing-master", "duplicate", "use-copy")
"""Of a film: what came out of the camera, what copies are made from, and what is handed out."""

POLARITIES = ("negative", "positive")

CONSULT = "consult"
"""The type of a request for what is read in the room and not taken away."""

WITHDRAWAL = "withdrawal"
"""The type of a request for what its unit takes back for good (R28)."""

TYPES = ("loan", CONSULT, "copy", "scan", "interfile", WITHDRAWAL, "research")
"""What a request asks for (DOMAIN 3)."""

PRIORITIES = ("urgent", "same-day", "next-day", "routine")
"""How soon, most urgent first."""

OUTCOMES = ("filled", "partly", "not-found", "denied", "cancelled", "referred")
"""How a request ended; `partly`: some of what was asked for, not all (R39)."""

ABSENCES = ("misfiled", "no-card", "in-use", "wrong-number", "never-received", "not-known")
"""Why a holding is not on its shelf, as who was sent for it found it."""

FILLED_AS = {
    "loan": "lent",
    "consult": "consulted",
    "copy": "copied",
    "scan": "scanned",
    "interfile": "interfiled",
    WITHDRAWAL: "withdrawn",
    "research": "consulted",
}
"""By the type of a request, what one of its holdings was once it is filled."""

NEVER_LENT = ("copy", "scan", "interfile")
"""Types of request that are filled without a loan: the record stays, or goes back to its place."""

PAPERS = ("keep", "return", "dispose")
"""What is to become of a paper once it is scanned."""

DISPOSITIONS = ("destroy", "selective retention", "permanent retention", "transfer")
"""What finally becomes of records (DOMAIN 2)."""


def later(text: str) -> str:
    """Mark a text for translation at the time it is shown: the language may change by then."""
    return text


def status_word(status: str) -> str:
    """A holding's status, as said at the desk."""
    return {
        Status.IN: _("in"),
        Status.PICKED: _("picked"),
        Status.WAITING: _("set aside"),
        Status.OUT: _("out"),
        Status.TRANSIT: _("in transit"),
        Status.TO_REFILE: _("to refile"),
        Status.MISSING: _("missing"),
        Status.WITHDRAWN: _("withdrawn"),
        Status.TRANSFERRED: _("transferred"),
        Status.DESTROYED: _("destroyed"),
    }.get(Status(status), status)


_STATUS_ROLES = {
    Status.IN: "good",
    Status.OUT: "name",
    Status.MISSING: "bad",
    Status.DESTROYED: "bad",
}


def status_span(status: str, due: str, today: str) -> tuple[str, str]:
    """A holding's status with its colour; one that is past its due date is overdue."""
    if status == Status.OUT and due and due < today:
        return _("overdue"), "bad"
    return status_word(status), _STATUS_ROLES.get(Status(status), "name")


def request_word(status: str) -> str:
    """A request's status, as said at the desk."""
    return {
        RequestStatus.NEW: _("new"),
        RequestStatus.ASSIGNED: _("assigned"),
        RequestStatus.PICKING: _("picking"),
        RequestStatus.READY: _("ready"),
        RequestStatus.HANDED_OVER: _("handed over"),
        RequestStatus.CLOSED: _("closed"),
        RequestStatus.WAITING: _("waiting list"),
        RequestStatus.DENIED: _("denied"),
        RequestStatus.NOT_FOUND: _("not found"),
        RequestStatus.CANCELLED: _("cancelled"),
    }.get(RequestStatus(status), status)


def state_word(state: str) -> str:
    """A reservation's state, as said at the desk."""
    return {
        ReservationState.QUEUED: _("to pick"),
        ReservationState.PICKED: _("picked"),
        ReservationState.READY: _("set aside"),
        ReservationState.FILLED: _("handed over"),
        ReservationState.NOT_FOUND: _("not found"),
        ReservationState.DENIED: _("denied"),
        ReservationState.REFERRED: _("referred"),
        ReservationState.CANCELLED: _("cancelled"),
    }.get(ReservationState(state), state)


def notice_word(kind: str) -> str:
    """What a notice is about, as said at the desk."""
    return {
        "due-soon": _("due soon"),
        "overdue": _("overdue"),
        "recall": _("recall"),
        "set-aside": _("set aside"),
        "bring-forward": _("bring forward"),
        "concurrence": _("agreement asked for"),
    }.get(kind, kind)


def notice_state_word(state: str) -> str:
    """What became of a notice, as said at the desk."""
    return {
        NoticeState.SENDING: _("perhaps sent"),
        NoticeState.SENT: _("sent"),
        NoticeState.FAILED: _("not sent"),
    }.get(NoticeState(state), state)


def outcome_word(outcome: str) -> str:
    """How a request, or one of its holdings, ended, as said at the desk."""
    return {
        "filled": _("filled"),
        "partly": _("filled in part"),
        "lent": _("lent"),
        "consulted": _("consulted"),
        "copied": _("copied"),
        "scanned": _("scanned"),
        "interfiled": _("interfiled"),
        "withdrawn": _("withdrawn"),
        "not-found": _("not found"),
        "denied": _("denied"),
        "referred": _("referred"),
        "cancelled": _("cancelled"),
        "not-collected": _("not collected"),
    }.get(outcome, outcome)


def type_word(kind: str) -> str:
    """A request's type, as said at the desk."""
    return {
        "loan": _("loan"),
        "consult": _("consult here"),
        "copy": _("copy"),
        "scan": _("scan"),
        "interfile": _("interfile"),
        "withdrawal": _("permanent withdrawal"),
        "research": _("research"),
    }.get(kind, kind)


def kind_word(kind: str) -> str:
    """A kind of holding, as said at the desk; a site's own kinds as they are written."""
    return {
        "box": _("box"),
        "file": _("file"),
        "volume": _("volume"),
        "document": _("document"),
        "reel": _("reel"),
        "microfiche": _("microfiche"),
        "jacket": _("jacket"),
        "aperture-card": _("aperture card"),
        "frame": _("frame"),
        "map": _("map"),
        "plan": _("plan"),
        "photograph": _("photograph"),
        "fingerprint-card": _("fingerprint card"),
        "digital-object": _("digital object"),
        "series": _("series"),
        "class": _("class"),
    }.get(kind, kind)


def generation_word(generation: str) -> str:
    """A generation of film, as said at the desk."""
    return {
        "master": _("master"),
        "printing-master": _("printing master"),
        "duplicate": _("duplicate"),
        "use-copy": _("use copy"),
    }.get(generation, generation)


def polarity_word(polarity: str) -> str:
    """The polarity of a film, as said at the desk."""
    return {"negative": _("negative"), "positive": _("positive")}.get(polarity, polarity)


def clock_word(moment: str, now: datetime) -> str:
    """A moment as the desk says it: the hour today, this year the day with it, else the day."""
    instant = instant_of(moment, now.tzinfo)
    if instant is None:
        return moment
    found = instant.astimezone(now.tzinfo)
    if found.date() == now.date():
        return f"{found:%H:%M}"
    if found.year != now.year:
        return f"{found:%Y-%m-%d}"
    return f"{found:%m-%d}" if len(moment) == len("2026-12-31") else f"{found:%m-%d %H:%M}"


def is_late(moment: str, now: datetime) -> bool:
    """Whether the end of a request's clock is past: one clock for rows, counts and lists."""
    instant = instant_of(moment, now.tzinfo)
    return instant is not None and instant < now


def turning(moments: Iterable[str], now: datetime) -> datetime | None:
    """When the next of several clocks runs out, None where none will."""
    found = (instant_of(each, now.tzinfo) for each in moments)
    return min((each for each in found if each is not None and each >= now), default=None)


def late_word(moment: str, now: datetime) -> str:
    """The end of a clock that has run out: the hour today, else the day."""
    return _("late {clock}").format(clock=clock_word(moment, now).partition(" ")[0])


def priority_word(priority: str) -> str:
    """A request's priority, as said at the desk and printed on slips."""
    return {
        "urgent": _("urgent"),
        "same-day": _("same day"),
        "next-day": _("next day"),
        "routine": _("routine"),
    }.get(priority, priority)


def census_word(status: str) -> str:
    """A census's status, as said at the desk."""
    return {CensusStatus.OPEN: _("open"), CensusStatus.CLOSED: _("closed")}.get(
        CensusStatus(status), status
    )


def scan_word(status: str) -> str:
    """A digitization's status, as said at the desk."""
    return {
        ScanStatus.TO_SCAN: _("to scan"),
        ScanStatus.SCANNED: _("to check"),
        ScanStatus.REJECTED: _("to scan again"),
        ScanStatus.ACCEPTED: _("checked"),
        ScanStatus.GIVEN_UP: _("given up"),
    }.get(ScanStatus(status), status)


def film_word(status: str) -> str:
    """What became of frames, as said at the desk."""
    return {
        FilmStatus.FILMED: _("to check"),
        FilmStatus.PASSED: _("passed"),
        FilmStatus.TO_RETAKE: _("to retake"),
        FilmStatus.RETAKEN: _("taken again"),
    }.get(FilmStatus(status), status)


def term_word(status: str) -> str:
    """What was decided on a term, as said at the desk."""
    return {
        TermStatus.PROPOSED: _("proposed"),
        TermStatus.APPROVED: _("approved"),
        TermStatus.REFUSED: _("refused"),
    }.get(TermStatus(status), status)


def paper_word(paper: str) -> str:
    """What is to become of a paper that was scanned, as said at the desk."""
    return {
        "keep": _("kept"),
        "return": _("back to its owner"),
        "dispose": _("to be disposed of"),
    }.get(paper, paper)


def count_word(outcome: str) -> str:
    """What a count found, as said at the desk."""
    return {
        CountOutcome.FOUND: _("found"),
        CountOutcome.MISPLACED: _("misplaced"),
        CountOutcome.OUT_BUT_HERE: _("charged out, but here"),
        CountOutcome.UNKNOWN: _("unknown"),
        CountOutcome.NOT_COUNTED: _("read, not counted"),
        CountOutcome.MISSING: _("missing"),
        CountOutcome.LISTED: _("to be counted"),
        "out-of-order": _("out of order"),
    }.get(outcome, outcome)


def absence_word(why: str) -> str:
    """Why a holding is not on its shelf, as said at the desk."""
    return {
        "misfiled": _("misfiled, seen elsewhere"),
        "no-card": _("out without a card"),
        "in-use": _("in use in the room"),
        "wrong-number": _("the number asked for is wrong"),
        "never-received": _("never received"),
        "not-known": _("not there, nobody knows why"),
    }.get(why, why)


def batch_word(status: str) -> str:
    """A disposition's status, as said at the desk."""
    return {
        BatchStatus.PROPOSED: _("proposed"),
        BatchStatus.APPROVED: _("approved"),
        BatchStatus.EXECUTING: _("being executed"),
        BatchStatus.EXECUTED: _("executed"),
        BatchStatus.DROPPED: _("given up"),
    }.get(BatchStatus(status), status)


def accession_word(status: str) -> str:
    """An accession's status, as said at the desk."""
    return {
        AccessionStatus.ANNOUNCED: _("announced"),
        AccessionStatus.RECEIVED: _("received"),
        AccessionStatus.ACCESSIONED: _("accessioned"),
        AccessionStatus.REFUSED: _("refused"),
    }.get(AccessionStatus(status), status)


def transfer_word(status: str) -> str:
    """A transfer's status, as said at the desk."""
    return {
        TransferStatus.LISTED: _("listed"),
        TransferStatus.SENT: _("on its way"),
        TransferStatus.RECEIVED: _("received there"),
        TransferStatus.GIVEN_UP: _("given up"),
    }.get(TransferStatus(status), status)


def transfer_line_word(state: str) -> str:
    """What became of a record on the list of a transfer, as said at the desk."""
    return {
        TransferLineState.LISTED: _("listed"),
        TransferLineState.SENT: _("on its way"),
        TransferLineState.RECEIVED: _("received there"),
        TransferLineState.RETURNED: _("not taken"),
        TransferLineState.DROPPED: _("dropped out"),
    }.get(TransferLineState(state), state)


def item_word(state: str) -> str:
    """What became of a record in a disposition, as said at the desk."""
    return {
        ItemState.PROPOSED: _("proposed"),
        ItemState.REFUSED: _("refused by its owner"),
        ItemState.DROPPED: _("dropped out"),
        ItemState.KEPT: _("kept"),
        ItemState.TRANSFERRED: _("transferred"),
        ItemState.DESTROYED: _("destroyed"),
    }.get(ItemState(state), state)
