"""The machine's clock against the journal: work stops when it went back, until it is accepted."""

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.roles import SUPERVISE


def accept_clock(session: Session, reason: str) -> None:
    """Go on although the clock is before the last journal entry, which the journal tells.

    For when the clock was wrong before and is right now. It overrides a check, so it asks for a
    supervisor and a reason (R37). Raises Refused.
    """
    if against := session.against(SUPERVISE):
        raise Refused.by(_("Clock not accepted"), *against)
    if not reason.strip():
        text = _("No reason was given.")
        raise Refused.by(_("Clock not accepted"), Reason("R37", text, _("giving a reason")))
    with session.change("accept clock", reason.strip()) as transaction:
        transaction.accept_clock()
