"""Roles of the staff and what each may do: data on the person, said once.

An act and a command name one permission; a role holds several. A person may have several roles.
"""

from collections.abc import Mapping

from data.texts import gettext as _
from rmdesk.model.words import later

LOOK = "look"
HANDLE = "handle records"
SUPERVISE = "supervise"
SECURE = "give access"
ADMINISTER = "administer"
ACT_FOR = "act for others"

_DESK = frozenset({LOOK, HANDLE})

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({LOOK}),
    "technician": _DESK,
    "supervisor": _DESK | {SUPERVISE},
    "security officer": _DESK | {SECURE},
    "administrator": _DESK | {ADMINISTER, ACT_FOR},
}
"""What each role may do."""

UNSAID = "technician"
"""The role of who has an account and no role of their own."""

FOUNDER = "supervisor, security officer, administrator"
"""The roles of who makes a centre, until they are given out."""

_HOLDERS = {
    LOOK: later("an administrator"),
    HANDLE: later("a technician"),
    SUPERVISE: later("a supervisor"),
    SECURE: later("the security officer"),
    ADMINISTER: later("an administrator"),
    ACT_FOR: later("an administrator"),
}
_LACKS = {
    LOOK: later("{login} is not registered here."),
    HANDLE: later("{login} may look, but not change anything."),
    SUPERVISE: later("{login} is not a supervisor."),
    SECURE: later("{login} is not a security officer."),
    ADMINISTER: later("{login} is not an administrator."),
    ACT_FOR: later("{login} may not act for others."),
}


def roles_in(text: str) -> list[str]:
    """The roles that a text names, each once, from the least to the most.

    Raises ValueError naming what is no role.
    """
    said = [" ".join(each.casefold().split()) for each in text.replace(";", ",").split(",")]
    unknown = [each for each in said if each and each not in ROLES]
    if unknown:
        raise ValueError(unknown[0])
    return [role for role in ROLES if role in said]


def permissions_of(text: str) -> frozenset[str]:
    """All that the roles of a member of the staff let them do; a role that is none gives nothing.

    Who has an account and no role is a technician.
    """
    try:
        roles = roles_in(text or UNSAID)
    except ValueError:
        return frozenset()
    return frozenset().union(*(ROLES[role] for role in roles))


def holder_of(permission: str) -> str:
    """Who has a permission, as a refusal names them."""
    return _(_HOLDERS[permission])


def lacking(permission: str, login: str) -> str:
    """Why an account may not do something, in words."""
    return _(_LACKS[permission]).format(login=login)
