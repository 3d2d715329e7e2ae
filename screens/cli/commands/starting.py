"""`init` and `demo`: a records centre of one's own, or a sample of one."""

from __future__ import annotations

from data.files import STORE_FILE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Shown


def _init(call: Call) -> Answer:
    from rmdesk.access.account import process_account
    from rmdesk.opening import init_home
    from screens.cli.sampling import centre

    if not (call.home / STORE_FILE).exists():
        init_home(call.home, process_account()).close()
    return centre(call.home, call.session)


def _demo(call: Call) -> Answer | Shown:
    from screens.cli.sampling import run_demo

    return run_demo(call)


COMMANDS = (
    Command(
        "init",
        later("make a records centre in the home folder"),
        _init,
        details=later(
            "The account that makes it is its supervisor, security officer and administrator. Said "
            "twice, it changes nothing."
        ),
        result="`home`, `counts`",
        permission="",
        examples=("rmdesk --home /srv/records init",),
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
