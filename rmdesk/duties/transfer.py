"""Transfers to an archives: listed, sent by another person than who listed them, signed for there.

A transfer is a disposition too: nothing goes that is held (R1), on another list, out or missing
(R7), each record is looked at once more when it is sent (R2), its owners agree in writing (R6),
who lists it does not send it (R5), a box holds records of one item (R11), and stubs stay (R8).
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.desk.numbering import numbered
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.container import above
from rmdesk.duties.disposal import LEAVING, Case, gather, gone_already
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.retention import dater_of, kept_until
from rmdesk.duties.states import GONE, TRANSFER, move, move_batch, settle_line
from rmdesk.duties.transfers import (
    Transfer,
    TransferLine,
    known_lines,
    lines_of,
    on_list,
    open_lines,
)
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.plans import DESTROY, KEEP, SELECT
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE
from rmdesk.model.words import Status, TransferLineState, TransferStatus, later, transfer_word

S, L = TransferStatus, TransferLineState

# --- what may go


def against_leaving(session: Session, holding: Holding, transfer: int = 0) -> list[Reason]:
    """Every reason why a record, with all that lies in it, may not go to an archives now.

    `transfer` is the one on whose list it is already, 0 for none.
    """
    cases = list(_whole(session, holding, (), transfer))
    return [reason for case in cases for reason in _against(case)] + _hidden(session, cases[0])


def _against(case: Case) -> list[Reason]:
    """Every reason against one record."""
    rules = (_one_item, *LEAVING, _under_its_item)
    return list(gone_already(case)) or [reason for rule in rules for reason in rule(case)]


def _under_its_item(case: Case) -> Iterator[Reason]:
    """R7, R10: its item sends it to an archives, on its day, or keeps it for ever."""
    rule, key = case.dater.rule(case.by.class_), case.holding.key
    if rule.item is None or rule.plan is None:
        text = _("{key} stands under no item of the schedule.")
        yield Reason("R10", text.format(key=key), _("giving its class an item"))
    elif rule.plan.unread:
        text = _("The item {code} of {key} is not understood: {why}.")
        told = text.format(code=rule.item.code, key=key, why=rule.plan.unread)
        yield Reason("R10", told, _("amending the item"))
    elif rule.plan.fate == DESTROY:
        text = _("{key} is to be destroyed, says its item {code}.")
        told = text.format(key=key, code=rule.item.code)
        yield Reason("R7", told, _("an amendment of the schedule"))
    elif rule.plan.fate == SELECT:
        text = _("Of {key} it is to be decided, says its item {code}.")
        told = text.format(key=key, code=rule.item.code)
        yield Reason("R7", told, _("a disposition in which it is decided"))
    elif not (rule.plan.permanent or rule.plan.fate == KEEP):
        yield from _on_its_day(case)


def _on_its_day(case: Case) -> Iterator[Reason]:
    dated = case.dated
    if dated and dated.waits:
        text = _("{key} is not due: {why}.").format(key=case.holding.key, why=dated.waits)
        yield Reason("R7", text, _("telling what is not known"))
    elif dated and dated.due >= case.today:
        text = _("{key} is kept to {day}.").format(key=case.holding.key, day=dated.due)
        yield Reason("R7", text, _("its day"))


def _one_item(case: Case) -> Iterator[Reason]:
    """R11: a mixed box is refused at transfer."""
    if len(case.items) > 1:
        text = _("{key} holds records of several items: {items}.")
        told = text.format(key=case.holding.key, items=", ".join(sorted(case.items)))
        yield Reason("R11", told, _("packing them apart"))


def _whole(
    session: Session, holding: Holding, known: Container[int], transfer: int = 0
) -> Iterator[Case]:
    """The facts of a record, then of all that belongs in it and has not left for good."""
    dater = dater_of(session)
    case = gather(session, holding, dater, transfer=transfer)
    yield case
    within = [each for each in case.contents if each.id not in known and each.status not in GONE]
    for each in session.visible.known_among(Holding, within) if within else ():
        yield gather(session, each, dater, transfer=transfer)


def _hidden(session: Session, case: Case) -> list[Reason]:
    """A box with something in it that this person may not know of does not go by their hand."""
    still = [each for each in case.contents if each.status not in GONE]
    if not still or len(session.visible.known_among(Holding, still)) == len(still):
        return []
    text = _("{box} does not go as it is now.").format(box=case.holding.key)
    return [Reason("R16", text, _("the security officer"))]


# --- listing


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
            archives=_told(given, "archives"),
            title=_told(given, "title"),
            agreed=_told(given, "agreed"),
            made=session.now().isoformat(timespec="seconds"),
            made_by=session.login,
        )
        if not transfer.archives:
            told = _("Nobody was named who receives them.")
            raise BadInput(_("No archives"), told, _("Name it."), field_name="archives")
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
        Refused.for_any(_("Not listed"), against_listing(session, transfer))
        return _list(session, transfer, _free(session, holdings))


def against_listing(session: Session, transfer: Transfer) -> list[Reason]:
    """R35: what is sent stays as it is; R16: nobody adds to what they may not know all of."""
    return _not(transfer, S.LISTED) or _partly_known(session, transfer)


def _against_begin(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    return against_leaving(session, holding)


def _against_add(session: Session, holding: Holding, given: Given) -> list[Reason]:
    number = given.get("transfer")
    against = against_listing(session, transfer_named(session, number)) if number else []
    return against or against_leaving(session, holding)


def _free(session: Session, holdings: Sequence[Holding]) -> list[Case]:
    """The facts of records and of all that lies in them, each once. Raises Refused."""
    cases: dict[int, Case] = {}
    against: list[Reason] = []
    for each in holdings:
        whole = list(_whole(session, each, cases))
        cases |= {case.holding.id: case for case in whole}
        against += _hidden(session, whole[0])
    against[:0] = [reason for case in cases.values() for reason in _against(case)]
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
        struck = _covered(session, transfer, given["keys"])
        for each in struck:
            settle_line(each, L.DROPPED, _told(given, "reason"))
            session.save(each)
    return transfer


def against_striking(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """It is not sent yet, and what is named is on its list."""
    if against := against_listing(session, transfer):
        return against
    return _unlisted(session, transfer, given.get("keys") or ())


def _unlisted(session: Session, transfer: Transfer, keys: Sequence[str]) -> list[Reason]:
    """R7: what is named is on the list."""
    listed = {each.holding for each in open_lines(known_lines(session, transfer.id))}
    named = holdings_named(session, keys) if keys else []
    text = _("{key} is not on the list of {number}.")
    return [
        Reason("R7", text.format(key=each.key, number=transfer.number), _("listing it"))
        for each in named
        if each.id not in listed
    ]


def _covered(session: Session, transfer: Transfer, keys: Sequence[str]) -> list[TransferLine]:
    """The open lines of what is named, and of what of the list lies in it."""
    named = {each.id for each in holdings_named(session, keys)} if keys else set()

    def inside_named(line: TransferLine) -> bool:
        holding = session.get(Holding, line.holding)
        return holding is not None and any(box.id in named for box in above(session, holding))

    return [
        each
        for each in open_lines(lines_of(session, transfer.id))
        if each.holding in named or (each.depth and inside_named(each))
    ]


# --- sending, and the archives' receipt


def send(session: Session, number: str, given: Given) -> Transfer:
    """Send a transfer: its records are in transit. What may not go now drops out (R2).

    `agreed` is the letter by which the owners agree, if it was not told. Raises Refused, NotFound.
    """
    with session.change("send-transfer"):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not sent"), against_sending(session, transfer, given))
        transfer.agreed = _told(given, "agreed") or transfer.agreed
        lines = sorted(open_lines(lines_of(session, transfer.id)), key=lambda each: each.depth)
        holdings = session.visible.many([line.holding for line in lines])
        found = {each.id: against_leaving(session, each, transfer.id) for each in holdings}
        staying = {number for number, against in found.items() if against}
        for line, holding in zip(lines, holdings, strict=True):
            box = next((box for box in above(session, holding) if box.id in staying), None)
            text = _("{box}, in which it lies, stays.")
            stays = [Reason("R24", text.format(box=box.key))] if box else []
            _go(session, line, holding, found[holding.id] or stays)
        if not open_lines(lines_of(session, transfer.id)):
            told = _("Nothing on the list of {number} may go now.").format(number=transfer.number)
            raise Refused.by(_("Not sent"), Reason("R2", told, _("what its lines say")))
        move_batch(transfer, S.SENT, "send-transfer", TRANSFER)
        transfer.sent, transfer.sent_by = session.now().isoformat(timespec="seconds"), session.login
        session.save(transfer)
    return transfer


def _go(session: Session, line: TransferLine, holding: Holding, against: Sequence[Reason]) -> None:
    """Send one record, or let it drop out with the reasons (R2); a box does not go without it."""
    if against:
        told = (f"{each.text} ({each.rule})" for each in dict.fromkeys(against))
        settle_line(line, L.DROPPED, " ".join(told))
    else:
        settle_line(line, L.SENT)
        if not line.depth:  # what lies in a box goes as it is in it
            move(holding, Status.TRANSIT, "send-transfer")
            holding.place_id, holding.bound_id = None, None
            session.save(holding)
    session.save(line)


def against_sending(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """R5, R6, R16: another sends it than who listed it, with its owners' letter, knowing all."""
    if against := _not(transfer, S.LISTED) or _partly_known(session, transfer):
        return against
    if transfer.made_by in session.accounts:
        told = _("You listed {number} yourself.").format(number=transfer.number)
        against.append(Reason("R5", told, _("another supervisor")))
    if not (transfer.agreed or _told(given, "agreed")):
        told = _("No letter says that the owners of {number} agree.")
        told = told.format(number=transfer.number)
        against.append(Reason("R6", told, _("telling it: --agreed"), at="agreed"))
    if not open_lines(lines_of(session, transfer.id)):
        told = _("Nothing is on the list of {number}.").format(number=transfer.number)
        against.append(Reason("R7", told, _("listing records")))
    return against


def receive(session: Session, number: str, given: Given) -> Transfer:
    """Keep the archives' receipt: who `signed` for it there and its own number, `receipt`.

    What it did not take (`missing`) comes back: it is in transit until it is received here. All
    else is transferred; its stub stays (R8). Raises Refused, NotFound, BadInput.
    """
    with session.change("receive-transfer"):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not received"), against_receiving(session, transfer, given))
        back = {each.id for each in _covered(session, transfer, given.get("missing") or ())}
        for line in open_lines(lines_of(session, transfer.id)):
            _end(session, transfer, line, back=line.id in back)
        move_batch(transfer, S.RECEIVED, "receive-transfer", TRANSFER)
        transfer.received = session.now().isoformat(timespec="seconds")
        transfer.received_by = session.login
        transfer.signed, transfer.receipt = _told(given, "signed"), _told(given, "receipt")
        session.save(transfer)
    return transfer


def _end(session: Session, transfer: Transfer, line: TransferLine, *, back: bool) -> None:
    """Settle one line of what was sent."""
    holding = session.get(Holding, line.holding)
    assert holding is not None
    gone_with = line.depth and holding.status == Status.IN
    if back or not (gone_with or holding.status == Status.TRANSIT):
        settle_line(line, L.RETURNED, "" if back else _("it was seen here again"))
        if back and not gone_with:
            holding.bound_id = holding.home_id
            session.save(holding)
    else:
        settle_line(line, L.RECEIVED)
        move(holding, Status.TRANSFERRED, "receive-transfer")
        holding.place_id, holding.due, holding.ends = None, "", ""
        holding.disposed = transfer.number
        session.save(holding)
    session.save(line)


def against_receiving(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    """It was sent, and what the archives did not take is on its list."""
    if against := _not(transfer, S.SENT) or _partly_known(session, transfer):
        return against
    return _unlisted(session, transfer, given.get("missing") or ())


def against_bagging(session: Session, transfer: Transfer, _given: Given) -> list[Reason]:
    """R16: no bag is made by who may not know all of it; R35: nor of what was given up."""
    if transfer.status == S.GIVEN_UP:
        return _not(transfer, S.LISTED)
    return _partly_known(session, transfer)


def give_up(session: Session, number: str, given: Given) -> Transfer:
    """Give a transfer up that is not sent, with a `reason`: its records are free again."""
    with session.change("give-up-transfer", given.get("reason")):
        transfer = transfer_named(session, number)
        Refused.for_any(_("Not given up"), against_listing(session, transfer))
        for line in open_lines(lines_of(session, transfer.id)):
            settle_line(line, L.DROPPED, _told(given, "reason"))
            session.save(line)
        move_batch(transfer, S.GIVEN_UP, "give-up-transfer", TRANSFER)
        session.save(transfer)
    return transfer


def transfer_named(session: Session, number: str) -> Transfer:
    """The transfer with a number. Raises NotFound."""
    transfer: Transfer = found(session, TRANSFERS, number)
    return transfer


def _not(transfer: Transfer, wanted: TransferStatus) -> list[Reason]:
    """R35: why a transfer that is in another state stays as it is."""
    if transfer.status == wanted:
        return []
    text = _("{number} is {status}.")
    told = text.format(number=transfer.number, status=transfer_word(transfer.status))
    return [Reason("R35", told, _("a new transfer"))]


def _partly_known(session: Session, transfer: Transfer) -> list[Reason]:
    """R16: it is not done by who may not know all of it."""
    if len(known_lines(session, transfer.id)) == len(lines_of(session, transfer.id)):
        return []
    text = _("{number} is not for you as it is now.").format(number=transfer.number)
    return [Reason("R16", text, _("the security officer"))]


def _told(given: Given, name: str) -> str:
    return str(given.get(name) or "").strip()


# --- told


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
        against=_against_begin,
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
        against=_against_add,
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
