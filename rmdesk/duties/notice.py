"""Notices: what borrowers and requesters are to be told today, each once (R23).

The ladder of follow-ups after the due day, a word before it, the letter of a recall, and that
something waits on the hold shelf. What was sent is a record by itself, one for each step of each
loan: a second run, a second session, a return and an undo find it there.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Guidelines
from rmdesk.desk.kinds import Note, RecordKind
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.batch import Disposition
from rmdesk.duties.reservation import hold_until
from rmdesk.duties.states import NOTICE, known, move_notice
from rmdesk.model.days import day_of, instant_of, iso_day
from rmdesk.model.errors import NotFound, Reason, Refused
from rmdesk.model.fields import Paths, Record, kept, link, refers
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import (
    NoticeState,
    ReservationState,
    Status,
    later,
    notice_state_word,
    notice_word,
)

DUE_SOON, OVERDUE, RECALL, SET_ASIDE = "due-soon", "overdue", "recall", "set-aside"
CONCURRENCE, FORWARD = "concurrence", "bring-forward"
NOTICES = (RECALL, OVERDUE, SET_ASIDE, FORWARD, DUE_SOON, CONCURRENCE)
"""What notices are about, the most pressing first."""

UNDER_WAY_MINUTES = 15
"""So long another session may be about it; after that nobody is."""

_DAY = timedelta(days=1)


@dataclass(kw_only=True, slots=True)
class Notice(Record):
    """That a person is told something of a loan or a claim; `occasion` is what, once for ever.

    `step` is the day of the ladder, `due` the day that was told, `way` `mail` or `paper`, `why`
    what went wrong. Of a disposition it asks the owner of `unit`, and `holding` is the first of the
    records.
    """

    table: ClassVar[str] = "notices"
    word: ClassVar[str] = later("notice")
    unique: ClassVar[tuple[str, ...]] = ("number", "occasion")
    indexed: ClassVar[tuple[Paths, ...]] = ("holding", "person", "begun", ("state", "begun"))
    sparse: ClassVar[tuple[Paths, ...]] = ("loan", "claim", "batch", "forward")
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "holding"

    number: str = kept("", later("number"))
    occasion: str = kept("", told=False)
    kind: str = kept("", later("about"), word=notice_word)
    step: int | None = kept(None, later("days after"))
    holding: int = refers("holdings", later("record"), "holding")
    person: int = refers("people", later("person"), "person")
    loan: int | None = link("loans", later("loan"))
    claim: int | None = link("reservations", later("claim"))
    batch: int | None = link("dispositions", later("disposition"), "disposition")
    forward: int | None = link("forwards", later("bring-forward"))
    unit: str = kept("", later("unit"))
    due: str = kept("", later("due"))
    way: str = kept("", later("by"))
    address: str = kept("", later("e-mail"))
    state: str = kept("", later("state"), word=notice_state_word)
    begun: str = kept("", later("begun"))
    begun_by: str = kept("", later("begun by"))
    why: str = kept("", later("why"))


@dataclass(frozen=True)
class Owed:
    """One thing that a person is to be told today; `days` after the due day, negative before it.

    Of a disposition (`batch`) it is asked of a `unit`, since `asked`, for all the `items`.
    Of what is set aside `due` is the last day on which it waits; "" where that never ends. What is
    to be brought forward (`forward`) was `asked` for that day.
    """

    kind: str
    step: int | None
    occasion: str
    person: Person
    holding: Holding
    due: str
    days: int
    loan: Loan | None = None
    claim: Reservation | None = None
    request: str = ""
    batch: int = 0
    unit: str = ""
    asked: str = ""
    items: tuple[Holding, ...] = ()
    forward: int = 0

    @property
    def began(self) -> str:
        """The day on which it was lent, set aside, proposed, or is to be brought forward."""
        since = self.loan.out if self.loan else self.claim.since if self.claim else self.asked
        return since[:10]


# --- loans


def of_loans(session: Session) -> Iterator[Owed]:
    """What is to be told today of all loans."""
    ahead = timedelta(days=session.guidelines.follow_up.due_soon_days)
    last = (session.guidelines.open_day(session.now().date() + _DAY) + ahead).isoformat()
    for document in session.store.table(Loan.table).search(IS_OPEN):
        if document["due"] <= last or "recalled" in document:
            yield from of_loan(session, Loan.from_document(document))


def of_loan(session: Session, loan: Loan) -> Iterator[Owed]:
    """What is to be told of one loan today.

    What went out inside a container is followed up with it (R24); what is missing, or said to be
    returned, not at all: the desk asks for what it believes the borrower to have. Hidden records
    are left alone (R17).
    """
    person, holding = session.get(Person, loan.person), session.visible.get(loan.holding)
    if person is None or holding is None or not loan.open or loan.claimed:
        return
    if holding.status != Status.OUT:
        return
    outer = session.get(Loan, loan.with_container)
    if outer is not None and outer.open:
        return
    due, today = iso_day(loan.due), session.now().date()
    told = told_of(session, "loan", loan.id)
    for kind, step in _reached(session.guidelines, loan, due, today, _lent(session, loan)):
        occasion = _occasion(f"loan:{loan.id}", kind, loan.recalled, loan.due, step)
        if not _is_told(told, kind, loan, step, occasion):
            request = session.get(Request, loan.request)
            yield Owed(
                kind, step, occasion, person, holding, loan.due, (today - due).days, loan=loan,
                request=request.number if request else "",
            )  # fmt: skip


def _lent(session: Session, loan: Loan) -> date:
    return day_of(loan.out, session.now().tzinfo) or session.now().date()


def _reached(
    guidelines: Guidelines, loan: Loan, due: date, today: date, lent: date
) -> Iterator[tuple[str, int | None]]:
    """What the guidelines have a loan told by today; of a ladder the highest step alone.

    A step that falls on a closed day is reached on the next open one (R44).
    """
    if loan.recalled:
        yield RECALL, None
    steps = [
        step
        for step in guidelines.follow_up.days
        if guidelines.open_day(due + timedelta(days=step)) <= today
    ]
    if steps:
        yield OVERDUE, steps[-1]
    soon = _soon(guidelines, due, lent)
    if soon is not None and soon <= today <= due and not loan.recalled:
        yield DUE_SOON, None


def _soon(guidelines: Guidelines, due: date, lent: date) -> date | None:
    """The open day on which a loan is told to be due soon; None if it was lent on it or after."""
    days = guidelines.follow_up.due_soon_days
    if not days:
        return None
    day = guidelines.service.calendar.open_until(due - timedelta(days=days), lent)
    return day if day > lent else None


def _is_told(
    told: Sequence[Notice], kind: str, loan: Loan, step: int | None, occasion: str
) -> bool:
    """Whether a loan was told this, or a higher step of the ladder for the same due day."""
    climbed = (each.step or 0 for each in told if each.kind == OVERDUE and each.due == loan.due)
    if kind == OVERDUE and step is not None:
        return any(each >= step for each in climbed)
    return any(each.occasion == occasion for each in told)


# --- what waits on the hold shelf


def of_claims(session: Session) -> Iterator[Owed]:
    """What is to be told today of all that waits on the hold shelf."""
    for document in session.store.table(Reservation.table).search(IS_OPEN):
        if document["state"] == ReservationState.READY:
            yield from of_claim(session, Reservation.from_document(document))


def of_claim(session: Session, claim: Reservation) -> Iterator[Owed]:
    """That something waits for somebody: once for each day on which it was set aside."""
    person, holding = session.get(Person, claim.person), session.visible.get(claim.holding)
    if person is None or holding is None or claim.state != ReservationState.READY:
        return
    since = day_of(claim.since, session.now().tzinfo)
    told = since.isoformat() if since else claim.since
    occasion = _occasion(f"claim:{claim.id}", SET_ASIDE, "", told, None)
    if any(each.occasion == occasion for each in told_of(session, "claim", claim.id)):
        return
    request = session.get(Request, claim.request)
    until = hold_until(session, claim)
    yield Owed(
        SET_ASIDE, None, occasion, person, holding, until, 0, claim=claim,
        request=request.number if request else "",
    )  # fmt: skip


# --- what was told already


def _occasion(of: str, kind: str, since: str, due: str, step: int | None) -> str:
    """What makes two notices the same: of what, about what, for which day, on which step."""
    marks = (of, kind, since if kind == RECALL else "", due, str(step or ""))
    return "/".join(marks)


def told_of(session: Session, path: str, number: int) -> list[Notice]:
    """The notices of a loan, a claim or a disposition that went, or perhaps went."""
    documents = session.store.table(Notice.table).search(Query()[path] == number)
    notices = map(Notice.from_document, documents)
    return [each for each in notices if each.state != NoticeState.FAILED]


def notices_of(session: Session, condition: Any, limit: int) -> list[Notice]:
    """The newest notices that match and that this person may know of."""
    rows = session.visible.first(
        Notice.table, condition, order_by="begun", limit=limit, descending=True
    )
    return [Notice.from_document(each) for each in rows]


def perhaps_sent(session: Session) -> list[Notice]:
    """Notices that were begun and of which nobody knows whether they went."""
    rows = session.visible.all_in(
        Notice.table, Query().state == NoticeState.SENDING, order_by=("state", "begun")
    )
    return [each for each in map(Notice.from_document, rows) if each.why or _is_old(session, each)]


def _is_old(session: Session, notice: Notice) -> bool:
    begun = instant_of(notice.begun, session.now().tzinfo)
    minutes = timedelta(minutes=UNDER_WAY_MINUTES)
    return begun is None or session.now() - begun >= minutes


# --- how it is told


def row_of(session: Session, notice: Notice) -> dict[str, Any]:
    """A notice as people read it."""
    holding, person = session.visible.get(notice.holding), session.get(Person, notice.person)
    names = "number", "kind", "step", "due", "way", "address", "state", "begun", "begun_by", "why"
    batch = session.get(Disposition, notice.batch)
    return {
        **notice.plain(names),
        "key": batch.number if batch else holding.key if holding else "",
        "title": notice.unit or (holding.title if holding else ""),
        "person": person.name if person else "",
    }


def rows_between(session: Session, start: date, end: date) -> list[dict[str, Any]]:
    """The notices begun on these days, both included, as a report has them; the oldest first."""
    low, high = (start - _DAY).isoformat(), (end + 2 * _DAY).isoformat()
    near = (Query().begun >= low) & (Query().begun < high)
    names = "kind", "step", "person", "barcode", "title", "way", "state", "number"
    rows = []
    for document in session.visible.all_in(Notice.table, near, order_by="begun"):
        day = day_of(document["begun"], session.now().tzinfo)
        if day is not None and start <= day <= end:
            told = row_of(session, Notice.from_document(document))
            told["barcode"] = told["key"]
            rows.append({"day": day.isoformat(), **{name: told[name] for name in names}})
    return rows


def said(notice: Notice) -> str:
    """A notice in a line: what, on which day, by which way."""
    step = _(" ({days} days)").format(days=notice.step) if notice.step else ""
    way = notice.address if notice.way == "mail" else _("on paper")
    state = notice_state_word(notice.state)
    return f"{notice_word(notice.kind)}{step} {notice.begun[:10]}, {way}: {state}"


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """What was told of the loan that a holding is out on, or of the claim it waits for."""
    if holding.status not in (Status.OUT, Status.WAITING, Status.MISSING):
        return []
    notices = session.where(Notice, Query().holding == holding.id)
    return [
        Note(later("notice"), said(each), row_of(session, each), of=each)
        for each in notices
        if _is_open(session, each)
    ]


def _is_open(session: Session, notice: Notice) -> bool:
    of: Loan | Reservation | None = session.get(Loan, notice.loan)
    of = of or session.get(Reservation, notice.claim)
    return of is not None and of.open


# --- what a person knows better


def _found(session: Session, key: str) -> Notice:
    notice: Notice = found(session, NOTICE_KIND, key)
    return notice


def _settled(
    session: Session, keys: Sequence[str], act: str, state: NoticeState, given: Given
) -> Notice:
    with session.change(act, given["reason"]):
        notices = [_found(session, key) for key in keys]
        against = [each for one in notices for each in _against(act, state, one)]
        if against:
            raise Refused.by(_("Not done"), *against)
        for each in notices:
            move_notice(each, state, act)
            each.why = given["reason"]
            session.save(each)
    return notices[0]


def _against(act: str, state: NoticeState, notice: Notice) -> list[Reason]:
    """R23: what went stays so; what did not go needs no second word."""
    if notice.state != state and known(NOTICE, act, notice.state, state):
        return []
    text = _("{number} is {state}.")
    told = text.format(number=notice.number, state=notice_state_word(notice.state))
    return [Reason("R23", told)]


def _numbered(session: Session, key: str) -> Notice:
    """The notice with a number, in either case. Raises NotFound."""
    document = session.store.table(Notice.table).one("number", key.strip().upper())
    if document and session.visible.known(Notice.table, [document]):
        return Notice.from_document(document)
    raise NotFound.key(_(Notice.word), key)


NOTICE_KIND = RecordKind(
    record=Notice,
    name="notices",
    by_hand=False,
    grouped=True,
    find=_numbered,
    describe=row_of,
    notes=notes_of,
    called=lambda _session, notice: notice.number,
)
KINDS = (NOTICE_KIND,)

ACTS = (
    Act(
        name="went",
        on=Notice,
        title=later("It went…"),
        help=later("Say that a notice which was perhaps sent did go."),
        done=later("Sent: {name}"),
        word=later("known to be sent"),
        takes=(reason(later("How do you know?")),),
        against=lambda _session, notice, _given: _against("went", NoticeState.SENT, notice),
        do=lambda session, keys, given: _settled(session, keys, "went", NoticeState.SENT, given),
    ),
    Act(
        name="again",
        on=Notice,
        title=later("Send it again…"),
        help=later("Say that a notice did not go, or is wanted again. It is due with the others."),
        done=later("To be sent again: {name}"),
        word=later("to be sent again"),
        takes=(reason(later("Why?")),),
        against=lambda _session, notice, _given: _against("again", NoticeState.FAILED, notice),
        do=lambda session, keys, given: _settled(session, keys, "again", NoticeState.FAILED, given),
    ),
)
