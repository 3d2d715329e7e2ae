"""Sending notices: each is begun on disk, then it goes, then it is known to have gone (R23).

A kill between two of these leaves a notice that was perhaps sent: it is told of at each run, and
goes again only when a person says so.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from data import Transaction
from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.acts import carried_out
from rmdesk.desk.desk import Session
from rmdesk.desk.mail import mail_address, no_address
from rmdesk.desk.numbering import numbered
from rmdesk.desk.postbox import Message, NoServer, NotSent, Postbox, Unsure
from rmdesk.duties.entitlement import recall_unentitled
from rmdesk.duties.notice import NOTICES, Notice, Owed
from rmdesk.duties.notice_text import FOLDER, Letter, check_texts, compose
from rmdesk.duties.owing import owed_today, still_owed
from rmdesk.duties.states import move_notice
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import NoticeState

MAIL, PAPER = "mail", "paper"


@dataclass(frozen=True)
class Sent:
    """A letter and what became of it: `state` is "" for one that was not begun."""

    letter: Letter
    state: str
    why: str = ""
    notices: tuple[str, ...] = ()


@dataclass
class Round:
    """What a run of notices did, letter by letter; `stopped` is why the rest was left."""

    sent: list[Sent] = field(default_factory=list)
    stopped: str = ""


def letters_due(
    session: Session, kinds: Sequence[str] = NOTICES, *, by_mail: bool = True
) -> list[Letter]:
    """The letters of today: one for each person and sort, by e-mail where there is an address.

    Raises BadInput for a text of the site's that cannot be used.
    """
    check_texts(session.desk.home / FOLDER)
    wanted = [each for each in owed_today(session) if each.kind in kinds]
    groups = groupby(wanted, key=lambda each: (each.person.id, each.kind))
    return [_letter(session, list(owed), by_mail=by_mail) for _who, owed in groups]


def letters_today(
    session: Session,
    kinds: Sequence[str] = NOTICES,
    *,
    by_mail: bool = True,
    keep: bool = True,
) -> list[Letter]:
    """The letters of today, once what somebody may not have any more was called back (R16).

    Without `keep` they are what they would be, and nothing is called back. Raises BadInput.
    """

    def due() -> list[Letter]:
        recall_unentitled(session)
        return letters_due(session, kinds, by_mail=by_mail)

    if not keep and HANDLE in session.permissions:
        return carried_out(session, "recall", due, keep=False)
    return due()


def _letter(session: Session, owed: Sequence[Owed], *, by_mail: bool) -> Letter:
    mailed = by_mail and session.guidelines.mail.server and owed[0].person.email.strip()
    return compose(session, owed, MAIL if mailed else PAPER)


def send_letters(session: Session, letters: Sequence[Letter]) -> Round:
    """Send letters by e-mail. What surely did not go stays due, and is told with its reason."""
    done = Round()
    if not session.guidelines.mail.server:
        raise BadInput(
            _("No mail server"),
            _("mail.server is empty in the guidelines: notices go on paper only."),
            _("Name the server there, or write the letters to a file."),
        )
    with Postbox(session.guidelines.mail, session.desk.home, session.now) as postbox:
        for letter in letters:
            try:
                done.sent += _sent(session, postbox, letter)
            except NoServer as refusal:
                done.stopped = refusal.message
                break
    return done


def _sent(session: Session, postbox: Postbox, letter: Letter) -> Iterator[Sent]:
    """Send one letter, unless another session has; raises NoServer."""
    try:
        mail_address(letter.address)
    except ValueError:
        yield Sent(letter, NoticeState.FAILED, no_address(letter.address))
        return
    found = begin(session, letter)
    if found is None:
        return
    begun, notices = found
    message = Message(
        begun.person.name, begun.address, begun.subject, begun.text, notices[0].number
    )
    numbers = tuple(each.number for each in notices)
    try:
        postbox.send(message)
    except Unsure as refusal:
        _note(session, notices, refusal.message)
        yield Sent(begun, NoticeState.SENDING, refusal.message, numbers)
    except (NotSent, NoServer, BadInput) as refusal:
        end(session, notices, NoticeState.FAILED, refusal.message)
        if not isinstance(refusal, NotSent):
            raise
        yield Sent(begun, NoticeState.FAILED, refusal.message, numbers)
    else:
        end(session, notices, NoticeState.SENT)
        yield Sent(begun, NoticeState.SENT, notices=numbers)


def print_letters(
    session: Session, letters: Sequence[Letter], write: Callable[[Sequence[Letter]], None]
) -> Round:
    """Write letters on paper, all or none: what `write` raises leaves them due."""
    begun = [found for each in letters if (found := begin(session, each)) is not None]
    notices = [each for _letter, some in begun for each in some]
    try:
        write([letter for letter, _notices in begun])
    except Exception as refusal:
        end(session, notices, NoticeState.FAILED, str(refusal))
        raise
    end(session, notices, NoticeState.SENT)
    return Round(
        [
            Sent(letter, NoticeState.SENT, notices=tuple(each.number for each in some))
            for letter, some in begun
        ]
    )


# --- what is kept


def begin(session: Session, letter: Letter) -> tuple[Letter, list[Notice]] | None:
    """Keep the notices of a letter before it goes, and give the letter as it is now.

    What another session has told meanwhile, and what came back, is left out; None if all is.
    """
    with session.change("notices") as transaction:
        owed = [each for each in letter.owed if still_owed(session, each)]
        if not owed:
            return None
        notices = [_begun(session, transaction, each, letter) for each in owed]
        return compose(session, owed, letter.way, notices[0].number), notices


def _begun(session: Session, transaction: Transaction, owed: Owed, letter: Letter) -> Notice:
    document = session.store.table(Notice.table).one("occasion", owed.occasion)
    notice = Notice.from_document(document) if document else Notice()
    if not notice.number:
        year = session.now().year
        notice.number = numbered(
            session, transaction, Notice, f"notice {year}", f"N-{year}-{{:04}}".format,
            apart=bool(owed.holding.guard),
        )  # fmt: skip
    move_notice(notice, NoticeState.SENDING, "notices")
    notice.occasion, notice.kind, notice.step = owed.occasion, owed.kind, owed.step
    notice.holding, notice.person, notice.due = owed.holding.id, owed.person.id, owed.due
    notice.loan = owed.loan.id if owed.loan else None
    notice.claim = owed.claim.id if owed.claim else None
    notice.batch, notice.unit = owed.batch or None, owed.unit
    notice.forward = owed.forward or None
    notice.way, notice.address, notice.why = letter.way, letter.address, ""
    notice.begun = session.now().isoformat(timespec="seconds")
    notice.begun_by = session.login
    session.save(notice)
    return notice


def end(session: Session, notices: Sequence[Notice], state: NoticeState, why: str = "") -> None:
    """Keep what became of notices that were begun."""
    with session.change("notices"):
        for each in notices:
            move_notice(each, state, "notices")
            each.why = why
            session.save(each)


def _note(session: Session, notices: Sequence[Notice], why: str) -> None:
    with session.change("notices"):
        for each in notices:
            each.why = why
            session.save(each)
