"""Sending a transfer, and the receipt of the archives."""

from collections.abc import Collection, Container, Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.duties.container import above
from rmdesk.duties.disposal import words_kept
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.leaving import against_leaving
from rmdesk.duties.onward import end_claim
from rmdesk.duties.planned import let_go
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.retention import dater_of
from rmdesk.duties.states import TRANSFER, move, move_batch, settle_line
from rmdesk.duties.transfer_list import (
    against_giving_up,
    against_in_part,
    against_state,
    against_unlisted,
    lines_with,
    told,
    transfer_named,
)
from rmdesk.duties.transfers import Transfer, TransferLine, lines_of, open_lines
from rmdesk.duties.two_persons import is_own
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import ReservationState, Status, TransferLineState, TransferStatus

S, L = TransferStatus, TransferLineState


def send(session: Session, number: str, given: Given) -> Transfer:
    """Send a transfer: its records are in transit. What may not go now drops out (R2).

    `agreed` is the letter by which the owners agree, if it was not told. Raises Refused, NotFound.
    """
    with session.change("send-transfer"):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not sent"), against_sending(session, transfer, given))
        transfer.agreed = told(given, "agreed") or transfer.agreed
        lines = sorted(open_lines(lines_of(session, transfer.id)), key=lambda each: each.depth)
        holdings = session.visible.many([line.holding for line in lines])
        dater = dater_of(session)
        found = {each.id: against_leaving(session, each, transfer.id, dater) for each in holdings}
        staying = {number for number, against in found.items() if against}
        listed = found.keys()
        for line, holding in zip(lines, holdings, strict=True):
            against = found[holding.id] or _as_its_box(session, holding, staying)
            why = _words(session, holding, line, against, staying)
            _go(session, line, holding, why, along=_lies_in_one_of(session, holding, listed))
        if not open_lines(lines_of(session, transfer.id)):
            text = _("Nothing on the list of {number} may go now.").format(number=transfer.number)
            raise Refused.by(_("Not sent"), Reason("R2", text, _("what its lines say")))
        move_batch(transfer, S.SENT, "send-transfer", TRANSFER)
        transfer.sent, transfer.sent_by = session.now().isoformat(timespec="seconds"), session.login
        session.save(transfer)
    return transfer


def _as_its_box(session: Session, holding: Holding, staying: Container[int]) -> list[Reason]:
    """R24: what lies in a box that stays does so too."""
    box = next((box for box in above(session, holding) if box.id in staying), None)
    if box is None:
        return []
    if not session.visible.may_know(box.guard):
        return [not_as_it_is(holding)]  # R17
    return [Reason("R24", _("{box}, in which it lies, stays.").format(box=box.key))]


def _words(
    session: Session,
    holding: Holding,
    line: TransferLine,
    reasons: Sequence[Reason],
    staying: Container[int],
) -> str:
    """Why a record stays, in words that are kept; "" for one that goes."""

    def against(teller: Session) -> list[Reason]:
        found = against_leaving(teller, holding, line.transfer)
        return found or _as_its_box(teller, holding, staying)

    return words_kept(session, holding, reasons, against) if reasons else ""


def _lies_in_one_of(session: Session, holding: Holding, boxes: Collection[int]) -> bool:
    """Whether a record is in one of these now: it may be another than when it was listed."""
    lies = holding.status == Status.IN
    return lies and any(box.id in boxes for box in above(session, holding))


def _go(session: Session, line: TransferLine, holding: Holding, why: str, *, along: bool) -> None:
    """Send one record, or let it drop out with the reasons (R2); a box does not go without it.

    `along`: it lies in one that goes, and goes as it is in it.
    """
    if why:
        settle_line(line, L.DROPPED, why)
    else:
        settle_line(line, L.SENT)
        if not along:
            move(holding, Status.TRANSIT, "send-transfer")
            holding.place_id, holding.bound_id = None, None
            session.save(holding)
    session.save(line)


def against_sending(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """R5, R6, R16: another sends it than who listed it, with its owners' letter, knowing all."""
    if against := against_state(transfer, S.LISTED) or against_in_part(session, transfer):
        return against
    if is_own(session, transfer.made_by, transfer.makers):
        text = _("You listed {number} yourself.").format(number=transfer.number)
        against.append(Reason("R5", text, _("another supervisor")))
    if not (transfer.agreed or told(given, "agreed")):
        text = _("No letter says that the owners of {number} agree.")
        text = text.format(number=transfer.number)
        against.append(Reason("R6", text, _("telling it: --agreed"), at="agreed"))
    if not open_lines(lines_of(session, transfer.id)):
        text = _("Nothing is on the list of {number}.").format(number=transfer.number)
        against.append(Reason("R7", text, _("listing records")))
    return against


def receive(session: Session, number: str, given: Given) -> Transfer:
    """Keep the archives' receipt: who `signed` for it there and its own number, `receipt`.

    What it did not take (`missing`) comes back: it is in transit until it is received here. All
    else is transferred; its stub stays (R8), and who asked for it since it was sent is referred to
    the archives (R39). Raises Refused, NotFound, BadInput.
    """
    with session.change("receive-transfer"):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not received"), against_receiving(session, transfer, given))
        lines = _boxes_first(session, open_lines(lines_of(session, transfer.id)))
        missing = {each.id for each in lines_with(session, transfer, given.get("missing") or ())}
        here: set[int] = set()
        sent = {line.holding for line in lines}
        for line in lines:
            _end(session, transfer, line, here, sent, missing=line.id in missing)
        move_batch(transfer, S.RECEIVED, "receive-transfer", TRANSFER)
        transfer.received = session.now().isoformat(timespec="seconds")
        transfer.received_by = session.login
        transfer.signed, transfer.receipt = told(given, "signed"), told(given, "receipt")
        session.save(transfer)
    return transfer


def _boxes_first(session: Session, lines: Sequence[TransferLine]) -> list[TransferLine]:
    """Lines in the order in which they are settled: no content before the box that it is in now."""

    def depth(line: TransferLine) -> int:
        holding = session.get(Holding, line.holding)
        return len(list(above(session, holding))) if holding else 0

    return sorted(lines, key=depth)


def _end(
    session: Session,
    transfer: Transfer,
    line: TransferLine,
    here: set[int],
    sent: Collection[int],
    *,
    missing: bool,
) -> None:
    """Settle one line of what was sent; `here` are the records that the archives has not got."""
    holding = session.get(Holding, line.holding)
    assert holding is not None
    with_box = _lies_in_one_of(session, holding, sent)
    box_here = with_box and any(box.id in here for box in above(session, holding))
    if missing or box_here or not (with_box or holding.status == Status.TRANSIT):
        settle_line(line, L.RETURNED, "" if missing else _("it was seen here again"))
        here.add(holding.id)
        if missing and not box_here:  # it is on its way home, by itself or as its box
            move(holding, Status.TRANSIT, "receive-transfer")
            holding.place_id, holding.bound_id = None, holding.home_id
            session.save(holding)
    else:
        settle_line(line, L.RECEIVED)
        let_go(session, holding, Status.TRANSFERRED, "receive-transfer", transfer.number)
        session.save(holding)
        for claim in queue_of(session, holding.id):  # made since it was sent
            end_claim(
                session, claim, ReservationState.REFERRED, "receive-transfer", outcome="referred"
            )
    session.save(line)


def against_receiving(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """It was sent, and what the archives did not take is on its list."""
    if against := against_state(transfer, S.SENT) or against_in_part(session, transfer):
        return against
    return against_unlisted(session, transfer, given.get("missing") or ())


def against_bagging(session: Session, transfer: Transfer, _given: Given) -> list[Reason]:
    """R16: no bag is made by who may not know all of it; R35: nor of what was given up."""
    if transfer.status == S.GIVEN_UP:
        return against_state(transfer, S.LISTED)
    return against_in_part(session, transfer)


def give_up(session: Session, number: str, given: Given) -> Transfer:
    """Give a transfer up that is not sent, with a `reason`: its records are free again."""
    with session.change("give-up-transfer", given.get("reason")):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not given up"), against_giving_up(session, transfer))
        for line in open_lines(lines_of(session, transfer.id)):
            settle_line(line, L.DROPPED, told(given, "reason"))
            session.save(line)
        move_batch(transfer, S.GIVEN_UP, "give-up-transfer", TRANSFER)
        session.save(transfer)
    return transfer
