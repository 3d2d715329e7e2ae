"""`setup ssh` and `ssh-desk`: the way in by SSH, to the desk and to nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.texts import gettext as _
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.roles import ADMINISTER
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Shown, argument


def _setup_ssh(call: Call) -> Answer:
    """Says what it would do, and with --apply does it."""
    from rmdesk.maintenance import ssh_gate

    args = call.args
    keys: dict[str, list[str]] = {login: [] for login in args.remove}
    for named in args.key:
        login, _equals, file = named.partition("=")
        if not (login and file):
            raise BadInput(
                _("Not understood"),
                _("“{text}” does not say whose key it is.").format(text=named),
                _("Say it as --key LOGIN=FILE.pub"),
            )
        keys.setdefault(login, []).extend(ssh_gate.keys_in(login, call.input_file(file)))
    place = Path(args.place) if args.place else Path("/var/lib") / args.account
    gate = ssh_gate.Gate(args.account, place.absolute(), args.group or "", keys)
    steps = ssh_gate.steps_for(call.session, gate)
    if args.apply:
        Refused.for_any(_("Not set up"), ssh_gate.against_doing())
        for step in steps:
            step.do()
    data: dict[str, Any] = {"account": gate.account, "files": str(gate.files)}
    data |= {"steps": [each.text for each in steps], "applied": bool(args.apply)}
    blocks: list[Block] = list(data["steps"]) or [_("All is there already.")]
    if steps:
        blocks.append(_("Done.") if args.apply else _("Nothing was done yet: --apply does it."))
    return Answer(data, blocks)


def _ssh_desk(call: Call) -> Shown:
    """The desk, whatever the client asked for: the server leaves that in a variable."""
    from data.files import confine
    from rmdesk.desk.admission import admit_by_key
    from rmdesk.opening import open_desk
    from screens.cli.opening import refuse_unfit, show_desk

    refuse_unfit()
    with open_desk(call.home.absolute()) as desk:
        session = admit_by_key(desk, call.args.login_of_key)
        confine(Path(call.args.files))
        return show_desk(session)


COMMANDS = (
    Command(
        "setup",
        later("set up the machine for the records centre"),
        children=(
            Command(
                "ssh",
                later("let people in by SSH, to the desk and to nothing else"),
                _setup_ssh,
                (
                    argument(
                        "--key",
                        action="append",
                        default=[],
                        metavar="LOGIN=FILE",
                        help=later(
                            "public key of a member of the staff, in place of those before; "
                            "repeatable"
                        ),
                    ),
                    argument(
                        "--remove",
                        action="append",
                        default=[],
                        metavar="LOGIN",
                        help=later("take the keys of somebody away; repeatable"),
                    ),
                    argument(
                        "--account",
                        default="rmdesk",
                        metavar="NAME",
                        help=later("the account that all come to (default: rmdesk)"),
                    ),
                    argument(
                        "--place",
                        metavar="DIR",
                        help=later("its folder (default: /var/lib/NAME)"),
                    ),
                    argument(
                        "--group",
                        metavar="GROUP",
                        help=later("share the home by this group, and put the account into it"),
                    ),
                    argument(
                        "--apply", action="store_true", help=later("do it, as root; else say it")
                    ),
                ),
                details=later(
                    "It first says what it would do, line by line, and does nothing; with --apply "
                    "it does what is not there yet. The account has no password and root owns its "
                    "keys; each key gives the desk of whom it belongs to, no other command, no "
                    "forwarding and no shell. Exports and prints go to DIR/files alone."
                ),
                result="`account`, `files`, `steps`, `applied`",
                examples=("sudo rmdesk --home /srv/records setup ssh --key aroy=aroy.pub",),
                permission=ADMINISTER,
            ),
        ),
    ),
    Command(
        "ssh-desk",
        later("the desk of whom an SSH key belongs to, as a forced command"),
        _ssh_desk,
        (
            argument(
                "login_of_key", metavar="LOGIN", help=later("whose the key is, as setup ssh says")
            ),
            argument(
                "--files", required=True, metavar="DIR", help=later("where files go, and no other")
            ),
        ),
        details=later(
            "At an account that the guidelines name in ssh_accounts. What the client asks to run "
            "is not looked at."
        ),
        result="nothing: it shows the screens",
        permission="",
    ),
)
