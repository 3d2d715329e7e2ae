"""Transfers to an archives: listed, sent by another person than who listed them, signed for there.

A transfer is a disposition too: nothing goes that is held (R1), on another list, out or missing
(R7), each record is looked at once more when it is sent (R2), its owners agree in writing (R6),
who lists it does not send it (R5), a box holds records of one item (R11), and stubs stay (R8).
"""

from collections.abc import Sequence

from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import reason
from rmdesk.duties.transfers import Transfer
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE
from rmdesk.model.words import later

# The rules of what leaves for an archives are imported by who asks them: few starts do.


def _against_begin(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    from rmdesk.duties.leaving import against_leaving

    return against_leaving(session, holding)


def _against_add(session: Session, holding: Holding, given: Given) -> list[Reason]:
    from rmdesk.duties.transfer_list import against_add

    return against_add(session, holding, given)


def _begin(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.transfer_list import begin

    return begin(session, keys, given)


def _add(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.transfer_list import add

    return add(session, keys, given)


def _against_striking(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    from rmdesk.duties.transfer_list import against_striking

    return against_striking(session, transfer, given)


def _strike(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.transfer_list import strike

    return strike(session, keys[0], given)


def _against_sending(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    from rmdesk.duties.sending import against_sending

    return against_sending(session, transfer, given)


def _send(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.sending import send

    return send(session, keys[0], given)


def _against_receiving(session: Session, transfer: Transfer, given: Given) -> list[Reason]:
    from rmdesk.duties.sending import against_receiving

    return against_receiving(session, transfer, given)


def _receive(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.sending import receive

    return receive(session, keys[0], given)


def _against_giving_up(session: Session, transfer: Transfer, _given: Given) -> list[Reason]:
    from rmdesk.duties.transfer_list import against_giving_up

    return against_giving_up(session, transfer)


def _give_up(session: Session, keys: Sequence[str], given: Given) -> object:
    from rmdesk.duties.sending import give_up

    return give_up(session, keys[0], given)


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
        do=_begin,
        examples=("rmdesk transfer new R100001U --archives 'City Archives'",),
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
        do=_add,
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
        against=_against_striking,
        do=_strike,
    ),
    Act(
        name="send-transfer",
        on=Transfer,
        title=later("Send it"),
        help=later("Send a transfer that somebody else listed (R5), each record looked at again."),
        done=later("Sent: {name}"),
        word=later("sent to an archives"),
        takes=(_AGREED,),
        against=_against_sending,
        do=_send,
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
        against=_against_receiving,
        do=_receive,
    ),
    Act(
        name="give-up-transfer",
        on=Transfer,
        title=later("Give it up…"),
        help=later("Give a transfer up that is not sent: its records are free again."),
        done=later("Given up: {name}"),
        word=later("transfer given up"),
        takes=(_WHY,),
        against=_against_giving_up,
        do=_give_up,
    ),
)  # fmt: skip
