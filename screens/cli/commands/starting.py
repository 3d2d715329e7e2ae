"""`init` and `demo`: a records centre of one's own, or a sample of one."""

from __future__ import annotations

from data.files import STORE_FILE
from data.texts import gettext as _
from rmdesk.model.errors import Refused
from rmdesk.model.roles import ADMINISTER
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Shown, argument


def _init(call: Call) -> Answer:
    from rmdesk.access.account import process_account
    from rmdesk.opening import init_home
    from screens.cli.sampling import centre

    if call.args.group:
        _share(call)
    if not (call.home / STORE_FILE).exists():
        init_home(call.home, process_account()).close()
    return centre(call.home, call.session)


def _share(call: Call) -> None:
    """Make the folder, or what is in it, the group's: before anything is written to a new one."""
    from rmdesk.maintenance.sharing import group_called, share

    group = group_called(call.args.group)
    if (call.home / STORE_FILE).exists() and (against := call.session.against(ADMINISTER)):
        raise Refused.by(_("Not shared"), *against)
    share(call.home, group)


def _demo(call: Call) -> Answer | Shown:
    from screens.cli.sampling import run_demo

    return run_demo(call)


COMMANDS = (
    Command(
        "init",
        later("make a records centre in the home folder"),
        _init,
        (
            argument(
                "--group",
                metavar="GROUP",
                help=later("let the accounts of this group use it, and nobody else on the machine"),
            ),
        ),
        details=later(
            "The account that makes it is its supervisor, security officer and administrator. Said "
            "twice, it changes nothing. With --group every folder and file is the group's, also "
            "what any of its accounts writes later, whatever its umask; an administrator says it "
            "of a home that is there already."
        ),
        result="`home`, `counts`",
        permission="",
        examples=(
            "rmdesk --home /srv/records init",
            "rmdesk --home /srv/records init --group records",
        ),
    ),
    Command(
        "demo",
        later("open a sample centre, or run a command on it"),
        _demo,
        details=later(
            "The sample lies in a throw-away folder. On a terminal, without a command, the desk "
            "opens on it, and the folder goes when the desk closes; with a command that command "
            "runs on it. Otherwise, and with --home, the folder is kept and named."
        ),
        result="`home`, `counts`; with a command, what that prints",
        examples=("rmdesk demo", "rmdesk demo search bridge"),
        rest=True,
        permission="",
    ),
)
