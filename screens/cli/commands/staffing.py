"""`staff`: the PINs by which people sign in at a terminal that several use."""

from __future__ import annotations

import sys
from getpass import getpass

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, argument
from screens.cli.derive import step_of

_LONGEST_LINE = 100


def _pin(call: Call) -> Answer:
    """Asked for on the terminal, or read from standard input: a command line is seen by others."""
    from rmdesk.duties.pins import pin_of, set_pin

    session = call.session
    key = call.args.person or f"#{session.staff.id if session.staff else 0}"
    person = session.person(key)
    own = person.login in session.accounts and pin_of(session, person) is not None
    old = _asked(_("PIN until now: ")) if own else ""
    pin = _asked(_("New PIN: "))
    if sys.stdin.isatty() and _asked(_("Once more: ")) != pin:
        raise BadInput(_("Not set"), _("The two are not the same."), _("Begin again."))
    set_pin(session, key, pin, old)
    text = _("{name} has a new PIN.").format(name=person.name)
    return Answer({"person": person.name, "login": person.login, "set": True}, [text])


def _asked(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass(prompt)
    return sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")


COMMANDS = (
    Command(
        "staff",
        later("set and unlock the PINs of the staff, for terminals that several use"),
        children=(
            Command(
                "pin",
                later("set a PIN, one's own or another's"),
                _pin,
                (
                    argument(
                        "person",
                        nargs="?",
                        metavar="PERSON",
                        help=later("badge, account or name (default: yourself)"),
                    ),
                ),
                details=later(
                    "It is asked for on the terminal and not shown; from a pipe it is the next "
                    "line, after the old one where you change your own."
                ),
                result="`person`, `login`, `set`",
                permission=HANDLE,
            ),
            step_of(
                duties.acts()["unlock"],
                argument("person", metavar="PERSON", help=later("badge, account or name")),
                lambda _call, person: Answer(
                    {"person": person.name, "login": person.login, "locked": False},
                    [_("Unlocked: {name}").format(name=person.name)],
                ),
                "`person`, `login`, `locked`",
                "person",
            ),
        ),
    ),
)
