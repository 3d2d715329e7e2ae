"""Who may come to the desk: by the account of the process, or for another, which is told."""

from data.texts import gettext as _
from rmdesk.access.account import process_account
from rmdesk.access.matters import ACTING
from rmdesk.desk.desk import Desk, Session
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.roles import ACT_FOR, LOOK


def admit(desk: Desk, login: str = "", reason: str = "") -> Session:
    """The session of the account of this process, or of `login` for who may act for others.

    The journal tells who acts for whom, with the `reason`, before anything is looked at. Raises
    Refused for an account that is not registered, and for who may not act for others; BadInput
    where no reason is given.
    """
    account = process_account()
    own = desk.session(account)
    if login in ("", account):
        _refuse(own, LOOK)
        return own
    _refuse(own, ACT_FOR)
    if not reason.strip():
        text = _("You are {account}; you did not say why you act for {login}.")
        told = text.format(account=account, login=login)
        raise BadInput(_("No reason"), told, _("Say it with --because TEXT."))
    other = Session(desk, login, account)
    _refuse(other, LOOK)
    with desk.store.transaction(other.author, ACTING, reason=reason.strip()) as transaction:
        transaction.note(ACTING, f"account:{login}")
    return other


def _refuse(session: Session, permission: str) -> None:
    if against := session.against(permission):
        raise Refused.by(_("Not at this desk"), *against)
