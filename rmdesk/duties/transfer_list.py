"""The list of a transfer: what is put on it, and what is taken off."""

from collections.abc import Sequence

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered
from rmdesk.desk.registering import found
from rmdesk.duties.batch import not_whole
from rmdesk.duties.container import above
from rmdesk.duties.disposal import Case
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.leaving import against_going, against_leaving, hidden_in, whole_of
from rmdesk.duties.retention import dater_of, kept_until
from rmdesk.duties.states import TRANSFER, move_batch, settle_line
from rmdesk.duties.transfers import (
    Transfer,
    TransferLine,
    known_lines,
    lines_of,
    open_lines,
)
from rmdesk.duties.two_persons import numbers_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import TransferLineState, TransferStatus, transfer_word

S, L = TransferStatus, TransferLineState


@dataclass(frozen=True)
class Listed(Handled):
    """A record that was put on the list of a transfer."""

    number: str = ""


def begin(session: Session, keys: Sequence[str], given: Given) -> list[Listed]:
    """List records for a new transfer to an `archives`, with all that lies in them.

    `given` may name `title` and the letter by which their owners agree, `agreed`. Raises Refused
    with every reason against any of them, NotFound, BadInput.
    """
    with session.change("transfer new"):
        cases = _free(session, holdings_named(session, keys))
        transfer = Transfer(
            archives=told(given, "archives"),
            title=told(given, "title"),
            agreed=told(given, "agreed"),
            made=session.now().isoformat(timespec="seconds"),
            made_by=session.login,
            makers=numbers_of(session.own),
        )
        if not transfer.archives:
            text = _("Nobody was named who receives them.")
            raise BadInput(_("No archives"), text, _("Name it."), field_name="archives")
        move_batch(transfer, S.LISTED, "transfer new", TRANSFER)
        apart = all(case.holding.guard for case in cases)
        year = session.now().year
        with session.change("transfer new") as transaction:
            transfer.number = numbered(
                session, transaction, Transfer, f"transfer {year}",
                f"T-{year}-{{:04}}".format, apart=apart,
            )  # fmt: skip
        session.save(transfer, apart=apart)
        return _list(session, transfer, cases)


def add(session: Session, keys: Sequence[str], given: Given) -> list[Listed]:
    """List further records for the transfer that `transfer` numbers, with all that lies in them.

    Raises Refused with every reason against any of them, NotFound, BadInput.
    """
    with session.change("transfer add"):
        transfer = transfer_named(session, given["transfer"])
        holdings = holdings_named(session, keys)
        Refused.for_any(_("Not listed"), against_state(transfer, S.LISTED))
        return _list(session, transfer, _free(session, holdings))


def against_giving_up(session: Session, transfer: Transfer) -> list[Reason]:
    """R35: what is sent stays as it is; R16: nobody gives up what they may not know all of."""
    return against_state(transfer, S.LISTED) or against_in_part(session, transfer)


def against_add(session: Session, holding: Holding, given: Given) -> list[Reason]:
    """Every reason why a record may not be listed for the `transfer` that is named, or for any."""
    number = given.get("transfer")
    against = against_state(transfer_named(session, number), S.LISTED) if number else []
    return against or against_leaving(session, holding)


def _free(session: Session, holdings: Sequence[Holding]) -> list[Case]:
    """The facts of records and of all that lies in them, each once. Raises Refused."""
    cases: dict[int, Case] = {}
    against: list[Reason] = []
    dater = dater_of(session)
    for each in holdings:
        whole = list(whole_of(session, each, cases, dater=dater))
        cases |= {case.holding.id: case for case in whole}
        against += hidden_in(session, whole[0])
    against[:0] = [reason for case in cases.values() for reason in against_going(case)]
    Refused.for_any(_("Not listed"), list(dict.fromkeys(against)))
    return list(cases.values())


def _list(session: Session, transfer: Transfer, cases: Sequence[Case]) -> list[Listed]:
    within = {case.holding.id for case in cases} | {
        each.holding for each in open_lines(lines_of(session, transfer.id))
    }
    for case in cases:
        told = kept_until(case.dater, case.holding, case.by, case.items)
        line = TransferLine(
            transfer=transfer.id,
            holding=case.holding.id,
            depth=sum(box.id in within for box in above(session, case.holding)),
            unit=case.holding.unit,
            class_=told.class_,
            schedule=told.schedule,
            version=told.version or 0,
            authority=told.authority,
            disposition=told.disposition,
        )
        settle_line(line, L.LISTED)
        session.save(line, apart=bool(case.holding.guard))
    step = _("on the list of {number}").format(number=transfer.number)
    return [
        Listed(case.holding, case.holding.status, next=step, number=transfer.number)
        for case in cases
    ]


def strike(session: Session, number: str, given: Given) -> Transfer:
    """Take records (`keys`) off the list of a transfer, with a `reason`. Raises Refused, NotFound.

    What lies in them goes with them.
    """
    with session.change("strike-transfer", given.get("reason")):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not struck"), against_striking(session, transfer, given))
        struck = lines_with(session, transfer, given["keys"])
        for each in struck:
            settle_line(each, L.DROPPED, told(given, "reason"))
            session.save(each)
    return transfer


def against_striking(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """It is not sent yet, and what is named is on its list; R16: with all that lies in it."""
    keys = given.get("keys") or ()
    if against := against_state(transfer, S.LISTED) or against_unlisted(session, transfer, keys):
        return against
    struck = lines_with(session, transfer, keys)
    return (
        []
        if len(session.visible.known_among(TransferLine, struck)) == len(struck)
        else [not_whole(", ".join(keys))]
    )


def against_unlisted(session: Session, transfer: Transfer, keys: Sequence[str]) -> list[Reason]:
    """R7: what is named is on the list."""
    listed = {each.holding for each in open_lines(known_lines(session, transfer.id))}
    named = holdings_named(session, keys) if keys else []
    text = _("{key} is not on the list of {number}.")
    return [
        Reason("R7", text.format(key=each.key, number=transfer.number), _("listing it"))
        for each in named
        if each.id not in listed
    ]


def lines_with(session: Session, transfer: Transfer, keys: Sequence[str]) -> list[TransferLine]:
    """The open lines of what is named, and of what of the list lies in it."""
    named = {each.id for each in holdings_named(session, keys)} if keys else set()

    def inside_named(line: TransferLine) -> bool:
        holding = session.get(Holding, line.holding)
        return holding is not None and any(box.id in named for box in above(session, holding))

    return [
        each
        for each in open_lines(lines_of(session, transfer.id))
        if each.holding in named or (named and inside_named(each))
    ]


# --- what each step asks


def transfer_named(session: Session, number: str) -> Transfer:
    """The transfer with a number. Raises NotFound."""
    transfer: Transfer = found(session, session.desk.kinds[Transfer.table], number)
    return transfer


def against_state(transfer: Transfer, wanted: TransferStatus) -> list[Reason]:
    """R35: why a transfer that is in another state stays as it is."""
    if transfer.status == wanted:
        return []
    text = _("{number} is {status}.")
    said = text.format(number=transfer.number, status=transfer_word(transfer.status))
    is_next = wanted == S.SENT and transfer.status == S.LISTED
    return [Reason("R35", said, _("sending it: transfer send") if is_next else _("a new transfer"))]


def against_in_part(session: Session, transfer: Transfer) -> list[Reason]:
    """R16: it is not done by who may not know all of it."""
    if len(known_lines(session, transfer.id)) == len(lines_of(session, transfer.id)):
        return []
    return [not_whole(transfer.number)]


def told(given: Given, name: str) -> str:
    """What was said of this, "" for nothing."""
    return str(given.get(name) or "").strip()
