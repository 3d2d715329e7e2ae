"""Who may come to the desk: by the account of the process, or for another, which is told."""

from data.texts import gettext as _
from rmdesk.access.account import process_account
from rmdesk.access.matters import ACTING, SIGN_IN
from rmdesk.desk.desk import Desk, Session
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Person
from rmdesk.model.roles import ACT_FOR, ADMINISTER, LOOK, holder_of
from rmdesk.model.values import check_reason


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
    check_reason(reason)
    other = Session(desk, login, account)
    _refuse(other, LOOK)
    with desk.store.transaction(other.author, ACTING, reason=reason.strip()) as transaction:
        transaction.note(ACTING, f"account:{login}")
    return other


def admit_by_key(desk: Desk, login: str) -> Session:
    """The session of whom a key belongs to, at an account that takes people in by their keys.

    The SSH server has looked at the key, and a forced command says whose it is. Raises Refused at
    any other account (R37), and for who is not registered.
    """
    account = process_account()
    if account not in desk.guidelines.terminal.ssh_accounts:
        text = _("{account} takes in nobody by a key.").format(account=account)
        way = _("{who}, by rmdesk setup ssh").format(who=holder_of(ADMINISTER))
        raise Refused.by(_("Not at this desk"), Reason("R37", text, way))
    session = Session(desk, login)
    _refuse(session, LOOK)
    staff = session.staff
    assert staff is not None  # who may look is registered
    with desk.store.transaction(session.author, SIGN_IN) as transaction:
        transaction.note(SIGN_IN, f"{Person.table}:{staff.id}", new={"account": account})
    return session


def _refuse(session: Session, permission: str) -> None:
    if against := session.against(permission):
        raise Refused.by(_("Not at this desk"), *against)
